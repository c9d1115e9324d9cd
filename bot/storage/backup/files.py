"""Files of copies: their names, which tell the moment, and how one comes to be there whole or not at all."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

SQLITE: Final = ".sqlite3"
POSTGRESQL: Final = ".pgdump"
_NAME = re.compile(r"volunteer-bot-(\d{8}T\d{6})Z(?:-\d+)?\.(?:sqlite3|pgdump)")
_PARTIAL: Final = ".partial"
_PARTIAL_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database or a copy holds: the schema's version (None without one) and the rows of each table."""

    version: str | None
    rows: Mapping[str, int]

    @property
    def is_bare(self) -> bool:
        """Tell whether nobody is in it: a database just made, which may be written over."""
        return not self.rows.get("cadre")


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was read through after it was written."""

    file: Path
    contents: Contents

    @property
    def megabytes(self) -> float:
        """Its size, in millions of bytes."""
        return round(self.file.stat().st_size / 1e6, 1)


def new_name(folder: Path, now: datetime, suffix: str) -> Path:
    """Name a copy by its moment in UTC; a second one of the same second gets a number."""
    stem = f"volunteer-bot-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    file, number = folder / f"{stem}{suffix}", 1
    while file.exists():
        number += 1
        file = folder / f"{stem}-{number}{suffix}"
    return file


def moment_of(file: Path) -> datetime | None:
    """Return the moment that the name of a copy tells; None for any other file."""
    found = _NAME.fullmatch(file.name)
    return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None


def copies_in(folder: Path) -> dict[Path, datetime]:
    """List the copies in a folder with their moments, the oldest first; other files are passed over."""
    if not folder.is_dir():
        return {}
    dated = {file: moment for file in folder.iterdir() if (moment := moment_of(file)) is not None}
    return dict(sorted(dated.items(), key=lambda pair: (pair[1], pair[0].name)))


def remove_partial(folder: Path) -> None:
    """Remove what copies that were broken off more than a day ago have left behind."""
    for file in folder.glob(f".volunteer-bot-*{_PARTIAL}"):
        if file.stat().st_mtime < time.time() - _PARTIAL_SECONDS:
            file.unlink(missing_ok=True)


@contextmanager
def written(file: Path) -> Iterator[Path]:
    """Lend a file to write that its owner alone can read; it gets its name when all went well, else it is gone."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.{os.getpid()}{_PARTIAL}")
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        yield partial
        keep(partial)
        partial.replace(file)
        keep(file.parent)
    finally:
        partial.unlink(missing_ok=True)


def keep(place: Path) -> None:
    """Have the system put a file, or a folder's list of files, onto the disk."""
    number = os.open(place, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
