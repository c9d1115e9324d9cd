"""Every setting: its meaning in both languages, its bounds and its default. The commented file is made from here."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Annotated, Literal, Self, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config.faults import SettingFault
from bot.config.order import friday_flaws, quiet_flaws
from bot.config.values import (
    Allowed,
    ApiAddress,
    ChatIds,
    ClockTime,
    DatabaseAddress,
    Flaw,
    HeaderWord,
    Latitude,
    ListenAddress,
    Longitude,
    Misfit,
    Note,
    OptionalText,
    ProxyAddress,
    SecretAddress,
    SecretWord,
    Section,
    Token,
    WebhookAddress,
    Words,
    ZoneName,
    passwords,
    split_listen,
)

Line = Annotated[str, Field(min_length=1, max_length=200)]
Way = Literal["tap", "code", "location"]


class TelegramSettings(Section):
    """How the bot reaches Telegram."""

    token: Annotated[Token, Note("机器人令牌", "the bot's token", is_needed_to_run=True)] = None
    base_url: Annotated[ApiAddress, Note("Bot API 地址，后接令牌", "Bot API, the token follows it")] = (
        "https://api.telegram.org/bot"
    )
    file_base_url: Annotated[ApiAddress, Note("文件下载地址，后接令牌", "file downloads, the token follows it")] = (
        "https://api.telegram.org/file/bot"
    )
    proxy: Annotated[ProxyAddress, Note("代理服务器", "proxy server", "http://127.0.0.1:7890")] = None
    mode: Annotated[
        Literal["polling", "webhook"],
        Note(
            "接收方式：轮询，或由 Telegram 送来（须设置以下三项和 web.listen）",
            "how updates arrive: asked for, or posted by Telegram, which needs the three below and web.listen",
        ),
    ] = "polling"
    webhook_url: Annotated[
        WebhookAddress,
        Note(
            "Telegram 送达的网址；端口为443、80、88或8443，路径由代理原样转来",
            "where Telegram posts to, at port 443, 80, 88 or 8443; a proxy hands the path on as it is",
            "https://bot.example.org/telegram",
        ),
    ] = None
    webhook_secret: Annotated[
        HeaderWord, Note("Telegram 须出示的口令", "the secret token that Telegram has to show")
    ] = None
    webhook_connections: Annotated[
        int, Field(ge=1, le=100), Note("Telegram 同时送达的条数", "updates that Telegram posts at one time")
    ] = 20

    @property
    def is_on_loopback(self) -> bool:
        """Whether the Bot API is on this machine, as in a rehearsal: no data leaves it."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    @property
    def webhook_path(self) -> str:
        """The path of ``webhook_url``; empty without one."""
        return urlsplit(self.webhook_url or "").path

    @model_validator(mode="after")
    def _can_be_posted_to(self) -> Self:
        if flaws := list(self._webhook_flaws()):
            raise Misfit(flaws)
        return self

    def _webhook_flaws(self) -> Iterator[Flaw]:
        if self.mode == "webhook":
            needed = Words("webhook 方式须设置", "is needed for webhooks")
            for key in ("webhook_url", "webhook_secret"):
                if getattr(self, key) is None:
                    yield Flaw(key, needed)
        if self.webhook_url is None:
            return
        parts = urlsplit(self.webhook_url)
        if not self.is_on_loopback and (parts.scheme != "https" or parts.port not in _WEBHOOK_PORTS):
            yield Flaw(
                "webhook_url",
                Words("Telegram 不向此网址送达", "Telegram does not post to this address"),
                Words("https，端口443、80、88或8443", "https at port 443, 80, 88 or 8443"),
            )
        if parts.path in _PATHS_TAKEN:
            yield Flaw("webhook_url", Words("此路径另有用途", "its path is used for something else"))


_WEBHOOK_PORTS = (None, 443, 80, 88, 8443)
_PATHS_TAKEN = ("/healthz", "/readyz", "/metrics")


