from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import FridayOutlook, WorkCalendar

FRIDAY = 4

FRIDAYS_OFF = {
    "2025-01-31": "春节",
    "2025-04-04": "清明节",
    "2025-05-02": "劳动节",
    "2025-10-03": "国庆节",
    "2026-01-02": "调休",
    "2026-02-20": "调休",
    "2026-05-01": "劳动节",
    "2026-06-19": "端午节",
    "2026-09-25": "中秋节",
    "2026-10-02": "国庆节",
}
WEEKEND_WORKDAYS = [
    *("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
]


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return WorkCalendar({}, {})


def days_of(*years: int) -> list[date]:
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_the_fridays_off_of_2025_and_2026_are_these_and_no_others(calendar: WorkCalendar) -> None:
    fridays = [day for day in days_of(2025, 2026) if day.weekday() == FRIDAY]
    assert {str(day): reason for day in fridays if (reason := calendar.why_off(day))} == FRIDAYS_OFF


def test_the_weekend_workdays_of_2025_and_2026_are_these_and_no_others(calendar: WorkCalendar) -> None:
    worked = [str(day) for day in days_of(2025, 2026) if day.weekday() > FRIDAY and calendar.is_workday(day)]
    assert worked == WEEKEND_WORKDAYS


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-11-20", None),
        ("2026-11-21", "周末"),
        ("2026-09-20", None),  # Sunday, made up for
        ("2020-10-01", "中秋节、国庆节"),
    ],
)
def test_the_reason_for_a_day_off_is_in_chinese(calendar: WorkCalendar, day: str, reason: str | None) -> None:
    assert calendar.why_off(date.fromisoformat(day)) == reason


@pytest.mark.parametrize(
    ("year", "is_published"), [(1990, False), (2024, True), (2025, True), (2026, True), (2027, False), (2150, False)]
)
def test_a_year_is_published_when_a_weekend_day_of_it_is_worked(
    calendar: WorkCalendar, year: int, is_published: bool
) -> None:
    assert calendar.is_published(year) is is_published


def test_the_old_days_that_the_package_always_lists_publish_no_later_year(calendar: WorkCalendar) -> None:
    assert calendar.why_off(date(2011, 12, 31)) is None  # one of them
    assert not calendar.is_published(2028)


def test_an_unpublished_year_knows_the_statutory_days_alone(calendar: WorkCalendar) -> None:
    fridays_off = [str(day) for day in days_of(2027) if day.weekday() == FRIDAY and not calendar.is_workday(day)]
    assert fridays_off == ["2027-01-01", "2027-02-05", "2027-10-01"]


def test_the_operator_publishes_a_year_by_entering_its_weekend_workdays() -> None:
    calendar = WorkCalendar(off={date(2027, 2, 12): "春节调休"}, work={date(2027, 2, 20): "补班"})
    assert calendar.is_published(2027)
    assert not calendar.is_published(2028)


def test_a_worked_weekday_of_the_operator_publishes_nothing() -> None:
    assert not WorkCalendar(off={}, work={date(2027, 1, 1): "值守"}).is_published(2027)


def test_the_operators_days_win_over_the_notice() -> None:
    calendar = WorkCalendar(
        off={date(2026, 11, 20): "全市运动会", date(2026, 10, 10): ""},
        work={date(2026, 10, 2): "应急值守", date(2026, 11, 21): ""},
    )
    assert calendar.why_off(date(2026, 11, 20)) == "全市运动会"
    assert calendar.why_off(date(2026, 10, 10)) == "调休"
    assert calendar.is_workday(date(2026, 10, 2))
    assert calendar.is_workday(date(2026, 11, 21))


def test_a_day_declared_both_off_and_worked_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-11-20"):
        WorkCalendar(off={date(2026, 11, 20): "a"}, work={date(2026, 11, 20): "b"})


