"""Updates that Telegram never sends are passed over: nobody is told, nothing is kept as failed, the queue goes on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.sound import is_sound
from bot.model import InboxRow, InboxState
from tests.chat.friday import Friday

USER = {"id": 900_003, "is_bot": False, "first_name": "张1"}
CHAT = {"id": 900_003, "type": "private", "first_name": "张1"}
SAID = {"message_id": 5, "date": 1_795_759_260, "from": USER, "chat": CHAT, "text": "签到"}
TAP = {"id": "7", "from": USER, "chat_instance": "1", "data": "in:1", "message": {**SAID, "date": 0}}
GROUP = {"id": -100, "type": "group", "title": "群"}

SOUND: list[dict[str, Any]] = [
    {"message": SAID},
    {"message": {**SAID, "forward_origin": 3, "story": []}},
    {"message": {**SAID, "text": None, "caption": None}},
    {"message": {key: value for key, value in SAID.items() if key != "from"} | {"chat": GROUP}},
    {"edited_message": {**SAID, "edit_date": 1_795_759_261}},
    {"callback_query": TAP},
    {"callback_query": {**TAP, "data": "in:\0\udc00"}},  # it is answered that the button is of no use
    {"callback_query": {key: value for key, value in TAP.items() if key not in ("message", "data")}},
]
# Each stood in the way of something, of a fuzzing run or of a handler, before it was looked at.
UNSOUND: list[Any] = [
    [],
    {},
    {"message": SAID, "callback_query": TAP},
    {"business_message": SAID},
    {"guest_message": SAID},
    {"channel_post": SAID},
    {"message": {key: value for key, value in SAID.items() if key != "from"}},
    {"message": {**SAID, "chat": {**CHAT, "type": ["private"]}}},
    {"message": {key: value for key, value in SAID.items() if key != "chat"}},
    {"message": {**SAID, "date": 2**63}},
    {"message": {**SAID, "date": -1}},
    {"message": {**SAID, "date": True}},
    {"message": {**SAID, "text": [[]]}},
    {"message": {**SAID, "text": "签到\udc00"}},
    {"message": {**SAID, "text": "签到\0"}},
    {"message": {**SAID, "from": {**USER, "id": 2**63}}},
    {"message": {**SAID, "from": {**USER, "id": "900003"}}},
    {"message": {**SAID, "location": {"latitude": 1e300, "longitude": 0}}},
    {"message": {**SAID, "location": {"latitude": float("nan"), "longitude": 0}}},
    {"message": {**SAID, "photo": [{"file_id": 1}]}},
    {"message": {**SAID, "document": {"file_id": None, "file_unique_id": ""}}},
    {"message": {**SAID, "entities": [{"type": "bold", "offset": -1, "length": 2}]}},
    {"message": {**SAID, "chat": GROUP, "migrate_to_chat_id": 900_003}},
    {"callback_query": {**TAP, "data": 7}},
    {"callback_query": {**TAP, "message": {**SAID, "date": "gestern"}}},
    {"callback_query": {key: value for key, value in TAP.items() if key != "chat_instance"}},
    {"my_chat_member": {"chat": CHAT, "from": USER, "date": 1, "old_chat_member": {}, "new_chat_member": {}}},
]


@pytest.mark.parametrize("update", SOUND)
def test_what_telegram_sends_is_sound(update: dict[str, Any]) -> None:
    assert is_sound({"update_id": 1, **update})


@pytest.mark.parametrize("update", UNSOUND)
def test_what_telegram_never_sends_is_not(update: Any) -> None:
    assert not is_sound({"update_id": 1, **update} if isinstance(update, dict) else update)


async def test_unsound_updates_are_done_without_a_word_and_the_queue_goes_on(friday: Friday) -> None:
    await friday.opened()
    cadre = friday.cadre(0)
    assert cadre.id == USER["id"]
    before = [len(friday.stage.sandbox.person(number).messages) for number in (cadre.id, friday.town.admin)]
    bodies = [json.loads(json.dumps({"update_id": 0} | part)) for part in UNSOUND[2:]]
    numbered = [body | {"update_id": 800_000_000 + place} for place, body in enumerate(bodies)]
    await friday.stage.bot.poller._take(numbered)
    await friday.soon()
    rows = friday.read(
        lambda session: list(session.execute(select(InboxRow.state, InboxRow.body).where(InboxRow.update_id > 8e8 - 1)))
    )
    assert {(state, body) for state, body in rows} <= {(InboxState.DONE, ""), (InboxState.DROPPED, "")}
    after = [len(friday.stage.sandbox.person(number).messages) for number in (cadre.id, friday.town.admin)]
    assert after == before
    await friday.stage.advance(minutes=1)  # so many in one minute were a flood
    await friday.stage.bot.poller._take([{"update_id": 800_000_900, "message": SAID | {"text": "/today"}}])
    await friday.soon()
    assert len(cadre.messages) > before[0]
