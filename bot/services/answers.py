"""Keeping an answer on a person's line of the roll, with its history beside it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.model import AnswerChange, Attendance
from bot.rules.attendance import AnswerState, LeaveReason, MarkSource
from bot.services import announcements


def note(
    session: Session,
    row: Attendance,
    answer: AnswerState,
    reason: LeaveReason | None,
    *,
    now: datetime,
    source: MarkSource,
    by: int | None,
) -> bool:
    """Write an answer down; the same one again changes nothing. The line is settled by the caller.

    The announcements of the activity in groups follow.

    Returns:
        Whether it was another than before.
    """
    if row.answer == answer and row.reason == reason:
        return False
    change = AnswerChange(
        attendance_id=row.id,
        at=now,
        before=row.answer,
        after=answer,
        reason=reason,
        source=source,
        by_cadre_id=by,
    )
    session.add(change)
    row.answer, row.reason, row.answered_at = answer, reason, now
    announcements.follow(session, row.activity_id, now=now)
    return True
