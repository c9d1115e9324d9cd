"""Roles given and taken: checked at every tap, each act in the audit, one line to the person.

Who is admin or organizer is said by admins alone; leaders, liaisons, deputies and leads of a site by organizers as
well. Who holds what is in ``bot.services.role_holders``, what a new liaison finds waiting in
``bot.services.handover``, what happens on a last day in ``bot.services.role_ends``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Role, RoleGrant, Site, Unit
from bot.rules.corrections import Corrections
from bot.rules.rights import Right
from bot.rules.roster_changes import LOCAL_ROLES
from bot.services import handover, leads, outbox, people
from bot.services.outbox import Term
from bot.services.role_holders import (
    held_by,
    liaisons_of,
    may_give,
    person_of,
    place_of,
    refresh,
    turn_card,
)
from bot.services.units import NoUnit

NOWHERE: Final = 0
"""Stands for the scope of a role that holds everywhere."""


class RoleGone(Fault):
    """The role was taken away meanwhile, or is another person's."""

    key = "fault-roles-gone"


class RoleHeld(Fault):
    """The person holds this role already."""

    key = "fault-roles-held"


class NoSite(Fault):
    """There is no such site."""

    key = "fault-roles-no-site"


def is_scope_asked(role: Role, cadre: Cadre) -> bool:
    """Tell whether it must be said where a role shall hold: a lead's site, and the unit of someone without one."""
    return role is Role.LEAD or (role in LOCAL_ROLES and cadre.unit_id is None)


def appoint(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    cadre_id: int,
    role: Role,
    scope_id: int = NOWHERE,
    takes_over: bool | None = None,
    corrections: Corrections,
) -> bool:
    """Give a role, or ask on the card for what is still to be said about it.

    Args:
        session: The transaction.
        now: When it happens.
        telegram_id: Who taps.
        cadre_id: Someone of the roster, linked or not.
        role: Any role.
        scope_id: The site of a lead; the unit of a liaison or deputy who belongs to none. Else the own unit counts.
        takes_over: For the liaison of a unit that has one: True lets the former go, False keeps both, None asks.
        corrections: Until when lists may be corrected: a new liaison is shown those.

    Returns:
        Whether the role was given; False when the card asks for more.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped, or an organizer gives what admins alone give.
        NoSuchPerson, HasLeft: Nobody on the roster is meant.
        NoUnit, NoSite: There is no such scope.
        RoleHeld: The person holds it already.
    """
    actor = people.require_right(session, telegram_id, Right.APPOINT)
    if not may_give(session, actor.id, role):
        raise people.NotAllowed
    cadre = person_of(session, cadre_id)
    to = outbox.cadre_key(actor.id)
    if is_scope_asked(role, cadre) and scope_id == NOWHERE:
        turn_card(session, to, cadre_id, f"pick:{role.value}", now=now)
        return False
    unit_id, site_id = _scope(session, cadre, role, scope_id)
    if any(_is_same(held.grant, role, unit_id, site_id) for held in held_by(session, cadre_id)):
        raise RoleHeld
    former = liaisons_of(session, unit_id) if role is Role.LIAISON and unit_id is not None else []
    if former and takes_over is None:
        turn_card(session, to, cadre_id, f"over:{unit_id}", now=now)
        return False
    if takes_over:
        for held in former:
            revoke(session, held.grant, now=now, actor=to, to=cadre_id)
    grant = RoleGrant(
        cadre_id=cadre.id, role=role, unit_id=unit_id, site_id=site_id, granted_at=now, granted_by=to, ends_on=None
    )
    session.add(grant)
    session.flush()
    note(session, "role.grant", grant, now=now, actor=to, after=said_of(grant))
    tell(session, grant, "role-given", now=now)
    if role is Role.LEAD and site_id is not None:
        leads.fill(session, site_id, cadre.id, now=now)
    if role is Role.LIAISON and unit_id is not None:
        handover.show_open_things(session, cadre, unit_id, now=now, corrections=corrections)
    turn_card(session, to, cadre_id, None, now=now)
    refresh(session, cadre_id, now=now)
    return True


def _scope(session: Session, cadre: Cadre, role: Role, scope_id: int) -> tuple[int | None, int | None]:
    """Return the unit and the site for which a role is given."""
    if role is Role.LEAD:
        if session.get(Site, scope_id) is None:
            raise NoSite
        return None, scope_id
    if role not in LOCAL_ROLES:
        return None, None
    unit = session.get(Unit, cadre.unit_id or scope_id)
    if unit is None or unit.retired_on is not None:
        raise NoUnit
    return unit.id, None


