"""Whom an audience means today (all, units, an answer, a role, sites, a list), and who of them can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.model import Attendance, Cadre, Pairing, Reach, Role, RoleGrant, Site, Unit
from bot.rules.audience import Audience, AudienceKind
from bot.rules.rights import EVERYWHERE, Right


def members(audience: Audience) -> Select[Cadre]:
    """Select everybody an audience means, whether they can be written to or not; those who left as well."""
    query = (
        select(Cadre)
        .outerjoin(Unit, Unit.id == Cadre.unit_id)
        .where(Unit.retired_on.is_(None), Cadre.merged_into_id.is_(None))
    )
    match audience.kind:
        case AudienceKind.ALL:
            return query.where(Cadre.unit_id.is_not(None))
        case AudienceKind.UNITS:
            return query.where(Cadre.unit_id.in_(audience.unit_ids))
        case AudienceKind.ANSWER:
            return query.join(Attendance, Attendance.cadre_id == Cadre.id).where(
                Attendance.activity_id == audience.activity_id, Attendance.answer == audience.answer
            )
        case AudienceKind.ROLE:
            roles = (Role.LIAISON, Role.DEPUTY) if audience.role is Role.LIAISON else (audience.role,)
            return query.where(Cadre.id.in_(_holders(*roles)))
        case AudienceKind.SITES:
            return query.where(Cadre.unit_id.in_(_units_serving(audience.site_kind)))
        case AudienceKind.UNLINKED:
            return query.where(Cadre.id.in_(_holders(Role.LIAISON).where(RoleGrant.unit_id.in_(_units_of_unlinked()))))
        case AudienceKind.LIST:
            return query.where(Cadre.id.in_(audience.cadre_ids))


def _holders(*roles: Role | None) -> Select[int]:
    return select(RoleGrant.cadre_id).where(RoleGrant.role.in_(roles), RoleGrant.revoked_at.is_(None))


def _units_serving(kind: str) -> Select[int]:
    """Select the units paired with a community that has a site of the kind, and those a stretch of it belongs to."""
    has_site = select(Site.id).where(Site.kind == kind)
    paired = select(Pairing.unit_id).join(Site, Site.community_id == Pairing.community_id).where(Site.kind == kind)
    return select(Unit.id).where(
        or_(Unit.id.in_(paired), Unit.id.in_(has_site.with_only_columns(Site.unit_id).where(Site.unit_id.is_not(None))))
    )


def _is_unlinked() -> ColumnElement[bool]:
    return and_(Cadre.telegram_id.is_(None), Cadre.left_on.is_(None), Cadre.merged_into_id.is_(None))


def _units_of_unlinked() -> Select[int | None]:
    return select(Cadre.unit_id).where(_is_unlinked(), Cadre.unit_id.is_not(None))


def can_be_reached() -> ColumnElement[bool]:
    """Tell of a cadre whether a broadcast can be sent to them."""
    return and_(
        Cadre.left_on.is_(None),
        Cadre.telegram_id.is_not(None),
        Cadre.consented_at.is_not(None),
        Cadre.reach == Reach.OK,
    )


def site_kinds(session: Session) -> list[tuple[int, str]]:
    """List the kinds of sites there are, each with the id of a site of it, in the order in which they came."""
    query = select(func.min(Site.id), Site.kind).group_by(Site.kind).order_by(func.min(Site.id))
    return [(site_id, kind) for site_id, kind in session.execute(query)]


@dataclass(frozen=True, slots=True)
class PassingOn:
    """Who is told by their liaison: how many people, and the units (in order) whose liaison cannot be written to."""

    people: int
    without_liaison: tuple[str, ...]


def passing_on(session: Session) -> PassingOn:
    """Count the unlinked, and list the units in which nobody can pass anything on to them."""
    rows = session.execute(
        select(Unit.id, Unit.name, func.count(Cadre.id))
        .join(Cadre, Cadre.unit_id == Unit.id)
        .where(Unit.retired_on.is_(None), _is_unlinked())
        .group_by(Unit.id, Unit.name, Unit.position)
        .order_by(Unit.position, Unit.id)
    ).all()
    told = set(
        session.scalars(
            select(RoleGrant.unit_id)
            .join(Cadre, Cadre.id == RoleGrant.cadre_id)
            .where(RoleGrant.role == Role.LIAISON, RoleGrant.revoked_at.is_(None), can_be_reached())
        )
    )
    return PassingOn(
        sum(people for _id, _name, people in rows),
        tuple(name for unit_id, name, _people in rows if unit_id not in told),
    )


def unlinked_of(session: Session, liaison_id: int) -> int:
    """Count the unlinked of the units that someone is liaison of."""
    own = select(RoleGrant.unit_id).where(
        RoleGrant.cadre_id == liaison_id, RoleGrant.role == Role.LIAISON, RoleGrant.revoked_at.is_(None)
    )
    return session.scalar(select(func.count(Cadre.id)).where(_is_unlinked(), Cadre.unit_id.in_(own))) or 0


def broadcasters(session: Session, *, but: Sequence[int] = ()) -> list[Cadre]:
    """List the linked people who may broadcast now and can be written to, without those named."""
    roles = [role for role, rights in EVERYWHERE.items() if Right.BROADCAST in rights]
    query = select(Cadre).where(Cadre.id.in_(_holders(*roles)), Cadre.id.not_in(but), can_be_reached())
    return list(session.scalars(query.order_by(Cadre.id)))
