"""A roster that is sent again: what it would change by kind, and those whom it lacks marked as left."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.model import Cadre
from tests.chat.office import HEAD, Office, book, office_on
from tests.town import build_town

UNITS = ("单位", "序号", "原名")


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with office_on(sqlite_url, lambda session: build_town(session, units=2, cadres_each=12)) as opened:
        yield opened


def rows(unit: str, place: int, *, but: tuple[int, ...] = ()) -> list[tuple[str, ...]]:
    people = [(unit, f"张{n}", "", "", f"C{place}-{n}") for n in range(1, 13) if n not in but]
    return [(unit, f"联络{place}", "", "联络员", f"L{place}"), *people]


def gone(office: Office) -> list[str]:
    query = select(Cadre.roster_no).where(Cadre.left_on.is_not(None)).order_by(Cadre.id)
    return office.stage.bot.storage.read_now(lambda session: list(session.scalars(query)))


async def send(office: Office, people: list[tuple[str, ...]]) -> str:
    await office.say("/roster")
    units = [UNITS, ("市文旅局", "1", "市第1局"), ("市第2局", "2", "")]
    return await office.send(book({"人员": [HEAD, *people], "单位": units}))


async def test_the_differences_are_told_by_kind_and_the_absent_leave_by_one_tap(office: Office) -> None:
    leaver = office.stage.sandbox.person(office.town.cadres[11])
    leaver.type("你好")
    first = rows("市文旅局", 1, but=(12,))
    first[1] = ("市第2局", "张1", "", "副联络员", "C1-1")
    first[2] = ("市文旅局", "章二", "", "", "C1-2")
    card = await send(office, [*first, *rows("市第2局", 2), ("市第2局", "新来", "", "", "")])
    for said in (
        "单位更名：1个",
        "· 市第1局 → 市文旅局",
        "新增人员：1名",
        "人员变动：2名",
        "其中调动单位：1名",
        "· 张1：市文旅局 → 市第2局（＋副联络员）",
        "其中改名：1名",
        "· 市文旅局 张2 → 章二",
        "文件未列出而保留：1名",
        "文件未列出的人员，例如：\n· 市文旅局 张12",
    ):
        assert said in card
    assert await office.tap("导入，并将文件未列出的1人标为离开") == "花名册已导入"  # one of 26 is not many
    assert gone(office) == ["C1-12"]
    assert "已标为离开：1名" in office.card()
    assert "您已退出花名册" in leaver.last.text


async def test_many_who_would_leave_are_asked_about_once_more(office: Office) -> None:
    await send(office, [*rows("市文旅局", 1, but=(11, 12)), *rows("市第2局", 2, but=(12,))])
    await office.tap("导入，并将文件未列出的3人标为离开")
    assert "花名册现有26名，文件未列出其中3名" in office.card()
    assert gone(office) == []
    await office.tap("返回")
    assert "文件未列出而保留：3名" in office.card()
    await office.tap("导入，并将文件未列出的3人标为离开")
    assert await office.tap("确认导入，3人标为离开") == "花名册已导入"
    assert gone(office) == ["C1-11", "C1-12", "C2-12"]
    # The next file that names them brings them back.
    assert "其中重新列入：3名" in await send(office, [*rows("市文旅局", 1), *rows("市第2局", 2)])
    await office.tap("确认导入")
    assert gone(office) == []


async def test_a_word_that_no_button_carries_is_refused(office: Office) -> None:
    await send(office, rows("市文旅局", 1))
    query = office.organizer.tap_data(f"imy:{office.draft().id}:everyone")
    await office.settle()
    answer = office.organizer.answer_to(query)
    assert answer is not None
    assert answer.is_alert
    assert gone(office) == []


async def test_the_buttons_and_the_question_speak_english(office: Office) -> None:
    await office.say("/settings")
    await office.tap("English")
    card = await send(office, [*rows("市文旅局", 1), *rows("市第2局", 2, but=(11, 12))])
    assert "Units renamed: 1" in card
    assert "People whom the file does not list, for example:" in card
    await office.tap("Import, and mark the 2 not in the file as left")
    asked = next(m.text for m in reversed(office.organizer.messages) if "the file does not list 2" in m.text)
    assert "The next file that names them brings them back." in asked
    await office.tap("Back")
    await office.tap("Import")
    assert gone(office) == []
