"""How rows of the outbox leave: judged again, started, and settled by what Telegram answered.

``bot.sender`` calls these in its own transactions; a row is committed as started before its bytes leave.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import Integer, bindparam, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    Attachment,
    Attendance,
    Cadre,
    Card,
    Chat,
    ChatState,
    Lane,
    Mark,
    Message,
    MessageState,
    Reach,
    Roll,
    SenderState,
    Shift,
    Site,
)
from bot.model.base import Moment
from bot.rules.delivery import (
    ChatLost,
    EditTargetMissing,
    EditText,
    Gone,
    LeaveChat,
    Migrated,
    NotSent,
    Outcome,
    Outgoing,
    Refused,
    SendFile,
    Sent,
    TokenRejected,
    Uncertain,
    Wait,
)
from bot.services import alerts, chats, outbox
from bot.storage.engine import is_away

log = logging.getLogger(__name__)

T = TypeVar("T", Activity, Cadre, Card)

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


class Batch:
    """What a handful of rows needs from the tables, looked up by one query a kind instead of several a row."""

    def __init__(self, session: Session, messages: Sequence[Message]) -> None:
        self.session = session
        self.messages = {message.id: message for message in messages}
        card_ids = {message.card_id for message in messages if message.card_id is not None}
        self._cards = self._by_id(Card, card_ids)
        self._cadres = self._by_id(
            Cadre, {number for message in messages if (number := cadre_number(message.chat_key))}
        )
        self._activities = self._by_id(Activity, {message.activity_id for message in messages if message.activity_id})
        self._lines: dict[tuple[int, int], Attendance] = {}
        for activity_id in self._activities:
            lines = select(Attendance).where(
                Attendance.activity_id == activity_id, Attendance.cadre_id.in_(self._cadres)
            )
            self._lines |= {(activity_id, line.cadre_id): line for line in session.scalars(lines).all()}
        self._sites: dict[tuple[int, int], Site | None] = {}
        self._marks: dict[int, dict[int, list[Mark]]] = {}

    def card(self, message: Message) -> Card | None:
        """Return the card a row shows or replies to."""
        return self._cards.get(message.card_id) if message.card_id is not None else None

    def cadre(self, cadre_id: int) -> Cadre | None:
        """Return a person."""
        return self._cadres.get(cadre_id) or self.session.get(Cadre, cadre_id)

    def activity(self, activity_id: int) -> Activity | None:
        """Return an activity."""
        return self._activities.get(activity_id) or self.session.get(Activity, activity_id)

    def line(self, activity_id: int, cadre_id: int) -> Attendance | None:
        """Return a person's line on the roll of an activity."""
        found = self._lines.get((activity_id, cadre_id))
        if found is not None or activity_id in self._activities:
            return found
        return self.session.scalar(
            select(Attendance).where(Attendance.activity_id == activity_id, Attendance.cadre_id == cadre_id)
        )

    def marks(self, activity_id: int, cadre_id: int) -> list[Mark]:
        """List a person's marks of an activity, in the order of the ledger."""
        if activity_id not in self._marks:
            by_person: dict[int, list[Mark]] = {}
            query = select(Mark).where(Mark.activity_id == activity_id, Mark.cadre_id.in_({*self._cadres, cadre_id}))
            for mark in self.session.scalars(query.order_by(Mark.id)).all():
                by_person.setdefault(mark.cadre_id, []).append(mark)
            self._marks[activity_id] = by_person
        return self._marks[activity_id].get(cadre_id, [])

    def site(self, activity_id: int, unit_id: int) -> Site | None:
        """Return where a unit serves in an activity."""
        key = (activity_id, unit_id)
        if key not in self._sites:
            self._sites[key] = self.session.scalar(
                select(Site)
                .join(Shift, Shift.site_id == Site.id)
                .join(Roll, Roll.shift_id == Shift.id)
                .where(Roll.activity_id == activity_id, Roll.unit_id == unit_id)
            )
        return self._sites[key]

    def _by_id(self, table: type[T], ids: Collection[int]) -> dict[int, T]:
        if not ids:
            return {}
        return {row.id: row for row in self.session.scalars(select(table).where(table.id.in_(ids))).all()}


def cadre_number(chat_key: str) -> int | None:
    """Return the id of the person a key names, or None for another kind of recipient."""
    family, _, number = chat_key.partition(":")
    return int(number) if family == "cadre" else None


