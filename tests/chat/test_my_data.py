"""/mydata, /correct and what a group is never told; in both languages."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.routes import COMMANDS
from bot.model import Attachment, AuditEntry, Base, Cadre, LeavePeriod, Mark, Role, RoleGrant, Shift, Statement
from bot.sandbox import Phone
from bot.services import my_data
from tests.chat.friday import FRIDAY, Friday
from tests.town import START

GATHERED = {
    *("cadre", "role_grant", "attendance", "answer_change", "mark", "summons", "readiness", "leave_period"),
    *("correction", "statement", "claim", "invite", "receipt", "audit", "message", "card", "dialogue", "code_try"),
    *("shift", "roll", "callout", "standby", "broadcast", "roster_import", "snowfall", "duty", "question"),
    *("plan", "activity", "broadcast_template"),
}
# Keys of updates that were handled, for a week; and who approved a group, which the audit says as well.
LEFT_OUT = {"inbox", "chat"}


def file_of(phone: Phone) -> tuple[str, dict[str, Any]]:
    """Return the heading and the data of the file that came last."""
    content = next(message.document for message in reversed(phone.messages) if message.document)
    text = content.decode("utf-8-sig")
    head, _, data = text.partition("\n\n")
    parsed: dict[str, Any] = json.loads(data)
    return head, parsed


def names(friday: Friday) -> set[str]:
    """Return the names of everybody on the roster."""
    return friday.read(lambda session: set(session.scalars(select(Cadre.name))))


async def lived(friday: Friday) -> Phone:
    """Let a cadre have a history: an answer, a roll-call's mark, a leave, a statement, a site to lead."""
    await friday.opened()
    phone = friday.cadre(0)
    await friday.tap(phone, "参加")
    await friday.type(phone, "/leave 12-1 12-10 出差")
    cadre_id, liaison_id = friday.cadre_id("张1"), friday.cadre_id("联络1")

    def write(session: Session) -> None:
        session.add(
            Mark(
                activity_id=1,
                cadre_id=cadre_id,
                kind="check_in",
                at=START,
                recorded_at=START,
                source="liaison",
                by_cadre_id=liaison_id,
                distance_metres=40,
                is_inside=True,
            )
        )
        session.add(
            Statement(
                code="ABCD2345",
                cadre_id=cadre_id,
                first_on=FRIDAY,
                last_on=FRIDAY,
                times=1,
                minutes=120,
                made_at=START,
            )
        )
        shift = session.scalars(select(Shift).where(Shift.activity_id == 1).order_by(Shift.id).limit(1)).one()
        for activity_id in (None, shift.activity_id):
            session.add(
                RoleGrant(
                    cadre_id=cadre_id,
                    role=Role.LEAD,
                    site_id=shift.site_id,
                    activity_id=activity_id,
                    granted_at=START,
                    granted_by=f"cadre:{liaison_id}",
                )
            )

    friday.stage.bot.storage.write_now(write)
    return phone


async def test_the_file_holds_all_that_is_stored_and_nobody_else(friday: Friday) -> None:
    phone = await lived(friday)
    rings = phone.rings
    await friday.type(phone, "/mydata")
    head, data = file_of(phone)
    assert head.startswith("张1：以下是志愿服务助手保存的关于您的全部信息，生成于2026-11-25 09:")
    assert data["花名册与账号"]["人员编号"] == "C1-1"
    assert data["同意记录"]["告知书版本"] == "2026-1"
    [line] = data["活动记录"]
    assert (line["日期"], line["答复"]) == ("2026-11-27", "参加")
    assert [(each["原来"], each["之后"], each["办理人"]) for each in line["答复经过"]] == [("未答复", "参加", "本人")]
    [mark] = line["签到签退明细"]
    assert (mark["办理人"], mark["方式"], mark["距离（米）"]) == ("联络员", "单位点名", 40)
    [leave] = data["请假"]
    assert (leave["首日"], leave["末日"], leave["事由"]) == ("2026-12-01", "2026-12-10", "出差")
    assert data["出勤记录"][0]["核对码"] == "ABCD-2345"
    assert [(each["角色"], each["点位"], each.get("活动")) for each in data["角色"]] == [
        ("点位负责人", "第1社区服务中心", None),
        ("点位负责人", "第1社区服务中心", "周五志愿服务"),
    ]
    assert data["发送记录"]
    said = json.dumps(data, ensure_ascii=False)
    assert [name for name in names(friday) - {"张1"} if name in said] == []
    assert phone.rings <= rings + 1


