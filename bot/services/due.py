"""Which rows of the outbox come first: asked at every step of the sender, so the statements are made ready once.

All go by the index over lane and moment, so that what waits for later, however much it is, costs nothing now.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Integer, Select, String, bindparam, cast, func, select, union_all
from sqlalchemy.orm import Session, aliased

from bot.model import Card, Lane, Message, MessageState
from bot.model.base import Moment
from bot.storage import Prepared


@dataclass(frozen=True, slots=True)
class Ahead:
    """What still waits: when a reply and when another row falls due, for chats that may be written to.

    ``is_chat_awaited`` tells that a row waits for a chat that may not be written to yet.
    """

    reply_at: datetime | None = None
    other_at: datetime | None = None
    is_chat_awaited: bool = False


def _busy(dialect: str) -> Select[Any]:
    """Select the keys that a JSON list names: of one value for all, the statement stays the same however many."""
    listed = bindparam("busy", type_=String)
    if dialect == "sqlite":
        return select(func.json_each(listed).table_valued("value").c.value)
    return select(func.json_array_elements_text(cast(listed, JSON)))


def _first_in(lane: Lane, dialect: str, *, is_due: bool) -> Select[Any]:
    rows = select(Message.id, Message.chat_key, Message.lane, Message.due_at).where(
        Message.state == MessageState.WAITING, Message.lane == lane, Message.chat_key.not_in(_busy(dialect))
    )
    if not is_due:
        first = rows.order_by(Message.due_at, Message.id).limit(1).subquery()
        return select(first.c.id, first.c.lane, first.c.due_at)
    now = bindparam("now", type_=Moment)
    rows = rows.where(Message.due_at <= now).limit(bindparam("most", type_=Integer))
    first = rows.order_by(Message.due_at, Message.id).subquery()
    # A text is due by its date, a whole second, and so before the tap in front of it: of a chat what was written first
    # goes first. No bare columns, or another index than that of the chat may be taken.
    written = aliased(Message)
    head = select(func.min(written.id + 0)).where(
        written.chat_key == first.c.chat_key,
        written.state == MessageState.WAITING,
        written.lane + 0 == lane,
        written.due_at <= now,
    )
    return select(head.scalar_subquery().label("id"), first.c.lane, first.c.due_at)


def _held(dialect: str) -> Select[Any]:
    rows = select(Message.id).where(Message.chat_key.in_(_busy(dialect)), Message.state == MessageState.WAITING)
    return rows.limit(1)


DIALECTS: Final = ("sqlite", "postgresql")
FIRST_DUE: Final = {
    dialect: union_all(*(_first_in(lane, dialect, is_due=True) for lane in Lane)) for dialect in DIALECTS
}
FIRST_AHEAD: Final = {
    dialect: union_all(*(_first_in(lane, dialect, is_due=False) for lane in Lane)) for dialect in DIALECTS
}
HELD: Final = {dialect: _held(dialect) for dialect in DIALECTS}
DUE, AHEAD, AWAITED = Prepared(FIRST_DUE), Prepared(FIRST_AHEAD), Prepared(HELD)
ROWS = (
    select(Message, Card)
    .outerjoin(Card, Card.id == Message.card_id)
    .where(Message.id.in_(bindparam("ids", expanding=True)))
    .order_by(Message.lane, Message.due_at, Message.id)
)


def due(
    session: Session, *, now: datetime, busy: Collection[str], slowest: Lane, most: int
) -> tuple[list[tuple[Message, Card | None]], bool]:
    """Return what may leave first, each with the card it shows or replies to, and whether that is all that is due.

    Args:
        session: The transaction in which they will be started.
        now: By when they have fallen due.
        busy: The chats that may not be written to yet, by their keys.
        slowest: The last lane that is looked at.
        most: How many at most.
    """
    session.flush()
    found = DUE.all(session, now=now, busy=json.dumps([*busy]), most=most)
    first = sorted((row.lane, row.due_at, row.id) for row in found if row.lane <= slowest)[:most]
    if not first:
        return [], True
    ids = {number for _lane, _due_at, number in first}  # of a chat the same one for each of a lane
    rows: list[tuple[Message, Card | None]] = [(row, card) for row, card in session.execute(ROWS, {"ids": [*ids]})]
    return rows, len(ids) == len(first) < most


def ahead(session: Session, busy: Collection[str]) -> Ahead:
    """Return what waits, with the chats that may not be written to yet by their keys."""
    session.flush()
    keys = json.dumps([*busy])
    first = {row.lane: row.due_at for row in AHEAD.all(session, busy=keys)}
    return Ahead(
        reply_at=first.pop(Lane.REPLY, None),
        other_at=min(first.values(), default=None),
        is_chat_awaited=bool(busy) and AWAITED.first(session, busy=keys) is not None,
    )
