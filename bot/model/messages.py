"""What goes out: the outbox, the living cards, the chats that are not persons, and files to send.

A recipient is a key, resolved at sending: ``cadre:7`` (a person of the roster), ``user:900001`` (a Telegram account
that is bound to nobody), ``chat:-1001`` (a group).
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, BigKey, Rank, Word


class Lane(IntEnum):
    """The order in which messages may leave."""

    REPLY = 0
    ALARM = 1
    REMINDER = 2
    BULK = 3


class MessageState(StrEnum):
    """waiting → started (committed before the bytes leave) → one of the others."""

    WAITING = "waiting"
    STARTED = "started"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Card(Base):
    """The living message of a subject in a chat: it is edited when ``wanted_version`` is ahead of ``shown_version``.

    ``page`` is where its reader has turned a long one to, from 0; ``view`` names the part of one that has several.
    """

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("chat_key", "subject"), Index("ix_card_subject", "subject"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    chat_key: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    wanted_version: Mapped[int] = mapped_column(default=1)
    shown_version: Mapped[int] = mapped_column(default=0)
    telegram_message_id: Mapped[int | None] = mapped_column(BigInteger)
    rings: Mapped[int] = mapped_column(default=0)
    page: Mapped[int] = mapped_column(default=0)
    view: Mapped[str | None] = mapped_column(String(16))


class Attachment(Base):
    """A file to send. ``telegram_file_id`` spares a second upload."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(16))
    content: Mapped[bytes]
    created_at: Mapped[datetime]
    telegram_file_id: Mapped[str | None] = mapped_column(String(200))


class Message(Base):
    """A row of the outbox. ``kind`` names what it is: a key of the catalogs, or one of the ``card.…`` kinds.

    ``only_if`` is judged again before it leaves, of the person in ``activity_id``: ``pending`` (no answer yet),
    ``going``, ``awaited`` (going and not checked in), ``called`` (asked by a call that still waits for an answer).
    ``is_silent`` messages do not ring the phone.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_state_lane_due_at_id", "state", "lane", "due_at", "id"),
        Index("ix_message_card_id_state", "card_id", "state"),
        Index("ix_message_chat_key_state", "chat_key", "state"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    dedup_key: Mapped[str] = mapped_column(String(160), unique=True)
    lane: Mapped[Lane] = mapped_column(Rank(Lane))
    kind: Mapped[str] = mapped_column(String(60))
    chat_key: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id"))
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"), index=True)
    only_if: Mapped[str | None] = mapped_column(String(16))
    is_silent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[MessageState] = mapped_column(Word(MessageState), default=MessageState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    sent_chat_id: Mapped[int | None] = mapped_column(BigInteger)
    telegram_message_id: Mapped[int | None] = mapped_column(BigInteger)
    shows_version: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200), default="")

    def settle(self, state: MessageState, reason: str, now: datetime) -> None:
        """End the row's way: it leaves no more, for this reason (cut to its column)."""
        self.state, self.reason, self.finished_at = state, reason[:200], now


class ChatState(StrEnum):
    """How the bot stands in a group.

    ``MUTED`` is approved and may not write; from a ``LOST`` one that was approved it was removed; ``LEFT`` is one from
    which it went by itself, and an id from before the group became a supergroup.
    """

    APPROVED = "approved"
    MUTED = "muted"
    LOST = "lost"
    LEFT = "left"


class Chat(Base):
    """A group the bot has met. It leaves every group that no admin has approved.

    ``moved_to`` is the id it has got as a supergroup; the settings may still name the old one. ``title`` is its name as
    last seen, empty where none was. In the group of a unit (``unit_id``) only that unit's figures are shown.
    """

    __tablename__ = "chat"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[ChatState] = mapped_column(Word(ChatState))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    changed_at: Mapped[datetime]
    moved_to: Mapped[int | None] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(String(128), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))


class SenderState(Base):
    """The sender's pause as Telegram asked for it; one row, kept over a restart."""

    __tablename__ = "sender_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    paused_until: Mapped[datetime | None]
