"""Places and the waiting list of an activity with a quota: first come, first served, and a free place is offered.

Whoever taps 参加 when all places are taken waits. A place that comes free is offered to the one who has waited longest;
without a tap in time it goes to the next, and who let it pass waits on behind the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Lane
from bot.rules.attendance import AnswerState
from bot.services import outbox

# Half a day where there is time for it: nobody need look at the phone at night.
OFFER_LASTS: Final = timedelta(hours=12)
SHORT_OFFER_LASTS: Final = timedelta(hours=1)
LONG_BEFORE: Final = timedelta(hours=24)


def _taken(session: Session, activity: Activity, *, now: datetime) -> int:
    """Count the places that are taken or on offer."""
    is_taken = or_(
        Attendance.answer == AnswerState.GOING,
        and_(Attendance.answer == AnswerState.WAITLISTED, Attendance.offered_until > now),
    )
    query = select(func.count()).select_from(Attendance).where(Attendance.activity_id == activity.id, is_taken)
    return session.scalar(query) or 0


def is_full(session: Session, activity: Activity, *, now: datetime) -> bool:
    """Tell whether somebody who says 参加 now would have to wait."""
    if activity.quota is None:
        return False
    return _taken(session, activity, now=now) >= activity.quota or bool(_waiters(session, activity.id, now=now))


def _waiters(session: Session, activity_id: int, *, now: datetime) -> Sequence[Attendance]:
    """List who waits and has no offer, longest first."""
    query = select(Attendance).where(
        Attendance.activity_id == activity_id,
        Attendance.answer == AnswerState.WAITLISTED,
        or_(Attendance.offered_until.is_(None), Attendance.offered_until <= now),
    )
    return session.scalars(query.order_by(Attendance.waits_since, Attendance.id)).all()


def place_of(session: Session, row: Attendance, *, now: datetime) -> int:
    """Return how many stand before a person who waits, and the person with them; 1 is next."""
    ahead = [each.id for each in _waiters(session, row.activity_id, now=now)]
    return ahead.index(row.id) + 1 if row.id in ahead else 1


def kept_until(row: Attendance, *, now: datetime) -> datetime | None:
    """Return until when a place is kept for a person who waits, or None."""
    is_offered = row.answer == AnswerState.WAITLISTED and row.offered_until is not None and row.offered_until > now
    return row.offered_until if is_offered else None


def granted(
    session: Session, activity: Activity, row: Attendance, answer: AnswerState, *, now: datetime
) -> AnswerState:
    """Return what an answer comes to: 参加 without a place is 候补. Keeps since when the person waits."""
    if answer is AnswerState.GOING and row.answer != AnswerState.GOING and kept_until(row, now=now) is None:
        if row.answer == AnswerState.WAITLISTED:
            return AnswerState.WAITLISTED
        if is_full(session, activity, now=now):
            row.waits_since = now
            return AnswerState.WAITLISTED
    row.waits_since = row.offered_until = None
    return answer


def offer_places(session: Session, activity: Activity, *, now: datetime) -> int:
    """Offer what is free to those who have waited longest; return how many phones ring.

    One whose offer has run out goes to the end, so that the next gets the place.
    """
    if activity.quota is None or activity.state is not ActivityState.OPEN or now >= activity.starts_at:
        return 0
    session.flush()
    waiters = _waiters(session, activity.id, now=now)
    for row in waiters:
        if row.offered_until is not None:
            row.waits_since, row.offered_until = row.offered_until, None
    session.flush()
    free = activity.quota - _taken(session, activity, now=now)
    lasts = OFFER_LASTS if activity.starts_at - now > LONG_BEFORE else SHORT_OFFER_LASTS
    chosen = _waiters(session, activity.id, now=now)[: max(free, 0)]
    for row in chosen:
        row.offered_until = min(now + lasts, activity.starts_at)
        outbox.show(
            session,
            outbox.cadre_key(row.cadre_id),
            f"activity:{activity.id}",
            now=now,
            lane=Lane.REMINDER,
            rings=True,
            dedup=f"offer:{activity.id}:{row.cadre_id}:{now.isoformat()}",
            expires_at=row.offered_until,
            activity_id=activity.id,
        )
    passed = [row for row in waiters if row not in chosen]
    for row in passed:
        outbox.show(
            session, outbox.cadre_key(row.cadre_id), f"activity:{activity.id}", now=now, activity_id=activity.id
        )
    session.flush()
    return len(chosen)


def run_out(session: Session, *, now: datetime) -> Sequence[int]:
    """List the activities in which an offer has run out, or a larger quota left a place that nobody was offered."""
    query = (
        select(Attendance.activity_id)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(
            Attendance.answer == AnswerState.WAITLISTED,
            Attendance.offered_until <= now,
            Activity.state == ActivityState.OPEN,
            Activity.starts_at > now,
        )
        .distinct()
    )
    return session.scalars(query).all()


def move_on(session: Session, *, now: datetime, activity_id: int) -> int:
    """Offer what was offered in vain to the next in line."""
    return offer_places(session, session.get_one(Activity, activity_id), now=now)
