from __future__ import annotations

import heapq
from bisect import bisect_left
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.pace import Pace

# Multiples of 1/64 are exact, so that the edges of windows are hit.
TICK = 1 / 64
GROUPS = {-1, -2}


def send(pace: Pace, chat_id: int, now: float, *, is_reply: bool = True, is_group: bool | None = None) -> None:
    """Send what is answered at once."""
    pace.start(chat_id, now, is_reply)
    pace.land(chat_id, chat_id in GROUPS if is_group is None else is_group, now, is_answered=True)


@dataclass
class Ledger:
    """Every start there ever was, counted anew for each question: slow and plainly right."""

    pace: Pace
    starts: list[tuple[float, int]] = field(default_factory=list)
    handfuls: list[list[float]] = field(default_factory=list)
    places: int = 0

    def start(self, chat_id: int, now: float, *, is_reply: bool = True) -> None:
        send(self.pace, chat_id, now, is_reply=is_reply)
        if not is_reply:
            if not self.handfuls or now >= self.handfuls[-1][0] + 0.2:
                self.handfuls.append([])
                self.places = min(6, 30 - sum(at + 1.0 > now for at, _ in self.starts))
            self.handfuls[-1].append(now)
        self.starts.append((now, chat_id))

    def is_allowed(self, chat_id: int, now: float, *, is_reply: bool, per_group: int = 20) -> bool:
        in_second = sum(at + 1.0 > now for at, _ in self.starts)
        began = self.handfuls[-1][0] if self.handfuls else float("-inf")
        has_left = now >= began + 0.2 or len(self.handfuls[-1]) < self.places
        in_chat = sum(at + 1.0 > now for at, chat in self.starts if chat == chat_id)
        in_group = sum(at + 60.0 > now for at, chat in self.starts if chat == chat_id and chat in GROUPS)
        return in_second < 30 and (is_reply or has_left) and in_chat == 0 and in_group < per_group

    def most_within(self, seconds: float, chat_id: int | None = None) -> int:
        """Return the largest number of starts in any half-open window; one that begins at a start is enough to try."""
        times = [at for at, chat in self.starts if chat_id in {None, chat}]
        return max((bisect_left(times, at + seconds) - index for index, at in enumerate(times)), default=0)


def may_start(pace: Pace, chat_id: int, now: float, *, is_reply: bool) -> bool:
    return pace.allowance(now, is_reply) > 0 and pace.ready_at(chat_id, chat_id in GROUPS, now) <= now


attempts = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 0, 0, 1, 2, 16, 32, 63, 64, 65, 640]),  # ticks since the attempt before
        st.one_of(st.sampled_from([-1, -2]), st.integers(1, 60)),
        st.booleans(),
    ),
    max_size=250,
)


@settings(deadline=None)
@given(attempts=attempts)
def test_starts_are_allowed_exactly_when_no_window_overflows(attempts: list[tuple[int, int, bool]]) -> None:
    ledger = Ledger(Pace())
    now = 1000.0
    for ticks, chat_id, is_reply in attempts:
        now += ticks * TICK
        allowed = may_start(ledger.pace, chat_id, now, is_reply=is_reply)
        assert ledger.is_allowed(chat_id, now, is_reply=is_reply) or not allowed
        if is_reply:  # all else may have to wait for its handful
            assert allowed == ledger.is_allowed(chat_id, now, is_reply=True)
        if allowed:
            ledger.start(chat_id, now, is_reply=is_reply)
    assert ledger.most_within(1.0) <= 30
    assert all(ledger.most_within(1.0, chat) <= 1 for _, chat in ledger.starts)
    assert all(ledger.most_within(60.0, group) <= 20 for group in GROUPS)


@settings(deadline=None)
@given(count=st.integers(1, 300), gap=st.floats(0, 0.2), is_reply=st.booleans())
def test_a_sender_that_waits_for_the_next_free_moment_never_overflows_a_window(
    count: int, gap: float, is_reply: bool
) -> None:
    ledger = Ledger(Pace())
    now = 1000.0
    for chat_id in range(1, count + 1):
        now = ledger.pace.next_free(now + gap, is_reply)
        assert ledger.pace.allowance(now, is_reply) >= 1
        ledger.start(chat_id, now, is_reply=is_reply)
    assert ledger.most_within(1.0) <= 30
    assert all(len(handful) <= 6 for handful in ledger.handfuls)


