"""A stand-by (备勤) for a morning: drafted, sent out by a person, answered by tap or word, cancelled.

One a morning. It exists from 发出备勤 on; before that there is only the card that draws it. How its questions leave is
in ``bot.services.standby_sending``, what the answers come to in ``bot.services.standby_figures``, and what a call makes
of them in ``bot.services.waves``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Message, MessageState, Readiness, Standby, StandbyAnswer, Unit
from bot.rules.audience import BulkHours
from bot.rules.rights import Right
from bot.rules.standbys import ASKED_FROM, ASKED_UNTIL, answered_until, asked_until, coming_evening, coming_morning
from bot.services import boards, callouts, outbox, people, waves
from bot.services.broadcast_people import can_be_reached

ASKING = timedelta(hours=ASKED_UNTIL.hour - ASKED_FROM.hour)
DROPPED, CANCEL = "dropped", "cancel"
"""Parts to which an organizer's card is turned: the draft given up, and the question before a cancellation."""


class NoEvening(Fault):
    """It is night or too late in the evening: nobody is asked any more."""

    key = "fault-standby-quiet"


class NobodyToAsk(Fault):
    """No unit that is paired with a stretch has anybody who can be asked."""

    key = "fault-standby-nobody"


class StandbyChanged(Fault):
    """It is not there, is about another morning, or what was tapped does not fit where it stands."""

    key = "fault-standby-changed"


class StandbyCancelled(Fault):
    """It was cancelled: nothing is answered any more."""

    key = "fault-standby-cancelled"


class StandbyOver(Fault):
    """The morning is over."""

    key = "fault-standby-over"


class NotAsked(Fault):
    """The person was not asked by this stand-by."""

    key = "fault-standby-not-asked"


def subject_of(held_on: date) -> str:
    """Name the organizers' card of a morning, from the draft to the end."""
    return f"standby:{held_on:%Y%m%d}"


def question_of(standby_id: int) -> str:
    """Name the card on which a person answers."""
    return f"readiness:{standby_id}"


def asking(standby_id: int) -> str:
    """Name the message that asks, up to its recipient's key."""
    return f"standby:{standby_id}"


def morning_of(number: int) -> date:
    """Return the day that stands in a card's subject and on its buttons as ``YYYYMMDD``.

    Raises:
        StandbyChanged: It is no day.
    """
    try:
        return date.fromisoformat(str(number))
    except ValueError:
        raise StandbyChanged from None


def _row(session: Session, held_on: date) -> Standby | None:
    return session.scalar(select(Standby).where(Standby.held_on == held_on))


def find(session: Session, held_on: date) -> Standby | None:
    """Return the stand-by of a morning, or None; one that was cancelled before it asked anybody counts as none."""
    standby = _row(session, held_on)
    return None if standby is not None and standby.cancelled_at is not None and not standby.cursor else standby


def people_to_ask(session: Session, held_on: date) -> Select[int]:
    """Select who is asked: of the units paired with a stretch, as far as they can be written to and not on leave."""
    units = {site.unit_id for site in callouts.stretches(session) if site.unit_id is not None}
    query = select(Cadre.id).join(Unit, Unit.id == Cadre.unit_id)
    is_here = Cadre.id.not_in(waves.on_leave(held_on))
    return query.where(Unit.is_enabled, Cadre.unit_id.in_(units), can_be_reached(), is_here)


def headcount(session: Session, held_on: date) -> int:
    """Count who would be asked now about the morning of a day."""
    return session.scalar(select(func.count()).select_from(people_to_ask(session, held_on).subquery())) or 0


