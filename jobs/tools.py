"""What a job is given to work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.config import Settings
from bot.rules.calendar import WorkCalendar
from bot.rules.snow import Forecast
from bot.rules.timetable import FridayRules
from bot.storage import Storage
from jobs.book import Book

Ask = Callable[[], Awaitable[Forecast | str]]
"""Asks for the forecast: it comes, or a word says why there is none."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The clock to ask, the storage to call services in, and the settings.

    ``forecast`` is None where the settings name no place; ``hears`` tells whether updates can come in at this moment.
    ``book`` is where the runs of all jobs are entered.
    """

    storage: Storage
    clock: Clock
    settings: Settings
    calendar: WorkCalendar
    friday: FridayRules
    forecast: Ask | None = None
    hears: Callable[[], bool] = lambda: True
    book: Book = field(default_factory=Book)


Work = Callable[[Tools], Awaitable[None]]
