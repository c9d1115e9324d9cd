"""Every schema that was ever released is brought up with its rows, on both kinds of database.

One database goes through all versions, and in each rows are written as that version has them: so those of every version
meet every later migration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    insert,
    inspect,
    select,
)
from sqlalchemy.types import JSON

from bot.storage import schema
from bot.storage.engine import writing_engine
from bot.storage.version import newest
from tests import postgres

MOMENT = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
# What a migration is there to write anew.
REWRITTEN = {("plan", "fields")}
VERSIONS = sorted(
    found[1]
    for file in (resources.files("bot.storage") / "migrations" / "versions").iterdir()
    if (found := re.match(r"(\d{4})_", file.name))
)

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Engine]:
    """A database without a schema."""
    if request.param == "sqlite":
        engine = writing_engine(f"sqlite:///{tmp_path}/old.sqlite3")
        yield engine
        engine.dispose()
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database() as url:
        schema.downgrade(url, "base")
        engine = writing_engine(url)
        yield engine
        engine.dispose()


# A boolean is an integer too, so the narrower kind stands first.
MADE_UP: tuple[tuple[type[Any], Callable[[int], Any]], ...] = (
    (Boolean, lambda number: bool(number % 2)),
    (DateTime, lambda _number: MOMENT),
    (Date, lambda number: date.fromordinal(MOMENT.toordinal() + number)),
    (Time, lambda _number: MOMENT.time()),
    (Integer, lambda number: number),
    (Float, lambda number: 1.5 * number),
    (JSON, lambda number: {"n": number, "site_id": None}),
    (LargeBinary, lambda number: b"%d" % number),
    (String, lambda number: f"v{number}"),
)


def value(column: Column[Any], number: int) -> Any:
    """Make up a value that fits a column; of rows with different numbers they differ where the kind allows it."""
    return next(make for kind, make in MADE_UP if isinstance(column.type, kind))(number)


def reflected(connection: Connection) -> list[Table]:
    """Return the tables as they are, those referred to first; MetaData's own way takes longer."""
    seen, known = inspect(connection), MetaData()
    keys, references = seen.get_multi_pk_constraint(), seen.get_multi_foreign_keys()
    for place, columns in seen.get_multi_columns().items():
        to = {
            column: f"{reference['referred_table']}.{other}"
            for reference in references[place]
            for column, other in zip(reference["constrained_columns"], reference["referred_columns"], strict=True)
        }
        Table(
            place[1],
            known,
            *(
                Column(
                    column["name"],
                    column["type"],
                    *([ForeignKey(to[column["name"]])] if column["name"] in to else []),
                    primary_key=column["name"] in keys[place]["constrained_columns"],
                    nullable=column["nullable"],
                )
                for column in columns
            ),
        )
    return [table for table in known.sorted_tables if table.name != "alembic_version"]


def fill(connection: Connection, tables: list[Table], first: int) -> None:
    """Write two rows into every table; a reference to a later table or to itself stays empty where it may."""
    done: set[str] = set()
    for table in tables:
        rows = [
            {
                column.name: value(column, number)
                for column in table.columns
                if not (column.nullable and any(key.column.table.name not in done for key in column.foreign_keys))
            }
            for number in (first, first + 1)
        ]
        connection.execute(insert(table), rows)
        done.add(table.name)


def rows_of(connection: Connection, tables: list[Table]) -> Rows:
    return {
        table.name: [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in tables
    }


def test_rows_of_every_version_are_still_there_in_the_newest(empty: Engine) -> None:
    url = empty.url.render_as_string(hide_password=False)
    written: Rows = {}
    for place, version in enumerate(VERSIONS):
        schema.upgrade(url, version)
        with empty.begin() as connection:
            tables = reflected(connection)
            found = rows_of(connection, tables)
            for name, rows in written.items():
                for old, new in zip(rows, found[name], strict=True):
                    changed = {
                        column for column in old if (name, column) not in REWRITTEN and new[column] != old[column]
                    }
                    assert not changed, f"{name} in {version}"
            fill(connection, tables, 2 * place + 1)
            written = rows_of(connection, tables)
    assert VERSIONS[-1] == newest()
    assert {len(rows) for rows in written.values()} >= {2 * len(VERSIONS)}