def begin(session: Session, *, now: datetime, telegram_id: int, hours: BulkHours) -> None:
    """``/standby``: draft one for tomorrow, or show the one there is; in the small hours that of the coming day.

    Raises:
        NotAllowed: The person may not call out.
        NoPlaces: The roster names no stretch.
        NoEvening: There is none yet, and nobody can be asked any more.
    """
    author = people.require_right(session, telegram_id, Right.CALL_OUT)
    held_on = coming_morning(now, hours.zone)
    if find(session, held_on) is None and coming_evening(now, hours) is None:
        held_on -= timedelta(days=1)
        if find(session, held_on) is None:
            raise NoEvening
    if not callouts.stretches(session):
        raise callouts.NoPlaces
    outbox.show(session, outbox.cadre_key(author.id), subject_of(held_on), now=now, anew=True).view = None


def send_out(session: Session, *, now: datetime, telegram_id: int, held_on: date, hours: BulkHours) -> bool:
    """发出备勤: let people be asked in the evening; the job writes to them.

    Returns:
        Whether it was sent out by this tap; False when it was before.

    Raises:
        NotAllowed: The person may not call out (any more).
        StandbyCancelled: It was, after people had been asked.
        StandbyChanged: The draft is about another morning, or was given up.
        NoEvening: Nobody can be asked any more.
        NobodyToAsk: There is nobody to ask.
    """
    actor = people.require_right(session, telegram_id, Right.CALL_OUT)
    if (standing := find(session, held_on)) is not None:
        if standing.cancelled_at is not None:
            raise StandbyCancelled
        return False
    evening = coming_evening(now, hours)
    if evening is None:
        raise NoEvening
    card = outbox.find_card(session, outbox.cadre_key(actor.id), subject_of(held_on))
    if evening.held_on != held_on or card is None or card.view == DROPPED:
        raise StandbyChanged
    count = headcount(session, held_on)
    if not count:
        raise NobodyToAsk
    standby = _row(session, held_on) or Standby(held_on=held_on)
    standby.author_id, standby.created_at = actor.id, now
    # The hour from which people may be asked, not the moment of a later tap: noon is told from it without the zone.
    standby.asks_at = asked_until(held_on, hours.zone) - ASKING
    standby.reports_at = evening.reports_at
    standby.is_asked, standby.cancelled_at = False, None
    session.add(standby)
    session.flush()
    _note(session, actor, "standby.send", held_on, people_to_ask=count, now=now)
    outbox.refresh(session, subject_of(held_on), now=now)
    return True


def _note(session: Session, actor: Cadre, action: str, held_on: date, *, now: datetime, **after: int) -> None:
    key = outbox.cadre_key(actor.id)
    people.note(session, now=now, actor=key, action=action, subject=subject_of(held_on), after=after)


def drop(session: Session, *, now: datetime, telegram_id: int, held_on: date) -> None:
    """取消 under the draft: nobody is asked.

    Raises:
        NotAllowed: The person may not call out (any more).
        StandbyChanged: There is no draft, or it was sent out.
    """
    actor = people.require_right(session, telegram_id, Right.CALL_OUT)
    to, subject = outbox.cadre_key(actor.id), subject_of(held_on)
    if find(session, held_on) is not None or outbox.find_card(session, to, subject) is None:
        raise StandbyChanged
    outbox.show(session, to, subject, now=now).view = DROPPED


def turn(session: Session, *, now: datetime, telegram_id: int, held_on: date, asks: bool) -> None:
    """Turn the reader's card to the question before the cancellation, or back.

    Raises:
        NotAllowed: The person may not call out (any more).
        StandbyChanged: There is no such stand-by.
    """
    reader = people.require_right(session, telegram_id, Right.CALL_OUT)
    if find(session, held_on) is None:
        raise StandbyChanged
    outbox.show(session, outbox.cadre_key(reader.id), subject_of(held_on), now=now).view = CANCEL if asks else None


