"""The arithmetic of a month's and a year's summary: volumes that add up, over kinds of activity, months and units.

Activities, person-times, minutes and what was done (件, 株) add up over any split. People do not: who came twice is one
head, so the heads of a whole lie between those of its largest part and the sum of all parts. No unit and no person is
ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from bot.rules.figures import hours
from bot.rules.kinds import KINDS
from bot.rules.periods import Period

OTHER = "other"
KINDS_SHOWN = 4
SHARED_OUT = ("person_times", "minutes", "matters", "trees")
"""What of a volume is the sum of the units' parts; activities are not, many units serve in one."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How much was done: 场次, 人次, minutes of service, and what units say they got done, in 件 and in 株.

    Raises:
        ValueError: A number is negative.
    """

    activities: int = 0
    person_times: int = 0
    minutes: int = 0
    matters: int = 0
    trees: int = 0

    def __post_init__(self) -> None:
        if min(self.activities, self.person_times, self.minutes, self.matters, self.trees) < 0:
            raise ValueError(f"a volume is negative: {self}")

    def __add__(self, other: Volume) -> Volume:
        return Volume(
            activities=self.activities + other.activities,
            person_times=self.person_times + other.person_times,
            minutes=self.minutes + other.minutes,
            matters=self.matters + other.matters,
            trees=self.trees + other.trees,
        )

    @property
    def hours(self) -> Decimal:
        """Service hours, two decimals, half up."""
        return hours(self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One activity that took place: its day, its kind and what was done there.

    ``quantity`` is what all units got done, in the measure of the kind; one without a measure counts nothing.
    """

    held_on: date
    kind: str
    person_times: int = 0
    minutes: int = 0
    quantity: int = 0

    @property
    def volume(self) -> Volume:
        """It as one activity."""
        measure = KINDS.get(self.kind)
        done = {measure.value: self.quantity} if measure is not None else {}
        return Volume(activities=1, person_times=self.person_times, minutes=self.minutes, **done)


def total_of(volumes: Iterable[Volume]) -> Volume:
    """Return the sum; noughts for none."""
    return sum(volumes, Volume())


def split(occasions: Iterable[Occasion], by: Callable[[Occasion], Key]) -> dict[Key, Volume]:
    """Add the activities up within each part, in the order in which the parts first come."""
    parts: dict[Key, Volume] = {}
    for occasion in occasions:
        part = by(occasion)
        parts[part] = parts.get(part, Volume()) + occasion.volume
    return parts


def kinds_shown(kinds: Mapping[str, Volume]) -> list[tuple[str, Volume]]:
    """List what was done by kind, the fullest first and at most four; all that are left make the last, ``OTHER``.

    Nothing is lost: the sum stays the same. A kind that has no word of its own is among the others.
    """
    named = sorted(
        ((kind, volume) for kind, volume in kinds.items() if kind in KINDS),
        key=lambda each: (-each[1].person_times, each[0]),
    )
    others = [volume for kind, volume in kinds.items() if kind not in KINDS]
    room = KINDS_SHOWN - bool(others)
    others += [volume for _kind, volume in named[room:]]
    return [*named[:room], *([(OTHER, total_of(others))] if others else [])]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPart:
    """One unit's part of a period.

    ``position`` is its place in the operator's order. ``people`` are heads of those who came, ``expected_times`` lines
    of those expected (应到人次), of which ``person_times`` came. ``lists`` are its lists of the period, of which
    ``unconfirmed`` wait for the liaison. ``in_question`` are people whose own word and the unit's differ,
    ``corrections`` requests that nobody has decided. ``matters`` and ``trees`` are what it says it got done.

    Raises:
        ValueError: A part exceeds its whole.
    """

    unit: str
    position: int
    lists: int = 0
    unconfirmed: int = 0
    expected_times: int = 0
    person_times: int = 0
    people: int = 0
    minutes: int = 0
    in_question: int = 0
    corrections: int = 0
    matters: int = 0
    trees: int = 0

    def __post_init__(self) -> None:
        if not (self.people <= self.person_times <= self.expected_times and self.unconfirmed <= self.lists):
            raise ValueError(f"a part exceeds its whole: {self}")

    @property
    def rate(self) -> Fraction | None:
        """实到人次/应到人次 exactly; None when nobody was expected."""
        return Fraction(self.person_times, self.expected_times) if self.expected_times else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFigures:
    """The figures of a month or a year.

    Args:
        period: Which one.
        kinds: What was done, by kind of activity; drills are never among them.
        months: What was done in each month of the year that has begun, by its number; also for one month alone, whose
            picture shows the others beside it.
        units: In the operator's order.
        people: Heads over all units.
        first_timers: How many of them had never served before; None where nothing was before.
        until: The day up to which a running period is counted.

    Raises:
        ValueError: The kinds, the months and the units do not add up to the same, there are more heads than
            person-times, or units are out of order.
    """

    period: Period
    kinds: Mapping[str, Volume]
    months: Mapping[int, Volume]
    units: tuple[UnitPart, ...]
    people: int = 0
    first_timers: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        inside = [part for number, part in self.months.items() if self.period.month in (None, number)]
        if (whole := self.volume) != total_of(inside):
            raise ValueError(f"kinds and months do not add up to the same: {self.kinds}, {self.months}")
        sums = {name: sum(getattr(unit, name) for unit in self.units) for name in SHARED_OUT}
        if sums != {name: getattr(whole, name) for name in SHARED_OUT}:
            raise ValueError(f"the units do not add up to the whole: {sums}")
        heads = [unit.people for unit in self.units]
        if not max(heads, default=0) <= self.people <= sum(heads):
            raise ValueError(f"{self.people} heads do not fit those of the units")
        positions = [unit.position for unit in self.units]
        if positions != sorted(positions):
            raise ValueError("the units are not in the operator's order")

    @property
    def volume(self) -> Volume:
        """The sum over all kinds."""
        return total_of(self.kinds.values())

    @property
    def enabled(self) -> int:
        """How many units had a list."""
        return sum(unit.lists > 0 for unit in self.units)

    @property
    def unconfirmed(self) -> int:
        """How many units have a list that is not confirmed."""
        return sum(unit.unconfirmed > 0 for unit in self.units)

    @property
    def served(self) -> int:
        """How many units somebody came from."""
        return sum(unit.people > 0 for unit in self.units)

    @property
    def in_question(self) -> int:
        """People whose own word and their unit's differ."""
        return sum(unit.in_question for unit in self.units)

    @property
    def corrections(self) -> int:
        """Requests for correction that nobody has decided."""
        return sum(unit.corrections for unit in self.units)
