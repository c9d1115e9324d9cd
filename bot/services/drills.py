"""A drill of reach: one message to everybody who is linked, one tap, and an hour later who has answered, by unit.

It is a broadcast of its own purpose and keeps to all rules of broadcasts: pace, quiet hours, and a second person's word
above the size that the settings name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Broadcast, BroadcastState, Cadre, Card, Lane, Message, MessageState, Purpose, Receipt
from bot.rules.audience import Audience, AudienceKind, BulkHours
from bot.rules.rights import Right
from bot.services import broadcast_sending, broadcasts, outbox, people
from bot.services.broadcast_confirming import Limits
from bot.services.reach import SUBJECT

RESULT_AFTER: Final = timedelta(hours=1)
BEGUN: Final = (BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.DONE, BroadcastState.STOPPED)


class DrillUnderWay(Fault):
    """A drill waits to be approved, or began less than an hour ago."""

    key = "fault-drill-under-way"


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


def latest(session: Session, *, now: datetime) -> Broadcast | None:
    """Return the drill that was confirmed last, or None; one that nobody approved within a day is dropped."""
    waits = and_(Broadcast.state == BroadcastState.WAITING, Broadcast.created_at > now - broadcasts.DRAFT_LASTS)
    query = select(Broadcast).where(Broadcast.purpose == Purpose.DRILL, or_(waits, Broadcast.state.in_(BEGUN)))
    return session.scalar(query.order_by(Broadcast.id.desc()).limit(1))


def begin(
    session: Session, *, now: datetime, telegram_id: int, text: str, hours: BulkHours, limits: Limits
) -> BroadcastState | None:
    """发起演练: write to everybody who is linked; the card of ``/reach`` tells an hour later what came of it.

    Args:
        session: The transaction.
        now: When it was tapped.
        telegram_id: An organizer.
        text: What people read, as Telegram HTML.
        hours: When messages to many leave.
        limits: Beyond them a second person approves it.

    Returns:
        Where it stands: it is being sent, or waits for a second person.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
        DrillUnderWay: There is one already; a second tap begins no second one.
        Fault: As ``broadcast_sending.start``.
    """
    actor = people.require_right(session, telegram_id, Right.BROADCAST)
    before = latest(session, now=now)
    if before is not None and (before.state is BroadcastState.WAITING or now < _ready_at(before)):
        raise DrillUnderWay
    drill = Broadcast(
        author_id=actor.id,
        text=text,
        audience=Audience(AudienceKind.ALL).to_json(),
        step="preview",
        version=1,
        created_at=now,
        purpose=Purpose.DRILL,
        buttons="read",
        left_out={},
    )
    session.add(drill)
    session.flush()
    state = broadcast_sending.start(
        session,
        now=now,
        telegram_id=telegram_id,
        broadcast_id=drill.id,
        version=drill.version,
        hours=hours,
        limits=limits,
    )
    card = outbox.show(session, outbox.cadre_key(actor.id), SUBJECT, now=now)
    card.view = None
    if state is BroadcastState.SENDING:
        _plan_result(session, card, drill, now=now)
    return state


def _plan_result(session: Session, card: Card, drill: Broadcast, *, now: datetime) -> None:
    """Plan the edit that shows the figures once they are worth a look."""
    outbox.insert_once(
        session,
        {
            "dedup_key": f"drill-result:{drill.id}",
            "lane": Lane.REPLY,
            "kind": outbox.CARD,
            "chat_key": card.chat_key,
            "params": {"is_live": True},
            "card_id": card.id,
            "is_silent": True,
            "created_at": now,
            "due_at": _ready_at(drill),
        },
    )


def _ready_at(drill: Broadcast) -> datetime:
    return (drill.due_at or drill.confirmed_at or drill.created_at) + RESULT_AFTER


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
    ready_at = _ready_at(drill)
    return Result(ready_at - RESULT_AFTER, ready_at, units)
