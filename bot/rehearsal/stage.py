"""The stage: bot and sandbox on one clock that moves only when nothing is left to do."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.bootstrap import Bot
from bot.clock import ManualClock
from bot.config import Settings
from bot.sandbox import Sandbox
from jobs.schedule import Job

# The clock jumps from one moment to the next, so a long poll costs nothing.
POLL_SECONDS = 6 * 3600
QUIET_TURNS = 3
LONGEST_WORK_SECONDS = 20.0


class NeverQuiet(Exception):  # noqa: N818 - says what happened
    """The bot was still at work after two minutes of real time: it hangs or runs in a circle."""


@dataclass(order=True, slots=True)
class _Ringing:
    at: datetime
    place: int
    job: Job = field(compare=False)


class Stage:
    """Runs a bot against the sandbox and moves the time.

    The bot may be stopped and started again, as ``restart`` does; the sandbox, like Telegram, stays.
    """

    def __init__(self, settings: Settings, *, start: datetime, sandbox: Sandbox | None = None) -> None:
        self.clock = ManualClock(start)
        self.sandbox = sandbox or Sandbox(self.clock)
        self._given = settings
        self._bot: Bot | None = None
        self._ringings: list[_Ringing] = []

    @property
    def bot(self) -> Bot:
        """The running bot."""
        if self._bot is None:
            raise RuntimeError("the bot is not running")
        return self._bot

    async def open(self) -> None:
        """Start the sandbox and the bot."""
        await self.sandbox.start()
        await self.start_bot()

    async def close(self) -> None:
        """Stop both."""
        if self._bot is not None:
            await self.stop_bot()
        await self.sandbox.stop()

    async def start_bot(self) -> None:
        """Start the bot on the database of the settings, with the sandbox as its Telegram."""
        telegram = self._given.telegram.model_copy(
            update={
                "token": _secret(self._given, self.sandbox.token),
                "base_url": self.sandbox.base_url,
                "file_base_url": self.sandbox.file_base_url,
            }
        )
        settings = self._given.model_copy(update={"telegram": telegram})
        self._bot = Bot(settings, clock=self.clock, rings=False, poll_seconds=POLL_SECONDS)
        await self._bot.start()
        now = self.clock.now()
        self._ringings = []
        for place, job in enumerate(self._bot.jobs):
            self._set_alarm(place, job, None, now)
        await self.settle()

    async def stop_bot(self) -> None:
        """Stop the bot calmly."""
        bot, self._bot = self.bot, None
        await bot.stop()

    async def settle(self) -> None:
        """Wait, in real time, until bot and sandbox have nothing left to do at this moment."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + LONGEST_WORK_SECONDS
        quiet = 0
        while quiet < QUIET_TURNS:
            await asyncio.sleep(0)
            if self._is_quiet():
                quiet += 1
                continue
            quiet = 0
            # The database works in its own thread; a short real sleep leaves it the interpreter.
            await asyncio.sleep(0.0002)
            if loop.time() > deadline:
                raise NeverQuiet(self.clock.now().isoformat())

    async def advance_to(self, moment: datetime) -> None:
        """Move the clock to ``moment``, stopping wherever somebody wakes up or a job rings."""
        while True:
            await self.settle()
            following = self._next_moment()
            if following is None or following > moment:
                break
            self.clock.set(max(following, self.clock.now()))
            await self._ring()
        self.clock.set(max(moment, self.clock.now()))
        await self._ring()
        await self.settle()

    async def advance(self, **span: float) -> None:
        """Move the clock by a span, as in ``advance(minutes=5)``."""
        await self.advance_to(self.clock.now() + timedelta(**span))

    async def play(self, acts: list[tuple[datetime, Callable[[], Awaitable[None] | None]]]) -> None:
        """Let people act at their moments, in order, with all the jobs in between."""
        for at, act in sorted(acts, key=lambda pair: pair[0]):
            if at > self.clock.now():
                await self.advance_to(at)
            waiting = act()
            if waiting is not None:
                await waiting

    def _is_quiet(self) -> bool:
        sandbox = self.sandbox
        return not sandbox.has_pending and sandbox.in_flight == 0 and (self._bot is None or self._bot.is_idle)

    def _next_moment(self) -> datetime | None:
        moments = [moment for moment in (self.clock.next_wakeup(),) if moment is not None]
        moments += [self._ringings[0].at] if self._ringings else []
        return min(moments, default=None)

    async def _ring(self) -> None:
        """Ring the jobs whose hour has come, in the order of the table."""
        while self._bot is not None and self._ringings and self._ringings[0].at <= self.clock.now():
            ringing = heapq.heappop(self._ringings)
            self._set_alarm(ringing.place, ringing.job, ringing.at, self.clock.now())
            await self._bot.ring(ringing.job)

    def _set_alarm(self, place: int, job: Job, previous: datetime | None, now: datetime) -> None:
        # As the scheduler does: the next moment after the one that has just come.
        following = job.trigger.get_next_fire_time(previous, now + timedelta(microseconds=1))
        if following is not None:
            heapq.heappush(self._ringings, _Ringing(following.astimezone(UTC), place, job))


def _secret(settings: Settings, token: str) -> object:
    return type(settings).model_validate({"telegram": {"token": token}}).telegram.token
