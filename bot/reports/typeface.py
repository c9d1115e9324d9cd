"""The one typeface of the charts, which comes with the program, so that Chinese never turns into boxes.

The file and its licence stand in ``fonts/``.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from matplotlib.font_manager import FontProperties, get_font

MISSING = "〓"
"""The printers' sign for a type that the case does not hold."""


@cache
def path() -> Path:
    """Return where the font file lies."""
    return Path(str(resources.files(__package__) / "fonts" / "VolunteerSansSC-Regular.ttf"))


def face(size_pixels: float) -> FontProperties:
    """Return the typeface at a size; at the chart's 72 dots per inch a point is a pixel."""
    return FontProperties(fname=path(), size=size_pixels)


@cache
def _characters() -> frozenset[int]:
    return frozenset(get_font(str(path())).get_charmap())


def printable(text: str) -> str:
    """Return the text with every character that the typeface lacks shown as 〓."""
    return "".join(sign if ord(sign) in _characters() else MISSING for sign in text)
