"""未送达名单: each unit's liaison gets the names of the own unit whom a broadcast has not reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, cast, exists, literal, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Broadcast, BroadcastState, Cadre, Message, MessageState, Role, Unit
from bot.rules.audience import Audience
from bot.rules.rights import Right
from bot.services import outbox, people
from bot.services.broadcast_figures import LOOKED_UP_AT_ONCE
from bot.services.broadcast_people import can_be_reached, members
from bot.services.broadcasts import NoSuchBroadcast, excerpt, notice_of, subject_of

LASTS: Final = timedelta(days=7)
MOST_NAMED: Final = 300


class NothingToTell(Fault):
    """It is not done, was retracted, is older than a week, or has reached everybody."""

    key = "fault-broadcast-nothing-unreached"


@dataclass(frozen=True, slots=True)
class Told:
    """How many liaisons got a list, of how many units, and how many units (with people) have nobody to get one."""

    units: int
    people: int
    without_liaison: int


def tell_liaisons(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> Told:
    """Send each liaison who can be written to the names of the own unit; a second time nobody gets it again.

    Raises:
        NotAllowed: The person may not broadcast (any more).
        NothingToTell: There is no such list.
    """
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    is_fresh = broadcast.finished_at is not None and now - broadcast.finished_at <= LASTS
    if broadcast.state is not BroadcastState.DONE or broadcast.retracted_at is not None or not is_fresh:
        raise NothingToTell
    missed = unreached_people(session, broadcast)
    if not missed:
        raise NothingToTell
    told = people_told = 0
    for unit, names in missed:
        liaisons = people.reachable(session, Role.LIAISON, unit.id)
        for liaison in liaisons:
            to = outbox.cadre_key(liaison.id)
            outbox.say(
                session,
                to,
                "broadcast-unreached-names",
                now=now,
                dedup=f"unreached:{broadcast.id}:{unit.id}:{to}",
                notice=excerpt(broadcast),
                unit=unit.name,
                count=len(names),
                names=outbox.Names(names[:MOST_NAMED]),
            )
        told += bool(liaisons)
        people_told += len(names) if liaisons else 0
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(by.id),
        action="broadcast.unreached",
        subject=subject_of(broadcast.id),
        after={"units": told, "people": people_told},
    )
    return Told(told, people_told, len(missed) - told)


def unreached_people(session: Session, broadcast: Broadcast) -> list[tuple[Unit, list[str]]]:
    """List, by unit in the operator's order, who has no sent message of a broadcast that was meant for them."""
    key = literal(f"{notice_of(broadcast.id)}:cadre:") + cast(Cadre.id, String)
    audience = Audience.from_json(broadcast.audience)
    found: set[int] = set()
    if audience is not None:
        never_written = ~exists().where(Message.dedup_key == key)
        left_out = members(audience).where(Cadre.left_on.is_(None), ~can_be_reached(), never_written)
        found.update(session.scalars(left_out.with_only_columns(Cadre.id)))
    keys = session.scalars(
        select(Message.chat_key).where(Message.broadcast_id == broadcast.id, Message.state != MessageState.SENT)
    )
    found.update(int(chat_key.partition(":")[2]) for chat_key in keys)
    units: dict[int, Unit] = {}
    names: dict[int, list[str]] = {}
    ordered = sorted(found)
    for start in range(0, len(ordered), LOOKED_UP_AT_ONCE):
        some = ordered[start : start + LOOKED_UP_AT_ONCE]
        rows = session.execute(
            select(Unit, Cadre.name)
            .join(Cadre, Cadre.unit_id == Unit.id)
            .where(Cadre.id.in_(some), Cadre.left_on.is_(None))
            .order_by(Cadre.roster_no)
        )
        for unit, name in rows:
            units[unit.id] = unit
            names.setdefault(unit.id, []).append(name)
    return [(unit, names[unit.id]) for unit in sorted(units.values(), key=lambda unit: (unit.position, unit.id))]
