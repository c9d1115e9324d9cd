"""What the sandbox answers when it refuses: Telegram's code, words and parameters."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A refusal as Telegram words it.

    Args:
        code: HTTP status and ``error_code``.
        description: The sentence without its class ("Bad Request: " and so on), which is added from the code.
        parameters: ``ResponseParameters``: ``retry_after`` in seconds or ``migrate_to_chat_id``.
    """

    _CLASSES = {  # noqa: RUF012 - a table
        400: "Bad Request",
        403: "Forbidden",
        409: "Conflict",
        429: "Too Many Requests",
    }

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        lead = self._CLASSES.get(code)
        self.code = code
        self.description = f"{lead}: {description}" if lead else description
        self.parameters = parameters
        super().__init__(self.description)


def bad_request(description: str) -> ApiError:
    """Make a 400."""
    return ApiError(400, description)


def forbidden(description: str) -> ApiError:
    """Make a 403."""
    return ApiError(403, description)


class SandboxError(Exception):
    """A phone was asked for something that a real phone could not do (no such button, chat blocked)."""
