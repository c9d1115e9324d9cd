"""What the process tells those who watch it from outside: whether it lives, whether it works, and its figures.

It holds no personal data: lanes, states, names of jobs, counts, seconds.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.config import WatchSettings
from bot.model import Lane
from bot.services import measures
from bot.services.measures import Measures, Rows
from bot.storage import DatabaseAway, Storage
from bot.storage.durations import BOUNDS
from bot.storage.version import is_current
from bot.web.exposition import Family, Kind, gauge, histogram, labelled, write
from jobs.book import Book, Runs

T = TypeVar("T")

PATIENCE_SECONDS: Final = 3.0
"""How long the database may take to answer before it counts as away."""
SETTLED_KEPT_SECONDS: Final = 60.0
"""Settled messages are counted at most this often: all of them have to be looked at."""

_OUTCOMES: Final = tuple(state.value for state in measures.SETTLED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether this process leads, and in which epoch; on SQLite one leads always."""

    is_leader: bool = True
    epoch: int = 0


@dataclass(slots=True)
class Vitals:
    """Asked by the web server; each answer is read when it is asked for.

    ``hears`` tells whether updates can come in, ``sends`` whether messages can leave, at this moment; ``late`` by how
    much each job is late.
    """

    storage: Storage
    clock: Clock
    watch: WatchSettings
    book: Book
    late: Callable[[datetime], Mapping[str, timedelta]]
    hears: Callable[[], bool] = lambda: True
    sends: Callable[[], bool] = lambda: True
    standing: Callable[[], Standing] = Standing
    _settled: Rows = field(default_factory=dict)
    _settled_at: float = float("-inf")

    async def ready(self) -> tuple[bool, dict[str, object]]:
        """Tell whether the process does its work, and what stands in its way; a follower has to reach the database."""
        standing = self.standing()
        checks = await self._database_checks(is_leader=standing.is_leader)
        if standing.is_leader:
            checks |= {"receiving": _said(self.hears()), "sending": _said(self.sends())}
        is_ready = all(said == "ok" for said in checks.values())
        role = "leader" if standing.is_leader else "follower"
        return is_ready, {"ready": is_ready, "role": role, "checks": checks}

    async def metrics(self) -> str:
        """Write all figures; without a database those of the process alone, and of a follower none of the work."""
        try:
            taken = await self._ask(lambda session: measures.take(session, now=self.clock.now()))
            if time.monotonic() - self._settled_at > SETTLED_KEPT_SECONDS:
                self._settled, self._settled_at = await self._ask(measures.settled), time.monotonic()
        except (DatabaseAway, TimeoutError):
            taken = None
        families = [gauge("database_up", "Whether the database answers.", taken is not None)]
        if taken is not None:
            families += _books(taken, self._settled)
        standing = self.standing()
        if standing.is_leader:
            families += _jobs(self.book.runs, self.late(self.clock.now()))
            families += [
                gauge("receiving", "Whether updates can come in.", self.hears()),
                gauge("sending", "Whether messages can leave.", self.sends()),
            ]
        families += [
            gauge("leader", "Whether this process leads.", standing.is_leader),
            gauge("leader_epoch", "The epoch in which it does or did.", standing.epoch),
            histogram(
                "writer_commit_seconds",
                "Time that units of work committed together take.",
                BOUNDS,
                self.storage.commits.counts,
                self.storage.commits.seconds,
            ),
        ]
        return write([*families, *_process()])

    async def _database_checks(self, *, is_leader: bool) -> dict[str, str]:
        try:
            is_right, taken = await self._ask(self._look)
        except (DatabaseAway, TimeoutError):
            return {"database": "away"}
        checks = {"database": "ok", "schema": "ok" if is_right else "changed"}
        if is_leader:
            is_late = taken.lags.inbox > timedelta(minutes=self.watch.inbox_minutes)
            checks["inbox"] = "late" if is_late else "ok"
            urgent = max(taken.lags.outbox[lane] for lane in Lane if lane <= Lane.ALARM)
            checks["outbox"] = "late" if urgent > timedelta(minutes=self.watch.outbox_minutes) else "ok"
        return checks

    def _look(self, session: Session) -> tuple[bool, Measures]:
        return is_current(session), measures.take(session, now=self.clock.now())

    async def _ask(self, query: Callable[[Session], T]) -> T:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.storage.read(query)


def _said(is_well: bool) -> str:
    return "ok" if is_well else "away"


def _books(taken: Measures, settled: Rows) -> Iterator[Family]:
    yield gauge("inbox_lag_seconds", "Age of the oldest update not handled.", taken.lags.inbox.total_seconds())
    yield labelled(
        Kind.GAUGE,
        "inbox_updates",
        "Updates that wait, or that were given up and are kept.",
        (({"state": state.value}, count) for state, count in taken.inbox.items()),
    )
    yield labelled(
        Kind.GAUGE,
        "outbox_lag_seconds",
        "How long the oldest message that is due has waited.",
        (({"lane": _lane(lane)}, lag.total_seconds()) for lane, lag in taken.lags.outbox.items()),
    )
    yield _messages(Kind.GAUGE, "outbox_messages", "Messages that wait or are on their way.", taken.unfinished)
    yield _messages(Kind.COUNTER, "outbox_settled_total", "Messages by what came of them.", settled)


def _messages(kind: Kind, name: str, meaning: str, rows: Rows) -> Family:
    return labelled(
        kind, name, meaning, (({"lane": _lane(lane), "state": state.value}, n) for (lane, state), n in rows.items())
    )


def _jobs(runs: Mapping[str, Runs], late: Mapping[str, timedelta]) -> Iterator[Family]:
    def of(values: Mapping[str, float]) -> Iterator[tuple[Mapping[str, str], float]]:
        return (({"job": job_id}, value) for job_id, value in values.items())

    good = {job_id: run.succeeded_at.timestamp() for job_id, run in runs.items() if run.succeeded_at is not None}
    yield labelled(
        Kind.GAUGE,
        "job_late_seconds",
        "By how much a job is late.",
        of({k: v.total_seconds() for k, v in late.items()}),
    )
    yield labelled(Kind.GAUGE, "job_last_success_timestamp_seconds", "When a job last ended well.", of(good))
    yield labelled(
        Kind.GAUGE,
        "job_last_run_seconds",
        "How long its last run took.",
        of({k: run.seconds for k, run in runs.items()}),
    )
    yield labelled(
        Kind.COUNTER, "job_failures_total", "Runs that met a fault.", of({k: run.failures for k, run in runs.items()})
    )


def _process() -> Iterator[Family]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield gauge("process_resident_memory_bytes", "Memory of this process.", _resident_bytes(used.ru_maxrss))
    yield labelled(
        Kind.COUNTER,
        "process_cpu_seconds_total",
        "Processor time of this process.",
        [({}, used.ru_utime + used.ru_stime)],
    )


def _resident_bytes(most: int) -> int:
    """Return the memory in use, or where the system does not tell it the most there has been."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return most if sys.platform == "darwin" else most * 1024


def _lane(lane: Lane) -> str:
    return lane.name.lower()
