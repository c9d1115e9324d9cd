"""The days of the rehearsed week: fixed, so that the same seed gives the same story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.rehearsal.plans import Days
from bot.rules.timetable import FridayRules, Timetable, friday_timetable

FRIDAY: Final = date(2026, 11, 27)
OUTAGE: Final = timedelta(minutes=9)
SHORT_OUTAGE: Final = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The moments of the week, aware UTC, made around the Friday's own timetable."""

    timetable: Timetable
    zone: ZoneInfo

    @classmethod
    def of(cls, rules: FridayRules) -> Calendar:
        """Lay the rules over the Friday of the story."""
        return cls(friday_timetable(FRIDAY, rules), rules.zone)

    def on(self, days_before_friday: int, at: time) -> datetime:
        """Return a moment of the week by the wall clock."""
        day = FRIDAY - timedelta(days=days_before_friday)
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)

    @property
    def begins_at(self) -> datetime:
        """Tuesday morning, when the bot is set up."""
        return self.on(3, time(8, 0))

    @property
    def staff_from(self) -> datetime:
        """When liaisons, organizers and the leader come in."""
        return self.on(3, time(9, 0))

    @property
    def registration(self) -> tuple[datetime, datetime]:
        """When everybody else comes in."""
        return self.on(3, time(10, 0)), self.on(3, time(17, 0))

    @property
    def upgrade_at(self) -> datetime:
        """Tuesday evening: the bot is stopped calmly and started again."""
        return self.on(3, time(19, 0))

    @property
    def reminder_at(self) -> datetime:
        """When those who have not answered are reminded."""
        return self.on(1, time(15, 0))

    @property
    def first_crash_at(self) -> datetime:
        """Two minutes before the reminder the power fails; it comes back after the reminder's hour."""
        return self.reminder_at - timedelta(minutes=2)

    @property
    def second_crash_at(self) -> datetime:
        """In the middle of the check-ins the process dies once more, and is started again at once."""
        return self.timetable.check_in_from + timedelta(minutes=16)

    @property
    def summary_at(self) -> datetime:
        """Monday, when the week is summed up."""
        return self.on(-3, time(8, 30))

    @property
    def ends_at(self) -> datetime:
        """When the curtain falls."""
        return self.summary_at + timedelta(minutes=10)

    @property
    def days(self) -> Days:
        """What people plan their week by."""
        return Days(self.registration, self.timetable, self.reminder_at + OUTAGE)
