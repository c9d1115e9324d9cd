"""The stand-bys' job: ask in the evening, show the expected strength, take the buttons from the cards at noon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.services import standby_sending
from bot.services.broadcasts import hours_of
from jobs.tools import Tools


async def run(tools: Tools) -> None:
    """Go on with every stand-by that has something due, chunk by chunk."""
    now, hours, storage = tools.clock.now(), hours_of(tools.settings), tools.storage
    asking, reporting, closing = await storage.read(partial(_look, now=now, zone=hours.zone))
    for number in asking:
        ask = partial(standby_sending.ask_chunk, now=now, standby_id=number, hours=hours)
        while not await storage.write(ask):
            pass
    for number in reporting:
        await storage.write(partial(standby_sending.report, now=now, standby_id=number, hours=hours))
    for number in closing:
        close = partial(standby_sending.close_chunk, now=now, standby_id=number)
        while not await storage.write(close):
            pass


def _look(session: Session, *, now: datetime, zone: ZoneInfo) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """List what is to be asked, shown and closed, at one look."""
    return (
        standby_sending.due(session, now=now),
        standby_sending.to_report(session, now=now),
        standby_sending.to_close(session, now=now, zone=zone),
    )
