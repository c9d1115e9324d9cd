"""What fuzzing found, one example each: refused in words, and nothing kept as failed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.model import InboxRow, InboxState
from bot.texts import load_texts
from tests.chat.friday import Friday, friday_on


@pytest.fixture
async def friday(sqlite_url: str) -> AsyncIterator[Friday]:
    async with friday_on(sqlite_url) as opened:
        await opened.stage.advance(seconds=5)
        yield opened


async def test_a_forged_tap_about_nothing_that_there_is_is_refused_in_words(friday: Friday) -> None:
    for data, key in (
        ("rh:link:１２３", "fault-no-unit"),
        ("rh:link:999", "fault-no-unit"),
    ):
        assert await friday.forge(friday.organizer, data) == load_texts().format("zh-CN", key), data
    failed = select(InboxRow.error).where(InboxRow.state == InboxState.FAILED)
    assert friday.read(lambda session: list(session.scalars(failed))) == []
