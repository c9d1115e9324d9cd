"""How every sheet that we write looks and prints: A4 landscape, one page wide, header repeated, text stays text."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Decimal | date | datetime | time | None

SONG: Final = "宋体"
HEI: Final = "黑体"
SHEET_NAME_LENGTH: Final = 31

_thin = Side(style="thin", color="FF808080")
_box = Border(left=_thin, right=_thin, top=_thin, bottom=_thin)
_centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
_left = Alignment(horizontal="left", vertical="center", wrap_text=True)
_one_line = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
_body = Font(name=SONG, size=11)
_head = Font(name=HEI, size=11)
_shade = PatternFill("solid", fgColor="FFEAF1F2")


def new_book(date_format: str = "yyyy-mm-dd") -> Workbook:
    """Return a workbook without sheets that knows the styles named below."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, number_format in (
        ("text", "@"),
        ("number", "0"),
        ("hours", "0.00"),
        ("rate", "0.0%"),
        ("date", date_format),
        ("time", "hh:mm"),
        ("moment", "m-d hh:mm"),
        ("stamp", "yyyy-mm-dd hh:mm:ss"),
    ):
        book.add_named_style(
            NamedStyle(f"v_{name}", font=_body, border=_box, alignment=_centre, number_format=number_format)
        )
        book.add_named_style(
            NamedStyle(
                f"v_{name}_total", font=_head, border=_box, alignment=_centre, number_format=number_format, fill=_shade
            )
        )
    for style in (
        NamedStyle("v_title", font=Font(name=HEI, size=18), alignment=_centre),
        NamedStyle("v_subtitle", font=Font(name=SONG, size=12), alignment=_centre),
        NamedStyle("v_note", font=_body, alignment=_left),
        NamedStyle("v_left", font=_body, border=_box, alignment=_left, number_format="@"),
        NamedStyle("v_small", font=Font(name=SONG, size=8), border=_box, alignment=_centre, number_format="@"),
        NamedStyle("v_link", font=Font(name=SONG, size=8), border=_box, alignment=_one_line, number_format="@"),
        NamedStyle("v_head", font=_head, border=_box, alignment=_centre, number_format="@", fill=_shade),
    ):
        book.add_named_style(style)
    return book


def add_sheet(book: Workbook, title: str, widths: Sequence[float], *, header_row: int, footer: str) -> Worksheet:
    """Add a sheet that prints on A4 landscape, one page wide, with all rows up to the header on every page."""
    sheet: Worksheet = book.create_sheet(sheet_name(title, (existing.title for existing in book.worksheets)))
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = True
    sheet.page_setup.fitToHeight = False
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.85, 0.4
    sheet.print_title_rows = f"1:{header_row}"
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = footer
    return sheet


def sheet_name(title: str, taken: Iterable[str]) -> str:
    r"""Return the title as Excel allows it: at most 31 characters, none of ``\/?*[]:``, none twice."""
    plain = re.sub(r"[\\/?*\[\]:\x00-\x1f]", " ", title).strip().strip("'")[:SHEET_NAME_LENGTH] or "-"
    used = {name.lower() for name in taken}
    name, number = plain, 1
    while name.lower() in used:
        number += 1
        mark = f" ({number})"
        name = plain[: SHEET_NAME_LENGTH - len(mark)] + mark
    return name


def put(sheet: Worksheet, row: int, column: int, value: Value, style: str) -> None:
    """Write a value; a text is never a formula, whatever it begins with, and a long number in it stays whole."""
    cell = sheet.cell(row, column)
    cell.style = f"v_{style}"
    if isinstance(value, str):
        if value:
            _put_text(cell, value)
    else:
        cell.value = value


def _put_text(cell: Cell | object, value: str) -> None:
    if not isinstance(cell, Cell):
        raise TypeError("a text was put into the middle of merged cells")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"
    if value.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True  # else Excel would take it for a formula once someone edits the cell


def put_across(sheet: Worksheet, row: int, columns: int, text: str, style: str, height: float) -> None:
    """Write one text over the whole width."""
    put(sheet, row, 1, text, style)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    sheet.row_dimensions[row].height = height


def put_notes(sheet: Worksheet, row: int, columns: int, title: str, notes: Iterable[str], width: float) -> None:
    """Write a title and its notes over the whole width in one row, which printing keeps on one page."""
    lines = [title, *notes]
    height = sum(height_for(line, width, line_height=18) for line in lines)
    put_across(sheet, row, columns, "\n".join(lines), "note", height)


def put_row(sheet: Worksheet, row: int, values: Iterable[tuple[Value, str]], height: float | None = None) -> None:
    """Write a row of values, each with its style."""
    for column, (value, style) in enumerate(values, 1):
        put(sheet, row, column, value, style)
    if height is not None:
        sheet.row_dimensions[row].height = height


def height_for(text: str, width: float, line_height: float = 20) -> float:
    """Return the height of a row whose longest text is wrapped into ``width``; Excel does not find it by itself."""
    length = sum(2.1 if sign > "\u2e80" else 1.1 for sign in text)
    return line_height * max(1, math.ceil(length / width))


def local_time(moment: datetime | None, zone: ZoneInfo, day: date) -> tuple[Value, str]:
    """Return the time of day with its style; with its date where that is another than ``day``."""
    if moment is None:
        return None, "time"
    local = moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    return (local.time(), "time") if local.date() == day else (local, "moment")


def saved(book: Workbook) -> bytes:
    """Return the file."""
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()
