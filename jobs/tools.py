"""What a job is given to work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.config import Settings
from bot.rules.calendar import WorkCalendar
from bot.rules.timetable import FridayRules
from bot.storage import Storage


@dataclass(frozen=True, slots=True)
class Tools:
    """The clock to ask, the storage to call services in, and the settings."""

    storage: Storage
    clock: Clock
    settings: Settings
    calendar: WorkCalendar
    friday: FridayRules


Work = Callable[[Tools], Awaitable[None]]
