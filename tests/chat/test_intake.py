"""The way in: nothing that Telegram has delivered is lost, doubled, or left standing in the way of others."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat import routes
from bot.chat.raw import person_key
from bot.model import InboxRow, InboxState, Message
from bot.rehearsal.stage import Stage
from bot.sandbox.faults import Fault
from bot.sandbox.phone import Phone
from bot.sandbox.world import Webhook
from bot.services import inbox
from bot.services.inbox import Arrival
from bot.storage import DatabaseAway, Storage
from tests.test_sender import MONDAY
from tests.town import Town, build_town, settings_for

BOT_ID = 1_000_001


class Door:
    """A bot, its phones, and its inbox."""

    def __init__(self, url: str) -> None:
        storage = Storage(url)
        self.town: Town = storage.write_now(lambda session: build_town(session, now=MONDAY))
        storage.close()
        self.url = url
        self.stage = Stage(settings_for(url), start=MONDAY)
        for number in (*self.town.cadres, self.town.admin):
            self.stage.sandbox.person(number).account.has_started = True

    def phone(self, place: int = 0) -> Phone:
        return self.stage.sandbox.person(self.town.cadres[place])

    def rows(self) -> list[InboxRow]:
        return self.stage.bot.storage.read_now(
            lambda session: list(session.scalars(select(InboxRow).order_by(InboxRow.id)))
        )

    def states(self) -> list[InboxState]:
        return [row.state for row in self.rows()]

    def spoil(self, kind: Any, **more: Any) -> None:
        self.stage.sandbox.faults.add(Fault("getUpdates", kind, **more))

    async def advance(self, **span: float) -> None:
        await self.stage.advance(**span)

    async def leave_behind(self, texts: list[str], *, attempts: int = 0) -> None:
        """Stop the bot and let updates stand in the inbox as a killed process leaves them."""
        await self.stage.stop_bot()
        person = {"id": self.phone().id, "is_bot": False, "first_name": "x"}
        arrivals = []
        for number, text in enumerate(texts, start=7_000):
            message = {
                "message_id": number,
                "date": int(MONDAY.timestamp()),
                "chat": {"id": self.phone().id, "type": "private"},
                "from": person,
                "text": text,
            }
            body = {"update_id": number, "message": message}
            arrivals.append(Arrival(number, person_key(body), json.dumps(body)))

        def run(session: Session) -> None:
            inbox.store(session, BOT_ID, arrivals, now=MONDAY)
            for row in session.scalars(select(InboxRow).where(InboxRow.update_id >= 7_000)).all():
                row.attempts = attempts

        storage = Storage(self.url)
        storage.write_now(run)
        storage.close()


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    door = Door(sqlite_url)
    await door.stage.open()
    yield door
    await door.stage.close()


def raising(error: Exception) -> Any:
    async def handler(*_args: object) -> None:
        raise error

    return handler


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command /poison run into a bug."""
    monkeypatch.setattr(routes, "COMMANDS", {**routes.COMMANDS, "poison": raising(LookupError("what they typed"))})


async def test_a_message_is_answered_and_its_body_is_forgotten(door: Door) -> None:
    door.phone().type("这是什么")
    await door.advance(seconds=1)
    assert "没有看懂" in door.phone().last.text
    assert [(row.state, row.body) for row in door.rows()] == [(InboxState.DONE, "")]


async def test_an_update_that_comes_again_has_no_second_effect(door: Door) -> None:
    door.phone().type("这是什么")
    await door.stage.settle()
    await door.stage.stop_bot()
    pending = door.stage.sandbox.world.updates
    again = {"update_id": 500_000_001, "message": json.loads(json.dumps({"message_id": 1}))}
    pending._next_id = 500_000_001
    pending.add("message", again["message"])
    await door.stage.start_bot()
    await door.advance(seconds=5)
    assert len(door.phone().messages) == 1
    assert door.states() == [InboxState.DONE]


@pytest.mark.usefixtures("poison")
async def test_what_nobody_foresaw_is_kept_told_once_and_holds_nobody_up(door: Door) -> None:
    door.phone().type("/poison")
    door.phone().type("这是什么")
    door.phone(1).type("/poison")
    await door.advance(seconds=5)
    assert door.states() == [InboxState.FAILED, InboxState.DONE, InboxState.FAILED]
    assert ["没有办成" in message.text for message in door.phone().messages] == [True, False]
    admin = door.stage.sandbox.person(door.town.admin)
    assert len([message for message in admin.messages if "未能处理" in message.text]) == 1


@pytest.mark.usefixtures("poison")
async def test_the_error_that_is_kept_quotes_nobody(door: Door) -> None:
    door.phone().type("/poison")
    await door.advance(seconds=1)
    row = door.rows()[0]
    assert row.error.startswith("LookupError at ")
    assert "typed" not in row.error


