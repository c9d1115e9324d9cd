"""The reminder of those who want it before the morning's hour: written under the key that the morning's would have.

So nobody is reminded twice: the morning's step finds the row. Who wants it later is written by that step, for later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, String, bindparam, cast, exists, literal, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, Message
from bot.rules.attendance import AnswerState
from bot.rules.reminders import wished_at
from bot.rules.timetable import FridayRules, Step, StepKind, friday_timetable
from bot.services import activities

AHEAD: Final = timedelta(hours=48)
WORTH: Final = timedelta(hours=2)
"""So long after its hour a reminder is still written; one missed by more comes in the morning."""
# Looked at every minute, so it is built once.
COMING = (
    select(Activity)
    .where(
        Activity.state == ActivityState.OPEN,
        Activity.starts_at > bindparam("now"),
        Activity.starts_at <= bindparam("latest"),
    )
    .order_by(Activity.starts_at)
)

CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Early:
    """A reminder that is due: the activity, the morning's step whose key it takes, and the people, by their ids."""

    activity_id: int
    step: Step
    cadre_ids: Sequence[int]


def due(session: Session, *, now: datetime, rules: FridayRules) -> list[Early]:
    """List the reminders whose wished hour has come before the morning's; changes nothing."""
    found = []
    for activity in session.scalars(COMING, {"now": now, "latest": now + AHEAD}):
        timetable = friday_timetable(activity.held_on, activities.rules_of(activity, rules))
        morning = next((step for step in timetable.steps if step.kind is StepKind.MORNING and step.at > now), None)
        if morning is None:
            continue
        ids = [
            cadre_id
            for cadre_id, minute in session.execute(_wishing(activity, morning))
            if minute is not None and now - WORTH < wished_at(minute, activity.held_on, rules.zone) <= now
        ]
        if ids:
            found.append(Early(activity.id, morning, ids[:CHUNK]))
    return found


def _wishing(activity: Activity, morning: Step) -> Select[int, int | None]:
    """Select who goes, wants to be reminded at an own hour, and has not been; with the minute."""
    key = literal(activities.key_up_to_person(activity, morning)) + cast(Cadre.id, String)
    is_written = exists().where(Message.dedup_key == key + literal(activities.key_from_version(activity)))
    return (
        select(Cadre.id, Cadre.remind_minute)
        .join(Attendance, Attendance.cadre_id == Cadre.id)
        .where(
            Attendance.activity_id == activity.id,
            Attendance.answer == AnswerState.GOING,
            Attendance.moved_to_id.is_(None),
            Attendance.checked_in_at.is_(None),
            Cadre.remind_minute.is_not(None),
            Cadre.telegram_id.is_not(None),
            Cadre.consented_at.is_not(None),
            ~is_written,
        )
        .order_by(Cadre.id)
    )


def write(session: Session, *, now: datetime, early: Early) -> None:
    """Write a reminder to each of these people, once."""
    activity = session.get_one(Activity, early.activity_id)
    if activity.state is not ActivityState.OPEN:
        return
    chunk = session.scalars(select(Cadre).where(Cadre.id.in_(early.cadre_ids)).order_by(Cadre.id)).all()
    activities.remind(session, activity, early.step, chunk, now=now)
