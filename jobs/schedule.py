"""The table of jobs: what is done when. The only module that knows the scheduler.

APScheduler is the alarm clock; the truth is in the tables. Each job asks them what is due, so it may run late, twice
or not at all and the result is right. Weekdays stand by name, the zone is explicit, and the table is rebuilt at start.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from bot.clock import StepWatch
from bot.config import Settings
from bot.storage import DatabaseAway
from jobs import (
    backups,
    broadcasts,
    burden,
    callout_logs,
    callouts,
    claims,
    fridays,
    heartbeat,
    outages,
    reach,
    retention,
    roles,
    rolls,
    roster,
    standbys,
    summary,
    watch,
    weather,
)
from jobs.book import Book, Runs
from jobs.tools import Tools, Work

log = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Job:
    """A line of the table. ``at_start`` jobs run once when the bot starts, to make up what was missed.

    Those that are ``first`` do so before anything that came in is handled.
    """

    id: str
    trigger: BaseTrigger
    work: Work
    at_start: bool = True
    first: bool = False


def table(settings: Settings) -> tuple[Job, ...]:
    """Return all jobs, with the hours of these settings in the operator's zone."""
    zone = settings.operator.zone
    hourly = CronTrigger(minute=settings.backup.at.minute, timezone=zone)
    copies = (Job("backups.make", hourly, backups.make, at_start=False),)
    beats = (Job("heartbeat", CronTrigger(minute="*", timezone=zone), heartbeat.call, at_start=False),)
    jobs = (
        Job("roles.end", CronTrigger(minute="*", timezone=zone), roles.end, at_start=False, first=True),
        Job("fridays.plan", CronTrigger(hour=0, minute=10, timezone=zone), fridays.plan),
        Job("fridays.announce", CronTrigger(hour=9, minute=5, timezone=zone), fridays.announce),
        Job("roster.forget", CronTrigger(minute="*/10", timezone=zone), roster.forget),
        # On Mondays alone it finds something to do.
        Job("burden.tell", CronTrigger(hour=9, minute=30, timezone=zone), burden.tell),
        Job("reach.tell", CronTrigger(minute=40, timezone=zone), reach.tell),
        Job("reach.propose_drill", CronTrigger(minute=0, timezone=zone), reach.propose_drill),
        # By day as well, where the machine is switched off at night.
        Job("retention.forget", CronTrigger(hour="3,12", minute=20, timezone=zone), retention.forget, at_start=False),
        Job("fridays.steps", CronTrigger(minute="*", timezone=zone), fridays.steps),
        Job("fridays.remind_early", CronTrigger(minute="*", timezone=zone), fridays.remind_early),
        Job("rolls.remind", CronTrigger(minute="*", timezone=zone), rolls.remind),
        Job("outages", CronTrigger(minute="*", timezone=zone), outages.run, at_start=False),
        Job("broadcasts", CronTrigger(second="*/15", timezone=zone), broadcasts.run),
        Job("callouts", CronTrigger(second="*/15", timezone=zone), callouts.run),
        Job("callout_logs", CronTrigger(minute="*", timezone=zone), callout_logs.send),
        Job("standbys", CronTrigger(minute="*", timezone=zone), standbys.run),
        Job("weather.watch", CronTrigger(minute="*/30", timezone=zone), weather.watch),
        Job("weather.escalate", CronTrigger(minute="*", timezone=zone), weather.escalate, at_start=False),
        Job("claims.escalate", CronTrigger(minute="*/5", timezone=zone), claims.escalate),
        Job("consent.renew", CronTrigger(hour=9, minute=20, timezone=zone), claims.ask_again, at_start=False),
        # Each hour at that minute: what could not be made or written on its day is made an hour later.
        Job("summary.letters", CronTrigger(minute=settings.summary.at.minute, timezone=zone), summary.letters),
        *(copies if settings.backup.folder else ()),
        *(beats if settings.operator.heartbeat_url else ()),
    )
    # The last of those that ring at one moment: it looks how the others have run.
    return (*jobs, Job("watch", CronTrigger(minute="*/5", timezone=zone), _watching(jobs), at_start=False))


def lateness(job: Job, runs: Runs, now: datetime) -> timedelta:
    """Tell for how long a run has been under way, or else by how much the next one is late; zero when it is not."""
    if runs.is_running and runs.began_at is not None:
        return now - runs.began_at
    if runs.done_at is None:
        return timedelta()
    following = job.trigger.get_next_fire_time(None, runs.done_at + timedelta(microseconds=1))
    return max(now - following, timedelta()) if following is not None else timedelta()


def late(jobs: Sequence[Job], book: Book, now: datetime) -> dict[str, timedelta]:
    """Tell of each job that has run in this life of the process by how much it is late."""
    return {job.id: lateness(job, book.runs[job.id], now) for job in jobs if job.id in book.runs}


def _watching(jobs: Sequence[Job]) -> Work:
    """Return the work of the watch over these jobs."""

    async def look(tools: Tools) -> None:
        late_by = late(jobs, tools.book, tools.clock.now())
        await watch.look(tools, late_by, frozenset(job.id for job in jobs))

    return look


class Schedule:
    """Rings the jobs of the table; one run of a job at a time."""

    def __init__(self, jobs: Sequence[Job], tools: Tools) -> None:
        self._jobs = jobs
        self._tools = tools
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            timezone=tools.settings.operator.zone,
        )
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Make up what was missed, then ring at the hours of the table."""
        await run_at_start(self._jobs, self._tools)
        self._wind()
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch())

    def _wind(self) -> None:
        """Set every alarm to the next hour of the table."""
        for job in self._jobs:
            self._scheduler.add_job(
                run,
                job.trigger,
                args=(job, self._tools),
                id=job.id,
                replace_existing=True,
                coalesce=True,
                max_instances=1,
                # However late the machine wakes up, the job asks the tables what is due.
                misfire_grace_time=None,
            )

    async def _watch(self) -> None:
        """Wind the alarms anew when the clock was set back: they stand at a time that has yet to come again."""
        steps = StepWatch(self._tools.clock)
        while True:
            await self._tools.clock.sleep(LOOKS_EVERY_SECONDS)
            if steps.step_back() is not None:
                log.warning("schedule.clock_set_back")
                self._wind()

    def stop(self) -> None:
        """Ring no more; a run under way ends by itself."""
        if self._watching is not None:
            self._watching.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


async def run_first(jobs: Sequence[Job], tools: Tools) -> None:
    """Run the jobs upon which it depends what may be handled at all."""
    for job in jobs:
        if job.first:
            await run(job, tools)


async def run_at_start(jobs: Sequence[Job], tools: Tools) -> None:
    """Run the jobs that make up what was missed, in the order of the table."""
    for job in jobs:
        if job.at_start:
            await run(job, tools)


async def run(job: Job, tools: Tools) -> None:
    """Run a job once; what goes wrong is logged, and the next ringing tries again."""
    try:
        with tools.book.enter(job.id, tools.clock):
            await job.work(tools)
    except DatabaseAway:
        log.warning("job.database_away job=%s", job.id)
    except Exception:
        log.exception("job.failed job=%s", job.id)
