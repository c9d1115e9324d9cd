"""The weekly summary as its readers see it: organizers and leaders, a liaison, someone without a right."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.keyboards import keyboard_for
from bot.chat.phrases import Voice
from bot.model import Activity, ActivityState, AuditEntry, Cadre, Role, RoleGrant, Roll
from bot.rehearsal.stage import Stage
from bot.rules.delivery import InlineKeyboard
from bot.sandbox import Phone
from bot.sandbox.state import Message
from bot.texts import load_texts
from tests.chat.stages import everybody, stage_on
from tests.services.weeks import FRIDAY, cadres_of, enter, hold
from tests.town import Town, build_town

MONDAY_EIGHT = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"
PERIODS = ("本月", "上月", "本年")
PARTS = ("present", "late", "declined", "excused")


def build(session: Session) -> Town:
    """Two units with a Friday behind them; the second has not confirmed, and someone in it is not linked."""
    town = build_town(session, units=2)
    earlier, friday = hold(session, town, FRIDAY - timedelta(weeks=1)), hold(session, town)
    for unit_id in town.unit_ids:
        for cadre, state in zip(cadres_of(session, unit_id), PARTS, strict=True):
            enter(session, friday, cadre, state)
            enter(session, earlier, cadre, "declined")
    stranger = Cadre(roster_no="N1", name="王五", unit_id=town.unit_ids[1])
    leader = Cadre(roster_no="A3", name="书记", telegram_id=990_001, linked_at=MONDAY_EIGHT, consented_at=MONDAY_EIGHT)
    session.add_all([stranger, leader])
    session.flush()
    session.add(RoleGrant(cadre_id=leader.id, role=Role.LEADER, granted_at=MONDAY_EIGHT, granted_by="test"))
    return town


@pytest.fixture
async def played(sqlite_url: str) -> AsyncIterator[tuple[Stage, Town]]:
    """Monday eight o'clock, before the hour of the summary; everyone has started the bot."""
    async with stage_on(
        sqlite_url, build, start=MONDAY_EIGHT, present=lambda town: (990_001, *everybody(town))
    ) as opened:
        yield opened


def audit(stage: Stage) -> list[tuple[str, str, dict[str, object] | None]]:
    def entries(session: Session) -> list[AuditEntry]:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == "summary.persons")))

    return [(entry.actor, entry.subject, entry.after) for entry in stage.bot.storage.read_now(entries)]


def sheets(message: Message) -> list[str]:
    return openpyxl.load_workbook(io.BytesIO(message.document or b"")).sheetnames


def names_in(message: Message) -> set[str]:
    book = openpyxl.load_workbook(io.BytesIO(message.document or b""))
    return {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value}


