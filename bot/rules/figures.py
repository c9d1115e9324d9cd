"""The arithmetic of the weekly summary: what a unit, a week and a person's row count, and how rates are rounded.

Who was expected and what became of them is settled elsewhere; here stand only sums, quotients and their invariants.
No unit and no person is ranked: units keep the operator's order.

Source:
    Rates: 出勤率 = 实到/应到, 剔除请假 = 实到/(应到-请假). Hours with two decimals, half up, as the national system
    shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Protocol

EARLIER_WEEKS, MOST_EARLIER_WEEKS = 4, 12
"""How many weeks before the summary's own are shown and averaged, usually and at most."""


class Attended(Protocol):
    """Anything that counts who was expected, came and was excused."""

    @property
    def expected(self) -> int: ...
    @property
    def present(self) -> int: ...
    @property
    def excused(self) -> int: ...


def attendance_rate(counts: Attended) -> Fraction | None:
    """Return 实到/应到 exactly, from 0 to 1; None when nobody was expected."""
    return Fraction(counts.present, counts.expected) if counts.expected else None


def net_rate(counts: Attended) -> Fraction | None:
    """Return 实到/(应到-请假) exactly, from 0 to 1; None when all who were expected were excused."""
    awaited = counts.expected - counts.excused
    return Fraction(counts.present, awaited) if awaited else None


def percent(rate: Fraction) -> Decimal:
    """Return a rate, or a difference of rates, in percent with one decimal, half up (38/42 gives 90.5)."""
    return _rounded(rate * 100, Decimal("0.1"))


def hours(minutes: int) -> Decimal:
    """Return minutes as hours with two decimals, half up (8775 gives 146.25)."""
    return _rounded(Fraction(minutes, 60), Decimal("0.01"))


