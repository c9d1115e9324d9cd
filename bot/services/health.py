"""Whether the bot does its work, told from its two books: what came in is handled, and what is due leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from bot.model import InboxRow, InboxState, Lane, Message, MessageState
from bot.storage import Prepared

PATIENCE: Final = timedelta(minutes=2)
"""How long an update may wait to be handled, and how long nothing may leave while something is due."""
OLDEST_UPDATE = Prepared(
    select(func.min(InboxRow.received_at).label("since")).where(InboxRow.state == InboxState.WAITING)
)
OLDEST_DUE = Prepared(
    select(Message.lane, func.min(Message.due_at).label("since"))
    .where(
        Message.state == MessageState.WAITING,
        Message.due_at <= bindparam("now"),
        or_(Message.expires_at.is_(None), Message.expires_at > bindparam("now")),
    )
    .group_by(Message.lane)
)


@dataclass(frozen=True, slots=True)
class Lags:
    """How long the oldest has waited: of the updates that are not handled, and of each lane's messages that are due.

    Zero where none waits; every lane is named.
    """

    inbox: timedelta
    outbox: Mapping[Lane, timedelta]


def lags(session: Session, *, now: datetime) -> Lags:
    """Tell how far the work is behind."""
    oldest = OLDEST_UPDATE.all(session)[0].since
    since = {row.lane: row.since for row in OLDEST_DUE.all(session, now=now)}
    return Lags(
        max(now - oldest, timedelta()) if oldest is not None else timedelta(),
        {lane: now - since.get(lane, now) for lane in Lane},
    )


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