@settings(deadline=None)
@given(count=st.integers(1, 70), gap=st.floats(0, 2))
def test_a_group_written_to_as_soon_as_it_is_ready_stays_within_its_limit(count: int, gap: float) -> None:
    ledger = Ledger(Pace())
    now = 1000.0
    for _ in range(count):
        now = ledger.pace.ready_at(-1, True, now + gap)
        ledger.start(-1, now)
    assert ledger.most_within(60.0) <= 20
    assert ledger.most_within(1.0) <= 1


def full(pace: Pace, count: int, at: float = 0.0, *, is_reply: bool = True) -> Pace:
    for chat_id in range(1, count + 1):
        send(pace, chat_id, at, is_reply=is_reply)
    return pace


def test_thirty_may_start_at_once_and_the_next_a_second_later() -> None:
    pace = Pace()
    assert pace.allowance(0.0, True) == 30
    full(pace, 30)
    assert pace.allowance(0.999, True) == 0
    assert pace.next_free(0.5) == 1.0
    assert pace.allowance(1.0, True) == 30


def test_a_pause_earns_no_double_burst() -> None:
    pace = full(full(Pace(), 15, at=100.9), 15, at=101.5)
    assert pace.allowance(101.8, True) == 0
    assert pace.next_free(101.8) == 101.9
    assert pace.allowance(101.9, True) == 15


def test_what_is_no_reply_leaves_in_handfuls_spread_over_the_second() -> None:
    pace = full(Pace(), 6, is_reply=False)
    assert (pace.allowance(0.1, False), pace.allowance(0.1, True)) == (0, 24)
    assert (pace.next_free(0.1, False), pace.next_free(0.1, True)) == (0.2, 0.1)
    assert pace.allowance(0.2, False) == 6


def test_what_is_left_of_a_handful_may_still_start_with_it() -> None:
    pace = full(Pace(), 4, is_reply=False)
    assert (pace.allowance(0.1, False), pace.next_free(0.1, False)) == (2, 0.1)
    full(pace, 2, at=0.1, is_reply=False)
    assert (pace.allowance(0.1, False), pace.next_free(0.1, False)) == (0, 0.2)


def test_what_there_was_no_place_for_waits_for_the_next_handful() -> None:
    pace = full(full(full(Pace(), 1, at=0.0), 26, at=0.5), 3, at=0.9, is_reply=False)
    assert pace.allowance(1.0, True) == 1
    assert (pace.allowance(1.0, False), pace.next_free(1.0, False)) == (0, 1.1)


def test_a_handful_waits_for_places_that_become_free_within_a_moment_and_no_longer() -> None:
    pace = full(full(full(Pace(), 3, at=0.0), 2, at=0.01), 25, at=0.5)
    assert (pace.allowance(1.0, True), pace.allowance(1.0, False), pace.next_free(1.0, False)) == (3, 0, 1.01)
    assert pace.allowance(1.01, False) == 5


def test_a_reply_waits_a_fifth_of_a_second_behind_a_broadcast_at_its_fastest() -> None:
    pace = Pace()
    for handful in range(50):
        full(pace, 6, at=handful / 5, is_reply=False)
    assert pace.allowance(9.81, True) == 0
    assert pace.next_free(9.81, True) == 10.0


def test_replies_hold_the_others_back() -> None:
    pace = full(full(Pace(), 10, at=0.0), 20, at=0.5)
    assert pace.allowance(0.9, False) == 0
    assert pace.next_free(0.9, False) == 1.0
    assert pace.allowance(1.0, False) == 6


def test_a_chat_is_ready_a_second_after_its_last_start() -> None:
    pace = Pace()
    send(pace, 7, 10.0)
    assert pace.ready_at(7, False, 10.25) == 11.0
    assert pace.ready_at(8, False, 10.25) == 10.25
    assert pace.ready_at(7, False, 12.0) == 12.0


