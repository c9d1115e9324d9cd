"""The workbook of a month or a year: what was done by kind and by month, and each unit's part; no person."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.reports.orders import PeriodOrder
from bot.reports.period_chart import kind_title, period_notes, period_subtitle
from bot.reports.period_words import PeriodWords, period_words_of
from bot.reports.sheets import Value, add_sheet, height_for, new_book, put_across, put_row, saved
from bot.reports.words import Words, words_of
from bot.rules.figures import percent
from bot.rules.period_figures import PeriodFigures, UnitPart, Volume, kinds_shown
from bot.rules.periods import Span
from bot.texts.formats import NOTHING, count, month_name

SUMMARY_WIDTHS = (40, 20, 20, 26)
UNIT_WIDTHS = (6, 26, 9, 14, 11, 11, 18, 11, 14, 9, 11)
Row = list[tuple[Value, str]]


def write_period_workbook(order: PeriodOrder) -> bytes:
    """Return the .xlsx of one month or year: a sheet of kinds and months, and a sheet of units."""
    words, own = words_of(order.language), period_words_of(order.language)
    book = new_book(words.date_format)
    title = own.month_title if order.figures.period.span is Span.MONTH else own.year_title
    _write_summary(book, order, words, own, title)
    _write_units(book, order, words, own, title)
    book.properties.title = title
    book.properties.creator = order.organization
    return saved(book)


def _head(sheet: Worksheet, order: PeriodOrder, words: Words, own: PeriodWords, *, title: str, columns: int) -> None:
    figures, language = order.figures, order.language
    subtitle = words.subtitle.format(organization=order.organization, week=period_subtitle(order, own))
    brief = own.in_brief.format(
        activities=count(figures.volume.activities, language),
        people=count(figures.people, language),
        person_times=count(figures.volume.person_times, language),
        hours=figures.volume.hours,
    )
    notes, _ = period_notes(figures, words, language)
    put_across(sheet, 1, columns, title, "title", 32)
    put_across(sheet, 2, columns, subtitle, "subtitle", 22)
    put_across(sheet, 3, columns, brief, "note", 20)
    put_across(sheet, 4, columns, words.quality + words.colon + words.separator.join(notes), "note", 20)


def _write_summary(book: Workbook, order: PeriodOrder, words: Words, own: PeriodWords, title: str) -> None:
    columns = len(SUMMARY_WIDTHS)
    sheet = add_sheet(book, words.summary_sheet, SUMMARY_WIDTHS, header_row=2, footer=words.page)
    _head(sheet, order, words, own, title=title, columns=columns)
    figures = order.figures
    rows = [(kind_title(kind, order.language), volume) for kind, volume in kinds_shown(figures.kinds)]
    row = _table(sheet, 5, own.kind, rows, words, own, total=figures.volume)
    if figures.period.span is Span.YEAR:
        months = [(month_name(number, order.language), volume) for number, volume in sorted(figures.months.items())]
        row = _table(sheet, row + 1, own.month, months, words, own, total=figures.volume)
    _close(sheet, row, columns, words, own, width=sum(SUMMARY_WIDTHS))
    sheet.page_setup.fitToHeight = True  # twelve months and their notes stay on one page


def _table(
    sheet: Worksheet,
    row: int,
    heading: str,
    rows: list[tuple[str, Volume]],
    words: Words,
    own: PeriodWords,
    *,
    total: Volume,
) -> int:
    """Write a table of volumes with its total, and return the row beneath it."""
    heads = (heading, own.events_column, words.person_times_column, words.hours_column.replace("\n", ""))
    put_row(sheet, row, [(head, "head") for head in heads], 26)
    for offset, (name, volume) in enumerate(rows, 1):
        put_row(sheet, row + offset, [(name, "text"), *_volume(volume)], 20)
    last = row + len(rows) + 1
    sums: Row = [(value, f"{style}_total") for value, style in _volume(total)]
    put_row(sheet, last, [(words.total, "text_total"), *sums], 22)
    return last + 1


def _volume(volume: Volume) -> Row:
    return [(volume.activities, "number"), (volume.person_times, "number"), (volume.hours, "hours")]


def _write_units(book: Workbook, order: PeriodOrder, words: Words, own: PeriodWords, title: str) -> None:
    columns = len(UNIT_WIDTHS)
    sheet = add_sheet(book, own.units_sheet, UNIT_WIDTHS, header_row=5, footer=words.page)
    _head(sheet, order, words, own, title=title, columns=columns)
    put_row(sheet, 5, [(heading, "head") for heading in _unit_headings(words, own)], 36)
    sheet.freeze_panes = "C6"
    row = 6
    for number, unit in enumerate(order.figures.units, 1):
        put_row(sheet, row, [(number, "number"), (unit.unit, "text"), *_unit(unit, own)], 20)
        row += 1
    totals = _totals(order.figures)
    # A unit's activities are those it had a list for; all of them together took place once.
    sums: Row = [(order.figures.volume.activities, "number_total")]
    sums += [(value, f"{style}_total") for value, style in _unit(totals, own)[1:]]
    put_row(sheet, row, [("", "text_total"), (words.total, "text_total"), *sums], 22)
    _close(sheet, row + 1, columns, words, own, width=sum(UNIT_WIDTHS))


def _unit_headings(words: Words, own: PeriodWords) -> tuple[str, ...]:
    return (
        words.number,
        words.unit,
        own.events_column,
        own.lists,
        own.expected_times,
        words.person_times_column,
        own.rate,
        own.people,
        words.hours_column,
        own.in_question,
        own.corrections,
    )


def _unit(unit: UnitPart, own: PeriodWords) -> Row:
    lists = own.lists_value.format(confirmed=unit.lists - unit.unconfirmed, lists=unit.lists)
    return [
        (unit.lists, "number"),
        (lists if unit.lists else NOTHING, "text"),
        (unit.expected_times, "number"),
        (unit.person_times, "number"),
        (_rate(unit.rate), "rate"),
        (unit.people, "number"),
        (Volume(minutes=unit.minutes).hours, "hours"),
        (unit.in_question, "number"),
        (unit.corrections, "number"),
    ]


def _rate(rate: Fraction | None) -> Value:
    # Rounded here and not by Excel, as everywhere.
    return NOTHING if rate is None else percent(rate) / Decimal(100)


def _totals(figures: PeriodFigures) -> UnitPart:
    """Return the whole as a row: people are heads of the whole, all else is the sum of the units."""
    names = ("lists", "unconfirmed", "expected_times", "person_times", "minutes", "in_question", "corrections")
    sums = {name: sum(getattr(unit, name) for unit in figures.units) for name in names}
    return UnitPart(unit="", position=0, people=figures.people, **sums)


def _close(sheet: Worksheet, row: int, columns: int, words: Words, own: PeriodWords, *, width: int) -> None:
    put_across(sheet, row, columns, words.definitions_title, "note", 22)
    for number, line in enumerate(own.definitions, 1):
        text = f"{number}. {line}"
        put_across(sheet, row + number, columns, text, "note", height_for(text, width, line_height=18))
