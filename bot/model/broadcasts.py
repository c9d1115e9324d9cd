"""A text that an organizer sends to many."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Text
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
    """A text, whom it is for, and how far it has come. ``audience`` is the rule, frozen when it is confirmed."""

    __tablename__ = "broadcast"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[BroadcastState] = mapped_column(Word(BroadcastState), default=BroadcastState.DRAFT)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    recipients: Mapped[int] = mapped_column(default=0)
