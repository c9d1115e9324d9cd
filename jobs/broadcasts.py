"""The broadcasts' job: begin what is due, write the messages of what was confirmed, end it, edit what was retracted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.services import broadcast_retraction, broadcast_sending
from bot.services.broadcasts import hours_of
from jobs.tools import Tools


async def run(tools: Tools) -> None:
    """Begin what waited for this hour, go on with what is being sent or retracted, chunk by chunk."""
    now = tools.clock.now()
    hours = hours_of(tools.settings)
    has_come, sending, retracting = await tools.storage.read(partial(_look, now=now))
    if has_come:
        await tools.storage.write(partial(broadcast_sending.begin_scheduled, now=now))
        sending = await tools.storage.read(broadcast_sending.due)
    for broadcast_id in sending:
        write = partial(broadcast_sending.run_chunk, now=now, broadcast_id=broadcast_id, hours=hours)
        while not await tools.storage.write(write):
            pass
        await tools.storage.write(partial(broadcast_sending.finish, now=now, broadcast_id=broadcast_id))
    for broadcast_id in retracting:
        edit = partial(broadcast_retraction.run_chunk, now=now, broadcast_id=broadcast_id)
        while not await tools.storage.write(edit):
            pass


def _look(session: Session, *, now: datetime) -> tuple[bool, Sequence[int], Sequence[int]]:
    """Tell whether the hour of one has come, and list those being sent and retracted, at one look."""
    return (
        bool(broadcast_sending.has_come(session, now=now)),
        broadcast_sending.due(session),
        broadcast_retraction.due(session, now=now),
    )
