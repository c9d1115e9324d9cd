"""How the messages of a broadcast come to be written: in chunks, each once, whatever happens between two of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.model import Broadcast, BroadcastState, Cadre, Message, MessageState, Occurrence, OccurrenceState, Reach, Unit
from bot.rules.audience import Audience, AudienceKind, BulkHours
from bot.services import (
    broadcast_choices,
    broadcast_composing,
    broadcast_control,
    broadcast_figures,
    broadcast_sending,
    broadcast_times,
)
from bot.storage import Storage
from tests.town import START, Town, build_town

HOURS = BulkHours(25, time(22), time(6), ZoneInfo("Asia/Shanghai"))
CHUNK = 10


class PowerCut(Exception):  # noqa: N818 - it is none of the program's errors
    """The process dies in the middle of a transaction."""


class Desk:
    """A database with a town, and the organizer who works on one broadcast."""

    def __init__(self, url: str, *, units: int = 2, cadres_each: int = 12) -> None:
        self.storage = Storage(url)
        self.town: Town = self.storage.write_now(partial(build_town, units=units, cadres_each=cadres_each))
        self.id = self.storage.write_now(self._draft)

    def _draft(self, session: Session) -> int:
        number = broadcast_composing.compose(session, now=START, telegram_id=self.town.organizer, text="通知", length=2)
        broadcast_choices.choose(
            session,
            now=START,
            telegram_id=self.town.organizer,
            broadcast_id=number,
            audience=Audience(AudienceKind.ALL),
        )
        return number

    def start(self) -> BroadcastState | None:
        return self.storage.write_now(
            partial(
                broadcast_sending.start,
                now=START,
                telegram_id=self.town.organizer,
                broadcast_id=self.id,
                version=2,
                hours=HOURS,
            )
        )

    def run_chunk(self) -> bool:
        return self.storage.write_now(
            partial(broadcast_sending.run_chunk, now=START, broadcast_id=self.id, hours=HOURS)
        )

    def stop(self) -> int:
        return self.storage.write_now(
            partial(broadcast_control.stop, now=START, telegram_id=self.town.organizer, broadcast_id=self.id)
        )

    def finish(self) -> bool:
        return self.storage.write_now(partial(broadcast_sending.finish, now=START, broadcast_id=self.id))

    def settle(self, state: MessageState, reason: str = "", *, at_most: int = 1_000) -> None:
        """Have so many of the waiting messages end."""

        def end(session: Session) -> None:
            waiting = select(Message.id).where(Message.broadcast_id == self.id, Message.state == MessageState.WAITING)
            chosen = session.scalars(waiting.order_by(Message.id).limit(at_most)).all()
            session.execute(update(Message).where(Message.id.in_(chosen)).values(state=state, reason=reason))

        self.storage.write_now(end)

    def written(self) -> list[str]:
        """List whom a message was written for, in the order of writing."""

        def keys(session: Session) -> list[str]:
            query = select(Message.chat_key).where(Message.broadcast_id == self.id).order_by(Message.id)
            return list(session.scalars(query))

        return self.storage.read_now(keys)

    def broadcast(self) -> Broadcast:
        return self.storage.read_now(lambda session: session.get_one(Broadcast, self.id))

    def tally(self) -> broadcast_figures.Tally:
        return self.storage.read_now(lambda session: broadcast_figures.tally(session, self.id))


@pytest.fixture
def desk(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A town of 26 people in two units, and chunks of ten."""
    monkeypatch.setattr(broadcast_sending, "CHUNK", CHUNK)
    desk = Desk(sqlite_url)
    yield desk
    desk.storage.close()


def test_the_first_chunk_is_written_with_the_confirmation_and_the_rest_by_the_job(desk: Desk) -> None:
    assert desk.start()
    assert len(desk.written()) == CHUNK
    assert not desk.run_chunk()
    assert desk.run_chunk()
    assert len(desk.written()) == len(set(desk.written())) == 26
    assert desk.run_chunk()
    assert len(desk.written()) == 26


