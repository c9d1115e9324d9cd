"""The one writer: a thread that runs units of work one after another and commits those that wait together.

Each unit runs in its own savepoint, so that one that fails takes no other with it; nobody learns of a result before the
commit that keeps it. When a shared commit fails, its units are run again one by one. That is why a service may have no
effect outside the session.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.storage.durations import Durations
from bot.storage.engine import DatabaseAway, is_away, reading_engine, takes_no_writes, writing_engine
from bot.storage.prepared import Prepared

log = logging.getLogger(__name__)

T = TypeVar("T")

Fence = Callable[[Session], None]

UNITS_PER_COMMIT = 64
SET, GO_BACK, RELEASE = (Prepared(text(f"{what}SAVEPOINT unit")) for what in ("", "ROLLBACK TO ", "RELEASE "))


class AlreadyKept(Exception):  # noqa: N818 - says what happened
    """The unit had been committed after all when it was tried again; its result is not known any more."""


@dataclass(slots=True)
class _Unit:
    """Work that waits for the writer; ``is_done`` tells whether an earlier try was kept after all."""

    run: Callable[[Session], Any]
    is_done: Callable[[Session], bool] | None
    answer: asyncio.Future[Any] | Future[Any]
    result: Any = None
    error: Exception | None = None

    def tell(self) -> None:
        """Give the answer to whoever waits for it, in their own thread; nobody does who was cancelled."""
        if self.answer.done():
            return
        if self.error is not None:
            self.answer.set_exception(self.error)
        else:
            self.answer.set_result(self.result)


class Storage:
    """The database of one process: one writer, a few readers, both off the event loop.

    ``commits`` tells how long units that were committed together took, from the first statement to the answer.

    Args:
        url: Of the database.
        readers: Connections that read.
        fence: Called last in every transaction; it raises ``DatabaseAway`` to undo all of it.
        name: By which PostgreSQL lists the writer's connection.
    """

    def __init__(
        self, url: str, *, readers: int = 2, fence: Fence = lambda _session: None, name: str = "volunteer-bot"
    ) -> None:
        self.url = url
        self.commits = Durations()
        self._fence = fence
        self._writing = writing_engine(url, name=name)
        self._reading = reading_engine(url, connections=readers)
        self._units: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(readers, thread_name_prefix="reader")
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._is_closed = self._reads_here = False
        self._door = threading.Lock()
        self._pending = self._handed_in = 0
        self._on_outbox: Callable[[], None] = lambda: None
        self._on_idle: Callable[[], None] = lambda: None
        self._thread.start()

    @property
    def is_idle(self) -> bool:
        """Tell whether no unit waits or runs (seen from the event loop)."""
        return self._pending == 0

    @property
    def handed_in(self) -> int:
        """Count the units handed in so far."""
        return self._handed_in

    def on_outbox(self, call: Callable[[], None]) -> None:
        """Have ``call`` made, from the writer's thread, after each commit that wrote rows to the outbox.

        A service says so by setting ``session.info["wake"]``.
        """
        self._on_outbox = call

    def read_here(self) -> None:
        """Read in the thread that asks: a rehearsal keeps nobody waiting, and threads cost it most of its time."""
        self._reads_here = True

    def on_idle(self, call: Callable[[], None]) -> None:
        """Have ``call`` made, from the event loop, whenever the last unit or query that waited has been answered."""
        self._on_idle = call

    async def write(self, run: Callable[[Session], T], *, is_done: Callable[[Session], bool] | None = None) -> T:
        """Run ``run`` in the writer and return its result once it is committed.

        Args:
            run: A unit of work; it may run more than once, and only the last run is kept.
            is_done: Looks whether the unit was kept although the commit's answer was lost.

        Raises:
            DatabaseAway: The database is away or locked. Nothing was changed, unless the connection was lost in the
                very commit: a unit that may not be kept twice looks for its own mark when it is tried again.
            AlreadyKept: A commit's answer was lost, and ``is_done`` says that it was kept.
            Exception: What ``run`` raised; its changes are rolled back.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self._counted():
            self._put(_Unit(run, is_done, answer))
            return await answer

    def write_now(self, run: Callable[[Session], T]) -> T:
        """Do the same as ``write`` from a thread without an event loop, such as the command line."""
        answer: Future[T] = Future()
        self._put(_Unit(run, None, answer))
        return answer.result()

    async def read(self, query: Callable[[Session], T]) -> T:
        """Run a query on a reader's connection and return its result; it cannot change anything.

        Raises:
            DatabaseAway: The database is away or locked.
        """
        if self._reads_here:
            return self.read_now(query)
        with self._counted():
            return await asyncio.get_running_loop().run_in_executor(self._pool, self.read_now, query)

    def read_now(self, query: Callable[[Session], T]) -> T:
        """Do the same as ``read`` in the calling thread."""
        try:
            with Session(self._reading, expire_on_commit=False, autoflush=False) as session:
                return query(session)
        except Exception as error:
            if is_away(error):
                raise DatabaseAway(type(error).__name__) from error
            raise

    def close(self) -> None:
        """Finish what was handed in and close every connection."""
        with self._door:
            if self._is_closed:
                return
            self._is_closed = True
            self._units.put(None)
        self._thread.join()
        self._pool.shutdown()
        self._writing.dispose()
        self._reading.dispose()

    def abandon(self) -> None:
        """Take nothing more and wait for nothing: what was handed in may end or not, and the connections with it."""
        with self._door:
            if self._is_closed:
                return
            self._is_closed = True
            self._units.put(None)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _put(self, unit: _Unit) -> None:
        with self._door:  # nothing may slip in behind the end mark: nobody would answer it
            if self._is_closed:
                raise DatabaseAway("the storage is closed")
            self._handed_in += 1
            self._units.put(unit)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._pending += 1
        try:
            yield
        finally:
            self._pending -= 1
            if self._pending == 0:
                self._on_idle()

    def _work(self) -> None:
        while (first := self._units.get()) is not None:
            batch, is_last = self._gather(first)
            batch = [unit for unit in batch if not unit.answer.cancelled()]
            if batch:
                self._commit(batch)
                _tell(batch)
            if is_last:
                break
        # Whoever abandoned it waits for nothing, so it closes what it used itself.
        self._writing.dispose()
        self._reading.dispose()

    def _gather(self, first: _Unit) -> tuple[list[_Unit], bool]:
        """Take what waits, without waiting for more; tell whether the end was asked for."""
        batch = [first]
        while len(batch) < UNITS_PER_COMMIT:
            try:
                unit = self._units.get_nowait()
            except queue.Empty:
                break
            if unit is None:
                return batch, True
            batch.append(unit)
        return batch, False

    def _commit(self, batch: list[_Unit]) -> None:
        begun = time.perf_counter()
        has_written = self._run_first(batch[0]) if len(batch) == 1 else self._run_together(batch)
        self.commits.note(time.perf_counter() - begun)
        if has_written:
            self._call_outbox()

    def _run_first(self, unit: _Unit) -> bool:
        """Run a unit that nobody shares the commit with, without a savepoint; tell whether the outbox was written."""
        is_committing = False
        try:
            with Session(self._writing, expire_on_commit=False) as session:
                unit.result = unit.run(session)
                is_committing = True
                self._keep(session)
                return bool(session.info.get("wake", False))
        except DatabaseAway as fenced:
            unit.error = fenced
            return False
        except Exception as error:  # noqa: BLE001 - somebody waits for an answer
            if not is_committing and not _may_pass(error):
                unit.error = error
                return False
        self._writing.dispose()
        self._run_alone(unit)
        return unit.error is None

    def _run_together(self, batch: list[_Unit]) -> bool:
        """Run units in one transaction, each in its savepoint; tell whether the outbox was written."""
        try:
            with Session(self._writing, expire_on_commit=False) as session:
                for unit in batch:
                    _run_in_savepoint(session, unit)
                self._keep(session)
                return bool(session.info.get("wake", False))
        except DatabaseAway as fenced:
            for unit in batch:
                unit.error = fenced
            return False
        except Exception as error:  # noqa: BLE001 - whatever went wrong, somebody waits for an answer
            log.warning("writer.commit_failed units=%d error=%s", len(batch), type(error).__name__)
            # A statement left half-way by what failed would stand in the way of every later transaction.
            self._writing.dispose()
            self._run_singly(batch)
            return any(unit.error is None for unit in batch)

    def _run_singly(self, batch: list[_Unit]) -> None:
        away: Exception | None = None
        for unit in batch:
            if away is None:
                self._run_alone(unit)
                away = unit.error if isinstance(unit.error, DatabaseAway) else None
            else:
                unit.error = away  # each would wait as long for the lock as the one before it

    def _run_alone(self, unit: _Unit) -> None:
        unit.error = None
        try:
            with Session(self._writing, expire_on_commit=False) as session:
                if unit.is_done is not None and unit.is_done(session):
                    unit.error = AlreadyKept()
                    return
                unit.result = unit.run(session)
                self._keep(session)
        except Exception as error:  # noqa: BLE001 - handed to the one who asked
            self._writing.dispose()
            unit.error = DatabaseAway(type(error).__name__) if _may_pass(error) else error

    def _keep(self, session: Session) -> None:
        session.flush()
        self._fence(session)
        session.commit()

    def _call_outbox(self) -> None:
        try:
            self._on_outbox()
        except Exception:  # the writer must outlive a loop that is just closing
            log.exception("writer.wake_failed")


