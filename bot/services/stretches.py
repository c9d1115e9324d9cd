"""A stretch made in chat: its name and what it needs, then the position sent from the spot."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import SnowSettings
from bot.errors import Fault
from bot.model import Community, Pairing, Site, Unit
from bot.rules.geo import distance_metres
from bot.rules.rights import Right
from bot.services import dialogues, outbox, people

STEP = "stretch.position"
LONGEST_NAME = 60
MOST_HEADS = 2_000
FAR_METRES = 60_000
KIND = "road_section"


class StretchUnfit(Fault):
    """The line lacks a name, or names a unit or a number that cannot be."""

    key = "fault-stretch"


class PositionUnfit(Fault):
    """What was sent is no position, or one that was passed on and not sent from the spot."""

    key = "fault-stretch-position"


class PositionFar(Fault):
    """The position is far off the town; ``kilometres`` says how far."""

    key = "fault-stretch-far"


def ask(session: Session, *, now: datetime, telegram_id: int, typed: str) -> None:
    """``/stretch 名称 人数 单位``: take a stretch's name and needs, and ask for its position.

    Raises:
        NotAllowed: The person may not import the roster.
        StretchUnfit: No name, a number out of 1 to 2,000, or a unit that is not known.
    """
    author = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    name, heads, unit = _read(session, typed)
    dialogues.ask(
        session, telegram_id, STEP, now=now, name=name, heads=heads, unit_id=unit.id if unit is not None else None
    )
    outbox.say(session, outbox.cadre_key(author.id), "stretch-ask-position", now=now, name=name)


def _read(session: Session, typed: str) -> tuple[str, int | None, Unit | None]:
    words = typed.split()
    heads: int | None = None
    unit: Unit | None = None
    while len(words) > 1:
        last = words[-1]
        if heads is None and last.removesuffix("人").isascii() and last.removesuffix("人").isdigit():
            heads = int(last.removesuffix("人"))
        elif unit is None and (found := session.scalar(select(Unit).where(Unit.name == last))) is not None:
            unit = found
        else:
            break
        words.pop()
    name = " ".join(words)
    if not 1 <= len(name) <= LONGEST_NAME or (heads is not None and not 1 <= heads <= MOST_HEADS):
        raise StretchUnfit
    return name, heads, unit


def place(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    data: dict[str, object],
    position: tuple[float, float] | None,
    is_forwarded: bool,
    settings: SnowSettings,
) -> Site:
    """Put a stretch where its position says; one of the same name in its community is moved there.

    Args:
        session: The transaction.
        now: When it was sent.
        telegram_id: Who is on the spot.
        data: What was asked before: name, heads, unit.
        position: Latitude and longitude, WGS-84 degrees; None for a message without one.
        is_forwarded: Whether somebody else's position was passed on.
        settings: The place of the forecast, from which a far-off position is told.

    Raises:
        NotAllowed: The person may not import the roster (any more).
        PositionUnfit: No position, or a forwarded one; the question stands.
        PositionFar: It is more than 60 km off the town; the question stands.
    """
    author = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    if position is None or is_forwarded:
        raise PositionUnfit
    if settings.latitude is not None and settings.longitude is not None:
        metres = distance_metres(position, (settings.latitude, settings.longitude))
        if metres > FAR_METRES:
            raise PositionFar(kilometres=round(metres / 1000))
    unit_id = data.get("unit_id")
    unit = session.get(Unit, unit_id) if isinstance(unit_id, int) else None
    community = _community(session, unit)
    name = str(data.get("name", ""))
    site = session.scalar(select(Site).where(Site.community_id == community.id, Site.name == name))
    is_new = site is None
    if site is None:
        site = Site(community_id=community.id, name=name, kind=KIND)
        session.add(site)
    site.latitude, site.longitude = position
    heads = data.get("heads")
    site.heads = heads if isinstance(heads, int) else site.heads
    site.unit_id = unit.id if unit is not None else site.unit_id
    session.flush()
    dialogues.close(session, telegram_id)
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(author.id),
        action="site.place",
        subject=f"site:{site.id}",
        after={"new": is_new, "heads": site.heads, "unit": site.unit_id},
    )
    outbox.say(
        session,
        outbox.cadre_key(author.id),
        "stretch-placed",
        now=now,
        name=name,
        heads=site.heads or "none",
        unit=unit.name if unit is not None else "none",
    )
    return site


def give_up(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消 instead of a position: nothing is made."""
    author = people.require(session, telegram_id)
    dialogues.close(session, telegram_id)
    outbox.say(session, outbox.cadre_key(author.id), "stretch-cancelled", now=now)


def _community(session: Session, unit: Unit | None) -> Community:
    """Return the community that a unit is paired with, or the first; one is made where there is none."""
    query = select(Community).order_by(Community.id).limit(1)
    if unit is not None:
        paired = query.join(Pairing, Pairing.community_id == Community.id).where(Pairing.unit_id == unit.id)
        if (found := session.scalar(paired)) is not None:
            return found
    community = session.scalar(query)
    if community is None:
        community = Community(name="市区")
        session.add(community)
        session.flush()
    return community
