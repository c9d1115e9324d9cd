"""The evening's stand-by over HTTP: drafted, sent out, asked, answered, counted, cancelled, and used by the call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Attendance, AuditEntry, Cadre, Message, Readiness, Role, RoleGrant, Standby, StandbyAnswer
from bot.sandbox.phone import Phone
from tests.chat.snow import Snow, opened
from tests.chat.stages import speak_english

SIX = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 18:00 on Monday in Shanghai
EIGHT, NINE, TEN = (SIX + timedelta(hours=hours) for hours in (2, 3, 4))
WEDNESDAY = SIX + timedelta(days=2)  # the day on which people are invited to the Friday
MORNING = SIX + timedelta(hours=12, minutes=5)  # 06:05 on Tuesday, just after the quiet hours
NOON = SIX + timedelta(hours=18)
STRANGER = 990_001
# Evening, night and morning are long, and all that is to happen in them falls on full hours.
HOUR = 60


@pytest.fixture
async def snow(database_url: str) -> AsyncIterator[Snow]:
    """Three units of six and their liaisons; the first two are paired with a stretch each, of two places and of one."""
    snow = await opened(database_url, at=SIX, tick_minutes=HOUR)
    yield snow
    await snow.stage.close()


def question(phone: Phone) -> str:
    """Return a person's question as it stands; empty for who was not asked."""
    return next((each.text for each in reversed(phone.messages) if "【备勤询问】" in each.text), "")


def card(phone: Phone) -> str:
    return next(each.text for each in reversed(phone.messages) if "【备勤" in each.text)


def asked(snow: Snow) -> list[Phone]:
    return [phone for phone in (snow.lead, *snow.everybody) if question(phone)]


def answers(snow: Snow) -> dict[StandbyAnswer, int]:
    def count(session: Session) -> dict[StandbyAnswer, int]:
        said = session.scalars(select(Readiness.answer)).all()
        return {each: said.count(each) for each in StandbyAnswer}

    return snow.stage.bot.storage.read_now(count)


def said(snow: Snow, place: int) -> tuple[str, str]:
    """Return what a cadre said to the stand-by and to the Friday; empty where it did not ask them."""

    def look(session: Session) -> tuple[str, str]:
        cadre = session.scalars(select(Cadre).where(Cadre.telegram_id == snow.town.cadres[place])).one()
        readiness = session.scalar(select(Readiness.answer).where(Readiness.cadre_id == cadre.id))
        return readiness or "", session.scalar(select(Attendance.answer).where(Attendance.cadre_id == cadre.id)) or ""

    return snow.stage.bot.storage.read_now(look)


async def send_out(snow: Snow) -> str:
    await snow.type(snow.organizer, "/standby")
    return await snow.tap(snow.organizer, "发出备勤")


async def ask(snow: Snow, at: datetime = EIGHT) -> None:
    assert await send_out(snow) == "已发出备勤"
    await snow.stage.advance_to(at + timedelta(minutes=1))


async def test_a_draft_says_who_would_be_asked_and_when(snow: Snow) -> None:
    draft = await snow.type(snow.organizer, "/standby")
    assert "11月24日（星期二）" in draft
    assert "清雪点位负责单位的14人" in draft
    assert "今晚20:00询问" in draft
    assert "21:00汇总" in draft
    await snow.tap(snow.organizer, "取消")
    assert "没有询问任何人" in snow.organizer.last.text
    assert not snow.organizer.last.buttons
    assert "内容已有变动" in await snow.tap_data(snow.organizer, "sb:20261124:send")
    await snow.stage.advance_to(TEN)
    assert asked(snow) == []


