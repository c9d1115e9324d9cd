"""What people write about leaving before the end, and what only looks like it."""

from __future__ import annotations

from datetime import time

import pytest

from bot.rules.departures import read_departure


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("14:30走", time(14, 30)),
        ("我14：30先走", time(14, 30)),
        ("１４：３０离开", time(14, 30)),
        ("干到14点30分", time(14, 30)),
        ("我只能待到15点", time(15, 0)),
        ("14:30前要走。", time(14, 30)),
        ("leaving at 14:30", time(14, 30)),
        ("I will stay until 14:30", time(14, 30)),
    ],
)
def test_a_departure_is_read_as_people_write_it(typed: str, at: time) -> None:
    assert read_departure(typed) == at


@pytest.mark.parametrize(
    "typed", ["走了", "14:30到", "25:30走", "14:30", "签到 14:30", "14:30开会", "", "说好14:30走的吗？"]
)
def test_what_says_something_else_is_left_alone(typed: str) -> None:
    assert read_departure(typed) is None
