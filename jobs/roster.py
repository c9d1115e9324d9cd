"""What must not be kept longer than it is needed: files with invitations, and rosters that nobody confirmed."""

from __future__ import annotations

from functools import partial

from bot.services import invite_files, roster_import
from jobs.tools import Tools


async def forget(tools: Tools) -> None:
    """Empty what has served its purpose."""
    now = tools.clock.now()
    await tools.storage.write(partial(invite_files.forget_files, now=now))
    await tools.storage.write(partial(roster_import.forget_drafts, now=now))
