"""Delivers the outbox: paced, in lanes, at most so many at once, each row committed as started before its bytes leave.

What a row says comes from ``render`` at that moment, how it is sent from ``deliver``; what its outcome means is decided
in ``bot.services.delivery``.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from bot.clock import Clock, sleep
from bot.config import DeliverySettings
from bot.rules.delivery import NotSent, Outcome, Outgoing, Sent, TokenRejected, Uncertain, Wait
from bot.rules.pace import Pace
from bot.services import delivery
from bot.services.delivery import Delivered, Limits, Started
from bot.storage import DatabaseAway, Storage

log = logging.getLogger(__name__)

# One second of the pace lasts this long, so that what leaves evenly still arrives within the limits on an uneven line.
PACE_STRETCH = 1.04
# Looked at even when nobody calls: a row whose hour came, or one that another process wrote.
IDLE_SECONDS = 600.0
SHORTEST_SECONDS = 0.001
PROBE_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)  # the last one again and again
TOKEN_REJECTED_SECONDS = 30.0
DATABASE_AWAY_SECONDS = 0.5
UNFORESEEN_SECONDS = 5.0


class Deliver(Protocol):
    """Speaks to Telegram; both return what came of it and raise nothing."""

    async def deliver(self, chat_id: int, outgoing: Outgoing) -> Outcome: ...

    async def probe(self) -> Outcome: ...


class Sender:
    """The one who sends. ``wake`` is called whenever rows were written; ``run`` ends when it is cancelled."""

    def __init__(
        self, storage: Storage, clock: Clock, deliver: Deliver, render: delivery.Render, settings: DeliverySettings
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._deliver = deliver
        self._render = render
        self._settings = settings
        self._pace = Pace(
            per_second=settings.per_second,
            per_chat_seconds=settings.per_chat_seconds,
            per_group=settings.per_group_per_minute,
            reply_share=settings.reply_share,
        )
        self._keys: dict[int, str] = {}
        self._flying: dict[int, tuple[str, asyncio.Task[None]]] = {}
        self._landed: list[Delivered] = []
        self._settling = asyncio.Lock()
        self._called = asyncio.Event()
        self._probes: int | None = None  # how many since the outage began; None while all is well
        self._slow_until: datetime | None = None
        self._is_resting = False

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is under way and nothing could leave at this moment."""
        return self._is_resting and not self._flying and not self._called.is_set()

    def wake(self) -> None:
        """Look at the outbox soon; call it from the event loop."""
        self._called.set()

    async def run(self) -> None:
        """Send what is due, for ever; on cancellation the rows in flight get a moment to be answered."""
        await self._prepare()
        try:
            while True:
                self._called.clear()
                try:
                    pause = await self._step()
                except DatabaseAway:
                    log.warning("sender.database_away")
                    pause = DATABASE_AWAY_SECONDS
                except Exception:  # nothing may end the way out
                    log.exception("sender.unforeseen")
                    pause = UNFORESEEN_SECONDS
                if pause > 0:
                    await self._rest(pause)
        finally:
            await self._land()

    async def _prepare(self) -> None:
        """Settle what a crash left started, and remember the pace and the pause from before."""
        now = self._clock.now()
        attempts = self._settings.attempts
        cut_off = await self._storage.write(lambda session: delivery.recover(session, now=now, attempts=attempts))
        if cut_off:
            log.warning("sender.recovered rows=%d", cut_off)
        starts = await self._storage.read(
            lambda session: delivery.recent_starts(session, since=now - timedelta(seconds=60))
        )
        tick = self._tick()
        self._pace.rebuild(
            (tick - (now - at).total_seconds() / PACE_STRETCH, chat_id, chat_id < 0) for at, chat_id, _key in starts
        )
        self._keys = {chat_id: key for _at, chat_id, key in starts}
        self._slow_until = await self._storage.read(delivery.paused_until)

    async def _step(self) -> float:
        """Start what may start; return how many seconds nothing more can be done (0: look again at once)."""
        now = self._clock.now()
        if self._slow_until is not None and self._slow_until > now:
            return (self._slow_until - now).total_seconds()
        if self._probes is not None:
            return await self._probe()
        limits = self._limits()
        if limits.rows <= 0:
            return self._until_free()
        busy = self._busy()
        started = await self._storage.write(
            lambda session: delivery.start_due(
                session, now=self._clock.now(), limits=limits, busy=busy, render=self._render
            )
        )
        for row in started:
            self._launch(row)
        if started:
            return 0.0
        return await self._until_due(busy)

    def _limits(self) -> Limits:
        tick = self._tick()
        slots = self._settings.in_flight - len(self._flying)
        rows = min(slots, self._pace.allowance(tick, is_reply=True))
        beside = min(slots, self._pace.allowance(tick, is_reply=False))
        return Limits(rows, beside, self._settings.attempts, self._settings.rings_per_activity)

    def _busy(self) -> set[str]:
        """Name the chats that must not be written to yet: a row in flight, or the last one too fresh."""
        fresh = self._pace.busy_chats(self._tick())
        self._keys = {chat_id: key for chat_id, key in self._keys.items() if chat_id in fresh}
        return set(self._keys.values()) | {key for key, _task in self._flying.values()}

    def _until_free(self) -> float:
        if len(self._flying) >= self._settings.in_flight:
            return IDLE_SECONDS  # the one that lands wakes us
        return max(self._seconds(self._pace.next_free(self._tick())), SHORTEST_SECONDS)

    async def _until_due(self, busy: set[str]) -> float:
        """Return how long until another row can leave: one falls due, a chat is ready again, or the pace allows it."""
        now, tick = self._clock.now(), self._tick()
        waits = [IDLE_SECONDS]
        waits += [self._seconds(self._pace.ready_at(chat_id, chat_id < 0, tick)) for chat_id in self._keys]
        for is_reply in (True, False):
            due_at = await self._storage.read(partial(delivery.next_due, busy=busy, is_reply=is_reply))
            if due_at is not None:
                free = self._seconds(self._pace.next_free(tick, is_reply))
                waits.append(max((due_at - now).total_seconds(), free))
        return max(min(waits), SHORTEST_SECONDS)

    def _tick(self) -> float:
        """Return the present on the pace's own scale."""
        return self._clock.monotonic() / PACE_STRETCH

    def _seconds(self, tick: float) -> float:
        """Return how long it is until a moment on the pace's scale."""
        return (tick - self._tick()) * PACE_STRETCH

    async def _rest(self, seconds: float) -> None:
        """Wait, unless somebody calls."""
        self._is_resting = True
        alarm = asyncio.ensure_future(sleep(self._clock, seconds))
        call = asyncio.ensure_future(self._called.wait())
        try:
            await asyncio.wait((alarm, call), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._is_resting = False
            alarm.cancel()
            call.cancel()

    def _launch(self, row: Started) -> None:
        self._pace.record(row.chat_id, row.chat_id < 0, self._tick())
        self._keys[row.chat_id] = row.chat_key
        self._flying[row.message_id] = (row.chat_key, asyncio.ensure_future(self._fly(row)))

    async def _fly(self, row: Started) -> None:
        outcome: Outcome = Uncertain("stopped")
        try:
            outcome = await self._deliver.deliver(row.chat_id, row.outgoing)
        except Exception:  # the row must be settled whatever happened
            log.exception("sender.deliver_failed message=%d", row.message_id)
            outcome = Uncertain("internal error")
        finally:
            self._heed(outcome)
            self._landed.append(Delivered(row, outcome))
            await self._settle_landed()

    async def _settle_landed(self) -> None:
        """Settle what has landed; what lands while the database is written to is settled together after it."""
        async with self._settling:
            landed, self._landed = self._landed, []
            if not landed:
                return

            def keep(session: Session) -> None:
                delivery.record(session, landed, now=self._clock.now(), attempts=self._settings.attempts)

            try:
                while True:
                    try:
                        await self._storage.write(keep)
                        break
                    except DatabaseAway:
                        await sleep(self._clock, DATABASE_AWAY_SECONDS)
            finally:
                for one in landed:
                    self._flying.pop(one.started.message_id, None)
                self.wake()

    def _heed(self, outcome: Outcome) -> None:
        """Slow down or stop where the outcome is about more than its own row."""
        now = self._clock.now()
        match outcome:
            case Wait(seconds):
                log.warning("sender.paused seconds=%.1f", seconds)
                self._slow_until = max(self._slow_until or now, now + timedelta(seconds=seconds))
            case TokenRejected():
                log.error("sender.token_rejected")
                self._slow_until = now + timedelta(seconds=TOKEN_REJECTED_SECONDS)
            case NotSent(reason) | Uncertain(reason):
                log.warning("sender.outage reason=%s", reason)
                self._probes = self._probes or 0
            case _:
                pass

    async def _probe(self) -> float:
        """After a refused or unanswered call nothing more starts until Telegram answers a harmless one."""
        if isinstance(await self._deliver.probe(), Sent):
            log.info("sender.back")
            self._probes = None
            return 0.0
        seconds = PROBE_SECONDS[min(self._probes or 0, len(PROBE_SECONDS) - 1)]
        self._probes = (self._probes or 0) + 1
        return seconds

    async def _land(self) -> None:
        """Give the rows in flight a moment to be answered, so that a calm stop leaves nothing uncertain."""
        tasks = [task for _key, task in self._flying.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=5.0)
