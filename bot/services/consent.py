"""Asking again when the notice has changed: everybody once for each version, by message, without haste."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.model import Cadre, Lane
from bot.services import outbox, people, privacy
from bot.services.registration import Notice

RENEWAL = 0
"""Stands where a button names the invitation: this consent renews an earlier one."""


def outdated(session: Session, *, version: str, after_id: int, limit: int) -> list[int]:
    """List linked people who agreed to another version of the notice, by ascending id from ``after_id`` on."""
    query = (
        select(Cadre.id)
        .where(
            Cadre.telegram_id.is_not(None),
            Cadre.id > after_id,
            or_(Cadre.consent_version.is_(None), Cadre.consent_version != version),
        )
        .order_by(Cadre.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def ask_again(session: Session, *, now: datetime, notice: Notice, cadre_ids: list[int]) -> None:
    """Show the changed notice to these people; each is asked once about a version."""
    for cadre in session.scalars(select(Cadre).where(Cadre.id.in_(cadre_ids))).all():
        outbox.say(
            session,
            outbox.cadre_key(cadre.id),
            "notice-renewed",
            now=now,
            lane=Lane.BULK,
            dedup=f"notice:{notice.version}:{cadre.id}",
            is_silent=True,
            name=cadre.name,
            operator=notice.operator,
            city=notice.city,
            person=notice.person,
            contact=notice.contact,
            days=notice.days,
            invite=RENEWAL,
        )


def renew(session: Session, *, now: datetime, telegram_id: int, version: str) -> None:
    """同意 to the changed notice; a second tap changes nothing.

    Raises:
        NotRegistered: A stranger, or somebody who has been unlinked meanwhile.
    """
    cadre = people.require(session, telegram_id)
    if cadre.consent_version != version:
        cadre.consent_version, cadre.consented_at = version, now


def decline(session: Session, *, now: datetime, telegram_id: int, language: str) -> None:
    """不同意 to the changed notice: what unlinking means is said, and asked once more.

    Raises:
        NotRegistered: A stranger.
    """
    people.require(session, telegram_id)
    privacy.ask_to_delete(session, now=now, telegram_id=telegram_id, language=language)
