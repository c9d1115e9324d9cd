"""What comes of a started row: settled by what Telegram answered, put back, or left uncertain after a crash.

``bot.sender`` calls this in its own transactions. How rows are started is in ``bot.services.delivery``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.model import Attachment, Cadre, Card, Lane, Message, MessageState, Reach, SenderState
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
    Pin,
    Refused,
    SendFile,
    SendText,
    Sent,
    Stale,
    TokenRejected,
    Uncertain,
    Wait,
)
from bot.services import alerts, chats, outbox
from bot.services.delivery import Started
from bot.storage import Prepared

STARTED_ROWS = (
    select(Message, Card)
    .outerjoin(Card, Card.id == Message.card_id)
    .where(Message.id.in_(bindparam("ids", expanding=True)), Message.state == MessageState.STARTED)
)

# What a crash left unanswered had arrived so long after its start was written down at the latest, as far as the pace of
# the next life is concerned.
ARRIVES_WITHIN = timedelta(seconds=2)
# What has nothing to do but to be ticked off is ticked off by one statement, without being loaded.
TICK_OFF = Prepared(
    update(Message)
    .where(Message.id == bindparam("number"), Message.state == MessageState.STARTED)
    .values(state=MessageState.SENT, reason="", finished_at=bindparam("now"), telegram_message_id=bindparam("sent_as"))
)


@dataclass(frozen=True, slots=True)
class Delivered:
    """A started row and what came of it."""

    started: Started
    outcome: Outcome

    @property
    def sent_as(self) -> int | None:
        """The message it was sent as, where no more has to be noted of it than that."""
        is_plain = isinstance(self.started.outgoing, SendText) and not self.started.has_card
        return self.outcome.message_id if is_plain and isinstance(self.outcome, Sent) else None


def record(session: Session, delivered: Sequence[Delivered], *, now: datetime, attempts: int) -> None:
    """Settle started rows by their outcomes; a row that has been settled before stays as it is."""
    plain = [
        {"number": one.started.message_id, "now": now, "sent_as": one.sent_as}
        for one in delivered
        if one.sent_as is not None
    ]
    if plain:
        TICK_OFF.each(session, plain)
    others = [one for one in delivered if one.sent_as is None]
    if not others:
        return
    ids = [one.started.message_id for one in others]
    rows = {message.id: (message, card) for message, card in session.execute(STARTED_ROWS, {"ids": ids})}
    for one in others:
        if (row := rows.get(one.started.message_id)) is not None:
            _record(session, *row, one, now=now, attempts=attempts)


def _record(  # noqa: C901 - one table, one branch an outcome
    session: Session, message: Message, card: Card | None, delivered: Delivered, *, now: datetime, attempts: int
) -> None:
    """Settle one row by Telegram's answer, as docs/decisions/0012-one-turn.md lays down."""
    match delivered.outcome:
        case Sent() as sent:
            _record_sent(session, message, card, delivered.started.outgoing, sent, now)
        case Wait(seconds):
            pause(session, until=now + timedelta(seconds=seconds))
            _again(message, now=now)
        case Gone(reason):
            message.settle(MessageState.FAILED, reason, now)
            _mark_unreachable(session, message.chat_key, Reach(reason), now)
        case ChatLost(reason):
            message.settle(MessageState.FAILED, reason, now)
            alerts.raise_alert(session, "alert-chat-lost", now=now, subject=message.chat_key, chat=message.chat_key)
            chats.shut_out(session, now=now, chat_id=int(message.chat_key.partition(":")[2]))
        case Migrated(chat_id):
            old_id = int(message.chat_key.partition(":")[2])
            chats.moved(session, now=now, chat_id=old_id, new_id=chat_id, is_known=True)
            _again(message, now=now)
        case EditTargetMissing():
            if card is None:
                message.settle(MessageState.FAILED, "the message to edit is gone", now)
            else:
                card.telegram_message_id = None
                _again(message, now=now)
        case NotSent(reason):
            message.reason = reason[:200]
            _again(message, now=now)
        case Uncertain(reason):
            message.reason = reason[:200]
            _record_uncertain(message, card, delivered.started.outgoing, now=now, attempts=attempts)
        case TokenRejected() | Stale():
            _again(message, now=now)
        case Refused(reason):
            message.settle(MessageState.FAILED, reason, now)
            alerts.raise_alert(
                session, "alert-refused", now=now, subject=message.kind, message=message.kind, reason=reason
            )


def _record_sent(
    session: Session, message: Message, card: Card | None, outgoing: Outgoing, sent: Sent, now: datetime
) -> None:
    message.settle(MessageState.SENT, "", now)
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