async def test_position_and_contact_of_a_kept_update_are_masked(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chat.routes.text_of", lambda _update: 1 / 0)
    door.phone().send_location(42.9, 125.1)
    door.phone().send_contact()
    await door.advance(seconds=3)
    assert door.states() == [InboxState.FAILED] * 2
    assert not any("42.9" in row.body or "13800000000" in row.body for row in door.rows())


async def test_a_body_that_the_library_cannot_read_is_kept_and_the_next_one_handled(door: Door) -> None:
    phone, at = door.phone(), int(door.stage.clock.now().timestamp())
    chat = {"id": phone.id, "type": "private"}
    broken = {"message_id": 1, "date": at, "from": phone.account.json, "chat": chat, "dice": {}}
    door.stage.sandbox.world.updates.add("message", broken)
    door.phone().type("这是什么")
    await door.advance(seconds=3)
    assert door.states() == [InboxState.FAILED, InboxState.DONE]


async def test_what_was_left_behind_is_handled_in_order(door: Door) -> None:
    await door.leave_behind(["这是什么", "那是什么"])
    await door.stage.start_bot()
    await door.advance(seconds=3)
    assert door.states() == [InboxState.DONE] * 2
    assert [row.attempts for row in door.rows()] == [1, 1]


async def test_an_update_that_was_begun_again_and_again_and_not_ended_is_given_up(door: Door) -> None:
    await door.leave_behind(["这是什么"], attempts=inbox.TRIES - 1)
    await door.stage.start_bot()
    await door.advance(seconds=3)
    assert [(row.state, row.error) for row in door.rows()] == [(InboxState.FAILED, "killed the process")]
    assert "没有办成" in door.phone().last.text


async def test_what_never_was_begun_may_wait_through_any_number_of_lives(door: Door) -> None:
    await door.leave_behind(["这是什么"])
    storage = Storage(door.url)
    for _ in range(5):
        left = storage.write_now(inbox.take_up)
        assert [row.attempts for row in left] == [0]
    storage.close()
    await door.stage.start_bot()


@pytest.mark.parametrize("status", [401, 404, 409, 429, 500, 502])
async def test_no_answer_to_a_poll_ends_the_polling(door: Door, status: int) -> None:
    await restart_polling(door)
    door.spoil("status", status=status, times=2)
    door.phone().type("这是什么")
    await door.advance(seconds=90)
    assert "没有看懂" in door.phone().last.text


@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "garbage"])
async def test_no_broken_line_ends_the_polling(door: Door, kind: str) -> None:
    await restart_polling(door)
    door.spoil(kind, times=3)
    door.phone().type("这是什么")
    await door.advance(seconds=90)
    assert [row.state for row in door.rows()][-1] is InboxState.DONE
    assert len([message for message in door.phone().messages if "没有看懂" in message.text]) == 1


async def test_a_webhook_that_was_left_standing_is_ended(door: Door) -> None:
    await door.stage.stop_bot()
    door.stage.sandbox.world.webhook = Webhook("https://bot.example.org/telegram", "", 1)
    door.phone().type("这是什么")
    await door.stage.start_bot()
    await door.advance(seconds=10)
    assert door.stage.sandbox.statistics.calls["deleteWebhook"] == 1
    assert [row.state for row in door.rows()][-1] is InboxState.DONE


async def restart_polling(door: Door) -> None:
    """Have the waiting poll answered, so that the next call is a new one."""
    door.phone(1).type("这是什么")
    await door.stage.settle()


async def test_more_than_twenty_updates_a_minute_are_not_looked_at(door: Door) -> None:
    for _ in range(25):
        door.phone().type("这是什么")
    door.phone(1).type("这是什么")
    await door.advance(seconds=40)
    assert door.states().count(InboxState.DROPPED) == 5
    assert len(door.phone(1).messages) == 1
    assert all(not row.body for row in door.rows())


async def test_what_piled_up_in_an_outage_is_no_flood(door: Door) -> None:
    await door.stage.stop_bot()
    for _ in range(25):
        door.phone().type("这是什么")
        await door.stage.advance(minutes=1)
    await door.stage.start_bot()
    await door.advance(seconds=40)
    assert door.states() == [InboxState.DONE] * 25


async def test_while_the_database_is_away_the_person_waits_and_nothing_is_lost(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = door.stage.bot.storage
    put, is_away = storage._put, [True]

    def refuse(unit: Any) -> None:
        if is_away[0]:
            raise DatabaseAway("test")
        put(unit)

    monkeypatch.setattr(storage, "_put", refuse)
    door.phone().type("这是什么")
    await door.advance(seconds=30)
    assert not door.phone().messages
    is_away[0] = False
    await door.advance(seconds=10)
    assert len(door.phone().messages) == 1
    assert door.states() == [InboxState.DONE]


async def test_a_commit_whose_answer_was_lost_has_its_effect_once(door: Door) -> None:
    """The whole update is tried again then; its own mark tells that nothing is left to do."""
    door.phone().type("这是什么")
    await door.stage.settle()
    number = door.rows()[0].id
    with pytest.raises(inbox.AlreadyDone):
        await door.stage.bot.storage.write(lambda session: inbox.mark_done(session, number, now=MONDAY))
    replies = door.stage.bot.storage.read_now(
        lambda session: session.scalars(select(Message).where(Message.kind == "message-not-understood")).all()
    )
    assert len(replies) == 1


def test_an_update_belongs_to_the_person_who_caused_it() -> None:
    assert person_key({"update_id": 1, "message": {"from": {"id": 7}, "chat": {"id": -1}}}) == "user:7"
    assert person_key({"update_id": 1, "channel_post": {"chat": {"id": -1}}}) == "chat:-1"
    assert person_key({"update_id": 1}) == "nobody"
