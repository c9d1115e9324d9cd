"""Planning over HTTP: a tree-planting day from nothing, its change and its end; and a Friday that is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import func, select

from bot.model import Activity, ActivityState, Attendance, AuditEntry, Shift
from bot.sandbox.phone import Phone
from tests.chat.friday import Friday, friday_on

SATURDAY = date(2026, 12, 5)


async def plan_trees(friday: Friday) -> None:
    """Put a tree-planting day together from nothing, as far as the card that may be published."""
    await friday.type(friday.organizer, "/activity")
    await friday.tap(friday.organizer, "新建活动")
    await friday.tap(friday.organizer, "植树")
    await friday.tap(friday.organizer, "日期")
    await friday.type(friday.organizer, "12月5日")
    await friday.tap(friday.organizer, "地点")
    await friday.tap(friday.organizer, "第1社区服务中心")


def activity(friday: Friday) -> Activity:
    """Return the tree planting."""
    return friday.read(lambda session: session.scalars(select(Activity).where(Activity.kind == "tree_planting")).one())


def answers(friday: Friday) -> dict[str, int]:
    """Count the answers to the tree planting."""
    query = (
        select(Attendance.answer, func.count())
        .where(Attendance.activity_id == activity(friday).id)
        .group_by(Attendance.answer)
    )
    rows = friday.read(lambda session: session.execute(query).all())
    return {row[0]: row[1] for row in rows}


def card_of(phone: Phone) -> str:
    """Return what somebody's card of the tree planting says."""
    return next(each.text for each in reversed(phone.messages) if each.text.startswith("【志愿服务日】义务植树"))


