"""What the bench prints: one table in Markdown, as ``docs/performance.md`` carries it."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = "| what | measured | goal | | beside |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what, how much, what was aimed at, whether that is met (None for no goal), and the others' figures."""

    what: str
    measured: str
    goal: str = ""
    is_met: bool | None = None
    beside: str = ""

    def __str__(self) -> str:
        sign = {None: "", True: "✓", False: "✗"}[self.is_met]
        return f"| {self.what} | {self.measured} | {self.goal} | {sign} | {self.beside} |"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is done; a test does little of everything.

    ``people`` are those of the city, ``many`` those of a database thirty times as large. ``crowd`` get a broadcast at
    Telegram's pace, ``sends`` messages leave with the limits lifted, the rivals send ``by_rivals``. ``taps`` come all
    at once, ``even`` at 100 a second, and the city within ``city_seconds``. ``updates`` go into the inbox. The process
    is started ``starts`` times.
    """

    people: int = 3_012
    many: int = 100_000
    few: int = 1_000
    crowd: int = 5_012
    sends: int = 6_000
    by_rivals: int = 1_500
    taps: int = 5_000
    even: int = 1_500
    city_seconds: float = 10.0
    updates: int = 50_000
    starts: int = 3


def milliseconds(seconds: float) -> str:
    """Write a short time."""
    return f"{seconds * 1000:,.0f} ms"
