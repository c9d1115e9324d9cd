"""Everybody who writes: where they stand, what strangers and waiting people are answered, who is in reach again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Reach
from bot.rules.replies import ReplyKind
from bot.services import activities, binding, claims, dialogues, outbox, people, petitions
from bot.services.binding import Account
from bot.services.dialogues import Standing

CONSENT = "registration-consent"
NAME = "registration-name"
CHANGE_UNIT = "registration-unit"
MOST_TURNED_AWAY = 3
TURNED_AWAY_SPAN = timedelta(hours=24)


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
    return Standpoint(False, is_waiting=claims.waiting_claim(session, telegram_id) is not None, standing=standing)


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


def answer_stranger(session: Session, *, now: datetime, account: Account, today: date, replies_per_day: int) -> None:
    """Ask a stranger for the invitation: so many times a day, and nothing else."""
    for place in range(replies_per_day):
        dedup = f"stranger:{account.telegram_id}:{today.isoformat()}:{place}"
        to = outbox.user_key(account.telegram_id)
        if outbox.say(session, to, "stranger", now=now, dedup=dedup, language=account.language):
            return


def answer_waiting(session: Session, *, now: datetime, account: Account, reply: ReplyKind | None) -> None:
    """Answer someone who waits for the liaison; a check-in or check-out is kept with its own time."""
    claim = claims.waiting_claim(session, account.telegram_id)
    if claim is None:
        return
    if reply is ReplyKind.CHECK_IN and claim.checked_in_at is None and not claims.is_window(session, claim, at=now):
        binding.tell(session, account, "waiting-no-window", now=now)
    elif reply is ReplyKind.CHECK_IN:
        claim.checked_in_at = claim.checked_in_at or now
        binding.tell(session, account, "waiting-checked-in", now=now, time=outbox.TimeOfDay(claim.checked_in_at))
    elif reply is ReplyKind.CHECK_OUT and claim.checked_in_at is None:
        binding.tell(session, account, "fault-not-checked-in", now=now)
    elif reply is ReplyKind.CHECK_OUT:
        claim.checked_out_at = now
        binding.tell(session, account, "waiting-checked-out", now=now, time=outbox.TimeOfDay(now))
    else:
        unit = binding.find_unit(session, claim.unit_id)
        dedup = f"still-waiting:{claim.id}:{now:%Y%m%d%H}"
        binding.tell(session, account, "claim-still-waiting", now=now, dedup=dedup, unit=unit.name)


def remind(session: Session, *, now: datetime, account: Account, step: str) -> None:
    """Someone wrote instead of answering: point to the question again, once an hour."""
    key = "fault-name" if step == petitions.NAME else "notice-remind"
    binding.tell(session, account, key, now=now, dedup=f"{key}:{account.telegram_id}:{now:%Y%m%d%H}")
