"""The broadcasts' job: begin what is due, write the messages of what was confirmed, end it, edit what was retracted."""

from __future__ import annotations

from functools import partial

from bot.services import broadcast_retraction, broadcast_sending
from bot.services.broadcasts import hours_of
from jobs.tools import Tools


async def run(tools: Tools) -> None:
    """Begin what waited for this hour, go on with what is being sent or retracted, chunk by chunk."""
    now = tools.clock.now()
    hours = hours_of(tools.settings)
    if await tools.storage.read(partial(broadcast_sending.has_come, now=now)):
        await tools.storage.write(partial(broadcast_sending.begin_scheduled, now=now))
    for broadcast_id in await tools.storage.read(broadcast_sending.due):
        write = partial(broadcast_sending.run_chunk, now=now, broadcast_id=broadcast_id, hours=hours)
        while not await tools.storage.write(write):
            pass
        await tools.storage.write(partial(broadcast_sending.finish, now=now, broadcast_id=broadcast_id))
    for broadcast_id in await tools.storage.read(partial(broadcast_retraction.due, now=now)):
        edit = partial(broadcast_retraction.run_chunk, now=now, broadcast_id=broadcast_id)
        while not await tools.storage.write(edit):
            pass
