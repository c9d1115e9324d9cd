"""The roles' job: take away what has ended, and say the day before what will."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from functools import partial

from sqlalchemy.orm import Session

from bot.services import role_ends
from jobs.tools import Tools

SAID_FROM = time(9)
"""The hour, in the operator's wall time, from which is said that tomorrow is a last day."""


async def end(tools: Tools) -> None:
    """Take away the roles whose last day has passed in the operator's zone, and remind of those of tomorrow."""
    now = tools.clock.now()
    local = now.astimezone(tools.settings.operator.zone)
    today = local.date()
    ended, ending = await tools.storage.read(partial(_look, local=local))
    for grant_id in ended:
        await tools.storage.write(partial(role_ends.end, now=now, grant_id=grant_id, today=today))
    for grant_id in ending:
        await tools.storage.write(partial(role_ends.remind, now=now, grant_id=grant_id))


def _look(session: Session, *, local: datetime) -> tuple[Sequence[int], Sequence[int]]:
    """List the roles that have ended and those of whose end is to be said, at one look."""
    today = local.date()
    return (
        role_ends.ended(session, today=today),
        role_ends.ending(session, today=today) if local.time() >= SAID_FROM else (),
    )
