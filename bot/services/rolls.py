"""A unit's list for one activity as it stands: its figures, the names that need a tap, and the cards that show it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, String, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.config import Settings
from bot.errors import Fault
from bot.model import Activity, ActivityState, Attendance, Cadre, Card, Lane, Mark, Reach, Roll, Unit
from bot.rules.attendance import MAY_COME, NO_BLAME, AnswerState, AttendanceState, MarkKind, MarkSource
from bot.rules.calendar import WorkCalendar
from bot.rules.corrections import Corrections
from bot.rules.figures import Counts
from bot.rules.rights import Right, may
from bot.services import outbox, people
from bot.storage import Prepared

CALLERS = frozenset({MarkSource.LIAISON, MarkSource.ORGANIZER})


class NoRoll(Fault):
    """The unit has no list yet."""

    key = "fault-no-roll"


class RollView(StrEnum):
    """What of a list a card is turned to.

    The names nobody knows about; those who are not linked; those who asked for leave or declined and came after all;
    guests from other units; who checked in by themself; of these whom the unit did not see; or the questions what
    becomes of the rest, why an entry is late, and what becomes of missing check-outs.
    """

    LEFT = "left"
    NOT_LINKED = "unlinked"
    OTHERS = "others"
    GUESTS = "guests"
    SELF = "self"
    CONFLICTS = "conflict"
    REST = "rest"
    WHY = "why"
    CHECK_OUTS = "ask"


@dataclass(frozen=True, slots=True)
class Name:
    """Someone who may be marked; ``is_here`` when a roll-call did so, or the person and nobody has denied it."""

    cadre_id: int
    name: str
    title: str
    is_here: bool


# Asked for every card of a list, so they are built once. Who was never asked was not linked when the list was opened.
_LINE = (Attendance.cadre_id == Cadre.id) & (Attendance.activity_id == bindparam("activity_id"))
_IS_HERE_STILL = or_(
    Cadre.left_on.is_(None),
    Cadre.left_on > select(Activity.held_on).where(Activity.id == bindparam("activity_id")).scalar_subquery(),
)
PEOPLE = (
    select(Cadre, Attendance)
    .outerjoin(Attendance, _LINE)
    .where(
        or_(
            Attendance.unit_id == bindparam("unit_id"),
            Attendance.id.is_not(None) & (Cadre.host_unit_id == bindparam("unit_id")),
            Attendance.id.is_(None)
            & or_(Cadre.unit_id == bindparam("unit_id"), Cadre.host_unit_id == bindparam("unit_id"))
            & _IS_HERE_STILL,
        )
    )
    .order_by(Cadre.id)
)
_ROLL_SUBJECT = (
    select("roll:" + cast(Roll.id, String))
    .where(Roll.activity_id == bindparam("activity_id"), Roll.unit_id == bindparam("unit_id"))
    .scalar_subquery()
)
# Few have the card of a list and thousands that of an activity. By the average SQLite would read through all cards
# rather than look one subject up; for a range it does not ask the average.
CARDS = Prepared(select(Card.chat_key, Card.subject).where(Card.subject.between(_ROLL_SUBJECT, _ROLL_SUBJECT)))
NEVER_ASKED = (
    select(func.count())
    .select_from(Cadre)
    .outerjoin(Attendance, _LINE)
    .where(Attendance.id.is_(None), Cadre.unit_id == bindparam("unit_id"), _IS_HERE_STILL)
)


def corrections_of(settings: Settings) -> Corrections:
    """Return until when records may be corrected, as the operator has set it."""
    summary, holidays = settings.summary, settings.holidays
    calendar = WorkCalendar({day.date: day.note for day in holidays.off}, {day.date: day.note for day in holidays.work})
    return Corrections(summary.weekday, summary.at, settings.operator.zone, calendar)


def roll_subject(roll_id: int) -> str:
    """Name the card of a unit's list."""
    return f"roll:{roll_id}"