class WebSettings(Section):
    """Where the web server listens: for webhooks, and for those who watch the bot."""

    listen: Annotated[
        ListenAddress,
        Note(
            "监听地址，供 webhook、健康检查和运行指标；留空则不监听",
            "where webhooks, health and figures are served; empty: nowhere",
            "127.0.0.1:8080",
        ),
    ] = None

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port, or None where nothing is served."""
        return split_listen(self.listen) if self.listen is not None else None


class DatabaseSettings(Section):
    """Where everything is kept."""

    url: Annotated[DatabaseAddress, Note("数据库；SQLite 为一个文件", "the database; with SQLite it is one file")] = (
        "sqlite:///data/volunteer-bot.sqlite3"
    )

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file; else it is PostgreSQL."""
        return self.url.startswith("sqlite:")


class OperatorSettings(Section):
    """Who runs the bot, where, in which language."""

    name: Annotated[Line, Note("主办单位名称，消息落款", "the operator's name, signs messages")] = "市直机关工委"
    city: Annotated[Line, Note("城市", "the city")] = "辽源市"
    timezone: Annotated[ZoneName, Note("当地时区", "local time zone")] = "Asia/Shanghai"
    language: Annotated[
        Literal["zh-CN", "en"], Note("默认语言；个人可另选", "language until a person chooses another")
    ] = "zh-CN"
    admins: Annotated[ChatIds, Note("管理员的 Telegram 编号", "Telegram ids of the admins", "[123456789]")] = ()
    summary_chats: Annotated[
        ChatIds,
        Note("接收周报的会话编号，群为负数", "chats that get the summary, groups are negative", "[-1001234567890]"),
    ] = ()
    heartbeat_url: Annotated[
        SecretAddress,
        Note(
            "正常时每分钟访问一次的监测网址",
            "called every minute while all is well",
            "https://monitor.example.org/ping/…",
        ),
    ] = None
    log_format: Annotated[
        Literal["text", "json"],
        Note("日志格式：一行文字，或一行 JSON", "how the log is written: a line of text or of JSON an event"),
    ] = "text"

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days begin and times are shown."""
        return ZoneInfo(self.timezone)


class DayTime(Section):
    """A local time of day, some days before the day in question."""

    days_before: Annotated[int, Field(ge=0, le=14), Note("提前天数", "days before")]
    at: Annotated[ClockTime, Note("时刻", "time of day")]


DayTimeTable = Annotated[
    DayTime,
    Allowed(
        Words('{ days_before = 0–14, at = "时:分" }', '{ days_before = 0 to 14, at = "HH:MM" }'),
    ),
]


class FridaySettings(Section):
    """The weekly service day: its times in the order in which they come, and what its record says."""

    title: Annotated[Line, Note("活动名称", "name of the activity")] = "周五志愿服务"
    content: Annotated[Line, Note("服务内容", "what is done")] = "社区环境清洁"
    risk: Annotated[Line, Note("风险提示", "what to beware of")] = "注意交通安全，天冷路滑"
    starts: Annotated[ClockTime, Note("开始", "start")] = time(13, 30)
    ends: Annotated[ClockTime, Note("结束，须晚于开始", "end, after the start")] = time(15, 30)
    plan_weeks_ahead: Annotated[int, Field(ge=1, le=52), Note("提前排出的周数", "weeks planned ahead")] = 8
    opens: Annotated[DayTimeTable, Note("何时邀请", "when invitations go out")] = DayTime(days_before=2, at=time(9, 0))
    reminders: Annotated[
        tuple[DayTime, ...],
        Field(max_length=3),
        Allowed(
            Words(
                '[{ days_before = 0–14, at = "时:分" }, …]，至多3项',
                'at most 3 of { days_before = 0 to 14, at = "HH:MM" }',
            )
        ),
        Note(
            "何时提醒未答复者，先后为序，不晚于 reply_by", "reminders to the unanswered, in order, none after reply_by"
        ),
    ] = (DayTime(days_before=1, at=time(15, 0)),)
    reply_by: Annotated[DayTimeTable, Note("请于何时前答复", "when answers are asked for")] = DayTime(
        days_before=1, at=time(17, 30)
    )
    morning: Annotated[ClockTime, Note("当日提醒参加者", "message to those going, on the day")] = time(8, 30)
    check_in_minutes_before: Annotated[
        int, Field(ge=0, le=240), Note("开始前多少分钟可签到", "check-in opens, minutes before the start")
    ] = 30
    muster_minutes_before: Annotated[
        int, Field(ge=0, le=240), Note("开始前多少分钟集合", "muster, minutes before the start")
    ] = 10
    late_after_minutes: Annotated[
        int, Field(ge=0, le=240), Note("开始后超过多少分钟算迟到", "late from, minutes after the start")
    ] = 10
    nudge_minutes_after_start: Annotated[
        int, Field(ge=1, le=240), Note("开始后多少分钟提示未签到者", "nudge the unrecorded, minutes after the start")
    ] = 5
    left_early_minutes: Annotated[
        int, Field(ge=0, le=240), Note("结束前超过多少分钟离开算提前离开", "left early from, minutes before the end")
    ] = 10
    check_out_minutes_after_end: Annotated[
        int, Field(ge=0, le=720), Note("结束后多少分钟内可签退", "check-out stays open, minutes after the end")
    ] = 60

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if flaws := list(friday_flaws(self)):
            raise Misfit(flaws)
        return self


class SnowSettings(Section):
    """A call for snow: what a draft is filled in with, and how many phones ring."""

    title: Annotated[Line, Note("活动名称", "name of the activity")] = "清雪除冰"
    content: Annotated[Line, Note("服务内容", "what is done")] = "清扫积雪、除冰"
    risk: Annotated[Line, Note("风险提示", "what to beware of")] = "防滑倒、防冻伤，身体不适请勿参加"
    tools: Annotated[Line, Note("工具，点位未写明时", "tools, where a place names none")] = "铁锹、推雪板、扫帚，自带"
    muster_minutes: Annotated[
        int, Field(ge=15, le=2880), Note("起草时，集结在多少分钟以后", "a draft musters so many minutes later")
    ] = 60
    hours: Annotated[int, Field(ge=1, le=12), Note("最多持续几小时，到时自动收队", "hours until it ends by itself")] = 6
    late_after_minutes: Annotated[
        int, Field(ge=0, le=240), Note("集结后超过多少分钟算迟到", "late from, minutes after the muster")
    ] = 30
    over_call: Annotated[
        float, Field(ge=1, le=10), Note("每缺一人通知几人", "people asked for each one that is missing")
    ] = 1.5
    place: Annotated[Line, Note("预报地点的名称", "what the place of the forecast is called")] = "辽源市区"
    latitude: Annotated[
        Latitude, Note("预报地点的纬度；留空则不查预报", "its latitude; empty: no forecast", "42.9")
    ] = None
    longitude: Annotated[Longitude, Note("预报地点的经度", "its longitude", "125.1")] = None
    forecast_url: Annotated[ApiAddress, Note("预报服务地址", "the forecast service (Open-Meteo or one like it)")] = (
        "https://api.open-meteo.com"
    )
    tell_mm: Annotated[
        float, Field(gt=0, le=100), Note("24小时降雪量达多少毫米提示关注", "mm of water in 24 hours to be told of")
    ] = 0.1
    stand_by_mm: Annotated[
        float, Field(gt=0, le=100), Note("达多少毫米建议备勤", "mm from which stand-by is suggested")
    ] = 2.5
    muster_mm: Annotated[
        float, Field(gt=0, le=100), Note("达多少毫米建议集结", "mm from which a muster is suggested")
    ] = 5.0
    muster_depth_cm: Annotated[
        float, Field(gt=0, le=200), Note("或新增积雪达多少厘米", "or cm of snow that come to lie")
    ] = 3.0


def _each_way_once(ways: tuple[Way, ...]) -> tuple[Way, ...]:
    if len(set(ways)) < len(ways):
        raise Misfit([Flaw("", Words("同一方式出现不止一次", "a way stands more than once"))])
    return ways


Ways = Annotated[
    tuple[Way, ...],
    AfterValidator(_each_way_once),
    Allowed(
        Words(
            '"tap"（本人点签到）、"code"（签到码）、"location"（位置核对）的列表，可为空 []',
            'a list of "tap" (one\'s own tap), "code" (site code), "location" (a position), may be empty []',
        )
    ),
]
EVERY_WAY: tuple[Way, ...] = ("tap", "code", "location")


class CheckInSettings(Section):
    """By which ways people check themselves in; roll-call and paper are there always."""

    friday: Annotated[Ways, Note("周五志愿服务的签到方式", "ways to check in on a Friday")] = EVERY_WAY
    snow: Annotated[Ways, Note("清雪集结及其演练的签到方式", "at a call for snow, and its drills")] = EVERY_WAY
    others: Annotated[Ways, Note("其他活动的签到方式", "at any other activity")] = EVERY_WAY
    code_minutes: Annotated[
        int,
        Field(ge=1, le=120),
        Note(
            "签到码多少分钟一换；换下的码再认同样长的时间",
            "minutes until a site code changes; the one before is taken as long again",
        ),
    ] = 10

    @property
    def code_lifetime(self) -> timedelta:
        """How long a site code is shown."""
        return timedelta(minutes=self.code_minutes)

    def ways_at(self, kind: str) -> tuple[Way, ...]:
        """Return the ways of an activity by its kind; a drill is like the real thing."""
        return {"friday": self.friday, "snow": self.snow, "snow_drill": self.snow}.get(kind, self.others)


class DeliverySettings(Section):
    """How fast and when messages leave."""

    per_second: Annotated[int, Field(ge=1, le=30), Note("每秒最多几条", "messages in any one second")] = 30
    per_chat_seconds: Annotated[
        float, Field(ge=0.5, le=60), Note("同一会话两条之间的秒数", "seconds between two to one chat")
    ] = 1.0
    per_group_per_minute: Annotated[
        int, Field(ge=1, le=20), Note("同一群每分钟最多几条", "messages to one group in any 60 seconds")
    ] = 20
    in_flight: Annotated[int, Field(ge=1, le=64), Note("同时在途的条数", "messages under way at one time")] = 12
    attempts: Annotated[int, Field(ge=1, le=20), Note("每条最多试几次", "attempts at one message")] = 5
    quiet_from: Annotated[ClockTime, Note("免打扰开始", "quiet hours begin")] = time(22, 0)
    quiet_until: Annotated[
        ClockTime, Note("免打扰结束；与开始相同即不设", "quiet hours end; equal to the beginning: none")
    ] = time(6, 0)
    rings_per_activity: Annotated[
        int, Field(ge=1, le=10), Note("每次活动最多响铃几次", "rings of one phone for one activity")
    ] = 3
    weekly_budget: Annotated[
        int,
        Field(ge=1, le=100),
        Note(
            "每人七天内响铃几条即为过多：再群发须另一人批准，月报中列出",
            "rings of one person in seven days that are too many: a further broadcast needs a second person",
        ),
    ] = 6
    second_approval_above: Annotated[
        int,
        Field(ge=0, le=100_000),
        Note(
            "群发超过多少人须另一人批准；0为从不",
            "recipients of a broadcast above which a second person approves it; 0 for never",
        ),
    ] = 500


YES_OR_NO = Words("true 或 false", "true or false")


class SummarySettings(Section):
    """The summaries of weeks and months."""

    weekday: Annotated[
        Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], Note("每周几发送上周周报", "day it is sent")
    ] = "mon"
    at: Annotated[ClockTime, Note("发送时刻", "time it is sent")] = time(8, 30)
    weeks_back: Annotated[int, Field(ge=0, le=12), Note("对比之前几周", "earlier weeks to compare with")] = 4
    monthly: Annotated[
        bool,
        Allowed(YES_OR_NO),
        Note(
            "每月第一个工作日同一时刻发送上月月报",
            "send last month's summary on the first workday of a month, at the same time",
        ),
    ] = True
    compare_units: Annotated[
        bool,
        Allowed(YES_OR_NO),
        Note(
            "周报图表是否列出各单位出勤率（按既定顺序，不排名）",
            "show the rate of each unit in the chart of a week (in the set order, never ranked)",
        ),
    ] = False


class RecordSettings(Section):
    """What the record of service looks at twice."""

    day_limit_hours: Annotated[
        int, Field(ge=1, le=24), Note("一人一日超过多少小时须复核", "hours of a person in a day above which to review")
    ] = 8


ExportField = Literal[
    "number",
    "row_id",
    "roster_no",
    "unit",
    "name",
    "title",
    "activity",
    "date",
    "place",
    "content",
    "hours",
    "minutes",
    "organizer",
    "lead",
    "check_in",
    "check_out",
    "start",
    "end",
    "state",
    "remark",
]
"""What a column of an export can hold: the fields of the record, and from when to when its hours count."""


class ExportColumn(Section):
    """A column of the file for the platform: its heading there, and what stands below it."""

    heading: Annotated[Line, Note("列名", "heading")]
    field: Annotated[ExportField, Note("内容", "what stands in it")]


def _some_column(columns: tuple[ExportColumn, ...]) -> tuple[ExportColumn, ...]:
    if not columns:
        raise Misfit([Flaw("", Words("至少要有一列", "needs a column at least"))])
    return columns


ExportColumns = Annotated[
    tuple[ExportColumn, ...],
    Field(max_length=40),
    AfterValidator(_some_column),
    Allowed(
        Words(
            '[{ heading = "列名", field = "内容" }, …]；内容：' + "、".join(get_args(ExportField)),
            'a list of { heading = "…", field = "…" }; fields: ' + ", ".join(get_args(ExportField)),
        )
    ),
]


class ExportSettings(Section):
    """The file that the operator brings in to the national platform."""

    columns: Annotated[
        ExportColumns, Note("平台导入表的各列，按先后", "columns of the file for the platform, in order")
    ] = (
        ExportColumn(heading="志愿者姓名", field="name"),
        ExportColumn(heading="人员编号", field="roster_no"),
        ExportColumn(heading="项目名称", field="activity"),
        ExportColumn(heading="服务地点", field="place"),
        ExportColumn(heading="开始时间", field="start"),
        ExportColumn(heading="结束时间", field="end"),
        ExportColumn(heading="服务时长", field="hours"),
        ExportColumn(heading="备注", field="remark"),
    )


class RegistrationSettings(Section):
    """How a person is linked to a row of the roster."""

    invite_days: Annotated[int, Field(ge=1, le=365), Note("邀请码有效天数", "days an invite code is good for")] = 30
    claim_escalate_minutes: Annotated[
        int,
        Field(ge=1, le=10080),
        Note("认领多少分钟未确认即转管理员", "minutes until an open claim goes to the admins"),
    ] = 120
    code_tries: Annotated[
        int,
        Field(ge=1, le=100),
        Note("每人每小时可输错邀请码、签到码的次数", "wrong codes an hour, per person, of invitations and sites alike"),
    ] = 5
    admin_link_minutes: Annotated[
        int, Field(ge=1, le=1440), Note("首位管理员链接有效分钟数", "minutes the first admin's link is good for")
    ] = 30
    silent_weeks: Annotated[
        int,
        Field(ge=1, le=52),
        Note("已绑定而多少周没有操作即计为静默", "weeks without a tap or a word after which somebody is silent"),
    ] = 4
    drill_day: Annotated[
        Literal["monday"] | Annotated[int, Field(ge=0, le=28)],
        Allowed(
            Words(
                '"monday"（每月第一个为工作日的周一）、1–28（每月几日）、0（不提醒）',
                '"monday" (the first Monday of a month that is a workday), 1 to 28 (a day of the month), 0 for never',
            )
        ),
        Note(
            "每月哪天提醒组织者可发起触达演练；是否发起由人决定",
            "when in a month organizers are told that a drill of reach is due; a person decides",
        ),
    ] = "monday"


class NotedDay(Section):
    """A day with the reason why it stands in the list."""

    date: Annotated[date, Allowed(Words("日期，年-月-日", "a date, YYYY-MM-DD")), Note("日期", "day")]
    note: Annotated[str, Field(max_length=100), Note("说明", "reason")] = ""


class HolidaySettings(Section):
    """Days that go before the built-in calendar of public holidays."""

    off: Annotated[
        tuple[NotedDay, ...],
        Allowed(Words('[{ date = 年-月-日, note = "说明" }, …]', 'a list of { date = YYYY-MM-DD, note = "reason" }')),
        Note("另行放假的日子", "days off besides", '[{ date = 2027-02-12, note = "春节调休" }]'),
    ] = ()
    work: Annotated[
        tuple[NotedDay, ...],
        Allowed(Words('[{ date = 年-月-日, note = "说明" }, …]', 'a list of { date = YYYY-MM-DD, note = "reason" }')),
        Note("另行上班的日子", "working days besides", '[{ date = 2027-02-14, note = "补班" }]'),
    ] = ()

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        days = [noted.date for noted in (*self.off, *self.work)]
        twice = sorted({day for day in days if days.count(day) > 1})
        if twice:
            raise Misfit(
                Flaw(
                    "", Words(f"{day} 出现不止一次", f"{day} stands more than once"), Words("每日一次", "each day once")
                )
                for day in twice
            )
        return self


class PrivacySettings(Section):
    """What people are told about their data, and how long it is kept."""

    person_in_charge: Annotated[
        OptionalText, Note("个人信息处理负责人", "who answers for personal data", "李四", is_needed_to_run=True)
    ] = None
    contact: Annotated[OptionalText, Note("其联系方式", "how to reach them", "0437-0000000", is_needed_to_run=True)] = (
        None
    )
    consent_version: Annotated[
        str,
        Field(pattern=r"^[0-9A-Za-z._-]{1,32}$"),
        Allowed(Words("至多32个字母、数字或 . _ -", "at most 32 letters, digits or . _ -")),
        Note("告知书版本；改动后请各人重新同意", "version of the notice; after a change all are asked again"),
    ] = "2026-1"
    retention_days: Annotated[
        int,
        Field(ge=1, le=3650),
        Note("消息内容保留天数；服务记录不受此限", "days message contents are kept; records stay"),
    ] = 90


class LimitSettings(Section):
    """What one person or a stranger may ask of the bot."""

    updates_per_minute: Annotated[
        int, Field(ge=5, le=600), Note("每人每分钟最多处理几条", "updates a minute answered, per person")
    ] = 20
    stranger_replies_per_day: Annotated[
        int, Field(ge=0, le=10), Note("每天回复陌生人几次", "replies a day to a stranger")
    ] = 1


class BackupSettings(Section):
    """Copies of the database that the bot makes by itself, and how long they are kept."""

    folder: Annotated[
        OptionalText,
        Note(
            "备份存放的文件夹；留空则不自动备份",
            "folder for copies of the database; empty: none is made by itself",
            "backups",
        ),
    ] = None
    at: Annotated[ClockTime, Note("每天备份的时刻", "time of day of the daily copy")] = time(2, 30)
    keep_daily: Annotated[int, Field(ge=1, le=366), Note("保留最近几天的备份", "days of which a copy is kept")] = 7
    keep_weekly: Annotated[
        int, Field(ge=0, le=520), Note("另保留最近几周，每周一份", "weeks of which a copy is kept besides")
    ] = 5


class WatchSettings(Section):
    """From when on the admins are told in chat that something is not as it should be, and what is told to a monitor."""

    job_minutes: Annotated[
        int, Field(ge=5, le=1440), Note("定时任务迟到多少分钟即提示", "minutes a job may be late")
    ] = 30
    inbox_minutes: Annotated[
        int, Field(ge=1, le=1440), Note("收到的消息多少分钟未处理即提示", "minutes an update may wait to be handled")
    ] = 5
    outbox_minutes: Annotated[
        int,
        Field(ge=1, le=1440),
        Note("到时的回复和集结通知多少分钟未发出即提示", "minutes a reply or an alarm may wait to be sent"),
    ] = 5
    bulk_minutes: Annotated[
        int,
        Field(ge=5, le=1440),
        Note("到时的提醒和群发多少分钟未发出即提示", "minutes a reminder or a broadcast's message may wait to be sent"),
    ] = 60
    free_megabytes: Annotated[
        int,
        Field(ge=0, le=10_000_000),
        Note("磁盘剩余空间低于多少 MB 即提示，0 为不看", "free space in MB below which it is told, 0: not looked at"),
    ] = 500
    metrics: Annotated[
        bool,
        Allowed(YES_OR_NO),
        Note(
            "是否在 /metrics 提供运行指标，须已设置 web.listen",
            "whether figures are told at /metrics, which needs web.listen",
        ),
    ] = True
    metrics_token: Annotated[
        SecretWord,
        Note(
            "读取运行指标须出示的口令（Authorization: Bearer）；留空则不要求",
            "what a reader of the figures has to show (Authorization: Bearer); empty: nothing",
        ),
    ] = None


class Settings(BaseSettings, Section):
    """All settings. ``Settings()`` holds the defaults; ``load_settings`` reads file and environment."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix="VOLUNTEER_BOT_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
    )

    telegram: TelegramSettings = TelegramSettings()
    database: DatabaseSettings = DatabaseSettings()
    operator: OperatorSettings = OperatorSettings()
    friday: FridaySettings = FridaySettings()
    snow: SnowSettings = SnowSettings()
    check_in: CheckInSettings = CheckInSettings()
    delivery: DeliverySettings = DeliverySettings()
    summary: SummarySettings = SummarySettings()
    record: RecordSettings = RecordSettings()
    export: ExportSettings = ExportSettings()
    registration: RegistrationSettings = RegistrationSettings()
    holidays: HolidaySettings = HolidaySettings()
    privacy: PrivacySettings = PrivacySettings()
    limits: LimitSettings = LimitSettings()
    backup: BackupSettings = BackupSettings()
    watch: WatchSettings = WatchSettings()
    web: WebSettings = WebSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is given
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - same
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - same
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # Only load_settings looks at the environment, so that a test gets what it asks for.
        return (init_settings,)

    @model_validator(mode="after")
    def _spares_the_night(self) -> Self:
        if flaws := list(quiet_flaws(self)):
            raise Misfit(flaws)
        return self

    def missing_for_run(self) -> list[SettingFault]:
        """List what ``run`` needs and the settings lack; a Bot API on loopback needs no one named for the data."""
        return list(self._missing())

    def _missing(self) -> Iterator[SettingFault]:
        unset = Words("未设置，运行需要", "is not set and needed to run")
        if self.telegram.token is None:
            hint = Words("BotFather 给出的令牌", "the token that BotFather gave")
            yield SettingFault("telegram.token", unset, why=hint)
        if self.telegram.mode == "webhook" and self.web.listen is None:
            listens = Words("webhook 方式须监听", "webhooks need a place to listen")
            yield SettingFault("web.listen", unset, why=listens)
        if self.telegram.is_on_loopback:
            return
        named = Words("告知书须写明", "the notice must name it")
        for key in ("person_in_charge", "contact"):
            if getattr(self.privacy, key) is None:
                yield SettingFault(f"privacy.{key}", unset, why=named)

    def secrets(self) -> list[str]:
        """List every string that must never reach a log: token, monitoring address, passwords of addresses."""
        hidden = (
            self.telegram.token,
            self.telegram.webhook_secret,
            self.operator.heartbeat_url,
            self.watch.metrics_token,
        )
        words = {secret.get_secret_value() for secret in hidden if secret}
        return sorted(words | passwords(self.database.url) | passwords(self.telegram.proxy or ""))
