"""The bot as a process of its own, to be killed: ``python -m tests.crash.runner DATABASE_URL BASE_URL TOKEN``.

Importing everything takes longer than a life in the test lasts. So this process imports once, and forks a bot for each
line ``begin`` on its standard input; it answers with the bot's process id, and to ``bury`` once that process is gone.
"""

from __future__ import annotations

import asyncio
import os
import sys

from bot.bootstrap import Bot
from tests.town import settings_for


async def live(database_url: str, base_url: str, token: str) -> None:
    telegram: dict[str, object] = {"token": token, "base_url": base_url}
    limits: dict[str, object] = {"updates_per_minute": 600}  # the phones of the test are quicker than thumbs
    bot = Bot(settings_for(database_url, telegram=telegram, limits=limits), poll_seconds=2)
    await bot.start()
    await bot.wait()


def main() -> None:
    child = 0
    for line in sys.stdin:
        if line.strip() == "begin":
            child = os.fork()
            if child == 0:
                asyncio.run(live(*sys.argv[1:]))
                os._exit(1)
            answer = child
        else:
            _pid, status = os.waitpid(child, 0)
            answer = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