def test_a_second_confirmation_writes_nothing(desk: Desk) -> None:
    assert desk.start()
    assert not desk.start()
    assert len(desk.written()) == CHUNK


def test_killed_within_a_chunk_the_chunk_is_written_again_as_a_whole(desk: Desk) -> None:
    desk.start()

    def dies(session: Session) -> None:
        broadcast_sending.run_chunk(session, now=START, broadcast_id=desk.id, hours=HOURS)
        session.flush()
        raise PowerCut

    with pytest.raises(PowerCut):
        desk.storage.write_now(dies)
    assert len(desk.written()) == CHUNK
    while not desk.run_chunk():
        pass
    assert len(desk.written()) == len(set(desk.written())) == 26


def test_a_cursor_set_back_doubles_nobody(desk: Desk) -> None:
    desk.start()
    while not desk.run_chunk():
        pass
    before = desk.written()

    def set_back(session: Session) -> None:
        session.execute(update(Occurrence).values(cursor=0, state=OccurrenceState.RUNNING))

    desk.storage.write_now(set_back)
    while not desk.run_chunk():
        pass
    assert desk.written() == before


def test_a_stop_between_two_chunks_ends_the_writing(desk: Desk) -> None:
    desk.start()
    desk.settle(MessageState.SENT, at_most=4)
    assert desk.stop() == 6
    assert desk.stop() == 0
    assert desk.run_chunk()
    assert len(desk.written()) == CHUNK
    assert desk.broadcast().state is BroadcastState.STOPPED
    tally = desk.tally()
    assert (tally.sent, dict(tally.cancelled), tally.waiting) == (4, {"stopped": 6}, 0)


def test_what_was_not_confirmed_or_is_done_cannot_be_stopped(desk: Desk) -> None:
    with pytest.raises(broadcast_control.NotSending):
        desk.stop()
    desk.start()
    while not desk.run_chunk():
        pass
    desk.settle(MessageState.SENT)
    assert desk.finish()
    with pytest.raises(broadcast_control.NotSending):
        desk.stop()


def test_it_is_not_done_while_a_message_waits_or_a_chunk_is_unwritten(desk: Desk) -> None:
    desk.start()
    desk.settle(MessageState.SENT)
    assert not desk.finish()
    while not desk.run_chunk():
        pass
    assert not desk.finish()
    desk.settle(MessageState.STARTED)
    assert not desk.finish()
    assert desk.broadcast().state is BroadcastState.SENDING


def test_every_outcome_is_in_the_report_once(desk: Desk) -> None:
    desk.start()
    while not desk.run_chunk():
        pass
    desk.settle(MessageState.FAILED, "blocked", at_most=2)
    desk.settle(MessageState.FAILED, "deactivated", at_most=1)
    desk.settle(MessageState.UNCERTAIN, "time-out", at_most=3)
    desk.settle(MessageState.EXPIRED, "too late", at_most=4)
    desk.settle(MessageState.CANCELLED, "no consent", at_most=5)
    desk.settle(MessageState.SENT)
    assert desk.finish()
    tally = desk.tally()
    assert tally.failed == {"blocked": 2, "deactivated": 1}
    assert (tally.uncertain, tally.expired, dict(tally.cancelled), tally.sent) == (3, 4, {"no consent": 5}, 11)
    assert tally.total == 26


def test_the_unreached_are_counted_by_unit_in_the_operators_order(desk: Desk) -> None:
    def two_unlinked(session: Session) -> None:
        for cadre in session.scalars(select(Cadre).where(Cadre.unit_id == desk.town.unit_ids[1]).limit(2)).all():
            cadre.telegram_id = None
        session.get_one(Unit, desk.town.unit_ids[1]).position = 0

    desk.storage.write_now(two_unlinked)
    desk.start()
    while not desk.run_chunk():
        pass
    desk.settle(MessageState.FAILED, "blocked", at_most=3)
    desk.settle(MessageState.SENT)
    broadcast = desk.broadcast()
    missed = desk.storage.read_now(lambda session: broadcast_figures.unreached(session, broadcast))
    assert [(unit.unit, unit.people) for unit in missed] == [("市第2局", 2), ("市第1局", 3)]


