"""Groups: approved by an admin or left at once; quiet, and without anything about single persons."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import AuditEntry, Chat, ChatState
from bot.rehearsal.stage import Stage
from bot.sandbox import Group, Phone
from tests.chat.stages import stage_on
from tests.services.weeks import FRIDAY, cadres_of, enter, hold
from tests.town import Town, build_town

MONDAY_EIGHT = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
CONFIGURED = -4_000_000_777
STRANGER = 888_888


@dataclass(frozen=True, slots=True)
class Play:
    """The stage, who is who, and a group without the bot."""

    stage: Stage
    town: Town
    group: Group

    def phone(self, number: int) -> Phone:
        return self.stage.sandbox.person(number)

    @property
    def admin(self) -> Phone:
        return self.phone(self.town.admin)

    @property
    def organizer(self) -> Phone:
        return self.phone(self.town.organizer)

    def chats(self) -> dict[int, tuple[ChatState, int | None]]:
        def query(session: Session) -> dict[int, tuple[ChatState, int | None]]:
            return {chat.id: (chat.state, chat.moved_to) for chat in session.scalars(select(Chat))}

        return self.stage.bot.storage.read_now(query)

    def approvals(self) -> list[tuple[str, str]]:
        def query(session: Session) -> list[tuple[str, str]]:
            entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "chat.approve"))
            return [(entry.actor, entry.subject) for entry in entries]

        return self.stage.bot.storage.read_now(query)


def build(session: Session) -> Town:
    town = build_town(session)
    friday = hold(session, town, is_confirmed=False)
    hold(session, town, FRIDAY - timedelta(weeks=1))
    for cadre, state in zip(cadres_of(session, town.unit_ids[0]), ("present", "excused"), strict=False):
        enter(session, friday, cadre, state)
    return town


@pytest.fixture
async def play(sqlite_url: str) -> AsyncIterator[Play]:
    """Monday eight o'clock; the settings name one group."""
    operator: dict[str, object] = {"summary_chats": [CONFIGURED]}
    async with stage_on(sqlite_url, build, start=MONDAY_EIGHT, operator=operator) as (stage, town):
        yield Play(stage, town, stage.sandbox.group("市直机关联络员"))


async def test_a_group_that_an_admin_adds_is_approved_and_audited(play: Play) -> None:
    play.group.add_bot(play.admin)
    await play.stage.advance(seconds=5)
    assert play.group.last.text.startswith("已启用。")
    assert play.chats()[play.group.id][0] is ChatState.APPROVED
    assert play.approvals() == [("cadre:1", f"chat:{play.group.id}")]
    assert play.group.chat.bot_status == "member"


@pytest.mark.parametrize("who", ["organizer", "stranger"])
async def test_a_group_that_anyone_else_adds_is_left_without_a_word(play: Play, who: str) -> None:
    play.group.add_bot(play.organizer if who == "organizer" else play.phone(STRANGER))
    await play.stage.advance(seconds=10)
    assert play.group.chat.bot_status == "left"
    assert play.group.messages == []
    assert "市直机关联络员" in play.admin.last.text
    assert play.approvals() == []


async def test_a_group_of_the_settings_may_be_joined_by_anyone(play: Play) -> None:
    group = play.stage.sandbox.group("机关工委", chat_id=CONFIGURED)
    group.add_bot(play.organizer)
    await play.stage.advance(seconds=10)
    assert group.chat.bot_status == "member"
    assert play.approvals() == [("operator", f"chat:{CONFIGURED}")]


async def test_promotion_to_administrator_changes_nothing(play: Play) -> None:
    play.group.add_bot(play.admin)
    await play.stage.advance(seconds=5)
    play.group.promote_bot(play.phone(STRANGER))
    await play.stage.advance(seconds=10)
    assert play.group.chat.bot_status == "administrator"
    assert len(play.group.messages) == 1


async def test_what_is_said_in_a_group_is_not_answered(play: Play) -> None:
    play.group.add_bot(play.admin)
    play.group.promote_bot(play.admin)
    await play.stage.advance(seconds=5)
    for text in ("大家好", "签到", "/unknown", "/summary@another_bot"):
        play.group.type(play.organizer, text)
    play.group.type(play.organizer, "收到", reply_to=play.group.last)
    await play.stage.advance(seconds=10)
    assert len(play.group.messages) == 1


