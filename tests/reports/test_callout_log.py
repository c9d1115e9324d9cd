"""Picture and workbook of a call's log; that they look well was judged by eye, here is what a machine can hold to."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from dataclasses import fields, replace
from datetime import datetime, time, timedelta
from typing import Any, Final

import pytest
from openpyxl import load_workbook

from bot.model import ShiftProgress, SummonsState
from bot.reports.callout_log import CallLogOrder
from bot.reports.callout_log_book import write_callout_log
from bot.reports.callout_log_picture import MOST_PLACES, draw_callout_log
from bot.reports.callout_log_words import CHINESE, ENGLISH, CallLogWords
from bot.reports.child import in_child
from bot.reports.typeface import printable
from bot.rules.attendance import MarkSource
from bot.rules.callout_log import CallLog, Milestones, WaveLog
from tests.reports.callout_cast import CALLED, PLACE_NAMES, call_log
from tests.reports.cast import UNIT_NAMES

NAMES: Final = tuple(person.name for person in call_log().persons)
FIRST_ROW: Final = 4


def order(log: CallLog, language: str = "zh-CN", *, zone: str = "Asia/Shanghai") -> CallLogOrder:
    return CallLogOrder(log=log, organization="市直机关工委", zone=zone, language=language)


def book(log: CallLog, language: str = "zh-CN") -> Any:
    return load_workbook(io.BytesIO(write_callout_log(order(log, language))))


def size_of(picture: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def nobody_answered() -> CallLog:
    log = call_log(places=1)
    return replace(log, units=(), waves=(), coming=(), on_spot=(), reached=Milestones(), persons=())


def over_before_the_muster() -> CallLog:
    log = call_log(places=1)
    return replace(log, ended_at=log.called_at)


def through_the_night() -> CallLog:
    log, at = call_log(places=2), CALLED - timedelta(hours=9)
    return replace(log, called_at=at, waves=tuple(WaveLog(n, at + n * timedelta(minutes=5), 200) for n in range(1, 8)))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(
    "log", [call_log(), call_log(is_drill=True), nobody_answered(), over_before_the_muster(), through_the_night()]
)
def test_a_log_is_one_tall_png(log: CallLog, language: str) -> None:
    picture = draw_callout_log(order(log, language))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert size_of(picture)[0] == 1080
    assert len(picture) < 1_000_000


def test_the_picture_grows_with_the_places_and_not_without_end() -> None:
    heights = [size_of(draw_callout_log(order(call_log(places=number))))[1] for number in (1, 2, MOST_PLACES + 1, 20)]
    assert heights[0] < heights[1] < heights[2] == heights[3] < 2700


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "UTC"])
def test_any_zone_and_a_name_that_looks_like_mathematics_are_drawn(zone: str) -> None:
    log = call_log(places=1)
    log = replace(log, places=(replace(log.places[0], name=r"$\frac{$ 𠮷"),))
    assert draw_callout_log(order(log, zone=zone)).startswith(b"\x89PNG")


def test_a_drill_looks_otherwise() -> None:
    assert draw_callout_log(order(call_log(is_drill=True))) != draw_callout_log(order(call_log()))


async def test_both_come_back_from_the_child() -> None:
    assert (await in_child("draw_callout_log", order(call_log()))).startswith(b"\x89PNG")
    assert (await in_child("write_callout_log", order(call_log()))).startswith(b"PK")


@pytest.mark.parametrize("module", ["bot.reports.callout_log", "jobs.callout_logs"])
def test_the_order_can_be_given_without_what_draws_and_writes(module: str) -> None:
    statement = f"import sys, {module}; print(*sys.modules)"
    run = subprocess.run(  # noqa: S603 - our own interpreter and statement
        [sys.executable, "-c", statement], check=True, capture_output=True, text=True
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert not loaded & {"matplotlib", "openpyxl", "numpy", "PIL"}


def test_the_workbook_has_four_sheets_that_print_on_a4_landscape() -> None:
    written = book(call_log())
    assert written.sheetnames == ["概况", "点位", "单位", "人员"]
    for sheet in written.worksheets:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert sheet.print_title_rows == "$1:$3"
        assert sheet.freeze_panes is not None
        assert "&P" in sheet.oddFooter.center.text


def test_names_stand_on_the_sheet_of_persons_alone() -> None:
    for sheet in book(call_log()).worksheets[:3]:
        shown = {str(cell.value) for row in sheet for cell in row if cell.value is not None}
        assert not shown & set(NAMES)


def test_the_overview_has_the_waves_and_the_milestones() -> None:
    sheet = book(call_log())["概况"]
    facts = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(FIRST_ROW, sheet.max_row + 1)}
    log = call_log()
    assert (facts["通知"], facts["到岗"]) == (log.totals.asked, log.totals.on_spot)
    assert facts["第1批"] == f"响铃{log.waves[0].phones}部"
    assert facts["首人报名"] == "11月23日（星期一）06:11；发起后1分"
    assert facts["满员"] == "—"
    assert facts["服务时长（小时）"] == float(log.totals.hours)


def test_places_stand_as_chosen_and_the_total_is_their_sum() -> None:
    sheet, log = book(call_log())["点位"], call_log()
    end = FIRST_ROW + len(log.places)
    assert [sheet.cell(row, 2).value for row in range(FIRST_ROW, end)] == list(PLACE_NAMES)
    assert sheet.cell(end, 2).value == "合计"
    for column in range(3, 11):
        assert sheet.cell(end, column).value == sum(sheet.cell(row, column).value for row in range(FIRST_ROW, end))
    assert sheet.cell(FIRST_ROW, 12).value == time(6, 11)
    assert sheet.cell(FIRST_ROW, 15).value == "已完成"


def test_units_stand_in_the_operators_order_and_nothing_is_ranked() -> None:
    sheet, log = book(call_log())["单位"], call_log()
    end = FIRST_ROW + len(log.units)
    assert [sheet.cell(row, 2).value for row in range(FIRST_ROW, end)] == list(UNIT_NAMES[: len(log.units)])
    assert [sheet.cell(end, column).value for column in (3, 5)] == [log.totals.asked, log.totals.on_spot]
    assert "不作排名" in sheet.cell(end + 1, 1).value


def test_a_person_is_a_row_with_local_times() -> None:
    sheet = book(call_log())["人员"]
    row = [sheet.cell(FIRST_ROW + 1, column).value for column in range(2, 14)]
    person = call_log().persons[1]
    assert row[:6] == [person.unit, person.name, person.title, person.place, person.wave, time(6, 10)]
    assert row[6:] == ["参加", time(6, 12), time(7, 12), time(9, 38), 2.3, "本人点按"]
    assert sheet.cell(FIRST_ROW, 8).value == "参加（代报）"


def test_a_moment_of_another_day_shows_its_day() -> None:
    person = replace(call_log(places=1).persons[1], asked_at=CALLED - timedelta(hours=9))
    sheet = book(replace(call_log(places=1), persons=(person,)))["人员"]
    assert sheet.cell(FIRST_ROW, 7).value == datetime(2026, 11, 22, 21, 10)  # noqa: DTZ001 - a cell has no zone


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    log = call_log(places=1)
    person = replace(log.persons[0], name=text, unit=text, place=text)
    place, unit = replace(log.places[0], name=text), replace(log.units[0], unit=text)
    written = book(replace(log, persons=(person,), places=(place,), units=(unit,)))
    for sheet, column in (("人员", 2), ("人员", 3), ("人员", 5), ("点位", 2), ("单位", 2)):
        cell = written[sheet].cell(FIRST_ROW, column)
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


@pytest.mark.parametrize(("language", "mark"), [("zh-CN", "（演练）"), ("en", "(drill)")])
def test_a_drill_says_so_on_every_sheet(language: str, mark: str) -> None:
    for sheet in book(call_log(is_drill=True), language).worksheets:
        assert mark in sheet["A1"].value
    for sheet in book(call_log(), language).worksheets:
        assert mark not in sheet["A1"].value


def test_english_has_english_sheets_and_headings() -> None:
    written = book(call_log(), "en")
    assert written.sheetnames == ["Overview", "Places", "Units", "Persons"]
    assert written["Persons"]["H3"].value == "Answer"


def shown(words: CallLogWords) -> str:
    return "".join(str(getattr(words, field.name)) for field in fields(words)).replace("\\n", "").replace("\n", "")


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_the_typeface_holds_every_word(words: CallLogWords) -> None:
    assert printable(shown(words)) == shown(words)


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_every_state_has_its_word(words: CallLogWords) -> None:
    assert set(words.states) == {state.value for state in SummonsState}
    assert set(words.progress) == {progress.value for progress in ShiftProgress}
    assert set(words.sources) == {source.value for source in MarkSource}


def test_no_word_blames_or_certifies() -> None:
    assert not any(word in shown(CHINESE) for word in ("缺勤", "名次", "证明", "证书", "预警"))
