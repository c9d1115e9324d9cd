"""What a forecast of snow comes to: water, grade, depth, when it falls, and what to propose. Pure arithmetic.

Nothing here calls anybody out. It proposes to organizers; a person decides. Nor is it a warning: only the weather
bureau issues those. What is unknown stays unknown: it is never taken for nought, and totals with unknown hours in them
are minimums.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final, Literal

HOUR: Final = timedelta(hours=1)
HOURS_AHEAD: Final = 24
"""How far the figures look."""
PAUSE_HOURS: Final = 6
"""So many dry hours do not end a snowfall."""
CM_PER_MM: Final = Decimal("0.7")
"""Depth of fresh snow per water.

Source:
    Open-Meteo's server makes its snowfall from water by this factor (its documentation says 7, its example 0.7).
    The mean over China is 0.75 (Yang & Xue 2013).
"""

_TENTH: Final = Decimal("0.1")


class SnowGrade(StrEnum):
    """How heavy a snowfall is, lightest first: 无降雪, 零星小雪, 小雪, 中雪, 大雪, 暴雪, 大暴雪, 特大暴雪."""

    NONE = "none"
    TRACE = "trace"
    LIGHT = "light"
    MODERATE = "moderate"
    HEAVY = "heavy"
    SNOWSTORM = "snowstorm"
    GREAT_SNOWSTORM = "great_snowstorm"
    EXTREME_SNOWSTORM = "extreme_snowstorm"

    @property
    def rank(self) -> int:
        """The place in the order, from 0; the members themselves compare as text."""
        return list(SnowGrade).index(self)


class Advice(StrEnum):
    """What to propose, least first: nothing, telling the organizers, stand-by (备勤), muster (集结)."""

    NONE = "none"
    TELL = "tell"
    STAND_BY = "stand_by"
    MUSTER = "muster"

    @property
    def rank(self) -> int:
        """The place in the order, from 0; the members themselves compare as text."""
        return list(Advice).index(self)


_LEAST_MM: Final[dict[Literal[12, 24], tuple[Decimal, ...]]] = {
    24: tuple(map(Decimal, ("0.1", "2.5", "5.0", "10.0", "20.0", "30.0"))),
    12: tuple(map(Decimal, ("0.1", "1.0", "3.0", "6.0", "10.0", "15.0"))),
}
"""Where each grade above trace begins. Source: GB/T 28592-2012, for totals of 24 and of 12 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The hour that ends ``at`` an aware moment. None means unknown, never nought.

    ``snowfall_cm`` and ``precipitation_mm`` (rain and melted snow) fell in the course of it and are not negative;
    ``temperature_c`` and ``snow_depth_cm`` are those at its end.
    """

    at: datetime
    snowfall_cm: float | None = None
    precipitation_mm: float | None = None
    temperature_c: float | None = None
    snow_depth_cm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Hours past and to come, ascending, as known at ``fetched_at``; single hours may be wanting.

    Raises:
        ValueError: A moment is naive, or the hours do not follow one another by whole hours.
    """

    hours: tuple[Hour, ...]
    fetched_at: datetime

    def __post_init__(self) -> None:
        if any(moment.tzinfo is None for moment in (self.fetched_at, *(hour.at for hour in self.hours))):
            raise ValueError("a forecast needs aware moments")
        for earlier, later in pairwise(self.hours):
            step = later.at - earlier.at
            if step < HOUR or step % HOUR:
                raise ValueError("the hours of a forecast follow one another by whole hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snowfall:
    """One snowfall, ``[start_at, end_at)``.

    ``is_open_ended``: nothing is known of the hour after it, so it may last longer.
    """

    start_at: datetime
    end_at: datetime
    is_open_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SnowFigures:
    """What a forecast comes to for the next 24 hours.

    Attributes:
        water_24h_mm: Melted snow of all 24 hours, not rounded.
        water_12h_mm: That of the heaviest 12 hours in a row among them.
        unknown_hours: Hours among them whose snowfall is unknown; they add nothing to the sums.
        snowfall: The one that goes on or comes next, also when it comes later; None when none is foreseen.
        depth_now_cm: What lies in the open now, in the mean of a cell of the grid; None when unknown.
        depth_max_cm: The most that lies, from now on; None when unknown.
        depth_gain_cm: How much more lies at some time from now on than lay at some time before it, the last 24 hours
            included. What has lain all winter is no part of it. None when unknown.
        lowest_c: The lowest temperature; None when unknown.
    """

    water_24h_mm: Decimal
    water_12h_mm: Decimal
    unknown_hours: int
    snowfall: Snowfall | None = None
    depth_now_cm: float | None = None
    depth_max_cm: float | None = None
    depth_gain_cm: Decimal | None = None
    lowest_c: float | None = None

    @property
    def is_minimum(self) -> bool:
        """Whether more may fall than the sums say, because hours are unknown."""
        return self.unknown_hours > 0

    @property
    def grade(self) -> SnowGrade:
        """The higher of the grades of 24 and of 12 hours; a minimum where the sums are."""
        return max(grade(self.water_24h_mm, 24), grade(self.water_12h_mm, 12), key=lambda each: each.rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From which figures on something is proposed: water of 24 hours, for a muster also what has come to lie."""

    tell_mm: float = 0.1
    stand_by_mm: float = 2.5
    muster_mm: float = 5.0
    muster_depth_cm: float = 3.0


def tenths(amount: Decimal | float) -> Decimal:
    """Round an amount to one decimal, half up, as amounts are compared and shown: 4.95 is 5.0."""
    return _exact(amount).quantize(_TENTH, ROUND_HALF_UP)


def grade(water_mm: Decimal | float, hours: Literal[12, 24]) -> SnowGrade:
    """Return the grade of so much melted snow in so many hours, rounded to 0.1 mm before it is compared.

    Raises:
        ValueError: ``water_mm`` is negative.

    Source:
        GB/T 28592-2012.
    """
    if water_mm < 0:
        raise ValueError(f"there is no negative snowfall: {water_mm}")
    if not water_mm:
        return SnowGrade.NONE
    above_trace = bisect_right(_LEAST_MM[hours], tenths(water_mm))
    return list(SnowGrade)[SnowGrade.TRACE.rank + above_trace]


def water_of(snowfall_cm: Decimal | float) -> Decimal:
    """Return the water in mm that a depth of fresh snow came from."""
    return _exact(snowfall_cm) / CM_PER_MM


def hours_ahead(forecast: Forecast, now: datetime, count: int = HOURS_AHEAD) -> tuple[Hour, ...]:
    """Return the ``count`` hours that end after ``now``, the one under way first; unknown what is not foreseen."""
    known = {hour.at: hour for hour in forecast.hours}
    whole = forecast.hours[0].at if forecast.hours else now.replace(minute=0, second=0, microsecond=0)
    first = whole + ((now - whole) // HOUR + 1) * HOUR
    moments = (first + number * HOUR for number in range(count))
    return tuple(known.get(at, Hour(at=at)) for at in moments)


def figures_of(forecast: Forecast, now: datetime) -> SnowFigures:
    """Say what a forecast comes to from an aware moment on; the hour under way counts as a whole."""
    ahead = hours_ahead(forecast, now)
    fallen = [_exact(hour.snowfall_cm or 0) for hour in ahead]
    halves = (sum(fallen[first : first + 12], Decimal(0)) for first in range(len(fallen) - 11))
    present = _present(forecast, now)
    to_come = [present, *ahead] if present else ahead
    return SnowFigures(
        water_24h_mm=water_of(sum(fallen, Decimal(0))),
        water_12h_mm=water_of(max(halves)),
        unknown_hours=sum(hour.snowfall_cm is None for hour in ahead),
        snowfall=coming_snowfall(forecast, now),
        depth_now_cm=present.snow_depth_cm if present else None,
        depth_max_cm=max((hour.snow_depth_cm for hour in to_come if hour.snow_depth_cm is not None), default=None),
        depth_gain_cm=_depth_gain(forecast, now),
        lowest_c=min((hour.temperature_c for hour in ahead if hour.temperature_c is not None), default=None),
    )


def coming_snowfall(forecast: Forecast, now: datetime) -> Snowfall | None:
    """Return the snowfall that goes on at ``now``, or the next one; None when none is foreseen.

    More than six hours known to be dry end one. An unknown hour neither ends nor prolongs it.
    """
    start: datetime | None = None
    end: datetime | None = None
    dry = 0
    for hour in forecast.hours:
        if hour.snowfall_cm:
            start, end, dry = start or hour.at - HOUR, hour.at, 0
        elif hour.snowfall_cm is not None:
            dry += 1
        if dry > PAUSE_HOURS:
            if end and end > now:
                break
            start = end = None
    if not start or not end or end <= now:
        return None
    known = {hour.at for hour in forecast.hours if hour.snowfall_cm is not None}
    return Snowfall(start_at=start, end_at=end, is_open_ended=end + HOUR not in known)


def advice(figures: SnowFigures, thresholds: Thresholds) -> Advice:
    """Return what to propose to the organizers: the most that any threshold reached stands for.

    Unknown hours never raise it; see ``SnowFigures.is_minimum``.
    """
    water, gain = tenths(figures.water_24h_mm), figures.depth_gain_cm
    is_deep = gain is not None and gain >= _exact(thresholds.muster_depth_cm)
    if is_deep or water >= _exact(thresholds.muster_mm):
        return Advice.MUSTER
    if water >= _exact(thresholds.stand_by_mm):
        return Advice.STAND_BY
    return Advice.TELL if water >= _exact(thresholds.tell_mm) else Advice.NONE


def _exact(amount: Decimal | float) -> Decimal:
    """Take a figure as it is written: the sum of ten times 0.1 is then 1, and 4.95 is not a little less."""
    return amount if isinstance(amount, Decimal) else Decimal(str(amount))


def _present(forecast: Forecast, now: datetime) -> Hour | None:
    """Return the last hour that is over, unless it is over for an hour or more."""
    return next((hour for hour in forecast.hours if hour.at <= now < hour.at + HOUR), None)


def _depth_gain(forecast: Forecast, now: datetime) -> Decimal | None:
    span = [hour for hour in forecast.hours if abs(hour.at - now) <= HOURS_AHEAD * HOUR]
    depths = [(hour.at, _exact(hour.snow_depth_cm)) for hour in span if hour.snow_depth_cm is not None]
    return max(_gains(depths, now), default=None)


def _gains(depths: Sequence[tuple[datetime, Decimal]], now: datetime) -> list[Decimal]:
    """List how much each depth from now on lies above the least before it."""
    gains: list[Decimal] = []
    least: Decimal | None = None
    for at, depth in depths:
        if least is not None and at + HOUR > now:
            gains.append(max(depth - least, Decimal(0)))
        least = depth if least is None else min(least, depth)
    return gains
