"""The workbook of the week, read back as a spreadsheet program would."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from bot.reports.orders import WorkbookOrder
from bot.reports.sheets import height_for, sheet_name
from bot.reports.words import CHINESE, ENGLISH
from bot.reports.workbook import write_workbook
from bot.rules.attendance import AttendanceState
from bot.rules.figures import PersonRow, UnitFigures, WeekFigures
from tests.reports.cast import UNIT_NAMES, person_row, person_rows, week_figures

TOTAL_ROW = 6 + len(UNIT_NAMES)
OFF = UnitFigures(unit="市体育局", position=9, is_enabled=False)


def book(
    *persons: PersonRow, figures: WeekFigures | None = None, language: str = "zh-CN", zone: str = "Asia/Shanghai"
) -> Any:
    order = WorkbookOrder(
        figures=figures or week_figures(),
        organization="市直机关工委",
        persons=persons or None,
        zone=zone,
        check_by=date(2026, 12, 4),
        language=language,
    )
    return load_workbook(io.BytesIO(write_workbook(order)))


def test_units_stand_in_the_operators_order_and_the_total_is_their_sum() -> None:
    sheet = book()["汇总"]
    assert [sheet.cell(row, 2).value for row in range(6, TOTAL_ROW)] == list(UNIT_NAMES)
    assert sheet.cell(TOTAL_ROW, 2).value == "合计"
    for column in (3, 4, 7, 10, 13, 15):
        rows = range(6, TOTAL_ROW)
        assert sheet.cell(TOTAL_ROW, column).value == sum(sheet.cell(row, column).value for row in rows)


def test_rates_and_hours_are_numbers_rounded_as_in_chat() -> None:
    unit = UnitFigures(
        unit="市教育局", position=1, expected=42, present=38, excused=3, no_show=1, person_times=71, minutes=8775
    )
    sheet = book(figures=replace(week_figures(), units=(unit,)))["汇总"]
    assert [sheet.cell(6, column).value for column in (11, 12, 14)] == [0.905, 0.974, 146.25]
    assert sheet.cell(6, 11).number_format == "0.0%"


def test_what_was_done_has_a_column_before_those_not_linked_and_none_where_nothing_was() -> None:
    plain = week_figures()
    units = tuple(replace(unit, matters=12, trees=30) if unit.position < 3 else unit for unit in plain.units)
    sheet = book(figures=replace(plain, units=units))["汇总"]
    heads = ["服务时长\n（小时）", "办理\n（件）", "植树\n（株）", "未绑定", "备注"]
    assert [cell.value for cell in sheet[5]][13:] == heads
    rows = [[sheet.cell(row, column).value for column in (15, 16)] for row in (6, 7, 8, TOTAL_ROW)]
    assert rows == [[12, 30], [12, 30], [None, None], [24, 60]]
    assert "小时，办理24件，植树60株；出勤率" in sheet["A3"].value
    matters = replace(plain, units=tuple(replace(unit, trees=0) for unit in units))
    assert [cell.value for cell in book(figures=matters)["汇总"][5]][13:] == [*heads[:2], *heads[3:]]
    assert [cell.value for cell in book()["汇总"][5]][13:] == [heads[0], *heads[3:]]
    english = book(figures=replace(plain, units=units), language="en")["Summary"]
    assert [cell.value for cell in english[5]][14:16] == ["Matters", "Trees"]


def test_a_unit_without_anyone_expected_has_a_dash_for_its_rates() -> None:
    figures = replace(week_figures(), units=(UnitFigures(unit="市教育局", position=1, is_enabled=False),))
    sheet = book(figures=figures)["汇总"]
    assert [sheet.cell(6, column).value for column in (11, 12, 16)] == ["—", "—", "尚未启用"]


def test_what_the_figures_rest_on_stands_above_them() -> None:
    sheet = book()["汇总"]
    assert "7/71个单位名单未确认" in sheet["A4"].value
    assert "未绑定且未到场的人员单列，不计入应到" in sheet.cell(TOTAL_ROW + 1, 1).value


def test_all_notes_stand_in_one_row_which_no_page_cuts_in_two() -> None:
    sheet = book()["汇总"]
    assert sheet.max_row == TOTAL_ROW + 1
    lines = sheet.cell(sheet.max_row, 1).value.split("\n")
    assert (lines[0], lines[-1]) == ("指标说明：", "请于12月4日前核对，如有出入请联系组织者更正。")
    assert [line[:3] for line in lines[1:-1]] == ["1. ", "2. ", "3. ", "4. ", "5. "]
    assert sheet.row_dimensions[sheet.max_row].height < 409  # Excel has no higher rows


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_row_of_words_is_as_high_as_what_stands_in_it(language: str) -> None:
    units = (replace(week_figures().units[2], in_question=3, corrections=2, unreachable=1, missing_check_out=4), OFF)
    sheet = book(figures=replace(week_figures(), units=units), language=language).worksheets[0]
    width = sum(sheet.column_dimensions[get_column_letter(column)].width for column in range(1, 17))
    lines = {row: str(sheet.cell(row, 1).value) for row in (3, 4, *range(9, sheet.max_row + 1))}
    assert len(lines) == 3
    wide = 2.1 if language == "zh-CN" else 1.1
    for row, text in lines.items():
        needed = sum(math.ceil(len(line) * wide / width) for line in text.split("\n"))
        assert sheet.row_dimensions[row].height >= 18 * needed


def test_in_english_one_is_no_many_and_a_day_names_its_month() -> None:
    unit = UnitFigures(
        unit="市教育局", position=1, expected=1, present=1, not_linked=1, unreachable=1, is_confirmed=True
    )
    figures = replace(week_figures(), units=(unit,), activities=1)
    sheet = book(figures=figures, language="en")["Summary"]
    assert sheet["A3"].value.startswith("Activities 1, person-times 0, service hours 0.00; attendance rate 100.0%")
    assert sheet["A4"].value == "About the data: all lists confirmed (units: 1); not linked: 1; not reached: 1"
    assert sheet.cell(6, 16).value == "not reached: 1"
    closing = sheet.cell(8, 1).value.split("\n")
    assert closing[-1] == "Please check by 4 Dec and tell the organizer of any mistake."
    chinese = book(figures=figures)["汇总"]
    assert chinese.cell(chinese.max_row, 1).value.split("\n")[-1] == "请于12月4日前核对，如有出入请联系组织者更正。"


def test_a_workbook_for_a_group_has_no_persons() -> None:
    assert book().sheetnames == ["汇总"]
    assert book(person_row(1)).sheetnames == ["汇总", "人员明细"]


def test_both_sheets_print_on_a4_landscape_one_page_wide_with_repeated_titles() -> None:
    both = book(person_row(1))
    for sheet, titles in zip(both.worksheets, ("$1:$5", "$1:$3"), strict=True):
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert sheet.print_title_rows == titles
        assert "&P" in sheet.oddFooter.center.text
        assert "&N" in sheet.oddFooter.center.text
        assert sheet.freeze_panes is not None


def test_days_and_times_are_real_and_local() -> None:
    row = replace(person_row(1), check_in_at=datetime(2026, 11, 20, 5, 18, 59, tzinfo=UTC))
    sheet = book(row)["人员明细"]
    assert sheet["G4"].value == datetime(2026, 11, 20)  # noqa: DTZ001 - a cell has no zone
    assert "年" in sheet["G4"].number_format
    assert sheet["I4"].value == time(13, 18)


def test_a_check_out_after_midnight_shows_its_day() -> None:
    row = replace(person_row(1), check_out_at=datetime(2026, 11, 20, 17, 30, tzinfo=UTC))
    assert book(row)["人员明细"]["J4"].value == datetime(2026, 11, 21, 1, 30)  # noqa: DTZ001 - a cell has no zone


def test_hours_not_counted_stay_empty() -> None:
    row = replace(person_row(1), check_out_at=None, minutes=None)
    sheet = book(row)["人员明细"]
    assert [sheet[place].value for place in ("J4", "K4", "L4")] == [None, None, "实到；未签退"]


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "#REF!"])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    cell = book(replace(person_row(1), name=text))["人员明细"]["C4"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert bool(cell.quotePrefix) == (text[0] in "=+-@")


def test_a_long_number_stays_text() -> None:
    cell = book(replace(person_row(1), roster_no="000000123456789012345"))["人员明细"]["E4"]
    assert (cell.value, cell.data_type, cell.number_format) == ("000000123456789012345", "s", "@")


def test_a_control_sign_does_not_break_the_file() -> None:
    assert book(replace(person_row(1), remark="a\x0bb"))["人员明细"]["O4"].value == "ab"


def test_every_state_of_the_record_has_its_word() -> None:
    for words in (CHINESE, ENGLISH):
        assert dict(words.states).keys() == {state.value for state in AttendanceState}


def test_english_has_english_sheets_and_headings() -> None:
    both = book(person_row(1), language="en")
    assert both.sheetnames == ["Summary", "Persons"]
    assert both["Summary"]["C5"].value == "Expected"
    assert both["Persons"]["L4"].value == "Present"


def test_three_thousand_persons_fill_a_sheet() -> None:
    sheet = book(*person_rows())["人员明细"]
    assert (sheet.max_row, sheet["A3015"].value) == (3015, 3012)


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("市教育局", (), "市教育局"),
        ("市教育局", ("市教育局",), "市教育局 (2)"),
        ("a/b:c*d?[e]\\f", (), "a b c d  e  f"),
        ("长" * 40, (), "长" * 31),
        ("长" * 40, ("长" * 31,), "长" * 27 + " (2)"),
        ("ABC", ("abc", "abc (2)"), "ABC (3)"),
        ("'''", (), "-"),
    ],
)
def test_sheet_names_are_what_excel_allows(title: str, taken: tuple[str, ...], name: str) -> None:
    assert sheet_name(title, taken) == name


def test_a_row_grows_with_its_text() -> None:
    assert [height_for(text, 20) for text in ("", "短", "长" * 9, "长" * 10)] == [20, 20, 20, 40]
