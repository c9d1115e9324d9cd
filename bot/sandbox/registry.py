"""The table of methods: name, what it reads, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.params import Params, Signature
from bot.sandbox.world import World

Handler = Callable[[World, Params], Any]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Bot API; ``handler`` returns what goes into ``result``."""

    name: str
    signature: Signature
    names: frozenset[str]
    handler: Handler


METHODS: dict[str, Method] = {}  # by name in lower case: Telegram does not mind the case


def api_method(name: str, *, required: str = "", optional: str = "") -> Callable[[H], H]:
    """Enter a function into the table; parameters are listed in words, separated by blanks."""
    signature = Signature(tuple(required.split()), tuple(optional.split()))

    def enter(handler: H) -> H:
        METHODS[name.lower()] = Method(name, signature, signature.names, handler)
        return handler

    return enter


def call(world: World, method: Method, values: dict[str, Any]) -> Any:
    """Do a method with the parameters as they came.

    Raises:
        ApiError: As Telegram would refuse it.
    """
    return method.handler(world, Params(method.signature, method.names, values))
