"""What the file of ``bot.services.my_data`` says about a person's service, from the answer to the statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select

from bot.model import (
    Activity,
    AnswerChange,
    Attendance,
    Callout,
    Correction,
    LeavePeriod,
    Mark,
    Readiness,
    Shift,
    Site,
    Standby,
    Statement,
    Summons,
)
from bot.rules.attendance import AnswerState, AttendanceState, LeaveReason, MarkKind, MarkSource
from bot.rules.statements import shown
from bot.services.my_data_words import Fields, Pen


def parts_of_service(pen: Pen) -> dict[str, list[Fields]]:
    """Gather what the person was asked, said and did, and what was given them of it; earliest first in each part."""
    return {
        "activities": _activities(pen),
        "calls": _calls(pen),
        "standbys": _standbys(pen),
        "leaves": _leaves(pen),
        "corrections": _corrections(pen),
        "statements": _statements(pen),
    }


def _activities(pen: Pen) -> list[Fields]:
    mine = Attendance.cadre_id == pen.cadre.id
    lines = pen.session.execute(
        select(Attendance, Activity)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(mine)
        .order_by(Activity.starts_at)
    ).all()
    changes: defaultdict[int, list[AnswerChange]] = defaultdict(list)
    said = select(AnswerChange).join(Attendance, Attendance.id == AnswerChange.attendance_id).where(mine)
    for change in pen.rows(said.order_by(AnswerChange.id)):
        changes[change.attendance_id].append(change)
    marks: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in pen.rows(select(Mark).where(Mark.cadre_id == pen.cadre.id).order_by(Mark.id)):
        marks[mark.activity_id].append(mark)
    return [_line(pen, row, activity, changes[row.id], marks[activity.id]) for row, activity in lines]


def _line(
    pen: Pen, row: Attendance, activity: Activity, changes: Iterable[AnswerChange], marks: Collection[Mark]
) -> Fields:
    voided = {mark.voids_id for mark in marks}
    line = pen.fields(
        day=activity.held_on,
        activity=activity.title,
        unit=pen.unit(row.unit_id),
        answer=AnswerState(row.answer),
        reason=LeaveReason(row.reason) if row.reason else None,
        answered=row.answered_at,
        until=row.until_at,
        waits=row.waits_since,
        offered=row.offered_until,
        state=_state(pen, row),
        came=row.checked_in_at,
        went=row.checked_out_at,
        minutes=row.minutes,
        late=row.late_minutes or None,
        early=row.left_early_minutes or None,
    )
    line[pen.say("mydata-changes")] = [
        pen.fields(
            at=change.at,
            before=AnswerState(change.before),
            after=AnswerState(change.after),
            reason=LeaveReason(change.reason) if change.reason else None,
            source=MarkSource(change.source),
            by=pen.by(change.by_cadre_id),
        )
        for change in changes
    ]
    line[pen.say("mydata-marks")] = [
        pen.fields(
            kind=MarkKind(mark.kind),
            at=mark.at,
            entered=mark.recorded_at,
            source=MarkSource(mark.source),
            by=pen.by(mark.by_cadre_id),
            distance=mark.distance_metres,
            inside=mark.is_inside,
            words=pen.why(mark.reason),
            voided=True if mark.id in voided else None,
        )
        for mark in marks
    ]
    return line


def _state(pen: Pen, row: Attendance) -> str | None:
    state = AttendanceState(row.state)
    return None if state is AttendanceState.EXPECTED else pen.state(state, row.late_minutes)


def _calls(pen: Pen) -> list[Fields]:
    asked = pen.session.execute(
        select(Summons, Activity, Site)
        .join(Callout, Callout.id == Summons.callout_id)
        .join(Activity, Activity.id == Callout.activity_id)
        .join(Shift, Shift.id == Summons.shift_id)
        .join(Site, Site.id == Shift.site_id)
        .where(Summons.cadre_id == pen.cadre.id)
        .order_by(Summons.id)
    ).all()
    return [
        pen.fields(
            day=activity.held_on,
            activity=activity.title,
            place=site.name,
            wave=summons.wave,
            asked=summons.asked_at,
            read=summons.read_at,
            state=summons.state,
            answered=summons.answered_at,
            due=summons.due_on_spot_at,
            by=pen.by(summons.entered_by),
        )
        for summons, activity, site in asked
    ]


def _standbys(pen: Pen) -> list[Fields]:
    asked = pen.session.execute(
        select(Readiness, Standby.held_on)
        .join(Standby, Standby.id == Readiness.standby_id)
        .where(Readiness.cadre_id == pen.cadre.id)
        .order_by(Standby.held_on)
    ).all()
    return [pen.fields(day=held_on, answer=line.answer, answered=line.answered_at) for line, held_on in asked]


def _leaves(pen: Pen) -> list[Fields]:
    periods = pen.rows(select(LeavePeriod).where(LeavePeriod.cadre_id == pen.cadre.id).order_by(LeavePeriod.id))
    return [
        pen.fields(
            first=period.first_on,
            last=period.last_on,
            reason=LeaveReason(period.reason) if period.reason else None,
            asked=period.asked_at,
            ended=period.withdrawn_at,
        )
        for period in periods
    ]


def _corrections(pen: Pen) -> list[Fields]:
    asked = pen.session.execute(
        select(Correction, Activity)
        .join(Activity, Activity.id == Correction.activity_id)
        .where(Correction.cadre_id == pen.cadre.id)
        .order_by(Correction.id)
    ).all()
    return [
        pen.fields(
            day=activity.held_on,
            activity=activity.title,
            kind=request.kind,
            came=request.wanted_in_at,
            went=request.wanted_out_at,
            words=request.words or None,
            asked=request.asked_at,
            state=request.state,
            decided=request.decided_at,
            by=pen.by(request.decided_by),
        )
        for request, activity in asked
    ]


def _statements(pen: Pen) -> list[Fields]:
    given = pen.rows(select(Statement).where(Statement.cadre_id == pen.cadre.id).order_by(Statement.id))
    return [
        pen.fields(
            code=shown(each.code),
            first=each.first_on,
            last=each.last_on,
            times=each.times,
            minutes=each.minutes,
            made=each.made_at,
        )
        for each in given
    ]
