"""A broadcast as its organizer and the people live it: over the sandbox, from /broadcast to the report."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import (
    AuditEntry,
    Broadcast,
    BroadcastState,
    Cadre,
    Message,
    MessageState,
    Reach,
    Receipt,
    RoleGrant,
)
from bot.rehearsal.stage import Stage
from bot.sandbox import Phone
from bot.storage import Storage
from tests.town import START, Town, build_town, settings_for

TEXT = "明早7时在人民广场集合，请带铁锹。"


@dataclasses.dataclass(slots=True)
class Play:
    """A stage with its town and the organizer's phone."""

    stage: Stage
    town: Town
    organizer: Phone

    def phone(self, telegram_id: int) -> Phone:
        return self.stage.sandbox.person(telegram_id)

    async def tap(self, label: str, phone: Phone | None = None) -> str:
        """Tap a button and return what was shown over the chat."""
        phone = phone or self.organizer
        query = phone.tap(label)
        await self.settle()
        answer = phone.answer_to(query)
        assert answer is not None
        return answer.text or ""

    async def settle(self, **span: float) -> None:
        await self.stage.advance(**(span or {"seconds": 2}))

    async def to_preview(self, text: str = TEXT) -> None:
        self.organizer.type("/broadcast")
        await self.settle()
        self.organizer.type(text)
        await self.settle()
        await self.tap("全体")

    def broadcast(self) -> Broadcast:
        found = self.stage.bot.storage.read_now(lambda session: session.scalar(select(Broadcast)))
        assert found is not None
        return found

    def states(self) -> dict[MessageState, int]:
        def count(session: Session) -> dict[MessageState, int]:
            rows = session.execute(
                select(Message.state, func.count()).where(Message.broadcast_id.is_not(None)).group_by(Message.state)
            )
            return {state: number for state, number in rows}

        return self.stage.bot.storage.read_now(count)

    def copies(self, text: str = TEXT) -> list[int]:
        """Count the notice in each cadre's chat."""
        return [
            sum(message.text.startswith(text) for message in self.phone(cadre).messages) for cadre in self.town.cadres
        ]


Opening = Callable[..., Awaitable[Play]]


@pytest.fixture
async def opening() -> AsyncIterator[Opening]:
    """Open a play over a database; it is closed at the end of the test."""
    async with AsyncExitStack() as stack:

        async def open_play(
            url: str,
            *,
            change: Callable[[Session, Town], None] | None = None,
            start: datetime = START,
            **size: int,
        ) -> Play:
            storage = Storage(url)
            town = storage.write_now(lambda session: build_town(session, **size))
            if change is not None:
                storage.write_now(lambda session: change(session, town))
            storage.close()
            stage = Stage(settings_for(url), start=start)
            play = Play(stage, town, stage.sandbox.person(town.organizer))
            for phone in (town.organizer, town.admin, town.liaison, *town.cadres):
                stage.sandbox.person(phone).account.has_started = True
            await stage.open()
            stack.push_async_callback(stage.close)
            return play

        yield open_play


async def test_a_broadcast_reaches_everybody_once_and_is_reported(opening: Opening, database_url: str) -> None:
    play = await opening(database_url, cadres_each=4)
    await play.to_preview()
    preview = play.organizer.last.text
    assert "1个单位、5人，其中5人可以收到" in preview
    assert TEXT in preview
    assert "—— 市直机关工委" in preview
    assert "发送后无法整体撤回" in preview
    assert play.organizer.last.labels == ("确认发送", "仅发给我试看", "修改", "取消")
    assert play.copies() == [0, 0, 0, 0]

    assert await play.tap("确认发送") == "已确认发送"
    assert play.copies() == [1, 1, 1, 1]
    cadre = play.phone(play.town.cadres[0])
    assert cadre.last.text == f"{TEXT}\n\n—— 市直机关工委"
    assert cadre.rings == 1
    await play.settle(seconds=70)
    assert "【发送完成】共5人，已发送5" in play.organizer.last.text
    assert play.organizer.last.labels == ()
    assert play.stage.sandbox.statistics.limit_breaches == 0
    assert play.stage.sandbox.doubles() == []


async def test_a_tap_on_got_it_is_counted_once_and_takes_the_button_away(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    await play.tap("确认发送")
    reader = play.phone(play.town.cadres[1])
    data = reader.last.buttons[0].data
    assert await play.tap("收到", reader) == "已登记收到"
    assert reader.last.labels == ()
    reader.tap_data(data or "")
    await play.settle()
    assert reader.answers[-1].text == "您此前已确认收到"
    await play.settle(seconds=80)
    assert "已确认收到1。" in play.organizer.last.text
    assert len(reader.messages) == 1


async def test_a_late_got_it_reaches_the_report_within_a_minute(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    await play.tap("确认发送")
    await play.settle(minutes=10)
    for telegram_id in play.town.cadres:
        await play.tap("收到", play.phone(telegram_id))
    await play.settle(seconds=70)
    assert "已确认收到3。" in play.organizer.last.text
