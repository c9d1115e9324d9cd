"""What the sites of a file change: a site is known by its community and its name, an empty cell leaves what is there.

A site that is cleared of snow names units, the one it is paired with and those next to it. They may stand in the file
or on the roster, and whether they fit together is asked of the site as it shall be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.rules.geo import gcj02_to_wgs84
from bot.rules.roster_changes import Known
from bot.rules.roster_sheet import GCJ_02, WGS_84, RosterFault, SiteRow
from bot.rules.stretches import kind_value

DECIMALS: Final = 6
"""Degrees are kept to a tenth of a metre, so that the same file brings the same numbers."""


@dataclass(frozen=True, slots=True)
class SiteChanges:
    """Sites as they shall be, new ones and changed ones, and what does not fit the roster."""

    new: tuple[SiteRow, ...]
    changed: tuple[SiteRow, ...]
    faults: tuple[RosterFault, ...]


def compare_sites(rows: tuple[SiteRow, ...], known: Known, units: Collection[str]) -> SiteChanges:
    """Find out what the rows change; see ``bot.rules.roster.compare``.

    Args:
        rows: The sites of the file.
        known: The roster as it is held.
        units: The names of all units, of the roster and of the file.
    """
    new: list[SiteRow] = []
    changed: list[SiteRow] = []
    faults: list[RosterFault] = []
    for row in map(_settled, rows):
        held = known.sites.get((row.community, row.name))
        site = row if held is None else _over(held, row)
        faults += _unit_faults(row, site, units)
        if held is None:
            new.append(site)
        elif site != held:
            changed.append(site)
    return SiteChanges(tuple(new), tuple(changed), tuple(faults))


def _settled(row: SiteRow) -> SiteRow:
    """Return a site as tables hold it: its kind's value, and its place as Telegram would send it, in WGS-84."""
    settled = replace(row, kind=kind_value(row.kind), latitude=None, longitude=None, datum=WGS_84)
    if row.latitude is None or row.longitude is None:
        return settled
    place = (row.latitude, row.longitude)
    latitude, longitude = gcj02_to_wgs84(*place) if row.datum == GCJ_02 else place
    return replace(settled, latitude=round(latitude, DECIMALS), longitude=round(longitude, DECIMALS))


def _over(held: SiteRow, row: SiteRow) -> SiteRow:
    """Return the site as it shall be: what the file leaves empty stays."""
    has_place = row.latitude is not None
    return replace(
        held,
        kind=row.kind or held.kind,
        address=row.address or held.address,
        muster_point=row.muster_point or held.muster_point,
        lead_name=row.lead_name or held.lead_name,
        latitude=row.latitude if has_place else held.latitude,
        longitude=row.longitude if has_place else held.longitude,
        area_square_metres=row.area_square_metres or held.area_square_metres,
        heads=row.heads or held.heads,
        tools=row.tools or held.tools,
        unit=row.unit or held.unit,
        neighbours=row.neighbours or held.neighbours,
    )


def _unit_faults(row: SiteRow, site: SiteRow, units: Collection[str]) -> Iterator[RosterFault]:
    """Find units that nobody knows, and a site whose paired unit is to help itself."""
    for column, names in (("unit", (row.unit,)), ("neighbours", row.neighbours)):
        for name in names:
            if name and name not in units:
                yield _fault("roster-fault-site-unit-not-on-roster", row, column, name)
    if (row.unit or row.neighbours) and site.unit in site.neighbours:
        yield _fault("roster-fault-own-neighbour", row, "neighbours" if row.neighbours else "unit", site.unit)


def _fault(key: str, row: SiteRow, column: str, value: str) -> RosterFault:
    return RosterFault(
        key=key,
        row=row.row,
        column=row.letters.get(column, ""),
        value=value,
        params={"sheet_key": "roster-sheet-sites"},
    )
