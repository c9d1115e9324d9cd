"""The coming activities of a person, and of the units a liaison answers for, as entries of a calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, Roll, Shift, Site
from bot.rules.attendance import AnswerState
from bot.rules.calendar_entries import CalendarEntry
from bot.services import handouts, outbox, people

KEY: Final = "calendar:"
STANDS: Final = (ActivityState.OPEN, ActivityState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What goes into somebody's file, and the language of its words."""

    entries: tuple[CalendarEntry, ...]
    language: str | None


def upcoming(session: Session, *, now: datetime, telegram_id: int) -> Upcoming:
    """Gather what is ahead: a person's own activities, unless they said no, and those of the units they answer for.

    A cancelled one stays in the file as cancelled, so that the phone takes it off.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    own = select(Attendance.activity_id).where(
        Attendance.cadre_id == cadre.id, Attendance.answer.not_in((AnswerState.DECLINED, AnswerState.EXCUSED))
    )
    answered_for = people.units_of(session, cadre.id)
    of_units = select(Roll.activity_id).where(Roll.unit_id.in_(answered_for))
    activities = session.scalars(
        select(Activity)
        .where(or_(Activity.id.in_(own), Activity.id.in_(of_units)), Activity.ends_at > now, Activity.state.in_(STANDS))
        .order_by(Activity.starts_at, Activity.id)
    ).all()
    entries = (_entry(activity, _site_of(session, activity, cadre, answered_for)) for activity in activities)
    return Upcoming(tuple(entries), cadre.language)


def _site_of(session: Session, activity: Activity, cadre: Cadre, answered_for: Sequence[int]) -> Site | None:
    """Return where the person serves, by the unit they are counted in; else where a unit does that they answer for."""
    counted_in = select(Attendance.unit_id).where(
        Attendance.activity_id == activity.id, Attendance.cadre_id == cadre.id
    )
    unit_id = session.scalar(counted_in) or cadre.unit_id
    return session.scalar(
        select(Site)
        .join(Shift, Shift.site_id == Site.id)
        .join(Roll, Roll.shift_id == Shift.id)
        .where(Roll.activity_id == activity.id, Roll.unit_id.in_([unit_id, *answered_for]))
        .order_by(Roll.unit_id != unit_id, Roll.id)
        .limit(1)
    )


def _entry(activity: Activity, site: Site | None) -> CalendarEntry:
    return CalendarEntry(
        activity_id=activity.id,
        version=activity.schedule_version,
        title=activity.title,
        place="" if site is None else " ".join(filter(None, (site.name, site.address))),
        content=activity.content,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        is_cancelled=activity.state is ActivityState.CANCELLED,
    )


def hand_out(session: Session, *, now: datetime, telegram_id: int, name: str, content: bytes, count: int) -> None:
    """Send the file to who asked for it."""
    cadre = people.require(session, telegram_id)
    handouts.hand_out(
        session,
        outbox.cadre_key(cadre.id),
        "calendar-file",
        now=now,
        key=f"{KEY}{cadre.id}:{now.timestamp():.0f}",
        name=name,
        content=content,
        count=count,
    )


def say_none(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Say that nothing is ahead."""
    outbox.say(session, people.reply_key(session, telegram_id), "calendar-none", now=now)
