"""A stand-by that was sent out: its questions are written chunk by chunk, its strength is shown, its cards are closed.

The cursor stands in its row and each question has its person's key: killed at any instant, it goes on where it was and
nobody is asked twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.model import Cadre, Card, Lane, Occurrence, OccurrenceState, Readiness, Standby, StandbyAnswer
from bot.rules.audience import BulkHours
from bot.rules.rights import EVERYWHERE, Right
from bot.rules.standbys import answered_until, asked_until
from bot.services import outbox, people, standbys
from bot.services.bulk import insert_new
from bot.storage import Prepared

CHUNK = 500
CLOSED_WITHIN = timedelta(days=7)
"""Cards of an older morning keep their buttons, which are refused."""
# Looked at every minute, so they are made ready once.
DUE = Prepared(
    select(Standby.id).where(~Standby.is_asked, Standby.cancelled_at.is_(None), Standby.asks_at <= bindparam("now"))
)
TO_REPORT = Prepared(
    select(Standby.id).where(
        Standby.is_asked,
        ~Standby.is_reported,
        Standby.cancelled_at.is_(None),
        Standby.reports_at <= bindparam("now"),
    )
)
RECENT = Prepared(
    select(Standby.id, Standby.held_on, Standby.cancelled_at).where(
        Standby.held_on >= bindparam("since"), Standby.cursor > 0
    )
)


def due(session: Session, *, now: datetime) -> list[int]:
    """List the stand-bys whose people are to be asked now."""
    return [row.id for row in DUE.all(session, now=now)]


def ask_chunk(session: Session, *, now: datetime, standby_id: int, hours: BulkHours) -> bool:
    """Ask the next chunk of people, each once; return whether all are asked.

    Called again until they are; a tap's transaction may run between two calls. Who could not be asked by 22:00, or
    before the quiet hours, is not asked.
    """
    standby = session.get_one(Standby, standby_id)
    if standby.is_asked or standby.cancelled_at is not None:
        return True
    ends_at = asked_until(standby.held_on, hours.zone)
    chunk: list[int] = []
    if now < ends_at and hours.leaves_at(now) == now:
        following = standbys.people_to_ask(session, standby.held_on).where(Cadre.id > standby.cursor)
        chunk = list(session.scalars(following.order_by(Cadre.id).limit(CHUNK)))
    if chunk:
        _ask(session, standby_id, chunk, now=now, ends_at=ends_at)
        standby.cursor = chunk[-1]
    if len(chunk) == CHUNK:
        return False
    standby.is_asked = True
    outbox.refresh(session, standbys.subject_of(standby.held_on), now=now)
    return True


def _ask(session: Session, standby_id: int, cadre_ids: list[int], *, now: datetime, ends_at: datetime) -> None:
    lines = [{"standby_id": standby_id, "cadre_id": cadre_id, "answer": StandbyAnswer.ASKED} for cadre_id in cadre_ids]
    insert_new(session, Readiness, lines, key=("standby_id", "cadre_id"))
    outbox.show_to_all(
        session,
        [outbox.cadre_key(cadre_id) for cadre_id in cadre_ids],
        standbys.question_of(standby_id),
        now=now,
        lane=Lane.BULK,
        rings=True,
        dedup=standbys.asking(standby_id),
        expires_at=ends_at,
    )


def to_report(session: Session, *, now: datetime) -> list[int]:
    """List the stand-bys whose expected strength is to be shown now."""
    return [row.id for row in TO_REPORT.all(session, now=now)]


def report(session: Session, *, now: datetime, standby_id: int, hours: BulkHours) -> int:
    """Show the expected strength once to everybody who may call out, the author first; return to how many.

    In the quiet hours no phone rings for it; once the morning is over it is shown to nobody.
    """
    standby = session.get_one(Standby, standby_id)
    if standby.is_reported or standby.cancelled_at is not None:
        return 0
    standby.is_reported = True
    ends_at = answered_until(standby.held_on, hours.zone)
    if now >= ends_at:
        return 0
    rings = hours.leaves_at(now) == now
    readers = sorted(_organizers(session), key=lambda cadre_id: cadre_id != standby.author_id)
    for cadre_id in readers:
        to = outbox.cadre_key(cadre_id)
        outbox.show(
            session,
            to,
            standbys.subject_of(standby.held_on),
            now=now,
            lane=Lane.REMINDER,
            rings=rings,
            anew=True,
            dedup=f"standby-report:{standby_id}:{to}",
            expires_at=ends_at,
        ).view = None
    return len(readers)


def _organizers(session: Session) -> list[int]:
    """List who may call out and can be written to, each once."""
    roles = [role for role, rights in EVERYWHERE.items() if Right.CALL_OUT in rights]
    return list(dict.fromkeys(cadre.id for role in roles for cadre in people.reachable(session, role)))


def to_close(session: Session, *, now: datetime, zone: ZoneInfo) -> list[int]:
    """List the stand-bys that are over, by the clock or by a cancellation, and whose cards still bear buttons."""
    since = now.astimezone(zone).date() - CLOSED_WITHIN
    over = {
        _closing(each.id): each.id
        for each in RECENT.all(session, since=since)
        if each.cancelled_at is not None or answered_until(each.held_on, zone) <= now
    }
    if not over:
        return []
    closed = select(Occurrence.key).where(Occurrence.key.in_(over), Occurrence.state == OccurrenceState.DONE)
    done = set(session.scalars(closed))
    return [standby_id for key, standby_id in over.items() if key not in done]


def _closing(standby_id: int) -> str:
    return f"standby-close:{standby_id}"


def close_chunk(session: Session, *, now: datetime, standby_id: int) -> bool:
    """Take the buttons from the next chunk of cards that were delivered; return whether all are done."""
    key = _closing(standby_id)
    run = session.scalar(select(Occurrence).where(Occurrence.key == key))
    if run is None:
        run = Occurrence(key=key, due_at=now, started_at=now, cursor=0, outcome={}, state=OccurrenceState.RUNNING)
        session.add(run)
    subject = standbys.question_of(standby_id)
    delivered = select(Card.id, Card.chat_key).where(
        Card.subject == subject, Card.telegram_message_id.is_not(None), Card.id > run.cursor
    )
    chunk = session.execute(delivered.order_by(Card.id).limit(CHUNK)).all()
    if chunk:
        keys = [chat_key for _card_id, chat_key in chunk]
        outbox.show_to_all(session, keys, subject, now=now, lane=Lane.BULK, rings=False, dedup=key)
        run.cursor = chunk[-1][0]
    if len(chunk) == CHUNK:
        return False
    run.state, run.finished_at = OccurrenceState.DONE, now
    outbox.refresh(session, standbys.subject_of(session.get_one(Standby, standby_id).held_on), now=now)
    return True
