"""Draws the log of a call for an organizer's phone: totals, strength over time, and each place.

It shows no person and ranks nothing. All positions are pixels of the picture from its upper left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

from bot.reports.callout_log import CallLogOrder
from bot.reports.callout_log_words import CallLogWords, call_log_words_of
from bot.reports.canvas import plain_text
from bot.reports.snow_canvas import Panel, SnowCanvas, ceiling, plain
from bot.rules.callout_log import CallLog, PlaceLog, Step
from bot.texts.formats import NOTHING, clock_time, day_time, duration_minutes, month_name

WIDTH: Final = 1080
MARGIN: Final = 64
INNER: Final = WIDTH - 2 * MARGIN
LEFT: Final = 128.0
"""Where the curves begin; their scale stands before it."""
RIGHT: Final = float(WIDTH - MARGIN)
PANEL_TOP, PANEL_FOOT = 826.0, 1116.0
PLACES_TOP: Final = 1232.0
ROW: Final = 76
FOOT: Final = 130
MOST_PLACES: Final = 16
"""More would make the picture too tall to be read on a phone; the workbook has them all."""
LABEL_ROWS, LABEL_SIZE = 3, 25.0
SCALE_PARTS: Final = 4
TICKS: Final = 8
TICK_MINUTES: Final = (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)

INK: Final = "#1B2733"
SOFT: Final = "#5B6875"
FAINT: Final = "#E4E8EC"
ACCENT: Final = "#0E6B75"
CALM: Final = "#E8F1F4"
CARE: Final = "#FFF4DB"
CARE_INK: Final = "#7A4B00"
WARMTH: Final = "#C77700"
WAVE: Final = "#8D99A6"


def draw_callout_log(order: CallLogOrder) -> bytes:
    """Return a PNG 1080 pixels wide; its height grows with the places."""
    with plain_text():
        picture = _Picture(order, call_log_words_of(order.language))
        picture.heading()
        picture.totals(top=186)
        picture.strength()
        picture.places()
        picture.footnotes()
        return picture.png()


class _Picture(SnowCanvas):
    """The picture of one call being drawn."""

    def __init__(self, order: CallLogOrder, words: CallLogWords) -> None:
        self.order = order
        self.words = words
        self.log: CallLog = order.log
        self.sums = order.log.totals
        self.zone = ZoneInfo(order.zone)
        self.shown = self.log.places[:MOST_PLACES]
        is_cut = len(self.shown) < len(self.log.places)
        self.foot = round(PLACES_TOP + len(self.shown) * ROW + is_cut * ROW / 2 + FOOT)
        last = max(self.log.ended_at, self.log.muster_at)
        self.begins_at, self.ends_at = self.log.called_at, max(last, self.log.called_at + timedelta(minutes=1))
        super().__init__(WIDTH, self.foot, INK)

    def heading(self) -> None:
        words = self.words
        self.bar(0, 0, WIDTH, 14, WARMTH if self.log.is_drill else ACCENT)
        self.fitted(MARGIN, 90, words.drill_title if self.log.is_drill else words.title, 56, INNER - 10, bold=True)
        times = words.times.format(
            called=day_time(self.log.called_at, self.zone, self.order.language),
            muster=self._moment(self.log.muster_at),
            ended=self._moment(self.log.ended_at),
        )
        self.fitted(MARGIN, 144, f"{self.order.organization} · {times}", 32, INNER, ink=SOFT)

    def totals(self, top: float) -> None:
        words, sums, reached = self.words, self.sums, self.log.reached
        self.box(MARGIN - 16, top, INNER + 32, 430, CARE if self.log.is_drill else CALM)
        left, middle = MARGIN + 8.0, 600.0
        self.fitted(left, top + 54, words.on_spot, 32, middle - left - 40, ink=SOFT)
        end = self.text(left - 4, top + 158, f"{sums.on_spot}", 112, ink=ACCENT, bold=True)[1]
        self.fitted(end + 16, top + 158, words.of_wanted.format(quota=sums.quota), 36, middle - end - 40)
        served = words.drill_hours if self.log.is_drill else words.hours
        cells = ((words.coming, f"{sums.coming}"), (served, f"{sums.hours}"))
        for row, (label, value) in enumerate(cells):
            self._cell(middle, top + 76 + row * 76, label, value)
        self.bar(MARGIN + 8, top + 204, INNER - 16, 2, FAINT)
        step = (INNER - 16) / 3
        moments = ((words.first, reached.first_at), (words.half, reached.half_at), (words.full, reached.full_at))
        for place, (label, moment) in enumerate(moments):
            self._milestone(left + place * step, top + 250, step - 20, label, moment)
        counts = words.counts.format(
            asked=sums.asked, read=sums.read, waiting=sums.waiting, declined=sums.declined, dropped=sums.dropped
        )
        self.fitted(left, top + 400, counts, 30, INNER - 16, ink=SOFT)

    def _cell(self, left: float, baseline: float, label: str, value: str) -> None:
        right = RIGHT - 8
        start = self.text(right, baseline, value, self.fitting(value, 46, 200), align="right", bold=True)[0]
        self.fitted(left, baseline, label, 32, start - 16 - left, ink=SOFT)

    def _milestone(self, x: float, top: float, width: float, label: str, moment: datetime | None) -> None:
        self.fitted(x, top, label, 30, width, ink=SOFT)
        minutes = self.log.after(moment)
        if moment is None or minutes is None:
            self.text(x, top + 54, NOTHING, 44, bold=True)
            return
        self.fitted(x, top + 54, self._moment(moment), 44, width, bold=True)
        span = self.words.after.format(span=duration_minutes(minutes, self.order.language))
        self.fitted(x, top + 92, span, 27, width, ink=SOFT)

    def strength(self) -> None:
        heads = [step.heads for step in (*self.log.coming, *self.log.on_spot)]
        most = max([*heads, self.sums.quota])
        step = ceiling([most / SCALE_PARTS], least=1)
        panel = Panel(PANEL_TOP, PANEL_FOOT, 0, step * max(ceil(most / step), 1))
        self._strength_title(PANEL_TOP - 142)
        for mark in range(0, round(panel.high) + 1, round(step)):
            self.bar(LEFT, panel.y(mark) - 1, RIGHT - LEFT, 2, FAINT)
            self.text(LEFT - 14, panel.y(mark) + 9, plain(mark), 26, ink=SOFT, align="right")
        self._ticks(panel)
        self._marks(panel)
        self.dashes(LEFT, RIGHT, panel.y(self.sums.quota), SOFT)
        self.line(self._staircase(panel, self.log.coming), ACCENT, 5)
        self.line(self._staircase(panel, self.log.on_spot), WARMTH, 5)

    def _strength_title(self, baseline: float) -> None:
        words = self.words
        x = self.fitted(MARGIN, baseline, words.strength, 36, INNER / 3, bold=True) + 36
        for label, colour in ((words.coming_line, ACCENT), (words.on_spot_line, WARMTH)):
            self.bar(x, baseline - 13, 40, 6, colour)
            x = self.text(x + 52, baseline, label, 28, ink=SOFT)[1] + 32
        self.dashes(x, x + 40, baseline - 10, SOFT)
        wanted = words.wanted_line.format(quota=self.sums.quota)
        self.fitted(x + 52, baseline, wanted, 28, RIGHT - x - 52, ink=SOFT)

    def _x(self, moment: datetime) -> float:
        inside = min(max(moment, self.begins_at), self.ends_at)
        return LEFT + (inside - self.begins_at) / (self.ends_at - self.begins_at) * (RIGHT - LEFT)

    def _staircase(self, panel: Panel, found: Sequence[Step]) -> list[tuple[float, float]]:
        """Return the corners of a curve that stays level until it steps, from the call to the end."""
        points = [(LEFT, panel.y(0))]
        for step in found:
            x = self._x(step.at)
            points += [(x, points[-1][1]), (x, panel.y(step.heads))]
        return [*points, (self._x(self.log.ended_at), points[-1][1])]

    def _ticks(self, panel: Panel) -> None:
        """Write round times of day below the curves, at most eight."""
        first = self.begins_at.astimezone(self.zone)
        spans = (timedelta(minutes=minutes) for minutes in TICK_MINUTES)
        step = next((span for span in spans if (self.ends_at - self.begins_at) / span <= TICKS), timedelta(days=1))
        at = first.replace(hour=0, minute=0, second=0, microsecond=0)
        while at <= self.ends_at:
            if at >= self.begins_at:
                x = self._x(at)
                self.bar(x - 1, panel.foot, 2, 10, SOFT)
                self.text(x, panel.foot + 42, clock_time(at, self.zone), 26, ink=SOFT, align="center")
            at += step

    def _marks(self, panel: Panel) -> None:
        """Draw the waves and the muster as uprights with flags; the later one's flag hangs lower, clear of others."""
        muster = self.words.muster_mark
        marks = [(self.log.muster_at, muster, CARE_INK)] + [
            (wave.at, self.words.wave_mark.format(number=wave.number, phones=wave.phones), WAVE)
            for wave in self.log.waves
            if wave.number
        ]
        hung: list[tuple[float, int]] = []
        for at, label, colour in sorted(marks, reverse=True):
            x, width = self._x(at), self.width_of(label, LABEL_SIZE)
            row = max((row + 1 for other, row in hung if other < x + width + 20), default=0)
            hung.append((x, row))
            has_room = row < LABEL_ROWS
            baseline = panel.top - 20 - row * 32
            self.upright(x, baseline - 22 if has_room else panel.top, panel.foot, colour, is_dashed=label != muster)
            if has_room:
                start = x + 8 if x + 8 + width < WIDTH - 8 else x - 8 - width
                self.text(start, baseline, label, LABEL_SIZE, ink=CARE_INK if label == muster else SOFT)

    def places(self) -> None:
        words = self.words
        self.fitted(MARGIN, PLACES_TOP, words.places, 36, INNER, bold=True)
        for row, place in enumerate(self.shown):
            self._place(PLACES_TOP + 50 + row * ROW, place)
        rest = len(self.log.places) - len(self.shown)
        if rest:
            baseline = PLACES_TOP + 50 + len(self.shown) * ROW
            self.fitted(MARGIN, baseline, words.more_places.format(count=rest), 28, INNER, ink=SOFT)

    def _place(self, baseline: float, place: PlaceLog) -> None:
        figures = self.words.place_figures.format(
            coming=place.coming,
            quota=place.quota,
            on_spot=place.on_spot,
            progress=self.words.progress.get(place.progress, place.progress),
        )
        size = self.fitting(figures, 28, INNER * 0.6)
        start = self.text(RIGHT, baseline, figures, size, align="right")[0]
        self.fitted(MARGIN, baseline, place.name, 30, start - MARGIN - 24)
        share = min(place.coming / place.quota, 1.0) if place.quota else 1.0
        self.bar(MARGIN, baseline + 14, INNER, 16, FAINT)
        self.bar(MARGIN, baseline + 14, INNER * share, 16, ACCENT)

    def footnotes(self) -> None:
        for baseline, line in zip((self.foot - 62, self.foot - 26), self.words.footnotes, strict=True):
            self.fitted(MARGIN, baseline, line, 25, INNER, ink=SOFT)

    def _moment(self, at: datetime) -> str:
        """Return the time of day; with its day where that is another than the call's."""
        local, time = at.astimezone(self.zone), clock_time(at, self.zone)
        if local.date() == self.log.called_at.astimezone(self.zone).date():
            return time
        month = month_name(local.month, self.order.language)
        return self.words.other_day.format(month=month, day=local.day, time=time)
