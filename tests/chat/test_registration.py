"""How people come in, over the sandbox: links, codes, consent, names, and the liaison's card."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Claim, InviteKind
from bot.rehearsal.stage import Stage
from bot.sandbox.phone import Phone
from bot.services import invites
from bot.storage import Storage
from tests.town import START, Town, build_town, settings_for

T = TypeVar("T")
NEW_PHONE = 950_001
OPENING = START.replace(hour=1, minute=30)  # Wednesday 09:30 in Shanghai: the Friday is open


@dataclass
class Play:
    """A running bot in its town, with a few people on the roster who are not linked."""

    stage: Stage
    town: Town

    def phone(self, telegram_id: int, language_code: str = "zh-hans") -> Phone:
        return self.stage.sandbox.person(telegram_id, language_code=language_code)

    def read(self, query: Callable[[Session], T]) -> T:
        return self.stage.bot.storage.read_now(query)

    def write(self, work: Callable[[Session], T]) -> T:
        return self.stage.bot.storage.write_now(work)

    def cadre(self, name: str, place: int = 0) -> Cadre:
        return self.read(lambda session: session.scalars(select(Cadre).where(Cadre.name == name)).all()[place])

    def claims(self) -> list[Claim]:
        return self.read(lambda session: list(session.scalars(select(Claim).order_by(Claim.id))))

    def unit_link(self, place: int = 0) -> invites.Issued:
        return self._issue(InviteKind.UNIT, unit_id=self.town.unit_ids[place])

    def personal_link(self, name: str) -> invites.Issued:
        return self._issue(InviteKind.PERSON, cadre_id=self.cadre(name).id)

    def admin_link(self) -> invites.Issued:
        now = self.stage.clock.now()
        return self.write(lambda session: invites.admin_link(session, now=now, minutes=30))

    def _issue(self, kind: InviteKind, unit_id: int | None = None, cadre_id: int | None = None) -> invites.Issued:
        now, lasts = self.stage.clock.now(), timedelta(days=30)
        return self.write(
            lambda session: invites.issue(session, now=now, kind=kind, unit_id=unit_id, cadre_id=cadre_id, lasts=lasts)
        )

    async def comes(self, telegram_id: int, token: str, name: str = "", language_code: str = "zh-hans") -> Phone:
        """Open a link, agree, and give the name where it is asked for."""
        phone = self.phone(telegram_id, language_code)
        phone.start(token)
        await self.stage.settle()
        phone.tap("同意" if language_code.startswith("zh") else "Agree")
        await self.stage.advance(seconds=3)
        if name:
            phone.type(name)
            await self.stage.advance(seconds=3)
        return phone


def people(session: Session, unit_id: int) -> None:
    """Put on the roster: 王芳 once, 李伟 twice, none of them linked."""
    for number, name, title in (("X1", "王芳", "科员"), ("X2", "李伟", "科长"), ("X3", "李伟", "主任")):
        session.add(Cadre(roster_no=number, name=name, title=title, unit_id=unit_id))


async def playing(url: str) -> AsyncIterator[Play]:
    storage = Storage(url)
    town = storage.write_now(lambda session: build_town(session, units=2))
    storage.write_now(lambda session: people(session, town.unit_ids[0]))
    storage.close()
    stage = Stage(settings_for(url), start=START)
    stage.sandbox.person(town.liaison).type("你好")
    stage.sandbox.person(town.organizer).type("你好")
    stage.sandbox.person(town.admin).type("你好")
    await stage.open()
    await stage.advance_to(OPENING)
    yield Play(stage, town)
    await stage.close()


@pytest.fixture
async def play(sqlite_url: str) -> AsyncIterator[Play]:
    async for made in playing(sqlite_url):
        yield made


@pytest.fixture
async def both(database_url: str) -> AsyncIterator[Play]:
    async for made in playing(database_url):
        yield made


class TestPersonalLink:
    async def test_it_binds_after_consent_and_brings_the_open_card(self, both: Play) -> None:
        phone = both.phone(NEW_PHONE)
        phone.start(both.personal_link("王芳").token)
        await both.stage.settle()
        assert "王芳同志" in phone.last.text
        assert "境外平台 Telegram" in phone.last.text
        assert both.cadre("王芳").telegram_id is None

        phone.tap("同意")
        await both.stage.advance(seconds=5)

        cadre = both.cadre("王芳")
        assert cadre.telegram_id == NEW_PHONE
        assert cadre.consent_version == "2026-1"
        assert cadre.consented_at is not None
        assert any("绑定成功" in message.text for message in phone.messages)
        assert phone.last.text.startswith("【志愿服务日】")
        assert [key.label for row in phone.reply_keyboard for key in row][0] == "签到"


class TestUnitLink:
    async def test_the_name_waits_for_one_tap_of_the_liaison(self, both: Play) -> None:
        link = both.unit_link()
        phone = await both.comes(NEW_PHONE, link.token, " 王 芳 ")
        assert "联络员确认" in phone.last.text
        liaison = both.phone(both.town.liaison)
        assert "王芳（科员）" in liaison.last.text

        liaison.tap("全部通过")
        await both.stage.advance(seconds=5)

        assert liaison.answers[-1].text == "已通过1人"
        assert both.cadre("王芳").telegram_id == NEW_PHONE
        assert phone.last.text.startswith("【志愿服务日】")
        assert any("没有等待确认的人员" in message.text for message in liaison.messages)
