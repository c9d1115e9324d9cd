"""The people of a unit as its liaison sees them, to let go whoever has left."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Unit
from bot.rules.rights import Right
from bot.services import decisions, outbox, people
from bot.services.units import NoUnit


class NotOfUnit(Fault):
    """The person is not on the roster of this unit (any more)."""

    key = "fault-member-gone"


def subject_of(unit_id: int) -> str:
    """Name the card of a unit's people."""
    return f"members:{unit_id}"


def members(session: Session, unit_id: int) -> list[Cadre]:
    """List the people of a unit in the order of the roster, without those who have left."""
    query = select(Cadre).where(Cadre.unit_id == unit_id, Cadre.left_on.is_(None)).order_by(Cadre.id)
    return list(session.scalars(query))


def turn(
    session: Session, *, now: datetime, telegram_id: int, unit_id: int, page: int = 0, cadre_id: int | None = None
) -> None:
    """Show the people of a unit, at a page; with ``cadre_id`` ask once more about this one.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: No right in this unit.
        NoUnit: There is no such unit; a forged tap of someone with the right everywhere.
    """
    actor = _reader(session, telegram_id, unit_id)
    to, subject = outbox.cadre_key(actor.id), subject_of(unit_id)
    is_new = outbox.find_card(session, to, subject) is None
    card = outbox.show(session, to, subject, now=now, anew=is_new)
    card.page = max(page, 0)
    card.view = None if cadre_id is None else str(cadre_id)


def open_anew(session: Session, *, now: datetime, telegram_id: int, unit_id: int) -> None:
    """Show the people of a unit at the bottom of the chat, from the first page.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: No right in this unit.
        NoUnit: As in ``turn``.
    """
    actor = _reader(session, telegram_id, unit_id)
    card = outbox.show(session, outbox.cadre_key(actor.id), subject_of(unit_id), now=now, anew=True)
    card.page, card.view = 0, None


def _reader(session: Session, telegram_id: int, unit_id: int) -> Cadre:
    actor = people.require_right(session, telegram_id, Right.APPROVE_CLAIM, unit_id)
    if session.get(Unit, unit_id) is None:
        raise NoUnit
    return actor


def mark_left(session: Session, *, now: datetime, telegram_id: int, unit_id: int, cadre_id: int, today: date) -> Cadre:
    """Take a person off the roster: roles end, the account is unlinked, the record of service stays.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: No right in this unit, it is oneself, or the person holds roles beyond the one who taps.
        NotOfUnit: Somebody was faster, or the person belongs elsewhere.
    """
    actor = people.require_right(session, telegram_id, Right.APPROVE_CLAIM, unit_id)
    cadre = session.get(Cadre, cadre_id)
    if cadre is None or cadre.unit_id != unit_id or cadre.left_on is not None:
        raise NotOfUnit
    if cadre.id == actor.id:
        raise people.NotAllowed
    decisions.require_reach_over(session, actor, cadre)
    decisions.let_go(session, actor, cadre, now=now, today=today)
    card = outbox.show(session, outbox.cadre_key(actor.id), subject_of(unit_id), now=now)
    card.view = None
    return cadre
