"""Taps that were lost in an outage: the way in is noted as open, and who may have tapped in vain is asked again."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.services import outages
from jobs.tools import Tools


async def run(tools: Tools) -> None:
    """Note that the bot hears, as long as it matters, and ask those whom an outage has cost a tap."""
    now = tools.clock.now()
    is_watched, due = await tools.storage.read(partial(_look, now=now))
    if is_watched and tools.hears():
        await tools.storage.write(partial(outages.note_heard, now=now))
    for occurrence_id in due:
        write = partial(outages.ask_again, now=now, occurrence_id=occurrence_id)
        while not await tools.storage.write(write):
            pass


def _look(session: Session, *, now: datetime) -> tuple[bool, list[int]]:
    return outages.is_watched(session, now=now), outages.due(session)
