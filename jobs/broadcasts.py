"""The broadcasts' job: write the messages of what was confirmed, and end what has been sent."""

from __future__ import annotations

from functools import partial

from bot.services import broadcast_sending
from bot.services.broadcasts import hours_of
from jobs.tools import Tools


async def run(tools: Tools) -> None:
    """Go on with every broadcast that is being sent, chunk by chunk."""
    now = tools.clock.now()
    hours = hours_of(tools.settings)
    for broadcast_id in await tools.storage.read(broadcast_sending.due):
        write = partial(broadcast_sending.run_chunk, now=now, broadcast_id=broadcast_id, hours=hours)
        while not await tools.storage.write(write):
            pass
        await tools.storage.write(partial(broadcast_sending.finish, now=now, broadcast_id=broadcast_id))
