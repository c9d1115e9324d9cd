"""/reach on the organizer's phone, the drill on everybody's, and the liaison's fresh link."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre
from tests.chat.office import Office, office_on
from tests.town import Town, build_town

MONDAY = datetime(2026, 11, 30, 1, 38, tzinfo=UTC)  # 09:38 in Shanghai


def build(session: Session) -> Town:
    """Write a town in which the third cadre is not linked."""
    town = build_town(session)
    cadre = session.scalars(select(Cadre).where(Cadre.roster_no == "C1-3")).one()
    cadre.telegram_id = cadre.linked_at = None
    return town


def linked(town: Town) -> tuple[int, ...]:
    return town.organizer, town.liaison, *town.cadres[:2]


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with office_on(sqlite_url, build, start=MONDAY, present=linked) as opened:
        yield opened


async def test_an_organizer_sees_each_unit_and_runs_a_drill(office: Office) -> None:
    assert "1. 市第1局：可触达3/4，未绑定1" in (await office.say("/reach")).splitlines()
    await office.tap("发起演练")
    assert "将向全部可触达的3人发送一条消息" in office.organizer.last.text
    assert await office.tap("确认发起演练") == "演练已发起，一小时后显示结果"
    reader, other = (office.stage.sandbox.person(number) for number in office.town.cadres[:2])
    for phone in (reader, other):
        assert "请点一下“收到”" in phone.last.text
    await office.tap("收到", reader)
    card = next(m for m in reversed(office.organizer.messages) if "【触达情况】" in m.text)
    assert "演练进行中" in card.text
    await office.tap("发起演练")
    assert await office.tap("确认发起演练") == "已有演练在进行或待批准，请稍后再发起。"
    await office.tap("返回")
    await office.stage.advance(minutes=61)
    card = next(m for m in reversed(office.organizer.messages) if "【触达情况】" in m.text)
    assert "送达3人，1人点了“收到”" in card.text
    assert "可触达3/4，未绑定1；演练收到1/3" in card.text


async def test_the_liaison_gets_the_monday_line_and_a_link_to_pass_on(office: Office) -> None:
    await office.stage.advance(minutes=3)
    liaison = office.stage.sandbox.person(office.town.liaison)
    line = next(m for m in reversed(liaison.messages) if "【未绑定人员】" in m.text)
    assert "市第1局在册4人，1人尚未绑定：张3。" in line.text
    assert not any("未绑定人员" in m.text for m in office.organizer.messages)
    assert await office.tap("生成邀请", liaison) == "已生成邀请链接"
    assert "https://t.me/" in liaison.last.text
    await office.tap("生成邀请", liaison)
    assert "原链接和邀请码即作废" in liaison.last.text
    first, second = liaison.tap("生成新链接"), liaison.tap("生成新链接")
    await office.settle()
    answers = [liaison.answer_to(query) for query in (first, second)]
    assert [answer.text for answer in answers if answer] == ["已生成邀请链接", "已有更新的邀请链接，请使用最新的一个。"]


@pytest.mark.parametrize("data", ["rh", "rh:drill", "rh:ask", "rh:link:1", "rh:link:x", "rh:link:999999", "rh:send"])
async def test_a_forged_tap_of_a_cadre_does_nothing(office: Office, data: str) -> None:
    cadre = office.stage.sandbox.person(office.town.cadres[0])
    assert await office.say("/reach", cadre) == "您没有办理此事的权限。如需办理，请联系管理员。"
    query = cadre.tap_data(data)
    await office.settle()
    answer = cadre.answer_to(query)
    assert answer is not None
    assert answer.is_alert


async def test_whoever_does_anything_is_seen_on_that_day(office: Office) -> None:
    cadre = office.stage.sandbox.person(office.town.cadres[0])
    cadre.type("今日")
    await office.settle()
    seen = select(Cadre.roster_no).where(Cadre.seen_on == MONDAY.date()).order_by(Cadre.id)
    found = office.stage.bot.storage.read_now(lambda session: list(session.scalars(seen)))
    assert found == ["C1-1"]


async def test_the_card_and_the_line_speak_english(office: Office) -> None:
    liaison = office.stage.sandbox.person(office.town.liaison)
    for phone in (office.organizer, liaison):
        await office.say("/settings", phone)
        await office.tap("English", phone)
    assert "1. 市第1局: in reach 3 of 4, not linked 1" in await office.say("/reach")
    await office.tap("Start a drill")
    assert "one message goes to all 3 people in reach" in office.organizer.last.text
    await office.stage.advance(minutes=3)
    line = next(m for m in reversed(liaison.messages) if "Not linked" in m.text)
    assert "of whom 1 are not linked: 张3." in line.text
    assert await office.tap("Make a link", liaison) == "The link is made"
