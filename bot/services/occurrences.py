"""Runs in their book: each is written down once, by its key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Occurrence, OccurrenceState
from bot.services.bulk import insert_one


def stands(session: Session, key: str) -> bool:
    """Tell whether a run is written down, whatever became of it."""
    return session.scalar(select(Occurrence.id).where(Occurrence.key == key)) is not None


def begin(session: Session, key: str, *, now: datetime, due_at: datetime | None = None) -> bool:
    """Write a run down as under way; return whether it was new. It was due at ``now`` unless told otherwise."""
    return _write(session, key, now=now, due_at=due_at or now, state=OccurrenceState.RUNNING, finished_at=None)


def note_done(session: Session, key: str, *, now: datetime) -> bool:
    """Write a run down as done; return whether it was new, for whatever is to be done once."""
    return _write(session, key, now=now, due_at=now, state=OccurrenceState.DONE, finished_at=now)


def _write(
    session: Session,
    key: str,
    *,
    now: datetime,
    due_at: datetime,
    state: OccurrenceState,
    finished_at: datetime | None,
) -> bool:
    row = {
        "key": key,
        "due_at": due_at,
        "started_at": now,
        "finished_at": finished_at,
        "cursor": 0,
        "outcome": {},
        "state": state,
    }
    return insert_one(session, Occurrence, row, key="key")
