"""`/audit`: who did what to whom, for admins; its pages, and the file of what fits."""

from __future__ import annotations

from datetime import date

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.work import Context, Toast
from bot.errors import Fault
from bot.reports.audit import AuditOrder
from bot.reports.child import in_child
from bot.rules.audit_query import Query, read_query
from bot.services import audit_log
from bot.services.audit_log import Filter
from bot.services.dialogues import Standing


class QueryUnread(Fault):
    """What stands behind the command is no filter."""

    key = "fault-audit-query"


async def command(update: Update, context: Context, rest: str) -> None:
    """/audit, with a name, a number or days behind it."""
    await context.work.do(audit_log.show, telegram_id=who(update), query=_read(rest))


def _read(text: str) -> Query:
    query = read_query(text)
    if query is None:
        raise QueryUnread
    return query


async def take_name(update: Update, context: Context, standing: Standing) -> None:
    """The number or another name, where the first was not clear; or 取消. Days that were said stay."""
    text = text_of(update)
    if text.casefold() in CANCEL_WORDS:
        await context.work.do(audit_log.give_up, telegram_id=who(update))
        return
    query = _read(text)
    held_on, on = (
        said or (date.fromisoformat(kept) if (kept := standing.data.get(name)) else None)
        for name, said in (("held_on", query.held_on), ("on", query.on))
    )
    await context.work.do(audit_log.show, telegram_id=who(update), query=Query(query.who, held_on, on))


async def tap(update: Update, context: Context, call: Call) -> None:
    """Another page, or 导出."""
    try:
        chosen = audit_log.filter_of(call.number(1), call.word(2), call.word(3))
    except ValueError:
        raise StaleButton from None
    match call.word(0):
        case "page":
            page = call.number(4)
            await context.work.do(audit_log.turn, **tapper(update, chosen.subject), chosen=chosen, page=page)
        case "file":
            await _send_file(update, context, chosen)
        case _:
            raise StaleButton


async def _send_file(update: Update, context: Context, chosen: Filter) -> None:
    operator = context.settings.operator
    asked = await context.work.read(
        audit_log.ask, telegram_id=who(update), chosen=chosen, zone=operator.zone, language=operator.language
    )
    order = AuditOrder(
        rows=tuple((row.at, row.who, row.did, row.what, row.change) for row in asked.rows),
        scope=asked.scope,
        organization=operator.name,
        made_at=context.work.now,
        zone=operator.timezone,
        language=asked.language,
    )
    content = await in_child("write_audit", order)
    await context.work.do(
        audit_log.give, telegram_id=who(update), chosen=chosen, asked=asked, content=content, zone=operator.zone
    )
    context.work.toast = Toast("toast-audit-exported")
