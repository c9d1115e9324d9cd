"""A leave of days or weeks: taken in one go, and withdrawn when somebody is back earlier.

What is open on these days becomes excused at once; what is opened later starts as excused (``attendance.enrol``), and
no call and no stand-by asks (``waves.on_leave``). Who comes all the same is present. The days are read in
``bot.rules.leaves``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import (
    CALL_KINDS,
    Activity,
    ActivityState,
    AnswerChange,
    Attendance,
    Cadre,
    LeavePeriod,
    SummonsState,
)
from bot.rules.attendance import AnswerState, LeaveReason, MarkSource
from bot.rules.leaves import LONGEST, Days, Typed
from bot.services import answers, dialogues, outbox, people, rolls, summons
from bot.services.settling import settle_row

STEP = "leave.days"
SAID_NO = (SummonsState.DECLINED, SummonsState.DROPPED)
Lines = Sequence[tuple[Attendance, Activity]]


class LeaveUnreadable(Fault):
    """The days that were typed are not understood."""

    key = "fault-leave-unreadable"


class LeaveBackwards(Fault):
    """The last day is before the first."""

    key = "fault-leave-backwards"


class LeavePast(Fault):
    """The first day is over: what was is for the liaison to correct."""

    key = "fault-leave-past"


class LeaveTooLong(Fault):
    """More than ``days`` days."""

    key = "fault-leave-too-long"


class LeaveOverlaps(Fault):
    """Another leave of the person, from ``first`` to ``last``, has one of these days in it."""

    key = "fault-leave-overlaps"


class LeaveOverlapsDay(LeaveOverlaps):
    """The same of a leave of one day, ``first``."""

    key = "fault-leave-overlaps-day"


class LeaveGone(Fault):
    """There is no such leave of the person, it is over, or it was withdrawn."""

    key = "fault-leave-gone"


def subject_of(cadre_id: int) -> str:
    """Name the card of a person's leaves."""
    return f"leaves:{cadre_id}"


def view_of(days: Days) -> str:
    """Write down the days that a card asks the reason of."""
    return f"{days.first_on:%Y%m%d}{days.last_on:%Y%m%d}"


def days_of(view: str) -> Days:
    """Read what ``view_of`` wrote, from a card or from a button.

    Raises:
        LeaveUnreadable: Nobody drew such a button.
    """
    try:
        return Days(date.fromisoformat(view[:8]), date.fromisoformat(view[8:]))
    except ValueError:
        raise LeaveUnreadable from None


def periods(session: Session, cadre_id: int, *, today: date) -> list[LeavePeriod]:
    """List a person's leaves that are not over, by their first day."""
    query = select(LeavePeriod).where(
        LeavePeriod.cadre_id == cadre_id, LeavePeriod.last_on >= today, LeavePeriod.withdrawn_at.is_(None)
    )
    return list(session.scalars(query.order_by(LeavePeriod.first_on)))


def show(session: Session, cadre: Cadre, *, now: datetime, days: Days | None = None) -> None:
    """Show a person's leaves at the bottom of the chat, without a sound; with ``days``, ask for their reason."""
    card = outbox.show(session, outbox.cadre_key(cadre.id), subject_of(cadre.id), now=now, anew=True)
    card.view = None if days is None else view_of(days)


def turn(session: Session, *, now: datetime, today: date, telegram_id: int, days: Days | None) -> None:
    """Turn the caller's card to the reasons for a leave on these days, or back; a week under way counts from today.

    Raises:
        NotRegistered: A stranger.
        LeaveBackwards, LeavePast, LeaveTooLong, LeaveOverlaps: No leave can be taken on these days.
    """
    cadre = people.require(session, telegram_id)
    if days is not None:
        days = Days(max(days.first_on, today), days.last_on) if days.last_on >= today else days
        _check(session, cadre, days, today=today)
    dialogues.close(session, telegram_id)
    card = outbox.show(session, outbox.cadre_key(cadre.id), subject_of(cadre.id), now=now)
    card.view = None if days is None else view_of(days)