def test_a_group_is_ready_when_its_twentieth_last_start_is_a_minute_old() -> None:
    pace = Pace()
    for second in range(20):
        send(pace, -1, float(second), is_group=True)
    assert pace.ready_at(-1, True, 30.0) == 60.0
    assert pace.ready_at(-1, True, 60.0) == 60.0
    send(pace, -1, 60.0, is_group=True)
    assert pace.ready_at(-1, True, 60.0) == 61.0


def test_busy_chats_are_those_that_may_not_be_written_to_now() -> None:
    pace = Pace()
    for second in range(20):
        send(pace, -1, float(second), is_group=True)
    send(pace, -2, 29.5, is_group=True)
    send(pace, 7, 29.5)
    assert pace.busy_chats(30.0) == {-1, -2, 7}
    assert pace.busy_chats(30.5) == {-1}
    assert pace.busy_chats(60.0) == set()


@settings(deadline=None)
@given(attempts=attempts)
def test_busy_chats_and_ready_at_say_the_same(attempts: list[tuple[int, int, bool]]) -> None:
    pace = Pace(per_group=3)
    now = 0.0
    for ticks, chat_id, _ in attempts:
        now += ticks * TICK
        send(pace, chat_id, now)
        busy = pace.busy_chats(now + 0.5)
        seen = {chat for _, chat, _ in attempts}
        assert busy == {chat for chat in seen if pace.ready_at(chat, chat in GROUPS, now + 0.5) > now + 0.5}


@settings(deadline=None)
@given(attempts=attempts, data=st.data())
def test_a_rebuilt_pace_goes_on_as_if_nothing_had_happened(
    attempts: list[tuple[int, int, bool]], data: st.DataObject
) -> None:
    ledger = Ledger(Pace())
    now = 0.0
    for ticks, chat_id, is_reply in attempts:
        now += ticks * TICK
        if may_start(ledger.pace, chat_id, now, is_reply=is_reply):
            ledger.start(chat_id, now, is_reply=is_reply)
    stored = [(at, chat, chat in GROUPS) for at, chat in ledger.starts if at + 60.0 > now]
    rebuilt = full(Pace(), 30, at=now)  # what it held before is to be forgotten
    rebuilt.rebuild(data.draw(st.permutations(stored)))
    assert rebuilt.busy_chats(now) == ledger.pace.busy_chats(now)
    assert rebuilt.next_free(now) == ledger.pace.next_free(now)
    assert rebuilt.allowance(now, True) == ledger.pace.allowance(now, True)
    assert all(rebuilt.ready_at(group, True, now) == ledger.pace.ready_at(group, True, now) for group in GROUPS)


def test_more_stored_starts_than_the_limits_allow_are_waited_out() -> None:
    pace = Pace(per_second=2, per_group=2)
    pace.rebuild([(0.0, -1, True), (0.25, -1, True), (0.5, -1, True), (0.75, -1, True)])
    assert pace.allowance(0.8, True) == 0
    assert pace.next_free(0.8) == 1.5
    assert pace.ready_at(-1, True, 0.8) == 60.5


def test_what_may_yet_arrive_takes_a_place_and_what_arrived_before_keeps_its_own() -> None:
    pace = Pace(per_second=3, per_group=2)
    pace.rebuild([(2.0, -1, True), (0.5, 1, False), (0.6, 2, False)])
    assert pace.allowance(0.7, True) == 0
    assert pace.next_free(0.7) == 1.5
    assert pace.ready_at(-1, True, 0.7) == 3.0
    send(pace, 3, 1.5)
    assert pace.next_free(1.5) == 1.6
    assert pace.busy_chats(2.5) == {-1}
    for at in (3.5, 4.5):
        send(pace, -2, at, is_group=True)
    send(pace, -1, 5.0, is_group=True)
    assert pace.ready_at(-1, True, 6.0) == 62.0
    assert pace.busy_chats(62.0) == {-2}
    assert pace.busy_chats(63.5) == set()


