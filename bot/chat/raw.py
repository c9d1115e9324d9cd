"""Reading an update as Telegram sent it, before it is an object of PTB: whose it is, of when, and what may be kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bot.chat.sound import LARGEST_ID, LATEST

# What is looked at of the message under a tap; the rest is our own words and buttons, and costly to make into objects.
TAPPED = ("message_id", "date", "chat")
PERSONAL = ("location", "contact", "venue")


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


def slim(update: dict[str, Any]) -> dict[str, Any]:
    """Return an update without what the message under a tap says: nobody reads there what the bot has written."""
    query = update.get("callback_query")
    if not isinstance(query, dict) or not isinstance(message := query.get("message"), dict):
        return update
    kept = {name: message[name] for name in TAPPED if name in message}
    return update | {"callback_query": query | {"message": kept}}


def masked(body: str) -> str:
    """Return what is kept of a poison update: without position and contact."""
    return json.dumps(_masked(json.loads(body)))


def _masked(part: Any) -> Any:
    # However deep it stands: a message carries the one that it answers.
    if isinstance(part, dict):
        return {name: "masked" if name in PERSONAL else _masked(value) for name, value in part.items()}
    return [_masked(value) for value in part] if isinstance(part, list) else part
