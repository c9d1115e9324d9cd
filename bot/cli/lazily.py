"""Calls a function by its address, importing its module only then."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from bot.collector import at_rest


def call(address: str, *args: Any) -> int:
    """Call ``package.module:function``; it returns the exit code of the program."""
    module, _, name = address.partition(":")
    return int(getattr(_imported(module), name)(*args))


def _imported(module: str) -> ModuleType:
    """Import a module."""
    if module in sys.modules:
        return sys.modules[module]
    # The command line of a library that PTB brings: 4 MB of colours where they are installed. It does without.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    with at_rest():
        return importlib.import_module(module)
