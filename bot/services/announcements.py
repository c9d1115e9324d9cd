"""Announcements of activities in groups: living cards with figures and no names, drawn anew as answers come in.

Who puts one there and who answers on it is in ``bot.services.group_posts``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.model import Activity, Attendance, Card, Chat, ChatState, Lane, Message, MessageState
from bot.rules.attendance import AnswerState
from bot.services import outbox

EDITED_EVERY = timedelta(minutes=1)
"""However many answers come in, an announcement is edited no more often than this."""

FAMILY = "announcement"

# Asked with every answer where an announcement stands, so they are built once.
IS_AWAITED = (
    select(Message.id)
    .where(
        Message.card_id == bindparam("card"),
        Message.kind == outbox.CARD,
        Message.state == MessageState.WAITING,
    )
    .limit(1)
)
SHOWN_LAST = select(func.max(Message.started_at)).where(
    Message.card_id == bindparam("card"), Message.kind == outbox.CARD
)


def subject_of(activity_id: int) -> str:
    """Name the announcement of an activity, in whichever group."""
    return f"{FAMILY}:{activity_id}"


def chat_of(session: Session, chat_key: str) -> Chat | None:
    """Return the group of a recipient's key; None for one that only the settings know."""
    return session.get(Chat, int(chat_key.partition(":")[2]))


@dataclass(frozen=True, slots=True)
class Figures:
    """How many were invited, and what they said; the parts come to the whole."""

    going: int
    excused: int
    declined: int
    waiting: int
    pending: int

    @property
    def invited(self) -> int:
        """Everybody on the roll who is not counted in another activity."""
        return self.going + self.excused + self.declined + self.waiting + self.pending


def figures(session: Session, activity_id: int, unit_id: int | None = None) -> Figures:
    """Count the answers to an activity, of one unit where given."""
    query = select(Attendance.answer, func.count()).where(
        Attendance.activity_id == activity_id, Attendance.moved_to_id.is_(None)
    )
    if unit_id is not None:
        query = query.where(Attendance.unit_id == unit_id)
    counts: Counter[str] = Counter()
    for answer, count in session.execute(query.group_by(Attendance.answer)):
        counts[answer] = count
    return Figures(
        going=counts[AnswerState.GOING],
        excused=counts[AnswerState.EXCUSED],
        declined=counts[AnswerState.DECLINED],
        waiting=counts[AnswerState.WAITLISTED],
        pending=counts[AnswerState.PENDING],
    )


def follow(session: Session, activity_id: int, *, now: datetime) -> None:
    """Let every announcement of an activity show what has changed; of no effect where there is none."""
    with session.no_autoflush:  # rows of the outbox are written at once
        for card in session.scalars(outbox.CARDS_OF, {"subject": subject_of(activity_id)}).all():
            _show_soon(session, card, now=now)


def follow_group(session: Session, chat_id: int, *, now: datetime) -> None:
    """Let every announcement in a group whose activity is not over be drawn anew, or sent anew where it is gone."""
    cards = select(Card).where(
        Card.chat_key == outbox.group_key(chat_id), Card.subject.startswith(f"{FAMILY}:", autoescape=True)
    )
    for card in session.scalars(cards.order_by(Card.id)).all():
        activity = session.get(Activity, int(card.subject.partition(":")[2]))
        if activity is not None and activity.ends_at > now:
            _show_soon(session, card, now=now)


def _show_soon(session: Session, card: Card, *, now: datetime) -> None:
    """Show a card's present state at once, or a minute after it was last shown; what waits already will do."""
    card.wanted_version += 1
    chat = chat_of(session, card.chat_key)
    may_speak = chat is None or chat.state is ChatState.APPROVED
    if not may_speak or session.scalar(IS_AWAITED, {"card": card.id}) is not None:
        return
    shown_at = session.scalar(SHOWN_LAST, {"card": card.id})
    outbox.insert_once(
        session,
        {
            "dedup_key": f"card:{card.id}:{card.wanted_version}",
            "lane": Lane.BULK,
            "kind": outbox.CARD,
            "chat_key": card.chat_key,
            "params": {},
            "card_id": card.id,
            "is_silent": True,
            "created_at": now,
            "due_at": now if shown_at is None else max(now, shown_at + EDITED_EVERY),
        },
    )
