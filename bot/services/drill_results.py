"""What came of a drill of reach: counted when an hour has passed, and shown on the card of ``/reach``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session

from bot.model import Broadcast, Cadre, Message, MessageState, Receipt
from bot.services import outbox, reach

RESULT_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Answered:
    """How many got a drill's message, and how many of them answered it."""

    sent: int
    read: int


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a drill, by the id of the unit; ``ready_at`` is when the figures are worth a look."""

    began_at: datetime
    ready_at: datetime
    units: dict[int, Answered]


def ready_at(drill: Broadcast) -> datetime:
    """Return when the figures of a drill are worth a look."""
    return (drill.due_at or drill.confirmed_at or drill.created_at) + RESULT_AFTER


def plan(session: Session, drill: Broadcast, *, now: datetime) -> None:
    """Let the author's card say that a drill has begun, and an hour after that what came of it."""
    card = outbox.show(session, outbox.cadre_key(drill.author_id), reach.SUBJECT, now=now)
    outbox.plan_edit(session, card, f"drill-result:{drill.id}", now=now, due_at=ready_at(drill))


def result(session: Session, drill: Broadcast) -> Result:
    """Count what came of a drill as it stands."""
    key = literal("cadre:") + cast(Cadre.id, String)
    sent = session.execute(
        select(Cadre.unit_id, func.count())
        .join(Message, Message.chat_key == key)
        .where(Message.broadcast_id == drill.id, Message.state == MessageState.SENT)
        .group_by(Cadre.unit_id)
    )
    read = session.execute(
        select(Cadre.unit_id, func.count())
        .join(Receipt, Receipt.cadre_id == Cadre.id)
        .where(Receipt.broadcast_id == drill.id)
        .group_by(Cadre.unit_id)
    )
    answered = {unit_id: number for unit_id, number in read if unit_id is not None}
    units = {unit_id: Answered(number, answered.get(unit_id, 0)) for unit_id, number in sent if unit_id is not None}
    ready = ready_at(drill)
    return Result(ready - RESULT_AFTER, ready, units)
