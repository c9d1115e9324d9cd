"""Moments as people write them: days, weekdays and dates, and what is none."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules.moments import next_like, read_moment

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("14:30", (2026, 11, 25, 14, 30)),
        ("9:00", (2026, 11, 25, 9, 0)),
        ("明天 9:00", (2026, 11, 26, 9, 0)),
        ("明早8点半", (2026, 11, 26, 8, 30)),
        ("后天下午2点", (2026, 11, 27, 14, 0)),
        ("中午12:00", (2026, 11, 25, 12, 0)),
        ("今晚8点", (2026, 11, 25, 20, 0)),
        ("周五 14:30", (2026, 11, 27, 14, 30)),
        ("星期三 9:00", (2026, 12, 2, 9, 0)),
        ("周三11:00", (2026, 11, 25, 11, 0)),
        ("11-27 09:00", (2026, 11, 27, 9, 0)),
        ("11月27日 9:00", (2026, 11, 27, 9, 0)),
        ("2027-01-04 09:00", (2027, 1, 4, 9, 0)),
        ("1月4日9点", (2027, 1, 4, 9, 0)),
        ("11-24 9:00", (2026, 11, 24, 9, 0)),
        ("９：００", (2026, 11, 25, 9, 0)),
        ("Tomorrow 9:00", (2026, 11, 26, 9, 0)),
        ("Friday 14:30", (2026, 11, 27, 14, 30)),
    ],
)
def test_a_moment_is_read(typed: str, moment: tuple[int, int, int, int, int]) -> None:
    assert read_moment(typed, now=NOW, zone=ZONE) == datetime(*moment, tzinfo=ZONE)


@pytest.mark.parametrize(
    "typed", ["", "soon", "明天", "25:00", "9:75", "2-30 9:00", "13-01 9:00", "9", "9:00 吧", "13月"]
)
def test_what_is_no_moment_is_none(typed: str) -> None:
    assert read_moment(typed, now=NOW, zone=ZONE) is None


def test_the_next_of_a_time_of_day_is_today_or_tomorrow() -> None:
    at = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
    assert next_like(at, now=NOW, zone=ZONE) == datetime(2026, 11, 26, 9, 0, tzinfo=ZONE)
    assert next_like(at, now=datetime(2026, 11, 25, 0, 0, tzinfo=UTC), zone=ZONE) == datetime(
        2026, 11, 25, 9, 0, tzinfo=ZONE
    )
