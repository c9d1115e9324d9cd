"""A last day as it is typed: one day, ahead where no year is said."""

from __future__ import annotations

from datetime import date

import pytest

from bot.rules.role_ends import read_end

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-06-30", date(2027, 6, 30)),
        ("2027年6月30日", date(2027, 6, 30)),
        ("6-30", date(2027, 6, 30)),
        ("6月30日", date(2027, 6, 30)),
        ("12-31", date(2026, 12, 31)),
        ("11-25", TODAY),
        ("11-24", date(2027, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("２０２６-１１-２４", date(2026, 11, 24)),
    ],
)
def test_a_day_is_read(typed: str, day: date) -> None:
    assert read_end(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["", "明年", "12-1 12-10", "12-1 出差", "13-1", "2027-02-29", "99"])
def test_what_is_no_single_day_is_not_guessed(typed: str) -> None:
    assert read_end(typed, TODAY) is None
