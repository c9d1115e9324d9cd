"""A weather server on loopback that answers with what it is told to, in the shapes of the real one."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

UNITS = {
    "time": "iso8601",
    "snowfall": "cm",
    "precipitation": "mm",
    "temperature_2m": "°C",
    "snow_depth": "m",
    "weather_code": "wmo code",
}


def answer(**hourly: Any) -> dict[str, Any]:
    """An answer of two hours; ``hourly`` replaces whole series."""
    return {
        "latitude": 42.875,
        "longitude": 125.125,
        "generationtime_ms": 0.08,
        "utc_offset_seconds": 28800,
        "timezone": "Asia/Shanghai",
        "timezone_abbreviation": "GMT+8",
        "elevation": 256.0,
        "hourly_units": UNITS,
        "hourly": {
            "time": ["2026-11-22T17:00", "2026-11-22T18:00"],
            "snowfall": [0.00, 0.35],
            "precipitation": [0.00, 0.50],
            "temperature_2m": [-5.1, -6.0],
            "snow_depth": [0.00, 0.07],
            "weather_code": [3, 73],
        }
        | hourly,
    }


class WeatherServer:
    """Gives its replies in turn, the last one again and again, and keeps the queries it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.queries: list[dict[str, str]] = []
        self.busy_at_once = 0
        self._busy = 0
        self._replies: deque[tuple[int, bytes, float, bool]] = deque()

    def reply(self, body: Any, *, status: int = 200, after_seconds: float = 0, is_cut: bool = False) -> None:
        """Add a reply; what is not bytes is sent as JSON, and a cut one breaks off in the middle."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._replies.append((status, content, after_seconds, is_cut))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.queries.append(dict(request.query))
        self._busy += 1
        self.busy_at_once = max(self.busy_at_once, self._busy)
        status, content, after_seconds, is_cut = self._replies.popleft() if len(self._replies) > 1 else self._replies[0]
        try:
            await asyncio.sleep(after_seconds)
            if is_cut:
                return await _break_off(request, content)
            return web.Response(status=status, body=content, headers={"Location": "/elsewhere"})
        finally:
            self._busy -= 1


async def _break_off(request: web.Request, content: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": str(len(content))})
    await response.prepare(request)
    await response.write(content[: len(content) // 2])
    assert request.transport
    request.transport.close()
    return response


@asynccontextmanager
async def serving() -> AsyncIterator[WeatherServer]:
    """Run a server; it is down afterwards, its address stays."""
    server = WeatherServer()
    app = web.Application()
    app.router.add_get("/v1/forecast", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)  # a slow answer is not waited for
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
