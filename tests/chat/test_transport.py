from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.chat.answers import Attempt, meaning
from bot.chat.transport import FileTooLarge, FileUnavailable
from bot.rules.delivery import (
    Button,
    ChatLost,
    EditTargetMissing,
    EditText,
    FileKind,
    Gone,
    InlineKeyboard,
    Key,
    LeaveChat,
    Migrated,
    NotSent,
    Outcome,
    Outgoing,
    Refused,
    ReplyKeyboard,
    SendFile,
    SendText,
    SendVenue,
    Sent,
    Stale,
    TokenRejected,
    Uncertain,
    Wait,
    may_leave,
)
from tests.chat.loopback import HASTY, MESSAGE, TOKEN, Line, closed_port, hang, raw, scripted, transporting

PERSON, GROUP = 5, -100_500
HELLO = SendText("周五见")
EDIT = EditText(7, "已签到")
CHART = SendFile(FileKind.PHOTO, "chart.png", b"\x89PNG" * 3, "本周")
BOOK = SendFile(FileKind.DOCUMENT, "周报.xlsx", bytes(range(256)))
YES_NO = InlineKeyboard(((Button("参加", "a:1"), Button("须知", url="https://example.org/")),))


async def outcome_of(chat_id: int, outgoing: Outgoing, status: int, description: str, **parameters: object) -> Outcome:
    async with scripted() as server, transporting(server.url) as transport:
        server.say(status, description, **parameters)
        outcome = await transport.deliver(chat_id, outgoing)
        assert len(server.seen) == 1
        return outcome


async def params_of(outgoing: Outgoing, result: object = MESSAGE) -> dict[str, Any]:
    async with scripted() as server, transporting(server.url) as transport:
        server.accept(result)
        assert isinstance(await transport.deliver(PERSON, outgoing), Sent)
        return server.seen[0].params


@pytest.mark.parametrize(
    ("chat_id", "outgoing", "status", "description", "outcome"),
    [
        (PERSON, HELLO, 403, "Forbidden: bot was blocked by the user", Gone("blocked")),
        (PERSON, EDIT, 403, "Forbidden: bot was blocked by the user", Gone("blocked")),
        (PERSON, CHART, 403, "Forbidden: user is deactivated", Gone("deactivated")),
        (PERSON, HELLO, 403, "Forbidden: bot can't initiate conversation with a user", Gone("not_started")),
        (PERSON, HELLO, 400, "Bad Request: chat not found", Gone("not_found")),
        (PERSON, HELLO, 400, "Bad Request: PEER_ID_INVALID", Gone("not_found")),
        (PERSON, HELLO, 403, "Forbidden: something new", Refused("Forbidden: something new")),
        (GROUP, HELLO, 400, "Bad Request: chat not found", ChatLost("Chat not found")),
        (
            GROUP,
            HELLO,
            403,
            "Forbidden: bot was kicked from the supergroup chat",
            ChatLost("Forbidden: bot was kicked from the supergroup chat"),
        ),
        (GROUP, HELLO, 403, "Forbidden: the group chat was deleted", ChatLost("Forbidden: the group chat was deleted")),
        (GROUP, HELLO, 403, "Forbidden: something new", ChatLost("Forbidden: something new")),
        (
            GROUP,
            CHART,
            400,
            "Bad Request: not enough rights to send photos to the chat",
            ChatLost("Not enough rights to send photos to the chat"),
        ),
        (
            GROUP,
            HELLO,
            400,
            "Bad Request: have no rights to send a message",
            ChatLost("Have no rights to send a message"),
        ),
        (GROUP, EDIT, 400, "Bad Request: CHAT_WRITE_FORBIDDEN", ChatLost("Chat_write_forbidden")),
        (PERSON, EDIT, 400, "Bad Request: message to edit not found", EditTargetMissing()),
        (PERSON, EDIT, 400, "Bad Request: message can't be edited", EditTargetMissing()),
        (PERSON, EDIT, 400, "Bad Request: MESSAGE_ID_INVALID", EditTargetMissing()),
        (PERSON, HELLO, 400, "Bad Request: MESSAGE_ID_INVALID", Refused("Message_id_invalid")),
        (
            PERSON,
            EDIT,
            400,
            "Bad Request: message is not modified: specified new message content is the same",
            Sent(7),
        ),
        (PERSON, HELLO, 400, "Bad Request: can't parse entities", Refused("Can't parse entities")),
        (PERSON, HELLO, 400, "Bad Request: message is too long", Refused("Message is too long")),
        (GROUP, LeaveChat(), 403, "Forbidden: bot is not a member of the supergroup chat", Sent()),
        (GROUP, LeaveChat(), 400, "Bad Request: chat not found", ChatLost("Chat not found")),
        (PERSON, HELLO, 401, "Unauthorized", TokenRejected()),
        (PERSON, HELLO, 404, "Not Found", TokenRejected()),
        (PERSON, HELLO, 500, "Internal Server Error", Uncertain("Internal Server Error")),
        (PERSON, EDIT, 502, "Bad Gateway", Uncertain("Bad Gateway")),
        (PERSON, BOOK, 413, "Request Entity Too Large", Refused("the upload is too large")),
    ],
)
async def test_every_refusal_of_telegram_has_its_meaning(
    chat_id: int, outgoing: Outgoing, status: int, description: str, outcome: Outcome
) -> None:
    assert await outcome_of(chat_id, outgoing, status, description) == outcome


