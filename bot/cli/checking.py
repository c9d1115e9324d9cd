"""``check``: whether all that the bot needs is there, in words. It only reads, so it may run beside the bot."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.cli import checking_database, checking_telegram
from bot.cli.console import Console
from bot.cli.findings import Finding, Mark, report
from bot.cli.settings import path_of, settings_for
from bot.config import Settings
from bot.rules.calendar import WorkCalendar
from bot.storage.backup import copies_in

COPY_IS_OLD: Final = timedelta(days=2)


def check(args: argparse.Namespace, console: Console) -> int:
    """Look at everything and say how it stands; 2 when something keeps the bot from its work."""
    settings = settings_for(args, console)
    is_well = report(_all(args, settings, console), console)
    console.say("cli-check-well" if is_well else "cli-check-unwell")
    return 0 if is_well else 2


def _all(args: argparse.Namespace, settings: Settings, console: Console) -> Iterator[Finding]:
    yield from _settings(args, settings, console)
    yield from checking_database.findings(settings.database.url)
    yield from asyncio.run(checking_telegram.findings(settings))
    yield from _holidays(settings, datetime.now(UTC))
    yield _copies(settings, datetime.now(UTC))
    key = "cli-check-heartbeat" if settings.operator.heartbeat_url else "cli-check-no-heartbeat"
    yield Finding(Mark.GOOD if settings.operator.heartbeat_url else Mark.NOTE, key)


def _settings(args: argparse.Namespace, settings: Settings, console: Console) -> Iterator[Finding]:
    missing = settings.missing_for_run()
    for fault in missing:
        yield Finding(Mark.BAD, "cli-check-missing", fault=fault.text(console.language))
    if not missing:
        yield Finding(Mark.GOOD, "cli-check-settings", file=str(path_of(args)))


def _holidays(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Tell whether the days off of this year and, from November on, of the next are known."""
    calendar = WorkCalendar(
        {day.date: day.note for day in settings.holidays.off}, {day.date: day.note for day in settings.holidays.work}
    )
    today = now.astimezone(settings.operator.zone).date()
    for year in (today.year, today.year + 1) if today.month >= 11 else (today.year,):
        if calendar.is_published(year):
            yield Finding(Mark.GOOD, "cli-check-holidays", year=year)
        else:
            # A new year's notice comes late; until then the statutory days stand in, and the bot says so.
            yield Finding(Mark.NOTE, "cli-check-no-holidays", year=year)


def _copies(settings: Settings, now: datetime) -> Finding:
    """Tell how old the newest copy of the database is."""
    if settings.backup.folder is None:
        return Finding(Mark.NOTE, "cli-check-no-backup")
    newest = max(copies_in(Path(settings.backup.folder)).values(), default=None)
    if newest is None:
        return Finding(Mark.NOTE, "cli-check-backup-none", folder=settings.backup.folder)
    is_fresh = now - newest < COPY_IS_OLD
    key = "cli-check-backup" if is_fresh else "cli-check-backup-old"
    made = f"{newest.astimezone(settings.operator.zone):%Y-%m-%d %H:%M}"
    return Finding(Mark.GOOD if is_fresh else Mark.NOTE, key, at=made)
