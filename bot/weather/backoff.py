"""How long a server that failed is left in peace."""

from __future__ import annotations

from typing import Final

WAITS_SECONDS: Final = (60, 120, 300, 600, 1800)
"""After the first failure, the second, …; the last for all further ones.

Source:
    Open-Meteo counts by the minute, the hour and the day, and names no time to wait: a minute is the least that helps.
"""


class BackOff:
    """Failures in a row and the time until which nothing is asked; fed with seconds that never run backwards."""

    def __init__(self) -> None:
        self._failures = 0
        self._until = float("-inf")

    def left(self, now: float) -> float:
        """Return the seconds still to be waited at ``now``; 0 when asking is free."""
        return max(0.0, self._until - now)

    def fail(self, now: float) -> float:
        """Note a failure at ``now`` and return the seconds to be waited from then on."""
        wait = WAITS_SECONDS[min(self._failures, len(WAITS_SECONDS) - 1)]
        self._failures += 1
        self._until = now + wait
        return float(wait)

    def succeed(self) -> None:
        """Forget the failures."""
        self._failures = 0
