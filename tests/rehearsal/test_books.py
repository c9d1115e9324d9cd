"""The story's own book: what a diary comes to, and that a difference to the tables does not go unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.rehearsal.books import Entry, compare, expected
from bot.rehearsal.hands import Deed
from bot.rehearsal.people import Answered, Diary, Marked
from bot.rehearsal.plans import Days, Plan, draw
from bot.rehearsal.town import chance, found
from bot.rules.attendance import AnswerState, LeaveReason, MarkSource
from bot.rules.timetable import FridayRules, friday_timetable

TIMES = friday_timetable(
    date(2026, 11, 27), FridayRules(starts=time(13, 30), ends=time(15, 30), zone=ZoneInfo("Asia/Shanghai"))
)
START = TIMES.starts_at


def at(minutes: float) -> datetime:
    """Return a moment so many minutes after the start."""
    return START + timedelta(minutes=minutes)


def tapped(minutes: float) -> Deed:
    return Deed(at(minutes), is_tap=True)


def person(diary: Diary) -> Any:
    return SimpleNamespace(diary=diary, resident=SimpleNamespace(roster_no="01001"))


def entry(diary: Diary, outages: tuple[tuple[datetime, datetime], ...] = ()) -> Entry:
    found_entry = expected(person(diary), TIMES, outages)
    assert found_entry is not None
    return found_entry


GOING = Answered(tapped(-3000), AnswerState.GOING)
CASES = [
    (Diary(is_linked=True), "no_answer"),
    (Diary(is_linked=True, answers=[GOING]), "no_show"),
    (Diary(is_linked=True, answers=[Answered(tapped(-60), AnswerState.EXCUSED, LeaveReason.DUTY)]), "excused"),
    (Diary(is_linked=True, answers=[GOING, Answered(tapped(-60), AnswerState.DECLINED)]), "declined"),
    (Diary(is_linked=True, answers=[GOING], check_in=Marked(tapped(-5), MarkSource.SELF_TAP)), "present"),
    (Diary(is_linked=True, check_in=Marked(tapped(11), MarkSource.SELF_TAP)), "late"),
    (Diary(is_linked=False, called_in=Marked(Deed(START), MarkSource.LIAISON)), "present"),
]


@pytest.mark.parametrize(("diary", "state"), CASES)
def test_a_diary_comes_to_one_state(diary: Diary, state: str) -> None:
    assert entry(diary).state == state


def test_leaving_before_the_grace_is_early_unless_one_came_late() -> None:
    diary = Diary(is_linked=True, check_in=Marked(tapped(0), MarkSource.SELF_TAP))
    diary.check_out = Marked(tapped(60), MarkSource.SELF_TAP)
    assert entry(diary).state == "left_early"
    diary.check_in = Marked(tapped(20), MarkSource.SELF_TAP)
    assert entry(diary).state == "late"


def test_a_tap_in_an_outage_may_carry_any_moment_until_the_bot_is_back_and_a_message_its_own() -> None:
    outage = (at(-10), at(-9))
    tap = Diary(is_linked=True, check_in=Marked(tapped(-10), MarkSource.SELF_TAP))
    message = Diary(is_linked=True, check_in=Marked(Deed(at(-10)), MarkSource.MESSAGE))
    assert entry(tap, (outage,)).came == (at(-10), at(-9))
    assert entry(message, (outage,)).came == (at(-10), at(-10))


def test_crossed_out_check_ins_stay_in_the_ledger() -> None:
    diary = Diary(is_linked=True, check_in=Marked(tapped(-5), MarkSource.SELF_TAP), crossed_out=1)
    assert entry(diary).marks == (("check_in", 2), ("void", 1))


def test_who_is_not_linked_and_was_not_called_in_has_no_line() -> None:
    assert expected(person(Diary()), TIMES, ()) is None


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"state": "no_show"}, "state"),
        ({"answer": "declined"}, "answer"),
        ({"changes": 2}, "changes"),
        ({"marks": (("check_in", 2),)}, "marks"),
        ({"came": (at(-4), at(-4))}, "came"),
        ({"came": None}, "came"),
    ],
)
def test_each_difference_between_diary_and_table_is_named(change: dict[str, Any], what: str) -> None:
    diary = Diary(is_linked=True, answers=[GOING], check_in=Marked(tapped(-5), MarkSource.SELF_TAP))
    line = entry(diary)
    assert compare([person(diary)], {"01001": line}, TIMES, ()) == []
    found_differences = compare([person(diary)], {"01001": replace(line, **change)}, TIMES, ())
    assert [(each.roster_no, each.what) for each in found_differences] == [("01001", what)]


def test_a_line_that_nobody_caused_and_a_line_that_is_missing_are_named() -> None:
    diary = Diary(is_linked=True)
    line = entry(diary)
    assert [each.what for each in compare([person(diary)], {}, TIMES, ())] == ["line"]
    assert [each.roster_no for each in compare([], {"01002": line}, TIMES, ())] == ["01002"]


def test_plans_are_the_same_for_the_same_luck_and_keep_to_their_hours() -> None:
    days = Days((datetime(2026, 11, 24, 2, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)), TIMES, at(-1350))
    plans: list[Plan] = []
    for resident in found(300, chance("1")).residents:
        plan = draw(resident, days, chance(resident.roster_no))
        assert plan == draw(resident, days, chance(resident.roster_no))
        assert TIMES.opens_at < plan.answers_at < TIMES.reply_by
        assert plan.comes_at is None or TIMES.check_in_from < plan.comes_at < TIMES.ends_at
        plans.append(plan)
    assert {plan.answer for plan in plans} == {None, AnswerState.GOING, AnswerState.EXCUSED, AnswerState.DECLINED}
