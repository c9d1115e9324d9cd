"""``roster`` and ``roles``: the roster in and out, invitations as a file, the first admin's link.

What writes holds the lock of the database, so a bot at work refuses it; there the same is done in the chat.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from datetime import timedelta
from pathlib import Path
from typing import Final

from bot.chat.phrases import Voice
from bot.chat.roster_words import example, fault_lines
from bot.cli.console import Console
from bot.cli.database import prepare
from bot.cli.noting import note_unless_at_work
from bot.cli.reaching import username
from bot.cli.settings import settings_for
from bot.clock import SystemClock
from bot.config import Settings
from bot.errors import Fault
from bot.reports.invitations import write_invitations
from bot.reports.invite_order import invitations_order
from bot.reports.orders import RosterFile, RosterOrder
from bot.reports.roster_file import write_roster
from bot.reports.roster_file import write_template as template
from bot.reports.roster_sheet import read_roster
from bot.services import invites, roster
from bot.services.roster import Preview, RosterFaulty
from bot.services.roster_import import group_of, stored_example
from bot.services.units import unit_named
from bot.storage import InstanceLock, Storage
from bot.storage.demo_mark import refuse_demo
from bot.texts import load_texts

OPERATOR: Final = "operator"
SHOWN_PEOPLE: Final = 20


class FileExists(Fault):
    """The file to write is there already; it may be the only one of its kind."""

    key = "fault-file-exists"


def write_template(args: argparse.Namespace, console: Console) -> int:
    """Write an empty roster to fill in."""
    settings_for(args, console)
    write_new(args.file, template(console.language))
    console.say("cli-written", file=str(args.file))
    return 0


def import_roster(args: argparse.Namespace, console: Console) -> int:
    """Read a roster, say what it would change, and bring it in once that is agreed to; 2 when it has faults."""
    settings = settings_for(args, console)
    url = settings.database.url
    refuse_demo(url)
    console.say("cli-roster-reading", file=str(args.file))
    sheet = read_roster(RosterFile(name=args.file.name, content=args.file.read_bytes()))
    prepare(args, url)
    with InstanceLock(url):
        storage = Storage(url)
        try:
            preview = storage.read_now(lambda session: roster.preview(session, sheet=sheet, may_appoint=True))
            voice = Voice(load_texts(), console.language, settings.operator.zone)
            if preview.changes.faults:
                _show_faults(preview, console, voice)
                return 2
            _show_changes(preview, console, voice)
            if getattr(args, "dry_run", False) or not _is_agreed(args, console, preview):
                console.say("cli-roster-nothing-done")
                return 0
            imported = storage.write_now(
                lambda session: roster.apply(
                    session,
                    now=SystemClock().now(),
                    actor=OPERATOR,
                    sheet=sheet,
                    may_appoint=True,
                    expected=preview.fingerprint,
                )
            )
        finally:
            storage.close()
    console.say("toast-imported")
    if imported.counts["new_numbers"]:
        numbered = _beside(args.file, console.words("cli-roster-numbered-suffix"))
        write_new(numbered, write_roster(RosterOrder(sheet=imported.numbered, language=console.language)))
        console.say("cli-roster-numbers", file=str(numbered))
    return 0


def _show_faults(preview: Preview, console: Console, voice: Voice) -> None:
    for line in fault_lines(voice, preview.changes.faults):
        console.show(line)
    console.complain(RosterFaulty.key, count=len(preview.changes.faults))


def _show_changes(preview: Preview, console: Console, voice: Voice) -> None:
    changes = preview.changes
    for name, count in changes.counts().items():
        if count and name != "new_numbers":
            console.say(f"roster-count-{name.replace('_', '-')}", count=count)
    if changes.is_empty:
        console.say("roster-nothing-new")
    for name in ("new", "moved", "renamed", "changed"):
        group = [change for change in changes.changed_people() if group_of(change) == name]
        _show_group(console, voice, name, [example(voice, stored_example(change)) for change in group])
    renamed = [("roster-example-unit", {"was": row.former or "", "name": row.name}) for row in changes.renamed_units]
    _show_group(console, voice, "units", renamed)
    leaving = [("roster-example", {"unit": each.unit or "", "name": each.name}) for each in changes.leaving]
    _show_group(console, voice, "leaving", leaving)


def _show_group(console: Console, voice: Voice, name: str, examples: list[tuple[str, dict[str, str]]]) -> None:
    if examples:
        console.say(f"roster-examples-{name}")
    for key, params in examples[:SHOWN_PEOPLE]:
        console.show(f"  {voice.plain(key, **params)}")
    if len(examples) > SHOWN_PEOPLE:
        console.say("cli-roster-more-people", count=len(examples) - SHOWN_PEOPLE)


def _is_agreed(args: argparse.Namespace, console: Console, preview: Preview) -> bool:
    nothing_to_do = preview.changes.is_empty and not preview.changes.counts()["new_numbers"]
    if nothing_to_do:
        return False
    return getattr(args, "yes", False) or console.is_agreed("cli-roster-agree")


def export_roster(args: argparse.Namespace, console: Console) -> int:
    """Write the roster as it is held, ready to be edited and imported again; a bot at work is not disturbed."""
    settings = settings_for(args, console)
    refuse_demo(settings.database.url)
    prepare(args, settings.database.url)
    storage = Storage(settings.database.url)
    try:
        sheet = storage.read_now(roster.as_sheet)
    finally:
        storage.close()
    write_new(args.file, write_roster(RosterOrder(sheet=sheet, language=console.language)))
    console.say("cli-roster-exported", file=str(args.file), count=len(sheet.people))
    count, now = len(sheet.people), SystemClock().now()
    note_unless_at_work(
        settings.database.url, console, lambda session: roster.note_export(session, now=now, actor=OPERATOR, rows=count)
    )
    return 0


def write_invites(args: argparse.Namespace, console: Console) -> int:
    """Make new invitations and write them into one file; the older ones of the same units and people end."""
    settings = settings_for(args, console)
    url = settings.database.url
    refuse_demo(url)
    prepare(args, url)
    if args.file.exists():
        raise FileExists(file=str(args.file))
    bot_name = asyncio.run(username(settings))
    with InstanceLock(url):
        storage = Storage(url)
        try:
            console.say("cli-invites-making")
            count = _invite(args, console, settings, storage, bot_name)
        finally:
            storage.close()
    console.say("cli-invites-written", file=str(args.file), count=count)
    return 0


def _invite(args: argparse.Namespace, console: Console, settings: Settings, storage: Storage, bot_name: str) -> int:
    name, everyone = getattr(args, "unit", None), getattr(args, "everyone", False)
    unit_id = storage.read_now(lambda session: unit_named(session, name=name)) if name else None
    found = storage.read_now(lambda session: invites.targets(session, everyone=everyone, unit_id=unit_id))
    minted = [invites.Minted(target, invites.mint()) for target in found]
    now, lasts = SystemClock().now(), timedelta(days=settings.registration.invite_days)
    order = invitations_order(
        minted,
        bot_name=bot_name,
        organization=settings.operator.name,
        expires_on=(now + lasts).astimezone(settings.operator.zone).date() - timedelta(days=1),
        language=console.language,
    )
    # The file first: invitations that nobody has in hand would only end the older ones.
    write_new(args.file, write_invitations(order))
    storage.write_now(lambda session: invites.keep(session, now=now, actor=OPERATOR, minted=minted, lasts=lasts))
    return len(minted)


def admin_link(args: argparse.Namespace, console: Console) -> int:
    """Print the link by which the first admin comes in; it works once and not for long."""
    settings = settings_for(args, console)
    url = settings.database.url
    refuse_demo(url)
    prepare(args, url)
    bot_name = asyncio.run(username(settings))
    minutes = settings.registration.admin_link_minutes
    with InstanceLock(url):
        storage = Storage(url)
        try:
            issued = storage.write_now(
                lambda session: invites.admin_link(session, now=SystemClock().now(), minutes=minutes)
            )
        finally:
            storage.close()
    console.say(
        "cli-admin-link",
        link=invites.link_of(bot_name, issued.token),
        code=issued.code,
        minutes=minutes,
    )
    return 0


def _beside(file: Path, suffix: str) -> Path:
    """Return a name beside the file that is still free."""
    stem = file.with_name(f"{file.stem}{suffix}")
    numbers = (f"-{number}" if number else "" for number in range(1000))
    return next(path for n in numbers if not (path := stem.with_name(f"{stem.name}{n}.xlsx")).exists())


def write_new(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read; one that is there stays.

    Raises:
        FileExists: There is a file of that name.
    """
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FileExists(file=str(file)) from None
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
