"""Who stands on the roster twice, made one on the organizer's phone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import AuditEntry, Cadre, Role, RoleGrant
from tests.chat.office import Office, office_on
from tests.services.records import came, line_of, wall
from tests.services.weeks import hold
from tests.town import START, Town, build_town


def build(session: Session) -> Town:
    """Write a town in which 张1 has two entries, and both have a line of last Friday."""
    town = build_town(session)
    stays = session.scalars(select(Cadre).where(Cadre.roster_no == "C1-1")).one()
    other = Cadre(roster_no="N00012", name="张1", unit_id=stays.unit_id)
    session.add(other)
    session.flush()
    friday = hold(session, town, START.date().replace(day=20))
    came(session, friday, stays, wall(20, 13, 30), wall(20, 15, 30))
    line_of(session, friday, other)
    return town


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with office_on(sqlite_url, build) as opened:
        yield opened


def entry(office: Office, number: str) -> Cadre:
    query = select(Cadre).where(Cadre.roster_no == number)
    return office.stage.bot.storage.read_now(lambda session: session.scalars(query).one())


async def test_a_double_is_found_looked_at_and_merged(office: Office) -> None:
    await office.say("/roster")
    await office.tap("疑似重复（1组）")
    assert "1. 市第1局 张1（职务未填，编号 C1-1，已绑定） ／ 市第1局 张1（职务未填，编号 N00012，未绑定）" in (
        office.organizer.last.text
    )
    await office.tap("1")
    assert "活动记录1条，签到签退等2条" in office.organizer.last.text
    await office.tap("保留 C1-1")
    preview = office.organizer.last.text
    assert "保留：市第1局 张1（职务未填，编号 C1-1" in preview
    for said in ("合并后活动记录：1条", "两条都有记录的活动：1次", "不能撤销"):
        assert said in preview
    assert entry(office, "N00012").merged_into_id is None  # nothing is done yet
    await office.tap("返回")
    assert "共1组" in office.organizer.last.text
    await office.tap("1")
    await office.tap("保留 C1-1")
    assert await office.tap("确认合并") == "已合并：张1（C1-1）"
    assert "没有疑似重复" in office.organizer.last.text
    assert entry(office, "N00012").merged_into_id == entry(office, "C1-1").id
    await office.say("/roster")
    assert "疑似重复" not in str(office.organizer.last.markup)


async def test_the_account_goes_over_to_the_entry_that_has_none(office: Office) -> None:
    phone = office.stage.sandbox.person(office.town.cadres[0])
    phone.type("你好")
    await office.say("/roster")
    await office.tap("疑似重复（1组）")
    await office.tap("1")
    await office.tap("保留 N00012")
    assert "账号随之转入" in office.organizer.last.text
    await office.tap("确认合并")
    assert entry(office, "N00012").telegram_id == office.town.cadres[0]
    assert "张1" in phone.last.text  # welcomed as who they are


async def test_what_the_double_held_is_shown_as_held_by_who_stays(sqlite_url: str) -> None:
    def promote(session: Session) -> Town:
        town = build(session)
        double = session.scalars(select(Cadre).where(Cadre.roster_no == "N00012")).one()
        grant = RoleGrant(
            cadre_id=double.id, role=Role.DEPUTY, unit_id=double.unit_id, granted_at=START, granted_by="test"
        )
        session.add(grant)
        return town

    async with office_on(sqlite_url, promote) as office:
        stays, double = (entry(office, number).id for number in ("C1-1", "N00012"))
        admin = office.stage.sandbox.person(office.town.admin)
        await office.say("/roles", admin)
        holders = admin.last
        assert f"rg:open:{double}" in str(holders.markup)
        await office.say("/roster")
        for label in ("疑似重复（1组）", "1", "保留 C1-1", "确认合并"):
            await office.tap(label)
        assert f"rg:open:{stays}" in str(holders.markup)
        assert f"rg:open:{double}" not in str(holders.markup)


async def test_different_people_are_suspected_no_more_until_that_is_taken_back(office: Office) -> None:
    await office.say("/roster")
    await office.tap("疑似重复（1组）")
    await office.tap("1")
    assert await office.tap("不是同一人") == "已记下：不是同一人"
    assert "没有疑似重复" in office.organizer.last.text
    ids = f"{entry(office, 'C1-1').id}:{entry(office, 'N00012').id}"
    for data in (f"db:sure:{ids}", f"db:dismiss:{ids}"):  # drawn before
        assert "已经处理" in await forge(office, data)
    await office.say("/roster")
    await office.tap("疑似重复（0组）")
    await office.tap("不是同一人（1组）")
    await office.tap("1")
    assert "由组织者于11月25日" in office.organizer.last.text
    assert await office.tap("撤销，仍列为疑似") == "已撤销，仍列为疑似重复"
    assert "共1组" in office.organizer.last.text
    assert "已经处理" in await forge(office, f"db:suspect:{ids}")
    acts = office.stage.bot.storage.read_now(
        lambda session: session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.startswith("person.")).order_by(AuditEntry.id)
        ).all()
    )
    assert acts == ["person.different", "person.suspect"]
    assert entry(office, "N00012").left_on is None


async def forge(office: Office, data: str) -> str:
    query = office.organizer.tap_data(data)
    await office.settle()
    answer = office.organizer.answer_to(query)
    assert answer is not None
    return answer.text or ""


@pytest.mark.parametrize(
    "data",
    ["db", "db:sure:1:2", "db:sure:999999:999999", "db:pair:x", "db:merge:3:4", "db:dismiss:1:2", "db:suspect:1:2"],
)
async def test_a_forged_tap_merges_nobody(office: Office, data: str) -> None:
    await office.say("/roster")
    for phone in (office.organizer, office.stage.sandbox.person(office.town.cadres[1])):
        query = phone.tap_data(data)
        await office.settle()
        answer = phone.answer_to(query)
        assert answer is not None
        assert answer.is_alert
    assert entry(office, "N00012").left_on is None


async def test_the_cards_speak_english(office: Office) -> None:
    await office.say("/settings")
    await office.tap("English")
    await office.say("/roster")
    await office.tap("Suspected doubles (1)")
    assert "(no title, number N00012, not linked)" in office.organizer.last.text
    await office.tap("1")
    await office.tap("Keep C1-1")
    assert "Activities that both have: 1." in office.organizer.last.text
    assert await office.tap("Merge") == "Merged: 张1 (C1-1)"
