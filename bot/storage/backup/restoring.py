"""Putting a copy in the place of the database. The caller holds the lock: nobody else is at work."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.storage.backup import on_postgres, on_sqlite
from bot.storage.backup.faults import RestoreFailed
from bot.storage.backup.files import Contents
from bot.storage.backup.making import contents, make_copy
from bot.storage.engine import describe, sqlite_path


def restore(url: str, file: Path, found: Contents, *, now: datetime, keep_in: Path | None) -> Path | None:
    """Put a copy in place and compare what is there then.

    Args:
        url: The database.
        file: The copy.
        found: What it holds, as ``examine`` said.
        now: The moment, for the name of what is kept.
        keep_in: Keep what was there: SQLite's file beside itself, a dump of PostgreSQL in this folder. None keeps
            nothing.

    Returns:
        The file that holds what was there before.

    Raises:
        RestoreFailed: What is there then is not what the copy holds.
        ToolMissing: PostgreSQL's tools are not installed.
        ToolFailed: One of them broke off; nothing was changed.
    """
    path = sqlite_path(url)
    kept: Path | None = None
    if path is None:
        if keep_in is not None:
            kept = make_copy(url, keep_in, now).file
        on_postgres.replace(url, file)
    else:
        if keep_in is not None and path.exists():
            kept = path.with_name(f"{path.name}.before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        on_sqlite.replace(path, file, kept)
    if contents(url) != found:
        raise RestoreFailed(database=describe(url))
    return kept
