"""The invitations of one run, handed to the organizer as a file that is forgotten once it has left.

The secrets are made before the transaction that keeps their hashes, because the file is written from them; both become
true together, or neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.model import Invite, InviteKind
from bot.rules.rights import Right
from bot.rules.roster_changes import APPOINTED_BY_ADMINS
from bot.services import handouts, invites, outbox, people
from bot.services.invites import Minted, Target
from bot.services.roster_import import may_appoint

KEY: Final = "invites:"
ALL: Final = "all"
FEW: Final = "few"


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom a run would invite, in whose language the file is written, and how many invitations it would replace.

    ``latest`` is the newest invitation there is, 0 for none: a button drawn before it is stale.
    """

    language: str | None
    targets: tuple[Target, ...]
    in_force: int
    latest: int


def plan(session: Session, *, now: datetime, telegram_id: int, scope: str) -> Plan:
    """Say whom a run would invite; changes nothing.

    Args:
        session: Read only.
        now: The moment.
        telegram_id: Who asks.
        scope: ``few`` (each unit, and people with a role), ``all`` (each person as well), or the id of one unit.

    Raises:
        NotRegistered, NotAllowed: Somebody else asked.
    """
    cadre = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    found = invites.targets(
        session,
        everyone=scope == ALL,
        unit_id=int(scope) if scope.isdecimal() else None,
        except_roles=() if may_appoint(session, cadre.id) else APPOINTED_BY_ADMINS,
    )
    latest = session.scalar(select(func.max(Invite.id)))
    return Plan(cadre.language, tuple(found), len(_in_force(session, now, found)), latest or 0)


def _in_force(session: Session, now: datetime, found: Sequence[Target]) -> Sequence[int]:
    units = [target.unit_id for target in found if target.cadre_id is None]
    persons = [target.cadre_id for target in found if target.cadre_id is not None]
    return session.scalars(
        select(Invite.id).where(
            Invite.revoked_at.is_(None),
            or_(Invite.used_at.is_(None), Invite.kind == InviteKind.UNIT),
            Invite.expires_at > now,
            or_(Invite.unit_id.in_(units), Invite.cadre_id.in_(persons)),
        )
    ).all()


def ask_again(session: Session, *, now: datetime, telegram_id: int, scope: str, found: Plan) -> None:
    """Ask before invitations that were handed out are replaced."""
    cadre = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    to = outbox.cadre_key(cadre.id)
    outbox.say(session, to, "invites-again", now=now, count=found.in_force, scope=scope, latest=found.latest)


def end(session: Session, *, now: datetime, telegram_id: int, scope: str) -> int:
    """End the invitations of a scope without new ones; return how many were in force.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
    """
    found = plan(session, now=now, telegram_id=telegram_id, scope=scope)
    ids = _in_force(session, now, found.targets)
    if not ids:  # a second tap, or a forged one about no unit
        return 0
    session.execute(update(Invite).where(Invite.id.in_(ids)).values(revoked_at=now))
    actor = outbox.cadre_key(people.require(session, telegram_id).id)
    people.note(session, now=now, actor=actor, action="invite.revoke", subject="invites", after={"count": len(ids)})
    return len(ids)


def offer(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Offer the invitations, for units and staff or for every person."""
    cadre = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    outbox.say(session, outbox.cadre_key(cadre.id), "invites-offer", now=now)


def hand_out(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    minted: Sequence[Minted],
    lasts: timedelta,
    file: tuple[str, bytes],
) -> None:
    """Put the invitations in force and send the organizer their file.

    Raises:
        NotRegistered, NotAllowed: The right was lost meanwhile; the secrets are worth nothing.
    """
    cadre = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    to = outbox.cadre_key(cadre.id)
    invites.keep(session, now=now, actor=to, minted=minted, lasts=lasts)
    name, content = file
    handouts.hand_out(
        session,
        to,
        "invites-file",
        now=now,
        key=f"{KEY}{cadre.id}:{now.timestamp():.0f}",
        name=name,
        content=content,
        count=len(minted),
        days=lasts // timedelta(days=1),
    )
