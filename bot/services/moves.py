"""A Friday that becomes a call: whom the call counts on serves there instead, on one card, and is counted once.

A person's Friday line follows where they stand in the call. While it waits for them, or once they have served in it,
the line is moved; who declines, is not needed or never comes finds the Friday as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from bot.model import Activity, ActivityState, Attendance, Callout, CalloutState, Lane, Summons, SummonsState
from bot.services import announcements, outbox, rolls
from bot.services.settling import settle_row

FRIDAY = "friday"
COUNTED_ON = (SummonsState.ASKED, SummonsState.COMING, SummonsState.WAITING)
UNDER_WAY = (CalloutState.CALLING, CalloutState.STOPPED)


def friday_of(session: Session, held_on: date) -> Activity | None:
    """Return the Friday service of a day, as soon as people are invited to it."""
    return session.scalar(
        select(Activity).where(
            Activity.kind == FRIDAY,
            Activity.held_on == held_on,
            Activity.state.in_((ActivityState.OPEN, ActivityState.CLOSED)),
        )
    )


def follow(session: Session, callout: Callout, cadre_ids: Collection[int], *, now: datetime) -> None:
    """Let the Friday lines of people follow where they stand in a call that takes the Friday; else nothing."""
    if not callout.takes_friday or callout.activity_id is None or not cadre_ids:
        return
    held_on = session.get_one(Activity, callout.activity_id).held_on
    friday = friday_of(session, held_on)
    if friday is None:
        return
    session.flush()
    serving = _serving(session, callout, cadre_ids)
    changed = []
    for row in _lines(session, friday.id, cadre_ids):
        moved_to_id = callout.activity_id if row.cadre_id in serving else None
        if row.moved_to_id != moved_to_id:
            row.moved_to_id = moved_to_id
            changed.append(row)
    if not changed:
        return
    session.flush()
    for row in changed:
        settle_row(session, row, friday)
    _show(session, friday, changed, now=now)
    announcements.follow(session, friday.id, now=now)


def _lines(session: Session, friday_id: int, cadre_ids: Collection[int]) -> Sequence[Attendance]:
    """Return the lines of those who are not at the Friday service already."""
    return session.scalars(
        select(Attendance)
        .where(
            Attendance.activity_id == friday_id,
            Attendance.cadre_id.in_(cadre_ids),
            Attendance.checked_in_at.is_(None),
        )
        .order_by(Attendance.cadre_id)
    ).all()


def _serving(session: Session, callout: Callout, cadre_ids: Collection[int]) -> set[int]:
    """Return those whom the call counts on while it is under way, and those who have come."""
    line = aliased(Attendance)
    has_come = exists().where(
        line.activity_id == callout.activity_id,
        line.cadre_id == Summons.cadre_id,
        line.checked_in_at.is_not(None),
    )
    stands = or_(has_come, Summons.state.in_(COUNTED_ON)) if callout.state in UNDER_WAY else has_come
    query = select(Summons.cadre_id).where(Summons.callout_id == callout.id, Summons.cadre_id.in_(cadre_ids), stands)
    return set(session.scalars(query).all())


def _show(session: Session, friday: Activity, changed: Sequence[Attendance], *, now: datetime) -> None:
    """Draw the Friday's cards anew, without a sound: the people's, and the liaisons' lists."""
    outbox.show_to_all(
        session,
        [outbox.cadre_key(row.cadre_id) for row in changed],
        f"activity:{friday.id}",
        now=now,
        lane=Lane.BULK,
        rings=False,
        dedup=f"moved:{friday.id}:{now:%Y%m%d%H%M%S%f}",
        activity_id=friday.id,
    )
    for unit_id in sorted({row.unit_id for row in changed}):
        rolls.refresh(session, friday.id, unit_id, now=now)
