"""Rankings, waves and windows of a call."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.muster import (
    LONGEST_WINDOW,
    SHORTEST_WINDOW,
    WAVES,
    Candidate,
    Tier,
    ranked,
    to_ask,
    waiting_places,
    wave_moments,
    window,
)

FIVE = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
candidates = st.lists(
    st.builds(Candidate, st.integers(1, 30), st.sampled_from(Tier), st.integers(0, 3), st.integers(0, 5)), max_size=60
)


@given(candidates)
def test_everybody_is_ranked_once_at_the_nearest_tier(everyone: list[Candidate]) -> None:
    order = ranked(everyone)
    assert {each.cadre_id for each in order} == {each.cadre_id for each in everyone}
    assert len({each.cadre_id for each in order}) == len(order)
    assert [each.tier for each in order] == sorted(each.tier for each in order)
    for each in order:
        assert each.tier == min(other.tier for other in everyone if other.cadre_id == each.cadre_id)


def test_who_was_spared_of_late_rings_first_within_a_unit() -> None:
    order = ranked([Candidate(1, Tier.PAIRED, calls=3), Candidate(2, Tier.PAIRED), Candidate(3, Tier.NEIGHBOUR)])
    assert [each.cadre_id for each in order] == [2, 1, 3]


def test_who_stands_by_rings_before_the_paired_unit() -> None:
    everyone = [
        Candidate(1, Tier.NEIGHBOUR),
        Candidate(2, Tier.PAIRED),
        Candidate(3, Tier.STAND_BY, turn=1),
        Candidate(4, Tier.STAND_BY, calls=2),
        Candidate(5, Tier.ALL),
    ]
    assert [each.cadre_id for each in ranked(everyone)] == [4, 3, 2, 1, 5]


@given(st.integers(-5, 500), st.floats(0.1, 5))
def test_a_wave_rings_for_what_is_missing_and_for_nothing_else(missing: int, over_call: float) -> None:
    asked = to_ask(missing=missing, over_call=over_call)
    assert (asked == 0) == (missing <= 0)
    assert asked >= max(missing, 0)


@given(st.integers(-60, 600), st.integers(0, 8))
def test_a_window_lies_within_its_bounds(minutes: int, waves_left: int) -> None:
    assert SHORTEST_WINDOW <= window(FIVE, FIVE + timedelta(minutes=minutes), waves_left=waves_left) <= LONGEST_WINDOW


@given(st.integers(1, 600))
def test_waves_ring_before_the_deadline_and_apart(minutes: int) -> None:
    reply_by = FIVE + timedelta(minutes=minutes)
    moments = wave_moments(FIVE, reply_by)
    assert moments[0] == FIVE
    assert 1 <= len(moments) <= WAVES
    assert all(moment < reply_by for moment in moments)
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    assert all(SHORTEST_WINDOW <= gap <= LONGEST_WINDOW for gap in gaps)


@pytest.mark.parametrize(
    ("minutes", "at"), [(60, [0, 15, 30, 45]), (20, [0, 5, 10, 15]), (12, [0, 5, 10]), (4, [0]), (240, [0, 20, 40, 60])]
)
def test_the_time_to_the_deadline_is_shared_out(minutes: int, at: list[int]) -> None:
    moments = wave_moments(FIVE, FIVE + timedelta(minutes=minutes))
    assert [(moment - FIVE) // timedelta(minutes=1) for moment in moments] == at


@pytest.mark.parametrize(("quota", "places"), [(1, 1), (2, 1), (3, 2), (20, 10)])
def test_half_as_many_may_wait(quota: int, places: int) -> None:
    assert waiting_places(quota) == places
