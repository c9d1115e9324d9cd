"""The picture of a month or a year for a leader's phone: what was done, by kind, and in each month of the year.

It shows neither persons nor units. All positions are pixels of the picture from its upper left corner.
"""

from __future__ import annotations

from bot.reports.canvas import plain_text
from bot.reports.orders import PeriodOrder
from bot.reports.period_words import PeriodWords, period_words_of
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
    SummaryPicture,
)
from bot.reports.words import Words, words_of
from bot.rules.kinds import measured
from bot.rules.period_figures import PeriodFigures, Volume, kinds_shown
from bot.rules.periods import Span
from bot.texts.formats import activity_kind, count, measure, month_name, period_label

TOP = 300
KIND_HEIGHT = 96
MONTHS_HEIGHT = 420
FOOT = 180


def draw_period_chart(order: PeriodOrder) -> bytes:
    """Return a PNG of one month or year, 1080 pixels wide; months are drawn only where there are two or more."""
    with plain_text():
        sheet = _Sheet(order)
        sheet.heading()
        sheet.quality_strip(top=178)
        sheet.headline(top=TOP)
        top = TOP + 270
        sheet.kinds(top)
        if sheet.has_months:
            sheet.months(top + 90 + KIND_HEIGHT * len(sheet.rows))
        served, person_times = order.figures.served, order.figures.volume.person_times
        sheet.thanks(sheet.words, served=served, person_times=person_times, first_timers=order.figures.first_timers)
        sheet.footnotes(sheet.own.footnotes)
        return sheet.png()


def period_notes(figures: PeriodFigures, words: Words, language: str) -> tuple[list[str], bool]:
    """Return what a reader must know before trusting the figures, at least one note, and whether nothing is wanting."""
    units = count(figures.enabled, language)
    wanting = (
        (words.unconfirmed, figures.unconfirmed),
        (words.in_question, figures.in_question),
        (words.corrections, figures.corrections),
    )
    notes = [text.format(count=count(number, language), units=units) for text, number in wanting if number]
    if not figures.enabled:
        return [words.no_units], False
    return (notes, False) if notes else ([words.all_confirmed.format(units=units)], True)


def period_subtitle(order: PeriodOrder, words: PeriodWords) -> str:
    """Return the month or year, and of a running one the day up to which it is counted."""
    figures = order.figures
    label = period_label(figures.period.year, figures.period.month, order.language)
    if figures.until is None:
        return label
    return label + words.until.format(month=month_name(figures.until.month, order.language), day=figures.until.day)


def kind_title(kind: str, language: str) -> str:
    """Name a kind of activity where the name stands alone."""
    name = activity_kind(kind, language)
    return name[:1].upper() + name[1:]


class _Sheet(SummaryPicture):
    """The picture of one period being drawn."""

    def __init__(self, order: PeriodOrder) -> None:
        self.order = order
        self.figures: PeriodFigures = order.figures
        self.words, self.own = words_of(order.language), period_words_of(order.language)
        self.rows = kinds_shown(order.figures.kinds)
        # One bar alone compares with nothing.
        self.has_months = sum(volume.activities > 0 for volume in order.figures.months.values()) > 1
        foot = TOP + 360 + KIND_HEIGHT * len(self.rows) + MONTHS_HEIGHT * self.has_months + FOOT
        super().__init__(foot, order.language)

    def heading(self) -> None:
        title = self.own.month_title if self.figures.period.span is Span.MONTH else self.own.year_title
        self.titles(title, f"{self.order.organization} · {period_subtitle(self.order, self.own)}")

    def quality_strip(self, top: float) -> None:
        notes, is_sound = period_notes(self.figures, self.words, self.order.language)
        paper, ink = (CALM, CALM_INK) if is_sound else (CARE, CARE_INK)
        self.box(MARGIN - 16, top, INNER + 32, 96, paper)
        first, rest = self.words.quality + self.words.colon + notes[0], self.words.separator.join(notes[1:])
        if not rest:
            self.fitted(MARGIN, top + 59, first, 30, INNER - 8, ink=ink)
            return
        self.fitted(MARGIN, top + 41, first + self.words.separator.rstrip(), 30, INNER - 8, ink=ink)
        self.fitted(MARGIN, top + 79, rest, 30, INNER - 8, ink=ink)

    def headline(self, top: float) -> None:
        whole = self.figures.volume
        self.text(MARGIN, top + 44, self.words.person_times, 34, ink=SOFT)
        shown = self.number(whole.person_times)
        end = self.fitted(MARGIN - 4, top + 164, shown, 132, 400, ink=ACCENT, bold=True)
        if self.own.times_short:
            self.fitted(end + 14, top + 164, self.own.times_short, 40, 570 - end, ink=ACCENT)
        self.bar(588, top + 14, 2, 206, FAINT)
        cells = (
            (self.words.activities, self.number(whole.activities), self.words.activities_unit),
            (self.own.people, self.number(self.figures.people), self.own.people_unit),
            (self.words.service_hours, self.decimal(whole.hours), self.words.hours_unit),
        )
        self.cells(top + 48, cells, room=260)

    def kinds(self, top: float) -> None:
        """Draw a bar for each kind, with activities and hours beneath its name and what was done beneath the bar."""
        self.fitted(MARGIN, top + 34, self.own.kinds, 36, INNER, bold=True)
        most = max((volume.person_times for _kind, volume in self.rows), default=0) or 1
        left, room = MARGIN + 330, INNER - 330 - 150
        for place, (kind, volume) in enumerate(self.rows):
            at = top + 70 + place * KIND_HEIGHT
            self.fitted(MARGIN, at + 32, kind_title(kind, self.order.language), 32, 310)
            line = self.own.kind_line.format(
                activities=self.number(volume.activities), hours=self.decimal(volume.hours)
            )
            self.fitted(MARGIN, at + 68, line, 24, 310, ink=SOFT)
            width = max(4.0, room * volume.person_times / most) if volume.person_times else 0
            self.bar(left, at + 10, width, 48, ACCENT)
            self.fitted(left + width + 14, at + 46, self.number(volume.person_times), 34, 140, bold=True)
            parts = (measure(name, number, self.order.language) for name, number in measured(volume))
            self.fitted(left, at + 84, self.words.separator.join(parts), 24, room, ink=SOFT)

    def months(self, top: float) -> None:
        """Draw a bar for each month that has begun; the month that this is about stands out."""
        self.fitted(MARGIN, top + 34, self.own.months, 36, INNER, bold=True)
        floor, ceiling = top + 300, top + 100
        months = self.figures.months
        most = max((volume.person_times for volume in months.values()), default=0) or 1
        step = INNER / 12
        for number in range(1, 13):
            middle = MARGIN + (number - 0.5) * step
            volume = months.get(number, Volume())
            is_meant = self.figures.period.month in (None, number)
            height = (floor - ceiling) * volume.person_times / most
            self.bar(middle - step / 2 + 8, floor - height, step - 16, height, ACCENT if is_meant else EARLIER)
            if volume.person_times:
                shown = self.number(volume.person_times)
                self.text(middle, floor - height - 12, shown, self.fitting(shown, 28, step - 8), align="center")
            ink = INK if number in months else FAINT
            name = month_name(number, self.order.language)
            self.text(middle, floor + 38, name, self.fitting(name, 28, step - 4), ink=ink, align="center")
            if volume.activities:
                events = self.own.events.format(count=self.number(volume.activities))
                self.text(middle, floor + 72, events, self.fitting(events, 24, step - 6), ink=SOFT, align="center")
        self.bar(MARGIN, floor, INNER, 2, SOFT)
