"""How a message leaves and what came of it: objects of ``bot.rules.delivery`` go in, outcomes come out, never errors.

What an answer means stands in ``bot.chat.answers``; pace, attempts and the outbox are the sender's.
"""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from typing import Any

import telegram
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.chat.answers import Attempt, meaning, words
from bot.chat.failures import AnswerTooLarge
from bot.chat.request import AiohttpRequest
from bot.errors import Fault
from bot.rules.delivery import (
    EditText,
    FileKind,
    InlineKeyboard,
    Keyboard,
    LeaveChat,
    Outcome,
    Outgoing,
    Pin,
    Refused,
    ReplyKeyboard,
    SendFile,
    SendText,
    SendVenue,
    Sent,
    Uncertain,
)

log = logging.getLogger(__name__)

CALLBACK_ANSWER_LIMIT = 200
# The tap's spinner: after this the person has long looked away.
CALLBACK_SECONDS = 5.0
_FETCH_ATTEMPTS = 2
_NO_PREVIEW = {"is_disabled": True}
_HTML = "HTML"

Call = Coroutine[Any, Any, object]
Fields = dict[str, Any]


class FileTooLarge(Fault):
    """A file that somebody sent is larger than we take; ``max_bytes`` is the bound."""

    key = "fault-file-too-large"


class FileUnavailable(Fault):
    """A file that somebody sent could not be fetched from Telegram."""

    key = "fault-file-unavailable"


class Transport:
    """Speaks to Telegram for the sender and the handlers.

    What leaves by the thousand (texts, edits, answers to taps) is written as the Bot API has it, straight into our
    request: PTB's own methods make each message and its answer into objects that nobody looks at, which costs more
    than all else on the way.
    """

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot

    def _straight(self, method: str, fields: Fields, *, within_seconds: float | None = None) -> Call:
        """Call a method with those of the fields that are not None."""
        given = {name: value for name, value in fields.items() if value is not None}
        return self._request().call(f"{self._bot.base_url}/{method}", given, within_seconds=within_seconds)

    def _request(self) -> AiohttpRequest:
        request = self._bot.request
        if not isinstance(request, AiohttpRequest):
            raise TypeError("it speaks through our own request alone")
        return request

    async def deliver(self, chat_id: int, outgoing: Outgoing) -> Outcome:
        """Send one thing once and tell what came of it; only cancellation is raised.

        Args:
            chat_id: A person (positive) or a group (negative).
            outgoing: What to send.
        """
        attempt = Attempt(chat_id, outgoing)
        try:
            # Only makes PTB's objects; nothing runs before the await. What is wrong with our own fails here.
            call = self._call(chat_id, outgoing)
        except (TypeError, ValueError) as error:
            log.exception("outgoing_malformed kind=%s chat=%s", type(outgoing).__name__, chat_id)
            return Refused(type(error).__name__)
        return await _carry_out(call, attempt)

    async def probe(self) -> Outcome:
        """Ask who we are: ``Sent()`` once Telegram answers again, else as for a message."""
        return await _carry_out(self._bot.get_me(), Attempt(0, None))

    async def answer_callback(self, query_id: str, text: str | None, *, is_alert: bool = False) -> None:
        """Answer a tap, as well as it goes: an answer that fails is logged and forgotten.

        Args:
            query_id: Of the tap.
            text: A line for the person, cut to 200 characters; None only stops the spinner.
            is_alert: Whether the person must close it, as a refusal.
        """
        try:
            fields = {
                "callback_query_id": query_id,
                "text": _cut(text, CALLBACK_ANSWER_LIMIT) if text else None,
                "show_alert": is_alert or None,
            }
            await self._straight("answerCallbackQuery", fields, within_seconds=CALLBACK_SECONDS)
        except TelegramError as error:
            log.info("callback_unanswered query=%s error=%s", query_id, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the tap's work is done and committed; its answer may not undo it
            log.warning("callback_answer_unreadable query=%s error=%s", query_id, type(error).__name__)

    async def fetch_file(self, file_id: str, *, max_bytes: int) -> bytes:
        """Download a file that somebody sent, into memory.

        Args:
            file_id: As it came with the message.
            max_bytes: The bound, looked at before and while downloading. Telegram itself gives bots at most 20 MB.

        Raises:
            FileTooLarge: Larger than ``max_bytes`` or than what Telegram gives.
            FileUnavailable: Telegram does not know it, or could not be reached twice.
        """
        for attempts_left in reversed(range(_FETCH_ATTEMPTS)):
            try:
                return await self._fetch_once(file_id, max_bytes)
            except AnswerTooLarge:
                raise FileTooLarge(max_bytes=max_bytes) from None
            except TelegramError as error:
                if "file is too big" in words(error):
                    raise FileTooLarge(max_bytes=max_bytes) from None
                # A read may be repeated freely; a clear answer need not be.
                if not attempts_left or isinstance(error, BadRequest) or not isinstance(error, NetworkError):
                    log.warning("file_unavailable error=%s", type(error).__name__)
                    break
        raise FileUnavailable

    async def _fetch_once(self, file_id: str, max_bytes: int) -> bytes:
        request = self._request()
        file = await self._bot.get_file(file_id)
        if (file.file_size or 0) > max_bytes:
            raise AnswerTooLarge(f"more than {max_bytes} bytes")
        if file.file_path is None:
            raise TelegramError("the file has no path")
        return await request.fetch(file.file_path, max_bytes=max_bytes)

    def _call(self, chat_id: int, outgoing: Outgoing) -> Call:
        bot = self._bot
        match outgoing:
            case SendText():
                fields = {
                    "chat_id": chat_id,
                    "text": outgoing.text,
                    "parse_mode": _HTML,
                    "link_preview_options": None if outgoing.has_preview else _NO_PREVIEW,
                    "disable_notification": outgoing.is_silent,
                    "reply_parameters": _reply(outgoing.reply_to),
                    "reply_markup": _markup(outgoing.keyboard),
                }
                return self._straight("sendMessage", fields)
            case EditText():
                fields = {
                    "chat_id": chat_id,
                    "message_id": outgoing.message_id,
                    "parse_mode": _HTML,
                    "reply_markup": _inline(outgoing.keyboard),
                }
                if outgoing.is_caption:
                    return self._straight("editMessageCaption", fields | {"caption": outgoing.text})
                shown = {"text": outgoing.text, "link_preview_options": _NO_PREVIEW}
                return self._straight("editMessageText", fields | shown)
            case SendFile():
                return self._send_file(chat_id, outgoing)
            case SendVenue():
                return bot.send_venue(
                    chat_id,
                    latitude=outgoing.latitude,
                    longitude=outgoing.longitude,
                    title=outgoing.title,
                    address=outgoing.address,
                    disable_notification=outgoing.is_silent,
                )
            case LeaveChat():
                return bot.leave_chat(chat_id)
            case Pin(message_id, is_pinned=True):
                return bot.pin_chat_message(chat_id, message_id, disable_notification=True)
            case Pin(message_id):
                return bot.unpin_chat_message(chat_id, message_id=message_id)

    def _send_file(self, chat_id: int, outgoing: SendFile) -> Call:
        file = outgoing.file_id or telegram.InputFile(outgoing.content, filename=outgoing.name)
        caption = outgoing.caption or None
        send = self._bot.send_photo if outgoing.kind is FileKind.PHOTO else self._bot.send_document
        return send(
            chat_id,
            file,
            caption=caption,
            parse_mode=_HTML if caption else None,
            disable_notification=outgoing.is_silent,
            reply_markup=_objects(outgoing.keyboard, self._bot),
        )


async def _carry_out(call: Call, attempt: Attempt) -> Outcome:
    try:
        return _receipt(await call, attempt)
    except TelegramError as error:
        return meaning(error, attempt)
    except Exception as error:
        # An answer that PTB cannot make into its objects: Telegram may well have taken the message.
        log.exception("answer_unreadable kind=%s chat=%s", type(attempt.outgoing).__name__, attempt.chat_id)
        return Uncertain(type(error).__name__)


def _receipt(answer: object, attempt: Attempt) -> Sent:
    match attempt.outgoing:
        case EditText(message_id=message_id):
            return Sent(message_id)
        case LeaveChat() | Pin() | None:
            return Sent()
    if isinstance(answer, telegram.Message):
        return Sent(answer.message_id, _file_id(answer))
    match answer:
        case {"message_id": int(number), "date": int(), "chat": {"id": int()}}:
            return Sent(number)
    raise TypeError("Telegram answered with something other than the message")


def _file_id(message: telegram.Message) -> str | None:
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height).file_id
    return message.document.file_id if message.document else None


