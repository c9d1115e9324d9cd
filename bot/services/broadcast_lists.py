"""An audience by a list that the organizer sends: taken as a whole, or refused with every line that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Unit
from bot.rules.audience import Audience, AudienceKind
from bot.rules.people_list import Listed, Reading, read_rows, read_text
from bot.rules.roster_sheet import MAX_PEOPLE
from bot.services import broadcast_choices, outbox
from bot.services.broadcasts import draft_of, show_below
from bot.services.outbox import Names, Term

MOST_SHOWN: Final = 20


class ListUnfit(Fault):
    """Lines of it name nobody, or several people; ``count`` of them, and which."""

    key = "fault-broadcast-list"


class ListEmpty(Fault):
    """It names nobody at all, or more than ``limit`` people."""

    key = "fault-broadcast-list-empty"


class ListUnreadable(Fault):
    """The file cannot be read; ``reason`` says why."""

    key = "fault-broadcast-list-file"


def take_text(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, text: str) -> None:
    """Take a list as it was typed.

    Raises:
        Fault: As ``take_rows``.
    """
    _take(
        session, now=now, telegram_id=telegram_id, broadcast_id=broadcast_id, read=lambda known: read_text(text, known)
    )


def take_rows(
    session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, rows: Sequence[Sequence[str]] | str
) -> None:
    """Take the rows of a file, or refuse it with the key of its fault.

    Raises:
        ListUnreadable: There are no rows.
        ListEmpty: Nobody is named, or too many.
        ListUnfit: Somebody named is not on the roster, or bears a name that others bear; nobody is taken.
    """
    if isinstance(rows, str):
        draft_of(session, telegram_id, broadcast_id, now=now)
        raise ListUnreadable(reason=Term(rows))
    _take(
        session, now=now, telegram_id=telegram_id, broadcast_id=broadcast_id, read=lambda known: read_rows(rows, known)
    )


def _take(
    session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, read: Callable[[Iterable[Listed]], Reading]
) -> None:
    by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    reading = read(_roster(session))
    faulty = len(reading.unknown) + len(reading.namesakes)
    if faulty:
        raise ListUnfit(
            count=faulty,
            strangers=len(reading.unknown),
            unknown=_shown(reading.unknown),
            shared=len(reading.namesakes),
            namesakes=_shown(reading.namesakes),
            doubled=len(reading.repeated),
            repeated=_shown(reading.repeated),
        )
    if not 0 < len(reading.ids) <= MAX_PEOPLE:
        raise ListEmpty(limit=MAX_PEOPLE)
    audience = Audience(AudienceKind.LIST, cadre_ids=tuple(sorted(reading.ids)))
    broadcast_choices.choose(session, now=now, telegram_id=telegram_id, broadcast_id=broadcast_id, audience=audience)
    if reading.repeated:
        to, count, lines = outbox.cadre_key(by.id), len(reading.repeated), _shown(reading.repeated)
        outbox.say(session, to, "broadcast-list-repeated", now=now, is_silent=True, count=count, lines=lines)
    show_below(session, by, broadcast, now=now)


def _roster(session: Session) -> list[Listed]:
    """List everybody who is on the roster now."""
    rows = session.execute(
        select(Cadre.id, Cadre.roster_no, Cadre.name, Unit.name)
        .outerjoin(Unit, Unit.id == Cadre.unit_id)
        .where(Cadre.left_on.is_(None), Cadre.merged_into_id.is_(None))
    )
    return [Listed(cadre_id, number, name, unit or "") for cadre_id, number, name, unit in rows]


def _shown(lines: Sequence[str]) -> Names:
    rest = len(lines) - MOST_SHOWN
    return Names([*lines[:MOST_SHOWN], *([f"… +{rest}"] if rest > 0 else [])])
