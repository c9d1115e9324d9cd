"""Reads a sheet of the record that was filled in and came back. Knows no database and stops at no fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from openpyxl.utils import get_column_letter

from bot.reports.grid import EMPTY, Cell, FileRefused, Grid, read_grids
from bot.reports.orders import RosterFile
from bot.reports.record_words import field_of, own_remark
from bot.reports.roster_values import forbidden_sign, shortened
from bot.rules.record_rows import MOST_ROWS
from bot.rules.record_sheet import LONGEST_REMARK, ReturnedRow, ReturnedSheet
from bot.rules.roster_sheet import RosterFault

HEADER_ROWS: Final = 10
NEEDED: Final = ("row_id", "check_in", "check_out", "remark")
TOLD: Final = ("row_id", "name", "roster_no", "check_in", "check_out")
"""Fields without any of which a row says nothing: one that was left empty, or a note below the table."""

_Row = tuple[int, tuple[Cell, ...]]


def read_record(file: RosterFile) -> ReturnedSheet:
    """Read a record that came back: the first sheet with our headings.

    Returns:
        The sound rows and all faults, in the order of the file; ``is_ours`` False where no sheet has our headings.
    """
    try:
        for grid in read_grids(file):
            rows = list(islice(grid.rows, HEADER_ROWS + MOST_ROWS + 1))
            place = _header(rows)
            if place is not None:
                return _read(grid, rows[place], rows[place + 1 :])
    except FileRefused as refusal:
        return ReturnedSheet(is_ours=False, faults=(refusal.fault,))
    return ReturnedSheet(is_ours=False)


def _header(rows: Sequence[_Row]) -> int | None:
    """Find the row with the heading of the row ids and one of the times."""
    for place, (_number, cells) in enumerate(rows[:HEADER_ROWS]):
        fields = {field_of(cell.text) for cell in cells if cell.text}
        if "row_id" in fields and fields & {"check_in", "check_out"}:
            return place
    return None


def _read(grid: Grid, header: _Row, rows: Iterable[_Row]) -> ReturnedSheet:
    columns: dict[str, int] = {}
    for index, cell in enumerate(header[1]):
        if (field := field_of(cell.text)) is not None:
            columns.setdefault(field, index)
    if missing := [field for field in NEEDED if field not in columns]:
        faults = (RosterFault(key=f"record-fault-no-{field.replace('_', '-')}", sheet=grid.name) for field in missing)
        return ReturnedSheet(faults=tuple(faults))
    reader = _Reader(grid.name, columns)
    for number, cells in rows:
        reader.take(number, cells)
    return ReturnedSheet(rows=tuple(reader.rows), faults=tuple(reader.faults))


class _Reader:
    """Collects rows and faults of one sheet."""

    def __init__(self, sheet: str, columns: dict[str, int]) -> None:
        self.rows: list[ReturnedRow] = []
        self.faults: list[RosterFault] = []
        self._sheet = sheet
        self._columns = columns

    def take(self, number: int, cells: tuple[Cell, ...]) -> None:
        found = {field: cells[index] if index < len(cells) else EMPTY for field, index in self._columns.items()}
        if not any(found[field].text for field in TOLD if field in found):
            return
        before = len(self.faults)
        for field in NEEDED:
            self._look_at(number, field, found[field])
        row_id = found["row_id"].text
        if not row_id:
            self._complain("record-fault-unnamed", number, "row_id")
        remark = own_remark(found["remark"].text)
        if len(remark) > LONGEST_REMARK:
            self._complain("record-fault-long-remark", number, "remark", limit=LONGEST_REMARK)
        elif sign := forbidden_sign(remark.replace("\n", " ")):
            self._complain("roster-fault-forbidden-sign", number, "remark", value=shortened(remark), sign=sign)
        if len(self.rows) >= MOST_ROWS:
            if len(self.rows) == MOST_ROWS:
                self._complain("roster-fault-too-many-rows", number, "", limit=MOST_ROWS)
            return
        if len(self.faults) == before:
            self.rows.append(
                ReturnedRow(
                    row=number,
                    row_id=row_id,
                    check_in=found["check_in"].text,
                    check_out=found["check_out"].text,
                    remark=" ".join(remark.split()),
                )
            )

    def _look_at(self, number: int, field: str, cell: Cell) -> None:
        if cell.is_formula:
            self._complain("roster-fault-formula", number, field, value=shortened(cell.text))
        elif cell.is_error:
            self._complain("roster-fault-error-value", number, field, value=shortened(cell.text))

    def _complain(self, key: str, row: int, field: str, *, value: str = "", **params: str | int) -> None:
        column = get_column_letter(self._columns[field] + 1) if field else ""
        self.faults.append(
            RosterFault(key=key, sheet=self._sheet, row=row, column=column, value=value, params=dict(params))
        )
