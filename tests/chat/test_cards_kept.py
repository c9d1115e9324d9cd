"""Living cards against what happens to messages in a chat, and people who go and come back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.model import Cadre, Card, MessageState, Reach
from bot.services import outbox
from tests.test_sender import Outlet

SUBJECT = "help:1"


@pytest.fixture
async def outlet(sqlite_url: str) -> AsyncIterator[Outlet]:
    outlet = Outlet(sqlite_url, cadres=1)
    await outlet.stage.open()
    yield outlet
    await outlet.stage.close()


async def show(outlet: Outlet) -> None:
    now = outlet.stage.clock.now()
    await outlet.stage.bot.storage.write(lambda s: outbox.show(s, outlet.key(), SUBJECT, now=now))
    await outlet.advance(seconds=2)


def card(outlet: Outlet) -> Card:
    return outlet.stage.bot.storage.read_now(lambda s: s.scalars(select(Card).where(Card.subject == SUBJECT)).one())


async def test_a_card_that_was_deleted_in_the_chat_is_sent_anew(outlet: Outlet) -> None:
    await show(outlet)
    phone = outlet.phone()
    phone.delete(phone.last)
    await show(outlet)
    (message,) = phone.messages
    assert outlet.states(outlet.key()) == [MessageState.SENT] * 2
    assert card(outlet).telegram_message_id == message.message_id
    assert [row.attempts for row in outlet.rows(outlet.key())] == [1, 1]


async def test_an_edit_that_changes_nothing_counts_as_made(outlet: Outlet) -> None:
    await show(outlet)
    await show(outlet)
    (message,) = outlet.phone().messages
    assert message.edits == 0
    assert outlet.stage.sandbox.statistics.calls["editMessageText"] == 1
    assert outlet.states(outlet.key()) == [MessageState.SENT] * 2
    assert card(outlet).shown_version == card(outlet).wanted_version == 2


async def test_an_edit_whose_answer_was_lost_is_made_again(outlet: Outlet) -> None:
    await show(outlet)
    outlet.spoil("reset_after", method="editMessageText")
    await show(outlet)
    await outlet.advance(seconds=10)
    assert outlet.states(outlet.key()) == [MessageState.SENT] * 2
    assert outlet.stage.sandbox.statistics.calls["editMessageText"] == 2
    assert len(outlet.phone().messages) == 1


async def test_somebody_who_blocked_the_bot_and_came_back_gets_what_is_said_from_then_on(outlet: Outlet) -> None:
    phone = outlet.phone()
    phone.block()
    await outlet.settle()
    await outlet.say(outlet.key())
    await outlet.advance(seconds=2)
    assert outlet.states(outlet.key()) == [MessageState.CANCELLED]
    phone.unblock()
    await outlet.settle()
    await outlet.say(outlet.key())
    await outlet.advance(seconds=2)
    assert outlet.states(outlet.key()) == [MessageState.CANCELLED, MessageState.SENT]
    assert phone.last.text.startswith("修改")
    reach = outlet.stage.bot.storage.read_now(
        lambda s: s.scalar(select(Cadre.reach).where(Cadre.telegram_id == phone.id))
    )
    assert reach is Reach.OK


async def test_who_was_found_out_by_a_failed_send_is_reached_again_after_a_word(outlet: Outlet) -> None:
    phone = outlet.phone()
    phone.account.has_blocked = True  # and the update that tells of it was lost
    await outlet.say(outlet.key())
    await outlet.advance(seconds=2)
    assert outlet.states(outlet.key()) == [MessageState.FAILED]
    phone.account.has_blocked = False
    phone.type("这是什么")
    await outlet.advance(seconds=2)
    assert "没有看懂" in phone.last.text
