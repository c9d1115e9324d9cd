"""What a person asks the liaison for: to be confirmed under a name, to change account or unit, to leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Claim, ClaimKind, ClaimState
from bot.rules.names import read_name
from bot.services import binding, claims, dialogues, people
from bot.services.binding import Account
from bot.services.dialogues import Standing

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


def standing_at(session: Session, telegram_id: int, step: str, name: str, value: int, *, now: datetime) -> Standing:
    """Return where a person stands, if it is at this question about this very thing.

    Raises:
        NothingToAgreeTo: It is not; a forged tap finds nothing either.
    """
    standing = dialogues.standing(session, telegram_id=telegram_id, now=now)
    if standing is None or standing.step != step or standing.data.get(name) != value:
        raise NothingToAgreeTo
    return standing


def file(
    session: Session, account: Account, kind: ClaimKind, unit_id: int, name: str, cadre_id: int | None, *, now: datetime
) -> None:
    """Enter what an account asks for, and tell it that the liaison is asked and nothing more is to be done."""
    dialogues.close(session, account.telegram_id)
    claims.submit(session, account, kind=kind, unit_id=unit_id, typed_name=name, cadre_id=cadre_id, now=now)
    unit = binding.find_unit(session, unit_id)
    binding.tell(session, account, f"claim-waiting-{kind.value.replace('_', '-')}", now=now, name=name, unit=unit.name)


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
        binding.tell(session, account, "claim-rejected", now=now, unit=unit.name)
        return
    found = claims.bearers_of(session, unit_id, name)
    unlinked = [cadre for cadre in found if cadre.telegram_id is None]
    if len(found) == 1 and not unlinked:
        file(session, account, ClaimKind.NEW_ACCOUNT, unit_id, name, found[0].id, now=now)
        return
    only = unlinked[0].id if len(found) == 1 and not _is_claimed(session, unlinked[0].id) else None
    file(session, account, ClaimKind.BIND, unit_id, name, only, now=now)


def _turned_away(session: Session, telegram_id: int, *, since: datetime) -> int:
    query = select(func.count()).where(
        Claim.telegram_id == telegram_id, Claim.state == ClaimState.REJECTED, Claim.decided_at > since
    )
    return session.scalar(query) or 0


def _is_claimed(session: Session, cadre_id: int) -> bool:
    waiting = select(Claim.id).where(Claim.cadre_id == cadre_id, Claim.state == ClaimState.WAITING)
    return session.scalar(waiting.limit(1)) is not None


def change_unit(session: Session, *, now: datetime, account: Account, unit_id: int) -> None:
    """Ask the new unit's liaison to take a person over.

    Raises:
        NothingToAgreeTo: Nobody was asked about this unit.
    """
    cadre = people.require(session, account.telegram_id)
    standing_at(session, account.telegram_id, CHANGE_UNIT, "unit_id", unit_id, now=now)
    file(session, account, ClaimKind.CHANGE_UNIT, unit_id, cadre.name, cadre.id, now=now)


def ask_to_leave(session: Session, *, now: datetime, account: Account) -> None:
    """Ask the own liaison to be taken off the roster.

    Raises:
        AskAnAdmin: Staff outside the roster have no liaison.
    """
    cadre = people.require(session, account.telegram_id)
    if cadre.unit_id is None:
        raise AskAnAdmin
    file(session, account, ClaimKind.LEAVE, cadre.unit_id, cadre.name, cadre.id, now=now)
