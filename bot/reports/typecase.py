"""Where the one typeface of pictures and PDFs lies, and what stands for a type that it lacks.

The file and its licence stand in ``fonts/``.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

MISSING: Final = "〓"
"""The printers' sign for a type that the case does not hold."""


@cache
def path() -> Path:
    """Return where the font file lies."""
    return Path(str(resources.files(__package__) / "fonts" / "VolunteerSansSC-Regular.ttf"))


def printable_in(text: str, characters: Container[int]) -> str:
    """Return the text with every character that is none of these code points shown as 〓."""
    return "".join(sign if ord(sign) in characters else MISSING for sign in text)
