"""What stands in an exported record: the lines of the roll, cut into segments.

How visits are cut is in ``bot.rules.segments``, how a row is written in ``bot.services.record_clerk``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.model import (
    DRILL,
    SNOW,
    Activity,
    ActivityState,
    Attendance,
    Cadre,
    Unit,
)
from bot.rules.attendance import MINUTES_PER_HOUR, AnswerState, AttendanceState
from bot.rules.record_rows import LeftOut, Named, Record, RecordRow
from bot.rules.segments import Segment, Visit, days_beyond, segments
from bot.services.record_clerk import Clerk, Line

DAY: Final = timedelta(days=1)
PRESENT: Final = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY)


def gather(
    session: Session,
    *,
    first_on: date,
    last_on: date,
    now: datetime,
    unit_ids: Collection[int] | None,
    is_everyone: bool,
    settings: Settings,
) -> Record:
    """Gather the record of some days: of activities that are held on them and have ended by ``now``.

    An activity belongs with all its segments to the day that it is held on. What overlaps, and the limit of a day, are
    judged over all units and over the days before and after as well, so that no choice of a part changes a row.

    Args:
        session: Only read.
        first_on: The first day.
        last_on: The last day, included.
        now: Activities that end later are left out.
        unit_ids: Only these units; None for all.
        is_everyone: Whether those who did not come, or never checked out, stand in it as well.
        settings: Zone, and the limit of a day.

    Returns:
        The record; its rows by activity, then the operator's order of units, then the roster. It may be empty.
    """
    held = _held(session, first_on - DAY, last_on + DAY, now)
    inside = {activity.id for activity in held if first_on <= activity.held_on <= last_on}
    counted = {activity.id: activity for activity in held if activity.kind != DRILL and activity.is_creditable}
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    lines = _lines(session, counted)
    cut = _cut(lines, counted, settings.operator.zone)
    beyond = days_beyond(
        (part for parts in cut.values() for part in parts), settings.record.day_limit_hours * MINUTES_PER_HOUR
    )
    mine = [line for line in lines if line.activity_id in inside and (unit_ids is None or line.unit_id in unit_ids)]
    mine.sort(key=lambda line: _order(line, counted, units))
    clerk = Clerk(session, counted, units)
    rows: list[RecordRow] = []
    for line in mine:
        parts = cut.get((line.activity_id, line.cadre_id))
        if parts is not None:
            rows += clerk.counted(line, parts, beyond)
        elif is_everyone and _is_told(line, counted[line.activity_id]):
            rows.append(clerk.row(line))
    served = [line for line in mine if (line.activity_id, line.cadre_id) in cut]
    return Record(
        first_on=first_on,
        last_on=last_on,
        rows=tuple(rows),
        persons=len({line.cadre_id for line in served}),
        person_times=len(served),
        minutes=sum(row.minutes or 0 for row in rows),
        day_limit_hours=settings.record.day_limit_hours,
        scope=tuple(units[unit_id].name for unit_id in unit_ids or ()),
        is_everyone=is_everyone,
        left_out=_left_out(mine, held, inside, units),
    )


def _held(session: Session, first_on: date, last_on: date, now: datetime) -> Sequence[Activity]:
    return session.scalars(
        select(Activity)
        .where(
            Activity.held_on >= first_on,
            Activity.held_on <= last_on,
            Activity.state.in_((ActivityState.OPEN, ActivityState.CLOSED)),
            Activity.ends_at <= now,
        )
        .order_by(Activity.starts_at, Activity.id)
    ).all()


def _lines(session: Session, activity_ids: Iterable[int]) -> list[Line]:
    query = (
        select(
            Attendance.activity_id,
            Attendance.cadre_id,
            Attendance.unit_id,
            Attendance.answer,
            Attendance.state,
            Attendance.checked_in_at,
            Attendance.checked_out_at,
            Attendance.minutes,
            Cadre.name,
            Cadre.title,
            Cadre.roster_no,
            Cadre.telegram_id.is_not(None),
        )
        .join(Cadre, Cadre.id == Attendance.cadre_id)
        .where(Attendance.activity_id.in_(list(activity_ids)))
    )
    return [Line._make(row) for row in session.execute(query)]


def _order(line: Line, activities: Mapping[int, Activity], units: Mapping[int, Unit]) -> tuple[object, ...]:
    activity, unit = activities[line.activity_id], units[line.unit_id]
    return activity.starts_at, activity.id, unit.position, unit.id, line.cadre_id


def _cut(
    lines: Iterable[Line], activities: Mapping[int, Activity], zone: ZoneInfo
) -> dict[tuple[int, int], list[Segment]]:
    """Cut what counts: who was present and checked out, within the activity's own hours."""
    visits = []
    for line in lines:
        if line.state in PRESENT and line.came is not None and line.left is not None and line.minutes is not None:
            activity = activities[line.activity_id]
            start = max(line.came, activity.starts_at)
            end = max(min(line.left, activity.ends_at), start)
            visits.append(Visit(start, line.activity_id, line.cadre_id, end))
    cut: defaultdict[tuple[int, int], list[Segment]] = defaultdict(list)
    for part in segments(visits, zone):
        cut[part.visit.activity, part.visit.person].append(part)
    return cut


def _is_told(line: Line, activity: Activity) -> bool:
    """Tell whether somebody without hours stands in the list of everyone: of a call only those who said they come."""
    if line.state in (AttendanceState.CONFLICT, AttendanceState.MOVED):
        return False
    if line.came is not None or line.state in (AttendanceState.EXCUSED, AttendanceState.DECLINED):
        return True
    return line.is_linked and (activity.kind != SNOW or line.answer == AnswerState.GOING)


def _left_out(
    lines: Iterable[Line], held: Sequence[Activity], inside: Collection[int], units: Mapping[int, Unit]
) -> LeftOut:
    activities = {activity.id: activity for activity in held}
    conflicts, open_ended = [], []
    for line in lines:
        activity = activities[line.activity_id]
        named = Named(unit=units[line.unit_id].name, name=line.name, activity=activity.title, on=activity.held_on)
        if line.state == AttendanceState.CONFLICT:
            conflicts.append(named)
        elif line.state in PRESENT and line.minutes is None:
            open_ended.append(named)
    those = [activity for activity in held if activity.id in inside]
    return LeftOut(
        conflicts=tuple(conflicts),
        open_ended=tuple(open_ended),
        drills=tuple((activity.held_on, activity.title) for activity in those if activity.kind == DRILL),
        not_creditable=tuple(
            (activity.held_on, activity.title)
            for activity in those
            if activity.kind != DRILL and not activity.is_creditable
        ),
    )
