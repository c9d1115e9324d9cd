"""A confirmed broadcast: its messages are written chunk by chunk, stopped, read and reported.

The audience is a frozen rule, the cursor stands in the occurrence's row, and each message has its person's key: killed
at any instant, it goes on where it was and nobody gets it twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import (
    Broadcast,
    BroadcastState,
    Cadre,
    Lane,
    Message,
    MessageState,
    Occurrence,
    OccurrenceState,
    Receipt,
)
from bot.rules.audience import Audience, BulkHours
from bot.rules.rights import Right
from bot.services import broadcasts, outbox, people
from bot.services.broadcast_figures import can_be_reached, is_underway, members
from bot.services.broadcasts import NoSuchBroadcast, notice_of, occurrence_key, subject_of

CHUNK = 500
# A message that could not leave for so long is worthless.
LASTS = timedelta(hours=24)
TICK = timedelta(seconds=5)
TICKS_AT_MOST = 60
# The first chunk is written with the confirmation, the others when the job rings next.
JOB_RINGS_EVERY = timedelta(seconds=15)
TICK_LASTS = timedelta(seconds=30)
# The tap may be faster than the answer to the sending.
HAVE_LEFT = (MessageState.STARTED, MessageState.SENT, MessageState.UNCERTAIN)


class NotYours(Fault):
    """The person never got this broadcast."""

    key = "fault-broadcast-not-yours"


class NotSending(Fault):
    """There is nothing to stop: not confirmed yet, or all has been sent."""

    key = "fault-broadcast-not-sending"


def start(
    session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, version: int, hours: BulkHours
) -> bool:
    """确认发送: confirm, and write the first chunk at once; the job writes the rest soon, before these have left.

    Returns:
        Whether it was confirmed by this tap; False when it was before.

    Raises:
        Fault: As ``broadcasts.confirm``.
    """
    is_new = broadcasts.confirm(session, now=now, telegram_id=telegram_id, broadcast_id=broadcast_id, version=version)
    if is_new:
        run_chunk(session, now=now, broadcast_id=broadcast_id, hours=hours)
    return is_new


def due(session: Session) -> list[int]:
    """List the broadcasts that are being sent."""
    query = select(Broadcast.id).where(Broadcast.state == BroadcastState.SENDING).order_by(Broadcast.id)
    return list(session.scalars(query))


def run_chunk(session: Session, *, now: datetime, broadcast_id: int, hours: BulkHours) -> bool:
    """Write the messages of the next chunk of people; return whether all are written.

    Called again until they are; a tap's transaction may run between two calls.
    """
    broadcast = session.get_one(Broadcast, broadcast_id)
    occurrence = session.scalar(select(Occurrence).where(Occurrence.key == occurrence_key(broadcast_id)))
    audience = Audience.from_json(broadcast.audience)
    if broadcast.state is not BroadcastState.SENDING or occurrence is None or audience is None:
        return True
    if occurrence.state is not OccurrenceState.RUNNING:
        return True
    leaves_at = hours.leaves_at(now)
    if broadcast.due_at is None:
        broadcast.due_at = leaves_at
        outbox.refresh(session, subject_of(broadcast_id), now=now)
        _plan_ticks(session, broadcast, leaves_at, hours, now=now)
    chunk = session.scalars(
        members(audience)
        .where(can_be_reached(), Cadre.id > occurrence.cursor)
        .with_only_columns(Cadre.id)
        .order_by(Cadre.id)
        .limit(CHUNK)
    ).all()
    if chunk:
        _write_messages(session, broadcast_id, chunk, now=now, due_at=leaves_at)
        occurrence.cursor = chunk[-1]
        occurrence.outcome = {"people": int(occurrence.outcome.get("people", 0)) + len(chunk)}
    if len(chunk) == CHUNK:
        return False
    occurrence.state, occurrence.finished_at = OccurrenceState.DONE, now
    return True


def _write_messages(
    session: Session, broadcast_id: int, chunk: Sequence[int], *, now: datetime, due_at: datetime
) -> None:
    """Write one message a person, each once."""
    subject = notice_of(broadcast_id)
    outbox.show_to_all(
        session,
        [outbox.cadre_key(cadre_id) for cadre_id in chunk],
        subject,
        now=now,
        lane=Lane.BULK,
        rings=True,
        dedup=subject,
        due_at=due_at,
        expires_at=due_at + LASTS,
        broadcast_id=broadcast_id,
    )


def finish(session: Session, *, now: datetime, broadcast_id: int) -> bool:
    """End a broadcast of which nothing waits any more, and show the report; return whether it has ended."""
    broadcast = session.get_one(Broadcast, broadcast_id)
    if broadcast.state is not BroadcastState.SENDING:
        return True
    written = session.scalar(select(Occurrence.state).where(Occurrence.key == occurrence_key(broadcast_id)))
    if written is OccurrenceState.RUNNING or is_underway(session, broadcast_id):
        return False
    broadcast.state, broadcast.finished_at = BroadcastState.DONE, now
    _show_now(session, broadcast_id, now=now)
    return True


def stop(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> int:
    """停止: nothing more leaves, not even what is queued; it cannot be taken up again.

    Returns:
        How many waiting messages were cancelled; 0 for a second tap.

    Raises:
        NotAllowed: The person may not broadcast (any more).
        NotSending: It is not confirmed, or all has been sent.
    """
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    if broadcast.state is BroadcastState.STOPPED:
        return 0
    if broadcast.state is not BroadcastState.SENDING:
        raise NotSending
    broadcast.state, broadcast.finished_at = BroadcastState.STOPPED, now
    stopped = outbox.cancel_waiting(session, now=now, reason="stopped", broadcast_id=broadcast_id)
    occurrence = session.scalar(select(Occurrence).where(Occurrence.key == occurrence_key(broadcast_id)))
    if occurrence is not None and occurrence.state is OccurrenceState.RUNNING:
        occurrence.state, occurrence.finished_at = OccurrenceState.EXPIRED, now
        occurrence.outcome = dict(occurrence.outcome) | {"reason": "stopped"}
    people.note(
        session,
        now=now,
        actor=f"cadre:{by.id}",
        action="broadcast.stop",
        subject=subject_of(broadcast_id),
        after={"cancelled": stopped},
    )
    _show_now(session, broadcast_id, now=now)
    # What was on its way when it was stopped is answered within seconds; the report then tells of it.
    _tick(session, broadcast, now + TICK, "stopped", now=now)
    return stopped


def read(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> bool:
    """收到: note once that the person has read it; return whether this was the first time.

    Raises:
        NotYours: It was never sent to this person.
    """
    reader = people.require(session, telegram_id)
    to, subject = outbox.cadre_key(reader.id), notice_of(broadcast_id)
    broadcast = session.get(Broadcast, broadcast_id)
    left = select(Message.id).where(Message.dedup_key == f"{subject}:{to}", Message.state.in_(HAVE_LEFT))
    if broadcast is None or session.scalar(left) is None:
        raise NotYours
    if session.get(Receipt, (broadcast_id, reader.id)) is not None:
        return False
    session.add(Receipt(broadcast_id=broadcast_id, cadre_id=reader.id, read_at=now))
    # Behind what still has to reach others.
    outbox.show(session, to, subject, now=now, lane=Lane.BULK)
    if broadcast.state is not BroadcastState.SENDING:
        _tick(session, broadcast, now + timedelta(minutes=1), f"{now:%Y%m%d%H%M}", now=now)
    return True


def _show_now(session: Session, broadcast_id: int, *, now: datetime) -> None:
    """Show the author's card at once; the edits planned for later would only repeat it."""
    ticks = update(Message).where(
        Message.dedup_key.startswith(f"broadcast-tick:{broadcast_id}:", autoescape=True),
        Message.state == MessageState.WAITING,
    )
    session.execute(ticks.values(state=MessageState.CANCELLED, reason="shown at once", finished_at=now))
    outbox.refresh(session, subject_of(broadcast_id), now=now)


