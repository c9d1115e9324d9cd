"""A call for snow over HTTP: drafted, sent out, answered, filled, reported from the spot, stood down."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    ActivityState,
    Attendance,
    AuditEntry,
    CalloutState,
    Summons,
)
from bot.services import boards, summaries
from tests.chat.snow import MONDAY_OF_WEEK, NIGHT, Snow, opened
from tests.chat.stages import speak_english


async def test_a_draft_is_filled_in_and_the_preview_says_what_it_costs(snow: Snow) -> None:
    await snow.type(snow.organizer, "/snow")
    assert "已选2处，共需3人" in snow.organizer.last.text
    await snow.tap(snow.organizer, "✓ 安华小区")
    assert "已选1处，共需2人" in snow.organizer.last.text
    await snow.tap(snow.organizer, "＋5")
    assert "已选1处，共需7人" in snow.organizer.last.text
    await snow.tap(snow.organizer, "去预览")
    preview = snow.organizer.last.text
    assert "沿河木栈道A段：需7人，市第1局先行" in preview
    assert "第一批约11部手机响铃" in preview
    assert "自愿报名" in preview
    assert snow.rung() == []
    await snow.tap(snow.organizer, "取消")
    assert "没有通知任何人" in snow.organizer.last.text


async def test_only_as_many_phones_ring_as_hands_are_missing_and_the_paired_unit_first(snow: Snow) -> None:
    assert await snow.call_out() == "已发起，5部手机响铃"
    rung = snow.rung()
    assert len(rung) == 5  # 3 for two places, 2 for one
    assert all(phone in [snow.cadre(n) for n in range(12)] for phone in rung)
    text = rung[0].last.text
    assert "市气象台23日05:00发布" in text
    assert "自愿报名" in text
    assert "防滑倒" in text


async def test_full_is_full_and_latecomers_wait_and_are_called_up(snow: Snow) -> None:
    await snow.call_out()
    first, second, third = [phone for phone in snow.rung() if "木栈道" in phone.last.text]
    assert await snow.tap(first, "20分钟内到") == "已报名"
    assert "预计06:" in first.last.text
    assert await snow.tap(second, "参加") == "已报名"
    assert "已满，无需前来" in third.last.text
    assert await snow.tap(third, "候补") == "已列为候补第1位"
    assert await snow.tap(second, "退出") == "已退出"
    assert "您已报名" in third.last.text
    assert "名额将由候补接替" in second.last.text
    assert "🟢 沿河木栈道A段　2/2" in snow.board()


async def test_the_next_wave_rings_only_for_what_is_missing_and_nobody_twice(snow: Snow) -> None:
    await snow.call_out()
    first = snow.rung()
    boardwalk = [phone for phone in first if "木栈道" in phone.last.text]
    compound = [phone for phone in first if "安华小区" in phone.last.text]
    await snow.tap(boardwalk[0], "参加")
    await snow.tap(boardwalk[1], "无法参加")
    await snow.tap(compound[0], "参加")
    await snow.stage.advance(minutes=20)
    later = [phone for phone in snow.rung() if phone not in first]
    assert len(later) in (2, 4)  # one is missing: two are asked, in one wave or two
    assert all("木栈道" in phone.last.text for phone in later)
    asked = snow.stage.bot.storage.read_now(lambda session: session.scalars(select(Summons.cadre_id)).all())
    assert len(asked) == len(set(asked))
    assert "无法参加" in boardwalk[1].last.text
    calls = [each for each in boardwalk[1].messages if not each.is_silent]
    assert len(calls) == 1


async def test_plain_words_answer_the_call(snow: Snow) -> None:
    await snow.call_out()
    first, second, *_ = [phone for phone in snow.rung() if "木栈道" in phone.last.text]
    assert "只表示已读" in await snow.type(first, "收到")
    assert "已为您报名：沿河木栈道A段" in await snow.type(first, "20分钟到")
    assert "已登记：无法参加" in await snow.type(second, "去不了")
    assert "已为您退出" in await snow.type(first, "去不了")


async def test_from_the_spot_to_the_stand_down(snow: Snow) -> None:
    await snow.call_out()
    first, second, *_ = [phone for phone in snow.rung() if "木栈道" in phone.last.text]
    compound = next(phone for phone in snow.rung() if "安华小区" in phone.last.text)
    for phone in (first, second, compound):
        await snow.tap(phone, "参加")
    await snow.stage.advance_to(snow.callout().muster_at)
    assert "签到成功" in await snow.tap(first, "签到")
    await snow.type(second, "到了")
    assert "到岗2" in snow.board()
    await snow.tap(snow.lead, "签到码")
    assert "【签到码】沿河木栈道A段" in snow.lead.last.text
    assert await snow.tap(snow.lead, "清理中") == "已登记"
    assert await snow.tap(snow.lead, "缺工具") == "已登记"
    assert any("工具不足" in each.text for each in snow.organizer.messages)
    await snow.stage.advance(minutes=90)
    await snow.tap(snow.organizer, "收队")
    assert await snow.tap(snow.organizer, "确认收队") == "已收队，通知3人"
    await snow.stage.advance(seconds=5)
    assert "清雪任务已完成" in first.last.text
    assert "服务1小时30分" in first.last.text
    assert "您无需前来" in compound.last.text
    assert not first.last.buttons
    assert "用时：首人" in snow.board()
    assert "沿河木栈道A段　2/2　到岗2" in snow.board()
    assert "途中" not in snow.board()
    assert "收队后将通知" not in snow.board()

    def rows(session: Session) -> list[tuple[str, int | None]]:
        came = select(Attendance).where(Attendance.checked_in_at.is_not(None)).order_by(Attendance.checked_in_at)
        return [(row.state, row.minutes) for row in session.scalars(came)]

    found = snow.stage.bot.storage.read_now(rows)
    assert [state for state, _minutes in found] == ["present", "present"]
    assert all(minutes is not None and 88 <= minutes <= 91 for _state, minutes in found)
    state = snow.stage.bot.storage.read_now(
        lambda session: session.scalars(select(Activity.state).where(Activity.kind == "snow")).one()
    )
    assert state is ActivityState.CLOSED


async def test_a_cancelled_call_tells_those_who_were_asked_and_nobody_else(snow: Snow) -> None:
    await snow.call_out()
    rung = snow.rung()
    await snow.tap(snow.organizer, "取消集结")
    await snow.tap(snow.organizer, "确认取消")
    await snow.stage.advance(seconds=5)
    assert all("已取消，您无需前来" in phone.last.text for phone in rung)
    others = [phone for phone in snow.everybody if phone not in rung]
    assert all("集结" not in each.text for phone in others for each in phone.messages)
    assert "本次集结已结束" in await snow.tap_data(rung[0], f"su:{snow.callout().activity_id}:come")


async def test_a_stopped_call_sends_nothing_more(snow: Snow) -> None:
    await snow.call_out()
    rung = len(snow.rung())
    assert (await snow.tap(snow.organizer, "停止通知")).startswith("已停止")
    await snow.stage.advance(minutes=40)
    assert len(snow.rung()) == rung
    assert snow.callout().state is CalloutState.STOPPED


async def test_at_night_phones_ring_only_by_a_tap_that_says_so(sqlite_url: str) -> None:
    snow = await opened(sqlite_url, at=NIGHT)
    try:
        await snow.type(snow.organizer, "/snow")
        await snow.tap(snow.organizer, "去预览")
        assert "免打扰时段" in snow.organizer.last.text
        version = snow.callout().version
        answer = await snow.tap_data(snow.organizer, f"co:{snow.callout().id}:send:{version}:0")
        assert "深夜发起集结" in answer
        assert (await snow.tap(snow.organizer, "深夜发起集结")).startswith("已发起")
        entry = snow.stage.bot.storage.read_now(
            lambda session: session.scalars(select(AuditEntry).where(AuditEntry.action == "callout.send")).one()
        )
        assert entry.after is not None
        assert entry.after["at_night"] is True
    finally:
        await snow.stage.close()


async def test_a_double_tap_calls_out_once(snow: Snow) -> None:
    await snow.type(snow.organizer, "/snow")
    await snow.tap(snow.organizer, "去预览")
    snow.organizer.tap("发起集结")
    snow.organizer.tap("发起集结")
    await snow.stage.advance(seconds=6)
    assert len(snow.rung()) == 5


async def test_nobody_else_may_call_out_stop_or_report(snow: Snow) -> None:
    assert "没有办理此事的权限" in await snow.type(snow.cadre(0), "/snow")
    await snow.call_out()
    number = snow.callout().id
    for data in (f"co:{number}:stop", f"co:{number}:end", f"co:{number}:cancel", f"co:{number}:ask:end"):
        assert "没有办理此事的权限" in await snow.tap_data(snow.cadre(0), data)
    assert snow.callout().state is CalloutState.CALLING
    shift = snow.stage.bot.storage.read_now(
        lambda session: boards.figures(session, snow.callout().activity_id or 0)[0].shift.id
    )
    assert "没有办理此事的权限" in await snow.tap_data(snow.cadre(0), f"po:{shift}:cleared")
    assert "没有通知到您" in await snow.tap_data(snow.cadre(17), f"su:{snow.callout().activity_id}:come")


async def test_a_lead_enters_somebody_who_was_reached_by_telephone(snow: Snow) -> None:
    await snow.call_out()
    await snow.stage.advance(seconds=5)
    post = next(each for each in reversed(snow.lead.messages) if "【点位】" in each.text)
    label = next(button.label for button in post.buttons if button.label.startswith("代报"))
    assert await snow.tap(snow.lead, label) == "已代报"
    states = snow.stage.bot.storage.read_now(
        lambda session: session.execute(select(Summons.state, Summons.entered_by)).all()
    )
    assert sum(entered_by is not None for _state, entered_by in states) == 1


async def test_a_call_speaks_english_to_who_chose_it(snow: Snow) -> None:
    speak_english(snow.stage)
    await snow.type(snow.organizer, "/snow")
    await snow.tap(snow.organizer, "Preview")
    await snow.tap(snow.organizer, "Call out")
    called = [phone for phone in snow.everybody if any("Snow muster" in each.text for each in phone.messages)]
    assert len(called) == 5
    assert await snow.tap(called[0], "In 20 min") == "You are in"


async def test_a_drill_says_so_and_counts_for_nothing(snow: Snow) -> None:
    await snow.type(snow.organizer, "/snow")
    await snow.tap(snow.organizer, "去预览")
    await snow.tap(snow.organizer, "改为演练")
    await snow.tap(snow.organizer, "发起集结")
    rung = snow.rung()
    assert all("（演练）" in phone.last.text for phone in rung)
    await snow.tap(rung[0], "参加")
    await snow.stage.advance_to(snow.callout().muster_at)
    await snow.tap(rung[0], "签到")
    await snow.stage.advance(minutes=30)
    await snow.tap(snow.organizer, "收队")
    await snow.tap(snow.organizer, "确认收队")
    week = snow.stage.bot.storage.read_now(
        lambda session: summaries.week_figures(session, first_on=MONDAY_OF_WEEK, now=snow.stage.clock.now())
    )
    assert week.activities == 0
    assert week.totals.present == 0


async def test_who_comes_unannounced_takes_a_place_that_is_free(snow: Snow) -> None:
    await snow.call_out()
    first, *_ = [phone for phone in snow.rung() if "木栈道" in phone.last.text]
    await snow.type(first, "到了")
    assert "已签到" in next(each.text for each in reversed(first.messages) if each.buttons)
    assert "沿河木栈道A段　1/2　途中0，到岗1" in snow.board()
    assert "如先行离开" in await snow.tap_data(first, f"su:{snow.callout().activity_id}:no")


async def test_a_lead_who_lacks_hands_gets_those_who_wait_and_the_next_wave(snow: Snow) -> None:
    await snow.call_out()
    first, second, third = [phone for phone in snow.rung() if "木栈道" in phone.last.text]
    for phone in (first, second, third):
        await snow.tap(phone, "参加" if phone is not third else "候补")
    await snow.tap(snow.lead, "缺人手")
    await snow.stage.advance(minutes=6)
    assert "您已报名" in third.last.text
    assert "木栈道A段　3/7" in snow.board()
    assert "已通知11人" in snow.board()  # five at first; then six for the four places that this one lacks


async def test_a_place_that_is_done_asks_nobody_any_more(snow: Snow) -> None:
    await snow.call_out()
    waiting = [phone for phone in snow.rung() if "木栈道" in phone.last.text]
    before = len(snow.rung())
    await snow.tap(snow.lead, "完成")
    await snow.stage.advance(minutes=20)
    assert all("无需前来" in phone.last.text for phone in waiting)
    assert all("安华小区" in phone.last.text for phone in snow.rung()[before:])
    assert "已完成" in snow.board()


async def test_a_stretch_is_entered_by_a_position_sent_from_the_spot(snow: Snow) -> None:
    phone = snow.organizer
    assert "现场发送位置" in await snow.type(phone, "/stretch 东丰路 人行道 20 市第2局")
    phone.send_location(42.91, 125.15, forwarded=True)
    await snow.stage.advance(seconds=5)
    assert "转发的位置不作登记" in phone.last.text
    phone.send_location(42.91, 125.15)
    await snow.stage.advance(seconds=5)
    assert "【点位已登记】东丰路 人行道：需20人，负责单位：市第2局" in phone.last.text
    await snow.type(phone, "/snow")
    assert "已选3处，共需23人" in phone.last.text


@pytest.mark.parametrize("typed", ["/stretch", "/stretch 桥 0", f"/stretch {'长' * 61}"])
async def test_a_stretch_that_cannot_be_is_refused(snow: Snow, typed: str) -> None:
    assert "没有看懂" in await snow.type(snow.organizer, typed)
