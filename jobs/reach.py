"""The liaisons' job: each Monday a line about who of the unit is not linked."""

from __future__ import annotations

from functools import partial

from bot.services import reach_letters
from jobs.tools import Tools


async def tell(tools: Tools) -> None:
    """Write this Monday's line, once."""
    now, zone = tools.clock.now(), tools.settings.operator.zone
    key = await tools.storage.read(partial(reach_letters.due, now=now, zone=zone))
    if key is not None:
        await tools.storage.write(partial(reach_letters.tell_liaisons, now=now, key=key))
