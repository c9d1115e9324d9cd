"""Summaries on demand: /summary, the running week, months and years, and the sheet of persons."""

from __future__ import annotations

from datetime import date

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import who
from bot.chat.summaries import SummaryWord
from bot.chat.work import Context, Toast
from bot.reports.weekly import make_files, make_period_files, make_person_sheet
from bot.rules.periods import Period
from bot.services import summary_requests
from bot.services.summary_letters import Files
from bot.services.summary_requests import Asked


async def command(update: Update, context: Context, rest: str) -> None:
    """/summary: the last finished week, or the month or year behind it."""
    now, settings = context.work.now, context.settings
    if not rest.strip():
        await _send(update, context, summary_requests.last_week(now, settings))
        return
    await _send_period(update, context, summary_requests.period_of(rest, now, settings))


async def choose(update: Update, context: Context, call: Call) -> None:
    """本周至今, 上周周报, 本月, 上月 and 本年."""
    now, settings, word = context.work.now, context.settings, call.word(0)
    if word == SummaryWord.RUNNING_WEEK:
        await _send(update, context, summary_requests.this_week(now, settings))
    elif word == SummaryWord.LAST_WEEK:
        await _send(update, context, summary_requests.last_week(now, settings))
    else:
        await _send_period(update, context, _period(word, context))
    context.work.toast = Toast("toast-summary-sent")


def _period(word: str, context: Context) -> Period:
    month = summary_requests.this_month(context.work.now, context.settings)
    try:
        return {
            SummaryWord.MONTH: month,
            SummaryWord.LAST_MONTH: month.before,
            SummaryWord.YEAR: Period.year_of(month.first_on),
        }[SummaryWord(word)]
    except ValueError:
        raise StaleButton from None


async def _send_period(update: Update, context: Context, period: Period) -> None:
    asked = await context.work.read(
        summary_requests.ask_for_period,
        now=context.work.now,
        telegram_id=who(update),
        period=period,
        settings=context.settings,
    )
    files: dict[str, Files] = {}
    if asked.figures.volume.activities:
        await context.work.announce("summary-being-made")
        files = await make_period_files(asked.figures, context.settings.operator, [asked.reader.language])
    await context.work.do(summary_requests.give_period, telegram_id=who(update), asked=asked, files=files)


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
    settings = context.settings
    return await make_files(
        asked.week.figures(),
        settings.operator,
        [asked.reader.language],
        compare_units=settings.summary.compare_units,
    )


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
