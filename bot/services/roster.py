"""The roster brought in: what a file would change, and the change itself, all or nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Community, Pairing, Role, RoleGrant, Site, Unit
from bot.rules.roster import compare
from bot.rules.roster_changes import HeldRole, Known, KnownPerson, KnownUnit, PersonChange, RosterChanges
from bot.rules.roster_sheet import (
    CommunityRow,
    PairingRow,
    PersonEntry,
    RosterSheet,
    SiteRow,
    UnitRow,
)
from bot.services import outbox, people


class RosterFaulty(Fault):
    """The file has faults; nothing of it is taken. ``count`` says how many."""

    key = "fault-roster-faulty"


class RosterOutdated(Fault):
    """The roster has changed since the preview was made."""

    key = "fault-roster-outdated"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change, and the state of the tables it was compared with."""

    changes: RosterChanges
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What was changed, the file's rows with every number, and whom a word more would take off the roster."""

    counts: dict[str, int]
    numbered: RosterSheet
    leaving: tuple[KnownPerson, ...] = ()


def preview(session: Session, *, sheet: RosterSheet, may_appoint: bool, importer_id: int | None = None) -> Preview:
    """Compare a file with the roster; changes nothing.

    Args:
        session: Read only.
        sheet: As read from the file.
        may_appoint: Whether who imports is an admin, see ``bot.rules.roster.compare``.
        importer_id: The person who imports, None for the operator.
    """
    known = load(session)
    changes = compare(sheet, known, may_appoint=may_appoint, importer_id=importer_id)
    return Preview(changes, fingerprint(known))


def apply(
    session: Session,
    *,
    now: datetime,
    actor: str,
    sheet: RosterSheet,
    may_appoint: bool,
    expected: str | None = None,
    importer_id: int | None = None,
) -> Imported:
    """Bring a file in: everything or nothing; the same file a second time changes nothing.

    Args:
        session: The transaction.
        now: When it happens.
        actor: As in the audit: ``cadre:7``, or ``operator``.
        sheet: As read from the file.
        may_appoint: As for ``preview``.
        expected: The fingerprint of the preview that was agreed to; None takes the roster as it is.
        importer_id: As for ``preview``.

    Raises:
        RosterFaulty: The file has faults, or does not fit the roster.
        RosterOutdated: The roster is no longer the one of the preview.
    """
    known = load(session)
    if expected is not None and fingerprint(known) != expected:
        raise RosterOutdated
    changes = compare(sheet, known, may_appoint=may_appoint, importer_id=importer_id)
    if changes.faults:
        raise RosterFaulty(count=len(changes.faults))
    _Writer(session, now, actor).write(changes)
    counts = changes.counts()
    if not changes.is_empty:
        people.note(session, now=now, actor=actor, action="roster.import", subject="roster", after=dict(counts))
    return Imported(counts, changes.numbered, changes.leaving)


def load(session: Session) -> Known:
    """Return the roster as the tables hold it."""
    names = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name))}
    communities = {row.id: row.name for row in session.execute(select(Community.id, Community.name))}
    return Known(
        units={
            unit.name: KnownUnit(
                name=unit.name,
                position=unit.position,
                is_enabled=unit.is_enabled,
                is_retired=unit.retired_on is not None,
            )
            for unit in session.scalars(select(Unit).order_by(Unit.position, Unit.id))
        },
        communities=frozenset(communities.values()),
        sites={
            (communities[site.community_id], site.name): _site_row(site, communities[site.community_id], names)
            for site in session.scalars(select(Site).order_by(Site.id))
        },
        pairings={
            names[pairing.unit_id]: communities[pairing.community_id] for pairing in session.scalars(select(Pairing))
        },
        people=tuple(_people(session, names)),
    )


def _site_row(site: Site, community: str, units: dict[int, str]) -> SiteRow:
    return SiteRow(
        community=community,
        name=site.name,
        kind=site.kind,
        address=site.address,
        muster_point=site.muster_point,
        lead_name=site.lead_name,
        latitude=site.latitude,
        longitude=site.longitude,
        area_square_metres=site.area_square_metres,
        heads=site.heads,
        tools=site.tools,
        unit="" if site.unit_id is None else units[site.unit_id],
        neighbours=tuple(units[unit_id] for unit_id in site.neighbour_ids),
    )


