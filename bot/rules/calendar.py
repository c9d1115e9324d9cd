"""China's work calendar with the operator's corrections: which days are worked, and which Fridays are service days.

The yearly notice of the State Council comes with the package ``holidays``, of which China alone is loaded, when first
asked for. What the operator enters wins over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

FRIDAY = 4
SATURDAY = 5
ONE_DAY = timedelta(days=1)

WEEKEND = "周末"
IN_LIEU = "调休"
IN_LIEU_PREFIX = "休息日"  # the package says 休息日（由 2026-01-04 调休）


@dataclass(frozen=True, slots=True)
class FridayOutlook:
    """What a coming Friday will be.

    ``reason`` is the Chinese label of a day off and None for a service day. ``is_provisional`` says that the notice for
    that year is not out, so both may still change.
    """

    day: date
    is_service_day: bool
    reason: str | None
    is_provisional: bool


class WorkCalendar:
    """The days that are worked.

    Args:
        off: Days the operator declares free, each with a note that people may read.
        work: Days the operator declares worked, each with a note.

    Raises:
        ValueError: A day stands in both.
    """

    def __init__(self, off: Mapping[date, str], work: Mapping[date, str]) -> None:
        if both := sorted(off.keys() & work.keys()):
            raise ValueError(f"declared both off and worked: {', '.join(map(str, both))}")
        self._off = dict(off)
        self._work = dict(work)

    def is_workday(self, day: date) -> bool:
        return self.why_off(day) is None

    def why_off(self, day: date) -> str | None:
        """Say in Chinese why nobody works that day; None for a workday.

        Returns:
            The operator's note, the holiday's name (several joined by 、), 调休 for a day off made up for on a weekend,
            or 周末.
        """
        if day in self._off:
            return self._off[day] or IN_LIEU
        if day in self._work:
            return None
        china = _china(day.year)
        if day in china.weekend_workdays:
            return None
        names = china.get(day)
        if names is None:
            return WEEKEND if day.weekday() >= SATURDAY else None
        return IN_LIEU if names.startswith(IN_LIEU_PREFIX) else names.replace("; ", "、")

    def is_published(self, year: int) -> bool:
        """Tell whether the notice with the days off of that year is known.

        The notice moves weekdays onto weekends every year, while the law alone moves none: so one weekend workday,
        in the package or entered by the operator, proves it.
        """
        if any(day.year == year and day.weekday() >= SATURDAY for day in self._work):
            return True
        # The package lists a few days of 2001-2011 whatever year is asked for, hence the comparison.
        return any(day.year == year for day in _china(year).weekend_workdays)

    def add_workdays(self, day: date, n: int) -> date:
        """Return the ``n``-th workday after ``day``; ``day`` itself, worked or not, does not count.

        With ``n=10`` this is the last day to record a service (order 67 of the Ministry of Civil Affairs, article 11).

        Raises:
            ValueError: ``n`` is negative.
        """
        if n < 0:
            raise ValueError(f"cannot count {n} workdays ahead")
        while n > 0:
            day += ONE_DAY
            n -= self.is_workday(day)
        return day

    def last_workday_before_in_week(self, friday: date) -> date | None:
        """Return the last workday from that week's Monday up to the day before ``friday``; None when all are off."""
        earlier = (friday - timedelta(days=back) for back in range(1, friday.weekday() + 1))
        return next((day for day in earlier if self.is_workday(day)), None)

    def coming_fridays(self, from_day: date, count: int) -> list[FridayOutlook]:
        """List the next ``count`` Fridays from ``from_day`` on, itself included, ascending.

        A make-up workday at a weekend never becomes a service day by itself; nor does another day of the week.
        """
        first = from_day + timedelta(days=(FRIDAY - from_day.weekday()) % 7)
        return [self._outlook(first + timedelta(weeks=week)) for week in range(count)]

    def _outlook(self, friday: date) -> FridayOutlook:
        reason = self.why_off(friday)
        return FridayOutlook(
            day=friday,
            is_service_day=reason is None,
            reason=reason,
            is_provisional=not self.is_published(friday.year),
        )


@lru_cache(maxsize=8)
def _china(year: int) -> HolidayBase:
    """Return the package's calendar of one year.

    One object a year that never grows: the package otherwise adds a year to the shared object whenever one is asked
    for, and two threads may ask.
    """
    china = _package()
    calendar: HolidayBase = china(years=year, expand=False, language="zh_CN")
    return calendar


@cache
def _package() -> type[HolidayBase]:
    """Load the package's file of China by itself: by its name all other countries would be loaded too, 8 MB of them."""
    import holidays  # noqa: PLC0415 - loaded when first needed, see the top

    spec = spec_from_file_location("holidays_of_china", Path(holidays.__file__).parent / "countries" / "china.py")
    if spec is None or spec.loader is None:
        raise ImportError("the package holidays has no file of China")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    china: type[HolidayBase] = module.China
    return china
