"""A leave of days in chat: by button, typed, taken back; in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.model import LeavePeriod
from bot.sandbox import Phone
from tests.chat.friday import FRIDAY, Friday


def leaves(friday: Friday) -> list[tuple[str, str, str, bool]]:
    """List the leaves: first day, last day, reason, and whether it still stands."""
    rows = friday.read(lambda session: session.scalars(select(LeavePeriod).order_by(LeavePeriod.id)).all())
    return [(f"{row.first_on:%m-%d}", f"{row.last_on:%m-%d}", row.reason, row.withdrawn_at is None) for row in rows]


def card(phone: Phone, word: str) -> str:
    """Return the latest message of a phone that begins with a word."""
    return next(message.text for message in reversed(phone.messages) if message.text.startswith(word))


async def test_a_week_is_taken_by_two_taps_and_the_friday_follows_without_a_sound(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    await friday.type(phone, "/leave")
    rings = phone.rings
    await friday.tap(phone, "本周")
    assert "【请假】11月25日（星期三）至11月29日（星期日）。请选择事由" in card(phone, "【请假】11月25日")
    assert await friday.forge(phone, "ld:take:2026112520261129:sick") == "已登记请假"
    assert leaves(friday) == [("11-25", "11-29", "sick", True)]
    assert (friday.row(0).answer, friday.row(0).reason) == ("excused", "sick")
    assert any("您已请假（病假）" in message.text for message in phone.messages)
    assert "· 11月25日（星期三）至11月29日（星期日）：病假" in card(phone, "【请假】本周")
    assert phone.rings == rings


async def test_next_week_leaves_this_friday_as_it_is_and_the_next_comes_silently(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    await friday.type(phone, "/leave")
    await friday.tap(phone, "下周")
    phone.tap_data("ld:take:2026113020261206:trip")
    await friday.soon()
    assert leaves(friday) == [("11-30", "12-06", "trip", True)]
    assert friday.row(0).answer == "pending"
    rings, others = phone.rings, friday.cadre(1).rings
    await friday.at(9, 5, FRIDAY + timedelta(days=5))
    await friday.soon()
    assert any("12月4日" in message.text and "您已请假（出差）" in message.text for message in phone.messages)
    assert phone.rings - rings < friday.cadre(1).rings - others


async def test_days_are_typed_with_their_reason(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    said = await friday.type(phone, "/leave １１－２６　至　１２－１０ 出差")
    assert said.startswith("已登记请假：11月26日（星期四）至12月10日（星期四）（出差）。")
    assert leaves(friday) == [("11-26", "12-10", "trip", True)]
    assert friday.row(0).reason == "trip"
    # A day that is taken already is named once.
    await friday.type(phone, "/leave 12-14 病假")
    said = await friday.type(phone, "/leave 12-14 12-15 病假")
    assert said == "您12月14日（星期一）已经请假，没有重复登记。如有变化请先销假。"


async def test_days_without_a_reason_are_asked_for_it(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    assert "请选择事由" in await friday.type(phone, "/leave 2026-11-27")
    assert leaves(friday) == []
    assert await friday.tap(phone, "值班") == "已登记请假"
    assert leaves(friday) == [("11-27", "11-27", "on_duty", True)]


async def test_the_days_are_asked_for_and_a_plain_reply_is_still_a_reply(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    await friday.type(phone, "/leave")
    await friday.tap(phone, "选择日期…")
    assert "请发送起止日期" in phone.last.text
    assert "参加11月27日" in await friday.type(phone, "参加")
    assert "没有看懂请假的日期" in await friday.type(phone, "下个月吧我看看")
    assert "已登记请假" in await friday.type(phone, "12-1 12-10 公务")
    assert leaves(friday) == [("12-01", "12-10", "duty", True)]
    assert friday.row(0).answer == "going"


async def test_the_question_for_days_can_be_given_up(friday: Friday) -> None:
    phone = friday.cadre(0)
    await friday.type(phone, "/leave")
    await friday.tap(phone, "选择日期…")
    assert (await friday.type(phone, "取消")).startswith("【请假】本周")
    assert "没有看懂这条消息" in await friday.type(phone, "12-1")
    assert leaves(friday) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/leave 11-24 11-27 出差", "不能为已经过去的日期请假"),
        ("/leave 12-10 12-1 出差", "最后一天早于第一天"),
        ("/leave 2026-12-1 2027-12-1 出差", "一次请假最多180天"),
        ("/leave 12-1 12-10 看病去", "没有看懂"),
        ("/leave 2-30", "没有看懂"),
        ("/leave 11-28 11-30", "您在11月30日（星期一）至12月2日（星期三）已经请假"),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(friday: Friday, typed: str, said: str) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    await friday.type(phone, "/leave 11-30 12-2 值班")
    assert said in await friday.type(phone, typed)
    assert leaves(friday) == [("11-30", "12-02", "on_duty", True)]
    assert friday.row(0).answer == "pending"


async def test_the_leave_is_withdrawn_on_its_card_and_the_friday_asks_again(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    await friday.type(phone, "/leave 11-26 12-10 出差")
    await friday.type(phone, "/leave")
    assert await friday.tap(phone, "销假 11-26至12-10") == "已销假，期间的活动请重新答复"
    assert leaves(friday) == [("11-26", "12-10", "trip", False)]
    assert friday.row(0).answer == "pending"
    assert "您的请假" not in card(phone, "【请假】本周")
    assert await friday.tap(phone, "参加") == "已登记：参加"


async def test_forged_and_stale_taps_change_nothing(friday: Friday) -> None:
    await friday.opened()
    await friday.type(friday.cadre(0), "/leave 11-26 12-10 出差")
    other = friday.cadre(1)
    assert "已销假或已结束" in await friday.forge(other, "ld:end:1")
    for data in ("ld:take:2026113020261206:holiday", "ld:on", "ld:what", "ld:end:x", "ld:take:20261130"):
        assert "失效" in await friday.forge(other, data)
    for data in ("ld:on:2026", "ld:take:xxxxxxxxxxxxxxxx:trip"):
        assert "没有看懂" in await friday.forge(other, data)
    said = await friday.forge(other, "ld:take:2026110120261206:trip")
    assert said.startswith("不能为已经过去的日期请假，没有登记。请发送 /leave 重新选择日期")
    assert leaves(friday) == [("11-26", "12-10", "trip", True)]
    assert friday.row(1).answer == "pending"


async def test_the_week_of_a_button_drawn_yesterday_counts_from_today(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    await friday.forge(phone, "ld:on:2026112320261129")
    assert "11月25日（星期三）至11月29日（星期日）" in phone.last.text


async def test_all_of_it_in_english(friday: Friday) -> None:
    await friday.opened()
    friday.speak_english(0)
    phone = friday.cadre(0)
    await friday.type(phone, "/leave")
    await friday.tap(phone, "This week")
    assert "Wed 25 Nov to Sun 29 Nov" in card(phone, "Leave, ")
    assert await friday.forge(phone, "ld:take:2026112520261129:sick") == "Leave noted"
    await friday.type(phone, "/leave")
    assert (await friday.tap(phone, "I am back: 11-25 to 11-29")).startswith("Leave ended")
    assert (await friday.type(phone, "/leave 12-1 to 12-3 business trip")).startswith("Your leave is noted: Tue 1 Dec")
    await friday.type(phone, "/leave 12-7 sick")
    said = await friday.type(phone, "/leave 12-5 to 12-9 sick")
    assert said.startswith("You are on leave on Mon 7 Dec already; nothing was noted.")
    assert (await friday.type(phone, "/leave someday")).startswith("The days or the reason were not understood.")
