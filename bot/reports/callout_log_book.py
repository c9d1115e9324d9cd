"""The workbook of a call's log: overview, places, units, and the persons, laid out as the weekly one is.

Units and persons stand in the order they come in; nothing is ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.reports.callout_log import CallLogOrder
from bot.reports.callout_log_words import CallLogWords, call_log_words_of
from bot.reports.sheets import Value, add_sheet, height_for, local_time, new_book, put_across, put_row, saved
from bot.reports.words import Words, words_of
from bot.rules.callout_log import Milestones, PersonLog, PlaceLog, Tally, UnitLog
from bot.rules.figures import hours
from bot.texts.formats import NOTHING, day_time, duration_minutes

Row = list[tuple[Value, str]]
HEADER = 3
OVERVIEW_WIDTHS = (24, 36, 70)
PLACE_WIDTHS = (6, 30, 8, 8, 8, 8, 8, 10, 8, 8, 12, 12, 12, 12, 10)
UNIT_WIDTHS = (6, 34, 12, 12, 12, 16, 14)
PERSON_WIDTHS = (6, 22, 12, 16, 26, 8, 13, 18, 13, 13, 13, 12, 16)


def write_callout_log(order: CallLogOrder) -> bytes:
    """Return the .xlsx of one call, with one row for each person who was asked."""
    writer = _Writer(order)
    writer.overview()
    writer.places()
    writer.units()
    writer.persons()
    return saved(writer.book)


class _Writer:
    """The workbook of one call being written."""

    def __init__(self, order: CallLogOrder) -> None:
        self.order = order
        self.log = order.log
        self.words: CallLogWords = call_log_words_of(order.language)
        self.common: Words = words_of(order.language)
        self.zone = ZoneInfo(order.zone)
        self.title = self.words.drill_title if self.log.is_drill else self.words.title
        self.served = self.words.drill_hours if self.log.is_drill else self.common.hours_column
        self.book: Workbook = new_book(self.common.date_format)
        self.book.properties.title = self.title
        self.book.properties.creator = order.organization

    @property
    def day(self) -> date:
        """The day of the muster: moments of another day show theirs."""
        return self.log.muster_at.astimezone(self.zone).date()

    def overview(self) -> None:
        words, rows = self.words, self._facts()
        headings = (words.item, words.value, words.meaning)
        sheet = self._sheet(words.overview_sheet, OVERVIEW_WIDTHS, headings, freeze="A4")
        for row, (item, value, meaning) in enumerate(rows, HEADER + 1):
            put_row(sheet, row, [(item, "text"), value, (meaning, "left")], height_for(meaning, OVERVIEW_WIDTHS[2], 22))

    def _facts(self) -> list[tuple[str, tuple[Value, str], str]]:
        words, sums, means = self.words, self.log.totals, self.words.meanings
        reached = self.log.reached
        return [
            (words.called_at, (self._said(self.log.called_at), "text"), ""),
            (words.muster_at, (self._said(self.log.muster_at), "text"), ""),
            (words.ended_at, (self._said(self.log.ended_at), "text"), ""),
            (words.place_count, (len(self.log.places), "number"), ""),
            (words.quota, (sums.quota, "number"), ""),
            (words.asked, (sums.asked, "number"), means["asked"]),
            *self._waves(),
            (words.read, (sums.read, "number"), means["read"]),
            (words.coming, (sums.coming, "number"), means["coming"]),
            (words.first, (self._reached(reached.first_at), "text"), means["reached"]),
            (words.half, (self._reached(reached.half_at), "text"), means["reached"]),
            (words.full, (self._reached(reached.full_at), "text"), means["reached"]),
            (words.waiting, (sums.waiting, "number"), means["waiting"]),
            (words.declined, (sums.declined, "number"), ""),
            (words.dropped, (sums.dropped, "number"), means["dropped"]),
            (words.on_spot, (sums.on_spot, "number"), means["on_spot"]),
            (self.served.replace("\n", ""), (sums.hours, "hours"), means["hours"]),
        ]

    def _waves(self) -> list[tuple[str, tuple[Value, str], str]]:
        return [
            (
                self.words.wave.format(number=wave.number) if wave.number else self.words.gap,
                (self.words.wave_phones.format(phones=wave.phones), "text"),
                self._said(wave.at),
            )
            for wave in self.log.waves
        ]

    def places(self) -> None:
        words = self.words
        headings = (
            self.common.number,
            words.place,
            words.quota,
            words.asked,
            words.read,
            words.coming_column,
            words.waiting,
            words.declined,
            words.dropped,
            words.on_spot,
            self.served,
            words.reached_first,
            words.reached_half,
            words.reached_full,
            words.how_far,
        )
        sheet = self._sheet(words.places_sheet, PLACE_WIDTHS, headings, freeze="C4")
        for number, place in enumerate(self.log.places, 1):
            height = height_for(place.name, PLACE_WIDTHS[1])
            put_row(sheet, number + HEADER, self._place(number, place), height)
        totals = [*_tally(self.log.totals), *self._milestones(self.log.reached), ("", "text")]
        self._total(sheet, len(self.log.places), totals)
        for offset, line in enumerate(words.footnotes):
            put_across(sheet, len(self.log.places) + HEADER + 2 + offset, len(PLACE_WIDTHS), line, "note", 20)

    def _place(self, number: int, place: PlaceLog) -> Row:
        return [
            (number, "number"),
            (place.name, "text"),
            *_tally(place),
            *self._milestones(place.reached),
            (self.words.progress.get(place.progress, place.progress), "text"),
        ]

    def _milestones(self, reached: Milestones) -> Row:
        return [self._time(moment) for moment in (reached.first_at, reached.half_at, reached.full_at)]

    def units(self) -> None:
        words = self.words
        headings = (
            self.common.number,
            self.common.unit,
            words.asked,
            words.answered,
            words.on_spot,
            words.response,
            self.served,
        )
        sheet = self._sheet(words.units_sheet, UNIT_WIDTHS, headings, freeze="C4")
        for number, unit in enumerate(self.log.units, 1):
            put_row(sheet, number + HEADER, _unit(number, unit), height_for(unit.unit, UNIT_WIDTHS[1]))
        units = self.log.units
        counts = (
            sum(unit.asked for unit in units),
            sum(unit.answered for unit in units),
            sum(unit.came for unit in units),
        )
        sums: Row = [(count, "number") for count in counts]
        served = hours(sum(unit.minutes for unit in units))
        self._total(sheet, len(units), [*sums, _known(self.log.response_minutes), (served, "hours")])
        put_across(sheet, len(units) + HEADER + 2, len(UNIT_WIDTHS), words.units_note, "note", 40)

    def persons(self) -> None:
        words = self.words
        headings = (
            self.common.number,
            self.common.unit,
            self.common.name,
            self.common.person_title,
            words.place,
            words.wave_number,
            words.asked_at,
            words.state,
            words.answered_at,
            self.common.check_in,
            self.common.check_out,
            self.served,
            words.source,
        )
        sheet = self._sheet(words.persons_sheet, PERSON_WIDTHS, headings, freeze="D4")
        for number, person in enumerate(self.log.persons, 1):
            height = max(height_for(person.unit, PERSON_WIDTHS[1], 18), height_for(person.place, PERSON_WIDTHS[4], 18))
            put_row(sheet, number + HEADER, self._person(number, person), height)
        rows = len(self.log.persons)
        sheet.auto_filter.ref = f"A{HEADER}:M{rows + HEADER}"
        put_across(sheet, rows + HEADER + 1, len(PERSON_WIDTHS), words.persons_note, "note", 22)

    def _person(self, number: int, person: PersonLog) -> Row:
        return [
            (number, "number"),
            (person.unit, "text"),
            (person.name, "text"),
            (person.title, "text"),
            (person.place, "text"),
            (person.wave, "number") if person.wave else (self.words.gap, "text"),
            self._time(person.asked_at),
            (self.words.state_of(person.state, is_entered=person.is_entered), "text"),
            self._time(person.answered_at),
            self._time(person.checked_in_at),
            self._time(person.checked_out_at),
            (None if person.minutes is None else hours(person.minutes), "hours"),
            (self.words.sources.get(person.source, person.source), "text"),
        ]

    def _sheet(self, name: str, widths: Sequence[float], headings: Sequence[str], *, freeze: str) -> Worksheet:
        """Add a sheet with the title of the log, whose call it is, and the headings."""
        sheet = add_sheet(self.book, name, widths, header_row=HEADER, footer=self.common.page)
        put_across(sheet, 1, len(widths), self.title, "title", 32)
        times = self.words.times.format(
            called=self._said(self.log.called_at),
            muster=self._said(self.log.muster_at),
            ended=self._said(self.log.ended_at),
        )
        put_across(sheet, 2, len(widths), f"{self.order.organization}  {times}", "subtitle", 22)
        put_row(sheet, HEADER, [(heading, "head") for heading in headings], 34)
        sheet.freeze_panes = freeze
        return sheet

    def _total(self, sheet: Worksheet, rows: int, values: Row) -> None:
        row: Row = [("", "text"), (self.common.total, "text"), *values]
        put_row(sheet, rows + HEADER + 1, [(value, f"{style}_total") for value, style in row], 22)

    def _said(self, moment: datetime) -> str:
        return day_time(moment, self.zone, self.order.language)

    def _reached(self, moment: datetime | None) -> str:
        minutes = self.log.after(moment)
        if moment is None or minutes is None:
            return NOTHING
        span = self.words.after.format(span=duration_minutes(minutes, self.order.language))
        return f"{self._said(moment)}{self.common.separator}{span}"

    def _time(self, moment: datetime | None) -> tuple[Value, str]:
        return local_time(moment, self.zone, self.day)


def _tally(tally: Tally) -> Row:
    counts = (
        tally.quota,
        tally.asked,
        tally.read,
        tally.coming,
        tally.waiting,
        tally.declined,
        tally.dropped,
        tally.on_spot,
    )
    return [*((count, "number") for count in counts), (tally.hours, "hours")]


def _unit(number: int, unit: UnitLog) -> Row:
    counts = (unit.asked, unit.answered, unit.came)
    return [
        (number, "number"),
        (unit.unit, "text"),
        *((count, "number") for count in counts),
        _known(unit.response_minutes),
        (unit.hours, "hours"),
    ]


def _known(number: int | None) -> tuple[Value, str]:
    return (NOTHING, "text") if number is None else (number, "number")