def cancel(session: Session, *, now: datetime, telegram_id: int, held_on: date, zone: ZoneInfo) -> bool:
    """取消备勤: ask nobody further; the job takes the buttons from those who were asked.

    Returns:
        Whether it was cancelled by this tap.

    Raises:
        NotAllowed: The person may not call out (any more).
        StandbyChanged: There is no such stand-by, or none any more.
        StandbyOver: The morning is over.
    """
    actor = people.require_right(session, telegram_id, Right.CALL_OUT)
    standby = find(session, held_on)
    if standby is None:
        raise StandbyChanged
    if standby.cancelled_at is not None:
        return False
    if now >= answered_until(held_on, zone):
        raise StandbyOver
    standby.cancelled_at = now
    queued = update(Message).where(
        Message.dedup_key.startswith(f"{asking(standby.id)}:", autoescape=True), Message.state == MessageState.WAITING
    )
    stopped = queued.values(state=MessageState.CANCELLED, reason="stopped", finished_at=now).returning(Message.id)
    count = len(session.scalars(stopped, execution_options={"synchronize_session": False}).all())
    _note(session, actor, "standby.cancel", held_on, now=now, taken_back=count)
    outbox.show(session, outbox.cadre_key(actor.id), subject_of(held_on), now=now).view = DROPPED
    session.flush()
    outbox.refresh(session, subject_of(held_on), now=now)
    return True


def line_of(session: Session, standby_id: int, cadre_id: int) -> Readiness | None:
    """Return what somebody said to a stand-by, or None for one who was not asked."""
    query = select(Readiness).where(Readiness.standby_id == standby_id, Readiness.cadre_id == cadre_id)
    return session.scalar(query)


def answer(
    session: Session, *, now: datetime, telegram_id: int, standby_id: int, said: StandbyAnswer, zone: ZoneInfo
) -> None:
    """能到, 晚到 or 不能到; a second tap of the same kind changes nothing.

    Raises:
        NotRegistered: A stranger.
        NotAsked: The person was not asked.
        StandbyCancelled: It was cancelled.
        StandbyOver: It is noon of that day or later.
    """
    cadre = people.require(session, telegram_id)
    line = line_of(session, standby_id, cadre.id)
    if line is None:
        raise NotAsked
    standby = session.get_one(Standby, standby_id)
    if standby.cancelled_at is not None:
        raise StandbyCancelled
    if now >= answered_until(standby.held_on, zone):
        raise StandbyOver
    note(session, standby, line, said, now=now)


def note(session: Session, standby: Standby, line: Readiness, said: StandbyAnswer, *, now: datetime) -> None:
    """Keep what somebody says while it still counts, and show it on their card and to the organizers."""
    if line.answer is said:
        return
    line.answer, line.answered_at = said, now
    outbox.show(session, outbox.cadre_key(line.cadre_id), question_of(standby.id), now=now)
    boards.touch_cards(session, [subject_of(standby.held_on)], now=now)


@dataclass(frozen=True, slots=True)
class Question:
    """A stand-by that has asked somebody and still takes the answer, until ``ends_at``: noon of the day.

    ``spoken_of_at`` is when it asked them, or when they answered it last.
    """

    standby: Standby
    line: Readiness
    spoken_of_at: datetime
    ends_at: datetime


def open_question(session: Session, cadre_id: int, *, now: datetime) -> Question | None:
    """Return the question that somebody may answer in plain words, or None; one that has not left asks nothing."""
    query = (
        select(Standby, Readiness)
        .join(Readiness, Readiness.standby_id == Standby.id)
        .where(
            Readiness.cadre_id == cadre_id,
            Standby.cancelled_at.is_(None),
            Standby.asks_at > now - waves.STANDS_FOR,
        )
        .order_by(Standby.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    standby, line = found
    left = select(Message.started_at).where(
        Message.dedup_key == f"{asking(standby.id)}:{outbox.cadre_key(cadre_id)}",
        Message.state.in_((MessageState.STARTED, MessageState.SENT, MessageState.UNCERTAIN)),
    )
    asked_at = session.scalar(left)
    if asked_at is None:
        return None
    return Question(standby, line, line.answered_at or asked_at, standby.asks_at + waves.STANDS_FOR)
