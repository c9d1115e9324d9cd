"""The picture of the week; that it looks well was judged by eye, here is what a machine can hold to."""

from __future__ import annotations

import struct
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.chart import _in_lines, _widths, draw_chart
from bot.reports.orders import ChartOrder
from bot.reports.quality import quality_notes
from bot.reports.typecase import MISSING, path
from bot.reports.typeface import printable
from bot.reports.words import CHINESE, ENGLISH
from bot.rules.figures import UnitFigures, WeekFigures, WeekTotals
from tests.reports.cast import GIVEN, SURNAMES, UNIT_NAMES, week_figures

NOBODY = replace(week_figures(0), units=(), activities=0)
QUIET = replace(week_figures(0), units=(UnitFigures(unit="市教育局", position=1, is_confirmed=True),))


@pytest.mark.parametrize("figures", [week_figures(), week_figures(1), QUIET, NOBODY])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_chart_is_one_tall_png(figures: WeekFigures, language: str) -> None:
    picture = draw_chart(ChartOrder(figures=figures, organization="市直机关工委", language=language))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    has_earlier_weeks = any(week.attendance_rate is not None for week in figures.previous)
    width, height = struct.unpack(">II", picture[16:24])
    assert (width, height > 1400) == (1080, has_earlier_weeks)
    assert len(picture) < 1_000_000


def test_a_chart_shows_its_figures() -> None:
    one, other = (
        draw_chart(ChartOrder(figures=figures, organization="市直机关工委")) for figures in (week_figures(), QUIET)
    )
    assert one != other


@given(st.lists(st.integers(0, 4000), min_size=5, max_size=5))
def test_the_parts_fill_the_bar_and_none_that_counts_is_invisible(parts: list[int]) -> None:
    widths = _widths(parts, 952)
    assert sum(widths) == pytest.approx(952 if any(parts) else 0)
    assert all((width >= 8) == (part > 0) for part, width in zip(parts, widths, strict=True))


def test_an_organization_that_looks_like_mathematics_is_plain_text() -> None:
    assert draw_chart(ChartOrder(figures=QUIET, organization=r"$\frac{$ 工委 𠮷"))


def test_the_typeface_holds_names_and_units_and_marks_what_it_lacks() -> None:
    names = "".join((SURNAMES, *GIVEN, *UNIT_NAMES))
    assert printable(names) == names
    assert printable("𠮷") == MISSING


def test_the_typeface_holds_every_word_of_the_reports() -> None:
    for words in (CHINESE, ENGLISH):
        shown = "".join(str(getattr(words, name)) for name in words.__slots__).replace("\n", "")
        assert printable(shown) == shown


def test_the_typeface_comes_with_its_licence_and_without_the_reserved_name() -> None:
    licence = (path().parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL Open Font License, Version 1.1" in licence
    assert path().stat().st_size <= 2_800_000
    assert "Source" not in path().name


def test_unconfirmed_units_come_first_among_the_notes() -> None:
    notes, is_sound = quality_notes(week_figures(), CHINESE, "zh-CN")
    assert notes[0] == "7/71个单位名单未确认，以下为最低数"
    assert not is_sound


def test_what_needs_a_decision_comes_before_what_is_only_missing() -> None:
    unit = replace(week_figures().units[0], in_question=2, corrections=1, not_linked=4)
    notes, _is_sound = quality_notes(replace(QUIET, units=(unit,)), CHINESE, "zh-CN")
    assert notes[1:4] == ["2人待核", "1件更正待处理", "4人未绑定"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_notes_lose_nothing_when_they_are_shared_out_over_lines(language: str) -> None:
    words = CHINESE if language == "zh-CN" else ENGLISH
    notes, _is_sound = quality_notes(week_figures(), words, language)
    lines = _in_lines(notes, words)
    assert (words.separator.rstrip() + " ").join(notes).replace(" ", "") in "".join(lines).replace(" ", "")
    assert len(lines) <= 3


def test_units_are_compared_only_where_the_operator_wants_it() -> None:
    sizes = [
        struct.unpack(
            ">II", draw_chart(ChartOrder(figures=week_figures(), organization="工委", compare_units=on))[16:24]
        )
        for on in (False, True)
    ]
    assert sizes[1][1] - sizes[0][1] > 36 * 60


def test_twelve_earlier_weeks_make_a_band_and_one_makes_none() -> None:
    weeks = tuple(
        WeekTotals(iso_year=2026, iso_week=number, expected=10, present=number % 10, excused=0, minutes=0)
        for number in range(35, 47)
    )
    figures = replace(week_figures(), previous=weeks)
    assert figures.band == (Fraction(0), Fraction(9, 10))
    assert replace(figures, previous=weeks[:1]).band is None
    assert draw_chart(ChartOrder(figures=figures, organization="工委"))


def test_a_complete_week_says_so() -> None:
    notes, is_sound = quality_notes(QUIET, ENGLISH, "en")
    assert notes == ["all lists confirmed (units: 1)"]
    assert is_sound


def test_a_week_without_units_is_not_called_complete() -> None:
    assert quality_notes(NOBODY, CHINESE, "zh-CN") == ([CHINESE.no_units], False)


def test_neither_language_speaks_of_certificates() -> None:
    for words in (CHINESE, ENGLISH):
        shown = "".join(str(getattr(words, name)) for name in words.__slots__)
        assert not any(word in shown.lower() for word in ("证明", "证书", "certif", "proof"))
