"""Stretches of snow clearing: which kinds of site they are, and how many heads one needs. Pure arithmetic."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

SQUARE_METRES_PER_HEAD: Final = 20
"""What one person clears.

Source:
    The share of a person in an older north-eastern rule of snow clearing: 20 m² each.
"""


class StretchKind(StrEnum):
    """A kind of site that is cleared of snow."""

    OLD_COMPOUND = "old_compound"
    RIVERSIDE_BOARDWALK = "riverside_boardwalk"
    ROAD_SECTION = "road_section"


KIND_NAMES: Final = {
    StretchKind.OLD_COMPOUND: ("老旧小区", "old compound"),
    StretchKind.RIVERSIDE_BOARDWALK: ("沿河木栈道", "riverside boardwalk"),
    StretchKind.ROAD_SECTION: ("责任路段", "road section"),
}
"""How a kind is written in Chinese and in English; tables hold its value."""

_KIND_WORDS: Final = {name: kind for kind, names in KIND_NAMES.items() for name in names} | {
    "道路": StretchKind.ROAD_SECTION
}

STRETCH_WORDS: Final = frozenset({*StretchKind, *_KIND_WORDS})
"""What may stand for a stretch in a table: the words too, from rosters that were brought in before kinds had values."""


def stretch_kind(word: str) -> StretchKind | None:
    """Return the kind that a site's ``kind`` means, in Chinese, in English or as its value; None for any other."""
    return _KIND_WORDS.get(word.strip().lower().replace("_", " "))


def kind_value(word: str) -> str:
    """Return a site's kind as tables hold it: the value of a stretch's kind; any other word stays as it is."""
    kind = stretch_kind(word)
    return word if kind is None else kind.value  # plain text: it comes out of a child process


def heads_needed(area_square_metres: int | None, heads: int | None) -> int | None:
    """Say how many people a stretch needs.

    Args:
        area_square_metres: What is to be cleared, where it was measured.
        heads: What the operator asks for; goes before the area.

    Returns:
        At least 1; None where neither is known.
    """
    if heads is not None:
        return max(1, heads)
    if area_square_metres is None:
        return None
    return max(1, -(-area_square_metres // SQUARE_METRES_PER_HEAD))