def ask_days(session: Session, *, now: datetime, telegram_id: int) -> None:
    """选择日期: ask for the first and the last day; a message answers.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    dialogues.ask(session, telegram_id, STEP, now=now)
    outbox.say(session, outbox.cadre_key(cadre.id), "leave-ask-days", now=now, is_silent=True)


def give_up(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消 instead of days: nothing is asked any more.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    dialogues.close(session, telegram_id)
    show(session, cadre, now=now)


def take_typed(session: Session, *, now: datetime, today: date, telegram_id: int, typed: Typed) -> None:
    """Take a leave as it was typed and say so; where the reason is missing, offer the reasons.

    Raises:
        NotRegistered: A stranger.
        LeaveBackwards, LeavePast, LeaveTooLong, LeaveOverlaps: Nothing changes.
    """
    cadre = people.require(session, telegram_id)
    dialogues.close(session, telegram_id)
    if typed.reason is None:
        _check(session, cadre, typed.days, today=today)
        show(session, cadre, now=now, days=typed.days)
        return
    take(session, now=now, today=today, telegram_id=telegram_id, days=typed.days, reason=typed.reason)
    outbox.say(
        session,
        outbox.cadre_key(cadre.id),
        "leave-taken" if typed.days.first_on < typed.days.last_on else "leave-taken-day",
        now=now,
        is_silent=True,
        first=outbox.Day(typed.days.first_on),
        last=outbox.Day(typed.days.last_on),
        reason=outbox.Term(f"leave-{typed.reason}"),
    )


def take(
    session: Session, *, now: datetime, today: date, telegram_id: int, days: Days, reason: LeaveReason
) -> LeavePeriod:
    """Take a leave: what is open on these days and has not been attended is excused, its card drawn anew silently.

    Args:
        session: The transaction.
        now: When it was asked.
        today: The day of ``now`` in the operator's zone.
        telegram_id: Who asks.
        days: From today on, at most 180 days, none of them in another leave of theirs.
        reason: One word; nobody asks for more.

    Raises:
        NotRegistered: A stranger.
        LeaveBackwards, LeavePast, LeaveTooLong, LeaveOverlaps: Nothing changes.
    """
    cadre = people.require(session, telegram_id)
    _check(session, cadre, days, today=today)
    period = LeavePeriod(
        cadre_id=cadre.id, first_on=days.first_on, last_on=days.last_on, reason=reason.value, asked_at=now
    )
    session.add(period)
    session.flush()
    for row, activity in _open_lines(session, cadre.id, days, now=now, is_call=True):
        if row.answer != AnswerState.EXCUSED:
            _leave_call(session, cadre, row, activity, reason, now=now)
    for row, activity in _open_lines(session, cadre.id, days, now=now, is_call=False):
        if row.answer != AnswerState.EXCUSED:
            _note(session, row, activity, AnswerState.EXCUSED, reason, now=now)
    _refresh(session, cadre, now=now)
    return period


def _check(session: Session, cadre: Cadre, days: Days, *, today: date) -> None:
    if days.is_backwards:
        raise LeaveBackwards
    if days.first_on < today:
        raise LeavePast
    if days.is_too_long:
        raise LeaveTooLong(days=LONGEST.days)
    for known in periods(session, cadre.id, today=today):
        if known.first_on <= days.last_on and days.first_on <= known.last_on:
            fault = LeaveOverlaps if known.first_on < known.last_on else LeaveOverlapsDay
            raise fault(first=outbox.Day(known.first_on), last=outbox.Day(known.last_on))


def withdraw(session: Session, *, now: datetime, today: date, telegram_id: int, period_id: int) -> None:
    """销假: end a leave; what it excused and is still open waits for an answer again.

    Raises:
        NotRegistered: A stranger.
        LeaveGone: It is not theirs, is over, or was withdrawn before.
    """
    cadre = people.require(session, telegram_id)
    period = session.get(LeavePeriod, period_id)
    if period is None or period.cadre_id != cadre.id or period.withdrawn_at is not None or period.last_on < today:
        raise LeaveGone
    period.withdrawn_at = now
    session.flush()
    days = Days(period.first_on, period.last_on)
    # The Friday first: a call that is open again may take the line with it.
    for is_call in (False, True):
        for row, activity in _open_lines(session, cadre.id, days, now=now, is_call=is_call):
            if row.answer == AnswerState.EXCUSED and _is_by_leave(session, row):
                _wait_again(session, cadre, row, activity, now=now)
    _refresh(session, cadre, now=now)


def _wait_again(session: Session, cadre: Cadre, row: Attendance, activity: Activity, *, now: datetime) -> None:
    asked = summons.find(session, activity.id, cadre.id) if activity.kind in CALL_KINDS else None
    if asked is None:
        _note(session, row, activity, AnswerState.PENDING, None, now=now)
    elif asked.state in SAID_NO:
        summons.undo(
            session,
            now=now,
            telegram_id=cadre.telegram_id or 0,
            activity_id=activity.id,
            before=SummonsState.ASKED,
            after=asked.state,
        )


def erase(session: Session, cadre: Cadre, *, now: datetime, today: date) -> None:
    """End a person's leaves and erase why they were taken, also where it stands on a roll that is still open."""
    for period in periods(session, cadre.id, today=today):
        days = Days(period.first_on, period.last_on)
        period.withdrawn_at, period.reason = now, ""
        held = select(Activity.id).where(
            Activity.state == ActivityState.OPEN,
            Activity.held_on >= days.first_on,
            Activity.held_on <= days.last_on,
        )
        rows = session.scalars(
            select(Attendance).where(Attendance.cadre_id == cadre.id, Attendance.activity_id.in_(held))
        ).all()
        for row in rows:
            row.reason = None
        changed = update(AnswerChange).where(AnswerChange.attendance_id.in_([row.id for row in rows]))
        session.execute(changed.values(reason=None), execution_options={"synchronize_session": "fetch"})


