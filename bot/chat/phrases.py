"""Parameters of a stored message turned into the reader's own form: days, times, terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.services.outbox import encode
from bot.texts import Markup, Param, Texts, formats


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one reader's language in the operator's zone."""

    texts: Texts
    language: str
    zone: ZoneInfo

    def html(self, key: str, /, **params: Any) -> Markup:
        """Say a text as Telegram HTML; everything that is not ours is escaped."""
        return self.texts.html(self.language, key, **self._ready(params))

    def plain(self, key: str, /, **params: Any) -> str:
        """Say a text as it stands on a button or over the chat."""
        return self.texts.format(self.language, key, **self._ready(params))

    def day(self, on: date) -> str:
        """Write a day with its weekday."""
        return formats.day(on, self.language)

    def time(self, at: datetime) -> str:
        """Write the time of day."""
        return formats.clock_time(at, self.zone)

    def day_time(self, at: datetime) -> str:
        """Write day and time."""
        return formats.day_time(at, self.zone, self.language)

    def hours(self, start: datetime, end: datetime) -> str:
        """Write the times of day of a range."""
        return formats.time_range(start, end, self.zone)

    def span(self, minutes: int) -> str:
        """Write whole minutes as hours and minutes."""
        return formats.duration_minutes(minutes, self.language)

    def _ready(self, params: Mapping[str, Any]) -> dict[str, Param]:
        return {name: self._shown(value) for name, value in encode(params).items()}

    def _shown(self, value: Any) -> Param:
        match value:
            case {"day": str(day)}:
                return self.day(date.fromisoformat(day))
            case {"time": str(at)}:
                return self.time(datetime.fromisoformat(at))
            case {"at": str(at)}:
                return self.day_time(datetime.fromisoformat(at))
            case {"span": int(minutes)}:
                return self.span(minutes)
            case {"names": [*names]}:
                return formats.listed(map(str, names), self.language)
            case {"lines": [*lines]}:
                return "\n".join(self.plain(key, **params) for key, params in lines)
            case {"term": str(key)}:
                return self.plain(key)
            case str() | int():
                return value
            case _:
                return formats.NOTHING
