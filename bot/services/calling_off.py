"""Calling an activity off, and holding a Friday after all that was left out."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import CALL_KINDS, Activity, ActivityState, Attendance, Card, Lane, Message, MessageState
from bot.rules.attendance import AnswerState
from bot.rules.plans import Flaw
from bot.rules.rights import Right
from bot.services import activity_leads, announcements, dialogues, outbox, people
from bot.services.activities import CHUNK, SERIES, subject_of
from bot.services.planning import AHEAD, LIST, REASON_STEP, ActivityOver, NoSuchPlan, ValueUnfit, forget_question
from bot.services.publishing import note, told

LONGEST_REASON: Final = 100
FRIDAYS: Final = "fridays:0"


class PeopleThere(Fault):
    """``count`` people have checked in: it is held, so it is not cancelled."""

    key = "fault-activity-people-there"


def ask_reason(session: Session, *, now: datetime, telegram_id: int, activity_id: int) -> None:
    """取消活动: ask why; people read the reason on their cards."""
    by = people.require_right(session, telegram_id, Right.PLAN)
    _to_cancel(session, activity_id, now=now)
    dialogues.ask(session, telegram_id, REASON_STEP, now=now, activity=activity_id)
    outbox.say(session, outbox.cadre_key(by.id), "plan-ask-reason", now=now, is_silent=True)


def _to_cancel(session: Session, activity_id: int, *, now: datetime) -> Activity:
    activity = session.get(Activity, activity_id)
    if activity is None or activity.kind in CALL_KINDS or (activity.made_by is None and activity.kind != SERIES):
        raise NoSuchPlan
    if activity.state not in AHEAD or activity.ends_at <= now:
        raise ActivityOver
    there = session.scalar(
        select(func.count())
        .select_from(Attendance)
        .where(Attendance.activity_id == activity.id, Attendance.checked_in_at.is_not(None))
    )
    if there:
        raise PeopleThere(count=there)
    return activity


def cancel(session: Session, *, now: datetime, telegram_id: int, activity_id: int, reason: str) -> Activity:
    """Cancel an activity: what waits to leave is cancelled, each card says so, and who would have come is told aloud.

    Raises:
        ValueUnfit: The reason is empty or too long; the question stays.
        PeopleThere: Somebody has checked in.
        ActivityOver: It is over, or was cancelled before.
    """
    by = people.require_right(session, telegram_id, Right.PLAN)
    activity = _to_cancel(session, activity_id, now=now)
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST_REASON:
        raise ValueUnfit(flaw=(Flaw.TOO_LONG if words else Flaw.UNREADABLE).value, limit=LONGEST_REASON)
    before = told(session, activity)
    was_open = activity.state is ActivityState.OPEN
    activity.state = ActivityState.CANCELLED if was_open else ActivityState.SKIPPED
    activity.reason, activity.is_fixed = words, True
    session.flush()
    waiting = update(Message).where(Message.activity_id == activity.id, Message.state == MessageState.WAITING)
    session.execute(
        waiting.values(state=MessageState.CANCELLED, reason="cancelled", finished_at=now),
        execution_options={"synchronize_session": False},
    )
    told_aloud = _tell_of_cancelling(session, activity, now=now) if was_open else 0
    activity_leads.release_all(session, by, activity, now=now)
    announcements.follow(session, activity.id, now=now)
    forget_question(session, telegram_id, now=now)
    after = told(session, activity) | {"reason": words}
    note(session, by, "activity.cancel", activity, now=now, before=before, after=after)
    to = outbox.cadre_key(by.id)
    outbox.say(
        session,
        to,
        "plan-cancelled",
        now=now,
        is_silent=True,
        title=activity.title,
        day=outbox.Day(activity.held_on),
        count=told_aloud,
    )
    card = outbox.show(session, to, FRIDAYS if activity.kind == SERIES else LIST, now=now, anew=True)
    card.page, card.view = 0, None
    outbox.refresh(session, LIST, now=now)
    outbox.refresh(session, FRIDAYS, now=now)
    return activity


def _tell_of_cancelling(session: Session, activity: Activity, *, now: datetime) -> int:
    """Ring who said 参加, and return how many; all other cards are redrawn silently."""
    going = {
        outbox.cadre_key(cadre_id)
        for cadre_id in session.scalars(
            select(Attendance.cadre_id).where(
                Attendance.activity_id == activity.id, Attendance.answer == AnswerState.GOING
            )
        )
    }
    subject = subject_of(activity.id)
    shown = session.scalars(select(Card.chat_key).where(Card.subject == subject)).all()
    for rings, lane in ((True, Lane.REMINDER), (False, Lane.BULK)):
        keys = [key for key in shown if (key in going) is rings]
        for first in range(0, len(keys), CHUNK):
            outbox.show_to_all(
                session,
                keys[first : first + CHUNK],
                subject,
                now=now,
                lane=lane,
                rings=rings,
                dedup=f"cancelled:{activity.id}:v{activity.schedule_version}",
            )
    return sum(key in going for key in shown)


def restore(session: Session, *, now: datetime, telegram_id: int, activity_id: int) -> Activity:
    """恢复: hold a Friday after all that was to be left out and nobody has been invited to yet.

    Raises:
        ActivityOver: It was cancelled after people had been invited, or its hour is past.
    """
    by = people.require_right(session, telegram_id, Right.PLAN)
    activity = session.get(Activity, activity_id)
    if activity is None or activity.kind != SERIES:
        raise NoSuchPlan
    if activity.state is not ActivityState.SKIPPED or activity.starts_at <= now:
        raise ActivityOver
    before = told(session, activity)
    activity.state, activity.reason, activity.is_fixed = ActivityState.PLANNED, "", True
    note(session, by, "activity.restore", activity, now=now, before=before, after=told(session, activity))
    announcements.follow(session, activity.id, now=now)
    outbox.refresh(session, FRIDAYS, now=now)
    return activity
