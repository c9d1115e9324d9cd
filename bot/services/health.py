"""Whether the bot does its work, told from its two books: what came in is handled, and what is due leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.model import InboxRow, InboxState, Message, MessageState

PATIENCE: Final = timedelta(minutes=2)
"""How long an update may wait to be handled, and how long nothing may leave while something is due."""


def is_healthy(session: Session, *, now: datetime) -> bool:
    """Tell whether no update has waited longer than ``PATIENCE``, and the sender is alive.

    A long queue is no fault as long as something leaves; an outage of Telegram is one, for nobody is reached.
    """
    return not _is_inbox_stuck(session, now) and not _is_outbox_stuck(session, now)


def _is_inbox_stuck(session: Session, now: datetime) -> bool:
    waiting = select(InboxRow.id).where(InboxRow.state == InboxState.WAITING, InboxRow.received_at < now - PATIENCE)
    return session.scalar(waiting.limit(1)) is not None


def _is_outbox_stuck(session: Session, now: datetime) -> bool:
    overdue = select(Message.id).where(
        Message.state.in_((MessageState.WAITING, MessageState.STARTED)),
        Message.due_at < now - PATIENCE,
        or_(Message.expires_at.is_(None), Message.expires_at > now),
    )
    if session.scalar(overdue.limit(1)) is None:
        return False
    recent = select(Message.id).where(Message.state == MessageState.SENT, Message.finished_at >= now - PATIENCE)
    return session.scalar(recent.limit(1)) is None
