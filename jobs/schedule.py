"""The table of jobs: what is done when. The only module that knows the scheduler.

APScheduler is the alarm clock; the truth is in the tables. Each job asks them what is due, so it may run late, twice
or not at all and the result is right. Weekdays stand by name, the zone is explicit, and the table is rebuilt at start.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from bot.config import Settings
from bot.storage import DatabaseAway
from jobs import (
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
    weather,
)
from jobs.tools import Tools, Work

log = logging.getLogger(__name__)


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
    beats = (Job("heartbeat", CronTrigger(minute="*", timezone=zone), heartbeat.call, at_start=False),)
    return (
        Job("roles.end", CronTrigger(minute="*", timezone=zone), roles.end, at_start=False, first=True),
        Job("fridays.plan", CronTrigger(hour=0, minute=10, timezone=zone), fridays.plan),
        Job("fridays.announce", CronTrigger(hour=9, minute=5, timezone=zone), fridays.announce),
        Job("roster.forget", CronTrigger(minute="*/10", timezone=zone), roster.forget),
        # On Mondays alone it finds something to do.
        Job("burden.tell", CronTrigger(hour=9, minute=30, timezone=zone), burden.tell),
        Job("reach.tell", CronTrigger(minute=40, timezone=zone), reach.tell),
        Job("retention.forget", CronTrigger(hour=3, minute=20, timezone=zone), retention.forget),
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
        *(beats if settings.operator.heartbeat_url else ()),
    )


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

    async def start(self) -> None:
        """Make up what was missed, then ring at the hours of the table."""
        await run_at_start(self._jobs, self._tools)
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
        self._scheduler.start()

    def stop(self) -> None:
        """Ring no more; a run under way ends by itself."""
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
        await job.work(tools)
    except DatabaseAway:
        log.warning("job.database_away job=%s", job.id)
    except Exception:
        log.exception("job.failed job=%s", job.id)
