"""Sending, editing and deleting, and what Telegram refuses with which words."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Phone, Sandbox
from tests.sandbox.conftest import Caller

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def keyboard(*labels: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": label}] for label in labels]}


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"".join(b"\0" + b"\0" * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x01\x01\x11\x00\xff\xd9"


async def upload(api: Caller, method: str, name: str, content: bytes, **params: str) -> Any:
    form = aiohttp.FormData(params | {"chat_id": "7001"})
    form.add_field(name, content, filename=f"file.{name}", content_type="application/octet-stream")
    async with api.session.post(f"{api.sandbox.base_url}{api.sandbox.token}/{method}", data=form) as response:
        return json.loads(await response.read())


async def test_a_message_shows_up_on_the_phone(api: Caller, phone: Phone) -> None:
    sent = await api("sendMessage", chat_id=7001, text="<b>您好</b>", parse_mode="HTML", reply_markup=keyboard("参加"))
    assert phone.last.text == "您好"
    assert phone.last.html == "<b>您好</b>"
    assert phone.last.labels == ("参加",)
    assert phone.last.message_id == sent["message_id"]
    assert phone.rings == 1


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_parameters_are_taken_whatever_way_they_come(api: Caller, phone: Phone, way: str) -> None:
    url = f"{api.sandbox.base_url}{api.sandbox.token}/sendMessage"
    params = {"chat_id": "7001", "text": "您好 &+", "reply_markup": json.dumps(keyboard("参加"))}
    if way == "query":
        request = api.session.get(url, params=params)
    elif way == "json":
        request = api.session.post(url, json=params)
    elif way == "form":
        request = api.session.post(url, data=params)
    else:
        form = aiohttp.FormData(params)
        form.add_field("unused", b"x", filename="x.bin")
        request = api.session.post(url, data=form)
    async with request as response:
        assert response.status == 200
    assert (phone.last.text, phone.last.labels) == ("您好 &+", ("参加",))


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "  \n"}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "甲" * 4097}, "message is too long"),
        ({"text": "<b>甲</b", "parse_mode": "HTML"}, "can't parse entities: Unclosed start tag at byte offset 6"),
        ({"text": "甲", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
        ({"text": "甲", "chat_id": 404}, "chat not found"),
        ({"text": "甲", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "甲", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "甲", "reply_markup": []}, "can't parse reply keyboard markup: expected an Object"),
        ({"text": "甲", "reply_markup": {"inline_keyboard": {}}}, "field of the keyboard must be an Array of Arrays"),
        ({"text": "甲", "reply_markup": {"inline_keyboard": [["x"]]}}, "BUTTON_TEXT_INVALID"),
        ({"text": "甲", "entities": {}}, "can't parse message entities: expected an Array"),
        ({"text": "甲", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "甲", "reply_markup": keyboard("")}, "BUTTON_TEXT_INVALID"),
        (
            {"text": "甲", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "甲" * 21 + "xx"}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "甲", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "甲", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
            "Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "甲", "reply_markup": {"inline_keyboard": [[{"text": "x", "url": "http://nowhere"}]]}},
            "inline keyboard button URL 'http://nowhere' is invalid: Wrong HTTP URL",
        ),
        ({"text": "甲", "reply_markup": keyboard(*"x" * 101)}, "REPLY_MARKUP_TOO_LONG"),
        (
            {"text": "甲", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]}},
            "REPLY_MARKUP_TOO_LONG",
        ),
        ({"text": "甲", "reply_markup": {"keyboard": [[{"text": " "}]]}}, "keyboard button text must be non-empty"),
    ],
)
async def test_a_bad_message_is_refused(api: Caller, phone: Phone, params: dict[str, Any], description: str) -> None:
    refusal = await api.refusal("sendMessage", **{"chat_id": 7001} | params)
    assert (refusal.code, refusal.description) == (400, f"Bad Request: {description}")
    assert phone.messages == []


async def test_the_length_is_counted_after_parsing(api: Caller, phone: Phone) -> None:
    await api("sendMessage", chat_id=7001, text=f"<b>{'甲' * 4095}</b>&amp;", parse_mode="HTML")
    assert len(phone.last.text) == 4096


async def test_a_button_takes_64_bytes_of_data(api: Caller, phone: Phone) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "x" * 64}]]}
    await api("sendMessage", chat_id=7001, text="甲", reply_markup=markup)
    assert phone.last.buttons[0].data == "x" * 64


async def test_a_reply_to_what_is_gone_may_be_sent_all_the_same(api: Caller, phone: Phone) -> None:
    reply = {"message_id": 999, "allow_sending_without_reply": True}
    await api("sendMessage", chat_id=7001, text="甲", reply_parameters=reply)
    assert phone.last.reply_to is None
    api.pause()
    answer = await api("sendMessage", chat_id=7001, text="乙", reply_parameters={"message_id": phone.last.message_id})
    assert answer["reply_to_message"]["text"] == "甲"


async def test_a_person_who_cannot_be_reached_is_forbidden(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    sandbox.person(7002, "李四")
    unknown = await api.refusal("sendMessage", chat_id=7002, text="甲")
    phone.block()
    blocked = await api.refusal("sendMessage", chat_id=7001, text="甲")
    phone.deactivate()
    deactivated = await api.refusal("sendMessage", chat_id=7001, text="甲")
    assert [one.code for one in (unknown, blocked, deactivated)] == [403] * 3
    assert unknown.description == "Forbidden: bot can't initiate conversation with a user"
    assert blocked.description == "Forbidden: bot was blocked by the user"
    assert deactivated.description == "Forbidden: user is deactivated"


async def test_an_edit_changes_the_message_in_place_and_takes_its_buttons(api: Caller, phone: Phone) -> None:
    sent = await api("sendMessage", chat_id=7001, text="甲", reply_markup=keyboard("参加"))
    api.pause(61)
    edited = await api("editMessageText", chat_id=7001, message_id=sent["message_id"], text="乙")
    assert edited["edit_date"] == sent["date"] + 61
    assert [message.text for message in phone.messages] == ["乙"]
    assert (phone.last.labels, phone.last.edits, phone.rings) == ((), 1, 1)


async def test_an_edit_that_changes_nothing_is_refused(api: Caller, phone: Phone) -> None:
    sent = await api(
        "sendMessage", chat_id=phone.id, text="<b>甲</b>", parse_mode="HTML", reply_markup=keyboard("参加")
    )
    api.pause()
    same = {"chat_id": 7001, "message_id": sent["message_id"], "reply_markup": keyboard("参加")}
    refusal = await api.refusal("editMessageText", text="<strong>甲</strong>", parse_mode="HTML", **same)
    assert (refusal.code, refusal.description) == (400, NOT_MODIFIED)
    await api("editMessageText", text="甲", **same)


async def test_the_buttons_alone_can_be_changed(api: Caller, phone: Phone) -> None:
    sent = await api("sendMessage", chat_id=7001, text="甲", reply_markup=keyboard("参加"))
    api.pause()
    await api("editMessageReplyMarkup", chat_id=7001, message_id=sent["message_id"], reply_markup=keyboard("请假"))
    assert (phone.last.text, phone.last.labels) == ("甲", ("请假",))
    api.pause()
    await api("editMessageReplyMarkup", chat_id=7001, message_id=sent["message_id"])
    assert phone.last.labels == ()


async def test_only_what_is_there_and_ones_own_can_be_edited(api: Caller, phone: Phone) -> None:
    theirs = phone.type("收到")
    missing = await api.refusal("editMessageText", chat_id=7001, message_id=999, text="乙")
    foreign = await api.refusal("editMessageText", chat_id=7001, message_id=theirs.message_id, text="乙")
    sent = await api("sendMessage", chat_id=7001, text="甲")
    phone.delete(phone.last)
    gone = await api.refusal("editMessageText", chat_id=7001, message_id=sent["message_id"], text="乙")
    assert missing.description == gone.description == "Bad Request: message to edit not found"
    assert foreign.description == "Bad Request: message can't be edited"


async def test_a_message_can_be_deleted_for_48_hours(api: Caller, phone: Phone) -> None:
    first = await api("sendMessage", chat_id=7001, text="甲")
    await api("deleteMessage", chat_id=7001, message_id=first["message_id"])
    assert phone.messages == []
    api.pause()
    second = await api("sendMessage", chat_id=7001, text="乙")
    api.pause(48 * 3600)
    refusal = await api.refusal("deleteMessage", chat_id=7001, message_id=second["message_id"])
    assert refusal.description == "Bad Request: message can't be deleted"
    missing = await api.refusal("deleteMessage", chat_id=7001, message_id=first["message_id"])
    assert missing.description == "Bad Request: message to delete not found"


@pytest.mark.parametrize("content", [png(), JPEG])
async def test_a_picture_arrives_with_its_size(api: Caller, phone: Phone, content: bytes) -> None:
    answer = await upload(api, "sendPhoto", "photo", content, caption="图")
    assert [(size["width"], size["height"]) for size in answer["result"]["photo"]] == [(3, 2)]
    assert (phone.last.photo, phone.last.text, phone.last.document) == (content, "图", None)


@pytest.mark.parametrize(
    ("content", "description"),
    [
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png()[:40], "IMAGE_PROCESS_FAILED"),
        (b"\xff\xd8\xff", "IMAGE_PROCESS_FAILED"),
        (png(1, 21), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_a_photo_must_be_a_picture(api: Caller, phone: Phone, content: bytes, description: str) -> None:
    answer = await upload(api, "sendPhoto", "photo", content)
    assert (answer["error_code"], answer["description"]) == (400, f"Bad Request: {description}")
    assert phone.messages == []


async def test_a_document_can_be_sent_again_by_its_id(api: Caller, phone: Phone) -> None:
    answer = await upload(api, "sendDocument", "document", b"rows", caption="名单")
    api.pause()
    file_id = answer["result"]["document"]["file_id"]
    await api("sendDocument", chat_id=7001, document=file_id)
    assert [message.document for message in phone.messages] == [b"rows", b"rows"]
    refusal = await api.refusal("sendDocument", chat_id=7001, document="no-such-file")
    assert "wrong remote file identifier" in refusal.description


async def test_a_caption_has_1024_characters(api: Caller, phone: Phone) -> None:
    answer = await upload(api, "sendDocument", "document", b"rows", caption="甲" * 1025)
    assert answer["description"] == "Bad Request: message caption is too long"
    assert phone.messages == []


async def test_an_attached_part_is_found_by_its_name(api: Caller, phone: Phone) -> None:
    # Telegram takes a name as it stands; the client would write it with per cent signs.
    form = aiohttp.FormData({"chat_id": "7001", "document": "attach://part"}, quote_fields=False)
    form.add_field("part", b"rows", filename="名单.xlsx")
    async with api.session.post(f"{api.sandbox.base_url}{api.sandbox.token}/sendDocument", data=form) as response:
        assert response.status == 200
    assert (phone.last.document, phone.last.file_name) == (b"rows", "名单.xlsx")


async def test_a_person_s_file_can_be_fetched(api: Caller, phone: Phone) -> None:
    phone.send_document("花名册.xlsx", b"rows", caption="花名册")
    [update] = await api.updates()
    file = await api("getFile", file_id=update["message"]["document"]["file_id"])
    url = f"{api.sandbox.file_base_url}{api.sandbox.token}/{file['file_path']}"
    async with api.session.get(url) as response:
        assert await response.read() == b"rows"
    async with api.session.get(url + "x") as response:
        assert response.status == 404


async def test_a_place_is_shown_with_its_name(api: Caller, phone: Phone) -> None:
    place = {"latitude": 42.9, "longitude": 125.14, "title": "社区服务中心", "address": "龙山区"}
    await api("sendVenue", chat_id=7001, disable_notification=True, **place)
    assert phone.last.venue is not None
    assert phone.last.venue["title"] == "社区服务中心"
    assert phone.rings == 0
    api.pause()
    refusal = await api.refusal("sendLocation", chat_id=7001, latitude=91, longitude=0)
    assert refusal.description == "Bad Request: wrong location coordinates"


async def test_a_message_can_be_pinned_and_unpinned(api: Caller, phone: Phone) -> None:
    sent = await api("sendMessage", chat_id=7001, text="甲")
    api.pause()
    await api("pinChatMessage", chat_id=7001, message_id=sent["message_id"])
    assert phone.chat.pinned == [sent["message_id"]]
    await api("unpinChatMessage", chat_id=7001)
    assert phone.chat.pinned == []


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"{", "application/json"), (b"text=%ff", "application/x-www-form-urlencoded"), (b"\xff", "application/json")],
)
async def test_what_cannot_be_read_is_a_bad_request(api: Caller, phone: Phone, body: bytes, content_type: str) -> None:
    url = f"{api.sandbox.base_url}{api.sandbox.token}/sendMessage"
    async with api.session.post(url, data=body, headers={"Content-Type": content_type}) as response:
        assert response.status == 400
    assert phone.messages == []


async def test_a_wrong_token_and_an_unknown_method_are_told_apart(api: Caller) -> None:
    root = api.sandbox.base_url
    for path, code, description in [
        ("1000001:wrong/getMe", 401, "Unauthorized"),
        ("nonsense/getMe", 404, "Not Found"),
        (f"{api.sandbox.token}/noSuchMethod", 404, "Not Found"),
    ]:
        async with api.session.post(f"{root}{path}") as response:
            answer = json.loads(await response.read())
        assert (response.status, answer) == (code, {"ok": False, "error_code": code, "description": description})
