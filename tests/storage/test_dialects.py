from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, make_url

from bot.storage import ByDialect, insert_of

TABLE = Table("shelf", MetaData(), Column("id", Integer, primary_key=True))


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_each_database_gets_its_own_statement_built_once(name: str) -> None:
    built = []

    def build(insert: Callable[[Any], Any]) -> Any:
        built.append(insert)
        return insert(TABLE).on_conflict_do_nothing(index_elements=["id"])

    statements = ByDialect(build)
    assert statements == {}
    assert statements[name] is statements[name]
    assert built == [insert_of(name)]
    dialect = make_url(f"{name}://").get_dialect()()
    assert "ON CONFLICT (id) DO NOTHING" in str(statements[name].compile(dialect=dialect))
