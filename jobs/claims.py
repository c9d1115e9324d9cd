"""Who waits too long for a liaison is shown to the next in line; a changed notice is shown to everybody."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.services import claims, consent
from bot.services.registration import Notice
from jobs.tools import Tools


async def escalate(tools: Tools) -> None:
    """Ask the deputy, then the organizers, about those who have waited longer than the settings allow."""
    now = tools.clock.now()
    after = timedelta(minutes=tools.settings.registration.claim_escalate_minutes)
    for unit_id in await tools.storage.read(partial(claims.overdue, now=now, after=after)):
        await tools.storage.write(partial(claims.escalate, now=now, unit_id=unit_id, after=after))


CHUNK = 200


async def ask_again(tools: Tools) -> None:
    """Show the notice to everybody who agreed to an earlier version of it, chunk by chunk, once a version."""
    now, notice = tools.clock.now(), Notice.of(tools.settings)
    last = 0
    while True:
        query = partial(consent.outdated, version=notice.version, after_id=last, limit=CHUNK)
        cadre_ids = await tools.storage.read(query)
        if not cadre_ids:
            return
        await tools.storage.write(partial(consent.ask_again, now=now, notice=notice, cadre_ids=cadre_ids))
        last = cadre_ids[-1]
