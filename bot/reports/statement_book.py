"""The workbook of a personal statement, laid out as the others are."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.reports.sheets import Value, add_sheet, height_for, local_time, new_book, put_across, put_row, saved
from bot.reports.statement import StatementOrder
from bot.reports.statement_paper import notes_of, signed, what_lacks
from bot.reports.statement_words import StatementWords, statement_words_of
from bot.rules.attendance import hours
from bot.rules.statements import StatementLine

WIDTHS = (6, 13, 22, 34, 42, 12, 12, 11, 24)
HEADER = 4


def write_statement(order: StatementOrder) -> bytes:
    """Return the .xlsx: the same record as the PDF, with times and hours as values to reckon with."""
    words, record, zone = statement_words_of(order.language), order.record, ZoneInfo(order.zone)
    book = new_book()
    book.properties.title, book.properties.creator = words.title, order.organization
    sheet = add_sheet(book, words.title, WIDTHS, header_row=HEADER, footer=words.page_of_book)
    put_across(sheet, 1, len(WIDTHS), words.title, "title", 34)
    whose = f"{words.name}  {record.name}      {words.unit}  {record.unit}"
    put_across(sheet, 2, len(WIDTHS), whose, "subtitle", 22)
    period = words.period_of.format(first=record.first_on, last=record.last_on)
    totals = words.totals_of.format(times=record.times, hours=record.hours)
    put_across(sheet, 3, len(WIDTHS), f"{words.period}  {period}      {words.totals}  {totals}", "subtitle", 22)
    put_row(sheet, HEADER, [(heading, "head") for heading in words.headings], 34)
    sheet.freeze_panes = f"A{HEADER + 1}"
    for number, line in enumerate(record.lines, 1):
        texts = (
            (line.activity, 2),
            (line.place, 3),
            (line.content, 4),
            (words.separator.join(words.sources_of(line)), 8),
        )
        height = max(height_for(text, WIDTHS[column]) for text, column in texts)
        put_row(sheet, HEADER + number, _row(number, line, words, zone), height)
    end = HEADER + len(record.lines) + 1
    total: list[tuple[Value, str]] = [
        ("", "text"),
        (words.total, "text"),
        *[("", "text")] * 3,
        (words.times.format(times=record.times), "text"),
        ("", "text"),
        (record.hours, "hours"),
        ("", "text"),
    ]
    put_row(sheet, end, [(value, f"{style}_total") for value, style in total], 24)
    below = [*notes_of(order, words), "   ".join(f"{item}  {value}" for item, value in signed(order, words, zone))]
    for offset, text in enumerate(below, 1):
        put_across(sheet, end + offset, len(WIDTHS), text, "note", height_for(text, sum(WIDTHS)))
    return saved(book)


def _row(number: int, line: StatementLine, words: StatementWords, zone: ZoneInfo) -> list[tuple[Value, str]]:
    return [
        (number, "number"),
        (line.held_on, "date"),
        (line.activity, "text"),
        (line.place, "text"),
        (line.content, "text"),
        local_time(line.checked_in_at, zone, line.held_on),
        local_time(line.checked_out_at, zone, line.held_on),
        (hours(line.minutes), "hours") if line.minutes is not None else (what_lacks(line, words), "text"),
        (words.separator.join(words.sources_of(line)), "text"),
    ]
