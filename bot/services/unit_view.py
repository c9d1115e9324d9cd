"""What a liaison sees of the own unit before and during an activity: the answers, and the reasons for leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, ActivityState, Attendance, Cadre, Roll, Unit
from bot.rules.attendance import AnswerState, AttendanceState
from bot.rules.corrections import Corrections
from bot.services import outbox, people, rolls

LEAVES = "leaves"


class NothingOpened(Fault):
    """The invitations of no activity have left for the ``units`` (ids with names)."""

    key = "fault-unit-nothing"


@dataclass(frozen=True, slots=True)
class Leave:
    """Someone who asked for leave, and why."""

    name: str
    reason: str


def unit_subject(roll_id: int) -> str:
    """Name the card that shows a liaison the unit's answers."""
    return f"unit:{roll_id}"


def show(session: Session, *, now: datetime, telegram_id: int, corrections: Corrections) -> None:
    """Show the answers of each unit one is liaison or deputy of, for its next activity (``/unit``).

    Raises:
        NotRegistered: A stranger.
        NotAllowed: Neither liaison nor deputy.
        NothingOpened: No activity was opened for any of the units.
    """
    actor = people.require(session, telegram_id)
    unit_ids = people.units_of(session, actor.id)
    if not unit_ids:
        raise people.NotAllowed
    shown = 0
    for unit_id in unit_ids:
        activity = _next_activity(session, unit_id, now=now) or rolls.current_activity(
            session, now=now, corrections=corrections, unit_ids=[unit_id]
        )
        roll = rolls.roll_of(session, activity.id, unit_id) if activity is not None else None
        if roll is None:
            continue
        card = outbox.show(session, outbox.cadre_key(actor.id), unit_subject(roll.id), now=now, anew=True)
        card.view, card.page = None, 0
        shown += 1
    if not shown:
        raise NothingOpened(units=[[unit_id, session.get_one(Unit, unit_id).name] for unit_id in unit_ids])


def _next_activity(session: Session, unit_id: int, *, now: datetime) -> Activity | None:
    return session.scalar(
        select(Activity)
        .join(Roll, Roll.activity_id == Activity.id)
        .where(Roll.unit_id == unit_id, Activity.state == ActivityState.OPEN, Activity.ends_at > now)
        .order_by(Activity.starts_at)
        .limit(1)
    )


def turn(session: Session, *, now: datetime, telegram_id: int, roll_id: int, view: str, page: int) -> None:
    """Turn the caller's card to the reasons for leave (``view`` "leaves") and a page of them, or back.

    Who looks at the reasons is noted: they are for the liaison alone.

    Raises:
        NotAllowed: Neither liaison nor deputy of that unit (any more).
        NoRoll: There is no such list.
    """
    actor = people.require(session, telegram_id)
    roll = session.get(Roll, roll_id)
    if roll is None:
        raise rolls.NoRoll
    if roll.unit_id not in people.units_of(session, actor.id):
        raise people.NotAllowed
    is_look = view == LEAVES
    card = outbox.show(session, outbox.cadre_key(actor.id), unit_subject(roll_id), now=now)
    card.view, card.page = (LEAVES, max(page, 0)) if is_look else (None, 0)
    if is_look:
        people.note(
            session,
            now=now,
            actor=outbox.cadre_key(actor.id),
            action="unit.read_leaves",
            subject=rolls.roll_subject(roll_id),
            after={"page": max(page, 0)},
        )


def leaves(session: Session, roll: Roll) -> list[Leave]:
    """List who of the unit asked for leave and did not come, in the order of the roster."""
    rows = session.execute(
        select(Cadre.name, Attendance.reason)
        .join(Attendance, Attendance.cadre_id == Cadre.id)
        .where(
            Attendance.activity_id == roll.activity_id,
            Attendance.unit_id == roll.unit_id,
            Attendance.answer == AnswerState.EXCUSED,
            Attendance.checked_in_at.is_(None),
        )
        .order_by(Cadre.id)
    )
    return [Leave(name, reason or "") for name, reason in rows]


@dataclass(frozen=True, slots=True)
class Answers:
    """How a unit answered; every line of its list is in exactly one, ``not_linked`` have none."""

    going: int
    excused: int
    declined: int
    pending: int
    waiting: int
    checked_in: int
    not_linked: int


def answers(session: Session, roll: Roll) -> Answers:
    """Count the answers of a unit as they stand, whoever came or not."""
    given = [
        AnswerState(answer)
        for answer in session.scalars(
            select(Attendance.answer).where(
                Attendance.activity_id == roll.activity_id,
                Attendance.unit_id == roll.unit_id,
                Attendance.state != AttendanceState.MOVED,
            )
        )
    ]
    counts = rolls.counts(session, roll)
    return Answers(
        going=given.count(AnswerState.GOING),
        excused=given.count(AnswerState.EXCUSED),
        declined=given.count(AnswerState.DECLINED),
        pending=given.count(AnswerState.PENDING),
        waiting=given.count(AnswerState.WAITLISTED),
        checked_in=counts.present,
        not_linked=counts.not_linked,
    )
