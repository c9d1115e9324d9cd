"""A broadcast under way and afterwards: paused, resumed, retracted; and the unreached told to their liaisons."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import AuditEntry, BroadcastState, Cadre, Message, MessageState, Reach
from bot.services import broadcast_retraction
from tests.chat.broadcasting import TEXT, Opening, openings
from tests.chat.test_broadcast_content import PICTURE
from tests.town import Town

RETRACTED = "【已取消】市直机关工委：这份通知已取消，请勿按原内容办理。"


@pytest.fixture
async def opening() -> AsyncIterator[Opening]:
    async with openings() as open_play:
        yield open_play


def put_back_one(session: Session) -> None:
    """Let a message wait again, as one does that was on its way when Telegram asked for a pause."""
    held = select(Message).where(Message.broadcast_id.is_not(None), Message.state == MessageState.CANCELLED)
    message = session.scalars(held.limit(1)).one()
    message.state, message.reason, message.finished_at = MessageState.WAITING, "", None


async def test_a_pause_holds_what_waits_and_a_second_resumption_is_told(opening: Opening, database_url: str) -> None:
    play = await opening(database_url, cadres_each=150)
    await play.to_preview()
    play.organizer.tap("确认发送")
    await play.settle(seconds=3)
    pausing = play.organizer.last.buttons[1].data or ""
    assert await play.tap("暂停") == "已暂停"
    reached = sum(play.copies())
    assert 20 < reached < 140
    await play.settle(seconds=10)
    assert sum(play.copies()) == reached
    assert f"【已暂停】已发送{play.states()[MessageState.SENT]}/151" in play.organizer.last.text
    play.organizer.tap_data(pausing)
    play.write(put_back_one)
    await play.settle(seconds=5)
    assert play.organizer.answers[-1].text == "此前已暂停"
    assert sum(play.copies()) == reached, "what Telegram sent back meanwhile is held as well"
    resuming = play.organizer.last.buttons[0].data or ""
    assert await play.tap("继续") == "已继续发送"
    play.organizer.tap_data(resuming)
    await play.settle()
    assert play.organizer.answers[-1].text == "此前已继续，正在发送"
    await play.settle(seconds=60)
    assert play.copies() == [1] * 150
    assert "共151人，已发送151" in play.organizer.last.text
    play.organizer.tap_data(resuming)
    await play.settle()
    assert play.organizer.answers[-1].text == "这份通知不在发送中。"
    assert play.stage.sandbox.statistics.limit_breaches == 0


async def test_a_stopped_one_is_not_resumed_and_a_paused_one_can_be_stopped(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, cadres_each=150)
    await play.to_preview()
    play.organizer.tap("确认发送")
    await play.settle(seconds=3)
    await play.tap("暂停")
    resuming = play.organizer.last.buttons[0].data or ""
    assert await play.tap("停止") == "已停止"
    await play.settle(seconds=10)
    for _ in range(2):
        play.organizer.tap_data(resuming)
    await play.settle()
    told = [answer.text for answer in play.organizer.answers[-2:]]
    assert told == ["这份通知已停止，停止后不能继续。如需发送请重新发送 /broadcast。"] * 2
    states = play.states()
    assert set(states) == {MessageState.SENT, MessageState.CANCELLED}
    assert sum(states.values()) == 151
    assert f"停止后未发：{states[MessageState.CANCELLED]}" in play.organizer.last.text


async def test_the_author_of_one_that_waits_is_told_when_somebody_else_stops_it(
    opening: Opening, sqlite_url: str
) -> None:
    play = await opening(sqlite_url, start=datetime(2026, 11, 25, 14, 30, tzinfo=UTC))
    await play.to_preview()
    await play.tap("确认发送")
    await play.say("/help")
    admin, rung = play.phone(play.town.admin), play.organizer.rings
    admin.tap_data(f"bc:stop:{play.broadcast().id}", message_id=1)
    await play.settle()
    assert admin.answers[-1].text == "已停止"
    assert play.organizer.last.text.startswith("【已停止】")
    assert play.organizer.rings == rung


async def test_a_retraction_edits_every_message_that_was_sent(
    opening: Opening, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcast_retraction, "CHUNK", 2)
    play = await opening(database_url, cadres_each=4)
    await play.to_preview()
    await play.tap("确认发送")
    await play.settle(seconds=70)
    cadre, blocker = play.phone(play.town.cadres[0]), play.phone(play.town.cadres[3])
    data = cadre.last.buttons[0].data or ""
    rings = cadre.rings
    await play.tap("撤回")
    assert "已发出的5条将改为“已取消”" in play.organizer.last.text
    assert play.organizer.last.labels == ("确认撤回", "返回")
    await play.tap("返回")
    assert "【发送完成】" in play.organizer.last.text
    await play.tap("撤回")
    retracting = play.organizer.last.buttons[0].data or ""
    assert await play.tap("确认撤回") == "正在撤回"
    await play.settle(seconds=100)
    assert [play.phone(each).last.text for each in play.town.cadres] == [RETRACTED] * 4
    assert (cadre.rings, cadre.last.labels, len(cadre.messages)) == (rings, (), 1)
    assert "已改为“已取消”5条。" in play.organizer.last.text
    assert not play.organizer.last.labels
    play.organizer.tap_data(retracting)
    cadre.tap_data(data)
    await play.settle()
    assert play.organizer.answers[-1].text == "此前已撤回"
    assert cadre.answers[-1].text == "这份通知已取消，不再登记。"
    assert blocker.last.text == RETRACTED
    assert play.audit()[-1] == "broadcast.retract"
    assert play.stage.sandbox.statistics.limit_breaches == 0


async def test_a_retraction_amid_the_sending_stops_the_rest_and_catches_what_was_on_its_way(
    opening: Opening, sqlite_url: str
) -> None:
    play = await opening(sqlite_url, cadres_each=300)
    await play.say("/broadcast")
    play.organizer.send_photo(PICTURE, TEXT)
    await play.settle()
    await play.tap("全体")
    play.organizer.tap("确认发送")
    await play.settle(seconds=3)
    await play.tap("撤回")
    await play.tap("确认撤回")
    await play.settle(seconds=60)
    assert sum(play.copies()) == 0, "none says any more what it said"
    touched = [phone for each in play.town.cadres if (phone := play.phone(each)).messages]
    assert 20 < len(touched) < 299
    assert {phone.last.text for phone in touched} == {RETRACTED}
    assert {len(phone.messages) for phone in touched} == {1}
    assert play.broadcast().state is BroadcastState.STOPPED
    assert "正在修改" not in play.organizer.last.text


def some_out_of_reach(session: Session, _town: Town) -> None:
    for number in ("C1-1", "C2-2"):
        session.scalars(select(Cadre).where(Cadre.roster_no == number)).one().telegram_id = None
    session.scalars(select(Cadre).where(Cadre.roster_no == "L2")).one().reach = Reach.BLOCKED


async def test_each_liaison_gets_the_names_of_the_own_unit_that_were_not_reached(
    opening: Opening, database_url: str
) -> None:
    play = await opening(database_url, change=some_out_of_reach, units=2)
    play.phone(play.town.cadres[2]).deactivate()
    await play.to_preview()
    await play.tap("确认发送")
    await play.settle(seconds=70)
    assert play.organizer.last.labels == ("未送达名单", "撤回")
    told = await play.tap("未送达名单")
    assert told == "已发给1个单位的联络员，涉及2人；另有1个单位没有可联系的联络员。"
    liaison = play.phone(play.town.liaison)
    await play.settle()
    assert liaison.last.text == f"【未送达名单】通知“{TEXT}”未送达市第1局2人，请转告：\n张1、张3"
    count = len(liaison.messages)
    await play.tap("未送达名单")
    await play.settle()
    assert len(liaison.messages) == count, "nobody gets it twice"
    entries = play.read(
        lambda session: list(
            session.scalars(select(AuditEntry.after).where(AuditEntry.action == "broadcast.unreached"))
        )
    )
    assert entries == [{"units": 1, "people": 2}] * 2
    await play.leap(play.stage.clock.now() + timedelta(days=8))
    assert await play.tap("未送达名单") == "没有未送达名单，或已超过七天。"
