from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.attendance import (
    AnswerState,
    AttendanceState,
    Mark,
    MarkKind,
    MarkSource,
    Settled,
    Window,
    hours,
    settle,
)

START = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
WINDOW = Window(
    check_in_from=START - timedelta(minutes=30),
    starts_at=START,
    ends_at=START + timedelta(minutes=120),
    late_after=START + timedelta(minutes=10),
    left_early_before=START + timedelta(minutes=110),
    closes_at=START + timedelta(minutes=180),
)
IN, OUT, VOID, ABSENT = MarkKind.CHECK_IN, MarkKind.CHECK_OUT, MarkKind.VOID, MarkKind.ABSENT


def at(minutes: float) -> datetime:
    """Name a moment by its minutes from the start."""
    return START + timedelta(minutes=minutes)


def ledger(*entries: tuple[MarkKind, float]) -> list[Mark]:
    """Write marks with ids from 1; the number of a void is the id that it takes out."""
    return [
        Mark(id_, kind, at(0), MarkSource.ORGANIZER, voids=int(number))
        if kind is VOID
        else Mark(id_, kind, at(number), MarkSource.SELF_TAP)
        for id_, (kind, number) in enumerate(entries, start=1)
    ]


def settled(
    *entries: tuple[MarkKind, float], answer: AnswerState = AnswerState.GOING, is_closed: bool = True
) -> Settled:
    return settle(answer, ledger(*entries), WINDOW, is_closed=is_closed)


@pytest.mark.parametrize(
    ("answer", "before", "after"),
    [
        (AnswerState.PENDING, AttendanceState.EXPECTED, AttendanceState.NO_ANSWER),
        (AnswerState.GOING, AttendanceState.EXPECTED, AttendanceState.NO_SHOW),
        (AnswerState.DECLINED, AttendanceState.DECLINED, AttendanceState.DECLINED),
        (AnswerState.EXCUSED, AttendanceState.EXCUSED, AttendanceState.EXCUSED),
    ],
)
def test_who_did_not_come_is_told_by_the_answer(
    answer: AnswerState, before: AttendanceState, after: AttendanceState
) -> None:
    assert settle(answer, [], WINDOW, is_closed=False) == Settled(before)
    assert settle(answer, [], WINDOW, is_closed=True) == Settled(after)


def test_who_was_there_throughout_is_present_for_the_whole_time() -> None:
    assert settled((IN, -12), (OUT, 125)) == Settled(
        AttendanceState.PRESENT, checked_in_at=at(-12), checked_out_at=at(125), minutes=120
    )


@pytest.mark.parametrize("answer", list(AnswerState))
@pytest.mark.parametrize("is_closed", [False, True])
def test_presence_beats_any_answer(answer: AnswerState, is_closed: bool) -> None:
    assert settled((IN, 0), (OUT, 120), answer=answer, is_closed=is_closed).state is AttendanceState.PRESENT


@pytest.mark.parametrize(
    ("check_in", "state", "late_minutes"),
    [
        (9, AttendanceState.PRESENT, 0),
        (10, AttendanceState.PRESENT, 0),
        (10.02, AttendanceState.LATE, 10),
        (12, AttendanceState.LATE, 12),
        (12.99, AttendanceState.LATE, 12),
    ],
)
def test_late_is_after_the_grace_and_counts_from_the_start(
    check_in: float, state: AttendanceState, late_minutes: int
) -> None:
    outcome = settled((IN, check_in), (OUT, 120))
    assert (outcome.state, outcome.late_minutes) == (state, late_minutes)


@pytest.mark.parametrize(
    ("check_out", "state", "left_early_minutes"),
    [
        (120, AttendanceState.PRESENT, 0),
        (110, AttendanceState.PRESENT, 0),
        (109.9, AttendanceState.LEFT_EARLY, 10),
        (60, AttendanceState.LEFT_EARLY, 60),
    ],
)
def test_leaving_early_is_before_the_grace_and_counts_to_the_end(
    check_out: float, state: AttendanceState, left_early_minutes: int
) -> None:
    outcome = settled((IN, 0), (OUT, check_out))
    assert (outcome.state, outcome.left_early_minutes) == (state, left_early_minutes)


