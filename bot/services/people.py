"""Who is speaking, how they are written to, and what they may do at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import AuditEntry, Cadre, Reach, Role, RoleGrant
from bot.rules.rights import Grant, Right, may
from bot.services import outbox
from bot.storage import Prepared

# Asked with every update, so they are built once. Where no object is wanted, columns are read, which costs a fraction.
BY_ACCOUNT = select(Cadre).where(Cadre.telegram_id == bindparam("telegram_id"))
ADDRESS = Prepared(select(Cadre.id, Cadre.language, Cadre.seen_on).where(Cadre.telegram_id == bindparam("telegram_id")))
SEEN = Prepared(update(Cadre).where(Cadre.id == bindparam("number")).values(seen_on=bindparam("today")))
GRANTS = Prepared(
    select(RoleGrant.role, RoleGrant.unit_id).where(
        RoleGrant.cadre_id == bindparam("cadre_id"), RoleGrant.revoked_at.is_(None)
    )
)
HOLDERS = (
    select(Cadre)
    .join(RoleGrant, RoleGrant.cadre_id == Cadre.id)
    .where(RoleGrant.role == bindparam("role"), RoleGrant.revoked_at.is_(None), Cadre.telegram_id.is_not(None))
    .order_by(RoleGrant.id)
)
HOLDERS_IN_UNIT = HOLDERS.where(RoleGrant.unit_id == bindparam("unit_id"))
LASTING_ADMINS = (
    select(RoleGrant.cadre_id)
    .join(Cadre, Cadre.id == RoleGrant.cadre_id)
    .where(
        RoleGrant.role == Role.ADMIN,
        RoleGrant.revoked_at.is_(None),
        RoleGrant.ends_on.is_(None),
        Cadre.telegram_id.is_not(None),
        Cadre.left_on.is_(None),
    )
)


class NotRegistered(Fault):
    """The account is bound to nobody on the roster."""

    key = "fault-not-registered"


class NotAllowed(Fault):
    """The person may not do this (any more)."""

    key = "fault-not-allowed"


class LastAdmin(Fault):
    """Without this person nobody who is linked would be admin for good."""

    key = "fault-last-admin"


def find(session: Session, telegram_id: int) -> Cadre | None:
    """Return the person an account is bound to, or None for a stranger."""
    return session.scalar(BY_ACCOUNT, {"telegram_id": telegram_id})


def require(session: Session, telegram_id: int) -> Cadre:
    """Return the person an account is bound to.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = find(session, telegram_id)
    if cadre is None:
        raise NotRegistered
    return cadre


def require_id(session: Session, telegram_id: int) -> int:
    """Return which person of the roster an account is bound to, where nothing else is asked of the person.

    Raises:
        NotRegistered: A stranger.
    """
    cadre_id = address_of(session, telegram_id).cadre_id
    if cadre_id is None:
        raise NotRegistered
    return cadre_id


def reply_key(session: Session, telegram_id: int) -> str:
    """Name an account as a recipient: as the person it is bound to, else by its own number."""
    return address_of(session, telegram_id).key


@dataclass(frozen=True, slots=True)
class Address:
    """How an account is written to: its key as a recipient, and the language the person has chosen, if any.

    Of a person ``cadre_id`` says who it is, and ``seen_on`` when they did something here last.
    """

    key: str
    language: str | None = None
    cadre_id: int | None = None
    seen_on: date | None = None


def address_of(session: Session, telegram_id: int) -> Address:
    """Return how an account is written to: as the person it is bound to, else by its own number."""
    session.flush()
    found = ADDRESS.first(session, telegram_id=telegram_id)
    if found is None:
        return Address(outbox.user_key(telegram_id))
    return Address(outbox.cadre_key(found.id), found.language, found.id, found.seen_on)


def note_seen(session: Session, address: Address, *, today: date) -> None:
    """Note that somebody does something here today; of no effect for a stranger, and the second time on a day."""
    if address.cadre_id is not None and (address.seen_on is None or address.seen_on < today):
        SEEN.count(session, number=address.cadre_id, today=today)


def grants_of(session: Session, cadre_id: int) -> list[Grant]:
    """List the roles someone holds now."""
    session.flush()
    return [Grant(role, unit_id) for role, unit_id in GRANTS.all(session, cadre_id=cadre_id)]


def require_right(session: Session, telegram_id: int, right: Right, unit_id: int | None = None) -> Cadre:
    """Return the person, if they may do this now.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: The person lacks the right, or holds it for another unit.
    """
    cadre = require(session, telegram_id)
    if not may(grants_of(session, cadre.id), right, unit_id):
        raise NotAllowed
    return cadre


def units_of(session: Session, cadre_id: int) -> list[int]:
    """List the units someone is liaison or deputy of, liaison first."""
    held = [grant for grant in grants_of(session, cadre_id) if grant.role in (Role.LIAISON, Role.DEPUTY)]
    ordered = sorted(held, key=lambda grant: grant.role is not Role.LIAISON)
    return list(dict.fromkeys(grant.unit_id for grant in ordered if grant.unit_id is not None))


def holders(session: Session, role: Role, unit_id: int | None = None) -> list[Cadre]:
    """List the linked people who hold a role now, of one unit where given."""
    query = HOLDERS if unit_id is None else HOLDERS_IN_UNIT
    return list(session.scalars(query, {"role": role, "unit_id": unit_id}).unique())


def require_other_admin(session: Session, cadre_id: int) -> None:
    """See that somebody else stays admin for good; of no effect for someone who is no admin.

    Asked wherever an admin's role is taken away or gets an end, and wherever an admin is unlinked or leaves.

    Raises:
        LastAdmin: There is nobody else who is linked and whose role has no end.
    """
    if not any(grant.role is Role.ADMIN for grant in grants_of(session, cadre_id)):
        return
    if not any(admin_id != cadre_id for admin_id in session.scalars(LASTING_ADMINS)):
        raise LastAdmin


def reachable(session: Session, role: Role, unit_id: int | None = None) -> list[Cadre]:
    """List the linked people who hold a role now and can be written to, of one unit where given."""
    return [cadre for cadre in holders(session, role, unit_id) if cadre.reach is Reach.OK]


def planners(session: Session) -> list[int]:
    """List, by id, the organizers and admins who can be written to, each once."""
    return sorted({cadre.id for role in (Role.ORGANIZER, Role.ADMIN) for cadre in reachable(session, role)})


def note(
    session: Session,
    *,
    now: datetime,
    actor: str,
    action: str,
    subject: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Enter a privileged act into the audit."""
    session.add(AuditEntry(at=now, actor=actor, action=action, subject=subject, before=before, after=after))
