"""What a roster would change: the words in which ``bot.rules.roster`` answers. Plain data, nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from bot.model import Role
from bot.rules.roster_sheet import CommunityRow, PairingRow, PersonEntry, RosterFault, RosterSheet, SiteRow, UnitRow

LOCAL_ROLES: Final = frozenset({Role.LIAISON, Role.DEPUTY})
"""Held in one unit; all others hold everywhere."""

APPOINTED_BY_ADMINS: Final = frozenset({Role.ADMIN, Role.ORGANIZER})
"""Given and taken by an admin's import alone: else whoever may import could make themself admin."""


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role with its scope, the name of a unit where it is local."""

    role: Role
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnit:
    """A unit as the tables hold it."""

    name: str
    position: int
    is_enabled: bool = False
    is_retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A person as the tables hold them; ``unit`` is None for staff outside the roster, ``is_surge`` as in ``Cadre``.

    A double has the number of the one it was merged into in ``merged_into``, all others nothing.
    """

    cadre_id: int
    roster_no: str
    name: str
    title: str = ""
    unit: str | None = None
    has_left: bool = False
    is_linked: bool = False
    is_surge: bool = False
    merged_into: str = ""
    roles: frozenset[HeldRole] = frozenset()

    @property
    def is_enrolled(self) -> bool:
        """Whether the person stands on the roster now."""
        return self.unit is not None and not self.has_left


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The roster as the tables hold it; sites by community and name, with degrees in WGS-84."""

    units: dict[str, KnownUnit] = field(default_factory=dict)
    communities: frozenset[str] = frozenset()
    sites: dict[tuple[str, str], SiteRow] = field(default_factory=dict)
    pairings: dict[str, str] = field(default_factory=dict)
    people: tuple[KnownPerson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """A row of the file and the person it means.

    ``cadre_id`` None: someone new. ``entry`` has the roster number in it and holds what the tables shall hold,
    ``was_name`` and ``was_unit`` what they hold of someone known (no unit: staff outside the roster);
    ``what`` names the fields that change: ``name``, ``title``, ``unit``, ``returned``, and which way it goes with the
    surge team: ``joins-surge``, ``leaves-surge``.
    """

    entry: PersonEntry
    cadre_id: int | None = None
    was_name: str = ""
    was_unit: str = ""
    what: tuple[str, ...] = ()
    granted: tuple[HeldRole, ...] = ()
    taken: tuple[HeldRole, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether nobody on the roster is meant."""
        return self.cadre_id is None

    @property
    def is_changed(self) -> bool:
        """Whether someone known is changed, in a field or in a role."""
        return self.cadre_id is not None and bool(self.what or self.granted or self.taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChanges:
    """The difference between a file and the tables.

    ``people`` has every row of the file, changed or not, in its order; ``absent`` are the numbers of those on the
    roster whom a file with people does not name: they stay, unless who imports says that they have left. ``leaving``
    are those of them who then would; ``enrolled`` counts all who stand on the roster now. With a fault nothing may be
    applied.
    """

    sheet: RosterSheet
    renamed_units: tuple[UnitRow, ...] = ()
    new_units: tuple[UnitRow, ...] = ()
    changed_units: tuple[UnitRow, ...] = ()
    new_communities: tuple[CommunityRow, ...] = ()
    new_sites: tuple[SiteRow, ...] = ()
    changed_sites: tuple[SiteRow, ...] = ()
    pairings: tuple[PairingRow, ...] = ()
    people: tuple[PersonChange, ...] = ()
    absent: tuple[str, ...] = ()
    leaving: tuple[KnownPerson, ...] = ()
    enrolled: int = 0
    faults: tuple[RosterFault, ...] = ()

    def counts(self) -> dict[str, int]:
        """Count the changes by kind, for the preview, the result and the audit."""
        return {
            "renamed_units": len(self.renamed_units),
            "new_units": len(self.new_units),
            "changed_units": len(self.changed_units),
            "new_communities": len(self.new_communities),
            "new_sites": len(self.new_sites),
            "changed_sites": len(self.changed_sites),
            "pairings": len(self.pairings),
            "new_people": sum(change.is_new for change in self.people),
            "changed_people": sum(change.is_changed for change in self.people),
            "moved_people": sum("unit" in change.what for change in self.people),
            "renamed_people": sum("name" in change.what for change in self.people),
            "returned_people": sum("returned" in change.what for change in self.people),
            "unchanged_people": sum(not change.is_new and not change.is_changed for change in self.people),
            "absent_people": len(self.absent),
            "granted_roles": sum(len(change.granted) for change in self.people),
            "taken_roles": sum(len(change.taken) for change in self.people),
            "new_numbers": sum(not row.roster_no for row in self.sheet.people),
        }

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change nothing."""
        counts = self.counts()
        return not any(counts[name] for name in counts if name not in STANDING_STILL)

    @property
    def asks_once_more(self) -> bool:
        """Whether so many would leave that a file of the wrong kind is likelier than so many departures."""
        many = self.enrolled * MANY_LEAVING_PERCENT < len(self.leaving) * 100
        return bool(self.leaving) and (many or len(self.leaving) > MANY_LEAVING)

    @property
    def numbered(self) -> RosterSheet:
        """The file's rows with every person's number, to be given back; a unit that was renamed bears its name."""
        units = tuple(replace(row, former="") for row in self.sheet.units)
        return replace(self.sheet, units=units, people=tuple(change.entry for change in self.people), faults=())

    def changed_people(self) -> Iterator[PersonChange]:
        """Go through those whom the file changes or adds."""
        return (change for change in self.people if change.is_new or change.is_changed)


MANY_LEAVING: Final = 20
MANY_LEAVING_PERCENT: Final = 5
"""With more people than this leaving by one file, or more of a hundred on the roster, the importer is asked again."""

STANDING_STILL: Final = frozenset({"unchanged_people", "absent_people", "new_numbers"})
