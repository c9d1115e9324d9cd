"""What ``check`` has to say: a mark, words, and what to do where something is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.cli.console import Console
from bot.texts import Param


class Mark(StrEnum):
    """``NOTE`` is nothing wrong: something not set, or not yet."""

    GOOD = "✓"
    BAD = "✗"
    NOTE = "–"


@dataclass(frozen=True, slots=True, init=False)
class Finding:
    """One line: a key of the catalogs with its parameters."""

    mark: Mark
    key: str
    params: dict[str, Param]

    def __init__(self, mark: Mark, key: str, /, **params: Param) -> None:
        object.__setattr__(self, "mark", mark)
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "params", params)


def report(findings: Iterable[Finding], console: Console) -> bool:
    """Print each as it is found; return whether nothing was wrong."""
    is_well = True
    for finding in findings:
        console.show(f"{finding.mark} {console.words(finding.key, **finding.params)}")
        is_well &= finding.mark is not Mark.BAD
    return is_well
