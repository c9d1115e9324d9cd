"""Where the units serve on a Friday: by their pairing, or where an organizer sent them for that Friday alone.

Before a Friday opens ``Shift.unit_ids`` says who was sent where; from then on the rolls say it. Changing it is in
``bot.services.pairings``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
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
    return _sent(session, [activity_id])[activity_id]


def _sent(session: Session, ids: Sequence[int]) -> defaultdict[int, dict[int, int]]:
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    shifts = select(Shift.activity_id, Shift.site_id, Shift.unit_ids).where(Shift.activity_id.in_(ids))
    for activity_id, site_id, unit_ids in session.execute(shifts):
        found[activity_id] |= dict.fromkeys(unit_ids, site_id)
    return found


def paired(session: Session) -> dict[int, int]:
    """Return, by unit, the site at which it serves by its pairing: the first one of its community."""
    query = select(Pairing.unit_id, func.min(Site.id)).join(Site, Site.community_id == Pairing.community_id)
    return dict(session.execute(query.group_by(Pairing.unit_id)).all())


def sites_of(session: Session, fridays: Sequence[Activity]) -> dict[int, dict[int, int]]:
    """Return, by the id of each Friday, at which site each unit serves; the units are those of ``servings``."""
    return {
        activity_id: {unit.id: at[unit.id] for unit in units if unit.id in at}
        for activity_id, (units, at) in _posted(session, fridays, paired(session)).items()
    }


def servings(session: Session, activity: Activity) -> list[Serving]:
    """List where each unit serves on a Friday, in the operator's order.

    Before it opens these are the units that are switched on; from then on those for which it was opened.
    """
    by_pairing = paired(session)
    units, at = _posted(session, [activity], by_pairing)[activity.id]
    sites = {site.id: site for site in session.scalars(select(Site).where(Site.id.in_(set(at.values()))))}
    return [
        Serving(unit, sites.get(at.get(unit.id, 0)), unit.id in at and at[unit.id] != by_pairing.get(unit.id))
        for unit in units
    ]


def _posted(
    session: Session, fridays: Sequence[Activity], by_pairing: dict[int, int]
) -> dict[int, tuple[list[Unit], dict[int, int]]]:
    """Return, by the id of each Friday, its units in the operator's order and their sites by unit."""
    there = session.scalars(select(Unit).where(Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id)).all()
    enabled = [unit for unit in there if unit.is_enabled]
    ahead = [friday.id for friday in fridays if friday.state in (ActivityState.PLANNED, ActivityState.SKIPPED)]
    alone = _sent(session, ahead)
    posted = {activity_id: (enabled, by_pairing | alone[activity_id]) for activity_id in ahead}
    opened: dict[int, dict[int, int]] = {friday.id: {} for friday in fridays if friday.id not in posted}
    rolls = select(Roll.activity_id, Roll.unit_id, Shift.site_id).join(Shift, Shift.id == Roll.shift_id)
    for activity_id, unit_id, site_id in session.execute(rolls.where(Roll.activity_id.in_(list(opened)))):
        opened[activity_id][unit_id] = site_id
    return posted | {activity_id: ([unit for unit in there if unit.id in at], at) for activity_id, at in opened.items()}


def list_sites(session: Session) -> Sequence[Site]:
    """List all sites at which a unit could serve, community by community in the order in which they were entered."""
    return session.scalars(select(Site).order_by(Site.community_id, Site.id)).all()