async def test_the_people_of_paired_units_are_asked_at_eight_with_one_ring_each(snow: Snow) -> None:
    await send_out(snow)
    assert "已发出：20:00询问14人" in card(snow.organizer)
    await snow.stage.advance_to(EIGHT - timedelta(minutes=1))
    assert asked(snow) == []
    rings = [phone.rings for phone in snow.everybody]
    await snow.stage.advance_to(NINE + timedelta(minutes=5))
    assert asked(snow) == [snow.lead, *(snow.cadre(place) for place in range(12))]
    assert [phone.rings for phone in snow.everybody] == [before + (place < 12) for place, before in enumerate(rings)]
    text = question(snow.cadre(0))
    assert text.startswith("【备勤询问】11月24日（星期二）")
    assert "明晨可能集结清雪（预报，仅供参考），如集结，您能否到场？自愿参加。" in text


async def test_the_expected_strength_is_shown_at_nine_and_follows_the_answers(snow: Snow) -> None:
    await ask(snow)
    admin = snow.stage.sandbox.person(snow.town.admin)
    rings = (snow.organizer.rings, admin.rings)
    await snow.tap(snow.cadre(6), "能到")
    await snow.stage.advance_to(NINE + timedelta(minutes=1))
    assert (snow.organizer.rings, admin.rings) == (rings[0] + 1, rings[1] + 1)
    assert card(admin) == card(snow.organizer)
    gap, filled = card(snow.organizer).splitlines()[-2:]
    assert gap == "🔴 缺2　沿河木栈道A段　需2　市第1局：能到0，晚到0，不能到0，未答复7"
    assert filled == "🟢 安华小区　需1　市第2局：能到1，晚到0，不能到0，未答复6"
    await snow.tap(snow.cadre(0), "能到")
    await snow.tap(snow.cadre(1), "晚到")
    await snow.tap(snow.cadre(2), "不能到")
    assert "共需3人。已询问14人：能到2，晚到1，不能到1，未答复10。" in card(snow.organizer)
    assert "🟢 沿河木栈道A段　需2　市第1局：能到1，晚到1，不能到1，未答复4" in card(snow.organizer)
    assert snow.organizer.rings == rings[0] + 1


async def test_an_answer_may_be_changed_until_noon_and_then_no_more(snow: Snow) -> None:
    await ask(snow)
    cadre = snow.cadre(0)
    assert await snow.tap(cadre, "能到") == "已登记：能到"
    assert [button.label for button in cadre.last.buttons] == ["✓ 能到", "晚到", "不能到"]
    await snow.tap(cadre, "✓ 能到")
    await snow.stage.advance_to(MORNING)
    assert await snow.tap(cadre, "不能到") == "已登记：不能到"
    assert "今晨可能集结清雪" in question(cadre)
    await snow.stage.advance_to(NOON)
    await snow.stage.advance(minutes=2)
    assert "已登记：不能到。" in question(cadre)
    for phone in asked(snow):
        assert "答复已截止" in question(phone)
        assert not phone.last.buttons
    number = snow.stage.bot.storage.read_now(lambda session: session.scalars(select(Standby.id)).one())
    assert "答复已截止" in await snow.tap_data(cadre, f"sb:{number}:ready")
    assert answers(snow)[StandbyAnswer.UNABLE] == 1
    assert "答复已截止" in card(snow.organizer)
    assert "答复已截止" in await snow.tap_data(snow.organizer, "sb:20261124:cancel")


async def test_a_cancellation_takes_the_buttons_and_refuses_answers(snow: Snow) -> None:
    await ask(snow)
    await snow.tap(snow.cadre(0), "能到")
    rings = [phone.rings for phone in snow.everybody]
    await snow.tap(snow.organizer, "取消备勤")
    assert "取消后不再询问" in card(snow.organizer)
    assert await snow.tap(snow.organizer, "确认取消备勤") == "已取消备勤"
    await snow.stage.advance(minutes=2)
    await snow.stage.advance(seconds=3)
    for phone in asked(snow):
        assert "本次备勤已取消" in question(phone)
        assert not phone.last.buttons
    assert [phone.rings for phone in snow.everybody] == rings
    number = snow.stage.bot.storage.read_now(lambda session: session.scalars(select(Standby.id)).one())
    assert "本次备勤已取消" in await snow.tap_data(snow.cadre(1), f"sb:{number}:ready")
    assert answers(snow)[StandbyAnswer.READY] == 1
    assert "此前已取消" in await snow.tap_data(snow.organizer, "sb:20261124:cancel")
    assert "本次备勤已取消" in await snow.tap_data(snow.organizer, "sb:20261124:send")
    await snow.stage.advance_to(TEN)
    assert "早晨的备勤已取消" in card(snow.organizer)


