"""The units as the organizer sees them: which are switched on, and what each still lacks to be invited on Fridays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Pairing, Role, RoleGrant, Site, Unit
from bot.rules.rights import Right
from bot.services import outbox, people

SUBJECT: Final = "units:0"


class NoUnit(Fault):
    """There is no such unit (any more)."""

    key = "fault-no-unit"


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit and whether a Friday can be opened for it; ``people`` counts those on the roster."""

    unit_id: int
    name: str
    is_enabled: bool
    has_site: bool
    has_liaison: bool
    people: int
    linked: int

    @property
    def is_ready(self) -> bool:
        """Whether it lacks nothing: it has a site, and a liaison who is linked."""
        return self.has_site and self.has_liaison


def list_units(session: Session) -> list[UnitState]:
    """List the units in the operator's order, without those that are retired."""
    sited = set(session.scalars(select(Pairing.unit_id).join(Site, Site.community_id == Pairing.community_id)))
    led = set(
        session.scalars(
            select(RoleGrant.unit_id)
            .join(Cadre, Cadre.id == RoleGrant.cadre_id)
            .where(RoleGrant.role == Role.LIAISON, RoleGrant.revoked_at.is_(None), Cadre.telegram_id.is_not(None))
        )
    )
    enrolled: Counter[int | None] = Counter()
    linked: Counter[int | None] = Counter()
    for unit_id, everyone, bound in session.execute(
        select(Cadre.unit_id, func.count(), func.count(Cadre.telegram_id))
        .where(Cadre.left_on.is_(None))
        .group_by(Cadre.unit_id)
    ):
        enrolled[unit_id], linked[unit_id] = everyone, bound
    units = session.scalars(select(Unit).where(Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id))
    return [
        UnitState(
            unit.id, unit.name, unit.is_enabled, unit.id in sited, unit.id in led, enrolled[unit.id], linked[unit.id]
        )
        for unit in units
    ]


def show(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Send an organizer the card of the units.

    Raises:
        NotRegistered, NotAllowed: Somebody else asked.
    """
    cadre = people.require_right(session, telegram_id, Right.PLAN)
    outbox.show(session, outbox.cadre_key(cadre.id), SUBJECT, now=now, rings=True)


def turn(session: Session, *, now: datetime, telegram_id: int, page: int) -> None:
    """Turn the card to another page."""
    cadre = people.require_right(session, telegram_id, Right.PLAN)
    card = outbox.show(session, outbox.cadre_key(cadre.id), SUBJECT, now=now)
    card.page = max(page, 0)


def enable_unit(session: Session, *, now: datetime, telegram_id: int, unit_id: int, is_enabled: bool) -> Unit:
    """Switch a unit on or off, from the next activity on; a second tap of the same button changes nothing more.

    A unit that still lacks a site or a liaison may be switched on: the organizer is told of it whenever an activity
    opens, until it lacks nothing.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
        NoUnit: There is no such unit.
    """
    cadre = people.require_right(session, telegram_id, Right.PLAN)
    unit = session.get(Unit, unit_id)
    if unit is None or unit.retired_on is not None:
        raise NoUnit
    if unit.is_enabled != is_enabled:
        people.note(
            session,
            now=now,
            actor=outbox.cadre_key(cadre.id),
            action="unit.enable" if is_enabled else "unit.disable",
            subject=f"unit:{unit_id}",
            before={"is_enabled": unit.is_enabled},
            after={"is_enabled": is_enabled},
        )
        unit.is_enabled = is_enabled
        session.flush()
    outbox.refresh(session, SUBJECT, now=now)
    return unit


def unit_named(session: Session, *, name: str) -> int:
    """Return the unit of a name.

    Raises:
        NoUnit: There is none, or it is retired.
    """
    unit_id = session.scalar(select(Unit.id).where(Unit.name == name, Unit.retired_on.is_(None)))
    if unit_id is None:
        raise NoUnit
    return unit_id
