"""An organizer's phone beside a town, and the rosters sent from it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import Cadre, Invite, RoleGrant, RosterImport, Unit
from bot.rehearsal.stage import Stage
from bot.sandbox import Phone
from tests.chat.stages import stage_on
from tests.reports.files import Rows, workbook
from tests.town import START, Town, build_town

HEAD = ("单位", "姓名", "职务", "角色", "人员编号")


class Office:
    """An organizer's phone beside a small town."""

    def __init__(self, stage: Stage, town: Town) -> None:
        self.stage = stage
        self.town = town
        self.organizer = stage.sandbox.person(town.organizer)

    async def settle(self) -> None:
        """Let all messages arrive: a chat gets one a second."""
        await self.stage.advance(seconds=5)

    async def say(self, text: str, phone: Phone | None = None) -> str:
        phone = phone or self.organizer
        phone.type(text)
        await self.settle()
        return phone.last.text

    async def send(self, content: bytes, name: str = "花名册.xlsx") -> str:
        self.organizer.send_document(name, content)
        await self.settle()
        return self.organizer.last.text

    async def offer(self, *rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> str:
        """Ask for the roster and send one with these people."""
        await self.say("/roster")
        return await self.send(book({"人员": [head, *rows]}))

    async def tap(self, label: str, phone: Phone | None = None) -> str:
        """Tap and return what is shown over the chat."""
        phone = phone or self.organizer
        query = phone.tap(label)
        await self.settle()
        answer = phone.answer_to(query)
        assert answer is not None
        return answer.text or ""

    def count(self, table: type[Cadre | Unit | Invite | RoleGrant]) -> int:
        return self.stage.bot.storage.read_now(
            lambda session: session.scalar(select(func.count()).select_from(table)) or 0
        )

    def draft(self) -> RosterImport:
        return self.stage.bot.storage.read_now(
            lambda session: session.scalars(select(RosterImport).order_by(RosterImport.id.desc())).all()[0]
        )

    def names(self) -> list[str]:
        return self.stage.bot.storage.read_now(lambda session: list(session.scalars(select(Cadre.name))))

    def card(self) -> str:
        """Return the card of the last import as it stands."""
        return next(m.text for m in reversed(self.organizer.messages) if m.text.startswith("【花名册"))


def book(sheets: dict[str, Rows], merged: dict[str, str] | None = None) -> bytes:
    return workbook(sheets, merged).content


def organizer_alone(town: Town) -> tuple[int, ...]:
    return (town.organizer,)


@asynccontextmanager
async def office_on(
    url: str,
    build: Callable[[Session], Town] = build_town,
    *,
    start: datetime = START,
    present: Callable[[Town], Iterable[int]] = organizer_alone,
    **sections: dict[str, object],
) -> AsyncIterator[Office]:
    """Open the stage on a small town, or on the one that ``build`` writes; the rest as in ``stage_on``."""
    async with stage_on(url, build, start=start, present=present, **sections) as (stage, town):
        yield Office(stage, town)
