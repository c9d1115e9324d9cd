"""That a drill of reach is due is proposed once a month, and begun by a tap alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.model import Broadcast, BroadcastState
from tests.chat.office import Office, office_on
from tests.chat.stages import everybody

BEFORE = datetime(2026, 12, 7, 1, 58, tzinfo=UTC)  # Monday 09:58 in Shanghai, the first of December


def proposed(office: Office, number: int) -> list[str]:
    return [m.text for m in office.stage.sandbox.person(number).messages if "12月触达演练" in m.text]


async def test_a_drill_is_proposed_once_a_month_and_a_person_begins_it(sqlite_url: str) -> None:
    async with office_on(sqlite_url, start=BEFORE, present=everybody) as office:
        assert proposed(office, office.town.organizer) == []
        await office.stage.advance(minutes=4)
        for number in (office.town.organizer, office.town.admin):
            (card,) = proposed(office, number)
            assert "将向可触达的4人各发送一条有提示音的消息" in card
        assert proposed(office, office.town.liaison) == []
        reader = office.stage.sandbox.person(office.town.cadres[0])
        assert not reader.messages  # nobody has decided

        assert "没有" in await forge(office, reader.id, "rh:monthly:202612")
        assert "已过期" in await forge(office, office.town.organizer, "rh:monthly:202611")
        assert "失效" in await forge(office, office.town.organizer, "rh:monthly:202613")
        assert await office.tap("发起演练") == "演练已发起，一小时后显示结果"
        assert "请点一下“收到”" in reader.last.text
        (card,) = proposed(office, office.town.admin)
        assert "已由组织者于" in card
        await office.tap("收到", reader)
        await office.stage.stop_bot()
        await office.stage.start_bot()
        await office.stage.advance(minutes=62)
        assert any("送达4人，1人点了“收到”" in m.text for m in office.organizer.messages)
        assert len(proposed(office, office.town.organizer)) == 1


async def forge(office: Office, number: int, data: str) -> str:
    phone = office.stage.sandbox.person(number)
    query = phone.tap_data(data)
    await office.settle()
    answer = phone.answer_to(query)
    return (answer.text or "") if answer else ""


async def test_the_result_of_a_drill_that_a_second_person_approved_is_shown(sqlite_url: str) -> None:
    async with office_on(sqlite_url, start=BEFORE, present=everybody, delivery={"second_approval_above": 1}) as office:
        await office.stage.advance(minutes=4)
        assert "须另一人批准" in office.organizer.last.text
        assert await office.tap("发起演练") == "人数较多，已请另一人批准"
        (card,) = proposed(office, office.town.organizer)
        assert "等待另一人批准" in card
        await office.stage.advance(minutes=30)
        await office.tap("批准", office.stage.sandbox.person(office.town.admin))
        await office.tap("收到", office.stage.sandbox.person(office.town.cadres[0]))
        await office.stage.advance(minutes=62)
        assert any("送达4人，1人点了“收到”" in m.text for m in office.organizer.messages)


@pytest.mark.parametrize("day", [0, 20])
async def test_where_the_settings_say_never_or_another_day_nothing_is_proposed(sqlite_url: str, day: int) -> None:
    async with office_on(sqlite_url, start=BEFORE, present=everybody, registration={"drill_day": day}) as office:
        await office.stage.leap_to(BEFORE + timedelta(minutes=10))
        await office.stage.advance(seconds=40)
        assert proposed(office, office.town.organizer) == []
        query = select(Broadcast).where(Broadcast.state != BroadcastState.DRAFT)
        assert office.stage.bot.storage.read_now(lambda session: session.scalars(query).all()) == []
