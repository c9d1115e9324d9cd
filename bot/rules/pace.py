"""How fast messages may leave: a strict sliding window over all chats, over each chat and over each group.

Pure state fed with the seconds of a clock that never runs backwards. Every send, edit and pin is recorded when it
starts and again when it is answered. A token bucket would not do: after a pause it lets a double burst through. What is
no reply leaves in handfuls spread evenly over the second, so that a broadcast may use the whole of it and a reply still
finds room soon.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Iterable
from typing import Final, TypeVar

HANDFULS: Final = 5
"""In so many handfuls a second is spread for what is no reply."""
MOMENT_SECONDS: Final = 0.02
"""For a place that becomes free within it a handful waits."""

KNOWN_AFTER: Final = 30
"""After so many answers the shortest way of a line is taken to be known."""

T = TypeVar("T", float, tuple[float, int])


class Pace:
    """What is under way, what arrived within the last minute, and what they leave free.

    The limits hold where the messages arrive, however unevenly the line carries them: by its answer a message has
    surely arrived. So it counts from its start until a second after its answer; less the shortest way there and back
    that was ever seen, once that is known, for so long before the answer it had arrived, or later the next one will.

    Windows are half-open: with ``per_second=30`` no ``[t, t + 1)`` ever sees more than 30 arrive, whatever ``t``. What
    is no reply starts by handfuls of 6, a fifth of a second apart; a reply that goes first waits hardly longer than
    that. Places that become free within a moment are waited for, so that a handful stays one. Calls take constant time
    on average, and what no longer counts is forgotten.

    Args:
        per_second: Arrivals in any one second, at least 1.
        per_chat_seconds: Seconds from one arrival in a chat to the next, positive.
        per_group: Arrivals in one group in any ``group_window_seconds``, at least 1.
        group_window_seconds: Positive.

    Raises:
        ValueError: A limit is out of its bounds.
    """

    def __init__(
        self,
        per_second: int = 30,
        per_chat_seconds: float = 1.0,
        per_group: int = 20,
        group_window_seconds: float = 60.0,
    ) -> None:
        if per_second < 1 or per_group < 1 or per_chat_seconds <= 0 or group_window_seconds <= 0:
            raise ValueError("every limit of the pace must be positive")
        self._per_second = per_second
        self._per_chat_seconds = per_chat_seconds
        self._per_group = per_group
        self._group_window_seconds = group_window_seconds
        self._handful = max(per_second // HANDFULS, 1)
        self._handful_seconds = self._handful / per_second
        self._latest = float("-inf")
        self._ways = 0
        self._shortest_way = float("inf")
        self._flying: dict[int, float] = {}
        self._recent: deque[float] = deque()
        self._handful_at = float("-inf")
        self._left = 0
        self._last_in_chat: dict[int, float] = {}
        self._group_arrivals: deque[tuple[float, int]] = deque()
        self._in_group: dict[int, deque[float]] = {}
        self._full_groups: set[int] = set()

    def allowance(self, now: float, is_reply: bool) -> int:
        """Return how many may start at ``now`` as far as the bot as a whole goes; at least 0.

        Of others than replies, what is left of a handful; none while a further place for it is about to become free.
        """
        self._forget_old(now)
        free = self._free()
        if is_reply:
            return max(0, free)
        wanted = self._wanted(now)
        if free < wanted and self._free_at(max(0, free) + 1) <= now + MOMENT_SECONDS:
            return 0
        return max(0, min(free, wanted))

    def next_free(self, now: float, is_reply: bool = True) -> float:
        """Return the earliest moment, not before ``now``, at which ``allowance`` is at least 1.

        It is infinite while so many are under way that one of them has to be answered first.
        """
        self._forget_old(now)
        at = max(now, self._free_at(1))
        if is_reply:
            return at
        if self._wanted(at) == 0:
            at = max(at, self._handful_at + self._handful_seconds)
        places = max(1, self._free())
        while places < self._wanted(at) and (following := self._free_at(places + 1)) <= at + MOMENT_SECONDS:
            at, places = max(at, following), places + 1
        return at

    def _free(self) -> int:
        """Return how many places are free, negative where more were taken than the limit allows."""
        return self._per_second - len(self._recent) - len(self._flying)

    def _wanted(self, now: float) -> int:
        """Return how much of a handful may start: of a new one, or of the one just begun what there was place for."""
        is_new = now >= self._handful_at + self._handful_seconds
        return self._handful if is_new else self._left

    def _free_at(self, places: int) -> float:
        """Return when so many may start, as far as is known; infinite while some of them are under way."""
        surplus = places - 1 - self._free()
        if surplus < 0:
            return float("-inf")
        return self._recent[surplus] + 1.0 if surplus < len(self._recent) else float("inf")

    def ready_at(self, chat_id: int, is_group: bool, now: float) -> float:
        """Return the earliest moment, not before ``now``, at which this chat may be written to.

        It is infinite while something is under way to it.
        """
        self._forget_old(now)
        if chat_id in self._flying:
            return float("inf")
        ready = now
        if (last := self._last_in_chat.get(chat_id)) is not None:
            ready = max(ready, last + self._per_chat_seconds)
        if is_group and len(arrivals := self._in_group.get(chat_id, ())) >= self._per_group:
            ready = max(ready, arrivals[-self._per_group] + self._group_window_seconds)
        return ready

    def busy_chats(self, now: float) -> set[int]:
        """Return the chats that may not be written to at ``now``."""
        self._forget_old(now)
        fresh = {chat_id for chat_id, at in self._last_in_chat.items() if at + self._per_chat_seconds > now}
        return self._flying.keys() | fresh | self._full_groups

    def start(self, chat_id: int, now: float, is_reply: bool) -> None:
        """Count a start at ``now``; nothing else is under way to that chat."""
        if not is_reply:
            if now >= self._handful_at + self._handful_seconds:
                self._forget_old(now)
                self._handful_at, self._left = now, min(self._free(), self._handful)
            self._left -= 1
        self._flying[chat_id] = now

    def land(self, chat_id: int, is_group: bool, now: float, *, is_answered: bool) -> None:
        """Take the answer to what was started in a chat, or that none is waited for any longer."""
        started = self._flying.pop(chat_id)
        if is_answered:
            self._shortest_way = min(self._shortest_way, now - started)
            self._ways += 1
        self._latest = max(self._latest, now - self._shortest_way if self._ways >= KNOWN_AFTER else now)
        self._forget_old(self._latest)
        self._count(chat_id, is_group, self._latest)

    def rebuild(self, arrivals: Iterable[tuple[float, int, bool]]) -> None:
        """Forget everything and count stored arrivals instead, after a restart or a takeover; handfuls begin anew.

        Args:
            arrivals: Second (on the scale of later calls) by which one had surely arrived, or will have, chat and
                whether it is a group; in any order. The last ``group_window_seconds`` are enough. More than the limits
                allow are counted as they are.
        """
        self._latest = self._handful_at = float("-inf")
        self._recent.clear()
        self._group_arrivals.clear()
        for by_chat in (self._flying, self._last_in_chat, self._in_group):
            by_chat.clear()
        self._full_groups.clear()
        for at, chat_id, is_group in sorted(arrivals):
            self._count(chat_id, is_group, at)

    def _count(self, chat_id: int, is_group: bool, at: float) -> None:
        _put(self._recent, at)
        last = self._last_in_chat.pop(chat_id, at)  # so that the dictionary stays in the order of the arrivals
        self._last_in_chat[chat_id] = max(last, at)
        if is_group:
            _put(self._group_arrivals, (at, chat_id))
            _put(self._in_group.setdefault(chat_id, deque()), at)
            self._note_fullness(chat_id)

    def _forget_old(self, now: float) -> None:
        # Sums, not differences: the same sums that ready_at and next_free return, so that they agree to the last bit.
        while self._recent and self._recent[0] + 1.0 <= now:
            self._recent.popleft()
        while self._last_in_chat and self._oldest_in_chat() + self._per_chat_seconds <= now:
            del self._last_in_chat[next(iter(self._last_in_chat))]
        while self._group_arrivals and self._group_arrivals[0][0] + self._group_window_seconds <= now:
            chat_id = self._group_arrivals.popleft()[1]
            self._in_group[chat_id].popleft()
            self._note_fullness(chat_id)

    def _oldest_in_chat(self) -> float:
        return next(iter(self._last_in_chat.values()))

    def _note_fullness(self, chat_id: int) -> None:
        if len(self._in_group[chat_id]) >= self._per_group:
            self._full_groups.add(chat_id)
        else:
            self._full_groups.discard(chat_id)
        if not self._in_group[chat_id]:
            del self._in_group[chat_id]


def _put(line: deque[T], value: T) -> None:
    """Put a value in its place: at the end, but for what is yet to arrive."""
    if line and value < line[-1]:
        insort(line, value)
    else:
        line.append(value)
