"""The watch: looks whether jobs run, updates are handled, messages leave and the disk has room, and tells the admins.

What the database says of itself it cannot say while it is away, nor chat that the chat is down: those are told by the
silence of the heartbeat and by the metrics.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.config import WatchSettings
from bot.model import Lane
from bot.services import health, troubles
from bot.services.health import Lags
from bot.services.outbox import Span, Term
from bot.services.troubles import Trouble
from bot.storage.engine import sqlite_path
from jobs.book import Runs
from jobs.tools import Tools

CALM: Final = timedelta(minutes=30)
"""How long a job must have run without a fault before it counts as mended, so that nobody is told every few minutes."""
MEGABYTE: Final = 1_000_000


async def look(tools: Tools, late: Mapping[str, timedelta], job_ids: frozenset[str]) -> None:
    """Compare what is found with what the admins know, and tell them the difference.

    Args:
        tools: With the book of the jobs.
        late: By how much each job is late.
        job_ids: The jobs of the table.
    """
    now, watch = tools.clock.now(), tools.settings.watch
    lags, known = await tools.storage.read(partial(_look, now=now))
    behind = [*_late_jobs(late, watch), *_lags(lags, watch)]
    found = [*_failed_jobs(tools.book.runs, now), *_unheard(tools.book.runs, known, job_ids)]
    # A machine that was asleep, or a moment's crowd, is behind at one look and not at the next.
    found += [trouble for trouble in behind if trouble.subject in known or trouble.subject in tools.book.suspects]
    tools.book.suspects = {trouble.subject for trouble in behind}
    found += _disks(tools)
    if {trouble.subject for trouble in found} != known.keys():
        await tools.storage.write(partial(troubles.settle, now=now, found=found))


def _look(session: Session, *, now: datetime) -> tuple[Lags, Mapping[str, int]]:
    return health.lags(session, now=now), troubles.known(session)


def _failed_jobs(runs: Mapping[str, Runs], now: datetime) -> Iterator[Trouble]:
    for job_id, run in runs.items():
        if run.failed_at is not None and (run.error or now - run.failed_at < CALM):
            yield Trouble(f"failed:{job_id}", "trouble-job-failed", _named(job_id))


def _unheard(runs: Mapping[str, Runs], known: Mapping[str, int], job_ids: frozenset[str]) -> Iterator[Trouble]:
    """Go on with what was told of a job before the restart, until it has run in this life."""
    for subject in known:
        family, _, job_id = subject.partition(":")
        if family == "failed" and job_id in job_ids and (job_id not in runs or runs[job_id].done_at is None):
            yield Trouble(subject, "trouble-job-failed", _named(job_id))


def _late_jobs(late: Mapping[str, timedelta], watch: WatchSettings) -> Iterator[Trouble]:
    for job_id, by in late.items():
        if by > timedelta(minutes=watch.job_minutes):
            yield Trouble(f"late:{job_id}", "trouble-job-late", _named(job_id))


def _lags(lags: Lags, watch: WatchSettings) -> Iterator[Trouble]:
    if lags.inbox > timedelta(minutes=watch.inbox_minutes):
        yield Trouble("inbox", "trouble-inbox", {"waited": _span(lags.inbox)})
    for lane, lag in lags.outbox.items():
        minutes = watch.outbox_minutes if lane <= Lane.ALARM else watch.bulk_minutes
        if lag > timedelta(minutes=minutes):
            params = {"lane": Term(f"lane-{lane.name.lower()}"), "waited": _span(lag)}
            yield Trouble(f"outbox:{lane.name.lower()}", "trouble-outbox", params)


def _disks(tools: Tools) -> Iterator[Trouble]:
    """Yield the places with too little room: where the database lies, and where copies go."""
    if not (floor := tools.settings.watch.free_megabytes):
        return
    database = sqlite_path(tools.storage.url)
    copies = tools.settings.backup.folder
    places = {"database": database.parent if database else None, "copies": Path(copies) if copies else None}
    for name, place in places.items():
        if place is not None and place.is_dir() and (free := shutil.disk_usage(place).free // MEGABYTE) < floor:
            yield Trouble(f"disk:{name}", "trouble-disk", {"place": Term(f"disk-{name}"), "free": free})


def _named(job_id: str) -> Mapping[str, Any]:
    """Name a job as the catalogs do: their variants take no dots."""
    return {"job": job_id.replace(".", "-")}


def _span(lag: timedelta) -> Span:
    return Span(int(lag.total_seconds() // 60))
