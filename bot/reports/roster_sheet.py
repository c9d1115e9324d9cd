"""Reads a roster for import: a file in, typed rows and every fault out. Knows no database and stops at no fault.

A workbook has the sheets 人员 单位 社区 点位 结对 (People, Units, Communities, Sites, Pairings), in any order and not
all of them; one sheet of any name, and a CSV file, is taken for the people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from bot.reports import columns as sheets
from bot.reports.columns import Layout, folded, layout_of
from bot.reports.grid import FileRefused, Grid, read_grids
from bot.reports.orders import RosterFile
from bot.reports.roster_rows import PARSERS
from bot.reports.roster_table import HEADER_ROWS, Row, read_lines, refuse_personal
from bot.reports.roster_values import shortened
from bot.rules.roster_sheet import MAX_PEOPLE, PersonEntry, RosterFault, RosterSheet


def read_roster(file: RosterFile) -> RosterSheet:
    """Read a roster file.

    Returns:
        The sound rows and all faults: those of the sheets in their order, then what does not fit between them. A file
        that cannot be read has one fault and no rows.
    """
    reader = _Reader()
    try:
        reader.take(read_grids(file))
    except FileRefused as refusal:
        return RosterSheet(faults=(refusal.fault,))
    return reader.result()


class _Reader:
    """Collects rows and faults over the sheets of one file."""

    def __init__(self) -> None:
        self.faults: list[RosterFault] = []
        self.read: dict[str, list[Any]] = {layout.key: [] for layout in sheets.LAYOUTS}
        self.names: dict[str, str] = {}  # which sheet of the file holds which layout

    def take(self, grids: Iterable[Grid]) -> None:
        strange: list[tuple[Grid, list[Row]]] = []
        for grid in grids:
            rows = list(islice(grid.rows, HEADER_ROWS + MAX_PEOPLE + 1))
            layout = layout_of(grid.name)
            if layout is not None and layout.key not in self.names:
                self._sheet(grid, layout, rows)
            elif folded(grid.name) in sheets.NOTES_SHEETS:
                refuse_personal(grid.name, rows, self.faults)
            elif rows:
                strange.append((grid, rows))
        if len(strange) == 1 and not self.names:
            self._sheet(strange[0][0], sheets.PEOPLE, strange[0][1])
            return
        for grid, rows in strange:
            self.faults.append(RosterFault(key="roster-fault-unknown-sheet", sheet=shortened(grid.name)))
            refuse_personal(grid.name, rows, self.faults)
        if not self.names and not strange:
            self.faults.append(RosterFault(key="roster-fault-empty-file"))

    def _sheet(self, grid: Grid, layout: Layout, rows: list[Row]) -> None:
        self.names[layout.key] = grid.name
        if not rows:
            return
        parse = PARSERS[layout.key]
        read = 0
        for read, line in enumerate(read_lines(grid, layout, rows, self.faults), 1):
            row = parse(line, read)
            self.faults.extend(line.faults)
            if line.is_sound:
                self.read[layout.key].append(row)
        if read > MAX_PEOPLE:
            self.faults.append(
                RosterFault(key="roster-fault-too-many-rows", sheet=grid.name, params={"limit": MAX_PEOPLE})
            )
            self.read[layout.key].clear()

    def result(self) -> RosterSheet:
        """Return what was read; sheets without a row of their own are a fault, for they would look like no change."""
        if not self.faults and not any(self.read.values()):
            self.faults.append(RosterFault(key="roster-fault-nothing-in-it"))
        self.faults.extend(self._repeated())
        self.faults.extend(
            self._unknown("units", "unit", "roster-fault-unknown-unit", (sheets.PEOPLE, sheets.PAIRINGS))
        )
        self.faults.extend(
            self._unknown("communities", "community", "roster-fault-unknown-community", (sheets.SITES, sheets.PAIRINGS))
        )
        return RosterSheet(
            units=tuple(self.read["units"]),
            communities=tuple(self.read["communities"]),
            sites=tuple(self.read["sites"]),
            pairings=tuple(self.read["pairings"]),
            people=tuple(self.read["people"]),
            faults=tuple(self.faults),
        )

    def _repeated(self) -> Iterator[RosterFault]:
        """Find rows that say the same twice; of people those that could not be told apart."""
        keys: tuple[tuple[str, str, Callable[[Any], tuple[str, ...]]], ...] = (
            ("units", "roster-fault-repeated-row", lambda row: (row.name,)),
            ("communities", "roster-fault-repeated-row", lambda row: (row.name,)),
            ("sites", "roster-fault-repeated-row", lambda row: (row.community, row.name)),
            ("pairings", "roster-fault-repeated-row", lambda row: (row.unit,)),
            ("people", "roster-fault-repeated-number", lambda row: (row.roster_no,)),
        )
        for sheet, fault, key_of in keys:
            yield from self._repeats(sheet, fault, key_of, self.read[sheet])
        nameless = {_person(row) for row in self.read["people"] if not row.roster_no}
        doubtful = [row for row in self.read["people"] if _person(row) in nameless]
        yield from self._repeats("people", "roster-fault-repeated-person", _person, doubtful)

    def _repeats(
        self, sheet: str, fault: str, key_of: Callable[[Any], tuple[str, ...]], rows: Iterable[Any]
    ) -> Iterator[RosterFault]:
        first: dict[tuple[str, ...], int] = {}
        for row in rows:
            key = key_of(row)
            if not any(key):
                continue
            if key in first:
                yield RosterFault(
                    key=fault,
                    sheet=self.names[sheet],
                    row=row.row,
                    value=shortened(" ".join(part for part in key if part)),
                    params={"first": first[key]},
                )
            first.setdefault(key, row.row)

    def _unknown(self, known: str, attribute: str, fault: str, users: Iterable[Layout]) -> Iterator[RosterFault]:
        """Find names that the sheet they should stand in does not have; without that sheet the database is asked."""
        if known not in self.names:
            return
        names = {row.name for row in self.read[known]}
        for user in users:
            for row in self.read[user.key]:
                if (name := getattr(row, attribute)) not in names:
                    yield RosterFault(
                        key=fault,
                        sheet=self.names[user.key],
                        row=row.row,
                        value=shortened(name),
                        params={"known": self.names[known]},
                    )


def _person(row: PersonEntry) -> tuple[str, str, str]:
    return row.unit, row.name, row.title
