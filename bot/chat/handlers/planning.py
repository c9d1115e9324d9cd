"""What organizers plan: the Fridays ahead."""

from __future__ import annotations

from telegram import Update

from bot.chat.handlers.parts import who
from bot.chat.work import Context
from bot.services import outlook


async def fridays(update: Update, context: Context, _rest: str) -> None:
    """/friday."""
    await context.work.do(outlook.show_ahead, telegram_id=who(update))
