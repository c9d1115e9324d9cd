"""How the tables are kept: engines, the one writer with its group commit, migrations, and the lock of the process."""

from bot.storage.dialects import ByDialect, insert_of
from bot.storage.engine import DatabaseAway, describe, reading_engine, writing_engine
from bot.storage.leadership import Leadership, LostLeadership
from bot.storage.lock import InstanceLock, SecondInstance
from bot.storage.prepared import Prepared
from bot.storage.writer import AlreadyKept, Storage

__all__ = [
    "AlreadyKept",
    "ByDialect",
    "DatabaseAway",
    "InstanceLock",
    "Leadership",
    "LostLeadership",
    "Prepared",
    "SecondInstance",
    "Storage",
    "describe",
    "insert_of",
    "reading_engine",
    "writing_engine",
]
