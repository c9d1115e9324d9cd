"""What a call for hands never breaks, whatever people tap in whatever order: random towns, random days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from bot.chat.render import Renderer
from bot.errors import Fault
from bot.model import (
    Activity,
    ActivityState,
    Attendance,
    Base,
    Cadre,
    Callout,
    CalloutState,
    Lane,
    Message,
    Reach,
    Shift,
    ShiftProgress,
    Site,
    Summons,
    SummonsState,
)
from bot.rules.attendance import AnswerState, LeaveReason
from bot.rules.delivery import EditText, Gone, Outcome, Sent
from bot.rules.muster import to_ask, waiting_places
from bot.services import attendance, broadcasts, callouts, delivery, outbox, outcomes, posts, settling, summons, waves
from bot.services.delivery import Limits, Started
from bot.services.outcomes import Delivered
from bot.storage import writing_engine
from bot.texts import load_texts
from tests.town import CONSENT, Town, build_town, settings_for

T = TypeVar("T")

MONDAY = datetime(2026, 11, 22, 22, 10, tzinfo=UTC)  # 06:10 in Shanghai: the muster is at 07:10, answers end at 06:50
SECOND = timedelta(seconds=1)
SETTINGS = settings_for("sqlite:///unused")
HOURS = broadcasts.hours_of(SETTINGS)
ATTEMPTS = SETTINGS.delivery.attempts
RENDER = Renderer(load_texts(), SETTINGS)
ENGINE = writing_engine("sqlite://")
Base.metadata.create_all(ENGINE)
REPORTED = (ShiftProgress.ON_SITE, ShiftProgress.CLEARING, ShiftProgress.CLEARED)
IN = (SummonsState.COMING, SummonsState.WAITING)


class Standing(StrEnum):
    """Whether somebody may be asked, and why not."""

    WILLING = "willing"
    ON_LEAVE = "on_leave"
    BLOCKED = "blocked"
    NO_CONSENT = "no_consent"
    NOT_LINKED = "not_linked"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A place to clear; units go by their place in the town."""

    quota: int
    unit: int | None
    neighbours: list[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """A town before it is written: the people of each unit, and the stretches."""

    units: list[list[Standing]]
    stretches: list[Stretch]


def plans(units: int) -> st.SearchStrategy[Plan]:
    standing = st.sampled_from([*[Standing.WILLING] * 6, *Standing])
    stretch = st.builds(
        Stretch,
        st.integers(1, 4),
        st.none() | st.integers(0, units - 1),
        st.lists(st.integers(0, units - 1), unique=True, max_size=3),
    )
    people = st.lists(standing, min_size=2, max_size=12)
    return st.builds(
        Plan,
        st.lists(people, min_size=units, max_size=units),
        st.lists(stretch, min_size=1, max_size=4),
    )


towns = st.integers(1, 4).flatmap(plans)
picks = st.integers(0, 10_000)
taps = st.sampled_from([1, 1, 2])


def write(session: Session, plan: Plan) -> tuple[Town, set[int]]:
    """Write a town; return it, and who may never be asked."""
    town = build_town(session, units=len(plan.units), cadres_each=0, now=MONDAY)
    friday = Activity(
        series="other",
        kind="friday",
        title="同日活动",
        content="",
        held_on=MONDAY.astimezone(HOURS.zone).date(),
        state=ActivityState.OPEN,
        **dict.fromkeys(("opens_at", "reply_by", "check_in_from", "muster_at", "starts_at"), MONDAY),
        **dict.fromkeys(("late_after", "left_early_before", "ends_at", "closes_at"), MONDAY + timedelta(hours=11)),
    )
    session.add(friday)
    session.flush()
    barred: set[int] = set()
    for unit_id, standings in zip(town.unit_ids, plan.units, strict=True):
        for place, standing in enumerate(standings):
            cadre = Cadre(
                roster_no=f"U{unit_id}-{place}",
                name=f"王{place}",
                unit_id=unit_id,
                telegram_id=None if standing is Standing.NOT_LINKED else 100_000 * unit_id + place,
                consent_version=CONSENT,
                consented_at=None if standing is Standing.NO_CONSENT else MONDAY,
                reach=Reach.BLOCKED if standing is Standing.BLOCKED else Reach.OK,
            )
            session.add(cadre)
            session.flush()
            if standing is not Standing.WILLING:
                barred.add(cadre.id)
            line = Attendance(activity_id=friday.id, cadre_id=cadre.id, unit_id=unit_id)
            if standing is Standing.ON_LEAVE:
                line.answer, line.reason, line.state = AnswerState.EXCUSED, LeaveReason.TRIP, "excused"
            session.add(line)
    community = session.scalars(select(Site.community_id)).first()
    for number, stretch in enumerate(plan.stretches):
        session.add(
            Site(
                community_id=community,
                name=f"第{number}段",
                kind="riverside_boardwalk",
                heads=stretch.quota,
                unit_id=None if stretch.unit is None else town.unit_ids[stretch.unit],
                neighbour_ids=[town.unit_ids[place] for place in stretch.neighbours],
            )
        )
    return town, barred


def settled_part(row: Attendance) -> tuple[object, ...]:
    """Return what of a line follows from answer and marks."""
    return (
        row.state,
        row.checked_in_at,
        row.checked_out_at,
        row.minutes,
        row.late_minutes,
        row.left_early_minutes,
    )


class Call(RuleBasedStateMachine):
    """A call from the tap that sends it out to its end and beyond.

    Each step is a unit of work in a session of its own, as the writer runs it: a restart loses nothing but the rows
    that were started, and those are a step of their own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.connection: Connection = ENGINE.connect()
        self.outer = self.connection.begin()
        self.now = MONDAY
        self.steps = 0
        self.town = Town(0, 0, 0, (), ())
        self.barred: set[int] = set()
        self.known: set[int] = set()
        self.refused: set[int] = set()
        self.told: set[int] | None = None
        self.rung_after_end: set[tuple[str, int]] = set()

    def teardown(self) -> None:
        if self.known:
            self.work(self.line_by_line)
        self.outer.rollback()
        self.connection.close()

    def work(self, run: Callable[[Session], T]) -> T:
        """Do one unit of work; what raises leaves nothing behind."""
        with Session(self.connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            done = run(session)
            session.commit()
            return done

    def tap(self, run: Callable[[Session], T], times: int = 1) -> T | None:
        """Do what a tap does, or let it be refused; return what came of the last one that was not."""
        self.steps += 1
        self.now += SECOND
        done: T | None = None
        for _ in range(times):
            try:
                done = self.work(run)
            except Fault:
                continue
        return done

    def read(self, query: Callable[[Session], T]) -> T:
        """Look, and change nothing."""
        with Session(self.connection, join_transaction_mode="create_savepoint") as session:
            return query(session)

    def callout(self, session: Session) -> Callout:
        return session.scalars(select(Callout)).one()

    def shift(self, session: Session, pick: int) -> Shift:
        shifts = session.scalars(
            select(Shift).where(Shift.activity_id == self.callout(session).activity_id).order_by(Shift.id)
        ).all()
        return shifts[pick % len(shifts)]

    def person(self, pick: int) -> tuple[int, int]:
        """Pick somebody: mostly one who was asked; return cadre and account."""

        def choose(session: Session) -> tuple[int, int]:
            query = select(Cadre.id, Cadre.telegram_id).where(Cadre.telegram_id.is_not(None)).order_by(Cadre.id)
            if pick % 10 and self.known:
                query = query.join(Summons, Summons.cadre_id == Cadre.id)
            found = session.execute(query).all()
            cadre_id, telegram_id = found[pick // 10 % len(found)]
            return cadre_id, telegram_id or 0

        return self.read(choose)

    def activity_id(self, session: Session) -> int:
        return self.callout(session).activity_id or 0

    def tap_call(self, act: Callable[..., T], telegram_id: int, taps: int = 1, **params: object) -> T | None:
        """Let somebody tap on the card of the call."""
        return self.tap(
            lambda session: act(
                session, now=self.now, telegram_id=telegram_id, activity_id=self.activity_id(session), **params
            ),
            taps,
        )

    def tap_place(self, act: Callable[..., T], place: int, taps: int, **params: object) -> T | None:
        """Let the organizer tap on the card of a place."""
        return self.tap(
            lambda session: act(
                session,
                now=self.now,
                telegram_id=self.town.organizer,
                shift_id=self.shift(session, place).id,
                **params,
            ),
            taps,
        )

    # What happens

    @initialize(plan=towns, taps=taps, takes_friday=st.booleans())
    def send_out(self, plan: Plan, taps: int, takes_friday: bool) -> None:
        self.town, self.barred = self.work(lambda session: write(session, plan))
        organizer = self.town.organizer

        def draft(session: Session) -> None:
            callouts.begin(session, now=self.now, telegram_id=organizer, notice="雪已停", settings=SETTINGS.snow)
            self.callout(session).takes_friday = takes_friday

        self.work(draft)
        self.work(partial(self.ring, wave=self.send))
        self.barred |= self.read(lambda session: {each or 0 for each in session.scalars(select(Shift.lead_id))})
        if taps > 1:
            assert self.work(self.send) == 0

    def send(self, session: Session) -> int:
        callout = self.callout(session)
        return callouts.send_out(
            session,
            now=self.now,
            telegram_id=self.town.organizer,
            callout_id=callout.id,
            version=callout.version,
            rings_at_night=False,
            hours=HOURS,
            settings=SETTINGS.snow,
        ).rung

    def ring(self, session: Session, wave: Callable[[Session], int]) -> None:
        """Let a wave ring: for places that lack hands, for no more than these are worth, and for who may be asked."""
        gaps = self.gaps(session)
        rung = wave(session)
        new = session.scalars(select(Summons).where(Summons.id.not_in(self.known))).all()
        assert rung == len(new)
        gaps = gaps or self.gaps(session)  # before the first wave there are no shifts
        for shift_id, count in Counter(each.shift_id for each in new).items():
            assert gaps[shift_id] > 0, "a full place rang"
            assert count <= to_ask(missing=gaps[shift_id], over_call=SETTINGS.snow.over_call)
        assert self.barred.isdisjoint(each.cadre_id for each in new)
        self.known |= {each.id for each in new}

    def gaps(self, session: Session) -> dict[int, int]:
        coming = Counter(session.scalars(select(Summons.shift_id).where(Summons.state == SummonsState.COMING)).all())
        shifts = session.scalars(select(Shift)).all()
        return {
            shift.id: 0 if shift.progress is ShiftProgress.CLEARED else (shift.quota or 0) - coming[shift.id]
            for shift in shifts
        }

    @rule(passed=st.sampled_from([timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=20)]))
    def let_time_pass(self, passed: timedelta) -> None:
        self.now += passed

    @precondition(lambda self: self.steps > 15)
    @rule(hours=st.integers(1, 7))
    def let_hours_pass(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(wait=st.sampled_from([timedelta(0), timedelta(minutes=5), timedelta(minutes=20)]))
    def run_job(self, wait: timedelta) -> None:
        self.now += wait

        for number in self.read(lambda session: waves.due(session, now=self.now)):
            following = partial(waves.go_on, now=self.now, callout_id=number, settings=SETTINGS.snow)
            self.work(partial(self.ring, wave=following))
        for number in self.read(lambda session: waves.run_out(session, now=self.now)):
            self.close(partial(callouts.end, now=self.now, telegram_id=None, callout_id=number))

    @rule(rows=st.sampled_from([1, 3, 30]), rounds=st.integers(1, 4), has_block=st.booleans())
    def deliver(self, rows: int, rounds: int, has_block: bool) -> None:
        for _ in range(rounds):
            started = self.work(partial(self.start, rows=rows))
            came = [
                Delivered(each, Sent(None if isinstance(each.outgoing, EditText) else each.message_id))
                for each in started
            ]
            if has_block and came:
                came[0] = Delivered(came[0].started, self.block(came[0].started))
            self.work(partial(outcomes.record, delivered=came, now=self.now, attempts=ATTEMPTS))
            self.now += SECOND

    def block(self, started: Started) -> Outcome:
        number = int(started.chat_key.partition(":")[2])
        self.barred.add(number)
        return Gone("blocked")

    @rule(rows=st.sampled_from([1, 3, 30]))
    def deliver_and_be_killed(self, rows: int) -> None:
        self.work(partial(self.start, rows=rows))
        self.work(partial(outcomes.recover, now=self.now, attempts=ATTEMPTS))

    def start(self, session: Session, rows: int) -> list[Started]:
        limits = Limits(
            rows=rows, rows_beside_replies=rows, attempts=ATTEMPTS, rings=SETTINGS.delivery.rings_per_activity
        )
        started = delivery.start_due(session, now=self.now, limits=limits, busy=(), render=RENDER).started
        is_calling = self.callout(session).state is CalloutState.CALLING
        for each in started:
            message = session.get_one(Message, each.message_id)
            if message.only_if == waves.CALLED:
                assert is_calling, "a call rang after its end"
                if message.lane is Lane.ALARM and not message.is_silent:
                    assert each.chat_key not in {outbox.cadre_key(number) for number in self.refused}
            if self.told is not None and not message.is_silent and message.activity_id is not None:
                self.rung_after_end.add((each.chat_key, message.id))
        return started

    @rule(pick=picks, minutes=st.none() | st.integers(0, 300), taps=taps)
    def come(self, pick: int, minutes: int | None, taps: int) -> None:
        _, telegram_id = self.person(pick)
        self.tap_call(summons.come, telegram_id, taps, minutes=minutes)

    @rule(count=st.integers(2, 8))
    def come_in_numbers(self, count: int) -> None:
        """Let the first who were asked and have not answered come, one after another."""
        query = select(Cadre.telegram_id).join(Summons, Summons.cadre_id == Cadre.id)
        asked = query.where(Summons.state == SummonsState.ASKED).order_by(Summons.id).limit(count)
        for telegram_id in self.read(lambda session: session.scalars(asked).all()):
            self.tap_call(summons.come, telegram_id or 0)

    @rule(pick=picks, place=picks, taps=taps)
    def come_elsewhere(self, pick: int, place: int, taps: int) -> None:
        _, telegram_id = self.person(pick)
        shift_id = self.read(lambda session: self.shift(session, place).id)
        self.tap_call(summons.come, telegram_id, taps, shift_id=shift_id)

    @rule(pick=picks, reason=st.none() | st.sampled_from(LeaveReason), taps=taps)
    def decline_or_drop_out(self, pick: int, reason: LeaveReason | None, taps: int) -> None:
        cadre_id, telegram_id = self.person(pick)
        done = self.tap_call(summons.decline, telegram_id, taps, reason=reason)
        if done is not None:
            self.refused.add(cadre_id)

    @rule(pick=picks, before=st.sampled_from(SummonsState), taps=taps)
    def undo(self, pick: int, before: SummonsState, taps: int) -> None:
        """Tap 撤销 for somebody, whatever stood there before."""
        cadre_id, telegram_id = self.person(pick)
        query = select(Summons.state).where(Summons.cadre_id == cadre_id)
        after = self.read(lambda session: session.scalar(query)) or SummonsState.ASKED

        def run(session: Session) -> bool:
            number = self.activity_id(session)
            summons.undo(session, now=self.now, telegram_id=telegram_id, activity_id=number, before=before, after=after)
            return True

        if self.tap(run, taps):
            self.refused.discard(cadre_id)

    @rule(pick=picks)
    def drop_out(self, pick: int) -> None:
        """Let one who is coming drop out, if there is one."""

        def coming(session: Session) -> list[int]:
            query = (
                select(Cadre.telegram_id)
                .join(Summons, Summons.cadre_id == Cadre.id)
                .where(Summons.state == SummonsState.COMING)
            )
            return [number for number in session.scalars(query) if number is not None]

        if accounts := self.read(coming):
            self.tap_call(summons.decline, accounts[pick % len(accounts)])

    @rule(pick=picks, taps=taps)
    def read_it(self, pick: int, taps: int) -> None:
        _, telegram_id = self.person(pick)
        self.tap_call(summons.mark_read, telegram_id, taps)

    @rule(pick=picks, place=picks, taps=taps)
    def be_entered_by_the_lead(self, pick: int, place: int, taps: int) -> None:
        cadre_id, _ = self.person(pick)
        self.tap_place(summons.answer_for, place, taps, cadre_id=cadre_id)

    @rule(pick=picks, taps=taps)
    def check_in(self, pick: int, taps: int) -> None:
        _, telegram_id = self.person(pick)
        self.tap_call(attendance.check_in, telegram_id, taps)

    @rule(pick=picks, is_undone=st.booleans(), taps=taps)
    def check_out(self, pick: int, is_undone: bool, taps: int) -> None:
        _, telegram_id = self.person(pick)
        self.tap_call(attendance.undo_check_in if is_undone else attendance.check_out, telegram_id, taps)

    @rule(place=picks, progress=st.sampled_from(REPORTED), taps=taps)
    def report(self, place: int, progress: ShiftProgress, taps: int) -> None:
        self.tap_place(posts.report, place, taps, progress=progress)

    @rule(place=picks, lacks=st.sampled_from(["heads", "tools"]), taps=taps)
    def report_shortage(self, place: int, lacks: str, taps: int) -> None:
        self.tap_place(posts.report_shortage, place, taps, lacks=lacks)

    @precondition(lambda self: self.steps > 8)
    @rule(taps=taps)
    def stop(self, taps: int) -> None:
        self.tap(
            lambda session: callouts.stop(
                session, now=self.now, telegram_id=self.town.organizer, callout_id=self.callout(session).id
            ),
            taps,
        )

    @precondition(lambda self: self.steps > 12)
    @rule(is_cancelled=st.booleans(), taps=taps)
    def end(self, is_cancelled: bool, taps: int) -> None:
        self.now += SECOND

        def run(session: Session) -> int:
            return callouts.end(
                session,
                now=self.now,
                telegram_id=self.town.organizer,
                callout_id=self.callout(session).id,
                is_cancelled=is_cancelled,
            )

        for _ in range(taps):
            self.close(run)

    def close(self, run: Callable[[Session], int]) -> None:
        """End the call, or be refused because it has ended."""
        if self.told is not None:
            self.tap(run)
            return
        counted = set(
            self.read(lambda session: session.scalars(select(Summons.cadre_id).where(Summons.state.in_(IN))).all())
        )
        counted |= self.read(self.here)
        assert self.work(run) == len(counted)
        self.told = counted

    def here(self, session: Session) -> set[int]:
        query = select(Attendance.cadre_id).where(
            Attendance.activity_id == self.activity_id(session), Attendance.checked_in_at.is_not(None)
        )
        return set(session.scalars(query).all())

    # What always holds

    @invariant()
    def rules_hold(self) -> None:
        def look(session: Session) -> None:
            if session.scalar(select(Callout.activity_id)) is None:
                return
            found = session.scalars(select(Summons)).all()
            self.check_places(session, found)
            self.check_people(session, found)
            self.check_end(session)
            self.check_friday(session, found)
            self.check_record(session)

        self.read(look)

    def check_places(self, session: Session, found: Sequence[Summons]) -> None:
        counts = Counter((each.shift_id, each.state) for each in found)
        gaps = self.gaps(session)
        for shift in session.scalars(select(Shift)).all():
            quota = shift.quota or 0
            assert counts[shift.id, SummonsState.COMING] <= quota
            assert counts[shift.id, SummonsState.WAITING] <= waiting_places(quota)
            assert not (gaps[shift.id] and counts[shift.id, SummonsState.WAITING]), "somebody waits for a free place"

    def check_people(self, session: Session, found: Sequence[Summons]) -> None:
        assert {each.id for each in found} == self.known, "somebody was asked, but by no wave"
        assert len({each.cadre_id for each in found}) == len(found), "somebody was asked twice"
        answers = select(Attendance.cadre_id, Attendance.answer).where(
            Attendance.activity_id == self.activity_id(session)
        )
        coming = {each.cadre_id for each in found if each.state is SummonsState.COMING}
        assert all(answer == AnswerState.GOING for who, answer in session.execute(answers) if who in coming)

    def check_end(self, session: Session) -> None:
        """Hold that the end rings once for everybody who counted on the call, and for nobody else."""
        ends = select(Message).where(Message.dedup_key.startswith("callout-end"), Message.lane == Lane.ALARM)
        rung = [row.chat_key for row in session.scalars(ends) if row.params.get("rings")]
        assert sorted(rung) == sorted(outbox.cadre_key(number) for number in self.told or ())
        chats = [chat_key for chat_key, _message_id in self.rung_after_end]
        assert len(set(chats)) == len(chats), "a phone rang twice after the end"

    def check_friday(self, session: Session, found: Sequence[Summons]) -> None:
        """Hold that a Friday line is moved for just those whom the call counts on, or who came."""
        callout = self.callout(session)
        serving: set[int] = set()
        if callout.takes_friday:
            is_under_way = callout.state in (CalloutState.CALLING, CalloutState.STOPPED)
            counted = (SummonsState.ASKED, *IN) if is_under_way else ()
            here = self.here(session)
            serving = {each.cadre_id for each in found if each.state in counted or each.cadre_id in here}
        friday = select(Attendance).join(Activity, Activity.id == Attendance.activity_id)
        lines = session.scalars(friday.where(Activity.kind == "friday")).all()
        moved = {line.cadre_id for line in lines if line.moved_to_id is not None}
        assert moved == serving & {line.cadre_id for line in lines}
        assert all((line.state == "moved") == (line.cadre_id in moved) for line in lines)

    def check_record(self, session: Session) -> None:
        activity = session.get_one(Activity, self.activity_id(session))
        before = self.record(session)
        settling.settle_all(session, activity)
        assert self.record(session) == before, "what is settled cannot be rebuilt"

    def record(self, session: Session) -> list[tuple[object, ...]]:
        return [(row.id, *settled_part(row)) for row in session.scalars(select(Attendance).order_by(Attendance.id))]

    def line_by_line(self, session: Session) -> None:
        activity = session.get_one(Activity, self.activity_id(session))
        for row in session.scalars(select(Attendance).where(Attendance.activity_id == activity.id)).all():
            before = settled_part(row)
            settling.settle_row(session, row, activity)
            assert settled_part(row) == before


@pytest.mark.timeout(600)  # a failure is brought down to a few steps first
def test_a_call_keeps_its_rules_whatever_people_tap() -> None:
    run_state_machine_as_test(
        Call,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
            report_multiple_bugs=False,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