async def test_the_file_speaks_english_to_who_has_chosen_it(friday: Friday) -> None:
    phone = await lived(friday)
    friday.speak_english(0)
    await friday.type(phone, "/mydata")
    head, data = file_of(phone)
    assert head.startswith("张1: this is all that the volunteer assistant keeps about you")
    assert data["Roster and account"]["roster number"] == "C1-1"
    assert data["Leaves"][0]["reason"] == "business trip"
    assert data["Activities"][0]["marks"][0]["by"] == "liaison"
    assert [each.get("activity") for each in data["Roles"]] == [None, "周五志愿服务"]


async def test_the_file_is_named_without_a_name_noted_and_forgotten_once_it_has_left(friday: Friday) -> None:
    phone = await lived(friday)
    await friday.type(phone, "/mydata")
    key = f"cadre:{friday.cadre_id('张1')}"
    noted = friday.read(
        lambda session: session.scalars(select(AuditEntry).where(AuditEntry.action == "person.export")).one()
    )
    assert (noted.actor, noted.subject) == (key, key)
    await friday.stage.advance(minutes=11)
    kept = friday.read(
        lambda session: session.scalars(select(Attachment).where(Attachment.key.startswith(my_data.KEY))).one()
    )
    assert kept.name == "我的信息-20261125.txt"
    assert kept.content == b""


async def test_a_stranger_gets_no_file(friday: Friday) -> None:
    stranger = friday.stage.sandbox.person(777_777)
    await friday.type(stranger, "/mydata")
    assert [message for message in stranger.messages if message.document] == []


def test_every_table_that_knows_a_person_is_gathered_or_left_out_for_a_reason() -> None:
    telling = {"telegram_id", "person_key", "chat_key", "actor"}
    knowing = {
        table.name
        for table in Base.metadata.tables.values()
        if any(column.name in telling for column in table.columns)
        or any(key.target_fullname == "cadre.id" for key in table.foreign_keys)
    }
    assert knowing == GATHERED | LEFT_OUT


def test_no_table_keeps_where_a_person_was() -> None:
    placed = {
        table.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        if "latitude" in column.name or "longitude" in column.name
    }
    assert placed == {"site"}


async def test_correct_leads_from_the_last_days_to_the_correction(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    assert "近7天没有可以提出更正的活动" in await friday.type(phone, "/correct")
    assert "联络1" in phone.last.text
    await friday.at(17, 30)
    assert "请选择近7天内记录有出入的活动" in await friday.type(phone, "/correct")
    assert phone.last.labels == ("提出更正：11月27日（星期五） 周五志愿服务",)
    await friday.tap(phone, "提出更正")
    assert phone.last.text.startswith("【提出更正】周五志愿服务")


async def test_correct_in_english(friday: Friday) -> None:
    await friday.at(17, 30)
    friday.speak_english(0)
    cadre_id, unit_id = friday.cadre_id("张2"), friday.town.unit_ids[0]

    def make_liaison(session: Session) -> None:
        grant = RoleGrant(
            cadre_id=cadre_id,
            role=Role.LIAISON,
            unit_id=unit_id,
            granted_at=friday.stage.clock.now(),
            granted_by="test",
        )
        session.add(grant)

    friday.stage.bot.storage.write_now(make_liaison)
    said = await friday.type(friday.cadre(0), "/correct")
    assert said.startswith("Please choose the activity of the last 7 days")
    assert said.endswith("ask the liaison: 联络1, 张2.")


async def test_privacy_and_delete_say_what_can_be_asked_and_for_how_long_the_record_stays(friday: Friday) -> None:
    phone = await lived(friday)
    said = await friday.type(phone, "/privacy")
    for part in ("/mydata", "/correct", "/delete", "10年", "请假"):
        assert part in said
    assert "10年" in await friday.type(phone, "/delete")
    await friday.tap(phone, "确认解除绑定")
    assert "10年" in phone.last.text
    periods = friday.read(lambda session: session.scalars(select(LeavePeriod)).all())
    assert [(period.reason, period.withdrawn_at is None) for period in periods] == [("", False)]


async def test_a_group_is_told_no_name_whoever_asks_for_whatever(friday: Friday) -> None:
    await friday.opened()
    await friday.excuse(friday.cadre(1), "病假")
    group = friday.stage.sandbox.group("联络员")
    group.add_bot(friday.stage.sandbox.person(friday.town.admin))
    await friday.soon()
    for who in (friday.liaison, friday.organizer, friday.cadre(0)):
        for word in COMMANDS:
            group.type(who, f"/{word}")
        await friday.stage.advance(minutes=1)
    await friday.stage.advance(minutes=2)
    everyone = names(friday)
    assert group.messages
    for message in group.messages:
        told = f"{message.text} {' '.join(message.labels)}"
        assert [name for name in everyone if name in told] == []
        assert "病假" not in told
