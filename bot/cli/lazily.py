"""Calls a function by its address, importing its module only then."""

from __future__ import annotations

import gc
import importlib
import sys
from types import ModuleType
from typing import Any


def call(address: str, *args: Any) -> int:
    """Call ``package.module:function``; it returns the exit code of the program."""
    module, _, name = address.partition(":")
    return int(getattr(_imported(module), name)(*args))


def _imported(module: str) -> ModuleType:
    """Import a module with the collector of cycles at rest, and keep what it brings out of every later look.

    It would look through all that is loaded again and again, a sixth of the whole time, and modules stay.
    """
    if module in sys.modules:
        return sys.modules[module]
    # The command line of a library that PTB brings: 4 MB of colours where they are installed. It does without.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    gc.disable()
    try:
        return importlib.import_module(module)
    finally:
        gc.freeze()
        gc.enable()
