"""Engines for SQLite and PostgreSQL, set so that what was committed stays.

SQLite: WAL, ``synchronous=FULL``, foreign keys, immediate transactions; one connection writes, the readers are
``query_only`` (older SQLite can corrupt a WAL that two connections write). PostgreSQL: psycopg 3. No fault of either
quotes the values of a statement: they may be names.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool, StaticPool

BUSY_SECONDS = 5.0
# A line that went dead without a word is given up after so long; over a socket of this machine none of it matters.
CONNECTING: Final[dict[str, Any]] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
READ_ONLY: Final = "25006"
# A process that was frozen amid a transaction may not hold its rows for ever.
IDLE_IN_TRANSACTION_SECONDS = 60


class DatabaseAway(Exception):  # noqa: N818 - a state of the world, named as it is said
    """The database cannot be reached or is locked; nothing was changed, and the same work may be tried again."""


def is_away(error: BaseException) -> bool:
    """Tell whether an error means that the database is away or locked, not that the work is wrong."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.OperationalError):
        text = str(error.orig)
        return any(sign in text for sign in ("locked", "disk I/O", "database or disk is full", "unable to open"))
    return isinstance(error, OperationalError)


def takes_no_writes(error: BaseException) -> bool:
    """Tell whether what was to be written was refused only because the database takes no writes for now.

    So does a PostgreSQL whose disk is full or that stands by for another, and a file that lost its rights.
    """
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.OperationalError):
        return "readonly database" in str(error.orig)
    return getattr(error.orig, "sqlstate", None) == READ_ONLY


def describe(url: str) -> str:
    """Return a database URL without its password, fit for a log or an error."""
    return make_url(url).render_as_string(hide_password=True)


def sqlite_path(url: str) -> Path | None:
    """Return the file of an SQLite URL, or None for another database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    return Path(parsed.database or "")


def writing_engine(url: str, *, name: str = "volunteer-bot") -> Engine:
    """Make the engine of the one writer; PostgreSQL lists its connection by ``name``."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(parsed.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_private(path)
        engine = create_engine(
            parsed, poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS}
        )
        _prepare_sqlite(engine, is_reader=False)
        return _discreet(engine)
    options = f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_SECONDS * 1000}"
    connecting = CONNECTING | {"application_name": name, "options": options}
    return _discreet(
        create_engine(
            _psycopg(url),
            pool_size=1,
            max_overflow=0,
            pool_pre_ping=True,
            use_native_hstore=False,
            connect_args=connecting,
        )
    )


def _make_private(path: Path) -> None:
    """Make the file where there is none, for its owner alone; what SQLite puts beside it has the same rights."""
    with suppress(OSError):  # SQLite itself says what is wrong with the place
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def reading_engine(url: str, *, connections: int = 2) -> Engine:
    """Make an engine whose connections can only read."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed,
            poolclass=QueuePool,
            pool_size=connections,
            connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
        )
        _prepare_sqlite(engine, is_reader=True)
        return _discreet(engine)
    return _discreet(
        create_engine(
            _psycopg(url),
            pool_size=connections,
            pool_pre_ping=True,
            use_native_hstore=False,
            # Each statement sees what is committed by then, in a transaction or not; without one two trips are saved.
            isolation_level="AUTOCOMMIT",
            connect_args=CONNECTING | {"options": "-c default_transaction_read_only=on"},
        )
    )


def _discreet(engine: Engine) -> Engine:
    engine.hide_parameters = True
    return engine


def connect_arguments(url: str) -> dict[str, Any]:
    """Return what psycopg itself takes to connect to a PostgreSQL URL."""
    parsed = make_url(_psycopg(url))
    return dict(parsed.get_dialect()().create_connect_args(parsed)[1])


def _psycopg(url: str) -> str:
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _prepare_sqlite(engine: Engine, *, is_reader: bool) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # The driver's own habit of opening transactions late would undo BEGIN IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        if not is_reader:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA query_only={'ON' if is_reader else 'OFF'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")
