"""One event per line, with ids and never names or bodies; whatever is secret is struck out before it is written.

A line reads ``time level logger event key=value …``. Striking out happens in the formatter of the root's handler,
after message, arguments and traceback have become text, so nothing passes beside it. Times are UTC.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Iterable
from typing import Final, TextIO
from urllib.parse import quote

_TOKEN = re.compile(r"\d+(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
_BARE = re.compile(r"[^\s\"=\\]+")
_STRUCK_OUT: Final = "***"

# They log an address at INFO, and the token is part of it; or a line per request.
_TALKATIVE: Final = ("httpx", "httpcore", "aiohttp.access", "telegram", "apscheduler")


class RedactingFormatter(logging.Formatter):
    """Writes a record as a line, followed by its traceback, without secrets."""

    converter = time.gmtime

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.default_msec_format = "%s.%03dZ"
        # The longest first: a secret may contain another. As part of an address it may be percent-encoded.
        spellings = {spelling for secret in secrets if secret for spelling in (secret, quote(secret, safe=""))}
        words = [re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True)]
        self._secrets = re.compile("|".join(words)) if words else None

    def format(self, record: logging.LogRecord) -> str:
        return self.redact(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        moment = time.strftime(datefmt or "%Y-%m-%dT%H:%M:%S", self.converter(record.created))
        return f"{moment}.{int(record.msecs):03}Z"

    def redact(self, text: str) -> str:
        """Return the text with every configured secret and everything that looks like a token struck out."""
        if self._secrets:
            text = self._secrets.sub(_STRUCK_OUT, text)
        return _TOKEN.sub(_STRUCK_OUT, text)


def set_up_logging(
    level: int | str = logging.INFO, *, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Make the root logger write to one stream and nowhere else.

    Args:
        level: The lowest level of our own lines; libraries that would write a line per request begin at WARNING.
        secrets: What must never be written, such as ``Settings.secrets()``. Anything that looks like a bot token is
            struck out besides.
        stream: Where lines go, by default standard error.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    root = logging.getLogger()
    for former in root.handlers[:]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)


def event(
    logger: logging.Logger,
    name: str,
    /,
    *,
    level: int = logging.INFO,
    error: BaseException | None = None,
    **fields: object,
) -> None:
    """Write one event.

    Args:
        logger: The module's own.
        name: What happened, as ``noun.participle``: ``inbox.stored``.
        level: Of the line.
        error: A fault whose traceback follows the line.
        fields: Ids, counts and moments; never a name or a body. Text with blanks is written in quotes.
    """
    if logger.isEnabledFor(level):
        line = " ".join([name, *(f"{key}={_written(value)}" for key, value in fields.items())])
        logger.log(level, "%s", line, exc_info=error)


def _written(value: object) -> str:
    text = str(value)
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)
