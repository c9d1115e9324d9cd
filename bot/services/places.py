"""Who holds the places of a call: counting them, letting go who is not needed, and taking note of who turned up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Attendance, Callout, Card, Lane, Message, Shift, ShiftProgress, Summons, SummonsState
from bot.rules.attendance import AnswerState, MarkSource
from bot.rules.muster import lacking
from bot.services import answers, boards, moves, outbox


def count(session: Session, shift_id: int, state: SummonsState) -> int:
    """Count who stands so about a place."""
    query = select(func.count()).select_from(Summons).where(Summons.shift_id == shift_id, Summons.state == state)
    return session.scalar(query) or 0


def gap(session: Session, shift: Shift) -> int:
    """Return how many hands a place lacks; none where it is cleared."""
    is_done = shift.progress is ShiftProgress.CLEARED
    return lacking(shift.quota, count(session, shift.id, SummonsState.COMING), is_done=is_done)


def asking_key(callout_id: int) -> str:
    """Return what the keys of the messages by which a call asks begin with, up to the recipient."""
    return f"call:{callout_id}"


def has_heard(session: Session, summons: Summons, activity_id: int) -> bool:
    """Tell whether somebody's card of a call has reached them; who never saw it is not told of its end either.

    A message whose answer was lost may have rung: only what surely never left counts as not heard.
    """
    to, subject = outbox.cadre_key(summons.cadre_id), f"activity:{activity_id}"
    shown = select(Card.telegram_message_id).where(Card.chat_key == to, Card.subject == subject)
    if session.scalar(shown) is not None:
        return True
    tried = select(Message.attempts).where(Message.dedup_key == f"{asking_key(summons.callout_id)}:{to}")
    return (session.scalar(tried) or 0) > 0


def spare_if_full(session: Session, shift: Shift, callout: Callout, *, now: datetime) -> None:
    """Once the last place is taken, let go all who have not answered."""
    if not gap(session, shift):
        spare(session, shift, callout, now=now)


def spare(session: Session, shift: Shift, callout: Callout, *, now: datetime) -> None:
    """Tell all who have not answered for a place, silently, that nobody waits for them."""
    asked = select(Summons).where(Summons.shift_id == shift.id, Summons.state == SummonsState.ASKED)
    others = session.scalars(asked).all()
    for other in others:
        other.state = SummonsState.SPARED
        if has_heard(session, other, shift.activity_id):
            outbox.show(
                session,
                outbox.cadre_key(other.cadre_id),
                f"activity:{shift.activity_id}",
                now=now,
                lane=Lane.BULK,
                activity_id=shift.activity_id,
            )
    session.flush()
    spared = [other.cadre_id for other in others]
    moves.follow(session, callout, spared, now=now)
    boards.touch(session, callout, now=now, shift_id=shift.id, cadre_ids=spared)


def note_presence(session: Session, row: Attendance, *, now: datetime) -> None:
    """Take note that somebody checked in, out or neither any more: who comes unannounced takes a place that is free."""
    if (callout := boards.callout_of(session, row.activity_id)) is None:
        return
    summons = session.scalar(select(Summons).where(Summons.callout_id == callout.id, Summons.cadre_id == row.cadre_id))
    if summons is not None and row.checked_in_at is not None and summons.state is not SummonsState.COMING:
        summons.read_at = summons.read_at or now
        shift = session.get_one(Shift, summons.shift_id)
        if gap(session, shift):
            summons.state, summons.answered_at, summons.ranked_at = SummonsState.COMING, now, None
            # The roll says what the feet have said.
            source, by = MarkSource.SELF_TAP, row.cadre_id
            answers.note(session, row, AnswerState.GOING, None, now=now, source=source, by=by)
            session.flush()
            spare_if_full(session, shift, callout, now=now)
    moves.follow(session, callout, [row.cadre_id], now=now)
    shift_id = summons.shift_id if summons is not None else None
    boards.touch(session, callout, now=now, shift_id=shift_id, cadre_ids=[row.cadre_id])
