"""Statements made ready once: the same in and out as from SQLAlchemy, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from bot.model import Dialogue, Lane, Message, MessageState
from bot.storage import Prepared, Storage

NOW = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)

ASK = Prepared(
    insert(Dialogue).values({name: bindparam(name) for name in ("telegram_id", "step", "data", "updated_at")})
)
ASKED = Prepared(
    select(Dialogue.step, Dialogue.data, Dialogue.updated_at.label("at"))
    .where(Dialogue.updated_at > bindparam("since"), Dialogue.step != "other")
    .order_by(Dialogue.telegram_id)
)
MOVE_ON = Prepared(update(Dialogue).where(Dialogue.step == bindparam("before")).values(step=bindparam("after")))
NUMBERED = Prepared(MOVE_ON._statement.returning(Dialogue.telegram_id))


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    storage = Storage(database_url)
    yield storage
    storage.close()


def ask(session: Session, number: int, step: str = "name", at: datetime = NOW) -> None:
    assert ASK.count(session, telegram_id=number, step=step, data={"字": [1, None]}, updated_at=at) == 1


def test_values_go_in_and_come_out_as_their_types_say(storage: Storage) -> None:
    storage.write_now(lambda session: ask(session, 1, at=NOW.astimezone(timezone(timedelta(hours=8)))))
    row = storage.read_now(lambda session: ASKED.first(session, since=NOW - timedelta(days=1)))
    assert row is not None
    assert (row.step, row.data, row.at) == ("name", {"字": [1, None]}, NOW)
    assert row.at.tzinfo is not None
    assert storage.read_now(lambda session: session.get_one(Dialogue, 1).updated_at) == NOW


def test_an_hour_that_the_clocks_go_through_twice_is_two_hours(storage: Storage) -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))

    def run(session: Session) -> None:
        ask(session, 1, at=first)
        ask(session, 2, at=first.replace(fold=1))

    storage.write_now(run)
    rows = storage.read_now(lambda session: ASKED.all(session, since=NOW - timedelta(days=60)))
    assert [row.at.hour for row in rows] == [0, 1]


def test_all_rows_come_in_order_or_none(storage: Storage) -> None:
    def run(session: Session) -> None:
        for number, step in ((2, "b"), (1, "a"), (3, "other")):
            ask(session, number, step)

    storage.write_now(run)
    assert [row.step for row in storage.read_now(lambda s: ASKED.all(s, since=NOW - timedelta(days=1)))] == ["a", "b"]
    assert storage.read_now(lambda s: ASKED.all(s, since=NOW)) == []
    assert storage.read_now(lambda s: ASKED.first(s, since=NOW)) is None


def test_what_was_written_is_counted_and_told(storage: Storage) -> None:
    def run(session: Session) -> tuple[int, int, list[int]]:
        ask(session, 1)
        ask(session, 2)
        return (
            MOVE_ON.count(session, before="none", after="unit"),
            MOVE_ON.count(session, before="name", after="unit"),
            sorted(row.telegram_id for row in NUMBERED.all(session, before="unit", after="end")),
        )

    assert storage.write_now(run) == (0, 2, [1, 2])


def test_it_belongs_to_the_transaction(storage: Storage) -> None:
    def run(session: Session) -> None:
        ask(session, 1)
        raise LookupError

    with pytest.raises(LookupError):
        storage.write_now(run)
    assert storage.read_now(lambda session: ASKED.all(session, since=NOW - timedelta(days=1))) == []


def test_what_the_database_refuses_is_the_error_it_is_elsewhere_and_quotes_no_value(storage: Storage) -> None:
    def twice(session: Session) -> None:
        ask(session, 1, "秘密")
        ask(session, 1, "秘密")

    with pytest.raises(IntegrityError) as refused:
        storage.write_now(twice)
    assert isinstance(refused.value, DBAPIError)
    assert "秘密" not in str(refused.value)


def test_each_set_of_values_is_written_or_none_of_them(storage: Storage) -> None:
    def move(session: Session) -> None:
        for number, step in enumerate(("name", "unit", "other")):
            ask(session, number, step)
        MOVE_ON.each(session, [{"before": "name", "after": "n"}, {"before": "unit", "after": "u"}])

    def put_twice(session: Session) -> None:
        row = {"telegram_id": 7, "step": "密", "data": {}, "updated_at": NOW}
        ASK.each(session, [row, row])

    storage.write_now(move)
    with pytest.raises(IntegrityError) as refused:
        storage.write_now(put_twice)
    assert "密" not in str(refused.value)
    since = NOW - timedelta(days=1)
    assert [row.step for row in storage.read_now(lambda session: ASKED.all(session, since=since))] == ["n", "u"]


def test_a_missing_value_and_a_naive_moment_are_refused(storage: Storage) -> None:
    with pytest.raises(KeyError):
        storage.read_now(ASKED.all)
    with pytest.raises(ValueError, match="zone"):
        storage.read_now(lambda session: ASKED.all(session, since=datetime(2026, 11, 27)))  # noqa: DTZ001 - it is meant


def test_constants_and_words_need_no_values(storage: Storage) -> None:
    values: dict[str, Any] = {name: bindparam(name) for name in ("dedup_key", "chat_key", "created_at", "due_at")}
    fixed: dict[str, Any] = {
        "lane": Lane.ALARM,
        "kind": "k",
        "params": {},
        "is_silent": False,
        "state": MessageState.WAITING,
        "attempts": 0,
        "reason": "",
    }
    put = Prepared(insert(Message).values(values | fixed).returning(Message.lane, Message.state))
    row = storage.write_now(lambda s: put.first(s, dedup_key="d", chat_key="user:1", created_at=NOW, due_at=NOW))
    assert row == (Lane.ALARM, MessageState.WAITING)


def test_defaults_of_python_and_lists_of_any_length_cannot_be_made_ready(storage: Storage) -> None:
    unfilled = Prepared(insert(Message).values(dedup_key=bindparam("dedup_key")))
    listed = Prepared(select(Dialogue.step).where(Dialogue.telegram_id.in_(bindparam("ids", expanding=True))))
    with pytest.raises(ValueError, match="made ready"):
        storage.read_now(lambda session: unfilled.count(session, dedup_key="d"))
    with pytest.raises(ValueError, match="made ready"):
        storage.read_now(lambda session: listed.all(session, ids=[1]))


def test_an_object_that_waits_to_be_written_is_not_seen(storage: Storage) -> None:
    def run(session: Session) -> tuple[int, int]:
        session.add(Dialogue(telegram_id=1, step="name", data={}, updated_at=NOW))
        unseen = len(ASKED.all(session, since=NOW - timedelta(days=1)))
        session.flush()
        return unseen, len(ASKED.all(session, since=NOW - timedelta(days=1)))

    assert storage.write_now(run) == (0, 1)
