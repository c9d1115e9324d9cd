"""Answers, check-ins and check-outs, and the settled state that follows from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.orm import Session

from bot.config import CheckInSettings, Way
from bot.errors import Fault
from bot.model import CALL_KINDS, Activity, ActivityState, Attendance, Cadre, Mark
from bot.model.base import Moment
from bot.rules.attendance import AnswerState, AttendanceState, LeaveReason, MarkKind, MarkSource
from bot.services import announcements, answers, away, lines, outbox, people, places, rolls, waiting
from bot.services.bulk import insert_new
from bot.services.lines import Line
from bot.services.settling import settle_line, settle_row, standing_marks
from bot.storage import Prepared


class NotInvited(Fault):
    """The person is not on the roll of this activity."""

    key = "fault-not-invited"


class AnswersClosed(Fault):
    """The service is over or the activity does not stand any more."""

    key = "fault-answers-closed"


class CheckInClosed(Fault):
    """There is no check-in now; ``day`` and ``time`` say when the next one opens."""

    key = "fault-check-in-closed"


class NoCheckInAhead(Fault):
    """There is no check-in now and none is known yet."""

    key = "fault-no-check-in-ahead"


class TapOff(Fault):
    """A tap or a word does not check in there; ``way`` says what does: ``code``, ``location`` or ``none``."""

    key = "fault-tap-off"


class Moved(Fault):
    """The person serves in another activity of that day instead, and answers there."""

    key = "fault-moved"


class NotCheckedIn(Fault):
    """A check-out, or its like, needs a check-in first."""

    key = "fault-not-checked-in"


class CheckOutClosed(Fault):
    """The record of that day is closed."""

    key = "fault-check-out-closed"


# Asked with every answer and every check-in, so they are built once.
LINE = select(Attendance).where(
    Attendance.activity_id == bindparam("activity_id"), Attendance.cadre_id == bindparam("cadre_id")
)
OPEN_WINDOWS = (
    select(Activity, Attendance)
    .join(Attendance, Attendance.activity_id == Activity.id)
    .where(
        Attendance.cadre_id == bindparam("cadre_id"),
        Attendance.moved_to_id.is_(None),
        Activity.state == ActivityState.OPEN,
        Activity.check_in_from <= bindparam("now", type_=Moment),
        Activity.ends_at > bindparam("now", type_=Moment),
    )
    .order_by(Activity.starts_at)
)
_LEDGER = Mark.__table__
assert isinstance(_LEDGER, Table)  # noqa: S101 - every class of the model stands for a table
ENTER = Prepared(
    insert(_LEDGER).values({column.name: bindparam(column.name) for column in _LEDGER.columns if column.name != "id"})
)


def row_of(session: Session, activity_id: int, cadre_id: int) -> Attendance:
    """Return a person's line on the roll.

    Raises:
        NotInvited: There is none.
    """
    row = find_line(session, activity_id, cadre_id)
    if row is None:
        raise NotInvited
    return row


def find_line(session: Session, activity_id: int, cadre_id: int) -> Attendance | None:
    """Return a person's line on the roll, or None."""
    return session.scalar(LINE, {"activity_id": activity_id, "cadre_id": cadre_id})


def enrol(session: Session, activity_id: int, people_of_it: Sequence[Cadre], *, now: datetime) -> set[int]:
    """Put people on the roll of an activity, each counted for the own unit; who stands on it already stays as is.

    Whoever is on leave on that day starts as excused, with the reason of the leave.

    Returns:
        Those of them who are excused because they are on leave: no phone rings for them.
    """
    rows = [
        {
            "activity_id": activity_id,
            "cadre_id": cadre.id,
            "unit_id": cadre.unit_id,
            "answer": AnswerState.PENDING,
            "state": AttendanceState.EXPECTED,
            "late_minutes": 0,
            "left_early_minutes": 0,
        }
        for cadre in people_of_it
    ]
    insert_new(session, Attendance, rows, key=("activity_id", "cadre_id"))
    announcements.follow(session, activity_id, now=now)
    return _excuse(session, activity_id, [cadre.id for cadre in people_of_it], now=now)


