"""A broadcast as its organizer and the people live it: over the sandbox, from /broadcast to the report."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.chat.handlers.broadcast import ACTS
from bot.model import (
    AuditEntry,
    BroadcastState,
    Cadre,
    MessageState,
    Reach,
    Receipt,
    RoleGrant,
)
from bot.rehearsal.crash import CrashStage
from bot.services import broadcast_sending
from tests.chat.broadcasting import TEXT, Opening, Play, openings
from tests.town import START, Town


@pytest.fixture
async def opening() -> AsyncIterator[Opening]:
    async with openings() as open_play:
        yield open_play


def some_out_of_reach(session: Session, town: Town) -> None:
    unlinked, silent, blocked, gone, *_rest = session.scalars(
        select(Cadre).where(Cadre.telegram_id.in_(town.cadres)).order_by(Cadre.id)
    ).all()
    unlinked.telegram_id = None
    silent.consented_at = None
    blocked.reach = Reach.BLOCKED
    gone.left_on = START.date()


async def test_a_broadcast_reaches_everybody_once_and_is_reported(opening: Opening, database_url: str) -> None:
    play = await opening(database_url, cadres_each=4)
    await play.to_preview()
    preview = play.organizer.last.text
    assert "1个单位、5人，其中5人可以收到" in preview
    assert TEXT in preview
    assert "—— 市直机关工委" in preview
    assert "发送后可撤回（改为“已取消”）" in preview
    assert play.organizer.last.labels == ("确认发送", "仅发给我试看", "定时", "按钮", "存为模板", "修改", "取消")
    assert play.copies() == [0, 0, 0, 0]

    assert await play.tap("确认发送") == "已确认发送"
    assert play.copies() == [1, 1, 1, 1]
    cadre = play.phone(play.town.cadres[0])
    assert cadre.last.text == f"{TEXT}\n\n—— 市直机关工委"
    assert cadre.rings == 1
    await play.settle(seconds=70)
    assert "【发送完成】共5人，已发送5" in play.organizer.last.text
    assert [*play.organizer.last.labels] == ["撤回"]
    assert play.stage.sandbox.statistics.limit_breaches == 0
    assert play.stage.sandbox.doubles() == []


async def test_a_tap_on_got_it_is_counted_once_and_takes_the_button_away(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    await play.tap("确认发送")
    reader = play.phone(play.town.cadres[1])
    data = reader.last.buttons[0].data
    assert await play.tap("收到", reader) == "已登记收到"
    assert not reader.last.labels
    reader.tap_data(data or "")
    await play.settle()
    assert reader.answers[-1].text == "您此前已确认收到"
    await play.settle(seconds=80)
    assert "已确认收到1。" in play.organizer.last.text
    assert len(reader.messages) == 1


async def test_a_late_got_it_reaches_the_report_within_a_minute(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    await play.tap("确认发送")
    written = len(play.organizer.messages)
    await play.settle(minutes=10)
    for telegram_id in play.town.cadres:
        await play.tap("收到", play.phone(telegram_id))
    await play.settle(seconds=70)
    assert "已确认收到3。" in play.organizer.last.text
    assert len(play.organizer.messages) == written, "what left at once is reported on the card that was watched"


async def test_after_stop_nothing_more_leaves_not_even_what_was_queued(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, cadres_each=300)
    await play.to_preview()
    play.organizer.tap("确认发送")
    await play.settle(seconds=6)
    assert "【发送中】已发送" in play.organizer.last.text
    data = play.organizer.last.buttons[0].data or ""
    assert await play.tap("停止") == "已停止"
    reached = sum(play.copies())
    assert 100 < reached < 250

    play.organizer.tap_data(data)
    await play.settle(minutes=30)
    assert play.organizer.answers[-1].text == "已停止"
    assert sum(play.copies()) == reached
    states = play.states()
    assert set(states) == {MessageState.SENT, MessageState.CANCELLED}
    assert sum(states.values()) == 301
    report = play.organizer.last.text
    assert f"停止前已发送{states[MessageState.SENT]}" in report
    assert f"停止后未发：{states[MessageState.CANCELLED]}" in report
    assert "停止后不能继续" in report
    assert play.organizer.last.labels == ("撤回",)
    assert play.stage.sandbox.statistics.limit_breaches == 0


async def test_killed_between_two_chunks_it_goes_on_and_nobody_gets_it_twice(
    opening: Opening, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcast_sending, "CHUNK", 50)
    play = await opening(database_url, cadres_each=130, may_crash=True)
    assert isinstance(play.stage, CrashStage)
    await play.to_preview()
    play.organizer.tap("确认发送")
    await play.settle(seconds=1)
    assert sum(play.states().values()) == 50
    await play.stage.crash_bot()
    await play.stage.start_bot()
    await play.settle(minutes=15)
    assert play.copies() == [1] * 130
    assert "共131人，已发送131" in play.organizer.last.text
    assert play.stage.sandbox.statistics.limit_breaches == 0


async def test_progress_is_shown_every_few_seconds_and_no_oftener(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, cadres_each=300)
    await play.to_preview()
    play.organizer.tap("确认发送")
    seen = []
    for _ in range(12):
        await play.settle(seconds=1)
        seen.append(play.organizer.last.text)
    assert 2 <= len(set(seen)) <= 4
    await play.settle(minutes=2)
    assert "【发送完成】共301人，已发送301" in play.organizer.last.text


async def test_a_double_tap_and_a_second_device_confirm_once(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    play.organizer.tap("确认发送")
    play.organizer.tap("确认发送")
    await play.settle(minutes=2)
    assert [answer.text for answer in play.organizer.answers[-2:]] == ["已确认发送", "此前已确认发送"]
    assert play.copies() == [1, 1, 1]

    def entries(session: Session) -> list[str]:
        return list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("broadcast"))))

    assert play.stage.bot.storage.read_now(entries) == ["broadcast.change", "broadcast.send"]


async def test_a_text_changed_since_the_preview_is_not_sent_unseen(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview("旧的正文")
    seen = play.organizer.last.buttons[0].data or ""
    await play.tap("修改")
    await play.tap("重写正文")
    play.organizer.type(TEXT)
    await play.settle()
    assert TEXT in play.organizer.last.text
    play.organizer.tap_data(seen)
    await play.settle()
    assert play.organizer.answers[-1].text == "通知已有变动，请以最新的卡片为准。"
    assert play.copies() == [0, 0, 0]
    await play.tap("确认发送")
    assert play.copies() == [1, 1, 1]
    assert play.copies("旧的正文") == [0, 0, 0]


async def test_what_is_no_text_is_refused_and_asked_for_again(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    play.organizer.type("/broadcast")
    await play.settle()
    play.organizer.send_contact()
    await play.settle()
    assert "相册、贴纸、视频等不能作为通知" in play.organizer.last.text
    play.organizer.type("长" * 3_801)
    await play.settle()
    assert "不超过3800字（刚才收到3801字" in play.organizer.last.text
    play.organizer.type(TEXT)
    await play.settle()
    assert "请选择发送对象" in play.organizer.last.text


async def test_the_longest_text_is_sent_whole_though_its_preview_is_cut(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, operator="委" * 200, change=some_out_of_reach, cadres_each=5)
    await play.to_preview("长" * 3_800)
    assert "长……（正文较长，请点“仅发给我试看”查看全文）" in play.organizer.last.text
    await play.tap("仅发给我试看")
    assert play.organizer.last.text == "长" * 3_800 + "\n\n—— " + "委" * 200
    await play.tap("确认发送")
    assert play.copies("长" * 3_800) == [0, 0, 0, 0, 1]


async def test_signs_of_markup_arrive_as_they_were_typed(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    text = "5 < 7 & <b>别名</b> {x} { $text }"
    await play.to_preview(text)
    await play.tap("确认发送")
    assert play.copies(text) == [1, 1, 1]


async def test_a_trial_goes_to_the_author_alone_and_counts_for_nothing(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    assert await play.tap("仅发给我试看") == "已发给您本人试看"
    assert play.organizer.last.text == f"{TEXT}\n\n—— 市直机关工委"
    assert await play.tap("收到") == "这是试看，不作登记"
    assert play.copies() == [0, 0, 0]
    await play.tap("确认发送")
    assert play.copies() == [1, 1, 1]
    assert play.phone(play.town.cadres[0]).last.text == f"{TEXT}\n\n—— 市直机关工委"


async def test_units_are_chosen_by_pages_and_only_they_get_it(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, units=10, cadres_each=1)
    play.organizer.type("/broadcast")
    await play.settle()
    play.organizer.type(TEXT)
    await play.settle()
    await play.tap("选择单位")
    assert play.organizer.last.labels[:8] == tuple(f"市第{place}局" for place in range(1, 9))
    await play.tap("市第2局")
    await play.tap("市第3局")
    await play.tap("✓ 市第2局")
    await play.tap("下一页")
    await play.tap("市第10局")
    await play.tap("选好了（2个）")
    assert "对象：市第3局等2个单位。以下通知涉及2个单位、4人，其中4人可以收到" in play.organizer.last.text
    await play.tap("确认发送")
    assert play.copies() == [0, 0, 1, 0, 0, 0, 0, 0, 0, 1]


async def test_units_are_entered_into_the_audit_when_their_list_is_left(opening: Opening, database_url: str) -> None:
    play = await opening(database_url, units=3, cadres_each=1)
    first, second, third = play.town.unit_ids
    await play.to_audience()
    await play.tap("选择单位")
    for label in ("市第1局", "市第2局", "✓ 市第1局"):
        await play.tap(label)
    assert units_noted(play) == []
    await play.tap("选好了（1个）")
    assert units_noted(play) == [([], [second])]
    await play.tap("修改")
    await play.tap("选择单位")
    await play.tap("选好了（1个）")
    assert units_noted(play) == [([], [second])], "nothing was changed"
    await play.tap("修改")
    await play.tap("选择单位")
    for label in ("市第1局", "市第3局"):
        await play.tap(label)
    await play.tap("返回")
    await play.tap("全体")
    assert units_noted(play) == [([], [second]), ([second], [first, second, third]), None]


def units_noted(play: Play) -> list[tuple[object, object] | None]:
    """List the changes of audience in the audit: the units before and after, None where it is no choice of units."""
    query = select(AuditEntry).where(AuditEntry.action == "broadcast.change").order_by(AuditEntry.id)

    def units(session: Session) -> list[tuple[object, object] | None]:
        changes = [(each.before or {}, each.after or {}) for each in session.scalars(query)]
        return [
            (before["units"], after["units"]) if "units" in after else None
            for before, after in changes
            if after["what"] == "audience"
        ]

    return play.read(units)


async def test_an_answer_to_the_next_activity_chooses_the_people(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.stage.advance_to(datetime(2026, 11, 25, 1, 30, tzinfo=UTC))
    await play.tap("参加", play.phone(play.town.cadres[1]))
    play.organizer.type("/broadcast")
    await play.settle()
    play.organizer.type(TEXT)
    await play.settle()
    assert "下一次活动：周五志愿服务，11月27日（星期五）" in play.organizer.last.text
    await play.tap("参加者")
    assert "其中1人可以收到" in play.organizer.last.text
    await play.tap("确认发送")
    assert play.copies() == [0, 1, 0]


async def test_in_quiet_hours_it_waits_for_the_morning(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, start=datetime(2026, 11, 25, 14, 30, tzinfo=UTC))
    await play.to_preview()
    assert "确认后将于11月26日（星期四）06:00开始发送" in play.organizer.last.text
    await play.tap("确认发送")
    assert "将于11月26日（星期四）06:00开始发送，此前可停止" in play.organizer.last.text
    await play.say("/help")
    await play.leap(datetime(2026, 11, 25, 21, 58, tzinfo=UTC))
    await play.stage.advance_to(datetime(2026, 11, 25, 21, 59, tzinfo=UTC))
    assert play.copies() == [0, 0, 0]
    await play.stage.advance_to(datetime(2026, 11, 25, 22, 2, tzinfo=UTC))
    assert play.copies() == [1, 1, 1]
    assert "【发送完成】" in play.organizer.last.text


async def test_preview_and_report_say_who_is_left_out_and_why(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, change=some_out_of_reach, units=2, cadres_each=3)
    play.phone(play.town.cadres[4]).deactivate()
    await play.to_preview()
    preview = play.organizer.last.text
    assert "2个单位、7人，其中4人可以收到" in preview
    assert "未绑定，不能收到：1人" in preview
    assert "未同意使用，不发送：1人" in preview
    assert "已屏蔽本助手或注销账号，不能收到：1人" in preview
    assert "已不在花名册，不发送：1人" in preview
    await play.tap("确认发送")
    await play.settle(minutes=2)
    report = play.organizer.last.text
    assert "共4人，已发送2" in report
    assert "账号已注销：1" in report
    assert "找不到账号：1" in report  # the liaison of the second unit has never opened the chat
    assert "未送达5人（含未绑定、不能确定），按单位：\n市第1局：3人\n市第2局：2人" in report


def nobody_linked(session: Session, town: Town) -> None:
    for cadre in session.scalars(select(Cadre).where(Cadre.unit_id.in_(town.unit_ids))).all():
        cadre.telegram_id = None


async def test_nobody_in_the_audience_is_told_and_nothing_is_sent(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, change=nobody_linked)
    await play.to_preview()
    assert "没有可以收到通知的人" in play.organizer.last.text
    assert play.organizer.last.labels == ("定时", "按钮", "存为模板", "修改", "取消")
    found = play.broadcast()
    play.organizer.tap_data(f"bc:send:{found.id}:{found.version}")
    await play.settle()
    assert "没有可以收到通知的人" in play.organizer.answers[-1].text
    assert play.broadcast().state is BroadcastState.DRAFT


async def test_a_draft_older_than_a_day_is_stale(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    await play.leap(play.stage.clock.now() + timedelta(hours=25))
    assert await play.tap("确认发送") == "草稿已超过一天，请重新发送 /broadcast。"
    assert play.copies() == [0, 0, 0]


async def test_a_cancelled_draft_is_not_sent_and_can_be_cancelled_twice(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    found = play.broadcast()
    assert await play.tap("取消") == "已取消，没有发送"
    assert play.organizer.last.text == "【群发通知】已取消，没有发送。"
    play.organizer.tap_data(f"bc:cancel:{found.id}")
    play.organizer.tap_data(f"bc:send:{found.id}:{found.version}")
    await play.settle()
    assert [answer.text for answer in play.organizer.answers[-2:]] == [
        "已取消，没有发送",
        "这份通知已确认或已取消，不能再改。",
    ]
    assert play.copies() == [0, 0, 0]


async def test_the_question_for_the_text_can_be_left(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    play.organizer.type("/broadcast")
    await play.settle()
    await play.tap("取消")
    play.organizer.type(TEXT)
    await play.settle()
    assert "没有看懂这条消息" in play.organizer.last.text


async def test_another_with_the_right_may_confirm_and_stop(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    found, admin = play.broadcast(), play.phone(play.town.admin)
    admin.tap_data(f"bc:send:{found.id}:{found.version}", message_id=1)
    await play.settle()
    assert admin.answers[-1].text == "已确认发送"
    assert play.copies() == [1, 1, 1]
    assert "【发送中】" in play.organizer.last.text


async def test_who_may_not_broadcast_changes_nothing_by_forged_taps(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    liaison = play.phone(play.town.liaison)
    special = {
        "answer": "1:1:going",
        "role": "1:leader",
        "turn": "1:text",
        "put": "1:read:1",
        "templates": "0:",
        "at": "1:30000000",
        "units": "1:0",
    }
    acts = [f"{act}:{special.get(act, '1:1:1')}" for act in ACTS] + ["cancel:0", "recall:1"]
    for start in range(0, len(acts), 15):  # more in one minute is a flood, and not heard
        for act in acts[start : start + 15]:
            liaison.tap_data(f"bc:{act}", message_id=1)
        await play.settle(seconds=70)
    liaison.type("/broadcast")
    await play.settle()
    assert [answer.text for answer in liaison.answers] == ["您没有办理此事的权限。如需办理，请联系管理员。"] * len(acts)
    assert liaison.last.text == "您没有办理此事的权限。如需办理，请联系管理员。"
    assert play.broadcast().state is BroadcastState.DRAFT
    assert play.broadcast().version == 2
    assert play.copies() == [0, 0, 0]


async def test_a_right_that_was_taken_away_does_not_confirm(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()

    def revoke(session: Session) -> None:
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.role == "organizer")).all():
            grant.revoked_at = START

    await play.stage.bot.storage.write(revoke)
    assert await play.tap("确认发送") == "您没有办理此事的权限。如需办理，请联系管理员。"
    assert play.copies() == [0, 0, 0]


async def test_what_nobody_drew_changes_nothing(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    before = len(play.organizer.answers)
    forged = ["bc", "bc:send", "bc:send:x:1", "bc:send:99:1", "bc:nothing:1", "bc:turn:1:sending", "bc:stop:1"]
    forged += ["bc:answer:1:1:declined", "bc:answer:1:99:going", "bc:unit:1:1:1", "bc:units:1:7", "rd:1", "rd:x"]
    for data in forged:
        play.organizer.tap_data(data)
    await play.settle()
    answers = play.organizer.answers[before:]
    assert [answer.is_alert for answer in answers] == [True] * len(forged)
    assert {answer.text for answer in answers}.isdisjoint({"抱歉，这一步没有办成，已转告管理员。请稍后再试。"})
    assert play.broadcast().version == 2
    assert play.copies() == [0, 0, 0]


async def test_a_receipt_of_one_who_never_got_it_is_refused(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, units=2, cadres_each=1)
    play.organizer.type("/broadcast")
    await play.settle()
    play.organizer.type(TEXT)
    await play.settle()
    await play.tap("选择单位")
    await play.tap("市第1局")
    await play.tap("选好了")
    await play.tap("确认发送")
    stranger = play.phone(play.town.cadres[1])
    stranger.tap_data(f"rd:{play.broadcast().id}", message_id=1)
    await play.settle()
    assert stranger.answers[-1].text == "您没有收到过这份通知。"
    assert play.stage.bot.storage.read_now(lambda session: session.scalar(select(func.count(Receipt.cadre_id)))) == 0
