"""When a person wants to be reminded of an activity: a minute of the day, and which moment that means."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HOUR: Final = 60
EVENING: Final = 17 * HOUR
"""From this minute of the day on a wish means the evening before; it would come too late on the day itself."""

OFFERED: Final = (20 * HOUR, 7 * HOUR, 8 * HOUR, 10 * HOUR, 12 * HOUR)
"""What can be chosen beside the hour of the settings, in the order in which it is offered."""


def is_evening_before(minute: int) -> bool:
    """Tell whether a wish means the evening before the activity."""
    return minute >= EVENING


def clock_time(minute: int) -> str:
    """Write a minute of the day as ``08:00``."""
    return f"{time(minute // HOUR, minute % HOUR):%H:%M}"


def wished_at(minute: int, held_on: date, zone: ZoneInfo) -> datetime:
    """Return the moment that a wish means for an activity of that day, aware UTC.

    Args:
        minute: Of the day, in the zone's wall time; see ``is_evening_before``.
        held_on: The day of the activity.
        zone: The operator's.
    """
    day = held_on - timedelta(days=int(is_evening_before(minute)))
    return datetime.combine(day, time(minute // HOUR, minute % HOUR), zone).astimezone(UTC)
