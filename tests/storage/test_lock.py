"""Who may write beside whom, also under another name of the database and after its connection broke."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.storage import InstanceLock, SecondInstance, lock

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'volunteer-bot lock'"


def cut(url: str) -> None:
    """End the connections of those who hold the lock, as PostgreSQL does when it is restarted."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(CUT)
    engine.dispose()


def is_refused(url: str) -> bool:
    try:
        with InstanceLock(url):
            return False
    except SecondInstance:
        return True


def test_a_database_has_one_lock_whatever_it_is_called(tmp_path: Path) -> None:
    file, link = tmp_path / "bot.sqlite3", tmp_path / "link.sqlite3"
    link.symlink_to(file)
    with InstanceLock(f"sqlite:///{file}"):
        assert is_refused(f"sqlite:///{link}")
    assert not is_refused(f"sqlite:///{link}")


async def test_a_lock_whose_connection_broke_is_taken_anew(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "HELD_SECONDS", 0.05)
    with InstanceLock(postgres_url, is_shared=True) as held:
        first = held._connection
        cut(postgres_url)
        keeping = asyncio.create_task(held.keep())
        async with asyncio.timeout(10):
            while held._connection in (None, first):  # noqa: ASYNC110 - nobody calls
                await asyncio.sleep(0.02)
        assert is_refused(postgres_url)
        keeping.cancel()
    assert not is_refused(postgres_url)


async def test_who_finds_it_taken_by_another_is_told(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "HELD_SECONDS", 0.05)
    with InstanceLock(postgres_url, is_shared=True) as held:
        cut(postgres_url)
        with InstanceLock(postgres_url), pytest.raises(SecondInstance):
            await asyncio.wait_for(held.keep(), 10)
