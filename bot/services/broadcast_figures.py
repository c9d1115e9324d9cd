"""Whom a broadcast reaches and how far it has come: the figures of the preview, of the progress and of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, case, cast, func, literal, select
from sqlalchemy.orm import Session

from bot.model import Broadcast, Cadre, Lane, Message, MessageState, Question, Reach, Receipt, Unit
from bot.rules.audience import Audience
from bot.services.broadcast_people import can_be_reached, members

LOOKED_UP_AT_ONCE = 1_000
OPEN_STATES = (MessageState.WAITING, MessageState.STARTED)
# Why a message of a paused broadcast does not leave; it waits again when that is resumed.
HELD = "paused"
# So many messages in a week that nobody asked for are a burden.
MANY = 4
PLANNED_AHEAD = timedelta(days=1)
GOING = "going"
"""The button 参加 among those of a broadcast."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """An audience in figures. ``people`` are those on the roster now: the sum of the four that follow it.

    ``gone`` have left the roster and are written to no more; they are not among the people.
    """

    units: int
    people: int
    reachable: int
    unlinked: int
    no_consent: int
    blocked: int
    gone: int


def coverage(session: Session, audience: Audience) -> Coverage:
    """Count an audience by who can be written to, and why others cannot."""
    standing = case(
        (Cadre.left_on.is_not(None), "gone"),
        (Cadre.telegram_id.is_(None), "unlinked"),
        (Cadre.consented_at.is_(None), "no_consent"),
        (Cadre.reach != Reach.OK, "blocked"),
        else_="reachable",
    ).label("standing")
    people = members(audience).with_only_columns(standing, Cadre.unit_id).subquery()
    rows = session.execute(
        select(people.c.standing, people.c.unit_id, func.count()).group_by(people.c.standing, people.c.unit_id)
    ).all()
    counted: Counter[str] = Counter()
    for name, _unit_id, number in rows:
        counted[name] += number
    units = {unit_id for name, unit_id, _number in rows if name != "gone" and unit_id is not None}
    return Coverage(
        units=len(units),
        people=sum(counted.values()) - counted["gone"],
        reachable=counted["reachable"],
        unlinked=counted["unlinked"],
        no_consent=counted["no_consent"],
        blocked=counted["blocked"],
        gone=counted["gone"],
    )


def left_out_by_unit(session: Session, audience: Audience) -> dict[int, int]:
    """Count by unit those of an audience who are on the roster and cannot be written to."""
    rows = session.execute(
        members(audience)
        .where(Cadre.left_on.is_(None), ~can_be_reached())
        .with_only_columns(Cadre.unit_id, func.count())
        .group_by(Cadre.unit_id)
    )
    return {unit_id: number for unit_id, number in rows if unit_id is not None}


def burden(session: Session, audience: Audience, *, since: datetime, many: int = MANY) -> int:
    """Count those an audience reaches who have got so ``many`` messages or more since a moment.

    Counted is what rang without having been asked for: no answers, no edits.
    """
    # Rows are written in the order of time, so that only those since then are looked at.
    first = session.scalar(
        select(Message.id).where(Message.created_at < since - PLANNED_AHEAD).order_by(Message.id.desc()).limit(1)
    )
    loaded = (
        select(Message.chat_key)
        .where(
            Message.id > (first or 0),
            Message.state == MessageState.SENT,
            Message.lane > Lane.REPLY,
            Message.is_silent.is_(False),
            Message.finished_at >= since,
        )
        .group_by(Message.chat_key)
        .having(func.count() >= many)
    )
    key = literal("cadre:") + cast(Cadre.id, String)
    reached = members(audience).where(can_be_reached(), key.in_(loaded)).with_only_columns(func.count())
    return session.scalar(reached) or 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a broadcast's messages. ``failed`` and ``cancelled`` are counted by the reason noted.

    What a pause holds is waiting. ``going`` said 参加, ``asked`` have asked something.
    """

    waiting: int
    sent: int
    uncertain: int
    expired: int
    failed: Mapping[str, int]
    cancelled: Mapping[str, int]
    read: int
    going: int = 0
    asked: int = 0

    @property
    def total(self) -> int:
        """All messages written so far."""
        ended = self.sent + self.uncertain + self.expired + sum(self.failed.values()) + sum(self.cancelled.values())
        return self.waiting + ended


def tally(session: Session, broadcast_id: int) -> Tally:
    """Count a broadcast's messages as they stand, and the receipts."""
    rows = session.execute(
        select(Message.state, Message.reason, func.count())
        .where(Message.broadcast_id == broadcast_id)
        .group_by(Message.state, Message.reason)
    ).all()
    counted: Counter[MessageState] = Counter()
    for state, reason, number in rows:
        is_held = state is MessageState.CANCELLED and reason == HELD
        counted[MessageState.WAITING if is_held else state] += number
    read = session.scalar(select(func.count()).select_from(Receipt).where(Receipt.broadcast_id == broadcast_id))
    asked = select(func.count(Question.cadre_id.distinct())).where(Question.broadcast_id == broadcast_id)
    return Tally(
        waiting=sum(counted[state] for state in OPEN_STATES),
        sent=counted[MessageState.SENT],
        uncertain=counted[MessageState.UNCERTAIN],
        expired=counted[MessageState.EXPIRED],
        failed={reason: number for state, reason, number in rows if state is MessageState.FAILED},
        cancelled={
            reason: number for state, reason, number in rows if state is MessageState.CANCELLED and reason != HELD
        },
        read=read or 0,
        going=len(going(session, broadcast_id)),
        asked=session.scalar(asked) or 0,
    )


def going(session: Session, broadcast_id: int) -> list[int]:
    """List who has said 参加 under a notice and not taken it back."""
    said = select(Receipt.cadre_id).where(Receipt.broadcast_id == broadcast_id, Receipt.is_going)
    return list(session.scalars(said.order_by(Receipt.cadre_id)))


def is_underway(session: Session, broadcast_id: int) -> bool:
    """Tell whether a message of a broadcast waits or is on its way."""
    query = select(Message.id).where(Message.broadcast_id == broadcast_id, Message.state.in_(OPEN_STATES))
    return session.scalar(query.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Unreached:
    """How many people of a unit a broadcast has surely not reached, or not surely reached."""

    unit: str
    people: int


def unreached(session: Session, broadcast: Broadcast) -> list[Unreached]:
    """List the units with people who have no sent message, in the operator's order.

    Whom it was never sent to is counted as at confirmation: later answers change no past report.
    """
    keys = session.scalars(
        select(Message.chat_key).where(Message.broadcast_id == broadcast.id, Message.state != MessageState.SENT)
    ).all()
    missing: Counter[int] = Counter({int(unit_id): number for unit_id, number in broadcast.left_out.items()})
    numbers = [int(key.partition(":")[2]) for key in keys]
    for start in range(0, len(numbers), LOOKED_UP_AT_ONCE):
        some = numbers[start : start + LOOKED_UP_AT_ONCE]
        missing.update(
            unit_id for unit_id in session.scalars(select(Cadre.unit_id).where(Cadre.id.in_(some))) if unit_id
        )
    units = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(missing)).order_by(Unit.position, Unit.id))
    return [Unreached(name, missing[unit_id]) for unit_id, name in units]