def test_who_came_late_and_left_early_is_late_with_both_figures() -> None:
    outcome = settled((IN, 30), (OUT, 90))
    assert outcome.state is AttendanceState.LATE
    assert (outcome.late_minutes, outcome.left_early_minutes, outcome.minutes) == (30, 30, 60)


@pytest.mark.parametrize(
    ("check_in", "check_out", "minutes"),
    [
        (-30, 179, 120),
        (0, 120, 120),
        (12, 120, 108),
        (0.5, 119.9, 119),
        (0.5, 120, 119),
        (-20, -10, 0),  # gone before it began
        (119.5, 179, 0),
        (60, 60, 0),
    ],
)
def test_minutes_are_whole_ones_within_the_hours(check_in: float, check_out: float, minutes: int) -> None:
    assert settled((IN, check_in), (OUT, check_out)).minutes == minutes


def test_without_a_check_out_there_are_no_minutes_and_that_is_said() -> None:
    outcome = settled((IN, 0))
    assert outcome == Settled(AttendanceState.PRESENT, checked_in_at=at(0))
    assert outcome.is_missing_check_out


def test_neither_the_complete_nor_the_absent_miss_a_check_out() -> None:
    assert not settled((IN, 0), (OUT, 120)).is_missing_check_out
    assert not settled().is_missing_check_out


@pytest.mark.parametrize("entries", [[(OUT, 100)], [(OUT, 5), (OUT, 120)]])
def test_a_check_out_without_a_check_in_is_no_presence(entries: list[tuple[MarkKind, float]]) -> None:
    assert settled(*entries) == Settled(AttendanceState.NO_SHOW)


def test_a_check_out_before_the_check_in_is_ignored() -> None:
    assert settled((OUT, 5), (IN, 8)).is_missing_check_out


def test_of_doubles_the_first_check_in_and_the_last_check_out_count() -> None:
    outcome = settled((IN, -5), (IN, 20), (OUT, 60), (OUT, 120), (IN, 125))
    assert (outcome.checked_in_at, outcome.checked_out_at) == (at(-5), at(120))


@pytest.mark.parametrize(("check_in", "counts"), [(-30.1, False), (-30, True), (119.9, True), (120, False)])
def test_a_check_in_counts_from_its_opening_until_the_end(check_in: float, counts: bool) -> None:
    assert (settled((IN, check_in)).checked_in_at is not None) is counts


@pytest.mark.parametrize(("check_out", "counts"), [(179.9, True), (180, False)])
def test_a_check_out_counts_until_the_closing(check_out: float, counts: bool) -> None:
    assert (settled((IN, 0), (OUT, check_out)).checked_out_at is not None) is counts


def test_a_voided_check_in_never_was() -> None:
    assert settled((IN, 0), (VOID, 1)) == Settled(AttendanceState.NO_SHOW)


def test_a_voided_check_out_leaves_the_one_before() -> None:
    assert settled((IN, 0), (OUT, 115), (OUT, 130), (VOID, 3)).checked_out_at == at(115)


def test_a_voided_void_brings_the_mark_back() -> None:
    assert settled((IN, 0), (VOID, 1), (VOID, 2)).checked_in_at == at(0)
    assert settled((IN, 0), (VOID, 1), (VOID, 2), (VOID, 3)).checked_in_at is None


def test_a_mark_may_be_made_anew_after_its_void() -> None:
    assert settled((IN, 30), (VOID, 1), (IN, 2)).state is AttendanceState.PRESENT


def test_a_mark_voided_twice_is_still_only_void() -> None:
    assert settled((IN, 0), (VOID, 1), (VOID, 1)).checked_in_at is None


@pytest.mark.parametrize("unknown", [2, 7])
def test_a_void_of_itself_or_of_what_is_not_yet_there_does_nothing(unknown: int) -> None:
    assert settled((IN, 0), (VOID, unknown)).checked_in_at == at(0)


def test_a_void_without_its_mark_and_a_mark_with_one_are_refused() -> None:
    with pytest.raises(ValueError, match="mark 1"):
        Mark(1, VOID, at(0), MarkSource.SELF_TAP)
    with pytest.raises(ValueError, match="mark 2"):
        Mark(2, IN, at(0), MarkSource.SELF_TAP, voids=1)