def _open_lines(session: Session, cadre_id: int, days: Days, *, now: datetime, is_call: bool) -> Lines:
    """List the person's lines of what is open on these days, as far as they have not come to it."""
    kinds = Activity.kind.in_(CALL_KINDS)
    query = (
        select(Attendance, Activity)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(
            Attendance.cadre_id == cadre_id,
            Attendance.checked_in_at.is_(None),
            Attendance.moved_to_id.is_(None),
            Activity.state == ActivityState.OPEN,
            Activity.ends_at > now,
            Activity.held_on >= days.first_on,
            Activity.held_on <= days.last_on,
            kinds if is_call else ~kinds,
        )
        .order_by(Activity.starts_at, Activity.id)
    )
    return [(row, activity) for row, activity in session.execute(query)]


def _leave_call(
    session: Session, cadre: Cadre, row: Attendance, activity: Activity, reason: LeaveReason, *, now: datetime
) -> None:
    """Excuse somebody from a call under way; a place that they had taken is filled again."""
    if summons.find(session, activity.id, cadre.id) is None:
        _note(session, row, activity, AnswerState.EXCUSED, reason, now=now)
        return
    summons.decline(
        session,
        now=now,
        telegram_id=cadre.telegram_id or 0,
        activity_id=activity.id,
        reason=reason,
        source=MarkSource.LEAVE,
    )


def _note(
    session: Session,
    row: Attendance,
    activity: Activity,
    answer: AnswerState,
    reason: LeaveReason | None,
    *,
    now: datetime,
) -> None:
    """Keep an answer with its history, and draw card and roll anew without a sound."""
    if answers.note(session, row, answer, reason, now=now, source=MarkSource.LEAVE, by=row.cadre_id):
        settle_row(session, row, activity)
    to = outbox.cadre_key(row.cadre_id)
    outbox.show(session, to, f"activity:{activity.id}", now=now, activity_id=activity.id).view = None
    rolls.refresh(session, activity.id, row.unit_id, now=now)


def _is_by_leave(session: Session, row: Attendance) -> bool:
    """Tell whether the present answer came with a leave, not by a tap about that day alone."""
    changes = select(AnswerChange.source).where(AnswerChange.attendance_id == row.id)
    return session.scalar(changes.order_by(AnswerChange.id.desc()).limit(1)) == MarkSource.LEAVE


def _refresh(session: Session, cadre: Cadre, *, now: datetime) -> None:
    """Show the leaves as they are now on the person's card, where there is one."""
    to, subject = outbox.cadre_key(cadre.id), subject_of(cadre.id)
    if outbox.find_card(session, to, subject) is not None:
        outbox.show(session, to, subject, now=now).view = None
