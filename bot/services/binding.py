"""Tying a Telegram account to a row of the roster, and loosening it again. Who decides that stands elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, ActivityState, Attendance, Cadre, Card, Reach, RoleGrant, Roll, Unit
from bot.services import activities, dialogues, leads, outbox, people


class AlreadyBound(Fault):
    """The account is bound to another row of the roster; ``name`` says to whom."""

    key = "fault-already-bound"


@dataclass(frozen=True, slots=True)
class Account:
    """A Telegram account that wants in: who it is, its language, and the version of the notice it agreed to."""

    telegram_id: int
    language: str
    consent_version: str = ""


def find_unit(session: Session, unit_id: int) -> Unit:
    """Return a unit that is known to be there."""
    return session.get_one(Unit, unit_id)


def bind(session: Session, cadre: Cadre, account: Account, *, now: datetime) -> None:
    """Link a person to an account, welcome them, and invite them to what is open.

    A former account of the person is unlinked first and told so in one line.

    Raises:
        AlreadyBound: The account is another person's.
    """
    held = people.find(session, account.telegram_id)
    if held is not None and held.id != cadre.id:
        raise AlreadyBound(name=held.name)
    if cadre.telegram_id is not None and cadre.telegram_id != account.telegram_id:
        unlink(session, cadre, now=now, told="account-moved")
    cadre.telegram_id, cadre.linked_at, cadre.language = account.telegram_id, now, account.language
    cadre.consent_version, cadre.consented_at, cadre.refused_at = account.consent_version, now, None
    cadre.reach, cadre.reach_changed_at = Reach.OK, now
    dialogues.close(session, account.telegram_id)
    session.flush()
    welcome(session, cadre, now=now)
    activities.invite(session, cadre, now=now)


def welcome(session: Session, cadre: Cadre, *, now: datetime) -> None:
    """Tell a person who they are to the bot from now on; the message brings the small keyboard."""
    unit = find_unit(session, cadre.unit_id).name if cadre.unit_id else ""
    key = "welcome" if unit else "welcome-staff"
    outbox.say(session, outbox.cadre_key(cadre.id), key, now=now, name=cadre.name, unit=unit)


def unlink(session: Session, cadre: Cadre, *, now: datetime, told: str | None) -> None:
    """Cut a person from their account: account, consent and reach are cleared, what waits for them is cancelled.

    The row of the roster and the record of service stay.

    Args:
        session: The transaction.
        cadre: A linked person; one who is not linked stays as they are.
        now: When it happens.
        told: The key of the one line that the account still gets, or None.
    """
    former, language = cadre.telegram_id, cadre.language
    if former is None:
        return
    to = outbox.cadre_key(cadre.id)
    outbox.cancel_waiting(session, now=now, reason="unlinked", to=to)
    # Their messages stand in a chat that is no longer this person's: they can never be edited from here on.
    session.execute(
        update(Card).where(Card.chat_key == to).values(telegram_message_id=None, rings=0, page=0),
        execution_options={"synchronize_session": "fetch"},
    )
    cadre.telegram_id = cadre.linked_at = cadre.consent_version = cadre.consented_at = cadre.language = None
    cadre.location_consented_at = None
    cadre.location_consented_at = None
    cadre.reach, cadre.reach_changed_at = Reach.OK, now
    dialogues.close(session, former)
    session.flush()
    if told is not None:
        outbox.say(session, outbox.user_key(former), told, now=now, language=language)


def revoke_roles(session: Session, cadre_id: int, *, now: datetime, unit_id: int | None = None) -> list[str]:
    """Take away the roles someone holds now, of one unit where given; return their words.

    What the person was to lead goes to the next who may.
    """
    query = select(RoleGrant).where(RoleGrant.cadre_id == cadre_id, RoleGrant.revoked_at.is_(None))
    if unit_id is not None:
        query = query.where(RoleGrant.unit_id == unit_id)
    grants = session.scalars(query.order_by(RoleGrant.id)).all()
    for grant in grants:
        grant.revoked_at = now
    session.flush()
    for grant in grants:
        leads.pass_on(session, grant, now=now)
    return [grant.role.value for grant in grants]


def move(session: Session, cadre: Cadre, unit_id: int, *, now: datetime) -> list[str]:
    """Count a person for another unit from now on; what has begun stays with the unit of that day.

    Returns:
        The roles in the unit left that were taken away.
    """
    roles = [] if cadre.unit_id is None else revoke_roles(session, cadre.id, now=now, unit_id=cadre.unit_id)
    cadre.unit_id = unit_id
    if cadre.host_unit_id == unit_id:
        cadre.host_unit_id = None
    session.flush()
    ahead = (
        select(Activity.id)
        .join(Roll, Roll.activity_id == Activity.id)
        .where(Activity.state == ActivityState.OPEN, Activity.starts_at > now, Roll.unit_id == unit_id)
    )
    session.execute(
        update(Attendance)
        .where(Attendance.cadre_id == cadre.id, Attendance.activity_id.in_(ahead))
        .values(unit_id=unit_id),
        execution_options={"synchronize_session": False},
    )
    activities.invite(session, cadre, now=now)
    return roles


def leave(session: Session, cadre: Cadre, *, now: datetime, today: date) -> list[str]:
    """Let a person go: they are told in one line, lose their roles and get no further message.

    Returns:
        The roles that were taken away.

    Raises:
        LastAdmin: Nobody else would be admin.
    """
    people.require_other_admin(session, cadre.id)
    cadre.left_on = today
    roles = revoke_roles(session, cadre.id, now=now)
    unlink(session, cadre, now=now, told="left")
    return roles


def tell(
    session: Session, account: Account, key: str, *, now: datetime, dedup: str | None = None, **params: Any
) -> None:
    """Answer an account in its language, bound or not; ``params`` are the placeholders of the text."""
    to = people.reply_key(session, account.telegram_id)
    outbox.say(session, to, key, now=now, dedup=dedup, language=account.language, **params)


def greet(session: Session, *, now: datetime, account: Account) -> None:
    """Answer /start of someone who is bound: who they are, and what is open, as a reply to its card."""
    cadre = people.require(session, account.telegram_id)
    dialogues.close(session, account.telegram_id)
    to = outbox.cadre_key(cadre.id)
    activity_id = _nearest(session, cadre.id, now=now)
    key = "greeting" if activity_id is None else "greeting-open"
    outbox.say(session, to, key, now=now, is_silent=True, name=cadre.name)
    if activity_id is not None:
        subject = activities.subject_of(activity_id)
        outbox.show(session, to, subject, now=now, anew=True, activity_id=activity_id)


def _nearest(session: Session, cadre_id: int, *, now: datetime) -> int | None:
    return session.scalar(
        select(Activity.id)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(Attendance.cadre_id == cadre_id, Activity.state == ActivityState.OPEN, Activity.closes_at > now)
        .order_by(Activity.starts_at)
        .limit(1)
    )
