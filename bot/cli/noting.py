"""Entering into the audit what was done on the command line beside a bot that may be at work."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.cli.console import Console
from bot.storage import InstanceLock, SecondInstance, Storage


def note_unless_at_work(url: str, console: Console, write: Callable[[Session], None]) -> None:
    """Write an entry, or say that a bot is at work and it was not noted: one process writes."""
    try:
        with InstanceLock(url):
            storage = Storage(url)
            try:
                storage.write_now(write)
            finally:
                storage.close()
    except SecondInstance:
        console.complain("cli-export-unnoted")
