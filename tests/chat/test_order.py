"""Who is handled when: one person's updates in order, different people side by side, and no more than can be kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.chat import intake, routes
from bot.model import InboxState
from tests.chat.test_intake import Door

SECONDS = 20.0


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    door = Door(sqlite_url)
    await door.stage.open()
    yield door
    await door.stage.close()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let the command /slow take until the gate is opened."""
    gate = asyncio.Event()

    async def slow(*_args: object) -> None:
        await gate.wait()

    monkeypatch.setattr(routes, "COMMANDS", {**routes.COMMANDS, "slow": slow})
    return gate


async def until(look: Callable[[], Any]) -> None:
    """Wait, without moving the clock; what is held up keeps the stage from settling."""
    async with asyncio.timeout(SECONDS):
        while not look():  # noqa: ASYNC110 - it looks into tables, and those set no event
            await asyncio.sleep(0.005)


async def test_somebody_slow_holds_up_nobody_else_and_stays_in_order(door: Door, gate: asyncio.Event) -> None:
    door.phone(0).type("/slow")
    door.phone(0).type("这是什么")
    door.phone(1).type("这是什么")
    await door.phone(1).wait_for("没有看懂")
    await until(lambda: InboxState.DONE in door.states())
    assert door.states() == [InboxState.WAITING, InboxState.WAITING, InboxState.DONE]
    assert not door.phone(0).messages
    gate.set()
    await door.stage.settle()
    assert set(door.states()) == {InboxState.DONE}
    assert "没有看懂" in door.phone(0).last.text


async def test_with_too_much_waiting_no_more_is_fetched_until_there_is_room(
    door: Door, gate: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "WAITING_AT_MOST", 4)
    sandbox = door.stage.sandbox
    door.phone(0).type("/slow")
    for _ in range(5):
        door.phone(0).type("这是什么")
    await until(lambda: len(door.rows()) == 6 and not sandbox.is_polled)
    door.phone(1).type("这是什么")
    await asyncio.sleep(0.05)
    assert sandbox.has_pending
    assert len(door.rows()) == 6
    gate.set()
    await door.advance(seconds=10)
    assert door.states() == [InboxState.DONE] * 7
    assert len(door.phone(1).messages) == 1