def _plan_ticks(
    session: Session, broadcast: Broadcast, leaves_at: datetime, hours: BulkHours, *, now: datetime
) -> None:
    """Plan the edits that show the progress: one every few seconds for as long as it should take."""
    span = timedelta(seconds=hours.seconds_for(broadcast.recipients)) + TICK
    if broadcast.recipients > CHUNK:
        span += JOB_RINGS_EVERY
    every = max(TICK, span / TICKS_AT_MOST)
    for number in range(1, -(-span // every) + 1):
        _tick(session, broadcast, leaves_at + number * every, str(number), now=now)


def _tick(session: Session, broadcast: Broadcast, at: datetime, name: str, *, now: datetime) -> None:
    """Plan one edit of the author's card, drawn from the state of that moment."""
    to = outbox.cadre_key(broadcast.author_id)
    card = outbox.find_card(session, to, subject_of(broadcast.id))
    if card is None:
        return
    outbox.insert_once(
        session,
        {
            "dedup_key": f"broadcast-tick:{broadcast.id}:{name}",
            "lane": Lane.REPLY,
            "kind": outbox.CARD,
            "chat_key": to,
            "params": {"is_live": True},
            "card_id": card.id,
            "is_silent": True,
            "created_at": now,
            "due_at": at,
            "expires_at": at + TICK_LASTS,
        },
    )
