"""The months and years that a summary tells about, by the days of the operator's calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

WORD = re.compile(r"(20[0-9]{2})(?:[-/.年]\s?([0-9]{1,2})月?|年)?", re.ASCII)


class Span(StrEnum):
    """How long a period is."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar month, or with ``month`` None a whole year.

    Raises:
        ValueError: There is no such month.
    """

    year: int
    month: int | None = None

    def __post_init__(self) -> None:
        date(self.year, 1 if self.month is None else self.month, 1)

    @classmethod
    def month_of(cls, day: date) -> Self:
        """Return the month that a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def year_of(cls, day: date) -> Self:
        """Return the year that a day lies in."""
        return cls(day.year)

    @property
    def span(self) -> Span:
        """Whether it is a month or a year."""
        return Span.YEAR if self.month is None else Span.MONTH

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, 1)

    @property
    def end_on(self) -> date:
        """The day after its last."""
        if self.month is None or self.month == 12:
            return date(self.year + 1, 1, 1)
        return date(self.year, self.month + 1, 1)

    @property
    def last_on(self) -> date:
        """Its last day, included."""
        return self.end_on - timedelta(days=1)

    @property
    def key(self) -> str:
        """Its name in keys, files and buttons: ``2026-11`` or ``2026``."""
        return f"{self.year}" if self.month is None else f"{self.year}-{self.month:02}"

    @property
    def before(self) -> Self:
        """The month or the year before it."""
        day = self.first_on - timedelta(days=1)
        return type(self)(day.year, None if self.month is None else day.month)

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first_on <= day < self.end_on


def read_period(text: str) -> Period | None:
    """Read what a person typed, as in ``2026-11``, ``2026年11月`` or ``2026``; None for anything else."""
    found = WORD.fullmatch(text.strip())
    if found is None:
        return None
    year, month = found.groups()
    if month is not None and not 1 <= int(month) <= 12:
        return None
    return Period(int(year), None if month is None else int(month))
