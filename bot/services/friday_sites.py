"""Where the units serve on a Friday: by their pairing, or where an organizer sent them for that Friday alone.

Before a Friday opens ``Shift.unit_ids`` says who was sent where; from then on the rolls say it. Changing it is in
``bot.services.pairings``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Pairing, Roll, Shift, Site, Unit


@dataclass(frozen=True, slots=True)
class Serving:
    """A unit, its site on a Friday (None where it has none), and whether it is there for that Friday alone."""

    unit: Unit
    site: Site | None
    is_sent: bool


def sent(session: Session, activity_id: int) -> dict[int, int]:
    """Return, by unit, the site to which somebody sent it for one activity that has not opened yet."""
    shifts = session.execute(select(Shift.site_id, Shift.unit_ids).where(Shift.activity_id == activity_id)).all()
    return {unit_id: site_id for site_id, unit_ids in shifts for unit_id in unit_ids}


def paired(session: Session) -> dict[int, int]:
    """Return, by unit, the site at which it serves by its pairing: the first one of its community."""
    query = select(Pairing.unit_id, func.min(Site.id)).join(Site, Site.community_id == Pairing.community_id)
    return dict(session.execute(query.group_by(Pairing.unit_id)).all())


def servings(session: Session, activity: Activity) -> list[Serving]:
    """List where each unit serves on a Friday, in the operator's order.

    Before it opens these are the units that are switched on; from then on those for which it was opened.
    """
    by_pairing = paired(session)
    which: ColumnElement[bool]
    if activity.state in (ActivityState.PLANNED, ActivityState.SKIPPED):
        at = by_pairing | sent(session, activity.id)
        which = Unit.is_enabled.is_(True)
    else:
        rolls = select(Roll.unit_id, Shift.site_id).join(Shift, Shift.id == Roll.shift_id)
        at = dict(session.execute(rolls.where(Roll.activity_id == activity.id)).all())
        which = Unit.id.in_(list(at))
    units = session.scalars(select(Unit).where(which, Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id)).all()
    sites = _sites(session, at.values())
    return [
        Serving(unit, sites.get(at.get(unit.id, 0)), unit.id in at and at[unit.id] != by_pairing.get(unit.id))
        for unit in units
    ]


def _sites(session: Session, ids: Iterable[int]) -> dict[int, Site]:
    return {site.id: site for site in session.scalars(select(Site).where(Site.id.in_(set(ids))))}


def list_sites(session: Session) -> Sequence[Site]:
    """List all sites at which a unit could serve, community by community in the order in which they were entered."""
    return session.scalars(select(Site).order_by(Site.community_id, Site.id)).all()