async def test_one_that_was_cancelled_before_it_asked_anybody_can_be_sent_out_again(snow: Snow) -> None:
    await send_out(snow)
    await snow.tap(snow.organizer, "取消备勤")
    await snow.tap(snow.organizer, "确认取消备勤")
    assert "没有询问任何人" in card(snow.organizer)
    await snow.stage.advance_to(EIGHT + timedelta(minutes=10))
    assert asked(snow) == []
    assert "发出后立即询问" in await snow.type(snow.organizer, "/standby")
    await snow.tap(snow.organizer, "发出备勤")
    await snow.stage.advance(minutes=2)
    await snow.stage.advance(seconds=3)
    assert len(asked(snow)) == 13
    assert "已询问14人" in card(snow.organizer)


async def test_there_is_one_stand_by_a_morning_whoever_asks_for_it(snow: Snow) -> None:
    admin = snow.stage.sandbox.person(snow.town.admin)
    await snow.type(admin, "/standby")
    await snow.type(snow.organizer, "/standby")
    snow.organizer.tap("发出备勤")
    snow.organizer.tap("发出备勤")
    await snow.stage.advance(seconds=6)
    assert "已发出：20:00询问14人" in card(admin)
    assert await snow.tap_data(admin, "sb:20261124:send") == "此前已发出"
    assert "已发出：20:00询问14人" in await snow.type(snow.organizer, "/standby")
    await snow.stage.advance_to(TEN)
    assert all(sum("【备勤询问】" in each.text for each in phone.messages) == 1 for phone in asked(snow))
    entries = snow.stage.bot.storage.read_now(lambda session: session.scalars(select(AuditEntry.action)).all())
    assert list(entries).count("standby.send") == 1


async def test_late_in_the_evening_people_are_asked_at_once_and_in_the_quiet_hours_not_at_all(snow: Snow) -> None:
    await snow.stage.advance_to(TEN - timedelta(minutes=40))
    await send_out(snow)
    await snow.stage.advance(minutes=2)
    await snow.stage.advance(seconds=3)
    assert len(asked(snow)) == 13
    rings = snow.organizer.rings
    await snow.stage.advance_to(TEN + timedelta(minutes=25))
    assert "已询问14人" in card(snow.organizer)
    assert snow.organizer.rings == rings
    await snow.stage.advance_to(TEN + timedelta(hours=4))
    assert "11月24日" in await snow.type(snow.organizer, "/standby")


async def test_a_draft_that_lay_until_night_asks_nobody(snow: Snow) -> None:
    await snow.type(snow.organizer, "/standby")
    await snow.stage.advance_to(TEN)
    assert "现在不能发出备勤" in await snow.tap(snow.organizer, "发出备勤")
    assert "现在不能发出备勤" in await snow.type(snow.organizer, "/standby")
    await snow.stage.advance_to(MORNING)
    assert "内容已有变动" in await snow.tap(snow.organizer, "发出备勤")
    assert asked(snow) == []
    assert snow.stage.bot.storage.read_now(lambda session: session.scalars(select(Standby)).all()) == []


async def test_a_restart_loses_neither_draft_nor_question_nor_answer(snow: Snow) -> None:
    await snow.type(snow.organizer, "/standby")
    await snow.stage.stop_bot()
    await snow.stage.start_bot()
    assert await snow.tap(snow.organizer, "发出备勤") == "已发出备勤"
    await snow.stage.stop_bot()
    snow.stage.clock.set(EIGHT + timedelta(minutes=20))
    await snow.stage.start_bot()
    await snow.stage.advance(minutes=1)
    assert len(asked(snow)) == 13
    await snow.stage.stop_bot()
    await snow.stage.start_bot()
    assert await snow.tap(snow.cadre(3), "晚到") == "已登记：晚到"
    assert answers(snow)[StandbyAnswer.LATE] == 1


