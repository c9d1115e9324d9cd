"""The sites of an activity that an organizer plans: how many may come to each, who leads and which units serve there.

Pure: what stands on a plan. What follows from it for an activity is in ``bot.services.activity_sites``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

MOST_SITES: Final = 20


class SiteField(StrEnum):
    """What of a site is typed: the number of places there, and who leads."""

    QUOTA = "quota"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class PlanSite:
    """One of the sites of a plan.

    ``quota`` None: whoever wants to come. ``lead_id`` None: whoever leads the site by a role of their own, if anybody.
    ``unit_ids`` are those the organizer sent here; a unit that was sent nowhere goes where ``units_at`` says.
    """

    site_id: int
    quota: int | None = None
    lead_id: int | None = None
    unit_ids: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the site as a table keeps it."""
        return {
            "site_id": self.site_id,
            "quota": self.quota,
            "lead_id": self.lead_id,
            "unit_ids": list(self.unit_ids),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> PlanSite:
        """Return the site as it was before it was kept."""
        return cls(stored["site_id"], stored["quota"], stored["lead_id"], tuple(stored["unit_ids"]))


def site_in(sites: Iterable[PlanSite], site_id: int) -> PlanSite | None:
    """Return one of the sites, or None."""
    return next((site for site in sites if site.site_id == site_id), None)


def changed(sites: Iterable[PlanSite], which: int, **values: Any) -> tuple[PlanSite, ...]:
    """Return the sites with something else about one of them."""
    return tuple(replace(site, **values) if site.site_id == which else site for site in sites)


def with_unit(sites: Iterable[PlanSite], site_id: int, unit_id: int, *, is_here: bool) -> tuple[PlanSite, ...]:
    """Return the sites with a unit sent to one of them, and so to no other; or sent there no more."""
    sent = []
    for site in sites:
        others = {*site.unit_ids} - {unit_id}
        here = others | {unit_id} if is_here and site.site_id == site_id else others
        sent.append(replace(site, unit_ids=tuple(sorted(here))))
    return tuple(sent)


def units_at(
    sites: Sequence[PlanSite], unit_ids: Iterable[int], paired_sites: Mapping[int, Collection[int]]
) -> dict[int, list[int]]:
    """Divide units over sites: each to where it was sent, else to a site of its own community, else to the first.

    Args:
        sites: At least one.
        unit_ids: The units that are invited, in their order.
        paired_sites: By unit the sites of the community that it is paired with.

    Returns:
        By site, in the order of the sites, its units in their order; of a site that nobody goes to, none.
    """
    sent = {unit_id: site.site_id for site in sites for unit_id in site.unit_ids}
    divided: dict[int, list[int]] = {site.site_id: [] for site in sites}
    for unit_id in unit_ids:
        near = [site.site_id for site in sites if site.site_id in paired_sites.get(unit_id, ())]
        divided[sent.get(unit_id, (near or [sites[0].site_id])[0])].append(unit_id)
    return divided
