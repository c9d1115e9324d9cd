"""Invitations: a link for each unit and, where wanted, for a person; each also as a code to type.

Token and code are shown once, when they are made; the tables keep their SHA-256 alone. Who redeems one is bound to a
person in ``bot.services.registration``.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Invite, InviteKind, Role, RoleGrant, Unit
from bot.services import people, tries

TOKEN_BYTES: Final = 24
"""192 bits: 32 characters of ``A-Z a-z 0-9 _ -``, of which a start link carries 64 at most."""

ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What a code is made of: nothing that is read as something else on paper (0 O, 1 I L)."""

CODE_LENGTH: Final = 8
_CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")


class InviteInvalid(Fault):
    """There is no such invitation (any more): mistyped, revoked, or used up."""

    key = "fault-invite-invalid"


class InviteExpired(Fault):
    """The invitation was good once."""

    key = "fault-invite-expired"


class TooManyTries(Fault):
    """Too many wrong codes within an hour; ``minutes`` says how long no code is looked at."""

    key = "fault-too-many-tries"


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens an invitation; nowhere stored in clear."""

    token: str
    code: str


@dataclass(frozen=True, slots=True)
class Issued:
    """An invitation just made, with what opens it."""

    invite_id: int
    token: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """Whom an invitation is for: everybody of a unit, or with ``cadre_id`` one person.

    ``unit`` is empty for staff outside the roster.
    """

    unit_id: int | None
    unit: str
    cadre_id: int | None = None
    name: str = ""
    title: str = ""

    @property
    def kind(self) -> InviteKind:
        """A unit's invitation or a personal one."""
        return InviteKind.UNIT if self.cadre_id is None else InviteKind.PERSON


@dataclass(frozen=True, slots=True)
class Minted:
    """A target and what will let it in, before it is kept."""

    target: Target
    secret: Secret


