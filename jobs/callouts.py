"""The calls' job: let the next wave ring where hands are missing, and end what nobody ended."""

from __future__ import annotations

from functools import partial

from bot.services import callouts, waves
from jobs.tools import Tools


async def run(tools: Tools) -> None:
    """Go on with every call that is under way."""
    now, settings = tools.clock.now(), tools.settings.snow
    for callout_id in await tools.storage.read(partial(waves.due, now=now)):
        await tools.storage.write(partial(waves.go_on, now=now, callout_id=callout_id, settings=settings))
    for callout_id in await tools.storage.read(partial(waves.run_out, now=now)):
        await tools.storage.write(partial(callouts.end, now=now, telegram_id=None, callout_id=callout_id))
