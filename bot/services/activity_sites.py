"""Where an activity that an organizer has made is held: its sites are its shifts, and each unit serves at one of them.

Who leads there for this activity alone is in ``bot.services.activity_leads``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, Attendance, Pairing, Roll, Shift, Site, Unit
from bot.rules.attendance import AnswerState
from bot.rules.plan_sites import PlanSite, units_at
from bot.rules.plans import PlanFields
from bot.services import leads

SEVERAL: Final = 2


class SiteEmpty(Fault):
    """No unit serves at ``place``."""

    key = "fault-plan-site-empty"


class QuotaBelowGoing(Fault):
    """``count`` people who are to be at ``place`` have said 参加 already: fewer places cannot be."""

    key = "fault-plan-quota-below"


def sites_of(session: Session, activity: Activity) -> tuple[PlanSite, ...]:
    """Return the sites of an activity as a plan has them, the first one first; none of a Friday."""
    if activity.site_id is None:
        return ()
    shifts = session.scalars(select(Shift).where(Shift.activity_id == activity.id)).all()
    named = leads.named(session, activity.id)
    ordered = sorted(shifts, key=lambda shift: (shift.site_id != activity.site_id, shift.id))
    return tuple(
        PlanSite(shift.site_id, shift.quota, named.get(shift.site_id), tuple(shift.unit_ids)) for shift in ordered
    )


def invited_units(session: Session, unit_ids: Sequence[int]) -> list[Unit]:
    """List the units that an activity is for, in the operator's order; all that are switched on when none are named."""
    which = Unit.id.in_(unit_ids) if unit_ids else Unit.is_enabled
    return list(session.scalars(select(Unit).where(which, Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id)))


def divided(session: Session, sites: Sequence[PlanSite], unit_ids: Iterable[int]) -> dict[int, list[int]]:
    """Divide units over the sites of a plan: by site the units that serve there."""
    paired: dict[int, set[int]] = {}
    rows = session.execute(select(Pairing.unit_id, Site.id).join(Site, Site.community_id == Pairing.community_id)).all()
    for unit_id, site_id in rows:
        paired.setdefault(unit_id, set()).add(site_id)
    return units_at(sites, unit_ids, paired)


def site_by_unit(session: Session, sites: Sequence[PlanSite], unit_ids: Iterable[int]) -> dict[int, int]:
    """Return the site at which each unit serves."""
    by_site = divided(session, sites, unit_ids)
    return {unit_id: site_id for site_id, units in by_site.items() for unit_id in units}


def moving(session: Session, activity: Activity, sites: Sequence[PlanSite]) -> dict[int, tuple[int, int]]:
    """Return the units that would move to another of these sites: from where, and where to.

    There are none before the rolls are open.
    """
    serves_now = _serving(session, activity.id)
    serves_then = site_by_unit(session, sites, serves_now)
    both = {unit_id: (serves_now[unit_id], site_id) for unit_id, site_id in serves_then.items()}
    return {unit_id: (was, becomes) for unit_id, (was, becomes) in both.items() if was != becomes}


def _serving(session: Session, activity_id: int) -> dict[int, int]:
    """Return the site at which each unit with an open roll serves."""
    query = select(Roll.unit_id, Shift.site_id).join(Shift, Shift.id == Roll.shift_id)
    return dict(session.execute(query.where(Roll.activity_id == activity_id).order_by(Roll.unit_id)).all())


def hold_at(session: Session, activity: Activity, sites: Sequence[PlanSite]) -> None:
    """Hold an activity at these sites: each becomes a shift, and the rolls that are open go where their units serve."""
    left = {shift.site_id: shift for shift in session.scalars(select(Shift).where(Shift.activity_id == activity.id))}
    shifts: dict[int, Shift] = {}
    for site in sites:
        shift = left.pop(site.site_id, None)
        if shift is None:
            shift = Shift(activity_id=activity.id, site_id=site.site_id)
            session.add(shift)
        shift.starts_at, shift.quota, shift.unit_ids = activity.starts_at, site.quota, list(site.unit_ids)
        shifts[site.site_id] = shift
    activity.site_id = sites[0].site_id
    session.flush()
    rolls = session.scalars(select(Roll).where(Roll.activity_id == activity.id)).all()
    serves_at = site_by_unit(session, sites, [roll.unit_id for roll in rolls])
    for roll in rolls:
        roll.shift_id = shifts[serves_at[roll.unit_id]].id
    session.flush()
    for shift in left.values():
        session.delete(shift)
    session.flush()


def require_places(session: Session, activity: Activity, after: PlanFields) -> None:
    """See that no site gets fewer places than people who are going there and stay where they are.

    Raises:
        QuotaBelowGoing: One would.
    """
    serves_now = _serving(session, activity.id)
    by_site = divided(session, after.sites, serves_now)
    for site in after.sites:
        quota = after.quota_at(site)
        staying = [unit_id for unit_id in by_site[site.site_id] if serves_now[unit_id] == site.site_id]
        going = _going(session, activity.id, staying)
        if quota is not None and going > quota:
            raise QuotaBelowGoing(count=going, place=session.get_one(Site, site.site_id).name)


def require_units(session: Session, sites: Sequence[PlanSite], unit_ids: Sequence[int]) -> None:
    """See that somebody serves at each site.

    Raises:
        SiteEmpty: No unit does at one.
    """
    if (empty := empty_site(session, sites, unit_ids)) is not None:
        raise SiteEmpty(place=empty.name)


def empty_site(session: Session, sites: Sequence[PlanSite], unit_ids: Sequence[int]) -> Site | None:
    """Return the first of several sites at which no unit of an activity serves, or None."""
    if len(sites) < SEVERAL:
        return None
    by_site = divided(session, sites, [unit.id for unit in invited_units(session, unit_ids)])
    empty = next((site_id for site_id, units in by_site.items() if not units), None)
    return None if empty is None else session.get(Site, empty)


def _going(session: Session, activity_id: int, unit_ids: Collection[int]) -> int:
    query = select(func.count()).select_from(Attendance)
    of_units = Attendance.unit_id.in_(unit_ids)
    where = (Attendance.activity_id == activity_id, of_units, Attendance.answer == AnswerState.GOING)
    return session.scalar(query.where(*where)) or 0
