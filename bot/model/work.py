"""The book of each door: what came in, what fell due, where a person stands in a conversation; and who leads."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, BigKey, Word


class InboxState(StrEnum):
    """``FAILED`` is kept with its error (poison); ``DROPPED`` came too fast from one person and was not looked at."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"


class InboxRow(Base):
    """A raw update as Telegram sent it, stored before it is acknowledged; the body is blanked when it is done."""

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("bot_id", "update_id"), Index("ix_inbox_state_id", "state", "id"))

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    bot_id: Mapped[int] = mapped_column(BigInteger)
    update_id: Mapped[int] = mapped_column(BigInteger)
    person_key: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[InboxState] = mapped_column(Word(InboxState), default=InboxState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]


class OccurrenceState(StrEnum):
    """``EXPIRED``: it was missed and its hour is over."""

    RUNNING = "running"
    DONE = "done"
    EXPIRED = "expired"


class Occurrence(Base):
    """One due run of a job. Its key makes it single; ``cursor`` is how far its messages are fanned out."""

    __tablename__ = "occurrence"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    due_at: Mapped[datetime]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    state: Mapped[OccurrenceState] = mapped_column(Word(OccurrenceState), default=OccurrenceState.RUNNING)
    cursor: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Dialogue(Base):
    """What a person was asked last, so that plain text can be understood after a restart as well."""

    __tablename__ = "dialogue"

    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]


class Leadership(Base):
    """Which of several processes leads; one row, made by the first that wants to.

    ``epoch`` grows with every change; ``expires_at`` is by the database's clock, and past where nobody leads.
    """

    __tablename__ = "leadership"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(BigInteger)
    holder: Mapped[str] = mapped_column(String(63))
    expires_at: Mapped[datetime]
