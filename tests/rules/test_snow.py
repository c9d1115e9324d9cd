"""Grades of the standard, sums with unknown hours, where a snowfall ends, and what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.snow import (
    HOUR,
    Advice,
    Forecast,
    Hour,
    SnowFigures,
    SnowGrade,
    Thresholds,
    advice,
    coming_snowfall,
    figures_of,
    grade,
    hours_ahead,
    water_of,
)

NOW = datetime(2026, 11, 22, 8, 40, tzinfo=UTC)
FIRST_END = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
THRESHOLDS = Thresholds()
BOTH: tuple[Literal[12, 24], ...] = (12, 24)

centimetres = st.integers(0, 500).map(lambda hundredths: hundredths / 100)
snowfalls = st.lists(st.none() | centimetres, min_size=24, max_size=48)


def forecast(snow: Sequence[float | None], *, past: int = 0, depth: Sequence[float | None] = ()) -> Forecast:
    """A forecast whose first ``past`` hours are over at NOW."""
    depths = [*depth, *[None] * (len(snow) - len(depth))]
    hours = (
        Hour(at=FIRST_END + (place - past) * HOUR, snowfall_cm=cm, snow_depth_cm=depths[place])
        for place, cm in enumerate(snow)
    )
    return Forecast(hours=tuple(hours), fetched_at=NOW)


def advised(snow: Sequence[float | None], *, past: int = 0, depth: Sequence[float | None] = ()) -> Advice:
    return advice(figures_of(forecast(snow, past=past, depth=depth), NOW), THRESHOLDS)


@pytest.mark.parametrize(
    ("water", "by_24", "by_12"),
    [
        (0, "none", "none"),
        (0.04, "trace", "trace"),
        (0.05, "light", "light"),
        (0.94, "light", "light"),
        (0.95, "light", "moderate"),
        (2.44, "light", "moderate"),
        (2.45, "moderate", "moderate"),
        (2.95, "moderate", "heavy"),
        (4.94, "moderate", "heavy"),
        (4.95, "heavy", "heavy"),
        (5.95, "heavy", "snowstorm"),
        (9.94, "heavy", "snowstorm"),
        (9.95, "snowstorm", "great_snowstorm"),
        (14.95, "snowstorm", "extreme_snowstorm"),
        (19.95, "great_snowstorm", "extreme_snowstorm"),
        (Decimal("29.94"), "great_snowstorm", "extreme_snowstorm"),
        (Decimal("29.95"), "extreme_snowstorm", "extreme_snowstorm"),
    ],
)
def test_grades_are_those_of_the_standard(water: Decimal | float, by_24: str, by_12: str) -> None:
    assert (grade(water, 24), grade(water, 12)) == (by_24, by_12)


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_water_is_never_a_lower_grade(one: float, other: float) -> None:
    less, more = sorted((one, other))
    for hours in BOTH:
        assert grade(less, hours).rank <= grade(more, hours).rank


def test_negative_snowfall_has_no_grade() -> None:
    with pytest.raises(ValueError, match="negative"):
        grade(-0.1, 24)


def test_seven_centimetres_are_ten_millimetres() -> None:
    assert water_of(7) == 10


def test_water_on_the_border_of_a_grade_is_not_lost_in_the_sum() -> None:
    figures = figures_of(forecast([0.07] * 24 + [9] * 24), NOW)
    assert figures.water_24h_mm == Decimal("2.4")
    assert figures_of(forecast([0.1] * 17 + [0.015] + [0] * 6), NOW).grade is SnowGrade.MODERATE


def test_twelve_hard_hours_count_by_their_own_table() -> None:
    figures = figures_of(forecast([0.0] * 5 + [0.35] * 6 + [0.0] * 13), NOW)
    assert (figures.water_24h_mm, figures.water_12h_mm) == (Decimal(3), Decimal(3))
    assert grade(figures.water_24h_mm, 24) is SnowGrade.MODERATE
    assert figures.grade is SnowGrade.HEAVY


@given(snowfalls)
def test_the_total_equals_its_parts_and_holds_the_heaviest_half(snow: list[float | None]) -> None:
    figures = figures_of(forecast(snow), NOW)
    parts = [cm for cm in snow[:24] if cm is not None]
    assert float(figures.water_24h_mm) == pytest.approx(sum(float(water_of(cm)) for cm in parts))
    assert figures.unknown_hours == 24 - len(parts)
    assert figures.is_minimum == (len(parts) < 24)
    assert figures.water_24h_mm / 2 <= figures.water_12h_mm <= figures.water_24h_mm


@given(snowfalls, st.integers(0, 23), centimetres)
def test_more_snow_in_an_hour_never_lowers_the_advice(snow: list[float | None], place: int, more: float) -> None:
    heavier = [*snow]
    heavier[place] = (snow[place] or 0) + more
    assert advised(snow).rank <= advised(heavier).rank


@given(snowfalls, st.data())
def test_an_hour_that_becomes_unknown_never_raises_the_advice(snow: list[float | None], data: st.DataObject) -> None:
    depth = data.draw(st.lists(st.none() | st.integers(0, 9), min_size=len(snow), max_size=len(snow)))
    past = data.draw(st.integers(0, len(snow)))
    lost = data.draw(st.integers(0, len(snow) - 1))
    known = forecast(snow, past=past, depth=depth)
    hours = [*known.hours]
    blank, gone = [*hours], [*hours]
    blank[lost] = Hour(at=hours[lost].at)
    del gone[lost]
    most = advice(figures_of(known, NOW), THRESHOLDS).rank
    for left in (blank, gone):
        assert advice(figures_of(replace(known, hours=tuple(left)), NOW), THRESHOLDS).rank <= most


@pytest.mark.parametrize(
    ("water", "expected"),
    [
        ("0.04", Advice.NONE),
        ("0.05", Advice.TELL),
        ("2.44", Advice.TELL),
        ("2.45", Advice.STAND_BY),
        ("4.94", Advice.STAND_BY),
        ("4.95", Advice.MUSTER),
        ("60", Advice.MUSTER),
    ],
)
def test_advice_goes_by_the_water_as_it_is_shown(water: str, expected: Advice) -> None:
    figures = SnowFigures(water_24h_mm=Decimal(water), water_12h_mm=Decimal(water), unknown_hours=0)
    assert advice(figures, THRESHOLDS) is expected


def test_thresholds_are_the_operators() -> None:
    figures = SnowFigures(water_24h_mm=Decimal(6), water_12h_mm=Decimal(6), unknown_hours=0)
    assert advice(figures, Thresholds(muster_mm=8)) is Advice.STAND_BY


def test_three_more_centimetres_on_the_ground_call_for_a_muster() -> None:
    assert advised([0.0] * 24, depth=[0.3, *[3.3] * 23]) is Advice.MUSTER


def test_fresh_snow_that_no_forecast_foresaw_counts() -> None:
    figures = figures_of(forecast([0.0] * 34, past=10, depth=[1.0] * 5 + [6.0] * 29), NOW)
    assert (figures.depth_now_cm, figures.depth_max_cm, figures.depth_gain_cm) == (6.0, 6.0, Decimal(5))


def test_snow_that_has_lain_all_winter_calls_nobody() -> None:
    assert advised([0.0] * 48, past=24, depth=[20.0] * 48) is Advice.NONE


def test_snow_that_melts_calls_nobody() -> None:
    assert advised([0.0] * 48, past=24, depth=[20.0] * 24 + [10.0] * 24) is Advice.NONE


def test_depth_is_unknown_where_nothing_is_known_of_now() -> None:
    figures = figures_of(forecast([0.0] * 30, past=3, depth=[5.0, 5.0, None]), NOW)
    assert (figures.depth_now_cm, figures.depth_max_cm, figures.depth_gain_cm) == (None, None, None)


def test_the_hour_under_way_counts_and_the_one_that_is_over_does_not() -> None:
    snow = [7.0, 0.7, *[0.0] * 23]
    assert figures_of(forecast(snow, past=1), NOW).water_24h_mm == 1
    assert figures_of(forecast(snow, past=1), FIRST_END - HOUR).water_24h_mm == 1
    assert figures_of(forecast(snow, past=1), FIRST_END).water_24h_mm == 0


def test_a_forecast_that_ends_early_is_a_minimum() -> None:
    figures = figures_of(forecast([0.7] * 10), NOW)
    assert (figures.water_24h_mm, figures.unknown_hours, figures.is_minimum) == (Decimal(10), 14, True)


def test_no_forecast_at_all_is_unknown_and_advises_nothing() -> None:
    figures = figures_of(Forecast(hours=(), fetched_at=NOW), NOW)
    assert (figures.unknown_hours, figures.lowest_c, figures.snowfall) == (24, None, None)
    assert advice(figures, THRESHOLDS) is Advice.NONE


def test_the_lowest_temperature_is_that_of_the_known_hours() -> None:
    hours = tuple(Hour(at=FIRST_END + place * HOUR, temperature_c=t) for place, t in enumerate((-3.0, None, -8.5)))
    assert figures_of(Forecast(hours=hours, fetched_at=NOW), NOW).lowest_c == -8.5


def test_the_hours_ahead_keep_to_the_forecasts_own_minutes() -> None:
    half_past = FIRST_END + timedelta(minutes=30)
    given_hour = Hour(at=half_past, snowfall_cm=1.0)
    ahead = hours_ahead(Forecast(hours=(given_hour,), fetched_at=NOW), NOW, 2)
    assert [hour.at for hour in ahead] == [FIRST_END - timedelta(minutes=30) + HOUR, half_past + HOUR]
    assert ahead[0] is given_hour


@given(st.integers(0, 12))
def test_only_more_than_six_dry_hours_end_a_snowfall(pause: int) -> None:
    snow = [0.0, 0.5, *[0.0] * pause, 0.5, *[0.0] * 10]
    found = coming_snowfall(forecast(snow), NOW)
    assert found
    assert found.start_at == FIRST_END
    assert found.end_at == FIRST_END + (1 if pause > 6 else pause + 2) * HOUR
    assert not found.is_open_ended


def test_a_snowfall_that_goes_on_began_when_it_began() -> None:
    found = coming_snowfall(forecast([0.0, 0.2, 0.0, 0.0, 0.3, *[0.0] * 9], past=3), NOW)
    assert found
    assert (found.start_at, found.end_at) == (FIRST_END - 3 * HOUR, FIRST_END + HOUR)


def test_a_snowfall_that_is_over_is_not_coming() -> None:
    assert coming_snowfall(forecast([0.4, 0.4, 0.0, *[0.0] * 20], past=3), NOW) is None


@pytest.mark.parametrize("after", [[], [None, None], [None, *[0.0] * 9]])
def test_a_snowfall_of_whose_end_nothing_is_known_is_open_ended(after: list[float | None]) -> None:
    found = coming_snowfall(forecast([0.0, 0.4, *after]), NOW)
    assert found
    assert found.is_open_ended


def test_unknown_hours_do_not_end_a_snowfall() -> None:
    found = coming_snowfall(forecast([0.4, *[None] * 10, 0.4, 0.0]), NOW)
    assert found
    assert found.end_at == FIRST_END + 11 * HOUR


@pytest.mark.parametrize(
    "moments",
    [
        [FIRST_END, FIRST_END],
        [FIRST_END, FIRST_END - HOUR],
        [FIRST_END, FIRST_END + timedelta(minutes=90)],
        [FIRST_END.replace(tzinfo=None)],
    ],
)
def test_hours_out_of_order_are_no_forecast(moments: list[datetime]) -> None:
    with pytest.raises(ValueError, match="forecast"):
        Forecast(hours=tuple(Hour(at=moment) for moment in moments), fetched_at=NOW)