class Render(Protocol):
    """Makes the words and buttons of a row from the state of this moment."""

    def __call__(self, batch: Batch, message: Message, recipient: Recipient, now: datetime) -> Outgoing | Dropped: ...


@dataclass(frozen=True, slots=True)
class Started:
    """A row that may leave now."""

    message_id: int
    chat_key: str
    chat_id: int
    lane: Lane
    outgoing: Outgoing


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
        is_complete: False when more rows were due than one transaction looks at.
    """

    started: list[Started]
    held: dict[str, int]
    is_complete: bool = True


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
    started: list[Started] = []
    held: dict[str, int] = {}
    busy, chats = set(busy), set(busy_chats)
    beside = looked_at = 0
    while len(started) < limits.rows:
        if looked_at >= LOOKED_AT:
            return Round(started, held, is_complete=False)
        wanted = limits.rows - len(started)
        which = {"now": now, "busy": list(busy), "slowest": _slowest(limits, beside), "most": wanted}
        rows = session.scalars(DUE, which).all()
        looked_at += len(rows)
        batch = Batch(session, rows)
        with session.no_autoflush:  # no drawing depends on what the rows before it have changed
            for message in rows:
                if message.chat_key in busy or (message.lane > Lane.REPLY and beside >= limits.rows_beside_replies):
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
        if len(rows) < wanted:
            break
    return Round(started, held)


# Asked at every step of the sender, so they are built once.
IS_DUE = (
    Message.state == MessageState.WAITING,
    Message.due_at <= bindparam("now", type_=Moment),
    Message.chat_key.not_in(bindparam("busy", expanding=True)),
    Message.lane <= bindparam("slowest"),
)
DUE = select(Message).where(*IS_DUE).order_by(Message.lane, Message.id).limit(bindparam("most", type_=Integer))
ANY_DUE = select(Message.id).where(*IS_DUE).limit(1)
NEXT_DUE = (
    select(Message.lane, func.min(Message.due_at))
    .where(Message.state == MessageState.WAITING, Message.chat_key.not_in(bindparam("busy", expanding=True)))
    .group_by(Message.lane)
)


def _slowest(limits: Limits, beside: int = 0) -> Lane:
    """Name the last lane from which a row may still start."""
    return Lane.REPLY if beside >= limits.rows_beside_replies else Lane.BULK


def _start(
    batch: Batch, message: Message, *, now: datetime, limits: Limits, chats: Collection[int], render: Render
) -> Started | Held | None:
    """Start one row; None when it is settled instead."""
    if message.expires_at is not None and message.expires_at <= now:
        _settle(message, MessageState.EXPIRED, "too late", now)
        return None
    recipient = judge(batch, message)
    if isinstance(recipient, Dropped):
        _settle(message, MessageState.CANCELLED, recipient.reason, now)
        return None
    if recipient.chat_id in chats:
        return Held(recipient.chat_id)
    card = batch.card(message)
    if card is not None and not message.is_silent and card.rings >= limits.rings:
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
        _settle(message, MessageState.CANCELLED, outgoing.reason, now)
        return None
    message.state, message.started_at = MessageState.STARTED, now
    message.attempts += 1
    message.sent_chat_id = recipient.chat_id
    message.shows_version = card.wanted_version if card is not None and message.kind == outbox.CARD else None
    return Started(message.id, message.chat_key, recipient.chat_id, message.lane, outgoing)


def fail_to_draw(session: Session, message_id: int, *, now: datetime, reason: str) -> None:
    """Settle a row that spoilt the transaction it was to be started in."""
    message = session.get(Message, message_id)
    if message is not None and message.state is MessageState.WAITING:
        _fail_to_draw(session, message, reason, now)


def _fail_to_draw(session: Session, message: Message, reason: str, now: datetime) -> None:
    _settle(message, MessageState.FAILED, f"cannot be drawn: {reason}", now)
    alerts.raise_alert(session, "alert-refused", now=now, subject=message.kind, message=message.kind, reason=reason)


def judge(batch: Batch, message: Message) -> Recipient | Dropped:
    """Find where a message goes now, or why it goes nowhere any more."""
    family, _, number = message.chat_key.partition(":")
    if family == "user":
        return Recipient(int(number), message.params.get("language"))
    if family == "chat":
        chat = batch.session.get(Chat, int(number))
        if chat is not None and chat.state is ChatState.LEFT and message.kind != outbox.LEAVE:
            return Dropped("the group was left")
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


def _still_holds(batch: Batch, message: Message, cadre_id: int) -> bool:
    line = batch.line(message.activity_id, cadre_id) if message.activity_id is not None else None
    if line is None:
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


def _settle(message: Message, state: MessageState, reason: str, now: datetime) -> None:
    message.state, message.reason, message.finished_at = state, reason[:200], now


@dataclass(frozen=True, slots=True)
class Delivered:
    """A started row and what came of it."""

    started: Started
    outcome: Outcome


def record(session: Session, delivered: Sequence[Delivered], *, now: datetime, attempts: int) -> None:
    """Settle started rows by their outcomes."""
    ids = [one.started.message_id for one in delivered]
    batch = Batch(session, session.scalars(select(Message).where(Message.id.in_(ids))).all())
    for one in delivered:
        message = batch.messages.get(one.started.message_id)
        if message is not None and message.state is MessageState.STARTED:
            _record(batch, message, one, now=now, attempts=attempts)


def _record(  # noqa: C901 - one table, one branch an outcome
    batch: Batch, message: Message, delivered: Delivered, *, now: datetime, attempts: int
) -> None:
    """Settle one row; the table is "What a failed send means" in docs/telegram.md."""
    session, card = batch.session, batch.card(message)
    match delivered.outcome:
        case Sent() as sent:
            _record_sent(session, message, card, delivered.started.outgoing, sent, now)
        case Wait(seconds):
            pause(session, until=now + timedelta(seconds=seconds))
            _again(message, due_at=now)
        case Gone(reason):
            _settle(message, MessageState.FAILED, reason, now)
            _mark_unreachable(session, message.chat_key, Reach(reason), now)
        case ChatLost(reason):
            _settle(message, MessageState.FAILED, reason, now)
            alerts.raise_alert(session, "alert-chat-lost", now=now, subject=message.chat_key, chat=message.chat_key)
        case Migrated(chat_id):
            old_id = int(message.chat_key.partition(":")[2])
            chats.moved(session, now=now, chat_id=old_id, new_id=chat_id, is_known=True)
            _again(message, due_at=now)
        case EditTargetMissing():
            if card is None:
                _settle(message, MessageState.FAILED, "the message to edit is gone", now)
            else:
                card.telegram_message_id = None
                _again(message, due_at=now)
        case NotSent(reason):
            message.reason = reason[:200]
            _again(message, due_at=now)
        case Uncertain(reason):
            message.reason = reason[:200]
            _record_uncertain(message, card, delivered.started.outgoing, now=now, attempts=attempts)
        case TokenRejected():
            _again(message, due_at=now)
        case Refused(reason):
            _settle(message, MessageState.FAILED, reason, now)
            alerts.raise_alert(
                session, "alert-refused", now=now, subject=message.kind, message=message.kind, reason=reason
            )


def _record_sent(
    session: Session, message: Message, card: Card | None, outgoing: Outgoing, sent: Sent, now: datetime
) -> None:
    _settle(message, MessageState.SENT, "", now)
    message.telegram_message_id = sent.message_id
    if isinstance(outgoing, SendFile) and sent.file_id and message.attachment_id:
        session.execute(
            update(Attachment).where(Attachment.id == message.attachment_id).values(telegram_file_id=sent.file_id)
        )
    if card is None:
        return
    if not message.is_silent:
        card.rings += 1
    if message.kind != outbox.CARD:
        return
    if not isinstance(outgoing, EditText):
        if card.telegram_message_id is not None:
            outbox.retire(session, card, now=now)
        card.telegram_message_id = sent.message_id
    card.shown_version = max(card.shown_version, message.shows_version or 0)


def _again(message: Message, *, due_at: datetime) -> None:
    """Put a row that surely was not sent back; it was no attempt."""
    message.state, message.due_at = MessageState.WAITING, due_at
    message.attempts -= 1


def _record_uncertain(
    message: Message, card: Card | None, outgoing: Outgoing | None, *, now: datetime, attempts: int
) -> None:
    """Repeat what does no harm twice, and a call-out once with a word about it; of all else it stays unknown."""
    if isinstance(outgoing, EditText | LeaveChat) and message.attempts < attempts:
        message.state, message.due_at = MessageState.WAITING, now
        return
    if card is not None and not message.is_silent:
        card.rings += 1  # it may have rung
    if message.lane is Lane.ALARM and not message.params.get("is_repeat"):
        message.params = message.params | {"is_repeat": True}
        message.state, message.due_at = MessageState.WAITING, now
    else:
        _settle(message, MessageState.UNCERTAIN, message.reason, now)


def _mark_unreachable(session: Session, chat_key: str, reach: Reach, now: datetime) -> None:
    family, _, number = chat_key.partition(":")
    if family == "cadre":
        session.execute(update(Cadre).where(Cadre.id == int(number)).values(reach=reach, reach_changed_at=now))


def recover(session: Session, *, now: datetime, attempts: int) -> int:
    """After a crash: settle the rows that were started and never answered; return how many there were.

    An edit is shown again, a call-out is repeated once and marked so, all else is uncertain.
    """
    rows = session.scalars(select(Message).where(Message.state == MessageState.STARTED)).all()
    for message in rows:
        message.reason = "cut off"
        card = session.get(Card, message.card_id) if message.card_id else None
        was_edit = message.kind in (outbox.RETIRE, outbox.LEAVE) or (
            message.kind == outbox.CARD
            and not message.params.get("rings")
            and card is not None
            and card.telegram_message_id is not None
        )
        _record_uncertain(message, card, EditText(0, "") if was_edit else None, now=now, attempts=attempts)
    return len(rows)


def has_strays(session: Session, *, flying: Collection[int]) -> bool:
    """Tell whether rows are marked started that the sender knows nothing of: it lost the answer to that commit."""
    strays = select(Message.id).where(Message.state == MessageState.STARTED, Message.id.not_in(flying))
    return session.scalar(strays.limit(1)) is not None


def reclaim(session: Session, *, now: datetime, flying: Collection[int]) -> int:
    """Put back what is marked started and was never handed to the sender: surely nothing of it was sent."""
    strays = select(Message).where(Message.state == MessageState.STARTED, Message.id.not_in(flying))
    rows = session.scalars(strays).all()
    for message in rows:
        _again(message, due_at=now)
    return len(rows)


def leave_uncertain(session: Session, message_id: int, *, now: datetime, reason: str) -> None:
    """Settle a started row whose outcome could not be recorded."""
    message = session.get(Message, message_id)
    if message is not None and message.state is MessageState.STARTED:
        _settle(message, MessageState.UNCERTAIN, reason, now)


def pause(session: Session, *, until: datetime) -> None:
    """Keep the sender quiet until then, over a restart as well."""
    state = session.get(SenderState, 1)
    if state is None:
        session.add(SenderState(id=1, paused_until=until))
    elif state.paused_until is None or state.paused_until < until:
        state.paused_until = until
    session.flush()


def paused_until(session: Session) -> datetime | None:
    """Return until when Telegram asked for silence, if it did."""
    state = session.get(SenderState, 1)
    return state.paused_until if state else None


@dataclass(frozen=True, slots=True)
class Prospect:
    """What waits for chats that are not busy: whether a row may start now, and when the next ones fall due."""

    is_due: bool
    reply_at: datetime | None = None
    other_at: datetime | None = None


def prospect(session: Session, *, now: datetime, limits: Limits, busy: Collection[str]) -> Prospect:
    """Look, without changing anything, whether ``start_due`` would find a row, and else when to look again."""
    if session.scalar(ANY_DUE, {"now": now, "busy": list(busy), "slowest": _slowest(limits)}) is not None:
        return Prospect(is_due=True)
    due_at: dict[Lane, datetime] = dict(session.execute(NEXT_DUE, {"busy": list(busy)}).all())
    reply_at = due_at.pop(Lane.REPLY, None)
    return Prospect(is_due=False, reply_at=reply_at, other_at=min(due_at.values(), default=None))


def recent_starts(session: Session, *, since: datetime) -> Sequence[tuple[datetime, int, str]]:
    """List what was started since then, as (moment, chat id, chat key), to rebuild the pace after a restart."""
    rows = session.execute(
        select(Message.started_at, Message.sent_chat_id, Message.chat_key)
        .where(Message.started_at >= since)
        .order_by(Message.started_at)
    )
    return [(at, chat_id, key) for at, chat_id, key in rows if at is not None and chat_id is not None]
