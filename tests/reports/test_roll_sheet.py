"""The printed roll sheet; that it looks well was judged by eye, here is what a machine can hold to."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from bot.reports.child import in_child
from bot.reports.roll_sheet_paper import GUEST_ROWS, draw_roll_sheet
from bot.reports.roll_sheet_words import CHINESE, ENGLISH, RollSheetWords
from bot.rules.roll_sheets import SheetPerson
from tests.reports.paper_cast import roll_sheet_order
from tests.reports.pdf import pages

LINK = "https://t.me/some_bot?start=paper-12-ABCDEFGHIJKLMNOPQRSTUV"


def test_it_says_what_where_and_when_and_has_a_row_a_person() -> None:
    (page,) = pages(draw_roll_sheet(roll_sheet_order(10)))
    for text in (
        "志愿服务签到表",
        "周五志愿服务",
        "市教育局",
        "2026年11月27日（星期五） 13:30—15:30",
        "泰春社区服务中心（和平街119号）",
        "13:20，服务中心门前",
        "冯志芳",
        "市直机关工委",
    ):
        assert text in page
    # The last one is the number of pages.
    assert [word for word in page.split("\n") if word.isdecimal()] == [*map(str, range(1, 11)), "1"]
    assert "名单共10人" in page
    assert page.replace("\n", "").endswith("第1页，共1页")


def test_leave_and_nothing_else_of_an_answer_is_told() -> None:
    (page,) = pages(draw_roll_sheet(roll_sheet_order(8)))
    assert page.split("\n").count("请假") == 1
    assert page.split("\n").count("借调") == 1


def test_every_page_has_the_headings_and_its_number() -> None:
    drawn = pages(draw_roll_sheet(roll_sheet_order(120)))
    assert len(drawn) == 5
    for number, page in enumerate(drawn, 1):
        assert page.split("\n").count("签名") == 1
        assert page.replace("\n", "").endswith(f"市教育局　2026-11-27　第{number}页，共5页")


@pytest.mark.parametrize("people", [0, 1, 21, 22, 23, 24, 44, 45, 46, 47])
def test_any_number_of_people_fits(people: int) -> None:
    drawn = pages(draw_roll_sheet(roll_sheet_order(people, qr_link=LINK)))
    assert f"名单共{people}人" in drawn[-1]
    assert GUEST_ROWS > 0


def test_the_code_stands_on_the_first_page_where_there_is_one() -> None:
    with_code, without = (draw_roll_sheet(roll_sheet_order(3, qr_link=link)) for link in (LINK, None))
    assert "手机扫码签到" in pages(with_code)[0]
    assert "手机扫码签到" not in pages(without)[0]


def test_names_no_font_holds_and_braces_break_nothing() -> None:
    order = roll_sheet_order(1)
    sheet = replace(order.sheet, unit="{0}局{", people=(SheetPerson("张𠮷", "x" * 60),))
    (page,) = pages(draw_roll_sheet(replace(order, sheet=sheet)))
    assert "张〓" in page
    assert "{0}局{　2026-11-27" in page


def test_english_words_are_used() -> None:
    (page,) = pages(draw_roll_sheet(roll_sheet_order(3, "en")))
    assert "Sign-in sheet for volunteer service" in page
    assert "Fri 27 Nov 2026" in page


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_nothing_is_left_unsaid(words: RollSheetWords) -> None:
    assert all(getattr(words, field.name) for field in fields(words))


async def test_it_comes_back_from_the_child() -> None:
    assert (await in_child("draw_roll_sheet", roll_sheet_order(3, qr_link=LINK))).startswith(b"%PDF-")
