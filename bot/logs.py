"""One event per line, with ids and never names or bodies; whatever is secret is struck out before it is written.

A line reads ``time level logger event key=value …``, or is one JSON object. Striking out happens in the formatter of
the root's handler, after message, arguments and traceback have become text, so nothing passes beside it. Times are UTC.

No event of ours names a person; but a fault nobody foresaw may quote what it stumbled over. So Chinese characters and
what looks like a mobile or identity number are struck out as well: our own lines have neither.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Literal, TextIO
from urllib.parse import quote

_TOKEN = re.compile(r"\d+(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
_PERSONAL = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|(?<![\d-])(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)"
)
_DETAIL = re.compile(r"(?<=DETAIL:  ).+")  # PostgreSQL quotes the row that it refuses
_EVENT = re.compile(r'([a-z_]+(?:\.[a-z_]+)*)((?: \w+=(?:"(?:[^"\\]|\\.)*"|[^\s"=]+))*)')
_FIELD = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)')
_BARE = re.compile(r"[^\s\"=\\]+")
_STRUCK_OUT: Final = "***"
_SHORTEST_SECRET: Final = 4

# They log an address at INFO, and the token is part of it; or a line per request.
_TALKATIVE: Final = ("httpx", "httpcore", "aiohttp.access", "telegram", "apscheduler")


class RedactingFormatter(logging.Formatter):
    """Writes a record as a line, followed by its traceback, without secrets."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        # As part of an address a secret may be percent-encoded.
        spellings = {
            spelling
            for secret in secrets
            if len(secret) >= _SHORTEST_SECRET
            for spelling in (secret, quote(secret, safe=""))
        }
        # The longest first: a secret may contain another.
        words = [re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True)]
        self._secrets = re.compile("|".join(words)) if words else None

    def format(self, record: logging.LogRecord) -> str:
        try:
            return self.redact(super().format(record))
        except (TypeError, ValueError, KeyError):
            # Left alone, logging would print the arguments as they are.
            return f"{self.formatTime(record)} ERROR bot.logs line.unwritable at={record.pathname}:{record.lineno}"

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - logging's
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        # What a library quotes cannot begin a line of its own and pass for an event.
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")

    def redact(self, text: str) -> str:
        """Return the text without configured secrets, what looks like a token, and what may name a person."""
        if self._secrets:
            text = self._secrets.sub(_STRUCK_OUT, text)
        for pattern in (_TOKEN, _DETAIL, _PERSONAL):
            text = pattern.sub(_STRUCK_OUT, text)
        return text


class JsonFormatter(RedactingFormatter):
    """Writes a record as one JSON object a line: ``time``, ``level``, ``logger``, ``event`` and ``fields``.

    What is no event, such as a library's sentence, stands in ``message``; a traceback in ``trace``.
    """

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
        }
        try:
            said |= self._told(record.getMessage())
        except (TypeError, ValueError, KeyError):
            said |= {"event": "line.unwritable", "fields": {"at": f"{record.pathname}:{record.lineno}"}}
        if record.exc_info:
            said["trace"] = self.redact(self.formatException(record.exc_info))
        return json.dumps(said)

    def _told(self, message: str) -> dict[str, object]:
        text = self.redact(message)
        whole = _EVENT.fullmatch(text)
        if whole is None:
            return {"message": text}
        fields = {key: _read(value) for key, value in _FIELD.findall(whole[2])}
        return {"event": whole[1], "fields": fields} if fields else {"event": whole[1]}


def _read(value: str) -> object:
    """Read a value as ``event`` writes it; one that is no number and in no quotes is a word."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def set_up_logging(
    level: int | str = logging.INFO,
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
    log_format: Literal["text", "json"] = "text",
) -> None:
    """Make the root logger write to one stream and nowhere else, faults that end the program included.

    Args:
        level: The lowest level of our own lines; libraries that would write a line per request begin at WARNING.
        secrets: What must never be written, such as ``Settings.secrets()``. Anything that looks like a bot token is
            struck out besides. What has fewer than 4 characters is not: it would strike out half of every line.
        stream: Where lines go, by default standard error.
        log_format: A line of text or of JSON an event, see ``[operator] log_format``.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(secrets) if log_format == "json" else RedactingFormatter(secrets))
    root = logging.getLogger()
    for former in root.handlers[:]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_the_end


def _log_the_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Stand in for the interpreter's own printing, which would not strike anything out."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        event(logging.getLogger(__name__), "program.failed", level=logging.CRITICAL, error=error)


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
