"""The gate before the inbox: how many updates of one person are looked at in a minute."""

from __future__ import annotations

from datetime import datetime

# With more people than this in memory, those who have been silent for a minute are forgotten.
REMEMBERED_AT_MOST = 5_000
MINUTE_SECONDS = 60


class FloodGate:
    """Counts each person's updates of the last minute by when they happened: what piled up in an outage is no flood.

    An update that is fetched again, because it could not be stored, is not counted again.

    Args:
        per_minute: Updates of one person that are looked at in any 60 seconds, at least 1.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._seen: dict[str, list[datetime]] = {}  # thousands of short lists: a deque takes six times their memory
        self._forgets_over = REMEMBERED_AT_MOST
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
        if len(self._seen) > self._forgets_over:
            self._seen = {key: seen for key, seen in self._seen.items() if _is_fresh(seen[-1], at)}
            # Whoever is left is no reason to look at all of them again with the very next update.
            self._forgets_over = max(REMEMBERED_AT_MOST, 2 * len(self._seen))
        seen = [moment for moment in self._seen.get(key, ()) if _is_fresh(moment, at)]
        if len(seen) >= self._per_minute:
            return True  # what is dropped does not keep the gate shut
        self._seen[key] = [*seen, at]
        return False


def _is_fresh(moment: datetime, at: datetime) -> bool:
    return (at - moment).total_seconds() < MINUTE_SECONDS