def rolls_subject(activity_id: int) -> str:
    """Name the card from which a unit is chosen."""
    return f"rolls:{activity_id}"


def roll_of(session: Session, activity_id: int, unit_id: int) -> Roll | None:
    """Return a unit's list for an activity, or None."""
    return session.scalar(select(Roll).where(Roll.activity_id == activity_id, Roll.unit_id == unit_id))


def counts(session: Session, roll: Roll) -> Counts:
    """Count a unit's list as it stands.

    Before the close everyone who may still come stands under ``no_show`` (said yes) or ``no_answer``. Who has moved to
    another activity is counted there.
    """
    lines = session.execute(
        select(Attendance, Cadre.reach, Cadre.telegram_id)
        .join(Cadre, Cadre.id == Attendance.cadre_id)
        .where(
            Attendance.activity_id == roll.activity_id,
            Attendance.unit_id == roll.unit_id,
            Attendance.state != AttendanceState.MOVED,
        )
    ).all()
    rows = [row for row, _reach, _telegram_id in lines]
    present = [row for row in rows if row.checked_in_at is not None]
    away = [AnswerState(row.answer) for row in rows if row.checked_in_at is None]
    return Counts(
        expected=len(rows),
        present=len(present),
        late=sum(row.late_minutes > 0 for row in present),
        left_early=sum(row.left_early_minutes > 0 for row in present),
        excused=sum(answer in NO_BLAME for answer in away),
        declined=away.count(AnswerState.DECLINED),
        no_show=away.count(AnswerState.GOING),
        no_answer=away.count(AnswerState.PENDING),
        not_linked=session.scalar(NEVER_ASKED, {"activity_id": roll.activity_id, "unit_id": roll.unit_id}) or 0,
        unreachable=sum(reach is not Reach.OK and telegram_id is not None for _row, reach, telegram_id in lines),
        person_times=len(present),
        minutes=sum(row.minutes or 0 for row in present),
        missing_check_out=sum(row.checked_out_at is None for row in present),
    )


def moved(session: Session, roll: Roll) -> int:
    """Count who of the unit serves in another activity instead; a double's line says nothing of the kind."""
    query = select(func.count()).where(
        Attendance.activity_id == roll.activity_id,
        Attendance.unit_id == roll.unit_id,
        Attendance.state == AttendanceState.MOVED,
        Attendance.moved_to_id != roll.activity_id,
    )
    return session.scalar(query) or 0


def without_check_out(session: Session, roll: Roll) -> list[Attendance]:
    """List the lines of the unit that have a check-in and no check-out."""
    return list(
        session.scalars(
            select(Attendance)
            .where(
                Attendance.activity_id == roll.activity_id,
                Attendance.unit_id == roll.unit_id,
                Attendance.checked_in_at.is_not(None),
                Attendance.checked_out_at.is_(None),
            )
            .order_by(Attendance.cadre_id)
        )
    )


def names(session: Session, roll: Roll) -> dict[RollView, list[Name]]:
    """List whom each view offers, in the order of the roster; those a roll-call has marked stay where they were."""
    found = session.execute(PEOPLE, {"activity_id": roll.activity_id, "unit_id": roll.unit_id}).all()
    people_of_it: list[tuple[Cadre, Attendance | None]] = [(cadre, row) for cadre, row in found]
    here = [cadre.id for cadre, row in people_of_it if row is not None and row.checked_in_at is not None]
    called = _called(session, roll.activity_id, here) if here else set()
    offered: dict[RollView, list[Name]] = {view: [] for view in RollView}
    for cadre, row in people_of_it:
        if row is not None and row.state == AttendanceState.MOVED:
            continue
        if row is not None and row.checked_in_at is not None and cadre.id not in called:
            if row.unit_id == roll.unit_id:
                _offer_own(offered, cadre, row)
        else:
            name = Name(cadre.id, cadre.name, cadre.title, is_here=cadre.id in called)
            for view in _views(roll, cadre, row):
                offered[view].append(name)
    return offered


