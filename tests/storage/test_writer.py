"""The one writer: what is shared by a commit, and what nobody learns before it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, event, func, insert, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from bot.model import Community, Dialogue, Site
from bot.storage import AlreadyKept, DatabaseAway, Storage, engine
from bot.storage.writer import UNITS_PER_COMMIT

NOW = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[Storage]:
    storage = Storage(database_url)
    yield storage
    storage.close()


@pytest.fixture
async def on_sqlite(sqlite_url: str) -> AsyncIterator[Storage]:
    storage = Storage(sqlite_url)
    yield storage
    storage.close()


def community(name: str) -> Callable[[Session], str]:
    def add(session: Session) -> str:
        session.add(Community(name=name))
        return name

    return add


def names(session: Session) -> list[str]:
    return list(session.scalars(select(Community.name).order_by(Community.name)))


@contextmanager
def commits(storage: Storage) -> Iterator[list[None]]:
    """Count the commits of the writer."""
    seen: list[None] = []

    def count(_connection: Connection) -> None:
        seen.append(None)

    event.listen(storage._writing, "commit", count)
    yield seen
    event.remove(storage._writing, "commit", count)


class Gate:
    """A unit that holds the writer until it is opened, so that what comes after it waits together.

    It asks nothing of the database and so neither locks nor commits anything.
    """

    def __init__(self, storage: Storage) -> None:
        self._open, self._entered = threading.Event(), threading.Event()
        self.task = asyncio.ensure_future(storage.write(self._hold))

    async def entered(self) -> None:
        await asyncio.to_thread(self._entered.wait, 5.0)

    def open(self) -> None:
        self._open.set()

    def _hold(self, _session: Session) -> None:
        self._entered.set()
        self._open.wait(5.0)


async def together(storage: Storage, *units: Callable[[Session], object]) -> list[object]:
    """Hand in units while the writer is held, so that they share a commit; return results and errors."""
    gate = Gate(storage)
    await gate.entered()
    waiting = [asyncio.ensure_future(storage.write(unit)) for unit in units]
    await asyncio.sleep(0.01)
    gate.open()
    await gate.task
    return list(await asyncio.gather(*waiting, return_exceptions=True))


async def test_units_that_wait_together_share_one_commit(storage: Storage) -> None:
    with commits(storage) as seen:
        await together(storage, *(community(str(number)) for number in range(20)))
    assert len(seen) == 1
    assert len(await storage.read(names)) == 20


async def test_a_commit_is_shared_by_so_many_units_at_most(on_sqlite: Storage) -> None:
    with commits(on_sqlite) as seen:
        await together(on_sqlite, *(community(f"{number:03}") for number in range(UNITS_PER_COMMIT + 1)))
    assert len(seen) == 2


async def test_a_unit_that_fails_takes_no_other_with_it(storage: Storage) -> None:
    def fail(session: Session) -> None:
        session.add(Community(name="half done"))
        session.flush()
        raise LookupError

    answers = await together(storage, community("a"), fail, community("b"))
    assert [answers[0], type(answers[1]), answers[2]] == ["a", LookupError, "b"]
    assert await storage.read(names) == ["a", "b"]


async def test_a_statement_that_fails_takes_no_other_unit_with_it(storage: Storage) -> None:
    answers = await together(storage, community("a"), community("a"), community("b"))
    assert [answers[0], type(answers[1]), answers[2]] == ["a", IntegrityError, "b"]
    assert await storage.read(names) == ["a", "b"]


async def test_a_statement_refused_past_the_session_is_undone_alone_and_the_commit_stays_shared(
    storage: Storage,
) -> None:
    def add_twice(session: Session) -> None:
        for _ in range(2):
            session.connection().execute(insert(Community).values(name="twice"))

    with commits(storage) as seen:
        answers = await together(storage, community("a"), add_twice, community("b"))
    assert [answers[0], type(answers[1]), answers[2]] == ["a", IntegrityError, "b"]
    assert await storage.read(names) == ["a", "b"]
    assert len(seen) == 1


async def test_one_unit_does_not_see_what_another_left_in_the_session(storage: Storage) -> None:
    def forget_to_write(session: Session) -> None:
        found = session.scalars(select(Community)).one()
        with session.no_autoflush:
            found.name = "changed"
        session.expunge(found)

    await storage.write(community("as it was"))
    answers = await together(storage, forget_to_write, names)
    assert answers[1] == ["as it was"]


async def test_nobody_learns_of_a_result_before_its_commit(storage: Storage) -> None:
    waiting: list[asyncio.Future[str]] = []
    known_early: list[bool] = []

    def look(_connection: Connection) -> None:
        known_early.extend(one.done() for one in waiting)

    gate = Gate(storage)
    await gate.entered()
    waiting.append(asyncio.ensure_future(storage.write(community("a"))))
    event.listen(storage._writing, "commit", look)
    await asyncio.sleep(0.01)
    gate.open()
    assert await waiting[0] == "a"
    assert known_early
    assert not any(known_early)


async def test_after_a_failed_commit_each_unit_is_run_again_and_only_the_guilty_one_fails(storage: Storage) -> None:
    """A foreign key that is looked at only at the commit makes the shared commit fail for all."""

    def guilty(session: Session) -> None:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
        session.add(Site(community_id=4711, name="nowhere"))

    def prepare(session: Session) -> None:
        if session.get_bind().dialect.name == "postgresql":
            found = session.scalars(
                text("SELECT conname FROM pg_constraint WHERE conrelid = 'site'::regclass AND contype = 'f'")
            ).all()
            constraint = next(name for name in found if "community" in name)
            session.execute(text(f"ALTER TABLE site ALTER CONSTRAINT {constraint} DEFERRABLE INITIALLY DEFERRED"))

    await storage.write(prepare)
    answers = await together(storage, community("a"), guilty, community("b"))
    assert [answers[0], type(answers[1]), answers[2]] == ["a", IntegrityError, "b"]
    assert await storage.read(names) == ["a", "b"]


@contextmanager
def answers_lost(storage: Storage, *, kept: bool) -> Iterator[None]:
    """Break the connection in the next commit, after or before the database has carried it out."""
    is_armed = [True]

    def lose(connection: Connection) -> None:
        if not is_armed[0]:
            return
        is_armed[0] = False
        if kept:
            connection.exec_driver_sql("COMMIT")
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    event.listen(storage._writing, "commit", lose)
    yield
    event.remove(storage._writing, "commit", lose)


def is_there(name: str) -> Callable[[Session], bool]:
    return lambda session: session.scalar(select(func.count()).where(Community.name == name)) == 1


async def test_a_unit_whose_commit_was_kept_but_not_answered_is_not_run_again(storage: Storage) -> None:
    runs: list[None] = []

    def add(session: Session) -> None:
        runs.append(None)
        session.add(Community(name="a"))

    with answers_lost(storage, kept=True), pytest.raises(AlreadyKept):
        await storage.write(add, is_done=is_there("a"))
    assert len(runs) == 1
    assert await storage.read(names) == ["a"]


async def test_a_unit_whose_commit_was_not_kept_is_run_again(storage: Storage) -> None:
    with answers_lost(storage, kept=False):
        assert await storage.write(community("a"), is_done=is_there("a")) == "a"
    assert await storage.read(names) == ["a"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)


@pytest.mark.usefixtures("impatient")
async def test_a_locked_database_is_away_and_comes_back(sqlite_url: str) -> None:
    storage = Storage(sqlite_url)
    try:
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseAway):
                await storage.write(community("a"))
            other.execute("ROLLBACK")
        assert await storage.write(community("a")) == "a"
    finally:
        storage.close()


@contextmanager
def taking_no_writes(storage: Storage) -> Iterator[None]:
    """As when a full disk has made PostgreSQL read only, or the file has lost its rights."""
    is_sqlite = storage.url.startswith("sqlite")
    statement = "PRAGMA query_only=ON" if is_sqlite else "SET default_transaction_read_only = on"

    def turn(connection: DBAPIConnection, _record: object) -> None:
        connection.cursor().execute(statement)
        connection.commit()

    event.listen(storage._writing, "connect", turn)
    storage._writing.dispose()
    yield
    event.remove(storage._writing, "connect", turn)
    storage._writing.dispose()


@pytest.mark.parametrize("count", [1, 3])
async def test_a_database_that_takes_no_writes_is_away_and_comes_back(storage: Storage, count: int) -> None:
    with taking_no_writes(storage):
        failed = await together(storage, *(community(f"{number}") for number in range(count)))
    assert [type(each) for each in failed] == [DatabaseAway] * count
    assert await storage.write(community("later")) == "later"
    assert await storage.read(names) == ["later"]


@pytest.mark.usefixtures("impatient")
async def test_those_that_wait_for_a_locked_database_wait_once_and_not_one_after_another(sqlite_url: str) -> None:
    storage, tries = Storage(sqlite_url), list[None]()
    try:
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            gate = Gate(storage)
            await gate.entered()
            waiting = [asyncio.ensure_future(storage.write(community(str(number)))) for number in range(50)]
            await asyncio.sleep(0.01)
            other.execute("BEGIN IMMEDIATE")
            event.listen(storage._writing, "handle_error", lambda _context: tries.append(None))
            gate.open()
            answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(answer, DatabaseAway) for answer in answers)
        assert len(tries) == 2  # all together, and the first alone
    finally:
        storage.close()


async def test_a_connection_that_the_server_ended_costs_no_unit(postgres_url: str) -> None:
    storage = Storage(postgres_url)
    try:
        await storage.write(community("before"))

        def end_my_own_connection(session: Session) -> None:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        with pytest.raises(DatabaseAway):
            await storage.write(end_my_own_connection)
        await storage.write(community("after"))
        assert await storage.read(names) == ["after", "before"]
    finally:
        storage.close()


async def test_closing_finishes_what_was_handed_in(storage: Storage) -> None:
    gate = Gate(storage)
    await gate.entered()
    waiting = [asyncio.ensure_future(storage.write(community(name))) for name in "abc"]
    await asyncio.sleep(0.01)
    gate.open()
    await asyncio.to_thread(storage.close)
    assert await asyncio.gather(*waiting) == ["a", "b", "c"]


async def test_after_closing_nothing_is_taken(on_sqlite: Storage) -> None:
    on_sqlite.close()
    with pytest.raises(DatabaseAway):
        await on_sqlite.write(community("late"))


async def test_the_sender_is_woken_only_after_the_commit(storage: Storage, database_url: str) -> None:
    """What the call sees from outside is what is committed."""
    other = Storage(database_url)
    seen: list[list[str]] = []
    storage.on_outbox(lambda: seen.append(other.read_now(names)))

    def add(session: Session) -> None:
        session.add(Community(name="a"))
        session.info["wake"] = True

    try:
        await storage.write(add)
        assert seen == [["a"]]
    finally:
        other.close()


async def test_the_sender_is_not_woken_where_nothing_was_said(on_sqlite: Storage) -> None:
    calls: list[None] = []
    on_sqlite.on_outbox(lambda: calls.append(None))
    await on_sqlite.write(community("a"))
    assert not calls


async def test_a_call_that_fails_does_not_end_the_writer(on_sqlite: Storage) -> None:
    def fail() -> None:
        raise RuntimeError

    def add(session: Session) -> None:
        session.add(Dialogue(telegram_id=1, step="x", data={}, updated_at=NOW))
        session.info["wake"] = True

    on_sqlite.on_outbox(fail)
    await on_sqlite.write(add)
    assert await on_sqlite.write(community("still there")) == "still there"


async def test_a_reader_cannot_write(storage: Storage) -> None:
    def write(session: Session) -> None:
        session.add(Community(name="a"))
        session.flush()

    with pytest.raises(Exception, match=r"readonly|read-only|query_only"):
        await storage.read(write)
    assert await storage.read(names) == []


def test_sqlite_keeps_what_was_committed_over_a_power_cut(on_sqlite: Storage) -> None:
    def pragmas(session: Session) -> tuple[object, object, object]:
        return tuple(session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys"))

    assert on_sqlite.write_now(pragmas) == ("wal", 2, 1)
