"""From a line of a roster sheet to its typed row; what a value may not be is noted on the line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.reports import columns as sheets
from bot.reports.columns import Column, Layout, folded
from bot.reports.roster_table import Line
from bot.reports.roster_values import degrees, role_words
from bot.rules.roster_sheet import (
    MAX_KIND,
    MAX_NAME,
    MAX_NUMBER,
    MAX_PLACE,
    MAX_TEXT,
    WGS_84,
    CommunityRow,
    PairingRow,
    PersonEntry,
    SiteRow,
    UnitRow,
)


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
        name=line.text(UNITS["name"], MAX_PLACE), position=_position(line, read), is_enabled=_flag(line), row=line.row
    )


def _position(line: Line, read: int) -> int:
    text = folded(line.raw("position"))
    if not text:
        return read
    if text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) > 0:
        return int(text)
    line.complain("roster-fault-bad-position", "position", value=text)
    return read


def _flag(line: Line) -> bool | None:
    word = folded(line.raw("is_enabled"))
    if word and word not in sheets.YES_WORDS | sheets.NO_WORDS:
        line.complain("roster-fault-bad-flag", "is_enabled", value=word)
    return word in sheets.YES_WORDS if word else None


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
        kind=line.text(SITES["kind"], MAX_KIND),
        address=line.text(SITES["address"], MAX_TEXT),
        muster_point=line.text(SITES["muster_point"], MAX_TEXT),
        lead_name=line.text(SITES["lead_name"], MAX_NAME),
        latitude=latitude,
        longitude=longitude,
        datum=_datum(line),
        row=line.row,
    )


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
