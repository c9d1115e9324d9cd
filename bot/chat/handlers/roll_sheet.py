"""打印签到表 on the roll-call: a unit's list as a PDF, for where phones fail."""

from __future__ import annotations

from telegram import Update

from bot.chat.buttons import Call
from bot.chat.handlers.parts import who
from bot.chat.work import Context, Toast
from bot.reports.child import in_child
from bot.reports.roll_sheet import RollSheetOrder
from bot.services import roll_sheets
from bot.services.invites import link_of


async def tap(update: Update, context: Context, call: Call) -> None:
    """打印签到表."""
    operator, roll_id = context.settings.operator, call.number(0)
    await context.work.note(roll_sheets.open_code, telegram_id=who(update), roll_id=roll_id)
    prepared = await context.work.read(
        roll_sheets.prepare, telegram_id=who(update), roll_id=roll_id, settings=context.settings.check_in
    )
    language = prepared.language or operator.language
    order = RollSheetOrder(
        sheet=prepared.sheet,
        organization=operator.name,
        made_at=context.work.now,
        qr_link=link_of(context.bot.username, prepared.payload) if prepared.payload is not None else None,
        zone=operator.timezone,
        language=language,
    )
    content = await in_child("draw_roll_sheet", order)
    await context.work.do(
        roll_sheets.hand_out,
        telegram_id=who(update),
        roll_id=roll_id,
        rows=len(prepared.sheet.people),
        content=content,
        language=language,
    )
    context.work.toast = Toast("toast-roll-sheet-sent")
