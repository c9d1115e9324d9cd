"""An outage inside the check-in window: Telegram has dropped the taps, so whoever is awaited is asked once more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.phone import Phone
from tests.chat.friday import Friday, friday_on

ASKED = "系统中断"


@pytest.fixture
async def friday(database_url: str) -> AsyncIterator[Friday]:
    """The check-in window is open: 张1, 张2 and 张3 have said that they come, the third in English and is there."""
    async with friday_on(database_url) as opened:
        await opened.opened()
        opened.speak_english(1)
        for place in (0, 2):
            await opened.tap(opened.cadre(place), "参加")
        await opened.type(opened.cadre(1), "参加")
        await opened.at(13, 10)
        await opened.type(opened.cadre(2), "签到")
        yield opened


def asked(phone: Phone) -> list[str]:
    return [message.text for message in phone.messages if ASKED in message.text or "out of reach" in message.text]


async def test_after_a_crash_those_awaited_are_asked_once_with_the_reason(friday: Friday) -> None:
    stage, phone = friday.stage, friday.cadre(0)
    await stage.stop_bot()
    phone.tap("签到")
    await stage.advance(minutes=20)
    await stage.start_bot()
    await stage.advance(minutes=2)
    assert friday.row(0).checked_in_at is None
    assert asked(phone) == [
        "【补问】13:10至13:30系统中断，期间点的“签到”可能没有收到。如您已到场，请在上面的卡片上再点一次“签到”，或直接回复“签到”。"
    ]
    assert asked(friday.cadre(1))[0].startswith("The bot was out of reach from 13:10 to 13:30,")
    assert not asked(friday.cadre(2)), "who is there is left in peace"
    assert not asked(friday.cadre(3)), "who has not said that they come is not awaited"
    assert phone.rings <= 3
    await friday.tap(phone, "签到")
    assert friday.row(0).checked_in_at is not None
    await stage.stop_bot()
    await stage.start_bot()
    await stage.advance(minutes=2)
    assert len(asked(friday.cadre(1))) == 1


async def test_an_outage_of_the_network_counts_like_one_of_the_bot(friday: Friday) -> None:
    stage = friday.stage
    stage.sandbox.faults.add(Fault("getUpdates", "status", times=None))
    friday.cadre(3).type("今日")  # the poll that waits is answered; the next ones fail
    await stage.advance(minutes=6)
    stage.sandbox.faults.clear()
    await stage.advance(minutes=2)
    assert len(asked(friday.cadre(0))) == 1


async def test_what_telegram_has_kept_is_not_asked_for_again(friday: Friday) -> None:
    stage, phone = friday.stage, friday.cadre(0)
    await stage.stop_bot()
    phone.tap("签到")
    await stage.advance(seconds=80)
    await stage.start_bot()
    await stage.advance(minutes=2)
    assert friday.row(0).checked_in_at is not None
    assert not asked(friday.cadre(1))


async def test_whoever_writes_meanwhile_is_not_asked(friday: Friday) -> None:
    """A message is kept for a day: what it said is known before anybody is asked."""
    stage, phone = friday.stage, friday.cadre(0)
    await stage.stop_bot()
    phone.type("签到")
    await stage.advance(minutes=20)
    await stage.start_bot()
    await stage.advance(minutes=2)
    row = friday.row(0)
    assert row.checked_in_at is not None
    assert row.checked_in_at < stage.clock.now() - timedelta(minutes=15)
    assert not asked(phone)
