"""A call to come out, such as for snow, and everybody who was asked by it.

Its places are the shifts of its activity. What a person answers and when they came stands on the roll like for any
activity; ``Summons`` holds what only a call knows: the wave, the place, and who still counts on whom.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, BigKey, Word

SNOW, DRILL = "snow", "snow_drill"
CALL_KINDS = frozenset({SNOW, DRILL})
"""Kinds of activity that are calls; a drill is no service and never counts."""


class CalloutState(StrEnum):
    """draft → calling → ended by 收队, or stopped and then ended; or cancelled: before it went out, or for all asked.

    ``STOPPED`` asks nobody further, and who comes is still counted.
    """

    DRAFT = "draft"
    CALLING = "calling"
    STOPPED = "stopped"
    ENDED = "ended"
    CANCELLED = "cancelled"


class SummonsState(StrEnum):
    """Where somebody who was asked stands.

    ``SPARED`` is told that the places are filled and nobody waits for an answer any more.
    """

    ASKED = "asked"
    COMING = "coming"
    WAITING = "waiting"
    DECLINED = "declined"
    DROPPED = "dropped"
    SPARED = "spared"


class Callout(Base):
    """A call, from the organizer's draft to the stand-down.

    ``plan`` is the draft's list of places: site id and quota. ``step`` and ``page`` say what the author's card shows;
    ``version`` grows with every change, so that only what was seen goes out. ``wave`` counts the waves that have rung,
    ``next_wave_at`` is when the next may; one that ``is_fast`` waits for each only as long as it must. With
    ``takes_friday`` who comes serves here instead of in that day's Friday service.
    """

    __tablename__ = "callout"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    state: Mapped[CalloutState] = mapped_column(Word(CalloutState), default=CalloutState.DRAFT, index=True)
    step: Mapped[str] = mapped_column(String(16), default="places")
    page: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), unique=True)
    plan: Mapped[list[Any]] = mapped_column(default=list)
    muster_at: Mapped[datetime]
    reply_by: Mapped[datetime]
    notice: Mapped[str] = mapped_column(Text, default="")
    risk: Mapped[str] = mapped_column(String(200), default="")
    is_insured: Mapped[bool] = mapped_column(default=False)
    is_drill: Mapped[bool] = mapped_column(default=False)
    is_fast: Mapped[bool] = mapped_column(default=False)
    takes_friday: Mapped[bool] = mapped_column(default=False)
    wave: Mapped[int] = mapped_column(default=0)
    next_wave_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))


class Summons(Base):
    """Somebody who was asked to one place of a call.

    ``wave`` counts from 1; 0 is between two waves, for a gap. ``ranked_at`` orders the waiting list. ``read_at`` is the
    first tap or word of any kind. ``due_on_spot_at`` is when they say they will be there. ``entered_by`` is who
    answered for them (代报), None for themself.
    """

    __tablename__ = "summons"
    __table_args__ = (
        UniqueConstraint("callout_id", "cadre_id"),
        Index("ix_summons_shift_id_state", "shift_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    callout_id: Mapped[int] = mapped_column(ForeignKey("callout.id"))
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), index=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    wave: Mapped[int]
    state: Mapped[SummonsState] = mapped_column(Word(SummonsState), default=SummonsState.ASKED)
    asked_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ranked_at: Mapped[datetime | None]
    due_on_spot_at: Mapped[datetime | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
