"""The cells of an exported record: for each field its value, for a workbook with a style and for CSV as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.reports.orders import RecordOrder
from bot.reports.record_words import COLUMNS, RecordWords, record_words, remark_of
from bot.reports.words import Words, words_of
from bot.rules.attendance import hours
from bot.rules.record_rows import RecordRow


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day on a day: shown with the day only where that is not the row's."""

    at: datetime
    is_other_day: bool


@dataclass(frozen=True, slots=True)
class Stamp:
    """A full moment in wall time, as the platform takes it."""

    at: datetime


CellValue = str | int | Decimal | date | Clock | Stamp | None


class Table:
    """A record as rows of values, in its own columns or in those that the operator has set."""

    def __init__(self, order: RecordOrder) -> None:
        self._order = order
        self._zone = ZoneInfo(order.zone)
        self._words: RecordWords = record_words(order.language)
        self._states: Words = words_of(order.language)
        own = [(self._words.headings[field], field) for field in COLUMNS]
        self.columns: Sequence[tuple[str, str]] = order.columns or own

    @property
    def rows(self) -> Sequence[RecordRow]:
        """The rows that stand in it: a platform takes none without minutes."""
        rows = self._order.record.rows
        return [row for row in rows if row.minutes] if self._order.columns else rows

    def values(self, number: int, row: RecordRow) -> list[tuple[str, CellValue]]:
        """Return a row's values with their fields, in the order of the columns."""
        return [(field, self._value(field, number, row)) for _heading, field in self.columns]

    def _value(self, field: str, number: int, row: RecordRow) -> CellValue:
        match field:
            case "number":
                return number
            case "date":
                return row.on
            case "hours":
                return None if row.minutes is None else hours(row.minutes)
            case "check_in" | "check_out":
                return self._clock(row.check_in_at if field == "check_in" else row.check_out_at, row.on)
            case "start" | "end":
                return self._stamp(row.starts_at if field == "start" else row.ends_at)
            case "organizer":
                return f"{self._order.organization}、{row.unit}"
            case "state":
                return self._state(row)
            case "remark":
                return remark_of(self._words, row.remark, row.notes)
            case _:
                value: CellValue = getattr(row, field)
                return value

    def _state(self, row: RecordRow) -> str:
        state = self._states.state_of(row.state)
        if row.check_in_at is None or row.check_out_at is not None:
            return state
        return f"{state}{self._states.separator}{self._states.no_check_out}"

    def _clock(self, moment: datetime | None, day: date) -> Clock | None:
        if moment is None:
            return None
        wall = moment.astimezone(self._zone).replace(tzinfo=None, second=0, microsecond=0)
        return Clock(wall, wall.date() != day)

    def _stamp(self, moment: datetime | None) -> Stamp | None:
        return None if moment is None else Stamp(moment.astimezone(self._zone).replace(tzinfo=None, microsecond=0))
