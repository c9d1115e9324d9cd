"""Rosters that we write are read again as they were meant."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.reports.orders import RosterFile, RosterOrder
from bot.reports.roster_file import write_roster, write_template
from bot.reports.roster_sheet import read_roster
from bot.rules.roster_sheet import CommunityRow, PairingRow, PersonEntry, RosterFault, RosterSheet, SiteRow, UnitRow

FULL = RosterSheet(
    units=(
        UnitRow(name="市教育局", position=2, is_enabled=True),
        UnitRow(name="市科技局", position=1, former="市科委"),
    ),
    communities=(CommunityRow(name="东吉社区"),),
    sites=(
        SiteRow(community="东吉社区", name="东吉小区", latitude=42.8880001, longitude=-125.14, datum="GCJ-02"),
        SiteRow(community="东吉社区", name="木栈道A段", kind="木栈道", muster_point="北门"),
    ),
    pairings=(PairingRow(unit="市教育局", community="东吉社区"),),
    people=(
        PersonEntry(unit="市教育局", name="张三", title="科长", roles=("liaison", "organizer"), roster_no="00001"),
        PersonEntry(unit="市教育局", name="李四", roster_no="00002", is_surge=True),
        PersonEntry(unit="市教育局", name="王五", roster_no="00003", is_surge=False),
        PersonEntry(unit="市科技局", name="Anna Smith", roster_no="0" * 9 + "12345678901234567890"),
    ),
)


def read_back(content: bytes) -> RosterSheet:
    return read_roster(RosterFile(name="花名册.xlsx", content=content))


def without_rows(sheet: RosterSheet) -> RosterSheet:
    def plain(rows: Any) -> Any:
        return tuple(replace(row, row=0) for row in rows)

    return replace(
        sheet,
        units=plain(sheet.units),
        communities=plain(sheet.communities),
        sites=plain(sheet.sites),
        pairings=plain(sheet.pairings),
        people=plain(sheet.people),
    )


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_roster_is_read_back_as_it_was_written(language: str) -> None:
    people = (*FULL.people[:-1], replace(FULL.people[-1], roster_no="7"))
    sheet = replace(FULL, people=people)
    assert without_rows(read_back(write_roster(RosterOrder(sheet=sheet, language=language)))) == sheet


def test_a_number_longer_than_excel_counts_stays_whole() -> None:
    book = load_workbook(io.BytesIO(write_roster(RosterOrder(sheet=FULL))))
    assert book["人员"]["E5"].value == "0" * 9 + "12345678901234567890"


@pytest.mark.parametrize(
    ("language", "sheet", "written"),
    [("zh-CN", "人员", ["突击队", None, "是", "否", None]), ("en", "People", ["Surge team", None, "yes", "no", None])],
)
def test_the_surge_team_is_written_as_yes_and_no(language: str, sheet: str, written: list[str | None]) -> None:
    book = load_workbook(io.BytesIO(write_roster(RosterOrder(sheet=FULL, language=language))))
    assert [cell.value or None for cell in book[sheet]["F"]] == written


def test_sheets_without_rows_are_left_out() -> None:
    content = write_roster(RosterOrder(sheet=replace(FULL, sites=(), pairings=(), communities=())))
    assert load_workbook(io.BytesIO(content)).sheetnames == ["人员", "单位"]


names = st.text("张王李赵喆䶮", min_size=1, max_size=30)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(names, names, names), unique_by=lambda person: person[1], min_size=1, max_size=8))
def test_any_names_survive_the_round(people: list[tuple[str, str, str]]) -> None:
    entries = tuple(
        PersonEntry(unit=unit, name=name, title=title, roster_no=f"{number:05}")
        for number, (unit, name, title) in enumerate(people)
    )
    sheet = RosterSheet(people=entries)
    assert without_rows(read_back(write_roster(RosterOrder(sheet=sheet)))) == sheet


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_template_as_it_is_holds_nothing_to_import(language: str) -> None:
    assert read_back(write_template(language)) == RosterSheet(faults=(RosterFault(key="roster-fault-nothing-in-it"),))


def test_examples_are_passed_over_with_brackets_of_either_width() -> None:
    book = load_workbook(io.BytesIO(write_template("zh-CN")))
    people = book["人员"]
    assert people["E2"].value == "（示例）"
    people.append(["市教育局", "李四"])
    people.append(["市教育局", "王五", "", "", "(示例)"])
    stream = io.BytesIO()
    book.save(stream)
    assert [person.name for person in read_back(stream.getvalue()).people] == ["李四"]


def test_the_template_has_all_sheets_with_their_columns() -> None:
    book = load_workbook(io.BytesIO(write_template("zh-CN")))
    assert book.sheetnames == ["人员", "单位", "社区", "点位", "结对", "说明"]
    assert [cell.value for cell in book["人员"][1]] == ["单位", "姓名", "职务", "角色", "人员编号", "突击队"]


@pytest.mark.parametrize(("language", "offered"), [("zh-CN", '"是,否"'), ("en", '"yes,no"')])
def test_the_template_offers_yes_and_no_for_the_surge_team(language: str, offered: str) -> None:
    sheet = load_workbook(io.BytesIO(write_template(language))).worksheets[0]
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert next(formula for cells, formula in lists.items() if cells.startswith("F2:")) == offered


def test_a_filled_in_template_keeps_its_example_and_is_read() -> None:
    book = load_workbook(io.BytesIO(write_template("zh-CN")))
    book["人员"].append(["市教育局", "张三", "", "联络员", ""])
    book["单位"].append(["市教育局", "", "是"])
    stream = io.BytesIO()
    book.save(stream)
    sheet = read_back(stream.getvalue())
    assert sheet.faults == ()
    assert [(person.name, person.row) for person in sheet.people] == [("张三", 3)]
    assert [(unit.name, unit.position) for unit in sheet.units] == [("市教育局", 1)]
