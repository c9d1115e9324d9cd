"""What a job is given to work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.config import Settings
from bot.rules.calendar import WorkCalendar
from bot.rules.snow import Forecast
from bot.rules.timetable import FridayRules
from bot.storage import Storage

Ask = Callable[[], Awaitable[Forecast | str]]
"""Asks for the forecast: it comes, or a word says why there is none."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The clock to ask, the storage to call services in, and the settings.

    ``forecast`` is None where the settings name no place; ``hears`` tells whether updates can come in at this moment.
    """

    storage: Storage
    clock: Clock
    settings: Settings
    calendar: WorkCalendar
    friday: FridayRules
    forecast: Ask | None = None
    hears: Callable[[], bool] = lambda: True


Work = Callable[[Tools], Awaitable[None]]
