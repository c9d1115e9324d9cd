"""Fetching a file that a person sent."""

from __future__ import annotations

from telegram import Document
from telegram.error import TelegramError

from bot.chat.failures import AnswerTooLarge
from bot.chat.request import AiohttpRequest
from bot.chat.work import Context
from bot.errors import Fault


class FileTooLarge(Fault):
    """More than is taken; ``limit`` is in MiB."""

    key = "fault-file-too-large"


class FileNotFetched(Fault):
    """Telegram or the line to it did not give the file; the person may send it again."""

    key = "fault-file-not-fetched"


async def fetch_document(context: Context, document: Document, *, max_bytes: int) -> bytes:
    """Return what a document holds.

    Raises:
        FileTooLarge: It says or turns out to be larger than ``max_bytes``.
        FileNotFetched: It did not come.
    """
    if (document.file_size or 0) > max_bytes:
        raise FileTooLarge(limit=max_bytes >> 20)
    try:
        file = await context.bot.get_file(document.file_id)
        request = context.bot.request
        assert isinstance(request, AiohttpRequest)  # noqa: S101 - build_bot has given it
        return await request.fetch(file.file_path or "", max_bytes=max_bytes)
    except AnswerTooLarge:
        raise FileTooLarge(limit=max_bytes >> 20) from None
    except TelegramError:
        raise FileNotFetched from None
