"""Weeks for tests: activities held on given days, with a roll of each unit and lines as they are settled."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, Roll, Shift, Site
from bot.rules.attendance import AttendanceState
from tests.town import Town

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
NEXT_MONDAY = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai
ANSWERS = {
    "present": "going",
    "late": "going",
    "left_early": "going",
    "no_show": "going",
    "excused": "excused",
    "declined": "declined",
    "no_answer": "pending",
}


def hold(
    session: Session,
    town: Town,
    day: date = FRIDAY,
    *,
    state: ActivityState = ActivityState.CLOSED,
    kind: str = "friday",
    is_confirmed: bool = True,
) -> Activity:
    """Write an activity of that day, 13:30 to 15:30 in Shanghai, with a roll of every unit."""
    starts = datetime.combine(day, time(5, 30), tzinfo=UTC)
    ends = starts + timedelta(hours=2)
    activity = Activity(
        series=kind,
        kind=kind,
        title="周五志愿服务",
        content="清扫",
        held_on=day,
        opens_at=starts - timedelta(days=2),
        reply_by=starts - timedelta(hours=20),
        check_in_from=starts - timedelta(minutes=30),
        muster_at=starts - timedelta(minutes=10),
        starts_at=starts,
        late_after=starts + timedelta(minutes=10),
        left_early_before=ends - timedelta(minutes=10),
        ends_at=ends,
        closes_at=ends + timedelta(hours=1),
        state=state,
    )
    site = session.scalars(select(Site).order_by(Site.id)).first()
    assert site is not None
    session.add(activity)
    session.flush()
    shift = Shift(activity_id=activity.id, site_id=site.id, starts_at=starts)
    session.add(shift)
    session.flush()
    session.add_all(
        Roll(activity_id=activity.id, unit_id=unit_id, shift_id=shift.id, confirmed_at=ends if is_confirmed else None)
        for unit_id in town.unit_ids
    )
    session.flush()
    return activity


def enter(session: Session, activity: Activity, cadre: Cadre, state: str, *, answer: str | None = None) -> Attendance:
    """Write a person's settled line; who came served the whole two hours."""
    came = state in ("present", "late", "left_early", "conflict")
    line = Attendance(
        activity_id=activity.id,
        cadre_id=cadre.id,
        unit_id=cadre.unit_id,
        answer=answer or ANSWERS.get(state, "pending"),
        state=AttendanceState(state),
        checked_in_at=activity.starts_at if came else None,
        checked_out_at=activity.ends_at if came else None,
        minutes=120 if came else None,
        late_minutes=12 if state == "late" else 0,
        left_early_minutes=15 if state == "left_early" else 0,
    )
    session.add(line)
    session.flush()
    return line


def cadres_of(session: Session, unit_id: int) -> list[Cadre]:
    """List the people of a unit in the order of the roster."""
    return list(session.scalars(select(Cadre).where(Cadre.unit_id == unit_id).order_by(Cadre.id)))
