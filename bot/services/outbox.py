"""Putting into the outbox: plain messages, living cards, files.

Everything the bot says is a row written in the transaction that causes it. How rows leave is
in ``bot.services.delivery``.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import String, bindparam, cast, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from bot.model import Attachment, Card, Lane, Message, MessageState
from bot.model.base import Moment, Rank
from bot.services.bulk import insert_new, insert_one
from bot.storage import Prepared

CARD = "card.show"
RETIRE = "card.retire"
PIN, UNPIN = "card.pin", "card.unpin"
LEAVE = "chat.leave"


def cadre_key(cadre_id: int) -> str:
    """Name a person of the roster as a recipient."""
    return f"cadre:{cadre_id}"


def user_key(telegram_id: int) -> str:
    """Name a Telegram account that is bound to nobody."""
    return f"user:{telegram_id}"


def group_key(chat_id: int) -> str:
    """Name a group."""
    return f"chat:{chat_id}"


# Asked with nearly every message, so they are built once.
CARD_OF = select(Card).where(Card.chat_key == bindparam("to"), Card.subject == bindparam("subject"))
CARDS_OF = select(Card).where(Card.subject == bindparam("subject"))
CHATS_OF = Prepared(select(Card.chat_key).where(Card.subject == bindparam("subject")))
ANOTHER_MESSAGE = (
    select(Message.id)
    .where(
        Message.chat_key == bindparam("to"),
        Message.telegram_message_id == bindparam("message_id"),
        or_(Message.kind != CARD, func.coalesce(Message.card_id, 0) != bindparam("card_id")),
    )
    .limit(1)
)
WAITING_EDIT = Prepared(
    select(Message.id)
    .where(
        Message.card_id == bindparam("card_id"),
        Message.kind == CARD,
        Message.state == MessageState.WAITING,
        # No bare column, or SQLite takes the index by lanes and reads through all that waits, of whatever card.
        Message.lane + 0 <= bindparam("lane", type_=Rank(Lane)),
        Message.due_at <= bindparam("now", type_=Moment),
        Message.only_if.is_(None),
        Message.expires_at.is_(None),
    )
    .limit(1)
)
KNOWN_MESSAGE = Prepared(
    select(Card.telegram_message_id).where(Card.chat_key == bindparam("to"), Card.subject == bindparam("subject"))
)
# A card is not loaded only to be drawn anew: to the session that is as much work as all else a check-in writes.
_WANT = (
    update(Card)
    .where(Card.chat_key == bindparam("to"), Card.subject == bindparam("of_subject"))
    .values(wanted_version=Card.wanted_version + 1)
    .returning(Card.id, Card.wanted_version)
)
WANT = Prepared(_WANT)
WANT_FRONT = Prepared(_WANT.values(view=None))


@dataclass(frozen=True, slots=True)
class Day:
    """A parameter shown as a date with its weekday, in the reader's language."""

    on: date


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A parameter shown as hours and minutes in the operator's zone."""

    at: datetime


@dataclass(frozen=True, slots=True)
class DayAndTime:
    """A parameter shown as date, weekday, hours and minutes in the operator's zone."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A parameter shown as hours and minutes, as in ``2小时05分``; whole minutes, not negative."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Names:
    """A parameter shown as a list of names, in order; a dash where there are none."""

    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """A parameter shown as texts of the catalogs, each on a line of its own: their keys with their parameters."""

    lines: Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Term:
    """A parameter that is itself a text of the catalogs, such as a reason for leave."""

    key: str


def encode(params: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a message's parameters into JSON; dates and terms keep their kind, for each reader's own form of them."""
    return {name: _encoded(value) for name, value in params.items()}


def _encoded(value: Any) -> Any:
    match value:
        case Day(on):
            return {"day": on.isoformat()}
        case TimeOfDay(at):
            return {"time": at.isoformat()}
        case DayAndTime(at):
            return {"at": at.isoformat()}
        case Span(minutes):
            return {"span": minutes}
        case Names(names):
            return {"names": list(names)}
        case Lines(lines):
            return {"lines": [[key, encode(params)] for key, params in lines]}
        case Term(key):
            return {"term": key}
        case _:
            return value


