"""Lines on the roll: whatever people do, what stands there can be rebuilt from the ledger."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, ActivityState, AnswerChange, Attendance, Cadre, Mark
from bot.rules.attendance import AnswerState, LeaveReason, MarkKind, MarkSource
from bot.rules.calendar import FridayOutlook
from bot.services import activities, attendance, settling
from bot.services.activities import friday_rules
from bot.storage import Storage
from tests.town import START, Town, build_town, settings_for

SETTINGS = settings_for("sqlite:///unused")
RULES = friday_rules(SETTINGS)
FRIDAY = date(2026, 11, 27)
OPENS = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
CLOSED = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
ACTS = 40


@pytest.fixture
def storage(sqlite_url: str) -> Iterator[Storage]:
    storage = Storage(sqlite_url)
    yield storage
    storage.close()


def take_steps(session: Session, now: datetime) -> None:
    for due in activities.due_steps(session, now=now, rules=RULES):
        while not activities.run_step(session, now=now, run=due):
            pass


@dataclass(slots=True)
class Afternoon:
    """An open Friday whose people do this and that, sensible or not."""

    session: Session
    town: Town
    activity: Activity
    chance: random.Random
    now: datetime

    @classmethod
    def open(cls, session: Session, seed: int) -> Afternoon:
        town = build_town(session)
        outlooks = [FridayOutlook(FRIDAY, is_service_day=True, reason=None, is_provisional=False)]
        activities.plan_fridays(session, now=START, outlooks=outlooks, rules=RULES, settings=SETTINGS.friday)
        take_steps(session, OPENS)
        activity = session.scalars(select(Activity)).one()
        chance = random.Random(seed)  # noqa: S311 - a rehearsal, no secret
        return cls(session, town, activity, chance, activity.check_in_from - timedelta(minutes=30))

    def act(self) -> None:
        """Let somebody do something a while later; what is out of order is refused and changes nothing."""
        self.now += timedelta(seconds=self.chance.randint(0, 400))
        person = self.chance.choice(self.town.cadres)
        act: Callable[[int], object] = self.chance.choice(
            (self._answer, self._check_in, self._check_in, self._check_out, self._undo, self._enter, self._void)
        )
        with suppress(Fault):
            act(person)

    def _answer(self, person: int) -> None:
        answer, reason = self.chance.choice(
            ((AnswerState.GOING, None), (AnswerState.DECLINED, None), (AnswerState.EXCUSED, LeaveReason.DUTY))
        )
        attendance.answer(
            self.session,
            now=self.now,
            telegram_id=person,
            activity_id=self.activity.id,
            answer=answer,
            reason=reason,
        )

    def _check_in(self, person: int) -> None:
        attendance.check_in(self.session, now=self.now, telegram_id=person)

    def _check_out(self, person: int) -> None:
        attendance.check_out(self.session, now=self.now, telegram_id=person)

    def _undo(self, person: int) -> None:
        attendance.undo_check_in(self.session, now=self.now, telegram_id=person, activity_id=self.activity.id)

    def _enter(self, person: int) -> None:
        """Enter a mark of some earlier moment, as a liaison does who looks through the list."""
        at = self.now - timedelta(minutes=self.chance.randint(0, 60))
        kind = self.chance.choice((MarkKind.CHECK_IN, MarkKind.CHECK_OUT))
        attendance.add_mark(
            self.session,
            self.activity,
            self._id_of(person),
            kind,
            at=at,
            now=self.now,
            source=MarkSource.LIAISON,
            by=None,
        )

    def _void(self, person: int) -> None:
        standing = settling.standing_marks(self.session, self.activity.id, self._id_of(person))
        if standing:
            mark = self.chance.choice(standing)
            attendance.void(self.session, self.activity, mark, now=self.now, source=MarkSource.LIAISON, by=None)

    def _id_of(self, person: int) -> int:
        return self.session.scalars(select(Cadre.id).where(Cadre.telegram_id == person)).one()

    def lines(self) -> list[tuple[object, ...]]:
        """Return what stands on the roll."""
        rows = self.session.scalars(select(Attendance).order_by(Attendance.id)).all()
        return [
            (
                row.cadre_id,
                row.state,
                row.checked_in_at,
                row.checked_out_at,
                row.minutes,
                row.late_minutes,
                row.left_early_minutes,
            )
            for row in rows
        ]

    def ledger(self) -> list[tuple[object, ...]]:
        marks = self.session.scalars(select(Mark).order_by(Mark.id)).all()
        return [(mark.id, mark.cadre_id, mark.kind, mark.at, mark.recorded_at, mark.voids_id) for mark in marks]

    def rebuild(self) -> list[tuple[object, ...]]:
        """Spoil all that was settled, settle anew, and return what stands on the roll then."""
        for row in self.session.scalars(select(Attendance)).all():
            row.state, row.checked_in_at, row.checked_out_at = "spoilt", None, self.now
            row.minutes, row.late_minutes, row.left_early_minutes = 999, 999, 999
        self.session.flush()
        settling.settle_all(self.session, self.activity)
        return self.lines()


@pytest.mark.parametrize("seed", range(3))
def test_what_stands_on_the_roll_can_be_rebuilt_from_the_ledger_at_any_moment(storage: Storage, seed: int) -> None:
    def run(session: Session) -> None:
        afternoon = Afternoon.open(session, seed)
        for _ in range(ACTS):
            afternoon.act()
            stood = afternoon.lines()
            assert afternoon.rebuild() == stood
        take_steps(session, CLOSED)
        assert afternoon.activity.state is ActivityState.CLOSED
        stood = afternoon.lines()
        assert afternoon.rebuild() == stood

    storage.write_now(run)


@pytest.mark.parametrize("seed", range(2))
def test_the_ledger_is_only_ever_added_to(storage: Storage, seed: int) -> None:
    def run(session: Session) -> int:
        afternoon = Afternoon.open(session, seed)
        for _ in range(ACTS):
            before = afternoon.ledger()
            afternoon.act()
            assert afternoon.ledger()[: len(before)] == before
        return len(afternoon.ledger())

    assert storage.write_now(run) > ACTS // 6


@pytest.mark.parametrize("seed", range(2))
def test_the_history_of_answers_is_an_unbroken_chain(storage: Storage, seed: int) -> None:
    def run(session: Session) -> None:
        afternoon = Afternoon.open(session, seed)
        for _ in range(ACTS):
            afternoon.act()
        for row in session.scalars(select(Attendance)).all():
            changes = session.scalars(
                select(AnswerChange).where(AnswerChange.attendance_id == row.id).order_by(AnswerChange.id)
            ).all()
            said = ["pending", *(change.after for change in changes)]
            assert [change.before for change in changes] == said[:-1]
            assert row.answer == said[-1]

    storage.write_now(run)


def test_the_same_answer_again_changes_nothing(storage: Storage) -> None:
    def run(session: Session) -> tuple[int, datetime | None]:
        afternoon = Afternoon.open(session, 1)
        person = afternoon.town.cadres[0]
        first, second = (
            attendance.answer(
                session,
                now=OPENS + timedelta(hours=hours),
                telegram_id=person,
                activity_id=afternoon.activity.id,
                answer=AnswerState.GOING,
            )
            for hours in (0, 1)
        )
        assert first is second
        return len(session.scalars(select(AnswerChange)).all()), first.answered_at

    assert storage.write_now(run) == (1, OPENS)
