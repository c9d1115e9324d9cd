"""Delivers the outbox: paced, in lanes, at most so many at once, each row committed as started before its bytes leave.

What a row says comes from ``render`` at that moment, how it is sent from ``deliver``; what its outcome means is decided
in ``bot.services.delivery``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from bot.clock import Clock, sleep
from bot.config import DeliverySettings
from bot.rules.delivery import NotSent, Outcome, Outgoing, TokenRejected, Uncertain, Wait
from bot.rules.pace import Pace
from bot.services import delivery
from bot.services.delivery import Delivered, Limits, Prospect, Round, Started, Undrawable
from bot.storage import AlreadyKept, DatabaseAway, Storage

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
LANDING_SECONDS = 5.0  # of real time, for a calm stop


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
        self._keys: dict[int, set[str]] = {}  # by what keys a chat that was written to a moment ago may be meant
        self._flying: dict[int, tuple[Started, asyncio.Task[None]]] = {}
        self._landed: list[Delivered] = []
        self._settling = asyncio.Lock()
        self._called = asyncio.Event()
        self._probes: int | None = None  # how many since the outage began; None while all is well
        self._probe_at: datetime | None = None
        self._slow_until: datetime | None = None
        self._may_have_strays = False
        self._unrecorded: set[int] = set()
        self._alarm: asyncio.Future[None] | None = None  # while it rests
        self._settled_now = self._asleep = 0
        self._is_stopping = False

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is under way and nothing could leave at this moment.

        What landed while the database is away waits for it to come back; that is no work either.
        """
        if self._alarm is None or self._alarm.done() or self._called.is_set():
            return False
        return not self._flying or (self._asleep > 0 and self._has_all_landed)

    @property
    def _has_all_landed(self) -> bool:
        return len(self._flying) == len(self._landed) + self._settled_now

    def wake(self) -> None:
        """Look at the outbox soon; call it from the event loop."""
        self._called.set()

    async def run(self) -> None:
        """Send what is due, for ever; on cancellation the rows in flight get a moment to be answered."""
        is_prepared = False
        try:
            while True:
                self._called.clear()
                try:
                    if not is_prepared:
                        await self._prepare()
                        is_prepared = True
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
        self._keys = {}
        for _at, chat_id, key in starts:
            self._keys.setdefault(chat_id, set()).add(key)
        self._slow_until = await self._storage.read(delivery.paused_until)

    async def _step(self) -> float:
        """Start what may start; return how many seconds nothing more can be done (0: look again at once)."""
        now = self._clock.now()
        if self._slow_until is not None and self._slow_until > now:
            return (self._slow_until - now).total_seconds()
        if self._probes is not None:
            return await self._probe()
        if self._may_have_strays:
            await self._reclaim()
        limits = self._limits()
        if limits.rows <= 0:
            return self._until_free()
        busy = self._busy()
        # Looking costs much less than a transaction that finds nothing to start.
        prospect = await self._storage.read(partial(delivery.prospect, now=self._clock.now(), limits=limits, busy=busy))
        if not prospect.is_due:
            return self._until_due(prospect)
        round_ = await self._start(limits)
        for key, chat_id in round_.held.items():
            self._keys.setdefault(chat_id, set()).add(key)
        for row in round_.started:
            self._launch(row)
        return 0.0

    async def _start(self, limits: Limits) -> Round:
        """Mark the next rows started, in one transaction; who may leave is decided in ``bot.services.delivery``."""
        busy, chats = self._busy(), self._pace.busy_chats(self._tick())
        flying = self._known_started()
        self._may_have_strays = True  # until the answer to the commit is there
        try:
            round_ = await self._storage.write(
                lambda session: delivery.start_due(
                    session, now=self._clock.now(), limits=limits, busy=busy, busy_chats=chats, render=self._render
                ),
                is_done=partial(delivery.has_strays, flying=flying),
            )
        except Undrawable as undrawable:
            row, reason = undrawable.message_id, undrawable.reason
            log.exception("sender.undrawable message=%d", row)
            await self._storage.write(
                lambda session: delivery.fail_to_draw(session, row, now=self._clock.now(), reason=reason)
            )
            return Round([], {}, is_complete=False)
        except AlreadyKept:
            return Round([], {}, is_complete=False)
        self._may_have_strays = False
        return round_

    async def _reclaim(self) -> None:
        """Take back the rows of a start whose answer was lost."""
        flying = self._known_started()
        rows = await self._storage.write(
            lambda session: delivery.reclaim(session, now=self._clock.now(), flying=flying)
        )
        if rows:
            log.warning("sender.reclaimed rows=%d", rows)
        self._may_have_strays = False

    def _known_started(self) -> set[int]:
        return self._flying.keys() | self._unrecorded

    def _limits(self) -> Limits:
        tick = self._tick()
        slots = self._settings.in_flight - len(self._flying)
        rows = min(slots, self._pace.allowance(tick, is_reply=True))
        beside = min(slots, self._pace.allowance(tick, is_reply=False))
        return Limits(rows, beside, self._settings.attempts, self._settings.rings_per_activity)

    def _busy(self) -> set[str]:
        """Name the chats that must not be written to yet: a row in flight, or the last one too fresh."""
        fresh = self._pace.busy_chats(self._tick())
        flying = {row.chat_id for row, _task in self._flying.values()}
        self._keys = {chat_id: keys for chat_id, keys in self._keys.items() if chat_id in fresh or chat_id in flying}
        return set().union(*self._keys.values())

    def _until_free(self) -> float:
        if len(self._flying) >= self._settings.in_flight:
            return IDLE_SECONDS  # the one that lands wakes us
        return max(self._seconds(self._pace.next_free(self._tick())), SHORTEST_SECONDS)

    def _until_due(self, prospect: Prospect) -> float:
        """Return how long until another row can leave: one falls due, a chat is ready again, or the pace allows it."""
        now, tick = self._clock.now(), self._tick()
        waits = [IDLE_SECONDS]
        waits += [
            self._seconds(self._pace.ready_at(chat_id, chat_id < 0, tick))
            for chat_id in self._keys.keys() & self._pace.busy_chats(tick)
        ]
        for is_reply, due_at in ((True, prospect.reply_at), (False, prospect.other_at)):
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
        self._alarm = alarm = asyncio.ensure_future(sleep(self._clock, seconds))
        call = asyncio.ensure_future(self._called.wait())
        try:
            await asyncio.wait((alarm, call), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._alarm = None
            alarm.cancel()
            call.cancel()

    def _launch(self, row: Started) -> None:
        self._pace.record(row.chat_id, row.chat_id < 0, self._tick())
        self._keys.setdefault(row.chat_id, set()).add(row.chat_key)
        self._flying[row.message_id] = (row, asyncio.ensure_future(self._fly(row)))

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
            self._settled_now = len(landed)
            try:
                await self._keep(landed)
            except Exception:  # one that cannot be recorded must not take the others with it
                log.exception("sender.unrecorded rows=%d", len(landed))
                for one in landed:
                    await self._keep_alone(one)
            finally:
                self._settled_now = 0
                for one in landed:
                    self._flying.pop(one.started.message_id, None)
                self.wake()

    async def _keep(self, landed: list[Delivered]) -> None:
        attempts = self._settings.attempts
        await self._stubbornly(
            lambda session: delivery.record(session, landed, now=self._clock.now(), attempts=attempts)
        )

    async def _keep_alone(self, one: Delivered) -> None:
        number = one.started.message_id
        try:
            try:
                await self._keep([one])
            except Exception:
                log.exception("sender.unrecorded message=%d", number)
                await self._stubbornly(
                    partial(delivery.leave_uncertain, message_id=number, now=self._clock.now(), reason="not recorded")
                )
        except Exception:
            log.exception("sender.left_started message=%d", number)
            # The next life finds it; never may it be taken for a row that was not sent.
            self._unrecorded.add(number)

    async def _stubbornly(self, run: Callable[[Session], None]) -> None:
        """Write for as long as the database is away; a stop does not wait for it."""
        while True:
            try:
                return await self._storage.write(run)
            except DatabaseAway:
                if self._is_stopping:
                    raise
                self._asleep += 1
                try:
                    await sleep(self._clock, DATABASE_AWAY_SECONDS)
                finally:
                    self._asleep -= 1

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
        now = self._clock.now()
        if self._probe_at is not None and self._probe_at > now:
            return (self._probe_at - now).total_seconds()  # a call woke us; the outage lasts
        outcome = await self._deliver.probe()
        if not isinstance(outcome, NotSent | Uncertain):
            log.info("sender.back")
            self._probes = self._probe_at = None
            self._heed(outcome)
            if isinstance(outcome, Wait):
                await self._storage.write(partial(delivery.pause, until=now + timedelta(seconds=outcome.seconds)))
            return 0.0
        seconds = PROBE_SECONDS[min(self._probes or 0, len(PROBE_SECONDS) - 1)]
        self._probes = (self._probes or 0) + 1
        self._probe_at = self._clock.now() + timedelta(seconds=seconds)
        return seconds

    async def _land(self) -> None:
        """Give the rows in flight a moment to be answered, so that a calm stop leaves as little uncertain as can be."""
        if tasks := [task for _row, task in self._flying.values()]:
            _done, late = await asyncio.wait(tasks, timeout=LANDING_SECONDS)
            self._is_stopping = True
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._may_have_strays:  # the stop came between a start and its answer
            with suppress(DatabaseAway):
                await self._reclaim()
