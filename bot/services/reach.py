"""Who can be reached at all, unit by unit: linked, not linked, blocked, deactivated, silent for weeks.

The weekly line to the liaisons is in ``bot.services.reach_letters``, the monthly drill in ``bot.services.drills``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Unit
from bot.model import Reach as Standing
from bot.rules.rights import Right
from bot.services import outbox, people

SUBJECT: Final = "reach:0"
DRILL: Final = "drill"
"""The view of the card that asks once more before a drill."""

GONE: Final = frozenset({Standing.DEACTIVATED, Standing.NOT_FOUND})


@dataclass(frozen=True, slots=True)
class UnitReach:
    """A unit in figures. Who is not linked or never started the chat is ``missing``; the three that follow are linked.

    ``silent`` are those of the others who have done nothing here for so many weeks, though messages reach them.
    """

    unit_id: int
    name: str
    people: int
    missing: int
    blocked: int
    deactivated: int
    silent: int

    @property
    def linked(self) -> int:
        """How many are linked and can be written to, silent or not."""
        return self.people - self.missing - self.blocked - self.deactivated


def by_unit(session: Session, *, today: date, silent_weeks: int) -> list[UnitReach]:
    """Count the people on the roster, unit by unit in the operator's order.

    Args:
        session: Read only.
        today: The operator's present day.
        silent_weeks: Who was seen last so many weeks ago, or earlier, is silent; who was never seen since they were
            linked, from that day.
    """
    rows = session.execute(
        select(Unit.id, Cadre.telegram_id, Cadre.reach, Cadre.seen_on, Cadre.linked_at)
        .join(Unit, Unit.id == Cadre.unit_id)
        .where(Cadre.left_on.is_(None))
    )
    silent_since = today - timedelta(weeks=silent_weeks)
    counted: defaultdict[int, list[str]] = defaultdict(list)
    for unit_id, telegram_id, standing, seen_on, linked_at in rows:
        last_on = seen_on or (linked_at.date() if linked_at is not None else None)
        counted[unit_id].append(_kind(telegram_id, standing, is_silent=last_on is None or last_on <= silent_since))
    units = session.scalars(select(Unit).where(Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id))
    return [_unit_reach(unit, counted[unit.id]) for unit in units]


def _kind(telegram_id: int | None, standing: Standing, *, is_silent: bool) -> str:
    if telegram_id is None or standing is Standing.NOT_STARTED:
        return "missing"
    if standing is Standing.BLOCKED:
        return "blocked"
    if standing in GONE:
        return "deactivated"
    return "silent" if is_silent else "linked"


def _unit_reach(unit: Unit, kinds: Sequence[str]) -> UnitReach:
    return UnitReach(
        unit.id,
        unit.name,
        people=len(kinds),
        missing=kinds.count("missing"),
        blocked=kinds.count("blocked"),
        deactivated=kinds.count("deactivated"),
        silent=kinds.count("silent"),
    )


def total(units: Sequence[UnitReach]) -> UnitReach:
    """Add the units up to one line."""
    names = ("people", "missing", "blocked", "deactivated", "silent")
    return UnitReach(0, "", **{name: sum(getattr(unit, name) for unit in units) for name in names})


def show(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Answer /reach: show an organizer who can be reached, at the bottom of the chat.

    Raises:
        NotRegistered, NotAllowed: Somebody else asked.
    """
    actor = people.require_right(session, telegram_id, Right.PLAN)
    card = outbox.show(session, outbox.cadre_key(actor.id), SUBJECT, now=now, anew=True)
    card.view, card.page = None, 0


def turn(
    session: Session, *, now: datetime, telegram_id: int, page: int | None = None, view: str | None = None
) -> None:
    """Turn the card to a page, or to the question before a drill (``DRILL``).

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
    """
    actor = people.require_right(session, telegram_id, Right.PLAN)
    card = outbox.show(session, outbox.cadre_key(actor.id), SUBJECT, now=now)
    card.view = view
    if page is not None:
        card.page = max(page, 0)
