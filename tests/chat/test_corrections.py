"""Corrections in chat: what a person asks for, what the unit decides, and who is refused."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bot.model import AuditEntry, Correction, CorrectionState, Mark
from bot.sandbox.phone import Phone
from bot.sandbox.state import Message
from tests.chat.friday import Friday

SATURDAY = date(2026, 11, 28)


def requests(friday: Friday) -> list[tuple[str, str]]:
    found = friday.read(lambda session: session.scalars(select(Correction).order_by(Correction.id)).all())
    return [(each.kind.value, each.state.value) for each in found]


def offer_card(phone: Phone, head: str = "【提出更正】") -> Message:
    """Return the card on which the person asked, as it stands now."""
    return next(message for message in reversed(phone.messages) if message.text.startswith(head))


async def ask(friday: Friday, phone: Phone, label: str) -> str:
    """Go from /me to the question of a kind of correction."""
    await friday.type(phone, "/me")
    await friday.tap(phone, "提出更正")
    await friday.tap(phone, label)
    return phone.last.text


async def test_who_was_there_without_a_check_in_asks_and_the_liaison_grants(friday_on_both: Friday) -> None:
    friday = friday_on_both
    person = friday.cadre(0)
    await friday.at(15, 31)
    await friday.at(10, 0, SATURDAY)
    assert "13:30-15:30" in await ask(friday, person, "我到场了，没有签到")
    await friday.type(person, "13:40-15:20 手机没电")
    assert "已提出：本人到场（13:40—15:20），说明：手机没电" in person.last.text
    request = friday.liaison.last
    assert "【更正申请】张1" in request.text
    assert not request.is_silent
    assert "现有记录：签到—，签退—" in request.text
    assert await friday.tap(friday.liaison, "同意") == "已核定"
    row = friday.row(0)
    assert (row.state, row.minutes, row.late_minutes) == ("present", 100, 0)
    marks = friday.read(lambda session: session.scalars(select(Mark).order_by(Mark.id)).all())
    assert [(mark.kind, mark.source, mark.reason) for mark in marks] == [
        ("check_in", "liaison", "asked"),
        ("check_out", "liaison", "asked"),
    ]
    assert any("【更正已同意】" in message.text for message in person.messages)
    own = offer_card(person)
    assert "现有记录：签到13:40，签退15:20" in own.text
    assert "您提出的更正已同意，记录已更新。" in own.text
    assert requests(friday) == [("came", "granted")]
    refused = await friday.forge(friday.liaison, f"cq:{1}:0")
    assert refused == "这项更正已核定或撤回。"
    actions = friday.read(lambda session: session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all())
    assert [action for action in actions if action.startswith("correction.")] == [
        "correction.ask",
        "correction.grant",
    ]


async def test_what_is_refused_changes_nothing_and_both_words_stay(friday: Friday) -> None:
    person = friday.cadre(0)
    await friday.at(15, 31)
    await ask(friday, person, "我到场了，没有签到")
    await friday.tap(person, "按活动时间")
    await friday.tap(friday.liaison, "不同意")
    assert friday.row(0).checked_in_at is None
    assert requests(friday) == [("came", "refused")]
    assert any("【更正未同意】" in message.text for message in person.messages)
    assert "您提出的更正未获同意" in offer_card(person).text
    # Within the seven days it may be asked again, with more to say.
    await friday.type(person, "/me")
    await friday.tap(person, "提出更正")
    assert "您提出的更正未获同意" in person.last.text
    assert person.last.labels == ("我到场了，没有签到", "记录有误")


async def test_a_check_out_is_corrected_to_the_time_that_was_claimed(friday: Friday) -> None:
    person = friday.cadre(0)
    await friday.at(13, 25)
    await friday.type(person, "到了")
    await friday.at(13, 50)
    await friday.type(person, "签退")
    assert friday.row(0).minutes == 20
    await friday.at(15, 45)
    await ask(friday, person, "签退时间不对")
    await friday.type(person, "15:20 误点了签退")
    await friday.tap(friday.liaison, "同意")
    assert friday.row(0).minutes == 110


async def test_who_was_entered_and_was_not_there_says_so(friday: Friday) -> None:
    person = friday.cadre(0)
    await friday.at(13, 20)
    await friday.type(friday.liaison, "/rollcall")
    await friday.tap(friday.liaison, "张1")
    await friday.at(15, 31)
    await ask(friday, person, "记录有误")
    await friday.type(person, "我那天没去")
    await friday.tap(friday.liaison, "同意")
    assert friday.row(0).checked_in_at is None


async def test_a_conflict_is_settled_by_a_correction(friday: Friday) -> None:
    person = friday.cadre(0)
    await friday.at(13, 20)
    await friday.type(person, "到了")
    await friday.forge(friday.liaison, f"rx:{friday.roll_id()}:{friday.cadre_id('张1')}:1")
    assert friday.row(0).state == "conflict"
    await friday.at(15, 31)
    await ask(friday, person, "我到场了，没有签到")
    await friday.tap(person, "按活动时间")
    await friday.tap(friday.liaison, "同意")
    row = friday.row(0)
    assert (row.state, row.minutes) == ("present", 120)


async def test_a_request_may_be_withdrawn_and_waits_but_once(friday: Friday) -> None:
    person = friday.cadre(0)
    await friday.at(15, 31)
    await ask(friday, person, "我到场了，没有签到")
    await friday.tap(person, "按活动时间")
    activity = friday.row(0).activity_id
    assert "等候核定" in await friday.forge(person, f"cr:{activity}:came")
    assert "没有可以更正的记录" in await friday.forge(friday.cadre(1), "cq:1:back")
    await friday.tap(person, "撤回")
    assert requests(friday) == [("came", CorrectionState.WITHDRAWN.value)]
    assert "本人已于" in friday.liaison.last.text
    assert await friday.forge(friday.liaison, "cq:1:1") == "这项更正已核定或撤回。"


async def test_what_cannot_be_is_told_and_changes_nothing(friday: Friday) -> None:
    person = friday.cadre(0)
    await friday.at(13, 20)
    activity = friday.row(0).activity_id
    assert "活动还没有结束" in await friday.forge(person, f"cr:{activity}")
    await friday.at(15, 31)
    assert "没有可以更正的记录" in await friday.forge(person, "cr:9999")
    assert "没有可以更正的记录" in await friday.forge(person, f"cr:{activity}:left")
    assert "按钮" in await friday.forge(person, f"cr:{activity}:lost")
    await ask(friday, person, "我到场了，没有签到")
    for typed in ("昨天下午", "09:00-10:00", "15:00-14:00", "25:10"):
        assert "没有看懂时间" in await friday.type(person, typed)
    assert "不超过100字" in await friday.type(person, f"13:30-15:30 {'忘' * 101}")
    assert "没有提出更正" in await friday.type(person, "取消")
    assert requests(friday) == []
    # Another unit's liaison, a colleague and the person decide nothing.
    await ask(friday, person, "我到场了，没有签到")
    await friday.tap(person, "按活动时间")
    for stranger in (friday.cadre(1), person):
        assert "没有办理此事的权限" in await friday.forge(stranger, "cq:1:1")
    assert requests(friday) == [("came", "waiting")]


async def test_a_liaison_does_not_decide_about_the_own_record(friday: Friday) -> None:
    await friday.at(15, 31)
    await ask(friday, friday.liaison, "我到场了，没有签到")
    await friday.tap(friday.liaison, "按活动时间")
    assert "【更正申请】联络1" in friday.organizer.last.text
    assert "须由其他人核定" in await friday.forge(friday.liaison, "cq:1:1")
    await friday.tap(friday.organizer, "同意")
    assert requests(friday) == [("came", "granted")]


async def test_after_seven_days_nobody_is_asked(friday: Friday) -> None:
    await friday.at(15, 31)
    activity = friday.row(0).activity_id
    await friday.at(9, 0, date(2026, 12, 5))
    assert "7天内提出" in await friday.forge(friday.cadre(0), f"cr:{activity}")


async def test_after_the_working_days_of_the_unit_an_organizer_decides(friday: Friday) -> None:
    person = friday.cadre(0)
    await friday.at(15, 31)
    await ask(friday, person, "我到场了，没有签到")
    await friday.tap(person, "按活动时间")
    await friday.at(9, 0, date(2026, 12, 12))
    assert await friday.forge(friday.liaison, "cq:1:1") == "补签期限已过，如需更正请联系组织者。"
    assert requests(friday) == [("came", "waiting")]
    await friday.forge(friday.organizer, "cq:1:1")
    assert requests(friday) == [("came", "granted")]


async def test_a_correction_speaks_english_to_who_chose_it(friday: Friday) -> None:
    person = friday.cadre(0)
    friday.speak_english(0)
    await friday.at(15, 31)
    await friday.type(person, "/me")
    await friday.tap(person, "Correct:")
    await friday.tap(person, "I was there without a check-in")
    await friday.type(person, "13:40-15:20 phone was dead")
    assert "you were there (13:40–15:20); phone was dead" in person.last.text
    await friday.tap(friday.liaison, "同意")
    assert any("Correction granted" in message.text for message in person.messages)
    assert "What you asked for was granted" in offer_card(person, "Correction: ").text


async def test_what_is_said_against_ones_own_marks_is_granted_and_changes_nothing_by_itself(friday: Friday) -> None:
    person = friday.cadre(0)
    friday.speak_english(0)
    await friday.at(13, 25)
    await friday.type(person, "到了")
    await friday.at(15, 31)
    await friday.type(person, "/me")
    await friday.tap(person, "Correct:")
    await friday.tap(person, "The record is wrong")
    # A plain reply is still a reply; the question waits.
    assert "record is wrong" not in await friday.type(person, "到了")
    assert requests(friday) == []
    await friday.type(person, "I tapped it at home")
    assert requests(friday) == [("wrong", "waiting")]
    assert "同意后不会自动改动" in friday.liaison.last.text
    await friday.tap(friday.liaison, "同意")
    assert friday.row(0).checked_in_at is not None
    assert any("The record did not change by itself" in message.text for message in person.messages)
    assert not any("is brought up to date" in message.text for message in person.messages)
    decided = friday.liaison.last.text
    assert "同意。\n记录中没有他人代记的签到、签退" in decided
    assert "记录已更新" not in decided
