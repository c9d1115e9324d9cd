"""What a person can do with the phone, what reaches the bot, and what the person sees."""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox import KeyboardKey, Phone, Sandbox, SandboxError
from tests.sandbox.conftest import Caller
from tests.sandbox.test_messages import keyboard

LIAOYUAN = ZoneInfo("Asia/Shanghai")
STANDING = {"keyboard": [["签到", "今日"], [{"text": "发送位置", "request_location": True}]], "resize_keyboard": True}


async def test_a_command_reaches_the_bot_with_its_entity(api: Caller, phone: Phone) -> None:
    phone.start("u12")
    [update] = await api.updates()
    assert update["message"]["text"] == "/start u12"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert update["message"]["from"]["language_code"] == "zh-hans"


async def test_a_tap_presses_the_newest_button_of_that_name(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="旧", reply_markup=keyboard("参加"))
    api.pause()
    newer = await api("sendMessage", chat_id=7001, text="新", reply_markup=keyboard("参加 12/20", "参加"))
    query_id = phone.tap("参加")
    [update] = await api.updates()
    query = update["callback_query"]
    assert (query["id"], query["data"]) == (query_id, "参加")
    assert query["message"]["message_id"] == newer["message_id"]


async def test_a_button_can_be_named_by_its_beginning_or_its_message(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="旧", reply_markup=keyboard("参加 1/20"))
    old = phone.last
    api.pause()
    await api("sendMessage", chat_id=7001, text="新", reply_markup=keyboard("参加 2/20"))
    phone.tap("参加")
    phone.tap("参加", message=old)
    assert [update["callback_query"]["data"] for update in await api.updates()] == ["参加 2/20", "参加 1/20"]


async def test_a_button_that_is_not_there_is_an_error_that_lists_those_that_are(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="卡", reply_markup=keyboard("参加", "请假"))
    with pytest.raises(SandboxError, match=r"no button '签到' .* there are: \[参加\], \[请假\]"):
        phone.tap("签到")


async def test_a_forged_tap_reaches_the_bot_even_on_a_message_that_is_gone(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="卡")
    gone = phone.last
    phone.tap_data("admin:everything")
    phone.delete(gone)
    phone.tap_data("admin:everything", message_id=gone.message_id)
    on_message, on_nothing = [update["callback_query"] for update in await api.updates()]
    assert on_message["message"]["text"] == "卡"
    assert on_nothing["message"] == {"chat": on_nothing["message"]["chat"], "message_id": gone.message_id, "date": 0}


async def test_a_tap_can_be_answered_twice_but_not_after_150_seconds(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="卡", reply_markup=keyboard("参加"))
    query_id = phone.tap("参加")
    await api("answerCallbackQuery", callback_query_id=query_id, text="已登记")
    await api("answerCallbackQuery", callback_query_id=query_id, text="再次", show_alert=True)
    assert [(answer.text, answer.is_alert) for answer in phone.answers] == [("已登记", False), ("再次", True)]
    late = phone.tap("参加")
    api.pause(150)
    for wrong in (late, "77"):
        refusal = await api.refusal("answerCallbackQuery", callback_query_id=wrong)
        assert "query is too old and response timeout expired or query ID is invalid" in refusal.description
    fresh = phone.tap("参加")
    assert (await api.refusal("answerCallbackQuery", callback_query_id=fresh, text="甲" * 201)).code == 400


async def test_the_standing_keyboard_sends_its_words_or_the_position(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="欢迎", reply_markup=STANDING)
    assert phone.reply_keyboard[1] == (KeyboardKey("发送位置", asks_location=True),)
    phone.press_key("签到")
    phone.press_key("发送", position=(42.9, 125.14))
    words, position = [update["message"] for update in await api.updates()]
    assert words["text"] == "签到"
    assert position["location"] == {"latitude": 42.9, "longitude": 125.14}
    with pytest.raises(SandboxError, match="give one"):
        phone.press_key("发送位置")
    with pytest.raises(SandboxError, match=r"no key '请假' .*\[签到\], \[今日\], \[发送位置\]"):
        phone.press_key("请假")
    api.pause()
    await api("sendMessage", chat_id=7001, text="好", reply_markup={"remove_keyboard": True})
    assert phone.reply_keyboard == ()


async def test_what_is_not_text_reaches_the_bot_too(api: Caller, phone: Phone) -> None:
    phone.send_location(42.9, 125.14, 30.0)
    phone.send_location(42.9, 125.14, forwarded=True)
    phone.send_contact()
    phone.send_contact(user_id=5)
    album = phone.new_album()
    phone.send_photo(b"one", album=album)
    phone.send_photo(b"two", "现场", album=album)
    plain, forwarded, own, others, first, second = [update["message"] for update in await api.updates()]
    assert plain["location"]["horizontal_accuracy"] == 30.0
    assert "forward_origin" not in plain
    assert forwarded["forward_origin"]["type"] == "user"
    assert (own["contact"]["user_id"], others["contact"]["user_id"]) == (7001, 5)
    assert first["media_group_id"] == second["media_group_id"] == album
    assert second["caption"] == "现场"


async def test_an_edited_message_is_told_as_such(api: Caller, phone: Phone) -> None:
    phone.type("晚10分钟")
    api.pause(5)
    phone.edit_last("晚20分钟")
    first, second = await api.updates()
    assert first["message"]["message_id"] == second["edited_message"]["message_id"]
    assert second["edited_message"]["edit_date"] == first["message"]["date"] + 5


async def test_blocking_and_unblocking_are_told(api: Caller, phone: Phone) -> None:
    phone.block()
    with pytest.raises(SandboxError, match="has blocked the bot"):
        phone.type("甲")
    phone.start()
    blocked, unblocked, start = await api.updates()
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert start["message"]["text"] == "/start"


