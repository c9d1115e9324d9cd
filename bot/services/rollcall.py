"""The roll-call of a unit: by exception, a tap for each name that is not known yet, then 确认本单位名单.

Whoever checked in, asked for leave or declined needs no tap. A mark of the roll-call counts from the start of the
service. What the card shows is read in ``bot.services.rolls``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, ActivityState, Attendance, Cadre, Roll
from bot.rules.attendance import AnswerState, AttendanceState, MarkKind, MarkSource
from bot.rules.corrections import Corrections
from bot.rules.rights import Right, may
from bot.services import attendance, outbox, people, rolls, settling
from bot.services.activities import subject_of
from bot.services.rolls import CALLERS, RollView, roll_subject

MINUTE = timedelta(minutes=1)


class RollGone(Fault):
    """There is no such list, or its activity does not stand any more."""

    key = "fault-roll-gone"


class RollNotYet(Fault):
    """Nobody can be there yet; ``time`` says from when."""

    key = "fault-roll-not-yet"


class RollConfirmed(Fault):
    """The list is confirmed; it must be reopened first."""

    key = "fault-roll-confirmed"


class RollClosed(Fault):
    """The week's summary is made; from now on an organizer corrects."""

    key = "fault-roll-closed"


class ConfirmNotYet(Fault):
    """The service is not over; ``time`` says when it is."""

    key = "fault-roll-confirm-not-yet"


class NotOfUnit(Fault):
    """The person is neither of this unit nor its guest."""

    key = "fault-not-of-unit"


class ReasonWanted(Fault):
    """The week's summary is made: a late entry (补签) needs its reason."""

    key = "fault-roll-reason-wanted"


class NoConflict(Fault):
    """There is nothing to decide about this person (any more)."""

    key = "fault-roll-no-conflict"


class Rest(StrEnum):
    """What becomes of those nobody knows about: ask, count them as absent, or mark all of them present."""

    ASK = "ask"
    ABSENT = "absent"
    HERE = "here"


class LateReason(StrEnum):
    """Why an entry is made after the summary: 忘记签到, 手机故障, 网络故障, 纸质签到."""

    FORGOT = "forgot"
    PHONE = "phone"
    NETWORK = "network"
    PAPER = "paper"


class CheckOuts(StrEnum):
    """What becomes of those who never checked out: ask, count them to the end of the service, or leave them open."""

    ASK = "ask"
    COUNT = "count"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Marked:
    """What came of a mark: whose, and whether the person now counts as present."""

    name: str
    is_here: bool


def mark(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    roll_id: int,
    cadre_id: int,
    is_here: bool,
    corrections: Corrections,
    reason: LateReason | None = None,
) -> Marked:
    """Mark someone of the unit present from the start of the service, or take such a mark back.

    The wish, not a toggle, is the argument: a doubled tap changes nothing more. Who is not linked comes onto the list
    by the mark and leaves it with the mark. A check-in that a person made is never touched. Once the week's summary is
    made, an entry of the unit is late (补签) and bears its reason.

    Raises:
        NotAllowed: The caller may not mark this unit.
        RollGone: There is no such list, or the activity was cancelled.
        RollNotYet: Check-in has not opened.
        RollConfirmed: The list, or the list of the unit that the person counts for, is confirmed.
        RollClosed: The time for late entries is over.
        ReasonWanted: It is late, and no reason was given.
        NotOfUnit: The person is neither of the unit nor its guest.
    """
    call = _require_open(session, telegram_id, roll_id, corrections, now=now)
    if call.is_late and is_here and reason is None:
        raise ReasonWanted
    cadre = _require_member(session, call, cadre_id)
    if is_here:
        _mark_present(session, call, cadre, now=now, reason=reason)
    else:
        _take_back(session, call, cadre, now=now)
    if reason is not None:
        _turn_back(session, call, now=now)
    return _shown(session, call, cadre, "roll.present" if is_here else "roll.take_back", now=now, reason=reason)


