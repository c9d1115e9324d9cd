"""What may keep a copy from being made or restored."""

from __future__ import annotations

from bot.errors import Fault


class NothingToCopy(Fault):
    """The database has no tables of ours yet."""

    key = "fault-backup-nothing"


class CopyUnfit(Fault):
    """The file is no copy for this database: of the other kind, or of something else."""

    key = "fault-backup-unfit"


class CopyDamaged(Fault):
    """The copy cannot be read through, or does not hold what was to be copied."""

    key = "fault-backup-damaged"


class ToolMissing(Fault):
    """PostgreSQL's own tool is not installed, or is older than the server."""

    key = "fault-backup-tool-missing"


class ToolFailed(Fault):
    """PostgreSQL's own tool broke off; ``reason`` is its first line."""

    key = "fault-backup-tool-failed"


class RestoreFailed(Fault):
    """After restoring the database does not hold what the copy does."""

    key = "fault-restore-failed"
