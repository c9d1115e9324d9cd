from __future__ import annotations

import asyncio
import socket
import traceback
from typing import NoReturn

import pytest
from aiohttp import web
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import RequestData

from bot.chat.request import AiohttpRequest, AnswerTooLarge, NotConnected, build_bot, requests_for
from tests.chat.loopback import HASTY, MESSAGE, TOKEN, Line, closed_port, hang, raw, requesting, scripted


def address(url: str) -> str:
    return f"{url}/bot{TOKEN}/sendMessage"


async def failure_of(request: AiohttpRequest, url: str) -> TelegramError:
    """Post once, expect it to fail and the token to stand in nothing that a log could show of it."""
    with pytest.raises(TelegramError) as caught:
        await request.post(address(url), RequestData([]))
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert TOKEN not in shown
    hidden = caught.value.__context__
    assert TOKEN not in f"{hidden!r}{hidden}"
    return caught.value


async def reset_at_once(line: Line) -> None:
    line.reset()


async def reset_after_reading(line: Line) -> None:
    await line.read_request()
    line.reset()


async def close_after_reading(line: Line) -> None:
    await line.read_request()


async def cut_a_chunk(line: Line) -> None:
    await line.read_request()
    await line.write(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"ok":true,')


async def cut_a_body(line: Line) -> None:
    await line.read_request()
    await line.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok":true,')


async def speak_no_http(line: Line) -> None:
    await line.read_request()
    await line.write(b"220 smtp.example ready\r\n\r\n")


async def test_a_refused_connection_was_not_sent() -> None:
    with closed_port() as url:
        async with requesting() as request:
            assert isinstance(await failure_of(request, url), NotConnected)


async def test_a_name_that_does_not_resolve_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    async with requesting() as request:
        assert isinstance(await failure_of(request, "http://bot-api.example"), NotConnected)


async def test_a_failed_handshake_was_not_sent() -> None:
    async with raw(reset_at_once) as server, requesting() as request:
        assert isinstance(await failure_of(request, f"https://{server.host}"), NotConnected)


async def test_a_connection_that_takes_too_long_was_not_sent() -> None:
    # The proxy accepts and never opens the way: the time-out strikes while connecting.
    async with raw(hang) as proxy, requesting(timeouts=HASTY, proxy=proxy.url) as request:
        assert isinstance(await failure_of(request, "https://bot-api.example"), NotConnected)


async def test_a_proxy_that_hangs_up_was_not_sent() -> None:
    async with raw(close_after_reading) as proxy, requesting(proxy=proxy.url) as request:
        assert isinstance(await failure_of(request, "https://bot-api.example"), NotConnected)


async def test_a_proxy_that_wants_a_password_was_not_sent() -> None:
    async def refuse(line: Line) -> None:
        await line.read_request()
        await line.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    async with raw(refuse) as proxy, requesting(proxy=proxy.url) as request:
        assert isinstance(await failure_of(request, "https://bot-api.example"), NotConnected)
        assert isinstance(await failure_of(request, "http://bot-api.example"), NotConnected)


async def test_waiting_too_long_for_a_free_connection_was_not_sent() -> None:
    arrived = asyncio.Event()

    async def hold(line: Line) -> None:
        await line.read_request()
        arrived.set()
        await hang(line)

    async with raw(hold) as server, requesting(connections=1) as request:
        first = asyncio.create_task(request.post(address(server.url)))
        await arrived.wait()
        with pytest.raises(NotConnected):
            await request.post(address(server.url), pool_timeout=0.01, connect_timeout=0.01)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
    assert len(server.requests) == 1


async def test_a_closed_session_was_not_sent_and_opens_again() -> None:
    async with scripted() as server:
        server.accept(True)
        request = AiohttpRequest(secret=TOKEN)
        assert isinstance(await failure_of(request, server.url), NotConnected)
        for _ in range(2):
            await request.initialize()
            await request.initialize()
            assert await request.post(address(server.url)) is True
            await request.shutdown()
            await request.shutdown()
        assert isinstance(await failure_of(request, server.url), NotConnected)
        assert len(server.seen) == 2


async def test_an_address_that_is_none_was_not_sent() -> None:
    async with requesting() as request:
        assert isinstance(await failure_of(request, "ftp://bot-api.example"), NotConnected)
        assert isinstance(await failure_of(request, "http://"), NotConnected)


@pytest.mark.parametrize(
    "talk", [reset_at_once, reset_after_reading, close_after_reading, cut_a_chunk, cut_a_body, speak_no_http]
)
async def test_a_line_that_breaks_may_have_been_sent(talk: object) -> None:
    assert callable(talk)
    async with raw(talk) as server, requesting() as request:
        failure = await failure_of(request, server.url)
    assert type(failure) is NetworkError


async def test_silence_may_have_been_sent() -> None:
    async with raw(hang) as server, requesting(timeouts=HASTY) as request:
        assert type(await failure_of(request, server.url)) is TimedOut


async def test_a_server_that_drips_is_cut_off_by_the_total() -> None:
    async def drip(line: Line) -> None:
        await line.read_request()
        await line.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
        while True:
            await line.write(b" ")
            await asyncio.sleep(0.01)

    async with raw(drip) as server, requesting(timeouts=HASTY) as request:
        assert type(await failure_of(request, server.url)) is TimedOut


async def test_the_callers_time_out_goes_before_the_default() -> None:
    async with raw(hang) as server, requesting() as request:
        assert request.read_timeout == 15.0
        with pytest.raises(TimedOut):
            await request.post(address(server.url), read_timeout=0.02)


async def test_a_connection_closed_between_requests_is_replaced() -> None:
    async def one_each(line: Line) -> None:
        await line.read_request()
        await line.answer(True)

    async with raw(one_each) as server, requesting() as request:
        for _ in range(3):
            assert await request.post(address(server.url)) is True
            await asyncio.sleep(0.01)
    assert len(server.requests) == 3


async def test_a_post_on_a_dying_connection_is_not_repeated() -> None:
    async def answer_once(line: Line) -> None:
        await line.read_request()
        await line.answer(True)
        await line.read_request()

    async with raw(answer_once) as server, requesting() as request:
        assert await request.post(address(server.url)) is True
        assert type(await failure_of(request, server.url)) is NetworkError
        await asyncio.sleep(0.02)
    assert (server.connections, len(server.requests)) == (1, 2)


async def test_a_redirect_is_not_followed() -> None:
    async with scripted() as server, requesting() as request:
        server.answers = [web.Response(status=307, headers={"Location": f"{server.url}/elsewhere"})]
        assert type(await failure_of(request, server.url)) is NetworkError
    assert len(server.seen) == 1


async def test_the_proxy_comes_from_the_setting_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async def accept(line: Line) -> None:
        await line.read_request()
        await line.answer(True)

    async with raw(accept) as chosen, raw(accept) as forgotten, raw(accept) as server:
        monkeypatch.setenv("http_proxy", forgotten.url)
        async with requesting() as straight, requesting(proxy=chosen.url) as around:
            await straight.post(address(server.url))
            await around.post(address("http://bot-api.example"))
    assert (len(server.requests), forgotten.requests) == (1, [])
    assert chosen.requests[0].startswith(b"POST http://bot-api.example/bot")


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "127.0.0.1:3128"])
def test_a_proxy_that_is_not_http_is_refused(proxy: str) -> None:
    with pytest.raises(ValueError, match="proxy"):
        requests_for(TOKEN, proxy=proxy)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, InvalidToken),
        (404, InvalidToken),
        (407, NotConnected),
        (413, BadRequest),
        (429, RetryAfter),
        (403, NetworkError),
        (400, NetworkError),
        (500, NetworkError),
        (502, NetworkError),
        (302, NetworkError),
    ],
)
async def test_a_page_instead_of_an_answer_is_judged_by_its_status(status: int, kind: type[TelegramError]) -> None:
    async with scripted() as server, requesting() as request:
        page = f"<html>The requested URL /bot{TOKEN}/sendMessage failed</html>"
        server.answers = [web.Response(status=status, text=page, content_type="text/html")]
        assert type(await failure_of(request, server.url)) is kind


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b"\xff\xfe", b'{"ok":true}', b'{"ok":false,"description":5}', b"[" * 99999]
)
async def test_a_success_that_is_no_answer_is_an_error_without_its_body(
    body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with scripted() as server, requesting() as request:
        server.answers = [web.Response(body=body + TOKEN.encode() * bool(body == b"<html>"))]
        assert type(await failure_of(request, server.url)) is TelegramError
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("parameters", [{}, {"retry_after": 0}, {"retry_after": "soon"}, "none"])
async def test_a_flood_answer_without_a_wait_still_makes_us_wait(parameters: object) -> None:
    async with scripted() as server, requesting() as request:
        server.answers = [(429, {"ok": False, "description": "Too Many Requests", "parameters": parameters})]
        assert isinstance(await failure_of(request, server.url), RetryAfter)


async def test_an_error_that_quotes_the_token_has_it_blanked() -> None:
    async with scripted() as server, requesting() as request:
        server.say(403, f"Forbidden: {TOKEN} may not")
        failure = await failure_of(request, server.url)
    assert type(failure) is Forbidden
    assert str(failure) == "Forbidden: *** may not"


@pytest.mark.parametrize("is_announced", [True, False])
@pytest.mark.parametrize("size", [999, 1000, 1001, 300_000])
async def test_a_download_stops_at_its_bound(size: int, is_announced: bool) -> None:
    async def serve(line: Line) -> None:
        await line.read_request()
        head = b"Content-Length: %d\r\n" % size if is_announced else b"Connection: close\r\n"
        await line.write(b"HTTP/1.1 200 OK\r\n%b\r\n%b" % (head, b"x" * size))

    async with raw(serve) as server, requesting() as request:
        if size <= 1000:
            assert await request.fetch(server.url, max_bytes=1000) == b"x" * size
        else:
            with pytest.raises(AnswerTooLarge):
                await request.fetch(server.url, max_bytes=1000)


async def test_a_download_that_is_not_there_is_an_error() -> None:
    async with scripted() as server, requesting() as request:
        server.answers = [web.Response(status=404, text="a page longer than the file may be")]
        with pytest.raises(InvalidToken):
            await request.fetch(server.url, max_bytes=4)


async def test_polling_has_connections_of_its_own() -> None:
    async with scripted() as server:
        server.answers = [(200, {"ok": True, "result": []})]
        bot = build_bot(TOKEN, f"{server.url}/bot", f"{server.url}/file/bot")
        ordinary, polling = bot._request
        assert ordinary is not polling
        async with ordinary, polling:
            assert await bot.get_updates(timeout=0) == ()
            server.accept(MESSAGE)
            assert (await bot.send_message(5, "好")).message_id == 7
    assert [seen.method for seen in server.seen] == ["getUpdates", "sendMessage"]
