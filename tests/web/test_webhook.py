"""The door for Telegram's posts: what is kept before it is answered, and who is turned away without a word."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.config import WatchSettings
from bot.storage import DatabaseAway
from bot.web.app import build_app, watching
from bot.web.probes import Probes
from bot.web.server import AddressTaken, WebServer
from bot.web.webhook import LARGEST_BODY, Webhook
from tests.processes.crew import free_port

SECRET = "a-secret-of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
RIGHT = {HEADER: SECRET}


class Door:
    """A server of its own, what it took, and how the database is."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.is_away = False
        self.port = free_port()
        routes = [*watching(Probes(self, WatchSettings())), Webhook("/telegram", SECRET, self.take).route]
        self.server = WebServer(build_app(routes), "127.0.0.1", self.port)

    async def take(self, update: dict[str, Any]) -> None:
        if self.is_away:
            raise DatabaseAway
        self.taken.append(update)

    async def ready(self) -> tuple[bool, dict[str, object]]:
        return True, {}

    async def metrics(self) -> str:
        raise ValueError("a figure that cannot be read")

    async def ask(self, path: str = "/telegram", method: str = "POST", **more: Any) -> tuple[int, str]:
        address = f"http://127.0.0.1:{self.port}{path}"
        async with aiohttp.ClientSession() as session, session.request(method, address, **more) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    await door.server.start()
    yield door
    await door.server.stop()


async def test_an_update_is_kept_before_it_is_answered(door: Door) -> None:
    update = {"update_id": 7, "message": {"text": "到了"}}
    assert await door.ask(json=update, headers=RIGHT) == (200, "")
    assert door.taken == [update]


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/telegram", "POST", {}, 403),
        ("/telegram", "POST", {HEADER: SECRET + "x"}, 403),
        ("/telegram", "POST", {HEADER: SECRET[:-1]}, 403),
        ("/telegram", "GET", RIGHT, 405),
        ("/telegram", "DELETE", RIGHT, 405),
        ("/telegram2", "POST", RIGHT, 404),
        ("/", "POST", RIGHT, 404),
        ("/healthz", "POST", RIGHT, 405),
    ],
)
async def test_who_does_not_know_the_way_learns_nothing(
    door: Door, path: str, method: str, headers: dict[str, str], status: int
) -> None:
    assert await door.ask(path, method, json={"update_id": 1}, headers=headers) == (status, "")
    assert door.taken == []


async def pieces() -> AsyncIterator[bytes]:
    for _ in range(LARGEST_BODY // 65536 + 1):
        yield b" " * 65536


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" " * (LARGEST_BODY + 1), 413),
        (None, 413),
        (b'{"update_id": 1', 400),
        (b"[" * 100_000, 400),
        (b"[1]", 400),
        (b"{}", 400),
        (b'{"update_id": "1"}', 400),
        (b'{"update_id": true}', 400),
        (json.dumps({"update_id": 2**70}).encode(), 400),
        (b"", 400),
    ],
)
async def test_what_is_no_update_is_refused(door: Door, body: bytes | None, status: int) -> None:
    """None stands for one that does not say how long it is, and is too long."""
    # A body that is refused amid its sending may cut the line before the answer is read.
    try:
        answer = await door.ask(data=pieces() if body is None else io.BytesIO(body), headers=RIGHT)
    except aiohttp.ClientOSError:
        assert status == 413
    else:
        assert answer == (status, "")
    assert door.taken == []
    assert (await door.ask("/healthz", "GET"))[0] == 200


async def test_what_cannot_be_kept_is_to_be_posted_again(door: Door) -> None:
    door.is_away = True
    assert await door.ask(json={"update_id": 7}, headers=RIGHT) == (503, "")
    door.is_away = False
    assert await door.ask(json={"update_id": 7}, headers=RIGHT) == (200, "")


async def test_an_address_that_somebody_else_has_is_said(door: Door) -> None:
    with pytest.raises(AddressTaken) as taken:
        await WebServer(build_app([]), "127.0.0.1", door.port).start()
    assert taken.value.params["address"] == f"127.0.0.1:{door.port}"


def test_who_serves_nothing_does_not_pay_for_a_server() -> None:
    look = "import sys, bot.process; print([name for name in ('uvicorn', 'starlette') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    assert done.stdout == "[]\n"
