"""How many rows stand in which state in the two books, for those who watch the bot; nobody is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import InboxRow, InboxState, Lane, Message, MessageState
from bot.services import health
from bot.services.health import Lags

UNFINISHED: Final = (MessageState.WAITING, MessageState.STARTED)
SETTLED: Final = tuple(state for state in MessageState if state not in UNFINISHED)

Rows = Mapping[tuple[Lane, MessageState], int]


@dataclass(frozen=True, slots=True)
class Measures:
    """What waits at a moment: lags, unfinished messages by lane and state, updates that wait or were given up."""

    lags: Lags
    unfinished: Rows
    inbox: Mapping[InboxState, int]


def take(session: Session, *, now: datetime) -> Measures:
    """Measure what waits; it costs as much as there is waiting."""
    states = (InboxState.WAITING, InboxState.FAILED)
    inbox = select(InboxRow.state, func.count()).where(InboxRow.state.in_(states)).group_by(InboxRow.state)
    counted: dict[InboxState, int] = dict(iter(session.execute(inbox)))
    return Measures(
        health.lags(session, now=now),
        _counted(session, UNFINISHED),
        {state: counted.get(state, 0) for state in states},
    )


def settled(session: Session) -> Rows:
    """Count the messages that have come to their end, by lane and outcome, since the database was made.

    It looks at all of them, so it is not to be asked every second.
    """
    return _counted(session, SETTLED)


def _counted(session: Session, states: tuple[MessageState, ...]) -> Rows:
    query = (
        select(Message.lane, Message.state, func.count())
        .where(Message.state.in_(states))
        .group_by(Message.lane, Message.state)
    )
    found = {(lane, state): count for lane, state, count in session.execute(query)}
    return {(lane, state): found.get((lane, state), 0) for lane in Lane for state in states}
