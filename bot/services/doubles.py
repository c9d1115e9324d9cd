"""Who may stand on the roster twice, and the organizer's card that shows them.

``merge`` makes them one; ``namesakes`` remembers of whom somebody has said that they are not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Unit
from bot.rules.names import folded
from bot.rules.rights import Right
from bot.services import outbox, people

SUBJECT: Final = "doubles:0"
LONGEST_VIEW: Final = 16
DISMISSED: Final = "different"
"""The view of the card that lists those who were said to be different people."""


def alike(session: Session) -> list[tuple[Cadre, Cadre]]:
    """List who looks like one person that stands on the roster twice, in the order of the units.

    Alike are people of one name in one unit, and of one name in two units where one of the two alone is linked;
    those of one unit come first.
    """
    query = (
        select(Cadre.id, Cadre.name, Cadre.unit_id, Cadre.telegram_id)
        .join(Unit, Unit.id == Cadre.unit_id)
        .where(Cadre.left_on.is_(None))
        .order_by(Unit.position, Unit.id, Cadre.id)
    )
    by_name: defaultdict[str, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        by_name[folded(row.name)].append(row)
    near, far = [], []
    for namesakes in by_name.values():
        for at, one in enumerate(namesakes):
            for other in namesakes[at + 1 :]:
                if one.unit_id == other.unit_id:
                    near.append((one.id, other.id))
                elif (one.telegram_id is None) != (other.telegram_id is None):
                    far.append((one.id, other.id))
    pairs = near + far
    ids = {number for pair in pairs for number in pair}
    held = {cadre.id: cadre for cadre in session.scalars(select(Cadre).where(Cadre.id.in_(ids)))} if ids else {}
    return [(held[one], held[other]) for one, other in pairs]


def show(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Show who may stand on the roster twice, at the bottom of the chat.

    Raises:
        NotRegistered, NotAllowed: Somebody else asked.
    """
    actor = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    card = outbox.show(session, outbox.cadre_key(actor.id), SUBJECT, now=now, anew=True)
    card.view, card.page = None, 0


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The pair to which a card is turned; once it is chosen, the first is the one that stays.

    One that ``is_dismissed`` was said to be two people.
    """

    first_id: int
    second_id: int
    is_chosen: bool
    is_dismissed: bool = False


def pair_view(first_id: int, second_id: int) -> str | None:
    """Return the view of a card that shows a pair; the list for ids that no column holds."""
    return _view(first_id, "-", second_id)


def preview_view(stays_id: int, double_id: int) -> str | None:
    """Return the view of a card that shows what a merge would come to."""
    return _view(stays_id, "<", double_id)


def _view(first_id: int, sign: str, second_id: int) -> str | None:
    view = f"{first_id}{sign}{second_id}"
    return view if len(view) <= LONGEST_VIEW else None


def dismissed_view(first_id: int, second_id: int) -> str | None:
    """Return the view of a card that shows a pair of different people."""
    return _view(first_id, "!", second_id)


def read_view(view: str | None) -> LookedAt | None:
    """Return what a card is turned to, None for the list."""
    found = re.fullmatch(r"(\d+)([-<!])(\d+)", view or "")
    return None if found is None else LookedAt(int(found[1]), int(found[3]), found[2] == "<", found[2] == "!")


def turn(
    session: Session, *, now: datetime, telegram_id: int, page: int | None = None, view: str | None = None
) -> None:
    """Turn the list to a page, or to a pair of it.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
    """
    actor = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    card = outbox.show(session, outbox.cadre_key(actor.id), SUBJECT, now=now)
    card.view = view
    if page is not None:
        card.page = max(page, 0)