def _offer_own(offered: dict[RollView, list[Name]], cadre: Cadre, row: Attendance) -> None:
    """Offer someone who checked in by themself, and once more where the unit did not see them."""
    is_denied = row.state == AttendanceState.CONFLICT
    name = Name(cadre.id, cadre.name, cadre.title, is_here=not is_denied)
    offered[RollView.SELF].append(name)
    if is_denied:
        offered[RollView.CONFLICTS].append(name)


def _views(roll: Roll, cadre: Cadre, row: Attendance | None) -> list[RollView]:
    """Name the views that offer someone: that of the own unit's people, and of guests from another one."""
    views = []
    counted_in = row.unit_id if row is not None else cadre.unit_id
    if counted_in == roll.unit_id:
        if row is not None and row.answer not in MAY_COME:
            views.append(RollView.OTHERS)
        else:
            views.append(RollView.NOT_LINKED if cadre.telegram_id is None or row is None else RollView.LEFT)
    if cadre.host_unit_id == roll.unit_id != cadre.unit_id:
        views.append(RollView.GUESTS)
    return views


def _called(session: Session, activity_id: int, cadre_ids: Collection[int]) -> set[int]:
    """Return those of the given people whom a roll-call has marked present."""
    void = aliased(Mark)
    is_voided = select(void.id).where(void.voids_id == Mark.id).exists()
    return set(
        session.scalars(
            select(Mark.cadre_id).where(
                Mark.activity_id == activity_id,
                Mark.cadre_id.in_(cadre_ids),
                Mark.kind == MarkKind.CHECK_IN,
                Mark.source.in_(CALLERS),
                ~is_voided,
            )
        )
    )


def refresh(session: Session, activity_id: int, unit_id: int, *, now: datetime) -> None:
    """Show the unit's present figures on every card of its list, behind whatever else is to be said."""
    # Asked without writing first what waits: cards and lists are written at once.
    for chat_key, subject in CARDS.all(session, activity_id=activity_id, unit_id=unit_id):
        outbox.redraw(session, chat_key, subject, now=now, lane=Lane.BULK)


def view_of(word: str | None) -> RollView:
    """Read what a card is turned to; the names nobody knows about where it says nothing we know."""
    return next((view for view in RollView if view == word), RollView.LEFT)


def turn_card(session: Session, to: str, roll_id: int, view: RollView, page: int, *, now: datetime) -> None:
    """Turn a reader's card of a list to another view or page."""
    card = outbox.show(session, to, roll_subject(roll_id), now=now)
    card.view, card.page = view.value, max(page, 0)


def turn(session: Session, *, now: datetime, telegram_id: int, roll_id: int, view: RollView, page: int) -> None:
    """Turn the caller's own card of a list.

    Raises:
        NotAllowed: The caller may not mark this unit.
        NoRoll: There is no such list.
    """
    roll = session.get(Roll, roll_id)
    if roll is None:
        people.require(session, telegram_id)
        raise NoRoll
    actor = people.require_right(session, telegram_id, Right.MARK_UNIT, roll.unit_id)
    turn_card(session, outbox.cadre_key(actor.id), roll_id, view, page, now=now)


def units_to_mark(session: Session, cadre_id: int) -> list[int] | None:
    """List the units someone may call the roll of now; None stands for all of them."""
    if may(people.grants_of(session, cadre_id), Right.MARK_UNIT):
        return None
    return people.units_of(session, cadre_id)


