"""People's lines on the rolls, read as columns: every tap asks for one, and an object costs ten times as much.

What is judged and written of a line stands in ``bot.services.settling``.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance
from bot.model.base import Moment
from bot.storage import Prepared


class Line(NamedTuple):
    """A person's line with what of its activity marks are judged by."""

    line_id: int
    activity_id: int
    cadre_id: int
    unit_id: int
    answer: str
    moved_to_id: int | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    minutes: int | None
    late_minutes: int
    kind: str
    activity_state: ActivityState
    check_in_from: datetime
    starts_at: datetime
    ends_at: datetime
    late_after: datetime
    left_early_before: datetime
    closes_at: datetime

    @property
    def is_inside(self) -> bool:
        """Tell whether the person checked in there and has not checked out."""
        return self.checked_in_at is not None and self.checked_out_at is None

    def may_check_in(self, now: datetime) -> bool:
        """Tell whether it stands at ``now`` in an open window; of an activity that is open itself."""
        return self.moved_to_id is None and self.check_in_from <= now < self.ends_at


# In the order of ``Line``.
_LINES = (
    select(
        Attendance.id.label("line_id"),
        Attendance.activity_id,
        Attendance.cadre_id,
        Attendance.unit_id,
        Attendance.answer,
        Attendance.moved_to_id,
        Attendance.checked_in_at,
        Attendance.checked_out_at,
        Attendance.minutes,
        Attendance.late_minutes,
        Activity.kind,
        Activity.state.label("activity_state"),
        Activity.check_in_from,
        Activity.starts_at,
        Activity.ends_at,
        Activity.late_after,
        Activity.left_early_before,
        Activity.closes_at,
    )
    .join(Activity, Activity.id == Attendance.activity_id)
    .where(Attendance.cadre_id == bindparam("cadre_id"))
)
_LATEST = _LINES.where(Attendance.checked_in_at.is_not(None)).order_by(Activity.starts_at.desc()).limit(1)

STANDING = Prepared(
    _LINES.where(Activity.state == ActivityState.OPEN, Activity.closes_at > bindparam("now", type_=Moment)).order_by(
        Activity.starts_at
    )
)
LAST_CHECKED_IN = Prepared(_LATEST)
CHECKED_IN = Prepared(_LATEST.where(Activity.id == bindparam("activity_id")))


def standing(session: Session, cadre_id: int, *, now: datetime) -> list[Line]:
    """List a person's lines of open activities whose record is not closed at ``now``, by their start."""
    session.flush()
    return [Line._make(row) for row in STANDING.all(session, cadre_id=cadre_id, now=now)]


def last_checked_in(session: Session, cadre_id: int, *, activity_id: int | None = None) -> Line | None:
    """Return the person's line of the latest activity, or of the one named, with a check-in; None without one."""
    session.flush()
    if activity_id is None:
        row = LAST_CHECKED_IN.first(session, cadre_id=cadre_id)
    else:
        row = CHECKED_IN.first(session, cadre_id=cadre_id, activity_id=activity_id)
    return None if row is None else Line._make(row)
