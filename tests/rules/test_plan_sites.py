"""Sites of a plan: how units are divided over them, and where the number of places stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.plan_sites import PlanSite, units_at, with_unit
from bot.rules.plans import PlanFields
from tests.rules.test_plans import TREES

ONE = replace(TREES, sites=(PlanSite(1),), quota=30)
TWO = ONE.with_site(2)
IDS = st.integers(min_value=1, max_value=8)


def test_the_number_of_places_stays_with_the_first_site_and_comes_back_with_the_last() -> None:
    assert [(site.site_id, TWO.quota_at(site)) for site in TWO.sites] == [(1, 30), (2, None)]
    assert TWO.quota is None
    assert TWO.without_site(2) == ONE
    assert replace(TWO, sites=with_unit(TWO.sites, 1, 7, is_here=True)).without_site(2) == ONE
    left = TWO.with_quota_at(2, 12).without_site(1)
    assert (left.quota, left.sites) == (12, (PlanSite(2),))


def test_a_plan_without_sites_takes_the_first_with_its_places() -> None:
    bare = replace(ONE, sites=())
    assert bare.with_site(1) == ONE
    assert ONE.without_site(1) == bare
    assert not ONE.is_divided


def test_a_third_site_changes_nothing_about_the_others() -> None:
    three = TWO.with_quota_at(2, 5).with_site(3)
    assert [three.quota_at(site) for site in three.sites] == [30, 5, None]
    assert three.without_site(2).sites == (PlanSite(1, quota=30), PlanSite(3))


def test_sites_are_kept_as_they_are() -> None:
    plan = replace(TREES, sites=(PlanSite(1, 30, 4, (7, 8)), PlanSite(2)))
    assert PlanFields.from_json(plan.to_json()) == plan


@pytest.mark.parametrize(
    ("unit", "site"),
    [(1, 2), (2, 1), (3, 2), (4, 1)],
    ids=["sent elsewhere than paired", "sent", "paired", "neither, so the first"],
)
def test_a_unit_goes_where_it_was_sent_else_to_its_community_else_to_the_first(unit: int, site: int) -> None:
    sites = (PlanSite(1, unit_ids=(2,)), PlanSite(2, unit_ids=(1,)))
    paired = {1: {1}, 3: {9, 2}, 4: {9}}
    assert unit in units_at(sites, [1, 2, 3, 4], paired)[site]


@given(
    sent=st.lists(st.tuples(IDS, st.sampled_from((1, 2, 3)), st.booleans())),
    units=st.lists(IDS, unique=True),
    paired=st.dictionaries(IDS, st.sets(st.integers(min_value=1, max_value=4))),
)
def test_however_units_are_sent_each_stands_at_one_site(
    sent: list[tuple[int, int, bool]], units: list[int], paired: dict[int, set[int]]
) -> None:
    sites: tuple[PlanSite, ...] = (PlanSite(1), PlanSite(2), PlanSite(3))
    for unit_id, site_id, is_here in sent:
        sites = with_unit(sites, site_id, unit_id, is_here=is_here)
    named = [unit_id for site in sites for unit_id in site.unit_ids]
    assert len(named) == len(set(named))
    divided = units_at(sites, units, paired)
    assert sorted(unit_id for at in divided.values() for unit_id in at) == sorted(units)
