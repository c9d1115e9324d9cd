"""A call for snow over HTTP: the town it happens in, and what its people do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Callout, Site
from bot.rehearsal.stage import TICK_MINUTES, Stage
from bot.sandbox.phone import Phone
from bot.storage import Storage
from tests.town import Town, build_town, settings_for

MONDAY = datetime(2026, 11, 22, 22, 10, tzinfo=UTC)  # 06:10 on Monday in Shanghai, just after the quiet hours
NIGHT = MONDAY - timedelta(hours=1)
MONDAY_OF_WEEK = date(2026, 11, 23)


def build(session: Session) -> Town:
    """Write three units of six, and two stretches: one of two places, one of a single place."""
    town = build_town(session, units=3, cadres_each=6, now=MONDAY)
    first, second, _third = session.scalars(select(Site).order_by(Site.id)).all()
    first.name, first.kind, first.heads = "沿河木栈道A段", "riverside_boardwalk", 2
    first.unit_id, first.neighbour_ids = town.unit_ids[0], [town.unit_ids[1]]
    second.name, second.kind, second.area_square_metres = "安华小区", "old_compound", 15
    second.unit_id = town.unit_ids[1]
    return town


@dataclass
class Snow:
    """The stage, its people, and what they do."""

    stage: Stage
    town: Town

    @property
    def organizer(self) -> Phone:
        return self.stage.sandbox.person(self.town.organizer)

    @property
    def lead(self) -> Phone:
        return self.stage.sandbox.person(self.town.liaison)

    def cadre(self, place: int) -> Phone:
        """Return a cadre: 0-5 of the first unit, 6-11 of the second, 12-17 of the third."""
        return self.stage.sandbox.person(self.town.cadres[place])

    @property
    def everybody(self) -> list[Phone]:
        return [self.stage.sandbox.person(number) for number in self.town.cadres]

    def rung(self) -> list[Phone]:
        """List who holds a call in the hand, in the order of the phones."""
        return [phone for phone in self.everybody if any("清雪集结通知" in each.text for each in phone.messages)]

    async def tap(self, phone: Phone, label: str) -> str:
        query = phone.tap(label)
        await self.stage.advance(seconds=6)
        answer = phone.answer_to(query)
        return (answer.text or "") if answer else ""

    async def tap_data(self, phone: Phone, data: str) -> str:
        query = phone.tap_data(data)
        await self.stage.advance(seconds=6)
        answer = phone.answer_to(query)
        return (answer.text or "") if answer else ""

    async def type(self, phone: Phone, text: str) -> str:
        phone.type(text)
        await self.stage.advance(seconds=6)
        return phone.last.text

    async def call_out(self) -> str:
        await self.type(self.organizer, "/snow 市气象台23日05:00发布：夜间出现大雪，目前雪已停。")
        await self.tap(self.organizer, "去预览")
        return await self.tap(self.organizer, "发起集结")

    def board(self) -> str:
        return next(each.text for each in reversed(self.organizer.messages) if "清雪看板" in each.text)

    def callout(self) -> Callout:
        return self.stage.bot.storage.read_now(lambda session: session.scalars(select(Callout)).one())


async def opened(
    url: str, *, at: datetime = MONDAY, tick_minutes: int = TICK_MINUTES, **sections: dict[str, object]
) -> Snow:
    storage = Storage(url)
    town = storage.write_now(build)
    storage.close()
    stage = Stage(settings_for(url, **sections), start=at, tick_minutes=tick_minutes)
    for number in range(town.admin, max(town.cadres) + 1):
        stage.sandbox.person(number).account.has_started = True
    await stage.open()
    return Snow(stage, town)
