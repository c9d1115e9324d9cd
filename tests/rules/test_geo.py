from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.geo import (
    distance_metres,
    gcj02_to_wgs84,
    is_in_china,
    is_inside_fence,
    map_link,
    may_be_gcj02,
    wgs84_to_gcj02,
)

LIAOYUAN = (42.9026, 125.1437)
# Well within the box of the formula, so that the shifted position is too.
IN_CHINA = st.tuples(st.floats(1.0, 55.5), st.floats(72.2, 137.6))
ANYWHERE = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_at_liaoyuan_chinese_maps_are_off_by_592_metres() -> None:
    latitude, longitude = wgs84_to_gcj02(*LIAOYUAN)
    assert latitude > LIAOYUAN[0]
    assert longitude > LIAOYUAN[1]
    assert distance_metres(LIAOYUAN, (latitude, LIAOYUAN[1])) == pytest.approx(281, abs=1)
    assert distance_metres(LIAOYUAN, (LIAOYUAN[0], longitude)) == pytest.approx(521, abs=1)
    assert distance_metres(LIAOYUAN, (latitude, longitude)) == pytest.approx(592, abs=1)


@given(position=IN_CHINA)
def test_there_and_back_comes_within_half_a_metre(position: tuple[float, float]) -> None:
    assert distance_metres(position, gcj02_to_wgs84(*wgs84_to_gcj02(*position))) < 0.5
    assert distance_metres(position, wgs84_to_gcj02(*gcj02_to_wgs84(*position))) < 0.5


@given(position=IN_CHINA)
def test_the_shift_in_china_stays_below_two_kilometres(position: tuple[float, float]) -> None:
    assert distance_metres(position, wgs84_to_gcj02(*position)) < 2_000


@given(position=ANYWHERE.filter(lambda position: not is_in_china(*position)))
def test_outside_china_positions_stay_as_they_are(position: tuple[float, float]) -> None:
    assert wgs84_to_gcj02(*position) == position
    assert gcj02_to_wgs84(*position) == position


@pytest.mark.parametrize(
    ("latitude", "longitude", "is_inside"),
    [(42.9, 125.1, True), (60.0, 100.0, False), (0.0, 100.0, False), (35.0, 140.0, False), (35.0, 70.0, False)],
)
def test_the_box_around_china_ends_on_every_side(latitude: float, longitude: float, is_inside: bool) -> None:
    assert is_in_china(latitude, longitude) is is_inside


@pytest.mark.parametrize(
    ("from_", "to", "metres"),
    [
        ((0.0, 0.0), (0.0, 1.0), 111_195),
        ((0.0, 0.0), (1.0, 0.0), 111_195),
        ((60.0, 0.0), (60.0, 0.001), 55.5975),
        ((0.0, 179.5), (0.0, -179.5), 111_195),
        ((90.0, 0.0), (-90.0, 0.0), 20_015_115),
        (LIAOYUAN, LIAOYUAN, 0),
    ],
)
def test_distances_on_a_round_earth(from_: tuple[float, float], to: tuple[float, float], metres: float) -> None:
    assert distance_metres(from_, to) == pytest.approx(metres, rel=1e-5)


@given(one=ANYWHERE, other=ANYWHERE)
def test_a_distance_is_the_same_both_ways_and_at_most_half_round(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert distance_metres(one, other) == pytest.approx(distance_metres(other, one), abs=1e-3)
    assert 0 <= distance_metres(one, other) <= 20_015_116


@pytest.mark.parametrize(
    ("distance", "accuracy", "is_inside"),
    [(300, 0, True), (300.1, 0, False), (340, 40, True), (341, 40, False), (600, 1_500, True), (601, 1_500, False)],
)
def test_the_fence_grants_the_accuracy_but_no_more_than_its_radius_again(
    distance: float, accuracy: float, is_inside: bool
) -> None:
    assert is_inside_fence(distance, 300, accuracy) is is_inside


def test_the_map_link_shows_a_chinese_position_and_an_encoded_name() -> None:
    link = map_link(*LIAOYUAN, "龙山区 A&B=1#社区")
    parts = urlsplit(link)
    query = parse_qs(parts.query, strict_parsing=True)
    assert link.isascii()
    assert (parts.netloc, parts.path, parts.fragment) == ("uri.amap.com", "/marker", "")
    assert query == {"position": ["125.150099,42.905125"], "name": ["龙山区 A&B=1#社区"], "coordinate": ["gaode"]}


def test_a_site_copied_from_a_chinese_map_is_told_by_whoever_stands_there() -> None:
    copied = wgs84_to_gcj02(*LIAOYUAN)
    assert may_be_gcj02(copied, LIAOYUAN, 300)
    assert not may_be_gcj02(LIAOYUAN, LIAOYUAN, 300), "who is inside says nothing against the site"
    assert not may_be_gcj02(LIAOYUAN, copied, 300), "the other way round it is no copy"
    assert not may_be_gcj02(copied, (LIAOYUAN[0] + 0.01, LIAOYUAN[1]), 300)
