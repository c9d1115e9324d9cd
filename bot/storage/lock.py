"""Who may write: on SQLite one process, on PostgreSQL one command or any number of bots, of which one leads.

Whoever comes too late is refused before it does anything. SQLite is guarded by a lock on a file beside it, PostgreSQL
by an advisory lock that ends with its connection, and is taken anew where that breaks. Both are released by the system
when the process dies, however it dies.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.errors import Fault
from bot.storage.engine import describe, sqlite_path, writing_engine

# Any number will do as long as nobody else uses it in the same database: "volunteer" in base 36, cut to 63 bits.
ADVISORY_KEY = 0x766F6C756E746565


HELD_SECONDS: Final = 5.0
"""How often it is looked whether an advisory lock is still held."""

log = logging.getLogger(__name__)


class SecondInstance(Fault):
    """Another process works with this database."""

    key = "fault-second-instance"


class InstanceLock:
    """Held by ``run`` and by every command that writes, for as long as it works.

    Args:
        url: Of the database.
        is_shared: Others that share it may hold it at the same time, on PostgreSQL; on SQLite nobody may.
    """

    def __init__(self, url: str, *, is_shared: bool = False) -> None:
        self._url = url
        self._is_shared = is_shared
        self._file: int | None = None
        self._connection: Connection | None = None

    def acquire(self) -> None:
        """Take the lock, or refuse at once.

        Raises:
            SecondInstance: Another process holds it; the text says which database.
        """
        path = sqlite_path(self._url)
        if path is not None:
            self._acquire_file(path)
        else:
            self._acquire_advisory()

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            self._connection.close()
            self._connection.engine.dispose()
            self._connection = None

    async def keep(self) -> None:
        """Take the lock anew, for as long as it takes, where its connection broke, as when PostgreSQL was restarted.

        Raises:
            SecondInstance: Another process has taken it meanwhile.
        """
        while True:
            await asyncio.sleep(HELD_SECONDS)
            if self._file is None and not await asyncio.to_thread(self._is_held):
                try:
                    await asyncio.to_thread(self._acquire_advisory)
                except DBAPIError as error:
                    log.warning("lock.database_away error=%s", type(error).__name__)
                else:
                    log.warning("lock.taken_anew")

    def _is_held(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            self.release()
        return self._connection is not None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.release()

    def _acquire_file(self, path: Path) -> None:
        path = path.resolve()  # one database may have several names
        path.parent.mkdir(parents=True, exist_ok=True)
        # The lock stands on a file of its own: SQLite locks ranges of the database file itself.
        file = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise SecondInstance(database=describe(self._url)) from None
        self._file = file

    def _acquire_advisory(self) -> None:
        engine = writing_engine(self._url, name="volunteer-bot lock")
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        take = "pg_try_advisory_lock_shared" if self._is_shared else "pg_try_advisory_lock"
        if not connection.execute(text(f"SELECT {take}(:key)"), {"key": ADVISORY_KEY}).scalar_one():
            connection.close()
            engine.dispose()
            raise SecondInstance(database=describe(self._url))
        self._connection = connection
