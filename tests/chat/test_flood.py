from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from bot.chat.flood import REMEMBERED_AT_MOST, FloodGate

START = datetime(2026, 11, 27, 5, 20, tzinfo=UTC)


def test_a_persons_count_outlives_however_many_others_come_in_the_same_minute() -> None:
    gate, numbers = FloodGate(per_minute=2), count(1)
    assert not gate.is_over("user:1", next(numbers), START)
    for other in range(2, 3 * REMEMBERED_AT_MOST):
        assert not gate.is_over(f"user:{other}", next(numbers), START + timedelta(seconds=20))
    assert not gate.is_over("user:1", next(numbers), START + timedelta(seconds=40))
    assert gate.is_over("user:1", next(numbers), START + timedelta(seconds=59))
    assert not gate.is_over("user:1", next(numbers), START + timedelta(seconds=60))


def test_an_update_that_is_fetched_again_counts_once_and_what_is_dropped_does_not_count() -> None:
    gate = FloodGate(per_minute=1)
    assert not gate.is_over("user:1", 7, START)
    assert not gate.is_over("user:1", 7, START + timedelta(seconds=1))
    gate.settle()
    assert gate.is_over("user:1", 8, START + timedelta(seconds=59))
    assert not gate.is_over("user:1", 9, START + timedelta(seconds=60))
