"""From a line of a roster sheet to its typed row; what a value may not be is noted on the line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.reports import columns as sheets
from bot.reports.columns import Column, Layout, folded
from bot.reports.roster_table import Line
from bot.reports.roster_values import degrees, names, role_words, whole_number
from bot.rules.roster_sheet import (
    MAX_HEADS,
    MAX_KIND,
    MAX_NAME,
    MAX_NEIGHBOURS,
    MAX_NUMBER,
    MAX_PLACE,
    MAX_POSITION,
    MAX_SQUARE_METRES,
    MAX_TEXT,
    WGS_84,
    CommunityRow,
    PairingRow,
    PersonEntry,
    SiteRow,
    UnitRow,
)
from bot.rules.stretches import kind_value


def _columns(layout: Layout) -> dict[str, Column]:
    return {column.key: column for column in layout.columns}


PEOPLE = _columns(sheets.PEOPLE)
UNITS = _columns(sheets.UNITS)
COMMUNITIES = _columns(sheets.COMMUNITIES)
SITES = _columns(sheets.SITES)
PAIRINGS = _columns(sheets.PAIRINGS)


def _person_entry(line: Line, _read: int) -> PersonEntry:
    return PersonEntry(
        unit=line.text(PEOPLE["unit"], MAX_PLACE),
        name=line.text(PEOPLE["name"], MAX_NAME),
        title=line.text(PEOPLE["title"], MAX_PLACE),
        roles=_roles(line),
        roster_no=line.text(PEOPLE["roster_no"], MAX_NUMBER),
        is_surge=_flag(line, "is_surge"),
        row=line.row,
    )


def _roles(line: Line) -> tuple[str, ...]:
    roles: dict[str, None] = {}
    for word, role in role_words(line.raw("roles")):
        if role is None:
            line.complain("roster-fault-unknown-role", "roles", value=word)
        elif role:
            roles[role] = None
    return tuple(roles)


def _unit_row(line: Line, read: int) -> UnitRow:
    return UnitRow(
        name=line.text(UNITS["name"], MAX_PLACE),
        position=_position(line, read),
        is_enabled=_flag(line, "is_enabled"),
        former=line.text(UNITS["former"], MAX_PLACE),
        row=line.row,
    )


def _position(line: Line, read: int) -> int:
    text = line.raw("position")
    position = whole_number(text, MAX_POSITION)
    if text and position is None:
        line.complain("roster-fault-bad-position", "position", value=folded(text))
    return position or read


def _flag(line: Line, column: str) -> bool | None:
    word = folded(line.raw(column))
    yes, no = sheets.FLAG_WORDS[column]
    if word and word not in yes | no:
        line.complain("roster-fault-bad-flag", column, value=word)
    return word in yes if word else None


def _community_row(line: Line, _read: int) -> CommunityRow:
    return CommunityRow(name=line.text(COMMUNITIES["name"], MAX_PLACE), row=line.row)


def _site_row(line: Line, _read: int) -> SiteRow:
    latitude = _coordinate(line, "latitude", 90)
    longitude = _coordinate(line, "longitude", 180)
    if bool(line.raw("latitude")) != bool(line.raw("longitude")):
        line.complain("roster-fault-half-coordinate", "latitude" if line.raw("longitude") else "longitude")
    return SiteRow(
        community=line.text(SITES["community"], MAX_PLACE),
        name=line.text(SITES["name"], MAX_PLACE),
        kind=kind_value(line.text(SITES["kind"], MAX_KIND)),
        address=line.text(SITES["address"], MAX_TEXT),
        muster_point=line.text(SITES["muster_point"], MAX_TEXT),
        lead_name=line.text(SITES["lead_name"], MAX_NAME),
        latitude=latitude,
        longitude=longitude,
        datum=_datum(line),
        area_square_metres=_amount(line, SITES["area_square_metres"], MAX_SQUARE_METRES),
        heads=_amount(line, SITES["heads"], MAX_HEADS),
        tools=line.text(SITES["tools"], MAX_TEXT),
        unit=line.text(SITES["unit"], MAX_PLACE),
        neighbours=_neighbours(line),
        row=line.row,
        letters={column: line.letter(column) for column in ("unit", "neighbours")},
    )


def _amount(line: Line, column: Column, most: int) -> int | None:
    text = line.raw(column.key)
    amount = whole_number(text, most)
    if text and amount is None:
        line.complain(
            "roster-fault-bad-amount", column.key, value=text, heading=column.zh, heading_en=column.en, limit=most
        )
    return amount


def _neighbours(line: Line) -> tuple[str, ...]:
    neighbours: dict[str, None] = {}
    for name in names(line.text(SITES["neighbours"], MAX_NEIGHBOURS)):
        if name in neighbours:
            line.complain("roster-fault-repeated-neighbour", "neighbours", value=name)
        elif len(name) > MAX_PLACE:
            line.complain("roster-fault-too-long", "neighbours", value=name, limit=MAX_PLACE, length=len(name))
        neighbours[name] = None
    return tuple(neighbours)


def _coordinate(line: Line, column: str, limit: int) -> float | None:
    text = line.raw(column)
    if not text:
        return None
    value = degrees(text)
    if value is None or not -limit <= value <= limit:
        line.complain("roster-fault-bad-coordinate", column, value=text, limit=limit)
        return None
    return value


def _datum(line: Line) -> str:
    word = folded(line.raw("datum"))
    if word and word not in sheets.DATUM_WORDS:
        line.complain("roster-fault-bad-datum", "datum", value=word)
    return sheets.DATUM_WORDS.get(word, WGS_84)


def _pairing_row(line: Line, _read: int) -> PairingRow:
    return PairingRow(
        unit=line.text(PAIRINGS["unit"], MAX_PLACE),
        community=line.text(PAIRINGS["community"], MAX_PLACE),
        row=line.row,
    )


PARSERS: Final[dict[str, Callable[[Line, int], object]]] = {
    "people": _person_entry,
    "units": _unit_row,
    "communities": _community_row,
    "sites": _site_row,
    "pairings": _pairing_row,
}
"""What makes a row of a line, by the key of the sheet; the number is that of the line, from 1."""
