"""Python's collector of reference cycles: what a start makes stays, and need not be looked through again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

YOUNG: Final = 50_000
"""So many new objects, net, until the collector looks for cycles; Python's own 700 make it look in every handful."""


@contextmanager
def at_rest() -> Iterator[None]:
    """Let the collector rest, and leave all that is made meanwhile out of every later look.

    While modules are imported it would look through all of them time after time, a sixth of the whole.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def spare_what_stays() -> None:
    """Leave modules, texts and whatever else the start has made out of every later look; call it once it is made.

    A look at all of it takes as long as a dozen check-ins, and there is nothing in it to be freed.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
