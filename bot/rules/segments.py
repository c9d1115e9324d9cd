"""Visits cut into what a record may count: nothing twice, and no segment across midnight. Pure arithmetic.

How minutes are rounded: a visit counts its whole minutes, a begun one not. The parts of a visit are measured from the
visit's own beginning, and a minute belongs to the part in which it is completed; so the parts of a visit always add up
to the visit. A part without a whole minute is left out where another part has some.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Visit:
    """One person's time at one activity, as far as it counts: aware, half-open, and not reversed.

    The order of visits is that of their starts; of those that begin together the lower activity goes first.

    Raises:
        ValueError: A time is naive, or the end is before the start.
    """

    start: datetime
    activity: int
    person: int
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a visit needs aware times")
        if self.end < self.start:
            raise ValueError(f"the visit of {self.person} to {self.activity} ends before it begins")

    @property
    def minutes(self) -> int:
        """Its whole minutes."""
        return (self.end - self.start) // MINUTE


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a visit within one local day: part ``part`` of ``parts``, from 1.

    ``is_cut`` says that the visit lost time to an earlier one of the same person.
    """

    visit: Visit
    part: int
    parts: int
    on: date
    start: datetime
    end: datetime
    minutes: int
    is_cut: bool = False


def segments(visits: Iterable[Visit], zone: ZoneInfo) -> list[Segment]:
    """Cut visits so that no time of a person counts twice and no segment crosses a local midnight.

    Of two visits that overlap the later start loses what the earlier one has; a visit of which nothing is left has one
    segment without minutes.

    Args:
        visits: In any order; one person's visit to an activity stands once.
        zone: Where the days begin.

    Returns:
        By person, then by time; every visit has at least one segment.
    """
    by_person: defaultdict[int, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_person[visit.person].append(visit)
    return [segment for person in sorted(by_person) for segment in _of_person(by_person[person], zone)]


def _of_person(visits: list[Visit], zone: ZoneInfo) -> Iterator[Segment]:
    covered_until = datetime.min.replace(tzinfo=UTC)
    for visit in sorted(visits):
        start = min(max(visit.start, covered_until), visit.end)
        is_cut = start > visit.start
        yield from (replace(part, is_cut=is_cut) for part in _split(visit, start, zone))
        covered_until = max(covered_until, visit.end)


def _split(visit: Visit, start: datetime, zone: ZoneInfo) -> list[Segment]:
    """Split what is left of a visit at each midnight."""
    edges = [start, *_midnights(start, visit.end, zone), visit.end]
    parts = [(begin, end, (end - start) // MINUTE - (begin - start) // MINUTE) for begin, end in pairwise(edges)]
    kept = [part for part in parts if part[2]] or parts[:1]
    return [
        Segment(visit, number, len(kept), begin.astimezone(zone).date(), begin, end, minutes)
        for number, (begin, end, minutes) in enumerate(kept, 1)
    ]


def _midnights(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the local midnights between two moments, in the zone of the first."""
    day = start.astimezone(zone).date()
    while True:
        day += timedelta(days=1)
        midnight = datetime.combine(day, time(), tzinfo=zone).astimezone(start.tzinfo)
        if midnight >= end:
            return
        yield midnight


def days_beyond(parts: Iterable[Segment], limit_minutes: int) -> set[tuple[int, date]]:
    """Name the days, as (person, day), on which a person has more minutes than the limit."""
    minutes: defaultdict[tuple[int, date], int] = defaultdict(int)
    for part in parts:
        minutes[part.visit.person, part.on] += part.minutes
    return {key for key, served in minutes.items() if served > limit_minutes}
