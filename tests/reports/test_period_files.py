"""Picture and workbook of a month and a year; that they look well was judged by eye."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.reports.orders import PeriodOrder
from bot.reports.period_chart import draw_period_chart, period_notes
from bot.reports.period_words import CHINESE, ENGLISH
from bot.reports.period_workbook import write_period_workbook
from bot.reports.typeface import printable
from bot.reports.words import CHINESE as SHARED
from bot.rules.period_figures import PeriodFigures, UnitPart, Volume, total_of
from bot.rules.periods import Period
from tests.reports.cast import UNIT_NAMES

KINDS = {
    "friday": Volume(activities=4, person_times=71 * 40, minutes=71 * 4000),
    "snow": Volume(activities=2, person_times=71 * 3, minutes=71 * 300),
    "lecture": Volume(activities=1, person_times=71, minutes=71 * 100),
}
MONTH = Period(2026, 11)


def unit(position: int, name: str, **numbers: int) -> UnitPart:
    shared = {"lists": 7, "expected_times": 50, "person_times": 44, "people": 30, "minutes": 4400}
    return UnitPart(unit=name, position=position, **shared | numbers)


def figures(period: Period = MONTH, *, months: int = 2, **numbers: int) -> PeriodFigures:
    """Make figures of 71 units of 3,012 people in all; the earlier months are like this one."""
    whole = total_of(KINDS.values())
    first = 12 - months if period.month else 11
    return PeriodFigures(
        period=period,
        kinds=KINDS,
        months=dict.fromkeys(range(first, 12), whole),
        units=tuple(unit(position, name, **numbers) for position, name in enumerate(UNIT_NAMES, 1)),
        people=71 * 30,
        first_timers=312,
        until=date(2026, 11, 25),
    )


def order(shown: PeriodFigures, language: str = "zh-CN") -> PeriodOrder:
    return PeriodOrder(figures=shown, organization="市直机关工委", language=language)


def book(shown: PeriodFigures, language: str = "zh-CN") -> Any:
    return load_workbook(io.BytesIO(write_period_workbook(order(shown, language))))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("period", [MONTH, Period(2026)])
def test_a_chart_is_one_png_as_wide_as_the_weeks(language: str, period: Period) -> None:
    picture = draw_period_chart(order(figures(period), language))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">I", picture[16:20]) == (1080,)
    assert len(picture) < 1_000_000


def test_one_month_alone_is_no_bar() -> None:
    alone, beside = (draw_period_chart(order(figures(months=months))) for months in (1, 2))
    assert struct.unpack(">I", alone[20:24]) < struct.unpack(">I", beside[20:24])


def test_a_period_without_anything_can_be_drawn_and_written() -> None:
    empty = PeriodFigures(period=Period(2026), kinds={}, months={}, units=())
    assert draw_period_chart(order(empty))
    assert book(empty).sheetnames == ["汇总", "各单位"]


def test_the_tables_add_up_and_units_keep_the_operators_order() -> None:
    both = book(figures())
    kinds, units = both["汇总"], both["各单位"]
    assert [kinds.cell(row, 1).value for row in range(6, 10)] == ["周五志愿服务", "清雪", "其他活动", "合计"]
    for column in (2, 3, 4):
        rows = [kinds.cell(row, column).value for row in range(6, 9)]
        assert kinds.cell(9, column).value == pytest.approx(sum(rows), abs=0.02)
    last = 6 + len(UNIT_NAMES)
    assert [units.cell(row, 2).value for row in range(6, last)] == list(UNIT_NAMES)
    for column in (5, 6, 10, 11):
        assert units.cell(last, column).value == sum(units.cell(row, column).value for row in range(6, last))
    assert (units.cell(last, 3).value, units.cell(last, 8).value) == (7, 71 * 30)


def test_what_was_done_has_a_column_only_where_there_is_any() -> None:
    plain = figures()
    kinds = KINDS | {"friday": replace(KINDS["friday"], matters=345), "tree_planting": Volume(activities=1, trees=90)}
    parts = tuple(replace(each, matters=345, trees=90) if each.position == 2 else each for each in plain.units)
    done = replace(plain, kinds=kinds, months={11: total_of(kinds.values())}, units=parts)
    both = book(done)
    summary, units = both["汇总"], both["各单位"]
    assert [cell.value for cell in summary[5]] == [
        "活动类别",
        "场次",
        "人次",
        "服务时长（小时）",
        "办理（件）",
        "植树（株）",
    ]
    shown = {summary.cell(row, 1).value: [summary.cell(row, column).value for column in (5, 6)] for row in range(6, 11)}
    assert shown["周五志愿服务"] == [345, None]
    assert shown["植树"] == [None, 90]
    assert shown["合计"] == [345, 90]
    assert summary["A3"].value.endswith("小时，办理345件，植树90株。")
    assert [units.cell(5, column).value for column in (9, 10, 11, 12)] == [
        "服务时长\n（小时）",
        "办理\n（件）",
        "植树\n（株）",
        "待核\n（人）",
    ]
    last = 6 + len(UNIT_NAMES)
    assert [[units.cell(row, column).value for column in (10, 11)] for row in (6, 7, last)] == [
        [None, None],
        [345, 90],
        [345, 90],
    ]
    assert [cell.value for cell in book(done, "en")["Units"][5]][8:11] == ["Service hours", "Matters", "Trees"]
    assert draw_period_chart(order(done)) != draw_period_chart(order(plain))
    assert not any("件）" in str(cell.value) for row in book(plain)["各单位"].iter_rows() for cell in row)


def test_in_english_a_running_period_names_the_month_up_to_which_it_is_counted() -> None:
    sheet = book(figures(), "en")["Summary"]
    assert sheet["A2"].value == "市直机关工委, Nov 2026 (up to 25 Nov)"
    assert sheet["A3"].value == "Activities 7, people 2,130, person-times 3,124, service hours 5206.67."
    assert book(figures())["汇总"]["A2"].value == "市直机关工委  2026年11月（截至11月25日）"


def test_a_rate_stands_beside_the_number_it_rests_on() -> None:
    sheet = book(figures())["各单位"]
    assert [sheet.cell(6, column).value for column in (5, 6, 7)] == [50, 44, 0.88]


def test_a_year_lists_its_months() -> None:
    sheet = book(figures(Period(2026)))["汇总"]
    assert "11月" in [cell.value for cell in sheet["A"]]


def test_both_sheets_print_on_a4_landscape_one_page_wide() -> None:
    for sheet in book(figures()).worksheets:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert int(sheet.page_setup.fitToWidth) == 1
        assert "&P" in sheet.oddFooter.center.text


def test_what_waits_for_a_decision_stands_above_the_figures() -> None:
    notes, is_sound = period_notes(figures(unconfirmed=2, in_question=1, corrections=1), SHARED, "zh-CN")
    assert notes == ["71/71个单位名单未确认，以下为最低数", "71人待核", "71件更正待处理"]
    assert not is_sound
    assert period_notes(figures(), SHARED, "zh-CN") == (["71个单位均已确认名单"], True)


def test_the_typeface_holds_every_word() -> None:
    for words in (CHINESE, ENGLISH):
        shown = "".join(str(getattr(words, name)) for name in words.__slots__).replace("\n", "")
        assert printable(shown) == shown
