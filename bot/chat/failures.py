"""What a broken exchange with the Bot API means: was the request surely not sent, or may it have been?

Errors of aiohttp, and answers that are not the Bot API's, become errors of python-telegram-bot here. No text quotes an
address or a foreign body, because either may hold the token.
"""

from __future__ import annotations

import json
import os
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

# For a 429 that does not say how long; Telegram's own shortest waits are of this order.
UNSTATED_WAIT_SECONDS = 5


class NotConnected(NetworkError):  # noqa: N818 - says what happened, as PTB's TimedOut does
    """No connection came about, so nothing was sent: sending again cannot double anything."""


class TooLate(NotConnected):
    """The line stood, and what was to go over it was too old by then; nothing was sent."""


class AnswerTooLarge(TelegramError):  # noqa: N818 - as above
    """A file is larger than the caller takes; the rest of it was not read."""


def before_connection(error: Exception) -> NotConnected:
    """Judge an error that came before a connection was in hand."""
    return NotConnected(f"not connected: {_described(error)}")


def after_connection(error: Exception) -> NetworkError:
    """Judge an error that came once the request may have been on its way."""
    if isinstance(error, TimeoutError):
        return TimedOut("no answer in time")
    if isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        return NotConnected("not connected: the address of the Bot API is not an HTTP address")
    return NetworkError(f"cut off: {_described(error)}")


def parsed(body: bytes) -> dict[str, Any] | None:
    """Read a body as an answer of the Bot API; None when somebody else answered, such as a gateway with its page."""
    try:
        answer = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    if isinstance(answer, dict) and ("result" in answer or isinstance(answer.get("description"), str)):
        return answer
    return None


def vetted(status: int, body: bytes, *, secret: str) -> bytes:
    """Hand on the body of an answer that PTB understands, and raise for those that it would misread or quote.

    PTB takes a 429 without a wait for a broken line, and writes a page it cannot read into its error.

    Args:
        status: The status of HTTP.
        body: The whole body.
        secret: The token; blanked wherever an error quotes it.

    Returns:
        The body itself, or of an error a copy with nothing in it but description and parameters.

    Raises:
        RetryAfter: 429 that names no wait.
        BadRequest: 413, which a gateway answers with a page of its own and which no repeat will mend.
        TelegramError: An error that is not the Bot API's; its class by the status alone.
    """
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return body
    answer = parsed(body.replace(secret.encode(), b"***") if secret else body) or {}
    parameters = _usable(answer.get("parameters"))
    if status == HTTPStatus.TOO_MANY_REQUESTS and "retry_after" not in parameters:
        raise RetryAfter(UNSTATED_WAIT_SECONDS)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise BadRequest("the upload is too large")
    if not isinstance(answer.get("description"), str):
        raise _by_status(status)
    return json.dumps({"description": answer["description"], "parameters": parameters}).encode()


def _usable(parameters: object) -> dict[str, int]:
    known = {"retry_after", "migrate_to_chat_id"}
    if not isinstance(parameters, dict):
        return {}
    return {key: value for key, value in parameters.items() if key in known and isinstance(value, int) and value}


def _by_status(status: int) -> TelegramError:
    text = f"HTTP {status} from something other than the Bot API"
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        return InvalidToken(text)
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return NotConnected(text)
    return NetworkError(text)


def _described(error: Exception) -> str:
    # Never str(error): many of aiohttp's texts quote the address.
    kind = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{kind} {error.host}:{error.port} {error.os_error.strerror or ''}".rstrip()
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"{kind} {error.status}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{kind} {os.strerror(error.errno)}"
    return kind