def test_a_naive_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        Mark(1, IN, at(0).replace(tzinfo=None), MarkSource.SELF_TAP)


def test_a_window_out_of_order_is_refused() -> None:
    with pytest.raises(ValueError, match="not in order"):
        Window(
            check_in_from=at(1),
            starts_at=at(0),
            ends_at=at(120),
            late_after=at(10),
            left_early_before=at(110),
            closes_at=at(180),
        )


@st.composite
def ledgers(draw: st.DrawFn) -> list[Mark]:
    entries: list[tuple[MarkKind, float]] = []
    for id_ in range(1, draw(st.integers(0, 8)) + 1):
        kind = draw(st.sampled_from(MarkKind))
        entries.append((kind, draw(st.integers(1, id_) if kind is VOID else st.integers(-60, 220))))
    return ledger(*entries)


@given(marks=ledgers(), answer=st.sampled_from(AnswerState), is_closed=st.booleans(), data=st.data())
def test_the_order_in_which_marks_are_read_changes_nothing(
    marks: list[Mark], answer: AnswerState, is_closed: bool, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(marks))
    assert settle(answer, shuffled, WINDOW, is_closed=is_closed) == settle(answer, marks, WINDOW, is_closed=is_closed)


@given(marks=ledgers(), answer=st.sampled_from(AnswerState))
def test_a_doubled_mark_changes_nothing(marks: list[Mark], answer: AnswerState) -> None:
    voided = {mark.voids for mark in marks}
    doubles = [Mark(100 + mark.id, mark.kind, mark.at, mark.source) for mark in marks if mark.voids is None]
    kept = [double for double in doubles if double.id - 100 not in voided]
    assert settle(answer, marks + kept, WINDOW, is_closed=True) == settle(answer, marks, WINDOW, is_closed=True)


@given(marks=ledgers(), answer=st.sampled_from(AnswerState))
def test_closing_changes_nothing_for_who_was_there(marks: list[Mark], answer: AnswerState) -> None:
    before = settle(answer, marks, WINDOW, is_closed=False)
    after = settle(answer, marks, WINDOW, is_closed=True)
    assert after.state is not AttendanceState.EXPECTED
    assert before.checked_in_at is None or before == after


@given(marks=ledgers(), answer=st.sampled_from(AnswerState))
def test_who_is_said_to_be_absent_and_checked_in_is_a_conflict(marks: list[Mark], answer: AnswerState) -> None:
    outcome = settle(answer, marks, WINDOW, is_closed=True)
    denied = Mark(100, ABSENT, START, MarkSource.LIAISON)
    disputed = settle(answer, [*marks, denied], WINDOW, is_closed=True)
    if outcome.checked_in_at is None:
        assert disputed == outcome
    else:
        assert disputed == replace(outcome, state=AttendanceState.CONFLICT)
    taken_back = Mark(101, VOID, START, MarkSource.LIAISON, voids=100)
    assert settle(answer, [*marks, denied, taken_back], WINDOW, is_closed=True) == outcome


@given(marks=ledgers(), answer=st.sampled_from(AnswerState))
def test_minutes_stay_within_the_hours_and_with_both_times(marks: list[Mark], answer: AnswerState) -> None:
    outcome = settle(answer, marks, WINDOW, is_closed=True)
    assert (outcome.minutes is None) == (outcome.checked_out_at is None)
    assert 0 <= (outcome.minutes or 0) <= 120
    if outcome.state is not AttendanceState.CONFLICT:
        assert (outcome.state is AttendanceState.LATE) == (outcome.late_minutes > 0)
    assert outcome.checked_in_at is not None or outcome.checked_out_at is None


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0.00"), (1, "0.02"), (20, "0.33"), (60, "1.00"), (125, "2.08"), (8775, "146.25")]
)
def test_hours_are_shown_with_two_decimals(minutes: int, shown: str) -> None:
    assert str(hours(minutes)) == shown


@given(minutes=st.integers(0, 10_000_000))
def test_shown_hours_are_within_half_a_hundredth(minutes: int) -> None:
    assert abs(hours(minutes) * 60 - minutes) <= Decimal("0.3")


def test_negative_minutes_are_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        hours(-1)
