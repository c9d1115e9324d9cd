"""When a stand-by asks, reports and ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.rules.audience import BulkHours
from bot.rules.standbys import answered_until, asked_until, coming_evening, coming_morning

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = BulkHours(25, time(22), time(6), SHANGHAI)
TUESDAY = date(2026, 11, 24)


def monday(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "asks_at"),
    [
        (monday(6), monday(20)),
        (monday(11, 59), monday(20)),
        (monday(19, 59), monday(20)),
        (monday(20), monday(20)),
        (monday(21, 59), monday(21, 59)),
    ],
)
def test_people_are_asked_at_eight_or_at_once_and_counted_an_hour_later(now: datetime, asks_at: datetime) -> None:
    evening = coming_evening(now, HOURS)
    assert evening is not None
    assert evening.held_on == coming_morning(now, SHANGHAI) == TUESDAY
    assert evening.asks_at == asks_at
    assert (evening.reports_at - asks_at).total_seconds() == 3600


@pytest.mark.parametrize("now", [monday(0), monday(5, 59), monday(22), monday(23, 59)])
def test_nobody_is_asked_in_the_quiet_hours(now: datetime) -> None:
    assert coming_evening(now, HOURS) is None


def test_quiet_hours_that_begin_before_eight_leave_no_evening() -> None:
    assert coming_evening(monday(18), BulkHours(25, time(19), time(6), SHANGHAI)) is None


def test_without_quiet_hours_the_evening_still_ends_at_ten() -> None:
    never = BulkHours(25, time(0), time(0), SHANGHAI)
    assert coming_evening(monday(3), never) is not None
    assert coming_evening(monday(22), never) is None


def test_a_morning_is_asked_about_until_ten_and_answered_until_noon() -> None:
    assert asked_until(TUESDAY, SHANGHAI) == monday(22)
    assert answered_until(TUESDAY, SHANGHAI) == datetime(2026, 11, 24, 4, tzinfo=UTC)
