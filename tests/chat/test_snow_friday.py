"""A Friday that becomes snow clearing for those who are called: one card, one check-in, counted once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, Callout
from bot.sandbox.phone import Phone
from bot.services import summaries
from tests.chat.snow import Snow, opened

FRIDAY_MORNING = datetime(2026, 11, 26, 22, 10, tzinfo=UTC)  # 06:10 on Friday in Shanghai
FRIDAY = date(2026, 11, 27)
WEEK = date(2026, 11, 23)
TITLE = "周五志愿服务"


@pytest.fixture
async def snow(database_url: str) -> AsyncIterator[Snow]:
    snow = await opened(database_url, at=FRIDAY_MORNING)
    await snow.stage.advance(minutes=2)  # the invitations of Wednesday are made up for; nobody has answered
    yield snow
    await snow.stage.close()


def friday(session: Session) -> Activity:
    return session.scalars(select(Activity).where(Activity.held_on == FRIDAY, Activity.kind == "friday")).one()


def states(snow: Snow) -> dict[int, str]:
    """Return how the Friday lines stand, by phone."""

    def read(session: Session) -> dict[int, str]:
        query = (
            select(Cadre.telegram_id, Attendance.state)
            .join(Attendance, Attendance.cadre_id == Cadre.id)
            .where(Attendance.activity_id == friday(session).id)
        )
        return {number or 0: state for number, state in session.execute(query)}

    return snow.stage.bot.storage.read_now(read)


def friday_card(phone: Phone) -> str:
    return next(each.text for each in reversed(phone.messages) if TITLE in each.text)


async def call_out_instead_of_friday(snow: Snow) -> list[Phone]:
    await snow.type(snow.organizer, "/snow")
    await snow.tap(snow.organizer, "去预览")
    assert f"当天另有活动“{TITLE}”" in snow.organizer.last.text
    await snow.tap(snow.organizer, "周五并入清雪")
    assert "一张卡片、一次签到、只计一次" in snow.organizer.last.text
    await snow.tap(snow.organizer, "发起集结")
    return snow.rung()


async def test_who_is_called_has_one_card_one_check_in_and_is_counted_once(snow: Snow) -> None:
    called = await call_out_instead_of_friday(snow)
    assert len(called) == 5
    assert all("已并入清雪集结" in friday_card(phone) for phone in called)
    others = [phone for phone in snow.everybody if phone not in called]
    assert all("已并入清雪集结" not in friday_card(phone) for phone in others)
    first, second, third = [phone for phone in called if "木栈道" in phone.last.text]
    for phone in (first, second):
        await snow.tap(phone, "参加")
    await snow.type(first, "到了")
    # The card of the Friday, tapped before it was redrawn, checks in all the same, once.
    number = snow.stage.bot.storage.read_now(lambda session: friday(session).id)
    assert "签到成功" in await snow.tap_data(second, f"in:{number}")
    assert "沿河木栈道A段　2/2　途中0，到岗2" in snow.board()
    assert "已并入清雪集结" in await snow.tap_data(second, f"go:{number}")
    # Nobody waits for the third any more: the Friday is as it was.
    assert "已并入清雪集结" not in friday_card(third)

    await snow.stage.advance(minutes=90)
    await snow.tap(snow.organizer, "收队")
    await snow.tap(snow.organizer, "确认收队")
    stood = states(snow)
    assert [stood[phone.account.id] for phone in (first, second, third)] == ["moved", "moved", "expected"]
    assert sum(state == "moved" for state in stood.values()) == 2
    await snow.stage.advance_to(datetime(2026, 11, 28, 4, 0, tzinfo=UTC))
    week = snow.stage.bot.storage.read_now(
        lambda session: summaries.week_figures(session, first_on=WEEK, now=snow.stage.clock.now())
    )
    assert week.totals.present == 2
    assert week.totals.person_times == 2
    assert week.totals.expected == len(stood)  # each head once, wherever it served
    rung_for_friday = [each.text for each in first.messages if TITLE in each.text and not each.is_silent]
    assert len(rung_for_friday) == 1  # the invitation; no reminder, nudge or morning card after the call


async def test_who_cannot_come_finds_the_friday_as_it_was_and_may_change_again(snow: Snow) -> None:
    called = await call_out_instead_of_friday(snow)
    first = next(phone for phone in called if "木栈道" in phone.last.text)
    await snow.tap(first, "无法参加")
    assert "已并入清雪集结" not in friday_card(first)
    assert states(snow)[first.account.id] == "expected"
    await snow.tap(first, "改为参加")
    assert states(snow)[first.account.id] == "moved"


async def test_a_cancelled_call_gives_everybody_the_friday_back(snow: Snow) -> None:
    called = await call_out_instead_of_friday(snow)
    await snow.tap(called[0], "参加")
    await snow.tap(snow.organizer, "取消集结")
    await snow.tap(snow.organizer, "确认取消")
    assert set(states(snow).values()) == {"expected"}
    assert all("已并入清雪集结" not in friday_card(phone) for phone in called)


async def test_the_liaison_sees_who_serves_in_the_call(snow: Snow) -> None:
    await call_out_instead_of_friday(snow)
    moved = sum(state == "moved" for number, state in states(snow).items() if number in snow.town.cadres[:6])
    await snow.type(snow.lead, "/rollcall")
    roll = next(each.text for each in reversed(snow.lead.messages) if "应到" in each.text)
    assert f"另有{moved}人并入清雪集结" in roll
    assert f"应到{7 - moved}" in roll.replace(" ", "")  # six cadres and the liaison


async def test_without_the_tap_and_in_a_drill_the_friday_stays(snow: Snow) -> None:
    await snow.type(snow.organizer, "/snow")
    await snow.tap(snow.organizer, "去预览")
    await snow.tap(snow.organizer, "周五并入清雪")
    await snow.tap(snow.organizer, "改为演练")
    assert "只计一次" not in snow.organizer.last.text
    assert not any("周五并入清雪" in button.label for button in snow.organizer.last.buttons)
    await snow.tap(snow.organizer, "发起集结")
    assert set(states(snow).values()) == {"expected"}


async def test_a_friday_that_does_not_stand_is_not_offered(snow: Snow) -> None:
    snow.stage.bot.storage.write_now(
        lambda session: session.execute(
            update(Activity).where(Activity.held_on == FRIDAY).values(state=ActivityState.CANCELLED)
        )
    )
    await snow.type(snow.organizer, "/snow")
    await snow.tap(snow.organizer, "去预览")
    assert not any("周五并入清雪" in button.label for button in snow.organizer.last.buttons)
    draft = snow.callout()
    await snow.tap_data(snow.organizer, f"co:{draft.id}:flag:friday:1")
    await snow.tap(snow.organizer, "发起集结")
    sent = snow.stage.bot.storage.read_now(lambda session: session.get_one(Callout, draft.id))
    assert sent.takes_friday is False
