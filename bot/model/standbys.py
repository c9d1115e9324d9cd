"""The evening before: who was asked whether they could come in the morning, and what they said."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, BigKey, Word


class StandbyAnswer(StrEnum):
    """能到, 晚到, 不能到; ``ASKED`` while nothing was said."""

    ASKED = "asked"
    READY = "ready"
    LATE = "late"
    UNABLE = "unable"


class Standby(Base):
    """A stand-by (备勤) for one morning: asked once by an organizer; from ``asks_at`` on, 20:00, the cards leave.

    ``reports_at`` is when the expected strength is shown. ``cursor`` is how far the cards are written.
    """

    __tablename__ = "standby"

    id: Mapped[int] = mapped_column(primary_key=True)
    held_on: Mapped[date] = mapped_column(unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    asks_at: Mapped[datetime]
    reports_at: Mapped[datetime]
    cursor: Mapped[int] = mapped_column(default=0)
    is_asked: Mapped[bool] = mapped_column(default=False)
    is_reported: Mapped[bool] = mapped_column(default=False)
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Readiness(Base):
    """What one person said to a stand-by."""

    __tablename__ = "readiness"
    __table_args__ = (UniqueConstraint("standby_id", "cadre_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    standby_id: Mapped[int] = mapped_column(ForeignKey("standby.id"))
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), index=True)
    answer: Mapped[StandbyAnswer] = mapped_column(Word(StandbyAnswer), default=StandbyAnswer.ASKED)
    answered_at: Mapped[datetime | None]
