"""/privacy, /mydata, /delete, and the language."""

from __future__ import annotations

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.leave import today_of
from bot.chat.handlers.parts import who
from bot.chat.work import Context, Toast
from bot.services import my_data as my_data_service
from bot.services import privacy as service
from bot.services.registration import Notice
from bot.texts import LANGUAGES


async def privacy(update: Update, context: Context, _rest: str) -> None:
    """/privacy."""
    await context.work.do(
        service.explain,
        telegram_id=who(update),
        language=context.work.language,
        notice=Notice.of(context.settings),
    )


async def my_data(update: Update, context: Context, _rest: str) -> None:
    """/mydata: a file with all that is stored about the person."""
    operator = context.settings.operator
    await context.work.do(my_data_service.send, telegram_id=who(update), language=operator.language, zone=operator.zone)


async def delete(update: Update, context: Context, _rest: str) -> None:
    """/delete: asks once more."""
    await context.work.do(service.ask_to_delete, telegram_id=who(update), language=context.work.language)


async def confirm_delete(update: Update, context: Context, _call: Call) -> None:
    """确认解除绑定."""
    await context.work.do(service.delete, telegram_id=who(update), today=today_of(context))
    context.work.toast = Toast("toast-deleted")


async def keep(update: Update, context: Context, _call: Call) -> None:
    """取消."""
    await context.work.do(service.keep, telegram_id=who(update))
    context.work.toast = Toast("toast-kept")


async def language(update: Update, context: Context, call: Call) -> None:
    """中文 or English."""
    chosen = call.word(0)
    if chosen not in LANGUAGES:
        raise StaleButton
    await context.work.do(service.choose_language, telegram_id=who(update), language=chosen)
    context.work.language = chosen
    context.work.toast = Toast("toast-language")