async def test_nobody_else_may_send_out_or_cancel_and_nobody_answers_who_was_not_asked(snow: Snow) -> None:
    cadre, other = snow.cadre(0), snow.cadre(17)
    assert "没有办理此事的权限" in await snow.type(cadre, "/standby")
    assert "没有办理此事的权限" in await snow.tap_data(cadre, "sb:20261124:send")
    await ask(snow)
    for act in ("ask", "back", "cancel", "drop"):
        assert "没有办理此事的权限" in await snow.tap_data(cadre, f"sb:20261124:{act}")
    number = snow.stage.bot.storage.read_now(lambda session: session.scalars(select(Standby.id)).one())
    assert "这次备勤没有询问您" in await snow.tap_data(other, f"sb:{number}:ready")
    assert "这次备勤没有询问您" in await snow.tap_data(cadre, "sb:999:ready")
    stranger = snow.stage.sandbox.person(STRANGER)
    await snow.type(stranger, "你好")
    assert await snow.tap_data(stranger, f"sb:{number}:ready")
    assert await snow.tap_data(snow.organizer, f"sb:{number}:asked")
    assert "内容已有变动" in await snow.tap_data(snow.organizer, "sb:20261332:send")
    assert answers(snow) == {
        StandbyAnswer.ASKED: 14,
        StandbyAnswer.READY: 0,
        StandbyAnswer.LATE: 0,
        StandbyAnswer.UNABLE: 0,
    }


async def test_who_lost_the_right_can_neither_send_out_nor_read(snow: Snow) -> None:
    await snow.type(snow.organizer, "/standby")

    def revoke(session: Session) -> None:
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.role == Role.ORGANIZER)):
            grant.revoked_at = SIX

    snow.stage.bot.storage.write_now(revoke)
    assert "没有办理此事的权限" in await snow.tap(snow.organizer, "发出备勤")


async def test_where_nobody_can_be_written_to_nobody_is_asked(sqlite_url: str) -> None:
    snow = await opened(sqlite_url, at=SIX, tick_minutes=HOUR)
    try:

        def unpair(session: Session) -> None:
            for cadre in session.scalars(select(Cadre)):
                cadre.consented_at = cadre.consented_at if cadre.unit_id is None else None

        snow.stage.bot.storage.write_now(unpair)
        assert "没有可以询问的人员" in await send_out(snow)
    finally:
        await snow.stage.close()


async def test_the_call_of_the_morning_rings_first_for_those_who_can_come_and_never_for_those_who_cannot(
    snow: Snow,
) -> None:
    await ask(snow)
    ready = [snow.cadre(place) for place in (4, 5, 11)]
    for phone in ready:
        await snow.tap(phone, "能到")
    unable = [snow.cadre(place) for place in (0, 6)]
    for phone in unable:
        await snow.tap(phone, "不能到")
    await snow.stage.advance_to(MORNING)
    await snow.call_out()
    rung = snow.rung()
    assert len(rung) == 5
    assert all(phone in rung for phone in ready)
    for _ in range(3):  # a wave each
        await snow.stage.advance(minutes=15)
    assert len(snow.rung()) > 5
    assert not any(phone in snow.rung() for phone in unable)


