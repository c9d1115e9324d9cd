"""Forgetting in time: keys of handled updates, questions, wrong codes, files, and what messages said long ago.

Records of service are no part of it: they are kept as the law requires.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot.services import callout_log_letters, inbox, outbox, retention
from jobs.tools import Tools

log = logging.getLogger(__name__)

# Telegram delivers an update for 24 hours; a week also covers whoever looks for what went wrong.
INBOX_KEPT_FOR = timedelta(days=7)

Chunk = Callable[[Session], int]
"""Forgets some rows and says how many; fewer than it takes at once means that none is left."""


async def forget(tools: Tools) -> None:
    """Forget what has had its time, in chunks: taps go between them. A second run finds nothing."""
    now = tools.clock.now()
    before = now - timedelta(days=tools.settings.privacy.retention_days)
    await tools.storage.write(partial(inbox.forget, before=now - INBOX_KEPT_FOR))
    forgotten = {
        "dialogues": await _all(tools, partial(retention.forget_dialogues, now=now)),
        "code_tries": await _all(tools, partial(retention.forget_code_tries, now=now)),
        "call_files": await _all(tools, partial(callout_log_letters.forget_files, now=now)),
        "files": await _all(tools, partial(retention.empty_files, before=before)),
        "messages": await _all(tools, partial(outbox.forget, before=before)),
        "notices": await _all(tools, partial(retention.blank_notices, before=before)),
        "questions": await _all(tools, partial(retention.blank_questions, before=before)),
        "imports": await _all(tools, partial(retention.blank_imports, before=before)),
    }
    log.info("retention.done %s", " ".join(f"{what}={count}" for what, count in forgotten.items()))


async def _all(tools: Tools, chunk: Chunk) -> int:
    """Forget chunk by chunk until none is left; return how many rows."""
    forgotten = 0
    while (count := await tools.storage.write(chunk)) > 0:
        forgotten += count
    return forgotten
