"""Until when a record may be corrected, and what people write about their times."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.rules.calendar import WorkCalendar
from bot.rules.corrections import Corrections, Wanted, read_times

ZONE = ZoneInfo("Asia/Shanghai")
CORRECTIONS = Corrections("mon", time(9), ZONE, WorkCalendar({}, {}))


@pytest.mark.parametrize(
    ("held_on", "last"),
    # The figures of the law's ten working days, holidays and make-up days included.
    [
        (date(2026, 11, 20), date(2026, 12, 4)),
        (date(2026, 9, 18), date(2026, 10, 9)),
        (date(2026, 2, 13), date(2026, 3, 5)),
    ],
)
def test_late_entries_end_with_the_tenth_working_day(held_on: date, last: date) -> None:
    ends = CORRECTIONS.late_until(held_on).astimezone(ZONE)
    assert (ends.time(), (ends.date() - last).days) == (time(0), 1)


def test_without_a_calendar_nothing_is_entered_after_the_summary() -> None:
    friday = date(2026, 11, 27)
    plain = Corrections("mon", time(9), ZONE)
    assert plain.late_until(friday) == plain.until(friday)


def test_a_person_asks_within_seven_days() -> None:
    assert CORRECTIONS.asked_until(date(2026, 11, 27)) == datetime(2026, 12, 4, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("13:40-15:20", Wanted(time(13, 40), time(15, 20), "")),
        ("13：40—15：20 手机没电", Wanted(time(13, 40), time(15, 20), "手机没电")),
        ("１３：４０到１５：２０，没网", Wanted(time(13, 40), time(15, 20), "没网")),
        ("13点40分至15点20分", Wanted(time(13, 40), time(15, 20), "")),
        ("15:10 提前走了", Wanted(time(15, 10), None, "提前走了")),
        ("25:00-26:00", None),
        ("下午去的", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, wanted: Wanted | None) -> None:
    assert read_times(typed) == wanted


def test_an_end_before_its_start_is_on_the_next_day() -> None:
    since = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    came, left = Wanted(time(23, 0), time(2, 0), "").on(date(2026, 11, 27), CORRECTIONS, since=since)
    assert came == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    assert left == datetime(2026, 11, 27, 18, 0, tzinfo=UTC)


def test_a_time_before_the_activity_is_on_the_next_day() -> None:
    since = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    assert Wanted(time(0, 30), None, "").on(date(2026, 11, 27), CORRECTIONS, since=since) == (
        datetime(2026, 11, 27, 16, 30, tzinfo=UTC),
        None,
    )
