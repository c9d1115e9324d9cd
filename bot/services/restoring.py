"""After a copy was put in place of the database: what was waiting to leave then may have left since."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from bot.model import Message, MessageState

REASON: Final = "restored from a copy"


def count_due(session: Session, *, now: datetime) -> int:
    """Count the messages that should have left by now and had not when the copy was made."""
    return session.scalar(select(func.count(Message.id)).where(*_due(now))) or 0


def hold_back(session: Session, *, now: datetime) -> None:
    """Settle them as uncertain: whether they went out after the copy was made nobody knows, and none is doubled."""
    held = update(Message).where(*_due(now))
    session.execute(held.values(state=MessageState.UNCERTAIN, reason=REASON, finished_at=now))


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Message.state.in_((MessageState.WAITING, MessageState.STARTED)), Message.due_at <= now)
