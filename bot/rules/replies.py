"""Plain replies in chat: 收到, 参加, 能到, 去不了, 到了, 晚10分钟, and the labels of the small keyboard.

Whole phrases are looked up in a table; nothing is guessed from a part of a sentence. Saying nothing back costs a
person one more tap, a refusal read as consent costs trust: what carries a negation is never read as going or here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.attendance import LeaveReason

MAX_CHINESE_CHARACTERS = 12
MAX_CHARACTERS = 40
MAX_LATE_MINUTES = 60


class ReplyKind(StrEnum):
    """What a plain reply asks for; ``read`` is 收到 and never means going, ``late`` means coming, but late.

    ``arriving`` (20分钟到) means coming, so many minutes from now; it answers a call. ``able`` and ``unable`` (能到,
    不能到) answer whether somebody could come. ``yes`` (可以) says so to a question, and is 收到 where there was none.
    """

    GOING = "going"
    DECLINED = "declined"
    EXCUSED = "excused"
    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    READ = "read"
    LATE = "late"
    ARRIVING = "arriving"
    ABLE = "able"
    UNABLE = "unable"
    YES = "yes"
    TODAY = "today"
    ME = "me"
    LEAVE_MENU = "leave_menu"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply understood: ``reason`` of ``excused``, ``minutes`` (1-60) of ``late`` and ``arriving``; None: unsaid.

    One that ``is_of_morning`` says so (明早去不了): ``able``, ``unable`` or ``late``, and about no afternoon.
    """

    kind: ReplyKind
    reason: LeaveReason | None = None
    minutes: int | None = None
    is_of_morning: bool = False


READ = Reply(ReplyKind.READ)
GOING = Reply(ReplyKind.GOING)
DECLINED = Reply(ReplyKind.DECLINED)
EXCUSED = Reply(ReplyKind.EXCUSED)
LATE_COMING = Reply(ReplyKind.LATE)
ABLE = Reply(ReplyKind.ABLE)
UNABLE = Reply(ReplyKind.UNABLE)
YES = Reply(ReplyKind.YES)

