"""Who waits for a liaison's tap, and who is asked: the liaison, then the deputy, then the organizers.

What each tap does is in ``bot.services.decisions``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    ActivityState,
    Cadre,
    Claim,
    ClaimKind,
    ClaimState,
    Message,
    Role,
    RoleGrant,
    Roll,
)
from bot.rules.names import folded
from bot.rules.rights import Right
from bot.services import outbox, people
from bot.services.binding import Account

RING_AGAIN_AFTER = timedelta(minutes=10)
TO_DEPUTY, TO_ORGANIZER = 1, 2


# Asked with every claim, so they are built once.
ROSTER = select(Cadre.id, Cadre.name).where(Cadre.unit_id == bindparam("unit_id"), Cadre.left_on.is_(None))
HELD = select(RoleGrant.cadre_id).where(
    RoleGrant.cadre_id.in_(bindparam("ids", expanding=True)), RoleGrant.revoked_at.is_(None)
)
WAITING_IN_UNIT = (
    select(Claim).where(Claim.unit_id == bindparam("unit_id"), Claim.state == ClaimState.WAITING).order_by(Claim.id)
)
LATE = (
    select(Claim)
    .where(Claim.state == ClaimState.WAITING, Claim.created_at <= bindparam("before"))
    .order_by(Claim.unit_id)
)
WAITING_OF_ACCOUNT = (
    select(Claim)
    .where(Claim.telegram_id == bindparam("telegram_id"), Claim.state == ClaimState.WAITING)
    .order_by(Claim.id)
)


def subject_of(unit_id: int) -> str:
    """Name the card of those who wait in a unit."""
    return f"claims:{unit_id}"


@dataclass(frozen=True, slots=True)
class Case:
    """A waiting claim with whom it can be for: the one match, several namesakes, or nobody (``candidates`` empty)."""

    claim: Claim
    candidates: tuple[Cadre, ...]
    is_unique: bool


def waiting(session: Session, unit_id: int) -> list[Claim]:
    """List the claims of a unit that wait for a tap, oldest first."""
    return list(session.scalars(WAITING_IN_UNIT, {"unit_id": unit_id}))


def waiting_claim(session: Session, telegram_id: int) -> Claim | None:
    """Return what an account waits for, or None."""
    waiting_ones = session.scalars(WAITING_OF_ACCOUNT, {"telegram_id": telegram_id}).all()
    return waiting_ones[-1] if waiting_ones else None


def cases(session: Session, unit_id: int) -> list[Case]:
    """List what waits in a unit, each with its candidates.

    Unique is a claim for one unlinked person without a role whom nobody else claims: it may be approved in a batch.
    """
    claims = waiting(session, unit_id)
    if not claims:
        return []
    names = [folded(claim.typed_name) for claim in claims if claim.kind is ClaimKind.BIND]
    by_name = _namesakes(session, unit_id, set(names))
    matched = [cadre.id for cadres in by_name.values() for cadre in cadres]
    held = set(session.scalars(HELD, {"ids": matched}).all()) if matched else set()
    found: list[Case] = []
    for claim in claims:
        if claim.kind is not ClaimKind.BIND:
            target = session.get(Cadre, claim.cadre_id)
            found.append(Case(claim, (target,) if target else (), is_unique=False))
            continue
        name = folded(claim.typed_name)
        candidates = tuple(by_name.get(name, ()))
        is_unique = (
            len(candidates) == 1
            and candidates[0].id == claim.cadre_id
            and candidates[0].telegram_id is None
            and candidates[0].id not in held
            and names.count(name) == 1
        )
        found.append(Case(claim, candidates, is_unique))
    return found


def _namesakes(session: Session, unit_id: int, names: Collection[str]) -> dict[str, list[Cadre]]:
    """Find the people of a unit who bear one of the names (normalised, case folded), each name with its bearers."""
    bearers = {
        number: name
        for number, spelt in session.execute(ROSTER, {"unit_id": unit_id})
        if (name := folded(spelt)) in names
    }
    by_name: dict[str, list[Cadre]] = {}
    if bearers:
        for cadre in session.scalars(select(Cadre).where(Cadre.id.in_(bearers)).order_by(Cadre.id)):
            by_name.setdefault(bearers[cadre.id], []).append(cadre)
    return by_name


def bearers_of(session: Session, unit_id: int, name: str) -> list[Cadre]:
    """List the people of a unit who bear a name, whatever its spaces and capitals, in the order of the roster."""
    wanted = folded(name)
    return _namesakes(session, unit_id, {wanted}).get(wanted, [])


def submit(
    session: Session,
    account: Account,
    *,
    kind: ClaimKind,
    unit_id: int,
    typed_name: str,
    cadre_id: int | None,
    now: datetime,
) -> Claim:
    """Enter a claim and show it to the liaison; an earlier one of the same account is withdrawn."""
    former = withdraw(session, account.telegram_id, now=now)
    was_empty = not waiting(session, unit_id)
    claim = Claim(
        kind=kind,
        telegram_id=account.telegram_id,
        unit_id=unit_id,
        typed_name=typed_name,
        cadre_id=cadre_id,
        language=account.language,
        consent_version=account.consent_version,
        created_at=now,
        checked_in_at=former.checked_in_at if former else None,
        checked_out_at=former.checked_out_at if former else None,
    )
    session.add(claim)
    session.flush()
    claim.escalations = _first_level(session, unit_id)
    session.flush()
    announce(session, unit_id, now=now, rings=was_empty)
    return claim


def withdraw(session: Session, telegram_id: int, *, now: datetime) -> Claim | None:
    """End what an account still waits for; return the last such claim."""
    claims = session.scalars(WAITING_OF_ACCOUNT, {"telegram_id": telegram_id}).all()
    for claim in claims:
        claim.state, claim.decided_at = ClaimState.WITHDRAWN, now
    session.flush()
    for unit_id in {claim.unit_id for claim in claims}:
        refresh(session, unit_id, now=now)
    return claims[-1] if claims else None


def refresh(session: Session, unit_id: int, *, now: datetime) -> None:
    """Show the new state on every card of the unit's waiting people."""
    outbox.refresh(session, subject_of(unit_id), now=now)


