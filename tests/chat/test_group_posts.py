"""Announcements in groups over HTTP: posted, answered by members, drawn anew each minute, figures and no names."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import AuditEntry, Cadre, Card, Message
from bot.sandbox import Group, Phone
from bot.services import announcements
from tests.chat.friday import FRIDAY, Friday, friday_on
from tests.chat.test_planning import activity, plan_trees

STRANGER = 888_888


async def approved(friday: Friday, title: str = "志愿服务群", chat_id: int | None = None) -> Group:
    """Let the admin put the bot into a new group."""
    group = friday.stage.sandbox.group(title, **({} if chat_id is None else {"chat_id": chat_id}))
    group.add_bot(friday.stage.sandbox.person(friday.town.admin))
    await friday.soon()
    return group


async def say(friday: Friday, group: Group, phone: Phone, text: str) -> str:
    group.type(phone, text)
    await friday.soon()
    return group.last.text


async def tap(friday: Friday, group: Group, phone: Phone, label: str) -> str:
    query = group.tap(phone, label)
    await friday.soon()
    answer = group.answer_to(query)
    return (answer.text or "") if answer else ""


def names(friday: Friday) -> list[str]:
    return list(friday.read(lambda session: session.scalars(select(Cadre.name)).all()))


def forget_message(session: Session) -> None:
    """Let the answer to the announcement's sending be lost."""
    card = session.scalars(select(Card).where(Card.subject.startswith("announcement:"))).one()
    card.telegram_message_id = None


