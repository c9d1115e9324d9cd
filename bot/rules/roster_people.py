"""Which person of the roster a row means, which number a new one gets, and which roles the row gives and takes.

A row with a number means the person of that number. A row without one means the person of that unit and name, as long
as there is one alone; among namesakes the title decides, and what it cannot decide is a fault, never a guess.

A row that names roles settles them: those of its unit and those that hold everywhere. An empty cell takes no role. Who
changes unit loses the roles in the unit left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.model import Role
from bot.rules.roster_changes import (
    APPOINTED_BY_ADMINS,
    LOCAL_ROLES,
    HeldRole,
    Known,
    KnownPerson,
    PersonChange,
)
from bot.rules.roster_sheet import PersonEntry, RosterFault

RUNNING_DIGITS = 3
ADMIN = HeldRole(Role.ADMIN)


@dataclass(frozen=True, slots=True)
class PeopleSheet:
    """The people of a file, and the place of every unit they may belong to."""

    rows: tuple[PersonEntry, ...]
    positions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PeopleChanges:
    """What becomes of the rows, who is not named, and what cannot be decided."""

    changes: tuple[PersonChange, ...]
    absent: tuple[str, ...]
    leaving: tuple[KnownPerson, ...]
    faults: tuple[RosterFault, ...]


def compare_people(
    sheet: PeopleSheet, known: Known, *, may_appoint: bool, importer_id: int | None = None
) -> PeopleChanges:
    """Find out whom the rows mean and what they change; see ``bot.rules.roster.compare``."""
    matching = _Matching(sheet.rows, known.people)
    matched, faults = matching.result, matching.faults
    numbers = _Numbers(
        [*(person.roster_no for person in known.people), *(row.roster_no for row in sheet.rows)], sheet.positions
    )
    changes: list[PersonChange] = []
    for row in sheet.rows:
        change = _change(row, matched.get(row), numbers)
        changes.append(change)
        if not may_appoint and any(held.role in APPOINTED_BY_ADMINS for held in (*change.granted, *change.taken)):
            faults.append(_fault("roster-fault-role-needs-admin", row))
    faults += _last_admin(changes, known.people)
    named = {person.cadre_id for person in matched.values()}
    absent = [person for person in known.people if person.is_enrolled and person.cadre_id not in named]
    if not sheet.rows:
        absent = []
    free = [person for person in absent if person.cadre_id != importer_id and (may_appoint or not _is_high(person))]
    return PeopleChanges(
        tuple(changes),
        tuple(person.roster_no for person in absent),
        tuple(_without_last_admin(free, changes, known.people)),
        tuple(faults),
    )


def _is_high(person: KnownPerson) -> bool:
    return any(held.role in APPOINTED_BY_ADMINS for held in person.roles)


def _without_last_admin(
    leaving: list[KnownPerson], changes: Iterable[PersonChange], people: Iterable[KnownPerson]
) -> list[KnownPerson]:
    """Keep the admins where nobody who can be reached would be admin once all these have left."""
    lost = {change.cadre_id for change in changes if ADMIN in change.taken} | {person.cadre_id for person in leaving}
    if any(person.cadre_id not in lost for person in _admins(people)):
        return leaving
    return [person for person in leaving if ADMIN not in person.roles]


class _Matching:
    """Finds the person of each row."""

    def __init__(self, rows: Iterable[PersonEntry], people: Iterable[KnownPerson]) -> None:
        self.result: dict[PersonEntry, KnownPerson] = {}
        self.faults: list[RosterFault] = []
        self._claimed: set[int] = set()
        self._by_number = {person.roster_no: person for person in people}
        self._by_name: defaultdict[tuple[str | None, str], list[KnownPerson]] = defaultdict(list)
        for person in self._by_number.values():
            if person.merged_into:
                continue
            self._by_name[person.unit, person.name].append(person)
        numbered = [row for row in rows if row.roster_no]
        unnumbered: defaultdict[tuple[str, str], list[PersonEntry]] = defaultdict(list)
        for row in rows:
            if not row.roster_no:
                unnumbered[row.unit, row.name].append(row)
        for row in numbered:
            self._by_its_number(row)
        for row in numbered:
            self._look_for_double(row)
        for same in unnumbered.values():
            self._by_their_name(same)

    def _claim(self, row: PersonEntry, person: KnownPerson) -> None:
        self.result[row] = person
        self._claimed.add(person.cadre_id)

    def _by_its_number(self, row: PersonEntry) -> None:
        person = self._by_number.get(row.roster_no)
        if person is None:
            return
        if person.merged_into:
            self.faults.append(_fault("roster-fault-merged", row, number=row.roster_no, known=person.merged_into))
            return
        if person.name != row.name and person.unit != row.unit:
            # Most likely a column that was sorted by itself; it would give everybody another's account.
            self.faults.append(_fault("roster-fault-number-of-another", row, number=row.roster_no, other=person.name))
            return
        self._claim(row, person)

    def _look_for_double(self, row: PersonEntry) -> None:
        """Refuse a new number for someone who has one, unless the file names the namesake as well."""
        if row.roster_no in self._by_number:
            return
        free = self._free(row.unit, row.name)
        if free:
            self.faults.append(
                _fault("roster-fault-has-other-number", row, number=row.roster_no, known=free[0].roster_no)
            )

    def _by_their_name(self, rows: list[PersonEntry]) -> None:
        """Match rows of one unit and name, none of which has a number."""
        left: list[PersonEntry] = []
        free = self._free(rows[0].unit, rows[0].name)
        for row in rows:
            same = [person for person in free if person.title == row.title]
            if len(same) == 1:
                self._claim(row, same[0])
                free.remove(same[0])
            else:
                left.append(row)
        is_sure = len(left) == len(free) == len(rows) == 1
        if not free:  # staff outside the roster may be the same person: nobody shall stand on it twice
            free = [person for person in self._by_name[None, rows[0].name] if person.cadre_id not in self._claimed]
            is_sure = False
        if not left or not free:
            return
        if is_sure:
            self._claim(left[0], free[0])
            return
        numbers = "、".join(person.roster_no for person in free[:3])
        self.faults += [_fault("roster-fault-doubtful-person", row, numbers=numbers) for row in left]

    def _free(self, unit: str, name: str) -> list[KnownPerson]:
        """List whom a row may still mean; one who has left only when nobody else is there."""
        people = [person for person in self._by_name[unit, name] if person.cadre_id not in self._claimed]
        return [person for person in people if not person.has_left] or people


class _Numbers:
    """Gives numbers: the unit's place and a running number. None is given twice, since nobody is ever deleted."""

    def __init__(self, taken: Iterable[str], positions: Mapping[str, int]) -> None:
        self._positions = positions
        self._last: defaultdict[str, int] = defaultdict(int)
        for number in taken:
            if match := re.fullmatch(rf"(\d+)-(\d{{{RUNNING_DIGITS},6}})", number):
                self._last[match[1]] = max(self._last[match[1]], int(match[2]))

    def next(self, unit: str) -> str:
        prefix = f"{self._positions.get(unit, 0):02d}"
        self._last[prefix] += 1
        return f"{prefix}-{self._last[prefix]:0{RUNNING_DIGITS}d}"


