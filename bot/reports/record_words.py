"""The words of an exported record: its columns, its remarks, its sheet of notes; what comes back is read by them too.

Never 证明 or 证书 here: only the national system issues those.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.reports.columns import heading
from bot.rules.record_rows import RowNote
from bot.texts import language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWords:
    """What stands in the files; ``{…}`` are filled in with ``str.format``."""

    sheet: str
    title: str
    subtitle: str
    headings: Mapping[str, str]
    notes: Mapping[RowNote, str]
    notes_title: str
    figures: str
    scope: str
    everyone: str
    present_only: str
    rules: tuple[str, ...]
    returning: str
    handing_in: str
    conflicts: str
    open_ended: str
    drills: str
    not_creditable: str
    named: str
    dated: str
    period: str
    joint: str
    all_units: str


CHINESE: Final = RecordWords(
    sheet="服务记录",
    title="志愿服务出勤记录",
    subtitle="{organization}  {period}  {scope}  共{rows}条",
    headings={
        "number": "序号",
        "unit": "单位",
        "name": "姓名",
        "title": "职务",
        "roster_no": "人员编号",
        "date": "日期",
        "activity": "活动名称",
        "place": "地点",
        "content": "服务内容",
        "check_in": "签到",
        "check_out": "签退",
        "hours": "服务时间\n（小时）",
        "state": "状态",
        "organizer": "活动组织单位",
        "lead": "活动负责人",
        "remark": "备注",
        "row_id": "行标识\n（请勿改动）",
    },
    notes={
        RowNote.REVIEW: "需复核",
        RowNote.OVERLAP: "与另一活动时间重叠，重叠部分不重复计时",
        RowNote.SPLIT: "跨零点，按日分行",
        RowNote.FORGOT: "补签：忘记签到",
        RowNote.PHONE: "补签：手机故障",
        RowNote.NETWORK: "补签：网络故障",
        RowNote.PAPER: "补签：纸质签到",
        RowNote.SHEET: "按更正表更正",
    },
    notes_title="记录说明",
    figures="{persons}人，{times}人次，服务时间合计{hours}小时。",
    scope="范围：{scope}，{period}。",
    everyone="本表列全部人员；没有服务时间的行不计时。",
    present_only="本表只列有服务时间的人员。",
    rules=(
        "服务时间=签到至签退，且在活动起止时间之内，按整分钟计算，不足一分钟不计；换算为小时，保留两位小数，四舍五入。",
        "合计由总分钟数换算，可能与各行之和相差0.01。",
        "跨零点的服务按日分行，行标识相同、后缀不同；各行分钟数之和等于全程分钟数。",
        "同一人的两项活动时间重叠时，重叠部分只计入开始较早的一项。",
        "一人一日超过{limit}小时的，在备注中标“需复核”，时间不作删减。",
        "活动组织单位为主办单位及参加单位；活动负责人为点位负责人，没有的为单位联络员。",
    ),
    returning=(
        "更正办法：只改“签到”“签退”“备注”三栏，存为.xlsx后发回给助手；行可以删除或换序，“行标识”请勿改动。"
        "清空“签到”即撤销该次签到。确认前会先列出变动。"
    ),
    handing_in=(
        "更正办法：只改“签到”“签退”“备注”三栏，存为.xlsx后交给组织者，由组织者发回给助手；行可以删除或换序，"
        "“行标识”请勿改动。补签请在点名（/rollcall）中办理。"
    ),
    conflicts="待核，暂不计入（本人签到，单位称未到场），请先在点名中核定：{count}人",
    open_ended="未签退，暂不计时：{count}人",
    drills="演练，不计服务时间：",
    not_creditable="不计服务时间的活动：",
    named="{on} {activity} {unit} {name}",
    dated="{on} {activity}",
    period="{first:%Y}年{first.month}月{first.day}日至{last:%Y}年{last.month}月{last.day}日",
    joint="；",
    all_units="全部单位",
)

ENGLISH: Final = RecordWords(
    sheet="Record",
    title="Volunteer service: attendance record",
    subtitle="{organization}, {period}, {scope}, {rows} rows",
    headings={
        "number": "No.",
        "unit": "Unit",
        "name": "Name",
        "title": "Title",
        "roster_no": "Roster no.",
        "date": "Date",
        "activity": "Activity",
        "place": "Place",
        "content": "Service",
        "check_in": "Check-in",
        "check_out": "Check-out",
        "hours": "Hours",
        "state": "State",
        "organizer": "Organized by",
        "lead": "In charge",
        "remark": "Remark",
        "row_id": "Row id\n(do not edit)",
    },
    notes={
        RowNote.REVIEW: "to be reviewed",
        RowNote.OVERLAP: "overlaps another activity, counted there",
        RowNote.SPLIT: "over midnight, one row a day",
        RowNote.FORGOT: "late entry: forgot to check in",
        RowNote.PHONE: "late entry: phone broken",
        RowNote.NETWORK: "late entry: no network",
        RowNote.PAPER: "late entry: signed on paper",
        RowNote.SHEET: "corrected by a sheet",
    },
    notes_title="About this record",
    figures="People {persons}, person-times {times}, service hours {hours} in all.",
    scope="Covers: {scope}, {period}.",
    everyone="Everybody is listed; rows without hours count for nothing.",
    present_only="Only those with service hours are listed.",
    rules=(
        (
            "Hours run from check-in to check-out within the activity’s own times, in whole minutes, a begun one not "
            "counted; shown in hours with two decimals, half up."
        ),
        "The total is converted from all minutes and may differ by 0.01 from the sum of the rows.",
        (
            "Service over midnight has one row a day, with the same row id and another suffix; the minutes of these "
            "rows add up to those of the whole."
        ),
        "Where two activities of one person overlap, that time counts for the one that began first.",
        "A person’s day of more than {limit} hours is marked “to be reviewed”; nothing is cut.",
        (
            "Organized by: the operator and the unit that took part. In charge: the lead of the place, or the unit’s "
            "liaison."
        ),
    ),
    returning=(
        "To correct: change only Check-in, Check-out and Remark, save as .xlsx and send the file back to the "
        "assistant. Rows may be removed or sorted; leave the row id as it is. An emptied check-in is taken back. "
        "You will see the changes before they take effect."
    ),
    handing_in=(
        "To correct: change only Check-in, Check-out and Remark, save as .xlsx and give the file to an organizer, who "
        "sends it back to the assistant. Rows may be removed or sorted; leave the row id as it is. Late entries are "
        "made in the roll-call (/rollcall)."
    ),
    conflicts="In question, not counted yet (checked in, but not seen by the unit); decide in the roll-call: {count}",
    open_ended="Without a check-out, hours not counted yet: {count}",
    drills="Drills, no hours: ",
    not_creditable="Activities without creditable hours: ",
    named="{on} {activity}, {unit}, {name}",
    dated="{on} {activity}",
    period="{first:%Y-%m-%d} to {last:%Y-%m-%d}",
    joint="; ",
    all_units="all units",
)

ALL: Final = (CHINESE, ENGLISH)
COLUMNS: Final = tuple(CHINESE.headings)
"""The fields of the record's own columns, in order."""

_NOTES: Final = frozenset(text for words in ALL for text in words.notes.values())


def record_words(language: str) -> RecordWords:
    """Return the words for a language code as in ``bot.texts.language_of``."""
    return ENGLISH if language_of(language) == "en" else CHINESE


def field_of(text: str) -> str | None:
    """Return the field that one of our headings stands for, in either language; None for any other."""
    name = heading(text)
    for words in ALL:
        for key, own in words.headings.items():
            if heading(own) == name:
                return key
    return None


def remark_of(words: RecordWords, remark: str, notes: tuple[RowNote, ...]) -> str:
    """Write the cell of a remark: what somebody wrote, then what the record adds."""
    return words.joint.join([*filter(None, [remark]), *(words.notes[note] for note in notes)])


def own_remark(text: str) -> str:
    """Return what somebody wrote in the cell of a remark, without what the record, or CSV against formulas, added."""
    parts = (part.strip() for part in re.split(r"[；;]", re.sub(r"^'(?=[=+\-@])", "", text)))
    return "；".join(part for part in parts if part and part not in _NOTES)