def _again(message: Message, *, now: datetime) -> None:
    """Put a row that surely was not sent back; it was no attempt."""
    _wait(message, now=now)
    message.attempts -= 1


def _wait(message: Message, *, now: datetime) -> None:
    """Put a row back to its place, before those that fell due after it; it is due although a clock was set back."""
    message.state, message.due_at = MessageState.WAITING, min(message.due_at, now)


def _record_uncertain(
    message: Message, card: Card | None, outgoing: Outgoing | None, *, now: datetime, attempts: int
) -> None:
    """Repeat what does no harm twice, and a call-out once with a word about it; of all else it stays unknown."""
    if isinstance(outgoing, EditText | LeaveChat | Pin) and message.attempts < attempts:
        _wait(message, now=now)
        return
    if card is not None and not message.is_silent:
        card.rings += 1  # it may have rung
    if message.lane is Lane.ALARM and not message.params.get("is_repeat"):
        message.params = message.params | {"is_repeat": True}
        _wait(message, now=now)
    else:
        message.settle(MessageState.UNCERTAIN, message.reason, now)


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
        was_edit = message.kind in (outbox.RETIRE, outbox.LEAVE, outbox.PIN, outbox.UNPIN) or (
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


def are_settled(session: Session, message_ids: Collection[int]) -> bool:
    """Tell whether none of these rows, one at least, is marked started any more."""
    started = select(Message.id).where(Message.id.in_(message_ids), Message.state == MessageState.STARTED)
    return bool(message_ids) and session.scalar(started.limit(1)) is None


def reclaim(session: Session, *, now: datetime, flying: Collection[int]) -> int:
    """Put back what is marked started and was never handed to the sender: surely nothing of it was sent."""
    strays = select(Message).where(Message.state == MessageState.STARTED, Message.id.not_in(flying))
    rows = session.scalars(strays).all()
    for message in rows:
        _again(message, now=now)
    return len(rows)


def leave_uncertain(session: Session, message_id: int, *, now: datetime, reason: str) -> None:
    """Settle a started row whose outcome could not be recorded."""
    message = session.get(Message, message_id)
    if message is not None and message.state is MessageState.STARTED:
        message.settle(MessageState.UNCERTAIN, reason, now)


def pause(session: Session, *, until: datetime) -> None:
    """Keep the sender quiet until then, over a restart as well."""
    state = session.get(SenderState, 1)
    if state is None:
        session.add(SenderState(id=1, paused_until=until))
    elif state.paused_until is None or state.paused_until < until:
        state.paused_until = until
    session.flush()


def keep_due(session: Session, *, now: datetime, would_be: datetime) -> int:
    """After the clock was set back from ``would_be`` to ``now``: leave due what was due; return how many rows.

    A pause that Telegram asked for lasts as long as before.
    """
    state = session.get(SenderState, 1)
    if state is not None and state.paused_until is not None:
        state.paused_until -= would_be - now
    waiting = update(Message).where(
        Message.state == MessageState.WAITING, Message.due_at > now, Message.due_at <= would_be
    )
    return len(session.execute(waiting.values(due_at=now).returning(Message.id)).all())


def paused_until(session: Session) -> datetime | None:
    """Return until when Telegram asked for silence, if it did."""
    state = session.get(SenderState, 1)
    return state.paused_until if state else None


@dataclass(frozen=True, slots=True)
class Left:
    """A row that left: to which chat and by what key, and when it had surely arrived."""

    chat_id: int
    chat_key: str
    arrived_by: datetime


def recent(session: Session, *, now: datetime, since: datetime) -> Sequence[Left]:
    """List what has left since then, to rebuild the pace after a restart.

    By its answer a row had arrived. What was given up or cut off, and settled or put back since, has no such moment.
    What bears a later date than ``now`` was written by a clock that was ahead: it counts as if it had just left.
    """
    rows = session.execute(
        select(Message.sent_chat_id, Message.chat_key, Message.started_at, Message.finished_at, Message.state).where(
            Message.started_at >= since, Message.sent_chat_id.is_not(None)
        )
    )
    left = []
    for chat_id, key, started_at, finished_at, state in rows:
        if chat_id is None or started_at is None:
            continue
        if state is MessageState.SENT and finished_at is not None:
            arrived_by = min(finished_at, now)
        else:
            arrived_by = min(max(finished_at or started_at, started_at + ARRIVES_WITHIN), now + ARRIVES_WITHIN)
        left.append(Left(chat_id, key, arrived_by))
    return left
