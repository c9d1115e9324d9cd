"""``make bench``: one table of how fast the bot is, in one run on this machine, beside what others reach on it.

Everything goes over real HTTP to one Bot API on loopback and into SQLite with ``synchronous=FULL``; whoever is measured
has a process of its own. ``make bench ARGS="sending receiving"`` prints some of the lines.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench import living, receiving, sending, year
from tests.bench.running import BotApi, bot_api
from tests.bench.table import HEAD, Figure, Scale

Line = Callable[[Scale, BotApi, Path], list[Figure]]

LINES: dict[str, Line] = {
    "broadcast": sending.broadcast,
    "sending": sending.unpaced,
    "receiving": receiving.check_ins,
    "inbox": receiving.inbox,
    "process": living.process,
    "growth": living.growth,
}
YEARS = (3_012, 100_000)
"""People of whom a year of Fridays is made: the city's, and thirty times as many."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the lines that are asked for; all when none is named."""
    parser = argparse.ArgumentParser(prog="make bench", description="How fast the bot is, beside what others reach.")
    parser.add_argument("lines", nargs="*", choices=[*LINES, "year", []], help="what to measure (all)")
    asked = parser.parse_args(arguments).lines or [*LINES, "year"]
    logging.disable(logging.WARNING)
    began = time.perf_counter()
    if chosen := [name for name in LINES if name in asked]:
        sys.stdout.write(f"Python {platform.python_version()}, {os.cpu_count()} cores.\n\n{HEAD}\n")
        print_table(chosen, Scale())
        sys.stdout.write(f"\nMeasured in {time.perf_counter() - began:.0f} s.\n")
    if "year" in asked:
        for people in YEARS:
            with tempfile.TemporaryDirectory() as folder:
                year.compare(Path(folder), people)
    return 0


def print_table(names: Sequence[str], scale: Scale) -> list[Figure]:
    """Measure and print line by line, each on databases of its own; return what was printed."""
    printed = []
    with bot_api() as api:
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                for figure in LINES[name](scale, api, Path(folder)):
                    sys.stdout.write(f"{figure}\n")
                    sys.stdout.flush()
                    printed.append(figure)
    return printed


if __name__ == "__main__":
    sys.exit(main())
