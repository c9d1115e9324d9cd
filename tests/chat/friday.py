"""One Friday on the stage: phones by part, and the clock in Shanghai's wall time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, Attendance, Cadre, Roll
from bot.rehearsal.stage import Stage
from bot.sandbox.phone import Phone
from bot.storage import Storage
from tests.town import START, Town, build_town, settings_for

T = TypeVar("T")

ZONE = ZoneInfo("Asia/Shanghai")
FRIDAY = date(2026, 11, 27)
NOON = datetime(2026, 11, 27, 12, 30, tzinfo=ZONE)
LONGEST_WALK = timedelta(hours=1)


@dataclass
class Friday:
    """The stage and its cast: two units, the first with someone who is not linked (王未绑)."""

    stage: Stage
    town: Town

    @property
    def liaison(self) -> Phone:
        return self.stage.sandbox.person(self.town.liaison)

    @property
    def organizer(self) -> Phone:
        return self.stage.sandbox.person(self.town.organizer)

    def cadre(self, place: int) -> Phone:
        """Return a cadre of the first unit (0-3: 张1-张4) or of the second (4-7)."""
        return self.stage.sandbox.person(self.town.cadres[place])

    async def at(self, hour: int, minute: int, on: date = FRIDAY) -> None:
        """Move to a wall time; a long way is made with the machine asleep, but not past the Friday's noon."""
        wall = datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE).astimezone(UTC)
        if self.stage.clock.now() < NOON < wall:
            await self._leap(NOON)
        await self._leap(wall - timedelta(minutes=1))
        await self.stage.advance_to(wall)

    async def _leap(self, moment: datetime) -> None:
        """Let the machine sleep on a long way: what was missed is made up, which is much quicker than each minute."""
        if moment - self.stage.clock.now() > LONGEST_WALK:
            await self.stage.leap_to(moment)
            await self.stage.advance(seconds=30)

    async def opened(self) -> None:
        """Move to Wednesday, just after the invitations."""
        await self.at(9, 1, FRIDAY - timedelta(days=2))

    async def soon(self) -> None:
        """Let the pace of one message a second to a chat pass."""
        await self.stage.advance(seconds=3)

    async def type(self, phone: Phone, text: str) -> str:
        """Write a message and return what came back last."""
        phone.type(text)
        await self.soon()
        return phone.last.text

    async def tap(self, phone: Phone, label: str) -> str:
        """Press a button and return the toast or alert; empty for none."""
        query = phone.tap(label)
        await self.soon()
        answer = phone.answer_to(query)
        return (answer.text or "") if answer else ""

    async def excuse(self, phone: Phone, reason: str) -> str:
        """Ask for leave on the card, by two taps, and return the toast or alert."""
        await self.tap(phone, "请假")
        return await self.tap(phone, reason)

    async def forge(self, phone: Phone, data: str) -> str:
        """Send a tap that nobody drew, or on somebody else's button."""
        query = phone.tap_data(data)
        await self.soon()
        answer = phone.answer_to(query)
        return (answer.text or "") if answer else ""

    def read(self, query: Callable[[Session], T]) -> T:
        """Look into the tables."""
        return self.stage.bot.storage.read_now(query)

    def row(self, place: int) -> Attendance:
        """Return a cadre's line on the roll of this Friday."""
        telegram_id = self.town.cadres[place]
        query = (
            select(Attendance)
            .join(Cadre, Cadre.id == Attendance.cadre_id)
            .join(Activity, Activity.id == Attendance.activity_id)
            .where(Cadre.telegram_id == telegram_id, Activity.held_on == FRIDAY)
        )
        return self.read(lambda session: session.scalars(query).one())

    def speak_english(self, place: int) -> None:
        """Let a cadre have chosen English."""
        telegram_id = self.town.cadres[place]

        def write(session: Session) -> None:
            session.scalars(select(Cadre).where(Cadre.telegram_id == telegram_id)).one().language = "en"

        self.stage.bot.storage.write_now(write)

    def roll_id(self, place: int = 0) -> int:
        """Return the list of the first unit, or of another, for this Friday."""
        query = (
            select(Roll.id)
            .join(Activity, Activity.id == Roll.activity_id)
            .where(Roll.unit_id == self.town.unit_ids[place], Activity.held_on == FRIDAY)
        )
        return self.read(lambda session: session.scalars(query).one())

    def cadre_id(self, name: str) -> int:
        """Return someone of the first unit by name."""
        query = select(Cadre.id).where(Cadre.name == name, Cadre.unit_id == self.town.unit_ids[0])
        return self.read(lambda session: session.scalars(query).one())


def build_two_units(session: Session) -> Town:
    """Write two units of four cadres each, and one person of the first who is not linked."""
    town = build_town(session, units=2, cadres_each=4)
    session.add(Cadre(roster_no="U1", name="王未绑", unit_id=town.unit_ids[0]))
    return town


@asynccontextmanager
async def friday_on(url: str, **sections: dict[str, object]) -> AsyncIterator[Friday]:
    """Open the stage on a migrated database, with settings over the defaults, and close it again."""
    storage = Storage(url)
    town = storage.write_now(build_two_units)
    storage.close()
    stage = Stage(settings_for(url, **sections), start=START)
    for telegram_id in (town.liaison, town.organizer, town.admin, *town.cadres):
        stage.sandbox.person(telegram_id).account.has_started = True
    await stage.open()
    try:
        yield Friday(stage, town)
    finally:
        await stage.close()


@asynccontextmanager
async def settled_friday_on(url: str) -> AsyncIterator[Friday]:
    """Open the stage and let a minute pass, in which the bot says what it has to say at its start."""
    async with friday_on(url) as opened:
        await opened.stage.advance(minutes=1)
        yield opened
