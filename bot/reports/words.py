"""The words on paper, one typed set per language: mypy sees to it that both are complete.

What the bot says in chat stands in ``bot.texts``. Never 证明 or 证书 here: only the national system issues those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.kinds import Measure
from bot.texts import language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands in chart, workbook and invitations; ``{…}`` are filled in with ``str.format``."""

    weekly_summary: str
    quality: str
    all_confirmed: str
    unconfirmed: str
    not_linked: str
    unreachable: str
    missing_check_out: str
    not_enabled: str
    in_question: str
    corrections: str
    no_units: str
    attendance_rate: str
    rate_definition: str
    net_rate: str
    change_up: str
    change_down: str
    change_none: str
    no_earlier: str
    activities: str
    activities_unit: str
    person_times: str
    person_times_unit: str
    service_hours: str
    hours_unit: str
    composition: str
    persons: str
    present: str
    of_them_late: str
    excused: str
    declined: str
    no_show: str
    no_answer: str
    trend: str
    band_of_earlier: str
    axis: str
    units_compared: str
    unit_rate: str
    thanks: str
    thanks_first: str
    week: str
    nothing_expected: str
    footnotes: tuple[str, str]
    colon: str

    summary_sheet: str
    persons_sheet: str
    persons_title: str
    subtitle: str
    in_brief: str
    number: str
    unit: str
    expected: str
    late: str
    left_early: str
    not_linked_column: str
    person_times_column: str
    hours_column: str
    done_columns: Mapping[Measure, str]
    remark: str
    total: str
    unconfirmed_remark: str
    disabled_remark: str
    unreachable_remark: str
    missing_check_out_remark: str
    in_question_remark: str
    corrections_remark: str
    not_creditable: str
    definitions_title: str
    definitions: tuple[str, ...]
    check_by: str
    page: str
    name: str
    person_title: str
    activity: str
    service_on: str
    place: str
    check_in: str
    check_out: str
    state: str
    late_minutes: str
    signature: str
    roster_no: str
    states: tuple[tuple[str, str], ...]
    no_check_out: str
    date_format: str

    invitations_title: str
    invitations_note: str
    contents: str
    anyone_of_unit: str
    link: str
    code: str
    qr: str
    paste: str
    paste_person: str
    paste_unit: str
    paste_expiry: str
    invitation_count: str
    separator: str

    notes_sheet: str
    roster_title: str
    roster_notes: tuple[str, ...]

    def state_of(self, key: str) -> str:
        """Return the word for a settled state; an unknown key stands for itself."""
        return dict(self.states).get(key, key)


