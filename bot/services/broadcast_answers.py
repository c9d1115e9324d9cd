"""What people tap under a notice: 收到, 参加 and its way back. Questions are in ``bot.services.questions``."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Broadcast, Cadre, Lane, Message, MessageState, Receipt
from bot.services import broadcast_sending, outbox, people
from bot.services.broadcast_choices import buttons_of
from bot.services.broadcast_figures import GOING
from bot.services.broadcasts import notice_of

# The tap may be faster than the answer to the sending.
HAVE_LEFT = (MessageState.STARTED, MessageState.SENT, MessageState.UNCERTAIN)


class NotYours(Fault):
    """The person never got this broadcast, or it has no such button."""

    key = "fault-broadcast-not-yours"


class Retracted(Fault):
    """The notice was retracted: nothing is answered any more."""

    key = "fault-broadcast-retracted"


class Outcome(StrEnum):
    """What a tap came to: noted, or known before."""

    NEW = "new"
    KNOWN = "known"


def read(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> Outcome:
    """收到: note once that the person has read it.

    Raises:
        NotYours: It was never sent to this person.
        Retracted: It was retracted.
    """
    reader, broadcast = received(session, telegram_id, broadcast_id)
    if not _note_read(session, reader, broadcast, now=now):
        return Outcome.KNOWN
    _show(session, reader, broadcast, now=now)
    return Outcome.NEW


def say_going(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, is_going: bool) -> Outcome:
    """参加, or 改为不参加: kept on the receipt; who answers has read.

    Raises:
        NotYours: It was never sent to this person, or does not ask that.
        Retracted: It was retracted.
    """
    reader, broadcast = received(session, telegram_id, broadcast_id)
    if GOING not in buttons_of(broadcast):
        raise NotYours
    _note_read(session, reader, broadcast, now=now)
    receipt = session.get_one(Receipt, (broadcast.id, reader.id))
    if receipt.is_going is is_going:
        return Outcome.KNOWN
    receipt.is_going = is_going
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(reader.id),
        action="broadcast.going" if is_going else "broadcast.not-going",
        subject=f"broadcast:{broadcast.id}",
    )
    _show(session, reader, broadcast, now=now)
    return Outcome.NEW


def received(session: Session, telegram_id: int, broadcast_id: int) -> tuple[Cadre, Broadcast]:
    """Return who taps and the notice, if it was sent to this person.

    Raises:
        NotYours: It was not.
        Retracted: It was retracted.
    """
    reader = people.require(session, telegram_id)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None or not has_got(session, reader.id, broadcast_id):
        raise NotYours
    if broadcast.retracted_at is not None:
        raise Retracted
    return reader, broadcast


def has_got(session: Session, cadre_id: int, broadcast_id: int) -> bool:
    """Tell whether a broadcast has been sent to somebody, or may have been."""
    key = f"{notice_of(broadcast_id)}:{outbox.cadre_key(cadre_id)}"
    left = select(Message.id).where(Message.dedup_key == key, Message.state.in_(HAVE_LEFT))
    return session.scalar(left) is not None


def _note_read(session: Session, reader: Cadre, broadcast: Broadcast, *, now: datetime) -> bool:
    if session.get(Receipt, (broadcast.id, reader.id)) is not None:
        return False
    session.add(Receipt(broadcast_id=broadcast.id, cadre_id=reader.id, read_at=now))
    session.flush()
    return True


def _show(session: Session, reader: Cadre, broadcast: Broadcast, *, now: datetime) -> None:
    """Show the notice as it stands for its reader, and the figures to its author."""
    # Behind what still has to reach others.
    outbox.show(session, outbox.cadre_key(reader.id), notice_of(broadcast.id), now=now, lane=Lane.BULK)
    show_figures(session, broadcast, now=now)


def show_figures(session: Session, broadcast: Broadcast, *, now: datetime) -> None:
    """Show the author's card anew within a minute, once for all answers of that minute."""
    if broadcast.state not in broadcast_sending.RUNNING:
        name = f"{now:%Y%m%d%H%M}"
        broadcast_sending.plan_tick(session, broadcast, now + timedelta(minutes=1), name, now=now)
