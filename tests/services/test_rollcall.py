"""The roll-call as a service: figures that add up, marks that bear being doubled, lists that are confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import FridaySettings
from bot.errors import Fault
from bot.model import Activity, ActivityState, Attendance, AuditEntry, Cadre, Card, Mark, Message, Roll
from bot.rules.attendance import AnswerState, AttendanceState, LeaveReason, MarkKind
from bot.rules.calendar import WorkCalendar
from bot.rules.corrections import Corrections
from bot.rules.timetable import FridayRules
from bot.services import activities, attendance, people, rollcall, rolls, settling
from bot.services.rollcall import CheckOuts, Rest
from bot.services.rolls import RollView
from bot.storage import Storage
from tests.town import START, Town, build_town

ZONE = ZoneInfo("Asia/Shanghai")
CORRECTIONS = Corrections("mon", time(8, 30), ZONE)
RULES = FridayRules(starts=time(13, 30), ends=time(15, 30), zone=ZONE)
CHECK_IN_OPEN = datetime(2026, 11, 27, 5, 10, tzinfo=UTC)
IN_SERVICE = datetime(2026, 11, 27, 6, 0, tzinfo=UTC)
ENDED = datetime(2026, 11, 27, 7, 31, tzinfo=UTC)
CLOSED = datetime(2026, 11, 27, 8, 31, tzinfo=UTC)
SUMMARY = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)


@dataclass
class Scene:
    """An opened Friday of two units; the first has someone not linked and the second lends someone to it."""

    storage: Storage
    town: Town
    roll_id: int
    other_roll_id: int
    activity_id: int
    not_linked: int
    guest: int

    def cadre_id(self, place: int) -> int:
        query = select(Cadre.id).where(Cadre.telegram_id == self.town.cadres[place])
        return self.storage.read_now(lambda session: session.scalars(query).one())

    def mark(
        self, cadre_id: int, *, is_here: bool = True, by: int | None = None, now: datetime = IN_SERVICE
    ) -> rollcall.Marked:
        return self.storage.write_now(
            partial(
                rollcall.mark,
                now=now,
                telegram_id=by or self.town.liaison,
                roll_id=self.roll_id,
                cadre_id=cadre_id,
                is_here=is_here,
                corrections=CORRECTIONS,
            )
        )

    def confirm(
        self,
        check_outs: CheckOuts = CheckOuts.ASK,
        *,
        by: int | None = None,
        now: datetime = ENDED,
        rest: Rest = Rest.ABSENT,
    ) -> bool:
        return self.storage.write_now(
            partial(
                rollcall.confirm,
                now=now,
                telegram_id=by or self.town.liaison,
                roll_id=self.roll_id,
                check_outs=check_outs,
                rest=rest,
                corrections=CORRECTIONS,
            )
        )

    def reopen(self, *, by: int | None = None, now: datetime = ENDED) -> None:
        self.storage.write_now(
            partial(
                rollcall.reopen,
                now=now,
                telegram_id=by or self.town.liaison,
                roll_id=self.roll_id,
                corrections=CORRECTIONS,
            )
        )

    def answer(self, place: int, answer: AnswerState, reason: LeaveReason | None = None) -> None:
        self.storage.write_now(
            partial(
                attendance.answer,
                now=START + timedelta(days=1),
                telegram_id=self.town.cadres[place],
                activity_id=self.activity_id,
                answer=answer,
                reason=reason,
            )
        )

    def check_in(self, place: int, now: datetime = CHECK_IN_OPEN) -> None:
        self.storage.write_now(partial(attendance.check_in, now=now, telegram_id=self.town.cadres[place]))

    def counts(self) -> tuple[int, ...]:
        """Expected, present, excused, declined, no-show, no answer, not linked."""
        found = self.storage.read_now(lambda session: rolls.counts(session, session.get_one(Roll, self.roll_id)))
        return (
            found.expected,
            found.present,
            found.excused,
            found.declined,
            found.no_show,
            found.no_answer,
            found.not_linked,
        )

    def names(self, view: RollView) -> list[tuple[str, bool]]:
        found = self.storage.read_now(lambda session: rolls.names(session, session.get_one(Roll, self.roll_id)))
        return [(name.name, name.is_here) for name in found[view]]

    def row(self, cadre_id: int) -> Attendance | None:
        return self.storage.read_now(partial(attendance.find_line, activity_id=self.activity_id, cadre_id=cadre_id))

    def close(self) -> None:
        def run(session: Session) -> None:
            activity = session.get_one(Activity, self.activity_id)
            activity.state = ActivityState.CLOSED
            settling.settle_all(session, activity)

        self.storage.write_now(run)


def build(session: Session) -> tuple[Town, int, int, int, int, int]:
    town = build_town(session, units=2, cadres_each=4)
    calendar = WorkCalendar({}, {})
    activities.plan_fridays(
        session,
        now=START,
        outlooks=calendar.coming_fridays(START.date(), 1),
        rules=RULES,
        settings=FridaySettings(),
    )
    not_linked = Cadre(roster_no="U1", name="王未绑", unit_id=town.unit_ids[0])
    guest = Cadre(roster_no="U2", name="赵借调", unit_id=town.unit_ids[1], host_unit_id=town.unit_ids[0])
    session.add_all([not_linked, guest])
    session.flush()
    now = START + timedelta(hours=1)
    for run in activities.due_steps(session, now=now, rules=RULES):
        while not activities.run_step(session, now=now, run=run):
            pass
    activity = session.scalars(select(Activity)).one()
    first, second = (rolls.roll_of(session, activity.id, unit_id) for unit_id in town.unit_ids)
    assert first is not None
    assert second is not None
    return town, first.id, second.id, activity.id, not_linked.id, guest.id


@pytest.fixture
def scene(sqlite_url: str) -> Iterator[Scene]:
    storage = Storage(sqlite_url)
    yield Scene(storage, *storage.write_now(build))
    storage.close()


@pytest.fixture
def scene_on_both(database_url: str) -> Iterator[Scene]:
    storage = Storage(database_url)
    yield Scene(storage, *storage.write_now(build))
    storage.close()


def test_a_list_is_marked_by_exception_and_confirmed_with_figures_that_add_up(scene_on_both: Scene) -> None:
    scene = scene_on_both
    scene.answer(0, AnswerState.GOING)
    scene.answer(1, AnswerState.EXCUSED, LeaveReason.DUTY)
    scene.answer(2, AnswerState.DECLINED)
    scene.check_in(0)
    assert scene.counts() == (5, 1, 1, 1, 0, 2, 1)
    # The liaison and 张4 have not answered; nobody else needs a tap.
    assert scene.names(RollView.LEFT) == [("联络1", False), ("张4", False)]
    scene.mark(scene.cadre_id(3))
    scene.mark(scene.not_linked)
    assert scene.names(RollView.LEFT) == [("联络1", False), ("张4", True)]
    assert scene.counts() == (6, 3, 1, 1, 0, 1, 0)
    assert not scene.confirm()
    assert scene.confirm(CheckOuts.COUNT)
    row = scene.row(scene.cadre_id(3))
    assert row is not None
    assert (row.minutes, row.state) == (120, AttendanceState.PRESENT)
    scene.close()
    assert scene.counts() == (6, 3, 1, 1, 0, 1, 0)


def test_a_doubled_tap_marks_once(scene: Scene) -> None:
    cadre_id = scene.cadre_id(0)
    assert scene.mark(cadre_id).is_here
    assert scene.mark(cadre_id).is_here
    marks = scene.storage.read_now(lambda session: session.scalars(select(Mark)).all())
    assert len(marks) == 1
    assert (marks[0].kind, marks[0].source) == (MarkKind.CHECK_IN, "liaison")
    assert marks[0].at == datetime(2026, 11, 27, 5, 30, tzinfo=UTC)


def test_a_mark_taken_back_twice_stays_in_the_ledger_as_voided_once(scene: Scene) -> None:
    cadre_id = scene.cadre_id(0)
    scene.mark(cadre_id)
    assert not scene.mark(cadre_id, is_here=False).is_here
    assert not scene.mark(cadre_id, is_here=False).is_here
    kinds = scene.storage.read_now(lambda session: session.scalars(select(Mark.kind).order_by(Mark.id)).all())
    assert kinds == [MarkKind.CHECK_IN, MarkKind.VOID]


def test_someone_not_linked_leaves_the_list_again_with_the_mark(scene: Scene) -> None:
    before = scene.counts()
    scene.mark(scene.not_linked)
    assert scene.counts() == (6, 1, 0, 0, 0, 5, 0)
    scene.mark(scene.not_linked, is_here=False)
    assert scene.counts() == before == (5, 0, 0, 0, 0, 5, 1)
    scene.mark(scene.not_linked)
    assert scene.counts() == (6, 1, 0, 0, 0, 5, 0)


def test_a_check_in_that_a_person_made_is_not_taken_back_by_the_roll_call(scene: Scene) -> None:
    scene.check_in(0)
    cadre_id = scene.cadre_id(0)
    assert scene.mark(cadre_id, is_here=False).is_here
    assert scene.counts()[1] == 1


def test_who_declined_and_came_is_found_among_the_others_and_counts_as_present(scene: Scene) -> None:
    scene.answer(0, AnswerState.DECLINED)
    assert scene.names(RollView.OTHERS) == [("张1", False)]
    scene.mark(scene.cadre_id(0))
    assert scene.names(RollView.OTHERS) == [("张1", True)]
    assert scene.counts()[:4] == (5, 1, 0, 0)


def test_the_host_marks_a_guest_who_counts_at_home(scene: Scene) -> None:
    assert scene.names(RollView.GUESTS) == [("赵借调", False)]
    before = scene.counts()
    scene.mark(scene.guest)
    row = scene.row(scene.guest)
    assert row is not None
    assert row.unit_id == scene.town.unit_ids[1]
    assert scene.counts() == before


def test_a_mark_after_the_close_settles_the_line_anew(scene: Scene) -> None:
    scene.answer(0, AnswerState.GOING)
    scene.close()
    assert scene.counts()[4] == 1
    scene.mark(scene.cadre_id(0), now=CLOSED)
    row = scene.row(scene.cadre_id(0))
    assert row is not None
    assert row.state == AttendanceState.PRESENT
    assert scene.counts()[4] == 0


def test_a_confirmed_list_takes_no_mark_until_it_is_reopened(scene: Scene) -> None:
    assert scene.confirm()
    with pytest.raises(rollcall.RollConfirmed):
        scene.mark(scene.cadre_id(0), now=ENDED)
    scene.reopen()
    assert scene.mark(scene.cadre_id(0), now=ENDED).is_here


def test_a_guest_is_not_marked_once_the_home_list_is_confirmed(scene: Scene) -> None:
    def confirm_home(session: Session) -> None:
        session.get_one(Roll, scene.other_roll_id).confirmed_at = ENDED

    scene.storage.write_now(confirm_home)
    with pytest.raises(rollcall.RollConfirmed):
        scene.mark(scene.guest, now=ENDED)


def test_check_outs_that_are_not_counted_stay_open(scene: Scene) -> None:
    scene.mark(scene.cadre_id(0))
    assert scene.confirm(CheckOuts.SKIP)
    row = scene.row(scene.cadre_id(0))
    assert row is not None
    assert (row.checked_out_at, row.minutes) == (None, None)


def test_the_list_is_not_confirmed_before_the_end(scene: Scene) -> None:
    with pytest.raises(rollcall.ConfirmNotYet):
        scene.confirm(now=IN_SERVICE)


def test_nobody_is_marked_before_check_in_opens(scene: Scene) -> None:
    with pytest.raises(rollcall.RollNotYet):
        scene.mark(scene.cadre_id(0), now=START + timedelta(hours=2))


def test_the_liaison_corrects_until_the_summary_and_the_organizer_after_it(scene: Scene) -> None:
    scene.close()
    assert scene.mark(scene.cadre_id(0), now=SUMMARY - timedelta(minutes=1)).is_here
    with pytest.raises(rollcall.RollClosed):
        scene.mark(scene.cadre_id(1), now=SUMMARY)
    assert scene.mark(scene.cadre_id(1), by=scene.town.organizer, now=SUMMARY).is_here
    sources = scene.storage.read_now(lambda session: session.scalars(select(Mark.source).order_by(Mark.id)).all())
    assert sources == ["liaison", "organizer"]


def test_a_cancelled_activity_takes_no_roll_call(scene: Scene) -> None:
    def cancel(session: Session) -> None:
        session.get_one(Activity, scene.activity_id).state = ActivityState.CANCELLED

    scene.storage.write_now(cancel)
    with pytest.raises(rollcall.RollGone):
        scene.mark(scene.cadre_id(0))


@pytest.mark.parametrize("act", ["mark", "confirm", "reopen"])
def test_a_cadre_may_neither_mark_nor_confirm_nor_reopen(scene: Scene, act: str) -> None:
    by = scene.town.cadres[1]
    acts: dict[str, Callable[[], object]] = {
        "mark": lambda: scene.mark(scene.cadre_id(0), by=by),
        "confirm": lambda: scene.confirm(by=by),
        "reopen": lambda: scene.reopen(by=by),
    }
    with pytest.raises(people.NotAllowed):
        acts[act]()


def test_a_stranger_is_refused_as_one(scene: Scene) -> None:
    with pytest.raises(people.NotRegistered):
        scene.mark(scene.cadre_id(0), by=1)


def test_a_person_of_another_unit_is_not_marked(scene: Scene) -> None:
    with pytest.raises(rollcall.NotOfUnit):
        scene.mark(scene.cadre_id(5))
    with pytest.raises(rollcall.NotOfUnit):
        scene.mark(987_654)


def test_every_act_stands_in_the_audit(scene: Scene) -> None:
    scene.mark(scene.cadre_id(0))
    scene.mark(scene.cadre_id(0), is_here=False)
    scene.confirm(CheckOuts.SKIP)
    scene.reopen()
    actions = scene.storage.read_now(
        lambda session: session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    )
    assert actions == ["roll.present", "roll.take_back", "roll.confirm", "roll.reopen"]


def test_a_refused_mark_writes_nothing(scene: Scene) -> None:
    def outbox_rows() -> int:
        return len(scene.storage.read_now(lambda session: session.scalars(select(Message.id)).all()))

    before = outbox_rows()
    with pytest.raises(Fault):
        scene.mark(scene.cadre_id(5))
    assert outbox_rows() == before


def test_the_summary_of_the_week_ends_the_corrections_wherever_the_day_lies() -> None:
    monday, sunday = datetime(2026, 11, 23, tzinfo=UTC).date(), datetime(2026, 11, 29, tzinfo=UTC).date()
    assert CORRECTIONS.until(monday) == CORRECTIONS.until(sunday) == SUMMARY
    assert Corrections("tue", time(9), ZONE).until(sunday) == datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


def test_a_list_that_is_open_before_a_liaison_follows_what_people_do(scene: Scene) -> None:
    def shown(session: Session) -> int:
        query = select(Card.wanted_version).where(Card.subject == rolls.roll_subject(scene.roll_id))
        return session.scalar(query) or 0

    scene.check_in(0)
    assert scene.storage.read_now(shown) == 0, "nobody has asked for the list yet"
    scene.storage.write_now(
        partial(rolls.show, now=CHECK_IN_OPEN, telegram_id=scene.town.liaison, roll_id=scene.roll_id)
    )
    before = scene.storage.read_now(shown)
    scene.check_in(1)
    assert scene.storage.read_now(shown) > before