def say(
    session: Session,
    to: str,
    kind: str,
    *,
    now: datetime,
    lane: Lane = Lane.REPLY,
    dedup: str | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    is_silent: bool = False,
    card: Card | None = None,
    attachment: Attachment | None = None,
    activity_id: int | None = None,
    broadcast_id: int | None = None,
    only_if: str | None = None,
    **params: Any,
) -> bool:
    """Put one message into the outbox.

    Args:
        session: The transaction that causes it.
        to: The recipient's key.
        kind: The key of its text; ``bot.chat.cards`` knows its buttons.
        now: When it is written.
        lane: Its place in the order of leaving.
        dedup: ``kind : subject : person : moment``; a second one of the same key is not written. None for an answer to
            an update, which the update's own done mark keeps single.
        due_at: Not before; now when None.
        expires_at: Worthless from then on.
        is_silent: The phone does not ring.
        card: The card it is a reply to.
        attachment: The file it carries.
        activity_id: The activity it is about; cancelled with it.
        broadcast_id: The broadcast it belongs to; stopped with it.
        only_if: Judged again before it leaves; see ``Message``.
        params: The placeholders of its text.

    Returns:
        Whether it was written; False when one of the same key stands already.
    """
    row = {
        "dedup_key": dedup or f"reply:{secrets.token_hex(12)}",
        "lane": lane,
        "kind": kind,
        "chat_key": to,
        "params": encode(params),
        "card_id": card.id if card else None,
        "attachment_id": attachment.id if attachment else None,
        "activity_id": activity_id,
        "broadcast_id": broadcast_id,
        "only_if": only_if,
        "is_silent": is_silent,
        "created_at": now,
        "due_at": due_at or now,
        "expires_at": expires_at,
    }
    return insert_once(session, row)


def plan_edit(
    session: Session,
    card: Card,
    dedup: str,
    *,
    now: datetime,
    due_at: datetime,
    lane: Lane = Lane.REPLY,
    expires_at: datetime | None = None,
) -> bool:
    """Plan a silent edit of a card, drawn from the state of that moment though nothing asks for it by then.

    Returns:
        Whether it was written; False when one of the same key stands already.
    """
    return _put_card(
        session,
        card.chat_key,
        card.id,
        dedup,
        now=now,
        lane=lane,
        due_at=due_at,
        expires_at=expires_at,
        params={"is_live": True},
    )


def _put_card(
    session: Session,
    to: str,
    card_id: int,
    dedup: str,
    *,
    now: datetime,
    lane: Lane,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    is_silent: bool = True,
    activity_id: int | None = None,
    only_if: str | None = None,
    params: Mapping[str, Any] = MappingProxyType({}),
) -> bool:
    """Put the row that shows a card into the outbox; tell whether it was written."""
    row = {
        "dedup_key": dedup,
        "lane": lane,
        "kind": CARD,
        "chat_key": to,
        "params": dict(params),
        "card_id": card_id,
        "activity_id": activity_id,
        "only_if": only_if,
        "is_silent": is_silent,
        "created_at": now,
        "due_at": due_at or now,
        "expires_at": expires_at,
    }
    return insert_once(session, row)


def insert_once(session: Session, row: dict[str, Any]) -> bool:
    """Write one outbox row unless its key stands already; wake the sender."""
    session.info["wake"] = True
    return insert_one(session, Message, row, key="dedup_key")


def find_card(session: Session, to: str, subject: str) -> Card | None:
    """Return the card of a subject in a chat, or None."""
    known: dict[tuple[str, str], Card] = session.info.setdefault("cards", {})
    card = known.get((to, subject))
    if card is None or card not in session or (card.chat_key, card.subject) != (to, subject):
        with session.no_autoflush:  # nothing that waits to be written changes a card's key
            card = session.scalar(CARD_OF, {"to": to, "subject": subject})
        if card is not None:
            known[to, subject] = card
    return card


