"""What must not be kept longer than it is needed: files with invitations or names, and rosters nobody confirmed."""

from __future__ import annotations

from functools import partial

from bot.services import reach_letters, retention, roster_import
from jobs.tools import Tools


async def forget(tools: Tools) -> None:
    """Empty what has served its purpose."""
    now = tools.clock.now()
    for waiting, forget_them in (
        (retention.files_handed_out, retention.empty_handed_out),
        (roster_import.stale_drafts, roster_import.forget_drafts),
        (reach_letters.handed_over, reach_letters.forget_links),
    ):
        if await tools.storage.read(partial(waiting, now=now)):
            await tools.storage.write(partial(forget_them, now=now))
