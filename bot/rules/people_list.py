"""A list of people as somebody sends it, by roster number or name: who is meant, who is not known, who stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.rules.names import folded

Row = Sequence[str]

LABEL: Final = 20
NUMBER_HEADINGS: Final = frozenset(
    {"编号", "工号", "人员编号", "花名册编号", "rosterno", "rosterno.", "number", "no", "no."}
)
NAME_HEADINGS: Final = frozenset({"姓名", "名字", "name"})
UNIT_HEADINGS: Final = frozenset({"单位", "unit"})
_BETWEEN: Final = re.compile(r"[\n\t、,，;；]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the roster, by whom a list is read."""

    id: int
    number: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list came to: the people in its order, each once, and three kinds of lines as ``#3 张三``.

    ``namesakes`` are names that several people bear and that come without a number or a unit.
    """

    ids: tuple[int, ...]
    unknown: tuple[str, ...]
    namesakes: tuple[str, ...]
    repeated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    number: int | None = None
    name: int | None = None
    unit: int | None = None

    def cells(self, row: Row, *places: int | None) -> list[str]:
        return [row[place] for place in places if place is not None and place < len(row) and row[place].strip()]


def read_text(text: str, roster: Iterable[Listed]) -> Reading:
    """Read a list as it is typed: one a line, or with commas, 、 or spaces between them."""
    known = list(roster)
    names = {folded(each.name) for each in known}

    def rows() -> Iterator[Row]:
        for part in (part.strip() for part in _BETWEEN.split(text)):
            if part:
                yield from [(part,)] if folded(part) in names else [(word,) for word in part.split()]

    return read_rows(list(rows()), known)


def read_rows(rows: Sequence[Row], roster: Iterable[Listed]) -> Reading:
    """Read a list row by row: by the columns that its heading names, without one by whatever cell fits."""
    people = list(roster)
    by_number = {folded(each.number): each for each in people}
    by_name: dict[str, list[Listed]] = {}
    for each in people:
        by_name.setdefault(folded(each.name), []).append(each)
    columns = _columns(rows[0]) if rows else None
    ids: dict[int, None] = {}
    unknown: list[str] = []
    namesakes: list[str] = []
    repeated: list[str] = []
    for place, row in enumerate(rows, 1):
        if not any(cell.strip() for cell in row) or (place == 1 and columns is not None):
            continue
        told = _told(row, columns)
        found = next((by_number[word] for cell in told if (word := folded(cell)) in by_number), None)
        bearing = next((by_name[word] for cell in told if (word := folded(cell)) in by_name), [])
        if found is None and len(bearing) > 1:
            bearing = _of_unit(bearing, row, columns) or bearing
        if found is None and len(bearing) == 1:
            found = bearing[0]
        label = f"#{place} {' '.join(told or row)[:LABEL]}"
        if found is None:
            (namesakes if bearing else unknown).append(label)
        elif found.id in ids:
            repeated.append(label)
        else:
            ids[found.id] = None
    return Reading(tuple(ids), tuple(unknown), tuple(namesakes), tuple(repeated))


def _columns(heading: Row) -> _Columns | None:
    """Return where number, name and unit stand; None where the first row is no heading."""
    words = [folded(cell) for cell in heading]

    def place(known: frozenset[str]) -> int | None:
        return next((at for at, word in enumerate(words) if word in known), None)

    found = _Columns(place(NUMBER_HEADINGS), place(NAME_HEADINGS), place(UNIT_HEADINGS))
    return found if found.number is not None or found.name is not None else None


def _told(row: Row, columns: _Columns | None) -> list[str]:
    """Return the cells that may say who is meant."""
    if columns is None:
        return [cell.strip() for cell in row if cell.strip()]
    return columns.cells(row, columns.number, columns.name)


def _of_unit(bearing: list[Listed], row: Row, columns: _Columns | None) -> list[Listed]:
    """Return those of the bearers of a name whose unit the row names too."""
    cells = row if columns is None or columns.unit is None else columns.cells(row, columns.unit)
    named = {folded(cell) for cell in cells}
    return [each for each in bearing if folded(each.unit) in named]
