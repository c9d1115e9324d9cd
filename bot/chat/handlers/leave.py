"""`/leave` and 请假: the open activities, and a leave of days or weeks by tap or typed."""

from __future__ import annotations

from datetime import date

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.work import Context, Toast
from bot.rules.attendance import LeaveReason
from bot.rules.leaves import read
from bot.services import leaves, record
from bot.services.dialogues import Standing


def today_of(context: Context) -> date:
    """Return the day on which the update happened, in the operator's zone."""
    return context.work.now.astimezone(context.settings.operator.zone).date()


async def command(update: Update, context: Context, rest: str = "") -> None:
    """/leave and 请假; with days behind it, such as 12-1 12-10 出差, the leave is taken at once."""
    if rest:
        await _take_typed(update, context, rest)
    else:
        await context.work.do(record.offer_leave, telegram_id=who(update))


async def take_days(update: Update, context: Context, _standing: Standing) -> None:
    """The days, in answer to 选择日期; or 取消."""
    text = text_of(update)
    if text.casefold() in CANCEL_WORDS:
        await context.work.do(leaves.give_up, telegram_id=who(update))
    else:
        await _take_typed(update, context, text)


async def _take_typed(update: Update, context: Context, text: str) -> None:
    today = today_of(context)
    typed = read(text, today)
    if typed is None:
        raise leaves.LeaveUnreadable
    await context.work.do(leaves.take_typed, telegram_id=who(update), today=today, typed=typed)


async def tap(update: Update, context: Context, call: Call) -> None:
    """本周, 下周, 选择日期, a reason, 返回, 销假."""
    match call.word(0):
        case "ask":
            await context.work.do(leaves.ask_days, **tapper(update))
        case "on":
            days = leaves.days_of(call.word(1))
            await context.work.do(leaves.turn, **tapper(update), today=today_of(context), days=days)
        case "back":
            await context.work.do(leaves.turn, **tapper(update), today=today_of(context), days=None)
        case "take":
            await _take(update, context, call)
        case "end":
            await context.work.do(leaves.withdraw, **tapper(update), today=today_of(context), period_id=call.number(1))
            context.work.toast = Toast("toast-leave-withdrawn")
        case _:
            raise StaleButton


async def _take(update: Update, context: Context, call: Call) -> None:
    try:
        reason = LeaveReason(call.word(2))
    except ValueError:
        raise StaleButton from None
    days = leaves.days_of(call.word(1))
    await context.work.do(leaves.take, **tapper(update), today=today_of(context), days=days, reason=reason)
    context.work.toast = Toast("toast-leave-taken")
