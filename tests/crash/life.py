"""Lives of a bot that ends only by being killed, and what must stand in its tables once all is quiet."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import InboxRow, InboxState, Message, MessageState
from bot.sandbox import Sandbox
from bot.sandbox.faults import Fault
from bot.sandbox.limits import Limits
from bot.storage import Storage
from tests.crash.clock import LeapingClock
from tests.crash.runner import CHAT_SECONDS, IN_FLIGHT
from tests.crash.toll import Toll

ROOT = Path(__file__).parents[2]
POLLS_WITHIN_SECONDS = 15.0
WORKS_WITHIN_SECONDS = 1.0
SLOW = Fault("sendMessage", "delay", times=None, delay_seconds=0.2)  # so that a kill finds something under way


class Life:
    """Starts the bot again whenever it was killed."""

    def __init__(self, nursery: Process, sandbox: Sandbox, clock: LeapingClock, storage: Storage) -> None:
        self.in_flight: list[int] = []
        self._nursery = nursery
        self._storage = storage
        self._sandbox = sandbox
        self._clock = clock
        self._bot: int | None = None
        self._calls = 0

    @property
    def kills(self) -> int:
        return len(self.in_flight)

    def toll(self, work: str, report: Found, *, doubled: int, repeated: int = 0) -> Toll:
        """Sum up what the kills have cost."""
        statistics = self._sandbox.statistics
        unsettled = report.states["waiting"] + report.states["started"] + report.states["failed"]
        return Toll(
            work=work,
            kills=self.kills,
            updates=sum(statistics.updates.values()),
            lost=sum(statistics.updates.values()) - report.inbox["done"] + unsettled,
            messages=sum(report.states.values()),
            sent=report.states["sent"],
            uncertain=report.states["uncertain"],
            in_flight=sum(self.in_flight),
            most_in_flight=max(self.in_flight, default=0),
            doubled=doubled,
            repeated=repeated,
            breaches=statistics.limit_breaches,
        )

    async def begin(self) -> None:
        self._calls = self._sandbox.statistics.calls.get("getUpdates", 0)
        self._bot = await self._ask(f"begin {self._clock.ahead.total_seconds()}")

    async def come_to_life(self) -> None:
        """Wait until the bot asks for updates: it has connected and taken up what was left undone."""
        await until(
            lambda: self._sandbox.statistics.calls.get("getUpdates", 0) > self._calls,
            seconds=POLLS_WITHIN_SECONDS,
            what="the bot does not poll",
        )

    async def come_to_work(self) -> None:
        """Wait until it has sent something as well, which a fresh process may do late, or has had time enough."""
        sent, deadline = len(self._sandbox.statistics.sends), time.monotonic() + WORKS_WITHIN_SECONDS
        while len(self._sandbox.statistics.sends) == sent and time.monotonic() < deadline:  # noqa: ASYNC110 - a sandbox tells nobody
            await asyncio.sleep(0.005)

    async def kill(self) -> None:
        assert self._bot is not None
        os.kill(self._bot, signal.SIGKILL)
        self._bot = None
        assert await self._ask("bury") == -signal.SIGKILL, "the bot had ended by itself"
        self.in_flight.append(self._storage.read_now(count_started))
        assert self.in_flight[-1] <= IN_FLIGHT

    async def end(self) -> None:
        """Kill the last one too, which has nothing left to do and is not counted."""
        if self._bot is not None:
            os.kill(self._bot, signal.SIGKILL)
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()
        await self._nursery.wait()

    async def _ask(self, line: str) -> int:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(f"{line}\n".encode())
        return int(await self._nursery.stdout.readline())


@asynccontextmanager
async def living(url: str, sandbox: Sandbox, clock: LeapingClock, storage: Storage) -> AsyncIterator[Life]:
    ahead = f"{clock.ahead.total_seconds()}"
    command = (sys.executable, "-m", "tests.crash.runner", url, sandbox.base_url, sandbox.token, ahead)
    nursery = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    life = Life(nursery, sandbox, clock, storage)
    try:
        await life.begin()
        yield life
    finally:
        await life.end()


def sandbox_on(clock: LeapingClock) -> Sandbox:
    """Return a sandbox that forgives a little: on the real clock a busy machine delivers unevenly.

    The pace itself is tried on a clock that is moved.
    """
    return Sandbox(clock, limits=Limits(chat_gap_seconds=CHAT_SECONDS, tolerance_seconds=CHAT_SECONDS / 2))


async def until(look: Callable[[], bool], *, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.02)


@dataclass(slots=True)
class Found:
    """What stands in the tables at the end."""

    states: Counter[str]
    inbox: Counter[str]
    errors: list[str]
    rows: Counter[tuple[str, str, MessageState]]


def count_started(session: Session) -> int:
    return session.scalar(select(func.count()).where(Message.state == MessageState.STARTED)) or 0


def found(session: Session, *, now: datetime | None = None) -> Found:
    """Count what stands there; with ``now``, without what is not due by then."""
    query = select(Message.state, Message.kind, Message.chat_key)
    rows = session.execute(query if now is None else query.where(Message.due_at <= now)).all()
    return Found(
        Counter(row.state.value for row in rows),
        Counter(state.value for state in session.scalars(select(InboxRow.state))),
        list(session.scalars(select(InboxRow.error).where(InboxRow.error != ""))),
        Counter((row.kind, row.chat_key, row.state) for row in rows),
    )


def is_settled(session: Session, *, now: datetime | None = None) -> bool:
    """Tell whether nothing is left to be sent or handled; with ``now``, nothing that is due by then."""
    open_rows = select(Message.id).where(Message.state.in_((MessageState.WAITING, MessageState.STARTED))).limit(1)
    if now is not None:
        open_rows = open_rows.where(Message.due_at <= now)
    open_updates = select(InboxRow.id).where(InboxRow.state == InboxState.WAITING).limit(1)
    return session.scalar(open_rows) is None and session.scalar(open_updates) is None


def check_inbox(report: Found, sandbox: Sandbox) -> None:
    """Every update was stored once and has had its effect; none was taken for poison or for a flood."""
    statistics = sandbox.statistics
    assert not statistics.dropped
    assert not report.errors
    assert report.inbox == {"done": sum(statistics.updates.values())}