async def test_the_friday_is_announced_and_members_answer_on_it(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        group = await approved(friday)
        for phone in (friday.cadre(0), friday.liaison, friday.stage.sandbox.person(STRANGER)):
            await say(friday, group, phone, "/friday")
        assert len(group.messages) == 1
        await say(friday, group, friday.organizer, "/friday")
        assert "起发出邀请，届时可在此答复。" in group.last.text
        assert group.last.buttons == ()

        await friday.opened()
        await friday.stage.advance(minutes=2)
        card = group.last
        assert "已邀请10人，参加0人，请假0人，不参加0人，未答复10人" in card.text
        assert card.labels == ("参加", "请假", "不参加")
        await friday.stage.advance(minutes=2)
        edits = card.edits
        friday.speak_english(2)
        assert await tap(friday, group, friday.cadre(0), "参加") == "已登记：参加"
        assert "已邀请10人，参加1人" in card.text  # the first at once
        assert (await tap(friday, group, friday.cadre(1), "请假")).startswith("已登记：请假（个人原因）")
        assert await tap(friday, group, friday.cadre(2), "不参加") == "Recorded: not going"
        assert await tap(friday, group, friday.cadre(4), "参加") == "已登记：参加"
        assert await tap(friday, group, friday.cadre(4), "参加") == "已登记：参加"
        assert card.edits == edits + 1
        await friday.stage.advance(minutes=1)
        assert card.edits == edits + 2
        assert "已邀请10人，参加2人，请假1人，不参加1人，未答复6人" in card.text
        assert [friday.row(place).answer for place in (0, 1, 2, 4)] == ["going", "excused", "declined", "going"]
        assert "您已答复：参加" in friday.cadre(0).last.text

        assert "不在这次活动的名单里" in await tap(friday, group, friday.organizer, "参加")
        said = await tap(friday, group, friday.stage.sandbox.person(STRANGER), "参加")
        assert "答复未记录" in said
        assert "@liaoyuan_volunteer_bot" in said
        assert not any(name in message.text for name in names(friday) for message in group.messages)

        await say(friday, group, friday.organizer, "/friday")
        assert "参加2人" in group.last.text
        await friday.stage.advance(minutes=1)
        assert [bool(message.buttons) for message in group.messages] == [False, False, True]
        starts = friday.read(
            lambda session: session.scalars(
                select(Message.started_at)
                .where(Message.chat_key == f"chat:{group.id}", Message.is_silent, Message.kind == "card.show")
                .order_by(Message.id)
            ).all()
        )
        shown = [at for at in starts if at is not None]
        assert all(b - a >= announcements.EDITED_EVERY for a, b in pairwise(shown))


async def test_the_groups_card_ends_with_the_friday(sqlite_url: str) -> None:
    async with friday_on(sqlite_url) as friday:
        group = await approved(friday)
        await friday.opened()
        await say(friday, group, friday.organizer, "/friday")
        card = group.last
        friday.stage.bot.storage.write_now(forget_message)
        await tap(friday, group, friday.cadre(0), "参加")  # the tap tells which message it is
        await friday.stage.advance(minutes=1)
        assert "参加1人" in card.text
        await friday.at(18, 0)
        assert card.buttons == ()
        assert card.text.startswith("【已结束】")
        assert "参加1人" in card.text
        assert len(group.messages) == 2


async def test_an_activity_is_announced_from_its_card_and_followed_to_its_end(sqlite_url: str) -> None:
    async with friday_on(sqlite_url) as friday:
        await plan_trees(friday)
        await friday.tap(friday.organizer, "发布，邀请10人")
        await friday.stage.advance(minutes=2)
        await friday.type(friday.organizer, "/activity")
        await friday.tap(friday.organizer, "1")
        assert "发布到群" not in friday.organizer.last.labels
        groups = [await approved(friday, "全市志愿者", -1_001_234_567_890), await approved(friday, "市第1局群")]
        assert (
            await say(friday, groups[1], friday.liaison, "/bind") == "本群已绑定到市第1局，活动公告只显示本单位人数。"
        )
        await friday.type(friday.organizer, "/activity")
        await friday.tap(friday.organizer, "1")
        for group in groups:
            await friday.tap(friday.organizer, "发布到群")
            assert await friday.tap(friday.organizer, group.chat.title) == f"已发布到群“{group.chat.title}”"
        assert "已发布到2个群" in friday.organizer.last.text
        assert "地点：第1社区服务中心" in groups[0].last.text
        assert "\n已邀请10人" in groups[0].last.text
        assert "市第1局：已邀请5人" in groups[1].last.text
        await tap(friday, groups[1], friday.cadre(5), "参加")  # of the other unit: recorded, and not counted here
        await friday.stage.advance(minutes=2)
        assert "已邀请10人，参加1人" in groups[0].last.text
        assert "市第1局：已邀请5人，参加0人" in groups[1].last.text

        forged = f"ps:post:{activity(friday).id}:{groups[0].id}"
        assert await friday.forge(friday.cadre(0), forged) == "您没有办理此事的权限。如需办理，请联系管理员。"
        assert "此群不能发布" in await friday.forge(friday.organizer, forged.replace(str(groups[0].id), "-77"))
        await friday.type(friday.organizer, "/activity")
        await friday.tap(friday.organizer, "1")
        await friday.tap(friday.organizer, "取消活动")
        await friday.type(friday.organizer, "大风蓝色预警")
        await friday.stage.advance(minutes=2)
        for group in groups:
            assert group.last.text.startswith("【已取消】义务植树")
            assert "大风蓝色预警" in group.last.text
            assert group.last.buttons == ()
            assert len([each for each in group.messages if "义务植树" in each.text]) == 1
        acts = friday.read(lambda session: session.scalars(select(AuditEntry.action)).all())
        assert [act for act in acts if act.startswith("chat.")] == [
            *["chat.approve"] * 2,
            "chat.bind",
            *["chat.post"] * 2,
        ]


async def test_a_group_is_tied_to_a_unit_by_its_liaison_or_an_organizer_alone(sqlite_url: str) -> None:
    summary = -4_000_000_777
    async with friday_on(sqlite_url, operator={"summary_chats": [summary]}) as friday:
        group = await approved(friday)
        for text in ("/bind", "/bind 市第2局"):
            for phone in (friday.cadre(0), friday.stage.sandbox.person(STRANGER)):
                await say(friday, group, phone, text)
        await say(friday, group, friday.liaison, "/bind 市第2局")
        assert len(group.messages) == 1
        assert (await say(friday, group, friday.organizer, "/bind")).startswith("请写明单位")
        assert (await say(friday, group, friday.organizer, "/bind 市第9局")).startswith("没有名为“市第9局”的单位")
        await say(friday, group, friday.organizer, "/bind 市第2局")
        assert "市第2局" in group.last.text
        count = len(group.messages)
        await say(friday, group, friday.liaison, "/bind")  # another's unit by now
        assert len(group.messages) == count
        await friday.opened()
        await say(friday, group, friday.organizer, "/friday")
        assert "市第2局：已邀请5人" in group.last.text
        assert "地点：第2社区服务中心" in group.last.text
        await say(friday, group, friday.organizer, "/summary")  # it is of all units
        assert group.last.buttons[0].url == "https://t.me/liaoyuan_volunteer_bot?start=do-summary"
        assert await say(friday, group, friday.organizer, "/bind 解除") == "本群已解除与单位的绑定。"
        await friday.stage.advance(minutes=1)
        assert any("\n已邀请10人" in message.text for message in group.messages)
        everybody = friday.stage.sandbox.group("机关工委", chat_id=summary)
        everybody.add_bot(friday.organizer)
        await friday.soon()
        assert "不能绑定" in await say(friday, everybody, friday.liaison, "/bind")
        assert (await friday.type(friday.liaison, "/bind")).startswith("请在要绑定的群里发送 /bind")


async def test_a_supergroup_goes_on_with_the_card_and_its_unit(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        group = await approved(friday)
        await say(friday, group, friday.organizer, "/bind 市第1局")
        await friday.opened()
        await say(friday, group, friday.organizer, "/friday")
        old = group.last
        new_id = group.migrate(friday.organizer)
        await friday.stage.advance(minutes=2)
        assert group.id == new_id
        assert "市第1局：已邀请5人" in group.last.text
        card = group.last
        assert card is not old
        await tap(friday, group, friday.cadre(0), "参加")
        await friday.stage.advance(minutes=1)
        assert "参加1人" in card.text
        assert group.last is card


@pytest.mark.parametrize("act", ["mute", "kick"])
async def test_a_group_that_is_lost_is_left_in_peace_and_goes_on_when_the_bot_is_back(
    sqlite_url: str, act: str
) -> None:
    async with friday_on(sqlite_url) as friday:
        group = await approved(friday)
        await friday.opened()
        await say(friday, group, friday.organizer, "/friday")
        card = group.last
        await friday.stage.advance(minutes=2)
        await tap(friday, group, friday.cadre(0), "参加")
        await tap(friday, group, friday.cadre(1), "参加")  # this edit waits for its minute
        stranger = friday.stage.sandbox.person(STRANGER)
        (group.mute_bot if act == "mute" else group.kick_bot)(stranger)
        await friday.stage.advance(minutes=2)
        await friday.tap(friday.cadre(2), "参加")
        await friday.stage.advance(minutes=2)
        reasons = friday.read(
            lambda session: session.scalars(
                select(Message.reason).where(Message.chat_key == f"chat:{group.id}", Message.reason != "")
            ).all()
        )
        assert reasons == ["muted in the group" if act == "mute" else "removed from the group"]
        assert "参加1人" in card.text
        noted = [each.text for each in friday.organizer.messages if "运行提示" in each.text]
        assert len(noted) == 1
        assert "志愿服务群" in noted[0]

        (group.unmute_bot if act == "mute" else group.add_bot)(friday.organizer)
        await friday.stage.advance(minutes=2)
        assert friday.organizer.last.text == "【运行提示】本助手在群“志愿服务群”已恢复，可以继续发送消息。"
        assert "参加3人" in card.text
        assert await tap(friday, group, friday.cadre(3), "参加") == "已登记：参加"


async def test_a_group_speaks_the_operators_language(sqlite_url: str) -> None:
    async with friday_on(sqlite_url, operator={"language": "en"}) as friday:
        group = await approved(friday)
        await friday.opened()
        await say(friday, group, friday.organizer, "/friday")
        assert "invited 10, going 0, on leave 0, not going 0, no answer 10" in group.last.text
        assert group.last.labels == ("Join", "Leave", "Not going")
        assert await say(friday, group, friday.organizer, "/bind 市第1局") == (
            "This group is now tied to 市第1局; announcements show that unit's figures alone."
        )
        await friday.stage.advance(minutes=1)
        assert any("市第1局: invited 5, going 0" in message.text for message in group.messages)
        assert FRIDAY - timedelta(days=2) == friday.stage.clock.now().date()
