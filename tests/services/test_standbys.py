"""How a stand-by asks its people, what it counts, and what a call makes of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    Cadre,
    Callout,
    Card,
    Message,
    MessageState,
    Reach,
    Readiness,
    Site,
    Standby,
    StandbyAnswer,
    Unit,
)
from bot.rules.attendance import AnswerState
from bot.rules.audience import BulkHours
from bot.rules.muster import Tier, ranked
from bot.rules.standbys import answered_until
from bot.services import attendance, outbox, standby_figures, standby_sending, standbys, waves
from bot.storage import Storage
from tests.town import Town, build_town

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = BulkHours(25, time(22), time(6), ZONE)
SIX = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 18:00 on Monday in Shanghai
EIGHT, NINE, TEN = (SIX + timedelta(hours=hours) for hours in (2, 3, 4))
NOON = SIX + timedelta(hours=18)
TUESDAY = date(2026, 11, 24)
CHUNK = 5
READY, LATE, UNABLE = StandbyAnswer.READY, StandbyAnswer.LATE, StandbyAnswer.UNABLE


class PowerCut(Exception):  # noqa: N818 - it is none of the program's errors
    """The process dies in the middle of a transaction."""


def build(session: Session) -> Town:
    """Write three units of six and a liaison: the first has two stretches, the second has one and is its neighbour."""
    town = build_town(session, units=3, cadres_each=6, now=SIX)
    first, second, third = session.scalars(select(Site).order_by(Site.id)).all()
    for site, heads, unit in ((first, 2, 0), (second, 3, 0), (third, 1, 1)):
        site.kind, site.heads, site.unit_id = "road_section", heads, town.unit_ids[unit]
    first.neighbour_ids = [town.unit_ids[1]]
    return town


class Desk:
    """A database with a town whose stand-by was sent out at six."""

    def __init__(self, url: str) -> None:
        self.storage = Storage(url)
        self.town = self.storage.write_now(build)
        self.send_out()
        self.id = self.read_standby().id

    def send_out(self, now: datetime = SIX) -> None:
        who = self.town.organizer
        self.storage.write_now(partial(standbys.begin, now=now, telegram_id=who, hours=HOURS))
        self.storage.write_now(partial(standbys.send_out, now=now, telegram_id=who, held_on=TUESDAY, hours=HOURS))

    def excuse(self, place: int, held_on: date = TUESDAY) -> None:
        """Let a cadre be on leave from an activity of a day."""

        def write(session: Session) -> None:
            moments = ["opens_at", "reply_by", "check_in_from", "muster_at", "starts_at", "late_after"]
            moments += ["left_early_before", "ends_at", "closes_at"]
            activity = Activity(
                series=f"other:{place}",
                kind="other",
                title="",
                content="",
                held_on=held_on,
                **dict.fromkeys(moments, NOON),
            )
            session.add(activity)
            session.flush()
            cadre = session.get_one(Cadre, self.cadre_id(place))
            attendance.enrol(session, activity.id, [cadre], now=SIX)
            attendance.row_of(session, activity.id, cadre.id).answer = AnswerState.EXCUSED

        self.storage.write_now(write)

    def question(self, place: int, now: datetime) -> standbys.Question | None:
        """Return what a cadre's plain words would answer."""
        look = partial(standbys.open_question, cadre_id=self.cadre_id(place), now=now)
        return self.storage.read_now(look)

    def deliver(self) -> None:
        """Let all messages have left at eight."""
        left = update(Message).values(state=MessageState.SENT, started_at=EIGHT)
        self.storage.write_now(lambda session: session.execute(left))

    def ask_chunk(self, now: datetime = EIGHT) -> bool:
        return self.storage.write_now(partial(standby_sending.ask_chunk, now=now, standby_id=self.id, hours=HOURS))

    def ask(self) -> None:
        while not self.ask_chunk():
            pass

    def report(self, now: datetime = NINE) -> int:
        return self.storage.write_now(partial(standby_sending.report, now=now, standby_id=self.id, hours=HOURS))

    def cancel(self) -> bool:
        return self.storage.write_now(
            partial(standbys.cancel, now=EIGHT, telegram_id=self.town.organizer, held_on=TUESDAY, zone=ZONE)
        )

    def say(self, place: int, said: StandbyAnswer) -> None:
        """Let a cadre answer: 0-5 of the first unit, 6-11 of the second, 12-17 of the third."""
        who = self.town.cadres[place]
        self.storage.write_now(
            partial(standbys.answer, now=EIGHT, telegram_id=who, standby_id=self.id, said=said, zone=ZONE)
        )

    def cadre_id(self, place: int) -> int:
        query = select(Cadre.id).where(Cadre.telegram_id == self.town.cadres[place])
        return self.storage.read_now(lambda session: session.scalars(query).one())

    def read_standby(self) -> Standby:
        return self.storage.read_now(lambda session: session.scalars(select(Standby)).one())

    def questions(self) -> list[str]:
        """List who has a question in the outbox, in the order of writing."""
        query = select(Message.chat_key).where(Message.dedup_key.startswith("standby:")).order_by(Message.id)
        return list(self.storage.read_now(lambda session: session.scalars(query).all()))

    def lines(self) -> list[str]:
        query = select(Readiness.cadre_id).order_by(Readiness.id)
        return [outbox.cadre_key(each) for each in self.storage.read_now(lambda session: session.scalars(query).all())]

    def eligible(self, held_on: date = TUESDAY, muster_at: datetime = NOON) -> dict[int, bool]:
        """Return who may be asked by a call of a day, and whether they stand by."""
        activity = Activity(kind="snow", held_on=held_on)

        def look(session: Session) -> dict[int, bool]:
            found = waves.eligible(session, Callout(id=0, muster_at=muster_at), activity, now=NOON)
            return {each.cadre_id: each.stands_by for each in found}

        return self.storage.read_now(look)

    def tiers(self, site: int) -> dict[int, Tier]:
        """Return the tier of everybody who may be asked to the first, second or third site."""

        def look(session: Session) -> dict[int, Tier]:
            place = session.scalars(select(Site).order_by(Site.id)).all()[site]
            callout, activity = Callout(id=0, muster_at=NOON), Activity(kind="snow", held_on=TUESDAY)
            free = waves.eligible(session, callout, activity, now=NOON)
            return {each.cadre_id: each.tier for each in ranked(waves._candidates(place, free))}

        return self.storage.read_now(look)

    def strength(self) -> list[standby_figures.Strength]:
        def look(session: Session) -> list[standby_figures.Strength]:
            return standby_figures.strength(session, standby_figures.said_by_unit(session, self.id))

        return self.storage.read_now(look)


