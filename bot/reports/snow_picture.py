"""Draws a forecast of snow for an organizer's phone: the next 24 hours in figures, the next 48 as curves.

All positions are pixels of the picture from its upper left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from math import ceil, floor
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.reports.canvas import plain_text
from bot.reports.snow_canvas import Panel, SnowCanvas, ceiling, plain, stretches
from bot.rules.snow import HOUR, HOURS_AHEAD, SnowFigures, SnowGrade, figures_of, grade, hours_ahead, tenths, water_of
from bot.texts.formats import day_time, month_name

if TYPE_CHECKING:  # it imports this when it draws
    from bot.reports.snow_chart import SnowChartOrder, SnowWords

WIDTH: Final = 1080
HEIGHT: Final = 1660
HEIGHT_WITHOUT_DEPTH: Final = 1410
MARGIN: Final = 64
INNER: Final = WIDTH - 2 * MARGIN
HOURS_SHOWN: Final = 48
LEFT: Final = 128.0
"""Where the curves begin; their scales stand before it."""
STEP: Final = (WIDTH - MARGIN - LEFT) / HOURS_SHOWN

INK: Final = "#1B2733"
SOFT: Final = "#5B6875"
FAINT: Final = "#E4E8EC"
GAP: Final = "#F1F3F5"
GAP_INK: Final = "#AEB8C2"
ACCENT: Final = "#0E6B75"
CALM: Final = "#E8F1F4"
CARE: Final = "#FFF4DB"
CARE_INK: Final = "#7A4B00"
WARMTH: Final = "#C77700"
DEPTH: Final = "#4F7FB5"


def draw_picture(order: SnowChartOrder, words: SnowWords) -> bytes:
    """Return a PNG 1080 pixels wide and 1660 high, or 1410 where no depth of snow is known."""
    with plain_text():
        picture = _Picture(order, words)
        picture.heading()
        picture.headline(top=176)
        picture.details(top=400)
        picture.water(top=706, foot=926)
        picture.temperature(top=1068, foot=1218)
        if picture.has_depth:
            picture.depth(top=1360, foot=1490)
        picture.footnotes()
        return picture.png()


class _Picture(SnowCanvas):
    """The picture of one forecast being drawn."""

    def __init__(self, order: SnowChartOrder, words: SnowWords) -> None:
        self.hours = hours_ahead(order.forecast, order.now, HOURS_SHOWN)
        self.has_depth = any(hour.snow_depth_cm is not None for hour in self.hours)
        self.foot = HEIGHT if self.has_depth else HEIGHT_WITHOUT_DEPTH
        super().__init__(WIDTH, self.foot, INK)
        self.begins_at = self.hours[0].at - HOUR
        self.order = order
        self.words = words
        self.zone = ZoneInfo(order.zone)
        self.figures: SnowFigures = figures_of(order.forecast, order.now)

    def heading(self) -> None:
        self.bar(0, 0, WIDTH, 14, ACCENT)
        self.fitted(MARGIN, 90, self.words.title, 56, INNER - 10, bold=True)
        start = day_time(self.order.now, self.zone, self.order.language)
        self.fitted(MARGIN, 144, self.words.span.format(place=self.order.place, start=start), 34, INNER, ink=SOFT)

    def headline(self, top: float) -> None:
        words, figures = self.words, self.figures
        is_unknown = figures.unknown_hours == HOURS_AHEAD
        self.box(MARGIN - 16, top, INNER + 32, 190, CARE if figures.is_minimum else CALM)
        ink = CARE_INK if figures.is_minimum else ACCENT
        self.fitted(MARGIN + 8, top + 46, words.water_24h, 30, INNER - 16, ink=SOFT)
        amount = self._amount(figures.water_24h_mm)
        shown = words.no_data if is_unknown else (words.at_least if figures.is_minimum else "") + amount
        self.fitted(MARGIN + 8, top + 122, shown, 62, INNER / 2 - 40, ink=ink, bold=True)
        word = self._grade()
        size = self.fitting(word, 62, INNER / 2 - 20)
        self.text(WIDTH - MARGIN - 8, top + 122, word, size, ink=ink, align="right", bold=True)
        unknown = words.unknown_hours.format(count=figures.unknown_hours)
        note, ink = (unknown, CARE_INK) if figures.is_minimum else (words.basis, SOFT)
        self.fitted(MARGIN + 8, top + 168, note, 28, INNER - 16, ink=ink)

    def details(self, top: float) -> None:
        words, figures = self.words, self.figures
        water = self._amount(figures.water_12h_mm)
        if figures.is_minimum:
            water = words.no_data if figures.unknown_hours == HOURS_AHEAD else words.at_least + water
        rows = (
            (words.period, self._period()),
            (words.water_12h, water),
            (words.lowest, self._lowest()),
            (words.depth, self._depths()),
        )
        for place, (label, value) in enumerate(rows):
            baseline = top + 26 + place * 50
            end = self.fitted(MARGIN, baseline, label, 30, INNER / 2, ink=SOFT)
            size = self.fitting(value, 32, WIDTH - MARGIN - end - 24)
            self.text(WIDTH - MARGIN, baseline, value, size, align="right", bold=True)

    def water(self, top: float, foot: float) -> None:
        values = [None if hour.snowfall_cm is None else float(water_of(hour.snowfall_cm)) for hour in self.hours]
        panel = Panel(top, foot, 0, ceiling(values, least=1))
        self._frame(panel, self.words.hourly_water, (0, panel.high / 2, panel.high), values)
        for place, value in enumerate(values):
            if value:
                height = max(panel.foot - panel.y(value), 3)  # a trace is seen, too
                self.bar(LEFT + place * STEP + 2, panel.foot - height, STEP - 4, height, ACCENT)

    def temperature(self, top: float, foot: float) -> None:
        values = [hour.temperature_c for hour in self.hours]
        known = [value for value in values if value is not None] or [0.0]
        low, high = 5 * floor(min(known) / 5), 5 * ceil(max(known) / 5)
        panel = Panel(top, foot, low, max(high, low + 5))
        marks = {panel.low, panel.high} | ({0.0} if panel.low < 0 < panel.high and panel.is_apart(0) else set())
        self._frame(panel, self.words.temperature, sorted(marks), values)
        self._curve(panel, values, WARMTH)

    def depth(self, top: float, foot: float) -> None:
        values = [hour.snow_depth_cm for hour in self.hours]
        panel = Panel(top, foot, 0, ceiling(values, least=2))
        self._frame(panel, self.words.hourly_depth, (0, panel.high), values)
        self._curve(panel, values, DEPTH)

    def footnotes(self) -> None:
        fetched = day_time(self.order.forecast.fetched_at, self.zone, self.order.language)
        lines = (f"{self.words.attribution} · {self.words.fetched.format(fetched=fetched)}", self.words.disclaimer)
        for baseline, line in zip((self.foot - 68, self.foot - 28), lines, strict=True):
            self.fitted(MARGIN, baseline, line, 27, INNER, ink=SOFT)

    def _amount(self, water_mm: Decimal) -> str:
        is_trace = grade(water_mm, 24) is SnowGrade.TRACE
        return self.words.amount.format(amount="<0.1" if is_trace else tenths(water_mm))

    def _grade(self) -> str:
        word = self.words.grades[self.figures.grade]
        if not self.figures.is_minimum:
            return word
        if self.figures.grade is SnowGrade.NONE:
            return self.words.uncertain
        return self.words.grade_at_least.format(grade=word)

    def _period(self) -> str:
        snowfall = self.figures.snowfall
        if snowfall is None:
            is_known = all(hour.snowfall_cm is not None for hour in self.hours)
            return self.words.period_none if is_known else self.words.uncertain
        start = self._moment(snowfall.start_at)
        if snowfall.is_open_ended:
            return self.words.period_open.format(start=start)
        first, last = snowfall.start_at.astimezone(self.zone), snowfall.end_at.astimezone(self.zone)
        end = f"{last:%H:%M}" if first.date() == last.date() else self._moment(last)
        return f"{start} — {end}"

    def _moment(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{self._day(local)} {local:%H:%M}"

    def _day(self, local: datetime) -> str:
        weekday, month = self.words.weekdays[local.weekday()], month_name(local.month, self.order.language)
        return self.words.day.format(weekday=weekday, month=month, day=local.day)

    def _depths(self) -> str:
        now, most = self.figures.depth_now_cm, self.figures.depth_max_cm
        if most is None:
            return self.words.no_data
        shown = [
            self.words.no_data if depth is None else self.words.centimetres.format(depth=tenths(depth))
            for depth in (now, most)
        ]
        values = self.words.depth_values.format(now=shown[0], most=shown[1])
        return self._marked(values, [hour.snow_depth_cm for hour in self.hours])

    def _lowest(self) -> str:
        if self.figures.lowest_c is None:
            return self.words.no_data
        value = self.words.degrees.format(degrees=plain(tenths(self.figures.lowest_c)))
        return self._marked(value, [hour.temperature_c for hour in self.hours])

    def _marked(self, what: str, values: Sequence[float | None]) -> str:
        """Say so where an extreme of the next 24 hours is taken of some of them only."""
        return self.words.incomplete.format(value=what) if None in values[:HOURS_AHEAD] else what

    def _frame(self, panel: Panel, title: str, marks: Sequence[float], values: Sequence[float | None]) -> None:
        """Draw what a curve stands in: title, gaps, scale, days and hours."""
        self.fitted(MARGIN, panel.top - 54, title, 32, INNER * 0.6, bold=True)
        self._gaps(panel, values)
        for mark in marks if any(value is not None for value in values) else ():
            self.bar(LEFT, panel.y(mark) - 1, HOURS_SHOWN * STEP, 2, FAINT)
            self.text(LEFT - 14, panel.y(mark) + 9, plain(mark), 26, ink=SOFT, align="right")
        self._days(panel)
        self.bar(LEFT, panel.foot - 1, HOURS_SHOWN * STEP, 2, SOFT)

    def _gaps(self, panel: Panel, values: Sequence[float | None]) -> None:
        """Hatch the hours without data, and name them at the right of the title."""
        gaps = stretches(values, are_known=False)
        for first, end in gaps:
            width, height = (end - first) * STEP, panel.foot - panel.top
            self.hatched(LEFT + first * STEP, panel.top, width, height, GAP, GAP_INK)
        if gaps:
            begin, _ = self.text(WIDTH - MARGIN, panel.top - 54, self.words.no_data, 28, ink=SOFT, align="right")
            self.hatched(begin - 48, panel.top - 78, 36, 26, GAP, GAP_INK)

    def _days(self, panel: Panel) -> None:
        """Write the hours below, the days above, and a rule where one day meets the next."""
        for place in range(HOURS_SHOWN + 1):
            local = (self.begins_at + place * HOUR).astimezone(self.zone)
            x = LEFT + place * STEP - local.minute / 60 * STEP
            if local.hour % 6 or x < LEFT - 1:
                continue
            self.upright(x, panel.foot, panel.foot + 8, SOFT)
            self.text(x, panel.foot + 36, f"{local.hour}", 26, ink=SOFT, align="center")
            if not local.hour:
                self.upright(x, panel.top - 34, panel.foot, GAP_INK, is_dashed=True)
        locals_ = [(hour.at - HOUR).astimezone(self.zone) for hour in self.hours]
        for _, group in groupby(enumerate(locals_), key=lambda each: each[1].date()):
            places = list(group)
            self._day_name(panel, places[0][0], len(places), places[0][1])

    def _day_name(self, panel: Panel, first: int, length: int, local: datetime) -> None:
        weekday = self.words.weekdays[local.weekday()]
        name = self._day(local) if length >= 10 else weekday
        if length >= 4:
            x = LEFT + (first + length / 2) * STEP
            self.text(x, panel.top - 12, name, 27, ink=INK, align="center")

    def _curve(self, panel: Panel, values: Sequence[float | None], colour: str) -> None:
        """Join what is known at the ends of the hours; a gap stays open."""
        points = [
            None if value is None else (LEFT + (place + 1) * STEP, panel.y(value)) for place, value in enumerate(values)
        ]
        for first, end in stretches(points, are_known=True):
            self.line([point for point in points[first:end] if point is not None], colour)
