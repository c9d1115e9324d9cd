"""The sandbox against the published description of the Bot API."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import bot.sandbox
from bot.sandbox import Phone, Sandbox
from bot.sandbox.polling import SIGNATURE
from bot.sandbox.registry import METHODS as IMPLEMENTED
from tests.sandbox.conftest import START, Caller
from tests.sandbox.description import DESCRIPTION, METHODS, TYPES, faults_in
from tests.sandbox.test_messages import keyboard, png, upload

SIGNATURES = {method.name: method.signature for method in IMPLEMENTED.values()} | {"getUpdates": SIGNATURE}
NEEDED = sorted(
    (name, parameter)
    for name, method in METHODS.items()
    for parameter, details in method["parameters"].items()
    if details.get("required")
)


def test_the_description_names_its_source_and_version() -> None:
    assert DESCRIPTION["source"] == "https://core.telegram.org/bots/api"
    assert DESCRIPTION["version"].startswith("Bot API ")


def test_every_method_is_described_and_every_described_one_is_there() -> None:
    assert sorted(SIGNATURES) == sorted(METHODS)


@pytest.mark.parametrize("name", sorted(SIGNATURES))
def test_every_parameter_that_is_read_exists(name: str) -> None:
    assert SIGNATURES[name].names <= set(METHODS[name]["parameters"])


@pytest.mark.parametrize(("name", "parameter"), NEEDED)
async def test_a_required_parameter_is_required(api: Caller, phone: Phone, name: str, parameter: str) -> None:
    given = {
        "chat_id": phone.id,
        "message_id": phone.type("甲").message_id,
        "user_id": phone.id,
        "text": "甲",
        "latitude": 1,
        "longitude": 1,
        "title": "甲",
        "address": "乙",
        "url": "https://example.org",
        "commands": [],
        "action": "typing",
        "callback_query_id": "1",
        "file_id": "1",
        "photo": "1",
        "document": "1",
    }
    assert parameter in given
    given.pop(parameter)
    assert (await api.refusal(name, **given)).code == 400


async def test_every_object_of_a_busy_chat_is_as_described(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    """``api`` checks each answer; this walks through all kinds of updates and messages."""
    html = "<b>您好</b> <a href='https://example.org'>路线</a> <pre><code class='language-c'>x</code></pre>"
    sent = await api("sendMessage", chat_id=7001, text=html, parse_mode="HTML", reply_markup=keyboard("参加"))
    phone.tap("参加")
    phone.type("收到", reply_to=phone.last)
    phone.edit_last("收到了")
    phone.send_location(42.9, 125.14, 20.0, forwarded=True)
    phone.send_contact()
    phone.send_document("表.xlsx", b"rows", "表", album=phone.new_album())
    phone.send_photo(b"picture")
    phone.delete(phone.last)
    phone.tap_data("x", message_id=sent["message_id"])
    group = sandbox.group("群")
    group.add_bot(phone)
    group.promote_bot(phone)
    group.mute_bot(phone)
    group.migrate(phone)
    group.kick_bot(phone)
    phone.block()
    assert len(await api.updates(limit=100)) > 15
    phone.start()
    for method, name, content in [("sendPhoto", "photo", png()), ("sendDocument", "document", b"rows")]:
        api.pause()
        answer = await upload(api, method, name, content, caption="<i>图</i>", parse_mode="HTML")
        assert faults_in(answer["result"], ["Message"], method) == []
    api.pause()
    await api("sendVenue", chat_id=7001, latitude=1, longitude=2, title="甲", address="乙")
    api.pause()
    await api("sendLocation", chat_id=7001, latitude=1, longitude=2, horizontal_accuracy=5)
    for method in ("getMe", "getWebhookInfo", "getMyCommands"):
        await api(method)
    for method in ("getChat", "getChatMemberCount"):
        await api(method, chat_id=7001)


def test_the_check_itself_finds_unknown_missing_and_mistyped_fields() -> None:
    wrong: dict[str, Any] = {"id": "7", "is_bot": False, "nickname": "x"}
    assert faults_in(wrong, ["User"], "user") == [
        "user: User has no field nickname",
        "user: User needs first_name",
        "user.id: Integer expected, '7' found",
    ]
    assert "fields" in TYPES["User"]


def test_of_ours_the_sandbox_imports_only_the_clock() -> None:
    folder = Path(bot.sandbox.__file__).parent
    imported = {
        node.module
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("bot.")
    }
    assert {name for name in imported if not name.startswith("bot.sandbox")} == {"bot.clock"}


def test_the_story_begins_on_a_friday() -> None:
    assert START.strftime("%A") == "Friday"
