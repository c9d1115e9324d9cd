"""Plain replies put into effect: 参加, 去不了, 到了, 晚10分钟. Each is confirmed in the chat, with its day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance
from bot.rules.attendance import AnswerState, LeaveReason, MarkSource
from bot.rules.replies import Reply, ReplyKind
from bot.services import attendance, outbox, people, summons
from bot.services.outbox import Day, Span, Term, TimeOfDay

Said = tuple[str, dict[str, Any]]


def act_on_reply(session: Session, *, now: datetime, telegram_id: int, reply: Reply) -> None:
    """Do what a plain reply asks for, about the nearest activity, and confirm it in the chat.

    Args:
        session: The transaction.
        now: When the reply was written.
        telegram_id: Who wrote it.
        reply: What it says; of a kind about an activity, or 收到.

    Raises:
        NotRegistered: A stranger.
        CheckInClosed: No window is open; says when the next one opens.
        NoCheckInAhead: No window is open and none is planned.
        NotCheckedIn: There is no check-in to end.
        CheckOutClosed: The record of that day is closed.
    """
    cadre = people.require(session, telegram_id)
    match reply.kind:
        case ReplyKind.CHECK_IN:
            key, params = _check_in(session, now, telegram_id)
        case ReplyKind.CHECK_OUT:
            key, params = _check_out(session, now, telegram_id)
        case _ if (asked := summons.open_one(session, cadre.id)) is not None:
            key, params = _answer_call(session, now, telegram_id, asked, reply)
        case ReplyKind.READ:
            key, params = "message-read", {}
        case _:
            key, params = _answer(session, now, telegram_id, cadre.id, reply)
    outbox.say(session, outbox.cadre_key(cadre.id), key, now=now, is_silent=True, **params)


def _answer_call(session: Session, now: datetime, telegram_id: int, activity_id: int, reply: Reply) -> Said:
    """Answer the call that is under way: it is nearer than any Friday."""
    who: dict[str, Any] = {"now": now, "telegram_id": telegram_id, "activity_id": activity_id}
    if reply.kind is ReplyKind.READ:
        summons.mark_read(session, **who)
        return "message-summons-read", {}
    if reply.kind in (ReplyKind.DECLINED, ReplyKind.EXCUSED):
        done = summons.decline(session, **who, reason=reply.reason, source=MarkSource.MESSAGE)
    else:
        done = summons.come(session, **who, minutes=reply.minutes, source=MarkSource.MESSAGE)
    cadre = people.require(session, telegram_id)
    params = {"place": summons.place_of(session, activity_id, cadre.id), "number": done.place}
    wanted = {"coming": ("place",), "waiting": ("place", "number")}.get(done.outcome.value, ())
    return f"message-summons-{done.outcome}", {name: params[name] for name in wanted}


def said_of_check_in(family: str, done: attendance.CheckIn) -> Said:
    """Say what came of a check-in: the key and placeholders of its ``toast`` or ``message``."""
    if done.choices:
        return "message-choose-activity", {}
    params: dict[str, Any] = {"time": TimeOfDay(done.at)}
    if not done.is_new:
        return f"{family}-already-in", params
    if done.late_minutes:
        return f"{family}-checked-in-late", params | {"late": done.late_minutes}
    return f"{family}-checked-in", params


def _check_in(session: Session, now: datetime, telegram_id: int) -> Said:
    done = attendance.check_in(session, now=now, telegram_id=telegram_id, source=MarkSource.MESSAGE)
    key, params = said_of_check_in("message", done)
    if done.activity_id is not None:
        return key, params | {"day": Day(session.get_one(Activity, done.activity_id).held_on)}
    to = people.reply_key(session, telegram_id)
    for activity_id in done.choices:
        outbox.show(session, to, f"activity:{activity_id}", now=now, anew=True, activity_id=activity_id)
    return key, params


def _check_out(session: Session, now: datetime, telegram_id: int) -> Said:
    out = attendance.check_out(session, now=now, telegram_id=telegram_id, source=MarkSource.MESSAGE)
    day = Day(session.get_one(Activity, out.activity_id).held_on)
    return "message-checked-out", {"day": day, "time": TimeOfDay(out.at), "span": Span(out.minutes)}


def _answer(session: Session, now: datetime, telegram_id: int, cadre_id: int, reply: Reply) -> Said:
    activity = nearest(session, cadre_id, now=now)
    if activity is None:
        return "message-nothing-open", {}
    day = Day(activity.held_on)
    if reply.kind is ReplyKind.LATE:
        return _late(session, now, telegram_id, attendance.row_of(session, activity.id, cadre_id), reply.minutes, day)
    is_coming = reply.kind is ReplyKind.ARRIVING  # 20分钟到 says no less than 参加
    state = AnswerState.GOING if is_coming else AnswerState(reply.kind.value)
    reason = (reply.reason or LeaveReason.PERSONAL) if state is AnswerState.EXCUSED else None
    attendance.answer(
        session,
        now=now,
        telegram_id=telegram_id,
        activity_id=activity.id,
        answer=state,
        reason=reason,
        source=MarkSource.MESSAGE,
    )
    return f"message-{state}", {"day": day} | ({"reason": Term(f"leave-{reason}")} if reason else {})


def _late(session: Session, now: datetime, telegram_id: int, row: Attendance, minutes: int | None, day: Day) -> Said:
    """Confirm a delay; who says how late they come says that they come."""
    if row.checked_in_at is not None:
        return "message-already-in", {"day": day, "time": TimeOfDay(row.checked_in_at)}
    key = "message-late" if row.answer == AnswerState.GOING else "message-late-going"
    attendance.answer(
        session,
        now=now,
        telegram_id=telegram_id,
        activity_id=row.activity_id,
        answer=AnswerState.GOING,
        source=MarkSource.MESSAGE,
    )
    # 晚点到 names no figure.
    return (key, {"day": day, "minutes": minutes}) if minutes else (f"{key}-unknown", {"day": day})


def nearest(session: Session, cadre_id: int, *, now: datetime) -> Activity | None:
    """Return the next activity that still takes this person's answer."""
    return session.scalar(
        select(Activity)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(Attendance.cadre_id == cadre_id, Activity.state == ActivityState.OPEN, Activity.ends_at > now)
        .order_by(Activity.starts_at)
        .limit(1)
    )
