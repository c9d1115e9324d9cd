"""/settings: the person's own, each changed by one tap and shown back."""

from __future__ import annotations

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper, who
from bot.chat.work import Context, Toast
from bot.services import wishes


async def command(update: Update, context: Context, _rest: str) -> None:
    """/settings."""
    await context.work.do(wishes.show, telegram_id=who(update))


async def tap(update: Update, context: Context, call: Call) -> None:
    """提醒时间 and one of its hours, 静音 or 恢复声音."""
    match call.word(0):
        case "remind":
            await context.work.do(wishes.turn, **tapper(update), view=wishes.REMIND)
        case "back":
            await context.work.do(wishes.turn, **tapper(update), view=None)
        case "at":
            minute = None if call.word(1) == "usual" else call.number(1)
            await context.work.do(wishes.remind_at, **tapper(update), minute=minute)
            context.work.toast = Toast("toast-settings-kept")
        case "sound" if call.word(1) in ("0", "1"):
            is_silenced = call.word(1) == "0"
            await context.work.do(wishes.silence, **tapper(update), is_silenced=is_silenced)
            context.work.toast = Toast("toast-settings-silenced" if is_silenced else "toast-settings-sound")
        case _:
            raise StaleButton
