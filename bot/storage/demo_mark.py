"""The mark of a folder that the demo made: invented people live there, so the real bot keeps away from it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.errors import Fault
from bot.storage.engine import describe, sqlite_path

MARK: Final = ".volunteer-demo"


class DemoDatabase(Fault):
    """The database belongs to the demo."""

    key = "fault-demo-database"


class NotDemoFolder(Fault):
    """The folder the demo was told to use holds something that is not its own."""

    key = "fault-not-demo-folder"


def claim(folder: Path) -> None:
    """Make a folder the demo's own.

    Raises:
        NotDemoFolder: It exists, has something in it, and the demo did not make it.
    """
    if folder.exists() and not (folder.is_dir() and (is_marked(folder) or not any(folder.iterdir()))):
        raise NotDemoFolder(folder=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def is_marked(folder: Path) -> bool:
    """Tell whether the demo made a folder."""
    return (folder / MARK).exists()


def refuse_demo(url: str) -> None:
    """Refuse the demo's database.

    Raises:
        DemoDatabase: The file lies in a folder that the demo made.
    """
    path = sqlite_path(url)
    if path is not None and is_marked(path.parent):
        raise DemoDatabase(database=describe(url))
