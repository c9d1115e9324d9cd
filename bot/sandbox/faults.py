"""Faults on order: what a network or a tired server does to calls, so that tests can see what the bot does then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

FaultKind = Literal["status", "reset_before", "reset_after", "delay", "garbage"]


@dataclass(slots=True)
class Fault:
    """A rule that spoils the next ``times`` calls that it fits.

    Attributes:
        method: Name of the method, with ``*`` and ``?`` as wildcards.
        kind: ``status`` answers with an error and does nothing; ``reset_before`` closes the connection and does
            nothing; ``reset_after`` does it and closes the connection unanswered; ``delay`` does it, then answers
            after ``delay_seconds``; ``garbage`` does it and answers with something that is no JSON.
        times: How many calls are spoilt; None for all until the rule is cleared.
        chat_id: Only calls for this chat.
        status: The HTTP status of ``status``.
        retry_after: Whole seconds told with a status of 429.
        delay_seconds: Real seconds of ``delay``.
        skip: How many fitting calls go through first.
    """

    method: str = "*"
    kind: FaultKind = "status"
    times: int | None = 1
    chat_id: int | None = None
    status: int = 502
    retry_after: int = 5
    delay_seconds: float = 0.05
    skip: int = 0


class Faults:
    """The rules in force, the oldest first; ``struck`` lists what was spoilt, as (method, kind)."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self.struck: list[tuple[str, FaultKind]] = []

    def add(self, fault: Fault) -> None:
        """Put a rule in force."""
        self._rules.append(fault)

    def clear(self) -> None:
        """Lift all rules."""
        self._rules.clear()

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def strike(self, method: str, chat_id: str) -> Fault | None:
        """Take the rule that spoils this call, if there is one, and count it down."""
        for rule in self._rules:
            if not fnmatchcase(method.lower(), rule.method.lower()):
                continue
            if rule.chat_id is not None and str(rule.chat_id) != chat_id:
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.times is not None:
                rule.times -= 1
                if rule.times <= 0:
                    self._rules.remove(rule)
            self.struck.append((method, rule.kind))
            return rule
        return None
