"""The figures of a month or a year, gathered in a handful of grouped queries, however many lines there are.

What counts is what counts in a week (``bot.services.summary_lines``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Attendance, Roll
from bot.rules.attendance import AttendanceState
from bot.rules.period_figures import Occasion, PeriodFigures, UnitPart, Volume, split
from bot.rules.periods import Period
from bot.services import summary_lines
from bot.services.summary_lines import PRESENT, Held, held_between, ids_of, is_counted, one_if

SUMS = ("expected_times", "person_times", "people", "minutes", "in_question")


def gather_period(session: Session, *, period: Period, now: datetime, zone: tzinfo) -> PeriodFigures:
    """Gather a month or a year, and each month of its year beside it.

    Args:
        session: Only read.
        period: It may still be running, or lie ahead: then there is nothing in it.
        now: Activities that end later are not counted yet.
        zone: The operator's; it says which day ``now`` is.
    """
    year = Period.year_of(period.first_on)
    all_held = held_between(session, year.first_on, year.end_on, now)
    held = [activity for activity in all_held if period.holds(activity.held_on)]
    today = now.astimezone(zone).date()
    occasions = _occasions(session, all_held)
    months = split(occasions, lambda occasion: occasion.held_on.month)
    return PeriodFigures(
        period=period,
        kinds=split((occasion for occasion in occasions if period.holds(occasion.held_on)), lambda each: each.kind),
        months={number: months.get(number, Volume()) for number in _begun(year, today)} | months,
        units=tuple(_units(session, held)),
        people=_people(session, held),
        first_timers=summary_lines.first_timers(session, held, period.first_on, now),
        until=today if period.holds(today) else None,
    )


def _begun(year: Period, today: date) -> range:
    """Return the numbers of the months of a year that have begun."""
    return range(1, 1 + (12 if today >= year.end_on else today.month if year.holds(today) else 0))


def _occasions(session: Session, held: Sequence[Held]) -> list[Occasion]:
    """Say of each activity how many came and for how long, and what was done, in two grouped queries."""
    if not held:
        return []
    rows = session.execute(
        select(Attendance.activity_id, func.count(), func.sum(summary_lines.minutes(held)))
        .where(Attendance.activity_id.in_(ids_of(held)), Attendance.state.in_(PRESENT))
        .group_by(Attendance.activity_id)
    )
    done = {activity_id: (int(times), int(minutes)) for activity_id, times, minutes in rows}
    quantities = _quantities(session, held)
    found = []
    for activity in held:
        times, minutes = done.get(activity.id, (0, 0))
        found.append(
            Occasion(
                held_on=activity.held_on,
                kind=activity.kind,
                person_times=times,
                minutes=minutes,
                quantity=quantities.get(activity.id, 0),
            )
        )
    return found


def _quantities(session: Session, held: Sequence[Held]) -> dict[int, int]:
    """Add up what the lists of each activity say was done."""
    rows = session.execute(
        select(Roll.activity_id, func.sum(func.coalesce(Roll.quantity, 0)))
        .where(Roll.activity_id.in_(ids_of(held)), Roll.quantity.is_not(None))
        .group_by(Roll.activity_id)
    )
    return {activity_id: int(quantity) for activity_id, quantity in rows}


def _people(session: Session, held: Sequence[Held]) -> int:
    query = select(func.count(Attendance.cadre_id.distinct())).where(
        Attendance.activity_id.in_(ids_of(held)), Attendance.state.in_(PRESENT)
    )
    return session.scalar(query) or 0 if held else 0


def _units(session: Session, held: Sequence[Held]) -> list[UnitPart]:
    """Return each unit's part in the operator's order."""
    sums = _sums(session, held)
    waiting = summary_lines.corrections(session, held)
    return [
        UnitPart(
            unit=state.name,
            position=state.position,
            lists=state.rolls,
            unconfirmed=state.unconfirmed,
            corrections=waiting.get(unit_id, 0),
            matters=state.matters,
            trees=state.trees,
            **sums.get(unit_id, {}),
        )
        for unit_id, state in summary_lines.units(session, held).items()
    ]


def _sums(session: Session, held: Sequence[Held]) -> dict[int, dict[str, int]]:
    if not held:
        return {}
    came = Attendance.state.in_(PRESENT)
    heads = (
        select(
            Attendance.unit_id,
            func.count().label("expected_times"),
            func.sum(one_if(came)).label("person_times"),
            func.max(one_if(came)).label("people"),
            func.sum(summary_lines.minutes(held)).label("minutes"),
            func.max(one_if(Attendance.state == AttendanceState.CONFLICT)).label("in_question"),
        )
        .where(Attendance.activity_id.in_(ids_of(held)), is_counted(held))
        .group_by(Attendance.unit_id, Attendance.cadre_id)
        .subquery()
    )
    rows = session.execute(
        select(heads.c.unit_id, *(func.sum(heads.c[name]) for name in SUMS)).group_by(heads.c.unit_id)
    )
    return {unit_id: dict(zip(SUMS, map(int, sums), strict=True)) for unit_id, *sums in rows}
