"""Writing many rows at once, each only if its key does not stand yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.model import Base


def insert_new(session: Session, table: type[Base], rows: Sequence[dict[str, Any]], *, key: Sequence[str]) -> None:
    """Insert rows that all have the same columns; those whose ``key`` stands already are passed over."""
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(table).on_conflict_do_nothing(index_elements=list(key)), list(rows))
