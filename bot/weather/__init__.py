"""The forecast of snow, fetched from Open-Meteo or from a server of the operator's that speaks the same way.

It fetches and reads, no more: what a forecast comes to stands in ``bot.rules.snow``. Its data is CC BY 4.0, so whoever
shows it names the source, ``ATTRIBUTION``.
"""

from typing import Final

from bot.weather.client import Weather
from bot.weather.faults import WeatherAway, WeatherBroken, WeatherError, WeatherRefused

ATTRIBUTION: Final = "Weather data by Open-Meteo.com"
ATTRIBUTION_URL: Final = "https://open-meteo.com/"

__all__ = [
    "ATTRIBUTION",
    "ATTRIBUTION_URL",
    "Weather",
    "WeatherAway",
    "WeatherBroken",
    "WeatherError",
    "WeatherRefused",
]
