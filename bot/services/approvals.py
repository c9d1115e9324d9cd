"""Once a month the organizers are asked to look through the Fridays of the next month and approve them.

An approval is the month's occurrence: asked once, whoever holds the office then, and approved by one of them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Lane, Occurrence, OccurrenceState
from bot.rules.rights import Right
from bot.services import occurrences, outbox, people
from bot.services.outlook import SUBJECT
from bot.services.planning import NoSuchPlan

ASKED_FROM_DAY: Final = 25


def month_asked(today: date) -> date | None:
    """Return the first day of the month that is to be approved now: the next one, from the 25th on."""
    if today.day < ASKED_FROM_DAY:
        return None
    return (today.replace(day=28) + timedelta(days=4)).replace(day=1)


def _key(month: date) -> str:
    return f"fridays:{month:%Y-%m}"


def find(session: Session, month: date) -> Occurrence | None:
    """Return the approval of a month, asked for or given, or None."""
    return session.scalar(select(Occurrence).where(Occurrence.key == _key(month)))


def ask(session: Session, *, now: datetime, today: date) -> int:
    """Show the Fridays ahead to those who plan, once a month; return how many phones ring."""
    month = month_asked(today)
    if month is None or find(session, month) is not None:
        return 0
    occurrences.begin(session, _key(month), now=now)
    asked = people.planners(session)
    for cadre_id in asked:
        card = outbox.show(
            session,
            outbox.cadre_key(cadre_id),
            SUBJECT,
            now=now,
            lane=Lane.REMINDER,
            rings=True,
            dedup=f"approve:{_key(month)}:{cadre_id}",
        )
        card.view = None
    return len(asked)


def approve(session: Session, *, now: datetime, telegram_id: int, month: date) -> bool:
    """同意下月安排; return whether this tap did it.

    Raises:
        NotRegistered, NotAllowed: Planning is not theirs.
        NoSuchPlan: Nobody was asked about that month.
    """
    by = people.require_right(session, telegram_id, Right.PLAN)
    asked = find(session, month)
    if asked is None:
        raise NoSuchPlan
    if asked.state is OccurrenceState.DONE:
        return False
    asked.state, asked.finished_at = OccurrenceState.DONE, now
    asked.outcome = {"by": by.id}
    people.note(session, now=now, actor=outbox.cadre_key(by.id), action="fridays.approve", subject=_key(month))
    outbox.refresh(session, SUBJECT, now=now)
    return True


def approver(session: Session, approval: Occurrence) -> str:
    """Return who approved a month, by name; empty while nobody has."""
    cadre = session.get(Cadre, approval.outcome.get("by", 0))
    return "" if cadre is None else cadre.name
