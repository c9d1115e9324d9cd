"""The bot is killed at random instants, a few times in each kind of work; ``make chaos`` does it a thousand times."""

from __future__ import annotations

import pytest

from tests.crash import broadcast, closing, migrating, storm


@pytest.mark.timeout(240)
async def test_kills_amid_taps_lose_nothing_and_double_nothing(database_url: str) -> None:
    toll = await storm.play(database_url, kills=8, seed=20261127)
    assert toll.kills == 8
    assert toll.updates
    assert (toll.lost, toll.doubled) == (0, 0)


@pytest.mark.timeout(240)
async def test_kills_amid_a_broadcast_reach_everybody_once(database_url: str) -> None:
    toll = await broadcast.play(database_url, kills=4, seed=20261127, people=60)
    assert toll.kills == 4
    assert toll.in_flight
    assert (toll.lost, toll.doubled) == (0, 0)


@pytest.mark.timeout(240)
async def test_kills_amid_a_settlement_settle_it_as_if_nothing_had_happened(database_url: str) -> None:
    toll = await closing.play(database_url, kills=3, seed=20261127, people=60)
    assert toll.kills == 3
    assert (toll.lost, toll.doubled) == (0, 0)


def test_kills_amid_a_migration_leave_the_old_schema_or_the_new(database_url: str) -> None:
    toll = migrating.play(database_url, kills=3, seed=20261127)
    assert toll.kills == 3
