"""A leave of days: what is open is excused, what opens later starts as excused, and all of it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import (
    Activity,
    AnswerChange,
    Attendance,
    Cadre,
    LeavePeriod,
    Message,
    MessageState,
    SummonsState,
)
from bot.rules.attendance import AnswerState, LeaveReason
from bot.rules.calendar import FridayOutlook
from bot.rules.leaves import Days
from bot.services import activities, attendance, binding, leaves, outbox, privacy, waves
from bot.services.activities import friday_rules
from bot.services.binding import Account
from bot.storage import Storage
from tests.services.test_callouts import MONDAY, Snow, opened
from tests.town import CONSENT, START, Town, build_town, settings_for

T = TypeVar("T")

SETTINGS = settings_for("sqlite:///unused")
RULES = friday_rules(SETTINGS)
FRIDAY, NEXT = date(2026, 11, 27), date(2026, 12, 4)
TODAY = date(2026, 11, 25)
OPEN = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # Wednesday 10:00 in Shanghai, the Friday is open
OPEN_NEXT = OPEN + timedelta(days=7)
BOTH = Days(TODAY, NEXT)
DAY = timedelta(days=1)


@dataclass
class Week:
    """A town whose first Friday is open and whose second is not yet."""

    storage: Storage
    town: Town

    def do(self, run: Callable[[Session], T]) -> T:
        return self.storage.write_now(run)

    def look(self, query: Callable[[Session], T]) -> T:
        return self.storage.read_now(query)

    def take_steps(self, now: datetime) -> None:
        def run(session: Session) -> None:
            for due in activities.due_steps(session, now=now, rules=RULES):
                while not activities.run_step(session, now=now, run=due):
                    pass

        self.do(run)

    def take(self, days: Days = BOTH, reason: LeaveReason = LeaveReason.TRIP, *, place: int = 0) -> LeavePeriod:
        who = self.town.cadres[place]
        return self.do(
            lambda session: leaves.take(session, now=OPEN, today=TODAY, telegram_id=who, days=days, reason=reason)
        )

    def withdraw(self, period_id: int, *, place: int = 0, today: date = TODAY) -> None:
        who = self.town.cadres[place]
        self.do(lambda session: leaves.withdraw(session, now=OPEN, today=today, telegram_id=who, period_id=period_id))

    def answer(self, answer: AnswerState, reason: LeaveReason | None = None, *, place: int = 0) -> None:
        self.do(
            lambda session: attendance.answer(
                session,
                now=OPEN,
                telegram_id=self.town.cadres[place],
                activity_id=self.activity_id(),
                answer=answer,
                reason=reason,
            )
        )

    def activity_id(self, on: date = FRIDAY) -> int:
        return self.look(lambda session: session.scalars(select(Activity.id).where(Activity.held_on == on)).one())

    def cadre_id(self, place: int = 0) -> int:
        query = select(Cadre.id).where(Cadre.telegram_id == self.town.cadres[place])
        return self.look(lambda session: session.scalars(query).one())

    def row(self, on: date = FRIDAY, *, place: int = 0) -> Attendance:
        return self.look(lambda session: attendance.row_of(session, self.activity_id(on), self.cadre_id(place)))

    def history(self, on: date = FRIDAY) -> list[tuple[str, str, str]]:
        query = select(AnswerChange).where(AnswerChange.attendance_id == self.row(on).id).order_by(AnswerChange.id)
        return self.look(lambda session: [(each.before, each.after, each.source) for each in session.scalars(query)])

    def sent(self, on: date = FRIDAY, *, place: int = 0) -> list[Message]:
        query = select(Message).where(
            Message.activity_id == self.activity_id(on), Message.chat_key == outbox.cadre_key(self.cadre_id(place))
        )
        return self.look(lambda session: list(session.scalars(query.order_by(Message.id))))


@pytest.fixture
def week(database_url: str) -> Iterator[Week]:
    def build(session: Session) -> Town:
        town = build_town(session)
        outlooks = [
            FridayOutlook(day, is_service_day=True, reason=None, is_provisional=False) for day in (FRIDAY, NEXT)
        ]
        activities.plan_fridays(session, now=START, outlooks=outlooks, rules=RULES, settings=SETTINGS.friday)
        return town

    storage = Storage(database_url)
    opened = Week(storage, storage.write_now(build))
    opened.take_steps(OPEN)
    yield opened
    storage.close()


def test_what_is_open_becomes_excused_at_once_and_silently(week: Week) -> None:
    before = len(week.sent())
    week.take()
    row = week.row()
    assert (row.answer, row.reason, row.state) == ("excused", "trip", "excused")
    assert week.history() == [("pending", "excused", "leave")]
    assert all(message.is_silent for message in week.sent()[before:])
    assert week.row(place=1).answer == "pending"


def test_what_opens_later_starts_as_excused_with_a_silent_card(week: Week) -> None:
    week.take()
    week.take_steps(OPEN_NEXT)
    row = week.row(NEXT)
    assert (row.answer, row.reason, row.state) == ("excused", "trip", "excused")
    assert week.history(NEXT) == [("pending", "excused", "leave")]
    assert [(each.is_silent, each.params) for each in week.sent(NEXT)] == [(True, {})]
    assert [each.is_silent for each in week.sent(NEXT, place=1)] == [False]


def test_nobody_on_leave_is_reminded(week: Week) -> None:
    week.take()
    count = len(week.sent())
    for hours in range(1, 54):  # until Friday afternoon
        week.take_steps(OPEN + timedelta(hours=hours))
    assert all(message.kind != "friday-remind" and message.is_silent for message in week.sent()[count:])
    assert any(message.kind == "friday-remind" for message in week.sent(place=1))


def test_a_day_beyond_the_leave_is_asked_as_ever(week: Week) -> None:
    week.take(Days(TODAY, NEXT - DAY))
    week.take_steps(OPEN_NEXT)
    assert week.row(NEXT).answer == "pending"
    assert [each.is_silent for each in week.sent(NEXT)] == [False]


def test_who_is_linked_on_leave_gets_the_card_without_a_sound(week: Week) -> None:
    week.take()
    who = week.town.cadres[0]

    def relink(session: Session) -> None:
        cadre = session.scalars(select(Cadre).where(Cadre.telegram_id == who)).one()
        binding.bind(session, cadre, Account(who + 500_000, "zh-CN", CONSENT), now=OPEN)

    cadre_id, count = week.cadre_id(), len(week.sent())
    week.do(relink)
    query = select(Message).where(
        Message.chat_key == outbox.cadre_key(cadre_id), Message.state == MessageState.WAITING, Message.activity_id > 0
    )
    invited = week.look(lambda session: list(session.scalars(query.order_by(Message.id))))
    assert count > 0
    assert [message.is_silent for message in invited] == [True]


def test_who_has_checked_in_stays_present(week: Week) -> None:
    def check_in(session: Session) -> None:
        activity = session.get_one(Activity, week.activity_id())
        attendance.check_in(session, now=activity.starts_at, telegram_id=week.town.cadres[0])

    week.do(check_in)
    week.take()
    assert (week.row().answer, week.row().state) == ("pending", "present")


def test_no_call_and_no_stand_by_asks_who_is_on_leave(week: Week) -> None:
    def away(on: date) -> list[int]:
        return week.look(lambda session: list(session.scalars(waves.on_leave(on))))

    period = week.take(Days(TODAY, FRIDAY))
    assert away(TODAY) == [week.cadre_id()]
    assert away(FRIDAY) == [week.cadre_id()]
    assert away(FRIDAY + DAY) == []
    week.withdraw(period.id)
    assert away(TODAY) == []


def test_withdrawn_it_waits_for_an_answer_again_with_its_history(week: Week) -> None:
    period = week.take()
    week.withdraw(period.id)
    row = week.row()
    assert (row.answer, row.reason, row.state) == ("pending", None, "expected")
    assert week.history() == [("pending", "excused", "leave"), ("excused", "pending", "leave")]
    week.take_steps(OPEN_NEXT)
    assert [each.is_silent for each in week.sent(NEXT)] == [False]


def test_what_was_excused_by_a_tap_stays_excused(week: Week) -> None:
    week.answer(AnswerState.EXCUSED, LeaveReason.DUTY)
    period = week.take()
    assert week.row().reason == "duty"
    week.withdraw(period.id)
    assert (week.row().answer, week.row().reason) == ("excused", "duty")


def test_what_was_said_after_the_leave_stands(week: Week) -> None:
    period = week.take()
    week.answer(AnswerState.GOING)
    week.withdraw(period.id)
    assert week.row().answer == "going"


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        (Days(TODAY - DAY, NEXT), leaves.LeavePast),
        (Days(NEXT, TODAY), leaves.LeaveBackwards),
        (Days(TODAY, TODAY + 180 * DAY), leaves.LeaveTooLong),
        (Days(FRIDAY + DAY, FRIDAY + DAY), leaves.LeaveOverlaps),
        (Days(TODAY, FRIDAY + 9 * DAY), leaves.LeaveOverlaps),
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_changes(week: Week, days: Days, fault: type[Fault]) -> None:
    week.take(Days(FRIDAY + DAY, FRIDAY + 2 * DAY))
    with pytest.raises(fault):
        week.take(days)
    assert week.row().answer == "pending"
    assert week.look(lambda session: len(session.scalars(select(LeavePeriod)).all())) == 1


def test_the_longest_leave_and_one_beside_another_are_taken(week: Week) -> None:
    week.take(Days(TODAY, TODAY + 179 * DAY), place=0)
    week.take(Days(TODAY, FRIDAY), place=1)
    week.take(Days(FRIDAY + DAY, NEXT), place=1)


def test_only_the_own_leave_that_stands_can_be_withdrawn(week: Week) -> None:
    period = week.take()
    with pytest.raises(leaves.LeaveGone):
        week.withdraw(period.id, place=1)
    with pytest.raises(leaves.LeaveGone):
        week.withdraw(period.id, today=NEXT + DAY)
    with pytest.raises(leaves.LeaveGone):
        week.withdraw(period.id + 9)
    week.withdraw(period.id)
    with pytest.raises(leaves.LeaveGone):
        week.withdraw(period.id)


def test_unlinking_ends_the_leave_and_erases_its_reason_and_the_consent_to_positions(week: Week) -> None:
    who, cadre_id = week.town.cadres[0], week.cadre_id()
    line = week.row().id
    period = week.take(reason=LeaveReason.SICK)

    def delete(session: Session) -> None:
        session.get_one(Cadre, cadre_id).location_consented_at = OPEN
        privacy.ask_to_delete(session, now=OPEN, telegram_id=who, language="zh-CN")
        privacy.delete(session, now=OPEN, telegram_id=who, today=TODAY)

    week.do(delete)
    cadre = week.look(lambda session: session.get_one(Cadre, cadre_id))
    assert (cadre.telegram_id, cadre.consented_at, cadre.location_consented_at) == (None, None, None)
    kept = week.look(lambda session: session.get_one(LeavePeriod, period.id))
    assert (kept.reason, kept.withdrawn_at) == ("", OPEN)
    row = week.look(lambda session: session.get_one(Attendance, line))
    assert (row.answer, row.reason) == ("excused", None)
    assert week.look(lambda session: set(session.scalars(select(AnswerChange.reason)))) == {None}


# A call under way

SNOW_DAY = date(2026, 11, 23)


@pytest.fixture
def snow(database_url: str) -> Iterator[Snow]:
    storage = Storage(database_url)
    yield opened(storage)
    storage.close()


def leave_of(snow: Snow, roster_no: str) -> LeavePeriod:
    who = snow.account(roster_no)
    days = Days(SNOW_DAY, SNOW_DAY + DAY)
    return snow.do(
        lambda session: leaves.take(
            session, now=MONDAY, today=SNOW_DAY, telegram_id=who, days=days, reason=LeaveReason.ON_DUTY
        )
    )


def test_who_is_on_leave_is_not_called(snow: Snow) -> None:
    leave_of(snow, "C1-1")
    assert sorted(snow.call_out()) == ["C1-2", "C1-3"]


def test_a_leave_gives_back_the_place_of_a_call_under_way(snow: Snow) -> None:
    first, second = snow.call_out()
    snow.come(first)
    snow.come(second)
    leave_of(snow, first)
    assert snow.state_of(first) is SummonsState.DROPPED
    assert (snow.line_of(first).answer, snow.line_of(first).reason) == ("excused", "on_duty")
    assert snow.state_of(second) is SummonsState.COMING


def test_who_is_back_is_asked_by_the_call_again_if_it_has_a_place(snow: Snow) -> None:
    first, _second = snow.call_out()
    period, who = leave_of(snow, first), snow.account(first)
    assert snow.state_of(first) is SummonsState.DECLINED
    snow.do(lambda session: leaves.withdraw(session, now=MONDAY, today=SNOW_DAY, telegram_id=who, period_id=period.id))
    assert snow.state_of(first) is SummonsState.ASKED
    assert snow.line_of(first).answer == "pending"


def test_a_call_that_has_ended_stays_as_it_was(snow: Snow) -> None:
    first, _second = snow.call_out()
    snow.end(now=MONDAY)
    leave_of(snow, first)
    assert snow.line_of(first).answer == "pending"
