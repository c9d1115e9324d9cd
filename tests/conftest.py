"""What all tests share: databases of both kinds, and the cast."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect

from bot.reports import child
from bot.storage import schema
from tests import nursery, postgres

ALWAYS_ON_BOTH = "storage"
DATABASES = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
ROOM_BYTES = 2 << 30
# What takes longest begins first, so that no process is left alone with it at the end.
LONGEST = (
    "test_story.py",
    "test_first_friday_readme.py",
    "test_snow_story.py",
    "test_leading.py",
    "test_posted.py",
    "test_call_kills.py",
    "test_kills.py",
    "test_callout_rules.py",
    "test_desk_story.py",
)


def _save_time() -> None:
    """Let nothing be compiled or loaded twice, and let the collector of garbage come less often.

    Each test makes a bot with engines of its own, and all ask the same: a third of the time went into compiling the
    same statements again. Processes are started by the hundred: what Python compiles for one is kept for the next, and
    what draws and reads files is forked from one that has its libraries loaded.
    """
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compiled: dict[str, Any] = {}
    make = Engine.__init__

    def share(self: Engine, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        self._compiled_cache = compiled.setdefault(self.dialect.name, self._compiled_cache)

    changes: tuple[tuple[Any, str, Any], ...] = (
        (Engine, "__init__", share),
        (DefaultDialect, "__eq__", lambda self, other: type(self) is type(other)),
        (DefaultDialect, "__hash__", lambda self: hash(type(self))),
        (child, "sys", nursery.Interpreter()),
    )
    for owner, name, change in changes:
        setattr(owner, name, change)
    gc.set_threshold(100_000, 50, 100)


def _keep_in_memory() -> None:
    """Have the files of the tests kept in memory where the system offers that: each commit would wait for the disk."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        found = os.statvfs(MEMORY)
        if found.f_bavail * found.f_frsize >= ROOM_BYTES and not found.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


_save_time()
_keep_in_memory()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs what runs on one database on both."""
    help_ = "run every test on both databases, not on one of them"
    parser.addoption("--both-databases", action="store_true", help=help_)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest tests before the others, which keep their order.

    Of a test that is written for both databases one is run, half of them on either, so that all is over in five
    minutes; what differs between the two, the storage itself, is always tested on both.
    """
    if not config.getoption("--both-databases"):
        left_out = [item for item in items if _is_on_the_other(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def _is_on_the_other(item: pytest.Item) -> bool:
    """Tell whether a test is the one of the pair that is left out; the name decides."""
    if item.path.parent.name == ALWAYS_ON_BOTH or not isinstance(item, pytest.Function):
        return False
    kinds = [kind for kind in DATABASES if f"{kind}]" in item.name or f"[{kind}" in item.name]
    chosen = DATABASES[crc32(item.originalname.encode()) % len(DATABASES)]
    return bool(kinds) and chosen not in kinds


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A real PostgreSQL, started once for each process of the tests that needs it."""
    with postgres.serve() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """A fresh PostgreSQL database with the newest schema, for tests that concern that kind alone."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty migrated database: each test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        yield _sqlite(request.getfixturevalue("empty_sqlite"), tmp_path)
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        alters_tables = request.node.path.parent.name == ALWAYS_ON_BOTH
        with server.database() if alters_tables else server.shared() as url:
            yield url


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database, where the kind makes no difference."""
    return _sqlite(empty_sqlite, tmp_path)


def _sqlite(template: Path, folder: Path) -> str:
    path = folder / "bot.sqlite3"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"