def screen_lines(text: str, width: int = 20) -> int:
    """Count the lines on a phone that shows so many Chinese characters in one."""
    columns = [sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line) for line in text.splitlines()]
    return sum(max(1, -(-line // (2 * width))) for line in columns)


def newest(phone: Phone, count: int) -> list[Message]:
    return phone.messages[-count:]


async def test_readers_get_text_chart_and_totals_in_this_order(played: tuple[Stage, Town]) -> None:
    stage, town = played
    await stage.advance_to(MONDAY_EIGHT + timedelta(minutes=31))
    for phone in (stage.sandbox.person(number) for number in (990_001, town.organizer, town.admin)):
        text, chart, workbook = newest(phone, 3)
        assert text.text.startswith("【志愿服务周报】2026年第48周（11月23日—29日）\n数据说明：名单已齐；")
        assert "未绑定1人（单列）。" in text.text
        assert "应到8＝实到4＋请假2＋不参加2＋未到0＋未答复0" in text.text
        assert "出勤率50.0%（实到/应到），剔除请假66.7%" in text.text
        assert "较前1周平均+50.0个百分点，实到+4人" in text.text
        assert (chart.photo or b"").startswith(PNG)
        assert sheets(workbook) == ["汇总"]
        assert not text.is_silent
        assert chart.is_silent
        assert workbook.is_silent

    for number in (990_001, town.organizer, town.liaison):
        for message in stage.sandbox.person(number).messages:
            assert not any(word in message.text for word in ("缺勤", "张1", "张2", "张3", "王五"))
            if message.document:
                assert not {"张1", "张2", "张3", "王五"} & names_in(message)
    assert not any("周报" in message.text for message in stage.sandbox.person(town.cadres[0]).messages)


async def test_a_liaison_gets_the_own_units_part_on_one_screen(played: tuple[Stage, Town]) -> None:
    stage, town = played
    await stage.advance_to(MONDAY_EIGHT + timedelta(minutes=31))
    text = stage.sandbox.person(town.liaison).last
    head = "【志愿服务周报】市第1局\n2026年第48周（11月23日—29日）\n数据说明：名单已确认。\n应到4＝实到2"
    assert text.text.startswith(head)
    assert "市第2局" not in text.text
    assert "请于12月11日（星期五）前核对。" in text.text
    assert screen_lines(text.text) <= 12
    assert text.labels == ("下载明细",)


async def test_a_liaison_downloads_the_own_unit_and_it_is_audited(played: tuple[Stage, Town]) -> None:
    stage, town = played
    phone = stage.sandbox.person(town.liaison)
    phone.type("/summary")
    await stage.advance(seconds=5)
    phone.tap("下载明细")
    await stage.advance(seconds=5)
    assert phone.answers[-1].text == "已发送到您与本助手的私聊"
    assert sheets(phone.last) == ["汇总", "人员明细"]
    assert "市第1局" in names_in(phone.last)
    assert "市第2局" not in names_in(phone.last)
    assert phone.last.text.startswith("市第1局人员明细")
    [(actor, subject, after)] = audit(stage)
    assert (actor, subject, after) == ("cadre:3", f"unit:{town.unit_ids[0]}", {"week": "2026-W48", "rows": 4})


async def test_a_leader_downloads_all_units_by_one_tap(played: tuple[Stage, Town]) -> None:
    stage, _town = played
    phone = stage.sandbox.person(990_001)
    phone.tap_data("sp:2026-11-23:0")
    await stage.advance(seconds=5)
    assert {"市第1局", "市第2局", "张3"} <= names_in(phone.last)
    assert [subject for _actor, subject, _after in audit(stage)] == ["units"]


@pytest.mark.parametrize("scope", ["0", "2", "99"])
async def test_a_forged_tap_for_another_scope_is_refused(played: tuple[Stage, Town], scope: str) -> None:
    stage, town = played
    phone = stage.sandbox.person(town.liaison)
    phone.tap_data(f"sp:2026-11-23:{scope}")
    await stage.advance(seconds=5)
    assert phone.answers[-1].text == "您没有办理此事的权限。如需办理，请联系管理员。"
    assert audit(stage) == []
    assert not any(message.document for message in phone.messages)


@pytest.mark.parametrize("data", ["sp:2026-11-24:1", "sp:2027-11-22:1", "sp:x:1", "sp:2026-11-23", "sw"])
async def test_a_week_that_nobody_drew_is_refused(played: tuple[Stage, Town], data: str) -> None:
    stage, town = played
    phone = stage.sandbox.person(town.organizer)
    phone.tap_data(data)
    await stage.advance(seconds=5)
    assert phone.answers[-1].text == "这个按钮已失效，请使用最新的卡片。"


async def test_an_organizer_asks_for_last_week_and_is_told_to_wait(played: tuple[Stage, Town]) -> None:
    stage, town = played
    phone = stage.sandbox.person(town.organizer)
    phone.type("/summary")
    await stage.advance(seconds=5)
    wait, text, chart, workbook = newest(phone, 4)
    assert wait.text == "正在生成，请稍候……"
    assert "第48周" in text.text
    assert chart.photo
    assert workbook.document


async def test_the_running_week_says_up_to_when(played: tuple[Stage, Town]) -> None:
    stage, town = played
    phone = stage.sandbox.person(town.organizer)
    phone.tap_data("sw:now")
    await stage.advance(seconds=5)
    assert phone.answers[-1].text == "已发送"
    title = "【志愿服务周报】2026年第49周（11月30日—12月6日），截至11月30日（星期一）"
    assert phone.last.text == f"{title}：没有志愿服务活动。"
    assert phone.last.labels == ("上周周报", *PERIODS)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_from_a_quiet_week_buttons_lead_to_the_running_one(played: tuple[Stage, Town], language: str) -> None:
    stage, town = played

    def call_off(session: Session) -> None:
        for activity in session.scalars(select(Activity)).all():
            activity.state = ActivityState.CANCELLED
        for cadre in session.scalars(select(Cadre)).all():
            cadre.language = language

    stage.bot.storage.write_now(call_off)
    running, last, *periods = {
        "zh-CN": ("本周至今", "上周周报", *PERIODS),
        "en": ("This week so far", "Last week", "This month", "Last month", "This year"),
    }[language]
    for number, others in ((town.organizer, periods), (town.liaison, [])):
        phone = stage.sandbox.person(number)
        phone.type("/summary")
        await stage.advance(seconds=5)
        assert "48" in phone.last.text
        assert phone.last.labels == (running, *others)
        phone.tap(running)
        await stage.advance(seconds=5)
        assert "49" in phone.last.text
        assert phone.last.labels == (last, *others)


async def test_a_liaison_asks_for_the_own_part(played: tuple[Stage, Town]) -> None:
    stage, town = played
    phone = stage.sandbox.person(town.liaison)
    phone.type("/summary")
    await stage.advance(seconds=5)
    assert phone.last.text.startswith("【志愿服务周报】市第1局")
    assert not any(message.photo or message.document for message in phone.messages)


async def test_a_cadre_who_asks_is_refused(played: tuple[Stage, Town]) -> None:
    stage, town = played
    phone = stage.sandbox.person(town.cadres[0])
    phone.type("/summary")
    await stage.advance(seconds=5)
    assert phone.last.text == "您没有办理此事的权限。如需办理，请联系管理员。"


async def test_a_right_taken_away_takes_effect_at_the_next_tap(played: tuple[Stage, Town]) -> None:
    stage, town = played
    phone = stage.sandbox.person(town.liaison)
    phone.type("/summary")
    await stage.advance(seconds=5)

    def revoke(session: Session) -> None:
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.role == Role.LIAISON)).all():
            grant.revoked_at = stage.clock.now()

    stage.bot.storage.write_now(revoke)
    phone.tap("下载明细")
    await stage.advance(seconds=5)
    assert phone.answers[-1].text == "您没有办理此事的权限。如需办理，请联系管理员。"
    assert audit(stage) == []


@pytest.mark.parametrize(
    ("is_running", "labels"), [(False, ["人员明细", "本周至今", *PERIODS]), (True, ["人员明细", "上周周报", *PERIODS])]
)
def test_from_one_week_a_button_leads_to_the_other(is_running: bool, labels: list[str]) -> None:
    voice = Voice(load_texts(), "zh-CN", ZoneInfo("Asia/Shanghai"))
    keyboard = keyboard_for("summary-week", voice, {"first_on": "2026-11-23", "is_running": is_running})
    assert isinstance(keyboard, InlineKeyboard)
    assert [button.label for row in keyboard.rows for button in row] == labels


@pytest.mark.parametrize(
    ("language", "running", "said", "last"),
    [
        ("zh-CN", "本周至今", "：市第1局没有志愿服务活动。", "上周周报"),
        ("en", "This week so far", ": no volunteer service of 市第1局.", "Last week"),
    ],
)
async def test_a_liaison_is_told_that_the_own_unit_had_none_while_others_had(
    played: tuple[Stage, Town], language: str, running: str, said: str, last: str
) -> None:
    stage, town = played

    def leave_to_the_other(session: Session) -> None:
        for activity in session.scalars(select(Activity)).all():
            activity.held_on -= timedelta(weeks=4)
        others = hold(session, town, FRIDAY + timedelta(days=3))
        for row in session.scalars(select(Roll).where(Roll.activity_id == others.id)).all():
            if row.unit_id == town.unit_ids[0]:
                session.delete(row)
        for cadre in session.scalars(select(Cadre)).all():
            cadre.language = language

    stage.bot.storage.write_now(leave_to_the_other)
    await stage.advance_to(MONDAY_EIGHT + timedelta(days=1))
    phone = stage.sandbox.person(town.liaison)
    phone.type("/summary")
    await stage.advance(seconds=5)
    phone.tap(running)
    await stage.advance(seconds=5)
    assert "49" in phone.last.text
    assert phone.last.text.endswith(said)
    assert phone.last.labels == (last,)
