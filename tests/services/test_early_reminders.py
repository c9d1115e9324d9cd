"""Reminders at the hour that a person wishes: once, and never in place of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, Message
from bot.rules.attendance import AnswerState
from bot.services import early_reminders
from bot.storage import Storage
from tests.services.test_activities import OPENS, RULES, plan, steps

DAY = date(2026, 11, 27)
WISHES = {"C1-1": None, "C1-2": 20 * 60, "C1-3": 7 * 60, "C1-4": 12 * 60, "C1-5": 20 * 60}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Name a moment of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


class Week:
    """A Friday that is open; everybody goes but C1-5, who has not answered."""

    def __init__(self, url: str) -> None:
        self.storage = Storage(url)
        self.storage.write_now(lambda session: plan(session, people=5))
        steps(self.storage, OPENS)
        self.storage.write_now(self._answer)

    def _answer(self, session: Session) -> None:
        for number, minute in WISHES.items():
            cadre = session.scalars(select(Cadre).where(Cadre.roster_no == number)).one()
            cadre.remind_minute = minute
            line = session.scalars(select(Attendance).where(Attendance.cadre_id == cadre.id)).one()
            line.answer = AnswerState.PENDING if number == "C1-5" else AnswerState.GOING

    def ring(self, now: datetime) -> list[str]:
        """Do what the job does each minute, twice; return who was reminded."""
        told: list[str] = []
        for _ in range(2):
            found = self.storage.read_now(lambda s: early_reminders.due(s, now=now, rules=RULES))
            for early in found:
                told += [self._number(cadre_id) for cadre_id in early.cadre_ids]
                self.storage.write_now(lambda s, early=early: early_reminders.write(s, now=now, early=early))  # type: ignore[misc]
        return told

    def _number(self, cadre_id: int) -> str:
        return self.storage.read_now(lambda session: session.get_one(Cadre, cadre_id).roster_no)

    def rows(self) -> dict[str, list[tuple[str, bool, datetime]]]:
        """Return the morning's rows by person: what behind the version, whether silent, when it leaves."""
        found: dict[str, list[tuple[str, bool, datetime]]] = {}
        query = select(Message).where(Message.dedup_key.startswith("morning:")).order_by(Message.id)
        for message in self.storage.read_now(lambda session: session.scalars(query).all()):
            number = self._number(int(message.chat_key.partition(":")[2]))
            suffix = message.dedup_key.partition(":v1")[2]
            found.setdefault(number, []).append((suffix, message.is_silent, message.due_at))
        return found


@pytest.fixture
def week(sqlite_url: str) -> Iterator[Week]:
    week = Week(sqlite_url)
    yield week
    week.storage.close()


def test_everybody_who_goes_is_reminded_once_at_the_hour_of_their_wish(database_url: str) -> None:
    week = Week(database_url)
    assert week.ring(at(26, 19, 59)) == []
    assert week.ring(at(26, 20)) == ["C1-2"]  # C1-5 has the same wish and has not answered
    assert week.ring(at(27, 6, 59)) == []
    assert week.ring(at(27, 7)) == ["C1-3"]
    steps(week.storage, at(27, 8, 30))
    assert week.ring(at(27, 12)) == []  # the morning's step has written it, for noon
    rows = week.rows()
    week.storage.close()
    assert rows["C1-1"] == [("", False, at(27, 8, 30))]
    # Reminded before, the card is drawn anew in the morning without a sound.
    assert rows["C1-2"] == [("", False, at(26, 20)), (":drawn", True, at(27, 8, 30))]
    assert rows["C1-3"] == [("", False, at(27, 7)), (":drawn", True, at(27, 8, 30))]
    assert rows["C1-4"] == [("", False, at(27, 12))]
    assert rows["C1-5"] == [("", True, at(27, 8, 30))]


def test_an_evening_that_was_missed_is_made_up_for_in_the_morning(week: Week) -> None:
    assert week.ring(at(26, 22)) == []
    steps(week.storage, at(27, 8, 30))
    assert week.rows()["C1-2"] == [("", False, at(27, 8, 30))]


def test_an_evening_that_was_missed_by_little_is_made_up_for_at_once(week: Week) -> None:
    assert week.ring(at(26, 21, 59)) == ["C1-2"]


def test_a_wish_for_after_the_beginning_is_as_usual(week: Week) -> None:
    def wish(session: Session) -> None:
        session.scalars(select(Cadre).where(Cadre.roster_no == "C1-4")).one().remind_minute = 14 * 60

    week.storage.write_now(wish)
    steps(week.storage, at(27, 8, 30))
    assert week.rows()["C1-4"] == [("", False, at(27, 8, 30))]


def test_what_was_called_off_reminds_nobody(week: Week) -> None:
    (early,) = week.storage.read_now(lambda s: early_reminders.due(s, now=at(26, 20), rules=RULES))

    def cancel(session: Session) -> None:
        session.get_one(Activity, early.activity_id).state = ActivityState.CANCELLED

    week.storage.write_now(cancel)
    week.storage.write_now(lambda session: early_reminders.write(session, now=at(26, 20), early=early))
    assert week.rows() == {}