def arrivals_on(ways: list[tuple[float, float]], lags: list[float], *, is_reply: bool) -> list[float]:
    """Send as fast as the pace lets, each with its way there and back; return when each arrives, ascending."""
    pace, now = Pace(), 1000.0
    arrivals: list[float] = []
    answers: list[tuple[float, int]] = []
    while len(arrivals) < len(ways):
        while (free := pace.next_free(now, is_reply)) > now:
            if answers and answers[0][0] <= free:
                at, landed = heapq.heappop(answers)
                now = max(now, at + lags[landed % len(lags)])  # the sender may be late to notice
                pace.land(landed, False, now, is_answered=True)
            else:
                now = free
        for chat_id in range(len(arrivals), min(len(arrivals) + pace.allowance(now, is_reply), len(ways))):
            there, back = ways[chat_id]
            pace.start(chat_id, now, is_reply)
            arrivals.append(now + there)
            heapq.heappush(answers, (now + there + back, chat_id))
    return sorted(arrivals)


@settings(deadline=None)
@given(
    there=st.floats(0.0, 0.3),
    back=st.floats(0.0, 0.3),
    latest=st.floats(0.0, 0.5),
    chance=st.randoms(use_true_random=False),
    is_reply=st.booleans(),
)
def test_however_uneven_the_line_no_second_sees_more_than_thirty_arrive(
    there: float, back: float, latest: float, chance: Random, is_reply: bool
) -> None:
    ways = [(there, back)] * 30
    ways += [(there + chance.uniform(0.0, latest), back + chance.uniform(0.0, latest)) for _ in range(120)]
    lags = [0.0, *(chance.uniform(0.0, 0.1) for _ in range(6))]
    arrivals = arrivals_on(ways, lags, is_reply=is_reply)
    assert max(bisect_left(arrivals, at + 1.0 - 1e-6) - place for place, at in enumerate(arrivals)) <= 30


@pytest.mark.parametrize("way", [0.0, 0.02, 0.12])
def test_on_an_even_line_the_way_there_and_back_costs_nothing(way: float) -> None:
    arrivals = arrivals_on([(way, way)] * 600, [0.0], is_reply=False)
    assert (len(arrivals) - 61) / (arrivals[-1] - arrivals[60]) == pytest.approx(30, rel=0.01)


def test_what_is_under_way_counts_until_nobody_waits_for_its_answer() -> None:
    pace = Pace(per_second=2)
    pace.start(1, 0.0, is_reply=True)
    pace.start(2, 0.0, is_reply=True)
    assert (pace.allowance(5.0, True), pace.next_free(5.0)) == (0, float("inf"))
    assert (pace.ready_at(1, False, 5.0), pace.busy_chats(5.0)) == (float("inf"), {1, 2})
    pace.land(1, False, 5.0, is_answered=False)
    assert (pace.allowance(5.5, True), pace.next_free(5.5), pace.ready_at(1, False, 5.5)) == (0, 6.0, 6.0)


def test_what_no_longer_counts_is_forgotten() -> None:
    pace = Pace()
    for number in range(3000):
        send(pace, -number, number / 30, is_group=True)
    assert len(pace._group_arrivals) <= 60 * 30 + 1
    assert len(pace._in_group) <= 60 * 30 + 1
    assert len(pace._last_in_chat) <= 31
    assert len(pace._recent) <= 31
    pace.allowance(1_000.0, True)
    assert not any((pace._group_arrivals, pace._in_group, pace._last_in_chat, pace._recent, pace._full_groups))


@pytest.mark.parametrize(
    "limits",
    [
        {"per_second": 0},
        {"per_group": 0},
    ],
)
def test_limits_out_of_bounds_are_refused(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Pace(**limits)


@pytest.mark.parametrize("limits", [{"per_chat_seconds": 0.0}, {"group_window_seconds": -1.0}])
def test_spans_out_of_bounds_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="positive"):
        Pace(**limits)  # type: ignore[arg-type]  # spans alone are given
