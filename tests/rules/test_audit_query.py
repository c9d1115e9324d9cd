"""What is typed behind /audit is read in any order, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from bot.rules.audit_query import Query, read_query

FRIDAY, WEDNESDAY = date(2026, 11, 27), date(2026, 11, 25)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", Query()),
        ("张三", Query("张三")),
        ("01-003", Query("01-003")),
        ("2026-11-27", Query(held_on=FRIDAY)),
        ("2026年11月27日", Query(held_on=FRIDAY)),
        ("日期 2026-11-25", Query(on=WEDNESDAY)),
        ("日期2026-11-25", Query(on=WEDNESDAY)),
        ("ON ２０２６-１１-２５", Query(on=WEDNESDAY)),
        ("张三 2026-11-27 日期 2026-11-25", Query("张三", FRIDAY, WEDNESDAY)),
        ("日期 2026/11/25 2026.11.27 Zhang San", Query("Zhang San", FRIDAY, WEDNESDAY)),
    ],
)
def test_words_and_days_are_told_apart(typed: str, query: Query) -> None:
    assert read_query(typed) == query


@pytest.mark.parametrize("typed", ["2026-13-01", "日期", "日期 张三", "日期 2026-11-31", "2026-11-27 2026-11-28"])
def test_what_is_no_day_is_not_guessed(typed: str) -> None:
    assert read_query(typed) is None
