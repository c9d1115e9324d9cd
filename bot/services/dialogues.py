"""What a person was asked last. A dialogue is a row, so a restart in the middle of a conversation changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.model import Dialogue

# A question that nobody answered for a day is forgotten: a stray word must not be taken for its answer.
LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: the step that was asked, and what is known so far."""

    step: str
    data: dict[str, Any]


def ask(session: Session, telegram_id: int, step: str, *, now: datetime, **data: Any) -> None:
    """Note that the person was asked ``step``; an earlier question is forgotten."""
    row = session.get(Dialogue, telegram_id)
    if row is None:
        row = Dialogue(telegram_id=telegram_id)
        session.add(row)
    row.step, row.data, row.updated_at = step, data, now
    session.flush()


def standing(session: Session, *, telegram_id: int, now: datetime) -> Standing | None:
    """Return the question that waits for the person's answer, or None."""
    row = session.scalar(select(Dialogue).where(Dialogue.telegram_id == telegram_id, Dialogue.updated_at > now - LASTS))
    return Standing(row.step, row.data) if row else None


def close(session: Session, telegram_id: int) -> None:
    """Forget the question."""
    session.execute(delete(Dialogue).where(Dialogue.telegram_id == telegram_id))
