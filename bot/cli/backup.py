"""``backup`` and ``restore``: a copy of the database, made beside a bot at work, and put back when none is."""

from __future__ import annotations

import argparse
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from bot.cli.console import Console
from bot.cli.settings import path_of, settings_for
from bot.clock import SystemClock
from bot.config import Settings
from bot.errors import Fault
from bot.services import restoring
from bot.storage import InstanceLock, Storage, backup, describe
from bot.storage.backup import Contents
from bot.storage.demo_mark import refuse_demo
from bot.storage.version import DatabaseNewer, SchemaState, state_of
from jobs.backups import rotate

_USUAL_FOLDER: Final = "backups"


class DatabaseInUse(Fault):
    """The database holds people, and nobody asked to replace it."""

    key = "fault-restore-not-empty"


def make(args: argparse.Namespace, console: Console) -> int:
    """Copy the database; with ``--rotate`` also remove the copies that are not kept any longer."""
    settings = settings_for(args, console)
    url = settings.database.url
    refuse_demo(url)
    folder = args.to or folder_of(args, settings)
    copy = backup.make_copy(url, folder, SystemClock().now())
    console.say(
        "cli-backup-made",
        file=str(copy.file),
        size=f"{copy.megabytes:.1f}",
        version=copy.contents.version or "–",
        people=copy.contents.rows.get("cadre", 0),
    )
    if args.rotate:
        console.say("cli-backup-rotated", n=rotate(folder, settings.backup, settings.operator.zone))
    return 0


def restore(args: argparse.Namespace, console: Console) -> int:
    """Put a copy in the place of the database, after saying what is in either; nobody else may be at work."""
    settings = settings_for(args, console)
    url, now = settings.database.url, SystemClock().now()
    refuse_demo(url)
    with InstanceLock(url):
        found = backup.examine(url, args.file)
        if state_of(found.version) is SchemaState.NEWER:
            raise DatabaseNewer(database=str(args.file), version=found.version)
        there = _there(url, console)
        _preview(console, "cli-restore-copy", str(args.file), found)
        is_replacing = there is None or not there.is_bare
        if is_replacing:
            if not args.replace:
                raise DatabaseInUse(database=describe(url))
            if not args.yes and not console.is_agreed("cli-restore-ask"):
                console.say("cli-restore-kept-all")
                return 0
        keep_in = folder_of(args, settings) if is_replacing else None
        kept = backup.restore(url, args.file, found, now=now, keep_in=keep_in)
        _settle(url, console, now=now, is_moving=args.send_waiting)
    console.say("cli-restore-done", database=describe(url), version=found.version or "–")
    if kept is not None:
        console.say("cli-restore-kept", file=str(kept))
    if state_of(found.version) is SchemaState.OLDER:
        console.say("cli-restore-older")
    return 0


def folder_of(args: argparse.Namespace, settings: Settings) -> Path:
    """Return where copies lie: the folder of the settings, or ``backups`` beside them."""
    return Path(settings.backup.folder or (path_of(args).parent / _USUAL_FOLDER).resolve())


def _there(url: str, console: Console) -> Contents | None:
    """Say and return what the database holds; None when it cannot be read any more."""
    try:
        there = backup.contents(url)
    except backup.CopyDamaged as fault:
        console.say("cli-restore-damaged", database=describe(url), reason=str(fault.params["reason"]))
        return None
    if there.rows:
        _preview(console, "cli-restore-there", describe(url), there)
    else:
        console.say("cli-restore-nothing-there", database=describe(url))
    return there


def _preview(console: Console, key: str, place: str, held: Contents) -> None:
    rows = held.rows
    console.say(
        key,
        place=place,
        version=held.version or "–",
        people=rows.get("cadre", 0),
        units=rows.get("unit", 0),
        activities=rows.get("activity", 0),
        attendances=rows.get("attendance", 0),
        messages=rows.get("message", 0),
    )


def _settle(url: str, console: Console, *, now: datetime, is_moving: bool) -> None:
    """Hold back what may have been sent since the copy was made, unless the bot had been stopped before it was."""
    storage = Storage(url)
    try:
        due = storage.read_now(partial(restoring.count_due, now=now))
        if due and not is_moving:
            storage.write_now(partial(restoring.hold_back, now=now))
    finally:
        storage.close()
    if due:
        console.say("cli-restore-sending" if is_moving else "cli-restore-held", n=due)
