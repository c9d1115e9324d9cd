"""Writes an exported record: as a workbook with its notes, as CSV, or in the columns of the national platform."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from bot.reports.orders import RecordOrder
from bot.reports.record_table import CellValue, Clock, Stamp, Table
from bot.reports.record_words import RecordWords, record_words
from bot.reports.sheets import Value, add_sheet, height_for, new_book, put_across, put_row, saved
from bot.reports.words import words_of
from bot.rules.attendance import hours
from bot.rules.record_rows import Named
from bot.texts import formats

BYTE_ORDER_MARK: Final = "\ufeff"
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
NOTES_WIDTH: Final = 110
HEADER_ROW: Final = 3
WIDTHS: Final = {
    "number": 6,
    "unit": 16,
    "name": 10,
    "title": 14,
    "roster_no": 11,
    "date": 17,
    "activity": 16,
    "place": 18,
    "content": 16,
    "check_in": 11,
    "check_out": 11,
    "hours": 10,
    "state": 12,
    "organizer": 26,
    "lead": 11,
    "remark": 22,
    "row_id": 18,
    "start": 20,
    "end": 20,
    "minutes": 10,
}
WRAPPED: Final = ("unit", "title", "activity", "place", "content", "organizer", "lead", "state", "remark")
STYLES: Final = {
    "number": "number",
    "minutes": "number",
    "hours": "hours",
    "date": "date",
    "check_in": "time",
    "check_out": "time",
    "start": "stamp",
    "end": "stamp",
    "row_id": "small",
}
LINE_HEIGHT, LEAST_HEIGHT = 18, 26
"""Of a line that is wrapped, and of a row: a row id in its small letters takes two lines."""


def write_record(order: RecordOrder) -> bytes:
    """Return the file that was ordered."""
    return _csv(order) if order.is_csv else _workbook(order)


def _csv(order: RecordOrder) -> bytes:
    """Write UTF-8 with its mark, lines ended as Windows does; no cell is a formula."""
    table, stream = Table(order), io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([_defused(heading.replace("\n", "")) for heading, _field in table.columns])
    for number, row in enumerate(table.rows, 1):
        writer.writerow([_plain(value) for _field, value in table.values(number, row)])
    return (BYTE_ORDER_MARK + stream.getvalue()).encode()


def _plain(value: CellValue) -> str:
    match value:
        case None:
            return ""
        case Clock(at, is_other_day):
            return f"{at:%Y-%m-%d %H:%M}" if is_other_day else f"{at:%H:%M}"
        case Stamp(at):
            return f"{at:%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case int() | Decimal():
            return str(value)
        case _:
            return _defused(value)


def _defused(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _workbook(order: RecordOrder) -> bytes:
    paper, words = words_of(order.language), record_words(order.language)
    book = new_book(paper.date_format)
    if order.columns:
        _write_table(book, order, words.sheet, 1, paper.page)
    else:
        _write_table(book, order, words.sheet, HEADER_ROW, paper.page)
        _write_notes(book, order, words, paper.notes_sheet, paper.page)
    book.properties.title = words.title
    book.properties.creator = order.organization
    return saved(book)


def _write_table(book: Workbook, order: RecordOrder, title: str, header_row: int, footer: str) -> None:
    table, record = Table(order), order.record
    widths = [WIDTHS[field] for _heading, field in table.columns]
    sheet = add_sheet(book, title, widths, header_row=header_row, footer=footer)
    if header_row > 1:
        words = record_words(order.language)
        subtitle = words.subtitle.format(
            organization=order.organization,
            period=_period(order, words),
            scope=_scope(order, words),
            rows=formats.count(len(record.rows), order.language),
        )
        put_across(sheet, 1, len(widths), words.title, "title", 32)
        put_across(sheet, 2, len(widths), subtitle, "subtitle", 22)
    put_row(sheet, header_row, [(heading, "head") for heading, _field in table.columns], 34)
    sheet.freeze_panes = f"{'A' if order.columns else 'D'}{header_row + 1}"
    row_number = header_row
    for row_number, row in enumerate(table.rows, header_row + 1):
        values = table.values(row_number - header_row, row)
        heights = (height_for(str(value), WIDTHS[field], LINE_HEIGHT) for field, value in values if field in WRAPPED)
        put_row(sheet, row_number, [_styled(field, value) for field, value in values], max([*heights, LEAST_HEIGHT]))
    sheet.auto_filter.ref = f"A{header_row}:{get_column_letter(len(widths))}{row_number}"


def _styled(field: str, value: CellValue) -> tuple[Value, str]:
    match value:
        case Clock(at, is_other_day):
            return (at, "moment") if is_other_day else (at.time(), "time")
        case Stamp(at):
            return at, "stamp"
        case _:
            return value, STYLES.get(field, "text")


def _period(order: RecordOrder, words: RecordWords) -> str:
    return words.period.format(first=order.record.first_on, last=order.record.last_on)


def _scope(order: RecordOrder, words: RecordWords) -> str:
    return formats.listed(order.record.scope, order.language) if order.record.scope else words.all_units


def _write_notes(book: Workbook, order: RecordOrder, words: RecordWords, title: str, footer: str) -> None:
    record, left_out = order.record, order.record.left_out
    sheet = add_sheet(book, title, (NOTES_WIDTH,), header_row=1, footer=footer)
    put_across(sheet, 1, 1, words.notes_title, "title", 32)
    lines = [
        words.scope.format(scope=_scope(order, words), period=_period(order, words)),
        words.figures.format(
            persons=formats.count(record.persons, order.language),
            times=formats.count(record.person_times, order.language),
            hours=hours(record.minutes),
        ),
        words.everyone if record.is_everyone else words.present_only,
        *(rule.format(limit=record.day_limit_hours) for rule in words.rules),
        words.returning if order.may_return else words.handing_in,
    ]
    texts = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
    for head, named in ((words.conflicts, left_out.conflicts), (words.open_ended, left_out.open_ended)):
        if named:
            texts += [head.format(count=len(named)), *(_named(words, order.language, one) for one in named)]
    for head, dated in ((words.drills, left_out.drills), (words.not_creditable, left_out.not_creditable)):
        if dated:
            days = (words.dated.format(on=formats.day(on, order.language), activity=what) for on, what in dated)
            texts.append(head + words.joint.join(days))
    for row, text in enumerate(texts, 2):
        put_row(sheet, row, [(text, "note")], height_for(text, NOTES_WIDTH))


def _named(words: RecordWords, language: str, one: Named) -> str:
    return "    " + words.named.format(
        on=formats.day(one.on, language), activity=one.activity, unit=one.unit, name=one.name
    )
