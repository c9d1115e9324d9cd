"""What a chart of the weather draws besides text and bars, and the scales that it is drawn by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from matplotlib.patches import Rectangle

from bot.reports.canvas import Canvas


class SnowCanvas(Canvas):
    """A sheet of pixels with the lines and gaps of a forecast."""

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 4) -> None:
        """Join points by a line; a single one is a dot."""
        if len(points) == 1:
            self._axes.plot(*points[0], color=colour, marker="o", markersize=width * 2)
            return
        self._axes.plot(*zip(*points, strict=True), color=colour, linewidth=width, solid_joinstyle="round")

    def hatched(self, x: float, y: float, width: float, height: float, paper: str, ink: str) -> None:
        """Draw a bar in slanting strokes."""
        shape = Rectangle((x, y), width, height, facecolor=paper, edgecolor=ink, hatch="//", linewidth=0)
        self._axes.add_patch(shape)

    def upright(self, x: float, top: float, foot: float, colour: str, *, is_dashed: bool = False) -> None:
        style = (0, (5, 4)) if is_dashed else "solid"
        self._axes.plot([x, x], [top, foot], color=colour, linewidth=2, linestyle=style)


@dataclass(frozen=True, slots=True)
class Panel:
    """The field of one curve: ``low`` lies at its foot, ``high``, which is greater, at its top."""

    top: float
    foot: float
    low: float
    high: float

    def y(self, value: float) -> float:
        return self.foot - (value - self.low) / (self.high - self.low) * (self.foot - self.top)

    def is_apart(self, mark: float) -> bool:
        """Whether a mark of the scale stands clear of those at foot and top."""
        return min(mark - self.low, self.high - mark) / (self.high - self.low) > 0.2


def stretches(values: Sequence[object], *, are_known: bool) -> list[tuple[int, int]]:
    """List where known values, or unknown ones, follow one another: half-open ranges of places."""
    found = []
    for is_known, group in groupby(range(len(values)), key=lambda place: values[place] is not None):
        places = list(group)
        if is_known == are_known:
            found.append((places[0], places[-1] + 1))
    return found


def ceiling(values: Sequence[float | None], *, least: float) -> float:
    """Return a round figure that no value exceeds: ``least`` times 1, 2, 5, 10, 20 and so on."""
    most = max((value for value in values if value is not None), default=0.0)
    power = 1
    while True:
        for factor in (1, 2, 5):
            if least * factor * power >= most:
                return least * factor * power
        power *= 10


def plain(value: Decimal | float) -> str:
    """Write a figure without needless decimals and with a true minus."""
    shown = f"{value:f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown).replace("-", "−")
