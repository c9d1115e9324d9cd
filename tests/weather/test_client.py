"""The client against a server on loopback: what it asks, what it makes of answers, and when it keeps quiet."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.rules.snow import Hour
from bot.weather import Weather, WeatherAway, WeatherBroken, WeatherError, WeatherRefused
from bot.weather.client import LARGEST_BODY_BYTES
from tests.weather.server import UNITS, WeatherServer, answer, serving

NOW = datetime(2026, 11, 22, 9, 10, tzinfo=UTC)
NORTH, EAST = 42.9123, 125.1456
TOO_MANY = {"error": True, "reason": "Minutely API request limit exceeded. Please try again in one minute."}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def server() -> AsyncIterator[WeatherServer]:
    async with serving() as running:
        yield running


@pytest.fixture
def weather(server: WeatherServer, clock: ManualClock) -> Weather:
    return Weather(server.url, NORTH, EAST, clock=clock)


async def test_the_forecast_is_read_in_utc_and_in_our_units(server: WeatherServer, weather: Weather) -> None:
    server.reply(answer())
    forecast = await weather.fetch()
    assert forecast.fetched_at == NOW
    assert forecast.hours == (
        Hour(
            at=datetime(2026, 11, 22, 9, tzinfo=UTC),
            snowfall_cm=0.0,
            precipitation_mm=0.0,
            temperature_c=-5.1,
            snow_depth_cm=0.0,
        ),
        Hour(
            at=datetime(2026, 11, 22, 10, tzinfo=UTC),
            snowfall_cm=0.35,
            precipitation_mm=0.5,
            temperature_c=-6.0,
            snow_depth_cm=7.0,
        ),
    )
    assert all(hour.at.tzinfo is UTC for hour in forecast.hours)


async def test_it_asks_for_one_day_past_and_two_to_come(server: WeatherServer, clock: ManualClock) -> None:
    server.reply(answer())
    await Weather(server.url + "/", NORTH, EAST, clock=clock, zone="Asia/Urumqi").fetch()
    assert server.queries == [
        {
            "latitude": "42.9123",
            "longitude": "125.1456",
            "hourly": "snowfall,precipitation,temperature_2m,snow_depth,weather_code",
            "timezone": "Asia/Urumqi",
            "past_hours": "24",
            "forecast_hours": "48",
        }
    ]


async def test_what_is_null_or_below_nought_is_unknown(server: WeatherServer, weather: Weather) -> None:
    server.reply(answer(snowfall=[None, -999], snow_depth=[None, -1], temperature_2m=[None, -999]))
    hours = (await weather.fetch()).hours
    assert [(hour.snowfall_cm, hour.snow_depth_cm) for hour in hours] == [(None, None)] * 2
    assert hours[0].temperature_c is None


async def test_an_array_of_one_place_is_that_place(server: WeatherServer, weather: Weather) -> None:
    server.reply([answer()])
    assert len((await weather.fetch()).hours) == 2


def without(name: str) -> dict[str, Any]:
    whole = answer()
    del whole["hourly"][name]
    return whole


BROKEN = {
    "several places": [answer(), answer()],
    "no place": [],
    "text": "snow",
    "an error with status 200": {"error": True, "reason": "no"},
    "html": b"<!doctype html><p>Please sign in",
    "half of it": json.dumps(answer()).encode()[:200],
    "an error in mid-stream": json.dumps(answer()).encode()[:-9] + b"Unexpected error while streaming data",
    "an error after it": json.dumps(answer()).encode() + b"Unexpected error while streaming data",
    "nothing": b"",
    "not utf-8": b'{"latitude": "\xff"}',
    "nested without end": b"[" * 100_000,
    "too much": b" " * (LARGEST_BODY_BYTES + 1),
    "unequal lengths": answer(snowfall=[0.0]),
    "no snowfall": without("snowfall"),
    "no codes": without("weather_code"),
    "no times": without("time"),
    "no hours": answer(**{name: [] for name in UNITS}),
    "no offset": answer() | {"utc_offset_seconds": None},
    "a wild offset": answer() | {"utc_offset_seconds": 10**9},
    "no table": answer() | {"hourly": []},
    "inches": answer() | {"hourly_units": UNITS | {"snowfall": "inch"}},
    "feet": answer() | {"hourly_units": UNITS | {"snow_depth": "ft"}},
    "words for figures": answer(snowfall=["0.0", "0.35"]),
    "claims for figures": answer(snowfall=[True, False]),
    "NaN": json.dumps(answer(snowfall=[0.0, float("nan")])).encode(),
    "without bounds": json.dumps(answer()).replace("0.35", "1e999").encode(),
    "a huge integer": json.dumps(answer()).replace("0.35", "9" * 400).encode(),
    "days for times": answer(time=["2026-11-22", "2026-11-23"]),
    "numbers for times": answer(time=[1, 2]),
    "times backwards": answer(time=["2026-11-22T18:00", "2026-11-22T17:00"]),
    "quarters of an hour": answer(time=["2026-11-22T17:00", "2026-11-22T17:15"]),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
async def test_what_is_no_forecast_is_broken(server: WeatherServer, weather: Weather, body: Any) -> None:
    server.reply(body)
    with pytest.raises(WeatherBroken):
        await weather.fetch()


async def test_a_body_that_is_cut_off_is_broken(server: WeatherServer, weather: Weather) -> None:
    server.reply(answer(), is_cut=True)
    with pytest.raises(WeatherBroken):
        await weather.fetch()


async def test_a_redirect_is_not_followed(server: WeatherServer, weather: Weather) -> None:
    server.reply({}, status=302)
    with pytest.raises(WeatherBroken):
        await weather.fetch()
    assert len(server.queries) == 1


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_question_that_is_not_taken_is_refused(server: WeatherServer, weather: Weather, status: int) -> None:
    server.reply({"error": True, "reason": "too many requests, overloaded"}, status=status)
    with pytest.raises(WeatherRefused):
        await weather.fetch()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_server_that_has_no_time_is_away(server: WeatherServer, weather: Weather, status: int) -> None:
    server.reply(TOO_MANY, status=status)
    with pytest.raises(WeatherAway) as refusal:
        await weather.fetch()
    assert refusal.value.retry_after_seconds == 60


async def test_a_server_that_is_too_slow_is_away(server: WeatherServer, clock: ManualClock) -> None:
    server.reply(answer(), after_seconds=5)
    with pytest.raises(WeatherAway, match="Timeout"):
        await Weather(server.url, NORTH, EAST, clock=clock, timeout_seconds=0.1).fetch()


async def test_a_server_that_is_down_is_away(clock: ManualClock) -> None:
    async with serving() as server:
        pass
    with pytest.raises(WeatherAway):
        await Weather(server.url, NORTH, EAST, clock=clock).fetch()


async def test_it_is_left_in_peace_without_a_request(
    server: WeatherServer, weather: Weather, clock: ManualClock
) -> None:
    server.reply(TOO_MANY, status=429)
    server.reply(answer())
    with pytest.raises(WeatherAway):
        await weather.fetch()
    clock.set(NOW + timedelta(seconds=45))
    with pytest.raises(WeatherAway) as refusal:
        await weather.fetch()
    assert refusal.value.retry_after_seconds == 15
    assert len(server.queries) == 1
    clock.set(NOW + timedelta(seconds=60))
    assert (await weather.fetch()).hours


async def test_the_waits_grow_with_each_failure_and_begin_anew_after_success(
    server: WeatherServer, weather: Weather, clock: ManualClock
) -> None:
    for _ in range(7):
        server.reply(TOO_MANY, status=503)
    server.reply(answer())
    server.reply(TOO_MANY, status=503)
    assert [await wait_of(weather, clock) for _ in range(7)] == [60, 120, 300, 600, 1800, 1800, 1800]
    await weather.fetch()
    assert await wait_of(weather, clock) == 60


async def wait_of(weather: Weather, clock: ManualClock) -> float:
    """Fail once, and move the clock to the time of the next try."""
    with pytest.raises(WeatherAway) as refusal:
        await weather.fetch()
    clock.set(clock.now() + timedelta(seconds=refusal.value.retry_after_seconds))
    return refusal.value.retry_after_seconds


async def test_two_who_ask_at_once_are_served_in_turn(server: WeatherServer, weather: Weather) -> None:
    server.reply(answer(), after_seconds=0.02)
    await asyncio.gather(weather.fetch(), weather.fetch(), weather.fetch())
    assert (len(server.queries), server.busy_at_once) == (3, 1)


async def test_after_a_failure_those_who_waited_ask_nothing(server: WeatherServer, weather: Weather) -> None:
    server.reply(TOO_MANY, status=429, after_seconds=0.02)
    results = await asyncio.gather(weather.fetch(), weather.fetch(), return_exceptions=True)
    assert [type(result) for result in results] == [WeatherAway, WeatherAway]
    assert len(server.queries) == 1


async def test_a_caller_who_gives_up_does_not_keep_the_turn(server: WeatherServer, weather: Weather) -> None:
    server.reply(answer(), after_seconds=5)
    server.reply(answer())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(weather.fetch(), 0.05)
    assert (await weather.fetch()).hours


@pytest.mark.parametrize("status", [200, 302, 400, 429])
async def test_neither_words_nor_logs_hold_the_place(
    clock: ManualClock, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    async with serving() as server:
        server.reply({"error": True, "reason": f"latitude {NORTH}"}, status=status)
        refusal = await failure(Weather(server.url, NORTH, EAST, clock=clock))
    with caplog.at_level(logging.DEBUG, logger="bot"):
        logging.getLogger("bot.test").error("failed", exc_info=refusal)
    told = caplog.text + "".join(traceback.format_exception(refusal))
    assert not any(part in told for part in (str(NORTH), str(EAST), "latitude=", "/v1/forecast"))


async def test_a_server_that_is_down_is_told_of_without_the_place(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving() as server:
        pass
    refusal = await failure(Weather(server.url, NORTH, EAST, clock=clock))
    logging.getLogger("bot.test").error("failed", exc_info=refusal)
    assert "weather.away" in caplog.text
    assert not any(part in caplog.text for part in (str(NORTH), str(EAST), "latitude=", "/v1/forecast"))


async def failure(weather: Weather) -> WeatherError:
    with pytest.raises(WeatherError) as refusal:
        await weather.fetch()
    return refusal.value
