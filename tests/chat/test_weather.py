"""From the forecast on a loopback server to the organizers' phones: one proposal a snowfall, and nobody is called."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Readiness, Role, RoleGrant, Site, Snowfall, SnowfallState, Standby, Summons
from bot.rehearsal.stage import Stage
from bot.sandbox.phone import Phone
from bot.storage import Storage
from tests.chat.stages import speak_english
from tests.town import Town, build_town, settings_for
from tests.weather.server import WeatherServer, answer, serving

ZONE = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 11, 22, 8, 10, tzinfo=UTC)  # Sunday 16:10 in Shanghai


def forecast(*, falls_from: int, centimetres: float, hours: int = 6, now: datetime = EVENING) -> dict[str, object]:
    """Answer with 72 hours, of which so many from the ``falls_from``-th to come bring snow."""
    first = now.astimezone(ZONE).replace(minute=0, second=0, microsecond=0) - timedelta(hours=24)
    moments = [first + timedelta(hours=number) for number in range(73)]
    fall = [centimetres if 0 <= number - 25 - falls_from < hours else 0.0 for number in range(73)]
    return answer(
        time=[f"{moment:%Y-%m-%dT%H:%M}" for moment in moments],
        snowfall=fall,
        precipitation=[round(each / 0.7, 2) for each in fall],
        temperature_2m=[-6.0] * 73,
        snow_depth=[0.0] * 73,
        weather_code=[3] * 73,
    )


@dataclass
class Sky:
    """The stage under a sky that the test makes."""

    stage: Stage
    town: Town
    server: WeatherServer
    second: int

    @property
    def organizer(self) -> Phone:
        return self.stage.sandbox.person(self.town.organizer)

    @property
    def other(self) -> Phone:
        return self.stage.sandbox.person(self.second)

    def snowfall(self) -> Snowfall:
        return self.stage.bot.storage.read_now(lambda session: session.scalars(select(Snowfall)).one())

    def labels(self, phone: Phone) -> list[list[str]]:
        """Return the rows of buttons under the proposal."""
        card = next(each for each in phone.messages if "降雪预报·供参考" in each.text)
        return [[button.label for button in row] for row in card.keyboard]

    def proposals(self, phone: Phone) -> list[str]:
        return [each.text for each in phone.messages if "降雪预报·供参考" in each.text]

    async def tap(self, phone: Phone, label: str) -> str:
        query = phone.tap(label)
        await self.stage.advance(seconds=5)
        given = phone.answer_to(query)
        return (given.text or "") if given else ""

    async def look(self, body: object, *, minutes: int = 30, status: int = 200) -> None:
        self.server._replies.clear()
        self.server.reply(body, status=status)
        await self.stage.advance(minutes=minutes)


def build(session: Session) -> tuple[Town, int]:
    town = build_town(session, units=1, cadres_each=3, now=EVENING)
    site = session.scalars(select(Site)).one()
    site.heads, site.unit_id = 2, town.unit_ids[0]
    second = session.scalars(select(Cadre).where(Cadre.telegram_id == town.cadres[0])).one()
    second.name = "李值班"
    session.add(RoleGrant(cadre_id=second.id, role=Role.ORGANIZER, granted_at=EVENING, granted_by="test"))
    return town, town.cadres[0]


@pytest.fixture
async def sky(database_url: str) -> AsyncIterator[Sky]:
    storage = Storage(database_url)
    town, second = storage.write_now(build)
    storage.close()
    async with serving() as server:
        server.reply(forecast(falls_from=90, centimetres=0))
        place = {"latitude": 42.9, "longitude": 125.1, "forecast_url": server.url}
        stage = Stage(settings_for(database_url, snow=place), start=EVENING)
        for number in (town.liaison, town.organizer, town.admin, *town.cadres):
            stage.sandbox.person(number).account.has_started = True
        await stage.open()
        try:
            yield Sky(stage, town, server, second)
        finally:
            await stage.close()


async def test_a_heavy_snowfall_is_proposed_once_with_its_picture_and_calls_nobody(sky: Sky) -> None:
    await sky.look(forecast(falls_from=8, centimetres=0.8))
    for phone in (sky.organizer, sky.other):
        (text,) = sky.proposals(phone)
        assert "24小时降雪量约6.9毫米（暴雪）" in text
        assert "是否发起由您决定" in text
        assert "不是气象预警" in text
        assert any(each.photo for each in phone.messages)
    await sky.look(forecast(falls_from=7, centimetres=0.8))
    await sky.look(forecast(falls_from=6, centimetres=0.9))
    assert len(sky.proposals(sky.organizer)) == 1
    assert "7.7毫米" in sky.proposals(sky.organizer)[0]
    assert sky.stage.bot.storage.read_now(lambda session: session.scalars(select(Summons)).all()) == []
    liaison = sky.stage.sandbox.person(sky.town.liaison)
    assert sky.proposals(liaison) == []


async def test_the_first_on_duty_is_rung_then_the_second_then_everybody(sky: Sky) -> None:
    phone = sky.organizer
    phone.type("/duty 11-22 李值班 组织者")
    await sky.stage.advance(seconds=5)
    assert "李值班、组织者" in phone.last.text
    await sky.look(forecast(falls_from=8, centimetres=0.8), minutes=21)  # the look at 16:30
    assert len(sky.proposals(sky.other)) == 1
    assert sky.proposals(phone) == []
    await sky.stage.advance(minutes=11)
    assert len(sky.proposals(phone)) == 1
    assert await sky.tap(sky.other, "已知悉") == "已登记"
    await sky.stage.advance(minutes=30)
    assert all("已由值班同志处理" in text for text in sky.proposals(phone))
    assert len([each for each in phone.messages if "降雪预报·供参考" in each.text and not each.is_silent]) == 1


async def test_a_proposal_becomes_a_draft_in_which_everything_is_filled_in(sky: Sky) -> None:
    await sky.look(forecast(falls_from=8, centimetres=0.8))
    await sky.tap(sky.organizer, "起草集结")
    assert "已选1处，共需2人" in sky.organizer.last.text


async def test_a_little_snow_is_told_of_and_no_more(sky: Sky) -> None:
    await sky.look(forecast(falls_from=8, centimetres=0.05))
    assert "建议：关注" in sky.proposals(sky.organizer)[0]
    labels = [button.label for each in sky.organizer.messages for button in each.buttons]
    assert labels == ["已知悉"]


async def test_snow_that_is_forecast_away_ends_the_proposal(sky: Sky) -> None:
    await sky.look(forecast(falls_from=8, centimetres=0.8))
    await sky.look(forecast(falls_from=90, centimetres=0))
    assert "不再预报" in sky.proposals(sky.organizer)[0]
    assert not any(each.buttons for each in sky.organizer.messages)
    assert len(sky.stage.bot.storage.read_now(lambda session: session.scalars(select(Snowfall)).all())) == 1


async def test_a_dead_service_is_told_of_once_and_again_when_it_is_back(sky: Sky) -> None:
    for _ in range(4):
        await sky.look(b"the server is on fire", status=503)
    told = [each.text for each in sky.organizer.messages if "天气服务" in each.text]
    assert len(told) == 1
    assert "无法获取降雪预报" in told[0]
    await sky.look(forecast(falls_from=90, centimetres=0), minutes=60)
    told = [each.text for each in sky.organizer.messages if "天气服务" in each.text]
    assert len(told) == 2
    assert "已恢复" in told[1]


@pytest.mark.parametrize(
    "typed", ["/duty 明天 李值班", "/duty 2-30 李值班", "/duty 12-3 查无此人", "/duty 2020-1-1 李值班"]
)
async def test_a_line_of_duty_that_cannot_be_read_changes_nothing(sky: Sky, typed: str) -> None:
    sky.organizer.type(typed)
    await sky.stage.advance(seconds=5)
    assert "没有看懂" in sky.organizer.last.text


async def test_duty_and_proposals_are_for_organizers(sky: Sky) -> None:
    await sky.look(forecast(falls_from=8, centimetres=0.8))
    cadre = sky.stage.sandbox.person(sky.town.cadres[1])
    cadre.type("/duty")
    await sky.stage.advance(seconds=5)
    assert "没有办理此事的权限" in cadre.last.text
    query = cadre.tap_data("sf:1:seen")
    await sky.stage.advance(seconds=5)
    given = cadre.answer_to(query)
    assert given is not None
    assert "没有办理此事的权限" in (given.text or "")


async def test_a_proposal_becomes_a_draft_of_a_stand_by_that_asks_nobody_by_itself(sky: Sky) -> None:
    await sky.look(forecast(falls_from=8, centimetres=0.35))
    assert "建议：备勤。是否询问由您决定" in sky.proposals(sky.organizer)[0]
    assert sky.labels(sky.organizer) == [["起草备勤", "起草集结"], ["已知悉"]]
    await sky.tap(sky.organizer, "起草备勤")
    assert sky.organizer.last.text.startswith("【备勤·草稿】11月23日（星期一）早晨")
    assert sky.snowfall().state is SnowfallState.TAKEN
    assert sky.labels(sky.other) == [["起草备勤", "起草集结"]]
    assert await sky.tap(sky.organizer, "发出备勤") == "已发出备勤"
    await sky.tap(sky.other, "起草备勤")
    assert "已发出：20:00询问4人" in sky.other.last.text
    tables = (Standby, Readiness, Summons)
    found = sky.stage.bot.storage.read_now(
        lambda session: [len(session.scalars(select(each)).all()) for each in tables]
    )
    assert found == [1, 0, 0]


async def test_a_proposed_muster_offers_the_stand_by_behind_it(sky: Sky) -> None:
    await sky.look(forecast(falls_from=8, centimetres=0.8))
    assert sky.labels(sky.organizer) == [["起草集结", "起草备勤"], ["已知悉"]]


async def test_a_stand_by_that_can_ask_nobody_any_more_leaves_the_proposal_untaken(sky: Sky) -> None:
    await sky.stage.advance_to(EVENING + timedelta(hours=6))  # 22:10
    await sky.look(forecast(falls_from=8, centimetres=0.35, now=EVENING + timedelta(hours=6)))
    assert "现在不能发出备勤" in await sky.tap(sky.organizer, "起草备勤")
    assert sky.snowfall().state is SnowfallState.PROPOSED
    assert sky.snowfall().taken_by is None
    assert sky.labels(sky.organizer)[-1] == ["已知悉"]


async def test_the_stand_by_is_drafted_in_english_as_well_and_by_organizers_alone(sky: Sky) -> None:
    speak_english(sky.stage)
    await sky.look(forecast(falls_from=8, centimetres=0.35))
    cadre = sky.stage.sandbox.person(sky.town.cadres[1])
    query = cadre.tap_data(f"sf:{sky.snowfall().id}:standby")
    await sky.stage.advance(seconds=5)
    assert cadre.answer_to(query) is not None
    assert sky.snowfall().state is SnowfallState.PROPOSED
    assert "Suggested: stand-by. You decide" in sky.organizer.last.text
    await sky.tap(sky.organizer, "Draft a stand-by")
    assert sky.organizer.last.text.startswith("Stand-by · draft: morning of Mon 23 Nov")
