"""The log of a call over HTTP, as a phone gets it: after 收队 once, and for those alone who may call out."""

from __future__ import annotations

import io
import sys
from collections.abc import AsyncIterator

import openpyxl
import pytest

from bot.sandbox import Phone
from bot.sandbox.state import Message
from tests.chat.snow import Snow, opened

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def snow(sqlite_url: str) -> AsyncIterator[Snow]:
    snow = await opened(sqlite_url)
    yield snow
    await snow.stage.close()


def files(phone: Phone) -> list[Message]:
    return [message for message in phone.messages if message.photo or message.document]


async def served(snow: Snow, *, is_drill: bool = False) -> None:
    """Let a call run from the draft to the spot: one comes, another says yes and stays away."""
    await snow.type(snow.organizer, "/snow")
    await snow.tap(snow.organizer, "去预览")
    if is_drill:
        await snow.tap(snow.organizer, "改为演练")
    await snow.tap(snow.organizer, "发起集结")
    first, second = snow.rung()[:2]
    await snow.stage.advance(minutes=2)
    await snow.tap(first, "参加")
    await snow.stage.advance(minutes=3)
    await snow.tap(second, "参加")
    await snow.stage.advance_to(snow.callout().muster_at)
    await snow.tap(first, "签到")
    await snow.stage.advance(minutes=30)


async def ended(snow: Snow, way: str = "收队", sure: str = "确认收队") -> None:
    await snow.tap(snow.organizer, way)
    await snow.tap(snow.organizer, sure)
    await snow.stage.advance(minutes=2)
    await snow.stage.advance(seconds=5)  # two messages to one chat do not leave within the same second


async def test_after_the_stand_down_the_organizer_has_picture_and_workbook(snow: Snow) -> None:
    await served(snow)
    assert files(snow.organizer) == []
    await ended(snow)
    picture, workbook = files(snow.organizer)
    assert (picture.photo or b"").startswith(PNG)
    assert "【清雪集结记录】11月23日（星期一）06:10发起，已收队。" in picture.text
    assert "用时：首人2分，过半" in picture.text
    assert "满员—" in picture.text
    assert "需3人，到岗1人，服务0.50小时" in picture.text
    sheets = openpyxl.load_workbook(io.BytesIO(workbook.document or b""))
    assert sheets.sheetnames == ["概况", "点位", "单位", "人员"]
    assert "仅供工作使用，请勿转发" in workbook.text
    assert "演练" not in picture.text + workbook.text


async def test_it_comes_once_also_after_a_restart(snow: Snow) -> None:
    await served(snow)
    await ended(snow)
    await snow.stage.stop_bot()
    await snow.stage.start_bot()
    await snow.stage.advance(minutes=20)
    assert len(files(snow.organizer)) == 2


async def test_one_that_was_missed_is_made_up_when_the_bot_is_back(snow: Snow) -> None:
    await served(snow)
    await snow.tap(snow.organizer, "收队")
    await snow.tap(snow.organizer, "确认收队")
    missed = files(snow.organizer) == []
    await snow.stage.stop_bot()
    await snow.stage.advance(hours=3)
    await snow.stage.start_bot()
    await snow.stage.advance(seconds=5)
    assert (missed, len(files(snow.organizer))) == (True, 2)


async def test_nobody_else_gets_it(snow: Snow) -> None:
    await served(snow)
    await ended(snow)
    for phone in (*snow.everybody, snow.lead, snow.stage.sandbox.person(snow.town.admin)):
        assert files(phone) == []
        assert not any("集结记录" in message.text for message in phone.messages)


async def test_a_cancelled_call_has_none(snow: Snow) -> None:
    await served(snow)
    await ended(snow, "取消集结", "确认取消")
    assert files(snow.organizer) == []


async def test_a_drill_says_so_in_caption_name_and_sheet(snow: Snow) -> None:
    await served(snow, is_drill=True)
    await ended(snow)
    picture, workbook = files(snow.organizer)
    assert "（演练）" in picture.text
    assert "演练不计入服务时长" in picture.text
    assert "（演练）" in workbook.text
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.document or b""))["人员"]
    assert sheet["A1"].value == "清雪集结记录（演练）"


async def test_a_report_that_fails_lets_the_text_come_alone(snow: Snow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")  # whatever is to be drawn, the child breaks off
    await served(snow)
    await ended(snow)
    assert files(snow.organizer) == []
    assert sum("清雪集结记录" in message.text for message in snow.organizer.messages) == 1
