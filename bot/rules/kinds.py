"""The kinds of activity that have a name of their own, and what the work of each kind is counted in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Protocol


class Measure(StrEnum):
    """What work is counted in: 件, matters dealt with, or 株, trees planted."""

    MATTERS = "matters"
    TREES = "trees"


KINDS: Final[Mapping[str, Measure | None]] = {
    "friday": Measure.MATTERS,
    "snow": None,
    "tree_planting": Measure.TREES,
    "community_service": None,
    "culture": None,
    "visit": None,
    "reading": None,
    "micro_event": None,
}
"""Each kind as the tables name it, with its measure; None where people, hours and occasions say it all."""

MOST: Final = 100_000
"""More than that is no unit's work of one occasion but a slip of the finger."""

_SIGNS: Final = {Measure.MATTERS: "件", Measure.TREES: "株"}


class Done(Protocol):
    """Anything that sums up what was done, in each measure; 0 where nobody entered any."""

    @property
    def matters(self) -> int: ...
    @property
    def trees(self) -> int: ...


def measured(whole: Done) -> list[tuple[Measure, int]]:
    """List the measures in which something was done, each with its sum."""
    sums = ((Measure.MATTERS, whole.matters), (Measure.TREES, whole.trees))
    return [(measure, number) for measure, number in sums if number]


def read_quantity(typed: str, measure: Measure) -> int | None:
    """Read a number as somebody types it: whole, from 0 to ``MOST``, its own measure word may stand behind it.

    Returns:
        None for anything else: a sign, a fraction, a number in words, another measure.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    match = re.fullmatch(rf"([0-9]{{1,9}})\s*{_SIGNS[measure]}?", plain)
    if match is None or int(match[1]) > MOST:
        return None
    return int(match[1])
