"""A sheet of pixels to write and draw on, with the upper left corner at nought."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.patheffects import withStroke

from bot.reports.typeface import face, printable

DOTS_PER_INCH = 72  # so that a point, in which matplotlib measures type and lines, is a pixel


@contextmanager
def plain_text() -> Iterator[None]:
    """Have text drawn as it stands, whatever looks like mathematics in it."""
    with rc_context({"text.hinting": "none", "axes.unicode_minus": False, "text.parse_math": False}):
        yield


class Canvas:
    """A white picture; ``ink`` is the colour of text unless another is named."""

    def __init__(self, width: int, height: int, ink: str) -> None:
        self.ink = ink
        self._figure = Figure(
            figsize=(width / DOTS_PER_INCH, height / DOTS_PER_INCH), dpi=DOTS_PER_INCH, facecolor="white"
        )
        self._agg: Any = FigureCanvasAgg(self._figure)  # its methods are published without types
        self._axes: Axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, width), ylim=(height, 0))
        self._axes.axis("off")

    def png(self) -> bytes:
        stream = io.BytesIO()
        self._agg.print_png(stream)
        return stream.getvalue()

    def text(
        self, x: float, y: float, what: str, size: float, *, ink: str = "", align: str = "left", bold: bool = False
    ) -> tuple[float, float]:
        """Write one line with its baseline at ``y`` and return where it begins and ends."""
        ink = ink or self.ink
        drawn = self._axes.text(x, y, printable(what), fontproperties=face(size), color=ink, ha=align, va="baseline")
        if bold:  # one weight comes with the program; a thin outline makes the second
            drawn.set_path_effects([withStroke(linewidth=size / 28, foreground=ink)])
        extent = drawn.get_window_extent(self._agg.get_renderer())
        return float(extent.x0), float(extent.x1)

    def width_of(self, what: str, size: float) -> float:
        """Return how wide a line would be."""
        drawn = self._axes.text(0, 0, printable(what), fontproperties=face(size))
        wide = float(drawn.get_window_extent(self._agg.get_renderer()).width)
        drawn.remove()
        return wide

    def fitting(self, what: str, size: float, width: float) -> float:
        """Return the size, at most ``size``, at which a line is no wider than ``width``."""
        wide = self.width_of(what, size)
        return size if wide <= width else size * width / wide

    def fitted(
        self, x: float, y: float, what: str, size: float, width: float, *, ink: str = "", bold: bool = False
    ) -> float:
        """Write one line no wider than ``width`` and return where it ends."""
        return self.text(x, y, what, self.fitting(what, size, width), ink=ink, bold=bold)[1]

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, linewidth=0))

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw a bar with round corners."""
        shape = "round,pad=0,rounding_size=14"
        self._axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle=shape, facecolor=colour, linewidth=0))

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 5) -> None:
        """Join points by a line and mark each of them."""
        across, down = zip(*points, strict=True)
        self._axes.plot(across, down, color=colour, linewidth=width, marker="o", markersize=width * 3)

    def dashes(self, left: float, right: float, y: float, colour: str) -> None:
        self._axes.plot([left, right], [y, y], color=colour, linewidth=2.5, linestyle=(0, (5, 3)))