def _tell(batch: list[_Unit]) -> None:
    """Tell those who wait what came of their units: a loop is called once for all of its own, as each call wakes it."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Unit]] = {}
    for unit in batch:
        if isinstance(unit.answer, asyncio.Future):
            by_loop.setdefault(unit.answer.get_loop(), []).append(unit)
        else:
            unit.tell()
    for loop, units in by_loop.items():
        with suppress(RuntimeError):  # it is closed, and nobody waits any more
            loop.call_soon_threadsafe(_tell_all, units)


def _tell_all(units: list[_Unit]) -> None:
    for unit in units:
        unit.tell()


def _run_in_savepoint(session: Session, unit: _Unit) -> None:
    """Run a unit so that it can be undone alone; what it raises is its own.

    The savepoint is set past the session, which would go through all it knows each time, at three times the cost. So
    the session undoes everything where the database refuses what it writes, and then all units are run singly.
    """
    unit.error = None
    SET.count(session)
    try:
        unit.result = unit.run(session)
        session.flush()
    except Exception as error:
        if _may_pass(error) or not session.is_active:
            raise
        GO_BACK.count(session)
        unit.error = error
    RELEASE.count(session)
    # What one unit loaded must not be seen by the next: each reads the tables for itself.
    session.expunge_all()


def _may_pass(error: Exception) -> bool:
    """Tell whether the same may be written later: the database is away, or takes no writes for now."""
    return is_away(error) or takes_no_writes(error)
