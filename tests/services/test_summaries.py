"""The figures of a week: every one expected stands in one part, and nobody who could not be asked is among them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Cadre, Reach, Unit
from bot.rules.attendance import AttendanceState
from bot.rules.figures import Counts
from bot.services import summaries
from bot.storage import Storage
from bot.storage.engine import writing_engine
from tests.services.weeks import FRIDAY, MONDAY, NEXT_MONDAY, cadres_of, enter, hold
from tests.town import Town, build_town

MOVED = AttendanceState.MOVED.value
SETTLED = [state.value for state in AttendanceState if state.value != MOVED]


@contextmanager
def session_on(url: str) -> Iterator[Session]:
    """Give a session whose writes are thrown away."""
    engine = writing_engine(url)
    try:
        with Session(engine) as session:
            yield session
            session.rollback()
    finally:
        engine.dispose()


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    with session_on(database_url) as opened:
        yield opened


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[Session]:
    with session_on(sqlite_url) as opened:
        yield opened


def totals(session: Session, *, now: datetime = NEXT_MONDAY) -> Counts:
    return summaries.week_figures(session, first_on=MONDAY, now=now).totals


def one_unit(session: Session, people: int = 3) -> tuple[Town, list[Cadre]]:
    """Return a town of one unit and its people: the liaison first."""
    town = build_town(session, cadres_each=people - 1)
    return town, cadres_of(session, town.unit_ids[0])


LINES = st.lists(
    st.tuples(st.booleans(), st.lists(st.sampled_from([*SETTLED, MOVED, ""]), min_size=2, max_size=2)),
    min_size=1,
    max_size=9,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES)
def test_everyone_expected_stands_in_exactly_one_part(session: Session, lines: list[tuple[bool, list[str]]]) -> None:
    """Any mixture of people, linked or not, over a Friday and a second activity of the same week."""
    session.rollback()
    town = build_town(session, units=2, cadres_each=len(lines))
    activities = [hold(session, town), hold(session, town, MONDAY, kind="tree_planting")]
    people = [cadre for cadre in cadres_of(session, town.unit_ids[1]) if cadre.roster_no.startswith("C")]
    for cadre, (is_linked, states) in zip(people, lines, strict=True):
        if not is_linked:
            cadre.telegram_id = None
        for activity, state in zip(activities, states, strict=True):
            if state:
                enter(session, activity, cadre, state)
    counts = totals(session)
    parts = (counts.present, counts.excused, counts.declined, counts.no_show, counts.no_answer)
    assert counts.expected == sum(parts)
    came = {"present", "late", "left_early", "conflict"}
    assert counts.present == sum(bool(came & set(states)) for _linked, states in lines)
    assert counts.person_times == sum(state in came for _linked, states in lines for state in states)
    asked = [
        (is_linked, [state for state in states if state not in ("", MOVED)])
        for is_linked, states in lines
        if is_linked or any(state not in ("", MOVED, "no_answer", "expected") for state in states)
    ]
    assert counts.expected == sum(bool(states) for _linked, states in asked)
    unlinked = sum(not is_linked for is_linked, _states in lines)
    assert counts.not_linked == unlinked - sum(not is_linked for is_linked, _states in asked)


def test_each_state_is_counted_in_its_part(session: Session) -> None:
    town, people = one_unit(session, people=8)
    friday = hold(session, town)
    for cadre, state in zip(people, SETTLED[1:], strict=True):
        enter(session, friday, cadre, state)
    counts = totals(session)
    assert (counts.expected, counts.present, counts.late, counts.left_early) == (8, 4, 1, 1)
    assert (counts.excused, counts.declined, counts.no_show, counts.no_answer) == (1, 1, 1, 1)
    assert (counts.person_times, counts.minutes) == (4, 480)


def test_who_declined_was_not_absent(lite: Session) -> None:
    town, people = one_unit(lite)
    enter(lite, hold(lite, town), people[0], "declined")
    counts = totals(lite)
    assert (counts.declined, counts.no_show, counts.no_answer) == (1, 0, 0)


def test_who_is_not_linked_stands_in_a_line_of_their_own(session: Session) -> None:
    town, people = one_unit(session)
    people[1].telegram_id = None
    enter(session, hold(session, town), people[0], "present")
    counts = totals(session)
    assert (counts.expected, counts.not_linked, counts.no_answer) == (1, 1, 0)


def test_a_line_that_nobody_could_answer_is_no_absence(lite: Session) -> None:
    town, people = one_unit(lite)
    people[1].telegram_id = None
    enter(lite, hold(lite, town), people[1], "no_answer")
    counts = totals(lite)
    assert (counts.expected, counts.not_linked) == (0, 1)


def test_who_is_not_linked_but_was_marked_by_the_liaison_is_present(lite: Session) -> None:
    town, people = one_unit(lite)
    people[1].telegram_id = None
    enter(lite, hold(lite, town), people[1], "present", answer="pending")
    counts = totals(lite)
    assert (counts.present, counts.expected, counts.not_linked) == (1, 1, 0)


def test_who_was_linked_after_the_service_counts_as_not_linked_in_that_week(lite: Session) -> None:
    town, people = one_unit(lite)
    friday = hold(lite, town)
    people[0].linked_at = friday.ends_at + timedelta(hours=1)
    assert totals(lite).not_linked == 1


def test_who_has_left_the_roster_is_not_looked_for(lite: Session) -> None:
    town, people = one_unit(lite)
    hold(lite, town)
    people[0].telegram_id, people[0].left_on = None, FRIDAY
    assert totals(lite).not_linked == 0


def test_people_of_a_unit_that_was_not_opened_are_not_looked_for(lite: Session) -> None:
    town = build_town(lite, units=2)
    first = Town(town.liaison, town.organizer, town.admin, town.cadres, town.unit_ids[:1])
    hold(lite, first)
    cadres_of(lite, town.unit_ids[1])[0].telegram_id = None
    figures = summaries.week_figures(lite, first_on=MONDAY, now=NEXT_MONDAY)
    assert (figures.totals.not_linked, figures.enabled, len(figures.units)) == (0, 1, 2)


def test_several_activities_of_a_week_make_one_person_one_head(session: Session) -> None:
    town, people = one_unit(session)
    first, second = hold(session, town, MONDAY, kind="tree_planting"), hold(session, town)
    enter(session, first, people[0], "excused")
    enter(session, second, people[0], "late")
    enter(session, first, people[1], "present")
    enter(session, second, people[1], "present")
    figures = summaries.week_figures(session, first_on=MONDAY, now=NEXT_MONDAY)
    counts = figures.totals
    assert (counts.expected, counts.present, counts.excused, counts.late) == (2, 2, 0, 1)
    assert (counts.person_times, counts.minutes, figures.activities) == (3, 360, 2)


def test_to_a_call_out_those_are_expected_who_signed_up(session: Session) -> None:
    town, people = one_unit(session, people=4)
    snow = hold(session, town, kind="snow")
    enter(session, snow, people[0], "present")
    enter(session, snow, people[1], "no_show")
    enter(session, snow, people[2], "no_answer")
    enter(session, snow, people[3], "declined")
    counts = totals(session)
    assert (counts.expected, counts.present, counts.no_show, counts.not_linked) == (2, 1, 1, 0)
    rows = summaries.person_rows(session, first_on=MONDAY, now=NEXT_MONDAY)
    assert [row.state for row in rows] == ["present", "no_show"]


def test_a_record_not_closed_yet_counts_as_its_closing_will_make_it(lite: Session) -> None:
    town, people = one_unit(lite)
    friday = hold(lite, town, state=ActivityState.OPEN)
    enter(lite, friday, people[0], "expected", answer="going")
    enter(lite, friday, people[1], "expected", answer="pending")
    counts = totals(lite, now=friday.ends_at)
    assert (counts.no_show, counts.no_answer) == (1, 1)
    assert totals(lite, now=friday.ends_at - timedelta(minutes=1)).expected == 0


@pytest.mark.parametrize("state", [ActivityState.PLANNED, ActivityState.CANCELLED, ActivityState.SKIPPED])
def test_what_did_not_take_place_is_not_counted(lite: Session, state: ActivityState) -> None:
    town, people = one_unit(lite)
    enter(lite, hold(lite, town, state=state), people[0], "no_answer")
    week = summaries.gather(lite, first_on=MONDAY, now=NEXT_MONDAY)
    assert (week.activities, week.figures().totals.expected) == (0, 0)


def test_a_week_begins_on_monday_and_ends_on_sunday(lite: Session) -> None:
    town, people = one_unit(lite, people=4)
    for cadre, day in zip(people, (22, 23, 29, 30), strict=True):
        enter(lite, hold(lite, town, date(2026, 11, day)), cadre, "present")
    later = datetime(2026, 12, 7, tzinfo=UTC)
    assert totals(lite, now=later).present == 2


def test_unconfirmed_lists_are_told_and_units_keep_the_operators_order(session: Session) -> None:
    town = build_town(session, units=3)
    for unit_id, position in zip(town.unit_ids, (3, 1, 2), strict=True):
        unit = session.get(Unit, unit_id)
        assert unit is not None
        unit.position = position
    hold(session, town, is_confirmed=False)
    figures = summaries.week_figures(session, first_on=MONDAY, now=NEXT_MONDAY)
    assert [unit.unit for unit in figures.units] == ["市第2局", "市第3局", "市第1局"]
    assert figures.unconfirmed == 3


def test_whom_no_message_reaches_is_told(session: Session) -> None:
    town, people = one_unit(session)
    friday = hold(session, town)
    people[0].reach = Reach.BLOCKED
    enter(session, friday, people[0], "no_answer")
    enter(session, friday, people[1], "present").checked_out_at = None
    session.flush()
    counts = totals(session)
    assert (counts.unreachable, counts.missing_check_out, counts.expected) == (1, 1, 2)


def test_the_four_weeks_before_are_compared_and_quiet_ones_left_out(session: Session) -> None:
    town, people = one_unit(session)
    for weeks_ago, state in ((0, "present"), (1, "declined"), (2, "present"), (4, "declined"), (5, "present")):
        enter(session, hold(session, town, FRIDAY - timedelta(weeks=weeks_ago)), people[0], state)
    figures = summaries.week_figures(session, first_on=MONDAY, now=NEXT_MONDAY)
    assert [(week.iso_week, week.present) for week in figures.previous] == [(44, 0), (46, 1), (47, 0)]
    assert figures.change.attendance_rate == Fraction(2, 3)


def test_a_week_of_several_activities_stands_beside_weeks_of_one(session: Session) -> None:
    town, people = one_unit(session, people=4)
    last_friday = FRIDAY - timedelta(weeks=1)
    snow = hold(session, town, FRIDAY - timedelta(weeks=2), kind="snow")
    for activity, states in (
        (snow, ["present", "no_answer"]),
        (hold(session, town, last_friday - timedelta(days=1)), ["excused", "present", "declined"]),
        (hold(session, town, last_friday), ["present", "present", "no_show"]),
        (hold(session, town), ["late", "conflict", "no_answer", "excused"]),
    ):
        for person, state in zip(people, states, strict=False):
            enter(session, activity, person, state)
    snow.is_creditable = False
    people[0].reach, people[2].telegram_id = Reach.BLOCKED, None
    session.flush()
    week = summaries.gather(session, first_on=MONDAY, now=NEXT_MONDAY)
    parts = [counts[town.unit_ids[0]] for _monday, counts in week.earlier] + [week.counts[town.unit_ids[0]]]
    assert [(part.expected, part.present, part.excused, part.declined) for part in parts] == [
        (1, 1, 0, 0),
        (3, 2, 0, 1),
        (3, 2, 1, 0),
    ]
    assert [(part.person_times, part.minutes) for part in parts] == [(1, 0), (3, 360), (2, 240)]
    assert [(part.unreachable, part.late, part.in_question) for part in parts] == [(1, 0, 0), (1, 0, 0), (1, 1, 1)]
    assert week.counts[town.unit_ids[0]].not_linked == 1


def test_one_units_part_holds_its_own_figures_alone(lite: Session) -> None:
    town = build_town(lite, units=2)
    friday = hold(lite, town)
    for unit_id, state in zip(town.unit_ids, ("present", "declined"), strict=True):
        enter(lite, friday, cadres_of(lite, unit_id)[0], state)
    week = summaries.gather(lite, first_on=MONDAY, now=NEXT_MONDAY)
    parts = [week.figures(unit_id).totals for unit_id in town.unit_ids]
    assert [part.present for part in parts] == [1, 0]
    assert sum(part.expected for part in parts) == week.figures().totals.expected == 2


def test_the_sheet_of_persons_keeps_to_the_units_asked_for(session: Session) -> None:
    town = build_town(session, units=2)
    friday = hold(session, town)
    for unit_id in town.unit_ids:
        for cadre in cadres_of(session, unit_id):
            enter(session, friday, cadre, "present")
    rows = summaries.person_rows(session, first_on=MONDAY, now=NEXT_MONDAY, unit_ids=town.unit_ids[1:])
    assert {row.unit for row in rows} == {"市第2局"}
    assert [row.roster_no for row in rows] == ["L2", "C2-1", "C2-2", "C2-3"]
    assert (rows[0].place, rows[0].minutes, rows[0].service_on) == ("第1社区服务中心", 120, FRIDAY)


def test_a_holiday_says_why_there_was_no_service(lite: Session) -> None:
    town, _people = one_unit(lite)
    skipped: Activity = hold(lite, town, state=ActivityState.SKIPPED)
    skipped.reason = "元旦"
    lite.flush()
    assert summaries.gather(lite, first_on=MONDAY, now=NEXT_MONDAY).day_off == "元旦"


def test_the_number_of_queries_does_not_grow_with_units_or_weeks(sqlite_url: str) -> None:
    def queries(units: int, weeks: int) -> int:
        seen: list[str] = []
        with session_on(sqlite_url) as session:
            town = build_town(session, units=units)
            for back in range(weeks):
                friday = hold(session, town, FRIDAY - timedelta(weeks=back))
                enter(session, friday, cadres_of(session, town.unit_ids[0])[0], "present")
            event.listen(session.get_bind(), "before_cursor_execute", lambda *call: seen.append(call[2]))
            summaries.gather(session, first_on=MONDAY, now=NEXT_MONDAY)
        return len(seen)

    assert queries(1, 2) == queries(12, 2) == queries(1, 5)


def test_a_week_named_by_another_day_than_monday_is_refused(sqlite_url: str) -> None:
    storage = Storage(sqlite_url)
    with pytest.raises(ValueError, match="no Monday"):
        storage.read_now(lambda session: summaries.gather(session, first_on=FRIDAY, now=NEXT_MONDAY))
    storage.close()
