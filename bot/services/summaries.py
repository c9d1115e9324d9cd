"""The figures of a week, gathered from rolls and answers in a handful of grouped queries.

A week runs from Monday to Sunday in the operator's zone. Counted are the activities that have ended by ``now``; of a
record that is not closed yet, what its closing would make of it. Everyone expected stands in exactly one part:
应到 = 实到 + 请假 + 不参加 + 未到 + 未答复. Who declined was not absent.

Source:
    Several activities in one week make one person one head: the part that speaks most for the person counts
    (present, excused, declined, no show, no answer), while person-times and minutes are added up.
    To a call-out (清雪) a unit is not expected to come as a whole: those who signed up are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, Roll, Shift, Site, Unit
from bot.rules.attendance import AnswerState, AttendanceState
from bot.rules.figures import (
    EARLIER_WEEKS,
    MOST_EARLIER_WEEKS,
    Counts,
    PersonRow,
    UnitFigures,
    WeekFigures,
    WeekTotals,
    add_up,
)
from bot.services import summary_counts, summary_lines
from bot.services.summary_lines import Held, UnitState, held_between, ids_of, is_counted, within

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    """Return the first day of the week that a day lies in."""
    return day - timedelta(days=day.weekday())


def week_key(first_on: date) -> str:
    """Name a week by its ISO number, as in ``2026-W48``."""
    year, week, _ = first_on.isocalendar()
    return f"{year}-W{week:02}"


@dataclass(frozen=True, slots=True)
class Week:
    """A week as gathered: the counts of each unit, and those of the earlier weeks that had any activity.

    ``figures`` makes the figures of the summary out of it, for all units or for one. ``day_off`` says why there was
    no service, where a Friday was a holiday. ``first_timers`` are as in the figures.
    """

    first_on: date
    activities: int
    units: Mapping[int, UnitState]
    counts: Mapping[int, Counts]
    earlier: tuple[tuple[date, Mapping[int, Counts]], ...]
    day_off: str = ""
    first_timers: int | None = None

    @property
    def last_on(self) -> date:
        """The Sunday, included."""
        return self.first_on + timedelta(days=6)

    def figures(self, unit_id: int | None = None) -> WeekFigures:
        """Return the figures of all units, or of one; units stand in the operator's order."""
        chosen = [number for number in self.units if unit_id in (None, number)]
        year, week, _ = self.first_on.isocalendar()
        return WeekFigures(
            iso_year=year,
            iso_week=week,
            first_on=self.first_on,
            last_on=self.last_on,
            units=tuple(_figures(self.units[number], self.counts.get(number, Counts())) for number in chosen),
            previous=tuple(_totals(first_on, counts, unit_id) for first_on, counts in self.earlier),
            activities=self.activities if unit_id is None else sum(self.units[number].rolls for number in chosen),
            first_timers=self.first_timers if unit_id is None else None,
        )


