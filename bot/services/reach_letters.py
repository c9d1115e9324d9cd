"""Each Monday a line to the liaisons of units with people who are not linked, and a fresh link to pass on to them."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from sqlalchemy import String, cast, func, select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Invite, InviteKind, Lane, Message, MessageState, Occurrence, Role, Unit
from bot.rules.rights import Right
from bot.services import invites, occurrences, outbox, people
from bot.services.units import NoUnit

AT: Final = time(9, 40)
"""The hour of the line, on Mondays; it is made up on the same day and not later."""

NAMED: Final = 20
LINK: Final = "reach-link"
LINK_LASTS: Final = timedelta(hours=24)
"""A link that could not be handed over for so long is asked for anew."""


class LinkStale(Fault):
    """Another link was made since; this tap would end it."""

    key = "fault-reach-link-stale"


def due(session: Session, *, now: datetime, zone: tzinfo) -> str | None:
    """Return the key of the line that is to be written now, or None."""
    local = now.astimezone(zone)
    if local.weekday() != 0 or local.time() < AT:
        return None
    key = f"reach:{local.date()}"
    return key if session.scalar(select(Occurrence.id).where(Occurrence.key == key)) is None else None


def tell_liaisons(session: Session, *, now: datetime, key: str) -> int:
    """Write the line to each liaison of a unit that somebody is missing from, once; return to how many.

    Where no liaison can be written to, the deputies get it.
    """
    if not occurrences.note_done(session, key, now=now):
        return 0
    told = 0
    units = select(Unit).where(Unit.is_enabled, Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id)
    for unit in session.scalars(units).all():
        names = missing(session, unit.id)
        if not names:
            continue
        holders = people.reachable(session, Role.LIAISON, unit.id) or people.reachable(session, Role.DEPUTY, unit.id)
        for holder in holders:
            told += outbox.say(
                session,
                outbox.cadre_key(holder.id),
                "reach-missing",
                now=now,
                lane=Lane.BULK,
                dedup=f"{key}:{unit.id}:{holder.id}",
                expires_at=now + LINK_LASTS,
                is_silent=True,
                unit=unit.name,
                unit_id=unit.id,
                people=_enrolled(session, unit.id),
                count=len(names),
                names=outbox.Names(names[:NAMED]),
                more=len(names) - len(names[:NAMED]),
            )
    return told


def missing(session: Session, unit_id: int) -> list[str]:
    """List the names of a unit's people who are not linked, in the order of the roster."""
    query = select(Cadre.name).where(Cadre.unit_id == unit_id, Cadre.left_on.is_(None), Cadre.telegram_id.is_(None))
    return list(session.scalars(query.order_by(Cadre.id)))


def _enrolled(session: Session, unit_id: int) -> int:
    return session.scalar(select(func.count()).where(Cadre.unit_id == unit_id, Cadre.left_on.is_(None))) or 0


def in_force(session: Session, unit_id: int, *, now: datetime) -> int:
    """Return the id of the link of a unit that works now, 0 for none."""
    query = select(func.max(Invite.id)).where(
        Invite.kind == InviteKind.UNIT,
        Invite.unit_id == unit_id,
        Invite.revoked_at.is_(None),
        Invite.expires_at > now,
    )
    return session.scalar(query) or 0


def make_link(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    unit_id: int,
    bot_name: str,
    lasts: timedelta,
    replaces: int | None = None,
) -> bool:
    """生成邀请: hand a liaison a fresh link of the own unit; one that works already is replaced after asking alone.

    The link stands in clear only in the message that hands it over, and there until that has left.

    Args:
        session: The transaction.
        now: When it was tapped.
        telegram_id: Who tapped.
        unit_id: The unit.
        bot_name: The bot's user name, of which links are made.
        lasts: How long the link works.
        replaces: The link in force that the person was asked about; None for a first tap.

    Returns:
        Whether a link was made; False when it is asked first.

    Raises:
        NotRegistered, NotAllowed: No right in this unit.
        NoUnit: There is no such unit; a forged tap of someone with the right everywhere.
        LinkStale: The link asked about is not the one in force: a second tap ends no link that was made by the first.
    """
    actor = people.require_right(session, telegram_id, Right.APPROVE_CLAIM, unit_id)
    to, held, unit = outbox.cadre_key(actor.id), in_force(session, unit_id, now=now), session.get(Unit, unit_id)
    if unit is None:
        raise NoUnit
    if replaces is None and held:
        outbox.say(session, to, "reach-link-ask", now=now, unit=unit.name, unit_id=unit_id, held=held)
        return False
    if replaces is not None and replaces != held:
        raise LinkStale
    issued = invites.issue(session, now=now, kind=InviteKind.UNIT, unit_id=unit_id, lasts=lasts)
    outbox.say(
        session,
        to,
        LINK,
        now=now,
        expires_at=now + LINK_LASTS,
        unit=unit.name,
        link=invites.link_of(bot_name, issued.token),
        code=issued.code,
        days=lasts // timedelta(days=1),
    )
    people.note(session, now=now, actor=to, action="invite.issue", subject=f"unit:{unit_id}", after={"count": 1})
    return True


def handed_over(session: Session, *, now: datetime) -> bool:
    """Tell whether a link has left that still stands in clear; changes nothing."""
    del now
    return session.scalar(select(Message.id).where(*_LEFT).limit(1)) is not None


def forget_links(session: Session, *, now: datetime) -> int:
    """Blank the links that have been handed over, or never will be; return how many."""
    del now
    blanked = update(Message).where(*_LEFT).values(params={}).returning(Message.id)
    return len(session.scalars(blanked).all())


_LEFT = (
    Message.kind == LINK,
    Message.state.not_in((MessageState.WAITING, MessageState.STARTED)),
    cast(Message.params, String) != "{}",
)