@pytest.fixture
def desk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Fourteen people to ask, in chunks of five."""
    monkeypatch.setattr(standby_sending, "CHUNK", CHUNK)
    desk = Desk(database_url)
    yield desk
    desk.storage.close()


def test_the_questions_are_written_chunk_by_chunk_each_once(desk: Desk) -> None:
    assert desk.storage.read_now(partial(standby_sending.due, now=EIGHT - timedelta(seconds=1))) == []
    assert desk.storage.read_now(partial(standby_sending.due, now=EIGHT)) == [desk.id]
    assert [desk.ask_chunk() for _ in range(4)] == [False, False, True, True]
    assert len(desk.questions()) == len(set(desk.questions())) == 14
    assert sorted(desk.lines()) == sorted(desk.questions())
    assert desk.storage.read_now(partial(standby_sending.due, now=EIGHT)) == []


def test_a_chunk_that_was_cut_off_is_written_again_and_nobody_is_asked_twice(desk: Desk) -> None:
    desk.ask_chunk()

    def cut_off(session: Session) -> None:
        standby_sending.ask_chunk(session, now=EIGHT, standby_id=desk.id, hours=HOURS)
        session.flush()
        raise PowerCut

    with pytest.raises(PowerCut):
        desk.storage.write_now(cut_off)
    assert len(desk.questions()) == CHUNK
    desk.ask()
    assert len(desk.questions()) == len(set(desk.questions())) == 14


def test_a_lost_cursor_asks_nobody_twice(desk: Desk) -> None:
    desk.ask()

    def forget(session: Session) -> None:
        standby = session.get_one(Standby, desk.id)
        standby.cursor, standby.is_asked = 0, False

    desk.storage.write_now(forget)
    desk.ask()
    assert len(desk.questions()) == len(desk.lines()) == 14


def test_who_cannot_be_written_to_is_not_asked(desk: Desk) -> None:
    def change(session: Session) -> None:
        linked, consented, reached, left = (session.get_one(Cadre, desk.cadre_id(place)) for place in range(4))
        linked.telegram_id, consented.consented_at, left.left_on = None, None, TUESDAY
        reached.reach = Reach.BLOCKED
        session.get_one(Unit, desk.town.unit_ids[1]).is_enabled = False

    desk.storage.write_now(change)
    assert desk.storage.read_now(partial(standbys.headcount, held_on=TUESDAY)) == 3
    desk.ask()
    assert len(desk.questions()) == 3


def test_a_cancellation_between_two_chunks_takes_back_what_waits_and_writes_no_more(desk: Desk) -> None:
    desk.ask_chunk()
    assert desk.cancel()
    assert desk.ask_chunk()
    states = select(Message.state).where(Message.dedup_key.startswith("standby:"))
    found = desk.storage.read_now(lambda session: session.scalars(states).all())
    assert found == [MessageState.CANCELLED] * CHUNK
    assert not desk.cancel()
    assert desk.report() == 0


@pytest.mark.parametrize("late", [TEN, TEN + timedelta(hours=1), NOON])
def test_a_bot_that_slept_through_the_evening_asks_nobody(desk: Desk, late: datetime) -> None:
    assert desk.ask_chunk(late)
    assert desk.questions() == []
    assert desk.read_standby().is_asked


def test_questions_are_worthless_from_ten_on(desk: Desk) -> None:
    desk.ask()
    ends = select(Message.expires_at).where(Message.dedup_key.startswith("standby:")).distinct()
    assert desk.storage.read_now(lambda session: session.scalars(ends).all()) == [TEN]


def test_the_strength_is_shown_once_to_all_who_may_call_out_the_author_first(desk: Desk) -> None:
    assert desk.storage.read_now(partial(standby_sending.to_report, now=NINE)) == []
    desk.ask()
    assert desk.storage.read_now(partial(standby_sending.to_report, now=NINE)) == [desk.id]
    assert desk.report() == 2
    assert desk.report() == 0
    shown = select(Message).where(Message.dedup_key.startswith("standby-report:")).order_by(Message.id)
    found = desk.storage.read_now(lambda session: session.scalars(shown).all())
    author = desk.read_standby().author_id
    assert [each.chat_key == outbox.cadre_key(author) for each in found] == [True, False]
    assert not any(each.is_silent for each in found)


def test_no_phone_rings_for_the_strength_in_the_quiet_hours_or_once_the_morning_is_over(desk: Desk) -> None:
    desk.ask()
    assert desk.report(TEN) == 2
    silent = select(Message.is_silent).where(Message.dedup_key.startswith("standby-report:"))
    assert desk.storage.read_now(lambda session: session.scalars(silent).all()) == [True, True]


def test_the_strength_of_a_morning_that_is_over_is_shown_to_nobody(desk: Desk) -> None:
    desk.ask()
    assert desk.report(NOON) == 0
    assert desk.read_standby().is_reported


def test_the_people_of_a_unit_with_two_stretches_count_once_and_the_larger_gap_stands_in_front(desk: Desk) -> None:
    desk.ask()
    for place, said in enumerate((READY, LATE, READY, UNABLE)):
        desk.say(place, said)
    desk.say(6, UNABLE)
    found = [(each.site, each.wanted, each.gap) for each in desk.strength()]
    assert found == [("第2社区服务中心", 3, 2), ("第3社区服务中心", 1, 1), ("第1社区服务中心", 2, 0)]
    assert desk.strength()[0].said == standby_figures.Said(ready=2, late=1, unable=1, silent=3)


def test_cards_that_were_delivered_are_closed_chunk_by_chunk_once(desk: Desk) -> None:
    desk.ask()

    def deliver(session: Session) -> None:
        cards = session.scalars(select(Card).where(Card.subject == standbys.question_of(desk.id)).order_by(Card.id))
        for number, card in enumerate(cards.all()[:-1], 1):
            card.telegram_message_id = number

    desk.storage.write_now(deliver)
    to_close = partial(standby_sending.to_close, zone=ZONE)
    assert desk.storage.read_now(partial(to_close, now=NOON - timedelta(seconds=1))) == []
    assert desk.storage.read_now(partial(to_close, now=NOON)) == [desk.id]
    close = partial(standby_sending.close_chunk, now=NOON, standby_id=desk.id)
    assert [desk.storage.write_now(close) for _ in range(3)] == [False, False, True]
    assert desk.storage.read_now(partial(to_close, now=NOON)) == []
    edits = select(Message.is_silent).where(Message.dedup_key.startswith("standby-close:"))
    assert desk.storage.read_now(lambda session: session.scalars(edits).all()) == [True] * 13


def test_who_can_come_goes_before_the_paired_unit_at_their_own_stretch_and_the_neighbours(desk: Desk) -> None:
    desk.ask()
    desk.say(0, READY)
    desk.say(1, LATE)
    desk.say(2, UNABLE)
    desk.say(6, READY)
    ready, late, unable, neighbour, other = (desk.cadre_id(place) for place in (0, 1, 2, 6, 12))
    tiers = desk.tiers(0)
    assert list(tiers)[:2] == [ready, neighbour]
    assert tiers[ready] is tiers[neighbour] is Tier.STAND_BY
    assert tiers[late] is tiers[desk.cadre_id(3)] is Tier.PAIRED
    assert tiers[desk.cadre_id(7)] is Tier.NEIGHBOUR
    assert tiers[other] is Tier.ALL
    assert unable not in tiers
    assert desk.tiers(2)[ready] is Tier.ALL, "neither paired with that stretch nor its neighbour"


def test_another_morning_and_a_cancelled_stand_by_count_for_nothing(desk: Desk) -> None:
    desk.ask()
    desk.say(0, READY)
    desk.say(1, UNABLE)
    assert desk.eligible()[desk.cadre_id(0)]
    assert desk.cadre_id(1) not in desk.eligible()
    wednesday = desk.eligible(TUESDAY + timedelta(days=1))
    assert not any(wednesday.values())
    assert desk.cadre_id(1) in wednesday
    desk.cancel()
    assert not any(desk.eligible().values())
    assert desk.cadre_id(1) in desk.eligible()


def test_who_is_on_leave_that_day_is_neither_counted_nor_asked_nor_called(desk: Desk) -> None:
    desk.excuse(0)
    desk.excuse(1, TUESDAY + timedelta(days=1))
    assert desk.storage.read_now(partial(standbys.headcount, held_on=TUESDAY)) == 13
    desk.ask()
    assert outbox.cadre_key(desk.cadre_id(0)) not in desk.questions()
    assert outbox.cadre_key(desk.cadre_id(1)) in desk.questions()
    assert desk.cadre_id(0) not in desk.eligible()
    assert desk.cadre_id(1) in desk.eligible()


@pytest.mark.parametrize(("after_noon", "counts"), [(-180, True), (0, True), (30, True), (31, False), (180, False)])
def test_what_was_said_of_the_morning_counts_for_no_muster_in_the_afternoon(
    desk: Desk, *, after_noon: int, counts: bool
) -> None:
    desk.ask()
    desk.say(0, READY)
    desk.say(1, UNABLE)
    found = desk.eligible(muster_at=NOON + timedelta(minutes=after_noon))
    assert found[desk.cadre_id(0)] is counts
    assert (desk.cadre_id(1) in found) is not counts


@pytest.mark.parametrize("sent_at", [SIX, EIGHT + timedelta(minutes=80)])
def test_plain_words_are_taken_from_the_question_until_noon(desk: Desk, sent_at: datetime) -> None:
    desk.storage.write_now(lambda session: session.execute(delete(Standby)))
    desk.send_out(sent_at)
    desk.id = desk.read_standby().id
    assert desk.question(0, sent_at) is None, "nobody is asked yet"
    at = max(sent_at, EIGHT)
    while not desk.ask_chunk(at):
        pass
    assert desk.question(0, at) is None, "the message has not left"
    desk.deliver()
    found = desk.question(0, NOON - timedelta(seconds=1))
    assert found is not None
    assert found.ends_at == NOON == answered_until(TUESDAY, ZONE)
    assert desk.question(12, at) is None, "another unit"
    assert desk.question(0, NOON) is None
    desk.cancel()
    assert desk.question(0, at) is None
