"""Ways to check in beside one's own tap: the code of a place, its picture, a printed sheet, and one's position."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.raw import masked
from bot.model import Activity, ActivityState, AuditEntry, Cadre, InboxRow, InboxState, Mark, Roll, Shift, Site, Summons
from bot.model.base import Base
from bot.reports.qr import draw_qr
from bot.rules import site_codes
from bot.rules.geo import wgs84_to_gcj02
from bot.sandbox.phone import Phone
from bot.services import positions
from bot.services.site_codes import secret_of
from tests.chat.friday import FRIDAY, Friday, friday_on
from tests.chat.snow import Snow, opened

HERE = (42.903111, 125.144222)  # some 70 m from the site
OFF = (42.908355, 125.143777)  # some 640 m
STANDING = [["签到", "今日"], ["请假", "我的"]]


@pytest.fixture
async def friday(database_url: str) -> AsyncIterator[Friday]:
    async with friday_on(database_url) as opened_one:
        await opened_one.at(13, 5)
        yield opened_one


def taking(url: str, *ways: str) -> AbstractAsyncContextManager[Friday]:
    """Open a Friday that takes these ways alone."""
    return friday_on(url, check_in={"friday": list(ways)})


def code_on(phone: Phone) -> str:
    """Read the code off the newest card that shows one."""
    card = next(each.text for each in reversed(phone.messages) if re.search(r"\d{3} \d{3}\n", each.text))
    found = re.search(r"(\d{3}) (\d{3})\n", card)
    assert found is not None
    return found[1] + found[2]


def marks(friday: Friday, place: int) -> list[Mark]:
    query = (
        select(Mark)
        .join(Cadre, Cadre.id == Mark.cadre_id)
        .where(Cadre.telegram_id == friday.town.cadres[place])
        .order_by(Mark.id)
    )
    return friday.read(lambda session: list(session.scalars(query)))


def shift_of(friday: Friday, unit: int = 0) -> Shift:
    query = (
        select(Shift)
        .join(Roll, Roll.shift_id == Shift.id)
        .join(Activity, Activity.id == Roll.activity_id)
        .where(Roll.unit_id == friday.town.unit_ids[unit], Activity.held_on == FRIDAY)
    )
    return friday.read(lambda session: session.scalars(query).one())


def payload_now(friday: Friday, unit: int = 0) -> str:
    shift = shift_of(friday, unit)
    slot = site_codes.slot_of(friday.stage.clock.now(), timedelta(minutes=10))
    return site_codes.live_payload(shift.code_secret or "", shift.id, slot)


def wrong(*right: str) -> str:
    return next(code for code in ("000000", "000001", "000002", "000003") if code not in right)


def actions(friday: Friday) -> list[str]:
    return friday.read(lambda session: list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))))


def everything(friday: Friday) -> str:
    """Write out every row of every table."""
    tables = Base.metadata.sorted_tables
    return friday.read(
        lambda session: "\n".join(str(row) for table in tables for row in session.execute(table.select()))
    )


async def start(friday: Friday, phone: Phone, payload: str) -> str:
    phone.start(payload)
    await friday.soon()
    return phone.last.text


async def send(friday: Friday, phone: Phone, at: tuple[float, float], accuracy: float | None = 20.0) -> str:
    phone.send_location(*at, accuracy)
    await friday.soon()
    return phone.last.text


async def agree(friday: Friday, phone: Phone) -> None:
    await friday.type(phone, "/today")
    await friday.tap(phone, "发送位置")
    await friday.tap(phone, "同意")


class TestSiteCode:
    async def test_a_lead_shows_it_and_whoever_types_it_is_there(self, friday: Friday) -> None:
        card = await friday.type(friday.liaison, "/code")
        assert "【签到码】第1社区服务中心，周五志愿服务，11月27日（星期五）" in card
        assert "13:10前使用，最迟13:20失效" in card
        assert friday.liaison.last.labels == ("刷新", "二维码")
        code = code_on(friday.liaison)
        said = await friday.type(friday.cadre(0), f"{code[:3]} {code[3:]}")
        assert said == "签到成功，时间13:05，地点：第1社区服务中心。结束后请记得签退。"
        assert [(mark.source, mark.distance_metres, mark.is_inside) for mark in marks(friday, 0)] == [
            ("code", None, None)
        ]
        assert await friday.type(friday.cadre(0), code) == "您已于11月27日（星期五）13:05签到，无需重复。"
        assert len(marks(friday, 0)) == 1
        assert "code.show" in actions(friday)

    async def test_the_roll_card_shows_it_as_well_where_codes_are_taken(self, sqlite_url: str) -> None:
        async with taking(sqlite_url, "code") as friday:
            await friday.at(13, 5)
            await friday.type(friday.liaison, "/rollcall")
            await friday.tap(friday.liaison, "签到码")
            assert "【签到码】第1社区服务中心" in friday.liaison.last.text
            assert "签到成功" in await friday.type(friday.cadre(0), code_on(friday.liaison))

    async def test_it_is_said_in_english(self, friday: Friday) -> None:
        await friday.type(friday.liaison, "/code")
        friday.speak_english(0)
        phone, code = friday.cadre(0), code_on(friday.liaison)
        assert "the code is wrong" in await friday.type(phone, wrong(code))
        assert await friday.type(phone, code) == ("Checked in at 13:05, 第1社区服务中心. Please check out at the end.")

    async def test_the_card_asks_for_it_and_gives_way_to_a_plain_word(self, friday: Friday) -> None:
        phone = friday.cadre(0)
        await friday.type(phone, "/today")
        assert "输入签到码" in phone.last.labels
        assert await friday.tap(phone, "输入签到码") == "请发送6位签到码"
        assert "签到码是6位数字" in await friday.type(phone, "12345")
        assert "已取消" in await friday.type(phone, "取消")
        await friday.tap(phone, "输入签到码")
        assert "签到成功" in await friday.type(phone, "到了")
        assert [mark.source for mark in marks(friday, 0)] == ["message"]

    async def test_the_code_before_is_taken_and_an_older_one_is_not(self, friday: Friday) -> None:
        await friday.type(friday.liaison, "/code")
        code = code_on(friday.liaison)
        await friday.at(13, 19)
        assert "签到成功" in await friday.type(friday.cadre(0), code)
        await friday.at(13, 21)
        assert await friday.type(friday.cadre(1), code) == (
            "未签到：这是第1社区服务中心的旧签到码，已于13:20失效。请向现场负责人索取新码。"
        )
        assert friday.row(1).checked_in_at is None
        assert await friday.tap(friday.liaison, "刷新") == "已刷新"
        assert "13:30前使用" in friday.liaison.last.text
        assert "签到成功" in await friday.type(friday.cadre(1), code_on(friday.liaison))

    async def test_the_code_of_another_site_checks_nobody_in(self, friday: Friday) -> None:
        await friday.type(friday.organizer, "/code")
        assert friday.organizer.last.text == "【签到码】共2个点位，请选择："
        await friday.tap(friday.organizer, "第2社区服务中心")
        said = await friday.type(friday.cadre(0), code_on(friday.organizer))
        assert said.startswith("未签到：这是第2社区服务中心的签到码，您本次的地点是第1社区服务中心。")
        assert said == await start(friday, friday.cadre(0), payload_now(friday, 1))
        assert marks(friday, 0) == []
        assert "签到成功" in await friday.type(friday.cadre(4), code_on(friday.organizer))

    async def test_a_guest_may_use_the_code_of_the_host_unit(self, friday: Friday) -> None:
        def make_guest(session: Session) -> None:
            cadre = session.scalars(select(Cadre).where(Cadre.telegram_id == friday.town.cadres[4])).one()
            cadre.host_unit_id = friday.town.unit_ids[0]

        friday.stage.bot.storage.write_now(make_guest)
        await friday.type(friday.liaison, "/code")
        assert "地点：第1社区服务中心" in await friday.type(friday.cadre(4), code_on(friday.liaison))

    async def test_a_code_of_yesterday_is_known_as_such(self, friday: Friday) -> None:
        began = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)

        def build(session: Session) -> int:
            today = session.scalars(select(Activity).where(Activity.held_on == FRIDAY)).one()
            moments = {name: began + timedelta(minutes=30) for name in ("muster_at", "starts_at", "late_after")}
            ends = {name: began + timedelta(hours=2) for name in ("left_early_before", "ends_at", "closes_at")}
            activity = Activity(
                series="trees",
                kind="tree_planting",
                title="植树",
                content="植树",
                held_on=FRIDAY - timedelta(days=1),
                opens_at=began,
                reply_by=began,
                check_in_from=began,
                state=ActivityState.CLOSED,
                **moments,
                **ends,
            )
            session.add(activity)
            session.flush()
            site_id = session.scalars(select(Shift.site_id).where(Shift.activity_id == today.id)).first()
            shift = Shift(activity_id=activity.id, site_id=site_id, starts_at=activity.starts_at, code_secret="s" * 32)
            session.add(shift)
            session.flush()
            return shift.id

        shift_id = friday.stage.bot.storage.write_now(build)
        slot = site_codes.slot_of(began + timedelta(minutes=45), timedelta(minutes=10))
        said = await friday.type(friday.cadre(0), site_codes.code_of("s" * 32, shift_id, slot))
        assert said == "未签到：这是第1社区服务中心11月26日（星期四）的签到码，已不在签到时间。"
        assert said == await start(friday, friday.cadre(0), site_codes.live_payload("s" * 32, shift_id, slot))
        assert marks(friday, 0) == []

    async def test_after_five_wrong_codes_none_is_looked_at_for_an_hour(self, friday: Friday) -> None:
        await friday.type(friday.liaison, "/code")
        phone, code = friday.cadre(0), code_on(friday.liaison)
        for _ in range(5):
            assert await friday.type(phone, wrong(code)) == "未签到：签到码不对。请向现场负责人核对后再发。"
        said = await friday.type(phone, code)
        assert re.fullmatch("签到码输错次数过多，(59|60)分钟内不再受理。可请现场负责人点名登记。", said)
        assert marks(friday, 0) == []
        await friday.at(14, 7)
        await friday.tap(friday.liaison, "刷新")
        assert "已签到，时间14:07（迟到37分钟），地点：第1社区服务中心" in await friday.type(
            phone, code_on(friday.liaison)
        )

    async def test_outside_check_in_no_code_is_looked_at(self, sqlite_url: str) -> None:
        async with friday_on(sqlite_url) as friday:
            await friday.at(12, 40)
            assert "签到从13:00起，届时点“刷新”" in await friday.type(friday.liaison, "/code")
            assert friday.liaison.last.labels == ("刷新",)
            await friday.forge(friday.liaison, f"sc:{shift_of(friday).id}:qr")
            assert "下一次签到从11月27日（星期五）13:00起" in await friday.type(friday.cadre(0), "123456")
            assert "13:00起" in await friday.forge(friday.cadre(0), f"ec:{friday.row(0).activity_id}")
            await friday.at(15, 31)
            assert await friday.tap(friday.liaison, "刷新") == "目前没有可以出示签到码的点位。"

    async def test_only_who_leads_a_place_sees_its_code(self, friday: Friday) -> None:
        assert await friday.type(friday.cadre(0), "/code") == "您没有办理此事的权限。如需办理，请联系管理员。"
        await friday.type(friday.organizer, "/code")
        await friday.tap(friday.organizer, "第2社区服务中心")
        other = shift_of(friday, 1).id
        for phone in (friday.cadre(0), friday.liaison):
            for act in ("show", "again", "qr"):
                assert (
                    await friday.forge(phone, f"sc:{other}:{act}") == "您没有办理此事的权限。如需办理，请联系管理员。"
                )
        assert await friday.forge(friday.organizer, f"sc:{other}:nothing") == "这个按钮已失效，请使用最新的卡片。"

        def make_lead(session: Session) -> None:
            lead = session.scalars(select(Cadre.id).where(Cadre.telegram_id == friday.town.cadres[0])).one()
            session.get_one(Shift, other).lead_id = lead

        friday.stage.bot.storage.write_now(make_lead)
        assert "第2社区服务中心" in await friday.type(friday.cadre(0), "/code")

    async def test_a_lead_who_speaks_english_reads_english(self, friday: Friday) -> None:
        friday.speak_english(0)

        def make_lead(session: Session) -> None:
            lead = session.scalars(select(Cadre.id).where(Cadre.telegram_id == friday.town.cadres[0])).one()
            session.get_one(Shift, shift_of(friday).id).lead_id = lead

        friday.stage.bot.storage.write_now(make_lead)
        assert "For use until 13:10; taken until 13:20" in await friday.type(friday.cadre(0), "/code")


class TestPicture:
    async def test_scanning_it_checks_in_at_once_until_its_code_is_over(self, friday: Friday) -> None:
        await friday.type(friday.liaison, "/code")
        assert await friday.tap(friday.liaison, "二维码") == "二维码已发送"
        picture = next(each for each in friday.liaison.messages if each.photo)
        assert "【扫码签到】第1社区服务中心，13:20前有效" in picture.text
        payload = payload_now(friday)
        name = friday.stage.sandbox.world.bot.username
        assert picture.photo == draw_qr(f"https://t.me/{name}?start={payload}")
        assert "code.picture" in actions(friday)
        assert "签到成功，时间13:05" in await start(friday, friday.cadre(0), payload)
        assert [mark.source for mark in marks(friday, 0)] == ["code"]
        assert "无需重复" in await start(friday, friday.cadre(0), payload)
        await friday.at(13, 20)
        assert "已于13:20失效" in await start(friday, friday.cadre(1), payload)
        assert marks(friday, 1) == []

    async def test_a_forged_one_is_worth_nothing(self, friday: Friday) -> None:
        await friday.type(friday.liaison, "/code")
        payload = payload_now(friday)
        forged = payload[:-4] + ("AAAA" if not payload.endswith("AAAA") else "BBBB")
        for typed in (forged, f"code-999-1-{'a' * 22}", f"code-2147483647-9999999999-{'a' * 22}"):
            assert "签到码不对" in await start(friday, friday.cadre(0), typed)
        assert marks(friday, 0) == []

    async def test_a_stranger_who_scans_is_a_stranger(self, friday: Friday) -> None:
        await friday.type(friday.liaison, "/code")
        stranger = friday.stage.sandbox.person(999_999)
        assert "仅供受邀的同志使用" in await start(friday, stranger, payload_now(friday))

    async def test_a_printed_sheet_holds_for_its_day_while_check_in_is_open(self, sqlite_url: str) -> None:
        async with friday_on(sqlite_url) as friday:
            await friday.at(12, 40)
            shift = shift_of(friday)
            friday.stage.bot.storage.write_now(lambda session: secret_of(session, session.get_one(Shift, shift.id)))
            shift = shift_of(friday)
            paper = site_codes.paper_payload(shift.code_secret or "", shift.id, FRIDAY)
            other_day = site_codes.paper_payload(shift.code_secret or "", shift.id, FRIDAY - timedelta(days=7))
            assert "13:00起" in await start(friday, friday.cadre(0), paper)
            await friday.at(14, 50)
            assert "已签到，时间14:50（迟到80分钟）" in await start(friday, friday.cadre(0), paper)
            assert "签到码不对" in await start(friday, friday.cadre(1), other_day)
            await friday.at(15, 30)
            assert "已不在签到时间" in await start(friday, friday.cadre(1), paper)
            assert marks(friday, 1) == []


class TestTapOff:
    async def test_a_tap_or_a_word_says_what_is_needed_and_records_nothing(self, sqlite_url: str) -> None:
        async with taking(sqlite_url, "code") as friday:
            phone = friday.cadre(0)
            await friday.at(9, 0)
            await friday.type(phone, "/today")
            assert "签到" not in phone.last.labels
            assert "输入签到码" in phone.last.labels, "nothing redraws the card when check-in opens"
            assert "发送位置" not in phone.last.labels
            assert "13:00起" in await friday.tap(phone, "输入签到码")
            await friday.at(13, 5)
            refused = "未签到：本次活动凭签到码签到。请向现场负责人索取6位签到码并直接发送，或扫描二维码。"
            assert await friday.forge(phone, f"in:{friday.row(0).activity_id}") == refused
            assert await friday.type(phone, "到了") == refused
            assert "本次活动不核对位置" in await send(friday, phone, HERE)
            assert marks(friday, 0) == []
            await friday.type(friday.liaison, "/code")
            assert "签到成功" in await friday.type(phone, code_on(friday.liaison))

    async def test_with_every_way_off_the_roll_call_is_left(self, sqlite_url: str) -> None:
        async with taking(sqlite_url) as friday:
            await friday.at(13, 5)
            phone = friday.cadre(0)
            assert "本次活动由现场点名登记" in await friday.type(phone, "签到")
            assert await friday.type(phone, "123456") == "本次活动不使用签到码。"
            assert await friday.type(friday.liaison, "/code") == "目前没有可以出示签到码的点位。"
            await friday.type(friday.liaison, "/rollcall")
            assert "签到码" not in friday.liaison.last.labels
            assert await friday.tap(friday.liaison, "张1") == "已记到场：张1"

    async def test_outside_the_fence_there_is_no_tap_to_fall_back_on(self, sqlite_url: str) -> None:
        async with taking(sqlite_url, "code", "location") as friday:
            await friday.at(13, 5)
            await agree(friday, friday.cadre(0))
            await send(friday, friday.cadre(0), OFF)
            assert friday.cadre(0).last.labels == ("重新定位", "输入签到码")
            said = await friday.forge(friday.cadre(0), f"lo:{friday.row(0).activity_id}:anyway")
            assert "凭签到码签到" in said
            assert marks(friday, 0) == []


class TestPosition:
    async def test_it_is_asked_for_only_with_a_consent_of_its_own(self, friday: Friday) -> None:
        phone = friday.cadre(0)
        notice = await send(friday, phone, HERE)
        assert "位置信息属于敏感个人信息，须经您单独同意" in notice
        assert phone.last.labels == ("同意", "不同意")
        assert marks(friday, 0) == []
        assert await friday.tap(phone, "不同意") == ""
        assert phone.last.text == "不使用您的位置。请用其他方式签到，或由现场点名。"
        await friday.type(phone, "/today")
        await friday.tap(phone, "发送位置")
        assert phone.last.text == notice
        assert await friday.tap(phone, "同意") == "已同意"
        assert "请点下方“发送我的位置”" in phone.last.text
        assert [[key.label for key in row] for row in phone.reply_keyboard] == [["发送我的位置"], ["返回"]]
        await friday.type(phone, "返回")
        assert phone.last.text == "没有发送位置。"
        assert [[key.label for key in row] for row in phone.reply_keyboard] == STANDING
        assert "location.consent" in actions(friday)

    async def test_inside_it_checks_in_and_keeps_metres_alone(self, friday: Friday) -> None:
        phone = friday.cadre(0)
        await agree(friday, phone)
        phone.press_key("发送我的位置", position=HERE)
        await friday.soon()
        assert phone.last.text == (
            "签到成功，时间13:05，地点：第1社区服务中心，距签到点约71米（手机未报告精度）。"
            "位置不作保存。结束后请记得签退。"
        )
        assert [[key.label for key in row] for row in phone.reply_keyboard] == STANDING
        assert [(mark.source, mark.distance_metres, mark.is_inside) for mark in marks(friday, 0)] == [
            ("location", 71, True)
        ]
        assert "无需重复" in await send(friday, phone, OFF)
        written = everything(friday)
        assert not any(figure in written for figure in ("903111", "144222", "908355", "143777"))

    async def test_outside_it_tells_the_distance_and_is_no_gate(self, friday: Friday) -> None:
        phone = friday.cadre(0)
        await agree(friday, phone)
        await send(friday, phone, OFF, 35.0)
        outside = phone.messages[-2].text
        assert outside == (
            "暂未签到：您距第1社区服务中心签到点约640米，超出签到范围（300米），手机报告精度35米。"
            "您的位置仅用于本次核对，不作保存。"
        )
        assert [[key.label for key in row] for row in phone.reply_keyboard] == STANDING
        assert phone.last.labels == ("重新定位", "输入签到码", "仍然签到")
        assert marks(friday, 0) == []
        assert await friday.tap(phone, "仍然签到") == "签到成功 13:05"
        assert [(mark.source, mark.distance_metres, mark.is_inside) for mark in marks(friday, 0)] == [
            ("self_tap", 640, False)
        ]
        assert not any(figure in everything(friday) for figure in ("908355", "143777"))

    async def test_a_distance_of_long_ago_or_of_nobody_is_no_evidence(self, friday: Friday) -> None:
        number = friday.row(0).activity_id
        assert await friday.forge(friday.cadre(1), f"lo:{number}:anyway") == "签到成功 13:05"
        await agree(friday, friday.cadre(0))
        await send(friday, friday.cadre(0), OFF)
        await friday.at(13, 16)
        await friday.tap(friday.cadre(0), "仍然签到")
        assert [mark.distance_metres for place in (0, 1) for mark in marks(friday, place)] == [None, None]

    async def test_a_vague_phone_is_granted_its_accuracy_but_no_more_than_the_radius(self, friday: Friday) -> None:
        await agree(friday, friday.cadre(0))
        await send(friday, friday.cadre(0), OFF, 1_500.0)
        assert marks(friday, 0) == []
        await send(friday, friday.cadre(0), (42.9026 + 0.0045, 125.1437), 250.0)  # some 500 m
        assert "手机报告精度250米" in friday.cadre(0).last.text
        assert [mark.is_inside for mark in marks(friday, 0)] == [True]

    async def test_it_is_said_in_english(self, friday: Friday) -> None:
        friday.speak_english(0)
        phone = friday.cadre(0)
        assert "needs your separate consent" in await send(friday, phone, HERE)
        await friday.tap(phone, "Agree")
        await send(friday, phone, OFF)
        assert phone.messages[-2].text.startswith("Not checked in: you are about 640 m from the point of")
        assert phone.last.labels == ("Locate again", "Enter code", "Check in anyway")
        assert "Checked in at 13:05, 第1社区服务中心, about 71 m from the point (accuracy 20 m)." in await send(
            friday, phone, HERE
        )

    async def test_what_does_not_say_where_the_person_is_now_is_refused_with_its_reason(self, friday: Friday) -> None:
        phone = friday.cadre(0)
        await agree(friday, phone)
        phone.send_location(*HERE, forwarded=True)
        await friday.soon()
        assert "这是转发的位置" in phone.last.text
        assert [key.label for row in phone.reply_keyboard for key in row] == ["发送我的位置", "返回"]
        where = {"latitude": HERE[0], "longitude": HERE[1]}
        phone._say(media={"location": {**where, "live_period": 900, "horizontal_accuracy": 5.0}})
        await friday.soon()
        assert "不接收实时位置" in phone.last.text
        phone._say(media={"location": where, "venue": {"location": where, "title": "广场", "address": "人民大街"}})
        await friday.soon()
        assert "从地图上选的地点" in phone.last.text
        assert marks(friday, 0) == []
        assert "903111" not in everything(friday)

    async def test_the_steps_of_a_live_position_are_not_answered(self, friday: Friday) -> None:
        phone = friday.cadre(0)
        before = len(phone.messages)
        where = {"latitude": HERE[0], "longitude": HERE[1], "live_period": 900}
        message = {
            "message_id": 7,
            "date": int(friday.stage.clock.now().timestamp()),
            "edit_date": int(friday.stage.clock.now().timestamp()),
            "chat": phone.chat.json,
            "from": phone.account.json,
            "location": where,
        }
        friday.stage.sandbox.world.updates.add("edited_message", message)
        await friday.soon()
        assert len(phone.messages) == before
        assert "903111" not in everything(friday)

    async def test_one_that_was_read_late_is_refused_as_old(self, friday: Friday) -> None:
        phone = friday.cadre(0)
        await agree(friday, phone)
        await friday.stage.stop_bot()
        phone.send_location(*HERE)
        friday.stage.clock.set(friday.stage.clock.now() + timedelta(minutes=5))
        await friday.stage.start_bot()
        await friday.stage.advance(seconds=10)
        assert any("这是5分钟前发出的位置" in each.text for each in phone.messages)
        assert marks(friday, 0) == []
        assert "903111" not in everything(friday)

    async def test_the_consent_is_withdrawn_in_the_settings(self, friday: Friday) -> None:
        phone = friday.cadre(0)
        await friday.type(phone, "/settings")
        assert "撤回位置核对的同意" not in phone.last.labels
        await agree(friday, phone)
        await friday.type(phone, "/settings")
        await friday.tap(phone, "撤回位置核对的同意")
        assert phone.last.text.startswith("已撤回同意，今后不再核对您的位置。")
        assert "须经您单独同意" in await send(friday, phone, HERE)
        assert "location.withdraw" in actions(friday)
        assert marks(friday, 0) == []

    async def test_outside_check_in_it_says_when_it_opens(self, sqlite_url: str) -> None:
        async with friday_on(sqlite_url) as friday:
            await friday.at(12, 40)
            assert "13:00起" in await send(friday, friday.cadre(0), HERE)
            assert "13:00起" in await friday.forge(friday.cadre(0), f"lo:{friday.row(0).activity_id}:ask")

    async def test_a_site_without_a_position_offers_none(self, friday: Friday) -> None:
        def forget(session: Session) -> None:
            for site in session.scalars(select(Site)):
                site.latitude = site.longitude = None

        friday.stage.bot.storage.write_now(forget)
        await friday.type(friday.cadre(0), "/today")
        assert "发送位置" not in friday.cadre(0).last.labels
        assert "没有登记坐标" in await send(friday, friday.cadre(0), HERE)

    async def test_organizers_hear_once_of_a_site_that_seems_copied_from_a_chinese_map(self, friday: Friday) -> None:
        def copy(session: Session) -> None:
            for site in session.scalars(select(Site)):
                site.latitude, site.longitude = wgs84_to_gcj02(42.9026, 125.1437)

        friday.stage.bot.storage.write_now(copy)
        for place in (0, 1):
            await agree(friday, friday.cadre(place))
            await send(friday, friday.cadre(place), HERE)
        hints = [each.text for each in friday.organizer.messages if "GCJ-02" in each.text]
        assert len(hints) == 1
        assert "第1社区服务中心" in hints[0]
        assert "张" not in hints[0]

    async def test_a_failure_keeps_no_coordinates(self, friday: Friday, monkeypatch: pytest.MonkeyPatch) -> None:
        await agree(friday, friday.cadre(0))
        monkeypatch.setattr(positions, "_targets", lambda *_args: 1 / 0)
        assert "没有办成" in await send(friday, friday.cadre(0), HERE)
        rows = friday.read(lambda session: list(session.scalars(select(InboxRow))))
        assert [row.state for row in rows].count(InboxState.FAILED) == 1
        assert "903111" not in everything(friday)


def test_a_position_that_is_answered_is_masked_as_well() -> None:
    answered = {"message_id": 1, "location": {"latitude": HERE[0], "longitude": HERE[1]}}
    body = json.dumps({"update_id": 1, "message": {"text": "在这", "reply_to_message": answered, "entities": [{}]}})
    assert "903111" not in masked(body)
    assert json.loads(masked(body))["message"]["text"] == "在这"


class TestCall:
    @pytest.fixture
    async def snow(self, database_url: str) -> AsyncIterator[Snow]:
        snow = await opened(database_url)
        await snow.call_out()
        yield snow
        await snow.stage.close()

    async def test_the_code_of_another_place_counts_where_the_person_is(self, snow: Snow) -> None:
        first = next(phone for phone in snow.rung() if "木栈道" in phone.last.text)
        await snow.tap(first, "参加")
        assert {"输入签到码", "发送位置"} <= set(first.last.labels)
        await snow.type(snow.organizer, "/code")
        await snow.tap(snow.organizer, "安华小区")
        said = await snow.type(first, code_on(snow.organizer))
        assert "地点：安华小区。原通知您到沿河木栈道A段，现按您所在的安华小区登记。" in said
        assert "安华小区　1/1" in snow.board()
        query = select(Site.name).join(Shift, Shift.site_id == Site.id).join(Summons, Summons.shift_id == Shift.id)
        asked = query.join(Cadre, Cadre.id == Summons.cadre_id).where(Cadre.telegram_id == first.id)
        assert snow.stage.bot.storage.read_now(lambda session: session.scalars(asked).one()) == "安华小区"

    async def test_a_position_is_compared_with_the_place_one_was_asked_to(self, snow: Snow) -> None:
        first = next(phone for phone in snow.rung() if "木栈道" in phone.last.text)
        await snow.tap(first, "参加")
        await snow.tap(first, "发送位置")
        await snow.tap(first, "同意")
        first.send_location(*HERE, 10.0)
        await snow.stage.advance(seconds=6)
        assert any("地点：沿河木栈道A段，距签到点约71米" in each.text for each in first.messages)

    async def test_whoever_was_not_asked_is_not_let_in(self, snow: Snow) -> None:
        await snow.type(snow.organizer, "/code")
        await snow.tap(snow.organizer, "安华小区")
        other = next(phone for phone in snow.everybody if phone not in snow.rung())
        shift = snow.stage.bot.storage.read_now(
            lambda session: session.scalars(select(Shift).where(Shift.code_secret.is_not(None))).one()
        )
        slot = site_codes.slot_of(snow.stage.clock.now(), timedelta(minutes=10))
        other.start(site_codes.live_payload(shift.code_secret or "", shift.id, slot))
        await snow.stage.advance(seconds=6)
        assert "您不在这次活动的名单里" in other.last.text
