"""What of an update is read here, and what it has to be. Telegram keeps to this; whoever forges an update need not.

Only what handlers, and PTB in making its objects, take for granted is looked at; all else may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

Check = Callable[[Any], bool]

LARGEST_ID: Final = 2**52  # source: Bot API, "at most 52 significant bits"
LARGEST_NUMBER: Final = 2**52
LATEST: Final = 2**33  # seconds since 1970, in the year 2242


def is_sound(update: object) -> bool:
    """Tell whether an update is of a kind that is asked for and is as the Bot API describes it, as far as it is read.

    What is not is passed over: a business message, which PTB would hand to the handlers of private messages, as well
    as a message without a sender in a private chat.
    """
    if not isinstance(update, dict):
        return False
    kinds = [kind for kind in update if kind != "update_id"]
    return len(kinds) == 1 and (check := _KINDS.get(kinds[0])) is not None and check(update[kinds[0]])


def _whole(least: int, most: int) -> Check:
    return lambda value: type(value) is int and least <= value <= most


def _text(value: Any) -> bool:
    """Tell whether something is a text that every database and every message takes.

    Half of a surrogate pair is in no UTF-8, and PostgreSQL keeps no NUL.
    """
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _any_text(value: Any) -> bool:
    """Tell whether something is a text at all; what a button carries is parsed, and refused with an answer."""
    return isinstance(value, str)


def _claim(value: Any) -> bool:
    return isinstance(value, bool)


def _number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= LARGEST_NUMBER


def _each(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(item) for item in value)


def _part(needed: Mapping[str, Check], known: Mapping[str, Check] | None = None) -> Check:
    """Check an object: what is needed is there, and what is known is right where it is there."""
    others = known or {}

    def check(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and all(name in value and fits(value[name]) for name, fits in needed.items())
            and all(fits(value[name]) for name, fits in others.items() if value.get(name) is not None)
        )

    return check


_ID = _whole(-LARGEST_ID, LARGEST_ID)
_GROUP = _whole(-LARGEST_ID, -1)
_COUNT = _whole(0, LARGEST_NUMBER)
_MOMENT = _whole(0, LATEST)
_USER = _part({"id": _whole(1, LARGEST_ID), "is_bot": _claim, "first_name": _text}, {"language_code": _text})
_CHAT = _part({"id": _ID, "type": _text}, {"title": _text})
_ANYWHERE: Final[Mapping[str, Check]] = {"message_id": _COUNT, "date": _MOMENT, "chat": _CHAT}
_ENTITIES = _each(_part({"type": _text, "offset": _COUNT, "length": _COUNT}))
_MESSAGE = _part(
    _ANYWHERE,
    {
        "from": _USER,
        "text": _text,
        "caption": _text,
        "entities": _ENTITIES,
        "caption_entities": _ENTITIES,
        "edit_date": _MOMENT,
        "media_group_id": _text,
        "photo": _each(_part({"file_id": _text, "file_unique_id": _text, "width": _COUNT, "height": _COUNT})),
        "document": _part({"file_id": _text, "file_unique_id": _text}, {"file_name": _text, "file_size": _COUNT}),
        "location": _part({"latitude": _number, "longitude": _number}, {"horizontal_accuracy": _number}),
        "migrate_to_chat_id": _GROUP,
        "migrate_from_chat_id": _GROUP,
    },
)
_MEMBER = _part({"status": _text, "user": _USER}, {"is_member": _claim, "can_send_messages": _claim})


def _said(value: Any) -> bool:
    return _MESSAGE(value) and (value["chat"]["type"] != "private" or _USER(value.get("from")))


_KINDS: Final[Mapping[str, Check]] = {
    "message": _said,
    "edited_message": _said,
    "callback_query": _part(
        {"id": _text, "from": _USER, "chat_instance": _text}, {"data": _any_text, "message": _part(_ANYWHERE)}
    ),
    "my_chat_member": _part(
        {"chat": _CHAT, "from": _USER, "date": _MOMENT, "old_chat_member": _MEMBER, "new_chat_member": _MEMBER}
    ),
}
