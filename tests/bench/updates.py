"""Updates as Telegram delivers them: 签到 tapped on the card, and a word that is written."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

from tests.bench.place import ACTIVITY, CARD_MESSAGE, phone
from tests.bench.running import Update

CARD_TEXT = "【志愿服务】周五志愿服务\n1. 时间：13:30—15:30\n2. 地点：服务中心（和平街1号），社区环境清洁\n可以签到了。"

_numbers = count(1)


def tap(person: int) -> Update:
    """签到 on the card of the activity; its answer is found by ``q`` and the person's phone."""
    chat, key = _chat(person), f"q{phone(person)}"
    card = {
        "message_id": CARD_MESSAGE,
        "date": int(time.time()),
        "chat": chat,
        "from": {"id": 123456, "is_bot": True, "first_name": "bench", "username": "bench_bot"},
        "text": CARD_TEXT,
        "reply_markup": {"inline_keyboard": [[{"text": "签到", "callback_data": f"in:{ACTIVITY}"}]]},
    }
    query = {"id": key, "from": _sender(person), "chat_instance": "1", "data": f"in:{ACTIVITY}", "message": card}
    return key, {"update_id": next(_numbers), "callback_query": query}


def word(person: int, text: str = "今日") -> Update:
    """Write a word; its answer is found by ``m`` and the person's phone."""
    message = {
        "message_id": next(_numbers),
        "date": int(time.time()),
        "chat": _chat(person),
        "from": _sender(person),
        "text": text,
    }
    return f"m{phone(person)}", {"update_id": next(_numbers), "message": message}


def _chat(person: int) -> dict[str, Any]:
    return {"id": phone(person), "type": "private", "first_name": "x"}


def _sender(person: int) -> dict[str, Any]:
    return {"id": phone(person), "is_bot": False, "first_name": "x"}
