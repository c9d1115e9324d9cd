"""What the weekly summary says: first what the figures rest on, then the figures with their definition.

No one absent is named, nobody is ranked, and what is said before a group names no unit.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from bot.rules.figures import Counts, UnitFigures, WeekFigures, hours, percent
from bot.services.summaries import Week
from bot.texts import formats, load_texts
from bot.texts.formats import NOTHING

NAMED_UNITS = 6

Params = dict[str, Any]


def say(language: str | None, key: str, /, **params: str | int) -> str:
    """Say a piece that becomes part of a message, in its reader's language."""
    return load_texts().format(language, key, **params)


def title_of(figures: WeekFigures, language: str | None) -> str:
    """Name the week for a heading: ``2026年第48周（11月23日—29日）``."""
    return formats.week_label(figures.iso_year, figures.iso_week, figures.first_on, figures.last_on, language)


def _signed(number: Fraction | int, shown: object) -> str:
    # A minus as wide as the plus, so that both read as signs and not as a hyphen.
    digits = str(shown).lstrip("-")
    return f"+{digits}" if number > 0 else f"−{digits}" if number < 0 else f"±{digits}"


def _quality(figures: WeekFigures, language: str | None, *, are_named: bool) -> str:
    """Say first what the figures rest on: which units are not closed, who was not reached."""
    totals, units = figures.totals, formats.count(figures.enabled, language)
    notes = []
    if not figures.unconfirmed:
        notes.append(say(language, "summary-all-confirmed", units=units))
    elif are_named:
        names = _unconfirmed_names(figures, language)
        notes.append(say(language, "summary-unconfirmed-named", count=figures.unconfirmed, units=units, names=names))
    else:
        notes.append(say(language, "summary-unconfirmed", count=figures.unconfirmed, units=units))
    if not_opened := len(figures.units) - figures.enabled:
        notes.append(say(language, "summary-not-opened", count=not_opened))
    notes += _shortfalls(totals, language)
    return say(language, "summary-quality", notes=say(language, "summary-separator").join(notes))


def _unconfirmed_names(figures: WeekFigures, language: str | None) -> str:
    names = [unit.unit for unit in figures.units if unit.is_enabled and not unit.is_confirmed]
    listed = say(language, "summary-name-separator").join(names[:NAMED_UNITS])
    return say(language, "summary-names", names=listed) if len(names) > NAMED_UNITS else listed


def _shortfalls(counts: Counts, language: str | None) -> list[str]:
    return [
        say(language, key, count=formats.count(number, language))
        for key, number in (
            ("summary-unreachable", counts.unreachable),
            ("summary-missing-check-out", counts.missing_check_out),
        )
        if number
    ]


def _not_linked(counts: Counts, language: str | None) -> list[str]:
    if not counts.not_linked:
        return []
    return [say(language, "summary-not-linked", count=formats.count(counts.not_linked, language))]


def _identity(counts: Counts, language: str | None) -> str:
    parts = ("expected", "present", "excused", "declined", "no_show", "no_answer")
    return say(language, "summary-identity", **{part: formats.count(getattr(counts, part), language) for part in parts})


def _rates(counts: Counts) -> Params:
    return {"rate": formats.percent(counts.attendance_rate), "net": formats.percent(counts.net_rate)}


def _volume(figures: WeekFigures, language: str | None) -> str:
    return say(
        language,
        "summary-volume",
        activities=figures.activities,
        person_times=formats.count(figures.person_times, language),
        hours=formats.hours(figures.totals.hours),
    )


def _rounded(number: Fraction) -> int:
    half_up = (abs(number) + Fraction(1, 2)).__floor__()
    return half_up if number >= 0 else -half_up


def _change(figures: WeekFigures, language: str | None, *, is_unit: bool) -> str:
    change = figures.change
    weeks = len(figures.previous)
    if change.present is None or change.minutes is None:
        return say(language, "summary-first")
    rate = change.attendance_rate
    points = NOTHING if rate is None else _signed(rate, percent(rate))
    if is_unit:
        return say(language, "summary-unit-change", weeks=weeks, points=points)
    present, minutes = _rounded(change.present), _rounded(change.minutes)
    return say(
        language,
        "summary-change",
        weeks=weeks,
        points=points,
        present=_signed(present, present),
        hours=_signed(minutes, hours(minutes)),
    )


def week_text(week: Week, language: str | None, *, until: date | None = None, is_group: bool = False) -> Params:
    """Return the placeholders of ``summary-week``.

    Args:
        week: What was gathered, with at least one activity.
        language: The reader's.
        until: The day up to which a running week is counted.
        is_group: Units are not named before a group.
    """
    figures = week.figures()
    totals = figures.totals
    upper = [
        _quality(figures, language, are_named=not is_group),
        *_not_linked(totals, language),
        _identity(totals, language),
        *_late(totals, language),
    ]
    rest = [_volume(figures, language), _change(figures, language, is_unit=False)]
    return {
        "week": _heading(figures, language, until),
        "figures": "\n".join(upper),
        **_rates(totals),
        "rest": "\n".join(rest),
        "first_on": week.first_on.isoformat(),
        "is_running": until is not None,
    }


def _heading(figures: WeekFigures, language: str | None, until: date | None) -> str:
    title = title_of(figures, language)
    if until is None:
        return title
    return say(language, "summary-title-running", week=title, until=formats.day(until, language))


def _late(totals: Counts, language: str | None) -> list[str]:
    if not totals.late and not totals.left_early:
        return []
    return [say(language, "summary-late", late=totals.late, left_early=totals.left_early)]


def unit_text(week: Week, unit_id: int, language: str | None, *, check_by: date | None = None) -> Params:
    """Return the placeholders of ``summary-unit``: one unit's part, on one screen of a phone."""
    figures = week.figures(unit_id)
    [unit] = figures.units
    rest = [_volume(figures, language), _change(figures, language, is_unit=True)]
    if check_by is not None:
        rest.append(say(language, "summary-check-by", day=formats.day(check_by, language)))
    return {
        "unit": unit.unit,
        "week": title_of(figures, language),
        "figures": "\n".join([_unit_quality(unit, language), *_not_linked(unit, language), _identity(unit, language)]),
        **_rates(unit),
        "rest": "\n".join(rest),
        "first_on": week.first_on.isoformat(),
        "unit_id": unit_id,
    }


def _unit_quality(unit: UnitFigures, language: str | None) -> str:
    confirmed = "summary-unit-confirmed" if unit.is_confirmed else "summary-unit-unconfirmed"
    notes = [say(language, confirmed), *_shortfalls(unit, language)]
    return say(language, "summary-quality", notes=say(language, "summary-separator").join(notes))


def quiet_text(week: Week, language: str | None, *, until: date | None = None) -> tuple[str, Params]:
    """Return key and placeholders of the one line for a week without service."""
    params = {"week": _heading(week.figures(), language, until)}
    if week.day_off:
        return "summary-quiet-day-off", params | {"reason": week.day_off}
    return "summary-quiet", params