def announce(session: Session, unit_id: int, *, now: datetime, rings: bool) -> None:
    """Show who waits to all who are asked now; a phone rings at most once in ten minutes."""
    subject = subject_of(unit_id)
    for cadre in approvers(session, unit_id):
        to = outbox.cadre_key(cadre.id)
        card = outbox.find_card(session, to, subject)
        may_ring = card is None or not _rang_since(session, card.id, now - RING_AGAIN_AFTER)
        if card is not None:
            card.rings = 0  # the card is for good; the bound on rings is the pause between them
        outbox.show(session, to, subject, now=now, rings=card is None or (rings and may_ring))
    refresh(session, unit_id, now=now)


def _rang_since(session: Session, card_id: int, since: datetime) -> bool:
    query = select(func.max(Message.created_at)).where(
        Message.card_id == card_id, Message.kind == outbox.CARD, Message.is_silent.is_(False)
    )
    last = session.scalar(query)
    return last is not None and last > since


def approvers(session: Session, unit_id: int) -> list[Cadre]:
    """List who is asked now: the liaison, with escalation the deputy and then the organizers as well."""
    level = session.scalar(
        select(func.max(Claim.escalations)).where(Claim.unit_id == unit_id, Claim.state == ClaimState.WAITING)
    )
    asked = people.reachable(session, Role.LIAISON, unit_id)
    if (level or 0) >= TO_DEPUTY:
        asked += people.reachable(session, Role.DEPUTY, unit_id)
    if (level or 0) >= TO_ORGANIZER:
        asked += people.reachable(session, Role.ORGANIZER) or people.reachable(session, Role.ADMIN)
    return list({cadre.id: cadre for cadre in asked}.values())


