"""Plans: what is typed into each field, what is refused, and the timetable that follows."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.plan_sites import PlanSite
from bot.rules.plans import Field, Flaw, PlanFields, Unfit, read_day, typed
from bot.rules.timetable import DayTime, FridayRules, StepKind, friday_timetable

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 25)  # a Wednesday
FRIDAY = FridayRules(starts=time(13, 30), ends=time(15, 30), zone=ZONE)
TREES = PlanFields(
    title="义务植树",
    content="植树",
    risk="注意工具",
    day=date(2026, 12, 5),
    starts=time(8, 30),
    ends=time(11, 30),
    sites=(PlanSite(1),),
)


def put(field: Field, text: str, fields: PlanFields = TREES) -> PlanFields:
    return typed(field, text, fields, today=TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12-5", date(2026, 12, 5)),
        ("１２月５日", date(2026, 12, 5)),
        ("2026-12-05", date(2026, 12, 5)),
        ("1-8", date(2027, 1, 8)),
        ("明天", date(2026, 11, 26)),
        ("周六", date(2026, 11, 28)),
        ("周三", TODAY),
        ("下周六", date(2026, 12, 5)),
        ("下星期天", date(2026, 12, 6)),
        ("next sat", date(2026, 12, 5)),
        ("Friday", date(2026, 11, 27)),
        ("12-5 出差", None),
        ("12-5 12-7", None),
        ("2-30", None),
        ("", None),
        ("随便", None),
    ],
)
def test_a_day_is_read_or_not_at_all(text: str, day: date | None) -> None:
    if day is None:
        with pytest.raises(Unfit) as refused:
            put(Field.DAY, text)
        assert refused.value.flaw is Flaw.UNREADABLE
    else:
        assert put(Field.DAY, text).day == day


@pytest.mark.parametrize(
    ("field", "text", "flaw"),
    [
        (Field.DAY, "11-24", Flaw.PAST),
        (Field.DAY, "2028-01-01", Flaw.TOO_FAR),
        (Field.HOURS, "9:00", Flaw.UNREADABLE),
        (Field.HOURS, "25:00-26:00", Flaw.UNREADABLE),
        (Field.HOURS, "11:00-9:00", Flaw.BACKWARDS),
        (Field.HOURS, "9:00-9:10", Flaw.TOO_SHORT),
        (Field.TITLE, "植" * 31, Flaw.TOO_LONG),
        (Field.TITLE, "  ", Flaw.UNREADABLE),
        (Field.CONTENT, "植" * 201, Flaw.TOO_LONG),
        (Field.QUOTA, "0", Flaw.NO_PLACES),
        (Field.QUOTA, "-5", Flaw.NO_PLACES),
        (Field.QUOTA, "几十", Flaw.NO_PLACES),
        (Field.TIMES, "27", Flaw.TOO_FAR),
        (Field.REPLY_BY, "12-5 9:00", Flaw.REPLY_LATE),
        (Field.REPLY_BY, "明天", Flaw.UNREADABLE),
    ],
)
def test_what_is_no_value_is_refused_with_its_reason(field: Field, text: str, flaw: Flaw) -> None:
    with pytest.raises(Unfit) as refused:
        put(field, text)
    assert refused.value.flaw is flaw


def test_values_are_read_as_people_type_them() -> None:
    assert put(Field.HOURS, "9点至11点半").ends == time(11, 30)
    assert put(Field.HOURS, "08：30 － 11：30").starts == time(8, 30)
    assert put(Field.QUOTA, "５０人").quota == 50
    assert put(Field.QUOTA, "不限", put(Field.QUOTA, "50")).quota is None
    assert put(Field.RISK, "无").risk == ""
    assert put(Field.TIMES, "4周").times == 4
    by = put(Field.REPLY_BY, "12月4日 12点")
    assert by.reply_by == datetime(2026, 12, 4, 12, 0)  # noqa: DTZ001 - wall time
    assert put(Field.REPLY_BY, "默认", by).reply_by is None
    assert put(Field.DAY, "12-12", by).reply_by == datetime(2026, 12, 11, 12, 0)  # noqa: DTZ001 - it moves along


def test_a_plan_says_what_it_lacks() -> None:
    now = datetime(2026, 12, 4, 12, 0, tzinfo=UTC)
    assert TREES.flaws(now, ZONE) == []
    assert TREES.flaws(datetime(2026, 12, 5, 0, 30, tzinfo=UTC), ZONE) == [Flaw.PAST]
    late = put(Field.REPLY_BY, "12-4 12:00")
    assert late.flaws(now, ZONE) == [Flaw.REPLY_LATE]


@given(
    starts=st.times(max_value=time(22, 0)).map(lambda at: at.replace(second=0, microsecond=0)),
    lasts=st.integers(15, 119),
    back=st.none() | st.integers(1, 10 * 24 * 60),
)
def test_every_plan_has_a_timetable_in_order(starts: time, lasts: int, back: int | None) -> None:
    day = date(2026, 12, 5)
    begins = datetime.combine(day, starts)
    ends = begins + timedelta(minutes=lasts)
    by = None if back is None else begins - timedelta(minutes=back)
    fields = PlanFields(title="x", content="y", risk="", day=day, starts=starts, ends=ends.time(), reply_by=by)
    timetable = friday_timetable(day, fields.rules(FRIDAY))
    assert timetable.window.starts_at == begins.replace(tzinfo=ZONE)
    asks = [step.at for step in timetable.steps if step.kind in (StepKind.REMIND, StepKind.MORNING)]
    assert all(at < timetable.starts_at for at in asks)
    assert PlanFields.from_json(fields.to_json()) == fields


def test_a_fridays_own_hours_keep_its_other_moments() -> None:
    fitted = FRIDAY.fitted(date(2026, 12, 4), time(9, 0), time(11, 0))
    assert fitted.opens == FRIDAY.opens
    assert fitted.reminders == FRIDAY.reminders
    assert fitted.morning == DayTime(0, time(7, 30))


def test_a_day_name_in_the_middle_of_words_is_none() -> None:
    assert read_day("周六上午", TODAY) is None
