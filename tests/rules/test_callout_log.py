"""The arithmetic of a call's log: milestones, turns, steps, and totals that equal their parts."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.callout_log import (
    MINUTE,
    Milestones,
    Step,
    Tally,
    Turn,
    add_up,
    median_minutes,
    milestones,
    steps,
    turns,
)

START = datetime(2026, 11, 22, 22, 10, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + minutes * MINUTE


@pytest.mark.parametrize(
    ("said", "quota", "reached"),
    [
        ([], 3, (None, None, None)),
        ([5], 3, (5, None, None)),
        ([9, 5], 3, (5, 9, None)),
        ([9, 5, 7], 3, (5, 7, 9)),
        ([9, 5, 7, 20], 3, (5, 7, 9)),
        ([5], 1, (5, 5, 5)),
        ([5], 0, (5, None, None)),
    ],
)
def test_milestones_are_the_first_the_half_and_the_last_of_the_wanted(
    said: list[int], quota: int, reached: tuple[int | None, ...]
) -> None:
    expected = Milestones(*(None if minutes is None else at(minutes) for minutes in reached))
    assert milestones([at(minutes) for minutes in said], quota) == expected


@pytest.mark.parametrize(
    ("said", "is_in", "answered", "expected"),
    [
        ([], False, None, []),
        ([(2, True)], True, 2, [(2, 1)]),
        ([(2, True), (9, False)], False, 9, [(2, 1), (9, -1)]),
        ([(2, True), (9, False), (11, True)], True, 11, [(2, 1), (9, -1), (11, 1)]),
        ([(3, False)], False, 3, []),
        ([(3, False)], True, 50, [(50, 1)]),
        ([], True, 50, [(50, 1)]),
        ([(2, True)], False, 1, [(2, 1), (2, -1)]),
    ],
)
def test_somebody_is_counted_on_by_turns_and_the_end_has_the_last_word(
    said: list[tuple[int, bool]], is_in: bool, answered: int | None, expected: list[tuple[int, int]]
) -> None:
    history = [(at(minutes), is_yes) for minutes, is_yes in said]
    found = turns(history, is_in=is_in, answered_at=None if answered is None else at(answered))
    assert found == [(at(minutes), change) for minutes, change in expected]


def test_what_happens_at_one_moment_is_one_step() -> None:
    changes: list[Turn] = [(at(2), 1), (at(1), 1), (at(2), 1), (at(3), 1), (at(3), -1)]
    assert steps(changes) == (Step(at(1), 1), Step(at(2), 3))


histories = st.lists(
    st.tuples(st.lists(st.tuples(st.integers(0, 90), st.booleans()), max_size=4), st.booleans(), st.integers(0, 90)),
    max_size=8,
)


@given(histories)
def test_the_last_step_is_who_counts_at_the_end_and_none_is_below_nought(
    people: list[tuple[list[tuple[int, bool]], bool, int]],
) -> None:
    found = steps(
        turn
        for said, is_in, answered in people
        for turn in turns(
            [(at(minutes), is_yes) for minutes, is_yes in sorted(said)], is_in=is_in, answered_at=at(answered)
        )
    )
    assert [step.at for step in found] == sorted({step.at for step in found})
    assert all(step.heads >= 0 for step in found)
    assert (found[-1].heads if found else 0) == sum(is_in for _said, is_in, _answered in people)


@pytest.mark.parametrize(("minutes", "middle"), [([], None), ([4], 4), ([2, 5], 3), ([9, 1, 4], 4)])
def test_the_middle_answer_is_in_whole_minutes(minutes: list[int], middle: int | None) -> None:
    assert median_minutes(timedelta(minutes=number) for number in minutes) == middle


tallies = st.builds(Tally, **{field.name: st.integers(0, 500) for field in fields(Tally)})


@given(st.lists(tallies, max_size=6))
def test_totals_equal_their_parts(parts: list[Tally]) -> None:
    for field in fields(Tally):
        assert getattr(add_up(parts), field.name) == sum(getattr(part, field.name) for part in parts)