CHINESE = Words(
    weekly_summary="志愿服务周报",
    quality="数据说明",
    all_confirmed="{units}个单位均已确认名单",
    unconfirmed="{count}/{units}个单位名单未确认，以下为最低数",
    in_question="{count}人待核",
    corrections="{count}件更正待处理",
    not_linked="{count}人未绑定",
    unreachable="{count}人消息未送达",
    missing_check_out="{count}人未签退，时长暂未计入",
    not_enabled="{count}个单位尚未启用",
    no_units="本周尚无启用单位",
    attendance_rate="出勤率",
    rate_definition="实到{present}人 / 应到{expected}人",
    net_rate="剔除请假",
    change_up="较前{weeks}周均值高{points}个百分点",
    change_down="较前{weeks}周均值低{points}个百分点",
    change_none="与前{weeks}周均值持平",
    no_earlier="暂无往周数据可比",
    activities="活动",
    activities_unit="场次",
    person_times="参加",
    person_times_unit="人次",
    service_hours="服务时长",
    hours_unit="小时",
    composition="应到{expected}人的情况",
    persons="{count}人",
    present="实到",
    of_them_late="实到含迟到{late}人、提前离开{early}人",
    excused="请假",
    declined="不参加",
    no_show="未到",
    no_answer="未答复",
    trend="出勤率走势（实到/应到）",
    band_of_earlier="前{weeks}周范围 {low}%—{high}%",
    axis="纵轴{low}%—100%",
    units_compared="各单位出勤率（按既定顺序，不作排名）",
    unit_rate="{rate}（n={expected}）",
    thanks="感谢{units}个单位{person_times}人次的付出",
    thanks_first="，{count}人首次参加",
    week="第{week}周",
    nothing_expected="无活动",
    footnotes=(
        "出勤率=实到/应到；剔除请假=实到/（应到−请假）；实到含迟到、提前离开。",
        "未绑定且未到场的人员单列，不计入应到。自愿参加，不作排名。",
    ),
    colon="：",
    summary_sheet="汇总",
    persons_sheet="人员明细",
    persons_title="志愿服务出勤记录",
    subtitle="{organization}  {week}",
    in_brief="活动{activities}场次，参加{person_times}人次，服务时长{hours}小时{done}；出勤率{rate}（实到/应到），剔除请假{net}。",
    number="序号",
    unit="单位",
    expected="应到",
    late="迟到",
    left_early="提前离开",
    not_linked_column="未绑定",
    person_times_column="人次",
    hours_column="服务时长\n（小时）",
    done_columns={Measure.MATTERS: "办理\n（件）", Measure.TREES: "植树\n（株）"},
    remark="备注",
    total="合计",
    unconfirmed_remark="名单未确认",
    disabled_remark="尚未启用",
    unreachable_remark="{count}人消息未送达",
    missing_check_out_remark="{count}人未签退",
    in_question_remark="{count}人待核",
    corrections_remark="{count}件更正待处理",
    not_creditable="不计时长",
    definitions_title="指标说明：",
    definitions=(
        "出勤率=实到/应到；剔除请假=实到/（应到−请假）；除数为零时记“—”。实到含迟到、提前离开。",
        "应到=实到+请假+不参加+未到+未答复。“未到”指答复参加而未到岗。未绑定且未到场的人员单列，不计入应到。",
        "服务时长按实际签到、签退时间计算，未签退的暂不计入，不计时长的活动不计入；合计由总分钟数换算，可能与各行之和相差0.01。",
        "待核：本人已签到而单位登记为未见到，核定之前按本人签到计算。名单未确认的单位，数字为最低数。",
        "单位按既定顺序排列，排名不分先后；自愿参加，本表不作排名。",
    ),
    check_by="请于{month}{day}日前核对，如有出入请联系组织者更正。",
    page="第 &P 页，共 &N 页",
    name="姓名",
    person_title="职务",
    activity="活动名称",
    service_on="服务日期",
    place="服务地点",
    check_in="签到时间",
    check_out="签退时间",
    state="状态",
    late_minutes="迟到\n（分钟）",
    signature="签名",
    roster_no="人员编号",
    states=(
        ("expected", "待到"),
        ("present", "实到"),
        ("late", "迟到"),
        ("left_early", "提前离开"),
        ("excused", "请假"),
        ("declined", "不参加"),
        ("no_show", "未到"),
        ("no_answer", "未答复"),
        ("moved", "并入清雪"),
        ("conflict", "待核"),
    ),
    no_check_out="未签退",
    date_format='yyyy"年"m"月"d"日"',
    invitations_title="志愿服务助手邀请",
    invitations_note="请将各人的邀请单独发给本人。每个个人邀请限用一次；请勿在群内公布，请勿张贴。",
    contents="目录",
    anyone_of_unit="本单位通用",
    link="链接",
    code="邀请码",
    qr="二维码",
    paste="可直接转发的文字",
    paste_person="{name}同志，您好！请打开链接绑定志愿服务助手：{link}\n如链接无法打开，请向助手发送邀请码：{code}",
    paste_unit="{unit}各位同志，您好！请打开链接并填写姓名，由本单位联络员确认：{link}\n如链接无法打开，请向助手发送邀请码：{code}",
    paste_expiry="{month}{day}日前有效。",
    invitation_count="邀请数",
    separator="；",
    notes_sheet="说明",
    roster_title="花名册填写说明",
    roster_notes=(
        "必填：人员表的单位、姓名；其余可空。表头名称请勿改动，列的先后不限。带“（示例）”的行不会导入，可保留。",
        "请勿填写身份证号、手机号等个人号码，文件中出现即不予导入。",
        "角色可填干部、联络员、副联络员、组织者、领导、管理员，多个角色用顿号隔开，不填即为干部。",
        "人员编号留空时由系统分配，导入后发还带编号的文件；再次导入请沿用该编号。同单位同名同职务者须有编号。",
        "单位按序号排列，不填序号则按行的先后；“启用”填是或否。单位更名时，单位填新名称，原名填旧名称。",
        "“突击队”填是或否：清雪集结时，负责单位和相邻单位之后先通知突击队；留空则不变。",
        "点位经纬度默认为WGS-84；从高德、腾讯地图抄录的请在坐标系一栏填GCJ-02。",
        "请勿合并单元格，勿用公式；最多20000人。",
    ),
)

