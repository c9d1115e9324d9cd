"""Lists that nobody has confirmed: the liaison is reminded, then the deputies; after that the summary tells of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Lane, Occurrence, Role, Roll
from bot.services import occurrences, outbox, people
from bot.services.rolls import roll_subject
from bot.storage import Prepared

STAGES = ((Role.LIAISON, timedelta(0)), (Role.DEPUTY, timedelta(hours=1)))
"""Who is reminded, and how long after the record has closed."""
WORTH = timedelta(hours=4)
"""So long after its hour a reminder is worth a ring; one missed by more stays away."""
# Looked at every minute, so it is made ready once.
CLOSED = Prepared(
    select(Activity.id, Activity.closes_at)
    .where(
        or_(Activity.state == ActivityState.OPEN, Activity.state == ActivityState.CLOSED),
        Activity.closes_at <= bindparam("now"),
        Activity.closes_at > bindparam("since"),
    )
    .order_by(Activity.id)
)


def due(session: Session, *, now: datetime) -> list[tuple[int, Role]]:
    """List the activities whose lists are to be reminded of now, with whom."""
    latest = max(after for _role, after in STAGES) + WORTH
    wanted = [
        (activity_id, role)
        for activity_id, closes_at in CLOSED.all(session, now=now, since=now - latest)
        for role, after in STAGES
        if closes_at + after <= now < closes_at + after + WORTH
    ]
    if not wanted:
        return []
    done = set(session.scalars(select(Occurrence.key).where(Occurrence.key.startswith("rolls:"))).all())
    return [(activity_id, role) for activity_id, role in wanted if _key(activity_id, role) not in done]


def _key(activity_id: int, role: Role) -> str:
    return f"rolls:{activity_id}:{role.value}"


def remind(session: Session, *, now: datetime, activity_id: int, role: Role) -> int:
    """Bring the unit's list back to the bottom of the chat of each who may confirm it, once; return to how many."""
    if not occurrences.note_done(session, _key(activity_id, role), now=now):
        return 0
    told = 0
    open_rolls = select(Roll).where(Roll.activity_id == activity_id, Roll.confirmed_at.is_(None)).order_by(Roll.id)
    for roll in session.scalars(open_rolls).all():
        for holder in people.reachable(session, role, roll.unit_id):
            outbox.show(
                session,
                outbox.cadre_key(holder.id),
                roll_subject(roll.id),
                now=now,
                lane=Lane.REMINDER,
                rings=True,
                dedup=f"roll-remind:{roll.id}:{holder.id}",
                expires_at=now + WORTH,
            )
            told += 1
    return told
