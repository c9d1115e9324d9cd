"""What a unit's list for an activity needs to be printed and signed (签到表)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """Somebody on the list; who ``is_guest`` belongs to another unit.

    Of an answer paper says no more than ``is_excused``.
    """

    name: str
    title: str = ""
    is_excused: bool = False
    is_guest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RollSheet:
    """One unit's list for one activity, people in the order of the roster; moments are aware."""

    unit: str
    activity: str
    held_on: date
    starts_at: datetime
    ends_at: datetime
    muster_at: datetime
    place: str
    address: str
    muster_point: str
    lead: str
    people: tuple[SheetPerson, ...]
