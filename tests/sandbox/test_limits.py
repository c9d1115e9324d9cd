"""The limits of Telegram, by the microsecond."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Limits, Sandbox, busiest
from bot.sandbox.errors import ApiError
from bot.sandbox.limits import SECOND, Pace
from tests.sandbox.conftest import Caller

FREE = Limits(overall_per_second=1000, chat_gap_seconds=0.0)


def refused(pace: Pace, chat_id: int, now: int, *, is_group: bool = False) -> int:
    with pytest.raises(ApiError) as caught:
        pace.admit(chat_id, is_group=is_group, now=now)
    assert caught.value.code == 429
    assert caught.value.parameters is not None
    return int(caught.value.parameters["retry_after"])


def test_the_thirty_first_message_in_a_second_is_refused() -> None:
    pace = Pace(Limits())
    for chat_id in range(30):
        pace.admit(chat_id, is_group=False, now=SECOND + chat_id)
    assert refused(pace, 99, 2 * SECOND - 1) == 1
    assert pace.breaches == 1


def test_a_message_exactly_a_second_after_the_first_of_thirty_is_taken() -> None:
    pace = Pace(Limits())
    for chat_id in range(30):
        pace.admit(chat_id, is_group=False, now=SECOND + chat_id)
    pace.admit(99, is_group=False, now=2 * SECOND)


@pytest.mark.parametrize(("gap", "is_taken"), [(SECOND, True), (SECOND - 1, False)])
def test_one_chat_gets_a_message_a_second(gap: int, is_taken: bool) -> None:
    pace = Pace(Limits())
    pace.admit(1, is_group=False, now=SECOND)
    if is_taken:
        pace.admit(1, is_group=False, now=SECOND + gap)
    else:
        assert refused(pace, 1, SECOND + gap) == 1


def test_tolerance_forgives_an_uneven_network() -> None:
    pace = Pace(Limits(tolerance_seconds=0.05))
    pace.admit(1, is_group=False, now=SECOND)
    pace.admit(1, is_group=False, now=2 * SECOND - 50_000)
    assert refused(pace, 1, 3 * SECOND - 100_001) == 1


def test_a_group_gets_twenty_messages_in_any_minute() -> None:
    pace = Pace(FREE)
    for number in range(20):
        pace.admit(-1, is_group=True, now=(1 + number) * SECOND)
    assert refused(pace, -1, 41 * SECOND, is_group=True) == 20
    pace.admit(-1, is_group=True, now=61 * SECOND)


def test_a_person_may_get_more_than_twenty_in_a_minute() -> None:
    pace = Pace(FREE)
    for number in range(40):
        pace.admit(1, is_group=False, now=(1 + number) * SECOND)
    assert pace.breaches == 0


@given(st.lists(st.tuples(st.integers(0, 400_000), st.integers(1, 40)), max_size=200))
def test_no_window_ever_holds_more_than_the_limits(steps: list[tuple[int, int]]) -> None:
    pace = Pace(Limits(overall_per_second=5))
    now, taken = SECOND, []
    for step, chat_id in steps:
        now += step
        try:
            pace.admit(chat_id, is_group=False, now=now)
        except ApiError:
            continue
        taken.append((now, chat_id))
    assert busiest([at for at, _ in taken], _second()) <= 5
    for chat in {chat for _, chat in taken}:
        assert busiest([at for at, one in taken if one == chat], _second()) <= 1


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=60).map(sorted))
def test_the_busiest_window_is_what_counting_by_hand_gives(moments: list[int]) -> None:
    by_hand = max(sum(start <= moment < start + SECOND for moment in moments) for start in moments)
    assert busiest(moments, _second()) == by_hand


async def test_retry_after_is_what_it_takes(api: Caller, sandbox: Sandbox) -> None:
    sandbox.person(7001).start()
    await api("sendMessage", chat_id=7001, text="甲")
    api.pause(0.4)
    refusal = await api.refusal("sendMessage", chat_id=7001, text="乙")
    assert (refusal.code, refusal.description) == (429, "Too Many Requests: retry after 1")
    api.pause(refusal.parameters["retry_after"])
    await api("sendMessage", chat_id=7001, text="乙")
    assert sandbox.statistics.limit_breaches == 1


async def test_an_edit_counts_as_a_message(api: Caller, sandbox: Sandbox) -> None:
    sandbox.person(7001).start()
    sent = await api("sendMessage", chat_id=7001, text="甲")
    assert (await api.refusal("editMessageText", chat_id=7001, message_id=sent["message_id"], text="乙")).code == 429


async def test_limits_can_be_switched_off_and_sends_are_recorded_all_the_same(api: Caller, sandbox: Sandbox) -> None:
    sandbox.world.pace.is_enforced = False
    sandbox.person(7001).start()
    for _ in range(3):
        await api("sendMessage", chat_id=7001, text="甲", disable_notification=True)
    assert sandbox.statistics.busiest() == 3
    assert {send.is_silent for send in sandbox.statistics.sends} == {True}
    assert len(sandbox.doubles()) == 2


def _second() -> timedelta:
    return timedelta(seconds=1)
