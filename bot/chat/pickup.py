"""The leader's way in where updates come by webhook: it looks for what any process has stored, and hands it on."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial

from bot.chat.flood import FloodGate
from bot.chat.intake import AWAY_SECONDS, mind_gap
from bot.chat.raw import moment_of
from bot.clock import Clock
from bot.services import inbox
from bot.services.inbox import Waiting
from bot.storage import DatabaseAway, Storage

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
UNFORESEEN_SECONDS = 1.0
ROWS_AT_ONCE = 500


class Pickup:
    """Looks into the inbox a few times a second, and at once when called.

    Not by the highest number seen: of two processes that store at one time the one with the lower may commit later.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        accept: Callable[[list[Waiting]], Awaitable[None]],
        *,
        updates_per_minute: int,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._accept = accept
        self._flood = FloodGate(updates_per_minute)
        self._known: set[int] = set()  # handed on, and perhaps not done yet
        self._called = asyncio.Event()

    def know(self, inbox_ids: Iterable[int]) -> None:
        """Pass over what has been handed on by somebody else."""
        self._known.update(inbox_ids)

    def call(self) -> None:
        """Have it look at once, for something was stored here."""
        self._called.set()

    async def run(self) -> None:
        """Look and hand on, until cancelled."""
        is_first = True
        while True:
            self._called.clear()
            pause = LOOK_SECONDS
            try:
                if is_first:
                    await mind_gap(self._storage, None, self._clock.now())
                    is_first = False
                await self._look()
            except DatabaseAway:
                log.warning("pickup.database_away")
                pause = AWAY_SECONDS
            except Exception:  # nothing may end the way in
                log.exception("pickup.unforeseen")
                pause = UNFORESEEN_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):  # wait_for may swallow a cancellation
                    await self._called.wait()

    async def _look(self) -> None:
        ids = await self._storage.read(inbox.waiting_ids)
        self._known.intersection_update(ids)  # the rest is done
        fresh = [number for number in ids if number not in self._known]
        for begin in range(0, len(fresh), ROWS_AT_ONCE):
            rows = await self._storage.read(partial(inbox.waiting, inbox_ids=fresh[begin : begin + ROWS_AT_ONCE]))
            over = {row.inbox_id for row in rows if self._is_over(row)}
            if over:
                await self._storage.write(partial(inbox.drop, inbox_ids=sorted(over)))
            self._flood.settle()
            self._known.update(row.inbox_id for row in rows)
            await self._accept([row for row in rows if row.inbox_id not in over])

    def _is_over(self, row: Waiting) -> bool:
        return self._flood.is_over(row.person_key, row.inbox_id, moment_of(json.loads(row.body), row.received_at))
