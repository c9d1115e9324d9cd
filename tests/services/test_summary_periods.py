"""The figures of months and years, what waits for a decision, and sending the monthly summary once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.model import Activity, Cadre, Correction, CorrectionKind, CorrectionState, Message, Occurrence, Roll
from bot.rules.calendar import WorkCalendar
from bot.rules.period_figures import PeriodFigures, Volume
from bot.rules.periods import Period
from bot.services import summaries, summary_letters
from bot.services.summary_letters import DueMonth, Files
from bot.services.summary_periods import gather_period
from bot.storage.engine import writing_engine
from tests.services.weeks import FRIDAY, MONDAY, NEXT_MONDAY, cadres_of, enter, hold
from tests.town import Town, build_town, settings_for

ZONE = ZoneInfo("Asia/Shanghai")
DECEMBER = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)  # Tuesday 08:30 in Shanghai
NOVEMBER = Period(2026, 11)
CALENDAR = WorkCalendar({}, {})
SETTINGS = settings_for("sqlite:///none.sqlite3", operator={"summary_chats": [-5]})
FILES = {"zh-CN": Files(b"chart", b"workbook"), "en": Files(b"chart", b"workbook")}


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = writing_engine(database_url)
    with Session(engine) as opened:
        yield opened
        opened.rollback()
    engine.dispose()


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Session]:
    engine = writing_engine(sqlite_url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def gather(session: Session, period: Period = NOVEMBER, *, now: datetime = DECEMBER) -> PeriodFigures:
    return gather_period(session, period=period, now=now, zone=ZONE)


def ask(session: Session, activity: Activity, cadre: Cadre, state: CorrectionState = CorrectionState.WAITING) -> None:
    session.add(
        Correction(
            activity_id=activity.id, cadre_id=cadre.id, kind=CorrectionKind.CAME, state=state, asked_at=NEXT_MONDAY
        )
    )
    session.flush()


HELD = st.lists(
    st.tuples(
        st.dates(date(2026, 9, 1), date(2026, 11, 29)),
        st.sampled_from(["friday", "snow", "tree_planting", "snow_drill"]),
        st.lists(st.sampled_from(["present", "late", "conflict", "excused", "no_show", ""]), min_size=4, max_size=4),
    ),
    max_size=5,
    unique_by=lambda each: each[0],
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=HELD)
def test_months_weeks_and_kinds_add_up_to_the_year(session: Session, held: list[tuple[date, str, list[str]]]) -> None:
    """Drills are in none of them; heads are those of whoever came, once."""
    session.rollback()
    town = build_town(session, units=2, cadres_each=1)
    people = [cadre for unit_id in town.unit_ids for cadre in cadres_of(session, unit_id)]
    for day, kind, states in held:
        activity = hold(session, town, day, kind=kind)
        for cadre, state in zip(people, states, strict=True):
            if state:
                enter(session, activity, cadre, state)
    year = gather(session, Period(2026))
    came = [
        (person, day)
        for day, kind, states in held
        for person, state in enumerate(states)
        if kind != "snow_drill" and state in ("present", "late", "conflict")
    ]
    expected = Volume(
        activities=sum(kind != "snow_drill" for _day, kind, _states in held),
        person_times=len(came),
        minutes=120 * len(came),
    )
    assert year.volume == expected
    assert year.people == len({person for person, _day in came})
    months = [gather(session, Period(2026, number)) for number in range(1, 13)]
    assert sum((month.volume for month in months), Volume()) == expected
    assert max(month.people for month in months) <= year.people <= sum(month.people for month in months)
    mondays = {summaries.monday_of(day) for day, _kind, _states in held}
    weeks = [summaries.week_figures(session, first_on=monday, now=DECEMBER, weeks_back=0) for monday in mondays]
    assert sum(week.person_times for week in weeks) == expected.person_times
    assert sum(week.totals.minutes for week in weeks) == expected.minutes
    assert sum(week.activities for week in weeks) == expected.activities


def test_a_month_tells_its_kinds_and_the_months_beside_it(session: Session) -> None:
    town = build_town(session)
    people = cadres_of(session, town.unit_ids[0])
    for day, kind in ((date(2026, 10, 30), "friday"), (date(2026, 11, 6), "friday"), (date(2026, 11, 9), "snow")):
        activity = hold(session, town, day, kind=kind)
        for cadre in people[:2]:
            enter(session, activity, cadre, "present")
    figures = gather(session)
    assert figures.kinds == {
        "friday": Volume(activities=1, person_times=2, minutes=240),
        "snow": Volume(activities=1, person_times=2, minutes=240),
    }
    assert [figures.months[number].activities for number in (9, 10, 11, 12)] == [0, 1, 2, 0]
    assert (figures.people, figures.volume.person_times, figures.served) == (2, 4, 1)


def test_what_the_lists_say_was_done_adds_up_by_kind_by_month_and_by_unit(session: Session) -> None:
    town = build_town(session, units=2)
    first, second = town.unit_ids
    entered: tuple[tuple[date, str, dict[int, int]], ...] = (
        (date(2026, 10, 30), "friday", {first: 5, second: 6}),
        (FRIDAY, "friday", {first: 12}),
        (MONDAY, "tree_planting", {first: 300, second: 0}),
        (date(2026, 11, 25), "snow", {second: 7}),  # counted in nothing
        (date(2026, 11, 26), "snow_drill", {second: 8}),
    )
    for day, kind, numbers in entered:
        activity = hold(session, town, day, kind=kind)
        for roll in session.scalars(select(Roll).where(Roll.activity_id == activity.id)):
            roll.quantity = numbers.get(roll.unit_id)
    month, year = gather(session), gather(session, Period(2026))
    assert {kind: (volume.matters, volume.trees) for kind, volume in month.kinds.items()} == {
        "friday": (12, 0),
        "tree_planting": (0, 300),
        "snow": (0, 0),
    }
    assert (year.volume.matters, year.volume.trees) == (23, 300)
    assert [year.months[number].matters for number in (9, 10, 11)] == [0, 11, 12]
    assert [(unit.matters, unit.trees) for unit in year.units] == [(17, 300), (6, 0)]
    week = summaries.gather(session, first_on=MONDAY, now=NEXT_MONDAY)
    assert (week.figures().totals.matters, week.figures().totals.trees) == (12, 300)
    assert [week.figures(unit_id).totals.matters for unit_id in town.unit_ids] == [12, 0]


def test_a_drill_counts_in_no_period(lite: Session) -> None:
    town = build_town(lite)
    enter(lite, hold(lite, town, kind="snow_drill"), cadres_of(lite, town.unit_ids[0])[0], "present")
    assert gather(lite).volume == gather(lite, Period(2026)).volume == Volume()


def test_a_running_month_says_up_to_when_and_later_months_have_not_begun(lite: Session) -> None:
    town = build_town(lite)
    hold(lite, town)
    figures = gather(lite, now=NEXT_MONDAY)
    assert figures.until == date(2026, 11, 30)
    assert max(figures.months) == 11
    assert gather(lite).until is None


def test_hours_of_an_activity_that_gives_none_do_not_count(session: Session) -> None:
    town = build_town(session)
    people = cadres_of(session, town.unit_ids[0])
    credited, other = hold(session, town), hold(session, town, MONDAY, kind="tree_planting")
    other.is_creditable = False
    for activity in (credited, other):
        enter(session, activity, people[0], "present")
    enter(session, other, people[1], "present").checked_out_at = None
    session.flush()
    month, week = gather(session), summaries.week_figures(session, first_on=MONDAY, now=NEXT_MONDAY)
    assert (month.volume.minutes, month.volume.person_times) == (120, 3)
    assert (week.totals.minutes, week.person_times, week.totals.missing_check_out) == (120, 3, 0)
    rows = summaries.person_rows(session, first_on=MONDAY, now=NEXT_MONDAY)
    assert {(row.activity, row.is_creditable) for row in rows} == {("周五志愿服务", True), ("周五志愿服务", False)}


def test_who_is_in_conflict_came_until_somebody_decides_and_is_named_as_a_decision(session: Session) -> None:
    town = build_town(session)
    people = cadres_of(session, town.unit_ids[0])
    friday = hold(session, town)
    enter(session, friday, people[0], "conflict")
    enter(session, friday, people[1], "present")
    week = summaries.week_figures(session, first_on=MONDAY, now=NEXT_MONDAY)
    assert (week.totals.present, week.totals.in_question, week.totals.minutes) == (2, 1, 240)
    month = gather(session)
    assert (month.people, month.in_question) == (2, 1)


def test_only_corrections_that_wait_are_decisions_and_each_stands_with_its_unit(session: Session) -> None:
    town = build_town(session, units=2)
    first, second = (cadres_of(session, unit_id) for unit_id in town.unit_ids)
    friday, earlier = hold(session, town), hold(session, town, FRIDAY - timedelta(weeks=4))
    enter(session, friday, first[0], "no_show")
    ask(session, friday, first[0])
    ask(session, friday, second[0])  # without a line: the roster says which unit
    ask(session, friday, second[1], CorrectionState.GRANTED)
    ask(session, earlier, second[2])
    week = summaries.gather(session, first_on=MONDAY, now=NEXT_MONDAY)
    assert [week.figures(unit_id).totals.corrections for unit_id in town.unit_ids] == [1, 1]
    assert gather(session).corrections == 2
    assert gather(session, Period(2026)).corrections == 3


def test_lists_that_are_not_confirmed_are_counted_by_unit(session: Session) -> None:
    town = build_town(session, units=2)
    hold(session, town)
    hold(session, Town(0, 0, 0, (), town.unit_ids[:1]), MONDAY, kind="tree_planting", is_confirmed=False)
    figures = gather(session)
    assert [(unit.lists, unit.unconfirmed) for unit in figures.units] == [(2, 1), (1, 0)]
    assert (figures.enabled, figures.unconfirmed) == (2, 1)


def test_first_timers_are_those_who_never_came_before(session: Session) -> None:
    town = build_town(session)
    people = cadres_of(session, town.unit_ids[0])
    before, friday = hold(session, town, FRIDAY - timedelta(weeks=5)), hold(session, town)
    enter(session, before, people[0], "present")
    enter(session, before, people[1], "no_show")
    for cadre in people[:3]:
        enter(session, friday, cadre, "late")
    assert summaries.week_figures(session, first_on=MONDAY, now=NEXT_MONDAY).first_timers == 2
    assert gather(session).first_timers == 2
    assert gather(session, Period(2026)).first_timers is None


def test_a_drill_before_makes_nobody_an_old_hand(lite: Session) -> None:
    town = build_town(lite)
    cadre = cadres_of(lite, town.unit_ids[0])[0]
    enter(lite, hold(lite, town, FRIDAY - timedelta(weeks=2), kind="snow_drill"), cadre, "present")
    enter(lite, hold(lite, town), cadre, "present")
    assert summaries.week_figures(lite, first_on=MONDAY, now=NEXT_MONDAY).first_timers is None


def test_the_number_of_queries_does_not_grow_with_activities_or_units(sqlite_url: str) -> None:
    def queries(units: int, fridays: int) -> int:
        seen: list[str] = []
        engine = writing_engine(sqlite_url)
        with Session(engine) as session:
            town = build_town(session, units=units)
            for weeks in range(fridays):
                enter(
                    session,
                    hold(session, town, FRIDAY - timedelta(weeks=weeks)),
                    cadres_of(session, town.unit_ids[0])[0],
                    "present",
                )
            event.listen(engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
            gather(session, Period(2026))
            session.rollback()
        engine.dispose()
        return len(seen)

    assert queries(1, 2) == queries(5, 9) <= 9


def test_a_month_is_due_on_the_first_workday_after_it() -> None:
    assert summary_letters.month_moment(NOVEMBER, SETTINGS, CALENDAR) == DECEMBER
    after_holidays = summary_letters.month_moment(Period(2026, 9), SETTINGS, CALENDAR).astimezone(ZONE)
    assert after_holidays.date() == date(2026, 10, 8)
    declared = WorkCalendar({date(2026, 12, 1): "停电"}, {})
    assert summary_letters.month_moment(NOVEMBER, SETTINGS, declared).astimezone(ZONE).date() == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("now", "key", "reason"),
    [
        (DECEMBER - timedelta(seconds=1), "summary:2026-10", "missed for seven days"),
        (DECEMBER, "summary:2026-11", ""),
        (DECEMBER + timedelta(days=6, hours=23), "summary:2026-11", ""),
        (DECEMBER + timedelta(days=7), "summary:2026-11", "missed for seven days"),
    ],
)
def test_a_month_is_due_from_its_moment_for_seven_days(lite: Session, now: datetime, key: str, reason: str) -> None:
    hold(lite, build_town(lite))
    due = summary_letters.due_month(lite, now=now, settings=SETTINGS, calendar=CALENDAR)
    assert due is not None
    assert (due.key, due.too_late) == (key, reason)


def test_no_month_is_due_where_the_settings_want_none_or_nothing_was_before(lite: Session) -> None:
    off = settings_for("sqlite:///none.sqlite3", summary={"monthly": False})
    assert summary_letters.due_month(lite, now=DECEMBER, settings=off, calendar=CALENDAR) is None
    due = summary_letters.due_month(lite, now=DECEMBER, settings=SETTINGS, calendar=CALENDAR)
    assert due is not None
    assert due.too_late == "before the first activity"


def test_a_month_goes_once_to_the_readers_of_the_week_and_to_no_liaison(session: Session) -> None:
    town = build_town(session)
    enter(session, hold(session, town), cadres_of(session, town.unit_ids[0])[0], "present")
    due = DueMonth("summary:2026-11", NOVEMBER, DECEMBER)
    figures = gather(session)

    def send() -> bool:
        readers = summary_letters.readers(session, SETTINGS)
        return summary_letters.send_month(session, now=DECEMBER, summary=due, figures=figures, files=FILES, to=readers)

    assert send()
    assert not send()
    rows: dict[str, list[str]] = {}
    for message in session.scalars(select(Message).order_by(Message.id)).all():
        rows.setdefault(message.chat_key, []).append(message.kind)
    whole = ["summary-period", "summary-chart", "summary-workbook"]
    assert rows == {"cadre:1": whole, "cadre:2": whole, "chat:-5": ["summary-period-group", *whole[1:]]}
    assert [row.key for row in session.scalars(select(Occurrence))] == ["summary:2026-11"]
    assert summary_letters.due_month(session, now=DECEMBER, settings=SETTINGS, calendar=CALENDAR) is None
