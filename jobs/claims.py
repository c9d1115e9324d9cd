"""Who waits too long for a liaison is shown to the next in line."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.services import claims
from jobs.tools import Tools


async def escalate(tools: Tools) -> None:
    """Ask the deputy, then the organizers, about those who have waited longer than the settings allow."""
    now = tools.clock.now()
    after = timedelta(minutes=tools.settings.registration.claim_escalate_minutes)
    for unit_id in await tools.storage.read(partial(claims.overdue, now=now, after=after)):
        await tools.storage.write(partial(claims.escalate, now=now, unit_id=unit_id, after=after))
