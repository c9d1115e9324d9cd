"""A confirmed broadcast: its messages are written chunk by chunk, held, stopped and reported.

The audience is a frozen rule, the cursor stands in the occurrence's row, and each message has its person's key: killed
at any instant, it goes on where it was and nobody gets it twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.model import (
    Broadcast,
    BroadcastState,
    Cadre,
    Lane,
    Message,
    MessageState,
    Occurrence,
    OccurrenceState,
    Purpose,
)
from bot.rules.audience import Audience, BulkHours
from bot.services import broadcast_confirming, broadcasts, drill_results, outbox
from bot.services.broadcast_confirming import NO_LIMITS, Limits, confirm, count, proceed
from bot.services.broadcast_figures import is_underway
from bot.services.broadcast_people import can_be_reached, members
from bot.services.broadcasts import notice_of, occurrence_key, subject_of
from bot.storage import Prepared

CHUNK = 500
# A message that could not leave for so long is worthless.
LASTS = timedelta(hours=24)
TICK = timedelta(seconds=5)
TICKS_AT_MOST = 60
# The first chunk is written with the confirmation, the others when the job rings next.
JOB_RINGS_EVERY = timedelta(seconds=15)
TICK_LASTS = timedelta(seconds=30)
RUNNING = (BroadcastState.SENDING, BroadcastState.PAUSED)
# Looked at every few seconds, so they are made ready once.
DUE = Prepared(select(Broadcast.id).where(Broadcast.state == BroadcastState.SENDING).order_by(Broadcast.id))
COME = (Broadcast.state == BroadcastState.SCHEDULED, Broadcast.send_at <= bindparam("now"))
HAS_COME = Prepared(select(Broadcast.id).where(*COME).limit(1))


def start(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    broadcast_id: int,
    version: int,
    hours: BulkHours,
    limits: Limits = NO_LIMITS,
) -> BroadcastState | None:
    """确认发送: confirm, and write the first chunk at once; the job writes the rest soon, before these have left.

    Returns:
        Where it stands by this tap; None when it was confirmed before.

    Raises:
        Fault: As ``broadcast_confirming.confirm``.
    """
    state = confirm(
        session,
        now=now,
        telegram_id=telegram_id,
        broadcast_id=broadcast_id,
        version=version,
        hours=hours,
        limits=limits,
    )
    if state is BroadcastState.SENDING:
        run_chunk(session, now=now, broadcast_id=broadcast_id, hours=hours)
    return state


def approve(
    session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, version: int, hours: BulkHours
) -> BroadcastState:
    """批准: as ``broadcast_confirming.approve``, and write the first chunk at once."""
    state = broadcast_confirming.approve(
        session, now=now, telegram_id=telegram_id, broadcast_id=broadcast_id, version=version, hours=hours
    )
    if state is BroadcastState.SENDING:
        run_chunk(session, now=now, broadcast_id=broadcast_id, hours=hours)
    return state


def due(session: Session) -> list[int]:
    """List the broadcasts that are being sent."""
    return [row.id for row in DUE.all(session)]


def has_come(session: Session, *, now: datetime) -> bool:
    """Tell whether the hour of a broadcast that waits for it has come; changes nothing."""
    return HAS_COME.first(session, now=now) is not None


def begin_scheduled(session: Session, *, now: datetime) -> int:
    """Begin what waits for an hour that has come, for whom it means by now; return how many.

    What was missed by more than a day is cancelled and its author told: nobody waits for yesterday's notice.
    """
    come = session.scalars(select(Broadcast).where(*COME), {"now": now}).all()
    for broadcast in come:
        if broadcast.send_at is not None and now - broadcast.send_at > LASTS:
            broadcast.state, broadcast.finished_at = BroadcastState.CANCELLED, now
            outbox.say(session, outbox.cadre_key(broadcast.author_id), "broadcast-missed", now=now)
        else:
            count(session, broadcast)
            proceed(session, broadcast, now=now)
        broadcasts.refresh(session, broadcast, now=now)
    return len(come)


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
        plan_ticks(session, broadcast, leaves_at, hours, now=now)
        if broadcast.purpose is Purpose.DRILL:
            drill_results.plan(session, broadcast, now=now)
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
    report(session, broadcast, now=now)
    show_now(session, broadcast_id, now=now)
    return True


def report(session: Session, broadcast: Broadcast, *, now: datetime) -> None:
    """Show a notice's report at the bottom of its author's chat, silently, if it left later than it was confirmed.

    It waited then for its hour, the quiet hours, a second person's word or the end of a pause, and nobody watched it.
    One that left at once is followed on the card where it was confirmed; of a drill ``drill_results`` tells.
    """
    if broadcast.purpose is Purpose.DRILL or broadcast.due_at is None or broadcast.confirmed_at is None:
        return
    if broadcast.due_at > broadcast.confirmed_at:
        to, subject = outbox.cadre_key(broadcast.author_id), subject_of(broadcast.id)
        outbox.show(session, to, subject, now=now, anew=True, dedup=f"broadcast-report:{broadcast.id}")


def show_now(session: Session, broadcast_id: int, *, now: datetime) -> None:
    """Show the author's card at once; the edits planned for later would only repeat it."""
    ticks = update(Message).where(
        Message.dedup_key.startswith(f"broadcast-tick:{broadcast_id}:", autoescape=True),
        Message.state == MessageState.WAITING,
    )
    session.execute(ticks.values(state=MessageState.CANCELLED, reason="shown at once", finished_at=now))
    outbox.refresh(session, subject_of(broadcast_id), now=now)


def plan_ticks(
    session: Session, broadcast: Broadcast, leaves_at: datetime, hours: BulkHours, name: str = "", *, now: datetime
) -> None:
    """Plan the edits that show the progress: one every few seconds for as long as it should take."""
    span = timedelta(seconds=hours.seconds_for(broadcast.recipients)) + TICK
    if broadcast.recipients > CHUNK:
        span += JOB_RINGS_EVERY
    every = max(TICK, span / TICKS_AT_MOST)
    for number in range(1, -(-span // every) + 1):
        plan_tick(session, broadcast, leaves_at + number * every, f"{name}{number}", now=now)


def plan_tick(session: Session, broadcast: Broadcast, at: datetime, name: str, *, now: datetime) -> None:
    """Plan one edit of the author's card, drawn from the state of that moment."""
    to = outbox.cadre_key(broadcast.author_id)
    card = outbox.find_card(session, to, subject_of(broadcast.id))
    if card is not None:
        key = f"broadcast-tick:{broadcast.id}:{name}"
        outbox.plan_edit(session, card, key, now=now, due_at=at, expires_at=at + TICK_LASTS)
