from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.attendance import LeaveReason
from bot.rules.replies import ENGLISH_PHRASES, MEANINGS, NEGATION, PHRASES, Reply, ReplyKind, understand

UNDERSTOOD = {
    ReplyKind.GOING: [
        *(
            "参加",
            "我参加",
            "去",
            "我去",
            "能去",
            "报名",
            "我报名参加",
            "参加!",
            " 参加 ",
            "参 加",
            "参加👍",
            "参加吧",
            "去啊",
        ),
        *(
            "收到,参加",
            "收到参加",
            "好的,我去",
            "周五参加",
            "明天去",
            "我明天下午参加",
            "改为参加",
            "您好,我参加",
            "参加,谢谢",
        ),
        *("Going", "I'm going!", "I’m going", "yes", "YES.", "Join", "ok, going", "ＪＯＩＮ"),
    ],
    ReplyKind.DECLINED: [
        *(
            "不参加",
            "不去",
            "我不去了",
            "去不了",
            "来不了",
            "我去不了",
            "没法参加",
            "不能参加",
            "无法参加",
            "参加不了",
            "没时间",
        ),
        *(
            "不去啦",
            "不 去",
            "明天去不了",
            "周五我去不了",
            "收到,去不了",
            "去不了,谢谢",
            "不参加🙏",
            "到不了",
            "取消报名",
        ),
        *("not coming", "I'm not coming.", "can't come", "I can’t make it", "no", "not going"),
    ],
    ReplyKind.CHECK_IN: [
        *("签到", "到了", "已到", "到", "我到了", "已签到", "到岗", "已到现场", "到啦", "到了。", "您好,到了"),
        *("here", "I'm here", "Check in", "check-in", "checkin"),
    ],
    ReplyKind.CHECK_OUT: ["签退", "走了", "结束了", "我先走了", "签退啦", "收工了", "check out", "Checkout"],
    ReplyKind.READ: [
        *(
            "收到",
            "知道了",
            "好的",
            "ok",
            "OK!",
            "好",
            "嗯嗯",
            "收到谢谢",
            "收到,好的",
            "好的收到",
            "已收到",
            "没问题",
            "行吧",
        ),
        *("got it", "Noted."),
    ],
    ReplyKind.TODAY: ["今日", "今天", "today"],
    ReplyKind.ME: ["我的", "me", "My record"],
    ReplyKind.LEAVE_MENU: ["请假", "Leave", "请假。"],
}

EXCUSED = {
    None: ["我请假", "请个假", "我想请假", "要请假", "明天请假", "去不了,请假", "on leave"],
    LeaveReason.TRIP: [
        "出差",
        "我出差",
        "我在出差",
        "出差了",
        "出差,去不了",
        "出差去不了",
        "请假,出差",
        "请假出差",
        "明天出差",
    ],
    LeaveReason.ON_DUTY: ["值班", "今天值班", "我值班", "要值班", "值班来不了", "on duty"],
    LeaveReason.DUTY: ["公务", "有会", "因公务请假", "要开会", "收到,有会", "in a meeting"],
    LeaveReason.SICK: ["病假", "生病了", "请病假", "身体不适，去不了", "sick", "sick leave"],
    LeaveReason.PERSONAL: ["个人原因", "有事", "家里有事", "有事去不了", "personal reasons"],
}

LATE = {
    "晚10分钟": 10,
    "迟到10分钟": 10,
    "晚到十分钟": 10,
    "我晚10分": 10,
    "我会晚到大约10分钟": 10,
    "可能迟到五分钟": 5,
    "晚到二十五分钟": 25,
    "晚十五分钟到": 15,
    "晚两分钟": 2,
    "迟到六十分钟": 60,
    "晚到半小时": 30,
    "晚半个小时": 30,
    "晚一刻钟": 15,
    "晚1个小时": 60,
    "晚１０分钟": 10,
    "收到,晚10分钟": 10,
    "参加,晚10分钟": 10,
    "late 10 min": 10,
    "I'm running 15 minutes late": 15,
    "要迟到了": None,
    "我晚点到": None,
}

NOT_UNDERSTOOD = [
    # doubt, questions, conditions
    *(
        "我不确定",
        "不知道",
        "可能去",
        "尽量参加",
        "看情况",
        "再说吧",
        "参加?",
        "参加？",
        "去吗",
        "能去吗",
        "去不去",
        "参加不参加",
    ),
    *(
        "能不能参加",
        "到了吗",
        "结束了吧",
        "到了吧",
        "签退吧",
        "走吧",
        "❓参加",
        "如果不下雪就去",
        "应该能去",
        "going?",
        "maybe going",
    ),
    # negations of what would else be a mark or a leave, and double negations
    *(
        "没到",
        "还没到",
        "没签到",
        "未签退",
        "没结束",
        "还没走",
        "走不了",
        "不请假",
        "不用请假",
        "没请假",
        "不出差",
        "没去",
        "不得不去",
    ),
    *(
        "不能不去",
        "不,去",
        "不。参加",
        "没法…参加",
        "不是不去",
        "不好",
        "没收到",
        "not here",
        "I am not here",
        "没问题,参加",
    ),
    # about others, another day, another thing
    *(
        "他去",
        "张三请假",
        "我们去",
        "下周五参加",
        "后天去",
        "昨天到了",
        "大家都到了",
        "马上到",
        "快到了",
        "准时到",
        "不去开会",
    ),
    *("来了", "我来了", "参加了", "去了", "去啦", "今天不去明天去", "忘了签到", "到时候再说"),
    # times and numbers that are no lateness
    *(
        "晚10点到",
        "晚上10分",
        "早到10分钟",
        "10分钟",
        "晚到70分钟",
        "晚0分钟",
        "晚1.5小时",
        "晚十十分钟",
        "不晚10分钟",
    ),
    *("不会迟到", "晚到10", "晚一个半小时", "1", "+1", "1️⃣", "8848", "late", "late 99 min", "参加2人"),
    # marks that cross out, contradictions
    *("参加❌", "🙅去", "参加👎", "×参加", "参加,请假", "参加 不去", "出差,值班", "签到,签退", "yes, no", "今天,我的"),
    # long or empty
    *("谢谢", "您好", "thanks", "不-到", "no-check-in", "明天到了", "今天我的"),
    *("收到" * 5 + "我参加", "ok, " * 9 + "going"),
    *("", " ", "。", "👍", "收到,我一定按时参加周五的志愿服务活动", "参加参加参加参加参加参加参加", "going " * 20),
]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in UNDERSTOOD.items() for text in texts])
def test_a_plain_reply_is_understood(kind: ReplyKind, text: str) -> None:
    assert understand(text) == Reply(kind)


