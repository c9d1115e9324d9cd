"""Who is on leave on a day: asked when people are put on a roll, and before anybody's phone rings for a call."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.model import LeavePeriod
from bot.rules.attendance import LeaveReason


def on(day: date) -> Select[int]:
    """Select who has a leave of several days that covers a day."""
    return select(LeavePeriod.cadre_id).where(
        LeavePeriod.first_on <= day, LeavePeriod.last_on >= day, LeavePeriod.withdrawn_at.is_(None)
    )


def reasons(session: Session, cadre_ids: Collection[int], day: date) -> dict[int, LeaveReason]:
    """Return those of these people who are on leave on a day, with the reason; it is the person's own word."""
    query = on(day).add_columns(LeavePeriod.reason).where(LeavePeriod.cadre_id.in_(cadre_ids))
    return {cadre_id: LeaveReason(reason) for cadre_id, reason in session.execute(query)}
