"""What waits in a unit for its liaison, shown to who has just become one. Nothing of the record is changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, Correction, CorrectionState, Lane, Roll
from bot.rules.corrections import Corrections
from bot.services import claims, outbox
from bot.services.corrections import request_subject
from bot.services.rolls import roll_subject

BEGUN = (ActivityState.OPEN, ActivityState.CLOSED)


def show_open_things(session: Session, cadre: Cadre, unit_id: int, *, now: datetime, corrections: Corrections) -> int:
    """Show someone who waits in a unit, which lists are open and what is to be corrected; return how many cards.

    A list is shown from check-in on and as long as it may be corrected. Who is not linked is shown nothing; once they
    are, the claims come by themselves and the lists with ``/rollcall``.
    """
    if cadre.telegram_id is None:
        return 0
    shown = 0
    if claims.waiting(session, unit_id):
        claims.show_newly(session, cadre, unit_id, now=now)
        shown += 1
    subjects = [roll_subject(roll_id) for roll_id in _rolls(session, unit_id, corrections, now=now)]
    subjects += [request_subject(number) for number in _requests(session, cadre, unit_id)]
    for subject in subjects:
        outbox.show(session, outbox.cadre_key(cadre.id), subject, now=now, lane=Lane.REMINDER, anew=True)
    return shown + len(subjects)


def _rolls(session: Session, unit_id: int, corrections: Corrections, *, now: datetime) -> list[int]:
    rows = session.execute(
        select(Roll.id, Activity.held_on)
        .join(Activity, Activity.id == Roll.activity_id)
        .where(
            Roll.unit_id == unit_id,
            Roll.confirmed_at.is_(None),
            Activity.state.in_(BEGUN),
            Activity.check_in_from <= now,
        )
        .order_by(Activity.starts_at)
    )
    return [roll_id for roll_id, held_on in rows if now < corrections.until(held_on)]


def _requests(session: Session, cadre: Cadre, unit_id: int) -> list[int]:
    return list(
        session.scalars(
            select(Correction.id)
            .join(
                Attendance,
                (Attendance.activity_id == Correction.activity_id) & (Attendance.cadre_id == Correction.cadre_id),
            )
            .where(
                Correction.state == CorrectionState.WAITING,
                Attendance.unit_id == unit_id,
                Correction.cadre_id != cadre.id,
            )
            .order_by(Correction.id)
        )
    )
