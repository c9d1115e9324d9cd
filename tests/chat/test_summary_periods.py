"""Months and years as their readers see them, in both languages; the monthly letter on its day."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.model import Cadre, Occurrence, OccurrenceState, Roll
from bot.rehearsal.stage import Stage
from bot.sandbox.state import Message
from tests.chat.stages import stage_on
from tests.services.weeks import FRIDAY, cadres_of, enter, hold
from tests.town import Town, build_town

MONDAY_NINE = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)  # after the weekly summary
DECEMBER = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"
DONE = {FRIDAY: 15, date(2026, 11, 24): 1200}
"""What each of the two units got done: matters on the Friday, trees at the planting."""
HEAD = "【志愿服务月报】2026年11月"


def build(session: Session) -> Town:
    """Two units: a Friday in October, two in November and a tree planting; the admin reads English."""
    town = build_town(session, units=2)
    days = (
        (date(2026, 10, 30), "friday"),
        (date(2026, 11, 20), "friday"),
        (FRIDAY, "friday"),
        (date(2026, 11, 24), "tree_planting"),
    )
    for day, kind in days:
        activity = hold(session, town, day, kind=kind, is_confirmed=day != FRIDAY)
        for unit_id in town.unit_ids:
            first, second = cadres_of(session, unit_id)[:2]
            enter(session, activity, first, "present")
            enter(session, activity, second, "conflict" if kind == "tree_planting" else "excused")
        if day in DONE:
            session.execute(update(Roll).where(Roll.activity_id == activity.id).values(quantity=DONE[day]))
    session.scalars(select(Cadre).where(Cadre.telegram_id == town.admin)).one().language = "en"
    # The weekly letter has left: making it takes longer than what is looked at here.
    session.add(
        Occurrence(
            key="summary:2026-W48", due_at=MONDAY_NINE, started_at=MONDAY_NINE, state=OccurrenceState.DONE, outcome={}
        )
    )
    session.flush()
    return town


@pytest.fixture
async def played(sqlite_url: str) -> AsyncIterator[tuple[Stage, Town]]:
    async with stage_on(sqlite_url, build, start=MONDAY_NINE) as opened:
        yield opened


async def asked(stage: Stage, phone: int, what: str) -> list[Message]:
    """Type a command and return what came."""
    person = stage.sandbox.person(phone)
    before = len(person.messages)
    person.type(what)
    await stage.advance(seconds=5)
    return [message for message in person.messages[before:] if message.text != what]


def cells(message: Message) -> set[str]:
    book = openpyxl.load_workbook(io.BytesIO(message.document or b""))
    return {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value}


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        (
            "2026-11",
            (
                "【志愿服务月报】2026年11月，截至11月30日（星期一）",
                "需处理（/rollcall）：2/2个单位名单未确认，以下为最低数；待核2人。",
                "活动3场次，参加4人、8人次，服务16.00小时，办理30件，植树2400株",
                "其中：周五志愿服务2场次4人次30件；植树1场次4人次2400株",
                "感谢2个单位8人次的付出（首次2人）",
            ),
        ),
        (
            "2026年",
            (
                "【志愿服务年报】2026年，截至11月30日（星期一）",
                "需处理（/rollcall）：2/2个单位名单未确认，以下为最低数；待核2人。",
                "活动4场次，参加4人、10人次，服务20.00小时，办理30件，植树2400株",
                "其中：周五志愿服务3场次6人次30件；植树1场次4人次2400株",
                "感谢2个单位10人次的付出",
            ),
        ),
        (
            "2026-10",
            (
                "【志愿服务月报】2026年10月",
                "活动1场次，参加2人、2人次，服务4.00小时",
                "其中：周五志愿服务1场次2人次",
                "感谢2个单位2人次的付出（2个名单齐）",
            ),
        ),
    ],
)
async def test_a_month_or_a_year_is_given_with_picture_and_workbook(
    played: tuple[Stage, Town], word: str, lines: tuple[str, ...]
) -> None:
    stage, town = played
    wait, text, chart, workbook = await asked(stage, town.organizer, f"/summary {word}")
    assert wait.text == "正在生成，请稍候……"
    assert tuple(text.text.splitlines()) == lines
    assert text.labels == ("本月", "上月", "本年", "上周周报")
    assert (chart.photo or b"").startswith(PNG)
    assert {"市第1局", "市第2局"} <= cells(workbook)
    assert not {"张1", "联络1"} & cells(workbook)


async def test_a_month_in_english(played: tuple[Stage, Town]) -> None:
    stage, town = played
    _wait, text, chart, workbook = await asked(stage, town.admin, "/summary 2026-11")
    assert text.text.splitlines() == [
        "[Monthly summary] Nov 2026, up to Mon 30 Nov",
        "To decide (/rollcall): 2 of 2 units not confirmed, figures are a minimum; in question: 2.",
        "Activities 3, people 4, person-times 8, hours 16.00, matters 30, trees 2,400",
        "Of these: Fridays 2 (4 person-times, matters 30); tree planting 1 (4 person-times, trees 2,400)",
        "With thanks: units 2, person-times 8 (first time: 2)",
    ]
    assert text.labels == ("This month", "Last month", "This year", "Last week")
    assert chart.photo
    assert "Volunteer service: monthly summary" in cells(workbook)


async def test_the_buttons_lead_from_the_week_to_the_month_and_back(played: tuple[Stage, Town]) -> None:
    stage, town = played
    phone = stage.sandbox.person(town.organizer)
    await asked(stage, town.organizer, "/summary")
    for label, head in (("本月", HEAD), ("上月", "【志愿服务月报】2026年10月"), ("本年", "【志愿服务年报】2026年")):
        phone.tap(label)
        await stage.advance(seconds=5)
        assert phone.answers[-1].text == "已发送"
        assert phone.messages[-3].text.startswith(head)
    phone.tap("上周周报")
    await stage.advance(seconds=5)
    assert phone.messages[-3].text.startswith("【志愿服务周报】2026年第48周")


@pytest.mark.parametrize("word", ["2026-12", "2027", "2026-13", "本月", "2015", "x' OR 1=1"])
async def test_what_names_no_period_that_has_begun_is_refused_with_an_example(
    played: tuple[Stage, Town], word: str
) -> None:
    stage, town = played
    [answer] = await asked(stage, town.organizer, f"/summary {word}")
    assert answer.text == ("请写明今年或以往的月份、年份，例如 /summary 2026-10 或 /summary 2026；不写为上周周报。")


async def test_a_month_without_service_is_one_line_with_its_buttons(played: tuple[Stage, Town]) -> None:
    stage, town = played
    [text] = await asked(stage, town.organizer, "/summary 2026-03")
    assert text.text == "【志愿服务月报】2026年3月：没有志愿服务活动。"
    assert "本年" in text.labels


async def test_months_are_for_those_who_may_see_all_units(played: tuple[Stage, Town]) -> None:
    stage, town = played
    for phone in (town.liaison, town.cadres[0]):
        [answer] = await asked(stage, phone, "/summary 2026-11")
        assert answer.text == "您没有办理此事的权限。如需办理，请联系管理员。"


@pytest.mark.parametrize("data", ["sw", "sw:week", "sw:2026-11"])
async def test_a_button_that_nobody_drew_is_stale(played: tuple[Stage, Town], data: str) -> None:
    stage, town = played
    phone = stage.sandbox.person(town.organizer)
    phone.tap_data(data)
    await stage.advance(seconds=5)
    assert phone.answers[-1].text == "这个按钮已失效，请使用最新的卡片。"


async def test_the_monthly_letter_leaves_once_on_the_first_workday_and_not_to_liaisons(
    played: tuple[Stage, Town],
) -> None:
    stage, town = played
    organizer = stage.sandbox.person(town.organizer)

    def letters() -> list[str]:
        return [message.text for message in organizer.messages if message.text.startswith(HEAD)]

    await stage.advance_to(DECEMBER - timedelta(minutes=1))
    assert letters() == []
    await stage.advance_to(DECEMBER + timedelta(minutes=2))
    [letter] = letters()
    assert letter.splitlines()[0] == HEAD
    text, chart, workbook = organizer.messages[-3:]
    assert text.text == letter
    assert (chart.photo or b"").startswith(PNG)
    assert workbook.document
    await stage.stop_bot()
    await stage.start_bot()
    await stage.advance_to(DECEMBER + timedelta(hours=2))
    assert len(letters()) == 1
    assert any(
        message.text.startswith("[Monthly summary] Nov 2026") for message in stage.sandbox.person(town.admin).messages
    )
    assert not any("月报" in message.text for message in stage.sandbox.person(town.liaison).messages)
