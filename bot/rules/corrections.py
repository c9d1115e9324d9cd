"""Until when the record of a day may still be corrected, and by whom.

The unit corrects freely until the hour of the summary that reports the day, and with a reason within ten working days;
the person asks for a correction within seven days.

Source:
    Ten working days after the service: order 67 of the Ministry of Civil Affairs, article 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendar import WorkCalendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LATE_WORKDAYS = 10
ASKED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Corrections:
    """When the weekly summary is made, in the operator's wall time; it reports the week before.

    ``calendar`` counts the working days for late entries; without one there are none.

    Raises:
        ValueError: ``weekday`` is none of ``mon`` … ``sun``.
    """

    weekday: str
    at: time
    zone: ZoneInfo
    calendar: WorkCalendar | None = None

    def __post_init__(self) -> None:
        if self.weekday not in WEEKDAYS:
            raise ValueError(f"{self.weekday!r} is no weekday")

    def until(self, held_on: date) -> datetime:
        """Return the moment, aware UTC, at which the summary of that day's week is made; corrections come before."""
        next_monday = held_on + timedelta(days=7 - held_on.weekday())
        day = next_monday + timedelta(days=WEEKDAYS.index(self.weekday))
        return datetime.combine(day, self.at, tzinfo=self.zone).astimezone(UTC)

    def late_until(self, held_on: date) -> datetime:
        """Return the moment, aware UTC, before which the unit may make late entries (补签), each with its reason."""
        if self.calendar is None:
            return self.until(held_on)
        last = self.calendar.add_workdays(held_on, LATE_WORKDAYS)
        return max(self._midnight_after(last), self.until(held_on))

    def asked_until(self, held_on: date) -> datetime:
        """Return the moment, aware UTC, before which a person may ask for a correction of that day."""
        return self._midnight_after(held_on + ASKED_WITHIN)

    def _midnight_after(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=self.zone).astimezone(UTC)