async def test_a_stand_by_speaks_english_to_who_chose_it(snow: Snow) -> None:
    speak_english(snow.stage)
    assert "14 people" in await snow.type(snow.organizer, "/standby")
    assert await snow.tap(snow.organizer, "Send out") == "Sent out"
    await snow.stage.advance_to(EIGHT + timedelta(minutes=1))
    assert "Voluntary" in snow.cadre(0).last.text
    assert await snow.tap(snow.cadre(0), "Can come") == "Noted: can come"
    assert await snow.type(snow.cadre(0), "Can't make it") == (
        "Stand-by, morning of Tue 24 Nov. Noted: Cannot. To change it, until Tue 24 Nov, 12:00: reply “can come”, "
        "“coming later” or “cannot”, or tap the card."
    )
    assert "Noted: Later." in await snow.type(snow.cadre(0), "I can come later")
    assert "Noted: Can come." in await snow.type(snow.cadre(0), "I can come")
    assert "only means that you have read it" in await snow.type(snow.cadre(0), "got it")
    assert "on the morning of Tue 24 Nov" in snow.cadre(0).last.text
    assert said(snow, 0) == ("ready", "")


async def test_nothing_that_was_drawn_failed(snow: Snow) -> None:
    await ask(snow)
    for place, label in enumerate(("能到", "晚到", "不能到")):
        await snow.tap(snow.cadre(place), label)
    await snow.stage.advance_to(NOON + timedelta(minutes=5))
    failed = select(Message.reason).where(Message.reason.startswith("cannot be drawn"))
    assert snow.stage.bot.storage.read_now(lambda session: session.scalars(failed).all()) == []


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("能到", ["能到", "可以", "我能到", "好的，可以", "参加", "去", "明早能到", "明天能到"]),
        ("晚到", ["晚到", "晚点到", "我会晚到", "可以，晚点到", "晚10分钟", "明早晚到"]),
        ("不能到", ["不能到", "去不了", "到不了", "不参加", "出差", "有事不能到", "明早去不了", "明早有会"]),
    ],
)
async def test_plain_words_answer_the_stand_by_and_say_how_to_change_it(
    sqlite_url: str, label: str, words: list[str]
) -> None:
    snow = await opened(sqlite_url, at=SIX, tick_minutes=HOUR)
    try:
        await ask(snow)
        for place, word in enumerate(words):
            phone = snow.cadre(place)
            assert await snow.type(phone, word) == (
                f"【备勤】已登记：11月24日（星期二）早晨{label}。如有变化，11月24日（星期二）12:00前可回复"
                "“能到”“晚到”“不能到”，或点卡片上的按钮更改。"
            ), word
            assert f"已登记：{label}。" in question(phone)
        await snow.stage.advance_to(NINE + timedelta(minutes=1))
        assert f"{label}{len(words)}" in card(snow.organizer)
    finally:
        await snow.stage.close()


async def test_words_that_answer_nothing_leave_the_stand_by_as_it_is(snow: Snow) -> None:
    await ask(snow)
    cadre, other = snow.cadre(0), snow.cadre(17)
    assert "“收到”只表示已读；11月24日（星期二）早晨能否到场" in await snow.type(cadre, "收到")
    assert "没有等待您答复的活动" in await snow.type(cadre, "20分钟到")
    assert "没有看懂" in await snow.type(cadre, "能到吗")
    assert said(snow, 0) == ("asked", "")
    assert "没有等待您答复的活动" in await snow.type(other, "能到")
    assert "没有看懂" in await snow.type(other, "明早能到")
    assert "如参加，请点卡片上的“参加”" in await snow.type(other, "可以")


async def test_plain_words_may_change_the_answer_until_noon_and_not_after_a_cancellation(snow: Snow) -> None:
    await ask(snow)
    await snow.type(snow.cadre(0), "能到")
    await snow.stage.advance_to(NOON - timedelta(minutes=1))
    assert "早晨不能到" in await snow.type(snow.cadre(0), "去不了")
    await snow.stage.advance_to(NOON)
    assert "没有等待您答复的活动" in await snow.type(snow.cadre(0), "能到")
    assert said(snow, 0) == ("unable", "")


async def test_nothing_is_answered_in_words_once_the_stand_by_is_cancelled(snow: Snow) -> None:
    await ask(snow)
    await snow.tap(snow.organizer, "取消备勤")
    await snow.tap(snow.organizer, "确认取消备勤")
    assert "没有等待您答复的活动" in await snow.type(snow.cadre(0), "能到")
    assert answers(snow)[StandbyAnswer.ASKED] == 14


