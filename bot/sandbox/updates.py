"""Updates on their way to the bot: numbered, kept until a higher offset is asked for, dropped when too old."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.sandbox.limits import SECOND
from bot.sandbox.state import Json

KEPT_FOR = 24 * 3600 * SECOND  # Telegram keeps an update for a day
TAP_KEPT_FOR = 150 * SECOND  # and a tap only as long as the phone waits for its answer
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True, eq=False)
class Pending:
    """An update that was neither acknowledged nor dropped."""

    update_id: int
    made_at: int
    json: Json
    is_dropped: bool = False


class UpdateQueue:
    """The queue behind ``getUpdates`` and webhooks.

    Attributes:
        made: How many updates there were, by kind.
        dropped: How many grew too old, by kind.
        on_change: Called when updates were acknowledged or dropped.
    """

    def __init__(self, now: Callable[[], int], on_change: Callable[[], None], first_id: int = 500_000_001) -> None:
        self._now = now
        self._next_id = first_id
        self._pending: deque[Pending] = deque()
        self._taps: deque[Pending] = deque()
        self._live = 0
        self._allowed: frozenset[str] | None = None
        self._arrived = asyncio.Event()
        self.made: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.on_change = on_change

    def add(self, kind: str, payload: Json) -> int | None:
        """Queue an update; None when the bot did not ask for its kind."""
        if kind not in self._allowed if self._allowed else kind in NOT_BY_DEFAULT:
            return None
        pending = Pending(self._next_id, self._now(), {"update_id": self._next_id, kind: payload})
        self._next_id += 1
        self._pending.append(pending)
        if kind == "callback_query":
            self._taps.append(pending)
        self._live += 1
        self.made[kind] += 1
        self._arrived.set()
        return pending.update_id

    def wake(self) -> None:
        """End the waiting of whoever waits for an update."""
        self._arrived.set()

    def allow(self, kinds: Iterable[str]) -> None:
        """Let only these kinds in from now on; an empty list means the default."""
        self._allowed = frozenset(kinds) or None

    @property
    def allowed(self) -> list[str]:
        """The kinds asked for, sorted; empty for the default."""
        return sorted(self._allowed or ())

    def acknowledge(self, offset: int) -> None:
        """Forget what comes before ``offset``; a negative one keeps only the last ``-offset`` updates."""
        if offset < 0:
            live = [pending.update_id for pending in self._pending if not pending.is_dropped]
            offset = live[offset] if len(live) >= -offset else 0
        was = self._live
        while self._pending and (self._pending[0].update_id < offset or self._pending[0].is_dropped):
            gone = self._pending.popleft()
            if not gone.is_dropped:
                gone.is_dropped = True
                self._live -= 1
        if self._live != was:
            self.on_change()

    def forget_all(self) -> None:
        """Forget everything that waits."""
        self.acknowledge(self._next_id)

    def peek(self, limit: int) -> list[Json]:
        """Return up to ``limit`` pending updates, oldest first, after dropping what is too old."""
        self._expire()
        updates: list[Json] = []
        for pending in self._pending:
            if len(updates) == limit:
                break
            if not pending.is_dropped:
                updates.append(pending.json)
        return updates

    @property
    def count(self) -> int:
        """How many updates wait."""
        self._expire()
        return self._live

    def await_next(self) -> asyncio.Event:
        """Return an event that is set once an update is added after this call; one waiter at a time."""
        self._arrived = asyncio.Event()
        return self._arrived

    def _expire(self) -> None:
        now = self._now()
        was = self._live
        while self._taps and (self._taps[0].is_dropped or self._taps[0].made_at + TAP_KEPT_FOR <= now):
            self._drop(self._taps.popleft(), "callback_query")
        while self._pending and (self._pending[0].is_dropped or self._pending[0].made_at + KEPT_FOR <= now):
            pending = self._pending.popleft()
            self._drop(pending, next(kind for kind in pending.json if kind != "update_id"))
        if self._live != was:
            self.on_change()

    def _drop(self, pending: Pending, kind: str) -> None:
        if not pending.is_dropped:
            pending.is_dropped = True
            self._live -= 1
            self.dropped[kind] += 1
