"""What must not be kept longer than it is needed: files with invitations or names, and rosters nobody confirmed."""

from __future__ import annotations

from functools import partial

from bot.services import (
    invite_files,
    my_data,
    record_export,
    roll_sheets,
    roster_import,
    statements,
)
from jobs.tools import Tools


async def forget(tools: Tools) -> None:
    """Empty what has served its purpose."""
    now = tools.clock.now()
    for of_them in (invite_files, statements, roll_sheets, my_data, record_export):
        await tools.storage.write(partial(of_them.forget_files, now=now))
    await tools.storage.write(partial(roster_import.forget_drafts, now=now))
