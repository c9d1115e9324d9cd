"""The picture of the week for a leader's phone: what the figures rest on, the rate, the parts, and the weeks before.

It ranks neither persons nor units. All positions are pixels of the picture from its upper left corner.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from matplotlib import rc_context

from bot.reports.canvas import Canvas
from bot.reports.orders import ChartOrder
from bot.reports.quality import quality_notes
from bot.reports.words import Words, words_of
from bot.rules.figures import WeekFigures, WeekTotals, hours, percent
from bot.texts.formats import count, week_label

WIDTH = 1080
HEIGHT = 1480
HEIGHT_WITHOUT_TREND = 1054
MARGIN = 64
INNER = WIDTH - 2 * MARGIN
THINNEST = 8.0

INK = "#1B2733"
SOFT = "#5B6875"
FAINT = "#E4E8EC"
PAPER = "#FFFFFF"
ACCENT = "#0E6B75"
EARLIER = "#A9C6CA"
CARE = "#FFF4DB"
CARE_INK = "#7A4B00"
MEAN = "#C77700"
CALM = "#E6F3EE"
CALM_INK = "#1C5A43"
# Told apart in order of lightness too, for eyes that do not tell the hues; every part has its number beside it.
PARTS = (
    ("present", "#0E6B75"),
    ("excused", "#E0A526"),
    ("declined", "#8D99A6"),
    ("no_show", "#C2503A"),
    ("no_answer", "#CFD6DC"),
)


def draw_chart(order: ChartOrder) -> bytes:
    """Return a PNG for one week: 1080 by 1480 pixels, or 1054 where no earlier week can be compared with."""
    with rc_context({"text.hinting": "none", "axes.unicode_minus": False, "text.parse_math": False}):
        sheet = _Sheet(order)
        sheet.heading()
        sheet.quality_strip(top=178)
        sheet.headline(top=300)
        sheet.composition(top=626)
        if sheet.has_trend:
            sheet.trend(top=952)
        sheet.footnotes()
        return sheet.png()


class _Sheet(Canvas):
    """The picture of one week being drawn."""

    def __init__(self, order: ChartOrder) -> None:
        self.has_trend = any(week.attendance_rate is not None for week in order.figures.previous)
        self.foot = HEIGHT if self.has_trend else HEIGHT_WITHOUT_TREND
        super().__init__(WIDTH, self.foot, INK)
        self.order = order
        self.figures: WeekFigures = order.figures
        self.totals = order.figures.totals
        self.words: Words = words_of(order.language)

    def number(self, value: int) -> str:
        return count(value, self.order.language)

    def decimal(self, value: Decimal) -> str:
        whole, _, rest = f"{value}".partition(".")
        return f"{self.number(int(whole))}.{rest}"

    def heading(self) -> None:
        title = self.words.weekly_summary
        self.bar(0, 0, WIDTH, 14, ACCENT)
        self.text(MARGIN, 90, title, self.fitting(title, 56, INNER - 10), bold=True)
        week = week_label(
            self.figures.iso_year,
            self.figures.iso_week,
            self.figures.first_on,
            self.figures.last_on,
            self.order.language,
        )
        line = f"{self.order.organization} · {week}"
        self.text(MARGIN, 144, line, self.fitting(line, 34, INNER), ink=SOFT)

    def quality_strip(self, top: float) -> None:
        notes, is_sound = quality_notes(self.figures, self.words, self.order.language)
        paper, ink = (CALM, CALM_INK) if is_sound else (CARE, CARE_INK)
        self.box(MARGIN - 16, top, INNER + 32, 96, paper)
        lines = _in_two_lines(notes, self.words)
        size = min(self.fitting(line, 30, INNER - 8) for line in lines)
        if len(lines) == 1:
            self.text(MARGIN, top + 59, lines[0], size, ink=ink)
            return
        for baseline, line in zip((top + 41, top + 79), lines, strict=True):
            self.text(MARGIN, baseline, line, size, ink=ink)

    def headline(self, top: float) -> None:
        rate = self.totals.attendance_rate
        self.text(MARGIN, top + 44, self.words.attendance_rate, 34, ink=SOFT)
        _, end = self.text(MARGIN - 4, top + 164, _percent(rate, sign=False), 132, ink=ACCENT, bold=True)
        if rate is not None:
            self.text(end + 10, top + 164, "%", 62, ink=ACCENT, bold=True)
        self._under_rate(top + 218)
        self.bar(588, top + 14, 2, 256, FAINT)
        cells = (
            (self.words.net_rate, _percent(self.totals.net_rate), ""),
            (self.words.activities, self.number(self.figures.activities), self.words.activities_unit),
            (self.words.person_times, self.number(self.figures.person_times), self.words.person_times_unit),
            (self.words.service_hours, self.decimal(hours(self.totals.minutes)), self.words.hours_unit),
        )
        for row, (label, value, unit) in enumerate(cells):
            self._cell(top + 48 + row * 70, label, value, unit)

    def _cell(self, baseline: float, label: str, value: str, unit: str) -> None:
        left, right = 620.0, float(WIDTH - MARGIN)
        if unit:
            right = self.text(right, baseline, unit, 28, ink=SOFT, align="right")[0] - 10
        right = self.text(right, baseline, value, self.fitting(value, 42, 280), align="right", bold=True)[0]
        self.text(left, baseline, label, self.fitting(label, 32, right - 16 - left), ink=SOFT)

    def _under_rate(self, baseline: float) -> None:
        words = self.words
        line = words.rate_definition.format(
            present=self.number(self.totals.present), expected=self.number(self.totals.expected)
        )
        self.text(MARGIN, baseline, line, self.fitting(line, 32, 490))
        line = _change_line(self.figures, words)
        self.text(MARGIN, baseline + 46, line, self.fitting(line, 28, 490), ink=SOFT)

    def composition(self, top: float) -> None:
        words, totals = self.words, self.totals
        _, end = self.text(
            MARGIN, top + 34, words.composition.format(expected=self.number(totals.expected)), 36, bold=True
        )
        late = words.of_them_late.format(late=self.number(totals.late), early=self.number(totals.left_early))
        if totals.present:
            size = self.fitting(late, 27, WIDTH - MARGIN - end - 30)
            self.text(WIDTH - MARGIN, top + 34, late, size, ink=SOFT, align="right")
        self.bar(MARGIN, top + 60, INNER, 64, FAINT)
        left = float(MARGIN)
        widths = _widths([getattr(totals, name) for name, _ in PARTS], INNER)
        for (_, colour), width in zip(PARTS, widths, strict=True):
            self.bar(left, top + 60, width, 64, colour)
            if left > MARGIN and width:
                self.bar(left - 1, top + 60, 2, 64, PAPER)
            left += width
        self._legend(top + 150)

    def _legend(self, top: float) -> None:
        step = INNER / len(PARTS)
        for place, (name, colour) in enumerate(PARTS):
            value = getattr(self.totals, name)
            x = MARGIN + place * step
            self.bar(x, top + 6, 26, 26, colour)
            label = getattr(self.words, name)
            self.text(x + 38, top + 30, label, self.fitting(label, 30, step - 46))
            shown = self.words.persons.format(count=self.number(value))
            self.text(x, top + 78, shown, 38, bold=True)
            share = Fraction(value, self.totals.expected) if self.totals.expected else None
            self.text(x, top + 114, _percent(share), 26, ink=SOFT)

    def trend(self, top: float) -> None:
        self.text(MARGIN, top + 34, self.words.trend, self.fitting(self.words.trend, 36, INNER), bold=True)
        weeks = (*self.figures.previous, self.figures.as_totals)
        floor, ceiling = top + 340, top + 120  # nought and 100 %
        step = INNER / 5
        for place, week in enumerate(weeks):
            self._week(MARGIN + (5 - len(weeks) + place + 0.5) * step, week, floor, ceiling)
        self.bar(MARGIN, floor, INNER, 2, SOFT)
        self._mean(floor, ceiling, note_at=top + 84)

    def _week(self, middle: float, week: WeekTotals, floor: float, ceiling: float) -> None:
        rate = week.attendance_rate
        is_now = week == self.figures.as_totals
        height = float(rate or 0) * (floor - ceiling)
        self.bar(middle - 62, floor - height, 124, height, ACCENT if is_now else EARLIER)
        # At the foot of the bar, out of the way of the line of the mean; above it where the bar is too low.
        is_inside = height > 70
        shown = self.words.nothing_expected if rate is None else _percent(rate)
        ink = PAPER if is_inside and is_now else INK
        self.text(middle, floor - (22 if is_inside else height + 14), shown, 34, ink=ink, align="center", bold=is_now)
        label = self.words.week.format(week=week.iso_week)
        self.text(middle, floor + 40, label, 28, ink=INK if is_now else SOFT, align="center", bold=is_now)
        parts = f"{self.number(week.present)}/{self.number(week.expected)}"
        self.text(middle, floor + 76, parts, self.fitting(parts, 26, INNER / 5 - 12), ink=SOFT, align="center")

    def _mean(self, floor: float, ceiling: float, note_at: float) -> None:
        rates = [rate for week in self.figures.previous if (rate := week.attendance_rate) is not None]
        if len(rates) < 2:
            return
        mean = sum(rates, Fraction(0)) / len(rates)
        height = floor - float(mean) * (floor - ceiling)
        left = WIDTH - MARGIN - (len(self.figures.previous) + 1) * INNER / 5
        self.dashes(left, WIDTH - MARGIN, height, MEAN)
        note = self.words.mean_of_earlier.format(weeks=len(rates), rate=percent(mean))
        self.dashes(MARGIN, MARGIN + 58, note_at - 10, MEAN)
        self.text(MARGIN + 72, note_at, note, 28, ink=CARE_INK)

    def footnotes(self) -> None:
        for baseline, line in zip((self.foot - 62, self.foot - 26), self.words.footnotes, strict=True):
            self.text(MARGIN, baseline, line, self.fitting(line, 25, INNER), ink=SOFT)


def _widths(parts: list[int], whole: float) -> list[float]:
    """Share a width out by the parts, none thinner than can be seen; the widest makes up for it."""
    total = sum(parts)
    if not total:
        return [0.0] * len(parts)
    widths = [max(THINNEST, whole * part / total) if part else 0.0 for part in parts]
    widths[widths.index(max(widths))] -= sum(widths) - whole
    return widths


def _percent(rate: Fraction | None, *, sign: bool = True) -> str:
    if rate is None:
        return "—"
    return f"{percent(rate)}{'%' if sign else ''}"


def _change_line(figures: WeekFigures, words: Words) -> str:
    change = figures.change.attendance_rate
    weeks = sum(week.attendance_rate is not None for week in figures.previous)
    if change is None:
        return words.no_earlier
    points = percent(change)
    if not points:
        return words.change_none.format(weeks=weeks)
    return (words.change_up if points > 0 else words.change_down).format(weeks=weeks, points=abs(points))


def _in_two_lines(notes: list[str], words: Words) -> list[str]:
    """Share the notes out over at most two lines, the first opened by the heading."""
    first = words.quality + words.colon
    if len(notes) <= 2:
        return [first + words.separator.join(notes)]
    half = len(notes) // 2
    return [first + words.separator.join(notes[:half]) + words.separator.rstrip(), words.separator.join(notes[half:])]
