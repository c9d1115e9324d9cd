"""The expected strength of a stand-by: who said what, by unit, and what each stretch still lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Cadre, Readiness, Site, StandbyAnswer, Unit
from bot.rules.stretches import heads_needed
from bot.services import callouts


@dataclass(frozen=True, slots=True)
class Said:
    """How many said what. ``silent`` were asked and have not answered."""

    ready: int = 0
    late: int = 0
    unable: int = 0
    silent: int = 0

    @property
    def asked(self) -> int:
        """All who were asked."""
        return self.ready + self.late + self.unable + self.silent

    @property
    def expected(self) -> int:
        """Who will be there, early or late."""
        return self.ready + self.late


@dataclass(frozen=True, slots=True)
class Strength:
    """What a stretch can expect of its paired unit (None where it has none), and what is missing to its places.

    A unit's people count for its first stretch before its second one.
    """

    site: str
    unit: str | None
    wanted: int
    said: Said
    gap: int


def total(said: Mapping[int, Said]) -> Said:
    """Sum the answers of all units."""
    return Said(
        ready=sum(each.ready for each in said.values()),
        late=sum(each.late for each in said.values()),
        unable=sum(each.unable for each in said.values()),
        silent=sum(each.silent for each in said.values()),
    )


def strength(session: Session, said: Mapping[int, Said]) -> list[Strength]:
    """Return the expected strength of every stretch, the largest gaps first, else in the order of the sites."""
    free = Counter({unit_id: each.expected for unit_id, each in said.items()})
    names = dict(session.execute(select(Unit.id, Unit.name)).all())
    found = [_strength(site, names, said, free) for site in callouts.stretches(session)]
    return sorted(found, key=lambda each: -each.gap)


def _strength(site: Site, names: Mapping[int, str], said: Mapping[int, Said], free: Counter[int]) -> Strength:
    wanted = heads_needed(site.area_square_metres, site.heads) or callouts.HEADS_UNKNOWN
    unit_id = site.unit_id or 0
    taken = min(wanted, free[unit_id])
    free[unit_id] -= taken
    return Strength(site.name, names.get(unit_id), wanted, said.get(unit_id, Said()), wanted - taken)


def said_by_unit(session: Session, standby_id: int) -> dict[int, Said]:
    """Count the answers by the unit that people belong to now; who has left since counts no more."""
    query = (
        select(Cadre.unit_id, Readiness.answer, func.count())
        .join(Cadre, Cadre.id == Readiness.cadre_id)
        .where(Readiness.standby_id == standby_id, Cadre.unit_id.is_not(None), Cadre.left_on.is_(None))
        .group_by(Cadre.unit_id, Readiness.answer)
    )
    counted: dict[int, Counter[StandbyAnswer]] = {}
    for unit_id, word, number in session.execute(query):
        counted.setdefault(unit_id or 0, Counter())[word] = number
    return {
        unit_id: Said(
            ready=each[StandbyAnswer.READY],
            late=each[StandbyAnswer.LATE],
            unable=each[StandbyAnswer.UNABLE],
            silent=each[StandbyAnswer.ASKED],
        )
        for unit_id, each in counted.items()
    }
