"""The card of a Friday on the phone: leave in two taps, and 签到 on the day for whoever never answered."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.phone import Phone
from bot.sandbox.state import Message
from tests.chat.friday import Friday, friday_on

ASKED = [["参加", "请假", "不参加"]]
REASONS = [["公务", "出差"], ["值班", "病假", "个人原因"]]


@pytest.fixture
async def friday(database_url: str) -> AsyncIterator[Friday]:
    async with friday_on(database_url) as opened_one:
        await opened_one.opened()
        yield opened_one


def card(phone: Phone, title: str = "周五志愿服务") -> Message:
    """Return the newest message that is the card with its buttons."""
    return next(each for each in reversed(phone.messages) if title in each.text and each.buttons)


def rows(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.keyboard]


async def test_leave_takes_two_taps_and_one_tap_leads_back(friday: Friday) -> None:
    phone, stays = friday.cadre(0), friday.cadre(1)
    assert rows(card(phone)) == ASKED
    await friday.tap(phone, "请假")
    assert rows(card(phone)) == [*REASONS, ["返回"]]
    assert "如请假，请点事由，无需另作说明。" in card(phone).text
    assert friday.row(0).answer == "pending"
    await friday.tap(phone, "返回")
    assert rows(card(phone)) == ASKED
    assert await friday.excuse(phone, "出差") == "已登记：请假"
    assert (friday.row(0).answer, friday.row(0).reason) == ("excused", "trip")
    assert rows(card(phone)) == [["改为参加"]]
    assert len([each for each in phone.messages if "周五志愿服务" in each.text]) == 1, "all on the same card"

    assert await friday.tap(stays, "参加") == "已登记：参加"
    await friday.tap(stays, "不能前来")
    assert rows(card(stays)) == [*REASONS, ["不参加", "返回"]]
    assert await friday.tap(stays, "病假") == "已登记：请假"
    assert friday.row(1).reason == "sick"

    number = friday.row(2).activity_id
    said = await friday.forge(friday.cadre(2), f"ex:{number}:personal")
    assert said == "已登记：请假", "a card of an earlier version carries the reasons on its front"
    assert friday.row(2).reason == "personal"

    friday.speak_english(3)
    english = friday.cadre(3)
    await friday.tap(english, "请假")
    assert rows(card(english)) == [
        ["official business", "business trip"],
        ["on duty", "sick", "personal"],
        ["Back"],
    ]
    assert "For leave, tap the reason; nothing more is needed." in card(english).text
    await friday.tap(english, "Back")
    assert rows(card(english)) == [["Join", "Leave", "Not going"]]


async def test_whoever_never_answered_finds_the_ways_to_check_in_on_the_card_of_that_day(friday: Friday) -> None:
    turned, going = friday.cadre(0), friday.cadre(1)
    await friday.tap(turned, "请假")
    await friday.tap(going, "参加")
    await friday.tap(going, "不能前来")
    first, rung = card(turned), len([each for each in turned.messages if not each.is_silent])
    await friday.at(8, 40)
    drawn = card(turned)
    reminded = [each for each in turned.messages if not each.is_silent and each.text.startswith("【提醒】")]
    assert rows(drawn) == [["签到"], ["输入签到码", "发送位置"], *ASKED]
    assert drawn.message_id == first.message_id
    assert len([each for each in turned.messages if not each.is_silent]) == rung + len(reminded)
    assert rows(card(going)) == [
        ["签到"],
        ["输入签到码", "发送位置"],
        ["不能前来", "查看路线", "高德地图"],
    ]
    assert "13:00起" in await friday.tap(turned, "发送位置")
    await friday.tap(turned, "请假")
    await friday.type(turned, "/today")
    assert rows(card(turned))[0] == ["签到"]
    await friday.at(13, 10)
    assert "签到成功" in await friday.tap(turned, "签到")
    assert rows(card(turned)) == [["签退", "撤销签到"]]
