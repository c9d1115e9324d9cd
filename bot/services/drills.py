"""A drill of reach: one message to everybody who is linked, one tap, and an hour later who has answered, by unit.

It is a broadcast of its own purpose and keeps to all rules of broadcasts: pace, quiet hours, and a second person's word
above the size that the settings name. What came of it is counted in ``bot.services.drill_results``; that one is due is
said by ``bot.services.drill_proposals``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Broadcast, BroadcastState, Purpose
from bot.rules.audience import Audience, AudienceKind, BulkHours
from bot.rules.rights import Right
from bot.services import broadcast_sending, broadcasts, outbox, people
from bot.services.broadcast_confirming import Limits
from bot.services.drill_results import ready_at
from bot.services.reach import SUBJECT

BEGUN: Final = (BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.DONE, BroadcastState.STOPPED)
EVERYBODY: Final = Audience(AudienceKind.ALL)


class DrillUnderWay(Fault):
    """A drill waits to be approved, or began less than an hour ago."""

    key = "fault-drill-under-way"


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
    if before is not None and (before.state is BroadcastState.WAITING or now < ready_at(before)):
        raise DrillUnderWay
    drill = Broadcast(
        author_id=actor.id,
        text=text,
        audience=EVERYBODY.to_json(),
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
    outbox.show(session, outbox.cadre_key(actor.id), SUBJECT, now=now).view = None
    return state
