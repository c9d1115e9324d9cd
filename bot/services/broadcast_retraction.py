"""撤回: what was sent is edited to 已取消, silently and at the pace of all bulk; what was not sent never leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Broadcast, BroadcastState, Card, Lane, Message
from bot.rules.rights import Right
from bot.services import broadcast_control, broadcast_sending, outbox, people
from bot.services.broadcast_figures import OPEN_STATES
from bot.services.broadcasts import NoSuchBroadcast, note, notice_of, subject_of
from bot.storage import Prepared

CHUNK: Final = 500
ASKED: Final = "retract"
WITHIN: Final = timedelta(days=7)
RETRACTABLE: Final = (BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.STOPPED, BroadcastState.DONE)
# Looked at every few seconds, so it is made ready once.
RECENT: Final = Prepared(select(Broadcast.id).where(Broadcast.retracted_at > bindparam("since")))
# The edits may wait behind other messages; the author sees how far they have come.
LOOKED_AT_AGAIN: Final = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))


class CannotRetract(Fault):
    """Nothing of it has been sent, or it was sent more than a week ago."""

    key = "fault-broadcast-cannot-retract"


def ask(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, is_asked: bool) -> None:
    """撤回, or 返回: ask once more before it is done, on the same card."""
    broadcast = _retractable(session, telegram_id, broadcast_id, now=now)
    broadcast.step = ASKED if is_asked else broadcast.state.value
    outbox.refresh(session, subject_of(broadcast.id), now=now)


def retract(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> bool:
    """确认撤回: stop what is being sent, and edit the first chunk; the job edits the rest.

    Returns:
        Whether it was retracted by this tap; False when it was before.

    Raises:
        NotAllowed: The person may not broadcast (any more).
        CannotRetract: There is nothing to retract, or it is too late.
    """
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    known = session.get(Broadcast, broadcast_id)
    if known is not None and known.retracted_at is not None:
        return False
    broadcast = _retractable(session, telegram_id, broadcast_id, now=now)
    if broadcast.state in broadcast_sending.RUNNING:
        broadcast_control.halt(session, broadcast, now=now)
    broadcast.retracted_at, broadcast.step = now, broadcast.state.value
    note(session, by, broadcast, "broadcast.retract", now=now)
    broadcast_sending.show_now(session, broadcast.id, now=now)
    run_chunk(session, now=now, broadcast_id=broadcast.id)
    return True


def _retractable(session: Session, telegram_id: int, broadcast_id: int, *, now: datetime) -> Broadcast:
    people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    is_late = broadcast.finished_at is not None and now - broadcast.finished_at > WITHIN
    if broadcast.state not in RETRACTABLE or broadcast.retracted_at is not None or is_late:
        raise CannotRetract
    return broadcast


def due(session: Session, *, now: datetime) -> list[int]:
    """List the retracted broadcasts of which a message still says what it said; changes nothing.

    What was on its way when it was retracted has arrived, or expired, a day later.
    """
    recent = RECENT.all(session, since=now - broadcast_sending.LASTS)
    return [row.id for row in recent if session.scalar(_unedited(row.id).limit(1)) is not None]


def run_chunk(session: Session, *, now: datetime, broadcast_id: int) -> bool:
    """Have the next chunk of sent messages edited, each once; return whether that was all there is by now.

    What was on its way when it was retracted is found here once it has arrived.
    """
    chunk = session.scalars(_unedited(broadcast_id).order_by(Card.id).limit(CHUNK)).all()
    if chunk:
        outbox.show_to_all(
            session,
            chunk,
            notice_of(broadcast_id),
            now=now,
            lane=Lane.BULK,
            rings=False,
            dedup=f"retract:{broadcast_id}",
        )
        broadcast = session.get_one(Broadcast, broadcast_id)
        for span in LOOKED_AT_AGAIN:
            broadcast_sending.plan_tick(session, broadcast, now + span, f"retracted:{chunk[-1]}:{span}", now=now)
    return len(chunk) < CHUNK


def _unedited(broadcast_id: int) -> Select[str]:
    """Select the chats in which the notice stands and has not been told to change."""
    key = literal(f"retract:{broadcast_id}:") + Card.chat_key
    is_told = exists().where(Message.dedup_key == key)
    return select(Card.chat_key).where(
        Card.subject == notice_of(broadcast_id), Card.telegram_message_id.is_not(None), ~is_told
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How many sent messages say 已取消 by now, how many are about to, and how many could not be changed."""

    edited: int
    waiting: int
    failed: int


def progress(session: Session, broadcast_id: int) -> Progress:
    """Count how far a retraction has come."""
    stands = select(func.count(Card.id)).where(
        Card.subject == notice_of(broadcast_id), Card.telegram_message_id.is_not(None)
    )
    key = literal(f"retract:{broadcast_id}:") + Card.chat_key
    open_ones = exists().where(Message.dedup_key == key, Message.state.in_(OPEN_STATES))
    is_told = exists().where(Message.dedup_key == key)
    total = session.scalar(stands) or 0
    edited = session.scalar(stands.where(is_told, Card.shown_version >= Card.wanted_version)) or 0
    waiting = session.scalar(stands.where(or_(~is_told, open_ones & (Card.shown_version < Card.wanted_version)))) or 0
    return Progress(edited, waiting, total - edited - waiting)
