"""Files with secrets or names of persons, handed to one person: in clear in the outbox until they leave, a day at most.

Which they are by their keys, and their emptying, is in ``bot.services.retention``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.services import outbox

LASTS: Final = timedelta(hours=24)


def hand_out(
    session: Session, to: str, kind: str, *, now: datetime, key: str, name: str, content: bytes, **params: Any
) -> None:
    """Send a file to a private chat; after a day, when it is emptied, it is not sent any more.

    Args:
        session: The transaction.
        to: The recipient's key.
        kind: The key of the text that goes with it.
        now: When it was asked for.
        key: What it is kept under; it begins with a key of ``retention.HANDED_OUT``.
        name: As the recipient sees it.
        content: The file.
        params: The placeholders of the text.
    """
    attachment = outbox.attach(session, key, name=name, kind="document", content=content, now=now)
    outbox.say(session, to, kind, now=now, attachment=attachment, expires_at=now + LASTS, **params)
