"""The last day of a role: said beforehand, and the role taken away when it is over.

A role with an end is taken away by a job and not judged at every question: that somebody may do something is asked in
many places, most of which know neither the day nor the operator's zone, and one of them would sooner or later forget
it. The job looks each minute, and at start before anything is handled, so a role outlasts its day by seconds at most.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Occurrence, Role, RoleGrant
from bot.rules.roster_changes import APPOINTED_BY_ADMINS
from bot.services import dialogues, occurrences, outbox, people, roles
from bot.services.outbox import Term
from bot.services.role_holders import open_card, refresh
from bot.storage import Prepared

ACTOR: Final = "system"
UNTIL: Final = "roles.until"
REMINDERS: Final = "role-ends:"
NOTICE: Final = timedelta(days=1)
"""So long before its last day the end of a role is said."""
# Looked at every minute, so they are made ready once.
ENDED = Prepared(
    select(RoleGrant.id)
    .where(RoleGrant.revoked_at.is_(None), RoleGrant.ends_on < bindparam("today"))
    .order_by(RoleGrant.id)
)
ENDING = Prepared(
    select(RoleGrant.id, RoleGrant.ends_on)
    .where(RoleGrant.revoked_at.is_(None), RoleGrant.activity_id.is_(None), RoleGrant.ends_on == bindparam("last_day"))
    .order_by(RoleGrant.id)
)


class EndUnfit(Fault):
    """The last day was not understood, or has passed."""

    key = "fault-roles-end"


def ask_end(session: Session, *, now: datetime, telegram_id: int, cadre_id: int, grant_id: int) -> None:
    """设期限: ask for the last day; 不限 takes it off.

    Raises:
        NotRegistered, NotAllowed, RoleGone: As ``take``.
        LastAdmin: Nobody else would be admin for good.
    """
    actor, grant = roles.grant_of(session, telegram_id, cadre_id, grant_id)
    if grant.role is Role.ADMIN and grant.ends_on is None:
        people.require_other_admin(session, cadre_id)
    dialogues.ask(session, telegram_id, UNTIL, now=now, cadre_id=cadre_id, grant_id=grant_id)
    outbox.say(
        session,
        outbox.cadre_key(actor.id),
        "roles-ask-until",
        now=now,
        is_silent=True,
        name=session.get_one(Cadre, cadre_id).name,
        role=Term(f"roster-role-{grant.role.value}"),
        cadre=cadre_id,
        grant=grant_id,
    )


def set_end(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    cadre_id: int,
    grant_id: int,
    ends_on: date | None,
    today: date,
) -> None:
    """Let a role be in force through a day, or without an end; ``today`` is the operator's present day.

    Raises:
        NotRegistered, NotAllowed, RoleGone, LastAdmin: As ``ask_end``.
        EndUnfit: The day has passed.
    """
    actor, grant = roles.grant_of(session, telegram_id, cadre_id, grant_id)
    if ends_on is not None and ends_on < today:
        raise EndUnfit
    if grant.role is Role.ADMIN and ends_on is not None:
        people.require_other_admin(session, cadre_id)
    dialogues.close(session, telegram_id)
    to = outbox.cadre_key(actor.id)
    if ends_on != grant.ends_on:
        before = roles.said_of(grant)
        grant.ends_on = ends_on
        session.flush()
        roles.note(session, "role.until", grant, now=now, actor=to, before=before, after=roles.said_of(grant))
        if ends_on is None:
            roles.tell(session, grant, "role-unlimited", now=now)
        else:
            roles.tell(session, grant, "role-until", now=now, year=ends_on.year, day=outbox.Day(ends_on))
            if ends_on <= today + NOTICE:  # this line is the reminder
                mark_reminded(session, grant, now=now)
    refresh(session, cadre_id, now=now)
    open_card(session, to, cadre_id, now=now)


def mark_reminded(session: Session, grant: RoleGrant, *, now: datetime) -> bool:
    """Note that the last day of a role was said beforehand; return whether it had not been said yet."""
    return occurrences.note_done(session, reminder_key(grant), now=now)


def reminder_key(grant: RoleGrant) -> str:
    """Name the reminder of a role's last day; another last day is reminded of anew."""
    return f"{REMINDERS}{grant.id}:{grant.ends_on}"


def ended(session: Session, *, today: date) -> list[int]:
    """List the roles in force whose last day has passed; ``today`` is the operator's present day."""
    return [row.id for row in ENDED.all(session, today=today)]


def ending(session: Session, *, today: date) -> list[int]:
    """List the roles in force whose last day is tomorrow and of whom nobody was reminded yet.

    A role for one activity ends with it, as everybody expects: nobody is reminded of that.
    """
    grants = ENDING.all(session, last_day=today + NOTICE)
    keys = [reminder_key(grant) for grant in grants]
    done = set(session.scalars(select(Occurrence.key).where(Occurrence.key.in_(keys)))) if keys else set()
    return [grant.id for grant, key in zip(grants, keys, strict=True) if key not in done]


def end(session: Session, *, now: datetime, grant_id: int, today: date) -> bool:
    """Take away a role whose last day has passed; return whether it was.

    Where nobody else is linked and admin for good the end of an admin's role is lifted instead, and the person told.
    """
    grant = session.get_one(RoleGrant, grant_id)
    if grant.revoked_at is not None or grant.ends_on is None or grant.ends_on >= today:
        return False
    try:
        if grant.role is Role.ADMIN:
            people.require_other_admin(session, grant.cadre_id)
    except people.LastAdmin:
        _keep(session, grant, now=now)
        return False
    roles.revoke(session, grant, now=now, actor=ACTOR, told="role-ended" if grant.activity_id is None else None)
    return True


def _keep(session: Session, grant: RoleGrant, *, now: datetime) -> None:
    before = roles.said_of(grant)
    grant.ends_on = None
    session.flush()
    subject = outbox.cadre_key(grant.cadre_id)
    after = roles.said_of(grant)
    people.note(session, now=now, actor=ACTOR, action="role.until", subject=subject, before=before, after=after)
    roles.tell(session, grant, "role-kept", now=now)
    refresh(session, grant.cadre_id, now=now)


def remind(session: Session, *, now: datetime, grant_id: int) -> None:
    """Say once to the person, and to those who could prolong it, that tomorrow is the last day of a role."""
    grant = session.get_one(RoleGrant, grant_id)
    if grant.revoked_at is not None or grant.ends_on is None or not mark_reminded(session, grant, now=now):
        return
    day, name = outbox.Day(grant.ends_on), session.get_one(Cadre, grant.cadre_id).name
    roles.tell(session, grant, "role-ending", now=now, day=day)
    for cadre in _who_prolong(session, grant.role):
        if cadre.id != grant.cadre_id:
            roles.say_of(session, outbox.cadre_key(cadre.id), grant, "role-ending-of", now=now, day=day, name=name)


def _who_prolong(session: Session, role: Role) -> list[Cadre]:
    admins = people.holders(session, Role.ADMIN)
    return admins if role in APPOINTED_BY_ADMINS else people.holders(session, Role.ORGANIZER) or admins