async def test_a_call_under_way_takes_plain_words_before_the_stand_by(snow: Snow) -> None:
    await ask(snow)
    await snow.stage.advance_to(MORNING)
    await snow.call_out()
    first, second = snow.rung()[:2]
    assert "已为您报名" in await snow.type(first, "能到")
    assert "已登记：无法参加" in await snow.type(second, "不能到")
    assert "只表示已读" in await snow.type(snow.rung()[2], "可以")
    assert "没有看懂" in await snow.type(second, "明早能到")
    assert answers(snow)[StandbyAnswer.ASKED] == 14
    bystander = next(phone for phone in asked(snow) if phone not in snow.rung() and phone is not snow.lead)
    assert "早晨能到" in await snow.type(bystander, "能到")


async def test_words_that_fit_both_go_to_what_was_spoken_of_last(database_url: str) -> None:
    snow = await opened(database_url, at=WEDNESDAY, tick_minutes=HOUR)
    try:
        await snow.stage.advance(minutes=1)
        going, excused, neutral, late, able, joins, corrects, early = (snow.cadre(place) for place in range(8))
        assert "参加11月27日" in await snow.type(going, "参加")
        await send_out(snow)
        assert "不参加11月27日" in await snow.type(early, "去不了")
        await snow.stage.advance_to(EIGHT + timedelta(days=2, minutes=1))
        assert question(neutral).startswith("【备勤询问】11月26日（星期四）")
        assert "早晨能到" in await snow.type(going, "会去")
        assert "11月27日（星期五）请假（出差）" in await snow.type(excused, "出差")
        assert "早晨不能到" in await snow.type(neutral, "去不了")
        assert "早晨晚到" in await snow.type(late, "晚点到")
        assert "早晨能到" in await snow.type(able, "能到")
        assert "参加11月27日" in await snow.type(joins, "参加")
        assert "参加11月27日" in await snow.type(corrects, "参加")
        assert "不参加11月27日" in await snow.type(corrects, "去不了")
        assert "早晨不能到" in await snow.type(corrects, "不能到")
        assert [said(snow, place) for place in range(8)] == [
            ("ready", "going"),
            ("asked", "excused"),
            ("unable", "pending"),
            ("late", "pending"),
            ("ready", "pending"),
            ("asked", "going"),
            ("unable", "declined"),
            ("asked", "declined"),
        ]
        assert "不参加11月27日" in await snow.type(snow.cadre(17), "不能到")
        await snow.stage.advance_to(WEDNESDAY + timedelta(hours=18))  # noon: the stand-by is over
        assert "不参加11月27日" in await snow.type(neutral, "去不了")
    finally:
        await snow.stage.close()


async def test_who_is_on_leave_that_day_is_not_asked(sqlite_url: str) -> None:
    thursday = WEDNESDAY + timedelta(days=1)
    snow = await opened(sqlite_url, at=thursday, tick_minutes=HOUR)
    try:
        await snow.stage.advance(minutes=1)
        assert "11月27日（星期五）请假" in await snow.type(snow.cadre(0), "出差")
        assert "点位负责单位的13人" in await snow.type(snow.organizer, "/standby")
        await ask(snow, EIGHT + timedelta(days=3))
        assert "已询问13人" in card(snow.organizer)
        assert len(asked(snow)) == 12
        assert not question(snow.cadre(0))
    finally:
        await snow.stage.close()


async def test_who_cannot_come_in_the_morning_is_called_in_the_afternoon(snow: Snow) -> None:
    await ask(snow)
    everybody = [phone for phone in asked(snow) if phone is not snow.lead]
    for phone in everybody:
        await snow.type(phone, "不能到")
    await snow.stage.advance_to(NOON + timedelta(hours=1))
    await snow.call_out()
    assert len(snow.rung()) == 5
    assert all(phone in everybody for phone in snow.rung())