async def test_a_flood_answer_says_how_long_to_wait() -> None:
    assert await outcome_of(PERSON, HELLO, 429, "Too Many Requests: retry after 17", retry_after=17) == Wait(17.0)


@pytest.mark.parametrize("opted_in", ["true", "false"])
@pytest.mark.filterwarnings("ignore:.*retry_after.*")
@pytest.mark.parametrize(("wait", "seconds"), [(3, 3.0), (timedelta(seconds=2.5), 2.5)])
def test_a_wait_is_read_in_either_form(
    wait: int | timedelta, seconds: float, opted_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", opted_in)
    assert meaning(RetryAfter(wait), Attempt(PERSON, HELLO)) == Wait(seconds)


async def test_a_group_that_moved_tells_its_new_id() -> None:
    said = "Bad Request: group chat was upgraded to a supergroup chat"
    assert await outcome_of(-7, HELLO, 400, said, migrate_to_chat_id=-1007) == Migrated(-1007)


@pytest.mark.parametrize("error", [BadRequest, Forbidden])
def test_words_count_whichever_status_carries_them(error: type[BadRequest | Forbidden]) -> None:
    assert meaning(error("bot was kicked from the group chat"), Attempt(GROUP, HELLO)) == ChatLost(
        "bot was kicked from the group chat"
    )


async def test_what_may_leave_no_more_stays_here_though_the_line_stands() -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.accept(MESSAGE)
        answers = iter((True, False, True))
        may_leave.set(lambda: next(answers))
        outcomes = [await transport.deliver(PERSON, HELLO) for _ in range(3)]
    assert outcomes == [Sent(7), Stale(), Sent(7)]
    assert [seen.method for seen in server.seen] == ["sendMessage"] * 2


@pytest.mark.parametrize("outgoing", [HELLO, EDIT, BOOK])
async def test_a_refused_connection_is_not_sent(outgoing: Outgoing) -> None:
    with closed_port() as url:
        async with transporting(url) as transport:
            outcome = await transport.deliver(PERSON, outgoing)
    assert isinstance(outcome, NotSent)
    assert TOKEN not in outcome.reason


async def reset_at_once(line: Line) -> None:
    line.reset()


async def reset_after_reading(line: Line) -> None:
    await line.read_request()
    line.reset()


async def cut_a_chunk(line: Line) -> None:
    await line.read_request()
    await line.write(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"ok":true,')


@pytest.mark.parametrize("outgoing", [HELLO, EDIT, BOOK])
@pytest.mark.parametrize("talk", [reset_at_once, reset_after_reading, cut_a_chunk, hang])
async def test_a_line_that_breaks_is_uncertain(talk: Any, outgoing: Outgoing, caplog: pytest.LogCaptureFixture) -> None:
    async with raw(talk) as server, transporting(server.url, timeouts=HASTY) as transport:
        with caplog.at_level(logging.DEBUG):
            outcome = await transport.deliver(PERSON, outgoing)
    assert isinstance(outcome, Uncertain)
    assert TOKEN not in outcome.reason + caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(status=502, text=f"<html>/bot{TOKEN}/</html>", content_type="text/html"),
        web.Response(text=f"<html>/bot{TOKEN}/</html>", content_type="text/html"),
        web.Response(text=""),
        (200, {"ok": True}),
        (200, {"ok": False, "description": "?"}),
        (200, {"ok": True, "result": None}),
        (200, {"ok": True, "result": []}),
        (200, {"ok": True, "result": {"message_id": 7}}),
        (200, {"ok": True, "result": True}),
        (400, {"nothing": 1}),
        (400, {"description": {}}),
    ],
    ids=range(11),
)
async def test_garbage_is_uncertain_and_leaks_nothing(
    answer: web.Response | tuple[int, object], caplog: pytest.LogCaptureFixture
) -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.answers = [answer]
        with caplog.at_level(logging.DEBUG):
            outcome = await transport.deliver(PERSON, HELLO)
    assert isinstance(outcome, Uncertain)
    assert TOKEN not in outcome.reason + caplog.text


