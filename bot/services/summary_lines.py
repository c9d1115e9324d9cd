"""What the summaries of a week, a month and a year count alike: which activities and which lines of their rolls.

Counted are activities that have ended, drills never. Hours of an activity that is not creditable count for nobody. Who
is in conflict came: until somebody decides, the person's own word counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.model import (
    DRILL,
    SNOW,
    Activity,
    ActivityState,
    Attendance,
    Cadre,
    Correction,
    CorrectionState,
    Reach,
    Roll,
    Unit,
)
from bot.rules.attendance import AnswerState, AttendanceState
from bot.rules.kinds import KINDS, Measure

SIGN_UP_KINDS = frozenset({SNOW})
"""Kinds of activity to which only those who signed up are expected."""

PRESENT = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY, AttendanceState.CONFLICT)
# The more a line speaks for its person, the higher.
NO_ANSWER, NO_SHOW, DECLINED, EXCUSED, CAME = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Held:
    """An activity that has ended, as far as a summary needs it."""

    id: int
    kind: str
    held_on: date
    ends_at: datetime
    is_creditable: bool


@dataclass(frozen=True, slots=True)
class UnitState:
    """Where a unit stands: its lists of the time, whether it was opened for any, and how many are not confirmed.

    ``matters`` and ``trees`` are what its lists say it got done, confirmed or not.
    """

    name: str
    position: int
    rolls: int
    is_opened: bool
    is_confirmed: bool
    unconfirmed: int = 0
    matters: int = 0
    trees: int = 0


def within(first_on: date, end_on: date) -> ColumnElement[bool]:
    """Say that an activity lies in ``[first_on, end_on)``."""
    return and_(Activity.held_on >= first_on, Activity.held_on < end_on)


def has_ended(now: datetime) -> ColumnElement[bool]:
    """Say that an activity took place and is over, and is no drill."""
    return and_(
        Activity.state.in_((ActivityState.OPEN, ActivityState.CLOSED)), Activity.kind != DRILL, Activity.ends_at <= now
    )


def held_between(session: Session, first_on: date, end_on: date, now: datetime) -> list[Held]:
    """List what was held in ``[first_on, end_on)`` and has ended by ``now``, by its beginning."""
    rows = session.execute(
        select(Activity.id, Activity.kind, Activity.held_on, Activity.ends_at, Activity.is_creditable)
        .where(within(first_on, end_on), has_ended(now))
        .order_by(Activity.starts_at, Activity.id)
    )
    return [Held(*row) for row in rows]


def ids_of(held: Iterable[Held]) -> list[int]:
    """Return the ids."""
    return [activity.id for activity in held]


def rank() -> ColumnElement[int]:
    """Say how much a line speaks for its person; of a record not closed yet, as its closing would have it."""
    return case(
        (Attendance.state.in_(PRESENT), CAME),
        (Attendance.state == AttendanceState.EXCUSED, EXCUSED),
        (Attendance.state == AttendanceState.DECLINED, DECLINED),
        (Attendance.state == AttendanceState.NO_SHOW, NO_SHOW),
        (and_(Attendance.state == AttendanceState.EXPECTED, Attendance.answer == AnswerState.GOING), NO_SHOW),
        else_=NO_ANSWER,
    )


def is_counted(held: Iterable[Held] = ()) -> ColumnElement[bool]:
    """Leave out who could not be asked, and at a call-out who did not sign up.

    A line that nobody could answer, because no account is linked, is no absence: the person stands among the not
    linked. Marked by the liaison, such a person is present like anyone else. Who has moved to another activity is
    counted there.
    """
    sign_up = [activity.id for activity in held if activity.kind in SIGN_UP_KINDS]
    # Asked of the few who are not linked, not of the roster: a join would look up the person of every line.
    not_linked = select(Cadre.id).where(Cadre.telegram_id.is_(None)).correlate(None)
    could_answer = and_(
        Attendance.state != AttendanceState.MOVED, or_(rank() > NO_ANSWER, Attendance.cadre_id.not_in(not_linked))
    )
    if not sign_up:
        return could_answer
    signed_up = or_(Attendance.activity_id.not_in(sign_up), rank() == CAME, Attendance.answer == AnswerState.GOING)
    return and_(could_answer, signed_up)


def is_unreachable() -> ColumnElement[bool]:
    """Say of a line that messages to its person fail, though an account is linked."""
    failing = select(Cadre.id).where(Cadre.telegram_id.is_not(None), Cadre.reach != Reach.OK).correlate(None)
    return Attendance.cadre_id.in_(failing)


def one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Make a claim a number: 1 or 0."""
    return case((condition, 1), else_=0)


