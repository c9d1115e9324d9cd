"""Dated occasions of service, the sites they are held at, and each unit's roll."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, Word


class ActivityState(StrEnum):
    """The life of an activity. ``SKIPPED`` is a Friday that is a holiday."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class Activity(Base):
    """One dated occasion, with the fields that order 67 of the Ministry of Civil Affairs wants recorded.

    Its moments are copied from the settings when it is planned, so that a later change of settings changes no past
    record. ``schedule_version`` grows with every change an organizer makes; the messages of an older version are no
    longer due, and ``change_note`` says what was changed last (what: from, to). Hours of one that is not
    ``is_creditable`` stand in the record and count for nobody.

    One that an organizer has made (``made_by``) is held at ``site_id``, for the units of ``unit_ids`` (all that are
    switched on when empty) and at most ``quota`` people. Its sites are its shifts; where they are several ``site_id``
    is the first, and each has its own quota. A Friday that ``is_fixed`` was changed by hand: calendar and settings
    leave it alone.
    """

    __tablename__ = "activity"
    __table_args__ = (UniqueConstraint("series", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(60))
    content: Mapped[str] = mapped_column(String(200))
    risk: Mapped[str] = mapped_column(String(200), default="")
    held_on: Mapped[date] = mapped_column(index=True)
    opens_at: Mapped[datetime]
    reply_by: Mapped[datetime]
    check_in_from: Mapped[datetime]
    muster_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    late_after: Mapped[datetime]
    left_early_before: Mapped[datetime]
    ends_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    state: Mapped[ActivityState] = mapped_column(Word(ActivityState), default=ActivityState.PLANNED)
    reason: Mapped[str] = mapped_column(Text, default="")
    schedule_version: Mapped[int] = mapped_column(default=1)
    is_creditable: Mapped[bool] = mapped_column(default=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    unit_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    quota: Mapped[int | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    change_note: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_fixed: Mapped[bool] = mapped_column(default=False)


class PlanState(StrEnum):
    """What became of a plan."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DROPPED = "dropped"


class Plan(Base):
    """What an organizer is putting together: a new activity, or the change of ``activity_id``.

    ``fields`` holds what the activity shall be (``bot.rules.plans``); ``view`` and ``page`` say what the author's card
    shows; ``version`` grows with every change, so that only what was seen is published, and ``seen_version`` is the
    activity's ``schedule_version`` when the change was begun: who was slower is told.
    """

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    kind: Mapped[str] = mapped_column(String(32))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    seen_version: Mapped[int] = mapped_column(default=0)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    view: Mapped[str] = mapped_column(String(16), default="")
    page: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[PlanState] = mapped_column(Word(PlanState), default=PlanState.DRAFT)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ShiftProgress(StrEnum):
    """How far a place is: 待清, 已通知, 到岗, 清理中, 已完成."""

    TO_DO = "to_do"
    ASSIGNED = "assigned"
    ON_SITE = "on_site"
    CLEARING = "clearing"
    CLEARED = "cleared"


class Shortage(StrEnum):
    """What a place lacks: nothing, tools, or hands for which phones have still to ring."""

    NONE = ""
    TOOLS = "tools"
    HEADS = "heads"


class Shift(Base):
    """A site within an activity. ``quota`` counts places, None for no limit; ``shortage`` is what the lead lacks.

    ``unit_ids`` are the units that an organizer sent there; where each unit does serve stands on its roll.
    ``photo_id`` is the picture that the lead sent of the finished work, where there is one. ``code_secret`` is what its
    site codes are made from, None as long as nobody has opened them.
    """

    __tablename__ = "shift"
    __table_args__ = (UniqueConstraint("activity_id", "site_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    starts_at: Mapped[datetime]
    quota: Mapped[int | None]
    unit_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    progress: Mapped[ShiftProgress] = mapped_column(Word(ShiftProgress), default=ShiftProgress.TO_DO)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    shortage: Mapped[Shortage] = mapped_column(Word(Shortage), default=Shortage.NONE)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    code_secret: Mapped[str | None] = mapped_column(String(32))


class Roll(Base):
    """One unit's list for one activity; ``confirmed_at`` is the liaison's 确认本单位名单.

    ``quantity`` is how much the unit got done, in the measure of the activity's kind (``bot.rules.kinds``); None where
    nobody has said.
    """

    __tablename__ = "roll"
    __table_args__ = (UniqueConstraint("activity_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    quantity: Mapped[int | None]
