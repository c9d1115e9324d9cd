"""Databases for tests that concern one kind only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import postgres


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """A fresh PostgreSQL database with the newest schema."""
    with postgres_server.database() as url:
        yield url
