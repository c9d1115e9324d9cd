"""The weekly summary on demand: /summary, the running week, and the sheet of persons."""

from __future__ import annotations

from datetime import date

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import who
from bot.chat.work import Context, Toast
from bot.reports.weekly import make_files, make_person_sheet
from bot.services import summary_requests
from bot.services.summary_letters import Files
from bot.services.summary_requests import Asked

RUNNING = "now"


async def command(update: Update, context: Context, _rest: str) -> None:
    """/summary: the last finished week."""
    await _send(update, context, summary_requests.last_week(context.work.now, context.settings))


async def week(update: Update, context: Context, call: Call) -> None:
    """本周至今 and 上周周报."""
    now, settings = context.work.now, context.settings
    is_running = call.word(0) == RUNNING
    first_on = summary_requests.this_week(now, settings) if is_running else summary_requests.last_week(now, settings)
    await _send(update, context, first_on)
    context.work.toast = Toast("toast-summary-sent")


async def _send(update: Update, context: Context, first_on: date) -> None:
    asked = await context.work.read(
        summary_requests.ask,
        now=context.work.now,
        telegram_id=who(update),
        first_on=first_on,
        settings=context.settings,
    )
    files: dict[str, Files] = {}
    if asked.week.activities and not asked.unit_ids:
        await context.work.announce("summary-being-made")
        files = await _files(context, asked)
    await context.work.do(summary_requests.give, telegram_id=who(update), asked=asked, files=files)


async def _files(context: Context, asked: Asked) -> dict[str, Files]:
    return await make_files(asked.week.figures(), context.settings.operator, [asked.reader.language])


async def send_to_group(update: Update, context: Context, chat_id: int) -> None:
    """/summary in a group: text, chart and the totals of the units, and nothing about single persons."""
    asked = await context.work.read(
        summary_requests.ask_for_group,
        now=context.work.now,
        telegram_id=who(update),
        chat_id=chat_id,
        settings=context.settings,
    )
    files = await _files(context, asked) if asked.week.activities else {}
    await context.work.do(summary_requests.give, telegram_id=who(update), asked=asked, files=files)


async def persons(update: Update, context: Context, call: Call) -> None:
    """人员明细 and 下载明细: one row a person, for the private chat of the one who may see them."""
    unit_id = call.number(1)
    first_on = _monday(call.word(0), context)
    sheet = await context.work.read(
        summary_requests.ask_for_persons,
        now=context.work.now,
        telegram_id=who(update),
        first_on=first_on,
        unit_id=unit_id,
        settings=context.settings,
    )
    await context.work.announce("summary-being-made")
    workbook = await make_person_sheet(sheet.figures, sheet.rows, context.settings.operator, sheet.language)
    await context.work.do(
        summary_requests.give_persons, telegram_id=who(update), unit_id=unit_id, sheet=sheet, workbook=workbook
    )
    context.work.toast = Toast("toast-persons-sent")


def _monday(word: str, context: Context) -> date:
    try:
        first_on = date.fromisoformat(word)
    except ValueError:
        raise StaleButton from None
    if not summary_requests.is_week(first_on, context.work.now, context.settings):
        raise StaleButton
    return first_on
