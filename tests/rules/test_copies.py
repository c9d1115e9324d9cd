"""Which copies are kept, and when the next is due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.copies import last_due, outdated

ZONE = ZoneInfo("Asia/Shanghai")
NIGHTS = [datetime(2026, 11, 2, 18, 30, tzinfo=UTC) + timedelta(days=day) for day in range(28)]  # 02:30, from a Tuesday


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-27T02:29", "2026-11-26T02:30"),
        ("2026-11-27T02:30", "2026-11-27T02:30"),
        ("2026-11-27T23:59", "2026-11-27T02:30"),
    ],
)
def test_the_newest_copy_should_be_of_the_last_hour_of_copying(now: str, due: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    assert last_due(moment.astimezone(UTC), at=time(2, 30), zone=ZONE).isoformat() == f"{due}:00+08:00"


def test_the_last_days_and_the_newest_of_each_week_are_kept() -> None:
    kept = sorted(set(NIGHTS) - outdated(NIGHTS, daily=3, weekly=3, zone=ZONE))
    # The last night is a Monday's, so that its week has it alone; two Sundays stand for the weeks before.
    assert [moment.astimezone(ZONE).day for moment in kept] == [22, 28, 29, 30]


def test_of_a_day_with_several_copies_the_newest_is_kept() -> None:
    morning, noon = (datetime(2026, 11, 27, hour, tzinfo=UTC) for hour in (1, 4))
    assert outdated([noon, morning], daily=7, weekly=0, zone=ZONE) == {morning}


def test_days_begin_in_the_operators_zone() -> None:
    before, after = datetime(2026, 11, 26, 15, 59, tzinfo=UTC), datetime(2026, 11, 26, 16, 1, tzinfo=UTC)
    assert outdated([before, after], daily=2, weekly=0, zone=ZONE) == set()


@given(
    st.sets(st.integers(0, 400 * 24).map(lambda hour: NIGHTS[0] + timedelta(hours=hour)), max_size=40),
    st.integers(1, 10),
    st.integers(0, 10),
)
def test_the_newest_stays_and_no_more_than_asked_for(moments: set[datetime], daily: int, weekly: int) -> None:
    dropped = outdated(moments, daily=daily, weekly=weekly, zone=ZONE)
    kept = moments - dropped
    assert dropped <= moments
    assert len(kept) <= daily + weekly
    assert not moments or max(moments) in kept
    assert len(kept) >= min(daily, len({moment.astimezone(ZONE).date() for moment in moments}))
