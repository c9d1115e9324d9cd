"""What is told to those who watch from outside: ready or not and why, and figures that name nobody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot import vitals
from bot.bootstrap import Bot
from bot.clock import ManualClock
from bot.config import WatchSettings
from bot.model import InboxRow, InboxState, Lane, Message, MessageState
from bot.rehearsal.stage import Stage
from bot.storage import DatabaseAway, Storage
from bot.vitals import Standing, Vitals
from bot.web.exposition import Family, Kind, Sample, gauge, histogram, write
from jobs.book import Book, Runs
from tests.town import START, build_town, settings_for

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def watched(database_url: str) -> AsyncIterator[Vitals]:
    storage = Storage(database_url)
    await storage.write(build_town)
    book = Book({"fridays.plan": Runs(succeeded_at=START, failures=2, seconds=0.5)})
    yield Vitals(
        storage, ManualClock(START), WatchSettings(), book, late=lambda _now: {"fridays.plan": timedelta(seconds=90)}
    )
    storage.close()


def update(age: timedelta) -> InboxRow:
    return InboxRow(bot_id=1, update_id=1, person_key="user:1", received_at=START - age, body="{}")


def message(lane: Lane, age: timedelta, state: MessageState = MessageState.WAITING) -> Message:
    at = START - age
    return Message(
        dedup_key=f"{lane}:{state}:{age}",
        lane=lane,
        kind="help",
        chat_key="user:1",
        created_at=at,
        due_at=at,
        state=state,
    )


def figures(text: str) -> dict[str, float]:
    """Read what was written, as a reader of the format would: every line is a comment or a value."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("# "):
            name, _, value = line.rpartition(" ")
            assert re.fullmatch(r'volunteer_bot_[a-z_]+(\{(\w+="[^"]*",?)+\})?', name), line
            found[name.removeprefix("volunteer_bot_")] = float(value)
    return found


