"""The command line: ``volunteer-bot run``, ``demo``, ``check``, ``init``, ``roster``, ``roles``, ``db``.

What a command needs is imported when it runs, so that asking for help stays quick. Every fault that was foreseen is
said in words and ends with 2; one that was not goes to the log with its traceback and ends with 1.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from bot.cli.console import Console, spoken_language
from bot.cli.lazily import call
from bot.cli.parser import build_parser

__all__ = ["main"]

INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C ended


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: Arguments behind the program's name, by default those of the process.

    Returns:
        0 when all went well, 1 after a fault nobody foresaw, 2 after one that was told in words, 130 after Ctrl-C.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    console = Console(*spoken_language(words, os.environ))
    args = build_parser(console).parse_args(words)
    try:
        return call(args.command, args, console)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the edge of the program: whatever it is, it is told
        return call("bot.cli.faults:explain", error, console)
