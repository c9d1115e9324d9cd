"""What all tests share: databases of both kinds, and the cast."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import schema
from tests import postgres

# What takes longest begins first, so that no process is left alone with it at the end.
LONGEST = ("test_kills.py", "test_story.py", "test_first_friday_readme.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests before the others, which keep their order."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


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


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database: each test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        yield _sqlite(request.getfixturevalue("empty_sqlite"), tmp_path)
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        with server.database() as url:
            yield url


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database, where the kind makes no difference."""
    return _sqlite(empty_sqlite, tmp_path)


def _sqlite(template: Path, folder: Path) -> str:
    path = folder / "bot.sqlite3"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"
