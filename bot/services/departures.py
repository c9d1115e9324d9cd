"""Leaving before the end, as somebody said beforehand: it becomes the check-out of who makes none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, ActivityState, Attendance
from bot.rules.attendance import MarkKind, MarkSource
from bot.services import attendance, outbox, people

REASON = "until"
"""What a check-out says that was announced and not tapped."""


class DepartureUnfit(Fault):
    """The time is over, or does not lie within the service."""

    key = "fault-departure"


def announce(session: Session, *, now: datetime, telegram_id: int, leaves_at: datetime) -> None:
    """Take note when somebody will leave the service that is under way or the next of that day; a later word holds.

    Raises:
        NotRegistered: A stranger.
        DepartureUnfit: It is no moment still to come within a service of theirs, or they have checked out already.
    """
    cadre = people.require(session, telegram_id)
    found = session.execute(
        select(Attendance, Activity)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(
            Attendance.cadre_id == cadre.id,
            Attendance.moved_to_id.is_(None),
            Attendance.checked_out_at.is_(None),
            Activity.state == ActivityState.OPEN,
            Activity.starts_at < leaves_at,
            Activity.ends_at > leaves_at,
        )
        .order_by(Attendance.checked_in_at.is_(None), Activity.starts_at)
        .limit(1)
    ).first()
    if found is None or leaves_at <= now:
        raise DepartureUnfit
    row, activity = found
    row.until_at = leaves_at
    to = outbox.cadre_key(cadre.id)
    outbox.show(session, to, f"activity:{activity.id}", now=now, activity_id=activity.id)
    outbox.say(
        session,
        to,
        "message-until",
        now=now,
        is_silent=True,
        day=outbox.Day(activity.held_on),
        time=outbox.TimeOfDay(leaves_at),
    )


def carry_out(session: Session, activity: Activity, *, now: datetime) -> int:
    """Check out, at the moment they announced, who came and never checked out; return how many."""
    rows = session.scalars(
        select(Attendance).where(
            Attendance.activity_id == activity.id,
            Attendance.checked_in_at.is_not(None),
            Attendance.checked_out_at.is_(None),
            Attendance.until_at > Attendance.checked_in_at,
            Attendance.until_at <= now,
        )
    ).all()
    for row in rows:
        assert row.until_at is not None  # noqa: S101 - asked for
        attendance.add_mark(
            session,
            activity,
            row.cadre_id,
            MarkKind.CHECK_OUT,
            at=row.until_at,
            now=now,
            source=MarkSource.SELF_TAP,
            by=row.cadre_id,
            row=row,
            reason=REASON,
        )
    return len(rows)