def show(
    session: Session,
    to: str,
    subject: str,
    *,
    now: datetime,
    lane: Lane = Lane.REPLY,
    rings: bool = False,
    anew: bool = False,
    dedup: str | None = None,
    expires_at: datetime | None = None,
    activity_id: int | None = None,
    only_if: str | None = None,
) -> Card:
    """Show a card's present state: edit it where it stands, or send it when it must ring or has never been sent.

    What it says is rendered when it leaves, so ten changes in a second are one edit. With ``anew`` it is sent at the
    bottom of the chat as when it rings, but without a sound.
    """
    card = find_card(session, to, subject)
    if card is None:
        card = Card(chat_key=to, subject=subject, wanted_version=0, shown_version=0, rings=0)
        session.add(card)
        session.flush()
    card.wanted_version += 1
    if not (rings or anew) and _has_waiting_edit(session, card.id, lane=lane, now=now):
        session.info["wake"] = True
        return card
    _put_card(
        session,
        to,
        card.id,
        dedup or f"card:{card.id}:{card.wanted_version}",
        now=now,
        lane=lane,
        expires_at=expires_at,
        is_silent=not rings,
        activity_id=activity_id,
        only_if=only_if,
        params={"rings": True} if rings or anew else {},
    )
    return card


def redraw(
    session: Session,
    to: str,
    subject: str,
    *,
    now: datetime,
    lane: Lane = Lane.REPLY,
    activity_id: int | None = None,
    turns_back: bool = False,
) -> None:
    """Edit a card where it stands, as ``show`` does, at a third of the cost; ``turns_back`` turns it to its front."""
    session.flush()
    wanted = (WANT_FRONT if turns_back else WANT).first(session, to=to, of_subject=subject)
    if wanted is None:
        show(session, to, subject, now=now, lane=lane, activity_id=activity_id)
        return
    if (held := session.identity_map.get(identity_key(Card, wanted.id))) is not None:
        session.expire(held)
    if _has_waiting_edit(session, wanted.id, lane=lane, now=now):
        session.info["wake"] = True
        return
    dedup = f"card:{wanted.id}:{wanted.wanted_version}"
    _put_card(session, to, wanted.id, dedup, now=now, lane=lane, activity_id=activity_id)


def show_to_all(
    session: Session,
    to: Sequence[str],
    subject: str,
    *,
    now: datetime,
    lane: Lane,
    rings: bool,
    dedup: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    activity_id: int | None = None,
    broadcast_id: int | None = None,
    only_if: str | None = None,
) -> None:
    """Show a card's present state in many chats by a few statements; of the same key each chat gets it once.

    Args:
        session: The transaction that causes it.
        to: The recipients' keys, some hundreds at most.
        subject: The card's subject.
        now: When it is written.
        lane: Its place in the order of leaving.
        rings: It is sent anew and the phone rings; else it is edited, silently.
        dedup: The key up to the recipient's.
        due_at: Not before; now when None.
        expires_at: Worthless from then on.
        activity_id: The activity it is about; cancelled with it.
        broadcast_id: The broadcast it belongs to; stopped with it.
        only_if: Judged again before it leaves; see ``Message``.
    """
    blank = {"subject": subject, "wanted_version": 0, "shown_version": 0, "rings": 0}
    insert_new(session, Card, [{"chat_key": key, **blank} for key in to], key=("chat_key", "subject"))
    wanted = update(Card).where(Card.subject == subject, Card.chat_key.in_(to))
    raised = wanted.values(wanted_version=Card.wanted_version + 1).returning(Card.chat_key, Card.id)
    cards = session.execute(raised, execution_options={"synchronize_session": False}).all()
    messages = [
        {
            "dedup_key": f"{dedup}:{chat_key}",
            "lane": lane,
            "kind": CARD,
            "chat_key": chat_key,
            "params": {"rings": True} if rings else {},
            "card_id": card_id,
            "activity_id": activity_id,
            "broadcast_id": broadcast_id,
            "only_if": only_if,
            "is_silent": not rings,
            "created_at": now,
            "due_at": due_at or now,
            "expires_at": expires_at,
            "state": MessageState.WAITING,
            "attempts": 0,
            "reason": "",
        }
        for chat_key, card_id in cards
    ]
    insert_new(session, Message, messages, key=("dedup_key",))
    session.info["wake"] = True


def _has_waiting_edit(session: Session, card_id: int, *, lane: Lane, now: datetime) -> bool:
    """Tell whether a row waits that will surely show the card no later than a new one would.

    One in a slower lane, one for later, and one that may yet be cancelled or expire are no substitute.
    """
    # Not by the session, which would write first what waits: rows of the outbox are written at once.
    return WAITING_EDIT.first(session, card_id=card_id, lane=lane, now=now) is not None


