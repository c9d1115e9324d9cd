"""The heartbeat: called each minute while the bot works, silent as soon as something is stuck."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from aiohttp import web

from bot.clock import ManualClock
from bot.model import InboxRow, InboxState, Lane, Message, MessageState
from bot.rehearsal.stage import Stage
from bot.rules.calendar import WorkCalendar
from bot.services import health
from bot.services.activities import friday_rules
from bot.storage import Storage
from jobs import heartbeat
from jobs.schedule import table
from jobs.tools import Tools
from tests.town import START, settings_for

LATE = START - timedelta(minutes=3)
FRESH = START - timedelta(minutes=1)


def update(received_at: datetime, state: InboxState = InboxState.WAITING) -> InboxRow:
    return InboxRow(bot_id=1, update_id=1, person_key="user:1", received_at=received_at, body="{}", state=state)


def message(number: int, state: MessageState, due_at: datetime, **more: Any) -> Message:
    return Message(
        dedup_key=str(number),
        lane=Lane.BULK,
        kind="help",
        chat_key="user:1",
        created_at=LATE,
        due_at=due_at,
        state=state,
        **more,
    )


@pytest.mark.parametrize(
    ("rows", "is_well"),
    [
        ([], True),
        ([update(FRESH)], True),
        ([update(LATE)], False),
        ([update(LATE, InboxState.FAILED)], True),
        ([message(1, MessageState.WAITING, FRESH)], True),
        ([message(1, MessageState.WAITING, LATE)], False),
        ([message(1, MessageState.STARTED, LATE)], False),
        ([message(1, MessageState.WAITING, LATE, expires_at=START)], True),
        ([message(1, MessageState.WAITING, LATE), message(2, MessageState.SENT, LATE, finished_at=FRESH)], True),
        ([message(1, MessageState.WAITING, LATE), message(2, MessageState.SENT, LATE, finished_at=LATE)], False),
        ([message(1, MessageState.WAITING, START + timedelta(hours=1))], True),
    ],
)
def test_health_is_told_from_what_waits(sqlite_url: str, rows: list[Any], is_well: bool) -> None:
    storage = Storage(sqlite_url)
    try:
        storage.write_now(lambda session: session.add_all(rows))
        assert storage.read_now(partial(health.is_healthy, now=START)) is is_well
    finally:
        storage.close()


@asynccontextmanager
async def monitor() -> AsyncIterator[tuple[str, list[str]]]:
    """A monitoring service on loopback: its address, and the paths it was called at."""
    calls: list[str] = []

    async def note(request: web.Request) -> web.Response:
        calls.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_get("/{path:.*}", note)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/ping", calls
    finally:
        await runner.cleanup()


async def test_the_monitor_is_called_each_minute_while_all_is_well(sqlite_url: str) -> None:
    async with monitor() as (address, calls):
        stage = Stage(settings_for(sqlite_url, operator={"heartbeat_url": address}), start=START)
        await stage.open()
        try:
            for _minute in range(3):
                await stage.advance(minutes=1)
        finally:
            await stage.close()
    assert calls == ["/ping"] * 3


async def test_nobody_is_called_while_an_update_is_stuck(sqlite_url: str) -> None:
    async with monitor() as (address, calls):
        storage = Storage(sqlite_url)
        try:
            await storage.write(lambda session: session.add(update(LATE)))
            await heartbeat.call(tools(storage, address))
        finally:
            storage.close()
    assert calls == []


async def test_a_monitor_that_is_away_is_only_logged_without_its_address(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with monitor() as (address, _calls):
        pass
    storage = Storage(sqlite_url)
    try:
        await heartbeat.call(tools(storage, address + "/hush"))
    finally:
        storage.close()
    assert "heartbeat.failed" in caplog.text
    assert "hush" not in caplog.text


def test_without_an_address_there_is_no_such_job(sqlite_url: str) -> None:
    ids = {job.id for job in table(settings_for(sqlite_url))}
    assert "heartbeat" not in ids


def tools(storage: Storage, address: str) -> Tools:
    settings = settings_for(storage.url, operator={"heartbeat_url": address})
    return Tools(storage, ManualClock(START), settings, WorkCalendar({}, {}), friday_rules(settings))
