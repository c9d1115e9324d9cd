"""The stretches of the invented town: as many as it is large, each with a unit, neighbours and what it needs."""

from __future__ import annotations

import pytest

from bot.rehearsal.snow_town import with_stretches
from bot.rehearsal.town import Town, chance, found
from bot.reports.orders import RosterFile, RosterOrder
from bot.reports.roster_file import write_roster
from bot.reports.roster_sheet import read_roster
from bot.rules.roster_sheet import SiteRow
from bot.rules.stretches import StretchKind, heads_needed


def snowed_in(people: int) -> Town:
    return with_stretches(found(people, chance("1")))


def stretches(town: Town) -> list[SiteRow]:
    return [site for site in town.roster.sites if site.kind in set(StretchKind)]


@pytest.mark.parametrize(
    ("people", "count", "places"), [(12, 1, 2), (60, 3, 6), (240, 12, 24), (1000, 12, 80), (3012, 12, 240)]
)
def test_a_town_has_stretches_and_places_in_proportion(people: int, count: int, places: int) -> None:
    found_stretches = stretches(snowed_in(people))
    needed = [heads_needed(site.area_square_metres, site.heads) or 0 for site in found_stretches]
    assert (len(found_stretches), sum(needed)) == (count, places)
    assert max(needed) - min(needed) <= 1


def test_each_stretch_has_a_unit_of_its_own_and_its_neighbours_in_order() -> None:
    town = snowed_in(3012)
    found_stretches = stretches(town)
    assert len({site.unit for site in found_stretches}) == len(found_stretches)
    for site in found_stretches:
        at = town.units.index(site.unit)
        assert site.neighbours[:2] == (town.units[(at + 1) % 71], town.units[at - 1])
        assert len(site.neighbours) in (2, 3)
        assert None not in (site.latitude, site.longitude)
        assert "" not in (site.tools, site.muster_point)


def test_the_roster_with_stretches_is_read_back_as_it_was_written() -> None:
    town = snowed_in(100)
    read = read_roster(RosterFile(name="roster.xlsx", content=write_roster(RosterOrder(sheet=town.roster))))
    assert read.faults == ()
    assert [site.neighbours for site in read.sites] == [site.neighbours for site in town.roster.sites]
