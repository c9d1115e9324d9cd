"""Reads what Open-Meteo answers; whatever is not as documented is refused here, and unknown values stay unknown.

Its ``snow_depth`` is in metres while its ``snowfall`` is in centimetres. Local times come without an offset, which
stands beside them. ``null`` is what is not known.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final, NoReturn

from bot.rules.snow import Forecast, Hour
from bot.weather.faults import WeatherBroken

SERIES: Final = {
    "snowfall": "cm",
    "precipitation": "mm",
    "temperature_2m": "°C",
    "snow_depth": "m",
    "weather_code": "wmo code",
}
"""What is asked for by the hour, and the unit in which it must come."""

_FURTHEST_OFFSET_SECONDS: Final = 18 * 3600


def read_forecast(body: bytes, *, fetched_at: datetime) -> Forecast:
    """Turn the body of an answer into a forecast for the one place asked for.

    Raises:
        WeatherBroken: It is not JSON, not for one place, lacks something, or holds what is no figure.
    """
    place = _one_place(_parsed(body))
    offset = _offset(place.get("utc_offset_seconds"))
    units, hourly = _table(place, "hourly_units"), _table(place, "hourly")
    moments = [_moment(value, offset) for value in _column(hourly, "time")]
    if not moments:
        raise WeatherBroken("the answer has no hours")
    columns = {name: _figures(hourly, name, len(moments)) for name in SERIES}
    for name, unit in SERIES.items():
        if units.get(name) != unit:
            raise WeatherBroken(f"{name} comes in another unit")
    hours = tuple(_hour(at, {name: column[row] for name, column in columns.items()}) for row, at in enumerate(moments))
    try:
        return Forecast(hours=hours, fetched_at=fetched_at)
    except ValueError as error:
        raise WeatherBroken(str(error)) from None


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        # The library's words would quote the body.
        raise WeatherBroken("the answer is not JSON") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _one_place(answer: Any) -> dict[str, Any]:
    """Take the answer for one place, which may stand in an array as those for several do."""
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if not isinstance(answer, dict):
        raise WeatherBroken("the answer is not for one place")
    return answer


def _table(place: dict[str, Any], name: str) -> dict[str, Any]:
    table = place.get(name)
    if not isinstance(table, dict):
        raise WeatherBroken(f"{name} is missing")
    return table


def _column(hourly: dict[str, Any], name: str) -> list[Any]:
    column = hourly.get(name)
    if not isinstance(column, list):
        raise WeatherBroken(f"{name} is missing")
    return column


def _figures(hourly: dict[str, Any], name: str, length: int) -> Sequence[float | None]:
    column = _column(hourly, name)
    if len(column) != length:
        raise WeatherBroken(f"{name} has {len(column)} values for {length} hours")
    return [_figure(name, value) for value in column]


def _figure(name: str, value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WeatherBroken(f"{name} holds something else than figures")
    try:
        figure = float(value)
    except OverflowError:
        figure = math.inf
    if not math.isfinite(figure):
        raise WeatherBroken(f"{name} holds a figure without bounds")
    return figure


def _hour(at: datetime, row: dict[str, float | None]) -> Hour:
    depth_metres = _amount(row["snow_depth"])
    return Hour(
        at=at,
        snowfall_cm=_amount(row["snowfall"]),
        precipitation_mm=_amount(row["precipitation"]),
        temperature_c=row["temperature_2m"],
        snow_depth_cm=None if depth_metres is None else round(depth_metres * 100, 4),
    )


def _amount(figure: float | None) -> float | None:
    """Take a negative amount, such as the -999 of some models, for what it says: that nothing is known."""
    return None if figure is None or figure < 0 else figure


def _offset(seconds: Any) -> timezone:
    if isinstance(seconds, bool) or not isinstance(seconds, int) or abs(seconds) > _FURTHEST_OFFSET_SECONDS:
        raise WeatherBroken("utc_offset_seconds is no offset")
    return timezone(timedelta(seconds=seconds))


def _moment(value: Any, offset: timezone) -> datetime:
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M").replace(tzinfo=offset).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise WeatherBroken("time holds something else than local times") from None
