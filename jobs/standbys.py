"""The stand-bys' job: ask in the evening, show the expected strength, take the buttons from the cards at noon."""

from __future__ import annotations

from functools import partial

from bot.services import standby_sending
from bot.services.broadcasts import hours_of
from jobs.tools import Tools


async def run(tools: Tools) -> None:
    """Go on with every stand-by that has something due, chunk by chunk."""
    now, hours, storage = tools.clock.now(), hours_of(tools.settings), tools.storage
    for number in await storage.read(partial(standby_sending.due, now=now)):
        ask = partial(standby_sending.ask_chunk, now=now, standby_id=number, hours=hours)
        while not await storage.write(ask):
            pass
    for number in await storage.read(partial(standby_sending.to_report, now=now)):
        await storage.write(partial(standby_sending.report, now=now, standby_id=number, hours=hours))
    for number in await storage.read(partial(standby_sending.to_close, now=now, zone=hours.zone)):
        close = partial(standby_sending.close_chunk, now=now, standby_id=number)
        while not await storage.write(close):
            pass
