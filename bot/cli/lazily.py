"""Calls a function by its address, importing its module only then."""

from __future__ import annotations

import importlib
from typing import Any


def call(address: str, *args: Any) -> int:
    """Call ``package.module:function``; it returns the exit code of the program."""
    module, _, name = address.partition(":")
    return int(getattr(importlib.import_module(module), name)(*args))
