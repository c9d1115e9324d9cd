"""The workbook of the week: one row a unit with the totals, and the sheet of persons where it may be given.

Units and persons stand in the order they come in; nothing is ranked. Rates and hours are rounded as everywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from bot.reports.orders import WorkbookOrder
from bot.reports.quality import quality_notes
from bot.reports.sheets import Value, add_sheet, height_for, local_time, new_book, put_across, put_notes, put_row, saved
from bot.reports.words import Words, words_of
from bot.rules.figures import Counts, PersonRow, UnitFigures, hours, percent
from bot.rules.kinds import Measure, measured
from bot.texts.formats import count, done, month_name, week_label

NOTHING = "—"
SUMMARY_WIDTHS = (6, 24, 8, 8, 8, 8, 8, 8, 8, 8, 10, 10, 8, 12, 9, 26)
PERSON_WIDTHS = (6, 20, 12, 14, 11, 20, 17, 28, 10, 10, 11, 16, 8, 10, 14)
BEFORE_DONE, DONE_WIDTH = 14, 9
"""How many columns stand before those of what was done, and how wide each of these is."""

PLACE_WIDTH = PERSON_WIDTHS[7]


def write_workbook(order: WorkbookOrder) -> bytes:
    """Return the .xlsx of one week, without the sheet of persons when ``order.persons`` is None."""
    words = words_of(order.language)
    book = new_book(words.date_format)
    _write_summary(book, order, words)
    if order.persons is not None:
        _write_persons(book, order, order.persons, words)
    book.properties.title = words.weekly_summary
    book.properties.creator = order.organization
    return saved(book)


def _subtitle(order: WorkbookOrder, words: Words) -> str:
    figures = order.figures
    week = week_label(figures.iso_year, figures.iso_week, figures.first_on, figures.last_on, order.language)
    return words.subtitle.format(organization=order.organization, week=week)


def _write_summary(book: Workbook, order: WorkbookOrder, words: Words) -> None:
    # A measure has its column only where something was done in it.
    measures = [measure for measure, _number in measured(order.figures.totals)]
    widths = (*SUMMARY_WIDTHS[:BEFORE_DONE], *(DONE_WIDTH for _ in measures), *SUMMARY_WIDTHS[BEFORE_DONE:])
    columns = len(widths)
    sheet = add_sheet(book, words.summary_sheet, widths, header_row=5, footer=words.page)
    put_across(sheet, 1, columns, words.weekly_summary, "title", 32)
    put_across(sheet, 2, columns, _subtitle(order, words), "subtitle", 22)
    notes, _ = quality_notes(order.figures, words, order.language)
    quality = words.quality + words.colon + words.separator.join(notes)
    for row, line in enumerate((_in_brief(order, words), quality), 3):
        put_across(sheet, row, columns, line, "note", height_for(line, sum(widths)))
    put_row(sheet, 5, [(heading, "head") for heading in _summary_headings(words, measures)], 34)
    sheet.freeze_panes = "C6"
    row = 6
    for number, unit in enumerate(order.figures.units, 1):
        remark = _remark(unit, words, order.language)
        counts = _counts(unit, measures)
        values: list[tuple[Value, str]] = [(number, "number"), (unit.unit, "text"), *counts, (remark, "text")]
        put_row(sheet, row, values, height_for(remark, SUMMARY_WIDTHS[-1]))
        row += 1
    totals = [(value, f"{style}_total") for value, style in _counts(order.figures.totals, measures)]
    put_row(sheet, row, [("", "text_total"), (words.total, "text_total"), *totals, ("", "text_total")], 22)
    put_notes(sheet, row + 1, columns, words.definitions_title, _closing(order, words), sum(widths))


def _summary_headings(words: Words, measures: Sequence[Measure]) -> tuple[str, ...]:
    return (
        words.number,
        words.unit,
        words.expected,
        words.present,
        words.late,
        words.left_early,
        words.excused,
        words.declined,
        words.no_show,
        words.no_answer,
        words.attendance_rate,
        words.net_rate,
        words.person_times_column,
        words.hours_column,
        *(words.done_columns[measure] for measure in measures),
        words.not_linked_column,
        words.remark,
    )


def _counts(counts: Counts, measures: Sequence[Measure]) -> list[tuple[Value, str]]:
    sums = dict(measured(counts))
    whole = (
        counts.expected,
        counts.present,
        counts.late,
        counts.left_early,
        counts.excused,
        counts.declined,
        counts.no_show,
        counts.no_answer,
    )
    return [
        *((number, "number") for number in whole),
        (_rate(counts.attendance_rate), "rate"),
        (_rate(counts.net_rate), "rate"),
        (counts.person_times, "number"),
        (counts.hours, "hours"),
        *((sums.get(measure), "number") for measure in measures),
        (counts.not_linked, "number"),
    ]


def _rate(rate: Fraction | None) -> Value:
    # Rounded here and not by Excel, so that paper, picture and chat never differ in the last digit.
    return NOTHING if rate is None else percent(rate) / Decimal(100)


def _remark(unit: UnitFigures, words: Words, language: str) -> str:
    if not unit.is_enabled:
        return words.disabled_remark
    parts = [] if unit.is_confirmed else [words.unconfirmed_remark]
    for number, text in (
        (unit.unreachable, words.unreachable_remark),
        (unit.missing_check_out, words.missing_check_out_remark),
        (unit.in_question, words.in_question_remark),
        (unit.corrections, words.corrections_remark),
    ):
        if number:
            parts.append(text.format(count=count(number, language)))
    return words.separator.join(parts)


def _in_brief(order: WorkbookOrder, words: Words) -> str:
    totals = order.figures.totals
    rate, net = (NOTHING if part is None else f"{percent(part)}%" for part in (totals.attendance_rate, totals.net_rate))
    return words.in_brief.format(
        activities=count(order.figures.activities, order.language),
        person_times=count(totals.person_times, order.language),
        hours=totals.hours,
        done=done(measured(totals), order.language),
        rate=rate,
        net=net,
    )


def _closing(order: WorkbookOrder, words: Words) -> list[str]:
    lines = [f"{number}. {line}" for number, line in enumerate(words.definitions, 1)]
    if order.check_by is not None:
        month = month_name(order.check_by.month, order.language)
        lines.append(words.check_by.format(month=month, day=order.check_by.day))
    return lines


def _write_persons(book: Workbook, order: WorkbookOrder, persons: tuple[PersonRow, ...], words: Words) -> None:
    sheet = add_sheet(book, words.persons_sheet, PERSON_WIDTHS, header_row=3, footer=words.page)
    put_across(sheet, 1, len(PERSON_WIDTHS), words.persons_title, "title", 32)
    put_across(sheet, 2, len(PERSON_WIDTHS), _subtitle(order, words), "subtitle", 22)
    put_row(sheet, 3, [(heading, "head") for heading in _person_headings(words)], 34)
    sheet.freeze_panes = "D4"
    zone = ZoneInfo(order.zone)
    for number, person in enumerate(persons, 1):
        longest = max((person.place, PLACE_WIDTH), (person.remark, PERSON_WIDTHS[-1]), key=lambda part: len(part[0]))
        put_row(sheet, number + 3, _person(number, person, zone, words), height_for(*longest, line_height=18))
    sheet.auto_filter.ref = f"A3:O{len(persons) + 3}"


def _person_headings(words: Words) -> tuple[str, ...]:
    return (
        words.number,
        words.unit,
        words.name,
        words.person_title,
        words.roster_no,
        words.activity,
        words.service_on,
        words.place,
        words.check_in,
        words.check_out,
        words.hours_column,
        words.state,
        words.late_minutes,
        words.signature,
        words.remark,
    )


def _person(number: int, person: PersonRow, zone: ZoneInfo, words: Words) -> list[tuple[Value, str]]:
    return [
        (number, "number"),
        (person.unit, "text"),
        (person.name, "text"),
        (person.title, "text"),
        (person.roster_no, "text"),
        (person.activity, "text"),
        (person.service_on, "date"),
        (person.place, "text"),
        local_time(person.check_in_at, zone, person.service_on),
        local_time(person.check_out_at, zone, person.service_on),
        (None if person.minutes is None else hours(person.minutes), "hours"),
        (_state(person, words), "text"),
        (person.late_minutes or None, "number"),
        (None, "text"),
        (_person_remark(person, words), "text"),
    ]


def _person_remark(person: PersonRow, words: Words) -> str:
    notes = [person.remark] if person.remark else []
    if not person.is_creditable:
        notes.append(words.not_creditable)
    return words.separator.join(notes)


def _state(person: PersonRow, words: Words) -> str:
    state = words.state_of(person.state)
    if person.check_in_at is None or person.check_out_at is not None:
        return state
    return f"{state}{words.separator}{words.no_check_out}"
