"""The words on a printed roll sheet, one typed set per language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.texts import language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RollSheetWords:
    """What stands on the sheet; ``{…}`` are filled in with ``str.format``."""

    title: str
    activity: str
    unit: str
    when: str
    day_of: str
    place: str
    place_of: str
    muster: str
    muster_of: str
    lead: str
    organizer: str
    number: str
    name: str
    person_title: str
    check_in: str
    check_out: str
    signature: str
    remark: str
    excused: str
    guest: str
    separator: str
    qr: str
    count: str
    note: str
    page: str


CHINESE: Final = RollSheetWords(
    title="志愿服务签到表",
    activity="活动",
    unit="单位",
    when="时间",
    day_of="{year}年{day}",
    place="地点",
    place_of="{place}（{address}）",
    muster="集合",
    muster_of="{time}，{point}",
    lead="现场负责人",
    organizer="组织单位",
    number="序号",
    name="姓名",
    person_title="职务",
    check_in="签到时间",
    check_out="签退时间",
    signature="签名",
    remark="备注",
    excused="请假",
    guest="借调",
    separator="、",
    qr="手机扫码签到",
    count="名单共{people}人，末尾空行供名单外人员填写。",
    note="自愿参加。请本人签名，不代签。活动结束后由联络员按本表点名登记，本表由本单位妥善保管，不张贴、不拍照转发。",
    page="第{page}页，共{pages}页",
)

ENGLISH: Final = RollSheetWords(
    title="Sign-in sheet for volunteer service",
    activity="Activity",
    unit="Unit",
    when="When",
    day_of="{day} {year}",
    place="Place",
    place_of="{place} ({address})",
    muster="Muster",
    muster_of="{time}, {point}",
    lead="Lead",
    organizer="Organizer",
    number="No.",
    name="Name",
    person_title="Title",
    check_in="In",
    check_out="Out",
    signature="Signature",
    remark="Remark",
    excused="on leave",
    guest="seconded",
    separator=", ",
    qr="Check in by phone",
    count="{people} on the list; the empty rows are for others who come.",
    note=(
        "Taking part is voluntary. Please sign for yourself alone. Afterwards the liaison enters this sheet by the "
        "roll-call. The unit keeps it; it is not put up, nor photographed and passed on."
    ),
    page="Page {page} of {pages}",
)


def roll_sheet_words_of(language: str) -> RollSheetWords:
    """Return the words for a language code as in ``bot.texts.language_of``."""
    return ENGLISH if language_of(language) == "en" else CHINESE
