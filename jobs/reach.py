"""Each Monday a line to the liaisons about who of the unit is not linked; once a month, that a drill is due."""

from __future__ import annotations

from functools import partial

from bot.services import drill_proposals, reach_letters
from jobs.tools import Tools


async def tell(tools: Tools) -> None:
    """Write this Monday's line, once."""
    now, zone = tools.clock.now(), tools.settings.operator.zone
    key = await tools.storage.read(partial(reach_letters.due, now=now, zone=zone))
    if key is not None:
        await tools.storage.write(partial(reach_letters.tell_liaisons, now=now, key=key))


async def propose_drill(tools: Tools) -> None:
    """Tell the organizers, once a month, that a drill is due."""
    now, zone = tools.clock.now(), tools.settings.operator.zone
    day = tools.settings.registration.drill_day
    month = await tools.storage.read(partial(drill_proposals.due, now=now, zone=zone, day=day, calendar=tools.calendar))
    if month is not None:
        await tools.storage.write(partial(drill_proposals.propose, now=now, month=month))
