"""`/audit` on the phone: who did what to whom, in words; filters, pages, the file; for admins alone."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Attachment, AuditEntry, Cadre
from bot.sandbox.phone import Phone
from bot.services import audit_log, people
from tests.chat.friday import FRIDAY, Friday, settled_friday_on

NOT_ALLOWED = "您没有办理此事的权限。如需办理，请联系管理员。"
WAIT_SECONDS = 20


@pytest.fixture
async def friday(sqlite_url: str) -> AsyncIterator[Friday]:
    async with settled_friday_on(sqlite_url) as opened:
        yield opened


@pytest.fixture
async def friday_on_both(database_url: str) -> AsyncIterator[Friday]:
    async with settled_friday_on(database_url) as opened:
        yield opened


def admin(friday: Friday) -> Phone:
    return friday.stage.sandbox.person(friday.town.admin)


async def exported(friday: Friday, label: str) -> list[list[object]]:
    """Tap the button, wait until the child has written, and return the rows below the heading."""
    phone = admin(friday)
    before = len(phone.messages)
    phone.tap(label)
    for _ in range(WAIT_SECONDS):
        await friday.stage.advance(seconds=1)
        if len(phone.messages) > before:
            break
    newest = select(Attachment).where(Attachment.key.startswith(audit_log.KEY)).order_by(Attachment.id.desc()).limit(1)
    content = friday.read(lambda session: session.scalars(newest).one().content)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]


async def test_an_admin_reads_who_did_what_by_person_activity_and_day(friday_on_both: Friday) -> None:
    friday, phone = friday_on_both, admin(friday_on_both)
    await friday.opened()
    await friday.type(friday.organizer, "/roles C1-1")
    await friday.tap(friday.organizer, "开通角色")
    await friday.tap(friday.organizer, "领导")
    await friday.tap(friday.organizer, "收回领导")
    await friday.at(13, 40)
    number = friday.read(lambda session: session.scalars(select(Cadre.id).where(Cadre.roster_no == "C1-2")).one())
    await friday.forge(friday.liaison, f"rm:{friday.roll_id()}:{number}:1")
    assert await friday.type(phone, "/audit C1-1") == (
        "【操作记录】张1，共2条，最近的在前。\n"
        "11月25日（星期三）09:01 组织者：收回角色，张1（角色 领导 → —）\n"
        "11月25日（星期三）09:01 组织者：开通角色，张1（角色 领导）"
    )
    assert phone.last.labels == ("导出",)
    everything = await friday.type(phone, "/audit")
    assert everything.splitlines()[:2] == [
        "【操作记录】全部，共3条，最近的在前。",
        "11月27日（星期五）13:40 联络1：点名登记到场，张2（活动 周五志愿服务 2026-11-27；单位 市第1局）",
    ]
    assert everything.splitlines()[-1].startswith("只看一部分：/audit 后写姓名或编号")
    of_friday = await friday.type(phone, "/audit 2026-11-27")
    assert "只看一部分" not in of_friday
    assert of_friday.startswith("【操作记录】2026-11-27的活动，共1条")
    on_wednesday = await friday.type(phone, "/audit 组织者 日期 2026-11-25")
    assert on_wednesday.startswith("【操作记录】组织者，2026-11-25当天的操作，共2条")
    assert await friday.type(phone, "/audit 张2 2026-11-27") == (
        "名为“张2”的不止一人，请改发编号：\nC1-2 张2 市第1局\nC2-2 张2 市第2局"
    )
    assert (await friday.type(phone, "C1-2")).startswith("【操作记录】张2，2026-11-27的活动，共1条")
    assert await friday.type(phone, "/audit 日期 2026-11-20") == "【操作记录】2026-11-20当天的操作：没有记录。"
    assert (await friday.type(phone, "/audit 王五")).startswith("花名册中没有“王五”。")
    assert await friday.type(phone, "取消") == "已取消。"
    assert (await friday.type(phone, "/audit 2026-13-40")).startswith("筛选条件没有看懂。")


async def test_it_is_for_admins_alone_and_taking_the_file_is_noted(friday: Friday) -> None:
    phone = admin(friday)
    for other in (friday.organizer, friday.liaison, friday.cadre(0)):
        assert await friday.type(other, "/audit") == NOT_ALLOWED
        assert await friday.forge(other, "au:file:0:0:0") == NOT_ALLOWED
        assert await friday.forge(other, "au:page:0:0:0:0") == NOT_ALLOWED
    for forged in ("au:page:0:x:0:0", "au:page:0:20261340:0:0", "au:nothing:0:0:0", "au:page:0:0:0"):
        assert await friday.forge(phone, forged) == "这个按钮已失效，请使用最新的卡片。"
    assert await friday.type(phone, "/audit") == "【操作记录】全部：没有记录。"
    assert await friday.forge(phone, "au:file:0:0:0") == "没有符合条件的操作记录。"
    now = friday.stage.clock.now()

    def fill(session: Session) -> None:
        for place in range(20):
            at = now - timedelta(minutes=20 - place)
            people.note(
                session, now=at, actor="operator", action="unit.enable", subject="unit:1", after={"is_enabled": True}
            )
        people.note(session, now=now, actor="system", action="callout.end", subject="callout:99", after={"told": 3})
        was = {
            "title": "植树",
            "quota": None,
            "starts_at": "2026-11-28T01:00:00+00:00",
            "units": [1, 2],
            "state": "open",
        }
        done = was | {"starts_at": "2026-11-28T02:00:00+00:00", "state": "cancelled", "reason": "大风"}
        people.note(
            session, now=now, actor="cadre:2", action="activity.cancel", subject="units", before=was, after=done
        )
        people.note(session, now=now, actor="cadre:1", action="gone.by", subject="thing:=1", before={"x": [1, 2]})

    friday.stage.bot.storage.write_now(fill)
    first = await friday.type(phone, "/audit")
    assert first.startswith("【操作记录】全部，共23条")
    assert "管理员：gone.by，thing =1（x 1、2 →）" in first, "what is not known any more is shown as it stands"
    assert "系统：收队，清雪集结（告知 3）" in first
    change = "开始 2026-11-28 09:00 → 2026-11-28 10:00；状态 进行中 → 已取消；原因 大风"
    assert f"组织者：取消活动，全部单位（{change}）" in first, "of many fields those that changed"
    await friday.tap(phone, "下一页")
    assert phone.last.text.count("运维人员：启用单位，市第1局（启用 是）") == 8
    assert phone.last.labels == ("上一页", "下一页", "导出")
    rows = await exported(friday, "导出")
    assert [row[1:4] for row in rows[:3:2]] == [["管理员", "gone.by", "thing =1"], ["系统", "收队", "清雪集结"]]
    assert len(rows) == 23
    assert phone.last.text == "【操作记录】全部，共23条。含人员姓名，请妥善保管，勿转发。"
    newest = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)
    entry = friday.read(lambda session: session.scalars(newest).one())
    assert (entry.action, entry.subject, entry.after) == ("audit.export", "audit", {"rows": 23})
    assert "管理员：导出操作记录，操作记录（条数 23）" in await friday.type(phone, "/audit")


async def test_it_speaks_english(friday: Friday) -> None:
    def write(session: Session) -> None:
        session.scalars(select(Cadre).where(Cadre.roster_no == "A1")).one().language = "en"
        now = friday.stage.clock.now()
        people.note(session, now=now, actor="cadre:2", action="role.grant", subject="cadre:3", after={"role": "lead"})

    friday.stage.bot.storage.write_now(write)
    assert (await friday.type(admin(friday), "/audit on 2026-11-25")).startswith(
        "[Audit] done on 2026-11-25: 1 entry.\nWed 25 Nov, 08:0"
    )
    assert admin(friday).last.text.endswith(" 组织者: gave a role, 联络1 (role site lead)")
    assert (FRIDAY - timedelta(days=2)).isoformat() == "2026-11-25"
