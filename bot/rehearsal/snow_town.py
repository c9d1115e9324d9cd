"""The stretches that the town clears of snow, and its people as they stand in the tables before a winter's night.

How people register is the Friday story's matter: here everybody is linked and has agreed already.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.model import Cadre
from bot.rehearsal.town import Town
from bot.rules.roster_sheet import SiteRow
from bot.rules.stretches import SQUARE_METRES_PER_HEAD, StretchKind
from bot.services import roster

MOST_STRETCHES: Final = 12
PEOPLE_PER_STRETCH: Final = 20
"""A small town has fewer stretches; from 240 people on it has all of them, where there are as many units."""
PLACES_SHARE: Final = 240 / 3012
FEWEST_PLACES: Final = 2
NO_STRETCH: Final = "社区"
FORMS: Final = (
    (StretchKind.OLD_COMPOUND, "小区", "铁锹、推雪板，自带", "小区东门"),
    (StretchKind.RIVERSIDE_BOARDWALK, "沿河木栈道", "扫帚、塑料锹（勿用铁器）", "木栈道入口"),
    (StretchKind.ROAD_SECTION, "路段", "铁锹、冰镐，现场领取", "公交站牌旁"),
)
NEIGHBOURS: Final = (1, -1, 2)
"""Which units help, as steps from the paired one in the operator's order; every other stretch has the first two."""


def with_stretches(town: Town) -> Town:
    """Return the town with stretches to clear: about 240 places in a town of 3,012, in proportion in a smaller one.

    Each belongs to the unit that is paired with its community. Half of them say how many heads they take, the others
    their area, which comes to the same.
    """
    people, units = len(town.residents), town.units
    count = max(1, min(MOST_STRETCHES, len(units), people // PEOPLE_PER_STRETCH))
    places = max(FEWEST_PLACES * count, round(people * PLACES_SHARE))
    chosen = {number * len(units) // count: number for number in range(count)}
    sites = tuple(
        _stretch(site, units, at, chosen[at], (places + chosen[at]) // count)
        if at in chosen
        else replace(site, kind=NO_STRETCH)
        for at, site in enumerate(town.roster.sites)
    )
    return replace(town, roster=replace(town.roster, sites=sites))


def _stretch(site: SiteRow, units: tuple[str, ...], at: int, number: int, heads: int) -> SiteRow:
    kind, suffix, tools, muster_point = FORMS[number % len(FORMS)]
    steps = NEIGHBOURS[: 2 + number % 2]
    helpers = dict.fromkeys(units[(at + step) % len(units)] for step in steps)
    is_counted = number % 2 == 0
    return replace(
        site,
        name=site.community.removesuffix("社区") + suffix,
        kind=kind.value,
        muster_point=muster_point,
        tools=tools,
        heads=heads if is_counted else None,
        area_square_metres=None if is_counted else heads * SQUARE_METRES_PER_HEAD,
        unit=units[at],
        neighbours=tuple(name for name in helpers if name != units[at]),
    )


def settle_in(session: Session, *, town: Town, now: datetime, consent_version: str) -> None:
    """Bring the roster in, and link everybody to their phone."""
    roster.apply(session, now=now, actor="operator", sheet=town.roster, may_appoint=True)
    numbers: dict[str, int] = {number: key for key, number in session.execute(select(Cadre.id, Cadre.roster_no))}
    rows = [
        {
            "id": numbers[resident.roster_no],
            "telegram_id": resident.account,
            "linked_at": now,
            "consent_version": consent_version,
            "consented_at": now,
        }
        for resident in town.residents
    ]
    session.execute(update(Cadre), rows)
