"""Copies of the database: made beside the running bot, looked through after writing, put back into place.

SQLite is copied by its own online backup, PostgreSQL by ``pg_dump``; both from one snapshot, so a copy is the database
of one moment. Making and restoring take memory and time: the long-running process leaves them to a child.
"""

from bot.storage.backup.faults import (
    CopyDamaged,
    CopyUnfit,
    NothingToCopy,
    RestoreFailed,
    ToolFailed,
    ToolMissing,
)
from bot.storage.backup.files import Contents, Copy, copies_in, moment_of, remove_partial
from bot.storage.backup.making import contents, examine, make_copy
from bot.storage.backup.restoring import restore

__all__ = [
    "Contents",
    "Copy",
    "CopyDamaged",
    "CopyUnfit",
    "NothingToCopy",
    "RestoreFailed",
    "ToolFailed",
    "ToolMissing",
    "contents",
    "copies_in",
    "examine",
    "make_copy",
    "moment_of",
    "remove_partial",
    "restore",
]
