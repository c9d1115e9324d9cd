"""The schema's version: look, upgrade, refuse what is newer. Imports Alembic, so the running bot never imports this.

``ensure_schema`` in the long-running process calls ``volunteer-bot db upgrade`` as a child instead.
"""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.storage.engine import describe, writing_engine
from bot.storage.version import DatabaseNewer

__all__ = ["DatabaseNewer", "current", "downgrade", "head", "upgrade"]


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Return the newest version this package knows."""
    version = ScriptDirectory.from_config(_config()).get_current_head()
    assert version is not None  # noqa: S101 - the package always carries its migrations
    return version


def current(connection: Connection) -> str | None:
    """Return the version of the database, or None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(url: str, revision: str = "head") -> tuple[str | None, str]:
    """Bring the database to ``revision`` in one transaction; return the version before and after.

    Raises:
        DatabaseNewer: The database is of a version this package does not know; nothing was changed.
    """
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            before = current(connection)
            known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
            if before is not None and before not in known:
                raise DatabaseNewer(database=describe(url), version=before)
            command.upgrade(_config(connection), revision)
            return before, current(connection) or ""
    finally:
        engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Bring the database back to an earlier version; what only the newer schema holds is lost."""
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            command.downgrade(_config(connection), revision)
    finally:
        engine.dispose()
