"""``/bind``: a group is tied to a unit, and only that unit's figures are shown there."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Chat, Unit
from bot.rules.rights import Right, may
from bot.services import announcements, chats, outbox, people

NOBODYS: Final = frozenset({"解除", "off"})
"""What is written instead of a unit's name to untie the group."""


def explain(session: Session, *, now: datetime, telegram_id: int) -> None:
    """``/bind`` in the private chat: say that it belongs into the group.

    Raises:
        NotRegistered, NotAllowed: Somebody who is neither organizer nor of a unit's liaisons.
    """
    cadre = people.require(session, telegram_id)
    if not may(people.grants_of(session, cadre.id), Right.PLAN) and not people.units_of(session, cadre.id):
        raise people.NotAllowed
    outbox.say(session, outbox.cadre_key(cadre.id), "group-bind-there", now=now)


def bind(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    chat_id: int,
    title: str,
    named: str,
    configured: tuple[int, ...],
) -> None:
    """Tie an approved group to a unit, or untie it, and say so there.

    Args:
        session: The transaction.
        now: When it was asked for.
        telegram_id: A liaison or deputy of the unit, or an organizer.
        chat_id: The group.
        title: Its name.
        named: The unit's name, one of ``NOBODYS``, or empty for the only unit of a liaison.
        configured: The groups of the settings: they get the summary of all units, so none of them is a unit's.

    Raises:
        NotRegistered, NotAllowed: Neither this unit nor the one of before may be decided on by this person.
    """
    cadre = people.require(session, telegram_id)
    grants, own = people.grants_of(session, cadre.id), people.units_of(session, cadre.id)
    if not own and not may(grants, Right.PLAN):
        raise people.NotAllowed
    chat = chats.meet(session, now=now, chat_id=chat_id, title=title)
    if chat.unit_id is not None and not may(grants, Right.SEE_UNIT, chat.unit_id):
        raise people.NotAllowed
    if chat_id in {chats.current_id(session, number) for number in configured}:
        _say(session, chat_id, "group-bind-summary", now=now)
        return
    before = chat.unit_id
    if named.casefold() in NOBODYS:
        chat.unit_id = None
        _say(session, chat_id, "group-unbound", now=now)
    else:
        unit = _unit(session, named, own)
        if unit is None:
            _say(session, chat_id, "group-bind-unknown" if named else "group-bind-which", now=now, name=named)
            return
        if not may(grants, Right.SEE_UNIT, unit.id):
            raise people.NotAllowed
        chat.unit_id = unit.id
        _say(session, chat_id, "group-bound", now=now, unit=unit.name)
    if chat.unit_id != before:
        people.note(
            session,
            now=now,
            actor=outbox.cadre_key(cadre.id),
            action="chat.bind",
            subject=outbox.group_key(chat_id),
            before={"unit": before},
            after={"unit": chat.unit_id},
        )
        announcements.follow_group(session, chat_id, now=now)
        if not may(grants, Right.PLAN):
            _tell_organizers(session, chat, by=cadre, now=now)


def _tell_organizers(session: Session, chat: Chat, *, by: Cadre, now: datetime) -> None:
    """Tell what a liaison has decided: nobody but people can know whether a group is one unit's alone."""
    unit = session.get(Unit, chat.unit_id) if chat.unit_id is not None else None
    key = "group-bound-by" if unit is not None else "group-unbound-by"
    for organizer in chats.organizers(session):
        to = outbox.cadre_key(organizer.id)
        outbox.say(
            session, to, key, now=now, is_silent=True, title=chat.title, who=by.name, unit=unit.name if unit else ""
        )


def _unit(session: Session, named: str, own: list[int]) -> Unit | None:
    """Return the unit that is meant: by its name, or the only one of a liaison."""
    if named:
        return session.scalar(select(Unit).where(Unit.name == named, Unit.retired_on.is_(None)))
    return session.get(Unit, own[0]) if len(own) == 1 else None


def _say(session: Session, chat_id: int, key: str, *, now: datetime, **params: Any) -> None:
    outbox.say(session, outbox.group_key(chat_id), key, now=now, is_silent=True, **params)
