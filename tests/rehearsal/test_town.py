"""The invented town: the same for the same seed, with everybody the story needs, and a roster that reads back."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.model import Role
from bot.rehearsal.town import UNITS, chance, found
from bot.reports.orders import RosterFile, RosterOrder
from bot.reports.roster_file import write_roster
from bot.reports.roster_sheet import read_roster


def test_the_same_seed_founds_the_same_town() -> None:
    assert found(60, chance("3")) == found(60, chance("3"))
    assert found(60, chance("3")) != found(60, chance("4"))


@pytest.mark.parametrize(("people", "units"), [(12, 1), (24, 3), (300, 37), (568, 71), (3012, 71)])
def test_a_town_has_as_many_people_as_asked_for_and_a_liaison_in_each_unit(people: int, units: int) -> None:
    town = found(people, chance("1"))
    assert len(town.residents) == people
    assert town.units == UNITS[:units]
    liaisons = Counter(resident.unit for resident in town.residents if resident.has(Role.LIAISON))
    assert liaisons == Counter(town.units)
    roles = Counter(role for resident in town.residents for role in resident.roles)
    assert (roles[Role.ORGANIZER], roles[Role.LEADER]) == (2, 1)


def test_accounts_and_numbers_are_nobody_elses() -> None:
    town = found(3012, chance("1"))
    assert len({resident.account for resident in town.residents} | {town.admin_account, town.stranger_account}) == 3014
    assert len({resident.roster_no for resident in town.residents}) == 3012


def test_two_of_one_name_in_a_unit_differ_by_their_title() -> None:
    town = found(300, chance("1"))
    told_apart = Counter((resident.unit, resident.name, resident.title) for resident in town.residents)
    assert max(told_apart.values()) == 1
    assert max(Counter((resident.unit, resident.name) for resident in town.residents).values()) > 1


def test_the_roster_is_read_back_as_it_was_written() -> None:
    town = found(100, chance("1"))
    content = write_roster(RosterOrder(sheet=town.roster))
    read = read_roster(RosterFile(name="roster.xlsx", content=content))
    assert read.faults == ()
    assert [person.roster_no for person in read.people] == [resident.roster_no for resident in town.residents]


def test_a_town_of_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        found(5, chance("1"))
