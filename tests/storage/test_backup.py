"""Copies: made beside a writer, whole, and put back as they were, table by table, on both kinds of database."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from bot.model import AuditEntry, Base, Community
from bot.storage import Storage, backup, reading_engine, schema
from bot.storage.backup import files, on_sqlite
from bot.storage.version import newest
from tests.postgres import tools_on_path
from tests.town import build_town

NOW = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tools be found that came with the server of the tests."""
    monkeypatch.setenv("PATH", tools_on_path())


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    storage = Storage(database_url)
    storage.write_now(build_town)
    yield storage
    storage.close()


def tables(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row of every table."""
    engine = reading_engine(url)
    try:
        with engine.connect() as connection:
            return {
                name: sorted((tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))), key=repr)
                for name in inspect(connection).get_table_names()
            }
    finally:
        engine.dispose()


def test_a_copy_comes_back_table_by_table_as_it_was(storage: Storage, tmp_path: Path) -> None:
    url, before = storage.url, tables(storage.url)
    copy = backup.make_copy(url, tmp_path / "copies", NOW)
    assert copy.file.name == f"volunteer-bot-20261127T183000Z{copy.file.suffix}"
    assert stat.S_IMODE(copy.file.stat().st_mode) == 0o600
    assert list(copy.file.parent.iterdir()) == [copy.file]
    assert copy.contents.version == newest()
    assert copy.contents.rows == {name: len(rows) for name, rows in before.items()}
    storage.write_now(lambda session: session.add(Community(name="后来的社区")))
    storage.close()
    kept = backup.restore(url, copy.file, backup.examine(url, copy.file), now=NOW, keep_in=tmp_path / "kept")
    assert tables(url) == before
    # What was there is kept, with what came after the copy in it.
    assert kept is not None
    assert backup.examine(url, kept).rows["community"] == copy.contents.rows["community"] + 1
    backup.restore(url, kept, backup.examine(url, kept), now=NOW, keep_in=None)
    assert len(tables(url)["community"]) == len(before["community"]) + 1


def test_what_is_restored_goes_on_counting_where_it_was(storage: Storage, tmp_path: Path) -> None:
    copy = backup.make_copy(storage.url, tmp_path, NOW)
    storage.close()
    backup.restore(storage.url, copy.file, copy.contents, now=NOW, keep_in=None)
    again = Storage(storage.url)
    again.write_now(lambda session: session.add(Community(name="新社区")))
    again.close()
    assert len(tables(storage.url)["community"]) == copy.contents.rows["community"] + 1


def test_a_copy_made_while_writes_go_on_is_of_one_moment(storage: Storage, tmp_path: Path) -> None:
    """Each unit writes a community and an entry of the audit: in any one moment there are as many of both."""
    is_over = threading.Event()
    written: list[None] = []

    def pair(number: int) -> Callable[[Session], None]:
        def add(session: Session) -> None:
            session.add(Community(name=f"社区{number}"))
            session.flush()
            session.add(AuditEntry(at=NOW, actor="test", action="community.added", subject=f"{number}"))

        return add

    def write() -> None:
        while not is_over.is_set():
            storage.write_now(pair(len(written)))
            written.append(None)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = []
        for second in range(3):
            begun = len(written)
            copies.append((begun, backup.make_copy(storage.url, tmp_path, NOW + timedelta(seconds=second))))
    finally:
        is_over.set()
        writer.join()
    had = tables(storage.url)["community"]
    assert len(written) > copies[-1][0] > 0  # the writer was not held up
    for begun, copy in copies:
        rows = copy.contents.rows
        assert rows["community"] - (len(had) - len(written)) == rows["audit"]
        assert rows["audit"] >= begun


def test_a_copy_of_an_older_version_takes_the_place_of_a_newer_database(database_url: str, tmp_path: Path) -> None:
    schema.downgrade(database_url, "0001")
    copy = backup.make_copy(database_url, tmp_path, NOW)
    schema.upgrade(database_url)
    backup.restore(database_url, copy.file, copy.contents, now=NOW, keep_in=None)
    assert backup.contents(database_url) == copy.contents
    schema.upgrade(database_url)
    assert set(tables(database_url)) == {*Base.metadata.tables, "alembic_version"}


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_copy_that_was_cut_short_is_refused(storage: Storage, tmp_path: Path, share: float) -> None:
    copy = backup.make_copy(storage.url, tmp_path, NOW)
    whole = copy.file.read_bytes()
    copy.file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(backup.CopyDamaged):
        backup.examine(storage.url, copy.file)


def test_a_file_of_something_else_is_refused(storage: Storage, tmp_path: Path) -> None:
    file = tmp_path / "letter.doc"
    file.write_text("敬启者")
    with pytest.raises(backup.CopyUnfit):
        backup.examine(storage.url, file)


class TestOnSqlite:
    def test_a_write_that_stands_in_the_log_alone_is_copied(self, sqlite_url: str, tmp_path: Path) -> None:
        storage = Storage(sqlite_url)
        storage.write_now(build_town)
        assert Path(f"{sqlite_url.removeprefix('sqlite:///')}-wal").stat().st_size > 0
        copy = backup.make_copy(sqlite_url, tmp_path / "copies", NOW)
        storage.close()
        assert copy.contents.rows["cadre"] == 6

    def test_what_was_deleted_is_not_in_the_copy(self, sqlite_url: str, tmp_path: Path) -> None:
        path = Path(sqlite_url.removeprefix("sqlite:///"))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("INSERT INTO community (name) VALUES ('forgotten-community')")
            connection.commit()
            connection.execute("DELETE FROM community")
            connection.commit()
        copy = backup.make_copy(sqlite_url, tmp_path / "copies", NOW)
        assert b"forgotten-community" not in copy.file.read_bytes()

    def test_a_damaged_database_is_set_aside_with_its_log(
        self, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        storage = Storage(sqlite_url)
        storage.write_now(build_town)
        copy = backup.make_copy(sqlite_url, tmp_path / "copies", NOW)
        storage.close()
        path = Path(sqlite_url.removeprefix("sqlite:///"))
        path.write_bytes(b"not a database any more" * 400)
        with pytest.raises(backup.CopyDamaged):
            backup.contents(sqlite_url)
        log = path.with_name(path.name + "-wal")
        log.write_bytes(b"its log")
        monkeypatch.setattr(on_sqlite, "_fold_in", lambda _path: None)  # of some damage SQLite removes the log itself
        kept = backup.restore(sqlite_url, copy.file, copy.contents, now=NOW, keep_in=tmp_path)
        assert kept is not None
        assert kept.read_bytes().startswith(b"not a database")
        assert kept.with_name(kept.name + "-wal").read_bytes() == b"its log"
        assert not log.exists()
        assert backup.contents(sqlite_url) == copy.contents

    def test_a_copy_that_differs_from_what_was_read_gets_no_name(
        self, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(on_sqlite, "examine", lambda _file: backup.Contents(None, {}))
        with pytest.raises(backup.CopyDamaged):
            backup.make_copy(sqlite_url, tmp_path / "copies", NOW)
        assert list((tmp_path / "copies").iterdir()) == []


class TestOnPostgres:
    def test_without_a_tool_of_the_servers_version_it_is_said_what_to_install(
        self, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old = tmp_path / "bin" / "pg_dump"
        old.parent.mkdir()
        old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6'\n")
        old.chmod(0o755)
        monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}/bin")
        monkeypatch.setattr("bot.storage.backup.on_postgres._PLACES", tmp_path / "none")
        with pytest.raises(backup.ToolMissing) as refused:
            backup.make_copy(postgres_url, tmp_path, NOW)
        assert refused.value.params["tool"] == "pg_dump"
        assert refused.value.params["version"] >= 14

    def test_a_dump_that_cannot_be_restored_leaves_everything_as_it_was(
        self, postgres_url: str, tmp_path: Path
    ) -> None:
        storage = Storage(postgres_url)
        storage.write_now(build_town)
        storage.close()
        before = tables(postgres_url)
        dump = tmp_path / f"x{files.POSTGRESQL}"
        dump.write_bytes(b"PGDMP and nothing more")
        with pytest.raises(backup.ToolFailed) as refused:
            backup.restore(postgres_url, dump, backup.contents(postgres_url), now=NOW, keep_in=None)
        assert refused.value.params["reason"].startswith("pg_restore: error")
        assert tables(postgres_url) == before


class TestFiles:
    def test_a_second_copy_of_the_same_second_gets_a_number(self, tmp_path: Path) -> None:
        first = files.new_name(tmp_path, NOW, files.SQLITE)
        first.touch()
        second = files.new_name(tmp_path, NOW, files.SQLITE)
        second.touch()
        (tmp_path / "other.sqlite3").touch()
        assert second.name == "volunteer-bot-20261127T183000Z-2.sqlite3"
        assert backup.copies_in(tmp_path) == {first: NOW, second: NOW}

    def test_what_was_broken_off_long_ago_is_removed(self, tmp_path: Path) -> None:
        old, fresh = (tmp_path / f".volunteer-bot-{n}.sqlite3.7.partial" for n in (1, 2))
        for file in (old, fresh):
            file.touch()
        os.utime(old, (0, 0))
        backup.remove_partial(tmp_path)
        assert (old.exists(), fresh.exists()) == (False, True)
