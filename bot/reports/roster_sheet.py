"""Reads a roster for import: a file in, typed rows and every fault out. Knows no database and stops at no fault.

A workbook has the sheets 人员 单位 社区 点位 结对 (People, Units, Communities, Sites, Pairings), in any order and not
all of them; one sheet of any name, and a CSV file, is taken for the people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from bot.reports import columns as sheets
from bot.reports.columns import Column, Layout, folded, layout_of
from bot.reports.grid import FileRefused, Grid, read_grids
from bot.reports.orders import RosterFile
from bot.reports.roster_table import HEADER_ROWS, Line, Row, read_lines, refuse_personal
from bot.reports.roster_values import degrees, role_words, shortened
from bot.rules.roster_sheet import (
    MAX_KIND,
    MAX_NAME,
    MAX_NUMBER,
    MAX_PEOPLE,
    MAX_PLACE,
    MAX_TEXT,
    WGS_84,
    CommunityRow,
    PairingRow,
    PersonEntry,
    RosterFault,
    RosterSheet,
    SiteRow,
    UnitRow,
)


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


def _columns(layout: Layout) -> dict[str, Column]:
    return {column.key: column for column in layout.columns}


PEOPLE = _columns(sheets.PEOPLE)
UNITS = _columns(sheets.UNITS)
COMMUNITIES = _columns(sheets.COMMUNITIES)
SITES = _columns(sheets.SITES)
PAIRINGS = _columns(sheets.PAIRINGS)


def _person_entry(line: Line, _read: int) -> PersonEntry:
    return PersonEntry(
        unit=line.text(PEOPLE["unit"], MAX_PLACE),
        name=line.text(PEOPLE["name"], MAX_NAME),
        title=line.text(PEOPLE["title"], MAX_PLACE),
        roles=_roles(line),
        roster_no=line.text(PEOPLE["roster_no"], MAX_NUMBER),
        row=line.row,
    )


def _roles(line: Line) -> tuple[str, ...]:
    roles: dict[str, None] = {}
    for word, role in role_words(line.raw("roles")):
        if role is None:
            line.complain("roster-fault-unknown-role", "roles", value=word)
        elif role:
            roles[role] = None
    return tuple(roles)


def _unit_row(line: Line, read: int) -> UnitRow:
    return UnitRow(
        name=line.text(UNITS["name"], MAX_PLACE), position=_position(line, read), is_enabled=_flag(line), row=line.row
    )


def _position(line: Line, read: int) -> int:
    text = folded(line.raw("position"))
    if not text:
        return read
    if text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) > 0:
        return int(text)
    line.complain("roster-fault-bad-position", "position", value=text)
    return read


def _flag(line: Line) -> bool | None:
    word = folded(line.raw("is_enabled"))
    if word and word not in sheets.YES_WORDS | sheets.NO_WORDS:
        line.complain("roster-fault-bad-flag", "is_enabled", value=word)
    return word in sheets.YES_WORDS if word else None


def _community_row(line: Line, _read: int) -> CommunityRow:
    return CommunityRow(name=line.text(COMMUNITIES["name"], MAX_PLACE), row=line.row)


def _site_row(line: Line, _read: int) -> SiteRow:
    latitude = _coordinate(line, "latitude", 90)
    longitude = _coordinate(line, "longitude", 180)
    if bool(line.raw("latitude")) != bool(line.raw("longitude")):
        line.complain("roster-fault-half-coordinate", "latitude" if line.raw("longitude") else "longitude")
    return SiteRow(
        community=line.text(SITES["community"], MAX_PLACE),
        name=line.text(SITES["name"], MAX_PLACE),
        kind=line.text(SITES["kind"], MAX_KIND),
        address=line.text(SITES["address"], MAX_TEXT),
        muster_point=line.text(SITES["muster_point"], MAX_TEXT),
        lead_name=line.text(SITES["lead_name"], MAX_NAME),
        latitude=latitude,
        longitude=longitude,
        datum=_datum(line),
        row=line.row,
    )


def _coordinate(line: Line, column: str, limit: int) -> float | None:
    text = line.raw(column)
    if not text:
        return None
    value = degrees(text)
    if value is None or not -limit <= value <= limit:
        line.complain("roster-fault-bad-coordinate", column, value=text, limit=limit)
        return None
    return value


def _datum(line: Line) -> str:
    word = folded(line.raw("datum"))
    if word and word not in sheets.DATUM_WORDS:
        line.complain("roster-fault-bad-datum", "datum", value=word)
    return sheets.DATUM_WORDS.get(word, WGS_84)


def _pairing_row(line: Line, _read: int) -> PairingRow:
    return PairingRow(
        unit=line.text(PAIRINGS["unit"], MAX_PLACE),
        community=line.text(PAIRINGS["community"], MAX_PLACE),
        row=line.row,
    )


PARSERS: dict[str, Callable[[Line, int], object]] = {
    "people": _person_entry,
    "units": _unit_row,
    "communities": _community_row,
    "sites": _site_row,
    "pairings": _pairing_row,
}
