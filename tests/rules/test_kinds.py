"""Kinds and their measures, and the numbers that people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.kinds import KINDS, MOST, Measure, measured, read_quantity
from bot.rules.period_figures import Volume
from bot.texts import LANGUAGES
from bot.texts.formats import activity_kind, done, measure


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("１２", 12),
        (" 0 ", 0),
        ("007", 7),
        ("12件", 12),
        ("１２ 件", 12),
        ("100000", 100_000),
        ("100001", None),
        ("9" * 40, None),
        ("-1", None),
        ("－1", None),
        ("+1", None),
        ("1.5", None),
        ("1,200", None),
        ("12株", None),
        ("12件事", None),
        ("十二", None),
        ("٣", None),
        ("12 13", None),
        ("很多", None),
        ("", None),
    ],
)
def test_a_typed_number_is_read_or_refused(typed: str, number: int | None) -> None:
    assert read_quantity(typed, Measure.MATTERS) == number


def test_trees_have_their_own_measure_word() -> None:
    assert read_quantity("30株", Measure.TREES) == 30
    assert read_quantity("30件", Measure.TREES) is None


@given(st.integers(0, MOST), st.sampled_from(Measure))
def test_every_number_that_fits_is_read_back(number: int, measure: Measure) -> None:
    assert read_quantity(f"{number}", measure) == number


@given(st.text(max_size=12))
def test_whatever_is_typed_gives_a_number_that_fits_or_nothing(typed: str) -> None:
    number = read_quantity(typed, Measure.TREES)
    assert number is None or 0 <= number <= MOST


def test_every_kind_and_every_measure_has_its_words() -> None:
    assert {KINDS["friday"], KINDS["tree_planting"], KINDS["snow"]} == {Measure.MATTERS, Measure.TREES, None}
    for language in LANGUAGES:
        names = {activity_kind(kind, language) for kind in (*KINDS, "other")}
        assert len(names) == len(KINDS) + 1
    assert activity_kind("micro_event", "zh-CN") == "微活动"
    assert activity_kind("visit", "en") == "visits"


def test_only_what_was_done_is_said() -> None:
    both, none = Volume(matters=1200, trees=3), Volume()
    assert done(measured(both), "zh-CN") == "，办理1200件，植树3株"
    assert done(measured(both), "zh-CN", is_short=True) == "1200件3株"
    assert measure("matters", 12, "zh-CN") == "办理12件"
    assert done(measured(both), "en") == ", matters 1,200, trees 3"
    assert done(measured(none), "en") == done(measured(none), "zh-CN", is_short=True) == ""