@pytest.mark.parametrize(("reason", "text"), [(reason, text) for reason, texts in EXCUSED.items() for text in texts])
def test_a_leave_is_understood_with_its_reason(reason: LeaveReason | None, text: str) -> None:
    assert understand(text) == Reply(ReplyKind.EXCUSED, reason)


@pytest.mark.parametrize(("text", "minutes"), LATE.items())
def test_lateness_is_understood_with_its_minutes(text: str, minutes: int | None) -> None:
    assert understand(text) == Reply(ReplyKind.LATE, minutes=minutes)


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_what_is_not_plain_is_not_guessed(text: str) -> None:
    assert understand(text) is None


NUMERALS = {tens * 10 + ones for tens in range(7) for ones in range(10)} & set(range(1, 61))


@pytest.mark.parametrize("minutes", sorted(NUMERALS))
def test_chinese_numerals_are_read_from_one_to_sixty(minutes: int) -> None:
    tens, ones = divmod(minutes, 10)
    numeral = (
        ("" if tens < 2 else "一二三四五六"[tens - 1])
        + ("十" if tens else "")
        + ("一二三四五六七八九"[ones - 1] if ones else "")
    )
    assert understand(f"晚{numeral}分钟") == Reply(ReplyKind.LATE, minutes=minutes)


def test_no_phrase_stands_for_two_meanings() -> None:
    phrases = [phrase for written in PHRASES.values() for phrase in written.split()]
    phrases += [phrase for written in ENGLISH_PHRASES.values() for phrase in written]
    assert len(phrases) == len(set(phrases)) == len(MEANINGS)


@pytest.mark.parametrize("phrase", MEANINGS)
def test_every_phrase_of_the_table_is_understood_as_it_stands(phrase: str) -> None:
    assert understand(phrase) == MEANINGS[phrase]


PIECES = [
    "不",
    "没",
    "无法",
    "别",
    "去",
    "参加",
    "来",
    "到了",
    "签到",
    "签退",
    "了",
    "吧",
    "我",
    "能",
    "收到",
    "好的",
    "明天",
    "没问题",
    "no",
    "not",
    " ",
    ",",
    "👍",
]


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_nothing_with_a_negation_is_ever_read_as_going_or_as_a_mark(text: str) -> None:
    reply = understand(text)
    if NEGATION.search(text) and reply:
        assert reply.kind not in {ReplyKind.GOING, ReplyKind.CHECK_IN, ReplyKind.CHECK_OUT}


@given(
    text=st.sampled_from(["不去", "不参加", "没法参加", "我不能参加", "参加", "我到了"]),
    hidden=st.sampled_from(["\u200b", "\u200d", "\ufe0f", "\u2060", "\ufeff"]),
    place=st.integers(0, 5),
)
def test_invisible_characters_change_nothing(text: str, hidden: str, place: int) -> None:
    assert understand(text[:place] + hidden + text[place:]) == understand(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_left_without_a_fault(text: str) -> None:
    reply = understand(text)
    assert reply is None or isinstance(reply, Reply)


@given(repeats=st.integers(0, 12), said=st.sampled_from(["参加", "不去", "到了", "出差", "晚十分钟"]))
def test_up_to_twelve_chinese_characters_are_read_and_no_more(repeats: int, said: str) -> None:
    text = "收到" * repeats + said
    assert (understand(text) is not None) == (len(text) <= 12)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20分钟到", 20),
        ("20分钟内到", 20),
        ("10分钟后到", 10),
        ("大概半小时到", 30),
        ("还有5分钟就到", 5),
        ("收到，20分钟到", 20),
        ("一刻钟后能到", 15),
        ("I'll be there in 15 min", 15),
        ("in 20 minutes", 20),
    ],
)
def test_the_minutes_to_the_arrival_are_read(text: str, minutes: int) -> None:
    assert understand(text) == Reply(ReplyKind.ARRIVING, minutes=minutes)


@pytest.mark.parametrize("text", ["20分钟到不了", "90分钟到", "20分钟到吗", "到20分钟"])
def test_what_is_no_arrival_is_not_taken_for_one(text: str) -> None:
    assert understand(text) is None
