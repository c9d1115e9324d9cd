"""/export: period, form, the file; and a sheet of the record that comes back: its preview and the organizer's word."""

from __future__ import annotations

from datetime import date

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.files import fetch_document
from bot.chat.handlers import plain
from bot.chat.handlers.leave import today_of
from bot.chat.handlers.parts import tapper, who
from bot.chat.handlers.roster import MOST_BYTES, voice_of
from bot.chat.roster_words import fault_file
from bot.chat.work import Context, Toast
from bot.errors import Fault
from bot.reports.child import in_child
from bot.reports.orders import RosterFile
from bot.reports.record_order import TIMEOUT_SECONDS, make_record
from bot.rules.record_sheet import ReturnedSheet
from bot.services import record_export, record_import
from bot.services.record_export import ALL_UNITS, FORMS, PeriodUnfit, period_named
from bot.services.roster_import import SHOWN_FAULTS
from bot.services.units import unit_named

EVERYONE, PRESENT = "all", "here"


async def command(update: Update, context: Context, rest: str) -> None:
    """/export: ask for the period, or with two days (and a unit) behind it for the form."""
    if not rest:
        await context.work.do(record_export.ask_period, telegram_id=who(update))
        return
    first, _, rest = rest.partition(" ")
    last, _, name = rest.strip().partition(" ")
    unit_id = await context.work.read(unit_named, name=name.strip()) if name.strip() else ALL_UNITS
    await context.work.do(
        record_export.ask_form,
        telegram_id=who(update),
        first_on=_day(first, PeriodUnfit(days=record_export.LONGEST_DAYS)),
        last_on=_day(last, PeriodUnfit(days=record_export.LONGEST_DAYS)),
        unit_id=unit_id,
    )


def _day(word: str, fault: Fault) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise fault from None


async def tap(update: Update, context: Context, call: Call) -> None:
    """A period, or a form."""
    match call.word(0):
        case "p":
            period = period_named(call.word(1), today_of(context))
            if period is None:
                raise StaleButton
            await context.work.do(
                record_export.ask_form, telegram_id=who(update), first_on=period[0], last_on=period[1]
            )
        case "f":
            await _send(update, context, call)
        case _:
            raise StaleButton


async def _send(update: Update, context: Context, call: Call) -> None:
    first_on, last_on = _day(call.word(1), StaleButton()), _day(call.word(2), StaleButton())
    unit_id, form, rows = call.number(3), call.word(4), call.word(5)
    if form not in FORMS or rows not in (EVERYONE, PRESENT):
        raise StaleButton
    asked = await context.work.read(
        record_export.ask,
        now=context.work.now,
        telegram_id=who(update),
        first_on=first_on,
        last_on=last_on,
        unit_id=unit_id,
        form=form,
        is_everyone=rows == EVERYONE,
        settings=context.settings,
    )
    await context.work.announce("export-being-made")
    content = await make_record(asked.record, context.settings, form, asked.language, may_return=asked.may_return)
    await context.work.do(
        record_export.give, telegram_id=who(update), unit_id=unit_id, asked=asked, form=form, content=content
    )
    context.work.toast = Toast("toast-exported")


async def take(update: Update, context: Context) -> None:
    """A file that nobody asked for: a sheet of the record that comes back, by whoever may, or nothing we know."""
    document = update.effective_message.document if update.effective_message else None
    author = await context.work.read(record_import.find_author, telegram_id=who(update)) if document else None
    if document is None or author is None:
        if document is not None and await context.work.read(record_import.is_of_unit, telegram_id=who(update)):
            await context.work.do(plain.say, telegram_id=who(update), key="record-not-yours")
        else:
            await plain.not_understood(update, context)
        return
    content = await fetch_document(context, document, max_bytes=MOST_BYTES)
    name = document.file_name or "record"
    file = RosterFile(name=name, content=content)
    sheet: ReturnedSheet = await in_child("read_record", file, timeout_seconds=TIMEOUT_SECONDS)
    if not sheet.is_ours:
        key = sheet.faults[0].key if sheet.faults else "record-not-ours"
        await context.work.do(plain.say, telegram_id=who(update), key=key)
        return
    zone = context.settings.operator.zone
    comparison = await context.work.read(
        record_import.examine, now=context.work.now, telegram_id=who(update), sheet=sheet, zone=zone
    )
    faults = comparison.faults
    listed = fault_file(voice_of(context, author.language), faults) if len(faults) > SHOWN_FAULTS else None
    await context.work.do(
        record_import.keep_draft, telegram_id=who(update), file_name=name, comparison=comparison, fault_list=listed
    )


async def confirm(update: Update, context: Context, call: Call) -> None:
    """确认更正."""
    import_id = call.number(0)
    changed = await context.work.do(
        record_import.confirm,
        **tapper(update, record_import.subject_of(import_id)),
        import_id=import_id,
        zone=context.settings.operator.zone,
    )
    context.work.toast = Toast("toast-record-imported", {"count": changed})


async def cancel(update: Update, context: Context, call: Call) -> None:
    """取消 under the preview."""
    import_id = call.number(0)
    await context.work.do(
        record_import.cancel, **tapper(update, record_import.subject_of(import_id)), import_id=import_id
    )
    context.work.toast = Toast("toast-import-cancelled")