def refresh(session: Session, subject: str, *, now: datetime) -> int:
    """Show a subject's new state in every chat that has its card; return how many."""
    session.flush()
    chats = CHATS_OF.all(session, subject=subject)
    for chat in chats:
        redraw(session, chat.chat_key, subject, now=now)
    return len(chats)


def learn(session: Session, to: str, subject: str, message_id: int, *, now: datetime) -> None:
    """Take a card's message from a tap on it, where the answer to its sending was lost.

    Message ids of a chat ascend: a tap on a newer message than the known one proves that the newer one arrived, unless
    it is known to be another message that has such a button as well.
    """
    session.flush()
    shown = KNOWN_MESSAGE.first(session, to=to, subject=subject)
    if shown is None or (known := shown.telegram_message_id or 0) >= message_id:
        return
    if (card := find_card(session, to, subject)) is None:
        return
    if session.scalar(ANOTHER_MESSAGE, {"to": to, "message_id": message_id, "card_id": card.id}) is not None:
        return
    if known:
        retire(session, card, now=now)
    card.telegram_message_id = message_id


def retire(session: Session, card: Card, *, now: datetime) -> None:
    """Turn the card's present message into one line without buttons; another takes its place."""
    say(
        session,
        card.chat_key,
        RETIRE,
        now=now,
        lane=Lane.BULK,
        dedup=f"retire:{card.id}:{card.telegram_message_id}",
        is_silent=True,
        message_id=card.telegram_message_id,
        subject=card.subject,
    )


def pin(session: Session, card: Card, *, now: datetime) -> None:
    """Pin a card's message in its chat, without a sound, as soon as it has been sent."""
    dedup = f"pin:{card.id}:{card.wanted_version}"
    say(session, card.chat_key, PIN, now=now, dedup=dedup, is_silent=True, card=card)


def unpin(session: Session, card: Card, *, now: datetime) -> None:
    """Unpin a card's present message; one that was never sent, or is not pinned, stays as it is."""
    if (message_id := card.telegram_message_id) is not None:
        dedup = f"unpin:{card.id}:{message_id}"
        say(session, card.chat_key, UNPIN, now=now, dedup=dedup, is_silent=True, message_id=message_id)


def cancel_waiting(
    session: Session,
    *,
    now: datetime,
    reason: str,
    activity_id: int | None = None,
    broadcast_id: int | None = None,
    to: str | None = None,
) -> int:
    """Cancel what still waits of an activity, a broadcast or a recipient; return how many rows."""
    statement = update(Message).where(Message.state == MessageState.WAITING)
    if activity_id is not None:
        statement = statement.where(Message.activity_id == activity_id)
    if broadcast_id is not None:
        statement = statement.where(Message.broadcast_id == broadcast_id)
    if to is not None:
        statement = statement.where(Message.chat_key == to)
    cancelled = statement.values(state=MessageState.CANCELLED, reason=reason, finished_at=now).returning(Message.id)
    return len(session.scalars(cancelled).all())


def forget(session: Session, *, before: datetime, at_most: int = 1000) -> int:
    """Blank what messages said that were settled before a moment; key, recipient and outcome stay.

    Returns how many were blanked; fewer than ``at_most`` means that none is left.
    """
    settled = (
        select(Message.id)
        .where(
            Message.state.not_in((MessageState.WAITING, MessageState.STARTED)),
            Message.finished_at < before,
            cast(Message.params, String) != "{}",
        )
        .limit(at_most)
    )
    blanked = update(Message).where(Message.id.in_(session.scalars(settled).all())).values(params={})
    return len(session.scalars(blanked.returning(Message.id)).all())


def attach(session: Session, key: str, *, name: str, kind: str, content: bytes, now: datetime) -> Attachment:
    """Keep a file to send under ``key``; a newer one of the same key takes its place."""
    attachment = session.scalar(select(Attachment).where(Attachment.key == key))
    if attachment is None:
        attachment = Attachment(key=key, name=name, kind=kind, content=content, created_at=now)
        session.add(attachment)
    elif attachment.content != content:
        attachment.name, attachment.content, attachment.telegram_file_id = name, content, None
    session.flush()
    return attachment
