"""How a person comes in: invitation, notice and consent, name; a personal invitation binds at once, a unit's one waits.

The liaison's side is in ``bot.services.claims``, tying account to roster row in ``bot.services.binding``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.errors import Fault
from bot.model import (
    Activity,
    ActivityState,
    Attendance,
    Cadre,
    Claim,
    ClaimKind,
    ClaimState,
    Invite,
    InviteKind,
    Reach,
    Role,
    RoleGrant,
)
from bot.rules.names import is_same, read_name
from bot.rules.replies import ReplyKind
from bot.services import activities, binding, claims, dialogues, invites, outbox, people
from bot.services.binding import Account, AlreadyBound
from bot.services.dialogues import Standing

CONSENT = "registration-consent"
NAME = "registration-name"
CHANGE_UNIT = "registration-unit"
MOST_TURNED_AWAY = 3
TURNED_AWAY_SPAN = timedelta(hours=24)


class NothingToAgreeTo(Fault):
    """The notice was answered already, or was shown more than a day ago."""

    key = "fault-notice-over"


class NoSuchName(Fault):
    """What was typed cannot be a name."""

    key = "fault-name"


class AskAnAdmin(Fault):
    """Only an admin can help here: somebody without a unit is linked to another account."""

    key = "fault-ask-admin"


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


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where an account stands with us when it writes."""

    is_bound: bool
    language: str | None = None
    is_unreachable: bool = False
    is_waiting: bool = False
    standing: Standing | None = None


def standpoint(session: Session, *, telegram_id: int, now: datetime) -> Standpoint:
    """Tell where an account stands; asked for every message."""
    cadre = people.find(session, telegram_id)
    standing = dialogues.standing(session, telegram_id=telegram_id, now=now)
    if cadre is not None:
        return Standpoint(True, cadre.language, cadre.reach is not Reach.OK, standing=standing)
    return Standpoint(False, is_waiting=waiting_claim(session, telegram_id) is not None, standing=standing)


def waiting_claim(session: Session, telegram_id: int) -> Claim | None:
    """Return what an account waits for, or None."""
    return session.scalar(
        select(Claim)
        .where(Claim.telegram_id == telegram_id, Claim.state == ClaimState.WAITING)
        .order_by(Claim.id.desc())
        .limit(1)
    )


def language_of(session: Session, *, telegram_id: int) -> str | None:
    """Return the language that the person behind an account has chosen, or None."""
    return session.scalar(select(Cadre.language).where(Cadre.telegram_id == telegram_id))


def heard_from(session: Session, *, now: datetime, telegram_id: int, reach: Reach = Reach.OK) -> None:
    """Note whether a linked person can be written to; who comes back gets the cards of what is open."""
    cadre = people.find(session, telegram_id)
    if cadre is None or cadre.reach is reach:
        return
    cadre.reach, cadre.reach_changed_at = reach, now
    session.flush()
    if reach is Reach.OK and cadre.consented_at is not None:
        activities.invite(session, cadre, now=now)


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
        _tell(session, account, found.key, now=now)
    else:
        _open(session, account, found, notice, now=now)


def _say_refusal(session: Session, account: Account, fault: Fault, *, now: datetime) -> None:
    """Say why an invitation does not work, at most once an hour: whoever knocks without end is not answered."""
    dedup = f"{fault.key}:{account.telegram_id}:{now:%Y%m%d%H}"
    _tell(session, account, fault.key, now=now, dedup=dedup, **fault.params)


