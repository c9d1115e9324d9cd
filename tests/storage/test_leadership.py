"""Who may lead, told by the database's clock; and that nothing is committed under an epoch that is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from bot.model import Community
from bot.storage import Leadership, LostLeadership, Storage
from bot.storage.leadership import LEASE_SECONDS

EXPIRE = "UPDATE leadership SET expires_at = clock_timestamp() + make_interval(secs => {})"


class Pair:
    """Two processes over one database, and somebody who sets the lease back."""

    def __init__(self, url: str) -> None:
        self.seconds = 0.0
        self.one = Leadership(url, monotonic=lambda: self.seconds)
        self.other = Leadership(url)
        self.url = url
        self.engine: Engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self.storages: list[Storage] = []

    def storage(self, leadership: Leadership) -> Storage:
        storage = Storage(self.url, fence=leadership.fence(leadership.epoch), name=leadership.holder)
        self.storages.append(storage)
        return storage

    def expire(self, seconds_left: float = 0.0) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql(EXPIRE.format(seconds_left))

    async def close(self) -> None:
        for storage in self.storages:
            storage.close()
        await self.one.close()
        await self.other.close()
        self.engine.dispose()


@pytest.fixture
async def pair(postgres_url: str) -> AsyncIterator[Pair]:
    pair = Pair(postgres_url)
    yield pair
    await pair.close()


def add(name: str) -> Callable[[Session], None]:
    return lambda session: session.add(Community(name=name))


def names(session: Session) -> list[str]:
    return list(session.scalars(select(Community.name).order_by(Community.name)))


async def test_one_leads_until_its_lease_is_over(pair: Pair) -> None:
    assert await pair.one.win() == 1
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pair.other.win(), 0.4)
    assert not pair.other.is_leading()
    pair.expire()
    assert await pair.other.win() == 2
    # The first learns of it at its next renewal.
    await pair.one.keep()
    assert (pair.one.is_leading(), pair.other.is_leading()) == (False, True)


async def test_a_lease_longer_than_any_is_waited_for_as_long_as_one_lasts(pair: Pair) -> None:
    """As when the database's clock is set back while nobody renews."""
    await pair.other.win()
    pair.expire(3600)
    assert await pair.one._try() > 0
    pair.seconds = LEASE_SECONDS - 1
    assert await pair.other._renew()
    assert 0 < await pair.one._try() <= LEASE_SECONDS
    pair.expire(3600)
    assert await pair.one._try() > 0
    pair.seconds += LEASE_SECONDS - 1
    assert await pair.one._try() > 0
    pair.seconds += 1
    assert await pair.one._try() == 0
    assert pair.one.is_leading()
    assert not await pair.other._renew()


async def test_of_two_that_want_it_at_one_moment_one_has_it(pair: Pair) -> None:
    wanting = [asyncio.create_task(each.win()) for each in (pair.one, pair.other)]
    done, waiting = await asyncio.wait(wanting, timeout=0.6)
    assert ([task.result() for task in done], len(waiting)) == ([1], 1)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_what_is_handed_over_need_not_be_waited_for(pair: Pair) -> None:
    await pair.one.win()
    await pair.one.hand_over()
    assert not pair.one.is_leading()
    assert await asyncio.wait_for(pair.other.win(), LEASE_SECONDS / 2) == 2
    await pair.one.hand_over()  # too late to take it from the other
    assert await pair.other._renew()


async def test_without_the_database_it_ends_by_ones_own_clock(pair: Pair) -> None:
    await pair.one.win()
    pair.seconds += LEASE_SECONDS - 0.1
    assert pair.one.is_leading()
    pair.seconds += 0.1
    assert not pair.one.is_leading()


async def test_nothing_is_committed_once_another_leads(pair: Pair) -> None:
    await pair.one.win()
    first, outside = pair.storage(pair.one), Storage(pair.url)
    pair.storages.append(outside)
    await first.write(add("led"))
    pair.expire()
    await pair.other.win()
    second = pair.storage(pair.other)
    # Alone, or with others in one commit.
    late = [first.write(add(f"late {number}")) for number in range(5)]
    assert {type(error) for error in await asyncio.gather(*late, return_exceptions=True)} == {LostLeadership}
    await second.write(add("next"))
    await outside.write(add("outside"))
    assert second.read_now(names) == ["led", "next", "outside"]


async def test_nothing_is_begun_that_could_outlive_the_lease(pair: Pair) -> None:
    await pair.one.win()
    storage = pair.storage(pair.one)
    pair.expire(seconds_left=1.5)
    with pytest.raises(LostLeadership):
        await storage.write(add("short"))
    assert await pair.one._renew()
    await storage.write(add("long"))
    assert storage.read_now(names) == ["long"]


async def test_a_transaction_of_a_frozen_leader_is_ended(pair: Pair) -> None:
    await pair.one.win()
    pair.expire()
    frozen = create_engine(pair.url, connect_args={"application_name": pair.one.holder})
    connection = frozen.connect()
    connection.exec_driver_sql("SELECT epoch FROM leadership FOR SHARE")
    assert await asyncio.wait_for(pair.other.win(), LEASE_SECONDS) == 2
    with pytest.raises(Exception, match=r"terminat|closed"):
        connection.exec_driver_sql("SELECT 1")
    connection.invalidate()
    connection.close()
    frozen.dispose()
