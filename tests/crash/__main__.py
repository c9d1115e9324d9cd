"""``make chaos``: kills the bot a thousand times amid each kind of work, on both databases, and prints one table.

Each round is a scenario on a database of its own; whatever it finds broken ends the run with the seed that repeats it.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.storage import schema
from tests import postgres
from tests.crash import broadcast, call, closing, migrating, storm
from tests.crash.toll import HEAD, Toll

CITY = 3_012
SETTLED = 300


@dataclass(frozen=True, slots=True)
class Scenario:
    """A kind of work: its share of the kills in percent, how many a round takes, and how a round is played."""

    share: int
    round: int
    play: Callable[[str, int, int], Toll]


SCENARIOS = {
    "check-ins": Scenario(30, 50, lambda url, kills, seed: asyncio.run(storm.play(url, kills=kills, seed=seed))),
    "broadcast": Scenario(
        25, 125, lambda url, kills, seed: asyncio.run(broadcast.play(url, kills=kills, seed=seed, people=CITY))
    ),
    "call-out": Scenario(15, 12, lambda url, _kills, seed: asyncio.run(call.play(url, seed=seed))),
    "settlement": Scenario(
        20, 40, lambda url, kills, seed: asyncio.run(closing.play(url, kills=kills, seed=seed, people=SETTLED))
    ),
    "migration": Scenario(10, 50, lambda url, kills, seed: migrating.play(url, kills=kills, seed=seed)),
}


def main() -> int:
    """Play until every scenario has had its kills; return 1 when something was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000, help="in all (1000)")
    parser.add_argument("--seed", type=int, default=1, help="of the first round (1)")
    parser.add_argument("--only", nargs="*", choices=SCENARIOS, default=list(SCENARIOS), help="these kinds of work")
    args = parser.parse_args()
    logging.disable(logging.WARNING)
    began, is_whole = time.monotonic(), True
    say(HEAD)
    say(tuple("---" for _ in HEAD))
    with ExitStack() as stack:
        databases: dict[str, Callable[[], AbstractContextManager[str]]] = {
            "SQLite": sqlite,
            "PostgreSQL": stack.enter_context(postgres.serve()).database,
        }
        for scenario in (SCENARIOS[name] for name in args.only):
            for name, database in databases.items():
                total = play(scenario, database, args.kills * scenario.share // 100 // len(databases), args.seed)
                say(total.cells(name))
                is_whole = is_whole and not total.lost and not total.doubled
                sys.stderr.write(f"{time.monotonic() - began:6.0f} s  {total.work}, {name}: {total.kills} kills\n")
    return 0 if is_whole else 1


def say(cells: tuple[str, ...]) -> None:
    """Print a line of the table."""
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    sys.stdout.flush()


def play(scenario: Scenario, database: Callable[[], AbstractContextManager[str]], kills: int, seed: int) -> Toll:
    """Play rounds of a scenario, each on a fresh database, until there were so many kills."""
    total: Toll | None = None
    while total is None or total.kills < kills:
        left = kills - (total.kills if total is not None else 0)
        with database() as url:
            toll = scenario.play(url, min(left, scenario.round), seed)
        total = toll if total is None else total + toll
        seed += 1
    return total


@contextmanager
def sqlite() -> Iterator[str]:
    """Make a file with the newest schema."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'chaos.sqlite3'}"
        schema.upgrade(url)
        yield url


if __name__ == "__main__":
    sys.exit(main())