def _rounded(value: Fraction, step: Decimal) -> Decimal:
    # Decided on the exact fraction: a quotient cut to some digits first could fall on the wrong side of a half.
    scaled = abs(value) / Fraction(step)
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return ((whole if value >= 0 else -whole) * step).quantize(step, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is counted of a unit, and of all units together; persons unless the name says otherwise.

    ``present`` includes those who came late or left early. Everyone expected is in exactly one of present, excused,
    declined, no_show (said yes, did not come) and no_answer. Outside ``expected``, a line of its own: ``not_linked``,
    who have no Telegram account linked and could not be asked. ``unreachable`` are linked but messages to them fail;
    they are counted among the expected as well. ``missing_check_out`` are present with hours not counted yet.
    ``in_question`` (待核) are present by their own word alone, which their unit denies; ``corrections`` are requests,
    not persons, that nobody has decided. ``matters`` (件) and ``trees`` (株) are what the unit says it got done.

    Raises:
        ValueError: A number is negative, a part exceeds its whole, or the expected are not the sum of their parts.
    """

    expected: int = 0
    present: int = 0
    late: int = 0
    left_early: int = 0
    excused: int = 0
    declined: int = 0
    no_show: int = 0
    no_answer: int = 0
    not_linked: int = 0
    unreachable: int = 0
    person_times: int = 0
    minutes: int = 0
    missing_check_out: int = 0
    in_question: int = 0
    corrections: int = 0
    matters: int = 0
    trees: int = 0

    def __post_init__(self) -> None:
        if any(getattr(self, name) < 0 for name in COUNTED):
            raise ValueError(f"a count is negative: {self}")
        if self.expected != self.present + self.excused + self.declined + self.no_show + self.no_answer:
            raise ValueError(f"the expected are not the sum of their parts: {self}")
        if max(self.late, self.left_early) > self.present:
            raise ValueError(f"more came late or left early than were present: {self}")
        if self.in_question > self.present:
            raise ValueError(f"more are in question than were present: {self}")

    @property
    def attendance_rate(self) -> Fraction | None:
        """实到/应到, None when nobody was expected."""
        return attendance_rate(self)

    @property
    def net_rate(self) -> Fraction | None:
        """实到/(应到-请假), None when nobody was left to come."""
        return net_rate(self)

    @property
    def hours(self) -> Decimal:
        """Service hours, two decimals, half up."""
        return hours(self.minutes)


COUNTED: tuple[str, ...] = tuple(field.name for field in fields(Counts))
"""The names of all that is counted, in the order of the class."""


def add_up(parts: Iterable[Counts]) -> Counts:
    """Return the sums of all counts; zeros for no parts."""
    parts = tuple(parts)
    return Counts(**{name: sum(getattr(part, name) for part in parts) for name in COUNTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigures(Counts):
    """The counts of one unit in one week.

    ``position`` is its place in the operator's order, from 1. ``is_confirmed`` says that its liaison has confirmed the
    list; ``is_enabled`` that the unit takes part in the bot already.
    """

    unit: str
    position: int
    is_confirmed: bool = False
    is_enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekTotals:
    """An earlier week in five numbers; ``iso_year`` and ``iso_week`` as ``date.isocalendar`` gives them."""

    iso_year: int
    iso_week: int
    expected: int
    present: int
    excused: int
    minutes: int

    @property
    def attendance_rate(self) -> Fraction | None:
        """实到/应到, None when nobody was expected."""
        return attendance_rate(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How the week differs from the mean of the earlier weeks; None where either side has nothing to compare.

    ``attendance_rate`` is a difference of rates (times 100: percentage points); the mean is that of the weekly rates.
    """

    attendance_rate: Fraction | None
    present: Fraction | None
    minutes: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFigures:
    """The figures of one ISO week.

    Args:
        iso_year: As ``date.isocalendar`` gives it.
        iso_week: 1 to 53.
        first_on: The Monday.
        last_on: The Sunday, included.
        units: In the operator's order.
        previous: Up to twelve earlier weeks, the oldest first; weeks without service may be left out.
        activities: 场次, how many activities took place.
        first_timers: How many came who had never served before; None where nothing was before.

    Raises:
        ValueError: More than twelve earlier weeks, days that are not the week's own, or units out of order.
    """

    iso_year: int
    iso_week: int
    first_on: date
    last_on: date
    units: tuple[UnitFigures, ...]
    previous: tuple[WeekTotals, ...] = ()
    activities: int = 0
    first_timers: int | None = None

    def __post_init__(self) -> None:
        monday = date.fromisocalendar(self.iso_year, self.iso_week, 1)
        if (self.first_on, self.last_on) != (monday, date.fromisocalendar(self.iso_year, self.iso_week, 7)):
            raise ValueError(f"{self.first_on} to {self.last_on} is not week {self.iso_week} of {self.iso_year}")
        if len(self.previous) > MOST_EARLIER_WEEKS:
            raise ValueError(f"{len(self.previous)} earlier weeks, at most {MOST_EARLIER_WEEKS} are shown")
        weeks = [(week.iso_year, week.iso_week) for week in self.previous]
        weeks.append((self.iso_year, self.iso_week))
        if weeks != sorted(set(weeks)):
            raise ValueError(f"the earlier weeks are not in order: {weeks}")
        positions = [unit.position for unit in self.units]
        if positions != sorted(positions):
            raise ValueError("the units are not in the operator's order")

    @property
    def totals(self) -> Counts:
        """The sums over all units."""
        return add_up(self.units)

    @property
    def person_times(self) -> int:
        """人次, persons times activities, over all units."""
        return self.totals.person_times

    @property
    def unconfirmed(self) -> int:
        """How many units that take part have not confirmed their list."""
        return sum(unit.is_enabled and not unit.is_confirmed for unit in self.units)

    @property
    def enabled(self) -> int:
        """How many units take part in the bot."""
        return sum(unit.is_enabled for unit in self.units)

    @property
    def served(self) -> int:
        """How many units somebody came from."""
        return sum(unit.present > 0 for unit in self.units)

    @property
    def band(self) -> tuple[Fraction, Fraction] | None:
        """The lowest and the highest rate of the earlier weeks; None where fewer than two had anyone expected."""
        rates = [rate for week in self.previous if (rate := week.attendance_rate) is not None]
        return (min(rates), max(rates)) if len(rates) > 1 else None

    @property
    def as_totals(self) -> WeekTotals:
        """This week as a later summary will show it among the earlier ones."""
        sums = self.totals
        return WeekTotals(
            iso_year=self.iso_year,
            iso_week=self.iso_week,
            expected=sums.expected,
            present=sums.present,
            excused=sums.excused,
            minutes=sums.minutes,
        )

    @property
    def change(self) -> Change:
        """The difference to the mean of the earlier weeks."""
        rates = [rate for week in self.previous if (rate := week.attendance_rate) is not None]
        sums = self.totals
        return Change(
            attendance_rate=_difference(sums.attendance_rate, rates),
            present=_difference(Fraction(sums.present), [Fraction(week.present) for week in self.previous]),
            minutes=_difference(Fraction(sums.minutes), [Fraction(week.minutes) for week in self.previous]),
        )


def _difference(now: Fraction | None, before: list[Fraction]) -> Fraction | None:
    return now - sum(before, Fraction(0)) / len(before) if now is not None and before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person at one activity, a row of the sheet of persons.

    ``state`` is the key of the settled state. ``check_in_at`` and ``check_out_at`` are aware; ``minutes`` is None while
    the hours are not counted (no check-out), ``late_minutes`` is 0 when in time. The hours of an activity that is not
    ``is_creditable`` stand in the row and count for nobody.

    Raises:
        ValueError: A time is naive, or minutes are negative.
    """

    unit: str
    name: str
    title: str
    activity: str
    service_on: date
    place: str
    check_in_at: datetime | None
    check_out_at: datetime | None
    minutes: int | None
    state: str
    late_minutes: int = 0
    remark: str = ""
    roster_no: str = ""
    is_creditable: bool = True

    def __post_init__(self) -> None:
        if any(moment is not None and moment.tzinfo is None for moment in (self.check_in_at, self.check_out_at)):
            raise ValueError("check-in and check-out need aware times")
        if (self.minutes or 0) < 0 or self.late_minutes < 0:
            raise ValueError("minutes are not negative")
