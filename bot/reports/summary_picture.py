"""What the pictures of a week, a month and a year have in common: size and colours, titles, figures, closing lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from bot.reports.canvas import Canvas
from bot.reports.words import Words
from bot.texts.formats import count

WIDTH: Final = 1080
MARGIN: Final = 64
INNER: Final = WIDTH - 2 * MARGIN

INK: Final = "#1B2733"
SOFT: Final = "#5B6875"
FAINT: Final = "#E4E8EC"
ACCENT: Final = "#0E6B75"
EARLIER: Final = "#A9C6CA"
CARE: Final = "#FFF4DB"
CARE_INK: Final = "#7A4B00"
CALM: Final = "#E6F3EE"
CALM_INK: Final = "#1C5A43"


class SummaryPicture(Canvas):
    """A picture in one language, 1080 pixels wide; ``foot`` is its lower edge."""

    def __init__(self, foot: int, language: str) -> None:
        self.foot, self.language = foot, language
        super().__init__(WIDTH, foot, INK)

    def number(self, value: int) -> str:
        """Write a whole number as the language groups its digits."""
        return count(value, self.language)

    def decimal(self, value: Decimal) -> str:
        """Write a number with its decimals, the whole part as ``number`` does."""
        whole, _, rest = f"{value}".partition(".")
        return f"{self.number(int(whole))}.{rest}"

    def titles(self, title: str, subtitle: str) -> None:
        """Head the picture."""
        self.bar(0, 0, WIDTH, 14, ACCENT)
        self.fitted(MARGIN, 90, title, 56, INNER - 10, bold=True)
        self.fitted(MARGIN, 144, subtitle, 34, INNER, ink=SOFT)

    def cells(self, top: float, cells: Iterable[tuple[str, str, str]], *, room: float) -> None:
        """Write label, value and unit (empty for none), a row each, right of the headline; ``room`` is a value's."""
        for row, (label, value, unit) in enumerate(cells):
            baseline, right = top + row * 70, float(WIDTH - MARGIN)
            if unit:
                right = self.text(right, baseline, unit, 28, ink=SOFT, align="right")[0] - 10
            right = self.text(right, baseline, value, self.fitting(value, 42, room), align="right", bold=True)[0]
            self.fitted(620, baseline, label, 32, right - 636, ink=SOFT)

    def thanks(self, words: Words, *, served: int, person_times: int, first_timers: int | None) -> None:
        """Thank all together, with how many came for the first time; nobody where nobody came."""
        if not person_times:
            return
        line = words.thanks.format(units=self.number(served), person_times=self.number(person_times))
        if first_timers:
            line += words.thanks_first.format(count=self.number(first_timers))
        self.fitted(MARGIN, self.foot - 112, line, 32, INNER, ink=ACCENT, bold=True)

    def footnotes(self, lines: Sequence[str]) -> None:
        """Say at the foot, in two lines, how it was counted."""
        for baseline, line in zip((self.foot - 62, self.foot - 26), lines, strict=True):
            self.fitted(MARGIN, baseline, line, 25, INNER, ink=SOFT)
