"""The picture of the week for a leader's phone: what the figures rest on, the rate, the parts, and the weeks before.

It ranks neither persons nor units; the rates of the units are shown only where the operator wants them, in the set
order and each with the number it rests on. All positions are pixels of the picture from its upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from unicodedata import east_asian_width

from bot.reports.canvas import plain_text
from bot.reports.orders import ChartOrder
from bot.reports.quality import quality_notes
from bot.reports.summary_picture import (
    ACCENT,
    CALM,
    CALM_INK,
    CARE,
    CARE_INK,
    EARLIER,
    FAINT,
    INK,
    INNER,
    MARGIN,
    SOFT,
    WIDTH,
    SummaryPicture,
)
from bot.reports.words import Words, words_of
from bot.rules.figures import UnitFigures, WeekFigures, WeekTotals, hours, percent
from bot.texts.formats import week_label

HEIGHT_WITHOUT_TREND = 1104
TREND_HEIGHT = 430
STRIP_LINE = 38
UNIT_ROW = 62
THINNEST = 8.0
MOST_LABELLED = 6
SMALLEST_NOTE = 27

PAPER = "#FFFFFF"
BAND = "#E1EEEF"
# Told apart in order of lightness too, for eyes that do not tell the hues; every part has its number beside it.
PARTS = (
    ("present", "#0E6B75"),
    ("excused", "#E0A526"),
    ("declined", "#8D99A6"),
    ("no_show", "#C2503A"),
    ("no_answer", "#CFD6DC"),
)


def draw_chart(order: ChartOrder) -> bytes:
    """Return a PNG for one week, 1080 pixels wide.

    It is higher where earlier weeks can be compared with, where more is to be said of the data, and where the units are
    shown.
    """
    with plain_text():
        sheet = _Sheet(order)
        sheet.heading()
        sheet.quality_strip(top=178)
        top = 300 + sheet.shift
        sheet.headline(top)
        sheet.composition(top + 326)
        top += 652
        if sheet.has_trend:
            sheet.trend(top)
            top += TREND_HEIGHT
        if order.compare_units:
            sheet.units(top)
        served, person_times = order.figures.served, order.figures.person_times
        sheet.thanks(sheet.words, served=served, person_times=person_times, first_timers=order.figures.first_timers)
        sheet.footnotes(sheet.words.footnotes)
        return sheet.png()


@dataclass(frozen=True, slots=True)
class _Scale:
    """The upright axis of the line: ``low`` is the rate at its foot, 100 % stands at its top."""

    low: Fraction
    bottom: float
    top: float

    @classmethod
    def over(cls, weeks: Iterable[WeekTotals], *, bottom: float, top: float) -> _Scale:
        """Begin at a whole ten of percent, at least fifteen below the lowest rate, so that a label has room."""
        lowest = min((rate for week in weeks if (rate := week.attendance_rate) is not None), default=Fraction(0))
        tens = max(0, int((lowest * 100 - 15) // 10))
        return cls(Fraction(min(tens, 9), 10), bottom, top)

    def at(self, rate: Fraction | None) -> float:
        """Return where a rate stands; at the foot where there is none."""
        return self.bottom - float(((rate or self.low) - self.low) / (1 - self.low)) * (self.bottom - self.top)


class _Sheet(SummaryPicture):
    """The picture of one week being drawn; ``shift`` is how much lower all stands than under a strip of two lines."""

    def __init__(self, order: ChartOrder) -> None:
        self.order = order
        self.figures: WeekFigures = order.figures
        self.totals = order.figures.totals
        self.words: Words = words_of(order.language)
        self.has_trend = any(week.attendance_rate is not None for week in order.figures.previous)
        notes, self.is_sound = quality_notes(self.figures, self.words, order.language)
        self.lines = _in_lines(notes, self.words)
        self.shift = STRIP_LINE * max(0, len(self.lines) - 2)
        rows = -(-len(self._compared) // 2)
        foot = HEIGHT_WITHOUT_TREND + self.shift + TREND_HEIGHT * self.has_trend
        if order.compare_units:
            foot += 90 + rows * UNIT_ROW
        super().__init__(foot, order.language)

    @property
    def _compared(self) -> list[UnitFigures]:
        return [unit for unit in self.figures.units if unit.expected]

    def heading(self) -> None:
        week = week_label(
            self.figures.iso_year,
            self.figures.iso_week,
            self.figures.first_on,
            self.figures.last_on,
            self.order.language,
        )
        self.titles(self.words.weekly_summary, f"{self.order.organization} · {week}")

    def quality_strip(self, top: float) -> None:
        paper, ink = (CALM, CALM_INK) if self.is_sound else (CARE, CARE_INK)
        self.box(MARGIN - 16, top, INNER + 32, 96 + self.shift, paper)
        size = min(self.fitting(line, 30, INNER - 8) for line in self.lines)
        first = top + (59 if len(self.lines) == 1 else 41)
        for place, line in enumerate(self.lines):
            self.text(MARGIN, first + place * STRIP_LINE, line, size, ink=ink)

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
        self.cells(top + 48, cells, room=280)

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
        """Draw the rates as a line, behind it the band from the lowest to the highest of the earlier weeks."""
        self.text(MARGIN, top + 34, self.words.trend, self.fitting(self.words.trend, 36, INNER), bold=True)
        weeks = (*self.figures.previous, self.figures.as_totals)
        scale = _Scale.over(weeks, bottom=top + 320, top=top + 140)
        is_narrow = len(weeks) > MOST_LABELLED
        inset = 60 if is_narrow else 0
        step = (INNER - 2 * inset) / max(5, len(weeks))
        first = WIDTH - MARGIN - inset - len(weeks) * step
        self._band(scale, note_at=top + 84, left=max(MARGIN, first - inset))
        self.bar(MARGIN, scale.bottom, INNER, 2, SOFT)
        spots = [(first + (place + 0.5) * step, week) for place, week in enumerate(weeks)]
        points = [(x, scale.at(rate)) for x, week in spots if (rate := week.attendance_rate) is not None]
        self.line(points, ACCENT)
        last = len(spots) - 1
        for place, (x, week) in enumerate(spots):
            if not is_narrow or (last - place) % 3 == 0:
                beside = [spots[near][1] for near in (place - 1, place + 1) if 0 <= near <= last]
                is_above = scale.at(week.attendance_rate) <= min(scale.at(near.attendance_rate) for near in beside)
                self._week(x, week, scale, is_now=place == last, is_above=is_above)

    def _week(self, middle: float, week: WeekTotals, scale: _Scale, *, is_now: bool, is_above: bool) -> None:
        rate = week.attendance_rate
        shown = self.words.nothing_expected if rate is None else _percent(rate)
        at = scale.at(rate) + (-24 if is_above or rate is None else 52)
        self.text(middle, at, shown, 34, ink=ACCENT if is_now else INK, align="center", bold=is_now)
        label = self.words.week.format(week=week.iso_week)
        self.text(middle, scale.bottom + 40, label, 28, ink=INK if is_now else SOFT, align="center", bold=is_now)
        parts = f"{self.number(week.present)}/{self.number(week.expected)}"
        size = self.fitting(parts, 26, INNER / 5 - 12)
        self.text(middle, scale.bottom + 76, parts, size, ink=SOFT, align="center")

    def _band(self, scale: _Scale, note_at: float, left: float) -> None:
        axis = self.words.axis.format(low=f"{percent(scale.low):.0f}")
        start, _ = self.text(WIDTH - MARGIN, note_at, axis, 26, ink=SOFT, align="right")
        if (band := self.figures.band) is None:
            return
        low, high = (scale.at(rate) for rate in band)
        self.bar(left, high, WIDTH - MARGIN - left, max(low - high, THINNEST), BAND)
        weeks = sum(week.attendance_rate is not None for week in self.figures.previous)
        note = self.words.band_of_earlier.format(weeks=weeks, low=percent(band[0]), high=percent(band[1]))
        self.bar(MARGIN, note_at - 26, 58, 30, BAND)
        self.fitted(MARGIN + 72, note_at, note, 28, start - MARGIN - 92, ink=SOFT)

    def units(self, top: float) -> None:
        """Show the rate of each unit in two columns, down the first and then the second, in the operator's order."""
        title = self.words.units_compared
        self.text(MARGIN, top + 34, title, self.fitting(title, 36, INNER), bold=True)
        units = self._compared
        rows = -(-len(units) // 2)
        width = (INNER - 40) / 2
        for place, unit in enumerate(units):
            x = MARGIN + place // rows * (width + 40)
            self._unit(x, top + 90 + place % rows * UNIT_ROW, width, unit)

    def _unit(self, x: float, baseline: float, width: float, unit: UnitFigures) -> None:
        rate = unit.attendance_rate or Fraction(0)
        shown = self.words.unit_rate.format(rate=_percent(rate), expected=self.number(unit.expected))
        start, _ = self.text(x + width, baseline, shown, 26, ink=SOFT, align="right")
        self.text(x, baseline, unit.unit, self.fitting(unit.unit, 28, start - x - 10))
        self.bar(x, baseline + 10, width, 10, FAINT)
        self.bar(x, baseline + 10, width * float(rate), 10, EARLIER)


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


def _in_lines(notes: list[str], words: Words) -> list[str]:
    """Share the notes out over as few lines as they need, the first opened by the heading, all but the last closed."""
    lines = [words.quality + words.colon]
    for place, note in enumerate(notes):
        joined = lines[-1] + note + (words.separator if place < len(notes) - 1 else "")
        if place and _wide(joined.rstrip()) > INNER / SMALLEST_NOTE:
            lines[-1] = lines[-1].rstrip()
            lines.append(joined[len(lines[-1]) :].lstrip())
        else:
            lines[-1] = joined
    return lines


def _wide(text: str) -> float:
    """Estimate how wide a line is, in its own size: a Chinese sign is one, a letter or digit about half."""
    return sum(1 if east_asian_width(sign) in "WF" else 0.54 for sign in text)
