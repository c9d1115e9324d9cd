"""Taps and plain replies about an activity: answers, check-in, check-out, the way there."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper, who
from bot.chat.render import VENUE
from bot.chat.work import Context, Toast
from bot.model import Roll, Shift, Site
from bot.rules.attendance import AnswerState, LeaveReason
from bot.rules.replies import Reply
from bot.services import activities, attendance, departures, outbox, people, replies
from bot.services.outbox import Span, TimeOfDay


async def go(update: Update, context: Context, call: Call) -> None:
    """参加."""
    await _answer(update, context, call, AnswerState.GOING)


async def decline(update: Update, context: Context, call: Call) -> None:
    """不参加."""
    await _answer(update, context, call, AnswerState.DECLINED)


async def excuse(update: Update, context: Context, call: Call) -> None:
    """A reason for leave."""
    try:
        reason = LeaveReason(call.word(1))
    except ValueError:
        raise StaleButton from None
    await _answer(update, context, call, AnswerState.EXCUSED, reason)


async def _answer(
    update: Update, context: Context, call: Call, answer: AnswerState, reason: LeaveReason | None = None
) -> None:
    row = await context.work.do(
        attendance.answer,
        **tapper(update, activities.subject_of(call.number(0))),
        activity_id=call.number(0),
        answer=answer,
        reason=reason,
    )
    context.work.toast = Toast(f"toast-{row.answer}")


async def change(update: Update, context: Context, call: Call) -> None:
    """请假 and 不能前来, which offer the reasons for leave, and the way back."""
    if call.word(1) not in ("0", "1"):
        raise StaleButton
    await context.work.do(
        attendance.offer_change,
        **tapper(update, activities.subject_of(call.number(0))),
        activity_id=call.number(0),
        is_offered=call.word(1) == "1",
    )


async def check_in(update: Update, context: Context, call: Call) -> None:
    """签到 on the card."""
    done = await context.work.do(
        attendance.check_in,
        **tapper(update, activities.subject_of(call.number(0))),
        activity_id=call.number(0),
        ways=context.settings.check_in,
    )
    context.work.toast = said_in_toast(done)


def said_in_toast(done: attendance.CheckIn) -> Toast:
    """Say over the chat what came of a check-in."""
    return Toast(*replies.said_of_check_in("toast", done))


async def check_out(update: Update, context: Context, call: Call) -> None:
    """签退 on the card."""
    done = await context.work.do(
        attendance.check_out, **tapper(update, activities.subject_of(call.number(0))), activity_id=call.number(0)
    )
    context.work.toast = Toast("toast-checked-out", {"time": TimeOfDay(done.at), "span": Span(done.minutes)})


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


async def reply(update: Update, context: Context, understood: Reply) -> None:
    """Act on a plain reply and say back what was understood."""
    ways = context.settings.check_in
    await context.work.do(replies.act_on_reply, telegram_id=who(update), reply=understood, ways=ways)


async def leave_at(update: Update, context: Context, at: time) -> None:
    """14:30走: when somebody will leave today."""
    zone = context.settings.operator.zone
    today = context.work.now.astimezone(zone).date()
    await context.work.do(
        departures.announce, telegram_id=who(update), leaves_at=datetime.combine(today, at, tzinfo=zone)
    )