def deny(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    roll_id: int,
    cadre_id: int,
    is_denied: bool,
    corrections: Corrections,
) -> Marked:
    """Say that somebody who checked in by themself was not seen there, or take that back.

    Neither mark overwrites the other: both stand, the line is in conflict, and the person sees it on the own card.

    Raises:
        NotAllowed, RollGone, RollNotYet, RollConfirmed, RollClosed, NotOfUnit: As ``mark``.
        NoConflict: The person has not checked in by themself.
    """
    call = _require_open(session, telegram_id, roll_id, corrections, now=now)
    cadre = _require_member(session, call, cadre_id)
    standing = settling.standing_marks(session, call.activity.id, cadre.id)
    denials = [entry for entry in standing if entry.kind == MarkKind.ABSENT]
    if not is_denied:
        for entry in denials:
            attendance.void(session, call.activity, entry, now=now, source=call.source, by=call.actor.id)
    elif not any(entry.kind == MarkKind.CHECK_IN and entry.source not in CALLERS for entry in standing):
        raise NoConflict
    elif not denials:
        attendance.add_mark(
            session,
            call.activity,
            cadre.id,
            MarkKind.ABSENT,
            at=call.activity.starts_at,
            now=now,
            source=call.source,
            by=call.actor.id,
        )
    return _shown(session, call, cadre, "roll.deny" if is_denied else "roll.take_denial_back", now=now)


def decide(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    roll_id: int,
    cadre_id: int,
    is_here: bool,
    corrections: Corrections,
) -> Marked:
    """Decide a conflict, for the person or for the unit: the marks of the other side are voided, and stay readable.

    Whoever denied somebody may take that back; against the person's own word only an organizer decides.

    Raises:
        NotAllowed, RollGone, RollNotYet, RollConfirmed, RollClosed, NotOfUnit: As ``mark``.
        NoConflict: It is decided already.
    """
    call = _require_open(session, telegram_id, roll_id, corrections, now=now)
    if not is_here and not may(people.grants_of(session, call.actor.id), Right.MARK_UNIT):
        raise people.NotAllowed
    cadre = _require_member(session, call, cadre_id)
    row = attendance.find_line(session, call.activity.id, cadre.id)
    if row is None or row.state != AttendanceState.CONFLICT:
        raise NoConflict
    for entry in settling.standing_marks(session, call.activity.id, cadre.id):
        if (entry.kind == MarkKind.ABSENT) == is_here:
            attendance.void(
                session, call.activity, entry, now=now, source=call.source, by=call.actor.id, reason="decided"
            )
    return _shown(session, call, cadre, "roll.decide", now=now, decided="here" if is_here else "absent")


def _require_open(session: Session, telegram_id: int, roll_id: int, corrections: Corrections, *, now: datetime) -> Call:
    """Return a roll-call in which names may be marked now, or refuse."""
    call = require_call(session, telegram_id, roll_id, corrections, now=now)
    if call.roll.confirmed_at is not None:
        raise RollConfirmed
    if now < call.activity.check_in_from:
        raise RollNotYet(time=outbox.TimeOfDay(call.activity.check_in_from))
    return call


def _shown(session: Session, call: Call, cadre: Cadre, action: str, *, now: datetime, **more: str | None) -> Marked:
    """Note what was done, and show it to the person and on the list."""
    row = attendance.find_line(session, call.activity.id, cadre.id)
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(call.actor.id),
        action=action,
        subject=outbox.cadre_key(cadre.id),
        after={"activity": call.activity.id, "unit": call.roll.unit_id} | {key: more[key] for key in more if more[key]},
    )
    _show_person(session, call.activity, cadre, row, now=now)
    outbox.refresh(session, roll_subject(call.roll.id), now=now)
    return Marked(cadre.name, is_here=row is not None and row.checked_in_at is not None)


def ask_reason(
    session: Session, *, now: datetime, telegram_id: int, roll_id: int, cadre_id: int, corrections: Corrections
) -> None:
    """Turn the caller's card to the reasons for a late entry about somebody; nothing is recorded.

    Raises:
        NotAllowed, RollGone, RollNotYet, RollConfirmed, RollClosed, NotOfUnit: As ``mark``.
    """
    call = _require_open(session, telegram_id, roll_id, corrections, now=now)
    cadre = _require_member(session, call, cadre_id)
    rolls.turn_card(session, outbox.cadre_key(call.actor.id), call.roll.id, RollView.WHY, cadre.id, now=now)


