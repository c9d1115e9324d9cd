"""The base of all tables: names of constraints, moments in UTC, enumerations as words."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any, TypeVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

AnyWord = TypeVar("AnyWord", bound=StrEnum)
AnyRank = TypeVar("AnyRank", bound=IntEnum)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on every database; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[AnyWord]):
    """An enumeration kept as its word, so that a table reads by itself and a new word needs no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, words: type[AnyWord]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: AnyWord | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - as above
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> AnyWord | None:  # noqa: ARG002 - as above
        return None if value is None else self.words(value)


class Rank(TypeDecorator[AnyRank]):
    """An enumeration kept as its number, where the order counts."""

    impl = Integer
    cache_ok = True

    def __init__(self, ranks: type[AnyRank]) -> None:
        super().__init__()
        self.ranks = ranks

    def process_bind_param(self, value: AnyRank | int | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - as above
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> AnyRank | None:  # noqa: ARG002 - as above
        return None if value is None else self.ranks(value)


# SQLite numbers rows by itself only in a column named INTEGER.
BigKey = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 - SQLAlchemy's own form