def mint() -> Secret:
    """Make an unguessable token for a link and a code that can be typed from paper."""
    return Secret(secrets.token_urlsafe(TOKEN_BYTES), "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)))


def link_of(bot_name: str, token: str) -> str:
    """Return the link that opens the chat with the bot and hands it the token."""
    return f"https://t.me/{bot_name}?start={token}"


def code_in(text: str) -> str | None:
    """Return the code that a message is, however it was typed (``abcd 2345``, full-width signs), or None."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    return plain if _CODE.fullmatch(plain) else None


def issue(
    session: Session,
    *,
    now: datetime,
    kind: InviteKind,
    unit_id: int | None = None,
    cadre_id: int | None = None,
    lasts: timedelta,
) -> Issued:
    """Make one invitation; an older one for the same unit or person no longer works."""
    secret = mint()
    _end(session, now, Invite.kind == kind, Invite.unit_id == unit_id, Invite.cadre_id == cadre_id)
    invite = _add(session, now, kind, unit_id, cadre_id, secret, now + lasts)
    session.flush()
    return Issued(invite.id, secret.token, secret.code, invite.expires_at)


def admin_link(session: Session, *, now: datetime, minutes: int) -> Issued:
    """Make the link by which the first admin comes in; an older one no longer works."""
    issued = issue(session, now=now, kind=InviteKind.ADMIN, lasts=timedelta(minutes=minutes))
    people.note(session, now=now, actor="operator", action="invite.admin", subject=f"invite:{issued.invite_id}")
    return issued


def targets(
    session: Session, *, everyone: bool = False, unit_id: int | None = None, except_roles: Collection[Role] = ()
) -> list[Target]:
    """List whom invitations are for, by unit in the operator's order.

    Args:
        session: Read only.
        everyone: Also a personal one for each person who is not linked; else for those with a role alone.
        unit_id: Of one unit only.
        except_roles: Whoever holds one of these gets none. A personal link makes whoever has it that person, so an
            organizer must not come by an admin's.

    Returns:
        A unit's own invitation before those of its people; staff outside the roster last. Who is linked needs none.
    """
    units = session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.retired_on.is_(None), *([Unit.id == unit_id] if unit_id is not None else []))
        .order_by(Unit.position, Unit.id)
    ).all()
    query = (
        select(Cadre.id, Cadre.unit_id, Cadre.name, Cadre.title)
        .where(Cadre.telegram_id.is_(None), Cadre.left_on.is_(None))
        .order_by(Cadre.id)
    )
    if not everyone:
        query = query.where(Cadre.id.in_(select(RoleGrant.cadre_id).where(RoleGrant.revoked_at.is_(None))))
    if except_roles:
        barred = select(RoleGrant.cadre_id).where(RoleGrant.revoked_at.is_(None), RoleGrant.role.in_(except_roles))
        query = query.where(Cadre.id.not_in(barred))
    persons: dict[int | None, list[Target]] = {}
    names: dict[int | None, str] = {row.id: row.name for row in units}
    for cadre_id, home, name, title in session.execute(query):
        persons.setdefault(home, []).append(Target(home, names.get(home, ""), cadre_id, name, title))
    found = [target for number, name in units for target in (Target(number, name), *persons.get(number, ()))]
    return found if unit_id is not None else found + persons.get(None, [])


def keep(session: Session, *, now: datetime, actor: str, minted: Sequence[Minted], lasts: timedelta) -> None:
    """Put invitations in force that were minted beforehand; older ones for the same units and people end."""
    # Ended at once, not one by one: of three thousand each would go through all.
    _end(session, now, Invite.unit_id.in_([each.target.unit_id for each in minted if each.target.cadre_id is None]))
    _end(session, now, Invite.cadre_id.in_([each.target.cadre_id for each in minted if each.target.cadre_id]))
    for each in minted:
        target = each.target
        unit_id = target.unit_id if target.cadre_id is None else None
        _add(session, now, target.kind, unit_id, target.cadre_id, each.secret, now + lasts)
    people.note(session, now=now, actor=actor, action="invite.issue", subject="invites", after={"count": len(minted)})


def issue_all(
    session: Session,
    *,
    now: datetime,
    actor: str,
    lasts: timedelta,
    everyone: bool = False,
    unit_id: int | None = None,
) -> list[Minted]:
    """Make the invitations of all ``targets`` at once."""
    minted = [Minted(target, mint()) for target in targets(session, everyone=everyone, unit_id=unit_id)]
    keep(session, now=now, actor=actor, minted=minted, lasts=lasts)
    return minted


def revoke(
    session: Session, *, now: datetime, actor: str, unit_id: int | None = None, cadre_id: int | None = None
) -> int:
    """End the invitations of a unit or of a person; return how many were in force."""
    ended = _end(session, now, Invite.unit_id == unit_id if unit_id is not None else Invite.cadre_id == cadre_id)
    subject = f"unit:{unit_id}" if unit_id is not None else f"cadre:{cadre_id}"
    people.note(session, now=now, actor=actor, action="invite.revoke", subject=subject, after={"count": ended})
    return ended


def redeem(session: Session, *, now: datetime, token: str) -> Invite:
    """Return the invitation that a link's token opens.

    A unit's one lets in any number of people; a personal one is used up by ``use``.

    Raises:
        InviteInvalid: Unknown, revoked or used up.
        InviteExpired: Too late.
    """
    invite = session.scalar(select(Invite).where(Invite.token_hash == _hash(token)))
    found = _judge(invite, now)
    if isinstance(found, Fault):
        raise found
    return found


def redeem_code(
    session: Session, *, now: datetime, telegram_id: int, code: str, tries_per_hour: int
) -> Invite | InviteInvalid | InviteExpired:
    """Return the invitation that a typed code opens, or the fault to tell the person.

    The fault is returned, not raised: raising would roll back the very row that counts the try.

    Raises:
        TooManyTries: So many wrong codes came from this account within an hour that none is looked at.
    """
    if wait := tries.minutes_to_wait(session, now=now, telegram_id=telegram_id, tries_per_hour=tries_per_hour):
        raise TooManyTries(minutes=wait)
    plain = code_in(code)
    invite = session.scalar(select(Invite).where(Invite.code_hash == _hash(plain))) if plain else None
    found = _judge(invite, now)
    if isinstance(found, Fault):
        tries.enter(session, now=now, telegram_id=telegram_id)
    return found


def use(invite: Invite, *, now: datetime) -> None:
    """Use up a personal or an admin's invitation; a unit's one only notes that somebody came in by it."""
    invite.used_at = now


def _judge(invite: Invite | None, now: datetime) -> Invite | InviteInvalid | InviteExpired:
    if invite is None or invite.revoked_at is not None:
        return InviteInvalid()
    if invite.kind is not InviteKind.UNIT and invite.used_at is not None:
        return InviteInvalid()
    return invite if now < invite.expires_at else InviteExpired()


def _add(
    session: Session,
    now: datetime,
    kind: InviteKind,
    unit_id: int | None,
    cadre_id: int | None,
    secret: Secret,
    expires_at: datetime,
) -> Invite:
    invite = Invite(
        kind=kind,
        unit_id=unit_id,
        cadre_id=cadre_id,
        token_hash=_hash(secret.token),
        code_hash=_hash(secret.code),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(invite)
    return invite


def _end(session: Session, now: datetime, *which: ColumnElement[bool]) -> int:
    ended = session.scalars(
        update(Invite).where(Invite.revoked_at.is_(None), *which).values(revoked_at=now).returning(Invite.id)
    )
    return len(ended.all())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
