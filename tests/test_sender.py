"""The sender against the sandbox: lanes, pace, and every row of "What a failed send means"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.model import Cadre, Chat, ChatState, Lane, Message, MessageState, Reach
from bot.rehearsal.stage import Stage
from bot.rules.delivery import Outcome, Outgoing, Sent, Stale, Uncertain
from bot.sandbox.faults import Fault
from bot.sandbox.group import Group
from bot.sandbox.phone import Phone
from bot.services import outbox
from bot.services.delivery import Limits, Round
from bot.services.outcomes import Delivered
from bot.storage import DatabaseAway, Storage
from tests.town import Town, build_town, settings_for

# A Monday afternoon: no job of the timetable speaks then.
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
KIND = "message-edited"  # a text without placeholders


class Outlet:
    """A bot that has nothing to say by itself, and what is put into its outbox."""

    def __init__(self, url: str, *, cadres: int) -> None:
        storage = Storage(url)
        self.town: Town = storage.write_now(lambda session: build_town(session, cadres_each=cadres, now=MONDAY))
        self.ids: dict[int, int] = {
            number or 0: key
            for key, number in storage.read_now(lambda s: s.execute(select(Cadre.id, Cadre.telegram_id)).all())
        }
        storage.close()
        # Jobs may have something to say to them at any hour.
        self.staff = [outbox.cadre_key(self.ids[number]) for number in (self.town.admin, self.town.organizer)]
        self.stage = Stage(settings_for(url), start=MONDAY)
        for number in self.ids:
            self.stage.sandbox.person(number).account.has_started = True

    def phone(self, place: int = 0) -> Phone:
        return self.stage.sandbox.person(self.town.cadres[place])

    def key(self, place: int = 0) -> str:
        return outbox.cadre_key(self.ids[self.town.cadres[place]])

    async def say(self, to: str, kind: str = KIND, *, lane: Lane = Lane.REPLY, **more: Any) -> None:
        now = self.stage.clock.now()
        await self.stage.bot.storage.write(lambda s: outbox.say(s, to, kind, now=now, lane=lane, **more))

    async def say_to_all(self, *, lane: Lane = Lane.BULK) -> None:
        now = self.stage.clock.now()

        def run(session: Session) -> None:
            for place in range(len(self.town.cadres)):
                outbox.say(session, self.key(place), KIND, now=now, lane=lane)

        await self.stage.bot.storage.write(run)

    def rows(self, to: str | None = None) -> list[Message]:
        def query(session: Session) -> list[Message]:
            rows = select(Message).where(Message.chat_key.not_in(self.staff)).order_by(Message.id)
            return list(session.scalars(rows if to is None else rows.where(Message.chat_key == to)))

        return self.stage.bot.storage.read_now(query)

    def states(self, to: str | None = None) -> list[MessageState]:
        return [row.state for row in self.rows(to)]

    def spoil(self, kind: Any, *, method: str = "sendMessage", **more: Any) -> None:
        self.stage.sandbox.faults.add(Fault(method, kind, **more))

    async def settle(self) -> None:
        await self.stage.settle()

    async def advance(self, **span: float) -> None:
        await self.stage.advance(**span)

    async def restart(self) -> None:
        await self.stage.stop_bot()
        await self.stage.start_bot()


async def approve(outlet: Outlet, group: Group) -> None:
    """Let the bot into a group as its admins would."""
    outlet.stage.sandbox.world.chats[group.chat.id].bot_status = "member"
    now = outlet.stage.clock.now()
    chat = Chat(id=group.chat.id, state=ChatState.APPROVED, changed_at=now)
    await outlet.stage.bot.storage.write(lambda session: session.add(chat))


@pytest.fixture
async def outlet(sqlite_url: str) -> AsyncIterator[Outlet]:
    outlet = Outlet(sqlite_url, cadres=3)
    await outlet.stage.open()
    yield outlet
    await outlet.stage.close()


@pytest.fixture
async def crowd(sqlite_url: str) -> AsyncIterator[Outlet]:
    crowd = Outlet(sqlite_url, cadres=300)
    await crowd.stage.open()
    yield crowd
    await crowd.stage.close()


async def test_three_hundred_messages_keep_to_the_pace_and_a_reply_overtakes_them(crowd: Outlet) -> None:
    await crowd.say_to_all()
    await crowd.advance(seconds=3)
    asked_at = crowd.stage.clock.now()
    await crowd.say(crowd.key(299), "message-not-understood")
    await crowd.advance(seconds=1)
    reply = crowd.rows(crowd.key(299))[-1]
    assert reply.state is MessageState.SENT
    assert reply.started_at is not None
    assert reply.started_at - asked_at <= timedelta(seconds=1)
    await crowd.advance(seconds=12)
    statistics = crowd.stage.sandbox.statistics
    assert set(crowd.states()) == {MessageState.SENT}
    assert statistics.limit_breaches == 0
    assert 20 <= statistics.busiest() <= 30


async def test_one_chat_gets_a_message_a_second_in_the_order_of_writing(outlet: Outlet) -> None:
    for kind in ("message-edited", "message-not-understood", "message-edited"):
        await outlet.say(outlet.key(), kind)
    await outlet.settle()
    assert len(outlet.phone().messages) == 1
    await outlet.advance(seconds=4)
    assert [message.text[:2] for message in outlet.phone().messages] == ["修改", "抱歉", "修改"]
    assert outlet.stage.sandbox.statistics.busiest(chat_id=outlet.phone().id) == 1


async def test_a_group_gets_twenty_a_minute(outlet: Outlet) -> None:
    group = outlet.stage.sandbox.group("大群")
    await approve(outlet, group)
    for _ in range(25):
        await outlet.say(outbox.group_key(group.chat.id), lane=Lane.BULK)
    await outlet.advance(seconds=59)
    statistics = outlet.stage.sandbox.statistics
    assert statistics.busiest(timedelta(seconds=60), group.chat.id) == 20
    await outlet.advance(seconds=30)
    assert len([send for send in outlet.stage.sandbox.statistics.sends if send.chat_id == group.chat.id]) == 25
    assert outlet.stage.sandbox.statistics.limit_breaches == 0


async def test_what_was_long_under_way_counts_after_a_restart_as_long_as_before(outlet: Outlet) -> None:
    group = outlet.stage.sandbox.group("大群")
    await approve(outlet, group)
    for _ in range(20):
        await outlet.say(outbox.group_key(group.chat.id), lane=Lane.BULK)
    now = outlet.stage.clock.now()
    started, answered = now - timedelta(seconds=65), now - timedelta(seconds=55)
    sent = update(Message).values(
        state=MessageState.SENT, started_at=started, sent_chat_id=group.chat.id, finished_at=answered
    )
    await outlet.stage.bot.storage.write(lambda session: session.execute(sent))
    await outlet.restart()
    await outlet.say(outbox.group_key(group.chat.id), lane=Lane.BULK)
    await outlet.advance(seconds=4)
    assert outlet.states()[-1] is MessageState.WAITING
    await outlet.advance(seconds=3)
    assert outlet.states()[-1] is MessageState.SENT


async def test_the_two_keys_of_one_chat_share_its_pace(outlet: Outlet) -> None:
    """While somebody is being bound, replies go to the account first and to the person then."""
    await outlet.say(outbox.user_key(outlet.phone().id))
    await outlet.say(outlet.key())
    await outlet.settle()
    assert len(outlet.phone().messages) == 1
    await outlet.advance(seconds=2)
    assert len(outlet.phone().messages) == 2
    assert outlet.stage.sandbox.statistics.limit_breaches == 0


async def test_a_wait_that_telegram_asks_for_outlives_a_restart(outlet: Outlet) -> None:
    outlet.spoil("status", status=429, retry_after=40)
    await outlet.say(outlet.key())
    await outlet.settle()
    await outlet.advance(seconds=20)
    await outlet.restart()
    await outlet.say(outlet.key(1))
    await outlet.advance(seconds=15)
    assert outlet.states() == [MessageState.WAITING] * 2
    await outlet.advance(seconds=10)
    assert outlet.states() == [MessageState.SENT] * 2
    assert [row.attempts for row in outlet.rows()] == [1, 1]


async def test_what_is_too_late_is_not_sent(outlet: Outlet) -> None:
    outlet.spoil("status", status=429, retry_after=120)
    await outlet.say(outlet.key())
    await outlet.settle()
    await outlet.say(outlet.key(1), expires_at=MONDAY + timedelta(seconds=60))
    await outlet.advance(seconds=130)
    assert outlet.states() == [MessageState.SENT, MessageState.EXPIRED]
    assert outlet.rows()[1].reason == "too late"
    assert not outlet.phone(1).messages


async def test_somebody_who_blocked_the_bot_is_unreachable_and_gets_nothing_more(outlet: Outlet) -> None:
    phone = outlet.phone()
    phone.account.has_blocked = True
    await outlet.say(outlet.key())
    await outlet.say(outlet.key(), "message-not-understood")
    await outlet.advance(seconds=3)
    assert outlet.states(outlet.key()) == [MessageState.FAILED, MessageState.CANCELLED]
    reach = outlet.stage.bot.storage.read_now(
        lambda s: s.scalar(select(Cadre.reach).where(Cadre.telegram_id == phone.id))
    )
    assert reach is Reach.BLOCKED


async def test_a_deleted_account_is_unreachable(outlet: Outlet) -> None:
    outlet.phone().deactivate()
    await outlet.say(outlet.key())
    await outlet.settle()
    assert [row.reason for row in outlet.rows()] == ["deactivated"]


async def test_a_send_that_the_server_may_have_carried_out_is_uncertain_and_not_repeated(outlet: Outlet) -> None:
    outlet.spoil("reset_after")
    await outlet.say(outlet.key())
    await outlet.advance(seconds=90)
    assert outlet.states() == [MessageState.UNCERTAIN]
    assert len(outlet.phone().messages) == 1


async def test_a_server_error_leaves_a_message_uncertain(outlet: Outlet) -> None:
    outlet.spoil("status", status=500)
    await outlet.say(outlet.key())
    await outlet.advance(seconds=90)
    assert outlet.states() == [MessageState.UNCERTAIN]


async def test_an_answer_that_is_no_json_leaves_a_message_uncertain(outlet: Outlet) -> None:
    outlet.spoil("garbage")
    await outlet.say(outlet.key())
    await outlet.advance(seconds=90)
    assert outlet.states() == [MessageState.UNCERTAIN]
    assert len(outlet.phone().messages) == 1


async def test_an_alarm_that_is_uncertain_is_repeated_once_and_marked(outlet: Outlet) -> None:
    outlet.spoil("reset_after")
    await outlet.say(outlet.key(), lane=Lane.ALARM)
    await outlet.advance(seconds=10)
    first, second = (message.text for message in outlet.phone().messages)
    assert second == f"【重复发送】{first}"
    outlet.spoil("reset_before", times=2)
    await outlet.say(outlet.key(1), lane=Lane.ALARM)
    await outlet.advance(seconds=30)
    assert outlet.states(outlet.key(1)) == [MessageState.UNCERTAIN]


async def test_a_rejected_token_costs_no_message(outlet: Outlet) -> None:
    outlet.spoil("status", status=401)
    await outlet.say(outlet.key())
    await outlet.settle()
    assert outlet.states() == [MessageState.WAITING]
    await outlet.advance(seconds=35)
    assert outlet.states() == [MessageState.SENT]


async def test_after_an_unanswered_send_nothing_starts_until_telegram_answers_again(crowd: Outlet) -> None:
    before = crowd.stage.sandbox.statistics.calls["sendMessage"]
    crowd.spoil("reset_before", method="*", times=None)
    await crowd.say_to_all()
    await crowd.advance(seconds=40)
    in_flight = crowd.stage.bot.settings.delivery.in_flight
    assert crowd.states().count(MessageState.UNCERTAIN) <= in_flight
    assert crowd.stage.sandbox.statistics.calls["sendMessage"] - before <= in_flight
    crowd.stage.sandbox.faults.clear()
    await crowd.advance(seconds=60)
    assert crowd.states().count(MessageState.SENT) >= 300 - in_flight
    assert crowd.states().count(MessageState.WAITING) == 0


async def test_no_connection_at_all_costs_nothing_but_time(outlet: Outlet) -> None:
    sandbox = outlet.stage.sandbox
    port = sandbox.port
    await sandbox.stop()
    await outlet.say(outlet.key())
    await outlet.settle()
    assert outlet.states() == [MessageState.WAITING]
    await sandbox.start(port)
    await outlet.advance(seconds=90)
    assert outlet.states() == [MessageState.SENT]
    assert outlet.rows()[0].attempts == 1


async def test_a_message_that_telegram_will_never_take_fails_and_an_admin_hears_of_it(outlet: Outlet) -> None:
    outlet.spoil("status", status=400)
    await outlet.say(outlet.key())
    await outlet.advance(seconds=3)
    assert outlet.states(outlet.key()) == [MessageState.FAILED]
    admin = outlet.stage.sandbox.person(outlet.town.admin)
    assert "拒收" in admin.last.text


async def test_a_text_that_cannot_be_drawn_fails_alone(outlet: Outlet) -> None:
    await outlet.say(outlet.key(), "no-such-text")
    await outlet.say(outlet.key(1))
    await outlet.advance(seconds=2)
    assert outlet.states(outlet.key()) == [MessageState.FAILED]
    assert outlet.states(outlet.key(1)) == [MessageState.SENT]


async def test_a_group_that_became_a_supergroup_is_written_to_under_its_new_number(outlet: Outlet) -> None:
    group = outlet.stage.sandbox.group("大群")
    await approve(outlet, group)
    old_key = outbox.group_key(group.chat.id)
    await outlet.stage.stop_bot()  # so that the sending tells of it, and not the group itself
    new_id = group.migrate(by=outlet.phone())
    outlet.stage.sandbox.world.updates.forget_all()
    await outlet.stage.start_bot()
    await outlet.say(old_key)
    await outlet.advance(seconds=3)
    assert outlet.states(old_key) == []
    assert outlet.states(outbox.group_key(new_id)) == [MessageState.SENT]


async def test_a_calm_stop_leaves_nothing_uncertain(crowd: Outlet) -> None:
    await crowd.say_to_all()
    await crowd.restart()
    assert MessageState.UNCERTAIN not in crowd.states()
    await crowd.advance(seconds=15)
    assert set(crowd.states()) == {MessageState.SENT}
    assert crowd.stage.sandbox.statistics.limit_breaches == 0


def lose_an_answer(monkeypatch: pytest.MonkeyPatch, outlet: Outlet, holds: ColumnElement[bool]) -> list[None]:
    """Let the answer to the first commit be lost after which a row is as ``holds`` says; return that it was."""
    storage, lost = outlet.stage.bot.storage, list[None]()
    keep = storage._keep

    def lose(session: Session) -> None:
        is_it = session.scalar(select(Message.id).where(holds).limit(1)) is not None
        keep(session)
        if is_it and not lost:
            lost.append(None)
            raise OperationalError("COMMIT", None, ConnectionError(), connection_invalidated=True)

    monkeypatch.setattr(storage, "_keep", lose)
    return lost


async def test_a_start_whose_answer_was_lost_is_taken_back_and_leaves_once(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are marked started, and the sender was not told: surely they were not sent."""
    lost = lose_an_answer(monkeypatch, outlet, Message.state == MessageState.STARTED)
    await outlet.say(outlet.key())
    await outlet.advance(seconds=5)
    assert lost
    assert outlet.states() == [MessageState.SENT]
    assert outlet.rows()[0].attempts == 1
    assert len(outlet.phone().messages) == 1


