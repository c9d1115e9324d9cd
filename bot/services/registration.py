"""How a person comes in: invitation, notice and consent, name; a personal invitation binds at once, a unit's one waits.

The liaison's side is in ``bot.services.claims``, tying account to roster row in ``bot.services.binding``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.errors import Fault
from bot.model import Cadre, ClaimKind, Invite, InviteKind, Role, RoleGrant
from bot.rules.names import read_name
from bot.services import binding, claims, dialogues, invites, outbox, people, petitions
from bot.services.binding import Account, AlreadyBound

CONSENT = "registration-consent"


@dataclass(frozen=True, slots=True)
class Notice:
    """What the operator has to tell before anything is recorded, and the version of it that is agreed to."""

    version: str
    operator: str
    city: str
    person: str
    contact: str
    days: int

    @classmethod
    def of(cls, settings: Settings) -> Notice:
        """Return the notice as the settings have it."""
        operator, kept = settings.operator, settings.privacy
        return cls(
            version=kept.consent_version,
            operator=operator.name,
            city=operator.city,
            person=kept.person_in_charge or operator.name,
            contact=kept.contact or operator.name,
            days=kept.retention_days,
        )


def open_link(session: Session, *, now: datetime, account: Account, token: str, notice: Notice) -> None:
    """Take a link's token: show the notice, or what else the invitation means to someone who is in already."""
    try:
        invite = invites.redeem(session, now=now, token=token)
    except (invites.InviteInvalid, invites.InviteExpired) as fault:
        _say_refusal(session, account, fault, now=now)
        return
    _open(session, account, invite, notice, now=now)


def open_code(
    session: Session, *, now: datetime, account: Account, code: str, tries_per_hour: int, notice: Notice
) -> None:
    """Take a typed code; a wrong one is counted."""
    try:
        found = invites.redeem_code(
            session, now=now, telegram_id=account.telegram_id, code=code, tries_per_hour=tries_per_hour
        )
    except invites.TooManyTries as fault:
        _say_refusal(session, account, fault, now=now)
        return
    if isinstance(found, Fault):
        binding.tell(session, account, found.key, now=now)
    else:
        _open(session, account, found, notice, now=now)


def _say_refusal(session: Session, account: Account, fault: Fault, *, now: datetime) -> None:
    """Say why an invitation does not work, at most once an hour: whoever knocks without end is not answered."""
    dedup = f"{fault.key}:{account.telegram_id}:{now:%Y%m%d%H}"
    binding.tell(session, account, fault.key, now=now, dedup=dedup, **fault.params)


def _open(session: Session, account: Account, invite: Invite, notice: Notice, *, now: datetime) -> None:
    cadre = people.find(session, account.telegram_id)
    if cadre is not None and invite.kind is not InviteKind.ADMIN:
        _open_again(session, account, cadre, invite, now=now)
        return
    target = session.get(Cadre, invite.cadre_id) if invite.cadre_id else None
    if target is not None and target.left_on is not None:
        _say_refusal(session, account, invites.InviteInvalid(), now=now)
        return
    dialogues.ask(session, account.telegram_id, CONSENT, now=now, invite=invite.id, version=notice.version)
    binding.tell(
        session,
        account,
        "notice-personal" if target else "notice",
        now=now,
        name=target.name if target else "",
        operator=notice.operator,
        city=notice.city,
        person=notice.person,
        contact=notice.contact,
        days=notice.days,
        invite=invite.id,
    )


def _open_again(session: Session, account: Account, cadre: Cadre, invite: Invite, *, now: datetime) -> None:
    """An invitation opened by someone who is bound: their own, another unit's, or somebody else's."""
    if invite.kind is InviteKind.PERSON and invite.cadre_id != cadre.id:
        raise AlreadyBound(name=cadre.name)
    if invite.unit_id is None or invite.unit_id == cadre.unit_id or cadre.unit_id is None:
        binding.greet(session, now=now, account=account)
        return
    unit = binding.find_unit(session, invite.unit_id)
    dialogues.ask(session, account.telegram_id, petitions.CHANGE_UNIT, now=now, unit_id=unit.id)
    binding.tell(session, account, "change-unit-ask", now=now, unit=unit.name, unit_id=unit.id)


