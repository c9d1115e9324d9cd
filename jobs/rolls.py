"""The lists' job: remind who has not confirmed the unit's list."""

from __future__ import annotations

from functools import partial

from bot.services import roll_reminders
from jobs.tools import Tools


async def remind(tools: Tools) -> None:
    """Remind liaisons, and an hour later deputies, of the lists that are still open."""
    now = tools.clock.now()
    for activity_id, role in await tools.storage.read(partial(roll_reminders.due, now=now)):
        await tools.storage.write(partial(roll_reminders.remind, now=now, activity_id=activity_id, role=role))