async def test_a_malformed_message_is_refused_before_it_leaves(caplog: pytest.LogCaptureFixture) -> None:
    crooked = InlineKeyboard(((Button("x" * 3, "a"),), 5))  # type: ignore[arg-type]  # rows must be rows
    async with scripted() as server, transporting(server.url) as transport:
        assert await transport.deliver(PERSON, SendText("好", crooked)) == Refused("TypeError")
        assert server.seen == []
    assert "Traceback" in caplog.text
    assert TOKEN not in caplog.text


async def test_cancelling_passes_through() -> None:
    arrived = asyncio.Event()

    async def hold(line: Line) -> None:
        await line.read_request()
        arrived.set()
        await hang(line)

    async with raw(hold) as server, transporting(server.url) as transport:
        sending = asyncio.create_task(transport.deliver(PERSON, HELLO))
        await arrived.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending


async def test_a_message_goes_out_as_html_without_preview() -> None:
    assert await params_of(SendText("<b>好</b>", YES_NO, is_silent=True, reply_to=3)) == {
        "chat_id": PERSON,
        "text": "<b>好</b>",
        "parse_mode": "HTML",
        "disable_notification": True,
        "link_preview_options": {"is_disabled": True},
        "reply_parameters": {"message_id": 3, "allow_sending_without_reply": True},
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "参加", "callback_data": "a:1"}, {"text": "须知", "url": "https://example.org/"}]
            ]
        },
    }


async def test_a_preview_is_shown_where_asked_for() -> None:
    assert "link_preview_options" not in await params_of(SendText("https://example.org/", has_preview=True))


async def test_the_reply_keyboard_fits_and_stays() -> None:
    keyboard = ReplyKeyboard(((Key("签到"), Key("发送位置", asks_location=True)), (Key("我的"),)))
    markup = (await params_of(SendText("好", keyboard)))["reply_markup"]
    assert markup["keyboard"] == [
        [{"text": "签到"}, {"text": "发送位置", "request_location": True}],
        [{"text": "我的"}],
    ]
    assert (markup["resize_keyboard"], markup["is_persistent"], "one_time_keyboard" in markup) == (True, True, False)


