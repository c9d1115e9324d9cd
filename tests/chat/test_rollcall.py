"""The roll-call in chat: the liaison's card, its pages and questions, and who is refused."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import AuditEntry, Cadre, Mark, Role, RoleGrant, Roll
from bot.sandbox.phone import Phone
from tests.chat.friday import Friday
from tests.town import START


async def test_a_liaison_marks_whom_nobody_knows_about_and_confirms_the_list(friday_on_both: Friday) -> None:
    friday = friday_on_both
    await friday.opened()
    await friday.excuse(friday.cadre(0), "公务")
    await friday.at(13, 20)
    await friday.type(friday.cadre(1), "到了")
    card = await friday.type(friday.liaison, "/rollcall")
    assert "应到 5 · 已签到 1 · 请假 1 · 不参加 0 · 尚未签到 3" in card
    assert "未绑定 1" in card
    assert await friday.tap(friday.liaison, "张3") == "已记到场：张3"
    assert friday.liaison.last.labels[:3] == ("联络1", "✓ 张3", "张4")
    assert await friday.tap(friday.liaison, "未绑定 1") == ""
    assert await friday.tap(friday.liaison, "王未绑") == "已记到场：王未绑"
    assert "应到 6 · 已签到 3 · 请假 1 · 不参加 0 · 尚未签到 2" in friday.liaison.last.text
    assert "尚未签到 2" in friday.liaison.last.labels  # as many as above: whom the roll-call marked is known
    # Who was marked sees it on the own card, with the time that counts.
    own = next(message.text for message in friday.cadre(2).messages if "已签到 13:30" in message.text)
    assert "点名登记" in own
    await friday.at(15, 31)
    await friday.tap(friday.liaison, "确认本单位名单")
    assert "仍有2人尚未签到" in friday.liaison.last.text
    await friday.tap(friday.liaison, "其余全部未到")
    assert "3人未签退，是否按15:30签退计？" in friday.liaison.last.text
    assert await friday.tap(friday.liaison, "按15:30计") == "名单已确认"
    assert "应到 6 · 实到 3 · 请假 1 · 不参加 0 · 未到 0 · 未答复 2" in friday.liaison.last.text
    assert friday.liaison.last.labels == ("填写件数", "重新打开")
    row = friday.row(1)
    assert row.minutes == 120


async def test_the_card_comes_by_itself_at_the_end_of_the_service(friday: Friday) -> None:
    await friday.at(15, 29)
    assert "点名" not in friday.liaison.last.text
    await friday.at(15, 31)
    assert "【点名】市第1局" in friday.liaison.last.text
    assert "确认本单位名单" in friday.liaison.last.labels


async def test_a_mark_is_taken_back_by_a_second_tap(friday: Friday) -> None:
    await friday.at(13, 20)
    await friday.type(friday.liaison, "/rollcall")
    await friday.tap(friday.liaison, "张1")
    assert friday.row(0).checked_in_at is not None
    assert await friday.tap(friday.liaison, "✓ 张1") == "已撤销：张1"
    assert friday.row(0).checked_in_at is None


async def test_two_taps_at_once_on_one_name_mark_it_once(friday: Friday) -> None:
    await friday.at(13, 20)
    await friday.type(friday.liaison, "/rollcall")
    friday.liaison.tap("张1")
    friday.liaison.tap("张1")
    await friday.soon()
    assert friday.row(0).checked_in_at is not None
    assert [answer.text for answer in friday.liaison.answers[-2:]] == ["已记到场：张1", "已记到场：张1"]


async def test_before_check_in_the_card_says_from_when_the_roll_can_be_called(friday: Friday) -> None:
    await friday.opened()
    card = await friday.type(friday.liaison, "/rollcall")
    assert "13:00起可以点名" in card
    assert friday.liaison.last.labels == ("打印签到表", "签到码")


async def test_a_reopened_list_is_corrected_and_confirmed_again(friday: Friday) -> None:
    await friday.at(15, 31)
    await friday.tap(friday.liaison, "确认本单位名单")
    await friday.tap(friday.liaison, "其余全部未到")
    refused = await friday.forge(friday.liaison, f"rm:{friday.roll_id()}:{friday.cadre_id('张1')}:1")
    assert refused == "名单已确认，如需修改请先点“重新打开”。"
    await friday.tap(friday.liaison, "重新打开")
    await friday.tap(friday.liaison, "张1")
    await friday.tap(friday.liaison, "确认本单位名单")
    await friday.tap(friday.liaison, "其余全部未到")
    assert await friday.tap(friday.liaison, "不计") == "名单已确认"
    assert "实到 1" in friday.liaison.last.text
    actions = friday.read(lambda session: session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all())
    assert [action for action in actions if action.startswith("roll.")] == [
        "roll.confirm",
        "roll.reopen",
        "roll.present",
        "roll.confirm",
    ]


async def test_after_the_time_for_late_entries_the_organizer_alone_finds_buttons(friday: Friday) -> None:
    await friday.at(15, 31)
    number = friday.roll_id()
    await friday.at(0, 1, date(2026, 12, 12))  # ten working days are over
    await friday.forge(friday.liaison, f"ro:{number}")
    assert "如需更正请联系组织者。" in friday.liaison.last.text
    assert friday.liaison.last.labels == ()
    await friday.forge(friday.organizer, f"ro:{number}")
    assert "张1" in friday.organizer.last.labels
    assert await friday.tap(friday.organizer, "张1") == "已记到场：张1"


async def test_a_long_list_is_turned_page_by_page(friday: Friday) -> None:
    def add(session: Session) -> None:
        for number in range(1, 20):
            session.add(Cadre(roster_no=f"X{number}", name=f"李{number}", unit_id=friday.town.unit_ids[0]))

    friday.stage.bot.storage.write_now(add)
    await friday.at(13, 20)
    await friday.type(friday.liaison, "/rollcall")
    await friday.tap(friday.liaison, "未绑定 20")
    assert friday.liaison.last.labels[:9] == ("王未绑", *(f"李{n}" for n in range(1, 8)), "下一页")
    await friday.tap(friday.liaison, "下一页")
    await friday.tap(friday.liaison, "下一页")
    assert friday.liaison.last.labels[:5] == (*(f"李{n}" for n in range(16, 20)), "上一页")
    await friday.tap(friday.liaison, "李19")
    assert "✓ 李19" in friday.liaison.last.labels


async def test_of_two_with_one_name_both_carry_their_title(friday: Friday) -> None:
    def add(session: Session) -> None:
        for number, title in (("Y1", "科长"), ("Y2", "科员")):
            session.add(Cadre(roster_no=number, name="王未绑", title=title, unit_id=friday.town.unit_ids[0]))

    friday.stage.bot.storage.write_now(add)
    await friday.at(13, 20)
    await friday.type(friday.liaison, "/rollcall")
    await friday.tap(friday.liaison, "未绑定 3")
    assert friday.liaison.last.labels[:3] == ("王未绑", "王未绑 科长", "王未绑 科员")


async def test_a_liaison_of_two_units_chooses_one(friday: Friday) -> None:
    def grant(session: Session) -> None:
        liaison = session.scalars(select(Cadre).where(Cadre.telegram_id == friday.town.liaison)).one()
        unit_id = friday.town.unit_ids[1]
        session.add(
            RoleGrant(cadre_id=liaison.id, role=Role.DEPUTY, unit_id=unit_id, granted_at=START, granted_by="test")
        )

    friday.stage.bot.storage.write_now(grant)
    await friday.at(13, 20)
    card = await friday.type(friday.liaison, "/rollcall")
    assert "共2个单位，已确认0个。请选择单位。" in card
    await friday.tap(friday.liaison, "市第2局")
    assert "【点名】市第2局" in friday.liaison.last.text


async def test_a_cadre_cannot_call_the_roll(friday: Friday) -> None:
    await friday.at(13, 20)
    assert await friday.type(friday.cadre(0), "/rollcall") == "您没有办理此事的权限。如需办理，请联系管理员。"


@pytest.mark.parametrize(
    "data", ["rm:{roll}:{cadre}:1", "rc:{roll}:skip", "rr:{roll}", "ro:{roll}", "rp:{roll}:left:0"]
)
async def test_forged_taps_of_a_cadre_and_of_another_units_liaison_change_nothing(friday: Friday, data: str) -> None:
    await friday.at(15, 31)
    forged = data.format(roll=friday.roll_id(1), cadre=friday.cadre_id("张1"))
    for phone in (friday.cadre(0), friday.liaison):
        assert await friday.forge(phone, forged) == "您没有办理此事的权限。如需办理，请联系管理员。"
    assert friday.row(0).checked_in_at is None
    assert friday.read(lambda session: session.get_one(Roll, friday.roll_id(1)).confirmed_at) is None


@pytest.mark.parametrize("data", ["rm", "rm:x:y:1", "rm:1", "rc:1", "rc:1:all", "ru:1", "zz:1", ""])
async def test_malformed_taps_are_stale_buttons(friday: Friday, data: str) -> None:
    await friday.at(15, 31)
    # Telegram never delivers empty data; a client that sends none is refused like any other.
    answer = await friday.forge(friday.liaison, data or ":")
    assert answer == "这个按钮已失效，请使用最新的卡片。"


async def test_a_list_that_does_not_exist_is_refused(friday: Friday) -> None:
    await friday.at(15, 31)
    assert (
        await friday.forge(friday.liaison, "rm:999:1:1")
        == "这份名单已不能点名，活动可能已取消。请发送 /rollcall 查看现有名单。"
    )
    assert await friday.forge(friday.liaison, "ro:999") == "目前没有可以点名的活动。"


async def test_a_role_taken_away_is_gone_at_the_next_tap(friday: Friday) -> None:
    await friday.at(13, 20)
    await friday.type(friday.liaison, "/rollcall")

    def revoke(session: Session) -> None:
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.role == Role.LIAISON)).all():
            grant.revoked_at = START

    friday.stage.bot.storage.write_now(revoke)
    assert await friday.tap(friday.liaison, "张1") == "您没有办理此事的权限。如需办理，请联系管理员。"
    assert friday.row(0).checked_in_at is None


async def test_after_the_summary_an_entry_is_late_and_bears_its_reason(friday_on_both: Friday) -> None:
    friday = friday_on_both
    await friday.at(15, 31)
    await friday.at(9, 0, date(2026, 11, 30))
    await friday.forge(friday.liaison, f"ro:{friday.roll_id()}")
    assert "仍可补签" in friday.liaison.last.text
    refused = await friday.forge(friday.liaison, f"rm:{friday.roll_id()}:{friday.cadre_id('张1')}:1")
    assert refused == "周报已生成，补签请先选择原因。"
    assert friday.row(0).checked_in_at is None
    await friday.tap(friday.liaison, "张1")
    assert "补签须注明原因" in friday.liaison.last.text
    assert await friday.tap(friday.liaison, "手机故障") == "已记到场：张1"
    assert friday.row(0).checked_in_at is not None
    # The card is back at the names: the next entry is asked for its own reason.
    assert "仍可补签" in friday.liaison.last.text
    assert {"✓ 张1", "张2"} <= set(friday.liaison.last.labels)
    mark = friday.read(lambda session: session.scalars(select(Mark)).one())
    assert (mark.source, mark.reason) == ("liaison", "phone")
    assert "按钮" in await friday.forge(friday.liaison, f"rm:{friday.roll_id()}:{friday.cadre_id('张2')}:1:tired")


async def test_all_the_others_may_be_marked_present_at_once(friday: Friday) -> None:
    await friday.at(15, 31)
    await friday.tap(friday.liaison, "确认本单位名单")
    await friday.tap(friday.liaison, "其余全部到场")
    assert "5人未签退，是否按15:30签退计？" in friday.liaison.last.text
    assert await friday.tap(friday.liaison, "按15:30计") == "名单已确认"
    assert "应到 5 · 实到 5" in friday.liaison.last.text


async def test_what_a_person_and_the_unit_say_stands_side_by_side_until_somebody_decides(
    friday_on_both: Friday,
) -> None:
    friday = friday_on_both
    await friday.at(13, 20)
    await friday.type(friday.cadre(0), "到了")
    await friday.type(friday.cadre(1), "到了")
    await friday.type(friday.liaison, "/rollcall")
    await friday.tap(friday.liaison, "已签到 2")
    assert await friday.tap(friday.liaison, "张1") == "已登记未见到：张1，待核实"
    assert friday.row(0).state == "conflict"
    assert friday.row(0).checked_in_at is not None  # the person's own word counts until then
    assert "待核 1" in friday.liaison.last.text
    own = next(message.text for message in friday.cadre(0).messages if "单位登记为未见到" in message.text)
    assert "已签到" in own
    # The liaison cannot decide against the person's word, an organizer can.
    data = f"rv:{friday.roll_id()}:{friday.cadre_id('张1')}"
    assert "没有办理此事的权限" in await friday.forge(friday.liaison, f"{data}:0")
    await friday.type(friday.organizer, "/rollcall")
    await friday.tap(friday.organizer, "市第1局")
    await friday.tap(friday.organizer, "待核 1")
    assert await friday.tap(friday.organizer, "按未到计") == "已核定：张1"
    assert "到场但未签到的，请点其姓名" in friday.organizer.last.text
    assert "没有需要点名的人员" not in friday.organizer.last.text
    assert "张1" in friday.organizer.last.labels
    assert friday.row(0).state == "expected"
    assert "没有需要核定的记录" in await friday.forge(friday.organizer, f"{data}:0")
    kinds = friday.read(lambda session: session.scalars(select(Mark.kind).order_by(Mark.id)).all())
    assert kinds == ["check_in", "check_in", "absent", "void"]  # nothing is lost
    await friday.tap(friday.organizer, "张1")  # was there after all
    assert friday.row(0).state == "present"
    # Taken back by the liaison in time, a denial leaves no trace but in the ledger.
    await friday.forge(friday.liaison, f"rx:{friday.roll_id()}:{friday.cadre_id('张2')}:1")
    await friday.forge(friday.liaison, f"rx:{friday.roll_id()}:{friday.cadre_id('张2')}:1")
    assert friday.row(1).state == "conflict"
    await friday.forge(friday.liaison, f"rx:{friday.roll_id()}:{friday.cadre_id('张2')}:0")
    assert friday.row(1).state == "present"
    refused = await friday.forge(friday.liaison, f"rx:{friday.roll_id()}:{friday.cadre_id('张3')}:1")
    assert "没有需要核定的记录" in refused


async def test_a_list_left_open_is_reminded_of_once_to_the_liaison_then_to_the_deputy(friday: Friday) -> None:
    deputy = friday.cadre(3)

    def appoint(session: Session) -> None:
        cadre = session.scalars(select(Cadre).where(Cadre.telegram_id == deputy.id)).one()
        session.add(
            RoleGrant(cadre_id=cadre.id, role=Role.DEPUTY, unit_id=cadre.unit_id, granted_at=START, granted_by="test")
        )

    friday.stage.bot.storage.write_now(appoint)

    def rings(phone: Phone) -> int:
        return sum("【点名】" in message.text and not message.is_silent for message in phone.messages)

    def rolls_of(phone: Phone) -> list[str]:
        return [message.text for message in phone.messages if not message.is_silent and "应到" in message.text]

    await friday.at(15, 31)
    before = len(rolls_of(friday.liaison))
    assert rings(deputy) == 0
    await friday.at(16, 32)
    assert "确认本单位名单" in friday.liaison.last.labels
    assert len(rolls_of(friday.liaison)) == before  # the one before it has become a line
    assert rings(deputy) == 0
    await friday.at(17, 32)
    assert rings(deputy) == 1
    await friday.tap(friday.liaison, "确认本单位名单")
    await friday.tap(friday.liaison, "其余全部未到")
    await friday.at(20, 0)
    assert rings(deputy) == 1


async def test_nobody_is_reminded_of_a_confirmed_list(friday: Friday) -> None:
    await friday.at(15, 31)
    await friday.tap(friday.liaison, "确认本单位名单")
    await friday.tap(friday.liaison, "其余全部未到")
    sent = len(friday.liaison.messages)
    await friday.at(17, 40)
    assert len(friday.liaison.messages) == sent
