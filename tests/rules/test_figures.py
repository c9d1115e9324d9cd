"""Sums, rates and rounding of the weekly summary."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.figures import (
    COUNTED,
    Counts,
    PersonRow,
    UnitFigures,
    WeekFigures,
    WeekTotals,
    hours,
    percent,
)

few = st.integers(0, 200)


@st.composite
def unit_figures(draw: st.DrawFn, position: int = 1) -> UnitFigures:
    present, excused, declined, no_show, no_answer = (draw(few) for _ in range(5))
    return UnitFigures(
        unit=f"单位{position}",
        position=position,
        expected=present + excused + declined + no_show + no_answer,
        present=present,
        late=draw(st.integers(0, present)),
        left_early=draw(st.integers(0, present)),
        excused=excused,
        declined=declined,
        no_show=no_show,
        no_answer=no_answer,
        not_linked=draw(few),
        unreachable=draw(few),
        person_times=draw(few),
        minutes=draw(st.integers(0, 20_000)),
        missing_check_out=draw(few),
        is_confirmed=draw(st.booleans()),
        is_enabled=draw(st.booleans()),
    )


@st.composite
def many_units(draw: st.DrawFn) -> tuple[UnitFigures, ...]:
    return tuple(draw(unit_figures(position)) for position in range(1, draw(st.integers(0, 8)) + 1))


def week(*units: UnitFigures, previous: tuple[WeekTotals, ...] = ()) -> WeekFigures:
    return WeekFigures(
        iso_year=2026,
        iso_week=47,
        first_on=date(2026, 11, 16),
        last_on=date(2026, 11, 22),
        units=units,
        previous=previous,
        activities=2,
    )


def earlier(iso_week: int, expected: int, present: int, minutes: int = 0) -> WeekTotals:
    return WeekTotals(iso_year=2026, iso_week=iso_week, expected=expected, present=present, excused=0, minutes=minutes)


EDUCATION = UnitFigures(
    unit="市教育局", position=21, expected=42, present=38, excused=3, no_show=1, person_times=71, minutes=8775
)


def test_the_sample_summary_comes_out_as_written() -> None:
    rate, net = EDUCATION.attendance_rate, EDUCATION.net_rate
    assert rate is not None
    assert net is not None
    assert (percent(rate), percent(net), EDUCATION.hours) == (Decimal("90.5"), Decimal("97.4"), Decimal("146.25"))


@given(many_units())
def test_totals_equal_the_sum_of_the_units(units: tuple[UnitFigures, ...]) -> None:
    totals = week(*units).totals
    for name in COUNTED:
        assert getattr(totals, name) == sum(getattr(unit, name) for unit in units)


@given(many_units())
def test_totals_of_halves_equal_the_totals_of_the_whole(units: tuple[UnitFigures, ...]) -> None:
    half = len(units) // 2
    first, second, whole = week(*units[:half]), week(*units[half:]), week(*units)
    assert first.totals.expected + second.totals.expected == whole.totals.expected
    assert first.person_times + second.person_times == whole.person_times
    assert first.unconfirmed + second.unconfirmed == whole.unconfirmed <= whole.enabled


@given(unit_figures())
def test_rates_stay_within_nought_and_one_and_the_net_rate_is_the_higher(unit: UnitFigures) -> None:
    rate, net = unit.attendance_rate, unit.net_rate
    assert (rate is None) == (unit.expected == 0)
    assert (net is None) == (unit.expected == unit.excused)
    if rate is not None and net is not None:
        assert 0 <= rate <= net <= 1


@given(st.integers(0, 10**7))
def test_hours_are_within_half_a_hundredth_of_the_minutes(minutes: int) -> None:
    assert abs(Fraction(hours(minutes)) - Fraction(minutes, 60)) <= Fraction(1, 200)


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0.00"), (1, "0.02"), (125, "2.08"), (20, "0.33"), (40, "0.67"), (8775, "146.25")]
)
def test_hours_have_two_decimals(minutes: int, shown: str) -> None:
    assert str(hours(minutes)) == shown


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (Fraction(1, 3), "33.3"),
        (Fraction(1), "100.0"),
        (Fraction(1, 2000), "0.1"),
        (Fraction(-1, 2000), "-0.1"),
        (Fraction(1, 80), "1.3"),
    ],
)
def test_percent_rounds_half_away_from_nought(rate: Fraction, shown: str) -> None:
    assert str(percent(rate)) == shown


def test_expected_that_is_not_the_sum_of_its_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="sum of their parts"):
        Counts(expected=10, present=8, excused=1)


def test_those_not_linked_are_not_expected() -> None:
    assert Counts(expected=1, present=1, not_linked=5).attendance_rate == 1


def test_more_late_than_present_is_refused() -> None:
    with pytest.raises(ValueError, match="late or left early"):
        Counts(expected=1, present=1, late=2)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Counts(minutes=-1)


def test_change_compares_with_the_mean_of_the_earlier_weeks() -> None:
    figures = week(EDUCATION, previous=(earlier(45, 40, 20, 8000), earlier(46, 40, 40, 9000)))
    change = figures.change
    assert change.attendance_rate == Fraction(38, 42) - Fraction(3, 4)
    assert change.present == 8
    assert change.minutes == 275


def test_a_week_without_anyone_expected_does_not_pull_the_mean_down() -> None:
    figures = week(EDUCATION, previous=(earlier(45, 0, 0), earlier(46, 42, 38)))
    assert figures.change.attendance_rate == 0


def test_the_first_week_has_no_change() -> None:
    change = week(EDUCATION).change
    assert (change.attendance_rate, change.present, change.minutes) == (None, None, None)


def test_a_week_becomes_an_earlier_week_of_the_next() -> None:
    assert week(EDUCATION).as_totals.attendance_rate == Fraction(38, 42)


def test_more_than_twelve_earlier_weeks_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 12"):
        week(previous=tuple(earlier(number, 1, 1) for number in range(30, 43)))


@pytest.mark.parametrize("weeks", [(46, 45), (46, 46), (47,)])
def test_earlier_weeks_out_of_order_are_refused(weeks: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="order"):
        week(previous=tuple(earlier(number, 1, 1) for number in weeks))


def test_units_out_of_the_operators_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        week(UnitFigures(unit="乙", position=2), UnitFigures(unit="甲", position=1))


def test_days_of_another_week_are_refused() -> None:
    with pytest.raises(ValueError, match="not week 47"):
        WeekFigures(iso_year=2026, iso_week=47, first_on=date(2026, 11, 9), last_on=date(2026, 11, 15), units=())


@pytest.mark.parametrize("moment", [datetime(2026, 11, 20, 13, 30), datetime(2026, 11, 20, 5, 30, tzinfo=UTC)])  # noqa: DTZ001 - the naive one is the point
def test_a_naive_check_in_is_refused(moment: datetime) -> None:
    def row() -> PersonRow:
        return PersonRow(
            unit="市教育局",
            name="张三",
            title="",
            activity="志愿服务日",
            service_on=date(2026, 11, 20),
            place="龙山区××社区",
            check_in_at=moment,
            check_out_at=None,
            minutes=None,
            state="present",
        )

    if moment.tzinfo is None:
        with pytest.raises(ValueError, match="aware"):
            row()
    else:
        assert row().check_in_at == moment
