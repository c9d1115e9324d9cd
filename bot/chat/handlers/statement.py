"""The statement of the own record: its two files on a tap, and /check for whoever was handed one."""

from __future__ import annotations

import asyncio

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import who
from bot.chat.work import Context, Toast
from bot.reports.child import in_child
from bot.reports.statement import StatementOrder
from bot.rules.statements import Period
from bot.services import statements
from bot.services.statements import Draft, StatementFiles


async def make(update: Update, context: Context, call: Call) -> None:
    """今年, 去年 or 全部 under 出勤记录."""
    try:
        period = Period(call.word(0))
    except ValueError:
        raise StaleButton from None
    operator = context.settings.operator
    draft = await context.work.read(
        statements.prepare, now=context.work.now, telegram_id=who(update), period=period, zone=operator.zone
    )
    await context.work.announce("statement-being-made")
    language = draft.language or operator.language
    order = _order(context, draft, language)
    pdf, workbook = await asyncio.gather(in_child("draw_statement", order), in_child("write_statement", order))
    await context.work.do(
        statements.give,
        telegram_id=who(update),
        draft=draft,
        files=StatementFiles(pdf, workbook),
        language=language,
    )
    context.work.toast = Toast("toast-statement-sent")


def _order(context: Context, draft: Draft, language: str) -> StatementOrder:
    operator, privacy = context.settings.operator, context.settings.privacy
    return StatementOrder(
        record=draft.record,
        code=draft.code,
        made_at=context.work.now,
        organization=operator.name,
        person_in_charge=privacy.person_in_charge or "",
        contact=privacy.contact or "",
        zone=operator.timezone,
        language=language,
    )


async def check(update: Update, context: Context, rest: str) -> None:
    """/check with the code that stands on a statement."""
    zone = context.settings.operator.zone
    await context.work.do(statements.check, telegram_id=who(update), typed=rest, zone=zone)
