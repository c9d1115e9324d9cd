"""Publishing a plan: when the invitations to those of later weeks leave."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.rules.timetable import DayTime, FridayRules
from bot.services.publishing import opens_at

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("days_before", "opens"),
    [(2, datetime(2026, 12, 8, 9, 0, tzinfo=ZONE)), (14, datetime(2026, 11, 26, 9, 0, tzinfo=ZONE)), (15, NOW)],
)
def test_a_later_week_opens_two_days_sooner_than_a_friday_would_and_never_in_the_past(
    days_before: int, opens: datetime
) -> None:
    rules = FridayRules(starts=time(13, 30), ends=time(15, 30), zone=ZONE, opens=DayTime(days_before, time(9, 0)))
    assert opens_at(date(2026, 12, 12), rules, now=NOW) == opens
