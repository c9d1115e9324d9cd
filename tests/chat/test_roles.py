"""`/roles` on the phone: who holds what, given and taken, with a last day; the last admin; a unit handed over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    Attendance,
    AuditEntry,
    Cadre,
    Claim,
    ClaimKind,
    Correction,
    CorrectionKind,
    Mark,
    Role,
    RoleGrant,
    Roll,
    Shift,
    Site,
)
from bot.sandbox.phone import Phone
from tests.chat.friday import FRIDAY, Friday, settled_friday_on
from tests.chat.stages import speak_english
from tests.town import CONSENT

NOT_ALLOWED = "您没有办理此事的权限。如需办理，请联系管理员。"
LAST_ADMIN = "这是最后一名管理员，不能收回、设期限、解除绑定或离开。请先为另一名已绑定的人员开通不限期的管理员权限。"


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


def grants(friday: Friday, number: str) -> list[tuple[Role, date | None]]:
    """List what the person of a roster number holds, with its last day."""
    query = (
        select(RoleGrant)
        .join(Cadre, Cadre.id == RoleGrant.cadre_id)
        .where(Cadre.roster_no == number, RoleGrant.revoked_at.is_(None))
        .order_by(RoleGrant.id)
    )
    return friday.read(lambda session: [(grant.role, grant.ends_on) for grant in session.scalars(query)])


def acts(friday: Friday) -> list[tuple[str, str, object, object]]:
    """List what the audit says of roles: who, what, before, after."""
    query = select(AuditEntry).where(AuditEntry.action.like("role.%")).order_by(AuditEntry.id)
    return friday.read(
        lambda session: [(entry.actor, entry.action, entry.before, entry.after) for entry in session.scalars(query)]
    )


def id_of(friday: Friday, number: str) -> int:
    query = select(Cadre.id).where(Cadre.roster_no == number)
    return friday.read(lambda session: session.scalars(query).one())


def lines(phone: Phone) -> list[str]:
    return [message.text for message in phone.messages]


async def card_of(friday: Friday, phone: Phone, typed: str) -> str:
    return await friday.type(phone, f"/roles {typed}")


async def test_an_organizer_finds_a_person_and_gives_and_takes_a_role(friday_on_both: Friday) -> None:
    friday, organizer, cadre = friday_on_both, friday_on_both.organizer, friday_on_both.cadre(0)
    assert await friday.type(organizer, "/roles") == (
        "【角色】共4人担任角色。点姓名可开通、收回。\n"
        "管理员（1）\n管理员\n组织者（1）\n组织者\n联络员（2）\n联络1，市第1局\n联络2，市第2局"
    )
    await friday.tap(organizer, "查人")
    assert organizer.last.text == "请发送姓名或人员编号。不再查找请发送“取消”。"
    assert await friday.type(organizer, "张1") == (
        "名为“张1”的不止一人，请改发编号：\nC1-1 张1 市第1局\nC2-1 张1 市第2局"
    )
    assert (await friday.type(organizer, "王五")).startswith("花名册中没有“王五”。")
    assert await friday.type(organizer, "C1-1") == "【角色】张1（市第1局），编号C1-1\n没有担任角色。"
    await friday.tap(organizer, "开通角色")
    # Who is admin or organizer is said by admins alone.
    assert organizer.last.labels == ("领导", "联络员", "副联络员", "点位负责人", "取消")
    assert await friday.tap(organizer, "领导") == "已开通“领导”权限"
    assert cadre.last.text == "已为您开通“领导”权限。发送 /help 可查看新增的功能。"
    assert organizer.last.text == "【角色】张1（市第1局），编号C1-1\n· 领导"
    number = id_of(friday, "C1-1")
    assert await friday.forge(organizer, f"rg:give:{number}:leader:0") == "已担任该角色。"
    await friday.stage.advance(minutes=1)
    assert "summary" in cadre.menu
    assert "/summary" in await friday.type(cadre, "/help")
    assert await friday.tap(organizer, "收回领导") == "已收回“领导”权限"
    assert cadre.last.text == "您的“领导”权限已收回。"
    assert "/summary" not in await friday.type(cadre, "/help")
    by = f"cadre:{id_of(friday, 'A2')}"
    assert acts(friday) == [
        (by, "role.grant", None, {"role": "leader"}),
        (by, "role.revoke", {"role": "leader"}, {"role": None}),
    ]


async def test_who_may_not_appoint_is_refused_and_a_stranger_gets_no_role(friday: Friday) -> None:
    organizer, number = friday.organizer, id_of(friday, "C1-1")
    assert await friday.type(friday.liaison, "/roles") == NOT_ALLOWED
    whole = ("find:0", "page:0:0", "open:{}", "offer:{}", "back:{}", "pick:{}:lead:0")
    for act in (*whole, "give:{}:leader:0", "over:{}:1:1", "take:{}:1", "until:{}:1", "free:{}:1"):
        assert await friday.forge(friday.liaison, f"rg:{act.format(number)}") == NOT_ALLOWED
    # An organizer makes no organizer, and takes none.
    held = friday.read(lambda session: session.scalars(select(RoleGrant).where(RoleGrant.role == Role.ADMIN)).one())
    for data in (f"rg:give:{number}:admin:0", f"rg:give:{number}:organizer:0", f"rg:take:{held.cadre_id}:{held.id}"):
        assert await friday.forge(organizer, data) == NOT_ALLOWED
    assert await friday.forge(organizer, "rg:give:9999:leader:0") == (
        "花名册中没有这个人。只能为花名册中的人员开通角色。"
    )
    assert await friday.forge(organizer, f"rg:give:{number}:lead:9999") == "没有这个点位。"
    assert await friday.forge(organizer, f"rg:take:{number}:{held.id}") == "该角色已不在其名下，请以最新卡片为准。"

    def leave(session: Session) -> None:
        session.get_one(Cadre, number).left_on = date(2026, 11, 1)

    friday.stage.bot.storage.write_now(leave)
    assert await friday.forge(organizer, f"rg:give:{number}:leader:0") == "张1已不在花名册中，不能开通角色。"
    assert await card_of(friday, organizer, "C1-1") == "张1已不在花名册中，不能开通角色。"
    assert grants(friday, "C1-1") == []
    assert acts(friday) == []


async def test_the_last_admin_stays(friday: Friday) -> None:
    phone, number = admin(friday), id_of(friday, "A1")
    await card_of(friday, phone, "A1")
    assert await friday.tap(phone, "收回管理员") == LAST_ADMIN
    assert await friday.tap(phone, "设期限：管理员") == LAST_ADMIN
    assert await friday.type(phone, "/delete") == LAST_ADMIN
    # One who is not linked, or whose role has an end, does not count.
    for who in ("U1", "C1-1"):
        await card_of(friday, phone, who)
        await friday.tap(phone, "开通角色")
        assert await friday.tap(phone, "管理员") == "已开通“管理员”权限"
    await friday.tap(phone, "设期限：管理员")
    await friday.type(phone, "2027-6-30")
    assert friday.cadre(0).last.text == "您的“管理员”权限至2027年6月30日（星期三）到期，当日仍有效。"
    await card_of(friday, phone, "A1")
    assert await friday.tap(phone, "收回管理员") == LAST_ADMIN

    def enrol(session: Session) -> None:
        session.get_one(Cadre, number).unit_id = friday.town.unit_ids[0]

    friday.stage.bot.storage.write_now(enrol)
    assert await friday.forge(friday.cadre(0), f"ml:{friday.town.unit_ids[0]}:{number}") == LAST_ADMIN
    await card_of(friday, phone, "C1-1")
    await friday.tap(phone, "设期限：管理员")
    assert await friday.tap(phone, "不限") == "已改为不限期"
    assert grants(friday, "C1-1") == [(Role.ADMIN, None)]
    await card_of(friday, phone, "A1")
    assert await friday.tap(phone, "收回管理员") == "已收回“管理员”权限"
    assert await friday.forge(friday.cadre(0), f"rg:open:{number}") == ""
    assert grants(friday, "A1") == []


async def test_a_last_day_is_told_the_day_before_and_ends_the_role_at_midnight(friday: Friday) -> None:
    organizer, cadre = friday.organizer, friday.cadre(0)
    await card_of(friday, organizer, "C1-1")
    await friday.tap(organizer, "开通角色")
    await friday.tap(organizer, "领导")
    for unfit in ("2026-11-24", "昨日", "11-30 12-5", "2026-13-1"):
        await friday.tap(organizer, "设期限：领导")
        assert (await friday.type(organizer, unfit)).startswith("日期没有看懂，或早于今天。"), unfit
    assert await friday.type(organizer, "11月27日") == (
        "【角色】张1（市第1局），编号C1-1\n· 领导，至2026年11月27日（星期五）"
    )
    assert grants(friday, "C1-1") == [(Role.LEADER, FRIDAY)]
    assert acts(friday)[-1][1:] == ("role.until", {"role": "leader"}, {"role": "leader", "until": "2026-11-27"})
    await friday.at(9, 1, FRIDAY - timedelta(days=1))
    assert lines(cadre).count("您的“领导”权限明天（11月27日（星期五））到期，当日仍有效。") == 1
    to_organizer = "张1的“领导”权限明天（11月27日（星期五））到期。需要延长请发送 /roles 张1。"
    await friday.stage.advance(minutes=5)
    assert lines(organizer).count(to_organizer) == 1
    await friday.at(23, 59)
    assert grants(friday, "C1-1") == [(Role.LEADER, FRIDAY)]
    # The bot is away at midnight: at its start the role is gone before the tap that waited is handled.
    await friday.stage.stop_bot()
    friday.stage.clock.set(friday.stage.clock.now() + timedelta(minutes=9))
    cadre.type("/summary")
    await friday.stage.start_bot()
    await friday.soon()
    await friday.soon()
    assert NOT_ALLOWED in lines(cadre)
    assert "您的“领导”权限已到期。" in lines(cadre)
    assert grants(friday, "C1-1") == []
    assert acts(friday)[-1] == ("system", "role.revoke", {"role": "leader", "until": "2026-11-27"}, {"role": None})


async def test_an_ended_role_of_the_last_admin_is_kept_without_an_end(friday: Friday) -> None:
    def give_an_end(session: Session) -> None:
        session.scalars(select(RoleGrant).where(RoleGrant.role == Role.ADMIN)).one().ends_on = date(2026, 11, 24)

    friday.stage.bot.storage.write_now(give_an_end)
    await friday.stage.advance(minutes=2)
    assert grants(friday, "A1") == [(Role.ADMIN, None)]
    assert admin(friday).last.text == "您是唯一的管理员，权限到期后仍予保留，改为不限期。"


async def test_a_unit_is_handed_over_with_what_is_open_and_nothing_of_the_record_changes(friday: Friday) -> None:
    organizer, new, old = friday.organizer, friday.cadre(0), friday.liaison
    await friday.opened()
    await friday.at(15, 35)

    def leave_open(session: Session) -> None:
        activity = session.scalars(select(Activity).where(Activity.held_on == FRIDAY)).one()
        second = session.scalars(select(Cadre).where(Cadre.roster_no == "C1-2")).one()
        unlinked = session.scalars(select(Cadre).where(Cadre.roster_no == "U1")).one()
        now = friday.stage.clock.now()
        session.add(
            Correction(
                activity_id=activity.id,
                cadre_id=second.id,
                kind=CorrectionKind.CAME,
                wanted_in_at=activity.starts_at,
                wanted_out_at=activity.ends_at,
                words="在场",
                asked_at=now,
            )
        )
        session.add(
            Claim(
                kind=ClaimKind.BIND,
                telegram_id=990_001,
                unit_id=friday.town.unit_ids[0],
                typed_name="王未绑",
                cadre_id=unlinked.id,
                language="zh-CN",
                consent_version=CONSENT,
                created_at=now,
            )
        )

    friday.stage.bot.storage.write_now(leave_open)
    record = select(Attendance.state, Attendance.answer, Mark.id).outerjoin(Mark, Mark.cadre_id == Attendance.cadre_id)
    before = friday.read(lambda session: session.execute(record.order_by(Attendance.id, Mark.id)).all())
    await card_of(friday, organizer, "C1-1")
    await friday.tap(organizer, "开通角色")
    await friday.tap(organizer, "联络员")
    assert organizer.last.labels == ("接任（联络1卸任）", "同时担任", "取消")
    count = len(new.messages)
    assert await friday.tap(organizer, "接任（联络1卸任）") == "已开通“联络员”权限"
    await friday.stage.advance(seconds=10)
    shown = lines(new)[count:]
    assert shown[0] == "已为您开通“联络员”权限（市第1局）。发送 /help 可查看新增的功能。"
    for open_thing in ("王未绑", "【点名】", "更正"):
        assert [text for text in shown if open_thing in text] != [], open_thing
    assert old.last.text == "您的“联络员”权限（市第1局）已收回。"
    assert await friday.type(old, "/rollcall") == NOT_ALLOWED
    roll = friday.read(lambda session: session.get_one(Roll, friday.roll_id()))
    assert roll.confirmed_at is None
    assert before == friday.read(lambda session: session.execute(record.order_by(Attendance.id, Mark.id)).all())
    assert (grants(friday, "L1"), grants(friday, "C1-1")) == ([], [(Role.LIAISON, None)])
    handed = acts(friday)[-2]
    assert handed[1:] == (
        "role.revoke",
        {"role": "liaison", "unit": friday.town.unit_ids[0]},
        {"role": None, "to": id_of(friday, "C1-1")},
    )
    # Both together, as well.
    await card_of(friday, organizer, "L1")
    await friday.tap(organizer, "开通角色")
    await friday.tap(organizer, "联络员")
    assert await friday.tap(organizer, "同时担任") == "已开通“联络员”权限"
    assert (grants(friday, "L1"), grants(friday, "C1-1")) == ([(Role.LIAISON, None)], [(Role.LIAISON, None)])


async def test_a_lead_leads_what_comes_at_the_site_and_hands_it_back(friday: Friday) -> None:
    organizer, cadre = friday.organizer, friday.cadre(0)

    def lead_of_friday(session: Session) -> int | None:
        return session.scalars(
            select(Shift.lead_id)
            .join(Activity, Activity.id == Shift.activity_id)
            .join(Site, Site.id == Shift.site_id)
            .where(Activity.held_on == FRIDAY, Site.name == "第1社区服务中心")
        ).one()

    await friday.opened()
    assert friday.read(lead_of_friday) is None
    await card_of(friday, organizer, "C1-1")
    await friday.tap(organizer, "开通角色")
    await friday.tap(organizer, "点位负责人")
    assert organizer.last.labels == ("第1社区服务中心", "第2社区服务中心", "取消")
    assert await friday.tap(organizer, "第1社区服务中心") == "已开通“点位负责人”权限"
    assert cadre.last.text == "已为您开通“点位负责人”权限（第1社区服务中心）。发送 /help 可查看新增的功能。"
    assert friday.read(lead_of_friday) == id_of(friday, "C1-1")
    assert "/code" in await friday.type(cadre, "/help")
    await friday.tap(organizer, "收回点位负责人：第1社区服务中心")
    assert friday.read(lead_of_friday) is None


async def test_the_cards_speak_english(friday: Friday) -> None:
    speak_english(friday.stage)
    organizer, cadre = friday.organizer, friday.cadre(0)
    said = await friday.type(organizer, "/roles")
    assert said.startswith("[Roles] 4 people hold a role. Tap a name to give or take one.\nadmin (1)\n管理员\n")
    assert await card_of(friday, organizer, "C1-1") == "[Roles] 张1 (市第1局), number C1-1\nHolds no role."
    await friday.tap(organizer, "Give a role")
    assert await friday.tap(organizer, "deputy liaison") == "Role given: deputy liaison"
    assert cadre.last.text == "You now have the role of deputy liaison (市第1局). /help shows what you can do now."
    await friday.tap(organizer, "Last day: deputy liaison")
    assert await friday.type(organizer, "cancel") == "Cancelled."
    assert await friday.tap(organizer, "Take away deputy liaison: 市第1局") == "Role taken away: deputy liaison"
    assert cadre.last.text == "Your role of deputy liaison (市第1局) has been taken away."
    await card_of(friday, organizer, "L2")
    await friday.tap(organizer, "Take away liaison: 市第2局")
    assert "\n1 unit without a liaison: 市第2局\n" in await friday.type(organizer, "/roles")
