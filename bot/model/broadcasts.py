"""A text that an organizer sends to many, and who has said to have read it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, Word


class BroadcastState(StrEnum):
    """draft → (waiting for a second approval →) scheduled or sending ⇄ paused → done or stopped → retracted.

    One that was not sent yet may be cancelled.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """What a broadcast is for: to tell or ask something, or to see who is reached at all."""

    NOTICE = "notice"
    DRILL = "drill"


class Broadcast(Base):
    """A text (Telegram HTML), whom it is for, and how far it has come.

    ``audience`` is the rule, frozen when it is confirmed. ``step`` and ``page`` say what the author's card asks for;
    ``version`` grows with every change of text or audience, so that only what was seen is confirmed. ``due_at`` is
    when the messages may leave, set with the first of them. ``left_out`` counts, at confirmation, whom it cannot
    reach: by unit. ``attachment_id`` is its picture or file. ``buttons`` lists, joined by commas, what stands under it:
    ``read``, ``going``, ``ask``. ``send_at`` is the hour its author has chosen, None for at once. A large one is sent
    after a second organizer's word, ``approved_by``. ``retracted_at``: what was sent has been edited to 已取消.
    """

    __tablename__ = "broadcast"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    step: Mapped[str] = mapped_column(String(16), default="audience")
    page: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[BroadcastState] = mapped_column(Word(BroadcastState), default=BroadcastState.DRAFT, index=True)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    due_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    recipients: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose), default=Purpose.NOTICE)
    buttons: Mapped[str] = mapped_column(String(32), default="read")
    send_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    approved_at: Mapped[datetime | None]
    retracted_at: Mapped[datetime | None]


class Receipt(Base):
    """Someone's 收到 under a broadcast, once; ``is_going`` says 参加 as well, until it is taken back."""

    __tablename__ = "receipt"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), primary_key=True)
    read_at: Mapped[datetime]
    is_going: Mapped[bool] = mapped_column(default=False)


class BroadcastTemplate(Base):
    """A text that organizers keep for the next time, by a name of its own."""

    __tablename__ = "broadcast_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    text: Mapped[str] = mapped_column(Text)
    kept_by: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    kept_at: Mapped[datetime]


class Question(Base):
    """A question back about a broadcast, and the organizer's answer; empty while there is none."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
