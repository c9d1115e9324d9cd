"""A broadcast under way is held, taken up again, or stopped for good."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Broadcast, BroadcastState, Cadre, Message, MessageState, Occurrence, OccurrenceState
from bot.rules.audience import BulkHours
from bot.rules.rights import Right
from bot.services import outbox, people
from bot.services.broadcast_figures import HELD
from bot.services.broadcast_sending import LASTS, RUNNING, TICK, plan_tick, plan_ticks, report, show_now
from bot.services.broadcasts import NoSuchBroadcast, occurrence_key, subject_of


class NotSending(Fault):
    """There is nothing to stop: not confirmed yet, or all has been sent."""

    key = "fault-broadcast-not-sending"


class Stopped(Fault):
    """It was stopped, and what was stopped is not taken up again."""

    key = "fault-broadcast-stopped"


def pause(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> bool:
    """暂停: nothing more leaves until it is resumed; return whether it was this tap that paused it.

    Raises:
        NotSending: It is not being sent.
    """
    by, broadcast = _known(session, telegram_id, broadcast_id)
    if broadcast.state is BroadcastState.PAUSED:
        return False
    if broadcast.state is not BroadcastState.SENDING:
        raise NotSending
    broadcast.state = BroadcastState.PAUSED
    held = outbox.cancel_waiting(session, now=now, reason=HELD, broadcast_id=broadcast_id)
    _note(session, by, broadcast, "broadcast.pause", held, now=now)
    show_now(session, broadcast_id, now=now)
    plan_tick(session, broadcast, now + TICK, f"paused:{now:%Y%m%d%H%M%S}", now=now)
    return True


def resume(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, hours: BulkHours) -> bool:
    """继续: what was held leaves as if it had been written now; return whether it was this tap that resumed it.

    Raises:
        Stopped: It was stopped for good.
        NotSending: It is neither paused nor being sent.
    """
    by, broadcast = _known(session, telegram_id, broadcast_id)
    if broadcast.state is BroadcastState.SENDING:
        return False
    if broadcast.state is BroadcastState.STOPPED:
        raise Stopped
    if broadcast.state is not BroadcastState.PAUSED:
        raise NotSending
    leaves_at = hours.leaves_at(now)
    held = update(Message).where(
        Message.broadcast_id == broadcast_id, Message.state == MessageState.CANCELLED, Message.reason == HELD
    )
    again = held.values(
        state=MessageState.WAITING, reason="", finished_at=None, due_at=leaves_at, expires_at=leaves_at + LASTS
    )
    freed = len(session.scalars(again.returning(Message.id)).all())
    session.info["wake"] = True
    broadcast.state, broadcast.due_at = BroadcastState.SENDING, leaves_at
    _note(session, by, broadcast, "broadcast.resume", freed, now=now)
    show_now(session, broadcast_id, now=now)
    plan_ticks(session, broadcast, leaves_at, hours, f"resumed:{now:%Y%m%d%H%M%S}:", now=now)
    return True


def stop(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> int:
    """停止: nothing more leaves, not even what is queued; it cannot be taken up again.

    Returns:
        How many waiting messages were cancelled; 0 for a second tap.

    Raises:
        NotAllowed: The person may not broadcast (any more).
        NotSending: It is not confirmed, or all has been sent.
    """
    by, broadcast = _known(session, telegram_id, broadcast_id)
    if broadcast.state is BroadcastState.STOPPED:
        return 0
    if broadcast.state not in RUNNING:
        raise NotSending
    stopped = halt(session, broadcast, now=now)
    _note(session, by, broadcast, "broadcast.stop", stopped, now=now)
    if by.id != broadcast.author_id:
        report(session, broadcast, now=now)
    show_now(session, broadcast_id, now=now)
    # What was on its way when it was stopped is answered within seconds; the report then tells of it.
    plan_tick(session, broadcast, now + TICK, "stopped", now=now)
    return stopped


def halt(session: Session, broadcast: Broadcast, *, now: datetime) -> int:
    """End a broadcast that is being sent or paused; return how many messages never leave."""
    broadcast.state, broadcast.finished_at = BroadcastState.STOPPED, now
    stopped = outbox.cancel_waiting(session, now=now, reason="stopped", broadcast_id=broadcast.id)
    held = update(Message).where(
        Message.broadcast_id == broadcast.id, Message.state == MessageState.CANCELLED, Message.reason == HELD
    )
    stopped += len(session.scalars(held.values(reason="stopped").returning(Message.id)).all())
    occurrence = session.scalar(select(Occurrence).where(Occurrence.key == occurrence_key(broadcast.id)))
    if occurrence is not None and occurrence.state is OccurrenceState.RUNNING:
        occurrence.state, occurrence.finished_at = OccurrenceState.EXPIRED, now
        occurrence.outcome = dict(occurrence.outcome) | {"reason": "stopped"}
    return stopped


def _known(session: Session, telegram_id: int, broadcast_id: int) -> tuple[Cadre, Broadcast]:
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    return by, broadcast


def _note(session: Session, by: Cadre, broadcast: Broadcast, action: str, messages: int, *, now: datetime) -> None:
    people.note(
        session,
        now=now,
        actor=f"cadre:{by.id}",
        action=action,
        subject=subject_of(broadcast.id),
        after={"messages": messages},
    )
