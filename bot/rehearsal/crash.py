"""A stage on which the bot can die: what it was doing stops where it is, and only what was committed remains."""

# A crash asks nobody: it reaches past every way of ending calmly.
# ruff: noqa: SLF001

from __future__ import annotations

import asyncio
import queue
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from bot.bootstrap import Bot
from bot.rehearsal.agenda import Agenda
from bot.rehearsal.stage import Stage
from jobs.schedule import Job

SHAKES: Final = 100
"""How often a task is cancelled that clings to life in its clean-up."""
OFTEN: Final = timedelta(minutes=10)
INSTANT: Final = timedelta(microseconds=1)
BY_DAY: Final = timedelta(minutes=15)
BY_NIGHT: Final = timedelta(hours=1)
MIDST_SECONDS: Final = 0.02
"""Real time that the bot gets to be in the middle of something when it dies."""
DAY_HOURS: Final = range(8, 20)
DAYS: Final = range(1, 5)  # Tuesday to Friday, as ``date.weekday`` counts


class CrashStage(Stage):
    """A stage with a switch that cuts the power.

    Jobs that ring all the time ring more seldom here: they ask the tables what is due and may run late, most hours of
    the week stand at a quarter of an hour, and thousands of looks at nothing are spared. Those named in
    ``punctual`` ring at their moments.
    """

    punctual: Collection[str] = ()

    async def note_life(self) -> None:
        """Let the bot write down that it hears, as it does each minute where jobs ring at their moments."""
        for job in self.bot.jobs:
            if job.id == "outages":
                await self.bot.ring(job)

    async def crash_bot(self) -> None:
        """Cut the bot off.

        Units that wait for the writer are lost, the one that runs is kept or not, rows in flight stay started, taps in
        the middle of their handling stay undone. Nothing is answered or tidied up.
        """
        bot, self._bot = self.bot, None
        self._ringings = []
        _let_go(bot)
        tasks: set[asyncio.Task[Any]] = {*bot._tasks, *bot.dispatcher._tasks}
        tasks |= {task for _key, task in bot.sender._flying.values()}
        for _ in range(SHAKES):
            tasks = {task for task in tasks if not task.done()}
            if not tasks:
                break
            for task in tasks:
                task.cancel()
            await asyncio.sleep(0)
        bot.storage._thread.join()
        bot.storage._writing.dispose()
        bot.storage._reading.dispose()
        await bot.application.shutdown()

    def _set_alarm(self, place: int, job: Job, previous: datetime | None, now: datetime) -> None:
        if job.id in self.punctual:
            super()._set_alarm(place, job, previous, now)
            return
        following = job.trigger.get_next_fire_time(previous, now + INSTANT)
        if following is not None and following - now <= OFTEN:
            local = now.astimezone(self._given.operator.zone)
            looks = BY_DAY if local.hour in DAY_HOURS and local.weekday() in DAYS else BY_NIGHT
            since_look = (now - datetime.min.replace(tzinfo=now.tzinfo)) % looks
            previous, now = None, now - since_look + looks - INSTANT
        super()._set_alarm(place, job, previous, now)

    def _tick_of(self, job: Job) -> timedelta:
        return timedelta(0) if job.id in self.punctual else super()._tick_of(job)


async def cut_power(stage: CrashStage, agenda: Agenda, lasts: timedelta) -> tuple[datetime, datetime]:
    """Cut the bot off in the midst of what it has just begun, go on living for a while, and start it again.

    Returns:
        From when to when it was gone.
    """
    began = agenda.now
    await stage.note_life()
    await asyncio.sleep(MIDST_SECONDS)
    await stage.crash_bot()
    await agenda.play_until(began + lasts)
    await stage.start_bot()
    return began, agenda.now


def _let_go(bot: Bot) -> None:
    """Take what waits away from the writer, so that it ends with the unit it has in hand."""
    storage = bot.storage
    storage._is_closed = True
    while True:
        try:
            storage._units.get_nowait()
        except queue.Empty:
            break
    storage._units.put(None)
