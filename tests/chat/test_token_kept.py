"""The token stands in every address of the Bot API, and in nothing that is written down: no log, no table, no file."""

from __future__ import annotations

import asyncio
import io
import logging
import sqlite3
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from telegram.error import TelegramError

from bot.logs import set_up_logging
from bot.sandbox.faults import Fault, FaultKind
from tests.chat.friday import Friday, friday_on
from tests.chat.loopback import HASTY, TOKEN, Line, closed_port, hang, raw, requesting, scripted

METHODS = ("getUpdates", "sendMessage", "answerCallbackQuery", "getFile", "setMyCommands", "sendDocument")
TALKATIVE = ("httpx", "httpcore", "aiohttp.access", "telegram", "apscheduler")
KINDS: tuple[FaultKind, ...] = ("status", "reset_before", "reset_after", "garbage")


async def cut_off(line: Line) -> None:
    await line.read_request()
    await line.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf")


async def speak_no_http(line: Line) -> None:
    await line.read_request()
    await line.write(b"220 smtp.example ready\r\n\r\n")


async def failed_download(base: str) -> str:
    """Fetch a file, expect it to fail, and return all that a log could show of it."""
    async with requesting(timeouts=HASTY) as request:
        with pytest.raises(TelegramError) as caught:
            await request.fetch(f"{base}/file/bot{TOKEN}/documents/file_1.xlsx", max_bytes=100, total_seconds=1)
    error = caught.value
    hidden = f"{error.__context__!r} {error.__cause__!r} {error.__notes__ if hasattr(error, '__notes__') else ''}"
    return "".join(traceback.format_exception(error)) + repr(error) + hidden


@pytest.mark.parametrize("talk", [cut_off, speak_no_http, hang])
async def test_a_download_that_breaks_off_does_not_quote_its_address(talk: Callable[[Line], Awaitable[None]]) -> None:
    async with raw(talk) as server:
        assert TOKEN not in await failed_download(server.url)


@pytest.mark.parametrize("base", ["http://[", "ftp://127.0.0.1", "http://127.0.0.1:99999", "http://", "bot"])
async def test_a_download_from_no_address_does_not_quote_it(base: str) -> None:
    assert TOKEN not in await failed_download(base)


async def test_a_download_that_is_refused_does_not_quote_its_address() -> None:
    with closed_port() as url:
        assert TOKEN not in await failed_download(url)
    async with scripted() as server:
        server.say(404, f"Not Found: /file/bot{TOKEN}/documents/file_1.xlsx")
        assert TOKEN not in await failed_download(server.url)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Log as a running bot does, but with the secrets left in: that they are struck out is the second lock."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    levels = {name: logging.getLogger(name).level for name in TALKATIVE}
    set_up_logging(logging.DEBUG, stream=stream)
    root.handlers[-1].setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)


async def test_through_all_that_can_go_wrong_no_log_and_no_table_has_the_token(
    sqlite_url: str, lines: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    async with friday_on(sqlite_url) as friday:
        secret = friday.stage.sandbox.token.partition(":")[2]
        assert len(secret) > 20
        for shift in (0, 1):
            await spoil(friday, shift)
        assert len({method for method, _kind in friday.stage.sandbox.faults.struck}) == 7
        await friday.stage.sandbox.stop()
        friday.stage.clock.set(friday.stage.clock.now() + timedelta(minutes=1))
        await asyncio.sleep(0.05)
    said = lines.getvalue()
    assert "intake.network error=NotConnected" in said
    assert "start.no_telegram" in said
    assert secret not in said + "".join(capfd.readouterr())
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as database:
        assert secret not in "\n".join(database.iterdump())


async def spoil(friday: Friday, shift: int) -> None:
    """Let each method fail once while people write, tap and send files, and the start of the bot as well."""
    stage, faults = friday.stage, friday.stage.sandbox.faults
    for place, method in enumerate(METHODS, start=shift * 2):
        faults.add(Fault(method, KINDS[place % len(KINDS)]))
    friday.organizer.type("/roster")
    await stage.advance(seconds=40)
    friday.organizer.send_document("花名册.csv", "单位,姓名\n".encode())
    if shift == 0:  # making a file takes its time
        friday.organizer.tap_data("tpl")
    await stage.advance(seconds=40)
    sent = friday.organizer.send_document("花名册.csv", b"x")
    assert sent.file is not None
    # Nothing lies where the file is said to be.
    stage.sandbox.world.files[sent.file.file_id] = replace(sent.file, path="documents/a?b")
    await stage.advance(seconds=10)
    await stage.stop_bot()
    faults.add(Fault("getMe", KINDS[shift]))
    opening = asyncio.create_task(stage.start_bot())
    while not opening.done():
        await asyncio.sleep(0.005)
        if (wakeup := stage.clock.next_wakeup()) is not None and not opening.done():
            stage.clock.set(wakeup)
    await opening
    faults.clear()
