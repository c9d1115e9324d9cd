"""A bot at work, watched over HTTP: alive, ready once it receives, with its figures, and none of it names anybody."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from pathlib import Path

import aiohttp

from bot.storage import Storage
from tests.cli.terminal import Terminal, environ_for, stopped, telegram
from tests.cli.test_run import ready
from tests.town import build_town

TOKEN = "a-word-of-sixteen-signs"


async def test_a_bot_at_work_tells_how_it_stands(database_url: str, tmp_path: Path) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    storage = Storage(database_url)
    storage.write_now(build_town)
    storage.close()
    async with telegram() as sandbox:
        terminal = Terminal(
            tmp_path,
            **environ_for(sandbox),
            VOLUNTEER_BOT_DATABASE__URL=database_url,
            VOLUNTEER_BOT_WEB__LISTEN=f"127.0.0.1:{port}",
            VOLUNTEER_BOT_WATCH__METRICS_TOKEN=TOKEN,
            VOLUNTEER_BOT_OPERATOR__LOG_FORMAT="json",
        )
        async with terminal.running() as process:
            log = await ready(process)
            async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:

                async def ask(path: str, **headers: str) -> tuple[int, str]:
                    async with session.get(path, headers=headers) as answer:
                        return answer.status, await answer.text()

                assert await ask("/healthz") == (200, '{"alive": true}')
                status, body = await ask("/readyz")
                assert (status, json.loads(body)["role"], set(json.loads(body)["checks"].values())) == (
                    200,
                    "leader",
                    {"ok"},
                )
                assert (await ask("/metrics"))[0] == 401
                status, figures = await ask("/metrics", Authorization=f"Bearer {TOKEN}")
            end = await stopped(process)
    assert status == 200
    for figure in (
        "volunteer_bot_leader 1",
        'volunteer_bot_outbox_messages{lane="reply",state="started"}',
        'volunteer_bot_job_last_success_timestamp_seconds{job="fridays.plan"}',
    ):
        assert f"\n{figure}" in figures
    assert "张" not in figures
    assert end.code == 0
    for line in (log + end.err).splitlines():
        assert {"time", "level", "logger"} < json.loads(line).keys()
    assert TOKEN not in log + end.err
