"""Migrations: up, down and up again, and what they make is what the model says, on both kinds of database."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.model import Base
from bot.storage import Storage, schema
from bot.storage.engine import writing_engine
from bot.storage.version import DatabaseNewer, DatabaseOlder, SchemaState, look, newest, require_current


def tables(url: str) -> set[str]:
    engine = writing_engine(url)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def differences(url: str) -> list[object]:
    engine = writing_engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, Base.metadata))
    finally:
        engine.dispose()


def stamp(url: str, version: str) -> None:
    engine = writing_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    engine.dispose()


def test_migrations_go_up_down_and_up_and_make_what_the_model_says(database_url: str) -> None:
    assert differences(database_url) == []
    schema.downgrade(database_url, "base")
    assert tables(database_url) == set()
    assert look(database_url).state is SchemaState.EMPTY
    assert schema.upgrade(database_url) == (None, newest())
    assert differences(database_url) == []
    assert tables(database_url) == set(Base.metadata.tables)


def test_the_newest_version_is_known_without_the_migration_tool() -> None:
    assert newest() == schema.head()


def test_a_newer_database_is_refused(database_url: str) -> None:
    stamp(database_url, "9999")
    assert look(database_url).state is SchemaState.NEWER
    with pytest.raises(DatabaseNewer):
        require_current(database_url)
    with pytest.raises(DatabaseNewer):
        schema.upgrade(database_url)
    assert look(database_url).version == "9999"


def test_an_empty_database_is_not_ready_to_work_with(sqlite_url: str) -> None:
    require_current(sqlite_url)
    schema.downgrade(sqlite_url, "base")
    with pytest.raises(DatabaseOlder):
        require_current(sqlite_url)


def test_a_database_of_the_first_version_with_data_in_it_is_brought_up(database_url: str) -> None:
    schema.downgrade(database_url, "0001")
    engine = writing_engine(database_url)
    day = "'2026-11-27', "
    rows = (
        "INSERT INTO community (id, name) VALUES (1, '安华社区')",
        (
            "INSERT INTO site (id, community_id, name, kind, address, muster_point, lead_name, radius_metres) "
            "VALUES (1, 1, '安华小区', 'old_compound', '', '东门', '', 300)"
        ),
        (
            "INSERT INTO activity (id, series, kind, title, content, risk, held_on, opens_at, reply_by, check_in_from, "
            "muster_at, starts_at, late_after, left_early_before, ends_at, closes_at, state, reason, schedule_version) "
            f"VALUES (1, 'friday', 'friday', '周五', '清洁', '', {day * 9}'2026-11-27', 'open', '', 1)"
        ),
        "INSERT INTO shift (id, activity_id, site_id, starts_at) VALUES (1, 1, 1, '2026-11-27')",
        "INSERT INTO unit (id, name, position, is_enabled) VALUES (1, '市教育局', 1, TRUE)",
        "INSERT INTO roll (id, activity_id, unit_id, shift_id) VALUES (1, 1, 1, 1)",
    )
    with engine.begin() as connection:
        for row in rows:
            connection.exec_driver_sql(row)
    schema.upgrade(database_url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT progress, lead_id, shortage FROM shift").one() == ("to_do", None, "")
        assert connection.exec_driver_sql("SELECT heads, tools FROM site").one() == (None, "")
        assert connection.exec_driver_sql("SELECT id, quantity FROM roll").one() == (1, None)
    engine.dispose()
    assert differences(database_url) == []


def test_a_new_file_and_what_stands_beside_it_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    storage = Storage(f"sqlite:///{path}")
    try:
        storage.write_now(lambda session: session.execute(text("CREATE TABLE some (thing TEXT)")))
        assert {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("new.sqlite3*")} == {
            "new.sqlite3": 0o600,
            "new.sqlite3-wal": 0o600,
            "new.sqlite3-shm": 0o600,
        }
    finally:
        storage.close()
