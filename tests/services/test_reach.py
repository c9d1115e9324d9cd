"""Who can be reached, unit by unit; the liaisons' Monday line and their links; the drill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Broadcast, BroadcastState, Cadre, Invite, Message, MessageState, Purpose, Reach, Receipt
from bot.services import binding, broadcasts, drill_results, drills, invites, people, reach, reach_letters
from bot.services.broadcast_confirming import Limits
from bot.services.reach import UnitReach
from bot.storage import Storage
from tests.town import START, Town, build_town, settings_for

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 30, 1, 45, tzinfo=UTC)  # 09:45 in Shanghai
TODAY = date(2026, 11, 30)
MONTH = timedelta(days=30)


class Desk:
    """A town of two units: in the first one person each is unlinked, blocked, gone, silent; in the second all well."""

    def __init__(self, url: str) -> None:
        self.storage = Storage(url)
        self.town: Town = self.storage.write_now(lambda session: build_town(session, units=2, cadres_each=5))
        self.storage.write_now(self._spoil)

    def _spoil(self, session: Session) -> None:
        for cadre in session.scalars(select(Cadre)):
            cadre.seen_on = TODAY - timedelta(days=3)
        unlinked, blocked, gone, silent, never_seen = (self.cadre(session, f"C1-{n}") for n in range(1, 6))
        unlinked.telegram_id = unlinked.linked_at = unlinked.seen_on = None
        blocked.reach = Reach.BLOCKED
        gone.reach = Reach.DEACTIVATED
        silent.seen_on = TODAY - timedelta(weeks=4)
        never_seen.seen_on, never_seen.linked_at = None, MONDAY - timedelta(weeks=5)

    def cadre(self, session: Session, number: str) -> Cadre:
        return session.scalars(select(Cadre).where(Cadre.roster_no == number)).one()

    def units(self, weeks: int = 4) -> list[UnitReach]:
        return self.storage.read_now(lambda session: reach.by_unit(session, today=TODAY, silent_weeks=weeks))

    def do(self, service: Callable[..., T], *, now: datetime = MONDAY, **params: object) -> T:
        return self.storage.write_now(lambda session: service(session, now=now, **params))

    def messages(self, kind: str) -> list[Message]:
        query = select(Message).where(Message.kind == kind).order_by(Message.id)
        return self.storage.read_now(lambda session: list(session.scalars(query)))

    def link(self, telegram_id: int | None = None, *, replaces: int | None = None) -> bool:
        return self.do(
            reach_letters.make_link,
            telegram_id=telegram_id or self.town.liaison,
            unit_id=self.town.unit_ids[0],
            bot_name="helper_bot",
            lasts=MONTH,
            replaces=replaces,
        )

    def in_force(self) -> int:
        unit_id = self.town.unit_ids[0]
        return self.storage.read_now(lambda session: reach_letters.in_force(session, unit_id, now=MONDAY))


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    desk = Desk(sqlite_url)
    yield desk
    desk.storage.close()


def test_each_person_of_a_unit_is_counted_once(database_url: str) -> None:
    desk = Desk(database_url)
    first, second = desk.units()
    desk.storage.close()
    assert (first.people, first.missing, first.blocked, first.deactivated, first.silent) == (6, 1, 1, 1, 2)
    assert first.linked == 3  # who is silent is linked all the same
    assert (second.people, second.linked, second.silent) == (6, 6, 0)
    assert reach.total([first, second]).people == 12


@pytest.mark.parametrize(("weeks", "silent"), [(4, 2), (5, 1), (6, 0)])
def test_silent_is_who_was_seen_last_so_many_weeks_ago(desk: Desk, weeks: int, silent: int) -> None:
    assert desk.units(weeks)[0].silent == silent


def test_a_person_is_noted_as_seen_once_a_day_and_never_backwards(desk: Desk) -> None:
    def see(session: Session, *, now: datetime, today: date) -> date | None:
        del now
        people.note_seen(session, people.address_of(session, desk.town.cadres[1]), today=today)
        people.note_seen(session, people.address_of(session, 1), today=today)  # a stranger
        session.expire_all()
        return desk.cadre(session, "C1-2").seen_on

    assert desk.do(see, today=TODAY) == TODAY
    assert desk.do(see, today=TODAY - timedelta(days=1)) == TODAY


class TestTheMondayLine:
    @pytest.mark.parametrize(
        ("at", "is_due"),
        [
            (MONDAY, True),
            (MONDAY - timedelta(minutes=6), False),
            (MONDAY + timedelta(hours=12), True),
            (MONDAY + timedelta(days=1), False),
        ],
    )
    def test_it_is_due_on_mondays_from_its_hour(self, desk: Desk, at: datetime, is_due: bool) -> None:
        key = desk.storage.read_now(lambda session: reach_letters.due(session, now=at, zone=ZONE))
        assert (key is not None) is is_due

    def test_the_liaison_learns_who_of_the_own_unit_is_missing_once(self, desk: Desk) -> None:
        key = "reach:2026-11-30"
        assert desk.do(reach_letters.tell_liaisons, key=key) == 1  # nobody is missing from the second unit
        assert desk.do(reach_letters.tell_liaisons, key=key) == 0
        (message,) = desk.messages("reach-missing")
        liaison = desk.storage.read_now(lambda session: desk.cadre(session, "L1").id)
        assert message.chat_key == f"cadre:{liaison}"
        assert message.is_silent
        assert (message.params["unit"], message.params["count"], message.params["names"]) == (
            "市第1局",
            1,
            {"names": ["张1"]},
        )
        assert desk.storage.read_now(lambda session: reach_letters.due(session, now=MONDAY, zone=ZONE)) is None

    def test_a_long_list_is_cut_and_counted(self, desk: Desk) -> None:
        def add(session: Session) -> None:
            unit_id = desk.town.unit_ids[1]
            session.add_all(Cadre(roster_no=f"X{n}", name=f"某{n:02}", unit_id=unit_id) for n in range(25))

        desk.storage.write_now(add)
        desk.do(reach_letters.tell_liaisons, key="reach:2026-11-30")
        params = desk.messages("reach-missing")[1].params
        assert (params["count"], params["more"], len(params["names"]["names"])) == (25, 5, 20)


class TestLinks:
    def test_a_liaison_gets_a_link_that_opens_the_own_unit(self, desk: Desk) -> None:
        assert desk.link() is True
        (message,) = desk.messages("reach-link")
        token = message.params["link"].partition("start=")[2]
        invite = desk.do(invites.redeem, token=token)
        assert (invite.unit_id, invite.cadre_id) == (desk.town.unit_ids[0], None)

    def test_one_in_force_is_replaced_after_asking_and_once(self, desk: Desk) -> None:
        desk.link()
        first = desk.in_force()
        assert desk.link() is False
        assert desk.messages("reach-link-ask")[0].params["held"] == first
        assert desk.in_force() == first
        assert desk.link(replaces=first) is True
        assert desk.in_force() > first
        with pytest.raises(reach_letters.LinkStale):
            desk.link(replaces=first)

    def test_nobody_makes_a_link_of_another_unit(self, desk: Desk) -> None:
        other = desk.storage.read_now(lambda session: desk.cadre(session, "L2").telegram_id)
        for telegram_id in (other, desk.town.cadres[1]):
            with pytest.raises(people.NotAllowed):
                desk.link(telegram_id)
        assert desk.storage.read_now(lambda session: session.scalars(select(Invite)).all()) == []

    def test_the_link_stands_in_clear_nowhere_once_it_has_left(self, database_url: str) -> None:
        desk = Desk(database_url)
        desk.link()
        still = desk.do(reach_letters.forget_links)

        def deliver(session: Session) -> None:
            message = session.scalars(select(Message).where(Message.kind == "reach-link")).one()
            message.settle(MessageState.SENT, "", MONDAY)

        desk.storage.write_now(deliver)
        is_due = desk.do(reach_letters.handed_over)
        done = desk.do(reach_letters.forget_links)
        kept = desk.messages("reach-link")[0].params
        again = desk.do(reach_letters.handed_over)
        desk.storage.close()
        assert (still, is_due, done, kept, again) == (0, True, 1, {}, False)


class TestDrill:
    def begin(self, desk: Desk, *, now: datetime = MONDAY, above: int = 0, by: int | None = None) -> object:
        settings = settings_for("sqlite:///town.sqlite3")
        return desk.do(
            drills.begin,
            now=now,
            telegram_id=by or desk.town.organizer,
            text="演练",
            hours=broadcasts.hours_of(settings),
            limits=Limits(above),
        )

    def test_it_goes_to_everybody_in_reach_and_is_counted_by_unit(self, desk: Desk) -> None:
        assert self.begin(desk) is BroadcastState.SENDING

        def answer(session: Session) -> drill_results.Result:
            drill = drills.latest(session, now=MONDAY)
            assert drill is not None
            assert (drill.purpose, drill.buttons) == (Purpose.DRILL, "read")
            sent = session.scalars(select(Message).where(Message.broadcast_id == drill.id)).all()
            assert len(sent) == 9  # 12 on the roster, one each not linked, blocked, gone
            for message in sent:
                message.settle(MessageState.SENT, "", MONDAY)
            session.add(Receipt(broadcast_id=drill.id, cadre_id=desk.cadre(session, "L1").id, read_at=MONDAY))
            session.flush()
            return drill_results.result(session, drill)

        result = desk.storage.write_now(answer)
        first, second = (result.units[unit_id] for unit_id in desk.town.unit_ids)
        assert (first.sent, first.read, second.sent, second.read) == (3, 1, 6, 0)
        assert result.ready_at - result.began_at == timedelta(hours=1)
        card = desk.storage.read_now(
            lambda session: session.scalars(select(Message).where(Message.dedup_key.startswith("drill-result:"))).one()
        )
        assert card.due_at == result.ready_at
        assert card.is_silent

    def test_a_second_tap_begins_no_second_one_and_an_hour_later_one_may(self, desk: Desk) -> None:
        self.begin(desk)
        with pytest.raises(drills.DrillUnderWay):
            self.begin(desk, now=MONDAY + timedelta(minutes=59))
        assert self.begin(desk, now=MONDAY + timedelta(hours=1)) is BroadcastState.SENDING

    def test_a_large_one_waits_for_a_second_person(self, desk: Desk) -> None:
        assert self.begin(desk, above=5) is BroadcastState.WAITING
        with pytest.raises(drills.DrillUnderWay):
            self.begin(desk, above=5)
        assert desk.storage.read_now(lambda session: session.scalars(select(Message.id)).first()) is not None
        drill = desk.storage.read_now(lambda session: session.scalars(select(Broadcast)).one())
        assert drill.due_at is None
        # One that nobody approves within a day stands in nobody's way.
        assert self.begin(desk, now=MONDAY + timedelta(days=1), above=5) is BroadcastState.WAITING

    def test_nobody_else_begins_one(self, desk: Desk) -> None:
        with pytest.raises(people.NotAllowed):
            self.begin(desk, by=desk.town.liaison)


def test_who_is_linked_anew_is_missing_no_more(desk: Desk) -> None:
    def link(session: Session, *, now: datetime) -> None:
        account = binding.Account(999, "zh-CN", "2026-1")
        binding.bind(session, desk.cadre(session, "C1-1"), account, now=now)

    desk.do(link, now=START)
    assert desk.units()[0].missing == 0
