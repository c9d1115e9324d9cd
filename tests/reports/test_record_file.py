"""The exported record as files: read back with openpyxl and csv, and read by our own reader when it comes back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bot.reports.child import in_child
from bot.reports.orders import RecordOrder, RosterFile
from bot.reports.record_file import write_record
from bot.reports.record_read import read_record
from bot.reports.record_words import COLUMNS, own_remark, record_words, remark_of
from bot.rules.record_rows import LeftOut, Named, Record, RecordRow, RowNote, make_row_id
from bot.rules.record_sheet import ReturnedSheet
from tests.reports.files import Rows, workbook

START = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
END = START + timedelta(hours=2)
FRIDAY = date(2026, 11, 27)


def row(number: int = 1, **other: object) -> RecordRow:
    known: dict[str, object] = {
        "row_id": make_row_id(7, number, f"01-{number:03}", came=START, left=END, remark=""),
        "roster_no": f"01-{number:03}",
        "unit": "市教育局",
        "name": "张三",
        "title": "科长",
        "activity": "周五志愿服务",
        "on": FRIDAY,
        "place": "东吉社区服务中心",
        "content": "社区环境清洁",
        "lead": "李四",
        "state": "present",
        "check_in_at": START - timedelta(minutes=5),
        "check_out_at": END,
        "starts_at": START,
        "ends_at": END,
        "minutes": 120,
    }
    return RecordRow(**(known | other))  # type: ignore[arg-type]


def order(*rows: RecordRow, **other: object) -> RecordOrder:
    record = Record(
        first_on=date(2026, 11, 1),
        last_on=date(2026, 11, 30),
        rows=rows,
        persons=1,
        person_times=len(rows),
        minutes=sum(one.minutes or 0 for one in rows),
        day_limit_hours=8,
        left_out=LeftOut(
            conflicts=(Named(unit="市财政局", name="王五", activity="周五志愿服务", on=FRIDAY),),
            drills=((date(2026, 11, 20), "清雪演练"),),
        ),
    )
    return RecordOrder(record=record, organization="市直机关工委", **other)  # type: ignore[arg-type]


def sheets(content: bytes) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: sheet for sheet in book.worksheets}


def values(sheet: Worksheet, number: int) -> list[object]:
    return [cell.value for cell in sheet[number]]


def lines(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class TestWorkbook:
    def test_times_and_days_are_real_and_hours_have_two_decimals(self) -> None:
        sheet = sheets(write_record(order(row(minutes=125))))["服务记录"]
        found = dict(zip(COLUMNS, values(sheet, 4), strict=True))
        assert found["date"] == datetime(2026, 11, 27)  # noqa: DTZ001 - Excel knows no zone
        assert (found["check_in"], found["check_out"]) == (time(13, 25), time(15, 30))
        assert Decimal(str(found["hours"])) == Decimal("2.08")
        assert (found["number"], found["roster_no"], found["organizer"]) == (1, "01-001", "市直机关工委、市教育局")
        assert (found["state"], found["lead"], found["content"]) == ("实到", "李四", "社区环境清洁")

    def test_a_time_on_another_day_bears_its_day(self) -> None:
        sheet = sheets(write_record(order(row(check_out_at=datetime(2026, 11, 27, 16, tzinfo=UTC)))))["服务记录"]
        assert sheet.cell(4, COLUMNS.index("check_out") + 1).value == datetime(2026, 11, 28)  # noqa: DTZ001 - as above

    @pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"])
    def test_a_name_is_never_a_formula(self, name: str) -> None:
        cell = sheets(write_record(order(row(name=name))))["服务记录"].cell(4, COLUMNS.index("name") + 1)
        assert (cell.value, cell.data_type) == (name, "s")

    def test_it_prints_as_every_sheet_of_ours(self) -> None:
        for sheet in sheets(write_record(order(row()))).values():
            assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
            assert sheet.sheet_properties.pageSetUpPr is not None
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.oddFooter is not None
            assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
        sheet = sheets(write_record(order(row())))["服务记录"]
        assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$3", "D4")

    def test_the_notes_say_what_is_counted_and_who_is_in_question(self) -> None:
        sheet = sheets(write_record(order(row(), row(2))))["说明"]
        said = "\n".join(str(cell.value) for cell in sheet["A"])
        assert "1人，2人次，服务时间合计4.00小时。" in said
        assert "待核，暂不计入（本人签到，单位称未到场），请先在点名中核定：1人" in said
        assert "11月27日（星期五） 周五志愿服务 市财政局 王五" in said
        assert "演练，不计服务时间：11月20日（星期五） 清雪演练" in said
        assert "一人一日超过8小时的" in said
        assert not any(word in said for word in ("证明", "证书", "认证"))

    def test_in_english_all_of_it_is_english(self) -> None:
        found = sheets(write_record(order(row(), language="en")))
        assert list(found) == ["Record", "Notes"]
        assert values(found["Record"], 3)[:3] == ["No.", "Unit", "Name"]
        assert "In question" in "\n".join(str(cell.value) for cell in found["Notes"]["A"])
        handed_in = sheets(write_record(order(row(), language="en", may_return=False)))
        assert "give the file to an organizer" in "\n".join(str(cell.value) for cell in handed_in["Notes"]["A"])

    async def test_the_child_makes_and_reads_it(self) -> None:
        content = await in_child("write_record", order(row()))
        sheet: ReturnedSheet = await in_child("read_record", RosterFile(name="表.xlsx", content=content))
        assert [one.row for one in sheet.rows] == [4]


class TestCsv:
    def test_it_has_its_mark_windows_line_ends_and_plain_values(self) -> None:
        head, first = lines(write_record(order(row(), is_csv=True)))
        assert head[:5] == ["序号", "单位", "姓名", "职务", "人员编号"]
        found = dict(zip(COLUMNS, first, strict=True))
        assert (found["date"], found["check_in"], found["hours"]) == ("2026-11-27", "13:25", "2.00")

    @pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@a", "\t=1"])
    def test_what_would_be_a_formula_is_defused(self, name: str) -> None:
        _head, first = lines(write_record(order(row(name=name), is_csv=True)))
        assert first[COLUMNS.index("name")] == f"'{name}"


class TestPlatform:
    COLUMNS = (("志愿者姓名", "name"), ("=开始", "start"), ("结束", "end"), ("时长", "hours"), ("分钟", "minutes"))

    def test_it_has_exactly_the_headings_that_were_set(self) -> None:
        found = sheets(write_record(order(row(), columns=self.COLUMNS)))
        assert list(found) == ["服务记录"]
        assert values(found["服务记录"], 1) == ["志愿者姓名", "=开始", "结束", "时长", "分钟"]
        assert values(found["服务记录"], 2)[1:3] == [datetime(2026, 11, 27, 13, 30), datetime(2026, 11, 27, 15, 30)]  # noqa: DTZ001 - as above
        head, first = lines(write_record(order(row(), columns=self.COLUMNS, is_csv=True)))
        assert head == ["志愿者姓名", "'=开始", "结束", "时长", "分钟"]
        assert first == ["张三", "2026-11-27 13:30:00", "2026-11-27 15:30:00", "2.00", "120"]

    def test_rows_without_minutes_are_left_out(self) -> None:
        rows = (row(), row(2, minutes=0), row(3, minutes=None, starts_at=None, ends_at=None))
        assert len(lines(write_record(order(*rows, columns=self.COLUMNS, is_csv=True)))) == 2


class TestComingBack:
    @pytest.mark.parametrize("language", ["zh-CN", "en"])
    @pytest.mark.parametrize("is_csv", [False, True])
    def test_what_was_written_is_read_again(self, language: str, is_csv: bool) -> None:
        given = row(notes=(RowNote.REVIEW, RowNote.PAPER), remark="雨天")
        content = write_record(order(given, row(2), is_csv=is_csv, language=language))
        sheet = read_record(RosterFile(name="表.csv" if is_csv else "表.xlsx", content=content))
        assert (sheet.is_ours, sheet.faults) == (True, ())
        assert [(one.row_id, one.remark) for one in sheet.rows] == [(given.row_id, "雨天"), (row(2).row_id, "")]
        assert sheet.rows[0].check_in.startswith("13:25")

    def test_our_own_notes_are_no_remark(self) -> None:
        words = record_words("zh-CN")
        assert own_remark(remark_of(words, "雨天；改室内", (RowNote.SPLIT, RowNote.OVERLAP))) == "雨天；改室内"
        assert own_remark("需复核;to be reviewed") == ""
        assert own_remark("'=雨天") == "=雨天"
        assert own_remark("'70年代建成") == "'70年代建成"

    def read(self, *rows: tuple[object, ...], name: str = "任意") -> ReturnedSheet:
        head = ("行标识", "姓名", "签到", "签退", "备注")
        given: dict[str, Rows] = {name: [head, *rows]}
        return read_record(workbook(given))

    def test_another_file_is_not_ours(self) -> None:
        assert not read_record(workbook({"人员": [("单位", "姓名"), ("市教育局", "张三")]})).is_ours
        assert not read_record(RosterFile(name="x.xlsx", content=b"nothing of the kind")).is_ours

    def test_the_sheet_is_found_among_others_and_below_a_title(self) -> None:
        sheet = read_record(
            workbook(
                {"别的": [("a", "b")], "表": [("题目",), ("行标识", "签到", "签退", "备注"), ("x", "13:30", "", "")]}
            )
        )
        assert [(one.row, one.row_id, one.check_in) for one in sheet.rows] == [(3, "x", "13:30")]

    def test_a_column_that_was_taken_out_is_told(self) -> None:
        sheet = read_record(workbook({"表": [("行标识", "签到"), ("x", "13:30")]}))
        assert [fault.key for fault in sheet.faults] == ["record-fault-no-check-out", "record-fault-no-remark"]

    @pytest.mark.parametrize(
        ("cells", "fault"),
        [
            (("", "张三", "13:30", "", ""), "record-fault-unnamed"),
            (("x", "张三", "=A1", "", ""), "roster-fault-formula"),
            (("x", "张三", "13:30", "", "长" * 101), "record-fault-long-remark"),
            (("x", "张三", "13:30", "", "a\u200bb"), "roster-fault-forbidden-sign"),
        ],
    )
    def test_a_faulty_cell_is_told_with_its_row(self, cells: tuple[str, ...], fault: str) -> None:
        sheet = self.read(("y", "李四", "13:30", "", ""), cells)
        assert [(one.key, one.row) for one in sheet.faults] == [(fault, 3)]
        assert [one.row_id for one in sheet.rows] == ["y"]

    def test_empty_rows_and_times_as_excel_holds_them_are_read(self) -> None:
        sheet = self.read((None, None, None, None, "合计"), ("x", "张三", time(13, 30), 0.6458333, None))
        assert [(one.check_in, one.check_out) for one in sheet.rows] == [("13:30:00", "0.6458333")]


def test_a_note_of_every_kind_has_its_words_in_both_languages() -> None:
    for language in ("zh-CN", "en"):
        words = record_words(language)
        assert set(words.notes) == set(RowNote)
        assert tuple(words.headings) == COLUMNS
        assert all(words.joint.strip() not in note for note in words.notes.values())


def test_rows_of_a_whole_record_stay_in_their_order() -> None:
    rows = tuple(replace(row(number), name=f"张{number}") for number in range(1, 30))
    sheet = sheets(write_record(order(*rows)))["服务记录"]
    assert [sheet.cell(number + 3, 3).value for number in range(1, 30)] == [f"张{number}" for number in range(1, 30)]


@pytest.mark.parametrize(
    ("language", "notes", "scope", "figures"),
    [
        ("zh-CN", "说明", "市教育局、市财政局", "1人，1人次，服务时间合计2.00小时"),
        ("en", "Notes", "市教育局, 市财政局", "People 1, person-times 1, service hours 2.00 in all"),
    ],
)
def test_the_units_it_is_about_are_listed_as_the_language_has_it(
    language: str, notes: str, scope: str, figures: str
) -> None:
    asked = order(row(), language=language)
    book = sheets(write_record(replace(asked, record=replace(asked.record, scope=("市教育局", "市财政局")))))
    first, noted = book.values()
    assert scope in str(first["A2"].value)
    said = [str(cell.value) for cell in noted["A"]]
    assert noted.title == notes
    assert any(scope in line for line in said)
    assert any(figures in line for line in said)
