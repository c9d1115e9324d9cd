"""What a webhook brings is stored, in whatever process it arrives; the one that leads picks it up and handles it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.chat.raw import person_key
from bot.clock import Clock
from bot.services import inbox, outages
from bot.services.inbox import Arrival
from bot.storage import Storage

HEARD_EVERY_SECONDS = 1.0


class Inlet:
    """Stores updates; ``on_stored`` is called after each that was committed."""

    def __init__(
        self, storage: Storage, clock: Clock, bot_id: int, *, on_stored: Callable[[], None] = lambda: None
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._bot_id = bot_id
        self._on_stored = on_stored
        self._noted_at = float("-inf")

    async def take(self, update: dict[str, Any]) -> None:
        """Store an update, which has its number; one that is known already is passed over.

        Raises:
            DatabaseAway: It is not stored for sure; Telegram must be told to bring it again.
        """
        now, tick = self._clock.now(), self._clock.monotonic()
        # Escaped to ASCII: no character whatever can keep a database from taking it.
        body = json.dumps(update, separators=(",", ":"))
        arrival = Arrival(int(update["update_id"]), person_key(update), body)
        notes = tick - self._noted_at >= HEARD_EVERY_SECONDS
        await self._storage.write(partial(self._store, arrival=arrival, now=now, notes=notes))
        if notes:
            self._noted_at = tick
        self._on_stored()

    def _store(self, session: Session, *, arrival: Arrival, now: datetime, notes: bool) -> None:
        if notes:
            outages.note_heard(session, now=now)
        inbox.store(session, self._bot_id, [arrival], now=now)
