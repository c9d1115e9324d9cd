"""Finding people of the roster by what an organizer types: a name or a number of the roster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Unit
from bot.rules.names import folded

MOST_LISTED: Final = 10


def find_people(session: Session, typed: str) -> list[Cadre]:
    """List whom a number or a name means, in the order of the roster, those who have left behind all others.

    A number means one person. A name is compared however it is spaced and whatever its case; of doubles that were
    joined only the one that stands is meant.
    """
    wanted = typed.strip()
    by_number = session.scalar(select(Cadre).where(Cadre.roster_no == wanted))
    if by_number is not None:
        return [by_number if by_number.merged_into_id is None else session.get_one(Cadre, by_number.merged_into_id)]
    name = folded(wanted)
    rows = session.execute(select(Cadre.id, Cadre.name).where(Cadre.merged_into_id.is_(None)))
    bearers = [cadre_id for cadre_id, spelt in rows if name and folded(spelt) == name]
    found = session.scalars(select(Cadre).where(Cadre.id.in_(bearers)).order_by(Cadre.id)).all() if bearers else []
    return sorted(found, key=lambda cadre: cadre.left_on is not None)


def listed(session: Session, found: Sequence[Cadre]) -> str:
    """Write namesakes so that each differs: number, name and unit, one a line, ten at most."""
    units = {unit.id: unit.name for unit in session.scalars(select(Unit))}
    lines = [
        " ".join(part for part in (cadre.roster_no, cadre.name, units.get(cadre.unit_id or 0, "")) if part)
        for cadre in found[:MOST_LISTED]
    ]
    return "\n".join(lines + (["…"] if len(found) > MOST_LISTED else []))
