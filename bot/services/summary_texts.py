"""What the summaries say: first what needs a decision and what the figures rest on, then the figures, then thanks.

Nobody is named or ranked, and no unit is; which ones are meant stands in the workbook. All of it fits on one screen of
a phone: twelve lines of twenty Chinese characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from bot.rules.figures import Counts, UnitFigures, WeekFigures, percent
from bot.rules.kinds import measured
from bot.rules.period_figures import PeriodFigures, kinds_shown
from bot.rules.periods import Span
from bot.services.summaries import Week
from bot.texts import formats, load_texts
from bot.texts.formats import NOTHING

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """What needs a decision: lists of units, people in question, requests for correction."""

    unconfirmed: int
    units: int
    in_question: int
    corrections: int


def _decisions(waiting: Waiting, language: str | None, *, is_group: bool) -> list[str]:
    """Say how much needs a decision, and where it is decided; before a group without the command."""
    notes = []
    if waiting.unconfirmed:
        units = formats.count(waiting.units, language)
        notes.append(say(language, "summary-unconfirmed", count=waiting.unconfirmed, units=units))
    notes += _in_doubt(waiting.in_question, waiting.corrections, language)
    return _line("summary-decide-group" if is_group else "summary-decide", notes, language)


def _in_doubt(in_question: int, corrections: int, language: str | None) -> list[str]:
    numbers = (("summary-in-question", in_question), ("summary-corrections", corrections))
    return [say(language, key, count=formats.count(number, language)) for key, number in numbers if number]


def _line(key: str, notes: list[str], language: str | None) -> list[str]:
    return [say(language, key, notes=say(language, "summary-separator").join(notes))] if notes else []


def _quality(figures: WeekFigures, language: str | None) -> list[str]:
    """Say what the figures rest on: whether all lists are confirmed, who could not be asked or was not reached."""
    notes = []
    if not figures.unconfirmed:
        notes.append(say(language, "summary-all-confirmed"))
    notes += _shortfalls(figures.totals, language)
    if not_opened := len(figures.units) - figures.enabled:
        notes.append(say(language, "summary-not-opened", count=not_opened))
    return _line("summary-quality", notes, language)


def _shortfalls(counts: Counts, language: str | None) -> list[str]:
    return [
        say(language, key, count=formats.count(number, language))
        for key, number in (
            ("summary-not-linked", counts.not_linked),
            ("summary-unreachable", counts.unreachable),
            ("summary-missing-check-out", counts.missing_check_out),
        )
        if number
    ]


def _identity(counts: Counts, language: str | None) -> str:
    parts = ("expected", "present", "excused", "declined", "no_show", "no_answer")
    return say(language, "summary-identity", **{part: formats.count(getattr(counts, part), language) for part in parts})


def _rates(counts: Counts) -> Params:
    return {"rate": formats.percent(counts.attendance_rate), "net": formats.percent(counts.net_rate)}


def _volume(figures: WeekFigures, language: str | None) -> str:
    """Say the sums; with what was done they stand closer together, as the screen has no line to spare."""
    done = formats.done(measured(figures.totals), language, is_short=True)
    return say(
        language,
        "summary-volume-done" if done else "summary-volume",
        activities=figures.activities,
        person_times=formats.count(figures.person_times, language),
        hours=formats.hours(figures.totals.hours),
        done=done,
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
    present = _signed(_rounded(change.present), _rounded(change.present))
    if rate is None:
        return say(language, "summary-change-present", weeks=weeks, present=present)
    return say(language, "summary-change", weeks=weeks, points=points, present=present)


def _thanks(units: int, times: int, first: int | None, confirmed: int, language: str | None) -> list[str]:
    """Thank all together: how many units and person-times, who came first, or else whose lists are complete."""
    if not times:
        return []
    more = ""
    if first:
        more = say(language, "summary-thanks-first", count=formats.count(first, language))
    elif confirmed:
        more = say(language, "summary-thanks-confirmed", count=formats.count(confirmed, language))
    shown = formats.count(times, language)
    return [say(language, "summary-thanks", units=units, person_times=shown, more=more)]


def week_text(week: Week, language: str | None, *, until: date | None = None, is_group: bool = False) -> Params:
    """Return the placeholders of ``summary-week``.

    Args:
        week: What was gathered, with at least one activity.
        language: The reader's.
        until: The day up to which a running week is counted.
        is_group: It is read in a group, where nothing is decided.
    """
    figures = week.figures()
    totals = figures.totals
    waiting = Waiting(figures.unconfirmed, figures.enabled, totals.in_question, totals.corrections)
    upper = [
        *_decisions(waiting, language, is_group=is_group),
        *_quality(figures, language),
        _identity(totals, language),
    ]
    confirmed = figures.enabled - figures.unconfirmed
    rest = [
        _change(figures, language, is_unit=False),
        _volume(figures, language),
        *_thanks(figures.served, figures.person_times, figures.first_timers, confirmed, language),
    ]
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
        "figures": "\n".join([*_unit_quality(unit, language), _identity(unit, language)]),
        **_rates(unit),
        "rest": "\n".join(rest),
        "first_on": week.first_on.isoformat(),
        "unit_id": unit_id,
    }


def _unit_quality(unit: UnitFigures, language: str | None) -> list[str]:
    waiting = [] if unit.is_confirmed else [say(language, "summary-unit-unconfirmed")]
    waiting += _in_doubt(unit.in_question, unit.corrections, language)
    notes = [say(language, "summary-unit-confirmed")] if unit.is_confirmed else []
    notes += _shortfalls(unit, language)
    return [*_line("summary-decide", waiting, language), *_line("summary-quality", notes, language)]


def quiet_text(
    week: Week, language: str | None, *, until: date | None = None, scope: str, unit: str = ""
) -> tuple[str, Params]:
    """Return key and placeholders of the one line for a week without service.

    ``scope`` is what its reader may go on to: ``all`` for the figures of all units, ``unit`` for those of their own,
    ``group`` for none. ``unit`` names the one that had none while others had.
    """
    params: Params = {
        "week": _heading(week.figures(), language, until),
        "scope": scope,
        "is_running": until is not None,
    }
    if unit:
        return "summary-quiet-unit", params | {"unit": unit}
    if week.day_off:
        return "summary-quiet-day-off", params | {"reason": week.day_off}
    return "summary-quiet", params


def period_title(figures: PeriodFigures, language: str | None) -> str:
    """Name a month or a year for a heading: ``2026年11月``, with the day up to which a running one is counted."""
    title = formats.period_label(figures.period.year, figures.period.month, language)
    if figures.until is None:
        return title
    return say(language, "summary-title-running", week=title, until=formats.day(figures.until, language))


def period_text(figures: PeriodFigures, language: str | None, *, is_group: bool = False) -> tuple[str, Params]:
    """Return key and placeholders of the text of a month or a year; one without service is one line."""
    is_month = figures.period.span is Span.MONTH
    title = say(language, "summary-title-month" if is_month else "summary-title-year")
    params: Params = {"title": title, "period": period_title(figures, language)}
    if not figures.volume.activities:
        return "summary-period-quiet", params
    waiting = Waiting(figures.unconfirmed, figures.enabled, figures.in_question, figures.corrections)
    confirmed = figures.enabled - figures.unconfirmed
    times = figures.volume.person_times
    lines = [
        *_decisions(waiting, language, is_group=is_group),
        _period_volume(figures, language),
        *_kinds(figures, language),
        *_thanks(figures.served, times, figures.first_timers, confirmed, language),
    ]
    key = "summary-period-group" if is_group else "summary-period"
    return key, params | {"figures": "\n".join(lines), "word": figures.period.key}


def _period_volume(figures: PeriodFigures, language: str | None) -> str:
    return say(
        language,
        "summary-period-volume",
        activities=formats.count(figures.volume.activities, language),
        people=formats.count(figures.people, language),
        person_times=formats.count(figures.volume.person_times, language),
        hours=formats.hours(figures.volume.hours),
        done=formats.done(measured(figures.volume), language),
    )


def _kinds(figures: PeriodFigures, language: str | None) -> list[str]:
    rows = [
        say(
            language,
            "summary-kind",
            kind=formats.activity_kind(kind, language),
            activities=formats.count(volume.activities, language),
            person_times=formats.count(volume.person_times, language),
            done=formats.done(measured(volume), language, is_short=True),
        )
        for kind, volume in kinds_shown(figures.kinds)
    ]
    return [say(language, "summary-period-kinds", kinds=say(language, "summary-separator").join(rows))]
