"""What those who watch the bot may ask over HTTP: ``/healthz``, ``/readyz`` and ``/metrics``; all other is elsewhere.

No answer holds personal data. Each is served on the configured listen address alone, ``/metrics`` only where the
settings want it, and to those who show the token where there is one.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from bot.config import WatchSettings
from bot.web.exposition import CONTENT_TYPE

HEALTH: Final = "/healthz"
READY: Final = "/readyz"
METRICS: Final = "/metrics"
JSON: Final = "application/json"


class Told(Protocol):
    """Knows how the process stands, see ``bot.vitals``."""

    async def ready(self) -> tuple[bool, dict[str, object]]: ...

    async def metrics(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to send as it is."""

    status: HTTPStatus
    body: str = ""
    content_type: str = JSON
    headers: Mapping[str, str] | None = None


class Probes:
    """Answers the three paths; ``paths`` are those it serves."""

    def __init__(self, told: Told, settings: WatchSettings) -> None:
        self._told = told
        self._token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
        self.paths = (HEALTH, READY, METRICS) if settings.metrics else (HEALTH, READY)

    async def answer(self, path: str, authorization: str = "") -> Reply:
        """Answer a GET of one of ``paths``.

        Args:
            path: Which of them.
            authorization: The header of that name, empty without one.
        """
        if path not in self.paths:
            return Reply(HTTPStatus.NOT_FOUND)
        if path == HEALTH:
            # Whoever gets this answer knows that the event loop goes round.
            return Reply(HTTPStatus.OK, json.dumps({"alive": True}))
        if path == READY:
            is_ready, said = await self._told.ready()
            return Reply(HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE, json.dumps(said))
        if not self._is_shown(authorization):
            return Reply(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
        return Reply(HTTPStatus.OK, await self._told.metrics(), CONTENT_TYPE)

    def _is_shown(self, authorization: str) -> bool:
        scheme, _, word = authorization.partition(" ")
        is_right = hmac.compare_digest(word.encode(), self._token.encode())
        return not self._token or (scheme.lower() == "bearer" and is_right)
