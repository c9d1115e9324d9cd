"""The log of a small call: its figures, to whom it goes, and once."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Attachment, AuditEntry, Cadre, Callout, Message, Occurrence, Site, Unit
from bot.rules.callout_log import CallLog, Milestones, Step, WaveLog
from bot.services import (
    attendance,
    broadcasts,
    callout_log,
    callout_log_letters,
    callouts,
    outbox,
    summary_letters,
    summons,
    waves,
)
from bot.services.summary_letters import Files
from bot.storage.engine import writing_engine
from tests.town import Town, build_town, settings_for

CALLED = datetime(2026, 11, 22, 22, 10, tzinfo=UTC)  # 06:10 on Monday in Shanghai
MUSTER = CALLED + timedelta(hours=1)
ENDED = MUSTER + timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SETTINGS = settings_for("sqlite:///unused")
FILES = {"zh-CN": Files(b"chart", b"workbook"), "en": Files(b"chart in English", b"workbook in English")}


def after(minutes: int) -> datetime:
    return CALLED + minutes * MINUTE


@dataclass
class Call:
    """A call of two places: two hands of the first unit, one of the second; each unit has three cadres."""

    session: Session
    town: Town
    callout: Callout

    def come(self, place: int, minutes: int) -> None:
        summons.come(
            self.session,
            now=after(minutes),
            telegram_id=self.town.cadres[place],
            activity_id=self.callout.activity_id or 0,
        )

    def decline(self, place: int, minutes: int) -> None:
        summons.decline(
            self.session,
            now=after(minutes),
            telegram_id=self.town.cadres[place],
            activity_id=self.callout.activity_id or 0,
        )

    def check_in(self, place: int, at: datetime) -> None:
        attendance.check_in(self.session, now=at, telegram_id=self.town.cadres[place])

    def end(self, *, is_cancelled: bool = False) -> None:
        callouts.end(
            self.session,
            now=ENDED,
            telegram_id=self.town.organizer,
            callout_id=self.callout.id,
            is_cancelled=is_cancelled,
        )

    def log(self) -> CallLog:
        return callout_log.gather(self.session, self.callout.id, ENDED + MINUTE)

    def due(self, now: datetime = ENDED + MINUTE) -> list[int]:
        return callout_log_letters.due(self.session, now=now)

    def send(self, files: dict[str, Files] = FILES) -> bool:
        return callout_log_letters.send(
            self.session,
            now=ENDED + MINUTE,
            callout_id=self.callout.id,
            log=self.log(),
            files=files,
            to=callout_log_letters.readers(self.session, SETTINGS.operator),
            operator=SETTINGS.operator,
        )

    def messages(self) -> list[tuple[str, str, str | None]]:
        """List what was written of the log: recipient, kind, and the key of the file."""
        rows = self.session.execute(
            select(Message.chat_key, Message.kind, Attachment.key)
            .outerjoin(Attachment, Attachment.id == Message.attachment_id)
            .where(Message.kind.startswith("callout-log"))
            .order_by(Message.id)
        )
        return [(to, kind, key) for to, kind, key in rows]


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = writing_engine(database_url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def called_out(session: Session, *, is_drill: bool = False) -> Call:
    town = build_town(session, units=2, cadres_each=3, now=CALLED)
    first, second = session.scalars(select(Site).order_by(Site.id)).all()
    first.name, first.heads, first.unit_id, first.neighbour_ids = "木栈道", 2, town.unit_ids[0], [town.unit_ids[1]]
    second.name, second.heads, second.unit_id = "安华小区", 1, town.unit_ids[1]
    session.flush()
    callouts.begin(session, now=CALLED, telegram_id=town.organizer, notice="", settings=SETTINGS.snow)
    draft = session.scalars(select(Callout)).one()
    draft.is_drill = is_drill
    callouts.send_out(
        session,
        now=CALLED,
        telegram_id=town.organizer,
        callout_id=draft.id,
        version=draft.version,
        rings_at_night=False,
        hours=broadcasts.hours_of(SETTINGS),
        settings=SETTINGS.snow,
    )
    return Call(session, town, draft)


@pytest.fixture
def call(session: Session) -> Call:
    """Six are asked: two come to the spot, one says yes and stays away, one drops out, one declines, one is spared."""
    call = called_out(session)
    call.come(0, 2)
    call.decline(3, 3)
    call.come(1, 5)
    call.decline(1, 9)
    waves.go_on(session, now=after(9), callout_id=call.callout.id, settings=SETTINGS.snow)
    call.come(5, 12)
    call.come(4, 15)
    call.check_in(0, MUSTER - 5 * MINUTE)
    call.check_in(5, MUSTER)
    call.end()
    return call


def test_moments_and_totals(call: Call) -> None:
    log = call.log()
    assert (log.called_at, log.muster_at, log.ended_at, log.is_drill) == (CALLED, MUSTER, ENDED, False)
    sums = log.totals
    assert (sums.quota, sums.asked, sums.read) == (3, 6, 5)
    assert (sums.coming, sums.waiting, sums.declined, sums.dropped) == (3, 0, 1, 1)
    assert (sums.on_spot, sums.minutes) == (2, 120)
    assert log.reached == Milestones(after(2), after(12), after(15))
    assert log.response_minutes == 3


def test_places_stand_as_chosen_each_with_its_own_milestones(call: Call) -> None:
    first, second = call.log().places
    assert (first.name, first.quota, first.asked, first.coming, first.dropped, first.on_spot) == (
        "木栈道",
        2,
        4,
        2,
        1,
        2,
    )
    assert first.reached == Milestones(after(2), after(2), after(12))
    assert (second.name, second.quota, second.coming, second.declined, second.on_spot) == ("安华小区", 1, 1, 1, 0)
    assert second.reached == Milestones(after(15), after(15), after(15))


def test_units_are_totalled_in_the_operators_order_whatever_their_figures(call: Call) -> None:
    found = [(unit.unit, unit.asked, unit.answered, unit.came, unit.minutes) for unit in call.log().units]
    assert found == [("市第1局", 3, 2, 1, 60), ("市第2局", 3, 3, 1, 60)]
    assert [unit.response_minutes for unit in call.log().units] == [3, 3]
    for unit in call.session.scalars(select(Unit)).all():
        unit.position = 10 - unit.position
    call.session.flush()
    assert [unit.unit for unit in call.log().units] == ["市第2局", "市第1局"]


def test_strength_follows_answers_and_check_ins(call: Call) -> None:
    log = call.log()
    assert [(step.at, step.heads) for step in log.coming] == [
        (after(2), 1),
        (after(5), 2),
        (after(9), 1),
        (after(12), 2),
        (after(15), 3),
    ]
    assert log.on_spot == (Step(MUSTER - 5 * MINUTE, 1), Step(MUSTER, 2), Step(ENDED, 0))


def test_waves_count_the_phones_they_rang(call: Call) -> None:
    assert call.log().waves == (WaveLog(1, CALLED, 5), WaveLog(0, after(9), 1))


def test_a_person_is_one_row_with_times_state_and_source(call: Call) -> None:
    came, dropped, spared, declined, stayed_away, late = call.log().persons
    assert (came.unit, came.name, came.place, came.wave, came.state) == ("市第1局", "张1", "木栈道", 1, "coming")
    assert (came.answered_at, came.checked_in_at, came.checked_out_at) == (after(2), MUSTER - 5 * MINUTE, ENDED)
    assert (came.minutes, came.source, came.is_entered) == (60, "self_tap", False)
    assert [each.state for each in (dropped, spared, declined)] == ["dropped", "spared", "declined"]
    assert (stayed_away.state, stayed_away.checked_in_at, stayed_away.source) == ("coming", None, "")
    assert (late.wave, late.asked_at) == (0, after(9))


def test_places_units_and_persons_come_to_the_same(call: Call) -> None:
    log = call.log()
    assert log.totals.asked == sum(unit.asked for unit in log.units) == len(log.persons)
    assert log.totals.asked == sum(wave.phones for wave in log.waves)
    assert log.totals.on_spot == sum(unit.came for unit in log.units)
    assert log.totals.minutes == sum(unit.minutes for unit in log.units)
    assert log.coming[-1].heads == log.totals.coming


def test_it_goes_through_a_pipe(call: Call) -> None:
    assert pickle.loads(pickle.dumps(call.log())) == call.log()  # noqa: S301 - our own


def test_who_comes_unannounced_is_counted_from_the_check_in(session: Session) -> None:
    call = called_out(session)
    call.check_in(0, after(20))
    call.end()
    log = call.log()
    assert (log.coming, log.on_spot[0]) == ((Step(after(20), 1),), Step(after(20), 1))


def test_who_drops_out_and_returns_is_counted_twice_over(session: Session) -> None:
    call = called_out(session)
    call.come(0, 2)
    call.decline(0, 4)
    call.come(0, 8)
    call.end()
    log = call.log()
    assert log.coming == (Step(after(2), 1), Step(after(4), 0), Step(after(8), 1))
    assert (log.reached.first_at, log.response_minutes) == (after(8), 2)


def test_a_call_that_nobody_answered_is_a_log_of_noughts(session: Session) -> None:
    call = called_out(session, is_drill=True)
    call.end()
    log = call.log()
    assert (log.is_drill, log.reached, log.response_minutes) == (True, Milestones(), None)
    assert [len(log.coming), len(log.on_spot), log.totals.minutes] == [0, 0, 0]


def test_it_is_due_for_a_day_after_the_stand_down(call: Call) -> None:
    assert call.due() == [call.callout.id]
    assert call.due(ENDED + timedelta(days=1)) == []


def test_neither_a_running_nor_a_cancelled_call_has_one(session: Session) -> None:
    call = called_out(session)
    assert call.due() == []
    call.end(is_cancelled=True)
    assert call.due() == []


def test_those_who_may_call_out_get_picture_and_workbook_once(call: Call) -> None:
    assert call.send()
    key = f"callout-log:{call.callout.id}"
    assert call.messages() == [
        ("cadre:2", "callout-log", f"{key}:chart:zh-CN"),
        ("cadre:2", "callout-log-workbook", f"{key}:workbook:zh-CN"),
    ]
    assert call.due() == []
    assert not call.send()
    assert len(call.messages()) == 2
    assert len(call.session.scalars(select(Occurrence)).all()) == 1


def test_its_persons_leave_a_trace_in_the_audit(call: Call) -> None:
    call.send()
    entry = call.session.scalars(select(AuditEntry).where(AuditEntry.action == "callout.log")).one()
    assert (entry.subject, entry.after) == (f"callout:{call.callout.id}", {"readers": ["cadre:2"], "rows": 6})


def test_each_reads_it_in_the_own_language(call: Call) -> None:
    organizer = call.session.scalars(select(Cadre).where(Cadre.telegram_id == call.town.organizer)).one()
    organizer.language = "en"
    call.session.flush()
    call.send()
    names = call.session.scalars(select(Attachment.name).where(Attachment.key.startswith("callout-log:"))).all()
    assert sorted(names) == ["snow-muster-2026-11-23.png", "snow-muster-2026-11-23.xlsx"]


def test_a_failed_report_lets_the_text_go_alone(call: Call) -> None:
    assert call.send({})
    assert call.messages() == [("cadre:2", "callout-log", None)]
    entry = call.session.scalars(select(AuditEntry).where(AuditEntry.action == "callout.log")).one()
    assert entry.after == {"readers": ["cadre:2"], "rows": 0}


def test_its_files_are_emptied_when_they_are_old(call: Call) -> None:
    call.send()
    outbox.cancel_waiting(call.session, now=ENDED, reason="test", to="cadre:2")
    kept = summary_letters.FILES_KEPT
    assert callout_log_letters.forget_files(call.session, now=ENDED + kept) == 0
    assert callout_log_letters.forget_files(call.session, now=ENDED + kept + 2 * MINUTE) == 2
