"""The book of what came in: stored before it is acknowledged, done with its effects, kept when it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from bot.model import InboxRow, InboxState
from bot.services import alerts, outbox
from bot.storage import ByDialect, Prepared

# Lives that an update may cost before it is given up. A process that is killed from outside, again and again, must not
# cost anybody a tap: what was under way by chance at three kills in a row has been seen, at five it is to blame.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Arrival:
    """A raw update on its way into the inbox. ``person_key`` is what it is kept in order by."""

    update_id: int
    person_key: str
    body: str
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that waits to be handled. ``attempts`` is None for one that came in this life of the process.

    For what an earlier life left behind it is how often it was begun already.
    """

    inbox_id: int
    person_key: str
    received_at: datetime
    body: str
    attempts: int | None = None


# Executed with every update, so they are built once.
_BOOK = InboxRow.__table__
assert isinstance(_BOOK, Table)  # noqa: S101 - every class of the model stands for a table
INSERT = ByDialect(
    lambda insert: (
        insert(_BOOK)
        .on_conflict_do_nothing(index_elements=["bot_id", "update_id"])
        .returning(_BOOK.c.update_id, _BOOK.c.id)
    )
)
SETTLE = Prepared(
    update(_BOOK)
    .where(_BOOK.c.id == bindparam("number"), _BOOK.c.state == InboxState.WAITING)
    .values({name: bindparam(name) for name in ("state", "error", "body", "done_at")})
)


class AlreadyDone(Exception):  # noqa: N818 - says what happened
    """The update has had its effect before; the transaction that tried again must be rolled back."""


def store(session: Session, bot_id: int, arrivals: Sequence[Arrival], *, now: datetime) -> list[Waiting]:
    """Write updates down; return the new ones to handle, in the order given. Known ones are passed over."""
    if not arrivals:
        return []
    rows = [
        {
            "bot_id": bot_id,
            "update_id": arrival.update_id,
            "person_key": arrival.person_key,
            "received_at": now,
            "body": "" if arrival.is_dropped else arrival.body,
            "state": InboxState.DROPPED if arrival.is_dropped else InboxState.WAITING,
            "attempts": 0,
            "error": "",
        }
        for arrival in arrivals
    ]
    insert = INSERT[session.get_bind().dialect.name]
    ids: dict[int, int] = {row.update_id: row.id for row in session.connection().execute(insert, rows)}
    return [
        Waiting(ids[arrival.update_id], arrival.person_key, now, arrival.body)
        for arrival in arrivals
        if arrival.update_id in ids and not arrival.is_dropped
    ]


def mark_done(session: Session, inbox_id: int, *, now: datetime) -> None:
    """Note that an update has had its effect, and forget what it said.

    Raises:
        AlreadyDone: It had been noted before; so a commit whose answer was lost cannot take effect twice.
    """
    _leave_waiting(session, inbox_id, state=InboxState.DONE, body="", done_at=now)


def _leave_waiting(session: Session, inbox_id: int, *, error: str = "", **values: Any) -> None:
    if SETTLE.count(session, number=inbox_id, error=error, **values) == 0:
        raise AlreadyDone


def is_done(session: Session, inbox_id: int) -> bool:
    """Tell whether an update has had its effect; asked when the answer to a commit was lost."""
    state = session.scalar(select(InboxRow.state).where(InboxRow.id == inbox_id))
    return state is not None and state is not InboxState.WAITING


def mark_failed(session: Session, inbox_id: int, *, to: str | None, error: str, body: str, now: datetime) -> None:
    """Keep an update that could not be handled with its error, tell the person politely and the admins once.

    Args:
        session: A transaction of its own, after the failed one was rolled back.
        inbox_id: The row.
        to: The person's key, or None when nobody can be told.
        error: Class and place of the error; no text that a person typed.
        body: What is kept of the update for seven days, with position and contact masked.
        now: When it was given up.

    Raises:
        AlreadyDone: It was settled before.
    """
    _leave_waiting(session, inbox_id, state=InboxState.FAILED, error=error[:2000], body=body, done_at=now)
    if to is not None:
        outbox.say(session, to, "fault-unknown", now=now, dedup=f"poison:{inbox_id}")
    alerts.raise_alert(session, "alert-poison", now=now, subject="poison", number=inbox_id)


def take_up(session: Session) -> list[Waiting]:
    """At start: list what was stored and not done, in order, with how often each was begun."""
    rows = session.execute(
        select(InboxRow.id, InboxRow.person_key, InboxRow.received_at, InboxRow.body, InboxRow.attempts)
        .where(InboxRow.state == InboxState.WAITING)
        .order_by(InboxRow.id)
    ).all()
    return [Waiting(*row) for row in rows]


def waiting_ids(session: Session) -> list[int]:
    """List what is stored and not done, whoever stored it, in the order in which Telegram numbered it."""
    query = select(InboxRow.id).where(InboxRow.state == InboxState.WAITING).order_by(InboxRow.update_id)
    return list(session.scalars(query))


def waiting(session: Session, inbox_ids: Sequence[int]) -> list[Waiting]:
    """Return those of these updates that wait to be handled, in the order in which Telegram numbered them."""
    rows = session.execute(
        select(InboxRow.id, InboxRow.person_key, InboxRow.received_at, InboxRow.body)
        .where(InboxRow.id.in_(inbox_ids), InboxRow.state == InboxState.WAITING)
        .order_by(InboxRow.update_id)
    )
    return [Waiting(*row) for row in rows]


def drop(session: Session, inbox_ids: Sequence[int]) -> None:
    """Settle updates that came too fast from one person; what they said is forgotten."""
    dropped = update(InboxRow).where(InboxRow.id.in_(inbox_ids), InboxRow.state == InboxState.WAITING)
    session.execute(dropped.values(state=InboxState.DROPPED, body=""))


def count_attempt(session: Session, inbox_id: int) -> int:
    """Note, before it is begun, that an update left behind is tried again; return how often it has been now."""
    counted = update(InboxRow).where(InboxRow.id == inbox_id).values(attempts=InboxRow.attempts + 1)
    return session.scalar(counted.returning(InboxRow.attempts)) or 0


def forget(session: Session, *, before: datetime) -> None:
    """Delete the rows that were settled before a moment; their keys are of no use after Telegram's 24 hours."""
    session.execute(delete(InboxRow).where(InboxRow.state != InboxState.WAITING, InboxRow.done_at < before))
    session.execute(delete(InboxRow).where(InboxRow.state == InboxState.DROPPED, InboxRow.received_at < before))
