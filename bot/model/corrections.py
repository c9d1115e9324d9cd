"""What a person asks for about the own record: a correction, leave of several days, a statement."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, Word


class CorrectionKind(StrEnum):
    """What the record is said to lack: that they came, when they left, or another time; or that a mark is wrong."""

    CAME = "came"
    LEFT = "left"
    WRONG = "wrong"


class CorrectionState(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Correction(Base):
    """A person's request to correct the record of one activity, and what the liaison decided; both are kept.

    ``wanted_in_at`` and ``wanted_out_at`` are the times that are claimed, ``words`` the person's reason.
    """

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_activity_id_cadre_id", "activity_id", "cadre_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    kind: Mapped[CorrectionKind] = mapped_column(Word(CorrectionKind))
    wanted_in_at: Mapped[datetime | None]
    wanted_out_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[CorrectionState] = mapped_column(Word(CorrectionState), default=CorrectionState.WAITING, index=True)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))


class LeavePeriod(Base):
    """Days on which a person is away, both included; every activity of theirs on these days is excused.

    ``reason`` is a word of ``bot.rules.attendance.LeaveReason``.
    """

    __tablename__ = "leave_period"

    id: Mapped[int] = mapped_column(primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Statement(Base):
    """A statement of the own record (出勤记录) that was given out; ``code`` tells that it is unchanged."""

    __tablename__ = "statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    times: Mapped[int]
    minutes: Mapped[int]
    made_at: Mapped[datetime]
