"""What a person wishes for themself under /settings: when to be reminded, and whether the phone may ring."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.rules.reminders import OFFERED
from bot.services import outbox, people

REMIND = "remind"
"""The view of the card that offers the hours of the reminder."""


class NoSuchHour(Fault):
    """The hour is not among those that are offered."""

    key = "fault-stale-button"


def subject_of(cadre_id: int) -> str:
    """Name the card of a person's settings."""
    return f"settings:{cadre_id}"


def show(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Answer /settings: show them at the bottom of the chat.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    card = outbox.show(session, outbox.cadre_key(cadre.id), subject_of(cadre.id), now=now, anew=True)
    card.view = None


def turn(session: Session, *, now: datetime, telegram_id: int, view: str | None) -> None:
    """Turn the card to the hours of the reminder (``REMIND``), or back.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    outbox.show(session, outbox.cadre_key(cadre.id), subject_of(cadre.id), now=now).view = view


def remind_at(session: Session, *, now: datetime, telegram_id: int, minute: int | None) -> None:
    """Choose when to be reminded of an activity one goes to; None for the hour of the settings.

    Raises:
        NotRegistered: A stranger.
        NoSuchHour: It is not offered.
    """
    cadre = people.require(session, telegram_id)
    if minute is not None and minute not in OFFERED:
        raise NoSuchHour
    cadre.remind_minute = minute
    session.flush()
    turn(session, now=now, telegram_id=telegram_id, view=None)


def silence(session: Session, *, now: datetime, telegram_id: int, is_silenced: bool) -> None:
    """Let what is no alarm arrive without a sound, or with one again.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    cadre.is_silenced = is_silenced
    session.flush()
    turn(session, now=now, telegram_id=telegram_id, view=None)
