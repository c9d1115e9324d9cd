"""Two people of one name who look like one that stands on the roster twice, and are not: somebody has said so.

What was said is the pair's occurrence; it can be taken back, and said again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Occurrence
from bot.rules.rights import Right
from bot.services import doubles, occurrences, outbox, people

PREFIX: Final = "different:"


class NotDismissed(Fault):
    """The two are no pair of which it was said that they are different people (any more)."""

    key = "fault-no-double"


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Two who were said to be different people, and by whom (empty when not known any more) and when."""

    one: Cadre
    other: Cadre
    by: str
    at: datetime


def _key(first_id: int, second_id: int) -> str:
    return f"{PREFIX}{min(first_id, second_id)}:{max(first_id, second_id)}"


def dismissals(session: Session) -> dict[str, Occurrence]:
    """Return what holds of those who were said to be different people, by the pair's key."""
    query = select(Occurrence).where(Occurrence.key.startswith(PREFIX, autoescape=True))
    return {said.key: said for said in session.scalars(query) if said.outcome.get("is_different")}


def suspected(session: Session) -> list[tuple[Cadre, Cadre]]:
    """List who may stand on the roster twice, without those who were said to be different people."""
    said = dismissals(session)
    return [pair for pair in doubles.alike(session) if _key(pair[0].id, pair[1].id) not in said]


def dismissed(session: Session) -> list[Namesakes]:
    """List those who look like doubles and were said to be different people."""
    said = dismissals(session)
    found = []
    for one, other in doubles.alike(session):
        if (known := said.get(_key(one.id, other.id))) is not None:
            by = session.get(Cadre, known.outcome.get("by", 0))
            found.append(Namesakes(one, other, by.name if by is not None else "", known.finished_at or known.due_at))
    return found


def find(session: Session, first_id: int, second_id: int) -> Namesakes | None:
    """Return a pair that was said to be different people, or None."""
    ids = {first_id, second_id}
    return next((pair for pair in dismissed(session) if {pair.one.id, pair.other.id} == ids), None)


def dismiss(session: Session, *, now: datetime, telegram_id: int, first_id: int, second_id: int) -> None:
    """不是同一人: suspect the two no more.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
        NotDismissed: The two are no suspected double (any more).
    """
    actor = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    if not any({one.id, other.id} == {first_id, second_id} for one, other in suspected(session)):
        raise NotDismissed
    _say(session, actor, first_id, second_id, now=now, is_different=True)


def take_back(session: Session, *, now: datetime, telegram_id: int, first_id: int, second_id: int) -> None:
    """撤销: suspect the two again.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
        NotDismissed: It was taken back before, or they are not alike any more.
    """
    actor = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    if find(session, first_id, second_id) is None:
        raise NotDismissed
    _say(session, actor, first_id, second_id, now=now, is_different=False)


def _say(session: Session, actor: Cadre, first_id: int, second_id: int, *, now: datetime, is_different: bool) -> None:
    key = _key(first_id, second_id)
    occurrences.note_done(session, key, now=now)
    said = session.scalars(select(Occurrence).where(Occurrence.key == key)).one()
    said.finished_at, said.outcome = now, {"by": actor.id, "is_different": is_different}
    by = outbox.cadre_key(actor.id)
    people.note(
        session,
        now=now,
        actor=by,
        action="person.different" if is_different else "person.suspect",
        subject=",".join(outbox.cadre_key(number) for number in sorted((first_id, second_id))),
    )
    outbox.show(session, by, doubles.SUBJECT, now=now).view = None