# 请假 alone is the key of the small keyboard: it opens the choice of reasons. 我请假, a sentence, is an answer.
PHRASES: dict[Reply, str] = {
    GOING: """参加 去 会去 能去 可以去 要去 一定去 来 会来 能来 报名 报名参加 能参加 可以参加 会参加 要参加 愿意参加
        一定参加 准时参加 确认参加 改为参加 参加活动 会去的 会来的 会参加的""",
    DECLINED: """不参加 不去 不来 不报名 不能参加 不能去 不能来 不想参加 不想去 不打算去 不方便 不方便参加 去不了
        来不了 去不成 到不了 参加不了 没法参加 没法去 没法来 没办法参加 没办法去 无法参加 无法到场 无法前往 没空 没时间
        没空参加 没时间参加 取消报名 取消参加""",
    EXCUSED: "请个假 想请假 要请假 想请个假 要请个假 申请请假 需要请假 需请假 临时请假",
    Reply(
        ReplyKind.EXCUSED, LeaveReason.DUTY
    ): "公务 有公务 因公 公假 请公假 有会 有会议 要开会 在开会 开会 要加班 加班",
    Reply(ReplyKind.EXCUSED, LeaveReason.TRIP): "出差 在出差 要出差 公务出差 外出公干",
    Reply(ReplyKind.EXCUSED, LeaveReason.ON_DUTY): "值班 在值班 要值班 有值班",
    Reply(ReplyKind.EXCUSED, LeaveReason.SICK): "病假 请病假 生病 病了 身体不适 身体不舒服",
    Reply(ReplyKind.EXCUSED, LeaveReason.PERSONAL): "个人原因 有事 有私事 家里有事 事假 请事假",
    Reply(
        ReplyKind.CHECK_IN
    ): "签到 已签到 到 到了 已到 已经到 到达 已到达 到岗 已到岗 到位 已到位 到场 已到场 到现场 已到现场",
    Reply(ReplyKind.CHECK_OUT): "签退 已签退 走了 先走了 结束 已结束 收工 完事 干完了",
    READ: "收到 已收到 知道 知道了 好 好的 好嘞 行 没问题 嗯 嗯嗯 明白 了解 已阅 是 是的",
    Reply(ReplyKind.TODAY): "今日 今天 今日安排 今天安排",
    Reply(ReplyKind.ME): "我的 我的记录 个人记录",
    Reply(ReplyKind.LEAVE_MENU): "请假",
    LATE_COMING: """会迟到 要迟到 可能迟到 晚到 会晚到 要晚到 可能晚到 可以晚到 晚点到 会晚点到 能晚点到 可以晚点到
        晚一点到""",
    ABLE: """能到 能到的 会到 会到的 可以到 可以到的 能到场 可以到场 能到岗 能赶到 可以赶到 到得了 能准时到 能按时到
        可以准时到 可以按时到""",
    UNABLE: """不能到 不能到场 不能到岗 无法到 无法到岗 没法到 没法到场 没办法到 到不了场 赶不到 赶不过去 赶不过来
        不可以""",
    YES: "可以 可以的",
}
ENGLISH_PHRASES: dict[Reply, tuple[str, ...]] = {
    GOING: (
        "going",
        "im going",
        "i am going",
        "join",
        "i join",
        "ill join",
        "i will join",
        "ill be there",
        "yes",
        "im in",
    ),
    DECLINED: (
        *(
            "no",
            "not going",
            "im not going",
            "i am not going",
            "not coming",
            "im not coming",
            "i am not coming",
            "decline",
        ),
        *(
            "cant come",
            "i cant come",
            "cannot come",
            "i cannot come",
            "cant make it",
            "i cant make it",
            "cant go",
            "cannot go",
        ),
    ),
    EXCUSED: ("on leave", "im on leave", "i am on leave", "ask for leave"),
    Reply(ReplyKind.EXCUSED, LeaveReason.DUTY): ("in a meeting", "meeting", "official duty"),
    Reply(ReplyKind.EXCUSED, LeaveReason.TRIP): ("business trip", "on a business trip"),
    Reply(ReplyKind.EXCUSED, LeaveReason.ON_DUTY): ("on duty", "im on duty"),
    Reply(ReplyKind.EXCUSED, LeaveReason.SICK): ("sick", "im sick", "sick leave", "on sick leave"),
    Reply(ReplyKind.EXCUSED, LeaveReason.PERSONAL): ("personal reasons",),
    Reply(ReplyKind.CHECK_IN): ("check in", "checkin", "checked in", "here", "im here", "i am here", "arrived"),
    Reply(ReplyKind.CHECK_OUT): ("check out", "checkout", "checked out"),
    READ: ("ok", "okay", "got it", "received", "noted", "roger"),
    Reply(ReplyKind.TODAY): ("today",),
    Reply(ReplyKind.ME): ("me", "my record"),
    Reply(ReplyKind.LEAVE_MENU): ("leave",),
    LATE_COMING: ("im late", "running late", "coming later", "can come later", "i can come later"),
    ABLE: ("can come", "i can come", "i can", "able to come"),
    UNABLE: ("cannot", "cant", "i cannot", "i cant", "unable to come"),
}
MEANINGS = {phrase: reply for reply, phrases in PHRASES.items() for phrase in phrases.split()} | {
    phrase: reply for reply, phrases in ENGLISH_PHRASES.items() for phrase in phrases
}