def _turn_back(session: Session, call: Call, *, now: datetime) -> None:
    """Turn the caller's card from the reasons back to the names, now that one is given."""
    to = outbox.cadre_key(call.actor.id)
    card = outbox.find_card(session, to, roll_subject(call.roll.id))
    if card is not None and card.view == RollView.WHY:
        rolls.turn_card(session, to, call.roll.id, RollView.LEFT, 0, now=now)


@dataclass(frozen=True, slots=True)
class Call:
    """A roll-call under way: by whom, of which list; ``source`` is how the ledger names the caller.

    One that ``is_late`` comes after the week's summary.
    """

    actor: Cadre
    roll: Roll
    activity: Activity
    source: MarkSource
    is_late: bool


def require_call(session: Session, telegram_id: int, roll_id: int, corrections: Corrections, *, now: datetime) -> Call:
    """Return what a caller may correct at this moment, or refuse."""
    roll = session.get(Roll, roll_id)
    if roll is None:
        people.require(session, telegram_id)
        raise RollGone
    actor = people.require_right(session, telegram_id, Right.MARK_UNIT, roll.unit_id)
    activity = session.get_one(Activity, roll.activity_id)
    if activity.state not in (ActivityState.OPEN, ActivityState.CLOSED):
        raise RollGone
    is_organizer = may(people.grants_of(session, actor.id), Right.MARK_UNIT)
    is_late = now >= corrections.until(activity.held_on) and not is_organizer
    if is_late and now >= corrections.late_until(activity.held_on):
        raise RollClosed
    is_of_unit = roll.unit_id in people.units_of(session, actor.id)
    return Call(actor, roll, activity, MarkSource.LIAISON if is_of_unit else MarkSource.ORGANIZER, is_late)


def _require_member(session: Session, call: Call, cadre_id: int) -> Cadre:
    cadre = session.get(Cadre, cadre_id)
    if cadre is None:
        raise NotOfUnit
    row = attendance.find_line(session, call.activity.id, cadre.id)
    counted_in = row.unit_id if row is not None else cadre.unit_id
    if counted_in is None or call.roll.unit_id not in (counted_in, cadre.host_unit_id):
        raise NotOfUnit
    if row is None and cadre.left_on is not None and cadre.left_on <= call.activity.held_on:
        raise NotOfUnit
    if counted_in != call.roll.unit_id:
        home = rolls.roll_of(session, call.activity.id, counted_in)
        if home is not None and home.confirmed_at is not None:
            raise RollConfirmed
    return cadre


def _mark_present(
    session: Session, call: Call, cadre: Cadre, *, now: datetime, reason: LateReason | None = None
) -> None:
    row = attendance.find_line(session, call.activity.id, cadre.id)
    if row is None:
        row = Attendance(activity_id=call.activity.id, cadre_id=cadre.id, unit_id=cadre.unit_id)
        session.add(row)
        session.flush()
    if row.checked_in_at is None:
        # Who sees somebody there takes back that the unit had not: one who was decided absent is no conflict anew.
        for entry in settling.standing_marks(session, call.activity.id, cadre.id):
            if entry.kind == MarkKind.ABSENT:
                attendance.void(session, call.activity, entry, now=now, source=call.source, by=call.actor.id)
        attendance.add_mark(
            session,
            call.activity,
            cadre.id,
            MarkKind.CHECK_IN,
            at=call.activity.starts_at,
            now=now,
            source=call.source,
            by=call.actor.id,
            reason=reason or "",
        )


def _take_back(session: Session, call: Call, cadre: Cadre, *, now: datetime) -> None:
    """Void what a roll-call entered; the line of someone who was never asked goes with it, the marks stay."""
    for entry in settling.standing_marks(session, call.activity.id, cadre.id):
        if entry.source in CALLERS:
            attendance.void(session, call.activity, entry, now=now, source=call.source, by=call.actor.id)
    row = attendance.find_line(session, call.activity.id, cadre.id)
    if (
        row is not None
        and row.checked_in_at is None
        and cadre.telegram_id is None
        and row.answer == AnswerState.PENDING
        and row.answered_at is None
    ):
        session.delete(row)
        session.flush()


