"""``run``: the bot at work until somebody ends it."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import threading
from typing import Final

from bot.cli.console import Console
from bot.cli.database import prepare
from bot.cli.settings import settings_to_run
from bot.config import Settings
from bot.logs import event, set_up_logging
from bot.process import Process
from bot.storage import InstanceLock, describe
from bot.storage.demo_mark import refuse_demo

log = logging.getLogger(__name__)

STOP_SECONDS: Final = 10.0
"""How long a calm stop may take. What is cut off then loses nothing: it is as after a power cut."""


def run(args: argparse.Namespace, console: Console) -> int:
    """Run the bot until SIGTERM or Ctrl-C; refuses what it could not work with, all at once."""
    settings = settings_to_run(args, console)
    url = settings.database.url
    refuse_demo(url)
    set_up_logging(secrets=settings.secrets(), log_format=settings.operator.log_format)
    with InstanceLock(url, is_shared=True):
        pass  # somebody else at work is told before anything else about the database
    prepare(args, url)
    with InstanceLock(url, is_shared=True) as lock:
        console.say("cli-running", database=describe(url))
        is_calm = _run_in_time(settings, lock)
    console.say("cli-stopped")
    return 0 if is_calm else 1


def _run_in_time(settings: Settings, lock: InstanceLock) -> bool:
    # Should a connection or a locked database hold up the stop, the process ends all the same.
    last_resort = threading.Timer(STOP_SECONDS, os._exit, (1,))
    last_resort.daemon = True
    try:
        return asyncio.run(serve(settings, lock, last_resort))
    finally:
        last_resort.cancel()


async def serve(settings: Settings, lock: InstanceLock, last_resort: threading.Timer) -> bool:
    """Run until a signal comes; return False when a part of the bot ended by itself, which only a bug makes it do.

    Args:
        settings: Complete.
        lock: Held, and kept.
        last_resort: Started when the stop begins.
    """
    called = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, called.set)
    work = asyncio.create_task(Process(settings).run())
    call = asyncio.create_task(called.wait())
    hold = asyncio.create_task(lock.keep())
    try:
        await asyncio.wait((work, call, hold), return_when=asyncio.FIRST_COMPLETED)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)  # a second one ends the program at once
        last_resort.start()
        if hold.done():
            await hold  # another process has it
        if work.done():
            await work  # tells what went wrong at the start
            event(log, "run.part_ended", level=logging.CRITICAL)
        event(log, "run.stopping")
    finally:
        for task in (work, call, hold):
            task.cancel()
        await asyncio.gather(work, call, hold, return_exceptions=True)
    return called.is_set()
