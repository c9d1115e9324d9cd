"""/export over the sandbox: period, form, the file, and a corrected sheet that comes back; in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, time

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, Attendance, AuditEntry, Cadre, Mark, RosterImport
from bot.rehearsal.stage import Stage
from bot.reports.record_words import COLUMNS
from bot.sandbox import Phone
from tests.chat.stages import stage_on
from tests.reports.files import workbook
from tests.services.records import came, enter_friday, wall
from tests.services.weeks import cadres_of
from tests.town import Town

MONDAY_EIGHT = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)


class Office:
    """Phones beside a town with a Friday behind it."""

    def __init__(self, stage: Stage, town: Town) -> None:
        self.stage = stage
        self.town = town
        self.organizer = stage.sandbox.person(town.organizer)
        self.liaison = stage.sandbox.person(town.liaison)

    async def say(self, text: str, phone: Phone | None = None) -> str:
        phone = phone or self.organizer
        phone.type(text)
        await self.stage.advance(seconds=5)
        return phone.last.text

    async def tap(self, label: str, phone: Phone | None = None) -> str:
        phone = phone or self.organizer
        query = phone.tap(label)
        await self.stage.advance(seconds=5)
        answer = phone.answer_to(query)
        return (answer.text or "") if answer else ""

    async def forge(self, data: str, phone: Phone | None = None) -> str:
        phone = phone or self.organizer
        query = phone.tap_data(data)
        await self.stage.advance(seconds=5)
        answer = phone.answer_to(query)
        return (answer.text or "") if answer else ""

    async def send(self, content: bytes, name: str = "服务记录.xlsx", phone: Phone | None = None) -> str:
        phone = phone or self.organizer
        phone.send_document(name, content)
        await self.stage.advance(seconds=5)
        return phone.last.text

    async def export(self, form: str = "Excel（仅实到）", phone: Phone | None = None) -> bytes:
        await self.say("/export 2026-11-01 2026-11-30", phone)
        await self.tap(form, phone)
        return (phone or self.organizer).last.document or b""

    def card(self, head: str = "【服务记录") -> str:
        return next(m.text for m in reversed(self.organizer.messages) if m.text.startswith(head))

    def line(self, name: str) -> Attendance:
        query = (
            select(Attendance)
            .join(Cadre, Cadre.id == Attendance.cadre_id)
            .where(Cadre.name == name, Cadre.unit_id == self.town.unit_ids[0])
        )
        return self.stage.bot.storage.read_now(lambda session: session.scalars(query).one())

    def audit(self) -> list[tuple[str, str, str]]:
        query = select(AuditEntry).where(AuditEntry.action.like("record.%")).order_by(AuditEntry.id)
        entries = self.stage.bot.storage.read_now(lambda session: session.scalars(query).all())
        return [(entry.action, entry.actor, entry.subject) for entry in entries]

    def count(self, table: type[Mark | RosterImport]) -> int:
        return self.stage.bot.storage.read_now(lambda session: len(session.scalars(select(table.id)).all()))


def build(session: Session) -> Town:
    """The Friday, with somebody of the second unit, and an organizer's reader of English."""
    town, friday_id = enter_friday(session)
    other = cadres_of(session, town.unit_ids[1])[1]
    came(session, session.get_one(Activity, friday_id), other, wall(27, 13, 30), wall(27, 15, 30))
    return town


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with stage_on(sqlite_url, build, start=MONDAY_EIGHT) as (stage, town):
        yield Office(stage, town)


def sheet_of(content: bytes, name: str = "服务记录") -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def notes_of(content: bytes, name: str = "说明") -> str:
    """Return all that the notes say."""
    return "\n".join(str(cell.value) for cell in sheet_of(content, name)["A"])


