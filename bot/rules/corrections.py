"""Until when the record of a day may still be corrected, and by whom.

The unit corrects freely until the hour of the summary that reports the day, and with a reason within ten working days;
the person asks for a correction within seven days.

Source:
    Ten working days after the service: order 67 of the Ministry of Civil Affairs, article 11.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendar import WorkCalendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LATE_WORKDAYS = 10
ASKED_WITHIN = timedelta(days=7)
LONGEST_WORDS = 100
TIME = r"(\d{1,2})[:.时点](\d{2})"
TIMES = re.compile(rf"{TIME}分?(?:\s*(?:-|~|至|到|—)+\s*{TIME}分?)?[\s，,。]*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wrote about their times: when they came, when they left where they say so, and why."""

    first: time | None
    second: time | None
    words: str

    def on(self, day: date, corrections: Corrections, *, since: datetime) -> tuple[datetime | None, datetime | None]:
        """Return both moments on a day of the operator's zone, aware UTC.

        A start before ``since``, and an end before the start, is on the next day.
        """
        first = None if self.first is None else corrections.moment(day, self.first, since=since)
        second = None if self.second is None else corrections.moment(day, self.second, since=first or since)
        return first, second

    def end_on(self, day: date, corrections: Corrections, *, since: datetime) -> datetime | None:
        """Return the moment of the last time that was written, likewise."""
        last = self.first if self.second is None else self.second
        return None if last is None else corrections.moment(day, last, since=since)


def read_times(typed: str) -> Wanted | None:
    """Read ``13:40-15:20 手机没电``: one time or two, then words; None where no time stands at the beginning."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    match = TIMES.fullmatch(plain)
    if match is None:
        return None
    try:
        first = time(int(match[1]), int(match[2]))
        second = time(int(match[3]), int(match[4])) if match[3] is not None else None
    except ValueError:
        return None
    return Wanted(first, second, match[5].strip())


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

    def moment(self, day: date, at: time, *, since: datetime) -> datetime:
        """Return a wall time of a day, or of the next where that is before ``since``, as aware UTC."""
        moments = (datetime.combine(on, at, tzinfo=self.zone) for on in (day, day + timedelta(days=1)))
        same_day, next_day = (moment.astimezone(UTC) for moment in moments)
        return next_day if same_day < since else same_day

    def _midnight_after(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=self.zone).astimezone(UTC)
