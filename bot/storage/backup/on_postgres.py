"""Copying a PostgreSQL database with ``pg_dump`` and ``pg_restore``, from a snapshot whose rows are counted."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from bot.storage.backup.faults import CopyDamaged, ToolFailed, ToolMissing
from bot.storage.backup.files import Contents

# Where Debian and its kin keep the tools of each version, beside the one on the path.
_PLACES: Final = Path("/usr/lib/postgresql")
_COPY: Final = re.compile(rb'COPY (?:[\w"]+\.)?"?(\w+)"? \((.*)\) FROM stdin;\n')
_END: Final = b"\\.\n"
_LOCK_MILLISECONDS: Final = 10_000
_ASIDE: Final = "before_restore"


def copy(url: str, target: Path) -> Contents:
    """Dump the database to ``target`` and read the dump through; return what it holds.

    Raises:
        ToolMissing: There is no ``pg_dump`` that suits the server.
        ToolFailed: It broke off.
        CopyDamaged: The dump does not hold what the snapshot did.
    """
    with _connected(url) as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        was = _counted(connection)
        dump = _tool("pg_dump", _major(connection))
        parts = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}")
        _run(url, dump, *parts, f"--dbname={_without_password(url)}")
    found = examine(url, target)
    if found != was:
        raise CopyDamaged(file=str(target), reason="rows differ")
    return found


def examine(url: str, file: Path) -> Contents:
    """Read a dump through and count its rows; nothing is changed.

    Raises:
        ToolMissing: There is no ``pg_restore`` that suits the server.
        CopyDamaged: The dump is not whole.
    """
    with _connected(url) as connection:
        reader = _tool("pg_restore", _major(connection))
    command = [reader, "--data-only", "--file=-", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - no shell
        assert process.stdout is not None  # noqa: S101 - asked for above
        found = _counted_in(process.stdout)
        said = process.communicate()[1]
    if process.returncode:
        raise CopyDamaged(file=str(file), reason=_first_line(said))
    return found


def contents(url: str) -> Contents:
    """Count what a database holds."""
    with _connected(url) as connection:
        return _counted(connection)


def replace(url: str, file: Path) -> None:
    """Put a dump in the place of the tables: all of it, or what was there comes back.

    The tables step aside into a schema of their own meanwhile, whatever version they are of.

    Raises:
        ToolMissing: There is no ``pg_restore`` that suits the server.
        ToolFailed: It broke off; the tables are as they were.
    """
    with _connected(url) as connection:
        tool = _tool("pg_restore", _major(connection))
        connection.execute(text(f"SET lock_timeout = {_LOCK_MILLISECONDS}"))
        connection.execute(text(f"DROP SCHEMA IF EXISTS {_ASIDE} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {_ASIDE}"))
        here = connection.execute(text("SELECT current_schema()")).scalar_one()
        _move(connection, here, _ASIDE)
        connection.commit()
        parts = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        try:
            _run(url, tool, *parts, f"--dbname={_without_password(url)}", str(file))
        except BaseException:
            _move(connection, _ASIDE, here)
            raise
        finally:
            connection.execute(text(f"DROP SCHEMA {_ASIDE} CASCADE"))
            connection.commit()


def _move(connection: Connection, here: str, there: str) -> None:
    for name in inspect(connection).get_table_names(schema=here):
        connection.execute(text(f'ALTER TABLE {here}."{name}" SET SCHEMA {there}'))


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def _counted(connection: Connection) -> Contents:
    tables = sorted(inspect(connection).get_table_names())
    rows = {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables}
    version = None
    if "alembic_version" in rows:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return Contents(version, rows)


def _counted_in(lines: Iterator[bytes]) -> Contents:
    """Count the rows of the data section of a dump, written as SQL."""
    rows: dict[str, int] = {}
    table, version = "", None
    for line in lines:
        if not table:
            begun = _COPY.fullmatch(line)
            if begun:
                table = begun[1].decode()
                rows[table] = 0
        elif line == _END:
            table = ""
        else:
            rows[table] += 1
            if table == "alembic_version":
                version = line.decode().strip()
    return Contents(version, rows)


def _major(connection: Connection) -> int:
    return int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000


def _tool(name: str, server: int) -> str:
    """Return a tool of the server's version, or else the next newer one; an older one refuses the server.

    Raises:
        ToolMissing: There is none.
    """
    folders = [*map(Path, os.get_exec_path()), *_PLACES.glob("*/bin")]
    files = dict.fromkeys(str(folder / name) for folder in folders)
    versions = {file: _version(file) for file in files if os.access(file, os.X_OK)}
    fit = {file: version for file, version in versions.items() if version >= server}
    if not fit:
        raise ToolMissing(tool=name, version=server)
    return min(fit, key=lambda file: fit[file])


def _version(file: str) -> int:
    said = subprocess.run([file, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - a tool
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def _run(url: str, *command: str) -> None:
    done = subprocess.run(command, capture_output=True, check=False, env=_environment(url))  # noqa: S603 - no shell
    if done.returncode:
        raise ToolFailed(tool=Path(command[0]).name, reason=_first_line(done.stderr))


def _without_password(url: str) -> str:
    """Return the address as the tools take it; what stands in a command line everybody on the machine can read."""
    return make_url(url).set(drivername="postgresql", password=None).render_as_string()


def _environment(url: str) -> Mapping[str, str]:
    password = make_url(url).password
    bounds = f"-c lock_timeout={_LOCK_MILLISECONDS}"
    return os.environ | {"PGOPTIONS": bounds, "LC_MESSAGES": "C"} | ({"PGPASSWORD": str(password)} if password else {})


def _first_line(said: bytes) -> str:
    return next(iter(said.decode("utf-8", "replace").splitlines()), "")
