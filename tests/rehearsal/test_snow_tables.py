"""The history of a call played over again: what a place wanted at a moment, and when it was filled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.rehearsal.snow_figures import filled_at
from bot.rehearsal.snow_plans import draw
from bot.rehearsal.snow_tables import Place, Step
from bot.rehearsal.town import chance

START = datetime(2026, 11, 23, 21, 42, tzinfo=UTC)
PLACE = Place(shift_id=1, name="安华小区", quota=2, raised_at=(START + timedelta(minutes=30),))


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def call(*changes: tuple[int, int]) -> Any:
    coming, steps = 0, []
    for minutes, change in changes:
        coming += change
        steps.append(Step(at(minutes), PLACE.shift_id, change, coming))
    return SimpleNamespace(steps=steps)


def test_a_place_wants_more_from_the_moment_at_which_it_was_raised() -> None:
    assert [PLACE.quota_at(at(minutes)) for minutes in (0, 29, 30, 60)] == [2, 2, 7, 7]


@pytest.mark.parametrize(
    ("changes", "minutes"),
    [
        ([(1, 1), (4, 1), (31, 1)], 4),
        ([(1, 1), (2, -1), (3, 1), (9, 1)], 9),
        ([(1, 1), (4, 1), (5, -1), (6, 1)], 4),
        ([(1, 1)], None),
    ],
)
def test_a_place_is_filled_when_the_last_hand_that_was_wanted_first_has_said_yes(
    changes: list[tuple[int, int]], minutes: int | None
) -> None:
    assert filled_at(call(*changes), PLACE) == (None if minutes is None else at(minutes))


def test_plans_are_the_same_for_the_same_luck() -> None:
    assert draw(chance("3")) == draw(chance("3"))
    assert len({draw(chance(str(number))).answer for number in range(200)}) == 9
