"""What a person asks about themself: `/today`, `/me`, `/help`, and a reason chosen from the menu of `/leave`."""

from __future__ import annotations

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.cards.me import VIEWS
from bot.chat.handlers.parts import tapper, who
from bot.chat.work import Context, Toast
from bot.rules.attendance import AnswerState, LeaveReason
from bot.services import attendance, record


async def today(update: Update, context: Context, _rest: str = "") -> None:
    """/today and 今日."""
    day = context.work.now.astimezone(context.settings.operator.zone).date()
    await context.work.do(record.show_today, telegram_id=who(update), today=day)


async def me(update: Update, context: Context, _rest: str = "") -> None:
    """/me and 我的."""
    await context.work.do(record.show_record, telegram_id=who(update))


async def turn(update: Update, context: Context, call: Call) -> None:
    """Another page of the own record, or the choice of days for a statement."""
    view = call.word(0)
    await context.work.do(
        record.turn_record, **tapper(update), view=view if view in VIEWS else None, page=call.number(1)
    )


async def take_leave(update: Update, context: Context, call: Call) -> None:
    """A reason chosen from the menu. The menu is no card, so its message is not handed on as one."""
    try:
        reason = LeaveReason(call.word(1))
    except ValueError:
        raise StaleButton from None
    await context.work.do(
        attendance.answer,
        **tapper(update),
        activity_id=call.number(0),
        answer=AnswerState.EXCUSED,
        reason=reason,
    )
    context.work.toast = Toast("toast-excused")


async def help_me(update: Update, context: Context, _rest: str = "") -> None:
    """/help."""
    await context.work.do(record.show_help, telegram_id=who(update))