def _reply(message_id: int | None) -> Fields | None:
    # A nudge is worth sending even when the person has deleted the card it answers.
    return None if message_id is None else {"message_id": message_id, "allow_sending_without_reply": True}


def _markup(keyboard: Keyboard | None) -> Fields | None:
    if not isinstance(keyboard, ReplyKeyboard):
        return _inline(keyboard)
    if not keyboard.rows:
        return {"remove_keyboard": True}
    rows = [
        [{"text": key.label} | ({"request_location": True} if key.asks_location else {}) for key in row]
        for row in keyboard.rows
    ]
    standing = {"one_time_keyboard": True} if keyboard.is_one_time else {}
    return {"keyboard": rows, "resize_keyboard": True, "is_persistent": not keyboard.is_one_time, **standing}


def _inline(keyboard: InlineKeyboard | None) -> Fields | None:
    # An edit that names no keyboard takes it away, so that no rows need no words.
    if keyboard is None or not keyboard.rows:
        return None
    return {
        "inline_keyboard": [
            [
                {"text": button.label}
                | ({"url": button.url} if button.url is not None else {})
                | ({"callback_data": button.data} if button.data is not None else {})
                for button in row
            ]
            for row in keyboard.rows
        ]
    }


def _objects(keyboard: InlineKeyboard | None, bot: telegram.Bot) -> telegram.InlineKeyboardMarkup | None:
    fields = _inline(keyboard)
    return None if fields is None else telegram.InlineKeyboardMarkup.de_json(fields, bot)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
