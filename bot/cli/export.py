"""``export``: the record of service as a file. Beside a bot at work it only reads, and leaves no entry in the audit."""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli.console import Console
from bot.cli.database import prepare
from bot.cli.noting import note_unless_at_work
from bot.cli.roster import OPERATOR, FileExists, write_new
from bot.cli.settings import settings_for
from bot.clock import SystemClock
from bot.config import Settings
from bot.reports.record_file import write_record
from bot.reports.record_order import record_order
from bot.rules.attendance import hours
from bot.rules.record_rows import Record
from bot.services.record_export import check_period, check_rows, note_export
from bot.services.record_gather import gather
from bot.services.units import unit_named
from bot.storage import Storage
from bot.storage.demo_mark import refuse_demo


def export(args: argparse.Namespace, console: Console) -> int:
    """Write the record of some days to a file."""
    settings = settings_for(args, console)
    url = settings.database.url
    refuse_demo(url)
    check_period(args.first_on, args.last_on)
    prepare(args, url)
    if args.out.exists():
        raise FileExists(file=str(args.out))
    storage = Storage(url)
    try:
        unit_ids, record = _gathered(storage, args, settings)
    finally:
        storage.close()
    check_rows(record, args.form)
    write_new(args.out, write_record(record_order(record, settings, args.form, console.language)))
    console.say(
        "cli-export-written",
        rows=len(record.rows),
        persons=record.persons,
        hours=hours(record.minutes),
        file=str(args.out),
    )
    left_out = record.left_out
    if left_out.conflicts or left_out.open_ended:
        console.say("cli-export-left-out", conflicts=len(left_out.conflicts), open=len(left_out.open_ended))
    noted: dict[str, Any] = {"record": record, "unit_ids": unit_ids, "form": args.form}
    note_unless_at_work(
        url, console, lambda session: note_export(session, now=SystemClock().now(), actor=OPERATOR, **noted)
    )
    return 0


def _gathered(storage: Storage, args: argparse.Namespace, settings: Settings) -> tuple[tuple[int, ...] | None, Record]:
    unit_ids: tuple[int, ...] | None = None
    if args.unit:
        unit_ids = (storage.read_now(lambda session: unit_named(session, name=args.unit)),)
    record = storage.read_now(
        lambda session: gather(
            session,
            first_on=args.first_on,
            last_on=args.last_on,
            now=SystemClock().now(),
            unit_ids=unit_ids,
            is_everyone=args.everyone,
            settings=settings,
        )
    )
    return unit_ids, record
