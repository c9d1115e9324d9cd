"""Hard times: a line that spoils whatever it can, a clock that is set back, a disk that is full, a database that goes.

The bot heals by itself; what could not be done in time has a reason, and nothing is done twice.
"""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.clock import ManualClock, StepWatch
from bot.model import InboxRow, InboxState, Lane, MessageState
from bot.rehearsal import stage as stages
from bot.sandbox.faults import Fault
from bot.storage import engine
from jobs.schedule import LOOKS_EVERY_SECONDS, Schedule
from tests import postgres
from tests.test_sender import MONDAY, Outlet

MINUTES = 30
NUMBERED = "alert-poison"  # a text with a number in it
NUMBER = re.compile(r"编号(\d+)")
LANES = (Lane.REPLY, Lane.REMINDER, Lane.BULK)
FAULTS = (
    {"kind": "status", "status": 429, "retry_after": 45},
    {"kind": "status", "status": 500, "times": 3},
    {"kind": "status", "status": 502, "times": 5},
    {"kind": "reset_before", "times": 2},
    {"kind": "reset_after"},
    {"kind": "garbage"},
    {"kind": "delay", "times": 4, "delay_seconds": 0.05},
)


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Outlet]:
    outlet = Outlet(database_url, cadres=12)
    await outlet.stage.open()
    yield outlet
    await outlet.stage.close()


async def test_half_an_hour_on_a_stormy_line_loses_and_doubles_nothing_and_keeps_the_order(town: Outlet) -> None:
    chance = random.Random(20261127)  # noqa: S311 - a rehearsal, no secret
    number, lane_of = 0, {}
    for _minute in range(MINUTES):
        if chance.random() < 0.6:
            fault = chance.choice(FAULTS)
            town.stage.sandbox.faults.add(Fault(chance.choice(("sendMessage", "getUpdates", "*")), **fault))
        for _ in range(chance.randint(1, 6)):
            number, lane = number + 1, chance.choice(LANES)
            lane_of[number] = lane
            late = {"expires_at": town.stage.clock.now() + timedelta(seconds=20)} if lane is Lane.REMINDER else {}
            await town.say(town.key(chance.randrange(12)), NUMBERED, lane=lane, number=number, **late)
        town.phone(chance.randrange(12)).type("这是什么")
        await town.advance(minutes=1)
    town.stage.sandbox.faults.clear()
    await town.advance(minutes=10)
    rows = [row for row in town.rows() if row.kind == NUMBERED]
    assert len(rows) == number
    settled = {MessageState.SENT, MessageState.UNCERTAIN}
    assert settled <= {row.state for row in rows} <= settled | {MessageState.EXPIRED}
    assert {row.reason for row in rows if row.state is MessageState.EXPIRED} <= {"too late"}
    got: list[int] = []
    for place in range(12):
        came = [int(found[1]) for each in town.phone(place).messages if (found := NUMBER.search(each.text))]
        for lane in LANES:
            of_lane = [one for one in came if lane_of[one] is lane]
            assert of_lane == sorted(of_lane), (place, lane)
        got += came
    assert len(got) == len(set(got))
    sent = {row.params["number"] for row in rows if row.state is MessageState.SENT}
    unsure = {row.params["number"] for row in rows if row.state is MessageState.UNCERTAIN}
    assert sent <= set(got) <= sent | unsure
    done = town.stage.bot.storage.read_now(lambda s: s.scalar(select(func.count()).where(InboxRow.state == "done")))
    assert done == MINUTES


async def test_ten_minutes_without_a_line_cost_time_and_what_had_its_hour(town: Outlet) -> None:
    sandbox, now = town.stage.sandbox, town.stage.clock.now
    port = sandbox.port
    await sandbox.stop()
    await town.say(town.key(), NUMBERED, number=1)
    await town.say(town.key(1), NUMBERED, lane=Lane.REMINDER, number=2, expires_at=now() + timedelta(minutes=5))
    await town.advance(minutes=10)
    assert town.states() == [MessageState.WAITING] * 2
    await sandbox.start(port)
    town.phone(2).type("这是什么")
    await town.advance(minutes=1)
    assert town.states(town.key()) == [MessageState.SENT]
    assert [(row.state, row.reason) for row in town.rows(town.key(1))] == [(MessageState.EXPIRED, "too late")]
    assert "没有看懂" in town.phone(2).last.text


class WrongClock(ManualClock):
    """A clock whose time of day can be set apart from the seconds that pass."""

    wrong = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.wrong


