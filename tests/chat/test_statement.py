"""The statement of the own record in chat: who gets which, what is left out, and what /check says of its code."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, Attachment, AuditEntry, Cadre, Mark, Statement
from bot.model.callouts import DRILL
from bot.rules.attendance import MarkKind, MarkSource
from bot.sandbox.phone import Phone
from bot.services import statements
from bot.services.settling import settle_all
from tests.chat.friday import FRIDAY, Friday

SATURDAY = FRIDAY + timedelta(days=1)
UNKNOWN = "没有查到这个核对码，请对照原件再输一次。"
WAIT_SECONDS = 20


async def served(friday: Friday) -> None:
    """Let the first cadre check in and out; it is Saturday afterwards."""
    await friday.at(13, 20)
    await friday.type(friday.cadre(0), "到了")
    await friday.at(15, 10)
    await friday.type(friday.cadre(0), "签退")
    await friday.at(9, 0, SATURDAY)


async def made(friday: Friday, phone: Phone, label: str = "今年") -> str:
    """Ask for a statement, wait until the child has made it, and return its code; empty for a refusal."""
    await friday.type(phone, "/me")
    await friday.tap(phone, "出勤记录")
    before = len(phone.messages)
    phone.tap(label)
    for _ in range(WAIT_SECONDS):
        await friday.stage.advance(seconds=1)
        if len(phone.messages) >= before + 3:
            break
    found = re.search(r"核对码：([A-Z2-9]{4}-[A-Z2-9]{4})", phone.messages[-2].text)
    return found[1] if found else ""


def files(friday: Friday) -> dict[str, bytes]:
    rows = select(Attachment).where(Attachment.key.startswith(statements.KEY))
    return friday.read(lambda session: {row.name: row.content for row in session.scalars(rows)})


def change(friday: Friday, **values: Any) -> None:
    """Change this Friday itself."""

    def write(session: Session) -> None:
        activity = session.scalars(select(Activity).where(Activity.held_on == FRIDAY)).one()
        for name, value in values.items():
            setattr(activity, name, value)

    friday.stage.bot.storage.write_now(write)


def enter(friday: Friday, kind: MarkKind) -> None:
    """Enter a mark of the liaison's about the first cadre, and settle the Friday anew."""

    def write(session: Session) -> None:
        cadre = session.scalars(select(Cadre).where(Cadre.telegram_id == friday.town.cadres[0])).one()
        activity = session.scalars(select(Activity).where(Activity.held_on == FRIDAY)).one()
        at = activity.starts_at + timedelta(minutes=119)
        session.add(
            Mark(
                activity_id=activity.id,
                cadre_id=cadre.id,
                kind=kind,
                at=at,
                recorded_at=at,
                source=MarkSource.LIAISON,
            )
        )
        session.flush()
        settle_all(session, activity)

    friday.stage.bot.storage.write_now(write)


async def test_a_person_gets_both_files_and_the_code_is_found_again(friday_on_both: Friday) -> None:
    friday = friday_on_both
    await served(friday)
    phone = friday.cadre(0)
    code = await made(friday, phone)
    assert phone.messages[-2].text == (
        "【出勤记录】2026-01-01至2026-11-28：1次，1.67小时。\n"
        f"核对码：{code}。本记录由平台生成，供个人查询，不是志愿服务记录证明。"
    )
    kept = files(friday)
    assert set(kept) == {"出勤记录2026-01-01至2026-11-28.pdf", "出勤记录2026-01-01至2026-11-28.xlsx"}
    assert kept["出勤记录2026-01-01至2026-11-28.pdf"].startswith(b"%PDF")
    sheet = load_workbook(io.BytesIO(kept["出勤记录2026-01-01至2026-11-28.xlsx"])).worksheets[0]
    row = [cell.value for cell in sheet[5]]
    assert row[2:5] == ["周五志愿服务", "第1社区服务中心", "社区环境清洁"]
    assert row[7:] == [1.67, "本人消息"]
    # Another person has been handed the paper.
    other = friday.cadre(5)
    said = await friday.type(other, f"/check {code.lower().replace('-', ' ')}")
    assert said == (
        f"核对码{code}：2026-11-28 09:00由平台生成，姓名张*。\n"
        "期间2026-01-01至2026-11-28，1次，1.67小时。\n"
        "此后记录没有变化。"
    )
    actions = friday.read(lambda session: session.scalars(select(AuditEntry.action)).all())
    assert {"statement.give", "statement.check"} <= set(actions)


async def test_a_record_that_was_corrected_since_is_said_to_have_changed(friday: Friday) -> None:
    await served(friday)
    code = await made(friday, friday.cadre(0))
    enter(friday, MarkKind.CHECK_OUT)
    said = await friday.type(friday.cadre(1), f"/check {code}")
    assert "1次，1.67小时" in said
    assert "此后这段期间的记录有变化" in said


async def test_a_later_friday_is_no_change_of_what_was_stated(friday: Friday) -> None:
    await served(friday)
    code = await made(friday, friday.cadre(0))
    later = FRIDAY + timedelta(days=7)
    await friday.at(13, 20, later)
    await friday.type(friday.cadre(0), "到了")
    await friday.at(15, 31, later)
    await friday.type(friday.cadre(0), "签退")
    await friday.at(9, 0, later + timedelta(days=1))
    assert "此后记录没有变化" in await friday.type(friday.cadre(0), f"/check {code}")
    assert "：2次，" in (await text_of_statement(friday, "全部"))


