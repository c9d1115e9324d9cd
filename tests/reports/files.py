"""Small workbooks for the tests of reading."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from openpyxl import Workbook

from bot.reports.orders import RosterFile
from bot.reports.roster_sheet import read_roster
from bot.rules.roster_sheet import RosterSheet

Rows = Iterable[Iterable[object]]


def workbook(sheets: Mapping[str, Rows], merged: Mapping[str, str] | None = None) -> RosterFile:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for name, reference in (merged or {}).items():
        book[name].merge_cells(reference)
    stream = io.BytesIO()
    book.save(stream)
    return RosterFile(name="花名册.xlsx", content=stream.getvalue())


def read(sheets: Mapping[str, Rows], merged: Mapping[str, str] | None = None) -> RosterSheet:
    return read_roster(workbook(sheets, merged))


def people(*rows: Iterable[object]) -> RosterSheet:
    return read({"人员": [("单位", "姓名", "职务", "角色", "人员编号"), *rows]})


def keys(sheet: RosterSheet) -> list[str]:
    return [fault.key.removeprefix("roster-fault-") for fault in sheet.faults]
