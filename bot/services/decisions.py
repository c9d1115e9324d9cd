"""What a liaison's tap does to someone who waits: bind, add, move, let go, or turn away.

Every decision is checked when it arrives, ends a claim once, and stands in the audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Claim, ClaimKind, ClaimState, Role
from bot.rules.attendance import MarkKind, MarkSource
from bot.rules.rights import IN_UNIT, Right, may
from bot.services import attendance, binding, claims, invites, outbox, people
from bot.services.binding import Account


class ClaimDecided(Fault):
    """Somebody has decided it already, or the person has withdrawn."""

    key = "fault-claim-decided"


class ClaimChanged(Fault):
    """The person on the roster is not free any more, or is not whom the claim can be for."""

    key = "fault-claim-changed"


def _take(session: Session, telegram_id: int, claim_id: int) -> tuple[Cadre, Claim]:
    """Return who taps and the claim, if they may decide it and nobody has."""
    claim = session.get(Claim, claim_id)
    if claim is None:
        people.require(session, telegram_id)
        raise ClaimDecided
    actor = people.require_right(session, telegram_id, Right.APPROVE_CLAIM, claim.unit_id)
    if claim.state is not ClaimState.WAITING:
        raise ClaimDecided
    return actor, claim


def approve(session: Session, *, now: datetime, telegram_id: int, claim_id: int, cadre_id: int, today: date) -> Claim:
    """Confirm one claim as being of the person named.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: No right in this unit, or the person holds roles that this one may not hand on.
        ClaimDecided: Somebody was faster.
        ClaimChanged: The person is not one whom this claim can be for.
    """
    actor, claim = _take(session, telegram_id, claim_id)
    case = next(case for case in claims.cases(session, claim.unit_id) if case.claim.id == claim.id)
    cadre = next((cadre for cadre in case.candidates if cadre.id == cadre_id), None)
    if cadre is None:
        raise ClaimChanged
    _carry_out(session, actor, claim, cadre, now=now, today=today)
    claims.refresh(session, claim.unit_id, now=now)
    return claim


def approve_all(session: Session, *, now: datetime, telegram_id: int, unit_id: int, up_to: int, today: date) -> int:
    """Confirm every unique match up to the last claim that the card showed; return how many.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: No right in this unit.
        ClaimDecided: There is none left.
    """
    actor = people.require_right(session, telegram_id, Right.APPROVE_CLAIM, unit_id)
    found = [case for case in claims.cases(session, unit_id) if case.is_unique and case.claim.id <= up_to]
    if not found:
        raise ClaimDecided
    for case in found:
        _carry_out(session, actor, case.claim, case.candidates[0], now=now, today=today)
    claims.refresh(session, unit_id, now=now)
    return len(found)


def add_person(session: Session, *, now: datetime, telegram_id: int, claim_id: int, today: date) -> Claim:
    """Put someone whom the roster does not know on it, and confirm the claim.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: No right in this unit.
        ClaimDecided: Somebody was faster.
        ClaimChanged: The roster knows such a name by now, or it is another kind of claim.
    """
    actor, claim = _take(session, telegram_id, claim_id)
    if claim.kind is not ClaimKind.BIND or claims.bearers_of(session, claim.unit_id, claim.typed_name):
        raise ClaimChanged
    cadre = Cadre(roster_no=f"N{claim.id:05d}", name=claim.typed_name, unit_id=claim.unit_id)
    session.add(cadre)
    session.flush()
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(actor.id),
        action="roster.add",
        subject=outbox.cadre_key(cadre.id),
        after={"unit": claim.unit_id, "claim": claim.id},
    )
    _carry_out(session, actor, claim, cadre, now=now, today=today)
    claims.refresh(session, claim.unit_id, now=now)
    return claim


def reject(session: Session, *, now: datetime, telegram_id: int, claim_id: int) -> Claim:
    """Say that the person is not of this unit (or the change does not stand); they are told in one polite line.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: No right in this unit.
        ClaimDecided: Somebody was faster.
    """
    actor, claim = _take(session, telegram_id, claim_id)
    _decide(session, actor, claim, ClaimState.REJECTED, now=now)
    unit = binding.find_unit(session, claim.unit_id)
    to = people.reply_key(session, claim.telegram_id)
    outbox.say(session, to, "claim-rejected", now=now, language=claim.language, unit=unit.name)
    claims.refresh(session, claim.unit_id, now=now)
    return claim


def _decide(
    session: Session, actor: Cadre, claim: Claim, state: ClaimState, *, now: datetime, cadre: Cadre | None = None
) -> None:
    claim.state, claim.decided_at, claim.decided_by = state, now, actor.id
    if cadre is not None:
        claim.cadre_id = cadre.id
    session.flush()
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(actor.id),
        action=f"claim.{state.value}",
        subject=f"claim:{claim.id}",
        after={"kind": claim.kind.value, "unit": claim.unit_id, "cadre": claim.cadre_id},
    )


def _carry_out(session: Session, actor: Cadre, claim: Claim, cadre: Cadre, *, now: datetime, today: date) -> None:
    account = Account(claim.telegram_id, claim.language, claim.consent_version)
    if claim.kind in (ClaimKind.BIND, ClaimKind.NEW_ACCOUNT):
        require_reach_over(session, actor, cadre)
    _decide(session, actor, claim, ClaimState.APPROVED, now=now, cadre=cadre)
    match claim.kind:
        case ClaimKind.BIND | ClaimKind.NEW_ACCOUNT:
            _enter_marks(session, claim, cadre, now=now)
            try:
                binding.bind(session, cadre, account, now=now)
            except binding.AlreadyBound:
                raise ClaimChanged from None
            claims.show_to(session, cadre, now=now)
        case ClaimKind.CHANGE_UNIT:
            _require_bound(cadre, claim)
            left_id = cadre.unit_id
            roles = binding.move(session, cadre, claim.unit_id, now=now)
            _note_move(session, actor, claim, cadre, left_id=left_id, roles=roles, now=now)
            unit = binding.find_unit(session, claim.unit_id)
            outbox.say(session, outbox.cadre_key(cadre.id), "unit-changed", now=now, unit=unit.name)
        case ClaimKind.LEAVE:
            _require_bound(cadre, claim)
            let_go(session, actor, cadre, now=now, today=today)


def let_go(session: Session, actor: Cadre, cadre: Cadre, *, now: datetime, today: date) -> None:
    """Take a person off the roster as of today; what they waited for and their invitations end."""
    if cadre.telegram_id is not None:
        claims.withdraw(session, cadre.telegram_id, now=now)
    by = outbox.cadre_key(actor.id)
    roles = binding.leave(session, cadre, now=now, today=today)
    invites.revoke(session, now=now, actor=by, cadre_id=cadre.id)
    after = {"left_on": today.isoformat(), "roles_revoked": roles}
    people.note(session, now=now, actor=by, action="person.leave", subject=outbox.cadre_key(cadre.id), after=after)


def _note_move(
    session: Session,
    actor: Cadre,
    claim: Claim,
    cadre: Cadre,
    *,
    left_id: int | None,
    roles: Sequence[str],
    now: datetime,
) -> None:
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(actor.id),
        action="person.move",
        subject=outbox.cadre_key(cadre.id),
        before={"unit": left_id},
        after={"unit": claim.unit_id} | ({"roles_revoked": list(roles)} if roles else {}),
    )


def _require_bound(cadre: Cadre, claim: Claim) -> None:
    if cadre.telegram_id != claim.telegram_id or cadre.left_on is not None:
        raise ClaimChanged


def require_reach_over(session: Session, actor: Cadre, cadre: Cadre) -> None:
    """Whoever confirms an account hands it that person's roles: none may be beyond the one who taps.

    Raises:
        NotAllowed: One of them is.
    """
    mine = people.grants_of(session, actor.id)
    for grant in people.grants_of(session, cadre.id):
        if grant.role is Role.ADMIN:
            is_over = may(mine, Right.APPROVE_CHAT)
        elif grant.role in (Role.LIAISON, Role.DEPUTY):
            is_over = all(may(mine, right, grant.unit_id) for right in IN_UNIT)
        else:
            is_over = may(mine, Right.PLAN)
        if not is_over:
            raise people.NotAllowed


def _enter_marks(session: Session, claim: Claim, cadre: Cadre, *, now: datetime) -> None:
    """Let a check-in that was made while waiting count with its own time, where it lies in a window."""
    at = claim.checked_in_at
    activity = claims.activity_at(session, claim.unit_id, at) if at is not None else None
    if at is None or activity is None:
        return
    attendance.enrol(session, activity.id, [cadre], now=now)
    line = attendance.row_of(session, activity.id, cadre.id)
    marks: Sequence[tuple[MarkKind, datetime | None]] = (
        (MarkKind.CHECK_IN, at if line.checked_in_at is None else None),
        (MarkKind.CHECK_OUT, claim.checked_out_at),
    )
    for kind, moment in marks:
        if moment is not None and moment < activity.closes_at:
            source = MarkSource.MESSAGE
            attendance.add_mark(session, activity, cadre.id, kind, at=moment, now=now, source=source, by=cadre.id)
