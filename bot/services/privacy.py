"""What is kept about a person, their language, and their way out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, ActivityState, Attendance, Cadre, Card, Question
from bot.services import activities, binding, claims, dialogues, invites, leaves, outbox, people
from bot.services.registration import Notice

DELETE = "privacy-delete"


class NothingToConfirm(Fault):
    """The question was answered already, or is more than a day old."""

    key = "fault-nothing-to-confirm"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the tables hold about a linked person."""

    name: str
    unit: str
    roster_no: str
    records: int


def kept_about(session: Session, cadre: Cadre) -> Kept:
    """Sum up what is kept about someone."""
    unit = binding.find_unit(session, cadre.unit_id).name if cadre.unit_id else "—"
    records = session.scalar(select(func.count()).where(Attendance.cadre_id == cadre.id)) or 0
    return Kept(cadre.name, unit, cadre.roster_no, records)


def explain(session: Session, *, now: datetime, telegram_id: int, language: str, notice: Notice) -> None:
    """Answer /privacy: what is kept, for what, how long, by whom, and what can be done about it."""
    to = people.reply_key(session, telegram_id)
    cadre = people.find(session, telegram_id)
    general: dict[str, Any] = {
        "operator": notice.operator,
        "person": notice.person,
        "contact": notice.contact,
        "days": notice.days,
        "version": notice.version,
        "language": language,
    }
    if cadre is None:
        outbox.say(session, to, "privacy-unlinked", now=now, is_silent=True, **general)
        return
    kept = kept_about(session, cadre)
    outbox.say(
        session,
        to,
        "privacy-linked",
        now=now,
        is_silent=True,
        name=kept.name,
        unit=kept.unit,
        number=kept.roster_no,
        records=kept.records,
        consented=outbox.DayAndTime(cadre.consented_at or now),
        **general,
    )


def ask_to_delete(session: Session, *, now: datetime, telegram_id: int, language: str) -> None:
    """Answer /delete: say what it does and ask once more; someone who only waits is let go at once.

    Raises:
        LastAdmin: Nobody else would be admin.
    """
    cadre = people.find(session, telegram_id)
    if cadre is None:
        claims.withdraw(session, telegram_id, now=now)
        dialogues.close(session, telegram_id)
        outbox.say(session, outbox.user_key(telegram_id), "deleted-unlinked", now=now, language=language)
        return
    people.require_other_admin(session, cadre.id)
    dialogues.ask(session, telegram_id, DELETE, now=now)
    outbox.say(session, outbox.cadre_key(cadre.id), "delete-ask", now=now, number=cadre.roster_no)


def delete(session: Session, *, now: datetime, telegram_id: int, today: date) -> None:
    """Unlink a person on their own word; the record of service stays under the number of the roster.

    Leaves that are not over end with it; why they were taken is erased, and so is what was asked about a notice.
    ``today`` is the operator's present day.

    Raises:
        NotRegistered: A stranger.
        NothingToConfirm: /delete was not asked for.
        LastAdmin: Nobody else would be admin.
    """
    cadre = people.require(session, telegram_id)
    _confirmed(session, telegram_id, now=now)
    people.require_other_admin(session, cadre.id)
    language = cadre.language
    claims.withdraw(session, telegram_id, now=now)
    invites.revoke(session, now=now, actor=outbox.cadre_key(cadre.id), cadre_id=cadre.id)
    leaves.erase(session, cadre, now=now, today=today)
    session.execute(update(Question).where(Question.cadre_id == cadre.id).values(text=""))
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(cadre.id),
        action="person.unlink",
        subject=outbox.cadre_key(cadre.id),
        before={"linked": True},
        after={"linked": False},
    )
    binding.unlink(session, cadre, now=now, told=None)
    to = outbox.user_key(telegram_id)
    outbox.say(session, to, "deleted", now=now, language=language, number=cadre.roster_no)


def keep(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消: nothing is deleted.

    Raises:
        NotRegistered: A stranger.
        NothingToConfirm: /delete was not asked for.
    """
    cadre = people.require(session, telegram_id)
    _confirmed(session, telegram_id, now=now)
    dialogues.close(session, telegram_id)
    outbox.say(session, outbox.cadre_key(cadre.id), "delete-kept", now=now, is_silent=True)


def _confirmed(session: Session, telegram_id: int, *, now: datetime) -> None:
    standing = dialogues.standing(session, telegram_id=telegram_id, now=now)
    if standing is None or standing.step != DELETE:
        raise NothingToConfirm


def choose_language(session: Session, *, now: datetime, telegram_id: int, language: str) -> None:
    """Speak another language from now on, on the open cards and the small keyboard as well.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    cadre.language = language
    session.flush()
    to = outbox.cadre_key(cadre.id)
    outbox.say(session, to, "language-changed", now=now, is_silent=True)
    open_now = session.scalars(
        select(Activity.id).where(Activity.state == ActivityState.OPEN, Activity.closes_at > now)
    ).all()
    subjects = {activities.subject_of(activity_id) for activity_id in open_now}
    standing = session.scalars(select(Card).where(Card.chat_key == to, Card.telegram_message_id.is_not(None))).all()
    for card in standing:
        if card.subject in subjects or not card.subject.startswith("activity:"):
            outbox.show(session, to, card.subject, now=now)
