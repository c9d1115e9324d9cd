"""/roster: the file, its preview, and the organizer's word; /units: switching units on and off."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session
from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.files import fetch_document
from bot.chat.handlers.leave import today_of
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.phrases import Voice
from bot.chat.roster_words import fault_file
from bot.chat.work import Context, Toast
from bot.reports.child import in_child
from bot.reports.orders import RosterFile, RosterOrder
from bot.rules.roster_sheet import RosterSheet
from bot.services import outbox, roster_import, units
from bot.services.dialogues import Standing
from bot.services.roster_import import SHOWN_FAULTS
from bot.texts import load_texts

MOST_BYTES = 10 * 1024 * 1024
LEAVING_WORDS = frozenset({"", "left", "sure", "back"})
TEMPLATE_KIND = "document"


def voice_of(context: Context, language: str | None) -> Voice:
    """Return the voice for files that are written in a handler."""
    operator = context.settings.operator
    return Voice(load_texts(), language or operator.language, operator.zone)


async def command(update: Update, context: Context, _rest: str) -> None:
    """/roster."""
    await context.work.do(roster_import.ask_for_file, telegram_id=who(update))


async def take(update: Update, context: Context, _standing: Standing) -> None:
    """The answer to "please send the file"."""
    document = update.effective_message.document if update.effective_message else None
    if document is None:
        is_cancelled = text_of(update).lower() in CANCEL_WORDS
        await context.work.do(roster_import.answer_without_file, telegram_id=who(update), is_cancelled=is_cancelled)
        return
    author = await context.work.read(roster_import.author, telegram_id=who(update))
    content = await fetch_document(context, document, max_bytes=MOST_BYTES)
    name = document.file_name or "roster"
    sheet: RosterSheet = await in_child("read_roster", RosterFile(name=name, content=content))
    preview = await context.work.read(roster_import.examine, telegram_id=who(update), sheet=sheet)
    faults = preview.changes.faults
    listed = fault_file(voice_of(context, author.language), faults) if len(faults) > SHOWN_FAULTS else None
    await context.work.do(
        roster_import.keep_draft, telegram_id=who(update), file_name=name, preview=preview, fault_list=listed
    )


async def confirm(update: Update, context: Context, call: Call) -> None:
    """确认导入, 导入，并将缺席的人标为离开, and the second word about the latter."""
    import_id, word = call.number(0), call.args[1] if len(call.args) > 1 else ""
    if word not in LEAVING_WORDS:
        raise StaleButton
    author = await context.work.read(roster_import.author, telegram_id=who(update))
    draft = await context.work.read(
        roster_import.draft_of, now=context.work.now, telegram_id=who(update), import_id=import_id
    )
    if word == "back" or (word == "left" and draft.asks_once_more):
        view = None if word == "back" else roster_import.LEAVING
        subject = roster_import.subject_of(import_id)
        await context.work.do(roster_import.turn, **tapper(update, subject), import_id=import_id, view=view)
        return
    file = None
    if draft.new_numbers:
        voice = voice_of(context, author.language)
        content = await in_child("write_roster", RosterOrder(sheet=draft.numbered, language=voice.language))
        file = (voice.plain("roster-numbers-name"), content)
    await context.work.do(
        roster_import.confirm,
        **tapper(update, roster_import.subject_of(import_id)),
        import_id=import_id,
        numbers_file=file,
        today=today_of(context),
        let_go=word in ("left", "sure"),
    )
    context.work.toast = Toast("toast-imported")


async def cancel(update: Update, context: Context, call: Call) -> None:
    """取消 under the preview."""
    import_id = call.number(0)
    await context.work.do(
        roster_import.cancel, **tapper(update, roster_import.subject_of(import_id)), import_id=import_id
    )
    context.work.toast = Toast("toast-import-cancelled")


async def template(update: Update, context: Context, _call: Call) -> None:
    """下载模板."""
    author = await context.work.read(roster_import.author, telegram_id=who(update))
    voice = voice_of(context, author.language)
    content = await in_child("template", voice.language)
    await context.work.do(
        send_template,
        telegram_id=who(update),
        language=voice.language,
        file=(voice.plain("roster-template-name"), content),
    )


def send_template(session: Session, *, now: datetime, telegram_id: int, language: str, file: tuple[str, bytes]) -> None:
    """Send the empty roster."""
    cadre = roster_import.author(session, telegram_id=telegram_id)
    name, content = file
    attachment = outbox.attach(
        session, f"roster-template:{language}", name=name, kind=TEMPLATE_KIND, content=content, now=now
    )
    outbox.say(session, outbox.cadre_key(cadre.id), "roster-template-file", now=now, attachment=attachment)


async def show_units(update: Update, context: Context, _rest: str) -> None:
    """/units."""
    await context.work.do(units.show, telegram_id=who(update))


async def turn_units(update: Update, context: Context, call: Call) -> None:
    """Another page of the units."""
    await context.work.do(units.turn, **tapper(update, units.SUBJECT), page=call.number(0))


async def switch_unit(update: Update, context: Context, call: Call) -> None:
    """启用 or 停用."""
    if call.word(1) not in ("0", "1"):
        raise StaleButton
    is_enabled = call.word(1) == "1"
    unit = await context.work.do(
        units.enable_unit, **tapper(update, units.SUBJECT), unit_id=call.number(0), is_enabled=is_enabled
    )
    context.work.toast = Toast("toast-unit-on" if is_enabled else "toast-unit-off", {"name": unit.name})
