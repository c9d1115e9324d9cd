"""What a person asks about themself, a liaison about the unit, and the menus of commands."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.commands import COMMANDS_OF, UNOFFERED, commands_for
from bot.chat.routes import COMMANDS
from bot.model import AuditEntry, Cadre, Role, RoleGrant
from bot.texts import LANGUAGES, load_texts
from tests.chat.friday import Friday
from tests.town import START


def speak_english(friday: Friday, telegram_id: int) -> None:
    def write(session: Session) -> None:
        session.scalars(select(Cadre).where(Cadre.telegram_id == telegram_id)).one().language = "en"

    friday.stage.bot.storage.write_now(write)


async def test_today_without_service_says_when_the_next_one_is(friday: Friday) -> None:
    await friday.opened()
    said = await friday.type(friday.cadre(0), "今日")
    assert said == "今天没有志愿服务。下一次：周五志愿服务，11月27日（星期五）13:30。"


async def test_today_shows_the_card_at_the_bottom_without_a_sound(friday: Friday) -> None:
    await friday.at(13, 5)
    phone = friday.cadre(0)
    rings = phone.rings
    assert "【今日志愿服务】" in await friday.type(phone, "/today")
    assert "签到" in phone.last.labels
    assert phone.rings == rings
    assert sum("签到" in message.labels for message in phone.messages) == 1


async def test_the_own_record_shows_the_week_the_year_and_hours_with_two_decimals(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    first = await friday.type(phone, "/me")
    assert "· 11月27日（星期五）周五志愿服务：未答复" in first
    assert "2026年：参加0次，服务0.00小时。" in first
    assert "请于11月26日（星期四）17:30前答复，自愿参加" in first
    await friday.at(13, 20)
    await friday.type(phone, "到了")
    await friday.at(15, 10)
    await friday.type(phone, "签退")
    second = await friday.type(phone, "我的")
    assert "· 11月27日（星期五）周五志愿服务：已参加（提前离开），1.67小时" in second
    assert "2026年：参加1次，服务1.67小时。" in second
    assert "待办" not in second


async def test_a_missing_check_out_is_a_thing_to_do(friday: Friday) -> None:
    await friday.at(13, 20)
    await friday.type(friday.cadre(0), "到了")
    await friday.at(15, 40)
    said = await friday.type(friday.cadre(0), "/me")
    assert "已签到，未签退" in said
    assert "· 11月27日（星期五）：未签退，时长暂不计入" in said


async def test_the_year_is_turned_to_and_back(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    await friday.type(phone, "/me")
    await friday.tap(phone, "本年明细")
    assert phone.last.labels == ("返回",)
    await friday.tap(phone, "返回")
    assert "本周：" in phone.last.text


async def test_leave_offers_the_reasons_and_one_tap_records_it(friday: Friday) -> None:
    await friday.opened()
    phone = friday.cadre(0)
    said = await friday.type(phone, "请假")
    assert said == "【请假】周五志愿服务，11月27日（星期五）。请选择事由，无需再作说明："
    assert phone.last.labels == ("公务", "出差", "值班", "病假", "个人原因")
    assert await friday.tap(phone, "出差") == "已登记：请假"
    assert (friday.row(0).answer, friday.row(0).reason) == ("excused", "trip")
    # The menu is no card: the card above is the one that changes, and stays.
    assert any("您已请假（出差）" in message.text for message in phone.messages)
    assert phone.last.text == said


async def test_leave_with_nothing_open_says_so(friday: Friday) -> None:
    assert await friday.type(friday.cadre(0), "/leave") == "目前没有等待您答复的活动。"


async def test_a_leave_reason_that_nobody_drew_is_refused(friday: Friday) -> None:
    await friday.opened()
    assert "失效" in await friday.forge(friday.cadre(0), "le:1:holiday")
    assert friday.row(0).answer == "pending"


async def test_a_liaison_sees_the_answers_and_alone_the_reasons_for_leave(friday: Friday) -> None:
    await friday.opened()
    await friday.tap(friday.cadre(0), "参加")
    await friday.excuse(friday.cadre(1), "值班")
    said = await friday.type(friday.liaison, "/unit")
    assert "参加 1 · 请假 1 · 不参加 0 · 未答复 3 · 未绑定 1" in said
    assert "张2" not in said
    await friday.tap(friday.liaison, "查看请假")
    assert "· 张2：值班" in friday.liaison.last.text
    looks = friday.read(lambda session: session.scalars(select(AuditEntry.action)).all())
    assert "unit.read_leaves" in looks
    for phone in (friday.cadre(0), friday.organizer):
        assert (
            await friday.forge(phone, f"ut:{friday.roll_id()}:leaves:0")
            == "您没有办理此事的权限。如需办理，请联系管理员。"
        )
        assert await friday.type(phone, "/unit") == "您没有办理此事的权限。如需办理，请联系管理员。"


async def test_before_the_first_invitations_a_liaison_gets_to_the_people_of_the_unit(friday: Friday) -> None:
    liaison = friday.liaison
    assert (await friday.type(liaison, "/unit")).startswith("本单位目前没有已发出邀请的活动。")
    await friday.tap(liaison, "人员变动：市第1局")
    assert liaison.last.text.startswith("【人员变动】市第1局，6人。")
    await friday.type(liaison, "/settings")
    await friday.tap(liaison, "English")
    await friday.type(liaison, "/unit")
    assert liaison.last.labels == ("Staff changes: 市第1局",)


async def test_help_offers_each_role_its_own_commands_and_no_more(friday: Friday) -> None:
    def offered(text: str) -> set[str]:
        return set(re.findall(r"^/(\w+)", text, re.MULTILINE))

    assert offered(await friday.type(friday.cadre(0), "/help")) == set(commands_for(()))
    assert offered(await friday.type(friday.liaison, "/help")) == set(commands_for((Role.LIAISON,)))
    assert offered(await friday.type(friday.organizer, "/help")) == set(commands_for((Role.ORGANIZER,)))
    assert "rollcall" not in commands_for(())
    assert {"rollcall", "unit"} <= set(commands_for((Role.LIAISON,)))
    assert "unit" not in commands_for((Role.ORGANIZER,))


async def test_help_is_in_the_persons_language(friday: Friday) -> None:
    speak_english(friday, friday.town.cadres[0])
    assert "/today Today's activity" in await friday.type(friday.cadre(0), "/help")


async def test_the_menu_follows_language_and_role(friday_on_both: Friday) -> None:
    friday = friday_on_both
    await friday.stage.bot.menus.look()
    assert list(friday.cadre(0).menu) == commands_for(())
    assert friday.cadre(0).menu["today"] == "今日活动"
    assert list(friday.liaison.menu) == commands_for((Role.LIAISON,))
    speak_english(friday, friday.town.liaison)

    def change(session: Session) -> None:
        session.scalars(select(RoleGrant).where(RoleGrant.role == Role.ORGANIZER)).one().revoked_at = START

    friday.stage.bot.storage.write_now(change)
    await friday.stage.bot.menus.look()
    assert friday.liaison.menu["today"] == "Today's activity"
    assert list(friday.organizer.menu) == commands_for(())


async def test_whoever_chose_a_language_reads_the_menu_in_it_whatever_the_phone_speaks(friday_on_both: Friday) -> None:
    friday = friday_on_both
    menus, phone = friday.stage.bot.menus, friday.cadre(0)
    await menus.look()
    for word, label, said in (("English", "en", "Today's activity"), ("中文", "zh-CN", "今日活动")):
        phone.account.language_code = "zh-hans" if label == "en" else "en"
        await friday.type(phone, "/settings")
        await friday.tap(phone, word)
        await menus.look()
        assert list(phone.menu) == commands_for(())
        assert phone.menu["today"] == said
    speak_english(friday, friday.town.cadres[1])
    await friday.stage.stop_bot()
    await friday.stage.start_bot()
    await friday.stage.bot.menus.look()
    assert friday.cadre(1).menu["today"] == "Today's activity"
    # Who chose nothing goes on reading what the phone speaks; so does who is unlinked.
    friday.cadre(2).account.language_code = "en"
    assert friday.cadre(2).menu["today"] == "Today's activity"
    await friday.type(phone, "/delete")
    await friday.tap(phone, "确认解除绑定")
    await friday.stage.bot.menus.look()
    assert phone.menu["today"] == "Today's activity"


async def test_an_english_phone_reads_the_menu_in_english(friday: Friday) -> None:
    phone = friday.stage.sandbox.person(990_001, language_code="en")
    phone.type("hello")
    await friday.stage.bot.menus.look()
    assert phone.menu["today"] == "Today's activity"


def test_every_command_is_offered_to_someone_or_on_paper_and_every_offer_is_a_command() -> None:
    assert set(COMMANDS_OF) | UNOFFERED == set(COMMANDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_described_within_telegrams_limit(language: str) -> None:
    for word in COMMANDS_OF:
        assert 1 <= len(load_texts().format(language, f"command-{word}")) <= 256
