"""The stages on which most of what is said in chat is tested."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.chat.friday import Friday, friday_on
from tests.chat.snow import Snow, opened


@pytest.fixture
async def friday(sqlite_url: str) -> AsyncIterator[Friday]:
    async with friday_on(sqlite_url) as friday:
        yield friday


@pytest.fixture
async def friday_on_both(database_url: str) -> AsyncIterator[Friday]:
    async with friday_on(database_url) as friday:
        yield friday


@pytest.fixture
async def snow(database_url: str) -> AsyncIterator[Snow]:
    snow = await opened(database_url)
    yield snow
    await snow.stage.close()
