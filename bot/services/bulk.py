"""Writing rows that may stand already: each only if its key does not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from bot.model import Base


def insert_new(session: Session, table: type[Base], rows: Sequence[dict[str, Any]], *, key: Sequence[str]) -> None:
    """Insert rows that all have the same columns; those whose ``key`` stands already are passed over."""
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(table).on_conflict_do_nothing(index_elements=list(key)), list(rows))


def insert_one(session: Session, table: type[Base], row: dict[str, Any], *, key: str) -> bool:
    """Insert one row; tell whether it was new. Columns left out get their defaults."""
    statement = _insert_one(table, key, session.get_bind().dialect.name)
    return session.connection().execute(statement, row).first() is not None


@cache
def _insert_one(table: type[Base], key: str, dialect: str) -> ReturningInsert[Any]:
    """Build the statement once: it is executed with every message, and building costs more than executing."""
    base = table.__table__
    assert isinstance(base, Table)  # noqa: S101 - every class of the model stands for a table
    insert = postgresql.insert(base) if dialect == "postgresql" else sqlite.insert(base)
    return insert.on_conflict_do_nothing(index_elements=[key]).returning(base.c.id)
