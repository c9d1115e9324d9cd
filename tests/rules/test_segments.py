"""Visits cut for the record: nothing counts twice, no segment crosses midnight, parts add up to the whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.segments import MINUTE, Segment, Visit, days_beyond, segments

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def wall(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Name a moment of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI).astimezone(UTC)


def visit(start: datetime, end: datetime, activity: int = 1, person: int = 1) -> Visit:
    return Visit(start, activity, person, end)


def told(parts: list[Segment]) -> list[tuple[int, date, int, int, int]]:
    return [(part.visit.activity, part.on, part.part, part.parts, part.minutes) for part in parts]


@st.composite
def visits(draw: st.DrawFn) -> list[Visit]:
    """A few people's visits over four days around a change of clocks, overlapping as it happens."""
    found = []
    begin = datetime(2026, 10, 23, 12, tzinfo=UTC)
    for activity in range(draw(st.integers(0, 8))):
        start = begin + timedelta(seconds=draw(st.integers(0, 4 * 86_400)))
        end = start + timedelta(seconds=draw(st.integers(0, 30 * 3_600)))
        found.append(visit(start, end, activity, draw(st.integers(1, 2))))
    return found


def union(of_them: list[Visit]) -> timedelta:
    """Measure the time that is covered, by merging."""
    total, until = timedelta(), datetime.min.replace(tzinfo=UTC)
    for one in sorted(of_them):
        total += max(one.end - max(one.start, until), timedelta())
        until = max(until, one.end)
    return total


class TestProperties:
    @given(visits(), st.sampled_from([SHANGHAI, BERLIN]))
    def test_no_time_of_a_person_counts_twice(self, given: list[Visit], zone: ZoneInfo) -> None:
        for person in (1, 2):
            own = [part for part in segments(given, zone) if part.visit.person == person and part.minutes]
            parts = sorted((part.start, part.end) for part in own)
            assert all(before[1] <= after[0] for before, after in pairwise(parts))

    @given(visits(), st.sampled_from([SHANGHAI, BERLIN]))
    def test_no_segment_crosses_midnight(self, given: list[Visit], zone: ZoneInfo) -> None:
        for part in segments(given, zone):
            assert part.start.astimezone(zone).date() == part.on
            midnight = datetime.combine(part.on + timedelta(days=1), datetime.min.time(), tzinfo=zone)
            assert part.start <= part.end <= midnight

    @given(visits(), st.sampled_from([SHANGHAI, BERLIN]))
    def test_the_parts_of_a_visit_add_up_to_what_is_left_of_it(self, given: list[Visit], zone: ZoneInfo) -> None:
        parts = segments(given, zone)
        for one in given:
            own = [part for part in parts if part.visit is one]
            before = [other for other in given if other.person == one.person and other <= one]
            left = union(before) - union([other for other in before if other is not one])
            assert sum(part.minutes for part in own) == left // MINUTE
            assert [part.part for part in own] == list(range(1, len(own) + 1))
            assert {part.parts for part in own} == {len(own)}

    @given(visits())
    def test_splitting_never_changes_the_minutes_of_a_visit(self, given: list[Visit]) -> None:
        for one in given:
            assert sum(part.minutes for part in segments([one], SHANGHAI)) == one.minutes

    @given(visits(), st.randoms())
    def test_the_order_in_which_visits_come_makes_no_difference(self, given: list[Visit], chance: object) -> None:
        mixed = list(given)
        chance.shuffle(mixed)  # type: ignore[attr-defined]
        assert segments(mixed, SHANGHAI) == segments(given, SHANGHAI)

    @given(visits())
    def test_every_visit_has_a_segment_and_none_without_minutes_beside_others(self, given: list[Visit]) -> None:
        parts = segments(given, SHANGHAI)
        for one in given:
            own = [part for part in parts if part.visit is one]
            assert len(own) == 1 or all(part.minutes for part in own)


class TestExamples:
    def test_an_afternoon_is_one_segment(self) -> None:
        parts = segments([visit(wall(27, 13, 30), wall(27, 15, 30, 59))], SHANGHAI)
        assert told(parts) == [(1, date(2026, 11, 27), 1, 1, 120)]

    def test_a_night_of_snow_has_one_segment_a_day(self) -> None:
        parts = segments([visit(wall(27, 22, 10, 30), wall(28, 1, 40))], SHANGHAI)
        assert told(parts) == [(1, date(2026, 11, 27), 1, 2, 109), (1, date(2026, 11, 28), 2, 2, 100)]

    def test_a_minute_begun_before_midnight_counts_to_the_day_that_ends_it(self) -> None:
        parts = segments([visit(wall(27, 23, 59, 40), wall(28, 0, 10))], SHANGHAI)
        assert told(parts) == [(1, date(2026, 11, 28), 1, 1, 10)]

    def test_an_end_at_midnight_is_of_the_day_before(self) -> None:
        parts = segments([visit(wall(27, 22), wall(28, 0))], SHANGHAI)
        assert told(parts) == [(1, date(2026, 11, 27), 1, 1, 120)]

    def test_the_later_start_loses_the_overlap(self) -> None:
        parts = segments([visit(wall(27, 14), wall(27, 17), 2), visit(wall(27, 13), wall(27, 15), 1)], SHANGHAI)
        assert told(parts) == [(1, date(2026, 11, 27), 1, 1, 120), (2, date(2026, 11, 27), 1, 1, 120)]
        assert [part.is_cut for part in parts] == [False, True]
        assert parts[1].start == wall(27, 15)

    def test_a_visit_within_another_keeps_a_segment_without_minutes(self) -> None:
        parts = segments([visit(wall(27, 13), wall(27, 17), 1), visit(wall(27, 14), wall(27, 15), 2)], SHANGHAI)
        assert [(part.minutes, part.is_cut) for part in parts] == [(240, False), (0, True)]

    def test_people_do_not_take_time_from_each_other(self) -> None:
        parts = segments([visit(wall(27, 13), wall(27, 15), 1, 1), visit(wall(27, 13), wall(27, 15), 2, 2)], SHANGHAI)
        assert [part.minutes for part in parts] == [120, 120]

    @pytest.mark.parametrize(("hours", "days"), [(8, set()), (7, {(1, date(2026, 11, 27))})])
    def test_a_day_beyond_the_limit_is_named(self, hours: int, days: set[tuple[int, date]]) -> None:
        parts = segments([visit(wall(27, 8), wall(27, 12), 1), visit(wall(27, 13), wall(27, 17), 2)], SHANGHAI)
        assert days_beyond(parts, hours * 60) == days

    def test_naive_and_reversed_visits_are_refused(self) -> None:
        with pytest.raises(ValueError, match="aware"):
            visit(datetime(2026, 11, 27, 13), datetime(2026, 11, 27, 15))  # noqa: DTZ001 - the point of it
        with pytest.raises(ValueError, match="ends before"):
            visit(wall(27, 15), wall(27, 13))