class TestReady:
    async def test_a_bot_that_works_is_ready(self, watched: Vitals) -> None:
        is_ready, said = await watched.ready()
        assert is_ready
        assert said["role"] == "leader"
        assert said["checks"] == dict.fromkeys(("database", "schema", "inbox", "outbox", "receiving", "sending"), "ok")

    @pytest.mark.parametrize(
        ("row", "check"),
        [
            (update(6 * MINUTE), "inbox"),
            (message(Lane.ALARM, 6 * MINUTE), "outbox"),
            (update(4 * MINUTE), None),
            (message(Lane.BULK, 50 * MINUTE), None),
            (message(Lane.ALARM, -MINUTE), None),
            (message(Lane.ALARM, 6 * MINUTE, MessageState.SENT), None),
        ],
    )
    async def test_what_waits_too_long_makes_it_unready(
        self, watched: Vitals, row: InboxRow | Message, check: str | None
    ) -> None:
        await watched.storage.write(lambda session: session.merge(row))
        is_ready, said = await watched.ready()
        late = [name for name, word in said["checks"].items() if word == "late"]  # type: ignore[attr-defined]
        assert (is_ready, late) == (check is None, [check] if check else [])

    async def test_telegram_out_of_reach_makes_the_leader_unready_and_no_follower(self, watched: Vitals) -> None:
        watched.hears = lambda: False
        assert (await watched.ready())[0] is False
        watched.standing = lambda: Standing(is_leader=False, epoch=7)
        assert await watched.ready() == (
            True,
            {"ready": True, "role": "follower", "checks": {"database": "ok", "schema": "ok"}},
        )

    async def test_another_schema_makes_it_unready(self, watched: Vitals, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.storage.version.newest", lambda: "9999")
        is_ready, said = await watched.ready()
        assert (is_ready, said["checks"]["schema"]) == (False, "changed")  # type: ignore[index]


class TestMetrics:
    async def test_the_books_the_jobs_and_the_process_are_told(self, watched: Vitals) -> None:
        rows = [
            update(2 * MINUTE),
            InboxRow(bot_id=1, update_id=2, person_key="user:1", received_at=START, body="", state=InboxState.FAILED),
            message(Lane.ALARM, MINUTE),
            message(Lane.BULK, 2 * MINUTE, MessageState.SENT),
            message(Lane.BULK, 3 * MINUTE, MessageState.UNCERTAIN),
        ]
        await watched.storage.write(lambda session: session.add_all(rows))
        watched.standing = lambda: Standing(is_leader=True, epoch=3)
        told = figures(await watched.metrics())
        expected = {
            "database_up": 1,
            "inbox_lag_seconds": 120,
            'inbox_updates{state="waiting"}': 1,
            'inbox_updates{state="failed"}': 1,
            'outbox_lag_seconds{lane="alarm"}': 60,
            'outbox_lag_seconds{lane="reply"}': 0,
            'outbox_messages{lane="alarm",state="waiting"}': 1,
            'outbox_settled_total{lane="bulk",state="sent"}': 1,
            'outbox_settled_total{lane="bulk",state="uncertain"}': 1,
            'outbox_settled_total{lane="reply",state="expired"}': 0,
            'job_late_seconds{job="fridays.plan"}': 90,
            'job_last_success_timestamp_seconds{job="fridays.plan"}': START.timestamp(),
            'job_failures_total{job="fridays.plan"}': 2,
            "leader": 1,
            "leader_epoch": 3,
        }
        assert {name: told.get(name) for name in expected} == expected
        assert told['writer_commit_seconds_bucket{le="+Inf"}'] == told["writer_commit_seconds_count"] == 2
        assert 0 < told["writer_commit_seconds_sum"] < 60
        assert 1e7 < told["process_resident_memory_bytes"] < 1e10

    async def test_settled_messages_are_counted_at_most_once_a_minute(self, watched: Vitals) -> None:
        name = 'outbox_settled_total{lane="bulk",state="sent"}'
        assert figures(await watched.metrics())[name] == 0
        await watched.storage.write(lambda session: session.add(message(Lane.BULK, MINUTE, MessageState.SENT)))
        assert figures(await watched.metrics())[name] == 0
        watched._settled_at -= vitals.SETTLED_KEPT_SECONDS
        assert figures(await watched.metrics())[name] == 1

    async def test_a_follower_tells_of_no_jobs(self, watched: Vitals) -> None:
        watched.standing = lambda: Standing(is_leader=False, epoch=3)
        told = figures(await watched.metrics())
        assert told["leader"] == 0
        assert not [name for name in told if name.startswith(("job_", "sending", "receiving"))]
        assert told["inbox_lag_seconds"] == 0

    async def test_nobody_is_named(self, watched: Vitals) -> None:
        said = await watched.metrics()
        assert not re.search(r"[\u4e00-\u9fff]", said)
        assert "900" not in re.sub(r"[\d.]+$", "", said, flags=re.MULTILINE)  # ids of accounts begin so


async def test_a_database_that_is_away_is_told_so(watched: Vitals, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_query: object) -> None:
        raise DatabaseAway("locked")

    monkeypatch.setattr(watched.storage, "read_now", refuse)
    is_ready, said = await watched.ready()
    assert (is_ready, said["checks"]) == (False, {"database": "away", "receiving": "ok", "sending": "ok"})
    told = figures(await watched.metrics())
    assert told["database_up"] == 0
    assert "inbox_lag_seconds" not in told
    assert told["leader"] == 1


async def test_a_database_that_does_not_answer_is_not_waited_for(
    watched: Vitals, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_query: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(watched.storage, "read", hang)
    assert (await watched.ready())[0] is False


def test_the_text_is_what_prometheus_reads() -> None:
    families = [
        gauge("up", "Whether.", True),
        gauge("unknown", "Nobody knows.", None),
        Family("x_total", Kind.COUNTER, "X.", (Sample(0.25, {"job": 'a"b\\c\nd'}),)),
        histogram("t_seconds", "T.", (0.5, 1.0), (3, 0, 1), 4.5),
    ]
    assert write(families) == (
        "# HELP volunteer_bot_up Whether.\n# TYPE volunteer_bot_up gauge\nvolunteer_bot_up 1\n"
        "# HELP volunteer_bot_x_total X.\n# TYPE volunteer_bot_x_total counter\n"
        'volunteer_bot_x_total{job="a\\"b\\\\c\\nd"} 0.25\n'
        "# HELP volunteer_bot_t_seconds T.\n# TYPE volunteer_bot_t_seconds histogram\n"
        'volunteer_bot_t_seconds_bucket{le="0.5"} 3\nvolunteer_bot_t_seconds_bucket{le="1"} 3\n'
        'volunteer_bot_t_seconds_bucket{le="+Inf"} 4\n'
        "volunteer_bot_t_seconds_sum 4.5\nvolunteer_bot_t_seconds_count 4\n"
    )


async def test_before_telegram_was_reached_nothing_comes_in_and_nothing_leaves(sqlite_url: str) -> None:
    stage = Stage(settings_for(sqlite_url), start=START)
    bot = Bot(settings_for(sqlite_url, telegram={"token": stage.sandbox.token}), clock=stage.clock, rings=False)
    assert (bot.hears(), bot.sends()) == (False, False)
    bot.storage.close()
    await stage.open()
    assert (stage.bot.hears(), stage.bot.sends()) == (True, True)
    await stage.close()
