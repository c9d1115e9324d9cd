"""The words of a month's and a year's picture and workbook, one typed set per language; the rest is in ``words``."""

from __future__ import annotations

from dataclasses import dataclass

from bot.texts import language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodWords:
    """What stands there besides the words of the week; ``{…}`` are filled in with ``str.format``."""

    month_title: str
    year_title: str
    until: str
    people: str
    people_unit: str
    times_short: str
    kinds: str
    kind: str
    kind_line: str
    months: str
    month: str
    events: str
    events_column: str
    footnotes: tuple[str, str]
    in_brief: str
    units_sheet: str
    lists: str
    lists_value: str
    expected_times: str
    rate: str
    in_question: str
    corrections: str
    definitions: tuple[str, ...]


CHINESE = PeriodWords(
    month_title="志愿服务月报",
    year_title="志愿服务年报",
    until="（截至{month}{day}日）",
    people="参加人数",
    people_unit="人",
    times_short="人次",
    kinds="各类活动（人次）",
    kind="活动类别",
    kind_line="{activities}场次 · {hours}小时",
    months="各月参加人次",
    month="月份",
    events="{count}场次",
    events_column="场次",
    footnotes=(
        "人次按每人每场次计算，人数不重复计算；时长不含未签退和不计时长的活动。",
        "演练不计入。自愿参加，不作排名。",
    ),
    in_brief="活动{activities}场次，参加{people}人、{person_times}人次，服务时长{hours}小时{done}。",
    units_sheet="各单位",
    lists="名单\n（已确认/共）",
    lists_value="{confirmed}/{lists}",
    expected_times="应到\n人次",
    rate="出勤率\n（人次/应到人次）",
    in_question="待核\n（人）",
    corrections="更正\n待处理",
    definitions=(
        "人次=每人每场次计一次；人数=参加过的人，不重复计算，各月、各单位之和可能大于合计。",
        "服务时长按签到、签退时间计算，未签退的暂不计入，不计时长的活动不计入；由总分钟数换算，可能与各行之和相差0.01。",
        "名单未确认的单位，数字为最低数；待核人员在核定之前按本人签到计算。演练不计入。",
        "单位按既定顺序排列，排名不分先后；自愿参加，本表不作排名。",
    ),
)

ENGLISH = PeriodWords(
    month_title="Volunteer service: monthly summary",
    year_title="Volunteer service: yearly summary",
    until=" (up to {day} {month})",
    people="People",
    people_unit="",
    times_short="",
    kinds="By kind of activity (person-times)",
    kind="Kind of activity",
    kind_line="activities {activities} · hours {hours}",
    months="Person-times by month",
    month="Month",
    events="{count} act.",
    events_column="Activities",
    footnotes=(
        "Person-times: one for each person and activity; people are counted once. Hours need a check-out.",
        "Drills are not counted. Taking part is voluntary, nobody is ranked.",
    ),
    in_brief="Activities {activities}, people {people}, person-times {person_times}, service hours {hours}{done}.",
    units_sheet="Units",
    lists="Lists\n(confirmed/all)",
    lists_value="{confirmed}/{lists}",
    expected_times="Expected\n(times)",
    rate="Rate\n(times/expected)",
    in_question="In\nquestion",
    corrections="Corrections\nwaiting",
    definitions=(
        (
            "Person-times: one for each person and activity. People are counted once; months and units may add up to "
            "more than the total."
        ),
        (
            "Hours count from check-in to check-out; without a check-out they are not counted yet, nor are those of "
            "activities that give no hours. Converted from all minutes, so the rows may differ by 0.01."
        ),
        (
            "Where a list is not confirmed the figures are a minimum; people in question count by their own check-in "
            "until somebody decides. Drills are not counted."
        ),
        "Units stand in their set order; taking part is voluntary, and nobody is ranked.",
    ),
)


def period_words_of(language: str) -> PeriodWords:
    """Return the words for a language code as in ``bot.texts.language_of``."""
    return ENGLISH if language_of(language) == "en" else CHINESE