async def test_a_one_time_keyboard_does_not_stay() -> None:
    markup = (await params_of(SendText("好", ReplyKeyboard(((Key("发送位置", True),),), is_one_time=True))))[
        "reply_markup"
    ]
    assert (markup["one_time_keyboard"], markup["is_persistent"]) == (True, False)


async def test_an_empty_reply_keyboard_takes_the_standing_one_away() -> None:
    assert (await params_of(SendText("好", ReplyKeyboard())))["reply_markup"] == {"remove_keyboard": True}


@pytest.mark.parametrize("keyboard", [None, InlineKeyboard()])
async def test_an_edit_without_buttons_names_none(keyboard: InlineKeyboard | None) -> None:
    assert await params_of(EditText(7, "已结束", keyboard)) == {
        "chat_id": PERSON,
        "message_id": 7,
        "text": "已结束",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


async def test_any_text_can_be_sent_off() -> None:
    assert (await params_of(SendText("半个\ud83d 🎉")))["text"] == "半个\ud83d 🎉"


@pytest.mark.parametrize(
    ("outgoing", "method"),
    [
        (HELLO, "sendMessage"),
        (EDIT, "editMessageText"),
        (CHART, "sendPhoto"),
        (BOOK, "sendDocument"),
        (SendVenue(43.8, 126.5, "江滨公园", "松江中路"), "sendVenue"),
    ],
)
async def test_what_was_taken_is_sent_with_its_message_id(outgoing: Outgoing, method: str) -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.accept(MESSAGE)
        assert await transport.deliver(PERSON, outgoing) == Sent(7)
    assert server.seen[0].method == method


async def test_leaving_a_group_has_no_message() -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.accept(True)
        assert await transport.deliver(GROUP, LeaveChat()) == Sent()
    assert (server.seen[0].method, server.seen[0].params) == ("leaveChat", {"chat_id": GROUP})


async def test_a_venue_says_where_it_is() -> None:
    params = await params_of(SendVenue(43.8, 126.5, "江滨公园", "松江中路"))
    assert (params["latitude"], params["longitude"], params["title"]) == (43.8, 126.5, "江滨公园")


@pytest.mark.parametrize("size", [10, 3 * 2**20])
async def test_an_upload_arrives_intact_and_under_its_own_name(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    answer = MESSAGE | {"document": {"file_id": "doc-1", "file_unique_id": "u"}}
    async with scripted() as server, transporting(server.url) as transport:
        server.accept(answer)
        book = SendFile(FileKind.DOCUMENT, "周报 W20.xlsx", content, "<b>本周</b>", YES_NO, is_silent=True)
        assert await transport.deliver(PERSON, book) == Sent(7, "doc-1")
    seen = server.seen[0]
    assert seen.files == {"document": ("周报 W20.xlsx", content)}
    assert (seen.params["caption"], seen.params["parse_mode"], seen.params["chat_id"]) == ("<b>本周</b>", "HTML", "5")
    assert '"inline_keyboard"' in seen.params["reply_markup"]


async def test_a_file_name_is_not_percent_encoded_on_the_wire() -> None:
    async with raw(reset_after_reading) as server, transporting(server.url) as transport:
        await transport.deliver(PERSON, BOOK)
    assert 'filename="周报.xlsx"'.encode() in server.requests[0]


async def test_the_largest_size_of_a_photo_is_remembered() -> None:
    sizes = [
        {"file_id": f"p{width}", "file_unique_id": f"u{width}", "width": width, "height": width}
        for width in (90, 1280, 320)
    ]
    async with scripted() as server, transporting(server.url) as transport:
        server.accept(MESSAGE | {"photo": sizes})
        assert await transport.deliver(PERSON, CHART) == Sent(7, "p1280")


async def test_a_file_uploaded_before_is_sent_by_its_id() -> None:
    again = SendFile(FileKind.PHOTO, "chart.png", b"", file_id="p1280")
    assert (await params_of(again))["photo"] == "p1280"


async def test_a_probe_tells_whether_telegram_answers() -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.accept({"id": 1, "is_bot": True, "first_name": "志愿"})
        assert await transport.probe() == Sent()
        server.say(401, "Unauthorized")
        assert await transport.probe() == TokenRejected()
        server.say(502, "Bad Gateway")
        assert isinstance(await transport.probe(), Uncertain)
    with closed_port() as url:
        async with transporting(url) as transport:
            assert isinstance(await transport.probe(), NotSent)


async def test_a_tap_is_answered_with_at_most_200_characters() -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.accept(True)
        await transport.answer_callback("q1", "好" * 200, is_alert=True)
        await transport.answer_callback("q2", "好" * 201)
        await transport.answer_callback("q3", None)
    assert [seen.params for seen in server.seen] == [
        {"callback_query_id": "q1", "text": "好" * 200, "show_alert": True},
        {"callback_query_id": "q2", "text": "好" * 199 + "…"},
        {"callback_query_id": "q3"},
    ]


async def test_a_tap_that_cannot_be_answered_is_logged_by_its_id_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with scripted() as server, transporting(server.url) as transport:
        server.say(400, "Bad Request: query is too old and response timeout expired")
        await transport.answer_callback("q1", "李雷，好")
        server.answers = [(200, {"ok": False, "description": "?"})]
        await transport.answer_callback("q2", "李雷，好")
    with closed_port() as url:
        async with transporting(url) as transport:
            await transport.answer_callback("q3", "李雷，好")
    assert [f"q{number}" in caplog.text for number in (1, 2, 3)] == [True, True, True]
    assert "李雷" not in caplog.text
    assert TOKEN not in caplog.text


def file_answers(size: int | None, *contents: web.Response) -> list[web.Response | tuple[int, object]]:
    file = {"file_id": "f", "file_unique_id": "u", "file_path": "documents/roster.xlsx"}
    return [(200, {"ok": True, "result": file | ({"file_size": size} if size is not None else {})}), *contents]


async def test_a_file_is_fetched() -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.answers = file_answers(4, web.Response(body=b"PK\x03\x04"))
        assert await transport.fetch_file("f", max_bytes=4) == b"PK\x03\x04"
    assert [seen.method for seen in server.seen] == ["getFile", "roster.xlsx"]


async def test_a_file_that_says_it_is_too_large_is_not_downloaded() -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.answers = file_answers(5)
        with pytest.raises(FileTooLarge) as caught:
            await transport.fetch_file("f", max_bytes=4)
    assert caught.value.params == {"max_bytes": 4}
    assert len(server.seen) == 1


async def test_a_file_that_turns_out_too_large_is_cut_off() -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.answers = file_answers(None, web.Response(body=b"12345"))
        with pytest.raises(FileTooLarge):
            await transport.fetch_file("f", max_bytes=4)


async def test_a_file_beyond_telegrams_own_bound_is_too_large() -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.say(400, "Bad Request: file is too big")
        with pytest.raises(FileTooLarge):
            await transport.fetch_file("f", max_bytes=4)


async def test_an_unknown_file_is_asked_for_once() -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.say(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        with pytest.raises(FileUnavailable):
            await transport.fetch_file("f", max_bytes=4)
    assert len(server.seen) == 1


async def test_a_broken_download_is_tried_twice() -> None:
    async with scripted() as server, transporting(server.url) as transport:
        server.answers = [(502, {}), *file_answers(4, web.Response(body=b"1234"))]
        assert await transport.fetch_file("f", max_bytes=4) == b"1234"
        server.answers = [(502, {})]
        server.seen.clear()
        with pytest.raises(FileUnavailable):
            await transport.fetch_file("f", max_bytes=4)
    assert len(server.seen) == 2
