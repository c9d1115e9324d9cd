"""The Fridays ahead as the organizer sees them, and what is said of those that fall on a holiday."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Cadre, Lane, Pairing, Role, RoleGrant, Site, Unit
from bot.rules.rights import Right
from bot.services import outbox, people
from bot.services.activities import SERIES

SUBJECT = "fridays:0"
LONGEST_VIEW: Final = 16
# From the first of November the next year's schedule is awaited: it is published between October and December.
WARN_FROM_MONTH = 11


@dataclass(frozen=True, slots=True)
class Strength:
    """How many units are switched on and able to serve, and how many of their people are linked."""

    units: int
    enabled: int
    with_site: int
    people: int
    linked: int


def show_ahead(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Show an organizer the coming Fridays, anew at the bottom of the chat.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: Planning is not theirs.
    """
    cadre = people.require_right(session, telegram_id, Right.PLAN)
    card = outbox.show(session, outbox.cadre_key(cadre.id), SUBJECT, now=now, anew=True)
    card.view, card.page = None, 0


class Part(StrEnum):
    """What the card shows of one Friday: itself, its units and their sites, one unit, or a site for that unit."""

    DAY = "d"
    UNITS = "p"
    UNIT = "u"
    SITE = "s"


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A part of a Friday to which a card is turned; ``rest`` is the page of the sites, or the site that is chosen."""

    part: Part
    activity_id: int
    unit_id: int = 0
    rest: int = 0

    def view(self) -> str | None:
        """Return it as a card keeps it; the list for ids that no column holds."""
        view = f"{self.part}{self.activity_id}.{self.unit_id}.{self.rest}"
        return view if len(view) <= LONGEST_VIEW else None


def read_view(view: str | None) -> LookedAt | None:
    """Return what a card is turned to, None for the list."""
    found = re.fullmatch(r"([dpus])(\d+)\.(\d+)\.(\d+)", view or "")
    return None if found is None else LookedAt(Part(found[1]), int(found[2]), int(found[3]), int(found[4]))


def turn(
    session: Session, *, now: datetime, telegram_id: int, to: LookedAt | None = None, page: int | None = None
) -> None:
    """Turn the card to a part of one Friday, or back to the list; ``page`` is that of the units.

    Raises:
        NotRegistered, NotAllowed: Planning is not theirs.
    """
    cadre = people.require_right(session, telegram_id, Right.PLAN)
    card = outbox.show(session, outbox.cadre_key(cadre.id), SUBJECT, now=now)
    card.view = to.view() if to is not None else None
    if page is not None:
        card.page = max(page, 0)


def ahead(session: Session, *, today: date) -> Sequence[Activity]:
    """List the planned Fridays from today on, at most eight."""
    query = select(Activity).where(Activity.series == SERIES, Activity.held_on >= today)
    return session.scalars(query.order_by(Activity.held_on).limit(8)).all()


def strength(session: Session) -> Strength:
    """Count what the next Friday could be held with."""
    units = select(func.count()).select_from(Unit).where(Unit.retired_on.is_(None))
    able = units.where(Unit.is_enabled)
    sited = able.where(Unit.id.in_(select(Pairing.unit_id).join(Site, Site.community_id == Pairing.community_id)))
    staff = (
        select(func.count())
        .select_from(Cadre)
        .join(Unit, Unit.id == Cadre.unit_id)
        .where(Unit.is_enabled, Cadre.left_on.is_(None))
    )
    counts = [units, able, sited, staff, staff.where(Cadre.telegram_id.is_not(None))]
    return Strength(*(session.scalar(count) or 0 for count in counts))


def announce(session: Session, *, now: datetime, unpublished_year: int | None) -> int:
    """Say once of each skipped Friday that it is one, and once a week that a year's holidays are not published.

    Told are organizers, and of a skipped Friday the liaisons too; whoever checks in then learns when the next one is.

    Args:
        session: The transaction.
        now: Only Fridays whose invitation would have gone out by now and that are still ahead.
        unpublished_year: The coming year while its schedule is not known, from November on; else None.

    Returns:
        How many messages were written.
    """
    said = 0
    organizers = _holders(session, Role.ORGANIZER, Role.ADMIN)
    skipped = session.scalars(
        select(Activity).where(
            Activity.state == ActivityState.SKIPPED, Activity.opens_at <= now, Activity.starts_at > now
        )
    ).all()
    for activity in skipped:
        for cadre_id in sorted({*organizers, *_holders(session, Role.LIAISON)}):
            said += outbox.say(
                session,
                outbox.cadre_key(cadre_id),
                "friday-skipped",
                now=now,
                lane=Lane.BULK,
                is_silent=True,
                dedup=f"skipped:{activity.id}:{cadre_id}",
                expires_at=activity.starts_at,
                day=outbox.Day(activity.held_on),
                reason=activity.reason,
            )
    if unpublished_year is not None:
        week = (now - timedelta(days=now.weekday())).date()
        for cadre_id in organizers:
            said += outbox.say(
                session,
                outbox.cadre_key(cadre_id),
                "friday-year-unpublished",
                now=now,
                lane=Lane.BULK,
                is_silent=True,
                dedup=f"unpublished:{unpublished_year}:{week}:{cadre_id}",
                year=unpublished_year,
            )
    return said


def _holders(session: Session, *roles: Role) -> list[int]:
    query = (
        select(RoleGrant.cadre_id)
        .join(Cadre, Cadre.id == RoleGrant.cadre_id)
        .where(RoleGrant.role.in_(roles), RoleGrant.revoked_at.is_(None), Cadre.telegram_id.is_not(None))
    )
    return list(session.scalars(query.distinct().order_by(RoleGrant.cadre_id)).all())