def agree(session: Session, *, now: datetime, account: Account, invite_id: int, first_name: str) -> None:
    """同意: bind by a personal invitation, or ask for the name.

    Raises:
        NothingToAgreeTo: This notice does not wait for an answer; a forged tap finds none either.
        InviteInvalid: The invitation ended between notice and consent.
        InviteExpired: The same, by its date.
    """
    if _has_agreed(session, account.telegram_id, now=now):
        return
    standing = petitions.standing_at(session, account.telegram_id, CONSENT, "invite", invite_id, now=now)
    account = replace(account, consent_version=standing.data["version"])
    invite = _agreed_invite(session, invite_id, now=now)
    match invite.kind:
        case InviteKind.ADMIN:
            _bind_admin(session, account, invite, first_name, now=now)
        case InviteKind.PERSON:
            _bind_person(session, account, invite, now=now)
        case InviteKind.UNIT:
            unit = binding.find_unit(session, invite.unit_id or 0)
            dialogues.ask(
                session, account.telegram_id, petitions.NAME, now=now, unit_id=unit.id, version=account.consent_version
            )
            binding.tell(session, account, "name-ask", now=now, unit=unit.name)


def _has_agreed(session: Session, telegram_id: int, *, now: datetime) -> bool:
    """Tell whether this is the second tap of a double one: what the first asked for is under way."""
    standing = dialogues.standing(session, telegram_id=telegram_id, now=now)
    if standing is not None:
        return standing.step == petitions.NAME
    return claims.waiting_claim(session, telegram_id) is not None or people.find(session, telegram_id) is not None


def _agreed_invite(session: Session, invite_id: int, *, now: datetime) -> Invite:
    invite = session.get(Invite, invite_id)
    if invite is None or invite.revoked_at is not None:
        raise invites.InviteInvalid
    if invite.used_at is not None and invite.kind is not InviteKind.UNIT:
        raise invites.InviteInvalid
    if now >= invite.expires_at:
        raise invites.InviteExpired
    return invite


def _bind_admin(session: Session, account: Account, invite: Invite, first_name: str, *, now: datetime) -> None:
    invites.use(invite, now=now)
    cadre = people.find(session, account.telegram_id)
    if cadre is None:
        # Whoever came in by this way before keeps the row.
        number = f"S{account.telegram_id}"
        cadre = session.scalar(select(Cadre).where(Cadre.roster_no == number))
        if cadre is None:
            cadre = Cadre(roster_no=number, name=read_name(first_name) or "管理员")
            session.add(cadre)
        session.flush()
    if not any(grant.role is Role.ADMIN for grant in people.grants_of(session, cadre.id)):
        session.add(RoleGrant(cadre_id=cadre.id, role=Role.ADMIN, granted_at=now, granted_by=f"invite:{invite.id}"))
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(cadre.id),
        action="role.grant",
        subject=outbox.cadre_key(cadre.id),
        after={"role": Role.ADMIN.value, "invite": invite.id},
    )
    if cadre.telegram_id is None:
        claims.withdraw(session, account.telegram_id, now=now)
        binding.bind(session, cadre, account, now=now)
    else:
        dialogues.close(session, account.telegram_id)
    outbox.say(session, outbox.cadre_key(cadre.id), "welcome-admin", now=now)


def _bind_person(session: Session, account: Account, invite: Invite, *, now: datetime) -> None:
    cadre = session.get_one(Cadre, invite.cadre_id)
    if cadre.left_on is not None:
        raise invites.InviteInvalid
    if cadre.telegram_id is None:
        claims.withdraw(session, account.telegram_id, now=now)
        binding.bind(session, cadre, account, now=now)
        claims.show_to(session, cadre, now=now)
        return
    if cadre.unit_id is None:
        raise petitions.AskAnAdmin
    petitions.file(session, account, ClaimKind.NEW_ACCOUNT, cadre.unit_id, cadre.name, cadre.id, now=now)


def disagree(session: Session, *, now: datetime, account: Account, invite_id: int) -> None:
    """不同意: one last line. Nothing is kept but the refusal on the row that a personal invitation is for.

    Raises:
        NothingToAgreeTo: This notice does not wait for an answer.
    """
    petitions.standing_at(session, account.telegram_id, CONSENT, "invite", invite_id, now=now)
    dialogues.close(session, account.telegram_id)
    invite = session.get(Invite, invite_id)
    cadre = session.get(Cadre, invite.cadre_id) if invite is not None and invite.cadre_id else None
    if cadre is not None and cadre.telegram_id is None:
        cadre.refused_at = now
    binding.tell(session, account, "refused", now=now)