def current_activity(
    session: Session, *, now: datetime, corrections: Corrections, unit_ids: Iterable[int] | None
) -> Activity | None:
    """Return the activity a roll-call is about: the one under way, or the last as long as it may be corrected.

    Else the next one that is open, else the last of all. Only those with a list of one of the units are looked at.
    """
    query = (
        select(Activity)
        .where(Activity.state.in_((ActivityState.OPEN, ActivityState.CLOSED)))
        .where(Activity.id.in_(_with_roll(unit_ids)))
    )
    begun = session.scalar(
        query.where(Activity.check_in_from <= now).order_by(Activity.starts_at.desc(), Activity.id.desc()).limit(1)
    )
    if begun is not None and now < corrections.until(begun.held_on):
        return begun
    ahead = session.scalar(query.where(Activity.check_in_from > now).order_by(Activity.starts_at).limit(1))
    return ahead or begun


def _with_roll(unit_ids: Iterable[int] | None) -> Select[int]:
    query = select(Roll.activity_id)
    return query if unit_ids is None else query.where(Roll.unit_id.in_(list(unit_ids)))


def call(session: Session, *, now: datetime, telegram_id: int, corrections: Corrections) -> None:
    """Show the roll-call (``/rollcall``) at the bottom of the chat, or the units to choose from.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: Neither liaison nor deputy nor organizer.
        NoRoll: There is nothing to call the roll of.
    """
    actor = people.require(session, telegram_id)
    unit_ids = units_to_mark(session, actor.id)
    if unit_ids is not None and not unit_ids:
        raise people.NotAllowed
    activity = current_activity(session, now=now, corrections=corrections, unit_ids=unit_ids)
    if activity is None:
        raise NoRoll
    to = outbox.cadre_key(actor.id)
    if unit_ids is not None and len(unit_ids) == 1:
        roll = roll_of(session, activity.id, unit_ids[0])
        if roll is None:
            raise NoRoll
        _show_anew(session, to, roll_subject(roll.id), now=now)
    else:
        _show_anew(session, to, rolls_subject(activity.id), now=now)


def _show_anew(session: Session, to: str, subject: str, *, now: datetime) -> None:
    """Show a card at the bottom of the chat, turned to its beginning."""
    card = outbox.show(session, to, subject, now=now, rings=True)
    card.view, card.page = None, 0


def show(session: Session, *, now: datetime, telegram_id: int, roll_id: int) -> None:
    """Show the list of the unit that was chosen, at the bottom of the chat.

    Raises:
        NotAllowed: The caller may not mark this unit.
        NoRoll: There is no such list.
    """
    roll = session.get(Roll, roll_id)
    if roll is None:
        people.require(session, telegram_id)
        raise NoRoll
    actor = people.require_right(session, telegram_id, Right.MARK_UNIT, roll.unit_id)
    _show_anew(session, outbox.cadre_key(actor.id), roll_subject(roll_id), now=now)


def turn_choice(session: Session, *, now: datetime, telegram_id: int, activity_id: int, page: int) -> None:
    """Turn the page of the units to choose from.

    Raises:
        NotAllowed: Neither liaison nor deputy nor organizer.
        NoRoll: The activity has no list that is theirs to call.
    """
    actor = people.require(session, telegram_id)
    if units_to_mark(session, actor.id) == []:
        raise people.NotAllowed
    if not choices(session, activity_id, actor.id):
        raise NoRoll
    card = outbox.show(session, outbox.cadre_key(actor.id), rolls_subject(activity_id), now=now)
    card.page = max(page, 0)


def choices(session: Session, activity_id: int, cadre_id: int) -> list[tuple[Roll, Unit]]:
    """List the lists of an activity that someone may call now, in the operator's order of the units."""
    query = (
        select(Roll, Unit)
        .join(Unit, Unit.id == Roll.unit_id)
        .where(Roll.activity_id == activity_id)
        .order_by(Unit.position, Unit.id)
    )
    unit_ids = units_to_mark(session, cadre_id)
    if unit_ids is not None:
        query = query.where(Roll.unit_id.in_(unit_ids))
    return [(roll, unit) for roll, unit in session.execute(query)]