async def test_a_tree_planting_day_from_nothing_changed_and_cancelled(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        await plan_trees(friday)
        card = friday.organizer.last
        assert "植树" in card.text
        assert "12月5日" in card.text
        assert "08:30—11:30" in card.text
        assert "将邀请2个单位10人" in card.text
        made = select(func.count()).select_from(Activity).where(Activity.made_by.is_not(None))
        assert friday.read(lambda session: session.scalar(made)) == 0

        assert await friday.tap(friday.organizer, "发布，邀请10人") == "已发布"
        await friday.stage.advance(minutes=2)
        planted = activity(friday)
        assert (planted.state, planted.held_on, planted.title) == (ActivityState.OPEN, SATURDAY, "义务植树")
        invited = friday.cadre(0).last
        assert "义务植树" in invited.text
        assert "第1社区服务中心" in invited.text
        await friday.tap(friday.cadre(0), "参加")
        await friday.tap(friday.cadre(1), "不参加")

        await friday.type(friday.organizer, "/activity")
        assert "已邀请10人，1人参加" in friday.organizer.last.text
        await friday.tap(friday.organizer, "1")
        await friday.tap(friday.organizer, "修改")
        await friday.tap(friday.organizer, "时间")
        assert await friday.type(friday.organizer, "25:00-9:00") == "没有看懂。请按上面的说明重新发送，或发送“取消”。"
        await friday.type(friday.organizer, "9点至11点半")
        assert "已答复的2人将重新收到邀请" in friday.organizer.last.text
        assert await friday.tap(friday.organizer, "确认修改") == "已修改"
        await friday.stage.advance(minutes=2)
        asked = friday.cadre(0).last
        assert "时间由08:30—11:30改为09:00—11:30" in asked.text
        assert "请重新答复" in asked.text
        assert answers(friday) == {"pending": 10}
        await friday.tap(friday.cadre(0), "参加")

        await friday.type(friday.organizer, "/activity")
        await friday.tap(friday.organizer, "1")
        await friday.tap(friday.organizer, "取消活动")
        await friday.type(friday.organizer, "大风蓝色预警")
        notice, shown = (message.text for message in friday.organizer.messages[-2:])
        assert notice.startswith("已取消：义务植树，")
        assert "原定参加的" in notice or "卡片自动更新" in notice
        assert "义务植树　已取消" in shown
        await friday.tap(friday.organizer, "1")
        assert friday.organizer.last.text.endswith("已取消：大风蓝色预警")
        assert friday.organizer.last.labels == ("照抄一次", "返回")
        await friday.stage.advance(minutes=2)
        assert activity(friday).state is ActivityState.CANCELLED
        assert "大风蓝色预警" in friday.cadre(0).last.text
        assert "已取消" in friday.cadre(0).last.text
        acts = friday.read(lambda session: session.scalars(select(AuditEntry.action)).all())
        assert [act for act in acts if act.startswith("activity.")] == [
            "activity.make",
            "activity.change",
            "activity.cancel",
        ]


async def test_an_activity_at_which_somebody_has_checked_in_is_not_cancelled(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        organizer, comes = friday.organizer, friday.cadre(0)
        await plan_trees(friday)
        await friday.tap(organizer, "发布，邀请10人")
        await friday.stage.advance(minutes=2)
        await friday.tap(comes, "参加")
        await friday.stage.leap_to(activity(friday).check_in_from + timedelta(minutes=5))
        await friday.stage.advance(minutes=1)
        await friday.type(organizer, "/activity")
        await friday.tap(organizer, "1")
        await friday.tap(organizer, "取消活动")
        await friday.type(comes, "签到")  # while the organizer is still asked why
        refusal = "已有1人签到，不能取消。可在名单中据实确认，或请现场提前结束。"
        assert await friday.type(organizer, "大风") == refusal
        await friday.type(organizer, "取消")
        await friday.type(organizer, "/activity")
        await friday.tap(organizer, "1")
        assert await friday.tap(organizer, "取消活动") == refusal
        await friday.stage.advance(minutes=2)
        assert activity(friday).state is ActivityState.OPEN
        assert "已签到" in next(each.text for each in reversed(comes.messages) if "义务植树" in each.text)
        assert not any("已取消" in each.text for each in (*comes.messages, *friday.cadre(1).messages))


async def change(friday: Friday, label: str, text: str) -> None:
    """Change one field of the first activity."""
    await friday.type(friday.organizer, "/activity")
    for each in ("1", "修改", label):
        await friday.tap(friday.organizer, each)
    await friday.type(friday.organizer, text)
    assert await friday.tap(friday.organizer, "确认修改") == "已修改"


async def test_two_changes_within_a_minute_are_told_as_one_and_people_are_asked_again(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        await plan_trees(friday)
        await friday.tap(friday.organizer, "发布，邀请10人")
        await friday.stage.advance(minutes=2)
        await friday.tap(friday.cadre(0), "参加")
        now = friday.stage.clock.now()
        await friday.stage.advance_to(now.replace(second=0) + timedelta(seconds=61))
        await change(friday, "时间", "9点至11点半")
        await change(friday, "内容", "栽树三百株")
        assert friday.read(lambda session: session.scalars(select(Shift.starts_at)).all()) == [
            activity(friday).starts_at
        ]
        assert answers(friday) == {"going": 1, "pending": 9}
        await friday.stage.advance(minutes=2)
        assert answers(friday) == {"pending": 10}
        card = friday.cadre(0).last.text
        assert "时间由08:30—11:30改为09:00—11:30" in card
        assert "栽树三百株" in card
        assert "请重新答复" in card


async def test_two_organizers_at_one_activity_and_what_cannot_be_published(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        admin = friday.stage.sandbox.person(friday.town.admin)
        await plan_trees(friday)
        await friday.tap(friday.organizer, "答复截止")
        assert "答复截止须在活动开始之前" in await friday.type(friday.organizer, "12月6日 9:00")
        await friday.type(friday.organizer, "12月4日 12点")
        await friday.tap(friday.organizer, "连续几周")
        assert await friday.type(friday.organizer, "40") == "超出范围。请重新发送，或发送“取消”。"
        await friday.type(friday.organizer, "3周")
        assert "连续3周" in friday.organizer.last.text
        assert "第二次的于12月8日（星期二）09:00发出，以后每周如此。" in friday.organizer.last.text
        assert await friday.tap(friday.organizer, "发布，邀请10人") == "已发布3次活动"
        assert "12月5日（星期六）起每周一次，共3次。" in friday.organizer.last.text
        opened = select(Activity.opens_at).where(Activity.kind == "tree_planting").order_by(Activity.starts_at)
        assert friday.read(lambda session: session.scalars(opened).all())[1:] == [
            datetime(2026, 12, 8, 1, 0, tzinfo=UTC),
            datetime(2026, 12, 15, 1, 0, tzinfo=UTC),
        ]

        for phone in (friday.organizer, admin):
            await friday.type(phone, "/activity")
            await friday.tap(phone, "2")
            await friday.tap(phone, "修改")
            await friday.tap(phone, "名称")
        await friday.type(friday.organizer, "春季义务植树")
        await friday.type(admin, "植树日")
        assert await friday.tap(friday.organizer, "确认修改，连同以后1次") == "已修改2次活动"
        assert (await friday.tap(admin, "确认修改")).startswith("组织者在此期间修改了这次活动，您的修改没有生效。")
        titles = friday.read(
            lambda session: session.scalars(
                select(Activity.title).where(Activity.kind == "tree_planting").order_by(Activity.starts_at)
            ).all()
        )
        assert titles == ["义务植树", "春季义务植树", "春季义务植树"]

        for phone in (friday.cadre(0), friday.liaison):  # a forged tap of somebody without the right
            assert "没有" in await friday.forge(phone, "ps:kind:tree_planting")


async def test_a_friday_is_changed_left_out_held_after_all_and_moved(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        await friday.type(friday.organizer, "/friday")
        await friday.tap(friday.organizer, "12/4")
        await friday.tap(friday.organizer, "修改")
        await friday.tap(friday.organizer, "时间")
        await friday.type(friday.organizer, "14:00-16:00")
        await friday.tap(friday.organizer, "确认修改")
        await friday.type(friday.organizer, "/friday")
        await friday.tap(friday.organizer, "12/11")
        await friday.tap(friday.organizer, "取消")
        await friday.type(friday.organizer, "全市大会")
        await friday.type(friday.organizer, "/friday")
        text = friday.organizer.last.text
        assert "12月4日（星期五）14:00—16:00" in text
        assert "12月11日（星期五）　不开展（全市大会）" in text
        assert await friday.tap(friday.organizer, "12/11") == ""
        assert await friday.tap(friday.organizer, "恢复") == "已恢复"
        await friday.tap(friday.organizer, "返回")
        await friday.tap(friday.organizer, "12/18")
        await friday.tap(friday.organizer, "修改")
        await friday.tap(friday.organizer, "日期")
        await friday.type(friday.organizer, "12月17日")
        await friday.tap(friday.organizer, "确认修改")
        await friday.stage.stop_bot()
        await friday.stage.start_bot()  # which plans the Fridays anew by calendar and settings
        days = friday.read(
            lambda session: {
                activity.held_on.isoformat(): (activity.state.value, activity.starts_at.hour)
                for activity in session.scalars(select(Activity).where(Activity.series == "friday"))
            }
        )
        assert days["2026-12-04"] == ("planned", 6)
        assert days["2026-12-11"] == ("planned", 5)
        assert days["2026-12-17"] == ("planned", 5)
        assert days["2026-12-18"] == ("skipped", 5)


async def test_the_next_months_fridays_are_approved_once_a_month(sqlite_url: str) -> None:
    async with friday_on(sqlite_url) as friday:
        admin = friday.stage.sandbox.person(friday.town.admin)
        await friday.at(9, 10, date(2026, 11, 25))
        assert "请过目12月的安排" in friday.organizer.last.text
        assert await friday.tap(admin, "同意12月的安排") == "已同意"
        assert "12月的安排已由管理员于11月25日" in friday.organizer.last.text
        assert "同意" not in "".join(friday.organizer.last.labels)
        assert await friday.forge(friday.organizer, "ps:approve:202612") == "已经同意过了"
        assert "已发布、放弃或过期" in await friday.forge(friday.organizer, "ps:approve:202701")
        rung = [each for each in friday.organizer.messages if "今后的周五" in each.text]
        await friday.at(9, 10, date(2026, 11, 26))
        assert [each for each in friday.organizer.messages if "今后的周五" in each.text] == rung


async def test_an_english_organizer_plans_in_english(sqlite_url: str) -> None:
    async with friday_on(sqlite_url) as friday:
        await friday.type(friday.organizer, "/settings")
        await friday.tap(friday.organizer, "English")
        await friday.type(friday.organizer, "/activity")
        assert friday.organizer.last.text == (
            "Activities ahead\nNothing is planned yet. Tap “New activity”, or copy an earlier one."
        )
        await friday.tap(friday.organizer, "New activity")
        await friday.tap(friday.organizer, "reading")
        assert "Cannot be published yet: no place is chosen." in friday.organizer.last.text
        await friday.tap(friday.organizer, "Day")
        await friday.type(friday.organizer, "next sat")
        assert "Day: Sat 5 Dec\n" in friday.organizer.last.text
        assert "Invitations leave within a minute of publishing." in friday.organizer.last.text
        assert await friday.tap(friday.organizer, "Drop") == "Dropped"


async def test_places_run_out_and_are_offered_on_in_turn(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        await plan_trees(friday)
        await friday.tap(friday.organizer, "名额")
        await friday.type(friday.organizer, "2")
        await friday.tap(friday.organizer, "发布，邀请10人")
        await friday.stage.advance(minutes=2)
        going, second, third, fourth = (friday.cadre(place) for place in range(4))
        assert await friday.tap(going, "参加") == "已登记：参加"
        await friday.tap(second, "参加")
        assert await friday.tap(third, "参加") == "名额已满，已列入候补"
        await friday.tap(friday.cadre(4), "请假")
        await friday.tap(friday.cadre(4), "返回")
        assert "候补（已报满）" in friday.cadre(4).last.labels
        await friday.tap(fourth, "参加")  # on a card that was drawn before
        assert "候补第2位" in card_of(fourth)
        assert "候补第1位" in card_of(third)

        await friday.tap(going, "不能前来")
        await friday.tap(going, "不参加")
        await friday.stage.advance(seconds=30)
        assert "有名额了" in card_of(third)
        assert "候补第1位" in card_of(fourth)
        await friday.stage.advance(hours=12, minutes=2)  # the offer runs out, the next one gets it
        assert "有名额了" in card_of(fourth)
        assert "候补第1位" in card_of(third)
        assert await friday.tap(fourth, "参加") == "已登记：参加"
        await friday.tap(third, "取消候补")
        await friday.type(friday.organizer, "/activity")
        assert "2人参加" in friday.organizer.last.text
        assert answers(friday) == {"going": 2, "declined": 2, "pending": 6}


async def test_the_calendar_file_follows_changes_and_leaves_out_who_said_no(sqlite_url: str) -> None:
    async with friday_on(sqlite_url) as friday:
        assert await friday.type(friday.cadre(0), "/calendar") == "目前没有您的活动安排。"
        await plan_trees(friday)
        await friday.tap(friday.organizer, "发布，邀请10人")
        await friday.stage.advance(minutes=2)
        event = await calendar_of(friday, friday.cadre(0))
        assert (event["SUMMARY"], event["SEQUENCE"], event["STATUS"]) == ("义务植树", 1, "CONFIRMED")
        assert event.start == datetime(2026, 12, 5, 0, 30, tzinfo=UTC)
        assert event["LOCATION"] == "第1社区服务中心 人民大街1号"
        await friday.type(friday.organizer, "/activity")
        await friday.tap(friday.organizer, "1")
        await friday.tap(friday.organizer, "取消活动")
        await friday.type(friday.organizer, "大风")
        cancelled = await calendar_of(friday, friday.cadre(0))
        assert (cancelled["UID"], cancelled["STATUS"]) == (event["UID"], "CANCELLED")


async def calendar_of(friday: Friday, phone: Phone) -> Event:
    """Ask for the calendar file and return its only event."""
    await friday.type(phone, "/calendar")
    file = phone.last.file
    assert file is not None
    (event,) = Calendar.from_ical(file.content).events
    return event