def is_credited(held: Sequence[Held]) -> ColumnElement[bool]:
    """Say of a line that its person came and that the hours count."""
    came = Attendance.state.in_(PRESENT)
    without = [activity.id for activity in held if not activity.is_creditable]
    return and_(came, Attendance.activity_id.not_in(without)) if without else came


def minutes(held: Sequence[Held]) -> ColumnElement[int]:
    """Return the minutes of a line that count."""
    return case((is_credited(held), func.coalesce(Attendance.minutes, 0)), else_=0)


def units(session: Session, held: Sequence[Held]) -> dict[int, UnitState]:
    """List the units in the operator's order, with their lists of these activities."""
    lists = {
        unit_id: (rolls, confirmed, int(matters), int(trees))
        for unit_id, rolls, confirmed, matters, trees in session.execute(
            select(
                Roll.unit_id,
                func.count(),
                func.count(Roll.confirmed_at),
                func.sum(_done(held, Measure.MATTERS)),
                func.sum(_done(held, Measure.TREES)),
            )
            .where(Roll.activity_id.in_(ids_of(held)))
            .group_by(Roll.unit_id)
        )
    }
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.position, Unit.is_enabled, Unit.retired_on).order_by(Unit.position, Unit.id)
    )
    states = {}
    for unit_id, name, position, is_enabled, retired_on in rows:
        rolls, confirmed, matters, trees = lists.get(unit_id, (0, 0, 0, 0))
        if retired_on is not None and not rolls:
            continue
        is_opened = bool(rolls) if held else is_enabled
        is_confirmed = bool(rolls) and rolls == confirmed
        states[unit_id] = UnitState(name, position, rolls, is_opened, is_confirmed, rolls - confirmed, matters, trees)
    return states


def _done(held: Iterable[Held], measure: Measure) -> ColumnElement[int]:
    """Return what a list says was done, where its activity is counted in this measure; else 0."""
    ids = [activity.id for activity in held if KINDS.get(activity.kind) is measure]
    return case((Roll.activity_id.in_(ids), func.coalesce(Roll.quantity, 0)), else_=0)


def corrections(session: Session, held: Collection[Held]) -> dict[int, int]:
    """Count the requests for correction that wait, by the unit that counts the person."""
    if not held:
        return {}
    unit_id: ColumnElement[int | None] = func.coalesce(Attendance.unit_id, Cadre.unit_id)
    rows = session.execute(
        select(unit_id, func.count())
        .select_from(Correction)
        .join(Cadre, Cadre.id == Correction.cadre_id)
        .outerjoin(
            Attendance,
            and_(Attendance.activity_id == Correction.activity_id, Attendance.cadre_id == Correction.cadre_id),
        )
        .where(Correction.state == CorrectionState.WAITING, Correction.activity_id.in_(ids_of(held)))
        .group_by(unit_id)
    )
    return {number: count for number, count in rows if number is not None}


def first_timers(session: Session, held: Sequence[Held], first_on: date, now: datetime) -> int | None:
    """Count who came to any of these activities and never to one before ``first_on``.

    Returns:
        None where nothing was held before: then all would be new, and saying so would tell nothing.
    """
    before = select(Activity.id).where(Activity.held_on < first_on, has_ended(now))
    if not held or session.scalar(before.limit(1)) is None:
        return None
    earlier = aliased(Attendance)
    had_come = (
        select(earlier.id)
        .where(earlier.cadre_id == Attendance.cadre_id, earlier.state.in_(PRESENT), earlier.activity_id.in_(before))
        .exists()
    )
    came = select(func.count(Attendance.cadre_id.distinct())).where(
        Attendance.activity_id.in_(ids_of(held)), Attendance.state.in_(PRESENT), ~had_come
    )
    return session.scalar(came) or 0
