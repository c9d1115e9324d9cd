"""The door for Telegram's posts: the right path and secret, a body of bounded size, stored before it is answered.

Whoever knows none of this learns nothing: a status and no word. Telegram repeats what is not answered with 2xx.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from http import HTTPStatus
from typing import Any, Final, Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.storage import DatabaseAway

log = logging.getLogger(__name__)

SECRET_HEADER: Final = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
LARGEST_BODY: Final = 1024 * 1024
"""Telegram's updates are some kilobytes; in bytes."""
LARGEST_NUMBER: Final = 2**62
READ_SECONDS: Final = 10.0
STORE_SECONDS: Final = 5.0


class Take(Protocol):
    """Stores an update and returns once it is committed, or raises ``DatabaseAway``."""

    async def __call__(self, update: dict[str, Any], /) -> None: ...


class Webhook:
    """Answers posts to one path."""

    def __init__(self, path: str, secret: str, take: Take) -> None:
        self._path = path
        self._secret = secret.encode()
        self._take = take

    @property
    def route(self) -> Route:
        """The route to mount."""
        return Route(self._path, self.answer, methods=["POST"])

    async def answer(self, request: Request) -> Response:
        """Store what is posted: 200 once it is kept, 503 while it cannot be, 4xx for what is not Telegram's."""
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret):
            log.warning("webhook.forged")
            return _status(HTTPStatus.FORBIDDEN)
        try:
            async with asyncio.timeout(READ_SECONDS):
                body = await _read(request)
        except ClientDisconnect:
            return _status(HTTPStatus.BAD_REQUEST)
        except TimeoutError:
            return _status(HTTPStatus.REQUEST_TIMEOUT)
        if body is None:
            log.warning("webhook.oversized")
            return _status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if (update := _parsed(body)) is None:
            log.warning("webhook.unreadable")
            return _status(HTTPStatus.BAD_REQUEST)
        try:
            async with asyncio.timeout(STORE_SECONDS):
                await self._take(update)
        except (DatabaseAway, TimeoutError):
            log.warning("webhook.database_away")
            return _status(HTTPStatus.SERVICE_UNAVAILABLE)
        return _status(HTTPStatus.OK)


async def _read(request: Request) -> bytes | None:
    """Read the body; None as soon as it is too large, whatever it says of its length."""
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said[:20]) > LARGEST_BODY:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _parsed(body: bytes) -> dict[str, Any] | None:
    """Read an update; None for anything else."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict):
        return None
    number = update.get("update_id")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < LARGEST_NUMBER:
        return None
    return update


def _status(status: HTTPStatus) -> Response:
    return Response(status_code=status)
