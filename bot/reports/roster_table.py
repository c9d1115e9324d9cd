"""One sheet of a roster as lines of named cells: finds the header by itself and reports what does not belong.

What the cells mean is ``roster_sheet``'s; here every fault that any sheet can have is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from bot.reports.columns import EXAMPLE_MARKS, PASSED_OVER, PEOPLE, Column, Layout, column_of, folded, heading
from bot.reports.grid import EMPTY, Cell, Grid
from bot.reports.roster_values import forbidden_sign, personal_number, shortened, tidy
from bot.rules.roster_sheet import RosterFault

HEADER_ROWS = 10
"""The header stands in one of the first ten rows; titles and notes above it are normal."""

Row = tuple[int, tuple[Cell, ...]]


@dataclass(slots=True)
class Line:
    """A row below the header. Asking for a cell notes the faults of its value; ``is_sound`` says whether any was."""

    sheet: str
    row: int
    cells: Mapping[str, tuple[str, Cell]]
    faults: list[RosterFault] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults

    def complain(self, key: str, column: str = "", *, value: str = "", **params: str | int) -> None:
        """Note a fault; ``column`` is the key of a column of the layout."""
        self.faults.append(
            RosterFault(
                key=key,
                sheet=self.sheet,
                row=self.row,
                column=self.letter(column),
                value=shortened(value),
                params=dict(params),
            )
        )

    def letter(self, column: str) -> str:
        """Return where a column stands, as Excel shows it; empty when the sheet lacks it."""
        return self.cells.get(column, ("", EMPTY))[0]

    def raw(self, column: str) -> str:
        """Return what stands in a column, without outer spaces."""
        return self.cells.get(column, ("", EMPTY))[1].text

    def text(self, column: Column, limit: int) -> str:
        """Return a tidy text of at most ``limit`` characters, or note why it cannot be."""
        raw = self.raw(column.key)
        text = tidy(raw)
        if not text and column.is_required:
            self.complain("roster-fault-missing-value", column.key, heading=column.zh, heading_en=column.en)
        elif sign := forbidden_sign(raw):
            self.complain("roster-fault-forbidden-sign", column.key, value=raw, sign=sign)
        elif len(text) > limit:
            self.complain("roster-fault-too-long", column.key, value=text, limit=limit, length=len(text))
        return text


def read_lines(grid: Grid, layout: Layout, rows: list[Row], faults: list[RosterFault]) -> Iterator[Line]:
    """Yield the lines below the header; what is wrong with the sheet as a whole is added to ``faults`` at once.

    Without a header, or without a column that must be there, nothing is yielded.
    """
    place = _header(layout, rows)
    if place is None:
        faults.append(RosterFault(key="roster-fault-header-not-found", sheet=grid.name, params={"rows": HEADER_ROWS}))
        refuse_personal(grid.name, rows, faults)
        return
    refuse_personal(grid.name, rows[: place + 1], faults)
    number, _ = rows[place]
    for reference, _, last in grid.merged:
        if last > number:
            faults.append(RosterFault(key="roster-fault-merged-cells", sheet=grid.name, params={"range": reference}))
    columns = _columns(grid.name, layout, rows[place:], faults)
    is_complete = _complain_of_missing(grid.name, number, layout, columns, faults)
    for row, cells in rows[place + 1 :]:
        line = _line(grid.name, row, cells, columns)
        if line is None:
            continue
        if is_complete:
            yield line
        else:
            faults.extend(line.faults)


def _header(layout: Layout, rows: list[Row]) -> int | None:
    """Return which of the first rows knows the most headings."""
    known = [
        (sum(column_of(layout, cell.text) is not None for cell in cells), -place)
        for place, (number, cells) in enumerate(rows)
        if number <= HEADER_ROWS
    ]
    best, place = max(known, default=(0, 0))
    return -place if best else None


def _columns(sheet: str, layout: Layout, rows: list[Row], faults: list[RosterFault]) -> dict[int, Column]:
    """Return the columns by their index; unknown and repeated headings become faults."""
    number, header = rows[0]
    found: dict[int, Column] = {}
    for index in range(max(len(cells) for _, cells in rows)):
        text = header[index].text if index < len(header) else ""
        column = column_of(layout, text) if text else None
        if column is not None and column not in found.values():
            found[index] = column
            continue
        if layout is PEOPLE and heading(text) in PASSED_OVER:
            continue
        if not text and not any(index < len(cells) and cells[index].text for _, cells in rows[1:]):
            continue
        faults.append(
            RosterFault(
                key="roster-fault-unknown-column" if column is None else "roster-fault-repeated-column",
                sheet=sheet,
                row=number,
                column=get_column_letter(index + 1),
                value="" if personal_number(text) else shortened(text),
            )
        )
    return found


def _complain_of_missing(
    sheet: str, number: int, layout: Layout, columns: Mapping[int, Column], faults: list[RosterFault]
) -> bool:
    missing = [column for column in layout.columns if column.is_required and column not in columns.values()]
    faults.extend(
        RosterFault(
            key="roster-fault-missing-column",
            sheet=sheet,
            row=number,
            params={"heading": column.zh, "heading_en": column.en},
        )
        for column in missing
    )
    return not missing


def _line(sheet: str, row: int, cells: tuple[Cell, ...], columns: Mapping[int, Column]) -> Line | None:
    """Return a row as a line with the faults any cell can have; None for an example of the template."""
    if any(folded(cell.text).startswith(EXAMPLE_MARKS) for cell in cells):
        return None
    named = {
        column.key: (get_column_letter(index + 1), cells[index] if index < len(cells) else EMPTY)
        for index, column in columns.items()
    }
    line = Line(sheet, row, named)
    for index, cell in enumerate(cells):
        if fault := _cell_fault(sheet, row, index, cell):
            line.faults.append(fault)
    return line if line.faults or any(cell.text for _, cell in named.values()) else None


def _cell_fault(sheet: str, row: int, index: int, cell: Cell) -> RosterFault | None:
    key = personal_number(cell.text)
    value = ""  # never repeated when it is a personal number
    if key is None and (cell.is_formula or cell.is_error):
        key, value = ("roster-fault-formula" if cell.is_formula else "roster-fault-error-value"), shortened(cell.text)
    if key is None:
        return None
    return RosterFault(key=key, sheet=sheet, row=row, column=get_column_letter(index + 1), value=value)


def refuse_personal(sheet: str, rows: list[Row], faults: list[RosterFault]) -> None:
    """Note every personal number of rows that are not read otherwise."""
    for row, cells in rows:
        for index, cell in enumerate(cells):
            if key := personal_number(cell.text):
                faults.append(RosterFault(key=key, sheet=sheet, row=row, column=get_column_letter(index + 1)))
