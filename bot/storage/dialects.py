"""Inserts that pass over or change what stands already: each database has its own, and the other's is not loaded."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any


def insert_of(dialect: str) -> Callable[[Any], Any]:
    """Return SQLAlchemy's ``insert`` of a dialect; that of PostgreSQL alone takes 3 MB where nobody needs it."""
    insert: Callable[[Any], Any] = importlib.import_module(f"sqlalchemy.dialects.{dialect}").insert
    return insert


class ByDialect(dict[str, Any]):
    """A statement for each database by the name of its dialect, built when it is first asked for.

    Args:
        build: Makes it with the ``insert`` of that dialect.
    """

    def __init__(self, build: Callable[[Callable[[Any], Any]], Any]) -> None:
        super().__init__()
        self._build = build

    def __missing__(self, dialect: str) -> Any:
        statement = self[dialect] = self._build(insert_of(dialect))
        return statement
