"""A text that an organizer sends to many, and who has said to have read it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, Word


class BroadcastState(StrEnum):
    """draft → sending → done, or stopped, or cancelled before it was sent."""

    DRAFT = "draft"
    SENDING = "sending"
    STOPPED = "stopped"
    DONE = "done"
    CANCELLED = "cancelled"


class Broadcast(Base):
    """A text (Telegram HTML), whom it is for, and how far it has come.

    ``audience`` is the rule, frozen when it is confirmed. ``step`` and ``page`` say what the author's card asks for;
    ``version`` grows with every change of text or audience, so that only what was seen is confirmed. ``due_at`` is
    when the messages may leave, set with the first of them. ``left_out`` counts, at confirmation, whom it cannot
    reach: by unit.
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


class Receipt(Base):
    """Someone's 收到 under a broadcast, once."""

    __tablename__ = "receipt"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), primary_key=True)
    read_at: Mapped[datetime]