@pytest.mark.parametrize(
    ("served", "deadline"),
    [
        ("2026-11-20", "2026-12-04"),
        ("2026-09-18", "2026-10-09"),
        ("2026-02-13", "2026-03-05"),
        ("2026-12-25", "2027-01-11"),
    ],
)
def test_the_record_is_due_ten_workdays_after_the_service(calendar: WorkCalendar, served: str, deadline: str) -> None:
    assert calendar.add_workdays(date.fromisoformat(served), 10) == date.fromisoformat(deadline)


def test_no_workday_ahead_is_the_day_itself_even_when_it_is_off(calendar: WorkCalendar) -> None:
    assert calendar.add_workdays(date(2026, 10, 1), 0) == date(2026, 10, 1)


def test_workdays_are_not_counted_backwards(calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="-1"):
        calendar.add_workdays(date(2026, 10, 1), -1)


@given(day=st.dates(date(2004, 1, 1), date(2030, 12, 31)), n=st.integers(1, 40))
def test_the_nth_workday_is_worked_and_has_n_minus_one_before_it(day: date, n: int) -> None:
    calendar = WorkCalendar({}, {})
    last = calendar.add_workdays(day, n)
    between = [day + timedelta(days=step) for step in range(1, (last - day).days)]
    assert calendar.is_workday(last)
    assert sum(map(calendar.is_workday, between)) == n - 1


@pytest.mark.parametrize(
    ("friday", "last"),
    [
        ("2025-01-31", "2025-01-27"),
        ("2025-04-04", "2025-04-03"),
        ("2025-05-02", "2025-04-30"),
        ("2025-10-03", "2025-09-30"),
        ("2026-01-02", "2025-12-31"),
        ("2026-02-20", None),
        ("2026-05-01", "2026-04-30"),
        ("2026-06-19", "2026-06-18"),
        ("2026-09-25", "2026-09-24"),
        ("2026-10-02", "2026-09-30"),
    ],
)
def test_an_off_friday_may_move_to_the_last_workday_of_its_week(
    calendar: WorkCalendar, friday: str, last: str | None
) -> None:
    expected = date.fromisoformat(last) if last else None
    assert calendar.last_workday_before_in_week(date.fromisoformat(friday)) == expected


def test_coming_fridays_say_which_are_service_days_and_which_may_still_change(calendar: WorkCalendar) -> None:
    assert calendar.coming_fridays(date(2026, 12, 25), 3) == [
        FridayOutlook(date(2026, 12, 25), is_service_day=True, reason=None, is_provisional=False),
        FridayOutlook(date(2027, 1, 1), is_service_day=False, reason="元旦", is_provisional=True),
        FridayOutlook(date(2027, 1, 8), is_service_day=True, reason=None, is_provisional=True),
    ]


def test_a_friday_that_the_operator_frees_is_no_service_day() -> None:
    outlook = WorkCalendar({date(2026, 11, 27): "停电"}, {}).coming_fridays(date(2026, 11, 21), 1)[0]
    assert (outlook.is_service_day, outlook.reason) == (False, "停电")


@given(day=st.dates(date(2020, 1, 1), date(2030, 1, 1)), count=st.integers(0, 12))
def test_coming_fridays_are_consecutive_fridays_from_the_day_on(day: date, count: int) -> None:
    fridays = [outlook.day for outlook in WorkCalendar({}, {}).coming_fridays(day, count)]
    assert len(fridays) == count
    assert all(friday.weekday() == FRIDAY for friday in fridays)
    assert all(later - earlier == timedelta(weeks=1) for earlier, later in pairwise(fridays))
    assert all(timedelta(0) <= friday - day < timedelta(weeks=1) for friday in fridays[:1])


def test_no_other_country_is_loaded() -> None:
    look = (
        "import sys; from datetime import date; from bot.rules.calendar import WorkCalendar;"
        "print(WorkCalendar({}, {}).why_off(date(2026, 10, 2)), 'holidays.countries' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", look], capture_output=True, encoding="utf-8", check=True)  # noqa: S603 - our own command
    assert done.stdout.split() == ["国庆节", "False"]
