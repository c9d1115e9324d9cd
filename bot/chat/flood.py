"""The gate before the inbox: how many updates of one person are looked at in a minute."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime

# With more people than this in memory, those who have been silent for a minute are forgotten.
REMEMBERED_AT_MOST = 5_000


class FloodGate:
    """Counts each person's updates of the last minute by when they happened: what piled up in an outage is no flood.

    An update that is fetched again, because it could not be stored, is not counted again.

    Args:
        per_minute: Updates of one person that are looked at in any 60 seconds, at least 1.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._seen: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._unsettled: dict[int, bool] = {}

    def is_over(self, key: str, update_id: int, at: datetime) -> bool:
        """Count one update; tell whether it is one too many."""
        if update_id not in self._unsettled:
            self._unsettled[update_id] = self._is_one_too_many(key, at)
        return self._unsettled[update_id]

    def settle(self) -> None:
        """Forget the numbers of what has been stored: it will not come again."""
        self._unsettled.clear()

    def _is_one_too_many(self, key: str, at: datetime) -> bool:
        if len(self._seen) > REMEMBERED_AT_MOST:
            self._seen = defaultdict(deque, {k: v for k, v in self._seen.items() if (at - v[-1]).total_seconds() < 60})
        seen = self._seen[key]
        while seen and (at - seen[0]).total_seconds() >= 60:
            seen.popleft()
        if len(seen) >= self._per_minute:
            return True  # what is dropped does not keep the gate shut
        seen.append(at)
        return False
