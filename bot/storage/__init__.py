"""How the tables are kept: engines, the one writer with its group commit, migrations, and the lock of the process."""

from bot.storage.engine import DatabaseAway, describe, reading_engine, writing_engine
from bot.storage.leadership import Leadership, LostLeadership
from bot.storage.lock import InstanceLock, SecondInstance
from bot.storage.writer import AlreadyKept, Storage

__all__ = [
    "AlreadyKept",
    "DatabaseAway",
    "InstanceLock",
    "Leadership",
    "LostLeadership",
    "SecondInstance",
    "Storage",
    "describe",
    "reading_engine",
    "writing_engine",
]
