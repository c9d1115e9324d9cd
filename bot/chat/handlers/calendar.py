"""/calendar: what is ahead as a file for the phone's own calendar."""

from __future__ import annotations

from telegram import Update

from bot.chat.handlers.parts import who
from bot.chat.handlers.roster import voice_of
from bot.chat.work import Context
from bot.reports.child import in_child
from bot.reports.orders import CalendarOrder
from bot.services import calendars


async def command(update: Update, context: Context, _rest: str) -> None:
    """/calendar."""
    found = await context.work.read(calendars.upcoming, telegram_id=who(update), now=context.work.now)
    if not found.entries:
        await context.work.do(calendars.say_none, telegram_id=who(update))
        return
    order = CalendarOrder(
        entries=found.entries,
        name=context.settings.operator.name,
        source=context.bot.username,
        made_at=context.work.now,
    )
    await context.work.do(
        calendars.hand_out,
        telegram_id=who(update),
        name=voice_of(context, found.language).plain("calendar-file-name"),
        content=await in_child("write_calendar", order),
        count=len(found.entries),
    )
