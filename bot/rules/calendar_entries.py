"""An activity as a phone's own calendar keeps it. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One activity; ``version`` grows with every change, so that an entry that is opened again is moved, not doubled.

    Moments are aware. ``title`` and ``place`` are as the activity has them.
    """

    activity_id: int
    version: int
    title: str
    place: str
    content: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False
