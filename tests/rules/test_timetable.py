from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.timetable import DayTime, FridayRules, StepKind, Timetable, Verdict, friday_timetable, steps_due

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = date(2026, 11, 27)
RULES = FridayRules(starts=time(13, 30), ends=time(15, 30), zone=SHANGHAI)
TWO_REMINDERS = replace(RULES, reminders=(DayTime(1, time(15, 0)), DayTime(0, time(9, 0))))


def local(text: str) -> datetime:
    """Read ``11-26 15:00`` as wall time in Shanghai, 2026."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC)


def due(now: str, *done: str, rules: FridayRules = RULES) -> list[tuple[str, str]]:
    return [
        (item.step.key, item.verdict.value) for item in steps_due(friday_timetable(FRIDAY, rules), done, local(now))
    ]


def keys(timetable: Timetable) -> list[str]:
    return [step.key for step in timetable.steps]


def test_the_moments_of_a_friday_follow_from_its_rules() -> None:
    timetable = friday_timetable(FRIDAY, RULES)
    assert timetable.opens_at == local("11-25 09:00")
    assert timetable.reply_by == local("11-26 17:30")
    assert timetable.check_in_from == local("11-27 13:00")
    assert timetable.muster_at == local("11-27 13:20")
    assert timetable.starts_at == local("11-27 13:30")
    assert timetable.late_after == local("11-27 13:40")
    assert timetable.left_early_before == local("11-27 15:20")
    assert timetable.ends_at == timetable.check_in_until == timetable.answers_until == local("11-27 15:30")
    assert timetable.closes_at == local("11-27 16:30")


def test_the_window_of_attendance_is_that_of_the_timetable() -> None:
    timetable = friday_timetable(FRIDAY, RULES)
    window = timetable.window
    assert (window.check_in_from, window.late_after, window.closes_at) == (
        timetable.check_in_from,
        timetable.late_after,
        timetable.closes_at,
    )


def test_steps_stand_in_order_with_stable_keys_and_their_expiry() -> None:
    timetable = friday_timetable(FRIDAY, RULES)
    assert [(step.key, step.at, step.expires_at) for step in timetable.steps] == [
        ("open:2d0900", local("11-25 09:00"), timetable.starts_at),
        ("remind:1d1500", local("11-26 15:00"), timetable.starts_at),
        ("morning:0d0830", local("11-27 08:30"), timetable.starts_at),
        ("nudge:5m", local("11-27 13:35"), timetable.ends_at),
        ("roll_call:0m", local("11-27 15:30"), None),
        ("close:60m", local("11-27 16:30"), None),
    ]


def test_every_moment_is_in_utc() -> None:
    timetable = friday_timetable(FRIDAY, RULES)
    moments = [timetable.opens_at, timetable.reply_by, timetable.starts_at, timetable.ends_at]
    assert all(moment.tzinfo is UTC for moment in moments + [step.at for step in timetable.steps])


def test_a_moved_service_day_need_not_be_a_friday() -> None:
    assert friday_timetable(date(2026, 9, 24), RULES).starts_at == local("09-24 13:30")


def test_wall_times_hold_when_the_clocks_change_the_night_before() -> None:
    # Egypt puts its clocks forward at midnight before the last Friday of April.
    rules = replace(RULES, zone=ZoneInfo("Africa/Cairo"))
    timetable = friday_timetable(date(2025, 4, 25), rules)
    assert timetable.steps[1].at == datetime(2025, 4, 24, 13, 0, tzinfo=UTC)  # 15:00 at +02:00
    assert timetable.starts_at == datetime(2025, 4, 25, 10, 30, tzinfo=UTC)  # 13:30 at +03:00


def test_minutes_around_the_start_are_real_minutes_when_the_clocks_change_between() -> None:
    rules = replace(
        RULES, starts=time(1, 10), ends=time(4, 0), morning=DayTime(1, time(20, 0)), zone=ZoneInfo("Africa/Cairo")
    )
    timetable = friday_timetable(date(2025, 4, 25), rules)
    assert timetable.starts_at - timetable.check_in_from == timedelta(minutes=30)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Pacific/Apia"])
@given(day=st.dates(date(2012, 1, 1), date(2035, 12, 31)))
def test_moments_ascend_on_any_day_in_any_zone(zone: str, day: date) -> None:
    timetable = friday_timetable(day, replace(TWO_REMINDERS, zone=ZoneInfo(zone)))
    moments = [step.at for step in timetable.steps]
    assert moments == sorted(moments)
    assert timetable.opens_at < timetable.reply_by < timetable.check_in_from < timetable.muster_at < timetable.starts_at


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"starts": time(15, 30)}, "starts 15:30 must be before ends 15:30"),
        ({"opens": DayTime(1, time(15, 0))}, "reminder 1d1500 must be after opens 1d1500"),
        ({"reminders": (DayTime(0, time(13, 30)),)}, "reminder 0d1330 .* before the start"),
        ({"reminders": (DayTime(1, time(9, 0)), DayTime(1, time(9, 0)))}, "two reminders"),
        ({"reply_by": DayTime(0, time(13, 31))}, "reply_by 0d1331 .* not after the start"),
        ({"reply_by": DayTime(3, time(9, 0))}, "reply_by 3d0900"),
        ({"morning": DayTime(0, time(14, 0))}, "morning 0d1400"),
        ({"nudge_minutes_after_start": 120}, "nudge_minutes_after_start is 120, longer"),
        ({"late_after_minutes": 121}, "late_after_minutes is 121, longer"),
        ({"left_early_minutes": 120}, "left_early_minutes is 120, longer"),
        ({"check_in_minutes_before": -1}, "check_in_minutes_before is -1, must not be negative"),
        ({"check_in_minutes_before": 3 * 24 * 60}, "before check-in"),
        ({"starts": time(13, 30, 5)}, "whole minutes"),
        ({"ends": time(15, 30, tzinfo=UTC)}, "without a zone"),
    ],
)
def test_rules_out_of_order_are_refused_with_what_is_wrong(change: dict[str, object], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        replace(RULES, **change)  # type: ignore[arg-type]  # a table of single changes


def test_all_faults_of_the_rules_are_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"reminder .*; .*reply_by"):
        replace(RULES, reminders=(DayTime(5, time(9, 0)),), reply_by=DayTime(5, time(9, 0)))


def test_a_day_time_after_the_day_is_refused() -> None:
    with pytest.raises(ValueError, match="days_before"):
        DayTime(-1, time(9, 0))


def test_the_last_moment_to_reply_may_be_the_start() -> None:
    assert replace(RULES, reply_by=DayTime(0, time(13, 30))).reply_by.code == "0d1330"


def test_a_day_without_reminders_has_none() -> None:
    assert "remind" not in " ".join(keys(friday_timetable(FRIDAY, replace(RULES, reminders=()))))


def test_nothing_is_due_before_the_opening() -> None:
    assert due("11-25 08:59") == []


def test_a_step_is_due_at_its_very_moment() -> None:
    assert due("11-25 09:00") == [("open:2d0900", "run")]


def test_a_step_that_is_done_is_not_due_again() -> None:
    assert due("11-26 16:00", "open:2d0900", "remind:1d1500") == []


def test_a_missed_opening_is_made_up_and_the_reminder_yields_to_it() -> None:
    assert due("11-26 20:00") == [("open:2d0900", "run"), ("remind:1d1500", "superseded")]


def test_a_missed_reminder_is_made_up_after_the_opening_was_done() -> None:
    assert due("11-26 20:00", "open:2d0900") == [("remind:1d1500", "run")]


def test_of_two_missed_reminders_only_the_newest_is_sent() -> None:
    assert due("11-27 10:00", "open:2d0900", "morning:0d0830", rules=TWO_REMINDERS) == [
        ("remind:1d1500", "superseded"),
        ("remind:0d0900", "run"),
    ]


def test_a_reminder_does_not_yield_to_one_that_has_not_come() -> None:
    assert due("11-27 08:00", "open:2d0900", rules=TWO_REMINDERS) == [("remind:1d1500", "run")]


def test_a_reminder_yields_to_a_later_one_that_was_sent() -> None:
    assert due("11-27 10:00", "open:2d0900", "morning:0d0830", "remind:0d0900", rules=TWO_REMINDERS) == [
        ("remind:1d1500", "superseded")
    ]


def test_what_asks_who_comes_expires_at_the_start() -> None:
    assert due("11-27 13:29")[-1] == ("morning:0d0830", "run")
    assert due("11-27 13:30") == [
        ("open:2d0900", "expired"),
        ("remind:1d1500", "expired"),
        ("morning:0d0830", "expired"),
    ]


def test_the_nudge_expires_at_the_end_where_the_roll_call_begins() -> None:
    done = ("open:2d0900", "remind:1d1500", "morning:0d0830")
    assert due("11-27 15:29", *done) == [("nudge:5m", "run")]
    assert due("11-27 15:30", *done) == [("nudge:5m", "expired"), ("roll_call:0m", "run")]


def test_roll_call_and_closing_are_made_up_however_late() -> None:
    assert due("12-24 09:00", "open:2d0900", "remind:1d1500", "morning:0d0830", "nudge:5m") == [
        ("roll_call:0m", "run"),
        ("close:60m", "run"),
    ]


def test_a_changed_setting_does_not_open_a_day_twice() -> None:
    earlier = replace(RULES, opens=DayTime(3, time(9, 0)))
    assert due("11-25 10:00", "open:2d0900", rules=earlier) == []


def test_an_added_reminder_is_due_although_another_was_done() -> None:
    assert due("11-27 09:00", "open:2d0900", "morning:0d0830", "remind:1d1500", rules=TWO_REMINDERS) == [
        ("remind:0d0900", "run")
    ]


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        steps_due(friday_timetable(FRIDAY, RULES), (), datetime(2026, 11, 27, 9, 0))  # noqa: DTZ001 - the fault itself


@given(minutes=st.lists(st.integers(0, 3 * 24 * 60), max_size=12))
def test_however_often_one_looks_each_step_is_judged_once(minutes: list[int]) -> None:
    timetable = friday_timetable(FRIDAY, TWO_REMINDERS)
    done: list[str] = []
    for after in [*sorted(minutes), 30 * 24 * 60]:
        found = steps_due(timetable, done, timetable.opens_at + timedelta(minutes=after))
        done += [item.step.key for item in found]
    assert sorted(done) == sorted(keys(timetable))


@given(minutes=st.integers(0, 4 * 24 * 60))
def test_at_most_one_step_that_asks_for_an_answer_runs_at_a_time(minutes: int) -> None:
    timetable = friday_timetable(FRIDAY, TWO_REMINDERS)
    found = steps_due(timetable, (), timetable.opens_at + timedelta(minutes=minutes))
    asking = [item for item in found if item.step.kind in {StepKind.OPEN, StepKind.REMIND}]
    assert sum(item.verdict is Verdict.RUN for item in asking) <= 1
