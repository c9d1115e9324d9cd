"""An upgrade of the schema that is killed at random instants: the database is of the old version or of the new."""

from __future__ import annotations

import os
import random
import signal
import time

from bot.storage import schema
from bot.storage.engine import writing_engine
from bot.storage.version import look, newest
from tests.crash.toll import Toll

OLD = "0001"
LONGEST_SECONDS = 1.0
UNITS = 71


def play(url: str, *, kills: int, seed: int) -> Toll:
    """Upgrade a database with data in it until the upgrade was killed so often, looking at it after each kill."""
    chance = random.Random(seed)  # noqa: S311 - a rehearsal, no secret
    fill(url)
    number, longest = 0, LONGEST_SECONDS
    while number < kills:
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            schema.upgrade(url)
            os._exit(0)
        time.sleep(chance.uniform(0.0, longest))
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == -signal.SIGKILL:
            number += 1
        else:
            longest = min(longest, time.monotonic() - began)  # it was through before the knife fell
        version = look(url).version
        assert version in {OLD, newest()}, version
        check(url)
        if version == newest():
            schema.downgrade(url, OLD)
    schema.upgrade(url)
    check(url)
    return Toll(work="migration", kills=number)


def fill(url: str) -> None:
    """Bring the database to the first version, with units in it."""
    schema.downgrade(url, OLD)
    engine = writing_engine(url)
    with engine.begin() as connection:
        for number in range(1, UNITS + 1):
            connection.exec_driver_sql(
                f"INSERT INTO unit (id, name, position, is_enabled) VALUES ({number}, '市第{number}局', {number}, TRUE)"
            )
    engine.dispose()


def check(url: str) -> None:
    """Every row is there."""
    engine = writing_engine(url)
    with engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM unit ORDER BY id").scalars().all()
    engine.dispose()
    assert names == [f"市第{number}局" for number in range(1, UNITS + 1)]