def _excuse(session: Session, activity_id: int, cadre_ids: Collection[int], *, now: datetime) -> set[int]:
    """Excuse those who are on leave and have said nothing else about this activity."""
    activity = session.get_one(Activity, activity_id)
    reasons = away.reasons(session, cadre_ids, activity.held_on)
    if not reasons:
        return set()
    query = select(Attendance).where(
        Attendance.activity_id == activity_id,
        Attendance.cadre_id.in_(reasons),
        Attendance.answer.in_((AnswerState.PENDING, AnswerState.EXCUSED)),
        Attendance.checked_in_at.is_(None),
    )
    excused = session.scalars(query.order_by(Attendance.id)).all()
    for row in excused:
        if row.answer == AnswerState.PENDING:
            reason, by = reasons[row.cadre_id], row.cadre_id
            answers.note(session, row, AnswerState.EXCUSED, reason, now=now, source=MarkSource.LEAVE, by=by)
            settle_row(session, row, activity)
    return {row.cadre_id for row in excused}


def _show(session: Session, row: Attendance | Line, kind: str, *, now: datetime) -> None:
    """Show the new state on the person's card, turned back to its front, and on the liaison's list of the unit.

    ``kind`` is that of the activity.
    """
    to, subject = outbox.cadre_key(row.cadre_id), f"activity:{row.activity_id}"
    outbox.redraw(session, to, subject, now=now, activity_id=row.activity_id, turns_back=True)
    rolls.refresh(session, row.activity_id, row.unit_id, now=now)
    if kind in CALL_KINDS:
        places.note_presence(session, row_of(session, row.activity_id, row.cadre_id), now=now)


def answer(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    answer: AnswerState,
    reason: LeaveReason | None = None,
    source: MarkSource = MarkSource.SELF_TAP,
) -> Attendance:
    """Record a person's answer to an invitation; it may be changed until the service ends.

    The same answer again changes nothing. Nobody is asked why. Where all places are taken, 参加 is kept as 候补.

    Raises:
        NotRegistered: A stranger.
        NotInvited: The person is not on the roll.
        AnswersClosed: The service has ended or was cancelled.
        Moved: The person serves in another activity instead.
    """
    cadre_id = people.require_id(session, telegram_id)
    row = row_of(session, activity_id, cadre_id)
    if row.moved_to_id is not None:
        raise Moved
    activity = session.get_one(Activity, activity_id)
    if activity.state is not ActivityState.OPEN or now >= activity.ends_at:
        raise AnswersClosed
    if waiting.is_limited(activity):
        answer = waiting.granted(session, activity, row, answer, now=now)
    if answers.note(session, row, answer, reason, now=now, source=source, by=cadre_id):
        settle_row(session, row, activity)
    if waiting.is_limited(activity):
        waiting.offer_places(session, activity, now=now)
    _show(session, row, activity.kind, now=now)
    return row


CHANGE = "change"
"""The view of a person's card that offers the reasons for leave to somebody who may still come."""


def offer_change(session: Session, *, now: datetime, telegram_id: int, activity_id: int, is_offered: bool) -> None:
    """Turn a person's card to the reasons for leave (请假, 不能前来), or back; nothing is recorded.

    Raises:
        NotRegistered: A stranger.
        NotInvited: The person is not on the roll.
    """
    cadre_id = people.require_id(session, telegram_id)
    row_of(session, activity_id, cadre_id)
    to, subject = outbox.cadre_key(cadre_id), f"activity:{activity_id}"
    card = outbox.show(session, to, subject, now=now, activity_id=activity_id)
    card.view = CHANGE if is_offered else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is kept of a position: the whole metres to the site, and whether that is inside its fence."""

    distance_metres: int
    is_inside: bool


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What came of a check-in: the moment that counts, whether it is late, or the activities to choose from."""

    activity_id: int | None
    at: datetime
    late_minutes: int = 0
    is_new: bool = True
    choices: tuple[int, ...] = ()


def open_windows(session: Session, cadre_id: int, *, now: datetime) -> list[tuple[Activity, Attendance]]:
    """List the activities that this person may check in to at ``now``, by their start, with the person's line."""
    return list(session.execute(OPEN_WINDOWS, {"cadre_id": cadre_id, "now": now}).all())


