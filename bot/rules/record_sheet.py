"""A sheet of the record that was filled in and came back: its rows as text, and what the text of a cell may mean.

Plain data between the reader of the file and the service that compares it with the record.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.rules.roster_sheet import RosterFault

LONGEST_REMARK: Final = 100
"""What a mark can hold as its reason, in characters."""

_CLOCK: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?"
_TIME: Final = re.compile(_CLOCK)
_MONTH_DAY: Final = re.compile(rf"(?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})[ T]{_CLOCK}")
_FULL: Final = re.compile(rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})[ T]{_CLOCK}")
_SHARE_OF_A_DAY: Final = re.compile(r"0?\.\d+(?:[eE]-\d+)?")
MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedRow:
    """A row as it came back: its number as Excel shows it, and four cells as text, the remark without our own notes."""

    row: int
    row_id: str
    check_in: str
    check_out: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedSheet:
    """What was read; ``is_ours`` False for a file without our headings, of which nothing else is known."""

    is_ours: bool = True
    rows: tuple[ReturnedRow, ...] = ()
    faults: tuple[RosterFault, ...] = ()


def moments_of(text: str, days: tuple[date, date], zone: ZoneInfo) -> list[datetime] | None:
    """List the moments that a cell may mean, aware and without seconds.

    Args:
        text: As ``13:30``, ``11-27 13:30``, ``2026-11-27 13:30``, or a share of a day as Excel counts.
        days: The first and the last day on which it can be where it does not say.
        zone: The zone of the wall times.

    Returns:
        One for each day that fits, ascending; None where the text is no time at all.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if _SHARE_OF_A_DAY.fullmatch(plain):
        minutes = round(float(plain) * MINUTES_A_DAY)
        hour, minute = divmod(min(minutes, MINUTES_A_DAY - 1), 60)
        return [_at(day, time(hour, minute), zone) for day in _days(days)]
    try:
        if found := _FULL.fullmatch(plain):
            return [_at(date(*_numbers(found, "year", "month", "day")), _clock(found), zone)]
        if found := _MONTH_DAY.fullmatch(plain):
            at, month_day = _clock(found), tuple(_numbers(found, "month", "day"))
            date(2000, *_numbers(found, "month", "day"))  # a leap year: every day that a month can have
            return [_at(day, at, zone) for day in _days(days) if (day.month, day.day) == month_day]
        if found := _TIME.fullmatch(plain):
            at = _clock(found)
            return [_at(day, at, zone) for day in _days(days)]
    except ValueError:
        return None
    return None


def is_midnight(text: str) -> bool:
    """Tell whether a cell says midnight, of whatever day: where a row was split."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    found = _FULL.fullmatch(plain) or _MONTH_DAY.fullmatch(plain) or _TIME.fullmatch(plain)
    if found is not None:
        return int(found["hour"]) in (0, 24) and int(found["minute"]) == 0
    return plain in ("0", "1")  # Excel's share of a day


def _numbers(found: re.Match[str], *names: str) -> list[int]:
    return [int(found[name]) for name in names]


def _clock(found: re.Match[str]) -> time:
    hour, minute = _numbers(found, "hour", "minute")
    return time(hour, minute)


def _days(days: tuple[date, date]) -> Iterator[date]:
    day = days[0]
    while day <= days[1]:
        yield day
        day += timedelta(days=1)


def _at(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone)
