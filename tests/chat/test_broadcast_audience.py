"""Whom a broadcast is for: roles, kinds of sites, lists, those who are not linked; and what the preview tells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Lane, Message, MessageState, Role, RoleGrant, Site
from tests.chat.broadcasting import TEXT, Opening, openings
from tests.town import START, Town


@pytest.fixture
async def opening() -> AsyncIterator[Opening]:
    async with openings() as open_play:
        yield open_play


def of_number(session: Session, number: str) -> Cadre:
    return session.scalars(select(Cadre).where(Cadre.roster_no == number)).one()


def with_roles_and_sites(session: Session, _town: Town) -> None:
    """Let 张1 be a leader, have been a leader 张2, and the second unit serve a riverside boardwalk."""
    for number, revoked_at in (("C1-1", None), ("C1-2", START)):
        cadre = of_number(session, number)
        grant = RoleGrant(cadre_id=cadre.id, role=Role.LEADER, granted_at=START, granted_by="test")
        grant.revoked_at = revoked_at
        session.add(grant)
    session.scalars(select(Site).where(Site.name.startswith("第2"))).one().kind = "riverside boardwalk"


async def test_roles_and_kinds_of_sites_choose_the_people(opening: Opening, database_url: str) -> None:
    play = await opening(database_url, change=with_roles_and_sites, units=2)
    await play.to_audience()
    await play.tap("按角色")
    assert play.organizer.last.labels == ("联络员", "领导", "组织者", "点位负责人", "返回", "取消")
    await play.tap("组织者")
    assert "对象：组织者。以下通知涉及0个单位、1人，其中1人可以收到" in play.organizer.last.text
    await play.tap("修改")
    await play.tap("按点位类型")
    assert [*play.organizer.last.labels] == ["社区", "沿河木栈道", "返回", "取消"]
    await play.tap("沿河木栈道")
    assert "对象：服务沿河木栈道的单位。以下通知涉及1个单位、4人" in play.organizer.last.text
    await play.tap("修改")
    await play.tap("按角色")
    await play.tap("点位负责人")
    assert "没有可以收到通知的人" in play.organizer.last.text
    await play.tap("修改")
    await play.tap("按角色")
    await play.tap("领导")
    assert "1人可以收到" in play.organizer.last.text
    await play.tap("确认发送")
    assert play.copies() == [1, 0, 0, 0, 0, 0]


def with_unlinked(session: Session, _town: Town) -> None:
    """Leave two of the first unit unlinked, and one of the second, whose liaison has blocked the bot."""
    for number in ("C1-1", "C1-2", "C2-1", "L2"):
        of_number(session, number).telegram_id = None


async def test_what_is_meant_for_the_unlinked_is_passed_on_by_their_liaisons(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, change=with_unlinked, units=3)
    await play.to_audience()
    await play.tap("未绑定")
    preview = play.organizer.last.text
    assert "未绑定4人收不到消息，由本单位联络员转告。" in preview
    assert "没有可联系的联络员、无法转告的单位1个：市第2局" in preview
    assert "1人可以收到" in preview
    await play.tap("确认发送")
    liaison = play.phone(play.town.liaison)
    assert liaison.last.text == f"{TEXT}\n\n—— 市直机关工委\n请转告本单位未绑定的2人。"
    assert sum(play.copies()) == 0


def with_namesakes(session: Session, _town: Town) -> None:
    of_number(session, "C2-3").name = "王五"
    of_number(session, "C1-3").left_on = START.date()


async def test_a_typed_list_is_taken_whole_or_not_at_all(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, change=with_namesakes, units=2)
    await play.to_audience()
    await play.tap("上传名单")
    refusal = await play.say("C1-1\n赵六\n张2\n王五、王五\nC1-3")
    assert "有3处不符。不在花名册：#2 赵六、#6 C1-3。同名、须写编号或单位：#3 张2。重复：#5 王五" in refusal
    assert play.broadcast().audience == {}
    assert "名单中没有人" in await play.say("，")
    await play.say("C1-1，王五，C1-1")
    await play.settle()
    assert play.organizer.messages[-2].text == "名单已采用。有1处重复，只计一次：#3 C1-1"
    assert "对象：名单（2人）" in play.organizer.last.text
    await play.tap("确认发送")
    assert play.copies() == [1, 0, 0, 0, 0, 1]


async def test_a_list_is_taken_from_a_workbook_and_from_csv(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url, units=2)
    await play.to_audience()
    await play.tap("上传名单")
    play.organizer.send_document("名单.pdf", b"%PDF-1.7\n\0")
    await play.settle()
    assert play.organizer.last.text.startswith("名单未采用。无法识别该文件")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("序号", "单位", "姓名"), (1, "市第2局", "张1"), (2, "市第1局", "张3")):
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    play.organizer.send_document("名单.xlsx", content.getvalue())
    await play.settle()
    assert "对象：名单（2人）" in play.organizer.last.text
    await play.tap("修改")
    await play.tap("上传名单")
    play.organizer.send_document("名单.csv", "编号,姓名\nC1-1,张1\nC9-9,张9\n".encode("gb18030"))
    await play.settle()
    assert "有1处不符。不在花名册：#3 C9-9 张9" in play.organizer.last.text
    play.organizer.send_document("名单.csv", "编号,姓名\nC1-1,张1\n".encode("gb18030"))
    await play.settle()
    await play.tap("确认发送")
    assert play.copies() == [1, 0, 0, 0, 0, 0]


def with_a_busy_week(session: Session, _town: Town) -> None:
    """Let 张1 have got four messages since Monday, 张2 four of which one was an answer, 张3 four in the week before."""
    for number, lanes, at in (
        ("C1-3", [Lane.REMINDER] * 4, START.replace(day=20)),
        ("C1-1", [Lane.REMINDER] * 3 + [Lane.BULK], START),
        ("C1-2", [Lane.REMINDER] * 3 + [Lane.REPLY], START),
    ):
        key = f"cadre:{of_number(session, number).id}"
        for place, lane in enumerate(lanes):
            message = Message(
                dedup_key=f"test:{key}:{place}",
                lane=lane,
                kind="test",
                chat_key=key,
                created_at=at,
                due_at=at,
                finished_at=at,
                state=MessageState.SENT,
            )
            session.add(message)


async def test_the_preview_says_how_many_have_got_much_this_week(opening: Opening, database_url: str) -> None:
    play = await opening(database_url, change=with_a_busy_week)
    await play.to_preview()
    assert "其中1人本周已收到4条及以上消息。" in play.organizer.last.text
    await play.tap("修改")
    await play.tap("按角色")
    await play.tap("联络员")
    assert "本周已收到" not in play.organizer.last.text