async def test_the_summary_in_a_group_holds_no_person_and_no_button(play: Play) -> None:
    play.group.add_bot(play.admin)
    await play.stage.advance(seconds=5)
    play.group.type(play.organizer, "/summary@liaoyuan_volunteer_bot")
    await play.stage.advance(seconds=10)
    text, chart, workbook = play.group.messages[-3:]
    assert text.text.startswith("【志愿服务周报】2026年第48周")
    assert "1/1个单位名单未确认，以下为最低数。" in text.text
    assert text.buttons == ()
    assert chart.photo
    book = openpyxl.load_workbook(io.BytesIO(workbook.document or b""))
    assert book.sheetnames == ["汇总"]
    assert not any("张" in str(cell.value) for row in book["汇总"] for cell in row)


async def test_private_matters_in_a_group_are_pointed_to_the_private_chat_once(play: Play) -> None:
    play.group.add_bot(play.admin)
    await play.stage.advance(seconds=5)
    for text in ("/summary", "/rollcall", "/start"):
        play.group.type(play.phone(play.town.cadres[0]), text)
        await play.stage.advance(seconds=5)
    assert len(play.group.messages) == 2
    [button] = play.group.last.buttons
    assert button.url == "https://t.me/liaoyuan_volunteer_bot?start=do-start"
    await play.stage.advance(minutes=1)
    play.group.type(play.phone(play.town.cadres[0]), "/me")
    await play.stage.advance(seconds=5)
    [button] = play.group.last.buttons
    play.phone(play.town.cadres[0]).type(f"/start {str(button.url).partition('=')[2]}")
    await play.stage.advance(seconds=5)
    assert "我的记录" in play.phone(play.town.cadres[0]).last.text


async def test_a_stranger_in_a_group_gets_no_answer(play: Play) -> None:
    play.group.add_bot(play.admin)
    await play.stage.advance(seconds=5)
    play.group.type(play.phone(STRANGER), "/summary")
    await play.stage.advance(seconds=5)
    assert len(play.group.messages) == 1


async def test_a_command_in_a_group_that_nobody_approved_makes_the_bot_leave(play: Play) -> None:
    play.group.chat.bot_status = "member"  # joined while the bot was away for more than a day
    play.group.type(play.organizer, "/summary")
    await play.stage.advance(seconds=10)
    assert play.group.messages == []
    assert play.chats()[play.group.id][0] is ChatState.LEFT
    assert play.stage.sandbox.statistics.calls["leaveChat"] == 1


@pytest.mark.parametrize(("act", "said"), [("kick", "移出"), ("mute", "禁言")])
async def test_losing_a_group_is_told_to_the_organizers_once(play: Play, act: str, said: str) -> None:
    play.group.add_bot(play.admin)
    await play.stage.advance(seconds=5)
    (play.group.kick_bot if act == "kick" else play.group.mute_bot)(play.phone(STRANGER))
    await play.stage.advance(seconds=30)
    heard = [message for message in play.organizer.messages if said in message.text]
    assert len(heard) == 1
    assert "市直机关联络员" in heard[0].text


async def test_the_weekly_summary_follows_a_group_that_became_a_supergroup(play: Play) -> None:
    """The settings go on naming the old id; one week the move is learnt by sending, the next it is known."""
    group = play.stage.sandbox.group("机关工委", chat_id=CONFIGURED)
    group.add_bot(play.admin)
    await play.stage.advance(seconds=5)
    new_id = group.migrate(play.admin)
    await play.stage.advance(seconds=10)
    assert play.chats()[CONFIGURED] == (ChatState.LEFT, new_id)
    assert play.chats()[new_id] == (ChatState.APPROVED, None)
    await play.stage.advance_to(MONDAY_EIGHT + timedelta(minutes=32))
    kinds = [bool(message.photo) + 2 * bool(message.document) for message in group.messages]
    assert kinds[-3:] == [0, 1, 2]
    assert group.chat.bot_status == "member"
    assert not any("移出" in message.text for message in play.organizer.messages)


async def test_a_move_that_was_never_told_is_learnt_by_sending(play: Play) -> None:
    group = play.stage.sandbox.group("机关工委", chat_id=CONFIGURED)
    group.add_bot(play.admin)
    await play.stage.advance(seconds=5)
    await play.stage.stop_bot()
    new_id = group.migrate(play.admin)
    play.stage.sandbox.world.updates.forget_all()
    await play.stage.start_bot()
    await play.stage.advance_to(MONDAY_EIGHT + timedelta(minutes=32))
    assert play.chats()[new_id][0] is ChatState.APPROVED
    assert group.last.document
