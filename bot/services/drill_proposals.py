"""Once a month the organizers are told that a drill of reach is due; one of them begins it, or nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Broadcast, BroadcastState, Lane, Occurrence
from bot.rules.audience import BulkHours
from bot.rules.calendar import WorkCalendar
from bot.rules.rights import Right
from bot.services import drills, occurrences, outbox, people
from bot.services.broadcast_confirming import Limits
from bot.services.broadcast_figures import coverage
from bot.services.broadcast_people import broadcasters

AT: Final = time(10, 0)
LASTS: Final = timedelta(days=7)
"""What was missed is made up for so long; what is proposed can be begun for so long."""

OFF: Final = 0
FIRST_MONDAY: Final = "monday"
DrillDay = int | Literal["monday"]


class ProposalOver(Fault):
    """It was proposed for another time: there has been a drill since, or it is more than a week ago."""

    key = "fault-drill-proposal-over"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a drill would come to: how many phones ring, in how many seconds at the settings' pace."""

    people: int
    seconds: int
    needs_second: bool


def subject_of(month: date) -> str:
    """Name the card that proposes a month's drill."""
    return f"drill:{month:%Y%m}"


def _key(month: date) -> str:
    return f"drill:{month:%Y-%m}"


def day_of(month: date, day: DrillDay, calendar: WorkCalendar) -> date:
    """Return on which day of a month a drill is proposed: the first Monday that is a workday, or the settings' day.

    A day that is none of work is put off to the next of the month that is.
    """
    first = month.replace(day=1)
    if day != FIRST_MONDAY:
        wanted = first + timedelta(days=int(day) - 1)
        worked = calendar.add_workdays(wanted - timedelta(days=1), 1)
        return worked if worked.month == month.month else wanted
    on = first + timedelta(days=-first.weekday() % 7)
    while not calendar.is_workday(on):
        on += timedelta(weeks=1)
    return on


def due(session: Session, *, now: datetime, zone: tzinfo, day: DrillDay, calendar: WorkCalendar) -> date | None:
    """Return the first day of the month whose drill is to be proposed now, or None.

    Nothing is proposed in a month in which there was a drill already.
    """
    if day == OFF:
        return None
    month = now.astimezone(zone).date().replace(day=1)
    at = datetime.combine(day_of(month, day, calendar), AT, tzinfo=zone)
    if not at <= now < at + LASTS:
        return None
    if session.scalar(select(Occurrence.id).where(Occurrence.key == _key(month))) is not None:
        return None
    return month if drill_since(session, _start(month, zone), now=now) is None else None


def _start(month: date, zone: tzinfo) -> datetime:
    return datetime.combine(month, time(), tzinfo=zone)


def drill_since(session: Session, since: datetime, *, now: datetime) -> Broadcast | None:
    """Return the latest drill, if it was begun since a moment; None else."""
    drill = drills.latest(session, now=now)
    return drill if drill is not None and drill.created_at >= since else None


def drill_of(session: Session, month: date, zone: tzinfo, *, now: datetime) -> Broadcast | None:
    """Return the drill that was begun since the first of a month, or None."""
    return drill_since(session, _start(month, zone), now=now)


def propose(session: Session, *, now: datetime, month: date) -> int:
    """Show who may broadcast that a drill is due, once a month; return how many phones ring."""
    if not occurrences.note_done(session, _key(month), now=now):
        return 0
    asked = broadcasters(session)
    for cadre in asked:
        outbox.show(
            session,
            outbox.cadre_key(cadre.id),
            subject_of(month),
            now=now,
            lane=Lane.REMINDER,
            rings=True,
            dedup=f"{_key(month)}:{cadre.id}",
            expires_at=now + LASTS,
        )
    return len(asked)


def is_open(session: Session, month: date, *, now: datetime) -> bool:
    """Tell whether a month's drill was proposed and can still be begun by its card."""
    proposed = session.scalar(select(Occurrence.finished_at).where(Occurrence.key == _key(month)))
    return proposed is not None and now < proposed + LASTS


def cost(session: Session, *, hours: BulkHours, limits: Limits, now: datetime) -> Cost:
    """Say what a drill would come to."""
    count = coverage(session, drills.EVERYBODY).reachable
    needs_second = limits.is_beyond(session, drills.EVERYBODY, count, now=now)
    return Cost(count, hours.seconds_for(count), needs_second)


def begin(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    month: date,
    zone: tzinfo,
    text: str,
    hours: BulkHours,
    limits: Limits,
) -> BroadcastState | None:
    """发起演练 on the card that proposes it.

    Returns, and raises:
        As ``drills.begin``, and:
        ProposalOver: There has been a drill in that month, or it was proposed more than a week ago.
    """
    people.require_right(session, telegram_id, Right.BROADCAST)
    if drill_of(session, month, zone, now=now) is not None or not is_open(session, month, now=now):
        raise ProposalOver
    state = drills.begin(session, now=now, telegram_id=telegram_id, text=text, hours=hours, limits=limits)
    outbox.refresh(session, subject_of(month), now=now)
    return state
