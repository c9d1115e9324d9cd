"""Which schema a database has, told without Alembic, so that the long-running process may look."""

from __future__ import annotations

import re
import sqlite3
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.storage.engine import DatabaseAway, describe, is_away, reading_engine, sqlite_path

_TABLE: Final = "alembic_version"
_REVISION = re.compile(r'^revision(?:: str)? = "(\w+)"$', re.MULTILINE)
_BELOW = re.compile(r'^down_revision(?:: [^=]+)? = "(\w+)"$', re.MULTILINE)


class SchemaState(StrEnum):
    """How the schema of a database stands to the one this package needs."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


class Schema(NamedTuple):
    """What was found. ``version`` is None where there is none, ``newest`` the one this package needs."""

    state: SchemaState
    version: str | None
    newest: str


class DatabaseNewer(Fault):
    """The database was written by a later version of the bot."""

    key = "fault-database-newer"


class DatabaseOlder(Fault):
    """The database has to be upgraded before the bot may work with it."""

    key = "fault-database-older"


class DatabaseForeign(Fault):
    """The database holds tables of something else."""

    key = "fault-database-foreign"


class DatabaseDamaged(Fault):
    """The file is no database, or not whole any more."""

    key = "fault-database-damaged"


def look(url: str) -> Schema:
    """Tell how the schema of a database stands; nothing is made or changed.

    Raises:
        DatabaseAway: The database cannot be reached.
        DatabaseDamaged: The file cannot be read as a database.
    """
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return Schema(SchemaState.EMPTY, None, newest())  # looking would make the file
    engine = reading_engine(url, connections=1)
    try:
        with engine.connect() as connection:
            return _look(connection)
    except DBAPIError as error:
        if is_away(error):
            raise DatabaseAway(str(error.orig)) from None
        if is_damage(error):
            raise DatabaseDamaged(database=describe(url), reason=str(error.orig)) from None
        raise
    finally:
        engine.dispose()


def require_current(url: str) -> None:
    """Refuse a database whose schema is not the one this package needs.

    Raises:
        DatabaseNewer: It was written by a later version.
        DatabaseOlder: It has to be upgraded first, or is empty.
        DatabaseForeign: It holds something else.
        DatabaseAway: It cannot be reached.
    """
    found = look(url)
    refusals: dict[SchemaState, type[Fault]] = {
        SchemaState.NEWER: DatabaseNewer,
        SchemaState.OLDER: DatabaseOlder,
        SchemaState.EMPTY: DatabaseOlder,
        SchemaState.FOREIGN: DatabaseForeign,
    }
    if refusal := refusals.get(found.state):
        raise refusal(database=describe(url), version=found.version or "–")


def is_current(session: Session) -> bool:
    """Tell, of a database that was current when it was opened, whether it still is."""
    return session.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar_one_or_none() == newest()


def is_damage(error: DBAPIError) -> bool:
    """Tell whether an error means that a file is damaged or no database at all."""
    return isinstance(error.orig, sqlite3.DatabaseError) and any(
        sign in str(error.orig) for sign in ("malformed", "not a database")
    )


@cache
def newest() -> str:
    """Return the newest version among the migrations: the one that no other is built on."""
    return next(iter(_known() - {below for _revision, below in _migrations()}))


def _look(connection: Connection) -> Schema:
    tables = inspect(connection).get_table_names()
    version = None
    if _TABLE in tables:
        version = connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar_one_or_none()
    return Schema(state_of(version, has_tables=bool(set(tables) - {_TABLE})), version, newest())


def state_of(version: str | None, *, has_tables: bool = True) -> SchemaState:
    """Tell how a version stands to the one this package needs."""
    if version is None:
        return SchemaState.FOREIGN if has_tables else SchemaState.EMPTY
    if version == newest():
        return SchemaState.CURRENT
    return SchemaState.OLDER if version in _known() else SchemaState.NEWER


def _known() -> set[str]:
    return {revision for revision, _below in _migrations()}


@cache
def _migrations() -> tuple[tuple[str, str], ...]:
    """Read ``(revision, the one below)`` out of the files; the first has an empty one below."""
    folder = resources.files("bot.storage") / "migrations" / "versions"
    found = []
    for file in folder.iterdir():
        if file.name.endswith(".py") and (named := _REVISION.search(source := file.read_text(encoding="utf-8"))):
            below = _BELOW.search(source)
            found.append((named[1], below[1] if below else ""))
    return tuple(found)
