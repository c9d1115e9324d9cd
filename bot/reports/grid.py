"""From the bytes of a file to sheets of cells, trusting nothing: what kind of file it is, and what its cells hold.

Workbooks are read row by row (openpyxl's read-only mode): a sheet with a million formatted empty rows, which WPS likes
to write, would else cost gigabytes. That mode does not tell merged cells; they are read from the sheet's XML beside it.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree import ElementTree as ET

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from bot.reports.orders import RosterFile
from bot.rules.roster_sheet import RosterFault

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
CHUNK_BYTES = 1 << 20


class FileRefused(Exception):  # noqa: N818 - the name says what happened, as everywhere here
    """The file as a whole cannot be read; ``key`` is the fault's."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.fault = RosterFault(key=key)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, as text; of a formula or an Excel error the text is that itself."""

    text: str = ""
    is_formula: bool = False
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its rows with the number Excel shows, and its merged ranges as (reference, first row, last row).

    ``rows`` can be gone through once.
    """

    name: str
    rows: Iterable[tuple[int, tuple[Cell, ...]]]
    merged: tuple[tuple[str, int, int], ...] = ()


def read_grids(file: RosterFile) -> Iterator[Grid]:
    """Yield the sheets of a workbook, or the one of a CSV file.

    Raises:
        FileRefused: It is neither, or is empty, encrypted, broken or far too big.
    """
    content = file.content
    if not content.strip():
        raise FileRefused("roster-fault-empty-file")
    if content.startswith(OLE_MAGIC):
        is_locked = "EncryptedPackage".encode("utf-16-le") in content
        raise FileRefused("roster-fault-encrypted" if is_locked else "roster-fault-old-xls")
    if content.startswith(ZIP_MAGIC):
        yield from _workbook(content)
    elif file.name.lower().endswith((".csv", ".txt")) and b"\0" not in content:
        yield Grid(file.name, _csv_rows(_decoded(content)))
    else:
        raise FileRefused("roster-fault-wrong-type")


def _workbook(content: bytes) -> Iterator[Grid]:
    merged = _examined(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drop-down lists and the like that it passes over
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            try:
                for sheet in book.worksheets:
                    sheet.reset_dimensions()  # some programs write a wrong extent, and rows would be lost
                    yield Grid(sheet.title, _sheet_rows(sheet.iter_rows()), merged.get(sheet.title, ()))
            finally:
                book.close()
    except FileRefused:
        raise
    except Exception as error:  # a broken file lets openpyxl stumble in any way
        raise FileRefused("roster-fault-unreadable") from error


def _examined(content: bytes) -> dict[str, tuple[tuple[str, int, int], ...]]:
    """Refuse what is no harmless workbook, and return the merged ranges of each sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise FileRefused("roster-fault-encrypted")
            if "xl/workbook.xml" not in archive.namelist():
                raise FileRefused("roster-fault-wrong-type")
            # The archive's own word can be relied on: not a byte more than it says is unpacked.
            if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise FileRefused("roster-fault-too-big")
            return {name: tuple(_merged(archive, part)) for name, part in _sheet_parts(archive)}
    except (zipfile.BadZipFile, ET.ParseError, KeyError, OSError, NotImplementedError) as error:
        raise FileRefused("roster-fault-unreadable") from error


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    # The size is bounded above, and expat itself stops entities that multiply.
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in ET.fromstring(archive.read("xl/workbook.xml")).iterfind(".//{*}sheets/{*}sheet"):  # noqa: S314
        target = targets.get(sheet.get(RELATION), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in part:
            yield sheet.get("name", ""), part


def _merged(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, int, int]]:
    """Find the merged ranges in a sheet's XML, a piece at a time with the end of the piece before."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK_BYTES):
            text = rest + piece
            end = 0
            for match in MERGED.finditer(text):
                reference = match[1].decode()
                _, first, _, last = range_boundaries(reference)
                yield reference, int(first or 0), int(last or 0)
                end = match.end()
            rest = text[max(end, len(text) - 200) :]


def _sheet_rows(rows: Iterable[Iterable[object]]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    try:
        for number, row in enumerate(rows, 1):
            cells = tuple(_cell(cell) for cell in row)
            if any(cell.text for cell in cells):
                yield number, cells
    except Exception as error:  # as in _workbook
        raise FileRefused("roster-fault-unreadable") from error


EMPTY = Cell()


def _cell(cell: object) -> Cell:
    value: object = getattr(cell, "value", None)
    if value is None:
        return EMPTY
    kind = getattr(cell, "data_type", "")
    return Cell(_text(value), is_formula=kind == "f", is_error=kind == "e")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused("roster-fault-encoding")


def _csv_rows(text: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    head = text[:4000]
    separator = max(",;\t", key=head.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if any(value.strip() for value in row):
                yield number, tuple(Cell(value.strip(), is_formula=value.startswith("=")) for value in row)
    except csv.Error as error:
        raise FileRefused("roster-fault-unreadable") from error
