"""Long polling: one poller at a time, waiting by the sandbox's clock."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.sandbox.account import take_allowed
from bot.sandbox.errors import ApiError
from bot.sandbox.params import Params, Signature
from bot.sandbox.state import Json
from bot.sandbox.world import World

SIGNATURE = Signature(optional=("offset", "limit", "timeout", "allowed_updates"))
LONGEST_WAIT_SECONDS = 50
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Poller:
    """Serves ``getUpdates``; a newer call ends the older one with 409, as Telegram does.

    ``waiting`` counts the calls that wait for an update; none waits longer than ``longest_wait_seconds``.
    """

    def __init__(self, world: World, longest_wait_seconds: int = LONGEST_WAIT_SECONDS) -> None:
        self._world = world
        self._longest_wait_seconds = longest_wait_seconds
        self._current: asyncio.Future[None] | None = None
        self.waiting = 0

    async def get_updates(self, values: dict[str, Any]) -> list[Json]:
        """Return pending updates, waiting for the first up to ``timeout`` seconds of the clock.

        Raises:
            ApiError: 409, there is a webhook or another poller.
        """
        call = Params(SIGNATURE, SIGNATURE.names, values)
        if self._world.webhook is not None:
            raise ApiError(409, _WEBHOOK_ACTIVE)
        self.end()
        ousted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._current = ousted
        take_allowed(self._world, call)
        if call.integer("offset"):
            self._world.updates.acknowledge(call.integer("offset"))
        limit = min(max(call.integer("limit", 100), 1), 100)
        wait = min(call.integer("timeout"), self._longest_wait_seconds)
        arrived = self._world.updates.await_next()
        updates = self._world.updates.peek(limit)
        if not updates and wait > 0:
            await self._wait(arrived, wait, ousted)
            updates = self._world.updates.peek(limit)
        return updates

    def end(self) -> None:
        """Let whoever waits wait no longer."""
        if self._current is not None and not self._current.done():
            self._current.set_result(None)

    async def _wait(self, arrived: asyncio.Event, seconds: int, ousted: asyncio.Future[None]) -> None:
        clock = self._world.clock
        arrival = asyncio.ensure_future(arrived.wait())
        passing = asyncio.ensure_future(clock.sleep(seconds))
        self.waiting += 1
        self._world.changed()
        try:
            await asyncio.wait((arrival, passing, ousted), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.waiting -= 1
            arrival.cancel()
            passing.cancel()
        if ousted.done():
            raise ApiError(409, _OTHER_POLLER)
