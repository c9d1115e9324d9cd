"""Compares a roster that was sent in with the one that is held: what would change, and what cannot be decided.

The file adds and changes, it deletes nothing: whoever it does not name stays unless said to have left, and an empty
cell leaves what is there. A unit and a community are known by their names, a unit that is renamed by its former one;
people and sites as ``bot.rules.roster_people`` and ``bot.rules.roster_sites`` tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.rules.roster_changes import Known, KnownUnit, RosterChanges
from bot.rules.roster_people import PeopleSheet, compare_people
from bot.rules.roster_renames import renames
from bot.rules.roster_sheet import PairingRow, PersonEntry, RosterFault, RosterSheet, SiteRow, UnitRow
from bot.rules.roster_sites import compare_sites


def compare(sheet: RosterSheet, known: Known, *, may_appoint: bool, importer_id: int | None = None) -> RosterChanges:
    """Say what a file would change.

    Args:
        sheet: As read from the file; its own faults are taken over.
        known: The roster as it is held.
        may_appoint: Whether who imports may give and take the roles of organizers and admins.
        importer_id: The person who imports, None for the operator.

    Returns:
        The changes. With a fault in them they are for looking at alone.
    """
    renamed = renames(sheet.units, known)
    known = renamed.known
    units = _positions(sheet, known)
    new_communities = tuple(row for row in sheet.communities if row.name not in known.communities)
    sites = compare_sites(sheet.sites, known, units)
    people = compare_people(PeopleSheet(sheet.people, units), known, may_appoint=may_appoint, importer_id=importer_id)
    faults = [
        *renamed.faults,
        *_strange_units(sheet, units),
        *_strange_communities(sheet, known.communities | {row.name for row in sheet.communities}),
        *sites.faults,
        *people.faults,
    ]
    return RosterChanges(
        sheet=sheet,
        renamed_units=renamed.rows,
        new_units=tuple(row for row in sheet.units if row.name not in known.units),
        changed_units=tuple(row for row in sheet.units if _is_changed(row, known.units.get(row.name))),
        new_communities=new_communities,
        new_sites=sites.new,
        changed_sites=sites.changed,
        pairings=tuple(row for row in sheet.pairings if known.pairings.get(row.unit) != row.community),
        people=people.changes,
        absent=people.absent,
        leaving=people.leaving,
        enrolled=sum(person.is_enrolled for person in known.people),
        faults=(*sheet.faults, *sorted(faults, key=lambda fault: (fault.sheet, fault.row))),
    )


def _positions(sheet: RosterSheet, known: Known) -> dict[str, int]:
    """Return every unit that people may belong to, with its place in the operator's order."""
    held = {name: unit.position for name, unit in known.units.items()}
    return held | {row.name: row.position for row in sheet.units}


def _is_changed(row: UnitRow, unit: KnownUnit | None) -> bool:
    if unit is None:
        return False
    is_switched = row.is_enabled is not None and row.is_enabled != unit.is_enabled
    return row.position != unit.position or is_switched or unit.is_retired


def _strange_units(sheet: RosterSheet, units: dict[str, int]) -> Iterator[RosterFault]:
    """Find units that neither the file nor the roster has; where the file lists units its reader has done so."""
    if sheet.units:
        return
    rows: tuple[tuple[str, tuple[PersonEntry | PairingRow, ...]], ...] = (
        ("people", sheet.people),
        ("pairings", sheet.pairings),
    )
    for name, entries in rows:
        for row in entries:
            if row.unit not in units:
                yield RosterFault(
                    key="roster-fault-unit-not-on-roster",
                    row=row.row,
                    value=row.unit,
                    params={"sheet_key": f"roster-sheet-{name}"},
                )


def _strange_communities(sheet: RosterSheet, communities: frozenset[str] | set[str]) -> Iterator[RosterFault]:
    if sheet.communities:
        return
    rows: tuple[tuple[str, tuple[SiteRow | PairingRow, ...]], ...] = (
        ("sites", sheet.sites),
        ("pairings", sheet.pairings),
    )
    for name, entries in rows:
        for row in entries:
            if row.community not in communities:
                yield RosterFault(
                    key="roster-fault-community-not-on-roster",
                    row=row.row,
                    value=row.community,
                    params={"sheet_key": f"roster-sheet-{name}"},
                )