async def test_only_a_message_with_sound_rings(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="甲", disable_notification=True)
    api.pause()
    await api("sendMessage", chat_id=7001, text="乙")
    assert [message.is_silent for message in phone.messages] == [True, False]
    assert phone.rings == 1


async def test_waiting_ends_with_the_next_fitting_message(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="签到成功")
    api.pause()
    phone.type("签到")
    waiting = asyncio.create_task(phone.wait_for("签到"))
    await asyncio.sleep(0)
    assert not waiting.done()
    await api("sendMessage", chat_id=7001, text="您已签到")
    assert (await waiting).text == "您已签到"


async def test_waiting_sees_what_came_before_it_began_and_after_the_tap(api: Caller, phone: Phone) -> None:
    sent = await api("sendMessage", chat_id=7001, text="卡", reply_markup=keyboard("参加"))
    api.pause()
    query_id = phone.tap("参加")
    await api("editMessageText", chat_id=7001, message_id=sent["message_id"], text="已登记")
    await api("answerCallbackQuery", callback_query_id=query_id, text="好的")
    assert (await phone.wait_for(lambda message: message.edits == 1)).text == "已登记"
    assert (await phone.wait_for_answer()).text == "好的"


async def test_waiting_in_vain_tells_what_was_there(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="卡", reply_markup=keyboard("参加"))
    with pytest.raises(TimeoutError, match=r"张三 waited for '签到'.*\n.*'卡' \('参加',\)"):
        await phone.wait_for("签到", timeout_seconds=0.01)


async def test_the_menu_is_the_narrowest_that_was_set(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    help_only = [{"command": "help", "description": "Help"}]
    await api("setMyCommands", commands=help_only)
    await api("setMyCommands", commands=[{"command": "/help", "description": "帮助"}], language_code="zh")
    assert phone.menu == {"help": "帮助"}
    assert sandbox.person(7003, "Ann", "en").menu == {"help": "Help"}
    scope = {"type": "chat", "chat_id": 7001}
    await api("setMyCommands", commands=[{"command": "rollcall", "description": "点名"}], scope=scope)
    assert phone.menu == {"rollcall": "点名"}
    assert await api("getMyCommands", scope=scope) == [{"command": "rollcall", "description": "点名"}]
    await api("deleteMyCommands", scope=scope)
    assert phone.menu == {"help": "帮助"}


@pytest.mark.parametrize(
    ("commands", "description"),
    [
        ([{"command": "点名", "description": "点名"}], "BOT_COMMAND_INVALID"),
        ([{"command": "Help", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "h" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "help", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "help", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_a_bad_menu_is_refused(api: Caller, commands: list[dict[str, str]], description: str) -> None:
    refusal = await api.refusal("setMyCommands", commands=commands)
    assert refusal.description == f"Bad Request: {description}"


async def test_a_transcript_reads_like_the_chat(api: Caller, phone: Phone) -> None:
    text = "【今日志愿服务】张三同志,您今天13:20在社区服务中心门前集合,负责人:李四。"
    sent = await api("sendMessage", chat_id=7001, text=text, reply_markup=keyboard("签到"))
    api.pause(4 * 3600 + 48 * 60)
    query_id = phone.tap("签到")
    await api("answerCallbackQuery", callback_query_id=query_id, text="签到成功")
    edited = {"message_id": sent["message_id"], "text": "签到成功,13:18。", "reply_markup": keyboard("签退")}
    await api("editMessageText", chat_id=7001, **edited)
    api.pause()
    phone.type("收到")
    assert phone.transcript(LIAOYUAN, width=40).splitlines() == [
        "────────────── 2026-11-27 ──────────────",
        "",
        "                           /start  08:30",
        "",
        "│ 签到成功,13:18。",
        "│ [签退]",
        "╰─ 08:30 ✎ 13:18",
        "",
        "                         ☞ [签到]  13:18",
        "    ( 签到成功 )",
        "",
        "                             收到  13:19",
    ]


async def test_a_transcript_shows_files_places_replies_and_breaks_lines_well(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="点位:沿河木栈道A段(需20人)、龙山小区(需15人)")
    phone.send_location(42.9, 125.14)
    phone.send_document("表.xlsx", b"rows", "名单")
    phone.tap_data("join:7")
    reply = {"message_id": phone.last.message_id}
    api.pause()
    await api("sendMessage", chat_id=7001, text="还差 3 人", reply_parameters=reply)
    assert phone.transcript(LIAOYUAN, width=36).splitlines()[4:] == [
        "│ 点位:沿河木栈道A段(需20人)、龙",
        "│ 山小区(需15人)",
        "╰─ 08:30",
        "",
        "          ⌖ 42.9000, 125.1400  08:30",
        "",
        "                           ▤ 表.xlsx",
        "                         名单  08:30",
        "",
        "                   ☞ [join:7]  08:30",
        "",
        "│ ↩ 点位:沿河木栈道A段…",
        "│ 还差 3 人",
        "╰─ 08:31",
    ]


async def test_a_photo_stands_in_a_transcript_as_the_word_for_it(phone: Phone) -> None:
    phone.send_photo(b"\x89PNG", "现场")
    assert phone.transcript(LIAOYUAN, width=36, photo="图片").splitlines()[-2:] == [
        " " * 30 + "▣ 图片",
        " " * 25 + "现场  08:30",
    ]


async def test_a_transcript_keeps_within_its_width(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text="您好 " * 40 + "集合" * 40)
    phone.type("请问" * 60)
    lines = phone.transcript(LIAOYUAN, width=32).splitlines()
    assert max(sum(2 if ord(character) > 0x2E80 else 1 for character in line) for line in lines) <= 32
    assert "".join(lines).count("集合") > 30
