"""Which copies of the database are kept, and when the next one is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def last_due(now: datetime, *, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment at which the newest copy should have been made: the last ``at`` on the wall, not after now."""
    local = now.astimezone(zone)
    due = datetime.combine(local.date(), at, zone)
    return due if due <= local else datetime.combine(local.date() - timedelta(days=1), at, zone)


def outdated(moments: Iterable[datetime], *, daily: int, weekly: int, zone: ZoneInfo) -> set[datetime]:
    """Tell which copies are not needed any more.

    Args:
        moments: When the copies were made, in any order.
        daily: Of how many days the newest copy is kept; days without one do not count.
        weekly: Of how many weeks, beginning on Mondays, likewise.
        zone: Where days begin.

    Returns:
        The moments of copies that neither rule keeps. The newest of all is never among them.
    """
    newest_first = sorted(moments, reverse=True)
    kept = set(newest_first[:1])
    kept |= _newest_of_each(newest_first, daily, lambda moment: moment.astimezone(zone).date().toordinal())
    kept |= _newest_of_each(newest_first, weekly, lambda moment: (moment.astimezone(zone).date().toordinal() - 1) // 7)
    return set(newest_first) - kept


def _newest_of_each(newest_first: list[datetime], most: int, period: Callable[[datetime], int]) -> set[datetime]:
    newest: dict[int, datetime] = {}
    for moment in newest_first:
        newest.setdefault(period(moment), moment)
    return set(list(newest.values())[:most])
