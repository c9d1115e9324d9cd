"""Which rows of the outbox leave now: judged again, drawn, and marked started before their bytes leave.

``bot.sender`` calls this in its own transactions. What comes of a started row is in ``bot.services.outcomes``.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.model import (
    Callout,
    CalloutState,
    Chat,
    ChatState,
    Lane,
    Message,
    MessageState,
    Reach,
    Summons,
    SummonsState,
)
from bot.model.base import Moment
from bot.rules.delivery import Outgoing
from bot.services import alerts, outbox
from bot.services.batch import Batch, cadre_number
from bot.services.due import Ahead, ahead, due
from bot.storage import Prepared
from bot.storage.engine import is_away

log = logging.getLogger(__name__)

# Why nothing leaves for a group.
SILENT = {
    ChatState.LEFT: "the group was left",
    ChatState.LOST: "removed from the group",
    ChatState.MUTED: "muted in the group",
}
# Rows that one transaction looks at: an outage may leave thousands that have only to be settled as too late.
LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a message goes at this moment: Telegram's chat id, and the reader's language (None for the default)."""

    chat_id: int
    language: str | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A message that need not leave any more, and why."""

    reason: str


class Render(Protocol):
    """Makes the words and buttons of a row from the state of this moment."""

    def __call__(self, batch: Batch, message: Message, recipient: Recipient, now: datetime) -> Outgoing | Dropped: ...


@dataclass(frozen=True, slots=True)
class Started:
    """A row that may leave now; ``has_card`` when it shows a card (then with its version) or replies to one."""

    message_id: int
    chat_key: str
    chat_id: int
    lane: Lane
    outgoing: Outgoing
    has_card: bool = False
    shows_version: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A row that must wait, because its chat was written to a moment ago under another key."""

    chat_id: int


