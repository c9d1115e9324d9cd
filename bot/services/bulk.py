"""Writing rows that may stand already: each only if its key does not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy.orm import Session

from bot.model import Base
from bot.storage import ByDialect, Prepared, insert_of


def insert_new(session: Session, table: type[Base], rows: Sequence[dict[str, Any]], *, key: Sequence[str]) -> None:
    """Insert rows that all have the same columns; those whose ``key`` stands already are passed over."""
    if not rows:
        return
    insert = insert_of(session.get_bind().dialect.name)
    session.execute(insert(table).on_conflict_do_nothing(index_elements=list(key)), list(rows))


def insert_one(session: Session, table: type[Base], row: dict[str, Any], *, key: str) -> bool:
    """Insert one row; tell whether it was new. Columns left out get their defaults."""
    return _insert_one(table, key, tuple(row)).first(session, **row) is not None


@cache
def _insert_one(table: type[Base], key: str, columns: tuple[str, ...]) -> Prepared:
    """Build the statement once: it is executed with every message, and building costs more than executing."""
    base = table.__table__
    assert isinstance(base, Table)  # noqa: S101 - every class of the model stands for a table
    values = {
        column.name: column.default.arg
        for column in base.columns
        if column.default is not None and column.default.is_scalar
    }
    values |= {name: bindparam(name) for name in columns}
    return Prepared(
        ByDialect(
            lambda insert: (
                insert(base).values(values).on_conflict_do_nothing(index_elements=[key]).returning(base.c[key])
            )
        )
    )
