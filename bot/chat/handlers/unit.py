"""`/unit`: a liaison looks at the own unit."""

from __future__ import annotations

from telegram import Update

from bot.chat.buttons import Call
from bot.chat.handlers.parts import tapper, who
from bot.chat.handlers.rollcall import corrections_of
from bot.chat.work import Context
from bot.services import unit_view


async def command(update: Update, context: Context, _rest: str) -> None:
    """/unit."""
    await context.work.do(unit_view.show, telegram_id=who(update), corrections=corrections_of(context))


async def turn(update: Update, context: Context, call: Call) -> None:
    """查看请假, its pages, and back."""
    await context.work.do(
        unit_view.turn,
        **tapper(update, unit_view.unit_subject(call.number(0))),
        roll_id=call.number(0),
        view=call.word(1),
        page=call.number(2),
    )
