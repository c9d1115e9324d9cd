"""Who holds which role, and the cards that show it: all holders, and what one person holds.

What is done on them is in ``bot.services.roles``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, Cadre, Community, Role, RoleGrant, Site, Unit
from bot.rules.rights import Right, may
from bot.rules.roster_changes import APPOINTED_BY_ADMINS
from bot.services import dialogues, finding, outbox, people

SUBJECT: Final = "roles:0"
FIND: Final = "roles.find"


class NoSuchPerson(Fault):
    """Nobody on the roster is meant; a role is for people of the roster alone."""

    key = "fault-roles-nobody"


class HasLeft(Fault):
    """The person is no longer on the roster; ``name`` says who."""

    key = "fault-roles-left"


@dataclass(frozen=True, slots=True)
class Held:
    """A role in force, whose it is, and where it holds: the name of a unit or a site, empty for everywhere."""

    grant: RoleGrant
    cadre: Cadre
    place: str


def grants_subject(cadre_id: int) -> str:
    """Name the card of what a person holds."""
    return f"grants:{cadre_id}"


def may_give(session: Session, cadre_id: int, role: Role) -> bool:
    """Tell whether someone may give and take a role now."""
    grants = people.grants_of(session, cadre_id)
    if role in APPOINTED_BY_ADMINS:
        return any(grant.role is Role.ADMIN for grant in grants)
    return may(grants, Right.APPOINT)


def holders(session: Session) -> list[Held]:
    """List all roles in force: by role, then unit in the operator's order, then as they were given."""
    rows = session.execute(
        select(RoleGrant, Cadre)
        .join(Cadre, Cadre.id == RoleGrant.cadre_id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.revoked_at.is_(None))
        .order_by(Unit.position, RoleGrant.id)
    ).all()
    found = [Held(grant, cadre, place_of(session, grant)) for grant, cadre in rows]
    order = list(Role)
    return sorted(found, key=lambda held: order.index(held.grant.role))


def held_by(session: Session, cadre_id: int) -> list[Held]:
    """List what one person holds, in the order of the roles."""
    grants = session.scalars(
        select(RoleGrant).where(RoleGrant.cadre_id == cadre_id, RoleGrant.revoked_at.is_(None)).order_by(RoleGrant.id)
    ).all()
    cadre = session.get_one(Cadre, cadre_id)
    order = list(Role)
    found = [Held(grant, cadre, place_of(session, grant)) for grant in grants]
    return sorted(found, key=lambda held: order.index(held.grant.role))


def place_of(session: Session, grant: RoleGrant) -> str:
    """Name where a role holds; empty for everywhere."""
    if grant.site_id is not None:
        name = site_name(session, session.get_one(Site, grant.site_id))
        activity = session.get(Activity, grant.activity_id) if grant.activity_id is not None else None
        return name if activity is None else f"{name} {activity.held_on.isoformat()} {activity.title}"
    return session.get_one(Unit, grant.unit_id).name if grant.unit_id is not None else ""


def site_name(session: Session, site: Site) -> str:
    """Name a site together with its community, unless its own name says it."""
    community = session.get(Community, site.community_id)
    return site.name if community is None or site.name.startswith(community.name) else f"{community.name} {site.name}"


def without_liaison(session: Session) -> list[str]:
    """Name the units of the roster that have no liaison, in the operator's order."""
    led = select(RoleGrant.unit_id).where(
        RoleGrant.role == Role.LIAISON, RoleGrant.revoked_at.is_(None), RoleGrant.unit_id.is_not(None)
    )
    units = select(Unit.name).where(Unit.retired_on.is_(None), Unit.id.not_in(led))
    return list(session.scalars(units.order_by(Unit.position, Unit.id)))


def liaisons_of(session: Session, unit_id: int) -> list[Held]:
    """List the liaisons of a unit, linked or not."""
    return [held for held in holders(session) if held.grant.role is Role.LIAISON and held.grant.unit_id == unit_id]


