"""Who was asked, what they answered, and the ledger of marks.

An ``Attendance`` row is a person's line on the roll of an activity: the answer and the state settled from the marks.
Its answer's history is ``AnswerChange``; the ledger is ``Mark``, which is only ever added to.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, BigKey


class Attendance(Base):
    """A person on the roll of an activity.

    ``unit_id`` is the counting unit on that day. ``answer``, ``reason`` and ``state`` hold the words of
    ``bot.rules.attendance``; ``state`` and what follows are settled from the marks and can be rebuilt from them.
    ``moved_to_id`` is the activity in which the person serves instead: the line is counted there and not here.
    ``until_at`` is when the person said beforehand they would leave. Who would come and found no place ``waits_since``
    then; a place that has come free is theirs until ``offered_until``.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("activity_id", "cadre_id"),
        Index("ix_attendance_activity_id_unit_id", "activity_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    answer: Mapped[str] = mapped_column(String(16), default="pending")
    reason: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(16), default="expected")
    checked_in_at: Mapped[datetime | None]
    checked_out_at: Mapped[datetime | None]
    minutes: Mapped[int | None]
    late_minutes: Mapped[int] = mapped_column(default=0)
    left_early_minutes: Mapped[int] = mapped_column(default=0)
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    until_at: Mapped[datetime | None]
    waits_since: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]


class AnswerChange(Base):
    """One change of an answer: from, to, when it happened, and through what."""

    __tablename__ = "answer_change"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id"), index=True)
    at: Mapped[datetime]
    before: Mapped[str] = mapped_column(String(16))
    after: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(16))
    by_cadre_id: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))


class Mark(Base):
    """An entry of the ledger: who was where, when, as said by whom. Never changed; a later mark may void it.

    Of a position that was sent as evidence only ``distance_metres`` to the site and ``is_inside`` its radius are kept.
    ``reason`` says why a late entry or a void was made, where somebody said so.
    """

    __tablename__ = "mark"
    __table_args__ = (Index("ix_mark_activity_id_cadre_id", "activity_id", "cadre_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(16))
    by_cadre_id: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    voids_id: Mapped[int | None] = mapped_column(ForeignKey("mark.id"))
    distance_metres: Mapped[int | None]
    is_inside: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(String(100), default="")
