"""What a stretch of snow clearing is, and how many people it needs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.stretches import KIND_NAMES, STRETCH_WORDS, StretchKind, heads_needed, kind_value, stretch_kind


@pytest.mark.parametrize(
    ("area_square_metres", "heads", "needed"),
    [
        (None, None, None),
        (1200, None, 60),
        (1201, None, 61),
        (20, None, 1),
        (1, None, 1),
        (0, None, 1),
        (None, 15, 15),
        (1200, 15, 15),
        (1200, 0, 1),
    ],
)
def test_heads_are_what_is_asked_for_or_one_for_twenty_square_metres(
    area_square_metres: int | None, heads: int | None, needed: int | None
) -> None:
    assert heads_needed(area_square_metres, heads) == needed


@given(st.integers(1, 1_000_000))
def test_nobody_clears_more_than_twenty_square_metres_and_nobody_is_idle(area_square_metres: int) -> None:
    needed = heads_needed(area_square_metres, None)
    assert needed is not None
    assert (needed - 1) * 20 < area_square_metres <= needed * 20


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("老旧小区", StretchKind.OLD_COMPOUND),
        ("Old compound", StretchKind.OLD_COMPOUND),
        ("old_compound", StretchKind.OLD_COMPOUND),
        ("沿河木栈道", StretchKind.RIVERSIDE_BOARDWALK),
        ("riverside_boardwalk", StretchKind.RIVERSIDE_BOARDWALK),
        ("道路", StretchKind.ROAD_SECTION),
        (" 责任路段 ", StretchKind.ROAD_SECTION),
        ("ROAD SECTION", StretchKind.ROAD_SECTION),
        ("社区", None),
        ("", None),
    ],
)
def test_a_kind_is_known_by_its_words_and_by_its_value(word: str, kind: StretchKind | None) -> None:
    assert stretch_kind(word) is kind


def test_a_word_that_means_no_stretch_is_kept() -> None:
    assert [kind_value(word) for word in ("道路", "社区", "community")] == ["road_section", "社区", "community"]


def test_every_kind_has_names_that_mean_it() -> None:
    assert {kind: {stretch_kind(name) for name in names} for kind, names in KIND_NAMES.items()} == {
        kind: {kind} for kind in StretchKind
    }


def test_every_word_for_a_stretch_means_one() -> None:
    assert all(stretch_kind(word) for word in STRETCH_WORDS)
