"""A sandbox on a clock that stands still, and a caller that checks every answer against the published API."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.clock import ManualClock
from bot.sandbox import Phone, Sandbox
from tests.sandbox.description import METHODS, faults_in

START = datetime(2026, 11, 27, 0, 30, tzinfo=UTC)  # a Friday, 08:30 in Liaoyuan


class Refused(Exception):  # noqa: N818 - an answer, not a fault of the test
    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer["description"])
        self.code: int = answer["error_code"]
        self.description: str = answer["description"]
        self.parameters: dict[str, Any] = answer.get("parameters", {})


class Caller:
    """Calls methods as a bot would; ``pause`` moves the clock past all limits."""

    def __init__(self, sandbox: Sandbox, clock: ManualClock, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.session = session

    async def __call__(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.sandbox.base_url}{self.sandbox.token}/{method}", json=params) as response:
            answer = json.loads(await response.read())
        if not answer["ok"]:
            assert response.status == answer["error_code"]
            raise Refused(answer)
        assert faults_in(answer["result"], METHODS[method]["returns"], method) == []
        return answer["result"]

    async def refusal(self, method: str, **params: Any) -> Refused:
        with pytest.raises(Refused) as caught:
            await self(method, **params)
        return caught.value

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Fetch what is pending and acknowledge it."""
        updates: list[dict[str, Any]] = await self("getUpdates", **params)
        if updates:
            await self("getUpdates", offset=updates[-1]["update_id"] + 1, limit=1)
        return updates

    def pause(self, seconds: float = 60) -> None:
        self.clock.set(self.clock.now() + timedelta(seconds=seconds))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def sandbox(clock: ManualClock) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(clock)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def api(sandbox: Sandbox, clock: ManualClock) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(sandbox, clock, session)


@pytest.fixture
async def phone(sandbox: Sandbox, api: Caller) -> Phone:
    """A cadre who has started the bot; nothing is pending."""
    phone = sandbox.person(7001, "张三")
    phone.start()
    await api.updates()
    return phone
