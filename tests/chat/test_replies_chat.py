"""Plain replies, keys and taps about a Friday: early, late, twice, from strangers, and as no text at all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.model import AnswerChange, Mark
from tests.chat.friday import Friday, friday_on


@pytest.fixture
async def friday(sqlite_url: str) -> AsyncIterator[Friday]:
    async with friday_on(sqlite_url) as opened:
        await opened.opened()
        yield opened


@pytest.fixture
async def noon(sqlite_url: str) -> AsyncIterator[Friday]:
    async with friday_on(sqlite_url) as opened:
        await opened.at(13, 5)
        yield opened


@pytest.fixture
async def noon_on_both(database_url: str) -> AsyncIterator[Friday]:
    async with friday_on(database_url) as opened:
        await opened.at(13, 5)
        yield opened


async def test_an_answer_may_be_changed_by_taps_and_words_and_each_change_is_kept(friday: Friday) -> None:
    phone = friday.cadre(0)
    assert await friday.tap(phone, "参加") == "已登记：参加"
    assert (
        await friday.type(phone, "去不了") == "已为您登记：不参加11月27日（星期五）志愿服务。是否参加自愿，无需说明。"
    )
    assert await friday.type(phone, "出差") == "已为您登记：11月27日（星期五）请假（出差）。"
    assert await friday.tap(phone, "改为参加") == "已登记：参加"
    changes = friday.read(lambda session: session.scalars(select(AnswerChange).order_by(AnswerChange.id)).all())
    assert [change.after for change in changes] == ["going", "declined", "excused", "going"]
    assert [change.source for change in changes] == ["self_tap", "message", "message", "self_tap"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("join", "Recorded: you join the service on Fri 27 Nov."),
        ("not going", "Recorded: you do not join on Fri 27 Nov."),
        ("business trip", "Recorded: leave on Fri 27 Nov (business trip)."),
        ("10 min late", "Recorded: you join the service on Fri 27 Nov, about 10 min late."),
        ("got it", "“Got it” only means that you have read it"),
    ],
)
async def test_english_replies_work(friday: Friday, text: str, says: str) -> None:
    phone = friday.cadre(0)
    friday.speak_english(0)
    assert says in await friday.type(phone, text)


async def test_who_says_how_late_they_come_is_going(friday: Friday) -> None:
    phone = friday.cadre(0)
    said = await friday.type(phone, "晚10分钟")
    assert said == "已为您登记：参加11月27日（星期五）志愿服务，预计晚到10分钟。到场后请签到。"
    assert friday.row(0).answer == "going"
    assert await friday.type(phone, "晚20分钟") == "已记下：您11月27日（星期五）预计晚到20分钟。到场后请签到。"
    assert await friday.type(phone, "会晚到") == "已记下：您11月27日（星期五）会晚到。到场后请签到。"


async def test_received_is_no_answer(friday: Friday) -> None:
    assert "只表示已读" in await friday.type(friday.cadre(0), "收到")
    assert friday.row(0).answer == "pending"


async def test_check_in_with_none_open_says_when_the_next_one_opens(friday: Friday) -> None:
    said = await friday.type(friday.cadre(0), "签到")
    assert said == "现在不在签到时间。下一次签到从11月27日（星期五）13:00起。"
    assert friday.row(0).checked_in_at is None


async def test_whoever_never_answered_checks_in_by_card_word_or_key(noon_on_both: Friday) -> None:
    friday = noon_on_both
    assert await friday.tap(friday.cadre(0), "签到") == "签到成功 13:05"
    assert "签到成功，时间13:05" in await friday.type(friday.cadre(1), "到了")
    assert "签到成功，时间13:05" in await friday.type(friday.cadre(2), "签到")
    assert [friday.row(place).answer for place in range(3)] == ["pending"] * 3
    assert all(friday.row(place).checked_in_at is not None for place in range(3))


async def test_two_check_ins_at_once_are_one(noon: Friday) -> None:
    phone = noon.cadre(0)
    first, second = phone.tap("签到"), phone.tap("签到")
    phone.type("到了")
    await noon.soon()
    answers = [answer.text for query in (first, second) if (answer := phone.answer_to(query))]
    assert answers == ["签到成功 13:05", "您已于13:05签到"]
    assert phone.last.text == "您已于11月27日（星期五）13:05签到，无需重复。"
    assert len(noon.read(lambda session: session.scalars(select(Mark)).all())) == 1


async def test_late_check_out_and_undo(noon: Friday) -> None:
    phone = noon.cadre(0)
    await noon.at(13, 45)
    assert "迟到15分钟" in await noon.type(phone, "到了")
    await noon.at(15, 0)
    assert await noon.tap(phone, "签退") == "已签退 15:00，服务1小时15分"
    assert await noon.tap(phone, "撤销") == "已撤销"
    assert noon.row(0).checked_in_at is None
    kinds = noon.read(lambda session: session.scalars(select(Mark.kind).order_by(Mark.id)).all())
    assert kinds == ["check_in", "check_out", "void", "void"]


async def test_check_out_without_check_in_is_refused_and_after_the_close_too(noon: Friday) -> None:
    assert await noon.type(noon.cadre(0), "签退") == "您还没有签到。请先点“签到”，或联系本单位联络员。"
    await noon.type(noon.cadre(0), "到了")
    await noon.at(16, 31)
    assert await noon.type(noon.cadre(0), "签退") == "当日记录已结束，如需更正请联系本单位联络员。"


async def test_an_old_cards_buttons_are_judged_by_the_hour_of_the_tap(friday: Friday) -> None:
    phone = friday.cadre(0)
    invitation = phone.last
    data = {button.label: button.data for button in invitation.buttons}
    await friday.at(15, 31)
    assert data["参加"] is not None
    assert await friday.forge(phone, data["参加"]) == "这次活动已结束或已取消，不能再改答复。"
    assert friday.row(0).answer == "pending"


@pytest.mark.parametrize("data", ["go:999", "go:x", "go", "ex:1:because", "in:999", "hello", "go:1:2:3:4"])
async def test_forged_data_changes_no_answer_of_others(friday: Friday, data: str) -> None:
    await friday.forge(friday.cadre(0), data)
    assert friday.row(1).answer == "pending"
    if data != "go:1:2:3:4":
        assert friday.row(0).answer == "pending"


async def test_a_strangers_tap_is_refused(friday: Friday) -> None:
    stranger = friday.stage.sandbox.person(990_002)
    stranger.type("你好")
    await friday.soon()
    for data in ("go:1", "in:1", "un:1", "me:year:0", "le:1:trip"):
        assert "没有绑定" in await friday.forge(stranger, data)


async def test_stickers_pictures_and_albums_are_answered_and_change_nothing(friday: Friday) -> None:
    phone = friday.cadre(0)
    phone.send_photo(b"\xff\xd8\xff\xe0", "参加")
    await friday.soon()
    assert "没有看懂" in phone.last.text
    album = phone.new_album()
    for number in range(3):
        phone.send_document(f"{number}.txt", b"x", album=album)
    await friday.soon()
    assert friday.row(0).answer == "pending"


async def test_an_edited_message_changes_nothing_and_says_so(friday: Friday) -> None:
    phone = friday.cadre(0)
    await friday.type(phone, "参加")
    phone.edit_last("不参加")
    await friday.soon()
    assert phone.last.text == "修改过的消息不作处理，请重新发送一条。"
    assert friday.row(0).answer == "going"


async def test_words_that_are_not_understood_change_nothing(friday: Friday) -> None:
    assert "没有看懂" in await friday.type(friday.cadre(0), "参加什么？")
    assert friday.row(0).answer == "pending"
