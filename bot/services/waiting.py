"""Places and the waiting list of an activity with a quota: first come, first served, and a free place is offered.

Where an activity is held at several sites each has its own places, and people wait for those of their site.
Whoever taps 参加 when all places are taken waits. A place that comes free is offered to the one who has waited longest;
without a tap in time it goes to the next, and who let it pass waits on behind the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Lane, Roll, Shift
from bot.rules.attendance import AnswerState
from bot.services import outbox
from bot.storage import Prepared

# Half a day where there is time for it: nobody need look at the phone at night.
OFFER_LASTS: Final = timedelta(hours=12)
SHORT_OFFER_LASTS: Final = timedelta(hours=1)
LONG_BEFORE: Final = timedelta(hours=24)
# Looked at every minute, so it is made ready once.
RUN_OUT = Prepared(
    select(Attendance.activity_id)
    .join(Activity, Activity.id == Attendance.activity_id)
    .where(
        Attendance.answer == AnswerState.WAITLISTED,
        Attendance.offered_until <= bindparam("now"),
        Activity.state == ActivityState.OPEN,
        Activity.starts_at > bindparam("now"),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Places:
    """So many may come: from these units, which serve at one site, or from all units of the activity where None."""

    quota: int
    unit_ids: frozenset[int] | None = None

    def among(self) -> list[ColumnElement[bool]]:
        """Select the lines of those who share these places."""
        return [] if self.unit_ids is None else [Attendance.unit_id.in_(self.unit_ids)]


def is_limited(activity: Activity) -> bool:
    """Tell whether the number of places may be limited; asked before every answer, so it asks no table."""
    return activity.quota is not None or activity.site_id is not None


def _all_places(session: Session, activity: Activity) -> list[Places]:
    """List the places of an activity: of the whole, or of each of its sites that has a limit."""
    if activity.quota is not None:
        return [Places(activity.quota)]
    if activity.site_id is None:
        return []
    rows = session.execute(
        select(Shift.id, Shift.quota, Roll.unit_id)
        .join(Roll, Roll.shift_id == Shift.id)
        .where(Shift.activity_id == activity.id, Shift.quota.is_not(None))
        .order_by(Shift.id)
    ).all()
    quotas: dict[int, int] = {}
    units: dict[int, set[int]] = {}
    for shift_id, quota, unit_id in rows:
        quotas[shift_id] = quota or 0
        units.setdefault(shift_id, set()).add(unit_id)
    return [Places(quota, frozenset(units[shift_id])) for shift_id, quota in quotas.items()]


def places_for(session: Session, activity: Activity, unit_id: int) -> Places | None:
    """Return the places for which people of a unit come; None without a limit."""
    found = _all_places(session, activity)
    return next((places for places in found if places.unit_ids is None or unit_id in places.unit_ids), None)


def _taken(session: Session, activity: Activity, places: Places, *, now: datetime) -> int:
    """Count the places that are taken or on offer."""
    is_taken = or_(
        Attendance.answer == AnswerState.GOING,
        and_(Attendance.answer == AnswerState.WAITLISTED, Attendance.offered_until > now),
    )
    query = select(func.count()).select_from(Attendance)
    query = query.where(Attendance.activity_id == activity.id, is_taken, *places.among())
    return session.scalar(query) or 0


def is_full(session: Session, activity: Activity, *, now: datetime, unit_id: int | None = None) -> bool:
    """Tell whether somebody of a unit who says 参加 now would have to wait; of no unit in particular, whoever it is."""
    if not is_limited(activity):
        return False
    if unit_id is None:
        every = _all_places(session, activity)
        return len(every) == _count_sites(session, activity) and all(
            _is_taken(session, activity, places, now=now) for places in every
        )
    places = places_for(session, activity, unit_id)
    return places is not None and _is_taken(session, activity, places, now=now)


def _count_sites(session: Session, activity: Activity) -> int:
    """Count the lots of places there would be if each had a limit."""
    if activity.quota is not None:
        return 1
    query = select(func.count(func.distinct(Roll.shift_id))).where(Roll.activity_id == activity.id)
    return session.scalar(query) or 0


def _is_taken(session: Session, activity: Activity, places: Places, *, now: datetime) -> bool:
    taken = _taken(session, activity, places, now=now)
    return taken >= places.quota or bool(_waiters(session, activity.id, places, now=now))


def _waiters(session: Session, activity_id: int, places: Places, *, now: datetime) -> Sequence[Attendance]:
    """List who waits for these places and has no offer, longest first."""
    query = select(Attendance).where(
        Attendance.activity_id == activity_id,
        Attendance.answer == AnswerState.WAITLISTED,
        or_(Attendance.offered_until.is_(None), Attendance.offered_until <= now),
        *places.among(),
    )
    return session.scalars(query.order_by(Attendance.waits_since, Attendance.id)).all()


def place_of(session: Session, row: Attendance, *, now: datetime) -> int:
    """Return how many stand before a person who waits, and the person with them; 1 is next."""
    places = places_for(session, session.get_one(Activity, row.activity_id), row.unit_id)
    ahead = [] if places is None else [each.id for each in _waiters(session, row.activity_id, places, now=now)]
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
        if is_full(session, activity, now=now, unit_id=row.unit_id):
            row.waits_since = now
            return AnswerState.WAITLISTED
    row.waits_since = row.offered_until = None
    return answer


def offer_places(session: Session, activity: Activity, *, now: datetime) -> int:
    """Offer what is free to those who have waited longest for it; return how many phones ring.

    One whose offer has run out goes to the end, so that the next gets the place.
    """
    if activity.state is not ActivityState.OPEN or now >= activity.starts_at:
        return 0
    session.flush()
    return sum(_offer(session, activity, places, now=now) for places in _all_places(session, activity))


def _offer(session: Session, activity: Activity, places: Places, *, now: datetime) -> int:
    waiters = _waiters(session, activity.id, places, now=now)
    for row in waiters:
        if row.offered_until is not None:
            row.waits_since, row.offered_until = row.offered_until, None
    session.flush()
    free = places.quota - _taken(session, activity, places, now=now)
    lasts = OFFER_LASTS if activity.starts_at - now > LONG_BEFORE else SHORT_OFFER_LASTS
    chosen = _waiters(session, activity.id, places, now=now)[: max(free, 0)]
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
    return [row.activity_id for row in RUN_OUT.all(session, now=now)]


def move_on(session: Session, *, now: datetime, activity_id: int) -> int:
    """Offer what was offered in vain to the next in line."""
    return offer_places(session, session.get_one(Activity, activity_id), now=now)