def _show_person(session: Session, activity: Activity, cadre: Cadre, row: Attendance | None, *, now: datetime) -> None:
    """Let the person see on the own card what was entered for them."""
    if cadre.telegram_id is not None and row is not None:
        outbox.show(session, outbox.cadre_key(cadre.id), subject_of(activity.id), now=now, activity_id=activity.id)


def confirm(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    roll_id: int,
    check_outs: CheckOuts,
    corrections: Corrections,
    rest: Rest = Rest.ASK,
) -> bool:
    """Confirm the unit's list (确认本单位名单); once confirmed, a second tap changes nothing.

    Returns:
        Whether the list is confirmed; False when the card now asks what becomes of those nobody knows about, or of the
        missing check-outs.

    Raises:
        NotAllowed: The caller may not mark this unit.
        RollGone: There is no such list, or the activity was cancelled.
        RollClosed: The week's summary is made.
        ConfirmNotYet: The service is not over.
    """
    call = require_call(session, telegram_id, roll_id, corrections, now=now)
    if call.roll.confirmed_at is not None:
        return True
    if now < call.activity.ends_at:
        raise ConfirmNotYet(time=outbox.TimeOfDay(call.activity.ends_at))
    to = outbox.cadre_key(call.actor.id)
    left = [name for name in rolls.names(session, call.roll)[RollView.LEFT] if not name.is_here]
    if left and rest is Rest.ASK:
        rolls.turn_card(session, to, call.roll.id, RollView.REST, 0, now=now)
        return False
    if rest is Rest.HERE:
        reason = LateReason.FORGOT if call.is_late else None
        for name in left:
            cadre = session.get_one(Cadre, name.cadre_id)
            _mark_present(session, call, cadre, now=now, reason=reason)
            row = attendance.find_line(session, call.activity.id, cadre.id)
            _show_person(session, call.activity, cadre, row, now=now)
    open_ended = rolls.without_check_out(session, call.roll)
    if open_ended and check_outs is CheckOuts.ASK:
        rolls.turn_card(session, to, call.roll.id, RollView.CHECK_OUTS, 0, now=now)
        return False
    if check_outs is CheckOuts.COUNT:
        _check_out_all(session, call, open_ended, now=now)
    call.roll.confirmed_at, call.roll.confirmed_by = now, call.actor.id
    figures = rolls.counts(session, call.roll)
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(call.actor.id),
        action="roll.confirm",
        subject=roll_subject(call.roll.id),
        after={
            "expected": figures.expected,
            "present": figures.present,
            "check_outs": check_outs.value,
            "rest": rest.value,
        },
    )
    outbox.refresh(session, roll_subject(call.roll.id), now=now)
    return True


def _check_out_all(session: Session, call: Call, open_ended: list[Attendance], *, now: datetime) -> None:
    """Let those who never checked out have served to the end."""
    at = min(call.activity.ends_at, call.activity.closes_at - MINUTE)  # a check-out counts before the close
    for row in open_ended:
        attendance.add_mark(
            session,
            call.activity,
            row.cadre_id,
            MarkKind.CHECK_OUT,
            at=at,
            now=now,
            source=call.source,
            by=call.actor.id,
        )
        _show_person(session, call.activity, session.get_one(Cadre, row.cadre_id), row, now=now)


def reopen(session: Session, *, now: datetime, telegram_id: int, roll_id: int, corrections: Corrections) -> None:
    """Open a confirmed list again, for a correction.

    Raises:
        NotAllowed: The caller may not mark this unit.
        RollGone: There is no such list, or the activity was cancelled.
        RollClosed: The week's summary is made.
    """
    call = require_call(session, telegram_id, roll_id, corrections, now=now)
    if call.roll.confirmed_at is None:
        return
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(call.actor.id),
        action="roll.reopen",
        subject=roll_subject(call.roll.id),
        before={"confirmed_at": call.roll.confirmed_at.isoformat(), "confirmed_by": call.roll.confirmed_by},
    )
    call.roll.confirmed_at = call.roll.confirmed_by = None
    rolls.turn_card(session, outbox.cadre_key(call.actor.id), call.roll.id, RollView.LEFT, 0, now=now)
    outbox.refresh(session, roll_subject(call.roll.id), now=now)
