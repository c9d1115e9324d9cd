"""The words in the picture and the workbook of a call's log that no other report has, one typed set per language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.texts import language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLogWords:
    """What stands in picture and workbook; ``{…}`` are filled in with ``str.format``."""

    title: str
    drill_title: str
    times: str
    other_day: str
    on_spot: str
    of_wanted: str
    coming: str
    hours: str
    drill_hours: str
    first: str
    half: str
    full: str
    after: str
    counts: str
    strength: str
    coming_line: str
    on_spot_line: str
    wanted_line: str
    wave_mark: str
    muster_mark: str
    places: str
    place_figures: str
    more_places: str
    footnotes: tuple[str, str]
    progress: dict[str, str]

    overview_sheet: str
    places_sheet: str
    units_sheet: str
    persons_sheet: str
    item: str
    value: str
    meaning: str
    called_at: str
    muster_at: str
    ended_at: str
    place_count: str
    wave: str
    gap: str
    wave_phones: str
    place: str
    quota: str
    coming_column: str
    asked: str
    read: str
    waiting: str
    declined: str
    dropped: str
    reached_first: str
    reached_half: str
    reached_full: str
    how_far: str
    answered: str
    response: str
    wave_number: str
    asked_at: str
    state: str
    answered_at: str
    source: str
    entered: str
    states: dict[str, str]
    sources: dict[str, str]
    meanings: dict[str, str]
    units_note: str
    persons_note: str

    def state_of(self, key: str, *, is_entered: bool) -> str:
        """Return the word for where somebody stands; an unknown key stands for itself."""
        word = self.states.get(key, key)
        return self.entered.format(state=word) if is_entered else word


CHINESE: Final = CallLogWords(
    title="清雪集结记录",
    drill_title="清雪集结记录（演练）",
    times="{called}发起，{muster}集结，{ended}收队",
    other_day="{month}{day}日{time}",
    on_spot="到岗",
    of_wanted="人 / 需{quota}人",
    coming="收队时报名",
    hours="服务时长（小时）",
    drill_hours="在岗小时（不计服务）",
    first="首人报名",
    half="过半",
    full="满员",
    after="发起后{span}",
    counts="响铃{asked}部，已读{read}人，候补{waiting}人，无法参加{declined}人，退出{dropped}人",
    strength="人数变化",
    coming_line="已报名",
    on_spot_line="在岗",
    wanted_line="需{quota}人",
    wave_mark="第{number}批{phones}部",
    muster_mark="集结",
    places="各点位报名/需要",
    place_figures="{coming}/{quota}　到岗{on_spot}　{progress}",
    more_places="另有{count}处，见附表。",
    footnotes=(
        "到岗为签到人数，含未报名直接到场的；时长按签到、签退时间计算，自集结起算。",
        "点位按选定顺序排列。自愿参加，不作排名。",
    ),
    progress={
        "to_do": "待清",
        "assigned": "已通知",
        "on_site": "到岗",
        "clearing": "清理中",
        "cleared": "已完成",
    },
    overview_sheet="概况",
    places_sheet="点位",
    units_sheet="单位",
    persons_sheet="人员",
    item="项目",
    value="数值",
    meaning="说明",
    called_at="发起时间",
    muster_at="集结时间",
    ended_at="收队时间",
    place_count="点位数",
    wave="第{number}批",
    gap="补位",
    wave_phones="响铃{phones}部",
    place="点位",
    quota="需要",
    coming_column="报名",
    asked="通知",
    read="已读",
    waiting="候补",
    declined="无法参加",
    dropped="退出",
    reached_first="首人",
    reached_half="过半",
    reached_full="满员",
    how_far="进度",
    answered="已答复",
    response="答复用时\n中位数（分）",
    wave_number="批次",
    asked_at="通知时间",
    state="答复",
    answered_at="答复时间",
    source="签到方式",
    entered="{state}（代报）",
    states={
        "asked": "未答复",
        "coming": "参加",
        "waiting": "候补",
        "declined": "无法参加",
        "dropped": "退出",
        "spared": "名额已满",
    },
    sources={
        "self_tap": "本人点按",
        "message": "本人消息",
        "code": "签到码",
        "location": "现场位置",
        "leave": "请假",
        "liaison": "联络员登记",
        "organizer": "组织者登记",
        "import": "导入",
    },
    meanings={
        "asked": "手机响铃的人数，各批合计",
        "read": "点过卡片或发过消息的人数",
        "coming": "收队时已报名的人数",
        "waiting": "收队时仍在候补的人数",
        "dropped": "先报名、后退出的人数",
        "on_spot": "签到的人数，含未报名直接到场的",
        "hours": "按签到、签退时间计算，自集结起算",
        "reached": "以收队时已报名的人计；由候补递补的，以递补时间计",
    },
    units_note=(
        "单位按既定顺序排列，排名不分先后；只列被通知到的单位。自愿参加，本表不作排名。"
        "答复用时自手机响铃至首次答复；由候补递补的，至递补时间。"
    ),
    persons_note="本表含人员姓名，仅供工作使用，请勿转发。自愿参加，未答复、无法参加不作评价。",
)

ENGLISH: Final = CallLogWords(
    title="Log of the snow muster",
    drill_title="Log of the snow muster (drill)",
    times="Called {called}, muster {muster}, stood down {ended}",
    other_day="{day} {month}, {time}",
    on_spot="On the spot",
    of_wanted="of {quota} wanted",
    coming="Coming at the end",
    hours="Hours served",
    drill_hours="Hours (not service)",
    first="First yes",
    half="Half",
    full="Full",
    after="{span} after the call",
    counts="{asked} phones rung, {read} read, {waiting} waiting, {declined} declined, {dropped} dropped out",
    strength="Strength over time",
    coming_line="coming",
    on_spot_line="on the spot",
    wanted_line="{quota} wanted",
    wave_mark="wave {number}: {phones}",
    muster_mark="muster",
    places="Coming of those wanted, by place",
    place_figures="{coming}/{quota} · on the spot {on_spot} · {progress}",
    more_places="{count} more in the workbook.",
    footnotes=(
        "On the spot: who checked in, also without an answer. Hours count from the muster on.",
        "Places stand in the order chosen. Taking part is voluntary, nobody is ranked.",
    ),
    progress={
        "to_do": "to do",
        "assigned": "called",
        "on_site": "on site",
        "clearing": "clearing",
        "cleared": "done",
    },
    overview_sheet="Overview",
    places_sheet="Places",
    units_sheet="Units",
    persons_sheet="Persons",
    item="Item",
    value="Value",
    meaning="Meaning",
    called_at="Called",
    muster_at="Muster",
    ended_at="Stood down",
    place_count="Places",
    wave="Wave {number}",
    gap="Gaps",
    wave_phones="{phones} phones rung",
    place="Place",
    quota="Wanted",
    coming_column="Coming",
    asked="Asked",
    read="Read",
    waiting="Waiting",
    declined="Declined",
    dropped="Dropped out",
    reached_first="First",
    reached_half="Half",
    reached_full="Full",
    how_far="Progress",
    answered="Answered",
    response="Median answer\n(minutes)",
    wave_number="Wave",
    asked_at="Asked at",
    state="Answer",
    answered_at="Answered at",
    source="Check-in by",
    entered="{state} (entered)",
    states={
        "asked": "no answer",
        "coming": "coming",
        "waiting": "waiting",
        "declined": "declined",
        "dropped": "dropped out",
        "spared": "places filled",
    },
    sources={
        "self_tap": "own tap",
        "message": "own message",
        "code": "site code",
        "location": "position",
        "leave": "leave",
        "liaison": "liaison",
        "organizer": "organizer",
        "import": "import",
    },
    meanings={
        "asked": "phones that rang, over all waves",
        "read": "who tapped the card or wrote a message",
        "coming": "who had said yes at the end",
        "waiting": "who was still on the waiting list at the end",
        "dropped": "who had said yes and took it back",
        "on_spot": "who checked in, also without an answer",
        "hours": "from check-in to check-out, from the muster on",
        "reached": "by those coming at the end; the waiting list by the call-up",
    },
    units_note=(
        "Units stand in their set order, those alone that somebody was asked of. Taking part is voluntary, nobody is "
        "ranked. The median runs from the ringing to the first answer; called up from the waiting list, to that moment."
    ),
    persons_note=(
        "With names: for work only, please do not forward. Taking part is voluntary; no answer and no are no faults."
    ),
)


def call_log_words_of(language: str) -> CallLogWords:
    """Return the words for a language code as in ``bot.texts.language_of``."""
    return ENGLISH if language_of(language) == "en" else CHINESE
