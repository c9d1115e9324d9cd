"""Making a copy, and looking at one, of either kind of database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from bot.storage.backup import on_postgres, on_sqlite
from bot.storage.backup.faults import CopyUnfit, NothingToCopy
from bot.storage.backup.files import POSTGRESQL, SQLITE, Contents, Copy, new_name, written
from bot.storage.engine import describe, sqlite_path
from bot.storage.version import DatabaseForeign, SchemaState, look

_SIGNS: Final = {True: b"SQLite format 3\0", False: b"PGDMP"}


def make_copy(url: str, folder: Path, now: datetime) -> Copy:
    """Copy the database into a folder, beside whoever works with it; the copy has been read through.

    Args:
        url: The database.
        folder: Where to; made if it is not there. The file is named by ``now`` and readable by its owner alone.
        now: The moment.

    Raises:
        NothingToCopy: There are no tables yet.
        DatabaseForeign: The tables are another program's.
        DatabaseAway: The database cannot be reached.
        ToolMissing: PostgreSQL's tools are not installed.
        ToolFailed: One of them broke off.
        CopyDamaged: What was written is not what was read.
    """
    state = look(url).state
    if state is SchemaState.EMPTY:
        raise NothingToCopy(database=describe(url))
    if state is SchemaState.FOREIGN:
        raise DatabaseForeign(database=describe(url), version="–")
    path = sqlite_path(url)
    file = new_name(folder, now, POSTGRESQL if path is None else SQLITE)
    with written(file) as partial:
        found = on_postgres.copy(url, partial) if path is None else on_sqlite.copy(path, partial)
    return Copy(file, found)


def examine(url: str, file: Path) -> Contents:
    """Read a copy through that is to be restored into a database.

    Raises:
        CopyUnfit: It is no copy of this kind of database, or has another program's tables.
        CopyDamaged: It is not whole.
        ToolMissing: PostgreSQL's tools are not installed.
    """
    path = sqlite_path(url)
    with file.open("rb") as stream:
        sign = _SIGNS[path is not None]
        if stream.read(len(sign)) != sign:
            raise CopyUnfit(file=str(file), database=describe(url))
    found = on_postgres.examine(url, file) if path is None else on_sqlite.examine(file)
    if found.version is None:
        raise CopyUnfit(file=str(file), database=describe(url))
    return found


def contents(url: str) -> Contents:
    """Count what a database holds; of one that is not there, nothing.

    Raises:
        CopyDamaged: It cannot be read.
    """
    path = sqlite_path(url)
    if path is None:
        return on_postgres.contents(url)
    return on_sqlite.contents(path) if path.exists() else Contents(None, {})
