"""The log of a call as plain data that both processes can hold, and the arithmetic it is made by.

It counts places and units. Units keep the operator's order, and neither they nor persons are ranked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Final

from bot.rules.figures import hours

MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Milestones:
    """When the first, the half and the last of the wanted hands had said yes; None for what was not reached."""

    first_at: datetime | None = None
    half_at: datetime | None = None
    full_at: datetime | None = None


def milestones(said: Iterable[datetime], quota: int) -> Milestones:
    """Find the milestones among the moments at which those who count said yes, for so many wanted hands.

    The half of an odd number is rounded up.
    """
    moments = sorted(said)
    half = -(-quota // 2)
    return Milestones(
        moments[0] if moments else None,
        moments[half - 1] if 0 < half <= len(moments) else None,
        moments[quota - 1] if 0 < quota <= len(moments) else None,
    )


@dataclass(frozen=True, slots=True)
class Step:
    """From this moment on there are so many heads."""

    at: datetime
    heads: int


Turn = tuple[datetime, int]
"""A moment at which somebody comes to be counted (+1), or is not counted any more (-1)."""


def turns(said: Iterable[tuple[datetime, bool]], *, is_in: bool, answered_at: datetime | None) -> list[Turn]:
    """List when somebody was counted on, and when not any more, by turns.

    Args:
        said: What the person said, oldest first: the moment, and whether it was yes.
        is_in: Whether the person counts at the end. This has the last word: who simply came has said nothing.
        answered_at: The last answer, for a turn that the history lacks.
    """
    found: list[Turn] = []
    is_counted = False
    for at, is_yes in said:
        if is_yes is not is_counted:
            found.append((at, 1 if is_yes else -1))
            is_counted = is_yes
    if is_in is not is_counted and answered_at is not None:
        earliest = found[-1][0] if found else answered_at
        found.append((max(answered_at, earliest), 1 if is_in else -1))
    return found


def steps(changes: Iterable[Turn]) -> tuple[Step, ...]:
    """Add turns up to the strength over time: one step for each moment at which the number changed."""
    by_moment: Counter[datetime] = Counter()
    for at, change in changes:
        by_moment[at] += change
    found, heads = [], 0
    for at, change in sorted(by_moment.items()):
        heads += change
        if change:
            found.append(Step(at, heads))
    return tuple(found)


def median_minutes(spans: Iterable[timedelta]) -> int | None:
    """Return the middle of some spans in whole minutes, a begun one not counted; None for no spans."""
    seconds = [span.total_seconds() for span in spans]
    return int(median(seconds) // 60) if seconds else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What is counted of a place, and of all places together: heads, and minutes served.

    ``coming`` and what follows it are as at the end: ``dropped`` had said yes before; ``on_spot`` counts who checked
    in, with or without an answer. Who was asked and is in no other number was spared, or never answered.
    """

    quota: int = 0
    asked: int = 0
    read: int = 0
    coming: int = 0
    waiting: int = 0
    declined: int = 0
    dropped: int = 0
    on_spot: int = 0
    minutes: int = 0

    @property
    def hours(self) -> Decimal:
        """Service hours, two decimals, half up."""
        return hours(self.minutes)


def add_up(parts: Iterable[Tally]) -> Tally:
    """Return the sums; zeros for no parts."""
    parts = tuple(parts)
    return Tally(**{field.name: sum(getattr(part, field.name) for part in parts) for field in fields(Tally)})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLog(Tally):
    """One place of a call; ``progress`` is the word of ``bot.model.ShiftProgress``."""

    name: str
    reached: Milestones
    progress: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLog:
    """One unit that somebody was asked of; ``response_minutes`` is the median from being asked to the first answer."""

    unit: str
    asked: int
    answered: int
    came: int
    minutes: int
    response_minutes: int | None

    @property
    def hours(self) -> Decimal:
        """Service hours, two decimals, half up."""
        return hours(self.minutes)


@dataclass(frozen=True, slots=True)
class WaveLog:
    """A wave: its number from 1 (0: for gaps between the waves), when it first rang, and how many phones."""

    number: int
    at: datetime
    phones: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLog:
    """Somebody who was asked, a row of the sheet of persons.

    ``state`` is the word of ``bot.model.SummonsState``; ``source`` that of ``bot.rules.attendance.MarkSource`` for the
    check-in, or empty; ``is_entered`` says that the liaison answered for them (代报). ``minutes`` is None without a
    check-out.
    """

    unit: str
    name: str
    title: str
    place: str
    wave: int
    asked_at: datetime
    state: str
    is_entered: bool
    answered_at: datetime | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    minutes: int | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLog:
    """What became of a call. All moments are aware; persons stand by the operator's order of units, then roster.

    ``coming`` and ``on_spot`` are the strength over time; ``reached`` and ``response_minutes`` are over all places.
    """

    called_at: datetime
    muster_at: datetime
    ended_at: datetime
    is_drill: bool
    places: tuple[PlaceLog, ...]
    units: tuple[UnitLog, ...]
    waves: tuple[WaveLog, ...]
    coming: tuple[Step, ...]
    on_spot: tuple[Step, ...]
    reached: Milestones
    response_minutes: int | None
    persons: tuple[PersonLog, ...]

    @property
    def totals(self) -> Tally:
        """The sums over all places."""
        return add_up(self.places)

    def after(self, moment: datetime | None) -> int | None:
        """Return how many whole minutes after the call a moment was; None for none."""
        return None if moment is None else max((moment - self.called_at) // MINUTE, 0)