async def test_a_clock_that_is_set_back_holds_nothing_up(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "ManualClock", WrongClock)
    outlet = Outlet(sqlite_url, cadres=3)
    clock = outlet.stage.clock
    assert isinstance(clock, WrongClock)
    await outlet.stage.open()
    try:
        outlet.spoil("status", status=429, retry_after=20)
        await outlet.say(outlet.key())
        await outlet.say(outlet.key(1), due_at=clock.now() + timedelta(seconds=2))
        await outlet.say(outlet.key(2), due_at=MONDAY + timedelta(days=1))
        await outlet.settle()
        clock.wrong = -timedelta(hours=1)
        for _ in range(30):
            clock.set(ManualClock.now(clock) + timedelta(seconds=1))
            await outlet.settle()
        assert outlet.states(outlet.key()) == [MessageState.SENT]
        assert outlet.states(outlet.key(1)) == [MessageState.SENT]
        assert outlet.states(outlet.key(2)) == [MessageState.WAITING], "what lies ahead stays where it was"
    finally:
        clock.wrong = timedelta(0)
        await outlet.stage.close()


def test_only_a_clock_that_falls_behind_counts_as_set_back() -> None:
    clock = WrongClock(MONDAY)
    watch = StepWatch(clock)
    steps = ((0, None), (3_600, None), (3_599, None), (0, MONDAY + timedelta(seconds=4 * 60 + 3_599)))
    for wrong, would_be in steps:
        clock.set(ManualClock.now(clock) + timedelta(minutes=1))
        clock.wrong = timedelta(seconds=wrong)
        assert watch.step_back() == would_be


async def test_after_the_clock_was_set_back_the_alarms_are_wound_anew(town: Outlet) -> None:
    clock = WrongClock(town.stage.clock.now())
    tools = replace(town.stage.bot.tools, clock=clock)
    schedule = Schedule(town.stage.bot.jobs, tools)
    await schedule.start()
    await asyncio.sleep(0)  # it begins to watch
    try:
        scheduler = schedule._scheduler
        soon = scheduler.get_job("broadcasts").next_run_time
        scheduler.modify_job("broadcasts", next_run_time=soon + timedelta(hours=1))  # as it stands after such a step
        clock.wrong = -timedelta(hours=1)
        clock.set(ManualClock.now(clock) + timedelta(seconds=LOOKS_EVERY_SECONDS))
        await asyncio.sleep(0.01)
        assert scheduler.get_job("broadcasts").next_run_time < soon + timedelta(minutes=1)
    finally:
        schedule.stop()


async def test_a_full_disk_costs_time_and_nothing_else(sqlite_url: str) -> None:
    outlet = Outlet(sqlite_url, cadres=3)
    await outlet.stage.open()
    try:
        storage = outlet.stage.bot.storage

        path = sqlite_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as other:
            (used,) = other.execute("PRAGMA page_count").fetchone()
        most = [used]

        @event.listens_for(storage._writing, "connect")
        def limit(connection: DBAPIConnection, _record: object) -> None:
            connection.cursor().execute(f"PRAGMA max_page_count = {most[0]}")

        storage._writing.dispose()
        for number in range(20):
            outlet.phone(number % 3).type("这是什么" * 200)
        await outlet.advance(seconds=30)
        done = storage.read_now(lambda s: s.scalar(select(func.count()).where(InboxRow.state == InboxState.DONE)))
        assert done is not None
        assert done < 20
        most[0] = 1_000_000
        storage._writing.dispose()
        await outlet.advance(minutes=2)
        states = storage.read_now(lambda s: s.scalars(select(InboxRow.state)).all())
        assert states == [InboxState.DONE] * 20
        assert sum(len(outlet.phone(place).messages) for place in range(3)) == 20
    finally:
        await outlet.stage.close()


async def test_a_database_that_somebody_else_locks_is_waited_for(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.02)
    outlet = Outlet(sqlite_url, cadres=3)
    await outlet.stage.open()
    try:
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            outlet.phone().type("这是什么")
            await outlet.advance(seconds=5)
            assert not outlet.phone().messages
            other.execute("ROLLBACK")
        await outlet.advance(seconds=5)
        assert len(outlet.phone().messages) == 1
    finally:
        await outlet.stage.close()


async def test_postgresql_is_restarted_under_the_bot() -> None:
    with postgres.serve() as server, server.database() as url:
        outlet = Outlet(url, cadres=12)
        await outlet.stage.open()
        try:
            for place in range(12):
                outlet.phone(place).type("这是什么")
                await outlet.say(outlet.key(place), NUMBERED, lane=Lane.BULK, number=place)
            await asyncio.sleep(0.01)
            server.cut_off()
            outlet.phone().type("签到")
            await outlet.advance(seconds=5)
            server.come_back()
            await outlet.advance(seconds=60)
            report = outlet.stage.bot.storage.read_now(lambda s: s.scalars(select(InboxRow.state)).all())
            assert report == [InboxState.DONE] * 13
            rows = [row for row in outlet.rows() if row.kind == NUMBERED]
            assert {row.state for row in rows} <= {MessageState.SENT, MessageState.UNCERTAIN}
            for place in range(12):
                came = [each for each in outlet.phone(place).messages if NUMBER.search(each.text)]
                assert len(came) <= 1
                assert len(came) == 1 or rows[place].state is MessageState.UNCERTAIN
        finally:
            await outlet.stage.close()
