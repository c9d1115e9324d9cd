"""The paths for those who watch: who may read what, and with which status."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from http import HTTPStatus

import aiohttp
import pytest
from pydantic import SecretStr

from bot.config import WatchSettings
from bot.web.app import build_app, watching
from bot.web.exposition import CONTENT_TYPE
from bot.web.probes import HEALTH, METRICS, READY, Probes
from bot.web.server import WebServer

TOKEN = "a-word-of-sixteen-signs"


class Stand:
    """Says what it was told to."""

    def __init__(self, is_ready: bool = True) -> None:
        self.is_ready = is_ready

    async def ready(self) -> tuple[bool, dict[str, object]]:
        return self.is_ready, {"ready": self.is_ready}

    async def metrics(self) -> str:
        return "volunteer_bot_leader 1\n"


async def test_a_process_that_answers_is_alive() -> None:
    reply = await Probes(Stand(is_ready=False), WatchSettings()).answer(HEALTH)
    assert (reply.status, json.loads(reply.body)) == (HTTPStatus.OK, {"alive": True})


@pytest.mark.parametrize(("is_ready", "status"), [(True, 200), (False, 503)])
async def test_ready_or_not_is_told_by_the_status_and_the_body(is_ready: bool, status: int) -> None:
    reply = await Probes(Stand(is_ready), WatchSettings()).answer(READY)
    assert (reply.status, json.loads(reply.body)) == (status, {"ready": is_ready})


async def test_figures_are_text_of_prometheus() -> None:
    reply = await Probes(Stand(), WatchSettings()).answer(METRICS)
    assert (reply.status, reply.content_type, reply.body) == (200, CONTENT_TYPE, "volunteer_bot_leader 1\n")


async def test_figures_that_are_turned_off_are_not_there() -> None:
    probes = Probes(Stand(), WatchSettings(metrics=False))
    assert METRICS not in probes.paths
    assert (await probes.answer(METRICS)).status == HTTPStatus.NOT_FOUND
    assert (await probes.answer(READY)).status == HTTPStatus.OK


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        ("", 401),
        (TOKEN, 401),
        (f"Bearer {TOKEN}x", 401),
        (f"bearer {TOKEN}", 200),
        (f"Basic {TOKEN}", 401),
        ("Bearer 口令", 401),
    ],
)
async def test_where_there_is_a_token_the_figures_need_it_and_health_does_not(shown: str, status: int) -> None:
    probes = Probes(Stand(), WatchSettings(metrics_token=SecretStr(TOKEN)))
    reply = await probes.answer(METRICS, shown)
    assert reply.status == status
    assert bool(reply.body) is (status == 200)
    assert (await probes.answer(HEALTH)).status == (await probes.answer(READY)).status == HTTPStatus.OK


async def test_over_http_only_gets_of_these_paths_are_answered() -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    probes = Probes(Stand(is_ready=False), WatchSettings(metrics_token=SecretStr(TOKEN)))
    server = WebServer(build_app(watching(probes)), "127.0.0.1", port)
    await server.start()
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:

            async def ask(method: str, path: str, **headers: str) -> tuple[int, str, str]:
                async with session.request(method, path, headers=headers) as answer:
                    return answer.status, answer.content_type, await answer.text()

            assert await ask("GET", HEALTH) == (200, "application/json", '{"alive": true}')
            assert await ask("GET", READY) == (503, "application/json", '{"ready": false}')
            assert (await ask("GET", METRICS))[0] == 401
            shown = await ask("GET", METRICS, Authorization=f"Bearer {TOKEN}")
            assert shown == (200, "text/plain", "volunteer_bot_leader 1\n")
            assert (await ask("POST", HEALTH))[::2] == (405, "")
            assert (await ask("GET", "/other"))[::2] == (404, "")
    finally:
        await server.stop()
