"""Python's collector of reference cycles in a process that lives for long."""

from __future__ import annotations

import gc
from typing import Final

YOUNG: Final = 50_000
"""So many new objects, net, until the collector looks for cycles; Python's own 700 make it look in every handful."""


def spare_what_stays() -> None:
    """Leave modules, texts and whatever else the start has made out of every later look; call it once it is made.

    A look at all of it takes as long as a dozen check-ins, and there is nothing in it to be freed.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
