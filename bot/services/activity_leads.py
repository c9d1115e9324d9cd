"""Who leads a site of one activity: a cadre with the role of a lead there, for that activity alone, until it is over.

The role is like any other: it stands under ``/roles``, in the audit and in the menu of whoever holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, Cadre, Role, RoleGrant, Shift, Site
from bot.rules.plan_sites import PlanSite
from bot.services import finding, leads, outbox, roles
from bot.services.outbox import Day, TimeOfDay
from bot.services.role_holders import HasLeft, NoSuchPerson, person_of


class SeveralOfThatName(Fault):
    """``name`` means more than one; ``people`` lists them with their numbers."""

    key = "fault-plan-lead-several"


class LeadNotLinked(Fault):
    """``name`` has no Telegram account here and could show no code."""

    key = "fault-plan-lead-unlinked"


def find_lead(session: Session, typed: str) -> Cadre:
    """Return whom a name or a number of the roster means, if they can lead.

    Raises:
        NoSuchPerson, HasLeft: Nobody on the roster.
        SeveralOfThatName: It is not clear who.
        LeadNotLinked: They are not linked.
    """
    everyone = finding.find_people(session, typed)
    found = [cadre for cadre in everyone if cadre.left_on is None]
    if len(found) > 1:
        raise SeveralOfThatName(name=found[0].name, people=finding.listed(session, found))
    if not found and everyone:
        raise HasLeft(name=everyone[0].name)
    if not found:
        raise NoSuchPerson
    return _require_linked(found[0])


def require_leads(session: Session, sites: Iterable[PlanSite]) -> None:
    """See that whoever is named on a plan can still lead.

    Raises:
        NoSuchPerson, HasLeft, LeadNotLinked: Somebody cannot.
    """
    for site in sites:
        if site.lead_id is not None:
            _require_linked(person_of(session, site.lead_id))


def _require_linked(cadre: Cadre) -> Cadre:
    if cadre.telegram_id is None:
        raise LeadNotLinked(name=cadre.name)
    return cadre


def put_in_charge(
    session: Session,
    by: Cadre,
    activity: Activity,
    sites: Sequence[PlanSite],
    *,
    now: datetime,
    times: int = 1,
    is_moved: bool = False,
) -> None:
    """Let those lead who are named, and nobody else by name; each is told what became of them.

    Args:
        session: The transaction.
        by: The organizer.
        activity: Held at these sites.
        sites: With who leads each.
        now: When it happens.
        times: Of how many activities in a row this is the first; 0 for a later one, of which nobody is told again.
        is_moved: Day or hours have changed: who leads on is told as well.
    """
    actor = outbox.cadre_key(by.id)
    wanted = {site.site_id: site.lead_id for site in sites if site.lead_id is not None}
    kept: set[int | None] = set()
    for grant in _grants(session, activity.id):
        if wanted.get(grant.site_id or 0) == grant.cadre_id:
            grant.ends_on = activity.held_on
            kept.add(grant.site_id)
            if is_moved and times:
                _tell(session, grant, activity, "lead-moved", now=now, times=times)
            continue
        roles.revoke(session, grant, now=now, actor=actor, told=None)
        if times:
            _tell(session, grant, activity, "lead-released", now=now, times=times)
    for site_id, cadre_id in wanted.items():
        if site_id not in kept:
            grant = RoleGrant(
                cadre_id=cadre_id,
                role=Role.LEAD,
                site_id=site_id,
                activity_id=activity.id,
                granted_at=now,
                granted_by=actor,
                ends_on=activity.held_on,
            )
            session.add(grant)
            session.flush()
            roles.note(session, "role.grant", grant, now=now, actor=actor, after=roles.said_of(grant))
            if times:
                _tell(session, grant, activity, "lead-named", now=now, times=times)
    for shift in session.scalars(select(Shift).where(Shift.activity_id == activity.id)).all():
        shift.lead_id = leads.lead_of(session, activity.id, shift.site_id)
    session.flush()


def release_all(session: Session, by: Cadre, activity: Activity, *, now: datetime) -> None:
    """Let nobody lead an activity that is cancelled; who was to lead is told why."""
    for grant in _grants(session, activity.id):
        roles.revoke(session, grant, now=now, actor=outbox.cadre_key(by.id), told=None)
        _tell(session, grant, activity, "lead-called-off", now=now, reason=activity.reason)


def _grants(session: Session, activity_id: int) -> Sequence[RoleGrant]:
    held = select(RoleGrant).where(RoleGrant.activity_id == activity_id, RoleGrant.revoked_at.is_(None))
    return session.scalars(held.order_by(RoleGrant.id)).all()


def _tell(session: Session, grant: RoleGrant, activity: Activity, key: str, *, now: datetime, **more: Any) -> None:
    if session.get_one(Cadre, grant.cadre_id).telegram_id is None:
        return
    outbox.say(
        session,
        outbox.cadre_key(grant.cadre_id),
        key,
        now=now,
        title=activity.title,
        day=Day(activity.held_on),
        time=TimeOfDay(activity.starts_at),
        place=session.get_one(Site, grant.site_id).name,
        **more,
    )
