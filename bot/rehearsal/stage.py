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
POLL_SECONDS = 24 * 3600
# Turns of the event loop with nothing to do before it is believed: a moment that came takes a few to be noticed.
QUIET_TURNS = 10
# Bot and sandbox share one event loop, which only has to go round; threads and child processes need real time.
SPINS = 300
LONGEST_WORK_SECONDS = 120.0
TICK_MINUTES = 15


class NeverQuiet(Exception):  # noqa: N818 - says what happened
    """The bot was still at work after two minutes of real time: it hangs or runs in a circle. Says with what."""


@dataclass(order=True, slots=True)
class _Ringing:
    at: datetime
    place: int
    job: Job = field(compare=False)
    due_at: datetime = field(compare=False)


class Stage:
    """Runs a bot against the sandbox and moves the time.

    The bot may be stopped and started again, as ``restart`` does; the sandbox, like Telegram, stays.

    Args:
        settings: Of the bot; token and addresses are the sandbox's.
        start: Where the clock stands at first.
        sandbox: One that has been set up already, on a clock of its own making; else a new one.
        tick_minutes: On a long way a job that would ring more often rings only at each so many-th minute, and at its
            end. A job may run late; with 1 none is late by a minute, and days take long.
    """

    def __init__(
        self, settings: Settings, *, start: datetime, sandbox: Sandbox | None = None, tick_minutes: int = TICK_MINUTES
    ) -> None:
        self._tick = timedelta(minutes=tick_minutes)
        self.clock = ManualClock(start)
        self.sandbox = sandbox or Sandbox(self.clock, longest_poll_seconds=POLL_SECONDS)
        self._given = settings
        self._bot: Bot | None = None
        self._ringings: list[_Ringing] = []
        self._stirred: asyncio.Future[None] | None = None

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
        self._bot.storage.on_idle(self._stir)
        self._bot.storage.read_here()
        await self._bot.start()
        now = self.clock.now()
        self._ringings = []
        for place, job in enumerate(self._bot.jobs):
            self._set_alarm(place, job, None, now)
        await self.settle()

    async def stop_bot(self) -> None:
        """Stop the bot calmly."""
        bot, self._bot = self.bot, None
        self._ringings = []
        await bot.stop()

    async def settle(self) -> None:
        """Wait, in real time, until bot and sandbox have nothing left to do at this moment.

        Raises:
            NeverQuiet: They had not come to rest after two minutes.
        """
        deadline = asyncio.get_running_loop().time() + LONGEST_WORK_SECONDS
        quiet = turns = 0
        while quiet < QUIET_TURNS:
            await asyncio.sleep(0)
            busy = self._busy()
            if busy is None:
                quiet += 1
                continue
            quiet, turns = 0, turns + 1
            if self._bot is not None and not self._bot.storage.is_idle:
                await self._await_storage()
            elif turns > SPINS:
                await asyncio.sleep(0.001)
            if asyncio.get_running_loop().time() > deadline:
                raise NeverQuiet(f"at {self.clock.now().isoformat()}: {busy}")

    async def advance_to(self, moment: datetime) -> None:
        """Move the clock to ``moment``, stopping wherever somebody wakes up or a job rings."""
        await self.settle()
        while (following := self._next_moment()) is not None and following <= moment:
            await self._move_to(max(following, self.clock.now()))
        await self._move_to(max(moment, self.clock.now()), is_end=True)

    async def leap_to(self, moment: datetime) -> None:
        """Let the machine sleep until ``moment``: of each job that was to ring meanwhile one ringing is made up."""
        await self.settle()
        self.clock.set(moment)
        for ringing in self._ringings:
            ringing.at = max(ringing.at, moment) if ringing.due_at > moment else moment
        heapq.heapify(self._ringings)
        await self._ring()
        await self.settle()

    async def _move_to(self, moment: datetime, *, is_end: bool = False) -> None:
        wakeup = self.clock.next_wakeup()
        self.clock.set(moment)
        if is_end:
            self._call_forward()
        has_written = await self._ring()
        # Where nobody woke up and the jobs only looked, nothing can have begun.
        if has_written or (wakeup is not None and wakeup <= moment):
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

    def _busy(self) -> str | None:
        """Name what is under way at this moment; None when nothing is."""
        sandbox, bot = self.sandbox, self._bot
        if sandbox.in_flight:
            return f"{sandbox.in_flight} calls are being served"
        if bot is None:
            return None
        if not bot.storage.is_idle:
            return "the database is being asked"
        if not bot.dispatcher.is_idle:
            return "updates are being handled"
        if not bot.sender.is_idle:
            return "messages are being sent"
        if bot.poller.is_backing_off or (sandbox.is_polled and not sandbox.has_pending):
            return None
        return "updates are being fetched"

    async def _await_storage(self) -> None:
        # Asleep, so that the threads of the database have the interpreter to themselves.
        loop = asyncio.get_running_loop()
        self._stirred = loop.create_future()
        fallback = loop.call_later(0.05, self._stir)
        await self._stirred
        fallback.cancel()

    def _stir(self) -> None:
        if self._stirred is not None and not self._stirred.done():
            self._stirred.set_result(None)

    def _next_moment(self) -> datetime | None:
        moments = [moment for moment in (self.clock.next_wakeup(),) if moment is not None]
        moments += [self._ringings[0].at] if self._ringings else []
        return min(moments, default=None)

    async def _ring(self) -> bool:
        """Ring the jobs whose hour has come, in the order of the table; tell whether any of them wrote."""
        if (bot := self._bot) is None:
            return False
        before = bot.storage.handed_in
        while self._ringings and self._ringings[0].at <= self.clock.now():
            ringing = heapq.heappop(self._ringings)
            self._set_alarm(ringing.place, ringing.job, ringing.at, self.clock.now())
            await bot.ring(ringing.job)
        return bot.storage.handed_in > before

    def _set_alarm(self, place: int, job: Job, previous: datetime | None, now: datetime) -> None:
        # As the scheduler does: the next moment after the one that has just come.
        following = job.trigger.get_next_fire_time(previous, now + timedelta(microseconds=1))
        if following is not None:
            due_at = following.astimezone(UTC)
            tick = self._tick_of(job)
            is_frequent = previous is not None and due_at - previous <= tick
            at = _ceiling(due_at, tick) if is_frequent else due_at
            heapq.heappush(self._ringings, _Ringing(at, place, job, due_at))

    def _tick_of(self, _job: Job) -> timedelta:
        """Return at which multiples a frequent job rings; zero for its own moments."""
        return self._tick

    def _call_forward(self) -> None:
        """At the end of a way, let those ring now that were to ring at a later tick."""
        now = self.clock.now()
        for ringing in self._ringings:
            if ringing.due_at <= now < ringing.at:
                ringing.at = now
        heapq.heapify(self._ringings)


def _ceiling(moment: datetime, tick: timedelta) -> datetime:
    beyond = (moment - datetime.min.replace(tzinfo=UTC)) % tick if tick else tick
    return moment + (tick - beyond) if beyond else moment


def _secret(settings: Settings, token: str) -> object:
    return type(settings).model_validate({"telegram": {"token": token}}).telegram.token
