"""The summary's hour: sent once, made up after an outage, written down as expired when it is too late."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Occurrence
from bot.rehearsal.stage import Stage
from bot.rules.calendar import WorkCalendar
from bot.services import outbox, summary_letters
from bot.storage import Storage
from jobs.summary import workday_after
from tests.services.weeks import FRIDAY, cadres_of, enter, hold
from tests.town import Town, build_town, settings_for

DUE = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)  # Monday 08:30 in Shanghai
HEAD = "【志愿服务周报】2026年第48周"


async def open_stage(url: str, *, start: datetime, has_service: bool = True) -> tuple[Stage, Town]:
    """Open a stage with a town that had a Friday in week 48, or none in that week but one before."""

    def build(session: Session) -> Town:
        town = build_town(session)
        friday = hold(session, town, FRIDAY if has_service else FRIDAY - timedelta(weeks=1))
        for cadre in cadres_of(session, town.unit_ids[0]):
            enter(session, friday, cadre, "present")
        return town

    storage = Storage(url)
    town = storage.write_now(build)
    storage.close()
    stage = Stage(settings_for(url), start=start)
    for number in (town.organizer, town.liaison):
        stage.sandbox.person(number).type("收到")
    await stage.open()
    return stage, town


def occurrence(stage: Stage) -> tuple[str, dict[str, object]]:
    def query(session: Session) -> Occurrence:
        return session.scalars(select(Occurrence).where(Occurrence.key == "summary:2026-W48")).one()

    row = stage.bot.storage.read_now(query)
    return row.state.value, row.outcome


def heads(stage: Stage, number: int) -> int:
    return sum(message.text.startswith(HEAD) for message in stage.sandbox.person(number).messages)


async def test_it_leaves_once_at_its_hour_and_never_again(sqlite_url: str) -> None:
    stage, town = await open_stage(sqlite_url, start=DUE - timedelta(minutes=30))
    await stage.advance_to(DUE - timedelta(minutes=1))
    assert heads(stage, town.organizer) == 0
    await stage.advance_to(DUE + timedelta(minutes=2))
    assert heads(stage, town.organizer) == 1
    await stage.stop_bot()
    await stage.start_bot()
    await stage.advance_to(DUE + timedelta(hours=3))
    assert heads(stage, town.organizer) == 1
    assert occurrence(stage) == ("done", {"readers": 2, "units": 1})
    await stage.close()


async def test_a_missed_one_is_made_up_when_the_bot_is_back(sqlite_url: str) -> None:
    stage, town = await open_stage(sqlite_url, start=DUE + timedelta(days=2))
    await stage.advance(seconds=10)
    assert heads(stage, town.organizer) == 1
    assert "市第1局" in stage.sandbox.person(town.liaison).last.text
    await stage.close()


async def test_one_missed_for_three_days_expires_with_its_reason(sqlite_url: str) -> None:
    stage, town = await open_stage(sqlite_url, start=DUE + timedelta(days=3))
    await stage.advance(seconds=10)
    assert heads(stage, town.organizer) == 0
    assert occurrence(stage) == ("expired", {"reason": "missed for three days"})
    await stage.close()


async def test_a_new_bot_says_nothing_of_the_weeks_before_it(sqlite_url: str) -> None:
    storage = Storage(sqlite_url)
    town = storage.write_now(build_town)
    storage.close()
    stage = Stage(settings_for(sqlite_url), start=DUE)
    stage.sandbox.person(town.organizer).type("收到")
    await stage.open()
    await stage.advance(minutes=1)
    assert heads(stage, town.organizer) == 0
    assert occurrence(stage) == ("expired", {"reason": "before the first activity"})
    await stage.close()


async def test_a_week_without_service_is_one_line(sqlite_url: str) -> None:
    stage, town = await open_stage(sqlite_url, start=DUE, has_service=False)
    await stage.advance(minutes=1)
    organizer = stage.sandbox.person(town.organizer)
    assert organizer.last.text == "【志愿服务周报】2026年第48周（11月23日—29日）：没有志愿服务活动。"
    assert not any(message.photo or message.document for message in organizer.messages)
    assert not any("周报" in message.text for message in stage.sandbox.person(town.liaison).messages)
    await stage.close()


async def test_the_text_leaves_even_when_the_files_cannot_be_made(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    stage, town = await open_stage(sqlite_url, start=DUE)
    stage.sandbox.person(town.admin).type("收到")
    await stage.advance(minutes=1)
    assert heads(stage, town.organizer) == 1
    assert not any(message.document for message in stage.sandbox.person(town.organizer).messages)
    said = [message.text for message in stage.sandbox.person(town.admin).messages]
    assert any(text.startswith("【运行提示】2026-W48周报的图表和汇总表未能生成") for text in said)
    await stage.close()


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        (DUE, DUE),
        (DUE - timedelta(seconds=1), DUE - timedelta(days=7)),
        (DUE + timedelta(days=6, hours=23), DUE),
    ],
)
def test_the_last_moment_of_a_summary_is_found_in_the_operators_zone(now: datetime, moment: datetime) -> None:
    assert summary_letters.last_moment(now, settings_for("sqlite:///none.sqlite3")) == moment


def test_another_day_of_the_week_is_kept_to() -> None:
    settings = settings_for("sqlite:///none.sqlite3", summary={"weekday": "sun", "at": "18:00"})
    moment = summary_letters.last_moment(DUE, settings)
    assert moment.astimezone(ZoneInfo("Asia/Shanghai")).isoformat() == "2026-11-29T18:00:00+08:00"


def test_ten_working_days_pass_over_weekends_and_holidays() -> None:
    assert workday_after(WorkCalendar({}, {}), date(2026, 11, 20), 10) == date(2026, 12, 4)
    assert workday_after(WorkCalendar({date(2026, 11, 23): "停电"}, {}), date(2026, 11, 20), 10) == date(2026, 12, 7)


def test_old_files_are_emptied_once_nobody_waits_for_them(sqlite_url: str) -> None:
    storage = Storage(sqlite_url)

    def attach(session: Session) -> None:
        for days, key in ((31, "summary:a"), (31, "roster:a"), (1, "summary:b")):
            outbox.attach(session, key, name="a", kind="document", content=b"a", now=DUE - timedelta(days=days))

    storage.write_now(attach)
    assert storage.write_now(lambda session: summary_letters.forget_files(session, now=DUE)) == 1
    assert storage.write_now(lambda session: summary_letters.forget_files(session, now=DUE)) == 0
    storage.close()
