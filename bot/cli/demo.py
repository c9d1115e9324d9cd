"""``demo``: a week, or a night of snow, of a whole city on a sandbox, without Telegram and without settings."""

from __future__ import annotations

import argparse
import importlib

from bot.cli.console import Console
from bot.errors import Fault
from bot.storage import demo_mark


class DemoMissing(Fault):
    """This package came without the demo."""

    key = "fault-demo-missing"


def demo(args: argparse.Namespace, console: Console) -> int:
    """Play one of the demo's stories into a folder of its own."""
    try:
        show = importlib.import_module("bot.rehearsal.demo")
    except ModuleNotFoundError as error:
        if error.name != "bot.rehearsal.demo":
            raise
        raise DemoMissing from None
    demo_mark.claim(args.out)
    played = show.run_demo(
        people=args.people, seed=args.seed, out=args.out, language=console.language, story=args.story
    )
    return int(played or 0)
