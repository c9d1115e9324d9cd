"""Groups: what the bot hears in privacy mode, what it may do, and what happens when the group changes."""

from __future__ import annotations

import pytest

from bot.sandbox import Group, Phone, Sandbox
from tests.sandbox.conftest import Caller
from tests.sandbox.test_messages import keyboard


@pytest.fixture
async def group(sandbox: Sandbox, api: Caller, phone: Phone) -> Group:
    """A group with the bot in it; nothing is pending."""
    group = sandbox.group("市直机关联络员")
    group.add_bot(phone)
    await api.updates()
    return group


async def test_being_added_is_told(sandbox: Sandbox, api: Caller, phone: Phone) -> None:
    sandbox.group("新群").add_bot(phone)
    membership, service = await api.updates()
    assert membership["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert service["message"]["new_chat_members"][0]["id"] == 1000001


async def test_privacy_mode_lets_commands_and_replies_through(api: Caller, phone: Phone, group: Group) -> None:
    await api("sendMessage", chat_id=group.id, text="周报")
    group.type(phone, "大家好")
    group.type(phone, "/board")
    group.type(phone, "/board@somebody_else_bot")
    group.type(phone, "/board@liaoyuan_volunteer_bot")
    group.type(phone, "看 /board")
    group.type(phone, "收到", reply_to=group.last)
    heard = [update["message"]["text"] for update in await api.updates()]
    assert heard == ["/board", "/board@liaoyuan_volunteer_bot", "收到"]


async def test_an_administrator_hears_everything(api: Caller, phone: Phone, group: Group) -> None:
    group.promote_bot(phone)
    group.type(phone, "大家好")
    promoted, said = await api.updates()
    assert promoted["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert said["message"]["text"] == "大家好"


async def test_a_member_taps_a_button_in_the_group(api: Caller, phone: Phone, group: Group) -> None:
    await api("sendMessage", chat_id=group.id, text="看板", reply_markup=keyboard("刷新"))
    group.tap(phone, "刷新")
    [update] = await api.updates()
    assert update["callback_query"]["from"]["id"] == phone.id
    assert update["callback_query"]["message"]["chat"]["id"] == group.id


async def test_a_group_that_lost_the_bot_is_told_apart(api: Caller, phone: Phone, group: Group) -> None:
    group.mute_bot(phone)
    muted = await api.refusal("sendMessage", chat_id=group.id, text="甲")
    group.kick_bot(phone)
    kicked = await api.refusal("sendMessage", chat_id=group.id, text="甲")
    group.add_bot(phone)
    await api("leaveChat", chat_id=group.id)
    left = await api.refusal("sendMessage", chat_id=group.id, text="甲")
    assert (muted.code, muted.description) == (400, "Bad Request: not enough rights to send text messages to the chat")
    assert (kicked.code, kicked.description) == (403, "Forbidden: bot was kicked from the group chat")
    assert (left.code, left.description) == (403, "Forbidden: bot is not a member of the group chat")
    restricted = (await api.updates())[0]["my_chat_member"]["new_chat_member"]
    assert (restricted["status"], restricted["can_send_messages"]) == ("restricted", False)


async def test_a_migrated_group_tells_its_new_id(api: Caller, phone: Phone, group: Group) -> None:
    old_id = group.id
    new_id = group.migrate(phone)
    refusal = await api.refusal("sendMessage", chat_id=old_id, text="甲")
    assert (refusal.code, refusal.parameters) == (400, {"migrate_to_chat_id": new_id})
    assert refusal.description == "Bad Request: group chat was upgraded to a supergroup chat"
    await api("sendMessage", chat_id=new_id, text="甲")
    assert group.last.text == "甲"
    there, here = [update["message"] for update in await api.updates()]
    assert there["migrate_to_chat_id"] == new_id
    assert here["migrate_from_chat_id"] == old_id


@pytest.mark.parametrize("asked", ["request_location", "request_contact"])
async def test_position_and_number_are_asked_for_in_private_only(api: Caller, group: Group, asked: str) -> None:
    markup = {"keyboard": [[{"text": "发送", asked: True}]]}
    refusal = await api.refusal("sendMessage", chat_id=group.id, text="甲", reply_markup=markup)
    assert refusal.description.endswith("can be requested in private chats only")


async def test_only_an_administrator_pins_in_a_group(api: Caller, phone: Phone, group: Group) -> None:
    sent = await api("sendMessage", chat_id=group.id, text="看板")
    api.pause()
    refusal = await api.refusal("pinChatMessage", chat_id=group.id, message_id=sent["message_id"])
    assert "not enough rights to manage pinned messages" in refusal.description
    group.promote_bot(phone)
    await api("pinChatMessage", chat_id=group.id, message_id=sent["message_id"])
    assert group.chat.pinned == [sent["message_id"]]


async def test_members_are_counted_and_told(sandbox: Sandbox, api: Caller, phone: Phone, group: Group) -> None:
    assert await api("getChatMemberCount", chat_id=group.id) == 2
    assert (await api("getChatMember", chat_id=group.id, user_id=phone.id))["status"] == "member"
    outsider = sandbox.person(7002, "李四")
    assert (await api("getChatMember", chat_id=group.id, user_id=outsider.id))["status"] == "left"
    assert (await api("getChatMember", chat_id=group.id, user_id=1000001))["status"] == "member"
    assert (await api("getChat", chat_id=group.id))["title"] == "市直机关联络员"
