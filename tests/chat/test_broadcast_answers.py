"""What people answer under a notice: 参加 and its way back, questions, and the organizers' answers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import AuditEntry, Broadcast, Cadre, Question
from tests.chat.broadcasting import TEXT, Opening, Play, openings
from tests.town import START, Town


@pytest.fixture
async def opening() -> AsyncIterator[Opening]:
    async with openings() as open_play:
        yield open_play


async def with_all_buttons(opening: Opening, url: str) -> Play:
    """Send a notice that asks for everything; 张2 reads English."""
    play = await opening(url)
    second = play.phone(play.town.cadres[1])
    await play.say("/settings", second)
    await play.tap("English", second)
    await play.to_preview()
    await play.tap("按钮")
    assert play.organizer.last.labels == ("✓ 收到", "参加", "提问", "选好了")
    await play.tap("参加")
    await play.tap("提问")
    assert play.organizer.last.labels == ("✓ 收到", "✓ 参加", "✓ 提问", "选好了")
    await play.tap("选好了")
    await play.tap("仅发给我试看")
    assert [*play.organizer.last.labels] == ["收到", "参加", "提问"]
    assert await play.tap("提问") == "这是试看，不作登记"
    await play.tap("确认发送")
    await play.settle(seconds=70)
    return play


def the_report(play: Play) -> str:
    return next(message.text for message in reversed(play.organizer.messages) if "【发送完成】" in message.text)


async def test_who_joins_is_counted_and_may_take_it_back(opening: Opening, database_url: str) -> None:
    play = await with_all_buttons(opening, database_url)
    first, second, third = (play.phone(each) for each in play.town.cadres)
    assert first.last.labels == ("收到", "参加", "提问")
    assert second.last.labels == ("Got it", "Join", "Ask")
    assert await play.tap("参加", first) == "已登记参加"
    assert first.last.text == f"{TEXT}\n\n—— 市直机关工委\n✓ 已登记参加"
    assert [*first.last.labels] == ["改为不参加", "提问"], "who joins has read"
    assert await play.tap("Join", second) == "Recorded: joining"
    assert "✓ You are joining" in second.last.text
    assert await play.tap("收到", third) == "已登记收到"
    assert third.last.labels == ("参加", "提问")
    back = second.last.buttons[0].data or ""
    assert await play.tap("Not joining", second) == "Recorded: not joining"
    second.tap_data(back)
    await play.settle()
    assert second.answers[-1].text == "You had not said you would join"
    assert [*second.last.labels] == ["Join", "Ask"]
    await play.settle(seconds=70)
    report = the_report(play)
    assert "已确认收到3。" in report
    assert "参加：1人" in report
    assert "提问：0人，待答复0条" in report


async def test_a_button_that_was_not_chosen_takes_nothing(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    await play.tap("确认发送")
    cadre = play.phone(play.town.cadres[0])
    for data in ("rd:1:going", "rd:1:ask", "rd:1:nothing"):
        cadre.tap_data(data)
    await play.settle()
    assert [answer.text for answer in cadre.answers][:2] == ["您没有收到过这份通知。"] * 2
    assert cadre.answers[2].is_alert
    assert play.audit() == ["broadcast.change", "broadcast.send"]


async def test_a_question_goes_to_the_organizers_and_its_answer_back(opening: Opening, database_url: str) -> None:
    play = await with_all_buttons(opening, database_url)
    second, admin = play.phone(play.town.cadres[1]), play.phone(play.town.admin)
    rings = play.organizer.rings, admin.rings
    await play.tap("Ask", second)
    assert "Please send your question" in second.last.text
    assert "at most 500 characters (501 came)" in await play.say("x" * 501, second)
    assert "passed to the organizers" in await play.say("铁锹 <b>在哪</b> & 领?", second)
    asked = f"【提问】市第1局 张2，关于通知“{TEXT}”：\n铁锹 <b>在哪</b> & 领?"
    assert play.organizer.last.text == asked
    assert admin.last.text == asked
    assert play.organizer.last.labels == ("回复",)
    assert (play.organizer.rings, admin.rings) == (rings[0] + 1, rings[1]), "only the author is rung"
    await play.tap("回复", admin)
    await play.tap("回复")
    assert "请发送给张2的答复" in play.organizer.last.text
    await play.say("在区政府门口", admin)
    assert "You asked: 铁锹 <b>在哪</b> & 领?\nAnswer: 在区政府门口" in second.last.text
    assert second.last.labels == ("Ask more",)
    assert await play.say("我也答一下") == "管理员已经答复了这个问题。"
    assert "没有看懂" in await play.say("我也答一下"), "the question has ended"
    cards = [message for message in play.organizer.messages if message.text.startswith("【提问】")]
    assert [(card.text, card.labels) for card in cards] == [(f"{asked}\n【管理员答复】在区政府门口", ())]
    await play.tap("Ask more", second)
    await play.say("cancel", second)
    assert second.last.text == "Left."
    await play.settle(seconds=70)
    assert "提问：1人，待答复0条" in the_report(play)
    acts = [act for act in play.audit() if act.startswith("question")]
    assert acts == ["question.ask", "question.answer"]
    entries = play.read(
        lambda session: [
            json.dumps([entry.before, entry.after], ensure_ascii=False) for entry in session.scalars(select(AuditEntry))
        ]
    )
    assert not any("铁锹" in entry or "区政府" in entry for entry in entries)
    assert play.stage.sandbox.statistics.limit_breaches == 0


async def test_plain_words_pass_while_a_question_is_awaited_and_a_week_later_it_is_late(
    opening: Opening, sqlite_url: str
) -> None:
    play = await with_all_buttons(opening, sqlite_url)
    first = play.phone(play.town.cadres[0])
    await play.tap("提问", first)
    await play.say("签到", first)
    assert play.read(lambda session: session.scalars(select(Question)).first()) is None, "签到 is no question"
    await play.say("几点结束？", first)
    await play.settle()
    assert "几点结束？" in play.organizer.last.text
    answering = play.organizer.last.buttons[0].data or ""
    await play.leap(play.stage.clock.now() + timedelta(days=8))
    play.organizer.tap_data(answering)
    first.tap_data("rd:1:ask")
    await play.settle()
    assert play.organizer.answers[-1].text == "已超过7天，不能再提问或答复。"
    assert first.answers[-1].text == "已超过7天，不能再提问或答复。"


async def test_one_person_does_not_ask_without_end_and_strangers_not_at_all(opening: Opening, sqlite_url: str) -> None:
    play = await with_all_buttons(opening, sqlite_url)
    first = play.phone(play.town.cadres[0])
    for number in range(5):
        await play.tap("提问", first)
        await play.say(f"问题{number}", first)
    assert await play.tap("提问", first) == "您有5个问题还在等待答复，请稍候。"
    first.tap_data("bc:reply:1")
    await play.settle()
    assert first.answers[-1].text == "您没有办理此事的权限。如需办理，请联系管理员。"
    stranger = play.stage.sandbox.person(999_999)
    stranger.account.has_started = True
    stranger.tap_data("rd:1:ask", message_id=1)
    await play.settle()
    assert stranger.answers[-1].is_alert
    assert len(play.read(lambda session: session.scalars(select(Question)).all())) == 5


async def test_own_questions_are_in_the_file_about_oneself(opening: Opening, sqlite_url: str) -> None:
    play = await with_all_buttons(opening, sqlite_url)
    first, second = play.phone(play.town.cadres[0]), play.phone(play.town.cadres[1])
    await play.tap("提问", first)
    await play.say("几点结束？", first)
    await play.settle()
    await play.tap("回复")
    await play.say("三点半")
    # The answer is no card of the notice: asking more leaves the notice as it is.
    notice = next(message for message in first.messages if message.text.startswith(TEXT))
    assert await play.tap("继续提问", first) == "请发送文字"
    await play.say("取消", first)
    await play.settle(seconds=70)
    assert (notice.text.startswith(TEXT), notice.labels) == (True, ("收到", "参加", "提问"))
    for phone, is_asker in ((first, True), (second, False)):
        phone.type("/mydata")
        await play.settle(seconds=4)
        text = next(message.document for message in reversed(phone.messages) if message.document).decode()
        assert ("几点结束？" in text, "三点半" in text) == (is_asker, is_asker)


@pytest.mark.parametrize(
    ("language", "label", "line", "missed"),
    [("zh-CN", "发送情况：", "通知：", "未送达名单"), ("en", "Report: ", "Notice: ", "Who was not reached")],
)
async def test_what_became_of_a_notice_is_found_again_for_a_week(
    opening: Opening, sqlite_url: str, language: str, label: str, line: str, missed: str
) -> None:
    def change(session: Session, town: Town) -> None:
        session.scalars(select(Cadre).where(Cadre.telegram_id == town.cadres[0])).one().telegram_id = None
        for telegram_id in (town.organizer, town.admin):
            session.scalars(select(Cadre).where(Cadre.telegram_id == telegram_id)).one().language = language

    play = await opening(sqlite_url, change=change)
    await play.say("/broadcast")
    await play.say(TEXT)
    await play.tap("全体" if language == "zh-CN" else "Everybody")
    await play.tap("确认发送" if language == "zh-CN" else "Send")
    await play.settle(seconds=70)
    await play.leap(START + timedelta(days=1))
    admin = play.phone(play.town.admin)
    await play.say("/broadcast", admin)
    await play.tap(f"{label}{TEXT}", admin)
    report = admin.last
    assert f"{line}{TEXT}" in report.text
    assert missed in report.labels
    await play.say("铁锹已备好。", admin)  # the question is closed: this is no text of a new one
    assert len(play.read(lambda session: session.scalars(select(Broadcast)).all())) == 1
    if language == "en":
        await play.leap(START + timedelta(days=8))
        await play.say("/broadcast", admin)
        assert not any(each.startswith(label) for each in admin.last.labels)
