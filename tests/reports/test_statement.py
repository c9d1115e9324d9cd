"""The two files of a statement; that they look well was judged by eye, here is what a machine can hold to."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import fields, replace
from datetime import datetime, time
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.reports.child import in_child
from bot.reports.statement import StatementOrder
from bot.reports.statement_book import write_statement
from bot.reports.statement_paper import draw_statement
from bot.reports.statement_words import CHINESE, ENGLISH, StatementWords
from bot.reports.typeface import printable
from bot.rules.attendance import MarkSource
from bot.rules.statements import shown
from tests.reports.paper_cast import night, record, service, statement_order
from tests.reports.pdf import pages

NOTE = "本记录由平台生成，供个人查询，不是志愿服务记录证明。"
TRAPS = ("证书", "认证", "certificate", "proof")


def book(order: StatementOrder) -> Any:
    return load_workbook(io.BytesIO(write_statement(order))).worksheets[0]


def mixed() -> StatementOrder:
    """A service that counts, one in question, one without check-out."""
    disputed = replace(service(1), minutes=None, is_in_question=True)
    return statement_order(record(service(0), disputed, service(2, minutes=None)))


def test_one_page_says_whose_record_of_which_days_it_is_and_what_it_is_not() -> None:
    order = statement_order(record(service(0), service(1)))
    (page,) = pages(draw_statement(order))
    for text in ("出勤记录", "张喆䶮", "市教育局", "2026-01-01至2026-11-27", "2次，4.17小时", "李四", "0437-0000000"):
        assert text in page
    assert NOTE in page
    assert f"/check {shown(order.code)}" in page
    assert "2026-11-27 16:05" in page
    assert page.replace("\n", "").endswith("第1页，共1页")
    assert "待核" not in page


def test_hours_are_those_of_the_sum_of_minutes() -> None:
    lines = [service(number, minutes=20) for number in range(3)]
    (page,) = pages(draw_statement(statement_order(record(*lines))))
    assert page.count("0.33") == 3
    assert "1.00" in page


def test_lines_that_count_for_nothing_are_listed_and_say_why() -> None:
    (page,) = pages(draw_statement(mixed()))
    assert "1次，2.08小时" in page
    assert "\n待核\n" in page
    assert "\n未签退\n" in page
    assert "均暂不计入合计" in page
    sheet = book(mixed())
    assert [sheet.cell(row, 8).value for row in range(5, 9)] == [2.08, "待核", "未签退", 2.08]


def test_a_long_record_repeats_its_headings_and_counts_its_pages() -> None:
    drawn = pages(draw_statement(statement_order(record(*map(service, range(60))))))
    assert len(drawn) == 3
    for number, page in enumerate(drawn, 1):
        assert page.replace("\n", "").endswith(f"第{number}页，共3页")
    assert all("记录方式" in page for page in drawn[:2])
    assert [page.count(NOTE) for page in drawn] == [1, 1, 2]


def test_a_night_shows_the_other_day() -> None:
    (page,) = pages(draw_statement(statement_order(record(night(0)))))
    assert "22:00\n02-21\n03:00" in page
    sheet = book(statement_order(record(night(0))))
    assert (sheet["F5"].value, sheet["G5"].value) == (time(22), datetime(2026, 2, 21, 3, 0))  # noqa: DTZ001 - Excel's


@pytest.mark.parametrize("name", ["张𠮷", "\U0001f600", "张\u202e三", "\x00", r"$\frac{$", "**张**", "{nb}", "\ue000"])
def test_a_name_that_no_font_holds_breaks_nothing(name: str) -> None:
    (page,) = pages(draw_statement(statement_order(record(service(0), name=name))))
    assert printable(name) in page


def test_a_rare_character_is_drawn_as_the_printers_sign() -> None:
    (page,) = pages(draw_statement(statement_order(record(service(0), name="张𠮷"))))
    assert "张〓" in page


def test_a_name_in_the_workbook_is_whole_and_never_a_formula() -> None:
    sheet = book(statement_order(record(replace(service(0), activity="=1+1"), name="张𠮷")))
    assert "张𠮷" in sheet["A2"].value
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=1+1", "s")


def test_the_workbook_has_values_to_reckon_with_and_prints_on_a4() -> None:
    sheet = book(statement_order(record(service(0), service(1))))
    assert [cell.value for cell in sheet[4]][:3] == ["序号", "日期", "活动"]
    assert sheet["B5"].number_format == "yyyy-mm-dd"
    assert (sheet["F5"].value, sheet["G5"].value, sheet["H5"].value) == (time(13, 22), time(15, 35), 2.08)
    assert sheet["I6"].value == "本人消息、联络员点名"
    assert (sheet["H7"].value, sheet["F7"].value) == (4.17, "2次")
    said = [sheet.cell(row, 1).value for row in range(8, sheet.max_row + 1)]
    assert NOTE in said
    assert any("核对码  ABCD-" in text for text in said)
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.print_title_rows == "$1:$4"


def test_english_is_english_throughout() -> None:
    person = replace(record(replace(service(0), activity="A", place="P", content="C"), name="Li"), unit="U")
    order = replace(statement_order(person, "en"), organization="O", person_in_charge="", contact="")
    (page,) = pages(draw_statement(order))
    assert not any(sign > "⺀" for sign in page.replace("　", ""))
    assert "Record of attendance" in page
    assert "does not certify volunteer service" in page


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_it_is_called_no_certificate_and_every_source_has_its_word(words: StatementWords) -> None:
    said = str([getattr(words, field.name) for field in fields(words)])
    assert not [trap for trap in TRAPS if trap in said.lower()]
    assert said.count("证明") == said.count("不是志愿服务记录证明")
    assert set(words.sources) == set(MarkSource) - {MarkSource.LEAVE}


async def test_both_come_back_from_the_child() -> None:
    order = statement_order(record(service(0)))
    assert (await in_child("draw_statement", order)).startswith(b"%PDF-")
    assert (await in_child("write_statement", order)).startswith(b"PK")


@pytest.mark.parametrize("module", ["bot.reports.statement", "bot.reports.roll_sheet"])
def test_the_orders_can_be_given_without_what_draws_and_writes(module: str) -> None:
    statement = f"import sys, {module}; print(*sys.modules)"
    run = subprocess.run(  # noqa: S603 - our own interpreter and statement
        [sys.executable, "-c", statement], check=True, capture_output=True, text=True
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert not loaded & {"matplotlib", "openpyxl", "numpy", "PIL", "fpdf", "fontTools", "segno"}
