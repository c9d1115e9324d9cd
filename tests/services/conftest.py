"""Storage on an empty database for the services to work with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.storage import Storage


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    storage = Storage(database_url)
    yield storage
    storage.close()


@pytest.fixture
def on_sqlite(sqlite_url: str) -> Iterator[Storage]:
    storage = Storage(sqlite_url)
    yield storage
    storage.close()
