"""The burden's job: once a month, what the bot cost people."""

from __future__ import annotations

from functools import partial

from bot.services import burden
from jobs.tools import Tools


async def tell(tools: Tools) -> None:
    """Tell of the last month, in the first week of the next."""
    now, zone = tools.clock.now(), tools.settings.operator.zone
    budget = tools.settings.delivery.weekly_budget
    first_on = await tools.storage.read(partial(burden.month_due, now=now, zone=zone))
    if first_on is not None:
        await tools.storage.write(partial(burden.tell, now=now, zone=zone, first_on=first_on, budget=budget))