def rows_of(content: bytes) -> list[dict[str, object]]:
    sheet = sheet_of(content)
    return [dict(zip(COLUMNS, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)]


def corrected(content: bytes, change: Callable[[Worksheet], None], name: str = "服务记录") -> bytes:
    """Fill in a workbook as somebody in Excel would."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book[name])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(sheet: Worksheet, name: str, field: str, value: object) -> None:
    for row in sheet.iter_rows(min_row=4):
        if row[COLUMNS.index("name")].value == name:
            row[COLUMNS.index(field)].value = value  # type: ignore[assignment]
            return
    raise LookupError(name)


class TestExporting:
    async def test_by_buttons_period_then_form_then_the_file(self, office: Office) -> None:
        assert (await office.say("/export")).startswith("请选择要导出的时间段")
        assert office.organizer.last.labels == ("本周", "上周", "本月", "上月", "本年")
        await office.tap("上周")
        assert office.organizer.last.text == "11月23日（星期一）至11月29日（星期日）。请选择文件："
        assert list(office.organizer.last.labels) == [
            "Excel（仅实到）",
            "CSV（仅实到）",
            "Excel（全部）",
            "CSV（全部）",
            "平台表 Excel",
            "平台表 CSV",
        ]
        assert await office.tap("Excel（仅实到）") == "已发送"
        wait, file = office.organizer.messages[-2:]
        assert wait.text == "正在生成服务记录，请稍候……"
        assert file.text.startswith("全部单位服务记录，11月23日（星期一）至11月29日（星期日），共3条。仅供工作使用")
        assert file.file is not None
        assert file.file.name == "服务记录20261123-20261129.xlsx"
        assert [(row["unit"], row["name"]) for row in rows_of(file.document or b"")] == [
            ("市第1局", "张1"),
            ("市第1局", "张2"),
            ("市第2局", "张1"),
        ]
        assert office.audit() == [("record.export", "cadre:2", "units")]

    async def test_with_days_and_a_unit_behind_the_command(self, office: Office) -> None:
        await office.say("/export 2026-11-01 2026-11-30 市第2局")
        await office.tap("Excel（全部）")
        assert {row["unit"] for row in rows_of(office.organizer.last.document or b"")} == {"市第2局"}
        assert office.audit() == [("record.export", "cadre:2", f"unit:{office.town.unit_ids[1]}")]

    async def test_csv_and_the_platforms_columns(self, office: Office) -> None:
        content = await office.export("CSV（全部）")
        assert content.startswith(b"\xef\xbb\xbf")
        names = [row["姓名"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
        assert names == ["联络1", "张1", "张2", "张3", "张1"]
        content = await office.export("平台表 CSV")
        head, first, *_ = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        assert head[:2] == ["志愿者姓名", "人员编号"]
        assert first[4:7] == ["2026-11-27 13:30:00", "2026-11-27 15:30:00", "2.00"]
        assert office.organizer.last.file is not None
        assert office.organizer.last.file.name == "平台导入表20261101-20261130.csv"

    async def test_a_liaison_gets_the_own_unit_alone(self, office: Office) -> None:
        assert "只含您负责的单位" in await office.say("/export", office.liaison)
        content = await office.export(phone=office.liaison)
        assert [row["unit"] for row in rows_of(content)] == ["市第1局", "市第1局"]
        assert office.liaison.last.text.startswith("市第1局服务记录")

    async def test_a_forged_scope_and_what_nobody_drew_are_refused(self, office: Office) -> None:
        days = "20261101:20261130"
        other = office.town.unit_ids[1]
        assert (
            await office.forge(f"xp:f:{days}:{other}:xlsx:here", office.liaison)
            == "您没有办理此事的权限。如需办理，请联系管理员。"
        )
        cadre = office.stage.sandbox.person(office.town.cadres[0])
        assert await office.forge(f"xp:f:{days}:0:xlsx:here", cadre) == "您没有办理此事的权限。如需办理，请联系管理员。"
        assert await office.say("/export", cadre) == "您没有办理此事的权限。如需办理，请联系管理员。"
        for data in (
            "xp",
            "xp:p:decade",
            f"xp:f:{days}:0:pdf:here",
            f"xp:f:{days}:0:csv:x",
            "xp:f:1:2:0:csv:all",
            "xp:z",
        ):
            assert await office.forge(data) == "这个按钮已失效，请使用最新的卡片。"
        assert office.audit() == []

    @pytest.mark.parametrize("text", ["/export 11月", "/export 2026-11-30 2026-11-01", "/export 2020-01-01 2026-01-01"])
    async def test_days_that_are_no_period_are_refused_with_an_example(self, office: Office, text: str) -> None:
        assert (await office.say(text)).startswith("时间段无法识别。请按“/export 2026-11-01 2026-11-30”")

    async def test_nothing_to_export_is_said(self, office: Office) -> None:
        await office.say("/export 2026-10-01 2026-10-31")
        assert await office.tap("Excel（仅实到）") == "这段时间没有可导出的服务记录。"


class TestComingBack:
    async def test_a_corrected_sheet_is_previewed_and_applied_by_the_word(self, office: Office) -> None:
        def change(sheet: Worksheet) -> None:
            put(sheet, "张2", "check_in", time(13, 35))
            put(sheet, "张3", "check_out", "15:30")
            put(sheet, "张1", "remark", "队长")

        content = corrected(await office.export("Excel（全部）"), change)
        text = await office.send(content)
        assert text.splitlines() == [
            "【服务记录更正】服务记录.xlsx。尚未生效，请核对后确认。",
            "读取5行，变动3条，涉及3人。",
            "· 张1 11月27日（星期五）：备注",
            "· 张2 11月27日（星期五）：签到 14:00→13:35",
            "· 张3 11月27日（星期五）：签退 —→15:30",
            "表中删去的行不作变动，行的先后不限。",
        ]
        assert office.line("张3").minutes is None
        assert await office.tap("确认更正") == "已更正3条记录"
        assert office.card() == "【服务记录已更正】服务记录.xlsx\n读取5行，变动3条，涉及3人。"
        assert [office.line(name).minutes for name in ("张1", "张2", "张3")] == [120, 85, 120]
        assert office.audit()[-1] == ("record.import", "cadre:2", f"unit:{office.town.unit_ids[0]}")
        rows = {row["name"]: row for row in rows_of(await office.export(phone=office.liaison))}
        assert (rows["张1"]["remark"], rows["张2"]["remark"]) == ("队长", "按更正表更正")
        assert rows["张2"]["check_in"] == time(13, 35)

    async def test_a_restart_between_preview_and_word_loses_nothing(self, office: Office) -> None:
        content = corrected(await office.export(), lambda sheet: put(sheet, "张2", "check_in", "13:35"))
        await office.send(content)
        await office.stage.stop_bot()
        await office.stage.start_bot()
        assert await office.tap("确认更正") == "已更正1条记录"
        assert office.line("张2").minutes == 85

    async def test_faults_are_told_by_row_and_nothing_is_applied(self, office: Office) -> None:
        def change(sheet: Worksheet) -> None:
            put(sheet, "张2", "check_in", "一点半")
            put(sheet, "张3", "check_out", time(15, 30))
            put(sheet, "张1", "row_id", "1-1-AAAA")

        marks = office.count(Mark)
        content = corrected(await office.export("Excel（全部）"), change)
        text = await office.send(content)
        assert text.startswith("【服务记录未更正】服务记录.xlsx：共有2处错误，没有更正任何内容。")
        assert "1. 第5行的行标识“1-1-AAAA”有误或被改动" in text
        assert "2. 第6行：签到“一点半”不是时间" in text
        assert office.organizer.last.labels == ()
        assert office.count(Mark) == marks

    async def test_more_faults_than_a_card_holds_come_as_a_file(self, office: Office) -> None:
        def change(sheet: Worksheet) -> None:
            for number in range(9, 20):
                sheet.cell(number, COLUMNS.index("name") + 1).value = "某人"

        content = corrected(await office.export("Excel（全部）"), change)
        await office.send(content)
        assert "另有3处，见随后发送的文件。" in office.card()
        assert "第19行没有行标识" in (office.organizer.last.document or b"").decode("utf-8-sig")

    async def test_removed_and_reordered_rows_change_nothing(self, office: Office) -> None:
        text = await office.send(corrected(await office.export("Excel（全部）"), lambda sheet: sheet.delete_rows(5)))
        assert text.splitlines() == [
            "【服务记录更正】服务记录.xlsx：与现有记录一致，没有需要更正的内容。",
            "读取4行，变动0条，涉及0人。",
        ]
        assert office.organizer.last.labels == ()

    async def test_a_sheet_can_be_dropped(self, office: Office) -> None:
        await office.send(corrected(await office.export(), lambda sheet: put(sheet, "张2", "check_in", "13:35")))
        assert await office.tap("取消") == "已取消，没有变动"
        assert office.line("张2").minutes == 60

    async def test_another_file_is_no_record(self, office: Office) -> None:
        text = await office.send(workbook({"人员": [("单位", "姓名"), ("市第1局", "张1")]}).content, "花名册.xlsx")
        assert text.startswith("这个文件不是由本助手导出的服务记录")
        assert (await office.send(b"%PDF-1.7", "x.pdf")).startswith("无法识别该文件")
        assert "文件超过 10 MB" in await office.send(b"PK" + bytes(10 << 20))
        assert office.count(RosterImport) == 0

    async def test_a_question_about_a_roster_gives_way_to_export(self, office: Office) -> None:
        await office.say("/roster")
        content = corrected(await office.export(), lambda sheet: put(sheet, "张2", "check_in", "13:35"))
        assert (await office.send(content)).startswith("【服务记录更正】")

    async def test_a_liaison_is_told_to_hand_a_sheet_to_an_organizer(self, office: Office) -> None:
        content = await office.export(phone=office.liaison)
        assert "交给组织者，由组织者发回给助手" in notes_of(content)
        assert "发回给助手；行可以删除或换序" in notes_of(await office.export())
        assert "更正服务记录的表格请交给组织者发回" in await office.send(content, phone=office.liaison)
        cadre = office.stage.sandbox.person(office.town.cadres[0])
        assert "没有看懂这条消息" in await office.send(content, phone=cadre)
        assert office.count(RosterImport) == 0


async def test_in_english_files_cards_and_faults_are_english(office: Office) -> None:
    def speak(session: Session) -> None:
        session.scalars(select(Cadre).where(Cadre.telegram_id == office.town.organizer)).one().language = "en"

    office.stage.bot.storage.write_now(speak)
    assert (await office.say("/export")).startswith("Which days?")
    assert office.organizer.last.labels == ("This week", "Last week", "This month", "Last month", "This year")
    content = await office.export("Excel (everybody)")
    assert office.organizer.last.text.startswith("Record of all units, Sun 1 Nov to Mon 30 Nov, rows: 5.")
    text = await office.send(corrected(content, lambda sheet: put(sheet, "张2", "check_in", "13:35"), "Record"))
    assert text.startswith("[Correcting the record]")
    assert "send the file back to the assistant" in notes_of(content, "Notes")
    assert (await office.send(content)).startswith(
        "[Correcting the record] 服务记录.xlsx: it says the same as the record"
    )
    text = await office.send(corrected(content, lambda sheet: put(sheet, "张2", "check_in", "13:35"), "Record"))
    assert "· 张2, Fri 27 Nov: check-in 14:00 → 13:35" in text
    assert await office.tap("Correct") == "Lines corrected: 1"
    text = await office.send(corrected(content, lambda sheet: put(sheet, "张2", "check_in", "13:40"), "Record"))
    assert "1. Row 6: the check-in has changed since the export. Please export anew." in text
