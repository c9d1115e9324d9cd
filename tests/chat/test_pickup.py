"""Updates that came by webhook: stored by any process, picked up once each, in order, not too many of one person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.inlet import Inlet
from bot.chat.pickup import Pickup
from bot.clock import ManualClock
from bot.model import InboxRow, InboxState
from bot.services import inbox
from bot.services.inbox import Waiting
from bot.storage import Storage
from tests.town import START

PER_MINUTE = 5


class Way:
    """A way in of its own: what is posted, and what has been handed on."""

    def __init__(self, url: str) -> None:
        self.storage = Storage(url)
        self.handed: list[int] = []
        clock = ManualClock(START)
        self.pickup = Pickup(self.storage, clock, self._accept, updates_per_minute=PER_MINUTE)
        self.inlet = Inlet(self.storage, clock, 1, on_stored=self.pickup.call)

    async def _accept(self, rows: list[Waiting]) -> None:
        self.handed += [row.inbox_id for row in rows]

    async def post(self, number: int, person: int = 7) -> None:
        await self.inlet.take({"update_id": number, "callback_query": {"from": {"id": person}}})

    def rows(self) -> dict[int, InboxRow]:
        return self.storage.read_now(lambda session: {row.update_id: row for row in session.scalars(select(InboxRow))})

    def numbers(self) -> list[int]:
        """Name what was handed on as Telegram does."""
        names = {row.id: number for number, row in self.rows().items()}
        return [names[inbox_id] for inbox_id in self.handed]


@pytest.fixture
async def way(sqlite_url: str) -> AsyncIterator[Way]:
    way = Way(sqlite_url)
    yield way
    way.storage.close()


async def test_each_is_handed_on_once_in_the_order_of_telegram(way: Way) -> None:
    for number in (3, 1, 2, 1):
        await way.post(number)
    await way.pickup._look()
    await way.pickup._look()
    assert way.numbers() == [1, 2, 3]
    await way.storage.write(partial(inbox.mark_done, inbox_id=way.handed[0], now=START))
    await way.post(4)
    await way.post(1)  # Telegram had not heard the answer
    await way.pickup._look()
    assert way.numbers() == [1, 2, 3, 4]


async def test_what_was_taken_up_at_the_start_is_not_handed_on_again(way: Way) -> None:
    await way.post(1)
    left = await way.storage.write(inbox.take_up)
    way.pickup.know(row.inbox_id for row in left)
    await way.post(2)
    await way.pickup._look()
    assert way.numbers() == [2]


async def test_too_many_of_one_person_are_stored_as_settled_and_unanswered(way: Way) -> None:
    for number in range(PER_MINUTE + 3):
        await way.post(number)
    await way.post(100, person=8)
    await way.pickup._look()
    assert way.numbers() == [*range(PER_MINUTE), 100]
    dropped = [row for row in way.rows().values() if row.state is InboxState.DROPPED]
    assert [row.body for row in dropped] == [""] * 3


async def test_what_is_stored_here_is_picked_up_at_once(way: Way) -> None:
    work: asyncio.Task[Any] = asyncio.create_task(way.pickup.run())
    await way.post(1)
    async with asyncio.timeout(10):
        while not way.handed:  # noqa: ASYNC110 - a thread does what is waited for
            await asyncio.sleep(0.01)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert way.numbers() == [1]
