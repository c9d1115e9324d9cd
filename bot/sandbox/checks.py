"""What Telegram refuses in keyboards, commands and pictures.

The words in capitals are Telegram's where they are known; ``REPLY_MARKUP_TOO_LONG`` also stands for a row that is too
long, which Telegram words in ways of its own.
"""

from __future__ import annotations

import re
import struct
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request
from bot.sandbox.state import Chat, Json

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
_STYLES = frozenset({"danger", "success", "primary"})
_BUTTON_ACTIONS = ("url", "callback_data", "web_app", "switch_inline_query", "switch_inline_query_current_chat")
_COMMAND = re.compile(r"/?[a-z0-9_]{1,32}\Z")


def checked_markup(markup: Json | None, chat: Chat) -> Json | None:
    """Check a ``reply_markup`` for a chat.

    Returns:
        The markup; None when there is none or it has no buttons.

    Raises:
        ApiError: 400, with Telegram's words where they are known.
    """
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup)
    if "keyboard" in markup:
        return _reply(markup, chat)
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    return None


def inline_only(markup: Json | None) -> Json | None:
    """Refuse any other keyboard than an inline one, as edits do."""
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("field of the keyboard must be an Array of Arrays")
    kept = [row for row in rows if row]
    if any(len(row) > MOST_IN_A_ROW for row in kept) or sum(map(len, kept)) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return kept


def _inline(markup: Json) -> Json | None:
    rows = _rows(markup["inline_keyboard"])
    for row in rows:
        for button in row:
            _check_inline_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_inline_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if not any(name in button for name in _BUTTON_ACTIONS):
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not is_address(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request("BUTTON_STYLE_INVALID")


def is_address(url: str) -> bool:
    """Tell whether Telegram would take this as the address of a button."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if any(character.isspace() for character in url):
        return False
    if parts.scheme == "tg":
        return bool(parts.netloc or parts.path)
    host = parts.hostname or ""
    return parts.scheme in {"http", "https"} and "." in host.strip(".")


def _reply(markup: Json, chat: Chat) -> Json | None:
    rows: list[list[Any]] = [
        [{"text": key} if isinstance(key, str) else key for key in row] for row in _rows(markup["keyboard"])
    ]
    for key in (key for row in rows for key in row):
        if not isinstance(key, dict) or not str(key.get("text") or "").strip():
            raise bad_request("keyboard button text must be non-empty")
        if key.get("request_location") and not chat.is_private:
            raise bad_request("location can be requested in private chats only")
        if key.get("request_contact") and not chat.is_private:
            raise bad_request("phone number can be requested in private chats only")
    if not rows:
        raise bad_request("object expected as reply markup")
    return {**markup, "keyboard": rows}


def checked_commands(commands: list[Any]) -> list[Json]:
    """Check the list of ``setMyCommands`` (100 commands, names ``a-z 0-9 _`` up to 32, descriptions up to 256).

    Raises:
        ApiError: 400.
    """
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked: list[Json] = []
    for command in commands:
        name = str(command.get("command", "")) if isinstance(command, dict) else ""
        if not _COMMAND.match(name):
            raise bad_request("BOT_COMMAND_INVALID")
        description = str(command.get("description", "")).strip()
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        checked.append({"command": name.lstrip("/"), "description": description})
    return checked


def picture_size(content: bytes) -> tuple[int, int]:
    """Read width and height in pixels of a PNG or JPEG.

    Raises:
        ApiError: 400: neither of the two, cut off, or a shape that Telegram does not take.
    """
    size = _png_size(content) if content.startswith(b"\x89PNG\r\n\x1a\n") else _jpeg_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if not width or not height or width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    if len(content) > 10 * 1024 * 1024:
        raise bad_request("file is too big")
    return size


def _png_size(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or len(content) < 33 or b"IEND" not in content[-12:]:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # a frame header
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
