"""Copying an SQLite database: a reader's snapshot, so the writer goes on, and a file that needs no other beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bot.storage.backup.faults import CopyDamaged
from bot.storage.backup.files import Contents, keep
from bot.storage.engine import BUSY_SECONDS, DatabaseAway

_VERSION = "SELECT version_num FROM alembic_version"


def copy(path: Path, target: Path) -> Contents:
    """Copy the database to ``target`` and look the copy through; return what it holds.

    Raises:
        CopyDamaged: What was written is not what was read.
    """
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as source:
        source.execute("PRAGMA query_only=ON")
        source.execute("BEGIN")
        was = _counted(source)  # the first look settles which snapshot is read, and the copy is taken from the same
        with closing(sqlite3.connect(target, isolation_level=None)) as out:
            source.backup(out)
            out.execute("PRAGMA journal_mode=DELETE")
            out.execute("VACUUM")  # what was deleted is not in the copy either
    found = examine(target)
    if found != was:
        raise CopyDamaged(file=str(target), reason="rows differ")
    return found


def examine(file: Path) -> Contents:
    """Read a copy through, without changing it or its folder.

    Raises:
        CopyDamaged: The file is not whole.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro&immutable=1", uri=True)) as connection:
            said = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
            if said != "ok":
                raise CopyDamaged(file=str(file), reason=said)
            return _counted(connection)
    except sqlite3.DatabaseError as error:
        raise CopyDamaged(file=str(file), reason=str(error)) from None


def contents(path: Path) -> Contents:
    """Count what a database in use holds.

    Raises:
        CopyDamaged: It cannot be read.
    """
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            connection.execute("PRAGMA query_only=ON")
            return _counted(connection)
    except sqlite3.DatabaseError as error:
        raise CopyDamaged(file=str(path), reason=str(error)) from None


def replace(path: Path, file: Path, aside: Path | None) -> None:
    """Put a copy in the place of the database; nobody may have it open.

    At every moment either the old or the new one stands there whole. With ``aside`` the old one is kept by that name.

    Raises:
        DatabaseAway: Somebody has it open; nothing was changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.restoring")
    fresh.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    shutil.copyfile(file, fresh)
    keep(fresh)
    log, index = (path.with_name(path.name + ending) for ending in ("-wal", "-shm"))
    if path.exists():
        _fold_in(path)
        if aside is not None:
            os.link(path, aside)
    # Only a damaged database still has its log here; beside the new one it would be taken for that one's.
    if aside is not None and log.exists():
        log.rename(aside.with_name(aside.name + "-wal"))
    log.unlink(missing_ok=True)
    index.unlink(missing_ok=True)
    fresh.replace(path)
    keep(path.parent)


def _fold_in(path: Path) -> None:
    """Bring what stands in the log beside a database into the file itself; of a damaged one it stays where it is.

    Raises:
        DatabaseAway: Somebody else has it open.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise DatabaseAway(str(error)) from None
    except sqlite3.DatabaseError:
        return


def _counted(connection: sqlite3.Connection) -> Contents:
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [name for (name,) in connection.execute(named)]
    rows = {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}
    version = connection.execute(_VERSION).fetchone() if "alembic_version" in rows else None
    return Contents(version[0] if version else None, rows)
