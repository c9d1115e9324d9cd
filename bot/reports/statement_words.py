"""The words on a personal statement, one typed set per language. Never 证明 or 证书: it is neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.rules.statements import StatementLine
from bot.texts import language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementWords:
    """What stands in PDF and workbook; ``{…}`` are filled in with ``str.format``."""

    title: str
    name: str
    unit: str
    period: str
    period_of: str
    totals: str
    totals_of: str
    number: str
    held_on: str
    activity: str
    place: str
    content: str
    check_in: str
    check_out: str
    hours: str
    recorded_by: str
    total: str
    times: str
    other_day: str
    in_question: str
    no_check_out: str
    separator: str
    sources: dict[str, str]
    notes: tuple[str, ...]
    not_counted_note: str
    keeper: str
    person_in_charge: str
    contact: str
    made_at: str
    code: str
    code_note: str
    page: str
    page_of_book: str

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the lines, in the order of the columns."""
        return (
            self.number,
            self.held_on,
            self.activity,
            self.place,
            self.content,
            self.check_in,
            self.check_out,
            self.hours,
            self.recorded_by,
        )

    def sources_of(self, line: StatementLine) -> list[str]:
        """Say through what a line came about, each once; an unknown source stands for itself."""
        return list(dict.fromkeys(self.sources.get(source, source) for source in line.sources))


CHINESE: Final = StatementWords(
    title="出勤记录",
    name="姓名",
    unit="单位",
    period="期间",
    period_of="{first}至{last}",
    totals="合计",
    totals_of="{times}次，{hours}小时",
    number="序号",
    held_on="日期",
    activity="活动",
    place="地点",
    content="服务内容",
    check_in="签到",
    check_out="签退",
    hours="时长\n（小时）",
    recorded_by="记录方式",
    total="合计",
    times="{times}次",
    other_day="{month}-{day}\n{time}",
    in_question="待核",
    no_check_out="未签退",
    separator="、",
    sources={
        "self_tap": "本人点按",
        "message": "本人消息",
        "code": "签到码",
        "location": "现场位置",
        "liaison": "联络员点名",
        "organizer": "组织者登记",
        "import": "导入",
    },
    notes=(
        "本记录由平台生成，供个人查询，不是志愿服务记录证明。",
        "时长按签到、签退时间计算，自活动开始至结束，保留两位小数。",
        "演练和不计入时长的活动未列入。",
    ),
    not_counted_note="“待核”为本人与单位记录不一致，“未签退”为没有签退时间，均暂不计入合计。",
    keeper="记录单位",
    person_in_charge="负责人",
    contact="联系方式",
    made_at="生成时间",
    code="核对码",
    code_note="向机器人发送 /check {code}，可查对本记录是否由平台生成、此后有无变化。",
    page="第{page}页，共{pages}页",
    page_of_book="第 &P 页，共 &N 页",
)

ENGLISH: Final = StatementWords(
    title="Record of attendance",
    name="Name",
    unit="Unit",
    period="Period",
    period_of="{first} to {last}",
    totals="Total",
    totals_of="{hours} hours (times: {times})",
    number="No.",
    held_on="Date",
    activity="Activity",
    place="Place",
    content="Content",
    check_in="In",
    check_out="Out",
    hours="Hours",
    recorded_by="Recorded by",
    total="Total",
    times="times: {times}",
    other_day="{month}-{day}\n{time}",
    in_question="open",
    no_check_out="no out",
    separator=", ",
    sources={
        "self_tap": "own tap",
        "message": "own message",
        "code": "site code",
        "location": "position",
        "liaison": "roll-call",
        "organizer": "organizer",
        "import": "import",
    },
    notes=(
        "Made by the platform for the person's own information; it does not certify volunteer service.",
        "Hours run from check-in to check-out within the activity's own, with two decimals.",
        "Drills, and activities whose hours are not credited, are left out.",
    ),
    not_counted_note=(
        "Open: the person's word and the unit's differ. No out: there is no check-out. Neither counts in the total."
    ),
    keeper="Kept by",
    person_in_charge="In charge",
    contact="Contact",
    made_at="Made",
    code="Code",
    code_note="Send /check {code} to the bot to learn whether the platform made this and whether it still stands.",
    page="Page {page} of {pages}",
    page_of_book="Page &P of &N",
)


def statement_words_of(language: str) -> StatementWords:
    """Return the words for a language code as in ``bot.texts.language_of``."""
    return ENGLISH if language_of(language) == "en" else CHINESE
