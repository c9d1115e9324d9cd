"""Forgetting in time: keys of handled updates, questions, wrong codes, files, and what messages said long ago.

Records of service are no part of it: they are kept as the law requires.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot.services import callout_log_letters, inbox, outbox, retention
from jobs.tools import Tools

log = logging.getLogger(__name__)

# Telegram delivers an update for 24 hours; a week also covers whoever looks for what went wrong.
INBOX_KEPT_FOR = timedelta(days=7)


async def forget(tools: Tools) -> None:
    """Forget what has had its time, in chunks: taps go between them. A second run finds nothing."""
    now = tools.clock.now()
    before = now - timedelta(days=tools.settings.privacy.retention_days)
    forgotten: Counter[str] = Counter()
    while some := +(await tools.storage.write(partial(_forget_some, now=now, before=before))):
        forgotten += some
    log.info("retention.done %s", " ".join(f"{what}={count}" for what, count in sorted(forgotten.items())))


def _forget_some(session: Session, *, now: datetime, before: datetime) -> Counter[str]:
    """Forget a chunk of each kind; return how many rows of which. When all are 0, none is left."""
    inbox.forget(session, before=now - INBOX_KEPT_FOR)
    return Counter(
        dialogues=retention.forget_dialogues(session, now=now),
        code_tries=retention.forget_code_tries(session, now=now),
        call_files=callout_log_letters.forget_files(session, now=now),
        files=retention.empty_files(session, before=before),
        messages=outbox.forget(session, before=before),
        notices=retention.blank_notices(session, before=before),
        questions=retention.blank_questions(session, before=before),
        imports=retention.blank_imports(session, before=before),
    )