def _people(session: Session, names: dict[int, str]) -> list[KnownPerson]:
    roles: defaultdict[int, set[HeldRole]] = defaultdict(set)
    for grant in session.execute(
        select(RoleGrant.cadre_id, RoleGrant.role, RoleGrant.unit_id).where(
            RoleGrant.revoked_at.is_(None), RoleGrant.role != Role.LEAD
        )
    ):
        roles[grant.cadre_id].add(HeldRole(grant.role, names.get(grant.unit_id)))
    rows = session.execute(
        select(
            Cadre.id,
            Cadre.roster_no,
            Cadre.name,
            Cadre.title,
            Cadre.unit_id,
            Cadre.left_on,
            Cadre.telegram_id,
            Cadre.is_surge,
            Cadre.merged_into_id,
        ).order_by(Cadre.id)
    ).all()
    numbers = {row.id: row.roster_no for row in rows}
    return [
        KnownPerson(
            cadre_id=row.id,
            roster_no=row.roster_no,
            name=row.name,
            title=row.title,
            unit=names.get(row.unit_id),
            has_left=row.left_on is not None,
            is_linked=row.telegram_id is not None,
            is_surge=row.is_surge,
            merged_into=numbers.get(row.merged_into_id, ""),
            roles=frozenset(roles.get(row.id, ())),
        )
        for row in rows
    ]


def fingerprint(known: Known) -> str:
    """Return a short sign of a roster's state; who is linked to Telegram does not count."""
    persons = [
        (
            person.roster_no,
            person.name,
            person.title,
            person.unit,
            person.has_left,
            person.is_surge,
            sorted((held.role.value, held.unit or "") for held in person.roles),
        )
        for person in known.people
    ]
    places = (sorted(known.communities), sorted(known.pairings.items()), list(known.sites.values()))
    return hashlib.sha256(repr((list(known.units.values()), places, persons)).encode()).hexdigest()


