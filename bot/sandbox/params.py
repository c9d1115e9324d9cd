"""The parameters of one call, whatever way they came: query string, form, JSON or multipart.

Each method declares what it reads, so that a test can hold the declarations against the published API; reading
anything else is a mistake of ours and raises.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import ApiError, bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """Which parameters a method reads; ``required`` ones are refused when missing or empty."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.required) | frozenset(self.optional)


_MISSING = {
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
}
_TRUE = frozenset({"true", "yes", "1"})


class Params:
    """Typed access to the parameters of a call."""

    __slots__ = ("_names", "_values")

    def __init__(self, signature: Signature, names: frozenset[str], values: Mapping[str, Any]) -> None:
        self._names = names
        self._values = values
        for name in signature.required:
            if values.get(name) is None or (values[name] == "" and name != "url"):
                raise bad_request(_MISSING.get(name, f"{name} is empty"))

    def raw(self, name: str) -> Any:
        """Return the value as it came, None when absent."""
        if name not in self._names:
            raise LookupError(f"the method does not declare {name}")
        return self._values.get(name)

    def has(self, name: str) -> bool:
        """Tell whether the parameter was given and is not empty."""
        return self.raw(name) not in (None, "")

    def text(self, name: str) -> str:
        """Return a string; empty when absent."""
        value = self.raw(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number."""
        value = self.raw(name)
        if value in (None, ""):
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'invalid parameter "{name}": an integer is expected') from None

    def number(self, name: str) -> float:
        """Return a number of degrees or metres."""
        try:
            return float(self.raw(name))
        except (TypeError, ValueError):
            raise bad_request(f'invalid parameter "{name}": a number is expected') from None

    def flag(self, name: str) -> bool:
        """Return a Boolean; Telegram takes true, yes and 1."""
        value = self.raw(name)
        return value is True or str(value).lower() in _TRUE

    def structure(self, name: str, what: str) -> dict[str, Any] | None:
        """Return a parameter that is a JSON object, decoded; None when absent.

        Raises:
            ApiError: 400, it is something else; ``what`` names it.
        """
        value = self._decoded(name, what)
        if value is None or isinstance(value, dict):
            return value
        raise bad_request(f"can't parse {what}: expected an Object")

    def sequence(self, name: str, what: str) -> list[Any] | None:
        """Return a parameter that is a JSON array, decoded; None when absent.

        Raises:
            ApiError: 400, it is something else; ``what`` names it.
        """
        value = self._decoded(name, what)
        if value is None or isinstance(value, list):
            return value
        raise bad_request(f"can't parse {what}: expected an Array")

    def _decoded(self, name: str, what: str) -> Any:
        value = self.raw(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def file(self, name: str) -> Upload | str:
        """Return an uploaded file, or the string that names one (``file_id`` or an address)."""
        value = self.raw(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self._values.get(value.removeprefix("attach://"))
        if isinstance(value, Upload | str):
            return value
        raise ApiError(400, _MISSING.get(name, f"there is no {name} in the request"))
