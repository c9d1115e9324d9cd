"""The roll sheet to print: whose list a liaison gets on paper, what is on it, and who is refused."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import CheckInSettings
from bot.model import Activity, ActivityState, Attachment, Attendance, AuditEntry, Cadre, Role, RoleGrant, Shift
from bot.rules.attendance import AttendanceState
from bot.rules.roll_sheets import SheetPerson
from bot.rules.site_codes import is_genuine, read_payload
from bot.sandbox.phone import Phone
from bot.services import roll_sheets
from bot.services.roll_sheets import Prepared
from tests.chat.friday import FRIDAY, Friday
from tests.town import START

WAIT_SECONDS = 20
NOT_ALLOWED = "您没有办理此事的权限。如需办理，请联系管理员。"


async def printed(friday: Friday, phone: Phone, label: str = "打印签到表") -> str:
    """Tap the button, wait until the child has drawn, and return what came with the file."""
    before = len(phone.messages)
    phone.tap(label)
    for _ in range(WAIT_SECONDS):
        await friday.stage.advance(seconds=1)
        if len(phone.messages) > before:
            break
    return phone.last.text


def prepared(friday: Friday, settings: CheckInSettings | None = None) -> Prepared:
    return friday.read(
        lambda session: roll_sheets.prepare(
            session,
            telegram_id=friday.town.liaison,
            roll_id=friday.roll_id(),
            settings=settings or CheckInSettings(),
        )
    )


def sheets(friday: Friday) -> list[Attachment]:
    rows = select(Attachment).where(Attachment.key.startswith(roll_sheets.KEY))
    return friday.read(lambda session: list(session.scalars(rows)))


async def test_a_liaison_prints_the_list_before_the_service(friday_on_both: Friday) -> None:
    friday = friday_on_both
    await friday.opened()
    await friday.excuse(friday.cadre(1), "公务")
    await friday.tap(friday.cadre(2), "不参加")
    await friday.type(friday.liaison, "/rollcall")
    assert friday.liaison.last.labels == ("打印签到表", "签到码")
    said = await printed(friday, friday.liaison)
    assert said == (
        "【签到表】市第1局，周五志愿服务，11月27日（星期五），名单6人。含人员姓名，供现场签名，请妥善保管，勿转发。"
    )
    (sheet,) = sheets(friday)
    assert (sheet.name, sheet.content[:4]) == ("签到表2026-11-27市第1局.pdf", b"%PDF")
    # In the order of the roster; leave without its reason, and nothing of who declined.
    assert prepared(friday).sheet.people == (
        SheetPerson("联络1"),
        SheetPerson("张1"),
        SheetPerson("张2", is_excused=True),
        SheetPerson("张3"),
        SheetPerson("张4"),
        SheetPerson("王未绑"),
    )
    entry = friday.read(
        lambda session: session.scalars(select(AuditEntry).where(AuditEntry.action == "roll.print")).one()
    )
    assert (entry.subject, entry.after) == (f"roll:{friday.roll_id()}", {"rows": 6})


async def test_the_sheet_says_where_and_when(friday: Friday) -> None:
    await friday.opened()
    sheet = prepared(friday).sheet
    assert (sheet.unit, sheet.activity, sheet.held_on) == ("市第1局", "周五志愿服务", FRIDAY)
    assert (sheet.place, sheet.address, sheet.muster_point) == ("第1社区服务中心", "人民大街1号", "门前广场")
    assert sheet.lead == "李四"


async def test_the_code_on_the_sheet_is_that_of_the_place_and_day(friday: Friday) -> None:
    await friday.opened()
    assert prepared(friday).payload is None
    await friday.type(friday.liaison, "/rollcall")
    await printed(friday, friday.liaison)
    payload = read_payload(prepared(friday).payload or "")
    assert payload is not None
    secret = friday.read(lambda session: session.get_one(Shift, payload.shift_id).code_secret)
    assert secret is not None
    assert is_genuine(payload, secret, FRIDAY)
    assert prepared(friday, CheckInSettings(friday=("tap",))).payload is None


async def test_an_organizer_prints_any_list_and_in_english(friday: Friday) -> None:
    def speak(session: Session) -> None:
        session.scalars(select(Cadre).where(Cadre.telegram_id == friday.town.organizer)).one().language = "en"

    friday.stage.bot.storage.write_now(speak)
    await friday.opened()
    await friday.type(friday.organizer, "/rollcall")
    await friday.tap(friday.organizer, "市第2局")
    said = await printed(friday, friday.organizer, "Print the sign-in sheet")
    assert said.startswith("Sign-in sheet: 市第2局, 周五志愿服务, Fri 27 Nov, 5 on the list.")


async def test_who_is_hosted_stands_on_the_list_and_who_serves_elsewhere_does_not(friday: Friday) -> None:
    def lend(session: Session) -> None:
        guest = session.scalars(select(Cadre).where(Cadre.telegram_id == friday.town.cadres[4])).one()
        guest.host_unit_id = friday.town.unit_ids[0]

    def move(session: Session) -> None:
        session.get_one(Attendance, friday.row(2).id).state = AttendanceState.MOVED

    friday.stage.bot.storage.write_now(lend)
    await friday.opened()
    friday.stage.bot.storage.write_now(move)
    people = prepared(friday).sheet.people
    assert SheetPerson("张1", is_guest=True) in people
    assert "张3" not in [person.name for person in people]


async def test_a_deputy_may_print_and_loses_it_with_the_role(friday: Friday) -> None:
    def grant(session: Session) -> None:
        deputy = session.scalars(select(Cadre).where(Cadre.telegram_id == friday.town.cadres[0])).one()
        unit_id = friday.town.unit_ids[0]
        session.add(RoleGrant(cadre_id=deputy.id, role=Role.DEPUTY, unit_id=unit_id, granted_at=START, granted_by="t"))

    def revoke(session: Session) -> None:
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.role == Role.DEPUTY)).all():
            grant.revoked_at = START

    friday.stage.bot.storage.write_now(grant)
    await friday.opened()
    await friday.type(friday.cadre(0), "/rollcall")
    assert "【签到表】" in await printed(friday, friday.cadre(0))
    friday.stage.bot.storage.write_now(revoke)
    assert await friday.forge(friday.cadre(0), f"rs:{friday.roll_id()}") == NOT_ALLOWED
    assert len(sheets(friday)) == 1


async def test_cadres_strangers_and_liaisons_of_other_units_get_no_list(friday: Friday) -> None:
    await friday.opened()
    assert await friday.forge(friday.cadre(0), f"rs:{friday.roll_id()}") == NOT_ALLOWED
    assert await friday.forge(friday.liaison, f"rs:{friday.roll_id(1)}") == NOT_ALLOWED
    await friday.forge(friday.stage.sandbox.person(990_778), f"rs:{friday.roll_id()}")
    assert (
        await friday.forge(friday.liaison, "rs:999")
        == "这份名单已不能点名，活动可能已取消。请发送 /rollcall 查看现有名单。"
    )
    assert await friday.forge(friday.liaison, "rs") == "这个按钮已失效，请使用最新的卡片。"
    assert sheets(friday) == []


async def test_the_list_of_a_cancelled_activity_is_not_printed(friday: Friday) -> None:
    def cancel(session: Session) -> None:
        session.scalars(select(Activity).where(Activity.held_on == FRIDAY)).one().state = ActivityState.CANCELLED

    await friday.opened()
    friday.stage.bot.storage.write_now(cancel)
    assert (
        await friday.forge(friday.liaison, f"rs:{friday.roll_id()}")
        == "这份名单已不能点名，活动可能已取消。请发送 /rollcall 查看现有名单。"
    )


async def test_after_the_service_the_card_offers_no_paper(friday: Friday) -> None:
    await friday.at(13, 20)
    await friday.type(friday.liaison, "/rollcall")
    assert "打印签到表" in friday.liaison.last.labels
    await friday.at(15, 31)
    assert "确认本单位名单" in friday.liaison.last.labels
    assert "打印签到表" not in friday.liaison.last.labels


async def test_the_file_is_forgotten_once_it_has_left_and_no_name_is_logged(
    friday: Friday, caplog: pytest.LogCaptureFixture
) -> None:
    await friday.opened()
    await friday.type(friday.liaison, "/rollcall")
    with caplog.at_level(logging.INFO):
        await printed(friday, friday.liaison)
        await friday.stage.advance(seconds=700)
    assert [sheet.content for sheet in sheets(friday)] == [b""]
    assert "王未绑" not in caplog.text
