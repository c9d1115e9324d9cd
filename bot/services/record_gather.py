"""What stands in an exported record: the lines of the roll, cut into segments, with the fields that order 67 wants.

What the rows mean is in ``bot.rules.record_rows``, how visits are cut in ``bot.rules.segments``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
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
    Callout,
    Mark,
    Role,
    RoleGrant,
    Roll,
    Shift,
    Site,
    Summons,
    Unit,
)
from bot.rules.attendance import MINUTES_PER_HOUR, AnswerState, AttendanceState, MarkKind, MarkSource
from bot.rules.record_rows import LeftOut, Named, Record, RecordRow, RowNote, make_row_id
from bot.rules.segments import Segment, Visit, days_beyond, segments

DAY: Final = timedelta(days=1)
SEPARATOR: Final = "；"
PRESENT: Final = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY)


class Line(NamedTuple):
    """A person's line on a roll, as far as the record needs it."""

    activity_id: int
    cadre_id: int
    unit_id: int
    answer: str
    state: str
    came: datetime | None
    left: datetime | None
    minutes: int | None
    name: str
    title: str
    roster_no: str
    is_linked: bool


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
    clerk = _Clerk(session, counted, units, settings.operator.zone)
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
        scope="" if unit_ids is None else "、".join(units[unit_id].name for unit_id in unit_ids),
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


class _Clerk:
    """Writes the rows; knows places, who was in charge, and what was remarked."""

    def __init__(
        self, session: Session, activities: Mapping[int, Activity], units: Mapping[int, Unit], zone: ZoneInfo
    ) -> None:
        self._activities = activities
        self._units = units
        self._zone = zone
        self._rolls = {
            (activity_id, unit_id): shift_id
            for activity_id, unit_id, shift_id in session.execute(
                select(Roll.activity_id, Roll.unit_id, Roll.shift_id).where(Roll.activity_id.in_(activities))
            )
        }
        self._summons = {
            (activity_id, cadre_id): shift_id
            for activity_id, cadre_id, shift_id in session.execute(
                select(Callout.activity_id, Summons.cadre_id, Summons.shift_id)
                .join(Summons, Summons.callout_id == Callout.id)
                .where(Callout.activity_id.in_(activities))
            )
        }
        self._sites = {
            shift_id: (place, lead or on_site)
            for shift_id, place, on_site, lead in session.execute(
                select(Shift.id, Site.name, Site.lead_name, Cadre.name)
                .join(Site, Site.id == Shift.site_id)
                .outerjoin(Cadre, Cadre.id == Shift.lead_id)
                .where(Shift.activity_id.in_(activities))
            )
        }
        self._liaisons: dict[int | None, str] = {}
        liaisons = (
            select(RoleGrant.unit_id, Cadre.name)
            .join(Cadre, Cadre.id == RoleGrant.cadre_id)
            .where(RoleGrant.role == Role.LIAISON, RoleGrant.revoked_at.is_(None))
            .order_by(RoleGrant.id)
        )
        for unit_id, name in session.execute(liaisons):
            self._liaisons.setdefault(unit_id, name)
        self._said = reasons_of(session, activities)

    def counted(self, line: Line, parts: Sequence[Segment], beyond: Collection[tuple[int, date]]) -> list[RecordRow]:
        """Write the rows of somebody whose hours count, one for each day of the visit."""
        rows = []
        for part in parts:
            notes = []
            if (line.cadre_id, part.on) in beyond:
                notes.append(RowNote.REVIEW)
            if part.is_cut:
                notes.append(RowNote.OVERLAP)
            if part.parts > 1:
                notes.append(RowNote.SPLIT)
            rows.append(self.row(line, part, notes))
        return rows

    def row(self, line: Line, part: Segment | None = None, notes: Iterable[RowNote] = ()) -> RecordRow:
        """Write one row; without ``part`` that of somebody whose hours do not count."""
        activity, unit = self._activities[line.activity_id], self._units[line.unit_id]
        shift_id = self._summons.get((activity.id, line.cadre_id)) or self._rolls.get((activity.id, unit.id))
        place, lead = self._sites.get(shift_id, ("", "")) if shift_id is not None else ("", "")
        remark, reasons = self._said.get((activity.id, line.cadre_id), ("", ()))
        is_first, is_last = part is None or part.part == 1, part is None or part.part == part.parts
        return RecordRow(
            row_id=make_row_id(
                activity.id,
                line.cadre_id,
                line.roster_no,
                came=line.came,
                left=line.left,
                remark=remark,
                part=part.part if part else 1,
                parts=part.parts if part else 1,
            ),
            roster_no=line.roster_no,
            unit=unit.name,
            name=line.name,
            title=line.title,
            activity=activity.title,
            on=part.on if part else activity.held_on,
            place=place,
            content=activity.content,
            lead=lead or self._liaisons.get(unit.id, ""),
            state=_closed(line),
            check_in_at=line.came if is_first or part is None else part.start,
            check_out_at=line.left if is_last or part is None else part.end,
            starts_at=part.start if part else None,
            ends_at=part.end if part else None,
            minutes=part.minutes if part else None,
            notes=(*notes, *reasons),
            remark=remark,
        )


def _closed(line: Line) -> str:
    """Return the state; of a record that is not closed yet, what its closing would make of it."""
    if line.state != AttendanceState.EXPECTED:
        return line.state
    return AttendanceState.NO_SHOW if line.answer == AnswerState.GOING else AttendanceState.NO_ANSWER


def reasons_of(
    session: Session, activity_ids: Iterable[int], cadre_id: int | None = None
) -> dict[tuple[int, int], tuple[str, tuple[RowNote, ...]]]:
    """Read why the marks that stand were entered, by activity and person: in words of a sheet, and in our own terms."""
    ids = list(activity_ids)
    voided = select(Mark.voids_id).where(Mark.activity_id.in_(ids), Mark.voids_id.is_not(None))
    query = (
        select(Mark.activity_id, Mark.cadre_id, Mark.source, Mark.reason)
        .where(
            Mark.activity_id.in_(ids),
            Mark.reason != "",
            Mark.kind.in_((MarkKind.CHECK_IN, MarkKind.CHECK_OUT)),
            Mark.id.not_in(voided),
        )
        .order_by(Mark.id)
    )
    if cadre_id is not None:
        query = query.where(Mark.cadre_id == cadre_id)
    words: defaultdict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    terms: defaultdict[tuple[int, int], dict[RowNote, None]] = defaultdict(dict)
    known = {note.value: note for note in RowNote}
    for activity_id, person, source, reason in session.execute(query):
        key = activity_id, person
        if reason in known:
            terms[key][known[reason]] = None
        elif source == MarkSource.IMPORT:
            words[key][reason] = None
    return {key: (SEPARATOR.join(words.get(key, ())), tuple(terms.get(key, ()))) for key in {*words, *terms}}
