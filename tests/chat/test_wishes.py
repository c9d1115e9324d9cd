"""/settings on a phone: the reminder's hour and silence, each by a tap, shown back, and honoured."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Lane, Message
from bot.services import outbox
from tests.chat.office import Office, office_on

WEDNESDAY = datetime(2026, 11, 25, 0, 58, tzinfo=UTC)  # 08:58 in Shanghai, two minutes before the invitation


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with office_on(sqlite_url, start=WEDNESDAY) as opened:
        yield opened


def cadre(office: Office) -> Cadre:
    query = select(Cadre).where(Cadre.roster_no == "C1-1")
    return office.stage.bot.storage.read_now(lambda session: session.scalars(query).one())


def say(office: Office, lane: Lane) -> None:
    """Let the bot say something to the person that would ring."""
    to = outbox.cadre_key(cadre(office).id)

    def run(session: Session) -> None:
        now = office.stage.clock.now()
        outbox.say(session, to, "left", now=now, lane=lane, dedup=f"test:{lane}:{now}")

    office.stage.bot.storage.write_now(run)


async def test_the_hour_of_the_reminder_is_chosen_by_a_tap_and_kept_to(office: Office) -> None:
    phone = office.stage.sandbox.person(office.town.cadres[0])
    assert "活动提醒：默认（当天 08:30）\n提示音：正常" in await office.say("/settings", phone)
    await office.tap("提醒时间", phone)
    assert "答复“参加”后，在什么时间提醒您？" in phone.last.text
    assert await office.tap("前一晚 20:00", phone) == "提醒时间已更改"
    assert "活动提醒：前一晚 20:00" in phone.last.text
    assert cadre(office).remind_minute == 20 * 60
    await office.stage.advance(minutes=2)
    await office.tap("参加", phone)
    await office.stage.advance(hours=34, minutes=57)  # Thursday 19:58
    before = len(phone.messages)
    await office.stage.advance(minutes=4)
    assert [message.is_silent for message in phone.messages[before:]] == [False]
    assert "周五志愿服务" in phone.last.text
    await office.stage.advance(hours=12, minutes=33)  # Friday 08:35
    assert len(phone.messages) == before + 1  # the usual reminder does not come on top
    await office.say("/settings", phone)
    await office.tap("提醒时间", phone)
    await office.tap("默认（当天 08:30）", phone)
    assert cadre(office).remind_minute is None


async def test_silence_leaves_the_sound_to_alarms(office: Office) -> None:
    phone = office.stage.sandbox.person(office.town.cadres[0])
    await office.say("/settings", phone)
    assert await office.tap("静音非紧急消息", phone) == "非紧急消息已静音"
    assert "提示音：仅紧急集结有声" in phone.last.text
    for lane, is_silent in ((Lane.BULK, True), (Lane.REMINDER, True), (Lane.ALARM, False)):
        say(office, lane)
        await office.settle()
        assert phone.last.is_silent is is_silent
    noted = select(Message.is_silent).where(Message.dedup_key.startswith("test:")).order_by(Message.id)
    assert office.stage.bot.storage.read_now(lambda session: list(session.scalars(noted))) == [True, True, False]
    await office.say("/settings", phone)
    assert await office.tap("恢复提示音", phone) == "提示音已恢复"
    say(office, Lane.BULK)
    await office.settle()
    assert not phone.last.is_silent


@pytest.mark.parametrize("data", ["wi", "wi:at:481", "wi:at:x", "wi:at:1441", "wi:sound:2", "wi:sound", "wi:ring"])
async def test_a_forged_tap_changes_nothing(office: Office, data: str) -> None:
    phone = office.stage.sandbox.person(office.town.cadres[0])
    await office.say("/settings", phone)
    query = phone.tap_data(data)
    await office.settle()
    answer = phone.answer_to(query)
    assert answer is not None
    assert answer.is_alert
    assert (cadre(office).remind_minute, cadre(office).is_silenced) == (None, False)


async def test_the_settings_speak_english_at_once(office: Office) -> None:
    phone = office.stage.sandbox.person(office.town.cadres[0])
    await office.say("/settings", phone)
    await office.tap("English", phone)
    card = next(message for message in phone.messages if "Settings" in message.text)
    assert "Reminder: as usual (on the day, 08:30)\nSound: as usual" in card.text
    await office.tap("Reminder", phone)
    assert await office.tap("on the day, 10:00", phone) == "The reminder is changed"
    assert "Reminder: on the day, 10:00" in card.text
    assert await office.tap("Silence what is not urgent", phone) == "What is not urgent is silent now"