def _tell(
    session: Session, account: Account, key: str, *, now: datetime, dedup: str | None = None, **params: Any
) -> None:
    to = people.reply_key(session, account.telegram_id)
    outbox.say(session, to, key, now=now, dedup=dedup, language=account.language, **params)


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
    _tell(
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
        greet(session, now=now, account=account)
        return
    unit = binding.find_unit(session, invite.unit_id)
    dialogues.ask(session, account.telegram_id, CHANGE_UNIT, now=now, unit_id=unit.id)
    _tell(session, account, "change-unit-ask", now=now, unit=unit.name, unit_id=unit.id)


def agree(session: Session, *, now: datetime, account: Account, invite_id: int, first_name: str) -> None:
    """同意: bind by a personal invitation, or ask for the name.

    Raises:
        NothingToAgreeTo: This notice does not wait for an answer; a forged tap finds none either.
        InviteInvalid: The invitation ended between notice and consent.
        InviteExpired: The same, by its date.
    """
    if _has_agreed(session, account.telegram_id, now=now):
        return
    standing = _standing_at(session, account.telegram_id, CONSENT, "invite", invite_id, now=now)
    account = replace(account, consent_version=standing.data["version"])
    invite = _agreed_invite(session, invite_id, now=now)
    match invite.kind:
        case InviteKind.ADMIN:
            _bind_admin(session, account, invite, first_name, now=now)
        case InviteKind.PERSON:
            _bind_person(session, account, invite, now=now)
        case InviteKind.UNIT:
            unit = binding.find_unit(session, invite.unit_id or 0)
            dialogues.ask(session, account.telegram_id, NAME, now=now, unit_id=unit.id, version=account.consent_version)
            _tell(session, account, "name-ask", now=now, unit=unit.name)


def _has_agreed(session: Session, telegram_id: int, *, now: datetime) -> bool:
    """Tell whether this is the second tap of a double one: what the first asked for is under way."""
    standing = dialogues.standing(session, telegram_id=telegram_id, now=now)
    if standing is not None:
        return standing.step == NAME
    return waiting_claim(session, telegram_id) is not None or people.find(session, telegram_id) is not None


def _standing_at(session: Session, telegram_id: int, step: str, name: str, value: int, *, now: datetime) -> Standing:
    """Return where a person stands, if it is at this question about this very thing.

    Raises:
        NothingToAgreeTo: It is not; a forged tap finds nothing either.
    """
    standing = dialogues.standing(session, telegram_id=telegram_id, now=now)
    if standing is None or standing.step != step or standing.data.get(name) != value:
        raise NothingToAgreeTo
    return standing


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
        raise AskAnAdmin
    _claim(session, account, ClaimKind.NEW_ACCOUNT, cadre.unit_id, cadre.name, cadre.id, now=now)


def disagree(session: Session, *, now: datetime, account: Account, invite_id: int) -> None:
    """不同意: one last line. Nothing is kept but the refusal on the row that a personal invitation is for.

    Raises:
        NothingToAgreeTo: This notice does not wait for an answer.
    """
    _standing_at(session, account.telegram_id, CONSENT, "invite", invite_id, now=now)
    dialogues.close(session, account.telegram_id)
    invite = session.get(Invite, invite_id)
    cadre = session.get(Cadre, invite.cadre_id) if invite is not None and invite.cadre_id else None
    if cadre is not None and cadre.telegram_id is None:
        cadre.refused_at = now
    _tell(session, account, "refused", now=now)


def give_name(session: Session, *, now: datetime, account: Account, typed: str) -> None:
    """Take the name and look for it on the unit's roster; the liaison is asked to confirm.

    Whoever was turned away again and again that day is not taken to the liaison once more.

    Raises:
        NothingToAgreeTo: Nobody asked for a name.
        NoSuchName: It cannot be a name; the question stands.
    """
    standing = dialogues.standing(session, telegram_id=account.telegram_id, now=now)
    if standing is None or standing.step != NAME:
        raise NothingToAgreeTo
    name = read_name(typed)
    if name is None:
        raise NoSuchName
    unit_id = int(standing.data["unit_id"])
    account = replace(account, consent_version=standing.data["version"])
    if _turned_away(session, account.telegram_id, since=now - TURNED_AWAY_SPAN) >= MOST_TURNED_AWAY:
        dialogues.close(session, account.telegram_id)
        unit = binding.find_unit(session, unit_id)
        _tell(session, account, "claim-rejected", now=now, unit=unit.name)
        return
    found = [cadre for cadre in _people_of(session, unit_id) if is_same(cadre.name, name)]
    unlinked = [cadre for cadre in found if cadre.telegram_id is None]
    if len(found) == 1 and not unlinked:
        _claim(session, account, ClaimKind.NEW_ACCOUNT, unit_id, name, found[0].id, now=now)
        return
    only = unlinked[0].id if len(found) == 1 and not _is_claimed(session, unlinked[0].id) else None
    _claim(session, account, ClaimKind.BIND, unit_id, name, only, now=now)


def _turned_away(session: Session, telegram_id: int, *, since: datetime) -> int:
    query = select(func.count()).where(
        Claim.telegram_id == telegram_id, Claim.state == ClaimState.REJECTED, Claim.decided_at > since
    )
    return session.scalar(query) or 0


def _people_of(session: Session, unit_id: int) -> list[Cadre]:
    query = select(Cadre).where(Cadre.unit_id == unit_id, Cadre.left_on.is_(None)).order_by(Cadre.id)
    return list(session.scalars(query))


def _is_claimed(session: Session, cadre_id: int) -> bool:
    waiting = select(Claim.id).where(Claim.cadre_id == cadre_id, Claim.state == ClaimState.WAITING)
    return session.scalar(waiting.limit(1)) is not None


def _claim(
    session: Session, account: Account, kind: ClaimKind, unit_id: int, name: str, cadre_id: int | None, *, now: datetime
) -> None:
    dialogues.close(session, account.telegram_id)
    claims.submit(session, account, kind=kind, unit_id=unit_id, typed_name=name, cadre_id=cadre_id, now=now)
    unit = binding.find_unit(session, unit_id)
    _tell(session, account, f"claim-waiting-{kind.value.replace('_', '-')}", now=now, name=name, unit=unit.name)


def change_unit(session: Session, *, now: datetime, account: Account, unit_id: int) -> None:
    """Ask the new unit's liaison to take a person over.

    Raises:
        NothingToAgreeTo: Nobody was asked about this unit.
    """
    cadre = people.require(session, account.telegram_id)
    _standing_at(session, account.telegram_id, CHANGE_UNIT, "unit_id", unit_id, now=now)
    _claim(session, account, ClaimKind.CHANGE_UNIT, unit_id, cadre.name, cadre.id, now=now)


def ask_to_leave(session: Session, *, now: datetime, account: Account) -> None:
    """Ask the own liaison to be taken off the roster.

    Raises:
        AskAnAdmin: Staff outside the roster have no liaison.
    """
    cadre = people.require(session, account.telegram_id)
    if cadre.unit_id is None:
        raise AskAnAdmin
    _claim(session, account, ClaimKind.LEAVE, cadre.unit_id, cadre.name, cadre.id, now=now)


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


def answer_stranger(session: Session, *, now: datetime, account: Account, today: date, replies_per_day: int) -> None:
    """Ask a stranger for the invitation: so many times a day, and nothing else."""
    for place in range(replies_per_day):
        dedup = f"stranger:{account.telegram_id}:{today.isoformat()}:{place}"
        to = outbox.user_key(account.telegram_id)
        if outbox.say(session, to, "stranger", now=now, dedup=dedup, language=account.language):
            return


def answer_waiting(session: Session, *, now: datetime, account: Account, reply: ReplyKind | None) -> None:
    """Answer someone who waits for the liaison; a check-in or check-out is kept with its own time."""
    claim = waiting_claim(session, account.telegram_id)
    if claim is None:
        return
    if reply is ReplyKind.CHECK_IN and claim.checked_in_at is None and not claims.is_window(session, claim, at=now):
        _tell(session, account, "waiting-no-window", now=now)
    elif reply is ReplyKind.CHECK_IN:
        claim.checked_in_at = claim.checked_in_at or now
        _tell(session, account, "waiting-checked-in", now=now, time=outbox.TimeOfDay(claim.checked_in_at))
    elif reply is ReplyKind.CHECK_OUT and claim.checked_in_at is None:
        _tell(session, account, "fault-not-checked-in", now=now)
    elif reply is ReplyKind.CHECK_OUT:
        claim.checked_out_at = now
        _tell(session, account, "waiting-checked-out", now=now, time=outbox.TimeOfDay(now))
    else:
        unit = binding.find_unit(session, claim.unit_id)
        dedup = f"still-waiting:{claim.id}:{now:%Y%m%d%H}"
        _tell(session, account, "claim-still-waiting", now=now, dedup=dedup, unit=unit.name)


def remind(session: Session, *, now: datetime, account: Account, step: str) -> None:
    """Someone wrote instead of answering: point to the question again, once an hour."""
    key = "fault-name" if step == NAME else "notice-remind"
    _tell(session, account, key, now=now, dedup=f"{key}:{account.telegram_id}:{now:%Y%m%d%H}")
