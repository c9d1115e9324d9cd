"""Who leads a site: whoever was named for that activity, else appointed for the site.

In a call, where nobody was, the liaison of the unit in charge.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Cadre, Callout, Reach, Role, RoleGrant, Shift, Site
from bot.services import people

AHEAD = (ActivityState.PLANNED, ActivityState.OPEN)


def appointed(session: Session, site_id: int) -> list[Cadre]:
    """List who leads a site whatever takes place there, linked or not, those first who were appointed first."""
    return list(
        session.scalars(
            select(Cadre)
            .join(RoleGrant, RoleGrant.cadre_id == Cadre.id)
            .where(
                RoleGrant.role == Role.LEAD,
                RoleGrant.site_id == site_id,
                RoleGrant.activity_id.is_(None),
                RoleGrant.revoked_at.is_(None),
                Cadre.left_on.is_(None),
            )
            .order_by(RoleGrant.id)
        ).unique()
    )


def appointed_lead(session: Session, site_id: int) -> int | None:
    """Return who leads what takes place at a site: of several the one who can be reached, or None."""
    found = appointed(session, site_id)
    reached = [cadre for cadre in found if _is_reached(cadre)]
    return (reached or found)[0].id if found else None


def named(session: Session, activity_id: int) -> dict[int, int]:
    """Return who leads for one activity alone, by site."""
    query = select(RoleGrant.site_id, RoleGrant.cadre_id).where(
        RoleGrant.activity_id == activity_id, RoleGrant.role == Role.LEAD, RoleGrant.revoked_at.is_(None)
    )
    rows = session.execute(query.order_by(RoleGrant.id)).all()
    return {site_id: cadre_id for site_id, cadre_id in rows if site_id is not None}


def lead_of(session: Session, activity_id: int, site_id: int) -> int | None:
    """Return who leads a site in an activity that is no call: who was named for it, else the appointed lead."""
    return named(session, activity_id).get(site_id) or appointed_lead(session, site_id)


def lead_of_call(session: Session, site: Site) -> int | None:
    """Return who leads a place of a call: the appointed lead, else the liaison of the unit in charge.

    Only who can be reached leads in a call.
    """
    leads = [cadre for cadre in appointed(session, site.id) if _is_reached(cadre)]
    if not leads and site.unit_id is not None:
        leads = people.reachable(session, Role.LIAISON, site.unit_id)
    return leads[0].id if leads else None


def fill(session: Session, site_id: int, cadre_id: int, *, now: datetime) -> int:
    """Let someone lead what is still to take place at a site and has no lead; return how many occasions."""
    shifts = [shift for shift in _coming(session, now=now) if shift.site_id == site_id and shift.lead_id is None]
    for shift in shifts:
        shift.lead_id = cadre_id
    session.flush()
    return len(shifts)


def pass_on(session: Session, grant: RoleGrant, *, now: datetime) -> int:
    """Take what is still to take place from someone whose role has ended; return how many occasions.

    A lead's site goes to the next one who leads it, a liaison's places of a call to the next liaison of the unit. A
    role that was for one activity is passed on there alone.
    """
    passed = 0
    for shift in _coming(session, now=now):
        if shift.lead_id != grant.cadre_id:
            continue
        site = session.get_one(Site, shift.site_id)
        call = select(Callout.id).where(Callout.activity_id == shift.activity_id).limit(1)
        is_call = session.scalar(call) is not None
        is_here = grant.activity_id in (None, shift.activity_id)
        by_role = grant.role is Role.LEAD and grant.site_id == site.id and is_here
        by_unit = grant.role is Role.LIAISON and is_call and grant.unit_id == site.unit_id
        if by_role or by_unit:
            shift.lead_id = lead_of_call(session, site) if is_call else lead_of(session, shift.activity_id, site.id)
            passed += 1
    session.flush()
    return passed


def _coming(session: Session, *, now: datetime) -> Sequence[Shift]:
    return session.scalars(
        select(Shift)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(Activity.state.in_(AHEAD), Activity.ends_at > now)
        .order_by(Shift.id)
    ).all()


def _is_reached(cadre: Cadre) -> bool:
    return cadre.telegram_id is not None and cadre.reach is Reach.OK