def _figures(unit: UnitState, counts: Counts) -> UnitFigures:
    shared = {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
    shared |= {"matters": unit.matters, "trees": unit.trees}
    return UnitFigures(
        unit=unit.name, position=unit.position, is_confirmed=unit.is_confirmed, is_enabled=unit.is_opened, **shared
    )


def _totals(first_on: date, counts: Mapping[int, Counts], unit_id: int | None) -> WeekTotals:
    year, week, _ = first_on.isocalendar()
    sums = add_up(part for number, part in counts.items() if unit_id in (None, number))
    return WeekTotals(
        iso_year=year,
        iso_week=week,
        expected=sums.expected,
        present=sums.present,
        excused=sums.excused,
        minutes=sums.minutes,
    )


def gather(session: Session, *, first_on: date, now: datetime, weeks_back: int = EARLIER_WEEKS) -> Week:
    """Gather a week and up to twelve earlier ones; weeks without an activity are left out of the comparison.

    Args:
        session: Only read.
        first_on: The Monday; the week may still be running.
        now: Activities that end later are not counted yet.
        weeks_back: How many earlier weeks to look at, 0 to 12; more are cut.

    Raises:
        ValueError: ``first_on`` is no Monday.
    """
    if first_on.weekday() != 0:
        raise ValueError(f"{first_on} is no Monday")
    back = min(weeks_back, MOST_EARLIER_WEEKS)
    weeks: dict[date, list[Held]] = {}
    for activity in held_between(session, first_on - back * WEEK, first_on + WEEK, now):
        weeks.setdefault(monday_of(activity.held_on), []).append(activity)
    found = summary_counts.of_weeks(session, weeks)
    held, counts = weeks.get(first_on, []), found.pop(first_on, {})
    for unit_id, number in summary_counts.not_linked(session, held, first_on + WEEK).items():
        counts[unit_id] = _with(counts.get(unit_id, Counts()), not_linked=number)
    for unit_id, number in summary_lines.corrections(session, held).items():
        counts[unit_id] = _with(counts.get(unit_id, Counts()), corrections=number)
    return Week(
        first_on,
        len(held),
        summary_lines.units(session, held),
        counts,
        tuple(sorted(found.items())),
        "" if held else _day_off(session, first_on),
        summary_lines.first_timers(session, held, first_on, now),
    )


def week_figures(session: Session, *, first_on: date, now: datetime, weeks_back: int = EARLIER_WEEKS) -> WeekFigures:
    """Return the figures of a week over all units; as ``gather``."""
    return gather(session, first_on=first_on, now=now, weeks_back=weeks_back).figures()


def _day_off(session: Session, first_on: date) -> str:
    skipped = select(Activity.reason).where(within(first_on, first_on + WEEK), Activity.state == ActivityState.SKIPPED)
    return session.scalar(skipped.order_by(Activity.starts_at).limit(1)) or ""


def _with(counts: Counts, **more: int) -> Counts:
    values = {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
    return Counts(**values | more)


def person_rows(
    session: Session, *, first_on: date, now: datetime, unit_ids: Collection[int] | None = None
) -> list[PersonRow]:
    """List who was counted in a week, one row a person and activity, for the sheet of persons.

    Args:
        session: Only read.
        first_on: The Monday.
        now: Activities that end later are left out.
        unit_ids: Only these units; None for all.

    Returns:
        Rows by the operator's order of units, then activity, then roster.
    """
    held = held_between(session, first_on, first_on + WEEK, now)
    query = _persons(held)
    if unit_ids is not None:
        query = query.where(Attendance.unit_id.in_(unit_ids))
    return [
        PersonRow(
            unit=unit,
            name=cadre.name,
            title=cadre.title,
            activity=activity.title,
            service_on=activity.held_on,
            place=place or "",
            check_in_at=row.checked_in_at,
            check_out_at=row.checked_out_at,
            minutes=row.minutes,
            state=_closed_state(row),
            late_minutes=row.late_minutes,
            roster_no=cadre.roster_no,
            is_creditable=activity.is_creditable,
        )
        for row, cadre, activity, unit, place in session.execute(query).all()
    ]


def _persons(held: Sequence[Held]) -> Select[Attendance, Cadre, Activity, str, str | None]:
    return (
        select(Attendance, Cadre, Activity, Unit.name, Site.name)
        .join(Cadre, Cadre.id == Attendance.cadre_id)
        .join(Activity, Activity.id == Attendance.activity_id)
        .join(Unit, Unit.id == Attendance.unit_id)
        .outerjoin(Roll, and_(Roll.activity_id == Attendance.activity_id, Roll.unit_id == Attendance.unit_id))
        .outerjoin(Shift, Shift.id == Roll.shift_id)
        .outerjoin(Site, Site.id == Shift.site_id)
        .where(
            Attendance.activity_id.in_(ids_of(held)),
            is_counted(held),
        )
        .order_by(Unit.position, Unit.id, Activity.starts_at, Activity.id, Cadre.id)
    )


def _closed_state(row: Attendance) -> str:
    if row.state != AttendanceState.EXPECTED:
        return row.state
    return AttendanceState.NO_SHOW if row.answer == AnswerState.GOING else AttendanceState.NO_ANSWER
