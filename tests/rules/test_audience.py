"""The rule of an audience goes through JSON unharmed, and broadcasts keep out of the quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.attendance import AnswerState
from bot.rules.audience import ANSWERS, ROLES, Audience, AudienceKind, BulkHours

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = BulkHours(25, time(22), time(6), SHANGHAI)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "audience",
    [
        Audience(AudienceKind.ALL),
        Audience(AudienceKind.UNITS, (3, 1)),
        Audience(AudienceKind.UNITS),
        *(Audience(AudienceKind.ANSWER, activity_id=7, answer=answer) for answer in ANSWERS),
        *(Audience(AudienceKind.ROLE, role=role) for role in ROLES),
        Audience(AudienceKind.SITES, site_kind="老旧小区"),
        Audience(AudienceKind.UNLINKED),
        Audience(AudienceKind.LIST, cadre_ids=(9, 4)),
    ],
)
def test_a_rule_is_read_back_as_it_was_kept(audience: Audience) -> None:
    assert Audience.from_json(audience.to_json()) == audience


def test_no_rule_means_that_none_was_chosen() -> None:
    assert Audience.from_json({}) is None


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "everyone"},
        {"unit_ids": [1]},
        {"kind": "all", "unit_ids": [1]},
        {"kind": "all", "activity_id": 7},
        {"kind": "answer", "activity_id": 7},
        {"kind": "answer", "answer": "going"},
        {"kind": "answer", "activity_id": 7, "answer": AnswerState.DECLINED},
        {"kind": "units", "activity_id": 7, "answer": "going"},
        {"kind": "role"},
        {"kind": "role", "role": "admin"},
        {"kind": "role", "role": "nobody"},
        {"kind": "sites", "site_kind": ""},
        {"kind": "list", "cadre_ids": []},
        {"kind": "list", "cadre_ids": [1], "role": "leader"},
        {"kind": "unlinked", "unit_ids": [1]},
    ],
)
def test_what_is_no_rule_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"[Aa]udience|valid"):
        Audience.from_json(rule)


@pytest.mark.parametrize(
    ("now", "leaves_at"),
    [
        (local(25, 21, 59), local(25, 21, 59)),
        (local(25, 22), local(26, 6)),
        (local(25, 23, 59), local(26, 6)),
        (local(26, 0), local(26, 6)),
        (local(26, 5, 59), local(26, 6)),
        (local(26, 6), local(26, 6)),
    ],
)
def test_a_night_over_midnight_is_waited_out(now: datetime, leaves_at: datetime) -> None:
    assert NIGHT.leaves_at(now) == leaves_at


@pytest.mark.parametrize(
    ("now", "leaves_at"),
    [(local(25, 11, 59), local(25, 11, 59)), (local(25, 12), local(25, 14)), (local(25, 14), local(25, 14))],
)
def test_quiet_hours_within_a_day_are_waited_out(now: datetime, leaves_at: datetime) -> None:
    assert BulkHours(25, time(12), time(14), SHANGHAI).leaves_at(now) == leaves_at


@given(MOMENTS)
def test_equal_ends_mean_no_quiet_hours(now: datetime) -> None:
    assert BulkHours(25, time(6), time(6), SHANGHAI).leaves_at(now) == now


@given(MOMENTS)
def test_what_leaves_leaves_outside_the_quiet_hours_and_within_their_length(now: datetime) -> None:
    leaves_at = NIGHT.leaves_at(now)
    assert 6 <= leaves_at.astimezone(SHANGHAI).hour < 22
    assert 0 <= (leaves_at - now).total_seconds() <= 8 * 3600


@pytest.mark.parametrize(("messages", "seconds"), [(0, 0), (1, 1), (25, 1), (26, 2), (3_012, 121)])
def test_the_time_it_takes_is_rounded_up(messages: int, seconds: int) -> None:
    assert NIGHT.seconds_for(messages) == seconds