ENGLISH = Words(
    weekly_summary="Volunteer service: weekly summary",
    quality="About the data",
    all_confirmed="all lists confirmed (units: {units})",
    unconfirmed="lists not confirmed: {count} of {units}, figures are a minimum",
    in_question="in question: {count}",
    corrections="corrections waiting: {count}",
    not_linked="not linked: {count}",
    unreachable="not reached: {count}",
    missing_check_out="without check-out: {count}, hours not counted yet",
    not_enabled="units not enabled yet: {count}",
    no_units="no unit takes part this week",
    attendance_rate="Attendance rate",
    rate_definition="{present} present / {expected} expected",
    net_rate="Without the excused",
    change_up="{points} points above the mean of earlier weeks ({weeks})",
    change_down="{points} points below the mean of earlier weeks ({weeks})",
    change_none="equal to the mean of earlier weeks ({weeks})",
    no_earlier="no earlier weeks to compare with",
    activities="Activities",
    activities_unit="",
    person_times="Person-times",
    person_times_unit="",
    service_hours="Service hours",
    hours_unit="",
    composition="Expected: {expected}",
    persons="{count}",
    present="Present",
    of_them_late="Present includes {late} late, {early} left early",
    excused="Excused",
    declined="Declined",
    no_show="No-show",
    no_answer="No answer",
    trend="Attendance rate by week (present/expected)",
    band_of_earlier="range of earlier weeks ({weeks}): {low}–{high} %",
    axis="axis {low}–100 %",
    units_compared="Attendance rate of the units (set order, no ranking)",
    unit_rate="{rate} (n={expected})",
    thanks="With thanks: units {units}, person-times {person_times}",
    thanks_first=", for the first time {count}",
    week="Week {week}",
    nothing_expected="none",
    footnotes=(
        "Without the excused: present/(expected − excused). Late and left early count as present.",
        "People not linked who did not come are not expected. Taking part is voluntary, nobody is ranked.",
    ),
    colon=": ",
    summary_sheet="Summary",
    persons_sheet="Persons",
    persons_title="Volunteer service: attendance record",
    subtitle="{organization}, {week}",
    in_brief=(
        "Activities {activities}, person-times {person_times}, service hours {hours}{done}; "
        "attendance rate {rate} (present/expected), {net} without the excused."
    ),
    number="No.",
    unit="Unit",
    expected="Expected",
    late="Late",
    left_early="Left early",
    not_linked_column="Not linked",
    person_times_column="Person-times",
    hours_column="Service hours",
    done_columns={Measure.MATTERS: "Matters", Measure.TREES: "Trees"},
    remark="Remark",
    total="Total",
    unconfirmed_remark="list not confirmed",
    disabled_remark="not enabled yet",
    unreachable_remark="not reached: {count}",
    missing_check_out_remark="without check-out: {count}",
    in_question_remark="in question: {count}",
    corrections_remark="corrections waiting: {count}",
    not_creditable="hours not credited",
    definitions_title="Definitions:",
    definitions=(
        (
            "Attendance rate = present/expected; without the excused = present/(expected − excused); “—” when the "
            "divisor is nought. Late and left early count as present."
        ),
        (
            "Expected = present + excused + declined + no-show + no answer. No-show: answered yes and did not come. "
            "People not linked who did not come stand apart and are not among the expected."
        ),
        (
            "Hours count from check-in to check-out; without a check-out they are not counted yet, nor are those of "
            "activities that give no hours. The total is converted from all minutes and may differ by 0.01 from the "
            "sum of the rows."
        ),
        (
            "In question: the person checked in and the unit did not see them; until somebody decides, the check-in "
            "counts. Where a list is not confirmed the figures are a minimum."
        ),
        "Units stand in their set order; taking part is voluntary, and nobody is ranked.",
    ),
    check_by="Please check by {day} {month} and tell the organizer of any mistake.",
    page="Page &P of &N",
    name="Name",
    person_title="Title",
    activity="Activity",
    service_on="Date",
    place="Place",
    check_in="Check-in",
    check_out="Check-out",
    state="State",
    late_minutes="Late\n(min)",
    signature="Signature",
    roster_no="Roster no.",
    states=(
        ("expected", "Expected"),
        ("present", "Present"),
        ("late", "Late"),
        ("left_early", "Left early"),
        ("excused", "Excused"),
        ("declined", "Declined"),
        ("no_show", "No-show"),
        ("no_answer", "No answer"),
        ("moved", "In the snow call"),
        ("conflict", "In question"),
    ),
    no_check_out="no check-out",
    date_format="yyyy-mm-dd",
    invitations_title="Invitations to the volunteer assistant",
    invitations_note=(
        "Please send each person their own invitation privately. A personal invitation works once; "
        "do not post it in groups or on walls."
    ),
    contents="Contents",
    anyone_of_unit="anyone of the unit",
    link="Link",
    code="Code",
    qr="QR code",
    paste="Text to forward",
    paste_person=(
        "Hello {name}, please open this link to bind the volunteer assistant: {link}\n"
        "If the link does not open, send the assistant this code: {code}"
    ),
    paste_unit=(
        "Hello everyone at {unit}, please open this link and enter your name; your liaison confirms it: {link}\n"
        "If the link does not open, send the assistant this code: {code}"
    ),
    paste_expiry="Valid until {day} {month}.",
    invitation_count="Invitations",
    separator="; ",
    notes_sheet="Notes",
    roster_title="How to fill in the roster",
    roster_notes=(
        (
            "Unit and name of the people are needed, the rest may be empty. Keep the headings; columns may stand "
            "in any order. Rows marked “(example)” are not imported and may stay."
        ),
        "Enter no identity or phone numbers: a file that contains one is not imported.",
        "Roles: cadre, liaison, deputy, organizer, leader, admin; several are separated by commas, none means cadre.",
        (
            "Where the roster number is empty one is assigned, and the file is given back with it; keep it for later "
            "imports. People of one unit with the same name and title need numbers."
        ),
        (
            "Units stand in the order of their position, or of the rows where it is empty; enabled is yes or no. "
            "Of a unit that is renamed, unit is the new name and former name the old one."
        ),
        (
            "Surge team is yes or no: a call for snow asks its people next after the units in charge and their "
            "neighbours; an empty cell changes nothing."
        ),
        "Degrees are WGS-84 unless the datum says GCJ-02, as for those copied from Amap or Tencent maps.",
        "No merged cells, no formulas; at most 20,000 people.",
    ),
)


def words_of(language: str) -> Words:
    """Return the words for a language code as in ``bot.texts.language_of``."""
    return ENGLISH if language_of(language) == "en" else CHINESE
