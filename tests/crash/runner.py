"""The bot as a process of its own, to be killed: ``python -m tests.crash.runner DATABASE_URL BASE_URL TOKEN AHEAD``.

Importing everything takes longer than a life in the test lasts. So this process imports once, and forks a bot for each
line ``begin AHEAD`` on its standard input; it answers with the bot's process id, and to ``bury`` once that process is
gone. ``AHEAD`` is by how many seconds the bot's clock is ahead of the machine's. One calm life comes before them: what
a process does only once, like reading the texts, is done by then.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta

from bot.bootstrap import Bot
from tests.crash.clock import LeapingClock
from tests.town import settings_for

CHAT_SECONDS = 0.5  # half of what Telegram asks for between two messages to a chat; the test waits for the last one

IN_FLIGHT = 8  # so few that of a wave over a slow line some still wait when it is stopped


def bot_for(database_url: str, base_url: str, token: str, ahead: str) -> Bot:
    telegram: dict[str, object] = {"token": token, "base_url": base_url}
    limits: dict[str, object] = {"updates_per_minute": 600}  # the phones of the test are quicker than thumbs
    delivery: dict[str, object] = {"per_chat_seconds": CHAT_SECONDS, "in_flight": IN_FLIGHT}
    settings = settings_for(database_url, telegram=telegram, limits=limits, delivery=delivery)
    return Bot(settings, clock=LeapingClock(timedelta(seconds=float(ahead))), poll_seconds=2)


async def warm_up(*where: str) -> None:
    bot = bot_for(*where)
    await bot.start()
    await bot.stop()


async def live(*where: str) -> None:
    bot = bot_for(*where)
    await bot.start()
    await bot.wait()


def main() -> None:
    *where, ahead = sys.argv[1:]
    asyncio.run(warm_up(*where, ahead))
    child = 0
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "begin":
            child = os.fork()
            if child == 0:
                asyncio.run(live(*where, *rest))
                os._exit(1)
            answer = child
        else:
            _pid, status = os.waitpid(child, 0)
            answer = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
