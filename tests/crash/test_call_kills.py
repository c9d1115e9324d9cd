"""The bot is killed at random instants while it calls out for snow."""

from __future__ import annotations

import pytest

from tests.crash.call import accounts_for, play


@pytest.mark.timeout(240)
async def test_a_call_keeps_its_rules_however_often_the_bot_is_killed(database_url: str) -> None:
    toll = await play(database_url, seed=20261124)
    assert toll.kills
    assert toll.repeated


@pytest.mark.parametrize(
    ("words", "changes", "fits"),
    [
        ("", "", True),
        ("come", "going", True),
        ("come", "", True),
        ("come no", "going declined", True),
        ("come no", "declined", True),
        ("come no", "going", False),
        ("no come no", "declined", True),
        ("no come no", "declined going declined", True),
        ("no come no", "declined declined", False),
        ("no", "declined declined", False),
        ("no", "", False),
        ("no no:sick come", "declined excused:sick going", True),
        ("no no:sick", "declined", False),
        ("no:sick come no:trip", "excused:sick excused:trip", True),
        ("no:sick come no:trip", "excused:sick", False),
        ("no:sick come no:sick", "excused:sick excused:sick", False),
        ("come come in", "going", True),
        ("come", "going going", False),
        ("come no come no in", "going declined going", True),
        ("come no come no", "going declined going", False),
    ],
)
def test_answers_come_of_taps_that_were_handled_once(words: str, changes: str, fits: bool) -> None:
    assert accounts_for(words.split(), changes.split()) is fits
