"""Statements made ready once for each database and then run by its driver: for the few that every tap runs.

Of a small statement SQLAlchemy itself takes nine tenths of the time: it looks up what it has compiled, prepares a run
and wraps what comes back. Here that is done once. What goes in and comes out is the same: types, transaction, errors.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Change = Callable[[Any], Any] | None
MOMENTS_KEPT = 64


class Prepared:
    """A statement whose values are each a ``bindparam`` or constant; its rows come as named tuples.

    Like a connection's own ``execute`` it does not write first what waits in the session.

    Args:
        statement: One for every database, or one for each by the name of its dialect. An insert names all columns but
            those that the database fills: defaults of Python are refused.
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def all(self, session: Session, **values: Any) -> list[Any]:
        """Return all rows.

        Raises:
            DBAPIError: As from SQLAlchemy.
            KeyError: A value is missing.
        """
        form, cursor = self._run(session, values)
        return [form.row(row) for row in cursor.fetchall()]

    def first(self, session: Session, **values: Any) -> Any | None:
        """Return the first row, or None; raises as ``all``."""
        form, cursor = self._run(session, values)
        rows = cursor.fetchall()  # to the end, so that the statement does not stay open
        return form.row(rows[0]) if rows else None

    def count(self, session: Session, **values: Any) -> int:
        """Return how many rows were written; raises as ``all``."""
        _form, cursor = self._run(session, values)
        written: int = cursor.rowcount
        return written

    def each(self, session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run a statement that writes once for each set of values; raises as ``all``."""
        connection = session.connection()
        form = self._form(connection.dialect)
        driver: Any = connection.connection.dbapi_connection
        bound = [form.bound(values) for values in rows]
        _drive(connection, lambda text, many: driver.cursor().executemany(text, many), form.text, bound)

    def _run(self, session: Session, values: Mapping[str, Any]) -> tuple[_Form, Any]:
        connection = session.connection()
        form = self._form(connection.dialect)
        driver: Any = connection.connection.dbapi_connection
        return form, _drive(connection, driver.execute, form.text, form.bound(values))

    def _form(self, dialect: Dialect) -> _Form:
        if (form := self._forms.get(dialect.name)) is None:
            statement = self._statement
            of_dialect = statement[dialect.name] if isinstance(statement, Mapping) else statement
            form = self._forms[dialect.name] = _Form(of_dialect, dialect)
        return form


class _Form:
    """What a statement is on one database: its text, how values go in, and how they come out."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        if compiled.prefetch or compiled.post_compile_params:
            raise ValueError("neither a default of Python nor a list of any length can be made ready")
        self.text: str = compiled.string
        self._is_positional: bool = compiled.positional
        names = compiled.positiontup if compiled.positional else compiled.binds
        binds = [(name, compiled.binds[name]) for name in names]
        self._constants = {name: bind.value for name, bind in binds if not bind.required}
        self._ways_in = [(name, _way_in(bind.type, dialect)) for name, bind in binds]
        columns = list(getattr(statement, "exported_columns", ()))  # a text has none
        names_out = [column.key for column in columns]
        row: Any = namedtuple("Row", names_out)  # type: ignore[misc] # noqa: PYI024 - which they are is known here only
        self._make: Callable[[Any], Any] = row._make
        ways_out = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._ways_out: list[Change] = ways_out if any(ways_out) else []

    def bound(self, values: Mapping[str, Any]) -> Any:
        """Return the values as the driver takes them."""
        if self._constants:
            values = self._constants | dict(values)
        if self._is_positional:
            return [values[name] if way is None else way(values[name]) for name, way in self._ways_in]
        return {name: values[name] if way is None else way(values[name]) for name, way in self._ways_in}

    def row(self, stored: Any) -> Any:
        """Return a row of the driver as a named tuple."""
        if self._ways_out:
            stored = [value if way is None else way(value) for way, value in zip(self._ways_out, stored, strict=True)]
        return self._make(stored)


def _way_in(kind: Any, dialect: Dialect) -> Change:
    """Return how a value of a type is made what the driver takes; of a moment the words are kept, as many bear it."""
    way: Change = kind.dialect_impl(dialect).bind_processor(dialect)
    is_moment = isinstance(getattr(kind, "impl", kind), DateTime)
    return _kept(way) if is_moment and way is not None else way


def _kept(way: Callable[[Any], Any]) -> Change:
    """Keep what moments in UTC become: where clocks are set back, two moments of one zone are equal to Python."""
    kept = lru_cache(MOMENTS_KEPT)(way)
    return lambda moment: kept(moment) if moment is not None and moment.tzinfo is UTC else way(moment)


def _drive(connection: Connection, run: Callable[[str, Any], Any], text: str, bound: Any) -> Any:
    """Run a text with its values; what the driver raises is raised as SQLAlchemy would."""
    try:
        return run(text, bound)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_from_sqlalchemy(error, connection, text) from error


def _as_from_sqlalchemy(error: Any, connection: Connection, text: str) -> Exception:
    dialect = connection.dialect
    is_lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if is_lost:
        connection.invalidate(error)
    failure: Exception = DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_lost,
        dialect=dialect,
    )
    return failure
