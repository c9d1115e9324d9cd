"""Days of a leave as people type them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.attendance import LeaveReason
from bot.rules.leaves import Days, Typed, next_week, read, this_week

FRIDAY = date(2026, 11, 27)
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 10)


@pytest.mark.parametrize(
    "text",
    [
        "12-1 12-10",
        "12-1 至 12-10",
        "12-1到12-10",
        "12.1-12.10",
        "12/1~12/10",
        "12-1-12-10",
        "１２－１　１２－１０",
        "12月1日—12月10日",
        "12月1日至10日",
        "从12月1号到12月10号",
        "2026-12-01 2026-12-10",
        "2026-12-01–2026-12-10",
        "2026年12月1日至2026年12月10日",
        "2026/12/1 12/10",
        "from 12-1 to 12-10",
        "12-1 until 12-10",
    ],
)
def test_two_dates_are_read_however_they_are_written(text: str) -> None:
    assert read(text, FRIDAY) == Typed(Days(FIRST, LAST), None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12-1 12-10 出差", LeaveReason.TRIP),
        ("出差 12-1 12-10", LeaveReason.TRIP),
        ("12-1至12-10值班", LeaveReason.ON_DUTY),
        ("12-1 12-10 病假", LeaveReason.SICK),
        ("12-1 12-10，因公", LeaveReason.DUTY),
        ("请假12月1日到10日 个人原因", LeaveReason.PERSONAL),
        ("12-1 12-10 business trip", LeaveReason.TRIP),
        ("12-1 to 12-10 Sick", LeaveReason.SICK),
        ("12-1 12-10 official business", LeaveReason.DUTY),
    ],
)
def test_the_reason_may_stand_before_or_behind(text: str, reason: LeaveReason) -> None:
    assert read(text, FRIDAY) == Typed(Days(FIRST, LAST), reason)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12-1", FIRST, FIRST),
        ("明天", date(2026, 11, 28), date(2026, 11, 28)),
        ("tomorrow to 12-10", date(2026, 11, 28), LAST),
        ("本周", FRIDAY, date(2026, 11, 29)),
        ("next week", date(2026, 11, 30), date(2026, 12, 6)),
        ("12-25 1-5", date(2026, 12, 25), date(2027, 1, 5)),
        ("1-5", date(2027, 1, 5), date(2027, 1, 5)),
        ("11-26", date(2026, 11, 26), date(2026, 11, 26)),  # yesterday, not the day a year from now
        ("12-10 12-1", LAST, FIRST),
    ],
)
def test_a_date_without_its_year_is_the_nearest(text: str, first: date, last: date) -> None:
    typed = read(text, FRIDAY)
    assert typed is not None
    assert (typed.days.first_on, typed.days.last_on) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "hello", "7", "12", "13-1", "2-30", "12-1 2-30", "20261201", "12-1 12-2 12-3", "12-1 12-10 看看"),
        *("下下个月", "12-1 12-10 去不了", "1-1-1", "12-1 12-10 出差 值班", "0-0", "2026-12-1-10", "12-1" + "0" * 60),
    ],
)
def test_what_is_not_understood_from_end_to_end_is_not_guessed(text: str) -> None:
    assert read(text, FRIDAY) is None


def test_a_leave_of_180_days_is_the_longest() -> None:
    assert not Days(FIRST, FIRST + timedelta(days=179)).is_too_long
    assert Days(FIRST, FIRST + timedelta(days=180)).is_too_long


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1)))
def test_the_weeks_begin_today_and_on_monday_and_end_on_sunday(today: date) -> None:
    this, following = this_week(today), next_week(today)
    assert this.first_on == today
    assert this.last_on.weekday() == following.last_on.weekday() == 6
    assert following.first_on == this.last_on + timedelta(days=1)


@given(
    st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1)),
    st.integers(0, 170),
    st.integers(0, 170),
    st.sampled_from(["{0.month}-{0.day}", "{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0.year}.{0.month}.{0.day}"]),
    st.sampled_from([" ", "至", "到", "—", " - "]),
)
def test_what_is_written_down_is_read_back(today: date, ahead: int, long: int, form: str, joint: str) -> None:
    first = today + timedelta(days=ahead)
    last = first + timedelta(days=long)
    typed = read(form.format(first) + joint + form.format(last), today)
    assert typed == Typed(Days(first, last), None)


@given(st.text(max_size=80))
def test_no_text_is_too_much(text: str) -> None:
    read(text, FRIDAY)