def _change(row: PersonEntry, person: KnownPerson | None, numbers: _Numbers) -> PersonChange:
    wanted = {_held(Role(word), row.unit) for word in row.roles}
    if person is None:
        entry = replace(row, roster_no=row.roster_no or numbers.next(row.unit), is_surge=bool(row.is_surge))
        return PersonChange(entry=entry, granted=_ordered(wanted))
    is_surge = person.is_surge if row.is_surge is None else row.is_surge
    entry = replace(row, roster_no=person.roster_no, title=row.title or person.title, is_surge=is_surge)
    what = {
        "name": entry.name != person.name,
        "title": entry.title != person.title,
        "unit": entry.unit != person.unit,
        "returned": person.has_left,
        "joins-surge": is_surge and not person.is_surge,
        "leaves-surge": person.is_surge and not is_surge,
    }
    settled = {held for held in person.roles if held.unit in (None, person.unit, row.unit)}
    left_behind = {held for held in person.roles if held.unit is not None and held.unit == person.unit != row.unit}
    return PersonChange(
        entry=entry,
        cadre_id=person.cadre_id,
        was_name=person.name,
        was_unit=person.unit or "",
        what=tuple(name for name, is_so in what.items() if is_so),
        granted=_ordered(wanted - person.roles),
        taken=_ordered(settled - wanted if row.roles else left_behind),
    )


def _held(role: Role, unit: str) -> HeldRole:
    return HeldRole(role, unit if role in LOCAL_ROLES else None)


def _ordered(roles: Iterable[HeldRole]) -> tuple[HeldRole, ...]:
    return tuple(sorted(roles, key=lambda held: (list(Role).index(held.role), held.unit or "")))


def _last_admin(changes: Iterable[PersonChange], people: Iterable[KnownPerson]) -> Iterator[RosterFault]:
    """Refuse a file after which nobody who can be reached would be admin."""
    losing = [change for change in changes if ADMIN in change.taken]
    lost = {change.cadre_id for change in losing}
    if losing and all(person.cadre_id in lost for person in _admins(people)):
        for change in losing:
            yield _fault("roster-fault-last-admin", change.entry)


def _admins(people: Iterable[KnownPerson]) -> list[KnownPerson]:
    """List the admins who can be reached; where none can, all there are."""
    held = [person for person in people if ADMIN in person.roles and not person.has_left]
    return [person for person in held if person.is_linked] or held


def _fault(key: str, row: PersonEntry, **params: str) -> RosterFault:
    value = f"{row.unit} {row.name}"
    place: dict[str, str | int] = {"sheet_key": "roster-sheet-people"}
    return RosterFault(key=key, row=row.row, value=value, params=place | params)
