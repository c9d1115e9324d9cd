"""The statement of a person's own record (出勤记录): its lines, what they sum up to, and the code that stands on it.

It is a record for the person alone, never a 证明: only the national system issues those.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.rules.attendance import hours

ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What a code is made of: nothing that is read as something else on paper (0 O, 1 I L)."""

HALF: Final = 4
"""A code has two halves: the first is drawn by lot, the second follows from it and the lines."""

_CODE = re.compile(f"[{ALPHABET}]{{{2 * HALF}}}")


class Period(StrEnum):
    """Which days a statement is about: 今年 until today, the whole of 去年, or 全部 until today."""

    THIS_YEAR = "this"
    LAST_YEAR = "last"
    ALL = "all"

    def days(self, today: date) -> tuple[date, date]:
        """Return the first and the last day, both included; of everything the first is ``date.min``."""
        match self:
            case Period.THIS_YEAR:
                return date(today.year, 1, 1), today
            case Period.LAST_YEAR:
                return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
            case Period.ALL:
                return date.min, today


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One service of the person.

    ``minutes`` is None where the line counts for nothing: there is no check-out, or ``is_in_question``, since the unit
    says otherwise. ``sources`` are the words of ``MarkSource`` through which check-in and check-out were made, each
    once. Moments are aware.
    """

    activity_id: int
    held_on: date
    activity: str
    place: str
    content: str
    checked_in_at: datetime
    checked_out_at: datetime | None
    minutes: int | None
    sources: tuple[str, ...] = ()
    is_in_question: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalRecord:
    """The record of one person over some days, both included; lines by their start."""

    cadre_id: int
    name: str
    unit: str
    first_on: date
    last_on: date
    lines: tuple[StatementLine, ...]

    @property
    def times(self) -> int:
        """人次: how many lines count."""
        return sum(line.minutes is not None for line in self.lines)

    @property
    def minutes(self) -> int:
        """The minutes of all lines that count."""
        return sum(line.minutes or 0 for line in self.lines)

    @property
    def hours(self) -> Decimal:
        """Hours with two decimals, half up; of the sum of the minutes, not a sum of rounded hours."""
        return hours(self.minutes)


def seal(start: str, lines: Iterable[StatementLine]) -> str:
    """Return the half of a code that follows from what was drawn by lot and from times and minutes of the lines.

    A line that is added, decided or corrected later gives another one, also where the sums stay the same.
    """
    digest = hashlib.sha256(start.encode())
    for line in lines:
        left_at = "" if line.checked_out_at is None else f"{line.checked_out_at.timestamp():.0f}"
        minutes = "" if line.minutes is None else line.minutes
        digest.update(f"|{line.activity_id},{line.checked_in_at.timestamp():.0f},{left_at},{minutes}".encode())
    number, signs = int.from_bytes(digest.digest()), ""
    for _ in range(HALF):
        number, place = divmod(number, len(ALPHABET))
        signs += ALPHABET[place]
    return signs


def is_unchanged(code: str, lines: Iterable[StatementLine]) -> bool:
    """Tell whether these are the lines that a code was made for."""
    return seal(code[:HALF], lines) == code[HALF:]


def code_in(text: str) -> str | None:
    """Return the code that was typed (``abcd-2345``, with spaces, with full-width signs), or None."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    return plain if _CODE.fullmatch(plain) else None


def shown(code: str) -> str:
    """Return a code as it stands on paper: ``ABCD-2345``."""
    return f"{code[:HALF]}-{code[HALF:]}"


def masked(name: str) -> str:
    """Return a name of which only the first character is told: ``张*``."""
    return f"{name[:1]}*"