class Undrawable(Exception):  # noqa: N818 - says what happened
    """A statement failed while a row was drawn, and with it the transaction; ``message_id`` is the row."""

    def __init__(self, message_id: int, reason: str) -> None:
        super().__init__(message_id, reason)
        self.message_id = message_id
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Round:
    """What ``start_due`` came to.

    Attributes:
        started: Rows that leave now.
        held: Keys whose chat turned out to be one that may not be written to yet, with that chat: before and after
            an account is bound, one chat goes by two keys.
        ahead: What waits beyond them; None when more may be due at this moment.
    """

    started: list[Started]
    held: dict[str, int]
    ahead: Ahead | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What ``start_due`` keeps to: rows in all and beside replies, attempts of a row, rings of a person by one card."""

    rows: int
    rows_beside_replies: int
    attempts: int
    rings: int


def start_due(
    session: Session,
    *,
    now: datetime,
    limits: Limits,
    busy: Collection[str],
    busy_chats: Collection[int] = (),
    render: Render,
) -> Round:
    """Take the next due rows, judge them again, render them and mark them started.

    At most one row a chat; none of a chat in ``busy`` (keys) or ``busy_chats`` (Telegram's ids). Rows that need not
    leave any more are settled with a reason.

    Raises:
        Undrawable: The database refused a statement of one row's drawing; nothing was started.
    """
    round_ = _take(session, now=now, limits=limits, busy=busy, busy_chats=busy_chats, render=render)
    if round_.started:
        starts = [
            {"number": row.message_id, "now": now, "chat_id": row.chat_id, "shows": row.shows_version}
            for row in round_.started
        ]
        START.each(session, starts)
    return round_


def _take(
    session: Session,
    *,
    now: datetime,
    limits: Limits,
    busy: Collection[str],
    busy_chats: Collection[int],
    render: Render,
) -> Round:
    started: list[Started] = []
    held: dict[str, int] = {}
    busy, chats = set(busy), set(busy_chats)
    beside = looked_at = 0
    while len(started) < limits.rows:
        if looked_at >= LOOKED_AT:
            return Round(started, held)
        wanted, slowest = limits.rows - len(started), _slowest(limits, beside)
        rows, are_all = due(session, now=now, busy=busy, slowest=slowest, most=wanted)
        looked_at += len(rows)
        batch = Batch(session, rows)
        with session.no_autoflush:  # no drawing depends on what the rows before it have changed
            for message, _card in rows:
                if message.lane > Lane.REPLY and beside >= limits.rows_beside_replies:
                    return Round(started, held, Ahead(other_at=now))
                if message.chat_key in busy:
                    continue
                leaving = _start(batch, message, now=now, limits=limits, chats=chats, render=render)
                if isinstance(leaving, Held):
                    held[message.chat_key] = leaving.chat_id
                    busy.add(message.chat_key)
                elif leaving is not None:
                    busy.add(message.chat_key)
                    chats.add(leaving.chat_id)
                    beside += message.lane > Lane.REPLY
                    started.append(leaving)
        if are_all:
            return Round(started, held, ahead(session, busy))
    # Replies go first: where another row has started, none of them is due any more.
    return Round(started, held, Ahead(other_at=now) if beside else None)


# One statement for all; nothing after it in the transaction looks at the rows.
START = Prepared(
    update(Message)
    .where(Message.id == bindparam("number"))
    .values(
        state=MessageState.STARTED,
        started_at=bindparam("now", type_=Moment),
        attempts=Message.attempts + 1,
        sent_chat_id=bindparam("chat_id"),
        shows_version=bindparam("shows"),
    )
)


def _slowest(limits: Limits, beside: int) -> Lane:
    """Name the last lane from which a row may still start."""
    return Lane.REPLY if beside >= limits.rows_beside_replies else Lane.BULK


def _start(
    batch: Batch, message: Message, *, now: datetime, limits: Limits, chats: Collection[int], render: Render
) -> Started | Held | None:
    """Start one row; None when it is settled instead."""
    if message.expires_at is not None and message.expires_at <= now:
        message.settle(MessageState.EXPIRED, "too late", now)
        return None
    recipient = judge(batch, message)
    if isinstance(recipient, Dropped):
        message.settle(MessageState.CANCELLED, recipient.reason, now)
        return None
    if recipient.chat_id in chats:
        return Held(recipient.chat_id)
    card = batch.card(message)
    is_alarm = message.lane is Lane.ALARM  # whoever was told to come is told to go, however often it rang
    if not is_alarm and _is_silenced(batch, message):
        message.is_silent = True
    if card is not None and not message.is_silent and not is_alarm and card.rings >= limits.rings:
        message.is_silent = True
    try:
        outgoing = render(batch, message, recipient, now)
    except SQLAlchemyError as error:
        if is_away(error):
            raise
        raise Undrawable(message.id, type(error).__name__) from error
    except Exception as error:  # one row that cannot be drawn must not hold up the others
        log.exception("delivery.cannot_render message=%d kind=%s", message.id, message.kind)
        _fail_to_draw(batch.session, message, type(error).__name__, now)
        return None
    if isinstance(outgoing, Dropped):
        message.settle(MessageState.CANCELLED, outgoing.reason, now)
        return None
    shows = card.wanted_version if card is not None and message.kind == outbox.CARD else None
    has_card = card is not None
    return Started(message.id, message.chat_key, recipient.chat_id, message.lane, outgoing, has_card, shows)


def _is_silenced(batch: Batch, message: Message) -> bool:
    """Tell whether a message goes to somebody who wants no sound but for alarms."""
    number = cadre_number(message.chat_key)
    cadre = batch.cadre(number) if number else None
    return cadre is not None and cadre.is_silenced


def fail_to_draw(session: Session, message_id: int, *, now: datetime, reason: str) -> None:
    """Settle a row that spoilt the transaction it was to be started in."""
    message = session.get(Message, message_id)
    if message is not None and message.state is MessageState.WAITING:
        _fail_to_draw(session, message, reason, now)


def _fail_to_draw(session: Session, message: Message, reason: str, now: datetime) -> None:
    message.settle(MessageState.FAILED, f"cannot be drawn: {reason}", now)
    alerts.raise_alert(session, "alert-refused", now=now, subject=message.kind, message=message.kind, reason=reason)


def judge(batch: Batch, message: Message) -> Recipient | Dropped:
    """Find where a message goes now, or why it goes nowhere any more."""
    family, _, number = message.chat_key.partition(":")
    if family == "user":
        return Recipient(int(number), message.params.get("language"))
    if family == "chat":
        chat = batch.session.get(Chat, int(number))
        if chat is not None and chat.state in SILENT and message.kind != outbox.LEAVE:
            return Dropped(SILENT[chat.state])
        return Recipient(int(number), None)
    cadre = batch.cadre(int(number))
    if cadre is None or cadre.telegram_id is None:
        return Dropped("not linked")
    if cadre.consented_at is None:
        return Dropped("no consent")
    if cadre.reach is not Reach.OK:
        return Dropped(f"unreachable: {cadre.reach}")
    if message.only_if is not None and not _still_holds(batch, message, cadre.id):
        return Dropped("answered meanwhile")
    return Recipient(cadre.telegram_id, cadre.language)


def _is_still_called(batch: Batch, message: Message, cadre_id: int) -> bool:
    """Tell whether a call still waits for this person: it runs, and nobody has taken the last place meanwhile."""
    query = (
        select(Summons.id)
        .join(Callout, Callout.id == Summons.callout_id)
        .where(
            Callout.activity_id == message.activity_id,
            Callout.state == CalloutState.CALLING,
            Summons.cadre_id == cadre_id,
            Summons.state == SummonsState.ASKED,
        )
    )
    return batch.session.scalar(query) is not None


def _still_holds(batch: Batch, message: Message, cadre_id: int) -> bool:
    if message.only_if == "called":
        return _is_still_called(batch, message, cadre_id)
    line = batch.line(message.activity_id, cadre_id) if message.activity_id is not None else None
    if line is None or line.moved_to_id is not None:
        return False
    match message.only_if:
        case "pending":
            return line.answer == "pending" and line.checked_in_at is None
        case "going":
            return line.answer == "going"
        case "awaited":
            return line.answer == "going" and line.checked_in_at is None
        case _:
            return False