# What may stand before an answer without changing it. Other days (后天, 下周五) would, so they are not here. 明早 says
# that it is the stand-by which is answered; nobody is asked in such words about an afternoon, so 下午能到 is not read.
WHO = re.compile(r"^(?:我|本人)(?=.)")
MORNING = re.compile(r"^(?:明早|明晨|明天(?:早上|早晨|上午))(?=.)")
OF_MORNING: Mapping[ReplyKind, ReplyKind] = {
    ReplyKind.ABLE: ReplyKind.ABLE,
    ReplyKind.YES: ReplyKind.ABLE,
    ReplyKind.GOING: ReplyKind.ABLE,
    ReplyKind.LATE: ReplyKind.LATE,
    ReplyKind.UNABLE: ReplyKind.UNABLE,
    ReplyKind.DECLINED: ReplyKind.UNABLE,
    ReplyKind.EXCUSED: ReplyKind.UNABLE,
}
WHEN = re.compile(r"^(?:今天|今日|明天|本次|这次|本周五|这周五|周五|星期五|礼拜五)?(?:下午)?(?=.)")
KINDS_WITH_WHEN = frozenset(
    {ReplyKind.GOING, ReplyKind.DECLINED, ReplyKind.EXCUSED, ReplyKind.LATE, ReplyKind.LEAVE_MENU}
)
KINDS_OF_TOMORROW = frozenset({ReplyKind.ABLE, ReplyKind.UNABLE, ReplyKind.YES})
COURTESIES = frozenset({"您好", "你好", "谢谢", "多谢", "辛苦了", "hello", "hi", "thanks", "thank you"})
COURTESY = re.compile(r"^(?:您好|你好)(?=.)|(?<=.)(?:谢谢|多谢|辛苦了)$")
# An ending that softens the phrase, and the kinds that it changes: 参加了 may tell of last week and 去了 of being under
# way; 到了吧 wonders whether others have arrived.
ENDINGS: tuple[tuple[re.Pattern[str], frozenset[ReplyKind]], ...] = (
    (re.compile(r"(?<=.)[啊哈呀哦噢哟呐]$"), frozenset()),
    (re.compile(r"(?<=.)吧$"), frozenset({ReplyKind.CHECK_IN, ReplyKind.CHECK_OUT})),
    (re.compile(r"(?<=.)[了啦]$"), frozenset({ReplyKind.GOING})),
)

QUESTION = re.compile(r"[?❓❔吗嘛么呢]")
CROSSED_OUT = re.compile("[❌❎✖✗✘×🚫⛔🙅👎]")
NEGATION = re.compile(r"[不没无未非别勿莫否]|\b(?:no|not|never)\b|n['’]?t\b")
KINDS_NEVER_NEGATED = frozenset(
    {ReplyKind.GOING, ReplyKind.CHECK_IN, ReplyKind.CHECK_OUT, ReplyKind.ABLE, ReplyKind.YES}
)
# Beside one of these a word says nothing more: 参加,晚10分钟 is coming late.
YIELDS_TO: Mapping[ReplyKind, frozenset[ReplyKind]] = {
    ReplyKind.YES: frozenset(ReplyKind) - {ReplyKind.YES},
    ReplyKind.ABLE: frozenset({ReplyKind.GOING, ReplyKind.LATE, ReplyKind.ARRIVING}),
    ReplyKind.GOING: frozenset({ReplyKind.LATE}),
    ReplyKind.UNABLE: frozenset({ReplyKind.DECLINED, ReplyKind.EXCUSED, ReplyKind.LEAVE_MENU}),
}
CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
CHINESE_GAP = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")