def show(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Answer /roles: everybody who holds a role, at the bottom of the chat.

    Raises:
        NotRegistered, NotAllowed: Somebody else asked.
    """
    actor = people.require_right(session, telegram_id, Right.APPOINT)
    card = outbox.show(session, outbox.cadre_key(actor.id), SUBJECT, now=now, anew=True)
    card.page = 0


def turn(session: Session, *, now: datetime, telegram_id: int, page: int) -> None:
    """Turn the list of holders to a page."""
    actor = people.require_right(session, telegram_id, Right.APPOINT)
    card = outbox.show(session, outbox.cadre_key(actor.id), SUBJECT, now=now)
    card.page = max(page, 0)


def ask_whom(session: Session, *, now: datetime, telegram_id: int) -> None:
    """查人: ask for a name or a number."""
    actor = people.require_right(session, telegram_id, Right.APPOINT)
    dialogues.ask(session, telegram_id, FIND, now=now)
    outbox.say(session, outbox.cadre_key(actor.id), "roles-ask-whom", now=now, is_silent=True)


def look_up(session: Session, *, now: datetime, telegram_id: int, typed: str) -> None:
    """Show the card of the person who was typed; where it is not clear who is meant, say so and ask again."""
    actor = people.require_right(session, telegram_id, Right.APPOINT)
    to = outbox.cadre_key(actor.id)
    everyone = finding.find_people(session, typed)
    found = [cadre for cadre in everyone if cadre.left_on is None]
    if len(found) == 1:
        dialogues.close(session, telegram_id)
        open_card(session, to, found[0].id, now=now)
        return
    dialogues.ask(session, telegram_id, FIND, now=now)
    if found:
        outbox.say(session, to, "roles-several", now=now, name=typed[:30], people=finding.listed(session, found))
    elif everyone:
        outbox.say(session, to, "roles-left", now=now, name=everyone[0].name)
    else:
        outbox.say(session, to, "roles-nobody", now=now, name=typed[:30])


def give_up(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消: the question is forgotten."""
    actor = people.require(session, telegram_id)
    dialogues.close(session, telegram_id)
    outbox.say(session, outbox.cadre_key(actor.id), "roles-cancelled", now=now, is_silent=True)


def open_person(session: Session, *, now: datetime, telegram_id: int, cadre_id: int) -> None:
    """Show what a person holds, at the bottom of the chat.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
        NoSuchPerson, HasLeft: Nobody on the roster is meant.
    """
    actor = people.require_right(session, telegram_id, Right.APPOINT)
    person_of(session, cadre_id)
    open_card(session, outbox.cadre_key(actor.id), cadre_id, now=now)


def open_card(session: Session, to: str, cadre_id: int, *, now: datetime) -> None:
    """Show a person's card at the bottom of a chat."""
    card = outbox.show(session, to, grants_subject(cadre_id), now=now, anew=True)
    card.view, card.page = None, 0


def turn_person(
    session: Session, *, now: datetime, telegram_id: int, cadre_id: int, view: str | None, page: int = 0
) -> None:
    """Turn a person's card: to the roles that can be given (``give``), a choice of units or sites, or back."""
    actor = people.require_right(session, telegram_id, Right.APPOINT)
    person_of(session, cadre_id)
    turn_card(session, outbox.cadre_key(actor.id), cadre_id, view, now=now, page=page)


def turn_card(session: Session, to: str, cadre_id: int, view: str | None, *, now: datetime, page: int = 0) -> None:
    """Turn a person's card in a chat to another part of it."""
    card = outbox.show(session, to, grants_subject(cadre_id), now=now)
    card.view, card.page = view, max(page, 0)


def person_of(session: Session, cadre_id: int) -> Cadre:
    """Return someone who stands on the roster.

    Raises:
        NoSuchPerson, HasLeft: Nobody does.
    """
    cadre = session.get(Cadre, cadre_id)
    if cadre is None or cadre.merged_into_id is not None:
        raise NoSuchPerson
    if cadre.left_on is not None:
        raise HasLeft(name=cadre.name)
    return cadre


def refresh(session: Session, cadre_id: int, *, now: datetime) -> None:
    """Show the present state on the cards of all roles and of one person's."""
    outbox.refresh(session, SUBJECT, now=now)
    outbox.refresh(session, grants_subject(cadre_id), now=now)
