"""``make fuzz``: sends 100,000 updates, lawful and broken, by people of every role, prints what it found.

Each round is a town of its own, on SQLite and on PostgreSQL in turn. What is found ends its round and is told with the
seed that ``--seed N --updates 2000`` plays again.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from tests import postgres
from tests.crash.__main__ import sqlite
from tests.fuzz.findings import Findings
from tests.fuzz.round import play

ROUND = 2_000
ENOUGH = 10


def main() -> int:
    """Play until so many updates were sent; return 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--updates", type=int, default=100_000, help="in all (100000)")
    parser.add_argument("--seed", type=int, default=1, help="of the first round (1); an odd one is played on SQLite")
    args = parser.parse_args()
    logging.getLogger().handlers[:] = [logging.NullHandler()]
    began, total, seed = time.monotonic(), Findings(), args.seed
    with ExitStack() as stack:
        databases: tuple[Callable[[], AbstractContextManager[str]], ...] = (
            stack.enter_context(postgres.serve()).database,
            sqlite,
        )
        while total.updates < args.updates and len(total.faults) < ENOUGH:
            with databases[seed % 2]() as url:
                found = asyncio.run(play(url, updates=min(ROUND, args.updates - total.updates), seed=seed))
            total.add(found)
            told = "".join(f"{fault}\n" for fault in found.faults)
            sys.stderr.write(f"{time.monotonic() - began:6.0f} s  {total.updates} updates\n{told}")
            seed += 1
    sys.stdout.write(f"{total}\n")
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
