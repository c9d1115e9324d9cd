"""Plain replies put into effect: 参加, 去不了, 到了, 晚10分钟. Each is confirmed in the chat, with its day.

They answer, in this order, a call under way, the evening's stand-by, or the nearest activity.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.config import CheckInSettings
from bot.model import Activity, Attendance, Message, StandbyAnswer
from bot.rules.attendance import AnswerState, LeaveReason, MarkSource
from bot.rules.replies import LATE_COMING, Reply, ReplyKind
from bot.services import attendance, outbox, people, record, standbys, summons
from bot.services.outbox import Day, DayAndTime, Span, Term, TimeOfDay
from bot.services.standbys import Question

Said = tuple[str, dict[str, Any]]

ONLY_READ = frozenset({ReplyKind.READ, ReplyKind.YES})
FOR_STANDBY: Mapping[ReplyKind, StandbyAnswer] = {
    ReplyKind.ABLE: StandbyAnswer.READY,
    ReplyKind.YES: StandbyAnswer.READY,
    ReplyKind.GOING: StandbyAnswer.READY,
    ReplyKind.LATE: StandbyAnswer.LATE,
    ReplyKind.UNABLE: StandbyAnswer.UNABLE,
    ReplyKind.DECLINED: StandbyAnswer.UNABLE,
    ReplyKind.EXCUSED: StandbyAnswer.UNABLE,
}
FOR_ACTIVITY: Mapping[ReplyKind, AnswerState] = {
    ReplyKind.ABLE: AnswerState.GOING,
    ReplyKind.GOING: AnswerState.GOING,
    ReplyKind.ARRIVING: AnswerState.GOING,  # 20分钟到 says no less than 参加
    ReplyKind.UNABLE: AnswerState.DECLINED,
    ReplyKind.DECLINED: AnswerState.DECLINED,
    ReplyKind.EXCUSED: AnswerState.EXCUSED,
}


def act_on_reply(
    session: Session, *, now: datetime, telegram_id: int, reply: Reply, ways: CheckInSettings | None = None
) -> None:
    """Do what a plain reply asks for, about what it seems to answer, and confirm it in the chat.

    Args:
        session: The transaction.
        now: When the reply was written.
        telegram_id: Who wrote it.
        reply: What it says; of a kind that answers something, or 收到.
        ways: Which ways to check in are on; all where None.

    Raises:
        NotRegistered: A stranger.
        CheckInClosed: No window is open; says when the next one opens.
        NoCheckInAhead: No window is open and none is planned.
        TapOff: A word does not check in to that activity.
        NotCheckedIn: There is no check-in to end.
        CheckOutClosed: The record of that day is closed.
    """
    cadre = people.require(session, telegram_id)
    key, params = _act(session, now, telegram_id, cadre.id, reply, ways)
    outbox.say(session, outbox.cadre_key(cadre.id), key, now=now, is_silent=True, **params)


def _act(
    session: Session, now: datetime, telegram_id: int, cadre_id: int, reply: Reply, ways: CheckInSettings | None
) -> Said:
    if reply.kind is ReplyKind.CHECK_IN:
        return _check_in(session, now, telegram_id, ways)
    if reply.kind is ReplyKind.CHECK_OUT:
        return _check_out(session, now, telegram_id)
    asked = summons.open_one(session, cadre_id)
    question = _standby_meant(session, now, cadre_id, reply) if asked is None else None
    if question is not None:
        return _answer_standby(session, now, question, reply)
    if reply.is_of_morning:
        return "message-not-understood", {}
    if asked is not None:
        return _answer_call(session, now, telegram_id, asked, reply)
    if reply.kind in ONLY_READ:
        return "message-read", {}
    return _answer(session, now, telegram_id, cadre_id, reply)


def _answer_call(session: Session, now: datetime, telegram_id: int, activity_id: int, reply: Reply) -> Said:
    """Answer the call that is under way: it is nearer than any Friday."""
    who: dict[str, Any] = {"now": now, "telegram_id": telegram_id, "activity_id": activity_id}
    if reply.kind in ONLY_READ:
        summons.mark_read(session, **who)
        return "message-summons-read", {}
    cadre = people.require(session, telegram_id)
    before = summons.state_of(session, activity_id, cadre.id)
    if reply.kind in (ReplyKind.DECLINED, ReplyKind.UNABLE, ReplyKind.EXCUSED):
        done = summons.decline(session, **who, reason=reply.reason, source=MarkSource.MESSAGE)
    else:
        done = summons.come(session, **who, minutes=reply.minutes, source=MarkSource.MESSAGE)
    after = summons.state_of(session, activity_id, cadre.id)
    undoing = {"activity": activity_id, "before": before.value, "after": after.value}
    params = {"place": summons.place_of(session, activity_id, cadre.id), "number": done.place}
    wanted = {"coming": ("place",), "waiting": ("place", "number")}.get(done.outcome.value, ())
    return f"message-summons-{done.outcome}", {name: params[name] for name in wanted} | undoing


def _standby_meant(session: Session, now: datetime, cadre_id: int, reply: Reply) -> Question | None:
    """Return the stand-by that a reply answers, or None.

    What stands on its buttons goes to it: 能到, 晚到, 不能到. 请假 goes to the activity that waits, and so does 参加 as
    long as that has no answer. What fits both goes to what was spoken of last.
    """
    question = standbys.open_question(session, cadre_id, now=now)
    if question is None or reply.kind is ReplyKind.ARRIVING:
        return None
    is_its_own = reply.kind in (ReplyKind.ABLE, ReplyKind.UNABLE, ReplyKind.YES) or reply == LATE_COMING
    if is_its_own or reply.is_of_morning:
        return question
    activity = nearest(session, cadre_id, now=now)
    if activity is None:
        return question
    row = attendance.row_of(session, activity.id, cadre_id)
    is_new_here = reply.kind is ReplyKind.GOING and row.answer == AnswerState.PENDING
    if reply.kind is ReplyKind.EXCUSED or is_new_here:
        return None
    return question if question.spoken_of_at > _spoken_of_at(session, activity, row) else None


def _spoken_of_at(session: Session, activity: Activity, row: Attendance) -> datetime:
    """Return when somebody's phone last rang for an activity, or when they last answered, if that was later."""
    rang = select(func.max(Message.started_at)).where(
        Message.chat_key == outbox.cadre_key(row.cadre_id), Message.activity_id == activity.id, ~Message.is_silent
    )
    return max(at for at in (activity.opens_at, session.scalar(rang), row.answered_at) if at is not None)


