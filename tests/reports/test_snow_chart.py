"""The picture of a forecast; that it looks well was judged by eye, here is what a machine can hold to."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.child import in_child
from bot.reports.snow_canvas import ceiling, plain, stretches
from bot.reports.snow_chart import CHINESE, ENGLISH, SnowChartOrder, SnowWords, draw_snow_chart
from bot.reports.snow_picture import HOURS_SHOWN
from bot.reports.typeface import printable
from bot.rules.snow import HOUR, Forecast, Hour, SnowGrade

NOW: Final = datetime(2026, 11, 22, 8, 40, tzinfo=UTC)
FIRST_END: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def order(
    snow: Callable[[int], float | None], *, depth: float | None = None, language: str = "zh-CN"
) -> SnowChartOrder:
    hours = (
        Hour(at=FIRST_END + place * HOUR, snowfall_cm=snow(place), temperature_c=-5.0 - place % 7, snow_depth_cm=depth)
        for place in range(-24, HOURS_SHOWN)
    )
    forecast = Forecast(hours=tuple(hours), fetched_at=NOW)
    return SnowChartOrder(forecast=forecast, now=NOW, place="辽源市", language=language)


def tonight(place: int) -> float:
    return 0.5 if 3 <= place < 14 else 0.0


def half_known(place: int) -> float | None:
    return tonight(place) if place % 2 else None


def nothing(_place: int) -> float:
    return 0.0


def unknown(_place: int) -> None:
    return None


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("snow", [tonight, half_known, nothing, unknown])
@pytest.mark.parametrize("depth", [None, 4.0])
def test_a_forecast_is_one_tall_png(snow: Callable[[int], float | None], depth: float | None, language: str) -> None:
    picture = draw_snow_chart(order(snow, depth=depth, language=language))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (1080, 1410 if depth is None else 1660)
    assert len(picture) < 1_000_000


def test_unknown_hours_look_otherwise_than_dry_ones() -> None:
    assert draw_snow_chart(order(unknown)) != draw_snow_chart(order(nothing))


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "UTC"])
def test_a_place_that_looks_like_mathematics_and_any_zone_are_drawn(zone: str) -> None:
    forecast = order(tonight).forecast
    assert draw_snow_chart(SnowChartOrder(forecast=forecast, now=NOW, place=r"$\frac{$ 𠮷", zone=zone))


def test_a_forecast_without_hours_is_drawn() -> None:
    assert draw_snow_chart(SnowChartOrder(forecast=Forecast(hours=(), fetched_at=NOW), now=NOW, place="辽源市"))


async def test_the_chart_comes_back_from_the_child() -> None:
    picture = await in_child("draw_snow_chart", order(tonight))
    assert picture.startswith(b"\x89PNG")


def test_the_order_can_be_given_without_matplotlib() -> None:
    statement = "import sys, bot.reports.snow_chart; print(*sys.modules)"
    run = subprocess.run(  # noqa: S603 - our own interpreter and statement
        [sys.executable, "-c", statement], check=True, capture_output=True, text=True
    )
    assert not {name.partition(".")[0] for name in run.stdout.split()} & {"matplotlib", "numpy", "PIL"}


def shown(words: SnowWords) -> str:
    return "".join(str(getattr(words, field.name)) for field in fields(words) if field.name != "grades") + "".join(
        words.grades.values()
    )


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_the_typeface_holds_every_word(words: SnowWords) -> None:
    assert printable(shown(words)) == shown(words)


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_every_grade_has_its_word_and_the_source_is_named(words: SnowWords) -> None:
    assert set(words.grades) == set(SnowGrade)
    assert words.attribution == "Weather data by Open-Meteo.com (CC BY 4.0)"


def test_no_word_warns_of_the_weather() -> None:
    assert "预警" not in shown(CHINESE).replace("不是气象预警", "")
    assert "warning" not in shown(ENGLISH).replace("not a weather warning", "").lower()


@given(st.lists(st.none() | st.floats(0, 500), max_size=HOURS_SHOWN))
def test_no_bar_is_higher_than_its_scale(values: list[float | None]) -> None:
    high = ceiling(values, least=1)
    most = max((value for value in values if value is not None), default=0)
    assert most <= high <= max(1, most * 2.5)


@given(st.lists(st.none() | st.integers(), max_size=HOURS_SHOWN))
def test_every_hour_is_in_a_curve_or_in_a_gap(values: list[int | None]) -> None:
    ranges = [*stretches(values, are_known=True), *stretches(values, are_known=False)]
    assert sorted(place for first, end in ranges for place in range(first, end)) == list(range(len(values)))


@pytest.mark.parametrize(("value", "expected"), [(20, "20"), (2.5, "2.5"), (Decimal("-6.0"), "−6"), (0.0, "0")])
def test_figures_are_written_plainly(value: Decimal | float, expected: str) -> None:
    assert plain(value) == expected
