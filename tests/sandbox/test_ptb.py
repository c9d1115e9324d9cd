"""The library that the bot is built on, unmodified, against the sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import telegram
from telegram import error

from bot.sandbox import Fault, Phone, Sandbox
from tests.sandbox.conftest import Caller
from tests.sandbox.test_messages import png

BUTTONS = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("参加", callback_data="join"))


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.file_base_url) as bot:
        yield bot


async def test_sending_tapping_and_editing_go_round(bot: telegram.Bot, api: Caller, phone: Phone) -> None:
    await bot.send_message(7001, "<b>卡</b>", parse_mode="HTML", reply_markup=BUTTONS)
    phone.tap("参加")
    [update] = await bot.get_updates()
    assert update.callback_query is not None
    await update.callback_query.answer("好的")
    api.pause()
    await update.callback_query.edit_message_text("已登记")
    assert (phone.last.text, phone.last.labels, phone.answers[0].text) == ("已登记", (), "好的")


async def test_files_go_both_ways(bot: telegram.Bot, api: Caller, phone: Phone) -> None:
    await bot.send_photo(7001, png(), caption="图")
    api.pause()
    await bot.send_document(7001, b"rows", filename="名单.xlsx", reply_markup=BUTTONS)
    assert (phone.messages[0].photo, phone.last.document, phone.last.file_name) == (png(), b"rows", "名单.xlsx")
    phone.send_document("花名册.xlsx", b"roster")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"roster"


async def test_every_update_is_understood(bot: telegram.Bot, phone: Phone, sandbox: Sandbox) -> None:
    phone.send_location(42.9, 125.14, 12.5, forwarded=True)
    phone.send_contact()
    phone.type("甲")
    phone.edit_last("乙")
    phone.tap_data("forged", message_id=12345)
    group = sandbox.group("群")
    group.add_bot(phone)
    group.mute_bot(phone)
    group.kick_bot(phone)
    phone.block()
    updates = await bot.get_updates()
    assert updates[0].message is not None
    assert isinstance(updates[0].message.forward_origin, telegram.MessageOriginUser)
    assert updates[3].edited_message is not None
    assert updates[4].callback_query is not None
    assert updates[4].callback_query.message is not None
    assert not updates[4].callback_query.message.is_accessible
    statuses = [update.my_chat_member.new_chat_member.status for update in updates if update.my_chat_member]
    assert statuses == ["member", "restricted", "kicked", "kicked"]


async def test_menus_are_set_by_scope(bot: telegram.Bot, phone: Phone) -> None:
    await bot.set_my_commands([("today", "今日")], scope=telegram.BotCommandScopeChat(7001), language_code="zh")
    assert phone.menu == {"today": "今日"}
    await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())


async def test_refusals_become_the_errors_that_the_library_knows(
    bot: telegram.Bot,
    phone: Phone,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else the library warns of its own next version
    group = sandbox.group("群")
    group.add_bot(phone)
    old_id = group.id
    new_id = group.migrate(phone)
    with pytest.raises(error.ChatMigrated) as migrated:
        await bot.send_message(old_id, "甲")
    assert migrated.value.new_chat_id == new_id
    with pytest.raises(error.BadRequest, match="Chat not found"):
        await bot.send_message(404, "甲")
    with pytest.raises(error.BadRequest, match="Can't parse entities"):
        await bot.send_message(7001, "<b>甲", parse_mode="HTML")
    await bot.send_message(7001, "甲")
    with pytest.raises(error.RetryAfter) as hurried:
        await bot.send_message(7001, "乙")
    assert hurried.value.retry_after == timedelta(seconds=1)
    phone.block()
    with pytest.raises(error.Forbidden, match="bot was blocked by the user"):
        await bot.send_message(7001, "甲")


async def test_a_second_poller_is_a_conflict(bot: telegram.Bot, sandbox: Sandbox) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=10))
    await sandbox.wait_until(lambda: sandbox.is_polled)
    async with telegram.Bot(sandbox.token, base_url=sandbox.base_url) as newer:
        await newer.get_updates(timeout=0)
    with pytest.raises(error.Conflict):
        await older


async def test_a_wrong_token_is_an_invalid_token(sandbox: Sandbox) -> None:
    stranger = telegram.Bot("1000001:wrong", base_url=sandbox.base_url)
    with pytest.raises(error.InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_a_cut_connection_is_a_network_error(bot: telegram.Bot, phone: Phone, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("sendMessage", "reset_after"))
    with pytest.raises(error.NetworkError):
        await bot.send_message(7001, "甲")
    assert phone.last.text == "甲"


async def test_the_sandbox_outlives_the_bot(phone: Phone, sandbox: Sandbox) -> None:
    phone.type("甲")
    for _ in range(2):
        async with telegram.Bot(sandbox.token, base_url=sandbox.base_url) as bot:
            assert len(await bot.get_updates()) == 1
