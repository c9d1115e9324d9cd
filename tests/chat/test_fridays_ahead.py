"""The organizer's view of the coming Fridays, and what is said of those that are none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.model import Activity, ActivityState, Shift
from bot.rehearsal.stage import Stage
from bot.storage import Storage
from tests.chat.friday import friday_on
from tests.town import START, Town, build_town, settings_for


@pytest.fixture
async def scene(sqlite_url: str) -> AsyncIterator[tuple[Stage, Town]]:
    """A small town before its Friday, where the Friday of the next week is off by the operator's word."""
    storage = Storage(sqlite_url)
    town = storage.write_now(build_town)
    storage.close()
    off: dict[str, object] = {"off": [{"date": "2026-12-04", "note": "全市会议"}]}
    stage = Stage(settings_for(sqlite_url, holidays=off), start=START)
    for telegram_id in (town.liaison, town.organizer, town.admin, *town.cadres):
        stage.sandbox.person(telegram_id).start()
    await stage.open()
    await stage.advance(seconds=3)
    yield stage, town
    await stage.close()


async def leap(stage: Stage, moment: datetime) -> None:
    """Start the bot anew at a later moment; it makes up what it missed."""
    await stage.stop_bot()
    stage.clock.set(moment)
    await stage.start_bot()
    await stage.advance(seconds=30)


async def test_an_organizer_sees_eight_fridays_with_the_reason_of_each_that_is_off(scene: tuple[Stage, Town]) -> None:
    stage, town = scene
    phone = stage.sandbox.person(town.organizer)
    phone.type("/friday")
    await stage.settle()
    lines = phone.last.text.splitlines()
    assert lines[1] == "11月27日（星期五）13:30—15:30　计划中，1个单位、1处点位"
    assert lines[2] == "12月4日（星期五）　不开展（全市会议）"
    assert lines[6] == "1月1日（星期五）　不开展（元旦）"
    assert len(lines) == 11  # the last asks to approve December
    assert [label for label in phone.last.labels if "/" in label][:2] == ["11/27", "12/4"]
    assert lines[9] == "单位1个，已启用1个；已启用单位4人，已绑定4人。"


async def test_a_cadre_may_not_look_at_the_plan(scene: tuple[Stage, Town]) -> None:
    stage, town = scene
    phone = stage.sandbox.person(town.cadres[0])
    phone.type("/friday")
    await stage.settle()
    assert phone.last.text == "您没有办理此事的权限。如需办理，请联系管理员。"


async def test_a_skipped_friday_is_said_once_and_nobody_is_invited_to_it(scene: tuple[Stage, Town]) -> None:
    stage, town = scene
    for day in (2, 3, 5):
        await leap(stage, datetime(2026, 12, day, 4, tzinfo=UTC))
    for telegram_id in (town.organizer, town.liaison):
        said = [m for m in stage.sandbox.person(telegram_id).messages if "不开展志愿服务" in m.text]
        assert [m.text for m in said] == ["【志愿服务日】12月4日（星期五）为全市会议，本周五不开展志愿服务。"]
    cadre = stage.sandbox.person(town.cadres[0])
    assert not [m for m in cadre.messages if "12月4日" in m.text]


async def test_organizers_are_warned_weekly_while_next_years_holidays_are_unknown(scene: tuple[Stage, Town]) -> None:
    stage, town = scene
    for moment in (datetime(2026, 11, 26, 4, tzinfo=UTC), datetime(2026, 11, 30, 4, tzinfo=UTC)):
        await leap(stage, moment)
    warned = [m for m in stage.sandbox.person(town.organizer).messages if "放假安排尚未公布" in m.text]
    assert len(warned) == 2
    assert all(m.is_silent for m in warned)
    assert not [m for m in stage.sandbox.person(town.liaison).messages if "放假安排" in m.text]


async def test_with_the_hours_or_the_day_of_an_open_friday_its_shifts_move(database_url: str) -> None:
    async with friday_on(database_url) as friday:
        await friday.opened()
        shifts = select(Shift.id, Shift.site_id, Shift.starts_at).join(Activity, Activity.id == Shift.activity_id)
        mine = shifts.where(Activity.series == "friday", Activity.state == ActivityState.OPEN).order_by(Shift.id)

        def held() -> list[tuple[int, int, datetime]]:
            return friday.read(lambda session: [(row[0], row[1], row[2]) for row in session.execute(mine)])

        before = held()
        assert [starts for _, _, starts in before] == [datetime(2026, 11, 27, 5, 30, tzinfo=UTC)] * 2
        for label, typed, starts in (
            ("时间", "14:00-16:00", datetime(2026, 11, 27, 6, tzinfo=UTC)),
            ("日期", "11月28日", datetime(2026, 11, 28, 6, tzinfo=UTC)),
        ):
            await friday.type(friday.organizer, "/friday")
            for each in ("11/27", "修改", label):
                await friday.tap(friday.organizer, each)
            await friday.type(friday.organizer, typed)
            assert await friday.tap(friday.organizer, "确认修改") == "已修改"
            assert held() == [(shift_id, site_id, starts) for shift_id, site_id, _ in before]
        await friday.stage.advance(minutes=2)
        assert "11月28日（星期六）14:00—16:00" in friday.cadre(0).last.text
        assert len(held()) == len(before)
