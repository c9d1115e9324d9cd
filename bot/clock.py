"""The one clock of the program; tests and rehearsal hand in a clock that they move.

Pace, leases, jobs and the sandbox's limits read this clock. Only the time-outs of HTTP run on the machine's own.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

# Counts on while a machine sleeps, where the system has such a clock: a lease ends in its sleep as well.
_SECONDS = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
STEP = timedelta(seconds=2)
"""By how much the time of day may lag behind the seconds that passed before it counts as set back."""


class Clock(Protocol):
    """Tells the time and waits for it."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards; only differences mean something."""

    async def sleep(self, seconds: float) -> None:
        """Wait so long, however the time of day is set meanwhile; zero or less only lets other tasks run."""


class StepWatch:
    """Notices that the time of day was set back, as by a machine that learns the right time late."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen = clock.now(), clock.monotonic()

    def step_back(self) -> datetime | None:
        """Return what time it would be now had the clock not been set back since the last look; None if it was not."""
        then, tick = self._seen
        self._seen = now, _ = self._clock.now(), self._clock.monotonic()
        would_be = then + timedelta(seconds=self._seen[1] - tick)
        return would_be if would_be - now > STEP else None


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.clock_gettime(_SECONDS)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0.0))


class ManualClock:
    """A clock that stands still until it is moved; sleepers wake in the order of their moments."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            msg = "the clock needs an aware time"
            raise ValueError(msg)
        self._now = start.astimezone(UTC)
        self._start = self._now
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - self._start).total_seconds()

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        awake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        moment = self._now + timedelta(seconds=seconds)
        heapq.heappush(self._sleepers, (moment, next(self._order), awake))
        await awake

    def next_wakeup(self) -> datetime | None:
        """Return the earliest moment somebody sleeps until, or None when nobody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)  # was cancelled
        return self._sleepers[0][0] if self._sleepers else None

    def set(self, moment: datetime) -> None:
        """Move to ``moment`` (not backwards) and wake everyone who slept until then."""
        if moment < self._now:
            msg = f"the clock stands at {self._now}, after {moment}"
            raise ValueError(msg)
        self._now = moment.astimezone(UTC)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            awake = heapq.heappop(self._sleepers)[2]
            if not awake.done():
                awake.set_result(None)
