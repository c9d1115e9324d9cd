"""The picture of the week; that it looks well was judged by eye, here is what a machine can hold to."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.chart import _widths, draw_chart
from bot.reports.orders import ChartOrder
from bot.reports.quality import quality_notes
from bot.reports.typeface import MISSING, path, printable
from bot.reports.words import CHINESE, ENGLISH
from bot.rules.figures import UnitFigures, WeekFigures
from tests.reports.cast import GIVEN, SURNAMES, UNIT_NAMES, week_figures

NOBODY = replace(week_figures(0), units=(), activities=0)
QUIET = replace(week_figures(0), units=(UnitFigures(unit="市教育局", position=1, is_confirmed=True),))


@pytest.mark.parametrize("figures", [week_figures(), week_figures(1), QUIET, NOBODY])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_chart_is_one_tall_png(figures: WeekFigures, language: str) -> None:
    picture = draw_chart(ChartOrder(figures=figures, organization="市直机关工委", language=language))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    has_earlier_weeks = any(week.attendance_rate is not None for week in figures.previous)
    assert struct.unpack(">II", picture[16:24]) == (1080, 1480 if has_earlier_weeks else 1054)
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
    assert notes[0] == "7/71个单位名单未确认"
    assert not is_sound


def test_a_complete_week_says_so() -> None:
    notes, is_sound = quality_notes(QUIET, ENGLISH, "en")
    assert notes == ["all 1 units have confirmed their lists"]
    assert is_sound


def test_a_week_without_units_is_not_called_complete() -> None:
    assert quality_notes(NOBODY, CHINESE, "zh-CN") == ([CHINESE.no_units], False)


def test_neither_language_speaks_of_certificates() -> None:
    for words in (CHINESE, ENGLISH):
        shown = "".join(str(getattr(words, name)) for name in words.__slots__)
        assert not any(word in shown.lower() for word in ("证明", "证书", "certif", "proof"))