def check_in(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    activity_id: int | None = None,
    source: MarkSource = MarkSource.SELF_TAP,
    evidence: Evidence | None = None,
    ways: CheckInSettings | None = None,
) -> CheckIn:
    """Check a person in to an activity, or to the one whose window is open.

    Whoever never answered may simply check in. A second check-in changes nothing. With several open windows and none
    named, nothing is marked and the choices are returned.

    Args:
        session: The transaction.
        now: When it happened.
        telegram_id: Who is there.
        activity_id: Of which activity; None for the one whose window is open.
        source: How the person says so.
        evidence: What a position came to, where one was sent.
        ways: Which ways are on; asked of a tap or a word alone, and all are on where None.

    Raises:
        NotRegistered: A stranger.
        NotInvited: The person is not on the roll of the named activity.
        CheckInClosed: No window is open; says when the next one opens.
        NoCheckInAhead: No window is open and none is planned.
        TapOff: That activity takes no tap or word.
    """
    cadre_id = people.require_id(session, telegram_id)
    standing = lines.standing(session, cadre_id, now=now)
    windows = [line for line in standing if line.may_check_in(now)]
    if activity_id is not None:
        windows = _of_activity(session, cadre_id, activity_id, windows)
    if not windows:
        if activity_id is not None:
            row_of(session, activity_id, cadre_id)
        raise closed(session, people.require(session, telegram_id), now=now)
    if len(windows) > 1:
        return CheckIn(None, now, is_new=False, choices=tuple(line.activity_id for line in windows))
    line = windows[0]
    is_new = line.checked_in_at is None
    if is_new:
        if ways is not None and source in OWN_WORD:
            _require_tap(ways.ways_at(line.kind))
        line = _mark(session, line, MarkKind.CHECK_IN, now=now, source=source, evidence=evidence)
        elsewhere = [other for other in standing if other.is_inside and other.line_id != line.line_id]
        for other in elsewhere:  # nobody serves in two places at once
            _mark(session, other, MarkKind.CHECK_OUT, now=now, source=source, reason="next")
            _show(session, other, other.kind, now=now)
    _show(session, line, line.kind, now=now)
    return CheckIn(line.activity_id, line.checked_in_at or now, line.late_minutes, is_new=is_new)


def _of_activity(session: Session, cadre_id: int, activity_id: int, windows: list[Line]) -> list[Line]:
    """Leave of the windows that of the activity, or of the one the person has moved to from there.

    A card that has not been redrawn yet checks in all the same.
    """
    if not any(line.activity_id == activity_id for line in windows):
        row = find_line(session, activity_id, cadre_id)
        activity_id = (row.moved_to_id if row is not None else None) or activity_id
    return [line for line in windows if line.activity_id == activity_id]


def _mark(
    session: Session,
    line: Line,
    kind: MarkKind,
    *,
    now: datetime,
    source: MarkSource,
    reason: str = "",
    evidence: Evidence | None = None,
) -> Line:
    """Enter a person's own mark of this moment and return the line as it is settled then."""
    _enter(
        session,
        line.activity_id,
        line.cadre_id,
        kind,
        at=now,
        now=now,
        source=source,
        by=line.cadre_id,
        reason=reason,
        evidence=evidence,
    )
    settled = settle_line(session, line)
    return line._replace(
        checked_in_at=settled.checked_in_at, minutes=settled.minutes, late_minutes=settled.late_minutes
    )


OWN_WORD = frozenset({MarkSource.SELF_TAP, MarkSource.MESSAGE})


def _require_tap(ways: tuple[Way, ...]) -> None:
    if "tap" not in ways:
        raise TapOff(way=next((way for way in ("code", "location") if way in ways), "none"))


def closed(session: Session, cadre: Cadre, *, now: datetime) -> Fault:
    """Return what to tell somebody for whom no window is open: when the next one opens, if any is known."""
    ahead = session.scalar(
        select(Activity)
        .where(Activity.state.in_((ActivityState.PLANNED, ActivityState.OPEN)), Activity.check_in_from > now)
        .order_by(Activity.check_in_from)
        .limit(1)
    )
    if ahead is None or cadre.unit_id is None:
        return NoCheckInAhead()
    return CheckInClosed(day=outbox.Day(ahead.held_on), time=outbox.TimeOfDay(ahead.check_in_from))


