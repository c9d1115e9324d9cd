"""Reading an update as Telegram sent it: whose it is, of when, what may be kept, and what of it handlers get."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, CallbackQuery, Chat, MaybeInaccessibleMessage, Message, Update, User

from bot.chat.sound import LARGEST_ID, LATEST

PERSONAL = ("location", "contact", "venue")


class Tapped(Message):
    """The message under a tap: its number, date and chat are known, all else is None.

    PTB would give each of a hundred other attributes its None, which costs as much as the rest of a tap's way in.
    """

    __slots__ = ()

    def __init__(self, message_id: int, date: datetime, chat: Chat) -> None:
        MaybeInaccessibleMessage.__init__(self, chat, message_id, date)

    def __getattr__(self, name: str) -> None:
        if name.startswith("__") or name not in Message.__slots__:
            raise AttributeError(name)


def person_key(update: dict[str, Any]) -> str:
    """Name whom an update is kept in order by: the person who caused it, else the chat."""
    for part in update.values():
        if isinstance(part, dict):
            for name, kind in (("from", "user"), ("chat", "chat")):
                number = part_of(part, name).get("id")
                if isinstance(number, int) and abs(number) <= LARGEST_ID:
                    return f"{kind}:{number}"
    return "nobody"


def moment_of(update: dict[str, Any], received_at: datetime) -> datetime:
    """Return when an update happened: a message bears its date, a tap only the moment at which it was stored.

    What no date can be counts as none.
    """
    _sender, message, is_tap = sender_and_message(update)
    stamp = None if message is None or is_tap else message.get("edit_date") or message.get("date")
    if not isinstance(stamp, int) or not 0 <= stamp <= LATEST:
        return received_at
    return min(datetime.fromtimestamp(stamp, UTC), received_at)


def sender_and_message(raw: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None, bool]:
    """Return who caused an update (empty for nobody), the message it is or is about, and whether it is a tap."""
    if isinstance(query := raw.get("callback_query"), dict):
        return part_of(query, "from"), part_of(query, "message") or None, True
    for name in ("message", "edited_message", "my_chat_member"):
        if isinstance(part := raw.get(name), dict):
            return part_of(part, "from"), part, False
    return {}, None, False


def part_of(whole: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an object within an object; empty where there is none."""
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def object_of(raw: dict[str, Any], bot: Bot) -> Update:
    """Make PTB's object of a sound update.

    Of a tap it knows who, on which message, and what the button carries; the message is our own words and buttons.
    """
    query = raw.get("callback_query")
    if query is None or not (message := part_of(query, "message")):
        return Update.de_json(raw, bot)
    sender, chat = query["from"], message["chat"]
    tap = CallbackQuery(
        query["id"],
        User(sender["id"], sender["first_name"], sender["is_bot"]),
        query["chat_instance"],
        Tapped(message["message_id"], datetime.fromtimestamp(message["date"], UTC), Chat(chat["id"], chat["type"])),
        query.get("data"),
    )
    return Update(raw["update_id"], callback_query=tap)


def masked(body: str) -> str:
    """Return what is kept of a poison update: without position and contact."""
    return json.dumps(_masked(json.loads(body)))


def _masked(part: Any) -> Any:
    # However deep it stands: a message carries the one that it answers.
    if isinstance(part, dict):
        return {name: "masked" if name in PERSONAL else _masked(value) for name, value in part.items()}
    return [_masked(value) for value in part] if isinstance(part, list) else part
