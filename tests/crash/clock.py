"""The clock of the bots that are killed: as fast as the machine's, at an hour of the test's choosing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock


class LeapingClock(SystemClock):
    """Runs ahead of the machine's clock by a span, which may grow while no bot lives."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return super().now() + self.ahead

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead.total_seconds()

    def leap_to(self, moment: datetime) -> None:
        """Let it be ``moment``, or stay where that is past."""
        self.ahead += max(moment - self.now(), timedelta(0))


def standing_at(moment: datetime) -> LeapingClock:
    """Return a clock at which it is ``moment`` now."""
    return LeapingClock(moment - datetime.now(UTC))
