"""What a change of an activity comes to: what differs, whom it concerns, and who is asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Occurrence, OccurrenceState
from bot.rules.plan_sites import PlanSite, site_in
from bot.rules.plans import PlanFields
from bot.rules.timetable import StepKind
from bot.services import activity_sites
from bot.services.activities import asks_again

ASKING_ALL_AGAIN: Final = ("day", "hours")
"""What of a change makes everybody answer anew. Where the site is another, those do whose site it was."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change, together with the one before it where nobody has been told of that one yet.

    Attributes:
        what: What differs, by name, each with what it was and what it is.
        concerns: The units that it is about, by the same names; what does not stand here is about all.
    """

    what: dict[str, list[Any]]
    concerns: dict[str, list[int]]

    @property
    def asks_everybody(self) -> bool:
        """Whether all answers are void."""
        return any(name in self.what for name in ASKING_ALL_AGAIN)

    @property
    def asked_units(self) -> list[int]:
        """The units that alone are asked again."""
        return [] if self.asks_everybody else self.concerns.get("site", [])

    def as_note(self, by: str, *, now: datetime) -> dict[str, Any]:
        """Return what an activity keeps of the change, for cards and for the asking."""
        return {
            "by": by,
            "at": now.isoformat(),
            "what": self.what,
            "concerns": self.concerns,
            "asks_again": self.asks_everybody or bool(self.asked_units),
            "asked_units": self.asked_units,
        }


def weigh(session: Session, activity: Activity, before: PlanFields, after: PlanFields) -> Change:
    """Say what a change comes to that has not been carried out yet."""
    what = {name: list(pair) for name, pair in _differences(before, after).items()}
    found = _concerned(session, activity, before, after) if after.sites else {}
    concerns = {name: units for name, units in found.items() if name in what}
    earlier = _untold(session, activity)
    for name, (was, became) in earlier.get("what", {}).items():
        if name == "site":
            continue
        told = earlier["concerns"].get(name)
        if name not in what:
            what[name] = [was, became]
            if told is not None:
                concerns[name] = told
            continue
        what[name] = [was, what[name][1]]
        if told is None:
            concerns.pop(name, None)
        elif name in concerns:
            concerns[name] = sorted({*concerns[name], *told})
    what["site"] = _moves(session, activity, after, earlier)
    concerns["site"] = sorted(int(unit_id) for unit_id in what["site"][0])
    # Of two changes that undo each other there is nothing to tell.
    return Change({name: pair for name, pair in what.items() if pair[0] != pair[1]}, concerns)


def _moves(session: Session, activity: Activity, after: PlanFields, earlier: dict[str, Any]) -> list[dict[str, int]]:
    """Return by unit the site that its people know of, and the one it serves at now; of those where it is another.

    The units are keys of JSON, and so text.
    """
    was, became = ({**sites} for sites in earlier.get("what", {}).get("site", ({}, {})))
    moving = activity_sites.moving(session, activity, after.sites) if after.sites else {}
    for unit_id, (now_at, then_at) in moving.items():
        was.setdefault(str(unit_id), now_at)
        became[str(unit_id)] = then_at
    moved = [unit_id for unit_id, site_id in was.items() if became[unit_id] != site_id]
    return [{unit_id: sites[unit_id] for unit_id in moved} for sites in (was, became)]


def _untold(session: Session, activity: Activity) -> dict[str, Any]:
    """Return the note of the last change where it asks people again and they have not been asked yet; else nothing."""
    if activity.state is not ActivityState.OPEN or not asks_again(activity):
        return {}
    asked = select(Occurrence.id).where(
        Occurrence.key.startswith(f"activity:{activity.id}:{StepKind.OPEN}:"),
        Occurrence.key.endswith(f":v{activity.schedule_version}"),
        Occurrence.state == OccurrenceState.DONE,
    )
    return activity.change_note if session.scalar(asked.limit(1)) is None else {}


def _concerned(session: Session, activity: Activity, before: PlanFields, after: PlanFields) -> dict[str, list[int]]:
    """Return the units that a change of places and leads is about; where a unit serves is told in ``_moves``."""
    invited = [unit.id for unit in activity_sites.invited_units(session, activity.unit_ids)]
    by_site = activity_sites.divided(session, after.sites, invited)

    def at(sites: Sequence[PlanSite]) -> list[int]:
        return sorted(unit_id for site in sites for unit_id in by_site[site.site_id])

    both = _in_both(before, after)
    return {
        "quota": at([site for known, site in both if before.quota_at(known) != after.quota_at(site)]),
        "lead": at([site for known, site in both if known.lead_id != site.lead_id]),
    }


def _differences(before: PlanFields, after: PlanFields) -> dict[str, tuple[Any, Any]]:
    """Name what differs between two plans, each with what it was and what it is.

    Of the sites that both have, the places and the leads; that a unit serves elsewhere shows in the rolls alone.
    """
    both = _in_both(before, after)
    pairs: dict[str, tuple[Any, Any]] = {
        "title": (before.title, after.title),
        "day": (before.day.isoformat(), after.day.isoformat()),
        "hours": (_hours(before), _hours(after)),
        "content": (before.content, after.content),
        "risk": (before.risk, after.risk),
        "quota": ([before.quota_at(known) for known, _ in both], [after.quota_at(site) for _, site in both]),
        "lead": ([known.lead_id for known, _ in both], [site.lead_id for _, site in both]),
    }
    return {what: pair for what, pair in pairs.items() if pair[0] != pair[1]}


def _in_both(before: PlanFields, after: PlanFields) -> list[tuple[PlanSite, PlanSite]]:
    return [(known, site) for site in after.sites if (known := site_in(before.sites, site.site_id)) is not None]


def _hours(fields: PlanFields) -> str:
    return f"{fields.starts:%H:%M}—{fields.ends:%H:%M}"