class _Writer:
    """Writes changes into the tables."""

    def __init__(self, session: Session, now: datetime, actor: str) -> None:
        self._session = session
        self._now = now
        self._actor = actor

    def write(self, changes: RosterChanges) -> None:
        self._units(changes)
        self._places(changes)
        self._people(changes)

    def _units(self, changes: RosterChanges) -> None:
        for row in changes.renamed_units:
            unit = self._session.scalars(select(Unit).where(Unit.name == row.former)).one()
            unit.name = row.name
            people.note(
                self._session,
                now=self._now,
                actor=self._actor,
                action="unit.rename",
                subject=f"unit:{unit.id}",
                before={"name": row.former},
                after={"name": row.name},
            )
        self._session.flush()
        for row in changes.new_units:
            # The pilot: a unit is switched on by itself, when it is ready.
            self._session.add(Unit(name=row.name, position=row.position, is_enabled=bool(row.is_enabled)))
        for row in changes.changed_units:
            unit = self._session.scalars(select(Unit).where(Unit.name == row.name)).one()
            unit.position, unit.retired_on = row.position, None
            if row.is_enabled is not None:
                unit.is_enabled = row.is_enabled
        self._session.flush()
        self._unit_ids: dict[str, int] = {row.name: row.id for row in self._session.execute(select(Unit.id, Unit.name))}

    def _places(self, changes: RosterChanges) -> None:
        session = self._session
        session.add_all([Community(name=row.name) for row in changes.new_communities])
        session.flush()
        ids: dict[str, int] = {row.name: row.id for row in session.execute(select(Community.id, Community.name))}
        for row in changes.new_sites:
            session.add(Site(community_id=ids[row.community], name=row.name, **self._site_fields(row)))
        for row in changes.changed_sites:
            held = select(Site).where(Site.community_id == ids[row.community], Site.name == row.name)
            site = session.scalars(held).one()
            for name, value in self._site_fields(row).items():
                setattr(site, name, value)
        for pair in changes.pairings:
            session.merge(Pairing(unit_id=self._unit_ids[pair.unit], community_id=ids[pair.community]))
        session.flush()

    def _site_fields(self, row: SiteRow) -> dict[str, Any]:
        return {
            "kind": row.kind or "community",
            "address": row.address,
            "muster_point": row.muster_point,
            "lead_name": row.lead_name,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "area_square_metres": row.area_square_metres,
            "heads": row.heads,
            "tools": row.tools,
            "unit_id": self._unit_ids[row.unit] if row.unit else None,
            "neighbour_ids": [self._unit_ids[name] for name in row.neighbours],
        }

    def _people(self, changes: RosterChanges) -> None:
        new = {change.entry.roster_no: self._cadre(change.entry) for change in changes.people if change.is_new}
        self._session.add_all(new.values())
        self._session.flush()
        changed = [change.cadre_id for change in changes.people if change.is_changed]
        held = {cadre.id: cadre for cadre in self._session.scalars(select(Cadre).where(Cadre.id.in_(changed)))}
        for change in changes.changed_people():
            cadre = new[change.entry.roster_no] if change.cadre_id is None else held[change.cadre_id]
            if change.what:
                cadre.name, cadre.title = change.entry.name, change.entry.title
                cadre.unit_id, cadre.left_on = self._unit_ids[change.entry.unit], None
                cadre.is_surge = bool(change.entry.is_surge)
            self._roles(cadre.id, change)
        self._session.flush()

    def _cadre(self, entry: PersonEntry) -> Cadre:
        return Cadre(
            roster_no=entry.roster_no,
            name=entry.name,
            title=entry.title,
            unit_id=self._unit_ids[entry.unit],
            is_surge=bool(entry.is_surge),
        )

    def _roles(self, cadre_id: int, change: PersonChange) -> None:
        for held in change.taken:
            grants = select(RoleGrant).where(
                RoleGrant.cadre_id == cadre_id,
                RoleGrant.role == held.role,
                RoleGrant.unit_id == self._scope(held),
                RoleGrant.revoked_at.is_(None),
            )
            for grant in self._session.scalars(grants).all():
                grant.revoked_at = self._now
            self._note("role.revoke", cadre_id, before=self._said(held), after={"role": None})
        for held in change.granted:
            self._note("role.grant", cadre_id, after=self._said(held))
            self._session.add(
                RoleGrant(
                    cadre_id=cadre_id,
                    role=held.role,
                    unit_id=self._scope(held),
                    granted_at=self._now,
                    granted_by=self._actor,
                )
            )

    def _note(self, action: str, cadre_id: int, *, after: dict[str, Any], before: dict[str, Any] | None = None) -> None:
        subject = outbox.cadre_key(cadre_id)
        people.note(
            self._session, now=self._now, actor=self._actor, action=action, subject=subject, before=before, after=after
        )

    def _said(self, held: HeldRole) -> dict[str, Any]:
        """Say a role as the audit keeps it."""
        scope = self._scope(held)
        return {"role": held.role.value} | ({} if scope is None else {"unit": scope})

    def _scope(self, held: HeldRole) -> int | None:
        return None if held.unit is None else self._unit_ids[held.unit]


def note_export(session: Session, *, now: datetime, actor: str, rows: int) -> None:
    """Enter into the audit that the roster was handed out as a file."""
    people.note(session, now=now, actor=actor, action="roster.export", subject="roster", after={"rows": rows})


def as_sheet(session: Session) -> RosterSheet:
    """Return the roster as a file that could be imported again: units in their order, people by unit."""
    known = load(session)
    order = {name: place for place, name in enumerate(known.units)}
    enrolled = [person for person in known.people if person.unit is not None and not person.has_left]
    return RosterSheet(
        units=tuple(
            UnitRow(name=unit.name, position=unit.position, is_enabled=unit.is_enabled)
            for unit in known.units.values()
            if not unit.is_retired
        ),
        communities=tuple(CommunityRow(name=name) for name in sorted(known.communities)),
        sites=tuple(known.sites.values()),
        pairings=tuple(PairingRow(unit=unit, community=place) for unit, place in known.pairings.items()),
        people=tuple(_entry(person) for person in sorted(enrolled, key=lambda person: order[person.unit or ""])),
    )


def _entry(person: KnownPerson) -> PersonEntry:
    own = [held.role.value for held in person.roles if held.unit in (None, person.unit)]
    return PersonEntry(
        unit=person.unit or "",
        name=person.name,
        title=person.title,
        roles=tuple(sorted(own)),
        roster_no=person.roster_no,
        is_surge=person.is_surge,
    )
