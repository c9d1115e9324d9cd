"""The roles' job: take away what has ended, and say the day before what will."""

from __future__ import annotations

from datetime import time
from functools import partial

from bot.services import role_ends
from jobs.tools import Tools

SAID_FROM = time(9)
"""The hour, in the operator's wall time, from which is said that tomorrow is a last day."""


async def end(tools: Tools) -> None:
    """Take away the roles whose last day has passed in the operator's zone, and remind of those of tomorrow."""
    now = tools.clock.now()
    local = now.astimezone(tools.settings.operator.zone)
    today = local.date()
    for grant_id in await tools.storage.read(partial(role_ends.ended, today=today)):
        await tools.storage.write(partial(role_ends.end, now=now, grant_id=grant_id, today=today))
    if local.time() >= SAID_FROM:
        for grant_id in await tools.storage.read(partial(role_ends.ending, today=today)):
            await tools.storage.write(partial(role_ends.remind, now=now, grant_id=grant_id))