def _first_level(session: Session, unit_id: int) -> int:
    """Return who is asked first: the liaison, or whoever stands in when none can be reached."""
    if people.reachable(session, Role.LIAISON, unit_id):
        return 0
    return TO_DEPUTY if people.reachable(session, Role.DEPUTY, unit_id) else TO_ORGANIZER


def overdue(session: Session, *, now: datetime, after: timedelta) -> list[int]:
    """List the units in which someone has waited too long for the level that is asked now."""
    late = session.scalars(LATE, {"before": now - after}).all()
    has_deputy = {unit_id: _has_deputy(session, unit_id) for unit_id in {claim.unit_id for claim in late}}
    due = [
        claim.unit_id
        for claim in late
        if _level_due(claim, now=now, after=after, has_deputy=has_deputy[claim.unit_id]) > claim.escalations
    ]
    return list(dict.fromkeys(due))


def _has_deputy(session: Session, unit_id: int) -> bool:
    return bool(people.reachable(session, Role.DEPUTY, unit_id))


def _level_due(claim: Claim, *, now: datetime, after: timedelta, has_deputy: bool) -> int:
    level = min((now - claim.created_at) // after, TO_ORGANIZER)
    return TO_ORGANIZER if level == TO_DEPUTY and not has_deputy else level


def escalate(session: Session, *, now: datetime, unit_id: int, after: timedelta) -> None:
    """Ask the next in line about those who have waited too long in a unit: deputy, then organizers."""
    before = {cadre.id for cadre in approvers(session, unit_id)}
    has_deputy = _has_deputy(session, unit_id)
    for claim in waiting(session, unit_id):
        level = _level_due(claim, now=now, after=after, has_deputy=has_deputy)
        claim.escalations = max(claim.escalations, level)
    session.flush()
    for cadre in approvers(session, unit_id):
        if cadre.id not in before:
            show_newly(session, cadre, unit_id, now=now)


def show_newly(session: Session, cadre: Cadre, unit_id: int, *, now: datetime) -> None:
    """Show someone who waits in a unit; the phone rings."""
    to = outbox.cadre_key(cadre.id)
    card = outbox.find_card(session, to, subject_of(unit_id))
    if card is not None:
        card.rings = 0
    outbox.show(session, to, subject_of(unit_id), now=now, rings=True)


def show_to(session: Session, cadre: Cadre, *, now: datetime) -> None:
    """Show someone who has just come in who waits for their tap."""
    for unit_id in people.units_of(session, cadre.id):
        if waiting(session, unit_id):
            show_newly(session, cadre, unit_id, now=now)


def is_window(session: Session, claim: Claim, *, at: datetime) -> bool:
    """Tell whether a check-in at a moment would lie in a window of the claim's unit."""
    return activity_at(session, claim.unit_id, at) is not None


def turn_page(session: Session, *, now: datetime, telegram_id: int, unit_id: int, page: int) -> None:
    """Turn the reader's own card to a page.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: No right in this unit.
    """
    actor = people.require_right(session, telegram_id, Right.APPROVE_CLAIM, unit_id)
    card = outbox.find_card(session, outbox.cadre_key(actor.id), subject_of(unit_id))
    if card is not None:
        card.page = max(page, 0)
        outbox.show(session, card.chat_key, card.subject, now=now)


def activity_at(session: Session, unit_id: int, at: datetime) -> Activity | None:
    """Return the unit's activity whose check-in was open at a moment; it may be closed by now."""
    return session.scalar(
        select(Activity)
        .join(Roll, Roll.activity_id == Activity.id)
        .where(
            Roll.unit_id == unit_id,
            Activity.state.in_((ActivityState.OPEN, ActivityState.CLOSED)),
            Activity.check_in_from <= at,
            Activity.ends_at > at,
        )
        .order_by(Activity.starts_at)
        .limit(1)
    )
