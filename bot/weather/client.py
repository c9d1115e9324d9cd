"""Asks Open-Meteo for the next two days at one place, one question at a time, and leaves it in peace when it fails.

It logs neither the place nor the address, whose query holds the place.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

import aiohttp

from bot.clock import Clock
from bot.rules.snow import Forecast
from bot.weather.answers import SERIES, read_forecast
from bot.weather.backoff import BackOff
from bot.weather.faults import WeatherAway, WeatherBroken, WeatherRefused

PAST_HOURS: Final = 24
FORECAST_HOURS: Final = 48
LARGEST_BODY_BYTES: Final = 1 << 20
"""An answer has some 6 KB."""

_log = logging.getLogger(__name__)


class Weather:
    """The forecast for one place.

    Args:
        base_url: Scheme, host and what stands before ``/v1/forecast``.
        latitude: Degrees north, WGS-84.
        longitude: Degrees east.
        clock: Dates the forecast and measures the back-off.
        zone: An IANA name; in its local time the server counts its hours. What comes back is in UTC.
        timeout_seconds: For a whole question, on the machine's own clock.
    """

    def __init__(
        self,
        base_url: str,
        latitude: float,
        longitude: float,
        *,
        clock: Clock,
        zone: str = "Asia/Shanghai",
        timeout_seconds: float = 10,
    ) -> None:
        self._address = f"{base_url.rstrip('/')}/v1/forecast"
        self._query = {
            "latitude": f"{latitude:.4f}",
            "longitude": f"{longitude:.4f}",
            "hourly": ",".join(SERIES),
            "timezone": zone,
            "past_hours": str(PAST_HOURS),
            "forecast_hours": str(FORECAST_HOURS),
        }
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._back_off = BackOff()
        self._turn = asyncio.Lock()  # the free server takes one question at a time from one address

    async def fetch(self) -> Forecast:
        """Return the forecast of now: 24 hours past, 48 to come.

        Raises:
            WeatherAway: The server is away or overloaded, or was a moment ago and is left in peace: 1, 2, 5, 10, then
                30 minutes of failure in a row.
            WeatherRefused: It will not have the question; the settings are wrong.
            WeatherBroken: It answered something that is no forecast.
        """
        async with self._turn:
            left = self._back_off.left(self._clock.monotonic())
            if left > 0:
                raise WeatherAway("left in peace", left)
            status, body = await self._ask()
            self._judge(status)
            forecast = read_forecast(body, fetched_at=self._clock.now())
            self._back_off.succeed()
            return forecast

    async def _ask(self) -> tuple[int, bytes]:
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout) as session,
                # A redirect would carry the place to somebody else.
                session.get(self._address, params=self._query, allow_redirects=False) as answer,
            ):
                return answer.status, await _body(answer) if answer.status == 200 else b""
        except aiohttp.ClientPayloadError:
            raise WeatherBroken("the answer was cut off") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Without the library's words: they may hold the address.
            raise self._away(type(error).__name__) from None

    def _judge(self, status: int) -> None:
        """Tell by its status alone what an answer is; the reason in its body is free text."""
        if status in (408, 429) or status >= 500:
            raise self._away(f"status {status}")
        if status >= 400:
            raise WeatherRefused(f"status {status}")
        if status != 200:
            raise WeatherBroken(f"status {status}")

    def _away(self, cause: str) -> WeatherAway:
        wait = self._back_off.fail(self._clock.monotonic())
        _log.warning("weather.away cause=%s wait_seconds=%d", cause.replace(" ", "_"), wait)
        return WeatherAway(cause, wait)


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY_BYTES:
            raise WeatherBroken("the answer has no end")
    return bytes(body)
