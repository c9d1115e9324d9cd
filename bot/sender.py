"""Delivers the outbox: paced, in lanes, at most so many at once, each row committed as started before its bytes leave.

Each step is one transaction: what has landed is settled, and the next rows are started. What a row says comes from
``render`` at that moment, how it is sent from ``deliver``; which rows leave is decided in ``bot.services.delivery``,
what their outcomes mean in ``bot.services.outcomes``.
"""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from bot.clock import Clock, StepWatch
from bot.config import DeliverySettings
from bot.model import Lane
from bot.rules.delivery import NotSent, Outcome, Outgoing, Sent, Stale, TokenRejected, Uncertain, Wait, may_leave
from bot.rules.pace import Pace
from bot.services import delivery, outcomes
from bot.services.delivery import Limits, Round, Started, Undrawable
from bot.services.due import Ahead
from bot.services.outcomes import Delivered
from bot.storage import AlreadyKept, DatabaseAway, Storage

log = logging.getLogger(__name__)

# One second of the pace lasts this long: a clock elsewhere may count a second a little longer.
PACE_STRETCH = 1.005
# Looked at even when nobody calls: a row whose hour came, or one that another process wrote.
IDLE_SECONDS = 600.0
# What was started longer ago counts no more in the next life: a group's minute, after the longest call with a file.
REMEMBERED_SECONDS = 160.0
SHORTEST_SECONDS = 0.001
SETTLED_WITHIN_SECONDS = 0.2
PROBE_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)  # the last one again and again
TOKEN_REJECTED_SECONDS = 30.0
DATABASE_AWAY_SECONDS = 0.5
UNFORESEEN_SECONDS = 5.0
JITTER_SECONDS = 1.0
NOTHING = Round([], {})
LANDING_SECONDS = 5.0  # of real time, for a calm stop


class Deliver(Protocol):
    """Speaks to Telegram; both return what came of it and raise nothing."""

    async def deliver(self, chat_id: int, outgoing: Outgoing) -> Outcome: ...

    async def probe(self) -> Outcome: ...