def _is_same(grant: RoleGrant, role: Role, unit_id: int | None, site_id: int | None) -> bool:
    return (grant.role, grant.unit_id, grant.site_id, grant.activity_id) == (role, unit_id, site_id, None)


def take(session: Session, *, now: datetime, telegram_id: int, cadre_id: int, grant_id: int) -> Role:
    """收回: the role ends at once; nothing of the record is changed.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped, or an organizer takes what admins alone take.
        RoleGone: It has ended already.
        LastAdmin: Nobody else would be admin.
    """
    actor, grant = grant_of(session, telegram_id, cadre_id, grant_id)
    if grant.role is Role.ADMIN:
        people.require_other_admin(session, cadre_id)
    to = outbox.cadre_key(actor.id)
    revoke(session, grant, now=now, actor=to)
    turn_card(session, to, cadre_id, None, now=now)
    refresh(session, cadre_id, now=now)
    return grant.role


def grant_of(session: Session, telegram_id: int, cadre_id: int, grant_id: int) -> tuple[Cadre, RoleGrant]:
    """Return who taps and the role, if they may change it now."""
    actor = people.require_right(session, telegram_id, Right.APPOINT)
    grant = session.get(RoleGrant, grant_id)
    if grant is None or grant.cadre_id != cadre_id or grant.revoked_at is not None:
        raise RoleGone
    if not may_give(session, actor.id, grant.role):
        raise people.NotAllowed
    return actor, grant


def revoke(
    session: Session,
    grant: RoleGrant,
    *,
    now: datetime,
    actor: str,
    to: int | None = None,
    told: str | None = "role-taken",
) -> None:
    """End a role: it is noted, the person gets one line, and what they led ahead goes to the next.

    Args:
        session: The transaction.
        grant: A role in force.
        now: When it ends.
        actor: By whom, as in the audit.
        to: Who takes it over, if anybody.
        told: The key of the line; ``-in`` is added where the role has a place. None says nothing.
    """
    grant.revoked_at = now
    session.flush()
    after = {"role": None} if to is None else {"role": None, "to": to}
    note(session, "role.revoke", grant, now=now, actor=actor, before=said_of(grant), after=after)
    if told is not None:
        tell(session, grant, told, now=now)
    if grant.role in (Role.LEAD, Role.LIAISON):
        leads.pass_on(session, grant, now=now)
    if grant.activity_id is not None:
        outbox.refresh(session, f"activity:{grant.activity_id}", now=now)
    refresh(session, grant.cadre_id, now=now)


def said_of(grant: RoleGrant) -> dict[str, Any]:
    """Say a role as the audit keeps it: the role, where it holds, and its last day, as far as it has them."""
    said: dict[str, Any] = {"role": grant.role.value}
    if grant.unit_id is not None:
        said["unit"] = grant.unit_id
    if grant.site_id is not None:
        said["site"] = grant.site_id
    if grant.activity_id is not None:
        said["activity"] = grant.activity_id
    if grant.ends_on is not None:
        said["until"] = grant.ends_on.isoformat()
    return said


def note(
    session: Session,
    action: str,
    grant: RoleGrant,
    *,
    now: datetime,
    actor: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Enter into the audit what was done to a role of somebody."""
    subject = outbox.cadre_key(grant.cadre_id)
    people.note(session, now=now, actor=actor, action=action, subject=subject, before=before, after=after)


def tell(session: Session, grant: RoleGrant, key: str, *, now: datetime, **more: Any) -> None:
    """Say one line to the person about a role of theirs; who is not linked is told nothing."""
    if session.get_one(Cadre, grant.cadre_id).telegram_id is not None:
        say_of(session, outbox.cadre_key(grant.cadre_id), grant, key, now=now, **more)


def say_of(session: Session, to: str, grant: RoleGrant, key: str, *, now: datetime, **more: Any) -> None:
    """Say one line about a role; the key ends in ``-in`` where the role has a place."""
    place = place_of(session, grant)
    role = Term(f"roster-role-{grant.role.value}")
    outbox.say(session, to, f"{key}-in" if place else key, now=now, role=role, place=place, **more)
