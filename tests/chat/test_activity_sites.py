"""An activity at two sites over HTTP: places, leads and units of each, who is told what, who may show which code."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, AuditEntry, Community, Plan, Role, RoleGrant, Roll, Shift, Site
from bot.sandbox.phone import Phone
from tests.chat.friday import Friday, friday_on
from tests.chat.test_check_in_ways import code_on
from tests.chat.test_planning import SATURDAY, activity, answers, calendar_of, card_of, plan_trees

FIRST, SECOND, THIRD = "第1社区服务中心", "第2社区服务中心", "南山林场"
NOT_ALLOWED = "您没有办理此事的权限。如需办理，请联系管理员。"


async def plan_two_sites(friday: Friday) -> None:
    """Put a tree planting at two sites together, as far as the card that may be published."""
    await plan_trees(friday)
    await friday.tap(friday.organizer, "地点")
    await friday.tap(friday.organizer, "增加地点")
    await friday.tap(friday.organizer, SECOND)


async def answer(friday: Friday, phone: Phone, text: str) -> str:
    """Answer a question, wait until the card and what it replaces have left, and return what came back last."""
    await friday.type(phone, text)
    await friday.soon()
    return phone.last.text


async def turn_to(friday: Friday, label: str) -> None:
    """Begin the change of the tree planting and turn to one of its sites."""
    await friday.type(friday.organizer, "/activity")
    await friday.tap(friday.organizer, "1")
    await friday.tap(friday.organizer, "修改")
    await friday.tap(friday.organizer, "地点")
    await friday.tap(friday.organizer, label)


def add_site(session: Session) -> None:
    """Write a third site, with which no unit is paired."""
    community = Community(name="南山")
    session.add(community)
    session.flush()
    session.add(Site(community_id=community.id, name=THIRD, address="南山路9号", lead_name="赵六"))


def shift_at(friday: Friday, name: str) -> Shift:
    query = select(Shift).join(Site, Site.id == Shift.site_id).where(Site.name == name)
    held = activity(friday).id
    return friday.read(lambda session: session.scalars(query.where(Shift.activity_id == held)).one())


def leads(friday: Friday) -> list[tuple[int | None, int | None, date | None]]:
    """List who leads by a role in force: site, activity, last day."""
    query = select(RoleGrant).where(RoleGrant.role == Role.LEAD, RoleGrant.revoked_at.is_(None))
    return friday.read(
        lambda session: [(grant.site_id, grant.activity_id, grant.ends_on) for grant in session.scalars(query)]
    )


def lines_of(phone: Phone) -> list[str]:
    return phone.last.text.splitlines()


async def test_two_sites_with_their_own_places_and_lead_from_plan_to_cancelling(  # noqa: PLR0915 - one stage, many steps
    database_url: str,
) -> None:
    async with friday_on(database_url) as friday:
        friday.stage.bot.storage.write_now(add_site)
        organizer, lead = friday.organizer, friday.cadre(4)  # 张1 of the second unit
        await plan_two_sites(friday)
        assert lines_of(organizer)[:3] == [
            "地点：2处",
            f"　1. {FIRST}：1个单位5人，名额不限，负责人未定",
            f"　2. {SECOND}：1个单位5人，名额不限，负责人未定",
        ]
        await friday.tap(organizer, f"1. {FIRST}")
        await friday.tap(organizer, "负责人")
        assert await friday.type(organizer, "无此人") == "花名册中没有这个人。只能为花名册中的人员开通角色。"
        assert "王未绑还没有绑定" in await friday.type(organizer, "王未绑")
        assert "C1-1 张1 市第1局\nC2-1 张1 市第2局" in await friday.type(organizer, "张1")
        await answer(friday, organizer, "C2-1")
        assert "负责人：张1（仅限本次活动）" in lines_of(organizer)
        await friday.tap(organizer, "名额")
        assert await friday.type(organizer, "0") == "请发送1以上的整数，或“不限”。如不修改，请发送“取消”。"
        await answer(friday, organizer, "2")
        assert "名额：2人，报满后候补" in lines_of(organizer)
        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "返回")
        assert f"　1. {FIRST}：1个单位5人，名额2人，负责人张1" in lines_of(organizer)
        assert "将邀请2个单位10人" in organizer.last.text
        assert await friday.tap(organizer, "发布，邀请10人") == "已发布"
        assert (
            lead.last.text
            == f"请您担任“义务植树”的负责人：12月5日（星期六）08:30，{FIRST}。到场后用 /code 出示签到码。"
        )
        first, second = shift_at(friday, FIRST), shift_at(friday, SECOND)
        assert leads(friday) == [(first.site_id, activity(friday).id, SATURDAY)]
        await friday.stage.advance(minutes=2)
        await friday.soon()
        assert f"地点：{FIRST}" in card_of(friday.cadre(0))
        assert "负责人：张1" in card_of(friday.cadre(0))
        assert f"地点：{SECOND}" in card_of(friday.cadre(5))
        assert "负责人：李四" in card_of(friday.cadre(5))

        for place in (0, 1, 5):
            assert await friday.tap(friday.cadre(place), "参加") == "已登记：参加"
        assert await friday.tap(friday.cadre(2), "参加") == "名额已满，已列入候补"
        assert "候补第1位" in card_of(friday.cadre(2))
        assert "候补（已报满）" not in friday.cadre(6).last.labels
        assert (await calendar_of(friday, friday.cadre(5)))["LOCATION"] == f"{SECOND} 人民大街1号"
        await friday.type(organizer, "/activity")
        await friday.tap(organizer, "1")
        assert f"　1. {FIRST}：2人参加（名额2），1人候补，2人未答复" in lines_of(organizer)
        assert f"　2. {SECOND}：1人参加（名额不限），4人未答复" in lines_of(organizer)

        await turn_to(friday, f"1. {FIRST}")
        await friday.tap(organizer, "名额")
        assert await friday.type(organizer, "1") == f"{FIRST}已有2人参加，名额不能少于2人。"
        await answer(friday, organizer, "3")
        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "返回")
        assert "日期、时间、地点未变" in organizer.last.text
        assert await friday.tap(organizer, "确认修改") == "已修改"
        await friday.stage.advance(minutes=1)
        assert "有名额了" in card_of(friday.cadre(2))
        assert "名额有变" in card_of(friday.cadre(0))
        assert "有变更" not in card_of(friday.cadre(5))

        await turn_to(friday, f"2. {SECOND}")
        await friday.tap(organizer, "换地点")
        assert FIRST not in organizer.last.labels
        await friday.tap(organizer, THIRD)
        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "返回")
        assert "已答复的1人将重新收到邀请" in organizer.last.text
        await friday.tap(organizer, "确认修改")
        await friday.stage.advance(minutes=2)
        moved = card_of(friday.cadre(5))
        assert f"地点：{THIRD}（南山路9号）" in moved
        assert "有变更：地点有变，见上。请重新答复。" in moved
        assert "有变更" not in card_of(friday.cadre(0))
        assert answers(friday) == {"going": 2, "waitlisted": 1, "pending": 7}
        rolls = friday.read(lambda session: session.scalars(select(Roll).order_by(Roll.unit_id)).all())
        assert [roll.shift_id for roll in rolls] == [first.id, shift_at(friday, THIRD).id]
        assert friday.read(lambda session: session.get(Shift, second.id)) is None

        await friday.type(organizer, "/activity")
        await friday.tap(organizer, "1")
        await friday.tap(organizer, "取消活动")
        await friday.type(organizer, "大风")
        assert any("您负责的“义务植树”" in each.text and "已取消：大风" in each.text for each in lead.messages)
        assert leads(friday) == []


async def test_the_lead_of_one_site_shows_its_code_alone_and_only_as_long_as_they_lead(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        organizer, lead = friday.organizer, friday.cadre(5)  # 张2 of the second unit leads the first unit's site
        await plan_two_sites(friday)
        for label, number in ((FIRST, "C2-2"), (SECOND, "C1-1")):
            place = 1 if label == FIRST else 2
            await friday.tap(organizer, f"{place}. {label}")
            await friday.tap(organizer, "负责人")
            await answer(friday, organizer, number)
            await friday.tap(organizer, "返回")
        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "发布，邀请10人")
        await friday.stage.advance(minutes=2)
        await friday.type(organizer, "/roles C2-2")
        assert f"点位负责人（{FIRST} 2026-12-05 义务植树），至2026年12月5日" in organizer.last.text
        await friday.at(8, 10, SATURDAY)
        for phone in (lead, friday.cadre(0)):
            await friday.type(phone, "/code")
        assert FIRST in lead.last.text
        assert SECOND in friday.cadre(0).last.text
        mine, other = shift_at(friday, FIRST).id, shift_at(friday, SECOND).id
        assert await friday.forge(lead, f"sc:{other}:show") == NOT_ALLOWED
        assert await friday.forge(friday.cadre(1), f"sc:{mine}:show") == NOT_ALLOWED
        code = code_on(lead)
        assert f"地点：{FIRST}" in await friday.type(friday.cadre(1), code)
        refused = await friday.type(friday.cadre(6), code)
        assert refused.startswith(f"未签到：这是{FIRST}的签到码，您本次的地点是{SECOND}。")

        await friday.type(organizer, "/roles C2-2")
        await friday.tap(organizer, next(label for label in organizer.last.labels if label.startswith("收回")))
        assert await friday.forge(lead, f"sc:{mine}:show") == NOT_ALLOWED
        assert await friday.type(lead, "/code") == NOT_ALLOWED
        assert shift_at(friday, FIRST).lead_id is None
        await friday.at(0, 5, date(2026, 12, 6))
        assert leads(friday) == []  # the other one's role ended with the day, and nothing was said about it
        assert not any("到期" in each.text for each in friday.cadre(0).messages)


async def test_a_series_has_the_same_sites_each_week_and_a_liaisons_calendar_the_site_of_the_unit(
    sqlite_url: str,
) -> None:
    async with friday_on(sqlite_url) as friday:
        organizer = friday.organizer
        await plan_two_sites(friday)
        for place, label, unit in ((1, FIRST, "市第2局（2）"), (2, SECOND, "市第1局（1）")):
            await friday.tap(organizer, f"{place}. {label}")
            await friday.tap(organizer, "单位")
            await friday.tap(organizer, unit)
            await friday.tap(organizer, "返回")
            if label == FIRST:
                await friday.tap(organizer, "返回")
        await friday.stage.advance(minutes=1)  # more than twenty taps a minute are not answered
        await friday.tap(organizer, "名额")
        await answer(friday, organizer, "3")
        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "连续几周")
        await answer(friday, organizer, "3")
        assert await friday.tap(organizer, "发布，邀请10人") == "已发布3次活动"
        of_the_series = (
            select(Activity.held_on, Site.name, Shift.quota, Shift.unit_ids)
            .join(Shift, Shift.activity_id == Activity.id)
            .join(Site, Site.id == Shift.site_id)
            .where(Activity.kind == "tree_planting")
            .order_by(Activity.held_on, Site.id)
        )
        first, second = friday.town.unit_ids
        assert friday.read(lambda session: session.execute(of_the_series).all()) == [
            row
            for week in range(3)
            for row in (
                (SATURDAY + timedelta(weeks=week), FIRST, None, [second]),
                (SATURDAY + timedelta(weeks=week), SECOND, 3, [first]),
            )
        ]
        await friday.stage.advance(minutes=2)
        assert (await calendar_of(friday, friday.liaison))["LOCATION"] == f"{SECOND} 人民大街1号"


async def move(friday: Friday, label: str, to: str) -> None:
    """Begin the change of a site of the tree planting for another, as far as the card on which it is confirmed."""
    await turn_to(friday, label)
    for each in ("换地点", to, "返回", "返回"):
        await friday.tap(friday.organizer, each)


async def confirm_early_in_a_minute(friday: Friday) -> None:
    """Confirm a change so that another one can be made before people are asked again, which is done each minute."""
    now = friday.stage.clock.now()
    await friday.stage.advance_to(now.replace(second=0) + timedelta(seconds=61))
    assert await friday.tap(friday.organizer, "确认修改") == "已修改"


async def test_a_move_is_told_with_the_change_that_follows_at_once_and_not_at_all_if_taken_back(
    sqlite_url: str,
) -> None:
    async with friday_on(sqlite_url) as friday:
        friday.stage.bot.storage.write_now(add_site)
        organizer, moved, stays = friday.organizer, friday.cadre(5), friday.cadre(0)
        await plan_two_sites(friday)
        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "发布，邀请10人")
        await friday.stage.advance(minutes=2)
        await friday.soon()
        for phone in (moved, stays):
            await friday.tap(phone, "参加")
        await move(friday, f"2. {SECOND}", THIRD)
        await confirm_early_in_a_minute(friday)
        await friday.type(organizer, "/activity")
        for label in ("1", "修改", "内容"):
            await friday.tap(organizer, label)
        await friday.type(organizer, "栽树三百株")
        assert "已答复的1人将重新收到邀请" in organizer.last.text
        assert await friday.tap(organizer, "确认修改") == "已修改"
        assert answers(friday) == {"going": 2, "pending": 8}
        await friday.stage.advance(minutes=2)
        assert answers(friday) == {"going": 1, "pending": 9}
        assert "有变更：内容有变，见上；地点有变，见上。请重新答复。" in card_of(moved)
        assert f"地点：{THIRD}（南山路9号）\n3. 内容：栽树三百株" in card_of(moved)
        assert "有变更：内容有变，见上。\n" in card_of(stays)
        assert "您已答复：参加" in card_of(stays)

        await friday.tap(moved, "参加")
        await move(friday, f"2. {THIRD}", SECOND)
        await confirm_early_in_a_minute(friday)
        await move(friday, f"2. {SECOND}", THIRD)
        assert "日期、时间、地点未变" in organizer.last.text
        assert await friday.tap(organizer, "确认修改") == "已修改"
        await friday.stage.advance(minutes=2)
        assert answers(friday) == {"going": 2, "pending": 8}
        assert "有变更" not in card_of(moved)
        assert "您已答复：参加" in card_of(moved)


async def test_what_does_not_fit_is_refused_and_a_unit_stands_at_one_site_only(sqlite_url: str) -> None:
    async with friday_on(sqlite_url) as friday:
        friday.stage.bot.storage.write_now(add_site)
        organizer = friday.organizer
        await plan_two_sites(friday)
        await friday.tap(organizer, "1. " + FIRST)
        await friday.tap(organizer, "单位")
        assert organizer.last.labels[:2] == ("✓ 市第1局", "市第2局（2）")
        await friday.tap(organizer, "市第2局（2）")
        assert organizer.last.labels[:2] == ("✓ 市第1局", "✓ 市第2局")
        await friday.tap(organizer, "返回")
        assert "单位：2个（市第1局、市第2局）" in lines_of(organizer)
        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "2. " + SECOND)
        assert "单位：没有" in lines_of(organizer)
        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "返回")
        assert f"还不能发布：{SECOND}尚未安排单位" in organizer.last.text
        assert not any(label.startswith("发布") for label in organizer.last.labels)
        await friday.stage.advance(minutes=1)  # more than twenty taps a minute are not answered
        plan = "pl:1"
        assert "尚未安排单位" in await friday.forge(organizer, f"{plan}:publish:{await version(friday)}:0")
        sites = friday.read(lambda session: session.scalars(select(Site.id).order_by(Site.id)).all())
        no_site, twice = "没有这个点位，或已从活动中去掉。", "这个地点已在活动中。"
        assert await friday.forge(organizer, f"{plan}:plus:99") == no_site
        assert await friday.forge(organizer, f"{plan}:plus:{sites[0]}") == twice
        assert await friday.forge(organizer, f"{plan}:instead:{sites[0]}:{sites[1]}") == twice
        assert await friday.forge(organizer, f"{plan}:of:{sites[2]}:quota") == no_site
        assert await friday.forge(organizer, f"{plan}:of:{sites[0]}:title") != ""
        assert "不在本次活动的邀请范围" in await friday.forge(organizer, f"{plan}:to:{sites[0]}:99:1")
        for phone in (friday.cadre(0), friday.liaison):
            for act in ("spots", "plus:1", "of:1:lead", "nolead:1", "to:1:1:1", "less:1", "instead:1:2"):
                assert await friday.forge(phone, f"{plan}:{act}") == NOT_ALLOWED
        await friday.stage.advance(minutes=1)
        await friday.tap(organizer, "地点")
        await friday.tap(organizer, "2. " + SECOND)
        await friday.tap(organizer, "去掉此处")
        await friday.tap(organizer, "返回")
        assert f"地点：{FIRST}" in lines_of(organizer)
        await friday.tap(organizer, "发布，邀请10人")
        changes = friday.read(lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())
        assert changes[-1].after is not None
        assert changes[-1].after["site"] == sites[0]


async def version(friday: Friday) -> int:
    """Return the version of the only plan."""
    return friday.read(lambda session: session.scalars(select(Plan.version)).one())


async def test_an_english_organizer_names_sites_and_a_lead(sqlite_url: str) -> None:
    async with friday_on(sqlite_url) as friday:
        friday.speak_english(4)
        await plan_two_sites(friday)
        await friday.type(friday.organizer, "/settings")
        await friday.tap(friday.organizer, "English")
        await friday.type(friday.organizer, "/activity")
        phone = friday.organizer
        await friday.forge(phone, "pl:1:spot:1")
        await friday.forge(phone, "pl:1:of:1:lead")
        assert phone.last.text == f"Please send the name or roster number of who leads at {FIRST}. “cancel” leaves it."
        assert "is not linked and cannot lead" in await friday.type(phone, "U1")
        await answer(friday, phone, "C2-1")
        assert "Lead: 张1 (for this activity alone)" in lines_of(phone)
        await friday.tap(phone, "Back")
        assert lines_of(phone)[:2] == [
            "2 sites",
            f"  1. {FIRST}: 5 people of 1 unit, places without limit, lead 张1",
        ]
        await friday.tap(phone, "Back")
        await friday.tap(phone, "Weeks")
        assert "; those of the second on Tue 8 Dec, 09:00, then every week." in await answer(friday, phone, "2")
        await friday.tap(phone, "Publish, ask 10")
        assert "Sat 5 Dec, 2 times, once a week. " in phone.last.text
        assert friday.cadre(4).last.text == (
            f"Please lead “义务植树”: Sat 5 Dec, 08:30, {FIRST}, 2 times. On the spot, /code shows the check-in code."
        )
