"""What is not as it should be, told to the admins once when it begins and once when it is over.

A trouble stands in the book of occurrences for as long as it lasts, so that a restart does not tell of it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Occurrence, OccurrenceState
from bot.services import alerts
from bot.services.outbox import Lines, Span, encode
from bot.storage import Prepared

_PREFIX: Final = "trouble:"
_OVER: Final = "-over"
GOING_ON: Final = Prepared(
    select(Occurrence.key, Occurrence.id).where(
        Occurrence.key.startswith(_PREFIX), Occurrence.state == OccurrenceState.RUNNING
    )
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong.

    Attributes:
        subject: What it is about, such as ``job:fridays.plan``; at most one trouble of a subject is told.
        kind: Its text in the catalogs; what is said when it is over has the key with ``-over`` and all of ``params``
            besides ``lasted``.
        params: The placeholders; they name no person.
    """

    subject: str
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)


def known(session: Session) -> dict[str, int]:
    """Return the subjects of what has been told and is not over, with the rows that say so."""
    return {_subject(row.key): row.id for row in GOING_ON.all(session)}


def settle(session: Session, *, now: datetime, found: Sequence[Trouble]) -> None:
    """Tell the admins what is new among what was found, and what was known and is found no more."""
    told, wrong = known(session), {trouble.subject: trouble for trouble in found}
    begun = [trouble for subject, trouble in wrong.items() if subject not in told]
    over = [number for subject, number in told.items() if subject not in wrong]
    for trouble in begun:
        session.add(
            Occurrence(
                key=f"{_PREFIX}{trouble.subject}:{now:%Y%m%d%H%M%S}",
                due_at=now,
                started_at=now,
                cursor=0,
                outcome={"kind": trouble.kind, "params": encode(trouble.params)},
            )
        )
    if begun:
        lines = Lines([(trouble.kind, trouble.params) for trouble in begun])
        alerts.raise_alert(session, "alert-trouble", now=now, subject=f"{now:%M%S}", lines=lines)
    if over:
        lines = Lines([_end(session, number, now) for number in over])
        alerts.raise_alert(session, "alert-trouble-over", now=now, subject=f"{now:%M%S}", lines=lines)


def _end(session: Session, number: int, now: datetime) -> tuple[str, Mapping[str, Any]]:
    """Close the book on a trouble; return what is said of it."""
    row = session.get_one(Occurrence, number)
    row.state, row.finished_at = OccurrenceState.DONE, now
    lasted = Span(int((now - row.started_at).total_seconds() // 60))
    return f"{row.outcome['kind']}{_OVER}", {**row.outcome["params"], "lasted": lasted}


def _subject(key: str) -> str:
    return key.removeprefix(_PREFIX).rpartition(":")[0]
