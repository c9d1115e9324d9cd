"""Some hundred updates at random, lawful and broken, and what may be relied on of those that are made."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.chat.raw import masked, moment_of, person_key
from bot.chat.sound import is_sound
from tests.fuzz.making import KINDS, TYPES, Json, Maker, Pool
from tests.fuzz.round import play

ACTOR: Json = {"id": 900_001, "is_bot": False, "first_name": "张三"}
NOW = datetime(2026, 11, 27, 6, 0, tzinfo=UTC)
UPDATES = 180
SEEDS = st.integers(0, 2**32)


def pool() -> Pool:
    return Pool(
        words=["签到", "/today", "/start x"],
        taps=["go:1", "in:1", "rm:1:2:1"],
        slow=("st:",),
        files=[],
        people=[ACTOR],
        groups=[{"id": -100, "type": "group", "title": "群"}],
        now=int(NOW.timestamp()),
    )


async def test_updates_of_all_kinds_by_all_roles_do_nothing_that_nobody_foresaw(database_url: str) -> None:
    found = await play(database_url, updates=UPDATES, seed=7, batch=30)
    assert found.faults == []
    assert found.updates == UPDATES
    assert found.broken > UPDATES // 20
    assert len(found.said) > 10, "people were answered"


@settings(deadline=None)
@given(SEEDS)
def test_whatever_comes_is_put_in_order_dated_and_masked(seed: int) -> None:
    made = Maker(seed, pool()).update(ACTOR)
    body = json.dumps(made.body)
    raw = json.loads(body)
    assert len(person_key(raw)) <= 40
    assert moment_of(raw, NOW) <= NOW
    assert json.loads(masked(body)).keys() == raw.keys()
    assert is_sound(raw) in (True, False)


@settings(deadline=None)
@given(SEEDS, st.sampled_from(KINDS))
def test_what_is_made_lawfully_can_be_read(seed: int, kind: str) -> None:
    part = Maker(seed, pool())._object(TYPES["Update"][kind], 0)
    Update.de_json(json.loads(json.dumps({"update_id": 1, kind: part})))


def test_the_same_seed_makes_the_same_updates() -> None:
    def bodies() -> list[Json]:
        maker = Maker(3, pool())
        return [maker.update(ACTOR).body for _ in range(50)]

    assert bodies() == bodies()


def test_types_are_described_down_to_plain_values() -> None:
    plain = {"Integer", "Float", "String", "Boolean", "True"}

    def named(described: Any) -> set[str]:
        kinds = described if isinstance(described, list) else described.values()
        words = {word for kind in kinds for word in kind.removesuffix("!").replace("Array of ", "").split("|")}
        return {word.lstrip("*") for word in words if not word.startswith("=")}

    assert {word for described in TYPES.values() for word in named(described)} - plain - TYPES.keys() == set()
