"""Taps and plain replies about an activity: answers, check-in, check-out, the way there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper, who
from bot.chat.render import VENUE
from bot.chat.work import Context, Toast
from bot.model import Activity, ActivityState, Attendance, Roll, Shift, Site
from bot.rules.attendance import AnswerState, LeaveReason, MarkSource
from bot.rules.replies import Reply, ReplyKind
from bot.services import activities, attendance, outbox, people
from bot.services.outbox import Day, Term, TimeOfDay
from bot.texts.formats import duration_minutes


async def go(update: Update, context: Context, call: Call) -> None:
    """参加."""
    await _answer(update, context, call, AnswerState.GOING)


async def decline(update: Update, context: Context, call: Call) -> None:
    """不参加."""
    await _answer(update, context, call, AnswerState.DECLINED)


async def excuse(update: Update, context: Context, call: Call) -> None:
    """请假, with the reason on the button."""
    try:
        reason = LeaveReason(call.word(1))
    except ValueError:
        raise StaleButton from None
    await _answer(update, context, call, AnswerState.EXCUSED, reason)


async def _answer(
    update: Update, context: Context, call: Call, answer: AnswerState, reason: LeaveReason | None = None
) -> None:
    await context.work.do(
        attendance.answer,
        **tapper(update, activities.subject_of(call.number(0))),
        activity_id=call.number(0),
        answer=answer,
        reason=reason,
    )
    context.work.toast = Toast(f"toast-{answer}")


async def check_in(update: Update, context: Context, call: Call) -> None:
    """签到 on the card."""
    done = await context.work.do(
        attendance.check_in, **tapper(update, activities.subject_of(call.number(0))), activity_id=call.number(0)
    )
    context.work.toast = Toast(*_said_of_check_in("toast", done))


async def check_out(update: Update, context: Context, call: Call) -> None:
    """签退 on the card."""
    done = await context.work.do(
        attendance.check_out, **tapper(update, activities.subject_of(call.number(0))), activity_id=call.number(0)
    )
    span = duration_minutes(done.minutes, context.work.language)
    context.work.toast = Toast("toast-checked-out", {"time": TimeOfDay(done.at), "span": span})


async def undo(update: Update, context: Context, call: Call) -> None:
    """撤销 one's own check-in."""
    await context.work.do(
        attendance.undo_check_in, **tapper(update, activities.subject_of(call.number(0))), activity_id=call.number(0)
    )
    context.work.toast = Toast("toast-undone")


async def route(update: Update, context: Context, call: Call) -> None:
    """查看路线: the place on Telegram's map."""
    await context.work.do(_send_venue, **tapper(update), activity_id=call.number(0))


def _send_venue(session: Session, *, now: datetime, telegram_id: int, activity_id: int) -> None:
    cadre = people.require(session, telegram_id)
    row = attendance.row_of(session, activity_id, cadre.id)
    site = session.scalar(
        select(Site)
        .join(Shift, Shift.site_id == Site.id)
        .join(Roll, Roll.shift_id == Shift.id)
        .where(Roll.activity_id == activity_id, Roll.unit_id == row.unit_id)
    )
    if site is None or site.latitude is None or site.longitude is None:
        raise StaleButton
    outbox.say(
        session,
        outbox.cadre_key(cadre.id),
        VENUE,
        now=now,
        is_silent=True,
        latitude=site.latitude,
        longitude=site.longitude,
        title=site.name,
        address=site.address or site.name,
    )


def _said_of_check_in(family: str, done: attendance.CheckIn) -> tuple[str, dict[str, Any]]:
    if done.choices:
        return "message-choose-activity", {}
    params: dict[str, Any] = {"time": TimeOfDay(done.at)}
    if not done.is_new:
        return f"{family}-already-in", params
    if done.late_minutes:
        return f"{family}-checked-in-late", params | {"late": done.late_minutes}
    return f"{family}-checked-in", params


async def reply(update: Update, context: Context, understood: Reply) -> None:
    """Act on a plain reply and say back what was understood."""
    await context.work.do(act_on_reply, telegram_id=who(update), reply=understood, language=context.work.language)


def act_on_reply(session: Session, *, now: datetime, telegram_id: int, reply: Reply, language: str) -> None:
    """Do what a plain reply asks for, about the nearest activity, and confirm it in the chat."""
    to = outbox.cadre_key(people.require(session, telegram_id).id)
    match reply.kind:
        case ReplyKind.CHECK_IN:
            done = attendance.check_in(session, now=now, telegram_id=telegram_id, source=MarkSource.MESSAGE)
            key, params = _said_of_check_in("message", done)
        case ReplyKind.CHECK_OUT:
            out = attendance.check_out(session, now=now, telegram_id=telegram_id, source=MarkSource.MESSAGE)
            span = duration_minutes(out.minutes, language)
            key, params = "message-checked-out", {"time": TimeOfDay(out.at), "span": span}
        case ReplyKind.READ:
            key, params = "message-read", {}
        case _:
            key, params = _answer_by_reply(session, now, telegram_id, reply)
    outbox.say(session, to, key, now=now, is_silent=True, **params)


def _answer_by_reply(session: Session, now: datetime, telegram_id: int, reply: Reply) -> tuple[str, dict[str, Any]]:
    activity = nearest(session, people.require(session, telegram_id).id, now=now)
    if activity is None:
        return "message-nothing-open", {}
    if reply.kind is ReplyKind.LATE:
        return "message-late", {"minutes": reply.minutes or 0}
    state = AnswerState(reply.kind.value)
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
    params: dict[str, Any] = {"day": Day(activity.held_on)}
    if reason is not None:
        params["reason"] = Term(f"leave-{reason}")
    return f"message-{state}", params


def nearest(session: Session, cadre_id: int, *, now: datetime) -> Activity | None:
    """Return the next activity that still takes this person's answer."""
    return session.scalar(
        select(Activity)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(Attendance.cadre_id == cadre_id, Activity.state == ActivityState.OPEN, Activity.ends_at > now)
        .order_by(Activity.starts_at)
        .limit(1)
    )
