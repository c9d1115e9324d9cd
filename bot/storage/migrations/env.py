"""Runs the migrations on the connection that ``bot.storage.schema`` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from bot.model import Base
from bot.model.base import Moment, Rank, Word


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones beneath them: a migration must not change with the code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Word):
        return "sa.String(32)"
    if kind == "type" and isinstance(item, Rank):
        return "sa.Integer()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
