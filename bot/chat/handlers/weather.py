"""The organizers' taps on a proposal of the weather watch, and /duty."""

from __future__ import annotations

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper, who
from bot.chat.work import Context, Toast
from bot.services import broadcasts, weather_watch


async def tap(update: Update, context: Context, call: Call) -> None:
    """已知悉, 起草集结 or 起草备勤 under a proposal."""
    number, word = call.number(0), call.word(1)
    about = {**tapper(update, weather_watch.subject_of(number)), "snowfall_id": number}
    if word == "seen":
        await context.work.do(weather_watch.take, **about)
        context.work.toast = Toast("toast-snowfall-seen")
    elif word == "draft":
        await context.work.do(weather_watch.draft, **about, settings=context.settings.snow)
    elif word == "standby":
        await context.work.do(weather_watch.draft_standby, **about, hours=broadcasts.hours_of(context.settings))
    else:
        raise StaleButton


async def duty(update: Update, context: Context, rest: str) -> None:
    """/duty, alone or with a day and one or two names behind it."""
    today = context.work.now.astimezone(context.settings.operator.zone).date()
    if rest:
        await context.work.do(weather_watch.set_duty, telegram_id=who(update), today=today, typed=rest)
    else:
        await context.work.do(weather_watch.show_duty, telegram_id=who(update), today=today)