class Sender:
    """The one who sends. ``wake`` is called whenever rows were written; ``run`` ends when it is cancelled.

    Args:
        storage: Where the outbox is.
        clock: Of the pace.
        deliver: Speaks to Telegram.
        render: Makes the words of a row.
        settings: Of delivery.
        leave_seconds: How long after its start a row may still leave; None for ever, where no other process may send.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        deliver: Deliver,
        render: delivery.Render,
        settings: DeliverySettings,
        *,
        leave_seconds: float | None = None,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._deliver = deliver
        self._render = render
        self._settings = settings
        self._leave_seconds = leave_seconds
        self._started_at = float("-inf")  # when the last turn began to mark rows
        self._pace = Pace(
            per_second=settings.per_second,
            per_chat_seconds=settings.per_chat_seconds,
            per_group=settings.per_group_per_minute,
        )
        self._keys: dict[int, set[str]] = {}  # by what keys a chat that was written to a moment ago may be meant
        self._flying: dict[int, tuple[Started, asyncio.Task[None]]] = {}  # until it is settled
        self._landed: list[Delivered] = []  # answered, and not yet settled
        self._first_landed_at = float("-inf")
        self._ahead: Ahead | None = None  # what waits, as last seen; None when the outbox must be looked at
        self._calls = 0  # how often somebody said that rows were written
        self._called = asyncio.Event()
        self._probes: int | None = None  # how many since the outage began; None while all is well
        # Seconds of the clock that nobody sets: a time of day that is put right must neither stretch nor end a pause.
        self._probe_at = self._slow_until = float("-inf")
        self._watch = StepWatch(clock)
        self._may_have_strays = False
        self._unrecorded: set[int] = set()
        self._alarm: asyncio.Future[None] | None = None  # while it rests
        self._is_database_away = False

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is under way and nothing could leave at this moment.

        What landed while the database is away waits for it to come back; that is no work either.
        """
        if self._alarm is None or self._alarm.done() or self._called.is_set():
            return False
        return not self._flying or (self._is_database_away and len(self._flying) == len(self._landed))

    def wake(self) -> None:
        """Look at the outbox soon; call it from the event loop."""
        self._ahead = None
        self._calls += 1
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
                    self._is_database_away = False
                except DatabaseAway:
                    log.warning("sender.database_away")
                    self._is_database_away = True
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
        cut_off = await self._storage.write(lambda session: outcomes.recover(session, now=now, attempts=attempts))
        if cut_off:
            log.warning("sender.recovered rows=%d", cut_off)
        since = now - timedelta(seconds=REMEMBERED_SECONDS)
        left = await self._storage.read(lambda session: outcomes.recent(session, now=now, since=since))
        tick = self._tick()
        ages = ((now - one.arrived_by).total_seconds() for one in left)
        self._pace.rebuild(
            (tick - age / PACE_STRETCH, one.chat_id, one.chat_id < 0) for one, age in zip(left, ages, strict=True)
        )
        self._keys = {}
        for one in left:
            self._keys.setdefault(one.chat_id, set()).add(one.chat_key)
        if (until := await self._storage.read(outcomes.paused_until)) is not None:
            self._slow_until = self._clock.monotonic() + (until - self._clock.now()).total_seconds()

    async def _step(self) -> float:
        """Settle what has landed and start what may start; return how many seconds nothing more can be done."""
        if self._may_have_strays:
            await self._reclaim()
        if (would_be := self._watch.step_back()) is not None:
            await self._go_back(would_be)
        limits = self._limits()
        pause = await self._until_start(limits)
        if pause > 0 and (rest := min(pause, self._until_settled())) > 0:
            return max(rest, SHORTEST_SECONDS)
        round_ = await self._turn(limits if pause <= 0 else None)
        for key, chat_id in round_.held.items():
            self._keys.setdefault(chat_id, set()).add(key)
        if round_.started and self.is_held_up:
            self._may_have_strays = True  # while they were marked, an answer told to stop: they go back unsent
            return 0.0
        tick = self._tick()  # one for all, so that the places of a handful become free together
        for row in round_.started:
            self._launch(row, tick)
        return 0.0

    @property
    def is_held_up(self) -> bool:
        """Tell whether Telegram asked for silence, or was last seen not to answer."""
        return self.is_cut_off or self._slow_until > self._clock.monotonic()

    @property
    def is_cut_off(self) -> bool:
        """Tell whether Telegram was last seen not to answer."""
        return self._probes is not None

    async def _until_start(self, limits: Limits) -> float:
        """Return how many seconds no row may start: a pause, an outage, the pace, or nothing due."""
        if (pause := self._slow_until - self._clock.monotonic()) > 0:
            return pause
        if self._probes is not None and (pause := await self._probe()) > 0:
            return pause
        if limits.rows <= 0:
            return self._until_free()
        if self._ahead is None or (self._ahead.is_chat_awaited and self._landed):
            return 0.0
        return self._until_due(self._ahead)

    def _until_settled(self) -> float:
        """Return how many seconds what has landed may wait for the rest of its handful, to be settled together."""
        if not self._landed:
            return IDLE_SECONDS
        if len(self._landed) == len(self._flying):
            return 0.0
        return self._first_landed_at + SETTLED_WITHIN_SECONDS - self._clock.monotonic()

    async def _turn(self, limits: Limits | None) -> Round:
        """Settle what has landed and, within limits, mark the next rows started; on a fault nothing is started."""
        landed = list(self._landed)
        try:
            round_ = await self._write(landed, limits)
        except DatabaseAway:
            raise
        except Undrawable as undrawable:
            row, reason = undrawable.message_id, undrawable.reason
            log.exception("sender.undrawable message=%d", row)
            await self._storage.write(
                lambda session: delivery.fail_to_draw(session, row, now=self._clock.now(), reason=reason)
            )
            return NOTHING
        except Exception:
            if not landed:
                raise
            log.exception("sender.unrecorded rows=%d", len(landed))
            for one in landed:  # one that cannot be recorded must not take the others with it
                await self._settle_alone(one)
            round_ = NOTHING
        del self._landed[: len(landed)]
        for one in landed:
            self._flying.pop(one.started.message_id, None)
        return round_

    async def _write(self, landed: list[Delivered], limits: Limits | None) -> Round:
        """Do a turn's work in one transaction, and remember what waits beyond it."""
        attempts, known = self._settings.attempts, self._known_started()
        has_gone_well = all(isinstance(one.outcome, Sent) for one in landed)  # else rows may have been put back
        ahead, self._ahead, calls = self._ahead if has_gone_well else None, None, self._calls
        busy, chats = (self._busy(), self._pace.busy_chats(self._tick())) if limits is not None else (set[str](), ())
        # What is put back does not start in the same turn: of a lost commit it could not be told which start it was.
        busy |= {one.started.chat_key for one in landed if not isinstance(one.outcome, Sent)}

        def run(session: Session) -> Round:
            now, self._started_at = self._clock.now(), self._clock.monotonic()
            if landed:
                outcomes.record(session, landed, now=now, attempts=attempts)
            if limits is None:
                return Round([], {}, ahead)
            return delivery.start_due(session, now=now, limits=limits, busy=busy, busy_chats=chats, render=self._render)

        def was_kept(session: Session) -> bool:
            ids = [one.started.message_id for one in landed]
            return outcomes.has_strays(session, flying=known) or outcomes.are_settled(session, ids)

        self._may_have_strays |= limits is not None  # until the answer to the commit is there
        try:
            round_ = await self._storage.write(run, is_done=was_kept)
        except AlreadyKept:
            return NOTHING
        self._may_have_strays &= limits is None
        if calls == self._calls and has_gone_well:  # else rows were written or put back meanwhile
            self._ahead = round_.ahead
        return round_

    async def _reclaim(self) -> None:
        """Take back the rows of a start whose answer was lost."""
        flying = self._known_started()
        rows = await self._storage.write(
            lambda session: outcomes.reclaim(session, now=self._clock.now(), flying=flying)
        )
        if rows:
            log.warning("sender.reclaimed rows=%d", rows)
        self._may_have_strays = False

    async def _go_back(self, would_be: datetime) -> None:
        """The clock was set back: what was due stays so, and does not wait until that time comes again."""
        now = self._clock.now()
        rows = await self._storage.write(partial(outcomes.keep_due, now=now, would_be=would_be))
        log.warning("sender.clock_set_back seconds=%d rows=%d", (would_be - now).total_seconds(), rows)
        self._ahead = None

    def _known_started(self) -> set[int]:
        return self._flying.keys() | self._unrecorded

    def _limits(self) -> Limits:
        tick = self._tick()
        slots = self._settings.in_flight - len(self._flying) + len(self._landed)
        rows = min(slots, self._pace.allowance(tick, is_reply=True))
        beside = min(slots, self._pace.allowance(tick, is_reply=False))
        return Limits(rows, beside, self._settings.attempts, self._settings.rings_per_activity)

    def _busy(self) -> set[str]:
        """Name the chats that must not be written to yet: a row in flight, or the last one too fresh."""
        fresh = self._pace.busy_chats(self._tick())
        flying = self._chats_in_flight()
        self._keys = {chat_id: keys for chat_id, keys in self._keys.items() if chat_id in fresh or chat_id in flying}
        return set().union(*self._keys.values())

    def _chats_in_flight(self) -> set[int]:
        landed = {one.started.message_id for one in self._landed}
        return {row.chat_id for number, (row, _task) in self._flying.items() if number not in landed}

    def _until_free(self) -> float:
        if len(self._flying) - len(self._landed) >= self._settings.in_flight:
            return IDLE_SECONDS  # the one that lands wakes us
        return self._seconds(self._pace.next_free(self._tick()))

    def _until_due(self, ahead: Ahead) -> float:
        """Return how long until another row can leave: one falls due, a chat is ready again, or the pace allows it."""
        now, tick = self._clock.now(), self._tick()
        waits = [IDLE_SECONDS]
        if ahead.is_chat_awaited:  # one of those that could not be written to at the last look
            waits += [
                self._seconds(self._pace.ready_at(chat_id, chat_id < 0, tick))
                for chat_id in self._keys.keys() - self._chats_in_flight()
            ]
        for is_reply, due_at in ((True, ahead.reply_at), (False, ahead.other_at)):
            if due_at is not None:
                free = self._seconds(self._pace.next_free(tick, is_reply))
                waits.append(max((due_at - now).total_seconds(), free))
        return min(waits)

    def _tick(self) -> float:
        """Return the present on the pace's own scale."""
        return self._clock.monotonic() / PACE_STRETCH

    def _seconds(self, tick: float) -> float:
        """Return how long it is until a moment on the pace's scale."""
        return (tick - self._tick()) * PACE_STRETCH

    async def _rest(self, seconds: float) -> None:
        """Wait, unless somebody calls."""
        self._alarm = alarm = asyncio.ensure_future(self._clock.sleep(seconds))
        call = asyncio.ensure_future(self._called.wait())
        try:
            await asyncio.wait((alarm, call), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._alarm = None
            alarm.cancel()
            call.cancel()

    def _launch(self, row: Started, tick: float) -> None:
        self._pace.start(row.chat_id, tick, row.lane is Lane.REPLY)
        self._keys.setdefault(row.chat_id, set()).add(row.chat_key)
        self._flying[row.message_id] = (row, asyncio.ensure_future(self._fly(row, self._started_at)))

    async def _fly(self, row: Started, started_at: float) -> None:
        outcome: Outcome = Uncertain("stopped")
        if self._leave_seconds is not None:
            latest = started_at + self._leave_seconds
            may_leave.set(lambda: self._clock.monotonic() <= latest)
        try:
            outcome = _later(await self._deliver.deliver(row.chat_id, row.outgoing))
        except Exception:  # the row must be settled whatever happened
            log.exception("sender.deliver_failed message=%d", row.message_id)
            outcome = Uncertain("internal error")
        finally:
            self._heed(outcome)
            is_answered = not isinstance(outcome, NotSent | Stale | Uncertain)
            self._pace.land(row.chat_id, row.chat_id < 0, self._tick(), is_answered=is_answered)
            if not self._landed:
                self._first_landed_at = self._clock.monotonic()
            self._landed.append(Delivered(row, outcome))
            self._called.set()

    async def _settle_alone(self, one: Delivered) -> None:
        """Settle one row in a transaction of its own; one that cannot be recorded stays uncertain."""
        now, attempts, number = self._clock.now(), self._settings.attempts, one.started.message_id
        try:
            try:
                await self._storage.write(partial(outcomes.record, delivered=[one], now=now, attempts=attempts))
            except DatabaseAway:
                raise
            except Exception:
                log.exception("sender.unrecorded message=%d", number)
                await self._storage.write(
                    partial(outcomes.leave_uncertain, message_id=number, now=now, reason="not recorded")
                )
        except DatabaseAway:
            raise
        except Exception:
            log.exception("sender.left_started message=%d", number)
            # The next life finds it; never may it be taken for a row that was not sent.
            self._unrecorded.add(number)

    def _heed(self, outcome: Outcome) -> None:
        """Slow down or stop where the outcome is about more than its own row."""
        seconds_now = self._clock.monotonic()
        match outcome:
            case Wait(seconds):
                log.warning("sender.paused seconds=%.1f", seconds)
                self._slow_until = max(self._slow_until, seconds_now + seconds)
            case TokenRejected():
                log.error("sender.token_rejected")
                self._slow_until = seconds_now + TOKEN_REJECTED_SECONDS
            case Stale():
                log.warning("sender.stale")
            case NotSent(reason) | Uncertain(reason):
                log.warning("sender.outage reason=%s", reason)
                self._probes = self._probes or 0
            case _:
                pass

    async def _probe(self) -> float:
        """After a refused or unanswered call nothing more starts until Telegram answers a harmless one."""
        if (pause := self._probe_at - self._clock.monotonic()) > 0:
            return pause  # a call woke us; the outage lasts
        outcome = await self._deliver.probe()
        if not isinstance(outcome, NotSent | Uncertain):
            log.info("sender.back")
            self._probes, self._probe_at = None, float("-inf")
            self._heed(outcome)
            if isinstance(outcome, Wait):
                until = self._clock.now() + timedelta(seconds=outcome.seconds)
                await self._storage.write(partial(outcomes.pause, until=until))
            return 0.0
        seconds = PROBE_SECONDS[min(self._probes or 0, len(PROBE_SECONDS) - 1)]
        self._probes = (self._probes or 0) + 1
        self._probe_at = self._clock.monotonic() + seconds
        return seconds

    async def _land(self) -> None:
        """Give the rows in flight a moment to be answered, so that a calm stop leaves as little uncertain as can be."""
        if tasks := [task for _row, task in self._flying.values()]:
            _done, late = await asyncio.wait(tasks, timeout=LANDING_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with suppress(DatabaseAway):  # a stop does not wait for it; the next life settles what is left
            if self._landed:
                await self._turn(None)
            if self._may_have_strays:  # the stop came between a start and its answer
                await self._reclaim()


def _later(outcome: Outcome) -> Outcome:
    """Stretch a wait that Telegram asks for by up to a second, so as not to stand at the door when it opens."""
    if isinstance(outcome, Wait):
        return Wait(outcome.seconds + random.uniform(0.0, JITTER_SECONDS))  # noqa: S311 - it hides nothing
    return outcome
