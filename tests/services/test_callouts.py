"""A call for hands by example: when waves ring and for whom, what is refused, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.chat.render import Renderer
from bot.errors import Fault
from bot.model import (
    Activity,
    ActivityState,
    Attendance,
    AuditEntry,
    Base,
    Cadre,
    Callout,
    CalloutState,
    Message,
    MessageState,
    Shift,
    ShiftProgress,
    Site,
    Summons,
    SummonsState,
)
from bot.rules.delivery import EditText, SendText, Sent
from bot.rules.muster import wave_moments
from bot.services import attendance, boards, broadcasts, callouts, delivery, outbox, outcomes, posts, summons, waves
from bot.services.delivery import Limits, Started
from bot.services.outcomes import Delivered
from bot.services.people import NotAllowed
from bot.storage import Storage
from bot.texts import load_texts
from tests.town import Town, build_town, settings_for

T = TypeVar("T")

MONDAY = datetime(2026, 11, 22, 22, 10, tzinfo=UTC)  # 06:10 in Shanghai
MUSTER = MONDAY + timedelta(hours=1)
ENDS = MUSTER + timedelta(hours=6)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
SETTINGS = settings_for("sqlite:///unused")
HOURS = broadcasts.hours_of(SETTINGS)
ATTEMPTS = SETTINGS.delivery.attempts
LIMITS = Limits(rows=30, rows_beside_replies=30, attempts=ATTEMPTS, rings=SETTINGS.delivery.rings_per_activity)
RENDER = Renderer(load_texts(), SETTINGS)


@dataclass
class Snow:
    """A town in snow, and what its people do, each as a unit of work of its own."""

    storage: Storage
    town: Town

    def do(self, run: Callable[[Session], T]) -> T:
        return self.storage.write_now(run)

    def look(self, query: Callable[[Session], T]) -> T:
        return self.storage.read_now(query)

    def draft(self, *, now: datetime = MONDAY) -> Callout:
        self.do(
            lambda session: callouts.begin(
                session, now=now, telegram_id=self.town.organizer, notice="", settings=SETTINGS.snow
            )
        )
        return self.callout()

    def send(self, draft: Callout, *, now: datetime = MONDAY) -> int:
        return self.do(lambda session: send(session, self.town, draft, now=now))

    def call_out(self, *, now: datetime = MONDAY) -> list[str]:
        """Draft a call and send it out; name whom the first wave asks."""
        self.send(self.draft(now=now), now=now)
        return self.asked(wave=1)

    def callout(self) -> Callout:
        return (
            self.look(lambda session: session.scalars(select(Callout).order_by(Callout.id.desc())).first()) or Callout()
        )

    def activity(self) -> Activity:
        return self.look(lambda session: session.get_one(Activity, self.callout().activity_id))

    def shift(self) -> Shift:
        return self.look(lambda session: session.scalars(select(Shift).order_by(Shift.id.desc())).first()) or Shift()

    def asked(self, *, wave: int) -> list[str]:
        """Name whom a wave of the last call asked, by roster number, in the order of asking."""
        query = (
            select(Cadre.roster_no)
            .join(Summons, Summons.cadre_id == Cadre.id)
            .where(Summons.callout_id == self.callout().id, Summons.wave == wave)
            .order_by(Summons.id)
        )
        return list(self.look(lambda session: session.scalars(query).all()))

    def go_on(self) -> datetime | None:
        """Let the next wave ring at its moment; return the moment."""
        callout = self.callout()
        at = callout.next_wave_at
        if at is not None:
            self.do(
                lambda session: waves.go_on(session, now=at, callout_id=callout.id, settings=SETTINGS.snow),
            )
        return at

    def account(self, roster_no: str) -> int:
        query = select(Cadre.telegram_id).where(Cadre.roster_no == roster_no)
        return self.look(lambda session: session.scalars(query).one()) or 0

    def cadre_id(self, roster_no: str) -> int:
        return self.look(lambda session: session.scalars(select(Cadre.id).where(Cadre.roster_no == roster_no)).one())

    def come(self, roster_no: str, *, now: datetime = MONDAY) -> summons.Outcome:
        account, number = self.account(roster_no), self.activity().id
        return self.do(lambda session: summons.come(session, now=now, telegram_id=account, activity_id=number)).outcome

    def decline(self, roster_no: str, *, now: datetime = MONDAY) -> summons.Outcome:
        account, number = self.account(roster_no), self.activity().id
        return self.do(
            lambda session: summons.decline(session, now=now, telegram_id=account, activity_id=number)
        ).outcome

    def check_in(self, roster_no: str, *, now: datetime) -> None:
        account, number = self.account(roster_no), self.activity().id
        self.do(lambda session: attendance.check_in(session, now=now, telegram_id=account, activity_id=number))

    def answer_for(self, roster_no: str, *, by: int) -> summons.Answered:
        who = {"shift_id": self.shift().id, "cadre_id": self.cadre_id(roster_no)}
        return self.do(lambda session: summons.answer_for(session, now=MONDAY, telegram_id=by, **who))

    def report(self, progress: ShiftProgress) -> None:
        which = {"telegram_id": self.town.organizer, "shift_id": self.shift().id}
        self.do(lambda session: posts.report(session, now=MONDAY, **which, progress=progress))

    def lack_heads(self, *, now: datetime = MONDAY) -> None:
        which = {"telegram_id": self.town.organizer, "shift_id": self.shift().id}
        self.do(lambda session: posts.report_shortage(session, now=now, **which, lacks="heads"))

    def stop(self) -> None:
        which = {"telegram_id": self.town.organizer, "callout_id": self.callout().id}
        self.do(lambda session: callouts.stop(session, now=MONDAY, **which))

    def end(self, *, now: datetime, is_by_itself: bool = False) -> int:
        by = None if is_by_itself else self.town.organizer
        number = self.callout().id
        return self.do(lambda session: callouts.end(session, now=now, telegram_id=by, callout_id=number))

    def state_of(self, roster_no: str) -> SummonsState:
        number = self.cadre_id(roster_no)
        found = self.look(lambda session: summons.find(session, self.activity().id, number))
        assert found is not None
        return found.state

    def line_of(self, roster_no: str) -> Attendance:
        number = self.cadre_id(roster_no)
        return self.look(lambda session: attendance.row_of(session, self.activity().id, number))

    def start(self, *, now: datetime = MONDAY) -> list[Started]:
        return self.do(
            lambda session: delivery.start_due(session, now=now, limits=LIMITS, busy=(), render=RENDER).started
        )

    def deliver(self, *, now: datetime = MONDAY) -> list[tuple[str, SendText]]:
        """Let everything leave that is due, to a Telegram that takes it; return what was sent anew, and to whom."""
        numbers = {
            outbox.cadre_key(cadre_id): roster_no
            for cadre_id, roster_no in self.look(
                lambda session: session.execute(select(Cadre.id, Cadre.roster_no)).all()
            )
        }
        sent: list[tuple[str, SendText]] = []
        while started := self.start(now=now):
            taken = [
                Delivered(row, Sent(None if isinstance(row.outgoing, EditText) else row.message_id)) for row in started
            ]
            self.do(lambda session: outcomes.record(session, taken, now=now, attempts=ATTEMPTS))  # noqa: B023 - at once
            sent += [(numbers[row.chat_key], row.outgoing) for row in started if isinstance(row.outgoing, SendText)]
        return sent

    def rings(self, *, now: datetime = MONDAY) -> list[str]:
        """Deliver, and name whose phones rang, by roster number; organizers and leads apart."""
        return sorted(who for who, sent in self.deliver(now=now) if who.startswith("C") and not sent.is_silent)

    def crash(self, *, now: datetime = MONDAY) -> None:
        """Start what is due and be killed before Telegram has answered."""
        self.start(now=now)
        self.do(lambda session: outcomes.recover(session, now=now, attempts=ATTEMPTS))


def send(session: Session, town: Town, draft: Callout, *, now: datetime) -> int:
    return callouts.send_out(
        session,
        now=now,
        telegram_id=town.organizer,
        callout_id=draft.id,
        version=draft.version,
        rings_at_night=True,
        hours=HOURS,
        settings=SETTINGS.snow,
    ).rung


def opened(storage: Storage, *, units: int = 1, cadres_each: int = 4, heads: int = 1) -> Snow:
    """Write a town with one stretch, paired with the first unit; its liaison leads it."""

    def build(session: Session) -> Town:
        town = build_town(session, units=units, cadres_each=cadres_each, now=MONDAY)
        site = session.scalars(select(Site).order_by(Site.id)).first()
        assert site is not None
        site.kind, site.heads, site.unit_id = "riverside_boardwalk", heads, town.unit_ids[0]
        return town

    return Snow(storage, storage.write_now(build))


@pytest.fixture
def snow(storage: Storage) -> Snow:
    return opened(storage)


# Whom a wave rings, and when


def test_waves_ring_at_the_moments_that_the_preview_has_named(storage: Storage) -> None:
    snow = opened(storage, units=3, cadres_each=6)
    snow.call_out()
    moments = [MONDAY]
    while (at := snow.go_on()) is not None:
        moments.append(at)
    assert moments == wave_moments(MONDAY, snow.callout().reply_by)
    assert len(moments) == 4


def test_the_paired_unit_rings_first_then_its_neighbours_in_their_order_then_all(storage: Storage) -> None:
    snow = opened(storage, units=4, cadres_each=3, heads=2)

    def choose(session: Session) -> None:
        site = session.scalars(select(Site).where(Site.heads.is_not(None))).one()
        site.neighbour_ids = [snow.town.unit_ids[3], snow.town.unit_ids[1]]

    snow.do(choose)
    snow.call_out()
    while snow.go_on() is not None:
        pass
    assert [sorted(snow.asked(wave=wave)) for wave in (1, 2, 3, 4)] == [
        ["C1-1", "C1-2", "C1-3"],
        ["C4-1", "C4-2", "L4"],
        ["C2-1", "C4-3", "L2"],
        ["C2-2", "C2-3", "L3"],
    ]


@pytest.mark.parametrize(
    ("later", "asked"),
    [(timedelta(days=1), ["C1-1", "C1-3", "C1-4"]), (timedelta(days=31), ["C1-1", "C1-2", "C1-3"])],
    ids=["a day", "a month"],
)
def test_who_was_asked_of_late_is_asked_later(storage: Storage, later: timedelta, asked: list[str]) -> None:
    snow = opened(storage)
    assert sorted(snow.call_out()) == ["C1-1", "C1-2"]
    snow.end(now=MONDAY + HOUR)

    def want_two(session: Session) -> None:
        session.scalars(select(Site).where(Site.heads.is_not(None))).one().heads = 2

    snow.do(want_two)
    assert sorted(snow.call_out(now=MONDAY + later)) == asked


@pytest.mark.parametrize(("hours", "is_passed_over"), [(11, True), (13, False)])
def test_who_has_served_in_a_call_rests_for_twelve_hours(storage: Storage, hours: int, is_passed_over: bool) -> None:
    snow = opened(storage, cadres_each=2, heads=2)
    first, second = snow.call_out()
    snow.come(first)
    snow.check_in(first, now=MUSTER)
    snow.end(now=MUSTER + HOUR)
    assert (first not in snow.call_out(now=MUSTER + hours * HOUR + HOUR)) is is_passed_over
    assert second in snow.asked(wave=1)


# What is refused


def choose_no_place(session: Session, snow: Snow, draft: Callout) -> datetime:
    for place in draft.plan:
        callouts.choose(
            session,
            now=MONDAY,
            telegram_id=snow.town.organizer,
            callout_id=draft.id,
            site_id=place["site"],
            is_chosen=False,
        )
    draft.version += 1
    return MONDAY


def wait_until_the_muster_is_near(_session: Session, _snow: Snow, _draft: Callout) -> datetime:
    return MUSTER - 14 * MINUTE


def leave_it_till_the_evening(_session: Session, _snow: Snow, _draft: Callout) -> datetime:
    return MONDAY + callouts.DRAFT_LASTS + SECOND


def send_another_first(session: Session, snow: Snow, _draft: Callout) -> datetime:
    callouts.begin(session, now=MONDAY, telegram_id=snow.town.admin, notice="", settings=SETTINGS.snow)
    other = session.scalars(select(Callout).order_by(Callout.id.desc())).first()
    assert other is not None
    send(session, snow.town, other, now=MONDAY)
    return MONDAY


def change_it_behind_the_preview(session: Session, snow: Snow, draft: Callout) -> datetime:
    callouts.set_flag(
        session, now=MONDAY, telegram_id=snow.town.organizer, callout_id=draft.id, flag="drill", is_on=True
    )
    return MONDAY


@pytest.mark.parametrize(
    ("first", "fault"),
    [
        (choose_no_place, callouts.NoPlaces),
        (wait_until_the_muster_is_near, callouts.TooLate),
        (leave_it_till_the_evening, callouts.CalloutOver),
        (send_another_first, callouts.AlreadyCalling),
        (change_it_behind_the_preview, callouts.NoSuchCallout),
    ],
)
def test_a_call_that_cannot_go_out_changes_nothing(
    snow: Snow, first: Callable[[Session, Snow, Callout], datetime], fault: type[Fault]
) -> None:
    draft = snow.draft()
    now = snow.do(lambda session: first(session, snow, draft))
    before = snow.look(lambda session: contents(session, draft.id))

    def be_refused(session: Session) -> None:
        with pytest.raises(fault):
            send(session, snow.town, draft, now=now)

    snow.do(be_refused)  # committed all the same: what was refused may not have written anything
    assert snow.look(lambda session: contents(session, draft.id)) == before


def contents(session: Session, callout_id: int) -> list[object]:
    tables: list[type[Base]] = [Activity, Shift, Summons, Attendance, Message, AuditEntry]
    callout = session.get_one(Callout, callout_id)
    counts = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    return [*counts, callout.state, callout.version, callout.activity_id, callout.wave, callout.next_wave_at]


def test_a_liaison_answers_for_nobody_of_another_unit(storage: Storage) -> None:
    snow = opened(storage, units=2)
    first, *_ = snow.call_out()
    with pytest.raises(NotAllowed):
        snow.answer_for(first, by=snow.account("L2"))
    assert snow.state_of(first) is SummonsState.ASKED
    assert snow.answer_for(first, by=snow.account("L1")).outcome is summons.Outcome.COMING


@pytest.mark.parametrize(("cadres_each", "heads"), [(8, 2), (2, 4), (1, 2)], ids=["plenty", "few", "one and the lead"])
def test_as_many_phones_ring_as_the_preview_has_said(storage: Storage, cadres_each: int, heads: int) -> None:
    snow = opened(storage, cadres_each=cadres_each, heads=heads)
    draft = snow.draft()
    snow.do(
        lambda session: callouts.turn(
            session, now=MONDAY, telegram_id=snow.town.organizer, callout_id=draft.id, step="preview", page=0
        )
    )
    (preview,) = [sent.text for who, sent in snow.deliver() if who == "A2"]
    said = re.search(r"第一批约(\d+)部手机响铃", preview)
    assert said is not None
    assert int(said[1]) == snow.send(draft)
    assert len(snow.rings()) == int(said[1])


# How it ends


def test_a_call_that_nobody_ended_ends_by_itself_and_is_settled(snow: Snow) -> None:
    first, second = snow.call_out()
    snow.come(first)
    snow.check_in(first, now=MUSTER)
    assert snow.look(lambda session: waves.run_out(session, now=ENDS - SECOND)) == []
    assert snow.look(lambda session: waves.run_out(session, now=ENDS)) == [snow.callout().id]
    assert snow.end(now=ENDS, is_by_itself=True) == 1
    assert snow.callout().state is CalloutState.ENDED
    assert snow.callout().ended_by is None
    assert snow.activity().state is ActivityState.CLOSED
    assert (snow.line_of(first).state, snow.line_of(first).minutes) == ("present", 360)
    assert snow.line_of(second).state == "no_answer"
    assert snow.look(lambda session: waves.run_out(session, now=ENDS)) == []


def test_whoever_was_told_to_come_is_told_once_that_it_is_over(snow: Snow) -> None:
    first, second = snow.call_out()
    snow.come(first)
    snow.come(second)
    snow.rings()
    assert snow.end(now=MONDAY + MINUTE) == 2
    assert snow.rings(now=MONDAY + MINUTE) == sorted([first, second])


# The boards


def test_a_board_is_drawn_anew_at_most_once_in_five_seconds(snow: Snow) -> None:
    snow.call_out()

    def touch_often(session: Session) -> list[tuple[int | None, datetime]]:
        callout = session.scalars(select(Callout)).one()
        for tenths in range(100):
            boards.touch(session, callout, now=MUSTER + tenths * SECOND / 10)
        rows = select(Message.card_id, Message.due_at).where(Message.due_at > MUSTER)
        return [(card_id, due_at) for card_id, due_at in session.execute(rows.order_by(Message.card_id, Message.id))]

    found = snow.do(touch_often)
    moments = [MUSTER + 5 * SECOND, MUSTER + 10 * SECOND]
    cards = sorted({card_id or 0 for card_id, _due_at in found})
    assert len(cards) == 2  # the organizer's board, and the place before its lead
    assert found == [(card_id, moment) for card_id in cards for moment in moments]


# A crash


def called(session: Session) -> list[MessageState]:
    return list(session.scalars(select(Message.state).where(Message.only_if == waves.CALLED).order_by(Message.id)))


def test_a_call_cut_off_by_a_crash_is_repeated_once_and_says_so(snow: Snow) -> None:
    asked = snow.call_out()
    snow.crash()
    repeated = {who: sent for who, sent in snow.deliver() if who in asked}
    assert sorted(repeated) == sorted(asked)
    assert all(sent.text.startswith("【重复发送】") and not sent.is_silent for sent in repeated.values())
    assert snow.look(called) == [MessageState.SENT] * 2


def test_a_call_cut_off_twice_is_left_alone(snow: Snow) -> None:
    snow.call_out()
    snow.crash()
    snow.crash()
    assert snow.look(called) == [MessageState.UNCERTAIN] * 2
    assert snow.rings() == []


def test_who_has_answered_a_call_that_was_cut_off_is_not_rung_again(snow: Snow) -> None:
    first, second = snow.call_out()
    snow.crash()
    snow.decline(first)
    assert snow.rings() == [second]


# Who waits is called up


def filled(snow: Snow) -> tuple[str, str]:
    """Fill the one place; return who is coming, and who waits."""
    first, second = snow.call_out()
    assert snow.come(first) is summons.Outcome.COMING
    assert snow.come(second) is summons.Outcome.WAITING
    return first, second


def test_who_waits_is_called_up_when_a_place_falls_free(snow: Snow) -> None:
    first, second = filled(snow)
    assert snow.decline(first) is summons.Outcome.DROPPED
    assert snow.state_of(second) is SummonsState.COMING
    assert snow.rings() == [second]


def test_who_waits_is_not_called_up_to_a_place_that_is_done(snow: Snow) -> None:
    first, second = filled(snow)
    snow.report(ShiftProgress.CLEARED)
    snow.decline(first)
    assert snow.state_of(second) is SummonsState.WAITING


def test_who_waits_is_called_up_when_a_place_was_not_done_after_all(snow: Snow) -> None:
    first, _second = snow.call_out()
    snow.report(ShiftProgress.CLEARED)
    snow.come(first)
    snow.report(ShiftProgress.CLEARING)
    assert snow.state_of(first) is SummonsState.COMING


def test_who_is_called_up_and_drops_out_before_the_news_has_left_is_not_rung(snow: Snow) -> None:
    first, second = filled(snow)
    snow.deliver()
    snow.decline(first)
    snow.decline(second)
    assert snow.rings() == []


def test_news_of_being_called_up_does_not_ring_beside_the_end(snow: Snow) -> None:
    first, second = filled(snow)
    snow.deliver()
    snow.decline(first)
    snow.end(now=MONDAY + MINUTE)
    assert snow.rings(now=MONDAY + MINUTE) == [second]


def test_the_end_rings_however_often_the_call_has_rung_before(snow: Snow) -> None:
    first, second = snow.call_out()
    snow.rings()
    for lap in (1, 2):  # called up, and out again
        at = MONDAY + lap * MINUTE
        snow.come(first, now=at)
        snow.come(second, now=at)
        snow.decline(first, now=at)
        assert snow.rings(now=at) == [second]
        snow.decline(second, now=at)
    snow.come(second, now=MONDAY + HOUR)
    snow.end(now=MONDAY + HOUR)
    assert snow.rings(now=MONDAY + HOUR) == [second]


def test_a_doubled_tap_on_dropping_out_leaves_somebody_who_dropped_out(snow: Snow) -> None:
    first, _second = snow.call_out()
    snow.come(first)
    snow.decline(first)
    snow.decline(first)
    assert snow.state_of(first) is SummonsState.DROPPED


def test_a_lead_does_not_overrule_somebody_who_has_declined(snow: Snow) -> None:
    first, _second = snow.call_out()
    snow.decline(first)
    with pytest.raises(Fault):
        snow.answer_for(first, by=snow.town.liaison)
    assert snow.state_of(first) is SummonsState.DECLINED


# From the spot


def test_who_checks_in_without_an_answer_stands_on_the_roll_as_going(snow: Snow) -> None:
    first, _second = snow.call_out()
    snow.check_in(first, now=MUSTER)
    assert snow.state_of(first) is SummonsState.COMING
    assert snow.line_of(first).answer == "going"


def test_hands_that_are_lacking_after_the_muster_are_rung_for(snow: Snow) -> None:
    first, _second = snow.call_out()
    snow.come(first)
    snow.rings()
    snow.lack_heads(now=MUSTER + HOUR)
    snow.do(
        lambda session: waves.go_on(session, now=MUSTER + HOUR, callout_id=snow.callout().id, settings=SETTINGS.snow)
    )
    rung = snow.rings(now=MUSTER + HOUR)
    assert rung
    assert rung == sorted(snow.asked(wave=waves.GAP))


def test_no_wave_is_spent_after_the_muster_when_the_bot_was_away(snow: Snow) -> None:
    snow.call_out()
    snow.do(
        lambda session: waves.go_on(session, now=MUSTER + MINUTE, callout_id=snow.callout().id, settings=SETTINGS.snow)
    )
    assert snow.asked(wave=2) == []


def test_a_doubled_tap_on_lacking_hands_asks_for_them_once(snow: Snow) -> None:
    snow.call_out()
    snow.lack_heads()
    snow.lack_heads(now=MONDAY + SECOND)
    assert snow.shift().quota == 1 + posts.MORE_HEADS


def test_an_organizer_is_not_told_of_a_wave_that_will_not_ring(snow: Snow) -> None:
    snow.call_out()
    snow.stop()
    snow.lack_heads()
    said = [sent.text for who, sent in snow.deliver() if who == "A2" and "缺人手" in sent.text]
    assert len(said) == 1
    assert "正在通知下一批" not in said[0]


def test_a_call_that_ends_by_itself_after_an_outage_counts_no_hours_beyond_its_own(snow: Snow) -> None:
    first, _second = snow.call_out()
    snow.come(first)
    snow.check_in(first, now=MUSTER)
    snow.end(now=ENDS + 5 * HOUR, is_by_itself=True)
    assert snow.line_of(first).minutes == 360


def test_a_check_in_at_the_very_moment_of_the_end_counts(snow: Snow) -> None:
    first, _second = snow.call_out()
    snow.come(first)
    snow.check_in(first, now=MUSTER + HOUR)
    snow.end(now=MUSTER + HOUR)
    assert snow.line_of(first).state in ("present", "late")
