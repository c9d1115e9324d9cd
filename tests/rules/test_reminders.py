"""A minute of the day as a wish, and the moment that it means."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.rules.reminders import OFFERED, clock_time, is_evening_before, wished_at

FRIDAY = date(2026, 11, 27)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("minute", "moment"),
    [(480, "2026-11-27 08:00"), (1019, "2026-11-27 16:59"), (1020, "2026-11-26 17:00"), (1200, "2026-11-26 20:00")],
)
def test_a_late_minute_means_the_evening_before(minute: int, moment: str) -> None:
    assert f"{wished_at(minute, FRIDAY, ZONE).astimezone(ZONE):%Y-%m-%d %H:%M}" == moment


def test_one_evening_and_some_hours_of_the_day_are_offered() -> None:
    assert [clock_time(minute) for minute in OFFERED] == ["20:00", "07:00", "08:00", "10:00", "12:00"]
    assert [is_evening_before(minute) for minute in OFFERED] == [True, False, False, False, False]
