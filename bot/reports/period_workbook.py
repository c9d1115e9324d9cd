"""The workbook of a month or a year: what was done by kind and by month, and each unit's part; no person."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.reports.orders import PeriodOrder
from bot.reports.period_chart import kind_title, period_notes, period_subtitle
from bot.reports.period_words import PeriodWords, period_words_of
from bot.reports.sheets import Value, add_sheet, height_for, new_book, put_across, put_notes, put_row, saved
from bot.reports.words import Words, words_of
from bot.rules.figures import percent
from bot.rules.kinds import Done, Measure, measured
from bot.rules.period_figures import SHARED_OUT, PeriodFigures, UnitPart, Volume, kinds_shown
from bot.rules.periods import Span
from bot.texts.formats import NOTHING, count, done, month_name

SUMMARY_WIDTHS = (40, 20, 20, 26)
UNIT_WIDTHS = (6, 26, 9, 14, 11, 11, 18, 11, 14, 9, 11)
BEFORE_DONE = 9
DONE_WIDTH = 14
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


def _head(
    sheet: Worksheet, order: PeriodOrder, words: Words, own: PeriodWords, *, title: str, widths: Sequence[float]
) -> None:
    figures, language = order.figures, order.language
    columns, width = len(widths), sum(widths)
    subtitle = words.subtitle.format(organization=order.organization, week=period_subtitle(order, own))
    brief = own.in_brief.format(
        activities=count(figures.volume.activities, language),
        people=count(figures.people, language),
        person_times=count(figures.volume.person_times, language),
        hours=figures.volume.hours,
        done=done(measured(figures.volume), language),
    )
    notes, _ = period_notes(figures, words, language)
    put_across(sheet, 1, columns, title, "title", 32)
    put_across(sheet, 2, columns, subtitle, "subtitle", 22)
    quality = words.quality + words.colon + words.separator.join(notes)
    for row, line in enumerate((brief, quality), 3):
        put_across(sheet, row, columns, line, "note", height_for(line, width))


def _write_summary(book: Workbook, order: PeriodOrder, words: Words, own: PeriodWords, title: str) -> None:
    widths = (*SUMMARY_WIDTHS, *(DONE_WIDTH for _ in _measures(order.figures)))
    columns = len(widths)
    sheet = add_sheet(book, words.summary_sheet, widths, header_row=2, footer=words.page)
    _head(sheet, order, words, own, title=title, widths=widths)
    figures = order.figures
    rows = [(kind_title(kind, order.language), volume) for kind, volume in kinds_shown(figures.kinds)]
    row = _table(sheet, 5, own.kind, rows, words, own, figures)
    if figures.period.span is Span.YEAR:
        months = [(month_name(number, order.language), volume) for number, volume in sorted(figures.months.items())]
        row = _table(sheet, row + 1, own.month, months, words, own, figures)
    _close(sheet, row, columns, words, own, width=sum(widths))
    sheet.page_setup.fitToHeight = True  # twelve months and their notes stay on one page


def _table(
    sheet: Worksheet,
    row: int,
    heading: str,
    rows: list[tuple[str, Volume]],
    words: Words,
    own: PeriodWords,
    figures: PeriodFigures,
) -> int:
    """Write a table of volumes with the total of the period, and return the row beneath it."""
    measures = _measures(figures)
    columns = (words.hours_column, *(words.done_columns[measure] for measure in measures))
    heads = (heading, own.events_column, words.person_times_column, *(each.replace("\n", "") for each in columns))
    put_row(sheet, row, [(head, "head") for head in heads], 26)
    for offset, (name, volume) in enumerate(rows, 1):
        put_row(sheet, row + offset, [(name, "text"), *_volume(volume, measures)], 20)
    last = row + len(rows) + 1
    sums: Row = [(value, f"{style}_total") for value, style in _volume(figures.volume, measures)]
    put_row(sheet, last, [(words.total, "text_total"), *sums], 22)
    return last + 1


def _measures(figures: PeriodFigures) -> list[Measure]:
    """List the measures that have a column: those in which something was done."""
    return [measure for measure, _number in measured(figures.volume)]


def _volume(volume: Volume, measures: Sequence[Measure]) -> Row:
    numbers: Row = [(volume.activities, "number"), (volume.person_times, "number"), (volume.hours, "hours")]
    return [*numbers, *_done(volume, measures)]


def _done(whole: Done, measures: Sequence[Measure]) -> Row:
    """Return the cells of what was done; empty where nobody entered any, which is not the same as having done none."""
    sums = dict(measured(whole))
    return [(sums.get(measure), "number") for measure in measures]


def _write_units(book: Workbook, order: PeriodOrder, words: Words, own: PeriodWords, title: str) -> None:
    measures = _measures(order.figures)
    widths = (*UNIT_WIDTHS[:BEFORE_DONE], *(DONE_WIDTH for _ in measures), *UNIT_WIDTHS[BEFORE_DONE:])
    columns = len(widths)
    sheet = add_sheet(book, own.units_sheet, widths, header_row=5, footer=words.page)
    _head(sheet, order, words, own, title=title, widths=widths)
    put_row(sheet, 5, [(heading, "head") for heading in _unit_headings(words, own, measures)], 36)
    sheet.freeze_panes = "C6"
    row = 6
    for number, unit in enumerate(order.figures.units, 1):
        put_row(sheet, row, [(number, "number"), (unit.unit, "text"), *_unit(unit, own, measures)], 20)
        row += 1
    totals = _totals(order.figures)
    # A unit's activities are those it had a list for; all of them together took place once.
    sums: Row = [(order.figures.volume.activities, "number_total")]
    sums += [(value, f"{style}_total") for value, style in _unit(totals, own, measures)[1:]]
    put_row(sheet, row, [("", "text_total"), (words.total, "text_total"), *sums], 22)
    _close(sheet, row + 1, columns, words, own, width=sum(widths))


def _unit_headings(words: Words, own: PeriodWords, measures: Sequence[Measure]) -> tuple[str, ...]:
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
        *(words.done_columns[measure] for measure in measures),
        own.in_question,
        own.corrections,
    )


def _unit(unit: UnitPart, own: PeriodWords, measures: Sequence[Measure]) -> Row:
    lists = own.lists_value.format(confirmed=unit.lists - unit.unconfirmed, lists=unit.lists)
    return [
        (unit.lists, "number"),
        (lists if unit.lists else NOTHING, "text"),
        (unit.expected_times, "number"),
        (unit.person_times, "number"),
        (_rate(unit.rate), "rate"),
        (unit.people, "number"),
        (Volume(minutes=unit.minutes).hours, "hours"),
        *_done(unit, measures),
        (unit.in_question, "number"),
        (unit.corrections, "number"),
    ]


def _rate(rate: Fraction | None) -> Value:
    # Rounded here and not by Excel, as everywhere.
    return NOTHING if rate is None else percent(rate) / Decimal(100)


def _totals(figures: PeriodFigures) -> UnitPart:
    """Return the whole as a row: people are heads of the whole, all else is the sum of the units."""
    names = ("lists", "unconfirmed", "expected_times", *SHARED_OUT, "in_question", "corrections")
    sums = {name: sum(getattr(unit, name) for unit in figures.units) for name in names}
    return UnitPart(unit="", position=0, people=figures.people, **sums)


def _close(sheet: Worksheet, row: int, columns: int, words: Words, own: PeriodWords, *, width: int) -> None:
    notes = [f"{number}. {line}" for number, line in enumerate(own.definitions, 1)]
    put_notes(sheet, row, columns, words.definitions_title, notes, width)
