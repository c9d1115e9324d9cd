"""Writes rosters: the file given back with its numbers, and the empty template. Both are read again as they are."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bot.reports import columns as sheets
from bot.reports.columns import Layout
from bot.reports.orders import RosterOrder
from bot.reports.sheets import Value, add_sheet, height_for, new_book, put_across, put_row, saved
from bot.reports.words import Words, words_of
from bot.rules.roster_sheet import CommunityRow, PairingRow, PersonEntry, SiteRow, UnitRow
from bot.texts import language_of

LAST_ROW = 20_001
NOTES_WIDTH = 100


def write_roster(order: RosterOrder) -> bytes:
    """Return a workbook with the sheets that have rows, people always, in the columns of the template."""
    english, words = _language(order.language)
    book = new_book()
    rows: dict[str, list[list[str]]] = {
        "people": [_person(person, english=english) for person in order.sheet.people],
        "units": [_unit(unit, english=english) for unit in order.sheet.units],
        "communities": [_community(community) for community in order.sheet.communities],
        "sites": [_site(site, english=english) for site in order.sheet.sites],
        "pairings": [_pairing(pairing) for pairing in order.sheet.pairings],
    }
    for layout in sheets.LAYOUTS:
        if rows[layout.key] or layout is sheets.PEOPLE:
            _write(book, layout, rows[layout.key], words, english=english)
    return saved(book)


def write_template(language: str) -> bytes:
    """Return an empty roster: all sheets with one example each, which reading passes over, and a sheet of notes."""
    english, words = _language(language)
    book = new_book()
    for layout in sheets.LAYOUTS:
        example = [column.example_in(english=english) for column in layout.columns]
        _write(book, layout, [example], words, english=english)
    notes = add_sheet(book, words.notes_sheet, (NOTES_WIDTH,), header_row=1, footer=words.page)
    put_across(notes, 1, 1, words.roster_title, "title", 32)
    for row, note in enumerate(words.roster_notes, 2):
        text = f"{row - 1}. {note}"
        put_row(notes, row, [(text, "note")], height_for(text, NOTES_WIDTH))
    return saved(book)


def _language(language: str) -> tuple[bool, Words]:
    return language_of(language) == "en", words_of(language)


def _write(book: Workbook, layout: Layout, rows: Iterable[list[str]], words: Words, *, english: bool) -> None:
    widths = [column.width for column in layout.columns]
    sheet = add_sheet(book, layout.title(is_english=english), widths, header_row=1, footer=words.page)
    put_row(sheet, 1, [(column.en if english else column.zh, "head") for column in layout.columns], 24)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, 2):
        values: list[tuple[Value, str]] = [(value, "text") for value in row]
        put_row(sheet, number, values)
    for index, column in enumerate(layout.columns, 1):
        if choices := column.choices(english=english):
            # A help for filling in, not a bar: several roles in one cell are allowed.
            validation = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            validation.showErrorMessage = False
            letter = get_column_letter(index)
            validation.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(validation)


def _person(person: PersonEntry, *, english: bool) -> list[str]:
    roles = _joined((sheets.role_name(role, english=english) for role in person.roles), english=english)
    is_surge = sheets.flag_name(is_so=person.is_surge, english=english)
    return [person.unit, person.name, person.title, roles, person.roster_no, is_surge]


def _joined(words: Iterable[str], *, english: bool) -> str:
    return (", " if english else "、").join(words)


def _unit(unit: UnitRow, *, english: bool) -> list[str]:
    return [unit.name, str(unit.position), sheets.flag_name(is_so=unit.is_enabled, english=english), unit.former]


def _community(community: CommunityRow) -> list[str]:
    return [community.name]


def _site(site: SiteRow, *, english: bool) -> list[str]:
    kind = sheets.kind_name(site.kind, english=english)
    place = [site.community, site.name, kind, site.address, site.muster_point, site.lead_name]
    degrees = [_number(site.latitude), _number(site.longitude), site.datum]
    needs = [_number(site.area_square_metres), _number(site.heads), site.tools]
    return [*place, *degrees, *needs, site.unit, _joined(site.neighbours, english=english)]


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)


def _pairing(pairing: PairingRow) -> list[str]:
    return [pairing.unit, pairing.community]
