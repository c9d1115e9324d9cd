"""An organizer at work on a broadcast: a stage with a town, the organizer's phone, and how to get to the preview."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import AuditEntry, Broadcast, Message, MessageState
from bot.rehearsal.crash import CrashStage
from bot.rehearsal.stage import Stage
from bot.sandbox import Phone
from bot.storage import Storage
from tests.town import START, Town, build_town, settings_for

T = TypeVar("T")

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

    async def leap(self, moment: datetime) -> None:
        """Let the machine sleep until a later moment: quicker than ringing every minute until then."""
        await self.stage.leap_to(moment)
        await self.settle()

    async def say(self, text: str, phone: Phone | None = None) -> str:
        """Type something and return what the bot then said last."""
        phone = phone or self.organizer
        phone.type(text)
        await self.settle()
        return phone.last.text

    async def to_audience(self, text: str = TEXT) -> None:
        await self.say("/broadcast")
        await self.say(text)

    async def to_preview(self, text: str = TEXT) -> None:
        await self.to_audience(text)
        await self.tap("全体")

    def read(self, query: Callable[[Session], T]) -> T:
        return self.stage.bot.storage.read_now(query)

    def write(self, change: Callable[[Session], T]) -> T:
        return self.stage.bot.storage.write_now(change)

    def audit(self) -> list[str]:
        """List the acts about broadcasts, templates and questions that were noted."""
        families = ("broadcast.", "template.", "question.")
        actions = self.read(lambda session: list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))))
        return [action for action in actions if action.startswith(families)]

    def broadcast(self) -> Broadcast:
        return self.stage.bot.storage.read_now(lambda session: session.scalars(select(Broadcast)).one())

    def states(self) -> dict[MessageState, int]:
        def count(session: Session) -> dict[MessageState, int]:
            rows = session.execute(
                select(Message.state, func.count()).where(Message.broadcast_id.is_not(None)).group_by(Message.state)
            )
            return {row[0]: row[1] for row in rows}

        return self.stage.bot.storage.read_now(count)

    def copies(self, text: str = TEXT) -> list[int]:
        """Count the notice in each cadre's chat."""
        return [
            sum(message.text.startswith(text) for message in self.phone(cadre).messages) for cadre in self.town.cadres
        ]


Opening = Callable[..., Awaitable[Play]]


@asynccontextmanager
async def openings() -> AsyncIterator[Opening]:
    """Open plays over a database; they are closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_play(
            url: str,
            *,
            change: Callable[[Session, Town], None] | None = None,
            start: datetime = START,
            operator: str = "市直机关工委",
            may_crash: bool = False,
            units: int = 1,
            cadres_each: int = 3,
            **sections: dict[str, object],
        ) -> Play:
            storage = Storage(url)
            town = storage.write_now(lambda session: build_town(session, units=units, cadres_each=cadres_each))
            if change is not None:
                storage.write_now(lambda session: change(session, town))
            storage.close()
            settings = settings_for(url, operator={"name": operator}, **sections)
            stage = CrashStage(settings, start=start) if may_crash else Stage(settings, start=start, tick_minutes=1)
            play = Play(stage, town, stage.sandbox.person(town.organizer))
            for phone in (town.organizer, town.admin, town.liaison, *town.cadres):
                stage.sandbox.person(phone).account.has_started = True
            await stage.open()
            stack.push_async_callback(stage.close)
            await play.settle(seconds=3)  # what the bot says at its start has come by then
            return play

        yield open_play