async def test_a_call_out_that_was_put_back_unseen_still_leaves_again(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unanswered, the database away for longer than a chat's second, then the answer to its putting back lost."""
    sender, outcomes = outlet.stage.bot.sender, list[Outcome]()
    deliver, write = outlet.stage.bot.transport.deliver, sender._write

    async def reset_at_first(chat_id: int, outgoing: Outgoing) -> Outcome:
        outcomes.append(await deliver(chat_id, outgoing))
        return outcomes[-1] if len(outcomes) > 1 else Uncertain("reset")

    async def away_at_first(landed: list[Delivered], limits: Limits | None) -> Round:
        if landed and outlet.stage.clock.now() < MONDAY + timedelta(seconds=4):
            raise DatabaseAway("restarted")
        return await write(landed, limits)

    monkeypatch.setattr(outlet.stage.bot.transport, "deliver", reset_at_first)
    monkeypatch.setattr(sender, "_write", away_at_first)
    lost = lose_an_answer(monkeypatch, outlet, Message.reason == "reset")
    await outlet.say(outlet.key(), lane=Lane.ALARM)
    await outlet.advance(seconds=60)
    assert lost
    assert outlet.states(outlet.key()) == [MessageState.SENT]
    assert [message.text.startswith("【重复发送】") for message in outlet.phone().messages] == [False, True]


@pytest.mark.parametrize("ahead", [timedelta(seconds=30), timedelta(hours=1)], ids=str)
async def test_a_life_after_a_clock_that_was_ahead_writes_at_once(crowd: Outlet, ahead: timedelta) -> None:
    await crowd.say_to_all()
    await crowd.advance(seconds=12)

    def date_ahead(session: Session) -> None:
        for row in session.scalars(select(Message).where(Message.started_at.is_not(None))):
            assert row.started_at
            row.started_at += ahead
            row.finished_at = row.finished_at and row.finished_at + ahead

    await crowd.stage.bot.storage.write(date_ahead)
    await crowd.restart()
    await crowd.say(crowd.key(5), "message-not-understood")
    await crowd.advance(seconds=4)
    assert crowd.states(crowd.key(5)) == [MessageState.SENT] * 2
    assert crowd.stage.sandbox.statistics.limit_breaches == 0


async def test_what_was_started_too_long_ago_goes_back_and_leaves_once(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the process was frozen between a start and its bytes: by then another might send."""
    sender, seen = outlet.stage.bot.sender, list[Outcome]()
    deliver = outlet.stage.bot.transport.deliver

    async def late_at_first(chat_id: int, outgoing: Outgoing) -> Outcome:
        seen.append(await deliver(chat_id, outgoing))
        sender._leave_seconds = 2.0
        return seen[-1]

    monkeypatch.setattr(outlet.stage.bot.transport, "deliver", late_at_first)
    sender._leave_seconds = -1.0
    await outlet.say(outlet.key())
    await outlet.advance(seconds=5)
    assert [type(outcome) for outcome in seen] == [Stale, Sent]
    assert (outlet.states(outlet.key()), outlet.rows(outlet.key())[0].attempts) == ([MessageState.SENT], 1)
    assert len(outlet.phone().messages) == 1