def test_the_preview_counts_each_person_once(desk: Desk) -> None:
    counted = desk.storage.read_now(
        lambda session: broadcast_figures.coverage(session, Audience(AudienceKind.UNITS, desk.town.unit_ids[:1]))
    )
    assert (counted.units, counted.people, counted.reachable) == (1, 13, 13)


def test_a_scheduled_one_begins_once_for_whom_it_means_by_then_though_the_job_runs_twice(desk: Desk) -> None:
    at = START + timedelta(hours=1)
    later = partial(
        broadcast_times.set_at, now=START, telegram_id=desk.town.organizer, broadcast_id=desk.id, at=at, hours=HOURS
    )
    desk.storage.write_now(later)
    confirm = partial(
        broadcast_sending.start,
        now=START,
        telegram_id=desk.town.organizer,
        broadcast_id=desk.id,
        version=3,
        hours=HOURS,
    )
    assert desk.storage.write_now(confirm) is BroadcastState.SCHEDULED
    assert desk.broadcast().recipients == 26

    def one_blocks(session: Session) -> None:
        session.scalars(select(Cadre).where(Cadre.roster_no == "C1-1")).one().reach = Reach.BLOCKED

    desk.storage.write_now(one_blocks)
    early = at - timedelta(seconds=1)
    assert desk.storage.write_now(partial(broadcast_sending.begin_scheduled, now=early)) == 0
    assert desk.storage.write_now(partial(broadcast_sending.begin_scheduled, now=at)) == 1
    assert desk.storage.write_now(partial(broadcast_sending.begin_scheduled, now=at)) == 0
    while not desk.run_chunk():
        pass
    assert len(desk.written()) == desk.broadcast().recipients == 25
    assert desk.broadcast().left_out == {str(desk.town.unit_ids[0]): 1}


def test_messages_written_in_the_night_are_due_in_the_morning_and_expire_a_day_later(desk: Desk) -> None:
    night = datetime(2026, 11, 25, 15, tzinfo=UTC)
    confirm = partial(
        broadcast_sending.start,
        now=night,
        telegram_id=desk.town.organizer,
        broadcast_id=desk.id,
        version=2,
        hours=HOURS,
    )
    desk.storage.write_now(confirm)
    morning = datetime(2026, 11, 25, 22, tzinfo=UTC)

    def times(session: Session) -> list[tuple[datetime, datetime | None]]:
        query = select(Message.due_at, Message.expires_at).where(Message.broadcast_id == desk.id).distinct()
        return [(due_at, expires_at) for due_at, expires_at in session.execute(query)]

    assert desk.storage.read_now(times) == [(morning, morning + timedelta(days=1))]
    assert desk.broadcast().due_at == morning


def test_the_edits_of_the_progress_span_the_sending_and_are_few(desk: Desk) -> None:
    desk.start()

    def ticks(session: Session) -> list[datetime]:
        query = select(Message.due_at).where(Message.dedup_key.startswith("broadcast-tick:")).order_by(Message.due_at)
        return list(session.scalars(query))

    due = desk.storage.read_now(ticks)
    assert due[0] == START + timedelta(seconds=5)
    assert due[-1] >= START + timedelta(seconds=20)
    assert min(after - before for before, after in itertools.pairwise(due)) >= timedelta(seconds=5)
    desk.stop()
    waiting = select(func.count(Message.id)).where(
        Message.dedup_key.startswith("broadcast-tick:"), Message.state == MessageState.WAITING
    )
    assert desk.storage.read_now(lambda session: session.scalar(waiting)) == 1
