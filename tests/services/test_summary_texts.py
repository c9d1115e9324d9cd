"""The words of the summary: on one screen, with the rate's definition, and with signs that read as signs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from unicodedata import east_asian_width

import pytest

from bot.rules.figures import Counts
from bot.rules.period_figures import PeriodFigures, UnitPart, Volume, total_of
from bot.rules.periods import Period
from bot.services.summaries import Week
from bot.services.summary_lines import UnitState
from bot.services.summary_texts import period_text, quiet_text, unit_text, week_text
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
        "zh-CN": ("应到142＝实到100＋请假12＋不参加10＋未到10＋未答复10", "70.4%（实到/应到），剔除请假76.9%"),
        "en": (
            "Expected 142 = present 100 + on leave 12 + declined 10 + did not come 10 + no answer 10",
            "70.4% (present/expected), 76.9% without those on leave",
        ),
    }[language]
    assert numbers in text
    assert definition in text


def test_what_needs_a_decision_comes_first_and_then_what_the_figures_rest_on() -> None:
    counts = replace(FULL, in_question=3, corrections=2)
    lines = shown("zh-CN", "summary-week", week_text(week_of(counts), "zh-CN")).splitlines()
    assert lines[1] == "需处理（/rollcall）：1/1个单位名单未确认，以下为最低数；待核3人；更正2件。"
    assert lines[2] == "数据说明：未绑定12人（单列）；未送达11人；未签退13人。"


def test_before_a_group_no_command_is_named() -> None:
    text = shown("zh-CN", "summary-week-group", week_text(week_of(FULL), "zh-CN", is_group=True))
    assert "待处理：1/1个单位名单未确认，以下为最低数。" in text
    assert "/rollcall" not in text


def test_a_week_with_nothing_to_decide_says_nothing_of_decisions() -> None:
    text = shown("zh-CN", "summary-week", week_text(week_of(Counts(expected=1, present=1), is_confirmed=True), "zh-CN"))
    assert "需处理" not in text
    assert "最低数" not in text
    assert "名单已齐" in text


def test_a_unit_reads_what_of_its_own_waits() -> None:
    counts = replace(FULL, in_question=3, corrections=2)
    text = shown("zh-CN", "summary-unit", unit_text(week_of(counts), 1, "zh-CN"))
    assert "需处理（/rollcall）：名单未确认，以下为最低数；待核3人；更正2件。" in text


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("units", [1, 71])
def test_units_are_neither_named_nor_compared(language: str, units: int) -> None:
    assert "公积金" not in shown(language, "summary-week", week_text(week_of(FULL, units=units), language))


LARGEST = Counts(
    expected=2942,
    present=2580,
    late=120,
    left_early=35,
    excused=112,
    declined=98,
    no_show=64,
    no_answer=88,
    not_linked=125,
    unreachable=32,
    person_times=5230,
    minutes=318_123,
    missing_check_out=113,
    in_question=128,
    corrections=36,
)


def largest_week(
    unconfirmed: int, first_timers: int | None, done: tuple[int, int] = (0, 0), *, is_first: bool = False
) -> Week:
    """Make the fullest week there can be, of 71 units and 3,012 people; ``done`` are 件 and 株 of the first unit."""
    numbers = range(1, 72)
    states = {n: UnitState(f"单位{n}", n, 1, is_opened=n <= 60, is_confirmed=n > unconfirmed) for n in numbers}
    states[1] = replace(states[1], matters=done[0], trees=done[1])
    counts = {n: LARGEST if n == 1 else Counts(expected=1, present=1, person_times=1) for n in numbers}
    before = Counts(expected=3012, present=1102, no_answer=1910)
    earlier = () if is_first else tuple((date(2026, 9, 7 + 7 * place), {1: before}) for place in range(3))
    return Week(MONDAY, 12, states, counts, earlier, first_timers=first_timers)


@pytest.mark.parametrize("unconfirmed", [0, 38, 60])
@pytest.mark.parametrize("first_timers", [None, 0, 312])
@pytest.mark.parametrize("until", [None, date(2026, 12, 16)])
@pytest.mark.parametrize("is_group", [False, True])
@pytest.mark.parametrize("done", [(0, 0), (12_345, 0), (3_500, 9_999)])
def test_the_fullest_week_of_the_city_fits_one_screen(
    unconfirmed: int, first_timers: int | None, until: date | None, is_group: bool, done: tuple[int, int]
) -> None:
    week = largest_week(unconfirmed, first_timers, done)
    assert week.figures().totals.expected == 3012
    text = shown("zh-CN", "summary-week", week_text(week, "zh-CN", until=until, is_group=is_group))
    assert screen_lines(text) <= 12, text


def test_the_fullest_part_of_a_unit_with_decisions_fits_one_screen() -> None:
    counts = replace(FULL, in_question=12, corrections=12)
    params = unit_text(week_of(counts, FULL), 1, "zh-CN", check_by=date(2026, 12, 18))
    assert screen_lines(shown("zh-CN", "summary-unit", params)) <= 12


@pytest.mark.parametrize(
    ("done", "chinese", "english"),
    [
        (
            (0, 0),
            "活动12场次，5300人次，5302.05小时",
            "Activities 12, person-times 5,300, hours 5302.05",
        ),
        (
            (3_500, 0),
            "12场次5300人次5302.05小时，3500件",
            "Activities 12, person-times 5,300, hours 5302.05, matters 3,500",
        ),
        (
            (3_500, 800),
            "12场次5300人次5302.05小时，3500件800株",
            "Activities 12, person-times 5,300, hours 5302.05, matters 3,500, trees 800",
        ),
    ],
)
def test_what_was_done_stands_with_its_measure_word_and_nothing_where_there_is_none(
    done: tuple[int, int], chinese: str, english: str
) -> None:
    week = largest_week(38, 312, done)
    for language, said in (("zh-CN", chinese), ("en", english)):
        assert said in shown(language, "summary-week", week_text(week, language)).splitlines()
    own, other = (shown("zh-CN", "summary-unit", unit_text(week, unit_id, "zh-CN")) for unit_id in (1, 2))
    assert ("3500件" in own) is bool(done[0])
    assert "件" not in other


def test_thanks_name_the_first_timers_or_else_the_complete_lists() -> None:
    for first, said in ((312, "（首次312人）"), (0, "（22个名单齐）"), (None, "（22个名单齐）")):
        text = shown("zh-CN", "summary-week", week_text(largest_week(38, first), "zh-CN"))
        assert text.splitlines()[-1] == f"感谢71个单位5300人次的付出{said}"


def test_nobody_is_thanked_where_nobody_came() -> None:
    assert "感谢" not in shown("zh-CN", "summary-week", week_text(week_of(Counts()), "zh-CN"))


def volume(activities: int, times: int) -> Volume:
    return Volume(activities=activities, person_times=times, minutes=times * 123)


def year_of(kinds: dict[str, Volume], *, until: date | None = None) -> PeriodFigures:
    whole = total_of(kinds.values())
    unit = UnitPart(
        unit="市住房公积金中心",
        position=1,
        lists=48,
        unconfirmed=3,
        expected_times=160_000,
        person_times=whole.person_times,
        people=min(3012, whole.person_times),
        minutes=whole.minutes,
        matters=whole.matters,
        trees=whole.trees,
        in_question=128,
        corrections=36,
    )
    return PeriodFigures(
        period=Period(2026),
        kinds=kinds,
        months={1: whole},
        units=(unit,),
        people=unit.people,
        first_timers=312,
        until=until,
    )


FULL_YEAR = {
    "friday": volume(48, 126_504),
    "snow": volume(12, 18_120),
    "tree_planting": volume(3, 9_000),
    "lecture": volume(12, 3_000),
}
NAMED_YEAR = {
    "friday": Volume(activities=48, person_times=126_504, minutes=126_504 * 123, matters=345_678),
    "community_service": volume(12, 18_120),
    "tree_planting": Volume(activities=3, person_times=9_000, minutes=9_000 * 123, trees=12_345),
    "visit": volume(12, 3_000),
}


@pytest.mark.parametrize("is_group", [False, True])
@pytest.mark.parametrize("kinds", [FULL_YEAR, NAMED_YEAR])
def test_the_fullest_year_of_the_city_fits_one_screen(kinds: dict[str, Volume], is_group: bool) -> None:
    key, params = period_text(year_of(kinds, until=date(2026, 12, 16)), "zh-CN", is_group=is_group)
    text = shown("zh-CN", key, params)
    assert screen_lines(text) <= 12, text
    assert "公积金" not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-CN", "其中：周五志愿服务48场次126504人次；清雪12场次18120人次；植树3场次9000人次；其他活动12场次3000人次"),
        (
            "en",
            (
                "Of these: Fridays 48 (126,504 person-times); snow 12 (18,120 person-times); "
                "tree planting 3 (9,000 person-times); others 12 (3,000 person-times)"
            ),
        ),
    ],
)
def test_a_year_tells_its_kinds_and_a_kind_without_a_word_is_among_the_others(language: str, said: str) -> None:
    key, params = period_text(year_of(FULL_YEAR), language)
    assert said in shown(language, key, params)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh-CN",
            (
                "活动75场次，参加3012人、156624人次，服务321079.20小时，办理345678件，植树12345株",
                (
                    "其中：周五志愿服务48场次126504人次345678件；社区服务12场次18120人次；"
                    "植树3场次9000人次12345株；走访慰问12场次3000人次"
                ),
            ),
        ),
        (
            "en",
            (
                ("Activities 75, people 3,012, person-times 156,624, hours 321079.20, matters 345,678, trees 12,345"),
                (
                    "Of these: Fridays 48 (126,504 person-times, matters 345,678); "
                    "community service 12 (18,120 person-times); "
                    "tree planting 3 (9,000 person-times, trees 12,345); visits 12 (3,000 person-times)"
                ),
            ),
        ),
    ],
)
def test_a_year_tells_what_was_done_in_all_and_by_kind(language: str, said: tuple[str, ...]) -> None:
    key, params = period_text(year_of(NAMED_YEAR), language)
    assert set(said) <= set(shown(language, key, params).splitlines())


def test_a_period_without_service_is_one_line() -> None:
    key, params = period_text(year_of({}), "zh-CN")
    assert shown("zh-CN", key, params) == "【志愿服务年报】2026年：没有志愿服务活动。"


def test_the_first_week_has_nothing_to_compare_with() -> None:
    assert "暂无往周数据可比。" in shown("zh-CN", "summary-week", week_text(week_of(FULL), "zh-CN"))


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (Counts(expected=2, present=2, minutes=240), "−29.6个百分点，实到+98人"),
        (FULL, "±0.0个百分点，实到±0人"),
        (Counts(expected=500, present=300, no_answer=200, minutes=60_000), "+10.4个百分点，实到−200人"),
    ],
)
def test_the_change_has_a_sign(before: Counts, said: str) -> None:
    text = shown("zh-CN", "summary-week", week_text(week_of(FULL, before), "zh-CN"))
    assert f"较前1周平均{said}" in text


def test_nobody_expected_leaves_a_dash_for_the_rate() -> None:
    text = shown("zh-CN", "summary-week", week_text(week_of(Counts()), "zh-CN"))
    assert "出勤率—（实到/应到），剔除请假—" in text


def test_a_holiday_is_one_line_with_its_reason() -> None:
    week = Week(MONDAY, 0, {}, {}, (), day_off="元旦")
    key, params = quiet_text(week, "zh-CN", scope="all")
    said = "【志愿服务周报】2026年第49周（11月30日—12月6日）：元旦，没有志愿服务活动。"
    assert shown("zh-CN", key, params) == said
