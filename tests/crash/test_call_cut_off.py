"""A call whose answer from Telegram was lost: the phone has rung, though the bot cannot know it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Site
from bot.rehearsal.stage import Stage
from bot.sandbox.faults import Fault
from bot.sandbox.phone import Phone
from bot.storage import Storage
from tests.crash.call import MONDAY, OVER
from tests.town import Town, build_town, settings_for


def build(session: Session) -> Town:
    """Write a unit of two, and a stretch for one of them: both are asked."""
    town = build_town(session, cadres_each=2, now=MONDAY)
    site = session.scalars(select(Site)).one()
    site.kind, site.heads, site.unit_id = "road_section", 1, town.unit_ids[0]
    return town


@asynccontextmanager
async def called_out(url: str, *, losses: int) -> AsyncIterator[tuple[Stage, Phone, Phone, Phone]]:
    """Send out a call; of the second cadre so many answers of Telegram are lost, one after the other."""
    storage = Storage(url)
    town = storage.write_now(build)
    storage.close()
    stage = Stage(settings_for(url), start=MONDAY)
    organizer, first, second = (stage.sandbox.person(number) for number in (town.organizer, *town.cadres))
    for number in (town.organizer, town.liaison, *town.cadres):
        stage.sandbox.person(number).account.has_started = True
    await stage.open()
    try:
        organizer.type("/snow")
        await stage.advance(seconds=6)
        organizer.tap("去预览")
        await stage.advance(seconds=6)
        stage.sandbox.faults.add(Fault("sendMessage", "reset_after", times=losses, chat_id=second.id))
        organizer.tap("发起集结")
        await stage.settle()
        yield stage, organizer, first, second
    finally:
        await stage.close()


async def end(stage: Stage, organizer: Phone) -> None:
    await stage.advance(seconds=30)
    organizer.tap("收队")
    await stage.advance(seconds=6)
    organizer.tap("确认收队")
    await stage.advance(seconds=30)


async def test_whose_repetition_was_spared_is_told_the_end_as_well(sqlite_url: str) -> None:
    async with called_out(sqlite_url, losses=1) as (stage, organizer, first, second):
        assert second.rings == 1
        first.tap("参加")  # takes the last place before the call is repeated
        await end(stage, organizer)
        assert OVER in first.last.text
        assert OVER in second.last.text


async def test_whose_repetition_was_lost_too_is_told_the_end_as_well(sqlite_url: str) -> None:
    async with called_out(sqlite_url, losses=2) as (stage, organizer, first, second):
        await end(stage, organizer)
        assert second.rings == 2
        assert OVER in first.last.text
        assert OVER in second.last.text


async def test_who_taps_a_call_that_was_cut_off_is_told_the_end(sqlite_url: str) -> None:
    async with called_out(sqlite_url, losses=2) as (stage, organizer, _first, second):
        await stage.advance(seconds=30)
        second.tap("无法参加")
        await end(stage, organizer)
        assert OVER in second.last.text