@dataclass(frozen=True, slots=True)
class CheckOut:
    """What came of a check-out: the moment and the whole minutes that count."""

    activity_id: int
    at: datetime
    minutes: int


def check_out(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    activity_id: int | None = None,
    source: MarkSource = MarkSource.SELF_TAP,
) -> CheckOut:
    """Check a person out; a later check-out moves the end, as long as the record is open.

    Raises:
        NotRegistered: A stranger.
        NotCheckedIn: There is no check-in to end.
        CheckOutClosed: The record of that day is closed.
    """
    cadre_id = people.require_id(session, telegram_id)
    line = lines.last_checked_in(session, cadre_id, activity_id=activity_id)
    if line is None:
        raise NotCheckedIn
    if line.activity_state is not ActivityState.OPEN or now >= line.closes_at:
        raise CheckOutClosed
    line = _mark(session, line, MarkKind.CHECK_OUT, now=now, source=source)
    _show(session, line, line.kind, now=now)
    return CheckOut(line.activity_id, now, line.minutes or 0)


def undo_check_in(session: Session, *, now: datetime, telegram_id: int, activity_id: int) -> None:
    """Take back one's own check-in, and a check-out with it; the marks stay in the ledger as voided.

    Raises:
        NotInvited: The person is not on the roll, or there is no such activity.
        NotCheckedIn: There is nothing of one's own to take back.
        CheckOutClosed: The record is closed; from now on the liaison corrects it.
    """
    cadre_id = people.require_id(session, telegram_id)
    row = row_of(session, activity_id, cadre_id)
    activity = session.get_one(Activity, activity_id)
    if activity.state is not ActivityState.OPEN or now >= activity.closes_at:
        raise CheckOutClosed
    own = [mark for mark in standing_marks(session, activity_id, cadre_id) if mark.by_cadre_id == cadre_id]
    if not any(mark.kind == MarkKind.CHECK_IN for mark in own):
        raise NotCheckedIn
    for mark in own:
        void(session, activity, mark, now=now, source=MarkSource.SELF_TAP, by=cadre_id)
    _show(session, row, activity.kind, now=now)


def add_mark(
    session: Session,
    activity: Activity,
    cadre_id: int,
    kind: MarkKind,
    *,
    at: datetime,
    now: datetime,
    source: MarkSource,
    by: int | None,
    row: Attendance | None = None,
    reason: str = "",
) -> None:
    """Enter a mark into the ledger and settle the person's line (looked up unless given) anew.

    ``reason`` says why it comes late, in a word.
    """
    _enter(session, activity.id, cadre_id, kind, at=at, now=now, source=source, by=by, reason=reason)
    settle_row(session, row or row_of(session, activity.id, cadre_id), activity)


def _enter(
    session: Session,
    activity_id: int,
    cadre_id: int,
    kind: MarkKind,
    *,
    at: datetime,
    now: datetime,
    source: MarkSource,
    by: int | None,
    reason: str = "",
    evidence: Evidence | None = None,
    voids_id: int | None = None,
) -> None:
    ENTER.count(
        session,
        activity_id=activity_id,
        cadre_id=cadre_id,
        kind=kind,
        at=at,
        recorded_at=now,
        source=source,
        by_cadre_id=by,
        voids_id=voids_id,
        distance_metres=evidence.distance_metres if evidence else None,
        is_inside=evidence.is_inside if evidence else None,
        reason=reason,
    )


def void(
    session: Session,
    activity: Activity,
    mark: Mark,
    *,
    now: datetime,
    source: MarkSource,
    by: int | None,
    reason: str = "",
) -> None:
    """Void a mark by a later one and settle the person's line anew."""
    _enter(
        session,
        activity.id,
        mark.cadre_id,
        MarkKind.VOID,
        at=now,
        now=now,
        source=source,
        by=by,
        reason=reason,
        voids_id=mark.id,
    )
    settle_row(session, row_of(session, activity.id, mark.cadre_id), activity)
