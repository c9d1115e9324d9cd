"""Forgetting in time: keys of handled updates, files with names, contents of messages that were sent long ago."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.services import callout_log_letters, inbox, outbox
from jobs.tools import Tools

# Telegram delivers an update for 24 hours; a week also covers whoever looks for what went wrong.
INBOX_KEPT_FOR = timedelta(days=7)


async def forget(tools: Tools) -> None:
    """Delete what the inbox need not know, empty files of calls, blank what messages said after the retention time."""
    now = tools.clock.now()
    await tools.storage.write(partial(inbox.forget, before=now - INBOX_KEPT_FOR))
    await tools.storage.write(partial(callout_log_letters.forget_files, now=now))
    retention = timedelta(days=tools.settings.privacy.retention_days)
    while await tools.storage.write(partial(outbox.forget, before=now - retention)) > 0:
        pass
