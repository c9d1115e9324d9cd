"""The watch: admins are told once when something is wrong, and once when it is over."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import delete, select, update

from bot.clock import ManualClock
from bot.model import InboxRow, InboxState, Lane, Message, MessageState
from bot.rehearsal.stage import Stage
from bot.rules.calendar import WorkCalendar
from bot.services.activities import friday_rules
from bot.storage import DatabaseAway, Storage
from bot.texts import load_texts
from jobs.book import Runs
from jobs.schedule import Job, lateness, run, table
from jobs.tools import Tools
from tests.town import START, build_town, settings_for

ALERTS = ("alert-trouble", "alert-trouble-over")


class Desk:
    """Tools over a town whose one admin is told, with jobs that do as they are told."""

    def __init__(self, url: str, **sections: dict[str, object]) -> None:
        self.settings = settings_for(url, **sections)
        self.storage = Storage(url)
        self.clock = ManualClock(START)
        self.watch = next(job for job in table(self.settings) if job.id == "watch")
        self.restart()

    def restart(self) -> None:
        """Begin a new life of the process: what stands in memory is gone."""
        self.tools = Tools(self.storage, self.clock, self.settings, WorkCalendar({}, {}), friday_rules(self.settings))

    async def ring(self, job_id: str, error: Exception | None = None) -> None:
        """Run a job of the table that does nothing, or meets a fault."""

        async def work(_tools: Tools) -> None:
            if error is not None:
                raise error

        await run(Job(job_id, None, work), self.tools)

    async def look(self, **later: float) -> list[tuple[str, Any]]:
        """Let the watch look some time later; return what the admin has been told by then, kind and lines."""
        self.clock.set(self.clock.now() + timedelta(**later))
        await run(self.watch, self.tools)
        query = select(Message.kind, Message.params).where(Message.kind.in_(ALERTS)).order_by(Message.id)
        sent = update(Message).where(Message.kind.in_(ALERTS)).values(state=MessageState.SENT)
        await self.storage.write(lambda session: session.execute(sent))
        rows = await self.storage.read(lambda session: session.execute(query).all())
        return [(kind, [line for line, _params in params["lines"]["lines"]]) for kind, params in rows]


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    desk = Desk(sqlite_url)
    await desk.storage.write(build_town)
    yield desk
    desk.storage.close()


FAILED = ("alert-trouble", ["trouble-job-failed"])
MENDED = ("alert-trouble-over", ["trouble-job-failed-over"])


async def test_a_job_that_fails_is_told_once_and_once_when_it_is_mended(desk: Desk) -> None:
    await desk.ring("fridays.steps")
    assert await desk.look() == []
    for _time in range(3):
        await desk.ring("fridays.steps", KeyError("张三"))
        assert await desk.look(minutes=5) == [FAILED]
    await desk.ring("fridays.steps")
    assert await desk.look(minutes=5) == [FAILED]  # it has to run well for a while
    assert await desk.look(minutes=30) == [FAILED, MENDED]
    await desk.ring("fridays.steps")
    assert await desk.look(minutes=5) == [FAILED, MENDED]


async def test_jobs_that_fail_together_are_told_together(desk: Desk) -> None:
    for job_id in ("fridays.steps", "callouts", "standbys"):
        await desk.ring(job_id, RuntimeError())
    assert await desk.look() == [("alert-trouble", ["trouble-job-failed"] * 3)]


async def test_after_a_restart_a_known_failure_is_neither_told_again_nor_taken_for_mended(desk: Desk) -> None:
    await desk.ring("fridays.steps", RuntimeError())
    assert await desk.look() == [FAILED]
    desk.restart()
    assert await desk.look(minutes=5) == [FAILED]
    await desk.ring("fridays.steps")
    assert await desk.look(minutes=5) == [FAILED, MENDED]


async def test_a_database_that_is_away_is_no_fault_of_the_job(desk: Desk) -> None:
    await desk.ring("fridays.steps", DatabaseAway("locked"))
    assert await desk.look() == []


async def test_a_job_that_does_not_end_is_told_at_the_second_look(desk: Desk) -> None:
    desk.tools.book.runs["callouts"] = Runs(began_at=START)
    assert await desk.look(minutes=31) == []
    told = await desk.look(minutes=5)
    assert told == [("alert-trouble", ["trouble-job-late"])]
    await desk.ring("callouts")
    assert (await desk.look(seconds=1))[1:] == [("alert-trouble-over", ["trouble-job-late-over"])]


def test_a_job_is_late_from_its_next_moment_on() -> None:
    job = Job("x", CronTrigger(hour=9, timezone="UTC"), work=None)  # type: ignore[arg-type]
    nine = START.replace(hour=9)
    done = Runs(began_at=nine, ended_at=nine, done_at=nine)
    assert lateness(job, done, nine + timedelta(hours=23)) == timedelta()
    assert lateness(job, done, nine + timedelta(hours=25)) == timedelta(hours=1)
    assert lateness(job, Runs(), nine) == timedelta()


async def test_updates_and_messages_that_wait_too_long_are_told(desk: Desk) -> None:
    early = START - timedelta(hours=2)
    arrival = InboxRow(
        bot_id=1, update_id=1, person_key="user:1", received_at=early, body="{}", state=InboxState.WAITING
    )
    rows = [
        Message(
            dedup_key=f"{lane}", lane=lane, kind="help", chat_key="user:1", created_at=early, due_at=early, state=state
        )
        for lane, state in ((Lane.ALARM, MessageState.WAITING), (Lane.BULK, MessageState.SENT))
    ]
    await desk.storage.write(lambda session: session.add_all([arrival, *rows]))
    assert await desk.look() == []  # a moment's crowd
    told = await desk.look(minutes=5)
    assert told == [("alert-trouble", ["trouble-inbox", "trouble-outbox"])]
    gone = (delete(InboxRow), delete(Message).where(Message.lane == Lane.ALARM))
    for statement in gone:
        await desk.storage.write(lambda session, statement=statement: session.execute(statement))  # type: ignore[misc]
    assert (await desk.look(minutes=5))[1:] == [("alert-trouble-over", ["trouble-inbox-over", "trouble-outbox-over"])]


async def test_a_disk_that_is_nearly_full_is_told_until_there_is_room(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [400_000_000]
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: SimpleNamespace(free=free[0]))
    assert await desk.look() == [("alert-trouble", ["trouble-disk"])]
    free[0] = 100_000_000
    assert len(await desk.look(minutes=5)) == 1
    free[0] = 900_000_000
    assert (await desk.look(minutes=5))[1:] == [("alert-trouble-over", ["trouble-disk-over"])]


def test_every_job_has_a_name_in_both_languages(sqlite_url: str) -> None:
    sections: dict[str, dict[str, object]] = {
        "backup": {"folder": "copies"},
        "operator": {"heartbeat_url": "https://monitor.example.org/x"},
    }
    for job in table(settings_for(sqlite_url, **sections)):
        word = job.id.replace(".", "-")
        assert load_texts().format("zh-CN", "job-name", job=word) != word, job.id
        assert load_texts().format("en", "job-name", job=word) != word, job.id


async def test_the_admin_reads_what_failed_and_nothing_else(sqlite_url: str) -> None:
    storage = Storage(sqlite_url)
    town = await storage.write(build_town)
    storage.close()
    stage = Stage(settings_for(sqlite_url), start=START)
    await stage.open()
    try:
        admin = stage.sandbox.person(town.admin)
        other = stage.sandbox.person(town.organizer)
        for phone in (admin, other):
            phone.start()

        async def fail(_tools: Tools) -> None:
            raise RuntimeError("张三 13800000000")

        await stage.bot.ring(Job("retention.forget", None, fail))
        await stage.advance(minutes=15)
        assert admin.messages[-1].text == (
            "【运行提示】发现异常：\n· 定时任务“清除到期信息”执行失败，到下一次执行时会再试\n"
            "详情见运行日志。恢复后会再提示一次。"
        )
        await stage.bot.ring(next(job for job in stage.bot.jobs if job.id == "retention.forget"))
        await stage.advance(minutes=45)
        assert "· 定时任务“清除到期信息”执行失败（历时" in admin.messages[-1].text
        assert not any("运行提示" in message.text for message in other.messages)
    finally:
        await stage.close()
