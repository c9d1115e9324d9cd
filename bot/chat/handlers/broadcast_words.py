"""What an organizer sends while a broadcast is made: its text or file, its hour, a list of people, a name for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram import Message, Update

from bot.chat.files import FileTooLarge, fetch_document
from bot.chat.handlers.parts import CANCEL_WORDS, text_of, who
from bot.chat.work import Context
from bot.reports.child import in_child
from bot.reports.orders import RosterFile
from bot.rules.markup import is_sound, units
from bot.services import broadcast_composing, broadcast_lists, broadcast_templates, broadcast_times, broadcasts
from bot.services.broadcast_composing import Enclosed, FormatBroken
from bot.services.broadcasts import DraftOver, DraftStale, NoSuchBroadcast
from bot.services.dialogues import Standing
from bot.services.people import NotAllowed

# As large as a document that a bot sends may be.
MOST_FILE_BYTES = 50 << 20
MOST_LIST_BYTES = 10 << 20
OVER = (DraftOver, DraftStale, NoSuchBroadcast, NotAllowed)


async def take_text(update: Update, context: Context, standing: Standing) -> None:
    """Take a text, a picture or a file as it was formatted on the phone, or 取消; anything else is asked for again."""
    broadcast_id, version = standing.data.get("broadcast_id"), standing.data.get("version")
    number = broadcast_id if isinstance(broadcast_id, int) else None
    if _is_given_up(update):
        await answer(update, context, broadcast_composing.give_up, broadcast_id=number)
        return
    message = update.effective_message
    enclosed = _enclosed(message) if message is not None else None
    typed, html = _written(message, is_caption=enclosed is not None) if message is not None else ("", "")
    if not is_sound(html, typed):
        raise FormatBroken
    await context.work.do(
        broadcast_composing.compose,
        telegram_id=who(update),
        text=html,
        length=units(typed),
        enclosed=enclosed,
        caption_limit=broadcast_composing.longest_caption(context.settings.operator.name),
        broadcast_id=number,
        version=version if isinstance(version, int) else None,
    )


def _is_given_up(update: Update) -> bool:
    return text_of(update).casefold() in CANCEL_WORDS


def _written(message: Message, *, is_caption: bool) -> tuple[str, str]:
    """Return what was typed, and the same as Telegram HTML."""
    if is_caption:
        return (message.caption or "").strip(), (message.caption_html if message.caption else "").strip()
    return (message.text or "").strip(), (message.text_html if message.text else "").strip()


def _enclosed(message: Message) -> Enclosed | None:
    """Return the picture or file that a message carries alone; none of an album, and no animation.

    Raises:
        FileTooLarge: It is larger than a bot may send.
    """
    if message.media_group_id is not None or message.animation is not None:
        return None
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Enclosed("photo", "photo.jpg", largest.file_id)
    if message.document is not None and message.document.file_size != 0:
        if (message.document.file_size or 0) > MOST_FILE_BYTES:
            raise FileTooLarge(limit=MOST_FILE_BYTES >> 20)
        return Enclosed("document", message.document.file_name or "file", message.document.file_id)
    return None


async def answer(update: Update, context: Context, service: Callable[..., object], **params: Any) -> None:
    """Hand an answer to its service; where what was asked about is over, the question ends with the refusal."""
    try:
        await context.work.do(service, telegram_id=who(update), **params)
    except OVER as fault:
        await context.work.do(broadcasts.end_question, telegram_id=who(update), fault=fault)


async def take_time(update: Update, context: Context, standing: Standing) -> None:
    """Take the hour at which it is to leave, or 取消."""
    if _is_given_up(update):
        await answer(update, context, broadcast_times.give_up, broadcast_id=int(standing.data["broadcast_id"]))
        return
    await answer(
        update,
        context,
        broadcast_times.take,
        broadcast_id=int(standing.data["broadcast_id"]),
        typed=text_of(update),
        hours=broadcasts.hours_of(context.settings),
    )


async def take_list(update: Update, context: Context, standing: Standing) -> None:
    """Take a list of people, as a file or as it was typed; or 取消."""
    number = int(standing.data["broadcast_id"])
    if _is_given_up(update):
        await answer(update, context, broadcast_composing.give_up, broadcast_id=number)
        return
    document = update.effective_message.document if update.effective_message else None
    if document is None:
        await answer(update, context, broadcast_lists.take_text, broadcast_id=number, text=text_of(update))
        return
    content = await fetch_document(context, document, max_bytes=MOST_LIST_BYTES)
    file = RosterFile(name=document.file_name or "list", content=content)
    rows = await in_child("read_list", file)
    await answer(update, context, broadcast_lists.take_rows, broadcast_id=number, rows=rows)


async def take_name(update: Update, context: Context, standing: Standing) -> None:
    """Take the name by which the text is kept, or 取消."""
    number = int(standing.data["broadcast_id"])
    if _is_given_up(update):
        await answer(update, context, broadcast_composing.give_up, broadcast_id=number)
    else:
        await answer(update, context, broadcast_templates.keep, broadcast_id=number, name=text_of(update))
