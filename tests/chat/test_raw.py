"""What is read of an update before it is an object of PTB."""

from __future__ import annotations

from typing import Any

from bot.chat.raw import slim

CHAT = {"id": 900_001, "type": "private", "first_name": "李雷"}
MESSAGE = {"message_id": 5, "date": 1, "chat": CHAT, "text": "志愿服务", "reply_markup": {"inline_keyboard": [[]]}}


def test_of_the_message_under_a_tap_its_number_date_and_chat_are_left() -> None:
    tap: dict[str, Any] = {"update_id": 1, "callback_query": {"id": "q", "data": "in:1", "message": MESSAGE}}
    assert slim(tap) == {
        "update_id": 1,
        "callback_query": {"id": "q", "data": "in:1", "message": {"message_id": 5, "date": 1, "chat": CHAT}},
    }
    assert tap["callback_query"]["message"] is MESSAGE


def test_what_a_person_wrote_is_left_as_it_is() -> None:
    said = {"update_id": 1, "message": MESSAGE}
    assert slim(said) is said
    without = {"update_id": 1, "callback_query": {"id": "q", "inline_message_id": "i"}}
    assert slim(without) is without
