"""A broadcast at a time, and a large one that a second person approves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import BroadcastState, Cadre, RoleGrant
from tests.chat.broadcasting import TEXT, Opening, openings
from tests.town import START, Town

LIMIT: dict[str, object] = {"second_approval_above": 3}


@pytest.fixture
async def opening() -> AsyncIterator[Opening]:
    async with openings() as open_play:
        yield open_play


async def test_it_leaves_at_its_hour_which_can_be_changed_after_the_confirmation(
    opening: Opening, database_url: str
) -> None:
    play = await opening(database_url)
    await play.to_preview()
    assert await play.tap("定时") == "请发送时间"
    await play.say("9:00")
    assert "定于11月25日（星期三）09:00发送。" in play.organizer.last.text
    assert play.organizer.last.labels[:3] == ("确认定时发送", "仅发给我试看", "改时间")
    assert await play.tap("确认定时发送") == "已定时"
    assert "【已定时】共4人" in play.organizer.last.text
    assert play.organizer.last.labels == ("改时间", "取消")
    await play.tap("改时间")
    await play.say("今天8:30")
    assert "定于11月25日（星期三）08:30发送。" in play.organizer.last.text
    await play.tap("改时间")
    played, rung = len(play.organizer.messages), play.organizer.rings
    await play.leap(datetime(2026, 11, 25, 0, 29, tzinfo=UTC))
    assert play.copies() == [0, 0, 0]
    await play.settle(seconds=80)
    assert play.copies() == [1, 1, 1]
    await play.settle(seconds=70)
    assert "【发送完成】共4人，已发送4" in play.organizer.last.text
    assert (len(play.organizer.messages), play.organizer.rings) == (played + 1, rung), "the report comes anew, silently"
    assert await play.say("9:00") == "这份通知已确认或已取消，不能再改。"
    assert "没有看懂" in await play.say("9:00"), "the question has ended"
    assert play.broadcast().state is BroadcastState.DONE
    assert play.audit() == [
        "broadcast.change",
        "broadcast.change",
        "broadcast.send",
        "broadcast.change",
    ]


async def test_a_time_that_does_not_do_is_refused_and_the_next_one_offered(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, start=datetime(2026, 11, 25, 1, 10, tzinfo=UTC))
    await play.to_preview()
    await play.tap("定时")
    for typed, refusal, offered in (
        ("等会儿", "没有看懂这个时间", "定于11月25日（星期三）10:00"),
        ("8:00", "这个时间已过", "定于11月26日（星期四）08:00"),
        ("23:30", "这个时间在免打扰时段", "定于11月26日（星期四）06:00"),
    ):
        assert refusal in await play.say(typed)
        assert play.organizer.last.labels == (offered,)
    assert "最多提前60天定时" in await play.say("2027-06-01 9:00")
    assert play.broadcast().send_at is None
    assert await play.tap("定于11月26日（星期四）06:00") == "已定时"
    assert "定于11月26日（星期四）06:00发送。" in play.organizer.last.text
    await play.tap("改时间")
    await play.tap("改为立即发送")
    assert play.broadcast().send_at is None
    assert "确认发送" in play.organizer.last.labels


async def test_a_scheduled_one_is_cancelled_and_an_hour_that_passed_is_not_confirmed(
    opening: Opening, sqlite_url: str
) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    await play.tap("定时")
    await play.say("8:05")
    await play.settle(minutes=6)
    assert await play.tap("确认定时发送") == "这个时间已过。可定于11月26日（星期四）08:05。"
    await play.tap("改时间")
    await play.say("8:10")
    await play.tap("确认定时发送")
    assert await play.tap("取消") == "已取消，没有发送"
    await play.settle(minutes=6)
    assert play.copies() == [0, 0, 0]
    assert play.broadcast().state is BroadcastState.CANCELLED


async def test_what_was_missed_by_more_than_a_day_is_not_sent_any_more(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    await play.tap("定时")
    await play.say("9:00")
    await play.tap("确认定时发送")
    await play.leap(START + timedelta(days=2, hours=2))
    await play.settle()
    assert "错过发送时间一天以上，已取消" in "".join(message.text for message in play.organizer.messages)
    assert play.copies() == [0, 0, 0]


async def test_a_large_one_is_approved_by_a_second_person_and_by_nobody_else(
    opening: Opening, database_url: str
) -> None:
    play = await opening(database_url, delivery=LIMIT)
    admin = play.phone(play.town.admin)
    await play.say("/settings", admin)
    await play.tap("English", admin)
    await play.to_preview()
    assert "超过3人，确认后须由另一位有权限的人批准。" in play.organizer.last.text
    assert await play.tap("确认发送") == "已提交，请等待另一人批准"
    assert "【待批准】共4人，须由另一位" in play.organizer.last.text
    assert admin.last.labels == ("Approve", "Return", "Send to me only")
    assert "组织者 wants to send this notice." in admin.last.text
    assert TEXT in admin.last.text
    found = play.broadcast()
    play.organizer.tap_data(f"bc:approve:{found.id}:{found.version}")
    liaison = play.phone(play.town.liaison)
    liaison.tap_data(f"bc:approve:{found.id}:{found.version}", message_id=1)
    await play.settle()
    assert play.organizer.answers[-1].text == "须由另一人批准，本人不能批准自己的通知。"
    assert liaison.answers[-1].text == "您没有办理此事的权限。如需办理，请联系管理员。"
    assert play.copies() == [0, 0, 0]

    assert await play.tap("Return", admin) == "Returned"
    assert admin.last.text == "Broadcast: returned, not sent."
    await play.settle()
    assert "管理员退回了您的群发通知，请修改后再发送。" in [message.text for message in play.organizer.messages]
    assert play.organizer.last.labels[0] == "确认发送"
    await play.tap("确认发送")
    admin.tap_data(f"bc:approve:{found.id}:{found.version}")
    await play.settle()
    assert admin.answers[-1].text == "This broadcast no longer waits for approval."
    data = admin.last.buttons[0].data or ""
    await play.tap("Send to me only", admin)
    assert admin.last.text == f"{TEXT}\n\n— 市直机关工委"
    written = len(play.organizer.messages)
    assert await play.tap("Approve", admin) == "Approved"
    assert play.copies() == [1, 1, 1]
    admin.tap_data(data)
    await play.settle()
    assert play.copies() == [1, 1, 1]
    await play.settle(seconds=70)
    reports = [message.text.startswith("【发送完成】") for message in play.organizer.messages[written:]]
    assert reports == [True], "the author's card comes anew, once"
    assert admin.last.text.startswith(TEXT), "who approved gets nothing more"
    acts = [act for act in play.audit() if act != "broadcast.change"]
    assert acts == ["broadcast.send", "broadcast.return", "broadcast.send", "broadcast.approve"]


def without_admin(session: Session, town: Town) -> None:
    admin = session.scalars(select(Cadre).where(Cadre.telegram_id == town.admin)).one()
    session.scalars(select(RoleGrant).where(RoleGrant.cadre_id == admin.id)).one().revoked_at = START


async def test_without_a_second_person_it_is_refused_and_an_approved_one_waits_for_its_hour(
    opening: Opening, sqlite_url: str
) -> None:
    play = await opening(sqlite_url, delivery=LIMIT, change=without_admin)
    await play.to_preview()
    assert "但目前没有这样的人可以联系" in await play.tap("确认发送")
    assert play.broadcast().state is BroadcastState.DRAFT

    def appoint(session: Session) -> None:
        for grant in session.scalars(select(RoleGrant)):
            grant.revoked_at = None

    play.write(appoint)
    await play.tap("定时")
    await play.say("9:00")
    await play.tap("确认定时发送")
    admin = play.phone(play.town.admin)
    assert "定于11月25日（星期三）09:00发送。" in admin.last.text
    await play.tap("批准", admin)
    assert "批准人：管理员" in play.organizer.last.text
    assert play.broadcast().state is BroadcastState.SCHEDULED
    await play.leap(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    await play.settle(seconds=20)
    assert play.copies() == [1, 1, 1]


async def test_who_has_had_enough_this_week_is_written_to_by_a_second_persons_word(
    opening: Opening, sqlite_url: str
) -> None:
    play = await opening(sqlite_url, delivery={"weekly_budget": 1, "second_approval_above": 100})
    await play.to_preview()
    assert "七天内" not in play.organizer.last.text
    await play.tap("确认发送")
    await play.settle(minutes=3)
    assert play.copies() == [1, 1, 1]
    await play.to_preview("再说一件事")
    assert "其中4人七天内已收到1条及以上，再发须由另一位有权限的人批准" in play.organizer.last.text
    await play.tap("确认发送")
    await play.settle(minutes=3)
    assert "【待批准】" in play.organizer.last.text
    assert play.copies("再说一件事") == [0, 0, 0]
