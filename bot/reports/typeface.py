"""The one typeface of the charts, which comes with the program, so that Chinese never turns into boxes."""

from __future__ import annotations

from functools import cache

from matplotlib.font_manager import FontProperties, get_font

from bot.reports.typecase import path, printable_in


def face(size_pixels: float) -> FontProperties:
    """Return the typeface at a size; at the chart's 72 dots per inch a point is a pixel."""
    return FontProperties(fname=path(), size=size_pixels)


@cache
def _characters() -> frozenset[int]:
    return frozenset(get_font(str(path())).get_charmap())


def printable(text: str) -> str:
    """Return the text with every character that the typeface lacks shown as 〓."""
    return printable_in(text, _characters())
