"""The hours of a stand-by (备勤): the evening on which people are asked, and the morning it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.rules.audience import BulkHours

ASKED_FROM: Final = time(20)
ASKED_UNTIL: Final = time(22)
"""What has not left by then is worthless: nobody is woken for a question about the morning."""
ANSWERED_UNTIL: Final = time(12)
REPORTED_AFTER: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Evening:
    """When people are asked about the morning of ``held_on``, and when the organizers see the expected strength."""

    held_on: date
    asks_at: datetime
    reports_at: datetime


def coming_morning(now: datetime, zone: ZoneInfo) -> date:
    """Return the day that a stand-by asked for now is about: tomorrow."""
    return now.astimezone(zone).date() + DAY


def coming_evening(now: datetime, hours: BulkHours) -> Evening | None:
    """Return the evening of a stand-by that is sent out now: from 20:00 on, or at once when it is later.

    None where it can be asked no more: from 22:00 on, in the quiet hours, and where these begin before 20:00.
    """
    held_on = coming_morning(now, hours.zone)
    asks_at = max(now, datetime.combine(held_on - DAY, ASKED_FROM, hours.zone).astimezone(UTC))
    is_quiet = hours.leaves_at(now) > now or hours.leaves_at(asks_at) > asks_at
    if is_quiet or asks_at >= asked_until(held_on, hours.zone):
        return None
    return Evening(held_on, asks_at, asks_at + REPORTED_AFTER)


def asked_until(held_on: date, zone: ZoneInfo) -> datetime:
    """Return when the last question about a morning may leave, exclusive: 22:00 on the evening before."""
    return datetime.combine(held_on - DAY, ASKED_UNTIL, zone).astimezone(UTC)


def answered_until(held_on: date, zone: ZoneInfo) -> datetime:
    """Return until when an answer may be changed, exclusive: noon of the day."""
    return datetime.combine(held_on, ANSWERED_UNTIL, zone).astimezone(UTC)
