"""Units that a file gives another name: the roster is compared as if they bore it already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.rules.roster_changes import HeldRole, Known, KnownPerson
from bot.rules.roster_sheet import RosterFault, SiteRow, UnitRow


@dataclass(frozen=True, slots=True)
class Renames:
    """The rows that rename a unit, the roster as it is called afterwards, and names that cannot be given."""

    rows: tuple[UnitRow, ...]
    known: Known
    faults: tuple[RosterFault, ...]


def renames(rows: tuple[UnitRow, ...], known: Known) -> Renames:
    """Find the units that the file renames.

    A row whose former name is gone and whose name is there already was brought in before: the same file a second time
    renames nothing. With a fault among them no unit is renamed.
    """
    wanted = [row for row in rows if row.former not in ("", row.name)]
    faults = tuple(_faults(wanted, {row.name for row in rows}, known))
    due = () if faults else tuple(row for row in wanted if row.former in known.units)
    return Renames(due, _renamed(known, {row.former: row.name for row in due}), faults)


def _faults(wanted: Iterable[UnitRow], listed: set[str], known: Known) -> Iterator[RosterFault]:
    seen: set[str] = set()
    for row in wanted:
        if row.former in listed:
            yield _fault("roster-fault-former-stays", row)
        elif row.former in seen:
            yield _fault("roster-fault-former-repeated", row)
        elif row.former in known.units and row.name in known.units:
            yield _fault("roster-fault-both-names", row)
        elif row.former not in known.units and row.name not in known.units:
            yield _fault("roster-fault-former-unknown", row)
        seen.add(row.former)


def _fault(key: str, row: UnitRow) -> RosterFault:
    params = {"sheet_key": "roster-sheet-units", "name": row.name}
    return RosterFault(key=key, row=row.row, value=row.former, params=params)


def _renamed(known: Known, names: dict[str, str]) -> Known:
    if not names:
        return known

    def new(name: str) -> str:
        return names.get(name, name)

    def site(row: SiteRow) -> SiteRow:
        return replace(row, unit=new(row.unit), neighbours=tuple(map(new, row.neighbours)))

    def person(held: KnownPerson) -> KnownPerson:
        roles = frozenset(HeldRole(role.role, None if role.unit is None else new(role.unit)) for role in held.roles)
        return replace(held, unit=None if held.unit is None else new(held.unit), roles=roles)

    return replace(
        known,
        units={new(name): replace(unit, name=new(name)) for name, unit in known.units.items()},
        sites={place: site(row) for place, row in known.sites.items()},
        pairings={new(unit): community for unit, community in known.pairings.items()},
        people=tuple(person(held) for held in known.people),
    )