AMOUNT = (
    r"(?:(?P<amount>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:分钟|分|min|mins|minutes)"
    r"|(?P<half>半个?小时)|(?P<hour>[一1]个?小时)|(?P<quarter>一刻钟))"
)
LATE = re.compile(
    rf"(?:会|要|可能|大概|预计|估计)?(?:晚到|晚来|迟到|迟来|晚|迟)(?:大概|大约|约)?{AMOUNT}(?:左右)?(?:到|来)?"
)
ARRIVING = re.compile(
    rf"(?:还有|还要|大概|大约|约|预计|估计)?{AMOUNT}(?:左右)?(?:以后|之后|后|内)?(?:就|能|可以)?(?:到|到达|到场|赶到)"
)
ENGLISH_ARRIVING = re.compile(
    r"(?:ill be |i am |im )?(?:there |coming )?in (?P<minutes>\d{1,2}) ?(?:m|min|mins|minutes)"
)
ENGLISH_LATE = re.compile(
    r"(?:im |i am |ill be )?(?:running )?"
    r"(?:late (?P<after>\d{1,2}) ?(?:m|min|mins|minutes)|(?P<before>\d{1,2}) ?(?:m|min|mins|minutes) late)"
)
NUMERAL = re.compile(r"(?P<tens>[二两三四五六]?十)?(?P<ones>[一二两三四五六七八九])?")
DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def understand(text: str) -> Reply | None:
    """Read a plain reply, or say that it is not understood.

    Several clauses are read together when they agree: 收到,我参加 is going, 出差,去不了 a leave with its reason.
    A question, a text of more than 12 Chinese characters, a number alone (it may be a site code) and anything half
    understood give None.

    Args:
        text: The message as typed, in Chinese or English; punctuation, emoji and width of the letters do not matter.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    if len(plain) > MAX_CHARACTERS or len(CHINESE.findall(plain)) > MAX_CHINESE_CHARACTERS:
        return None
    if QUESTION.search(plain) or CROSSED_OUT.search(plain):
        return None
    reply = _together(_understand_clause(clause) for clause in _clauses(plain) if clause not in COURTESIES)
    if reply and reply.kind in KINDS_NEVER_NEGATED and NEGATION.search(plain):
        return None
    return reply


def _clauses(plain: str) -> list[str]:
    """Split at punctuation and emoji; within a clause words of letters and digits stand one space apart."""
    kept: list[str] = []
    for character in plain:
        category = unicodedata.category(character)
        if category[0] in "LN":
            kept.append(character)
        elif character in " -":  # check-in
            kept.append(" ")
        elif category[0] != "M" and category != "Cf" and character not in "'’":  # an accent, a joiner, i'm
            kept.append("\n")
    return [clause for line in "".join(kept).split("\n") if (clause := " ".join(line.split()))]


def _together(replies: Iterable[Reply | None]) -> Reply | None:
    """Join what the clauses say; None when one is not understood or two disagree."""
    found = set(replies)
    if not found or None in found:
        return None
    said = {reply for reply in found if reply} - {READ}
    if not said:
        return READ
    if any(reply.is_of_morning for reply in said):
        if not all(reply.kind in OF_MORNING for reply in said):
            return None
        said = {_of_morning(reply) for reply in said}
    kinds = {reply.kind for reply in said}
    said = {reply for reply in said if not kinds & YIELDS_TO.get(reply.kind, frozenset())}
    kinds = {reply.kind for reply in said}
    if len(said) > 1 and kinds <= {ReplyKind.EXCUSED, ReplyKind.DECLINED, ReplyKind.LEAVE_MENU}:
        reasons = {reply.reason for reply in said} - {None}
        return Reply(ReplyKind.EXCUSED, reasons.pop() if reasons else None) if len(reasons) <= 1 else None
    return said.pop() if len(said) == 1 else None


def _of_morning(reply: Reply) -> Reply:
    """Read an answer as one about the morning alone; of leave no more is left than that they cannot come."""
    return Reply(OF_MORNING[reply.kind], minutes=reply.minutes, is_of_morning=True)


def _understand_clause(clause: str) -> Reply | None:
    if not CHINESE.search(clause):
        return MEANINGS.get(clause) or _english_late(clause) or _english_arriving(clause)
    joined = CHINESE_GAP.sub("", clause)
    if reply := _understand_phrase(joined):
        return reply
    words = CHINESE_GAP.split(clause)
    return _together(_understand_phrase(word) for word in words) if len(words) > 1 else None


def _understand_phrase(phrase: str) -> Reply | None:
    """Look a phrase up as it stands, then without what courtesy and habit put around it."""
    if reply := MEANINGS.get(phrase) or _late(phrase) or _arriving(phrase) or _with_reason(phrase):
        return reply
    if (rest := COURTESY.sub("", phrase)) != phrase:
        return _understand_phrase(rest)
    return _after_opening(phrase) or _before_ending(phrase)


def _before_ending(phrase: str) -> Reply | None:
    """Read what stands before 吧 or 了."""
    for ending, changed in ENDINGS:
        if (rest := ending.sub("", phrase)) != phrase:
            reply = _understand_phrase(rest)
            return None if reply and reply.kind in changed else reply
    return None


def _after_opening(phrase: str) -> Reply | None:
    """Read what follows 收到, 我, 明早 or 明天."""
    for read in ("收到", "好的"):
        if phrase.startswith(read):
            return _understand_phrase(phrase.removeprefix(read))
    if (rest := WHO.sub("", phrase)) != phrase:
        reply = _understand_phrase(rest)
        return EXCUSED if reply and reply.kind is ReplyKind.LEAVE_MENU else reply
    if (rest := MORNING.sub("", phrase)) != phrase:
        reply = _understand_phrase(rest)
        return _of_morning(reply) if reply and reply.kind in OF_MORNING else None
    if (rest := WHEN.sub("", phrase)) != phrase:
        reply = _understand_phrase(rest)
        if reply and phrase == f"明天{rest}" and reply.kind in KINDS_OF_TOMORROW:
            return reply
        if reply and reply.kind in KINDS_WITH_WHEN:
            return EXCUSED if reply.kind is ReplyKind.LEAVE_MENU else reply
    return None


def _with_reason(phrase: str) -> Reply | None:
    """Read a reason and an answer in one breath: 出差去不了, 因公务请假, 请假值班; but not 不去值班."""
    phrase = phrase.removeprefix("因")
    for end in range(1, len(phrase)):
        first, second = MEANINGS.get(phrase[:end]), MEANINGS.get(phrase[end:])
        if first and second:
            if first.reason and second.kind in {ReplyKind.DECLINED, ReplyKind.UNABLE, ReplyKind.LEAVE_MENU}:
                return first
            if second.reason and first.kind is ReplyKind.LEAVE_MENU:
                return second
    return None


def _late(phrase: str) -> Reply | None:
    match = LATE.fullmatch(phrase)
    return _timed(ReplyKind.LATE, _minutes(match)) if match else None


def _arriving(phrase: str) -> Reply | None:
    match = ARRIVING.fullmatch(phrase)
    return _timed(ReplyKind.ARRIVING, _minutes(match)) if match else None


def _minutes(match: re.Match[str]) -> int | None:
    if match["amount"]:
        return _number(match["amount"])
    return 30 if match["half"] else 60 if match["hour"] else 15


def _english_late(phrase: str) -> Reply | None:
    match = ENGLISH_LATE.fullmatch(phrase)
    return _timed(ReplyKind.LATE, int(match["after"] or match["before"])) if match else None


def _english_arriving(phrase: str) -> Reply | None:
    match = ENGLISH_ARRIVING.fullmatch(phrase)
    return _timed(ReplyKind.ARRIVING, int(match["minutes"])) if match else None


def _timed(kind: ReplyKind, minutes: int | None) -> Reply | None:
    return Reply(kind, minutes=minutes) if minutes and minutes <= MAX_LATE_MINUTES else None


def _number(written: str) -> int | None:
    """Read 1-69 in digits or Chinese numerals; None for anything that is no numeral."""
    if written.isascii():
        return int(written)
    if not (match := NUMERAL.fullmatch(written)):
        return None
    tens = match["tens"] or ""
    return (DIGITS.get(tens[:-1], 1) * 10 if tens else 0) + DIGITS.get(match["ones"] or "", 0)