async def text_of_statement(friday: Friday, label: str) -> str:
    await made(friday, friday.cadre(0), label)
    return friday.cadre(0).messages[-2].text


async def test_what_the_unit_disputes_is_listed_without_hours(friday: Friday) -> None:
    await served(friday)
    enter(friday, MarkKind.ABSENT)
    assert "：0次，0.00小时" in await text_of_statement(friday, "今年")
    sheet = load_workbook(io.BytesIO(next(c for name, c in files(friday).items() if name.endswith("x")))).worksheets[0]
    assert sheet["H5"].value == "待核"


@pytest.mark.parametrize("values", [{"is_creditable": False}, {"kind": DRILL}])
async def test_what_is_no_service_is_not_on_it(friday: Friday, values: dict[str, Any]) -> None:
    await served(friday)
    change(friday, **values)
    await friday.type(friday.cadre(0), "/me")
    assert await friday.forge(friday.cadre(0), "st:this") == "这段期间没有已结束并计入的服务。"


async def test_before_the_record_is_closed_and_for_another_year_there_is_nothing_to_state(friday: Friday) -> None:
    await friday.at(13, 20)
    await friday.type(friday.cadre(0), "到了")
    await friday.type(friday.cadre(0), "/me")
    assert "出勤记录" in friday.cadre(0).last.labels
    await friday.tap(friday.cadre(0), "出勤记录")
    assert friday.cadre(0).last.labels == ("今年", "去年", "全部", "返回")
    assert await friday.tap(friday.cadre(0), "今年") == "这段期间没有已结束并计入的服务。"
    assert await friday.tap(friday.cadre(0), "去年") == "这段期间没有已结束并计入的服务。"
    await friday.tap(friday.cadre(0), "返回")
    assert "【我的记录】" in friday.cadre(0).last.text
    assert files(friday) == {}


async def test_nobody_can_ask_for_somebody_elses(friday: Friday) -> None:
    await served(friday)
    await friday.type(friday.cadre(1), "/me")
    assert await friday.forge(friday.cadre(1), "st:this:1") == "这段期间没有已结束并计入的服务。"
    assert await friday.forge(friday.cadre(1), "st:everything") == "这个按钮已失效，请使用最新的卡片。"
    assert await friday.forge(friday.cadre(1), "st") == "这个按钮已失效，请使用最新的卡片。"


async def test_a_stranger_gets_neither_a_statement_nor_an_answer_about_one(friday: Friday) -> None:
    await served(friday)
    code = await made(friday, friday.cadre(0))
    stranger = friday.stage.sandbox.person(990_777)
    said = await friday.type(stranger, f"/check {code}")
    assert "张" not in said
    assert "小时" not in said
    await friday.forge(stranger, "st:this")
    assert friday.read(lambda session: len(session.scalars(select(Statement)).all())) == 1


async def test_wrong_codes_are_limited_to_ten_an_hour(friday: Friday) -> None:
    await served(friday)
    code = await made(friday, friday.cadre(0))
    phone = friday.cadre(1)
    assert "/check ABCD-2345" in await friday.type(phone, "/check")
    for number in range(10):
        assert await friday.type(phone, f"/check ABCD-22{number}2".replace("0", "Z").replace("1", "Y")) == UNKNOWN
        await friday.stage.advance(seconds=10)
    refused = await friday.type(phone, f"/check {code}")
    assert re.fullmatch(r"核对码输错次数过多，请\d+分钟后再试。", refused)
    assert "，1次，" in await friday.type(friday.cadre(2), f"/check {code}")
    await friday.stage.advance(seconds=3600)
    assert "，1次，" in await friday.type(phone, f"/check {code}")


async def test_a_day_has_an_end_of_statements(friday: Friday, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST_A_DAY", 1)
    await served(friday)
    assert await made(friday, friday.cadre(0))
    assert await friday.forge(friday.cadre(0), "st:all") == "24小时内最多生成1份出勤记录，请明天再试。"


async def test_everything_begins_with_the_first_service_and_english_is_spoken(friday: Friday) -> None:
    friday.speak_english(0)
    await served(friday)
    phone = friday.cadre(0)
    await friday.type(phone, "/me")
    await friday.tap(phone, "Record of attendance")
    before = len(phone.messages)
    phone.tap("Everything")
    for _ in range(WAIT_SECONDS):
        await friday.stage.advance(seconds=1)
        if len(phone.messages) >= before + 3:
            break
    said = phone.messages[-2].text
    assert said.startswith("Record of attendance, 2026-11-27 to 2026-11-28: 1 service, 1.67 hours.")
    assert "does not certify" in said
    found = re.search(r"Code: ([A-Z2-9-]{9})", said)
    assert found
    assert "has not changed since" in await friday.type(phone, f"/check {found[1]}")


async def test_the_files_are_forgotten_once_they_have_left(friday: Friday) -> None:
    await served(friday)
    await made(friday, friday.cadre(0))
    await friday.stage.advance(seconds=700)
    assert list(files(friday).values()) == [b"", b""]


async def test_who_came_without_checking_out_is_listed_and_counted_for_nothing(friday: Friday) -> None:
    await friday.at(13, 20)
    await friday.type(friday.cadre(0), "到了")
    await friday.at(9, 0, SATURDAY)
    assert "：0次，0.00小时" in await text_of_statement(friday, "今年")
