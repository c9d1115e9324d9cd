"""Outages inside a check-in window: whoever may have tapped in vain is asked once more, with the reason.

Telegram keeps a tap for 150 s only, a message for a day. So what was tapped while the bot was away for longer is gone,
and nobody but the person knows of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, Lane, Occurrence, OccurrenceState
from bot.rules.attendance import AnswerState
from bot.services import occurrences, outbox
from bot.services.activities import subject_of
from bot.storage import Prepared

KEPT: Final = timedelta(seconds=150)
"""How long Telegram keeps a tap that nobody fetches."""
HEARD: Final = "intake:heard"
CHUNK: Final = 500
# Written with every handful of updates, so it is built once.
NOTE_HEARD = Prepared(update(Occurrence).where(Occurrence.key == HEARD).values(finished_at=bindparam("now")))
# Looked at every minute.
WINDOW = Prepared(
    select(Activity.id)
    .where(
        Activity.state == ActivityState.OPEN,
        Activity.check_in_from <= bindparam("now"),
        Activity.ends_at > bindparam("now"),
    )
    .limit(1)
)
DUE = Prepared(
    select(Occurrence.id)
    .where(Occurrence.key.startswith("outage:"), Occurrence.state == OccurrenceState.RUNNING)
    .order_by(Occurrence.id)
)


def is_watched(session: Session, *, now: datetime) -> bool:
    """Tell whether somebody could check in at this moment, so that it matters to have been heard."""
    return WINDOW.first(session, now=now) is not None


def heard_until(session: Session) -> datetime | None:
    """Return until when the way in is known to have been open; None when it never was."""
    return session.scalar(select(Occurrence.finished_at).where(Occurrence.key == HEARD))


def note_heard(session: Session, *, now: datetime) -> None:
    """Write down that the way in is open at this moment."""
    if NOTE_HEARD.count(session, now=now) == 0:
        occurrences.note_done(session, HEARD, now=now)


def note_gap(session: Session, *, since: datetime, until: datetime) -> bool:
    """Write down that the way in was shut; return whether taps have been lost by it in an open check-in window."""
    lost_until = until - KEPT
    if since >= lost_until:
        return False
    hit = select(Activity.id).where(
        Activity.state == ActivityState.OPEN,
        Activity.check_in_from < lost_until,
        Activity.ends_at > max(since, until),
    )
    if session.scalar(hit.limit(1)) is None:
        return False
    occurrences.begin(session, f"outage:{since:%Y%m%dT%H%M%S}", now=until, due_at=since)
    return True


def due(session: Session) -> list[int]:
    """List the outages after which people are still to be asked."""
    return [row.id for row in DUE.all(session)]


def ask_again(session: Session, *, now: datetime, occurrence_id: int) -> bool:
    """Ask the next chunk of those who are awaited and not checked in; return whether all have been asked.

    What is asked expires with the service, and is dropped before it leaves where the person has checked in meanwhile.
    """
    outage = session.get_one(Occurrence, occurrence_id)
    lost_until = outage.started_at - KEPT
    rows = session.execute(
        select(Attendance.id, Attendance.cadre_id, Activity.id, Activity.ends_at)
        .join(Activity, Activity.id == Attendance.activity_id)
        .join(Cadre, Cadre.id == Attendance.cadre_id)
        .where(
            Activity.state == ActivityState.OPEN,
            Activity.check_in_from < lost_until,
            Activity.ends_at > now,
            Attendance.answer == AnswerState.GOING,
            Attendance.checked_in_at.is_(None),
            Attendance.moved_to_id.is_(None),
            Attendance.id > outage.cursor,
            Cadre.telegram_id.is_not(None),
            Cadre.consented_at.is_not(None),
        )
        .order_by(Attendance.id)
        .limit(CHUNK)
    ).all()
    for _line, cadre_id, activity_id, ends_at in rows:
        to = outbox.cadre_key(cadre_id)
        outbox.say(
            session,
            to,
            "check-in-again",
            now=now,
            lane=Lane.REMINDER,
            dedup=f"{outage.key}:{activity_id}:{cadre_id}",
            expires_at=ends_at,
            card=outbox.find_card(session, to, subject_of(activity_id)),
            activity_id=activity_id,
            only_if="awaited",
            since=outbox.TimeOfDay(outage.due_at),
            until=outbox.TimeOfDay(outage.started_at),
        )
    if rows:
        outage.cursor = rows[-1][0]
    outage.outcome = {"people": int(outage.outcome.get("people", 0)) + len(rows)}
    if len(rows) == CHUNK:
        return False
    outage.state, outage.finished_at = OccurrenceState.DONE, now
    return True
