"""The words of the summary: on one screen, with the rate's definition, and with signs that read as signs."""

from __future__ import annotations

from datetime import date
from unicodedata import east_asian_width

import pytest

from bot.rules.figures import Counts
from bot.services.summaries import UnitState, Week
from bot.services.summary_texts import quiet_text, unit_text, week_text
from bot.texts import load_texts

MONDAY = date(2026, 11, 30)
FULL = Counts(
    expected=142,
    present=100,
    late=3,
    left_early=1,
    excused=12,
    declined=10,
    no_show=10,
    no_answer=10,
    not_linked=12,
    unreachable=11,
    person_times=200,
    minutes=12_345,
    missing_check_out=13,
)


def week_of(counts: Counts, *earlier: Counts, is_confirmed: bool = False, units: int = 1) -> Week:
    """Make a week in which every unit has the same counts."""
    numbers = range(1, units + 1)
    states = {n: UnitState(f"市住房公积金中心{n}", n, 1, is_opened=True, is_confirmed=is_confirmed) for n in numbers}
    before = [date(2026, 11, 2 + 7 * place) for place in range(len(earlier))]
    return Week(
        MONDAY,
        1,
        states,
        dict.fromkeys(numbers, counts),
        tuple((first_on, dict.fromkeys(numbers, part)) for first_on, part in zip(before, earlier, strict=True)),
    )


def shown(language: str, key: str, params: dict[str, object]) -> str:
    return load_texts().format(
        language, key, **{name: value for name, value in params.items() if isinstance(value, str | int)}
    ).replace("<b>", "").replace("</b>", "")  # fmt: skip


def screen_lines(text: str, width: int = 20) -> int:
    """Count the lines on a phone that shows so many Chinese characters in one."""
    columns = [sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line) for line in text.splitlines()]
    return sum(max(1, -(-line // (2 * width))) for line in columns)


def test_the_fullest_part_of_a_unit_fits_one_screen() -> None:
    params = unit_text(week_of(FULL, FULL), 1, "zh-CN", check_by=date(2026, 12, 18))
    assert screen_lines(shown("zh-CN", "summary-unit", params)) <= 12


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("key", ["summary-week", "summary-week-group"])
def test_the_identity_and_the_definition_of_the_rate_are_printed(language: str, key: str) -> None:
    text = shown(language, key, week_text(week_of(FULL), language, is_group=key.endswith("group")))
    numbers, definition = {
        "zh-CN": ("应到142＝实到100＋请假12＋不参加10＋未到10＋未回复10", "70.4%（实到/应到），剔除请假76.9%"),
        "en": (
            "Expected 142 = present 100 + on leave 12 + declined 10 + did not come 10 + no answer 10",
            "70.4% (present/expected), 76.9% without those on leave",
        ),
    }[language]
    assert numbers in text
    assert definition in text


def test_data_quality_comes_first() -> None:
    lines = shown("zh-CN", "summary-week", week_text(week_of(FULL), "zh-CN")).splitlines()
    assert lines[1].startswith("数据说明：1/1个单位名单未确认（市住房公积金中心1）；11人消息未送达；13人未签退")
    assert lines[2] == "未绑定12人，单列，不计入应到。"


def test_a_group_reads_no_names_of_units() -> None:
    text = shown("zh-CN", "summary-week-group", week_text(week_of(FULL), "zh-CN", is_group=True))
    assert "1/1个单位名单未确认；" in text
    assert "公积金" not in text


def test_many_unconfirmed_units_are_cut_short() -> None:
    text = shown("zh-CN", "summary-week", week_text(week_of(FULL, units=71), "zh-CN"))
    assert "71/71个单位名单未确认（市住房公积金中心1、" in text
    assert "市住房公积金中心6等）" in text
    assert "公积金中心7" not in text


def test_the_first_week_has_nothing_to_compare_with() -> None:
    assert "暂无往周数据可比。" in shown("zh-CN", "summary-week", week_text(week_of(FULL), "zh-CN"))


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (Counts(expected=2, present=2, minutes=240), "出勤率−29.6个百分点，实到+98人，时长+201.75小时"),
        (FULL, "出勤率±0.0个百分点，实到±0人，时长±0.00小时"),
        (Counts(expected=500, present=300, no_answer=200, minutes=60_000), "出勤率+10.4个百分点，实到−200人"),
    ],
)
def test_the_change_has_a_sign(before: Counts, said: str) -> None:
    text = shown("zh-CN", "summary-week", week_text(week_of(FULL, before), "zh-CN"))
    assert f"较前1周平均：{said}" in text


def test_nobody_expected_leaves_a_dash_for_the_rate() -> None:
    text = shown("zh-CN", "summary-week", week_text(week_of(Counts()), "zh-CN"))
    assert "出勤率—（实到/应到），剔除请假—" in text


def test_a_holiday_is_one_line_with_its_reason() -> None:
    week = Week(MONDAY, 0, {}, {}, (), day_off="元旦")
    key, params = quiet_text(week, "zh-CN")
    said = "【志愿服务周报】2026年第49周（11月30日—12月6日）：元旦，没有志愿服务活动。"
    assert shown("zh-CN", key, params) == said
