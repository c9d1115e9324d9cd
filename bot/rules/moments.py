"""What people write for a moment to come: 9:00, 明天 8点半, 周五 14:30, 11-27 09:00, tomorrow 9:00."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_CLOCK: Final = r"(?P<half>上午|早上|早|中午|下午|晚上|晚)?(?P<hour>\d{1,2})(?:[:.]|点|时)(?P<minute>\d{2}|半)?分?"
_DAYS: Final[Mapping[str, int]] = {"今天": 0, "明天": 1, "后天": 2, "今": 0, "明": 1, "today": 0, "tomorrow": 1}
_WEEKDAYS: Final = "一二三四五六日"
_ENGLISH: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = re.compile(
    rf"(?:(?P<word>{'|'.join(_DAYS)})"
    r"|(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    rf"|(?P<english>{'|'.join(_ENGLISH)})[a-z]*"
    r"|(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/月](?P<day>\d{1,2})[日号]?)?"
    rf"\s*{_CLOCK}",
)
_AFTERNOON: Final = frozenset({"下午", "晚上", "晚", "中午"})
_LONG_AGO: Final = timedelta(days=180)


def read_moment(typed: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Read a moment as somebody types it.

    Args:
        typed: A time of day, with a day before it or none for today. A weekday is the next one, a date without a year
            the nearest one that is not long past.
        now: The present, aware.
        zone: The zone of the wall times.

    Returns:
        The moment in UTC, which may be past; None where the text is none.
    """
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", typed).strip().casefold())
    if match is None:
        return None
    clock = _clock(match)
    today = now.astimezone(zone).date()
    day = _day(match, today) if clock is not None else None
    if clock is None or day is None:
        return None
    moment = datetime.combine(day, clock, zone)
    if (match["weekday"] or match["english"]) and moment <= now:
        moment = datetime.combine(day + timedelta(days=7), clock, zone)
    return moment.astimezone(UTC)


def _clock(match: re.Match[str]) -> time | None:
    hour = int(match["hour"])
    minute = 30 if match["minute"] == "半" else int(match["minute"] or 0)
    if match["half"] in _AFTERNOON and hour < 12 and not (match["half"] == "中午" and hour > 10):
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(match: re.Match[str], today: date) -> date | None:
    if match["word"]:
        return today + timedelta(days=_DAYS[match["word"]])
    if match["weekday"] or match["english"]:
        sign = match["weekday"]
        wanted = _WEEKDAYS.index("日" if sign == "天" else sign) if sign else _ENGLISH.index(match["english"])
        return today + timedelta(days=(wanted - today.weekday()) % 7)
    if not match["month"]:
        return today
    try:
        day = date(int(match["year"] or today.year), int(match["month"]), int(match["day"]))
        is_next_year = not match["year"] and today - day > _LONG_AGO
        return day.replace(year=day.year + 1) if is_next_year else day
    except ValueError:
        return None


def next_like(at: datetime, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next moment after ``now`` with the wall time of ``at``, in UTC."""
    wall = at.astimezone(zone).time()
    moment = datetime.combine(now.astimezone(zone).date(), wall, zone)
    if moment <= now:
        moment = datetime.combine(moment.date() + timedelta(days=1), wall, zone)
    return moment.astimezone(UTC)