def _answer_standby(session: Session, now: datetime, question: Question, reply: Reply) -> Said:
    params: dict[str, Any] = {"day": Day(question.standby.held_on), "until": DayAndTime(question.ends_at)}
    if reply.kind is ReplyKind.READ:
        return "message-standby-read", params
    said = FOR_STANDBY[reply.kind]
    standbys.note(session, question.standby, question.line, said, now=now)
    return "message-standby", params | {"answer": Term(f"standby-answer-{said.value}")}


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


def _check_in(session: Session, now: datetime, telegram_id: int, ways: CheckInSettings | None) -> Said:
    done = attendance.check_in(session, now=now, telegram_id=telegram_id, source=MarkSource.MESSAGE, ways=ways)
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
    state = FOR_ACTIVITY[reply.kind]
    reason = (reply.reason or LeaveReason.PERSONAL) if state is AnswerState.EXCUSED else None
    row = attendance.answer(
        session,
        now=now,
        telegram_id=telegram_id,
        activity_id=activity.id,
        answer=state,
        reason=reason,
        source=MarkSource.MESSAGE,
    )
    return f"message-{row.answer}", {"day": day} | ({"reason": Term(f"leave-{reason}")} if reason else {})


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
    return next((entry.activity for entry in record.open_to_answer(session, cadre_id, now=now)), None)
