"""Months and years, and the volumes that add up over any split of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.period_figures import (
    KINDS_SHOWN,
    Occasion,
    PeriodFigures,
    UnitPart,
    Volume,
    kinds_shown,
    split,
    total_of,
)
from bot.rules.periods import Period, Span, read_period

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
kinds = st.sampled_from(["friday", "snow", "tree_planting", "visit", "lecture"])
occasions = st.lists(
    st.builds(
        Occasion,
        held_on=days,
        kind=kinds,
        person_times=st.integers(0, 3012),
        minutes=st.integers(0, 400_000),
        quantity=st.integers(0, 100_000),
    ),
    max_size=40,
)


def week_of(occasion: Occasion) -> date:
    return occasion.held_on - timedelta(days=occasion.held_on.weekday())


@given(occasions)
def test_weeks_months_years_and_kinds_add_up_to_the_same(held: list[Occasion]) -> None:
    whole = total_of(occasion.volume for occasion in held)
    splits = (
        split(held, week_of),
        split(held, lambda occasion: Period.month_of(occasion.held_on)),
        split(held, lambda occasion: Period.year_of(occasion.held_on)),
        split(held, lambda occasion: occasion.kind),
        split(held, lambda occasion: (occasion.kind, Period.month_of(occasion.held_on))),
    )
    assert all(total_of(parts.values()) == whole for parts in splits)
    assert whole.activities == len(held)
    assert whole.matters == sum(occasion.quantity for occasion in held if occasion.kind == "friday")
    assert whole.trees == sum(occasion.quantity for occasion in held if occasion.kind == "tree_planting")


@given(occasions, st.data())
def test_a_split_within_a_split_changes_nothing(held: list[Occasion], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(held)))
    first, second = split(held[:cut], lambda each: each.kind), split(held[cut:], lambda each: each.kind)
    both = {kind: first.get(kind, Volume()) + second.get(kind, Volume()) for kind in first | second}
    assert both == split(held, lambda each: each.kind)


@given(occasions)
def test_the_kinds_that_are_shown_lose_nothing(held: list[Occasion]) -> None:
    parts = split(held, lambda occasion: occasion.kind)
    shown = kinds_shown(parts)
    assert total_of(volume for _kind, volume in shown) == total_of(parts.values())
    assert len(shown) <= KINDS_SHOWN
    assert len({kind for kind, _volume in shown}) == len(shown)


@given(days)
def test_every_day_lies_in_one_month_of_one_year(day: date) -> None:
    month, year = Period.month_of(day), Period.year_of(day)
    assert month.holds(day)
    assert year.holds(day)
    assert month.before.end_on == month.first_on
    assert year.before.end_on == year.first_on
    assert year.first_on <= month.first_on < month.end_on <= year.end_on
    assert month.last_on.month == month.month


@given(days)
def test_what_a_period_is_called_is_read_back(day: date) -> None:
    for period in (Period.month_of(day), Period.year_of(day)):
        assert read_period(period.key) == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-11", Period(2026, 11)),
        (" 2026-1 ", Period(2026, 1)),
        ("2026年11月", Period(2026, 11)),
        ("2026/11", Period(2026, 11)),
        ("2026", Period(2026)),
        ("2026年", Period(2026)),
        ("2026-13", None),
        ("2026-0", None),
        ("11", None),
        ("1926", None),
        ("2026-W48", None),
        ("２０２６", None),
        ("", None),
    ],
)
def test_a_period_that_was_typed_is_read_or_refused(text: str, period: Period | None) -> None:
    assert read_period(text) == period


def test_a_month_knows_its_days() -> None:
    february = Period(2028, 2)
    assert (february.first_on, february.last_on, february.span) == (date(2028, 2, 1), date(2028, 2, 29), Span.MONTH)
    assert Period(2026, 12).end_on == Period(2026).end_on == date(2027, 1, 1)
    assert Period(2026).span is Span.YEAR


def unit(position: int = 1, **numbers: int) -> UnitPart:
    return UnitPart(unit=f"单位{position}", position=position, **numbers)


ONE = Volume(activities=1, person_times=2, minutes=240)
TWO = {"expected_times": 3, "person_times": 2, "people": 2, "minutes": 240}


def figures(*units: UnitPart, people: int = 2, months: dict[int, Volume] | None = None) -> PeriodFigures:
    return PeriodFigures(
        period=Period(2026, 11), kinds={"friday": ONE}, months=months or {10: ONE, 11: ONE}, units=units, people=people
    )


def test_a_month_stands_beside_the_others_of_its_year() -> None:
    assert figures(unit(**TWO)).volume == ONE


@pytest.mark.parametrize("months", [{10: ONE}, {11: Volume(activities=2, person_times=2, minutes=240)}])
def test_kinds_and_months_that_differ_are_refused(months: dict[int, Volume]) -> None:
    with pytest.raises(ValueError, match="do not add up to the same"):
        figures(unit(**TWO), months=months)


@pytest.mark.parametrize("odd", [{"minutes": 239}, {"matters": 1}, {"trees": 1}])
def test_units_that_do_not_add_up_are_refused(odd: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="do not add up to the whole"):
        figures(unit(**TWO | odd))


@pytest.mark.parametrize("people", [1, 3])
def test_heads_that_do_not_fit_the_units_are_refused(people: int) -> None:
    with pytest.raises(ValueError, match="heads"):
        figures(unit(**TWO), people=people)


def test_units_out_of_the_operators_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        figures(unit(2), unit(1, **TWO))


@pytest.mark.parametrize("numbers", [{"people": 1}, {"person_times": 1, "expected_times": 0}, {"unconfirmed": 1}])
def test_a_part_larger_than_its_whole_is_refused(numbers: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="exceeds its whole"):
        unit(**numbers)


def test_a_negative_volume_is_refused() -> None:
    for odd in ({"minutes": -1}, {"matters": -1}, {"trees": -1}):
        with pytest.raises(ValueError, match="negative"):
            Volume(**odd)
