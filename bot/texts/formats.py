"""Days, times, spans and figures as people write them; the pieces that messages take as parameters.

Moments are aware and are shown in the zone handed in; a minute that has begun counts as shown, seconds are cut off.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from bot.texts import language_of, load_texts

NOTHING: Final = "—"
"""Stands where a figure would have nothing to divide by."""


def day(on: date, language: str | None) -> str:
    """Write a day with its weekday: ``11月27日（星期五）``, ``Fri 27 Nov``."""
    texts = load_texts()
    return texts.format(
        language,
        "format-day",
        month=_month(on, language),
        day=on.day,
        weekday=texts.format(language, f"format-weekday-{on.isoweekday()}"),
    )


def clock_time(moment: datetime, zone: tzinfo) -> str:
    """Write the time of day: ``13:30``, always on 24 hours.

    Raises:
        ValueError: ``moment`` is naive.
    """
    return _local(moment, zone).strftime("%H:%M")


def time_range(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Write the times of day of a range: ``13:30—15:30``; its day is said elsewhere."""
    return f"{clock_time(start, zone)}—{clock_time(end, zone)}"


def day_time(moment: datetime, zone: tzinfo, language: str | None) -> str:
    """Write day and time: ``11月27日（星期五）13:30``, ``Fri 27 Nov, 13:30``."""
    on = _local(moment, zone).date()
    return load_texts().format(language, "format-day-time", day=day(on, language), time=clock_time(moment, zone))


def duration_minutes(minutes: int, language: str | None) -> str:
    """Write a span of whole minutes: ``2小时05分``, ``2 h 05 min``, ``45分``.

    Raises:
        ValueError: ``minutes`` is negative.
    """
    if minutes < 0:
        raise ValueError(f"a span has no negative minutes: {minutes}")
    hours_part, rest = divmod(minutes, 60)
    if hours_part == 0:
        return load_texts().format(language, "format-span-minutes", minutes=rest)
    if rest == 0:
        return load_texts().format(language, "format-span-hours", hours=hours_part)
    return load_texts().format(language, "format-span", hours=hours_part, minutes=f"{rest:02}")


def percent(fraction: Fraction | None) -> str:
    """Write an exact share of one with one decimal, half up: ``90.5%``; a dash when there was nothing to divide by.

    Raises:
        ValueError: The share is negative.
    """
    if fraction is None:
        return NOTHING
    if fraction < 0:
        raise ValueError(f"a share is not negative: {fraction}")
    tenths = (2000 * fraction.numerator + fraction.denominator) // (2 * fraction.denominator)
    return f"{tenths // 10}.{tenths % 10}%"


def hours(amount: Decimal) -> str:
    """Write service hours with two decimals, half up, as the national system does: ``146.25``."""
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def count(number: int, language: str | None) -> str:
    """Write a large number the way the language groups it: ``3012``, ``3,012``."""
    return f"{number:,}" if language_of(language) == "en" else str(number)


def week_label(year: int, week: int, first: date, last: date, language: str | None) -> str:
    """Write a week of a summary: ``2026年第47周（11月16日—22日）``, ``week 47 of 2026 (16–22 Nov)``.

    Args:
        year: The ISO year that the week belongs to.
        week: The ISO week.
        first: Its first day.
        last: Its last day, inclusive.
        language: The reader's.
    """
    parts: dict[str, str | int] = {
        "year": year,
        "week": week,
        "month": _month(first, language),
        "first": first.day,
        "last": last.day,
    }
    if first.month == last.month:
        return load_texts().format(language, "format-week-same-month", **parts)
    return load_texts().format(language, "format-week", last_month=_month(last, language), **parts)


def period_label(year: int, month: int | None, language: str | None) -> str:
    """Write a month or a whole year: ``2026年11月``, ``Nov 2026``; ``2026年``, ``2026``."""
    if month is None:
        return load_texts().format(language, "format-year", year=year)
    return load_texts().format(language, "format-year-month", year=year, month=month_name(month, language))


def activity_kind(kind: str, language: str | None) -> str:
    """Name a kind of activity by its word in the tables: ``周五志愿服务``, ``Fridays``."""
    return load_texts().format(language, f"summary-kind-{kind.replace('_', '-')}")


def measure(name: str, number: int, language: str | None) -> str:
    """Write a number with its measure word by the measure's word in the code: ``办理12件``, ``matters 12``."""
    return load_texts().format(language, f"summary-measure-{name}", count=count(number, language))


def done(quantities: Iterable[tuple[str, int]], language: str | None, *, is_short: bool = False) -> str:
    """Write what was done as it follows other figures: ``，办理12件，植树30株``; nothing for nothing.

    Args:
        quantities: The measures by their word in the code, each with its sum.
        language: The reader's.
        is_short: Closer together: ``12件30株``.
    """
    texts = load_texts()
    if is_short:
        parts = (
            texts.format(language, f"summary-short-{name}", count=count(number, language))
            for name, number in quantities
        )
    else:
        parts = (
            texts.format(language, "summary-done", part=measure(name, number, language)) for name, number in quantities
        )
    return "".join(parts)


def month_name(month: int, language: str | None) -> str:
    """Write a month by its number from 1: ``11月``, ``Nov``."""
    return load_texts().format(language, f"format-month-{month}")


def listed(names: Iterable[str], language: str | None) -> str:
    """Write names one after the other: ``市教育局、市审计局``, ``Audit, Finance``; a dash for none."""
    return load_texts().format(language, "format-list-separator").join(names) or NOTHING


def _month(on: date, language: str | None) -> str:
    return load_texts().format(language, f"format-month-{on.month}")


def _local(moment: datetime, zone: tzinfo) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(zone)
