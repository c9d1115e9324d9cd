"""Leaving early, as said beforehand; and checking in to one place while still being in another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, Mark
from tests.chat.friday import Friday, friday_on


@pytest.fixture
async def friday(database_url: str) -> AsyncIterator[Friday]:
    async with friday_on(database_url) as opened:
        yield opened


async def test_who_says_when_they_leave_is_checked_out_then(friday: Friday) -> None:
    person = friday.cadre(0)
    await friday.at(13, 20)
    await friday.type(person, "到了")
    await friday.type(person, "14:30走")
    assert "已登记：11月27日（星期五）14:30离开" in person.last.text
    assert any("已登记14:30离开，届时自动签退" in message.text for message in person.messages)
    await friday.at(15, 31)
    row = friday.row(0)
    assert row.minutes == 60
    marks = friday.read(lambda session: session.scalars(select(Mark).order_by(Mark.id)).all())
    assert [(mark.kind, mark.source, mark.reason) for mark in marks] == [
        ("check_in", "message", ""),
        ("check_out", "self_tap", "until"),
    ]
    assert "未签退" not in friday.liaison.last.text


async def test_a_check_out_of_ones_own_beats_what_was_said(friday: Friday) -> None:
    person = friday.cadre(0)
    await friday.at(13, 20)
    await friday.type(person, "到了")
    await friday.type(person, "14:30走")
    await friday.at(15, 0)
    await friday.type(person, "签退")
    await friday.at(15, 31)
    assert friday.row(0).minutes == 90


@pytest.mark.parametrize("typed", ["13:10走", "16:00走", "08:00走"])
async def test_a_time_that_cannot_be_is_refused(friday: Friday, typed: str) -> None:
    person = friday.cadre(0)
    await friday.at(13, 20)
    await friday.type(person, "到了")
    assert "没有登记" in await friday.type(person, typed)
    assert friday.row(0).until_at is None


async def test_nobody_serves_in_two_places_at_once(friday: Friday) -> None:
    person = friday.cadre(0)

    def plant(session: Session) -> int:
        first = session.scalars(select(Activity).where(Activity.kind == "friday", Activity.state == "open")).one()
        cadre = session.scalars(select(Cadre).where(Cadre.telegram_id == person.id)).one()
        trees = Activity(
            series="trees",
            kind="tree_planting",
            title="义务植树",
            content="植树",
            held_on=first.held_on,
            state=ActivityState.OPEN,
            opens_at=first.opens_at,
            reply_by=first.reply_by,
            check_in_from=first.check_in_from,
            muster_at=first.muster_at,
            starts_at=first.starts_at,
            late_after=first.late_after,
            left_early_before=first.left_early_before,
            ends_at=first.ends_at + timedelta(hours=1),
            closes_at=first.closes_at + timedelta(hours=1),
        )
        session.add(trees)
        session.flush()
        session.add(Attendance(activity_id=trees.id, cadre_id=cadre.id, unit_id=cadre.unit_id))
        return trees.id

    await friday.at(13, 30)
    number = friday.row(0).activity_id
    trees = friday.stage.bot.storage.write_now(plant)
    await friday.forge(person, f"in:{number}")
    await friday.at(14, 30)
    await friday.forge(person, f"in:{trees}")
    await friday.at(15, 30)
    await friday.forge(person, f"out:{trees}")
    minutes = friday.read(
        lambda session: session.scalars(select(Attendance.minutes).where(Attendance.checked_in_at.is_not(None))).all()
    )
    assert sorted(each or 0 for each in minutes) == [60, 60]
