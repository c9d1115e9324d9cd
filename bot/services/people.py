"""Who is speaking, how they are written to, and what they may do at this moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import AuditEntry, Cadre, Role, RoleGrant
from bot.rules.rights import Grant, Right, may
from bot.services import outbox


class NotRegistered(Fault):
    """The account is bound to nobody on the roster."""

    key = "fault-not-registered"


class NotAllowed(Fault):
    """The person may not do this (any more)."""

    key = "fault-not-allowed"


def find(session: Session, telegram_id: int) -> Cadre | None:
    """Return the person an account is bound to, or None for a stranger."""
    return session.scalar(select(Cadre).where(Cadre.telegram_id == telegram_id))


def require(session: Session, telegram_id: int) -> Cadre:
    """Return the person an account is bound to.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = find(session, telegram_id)
    if cadre is None:
        raise NotRegistered
    return cadre


def reply_key(session: Session, telegram_id: int) -> str:
    """Name an account as a recipient: as the person it is bound to, else by its own number."""
    cadre_id = session.scalar(select(Cadre.id).where(Cadre.telegram_id == telegram_id))
    return outbox.user_key(telegram_id) if cadre_id is None else outbox.cadre_key(cadre_id)


def grants_of(session: Session, cadre_id: int) -> list[Grant]:
    """List the roles someone holds now."""
    rows = session.execute(
        select(RoleGrant.role, RoleGrant.unit_id).where(RoleGrant.cadre_id == cadre_id, RoleGrant.revoked_at.is_(None))
    )
    return [Grant(role, unit_id) for role, unit_id in rows]


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
    rows = session.execute(
        select(RoleGrant.unit_id, RoleGrant.role).where(
            RoleGrant.cadre_id == cadre_id,
            RoleGrant.role.in_((Role.LIAISON, Role.DEPUTY)),
            RoleGrant.revoked_at.is_(None),
        )
    ).all()
    ordered = sorted(rows, key=lambda row: row.role != Role.LIAISON)
    return list(dict.fromkeys(unit_id for unit_id, _role in ordered if unit_id is not None))


def holders(session: Session, role: Role, unit_id: int | None = None) -> list[Cadre]:
    """List the linked people who hold a role now, of one unit where given."""
    query = (
        select(Cadre)
        .join(RoleGrant, RoleGrant.cadre_id == Cadre.id)
        .where(RoleGrant.role == role, RoleGrant.revoked_at.is_(None), Cadre.telegram_id.is_not(None))
        .order_by(RoleGrant.id)
    )
    if unit_id is not None:
        query = query.where(RoleGrant.unit_id == unit_id)
    return list(session.scalars(query).unique())


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
