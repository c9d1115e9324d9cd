"""One Friday of /friday: what is expected of it, and units that an organizer sends to another site."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    ActivityState,
    AuditEntry,
    Cadre,
    Community,
    LeavePeriod,
    Pairing,
    Roll,
    Shift,
    Site,
    Unit,
)
from tests.chat.friday import FRIDAY, Friday, friday_on
from tests.services.weeks import enter, hold

LAST, NEXT = FRIDAY - timedelta(weeks=1), FRIDAY + timedelta(weeks=1)


def site_of(friday: Friday, place: int, on: date = FRIDAY) -> str:
    """Return where a unit serves on a Friday that is open."""
    query = (
        select(Site.name)
        .join(Shift, Shift.site_id == Site.id)
        .join(Roll, Roll.shift_id == Shift.id)
        .join(Activity, Activity.id == Roll.activity_id)
        .where(Activity.held_on == on, Roll.unit_id == friday.town.unit_ids[place])
    )
    return friday.read(lambda session: session.scalars(query).one())


def community_of(friday: Friday, place: int) -> str:
    query = select(Community.name).join(Pairing, Pairing.community_id == Community.id)
    return friday.read(
        lambda session: session.scalars(query.where(Pairing.unit_id == friday.town.unit_ids[place])).one()
    )


def with_past(session: Session, friday: Friday) -> None:
    """Write last Friday, to which two of four came of the first unit, and a leave over the next one."""
    held = hold(session, friday.town, LAST)
    for number, state in enumerate(("present", "late", "no_show", "no_answer"), 1):
        enter(session, held, session.scalars(select(Cadre).where(Cadre.roster_no == f"C1-{number}")).one(), state)
    away = session.scalars(select(Cadre).where(Cadre.roster_no == "C1-1")).one()
    session.add(LeavePeriod(cadre_id=away.id, first_on=NEXT, last_on=NEXT, reason="trip", asked_at=held.starts_at))


async def test_a_friday_has_its_own_page_with_the_people_to_be_expected(sqlite_url: str) -> None:
    async with friday_on(sqlite_url) as friday:
        friday.stage.bot.storage.write_now(lambda session: with_past(session, friday))
        organizer = friday.organizer
        assert "11月27日（星期五）13:30—15:30　计划中，2个单位、2处点位，预计到场5人" in (
            await friday.type(organizer, "/friday")
        )
        labels = [label for label in organizer.last.labels if "/" in label]
        assert labels[:3] == ["11/27", "12/4", "12/11"]
        assert len(labels) == 8
        await friday.tap(organizer, "12/4")
        assert organizer.last.labels == ("修改", "取消", "结对", "返回")
        assert organizer.last.text.splitlines() == [
            "【周五安排】12月4日（星期五）13:30—15:30　计划中",
            "2个单位、2处服务点位；已绑定10人，当天请假1人。",
            "参照近1次周五的到场情况，预计到场5人。",
        ]
        await friday.tap(organizer, "返回")
        assert organizer.last.text.startswith("【今后的周五】")
        friday.stage.bot.storage.write_now(
            lambda session: setattr(
                session.scalars(select(Unit).where(Unit.id == friday.town.unit_ids[1])).one(), "is_enabled", False
            )
        )
        assert "1个单位、1处点位" in await friday.type(organizer, "/friday")


async def test_a_unit_is_sent_elsewhere_for_one_friday_and_another_for_good(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        organizer = friday.organizer
        await friday.type(organizer, "/friday")
        await friday.tap(organizer, "11/27")
        await friday.tap(organizer, "结对")
        assert "1. 市第1局：第1社区服务中心（第1社区）" in organizer.last.text
        await friday.tap(organizer, "1")
        assert "现在：第1社区服务中心（第1社区）" in organizer.last.text
        await friday.tap(organizer, "2")
        assert organizer.last.labels == ("仅此一次", "今后都在此", "返回")
        assert await friday.tap(organizer, "仅此一次") == "已调整，仅此一次"
        assert "1. 市第1局：第2社区服务中心（第2社区），仅本次" in organizer.last.text
        await friday.tap(organizer, "返回")
        assert "仅本次另行安排点位的单位1个：市第1局。" in organizer.last.text
        await friday.opened()
        assert (site_of(friday, 0), community_of(friday, 0)) == ("第2社区服务中心", "第1社区")

        # It is open now: who would come is rung with the other place, and the liaison is told.
        await friday.tap(friday.cadre(0), "参加")
        await friday.type(organizer, "/friday")
        await friday.tap(organizer, "11/27")
        assert "已有1人答复参加。" in organizer.last.text
        await friday.tap(organizer, "结对")
        await friday.tap(organizer, "1")
        before = [len(friday.cadre(place).messages) for place in (0, 1)]
        await friday.tap(organizer, "1")
        assert "已答复参加的人会收到提醒" in organizer.last.text
        await friday.tap(organizer, "仅此一次")
        assert site_of(friday, 0) == "第1社区服务中心"
        assert [len(friday.cadre(place).messages) - was for place, was in zip((0, 1), before, strict=True)] == [1, 0]
        assert "第1社区服务中心" in friday.cadre(0).last.text
        assert not friday.cadre(0).last.is_silent
        assert "第1社区服务中心" in friday.cadre(1).last.text
        assert any("市第1局改在第1社区服务中心" in message.text for message in friday.liaison.messages)

        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "返回")
        await friday.tap(organizer, "12/4")
        await friday.tap(organizer, "结对")
        await friday.tap(organizer, "2")
        await friday.tap(organizer, "1")
        assert await friday.tap(organizer, "今后都在此") == "已调整结对"
        assert community_of(friday, 1) == "第1社区"
        assert site_of(friday, 1) == "第2社区服务中心"  # the Friday that is open stays as it was
        acts = friday.read(
            lambda session: session.scalars(
                select(AuditEntry.action).where(AuditEntry.action.in_(("friday.site", "pairing.change")))
            ).all()
        )
        assert sorted(acts) == ["friday.site", "friday.site", "friday.site", "pairing.change"]
        assert not any(friday.read(lambda session: session.scalars(select(Shift.unit_ids)).all()))


async def test_units_are_not_sent_by_others_nor_after_check_in_has_opened(sqlite_url: str) -> None:
    async with friday_on(sqlite_url) as friday:
        await friday.opened()
        number = friday.read(
            lambda session: session.scalars(select(Activity.id).where(Activity.held_on == FRIDAY)).one()
        )
        taps = (f"fr:once:{number}:{friday.town.unit_ids[0]}:2", f"fr:always:{number}:{friday.town.unit_ids[0]}:2")
        for phone in (friday.cadre(0), friday.liaison):
            for data in (*taps, f"fr:day:{number}", "fr:list"):
                assert await friday.forge(phone, data) == "您没有办理此事的权限。如需办理，请联系管理员。"
        assert "请返回重新选择" in await friday.forge(friday.organizer, f"fr:once:{number}:999:1")
        friday.stage.bot.storage.write_now(
            lambda session: setattr(session.get_one(Activity, number), "state", ActivityState.CANCELLED)
        )
        assert "活动" in await friday.forge(friday.organizer, taps[0])
        assert site_of(friday, 0) == "第1社区服务中心"
        await friday.type(friday.organizer, "/settings")
        await friday.tap(friday.organizer, "English")
        assert "The Fridays ahead" in await friday.type(friday.organizer, "/friday")
        await friday.tap(friday.organizer, "12/4")
        assert friday.organizer.last.labels == ("Change", "Cancel", "Pairings", "Back")
        await friday.tap(friday.organizer, "Pairings")
        assert "1. 市第1局: 第1社区服务中心 (第1社区)" in friday.organizer.last.text
