"""What handlers get of an update."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from telegram import Bot

from bot.chat.raw import object_of

BOT = Bot("1:a")
CHAT = {"id": 900_001, "type": "private", "first_name": "李雷"}
SENDER = {"id": 900_001, "is_bot": False, "first_name": "李雷", "language_code": "zh-hans"}
MESSAGE = {"message_id": 5, "date": 1, "chat": CHAT, "text": "志愿服务", "reply_markup": {"inline_keyboard": [[]]}}


def tap(**parts: Any) -> dict[str, Any]:
    query = {"id": "q", "from": SENDER, "chat_instance": "c", "data": "in:1", "message": MESSAGE}
    return {"update_id": 7, "callback_query": {**query, **parts}}


def test_of_a_tap_handlers_learn_who_on_which_message_and_what_the_button_carries() -> None:
    update = object_of(tap(), BOT)
    message, query = update.effective_message, update.callback_query
    assert message is not None
    assert query is not None
    assert (update.update_id, query.id, query.data, query.chat_instance) == (7, "q", "in:1", "c")
    assert update.effective_user is not None
    assert update.effective_user.id == 900_001
    assert (message.message_id, message.chat.id, message.chat.type) == (5, 900_001, "private")
    assert (message.date, message.text) == (datetime.fromtimestamp(1, UTC), None)


def test_a_tap_without_a_message_or_data_is_one_all_the_same() -> None:
    update = object_of(tap(message=None, data=None), BOT)
    assert update.callback_query is not None
    assert (update.callback_query.data, update.effective_message) == (None, None)


def test_what_a_person_wrote_is_read_in_full() -> None:
    update = object_of({"update_id": 7, "message": MESSAGE | {"from": SENDER}}, BOT)
    assert update.message is not None
    assert update.message.text == "志愿服务"
