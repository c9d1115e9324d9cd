"""Until when the record of a day may still be corrected by its unit: the hour of the summary that reports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Corrections:
    """When the weekly summary is made, in the operator's wall time; it reports the week before.

    Raises:
        ValueError: ``weekday`` is none of ``mon`` … ``sun``.
    """

    weekday: str
    at: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.weekday not in WEEKDAYS:
            raise ValueError(f"{self.weekday!r} is no weekday")

    def until(self, held_on: date) -> datetime:
        """Return the moment, aware UTC, at which the summary of that day's week is made; corrections come before."""
        next_monday = held_on + timedelta(days=7 - held_on.weekday())
        day = next_monday + timedelta(days=WEEKDAYS.index(self.weekday))
        return datetime.combine(day, self.at, tzinfo=self.zone).astimezone(UTC)
