"""How people come in, over the sandbox: links, codes, consent, names, and the liaison's card."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.model import Attendance, AuditEntry, Cadre, Claim, ClaimState, Dialogue, InviteKind, Reach, Role, RoleGrant
from bot.rehearsal.stage import Stage
from bot.sandbox.phone import Phone
from bot.services import invites, people
from bot.storage import Storage
from tests.town import START, Town, build_town, settings_for

T = TypeVar("T")
NEW_PHONE = 950_001
BEFORE_REMINDER = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)  # Thursday 14:30 in Shanghai; at 15:00 all are reminded
CHECKING_IN = datetime(2026, 11, 27, 5, 15, tzinfo=UTC)  # Friday 13:15, in the window
BEFORE_MIDNIGHT = datetime(2026, 11, 26, 15, 50, tzinfo=UTC)


@dataclass
class Play:
    """A running bot in its town, with a few people on the roster who are not linked."""

    stage: Stage
    town: Town

    def phone(self, telegram_id: int, language_code: str = "zh-hans") -> Phone:
        return self.stage.sandbox.person(telegram_id, language_code=language_code)

    def read(self, query: Callable[[Session], T]) -> T:
        return self.stage.bot.storage.read_now(query)

    def write(self, work: Callable[[Session], T]) -> T:
        return self.stage.bot.storage.write_now(work)

    def cadre(self, name: str, place: int = 0) -> Cadre:
        return self.read(lambda session: session.scalars(select(Cadre).where(Cadre.name == name)).all()[place])

    def claims(self) -> list[Claim]:
        return self.read(lambda session: list(session.scalars(select(Claim).order_by(Claim.id))))

    def unit_link(self, place: int = 0) -> invites.Issued:
        return self._issue(InviteKind.UNIT, unit_id=self.town.unit_ids[place])

    def personal_link(self, name: str) -> invites.Issued:
        return self._issue(InviteKind.PERSON, cadre_id=self.cadre(name).id)

    def admin_link(self) -> invites.Issued:
        now = self.stage.clock.now()
        return self.write(lambda session: invites.admin_link(session, now=now, minutes=30))

    def _issue(self, kind: InviteKind, unit_id: int | None = None, cadre_id: int | None = None) -> invites.Issued:
        now, lasts = self.stage.clock.now(), timedelta(days=30)
        return self.write(
            lambda session: invites.issue(session, now=now, kind=kind, unit_id=unit_id, cadre_id=cadre_id, lasts=lasts)
        )

    async def comes(self, telegram_id: int, token: str, name: str = "", language_code: str = "zh-hans") -> Phone:
        """Open a link, agree, and give the name where it is asked for."""
        phone = self.phone(telegram_id, language_code)
        phone.start(token)
        await self.stage.advance(seconds=2)
        phone.tap("同意" if language_code.startswith("zh") else "Agree")
        await self.stage.advance(seconds=3)
        if name:
            phone.type(name)
            await self.stage.advance(seconds=3)
        return phone


def enlist(session: Session, unit_id: int) -> None:
    """Put on the roster: 王芳 once, 李伟 twice, none of them linked."""
    for number, name, title in (("X1", "王芳", "科员"), ("X2", "李伟", "科长"), ("X3", "李伟", "主任")):
        session.add(Cadre(roster_no=number, name=name, title=title, unit_id=unit_id))


async def playing(url: str, start: datetime) -> AsyncIterator[Play]:
    storage = Storage(url)
    town = storage.write_now(lambda session: build_town(session, units=2))
    storage.write_now(lambda session: enlist(session, town.unit_ids[0]))
    storage.close()
    stage = Stage(settings_for(url), start=start)
    for number in (town.liaison, town.organizer, town.admin):
        stage.sandbox.person(number).account.has_started = True
    await stage.open()
    await stage.advance(seconds=5)
    yield Play(stage, town)
    await stage.close()


@pytest.fixture
def start() -> datetime:
    """When the stage opens; a test that needs another moment says so."""
    return BEFORE_REMINDER


@pytest.fixture
async def play(sqlite_url: str, start: datetime) -> AsyncIterator[Play]:
    async for made in playing(sqlite_url, start):
        yield made


@pytest.fixture
async def both(database_url: str, start: datetime) -> AsyncIterator[Play]:
    async for made in playing(database_url, start):
        yield made


class TestPersonalLink:
    async def test_it_binds_after_consent_and_brings_the_open_card(self, both: Play) -> None:
        phone = both.phone(NEW_PHONE)
        phone.start(both.personal_link("王芳").token)
        await both.stage.advance(seconds=2)
        assert "王芳同志" in phone.last.text
        assert "境外平台 Telegram" in phone.last.text
        assert both.cadre("王芳").telegram_id is None

        phone.tap("同意")
        await both.stage.advance(seconds=5)

        cadre = both.cadre("王芳")
        assert cadre.telegram_id == NEW_PHONE
        assert cadre.consent_version == "2026-1"
        assert cadre.consented_at is not None
        assert any("绑定成功" in message.text for message in phone.messages)
        assert phone.last.text.startswith("【志愿服务日】")
        assert next(key.label for row in phone.reply_keyboard for key in row) == "签到"

    async def test_the_notice_says_what_is_kept_who_sees_it_and_for_how_long(self, play: Play) -> None:
        token = play.personal_link("王芳").token
        chinese, english = play.phone(NEW_PHONE), play.phone(NEW_PHONE + 1, "en")
        for phone in (chinese, english):
            phone.start(token)
        await play.stage.advance(seconds=3)
        kept = ("签到、签退的时间和方式", "请假的日期和事由", "另经您单独同意", "不保存坐标", "90天", "10年")
        assert [words for words in (*kept, "本单位联络员") if words not in chinese.last.text] == []
        kept = (
            "with time and way",
            "reasons of leave",
            "separate consent",
            "coordinates are not",
            "90 days",
            "10 years",
        )
        assert [words for words in (*kept, "your unit’s liaison") if words not in english.last.text] == []


class TestUnitLink:
    async def test_the_name_waits_for_one_tap_of_the_liaison(self, both: Play) -> None:
        link = both.unit_link()
        phone = await both.comes(NEW_PHONE, link.token, " 王 芳 ")
        assert "联络员确认" in phone.last.text
        liaison = both.phone(both.town.liaison)
        assert "王芳（科员）" in liaison.last.text

        liaison.tap("全部通过")
        await both.stage.advance(seconds=5)

        assert liaison.answers[-1].text == "已通过1人"
        assert both.cadre("王芳").telegram_id == NEW_PHONE
        assert phone.last.text.startswith("【志愿服务日】")
        assert any("没有等待确认的人员" in message.text for message in liaison.messages)

    async def test_one_tap_confirms_all_unique_matches_and_no_namesake(self, play: Play) -> None:
        play.write(lambda session: session.add(Cadre(roster_no="X4", name="赵敏", unit_id=play.town.unit_ids[0])))
        link = play.unit_link().token
        for place, name in enumerate(("王芳", "李伟", "赵敏", "钱七")):
            await play.comes(NEW_PHONE + place, link, name)
        liaison = play.phone(play.town.liaison)

        liaison.tap("全部通过（2）")
        await play.stage.advance(seconds=5)

        assert play.cadre("王芳").telegram_id == NEW_PHONE
        assert play.cadre("赵敏").telegram_id == NEW_PHONE + 2
        assert [claim.typed_name for claim in play.claims() if claim.state is ClaimState.WAITING] == ["李伟", "钱七"]

    async def test_the_liaison_picks_between_namesakes(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.unit_link().token, "李伟")
        liaison = play.phone(play.town.liaison)

        liaison.tap("李伟·主任")
        await play.stage.advance(seconds=5)

        assert play.cadre("李伟", 0).telegram_id is None
        assert play.cadre("李伟", 1).telegram_id == NEW_PHONE
        assert any("绑定成功" in message.text for message in phone.messages)

    async def test_an_unknown_name_is_added_by_one_tap(self, play: Play) -> None:
        await play.comes(NEW_PHONE, play.unit_link().token, "钱七")

        play.phone(play.town.liaison).tap("新增 钱七")
        await play.stage.advance(seconds=5)

        cadre = play.cadre("钱七")
        assert (cadre.telegram_id, cadre.unit_id) == (NEW_PHONE, play.town.unit_ids[0])

    async def test_who_is_not_of_the_unit_is_told_and_stays_a_stranger(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.unit_link().token, "钱七")

        play.phone(play.town.liaison).tap("不是本单位")
        await play.stage.advance(seconds=5)

        assert "未能确认" in phone.last.text
        assert play.read(lambda session: people.find(session, NEW_PHONE)) is None

    async def test_who_was_turned_away_three_times_asks_the_liaison_no_more(self, play: Play) -> None:
        link, liaison = play.unit_link().token, play.phone(play.town.liaison)
        for _ in range(3):
            await play.comes(NEW_PHONE, link, "钱七")
            liaison.tap("不是本单位")
            await play.stage.advance(minutes=2)

        await play.comes(NEW_PHONE, link, "钱七")

        assert [claim.state for claim in play.claims()] == [ClaimState.REJECTED] * 3

    async def test_two_accounts_that_claim_one_person_both_need_a_look(self, play: Play) -> None:
        link = play.unit_link().token
        await play.comes(NEW_PHONE, link, "王芳")
        await play.comes(NEW_PHONE + 1, link, "王芳")
        liaison = play.phone(play.town.liaison)
        assert [claim.cadre_id is None for claim in play.claims()] == [False, True]
        assert not any("全部通过" in label for label in liaison.last.labels)

    async def test_what_is_no_name_is_asked_for_again(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.unit_link().token, "我是<b>王芳</b>")
        assert "没有认出姓名" in phone.last.text

        phone.type("王芳")
        await play.stage.advance(seconds=3)

        assert len(play.claims()) == 1

    async def test_the_liaison_is_rung_once_while_people_wait(self, play: Play) -> None:
        link, liaison = play.unit_link().token, play.phone(play.town.liaison)
        before = liaison.rings
        for place, name in enumerate(("王芳", "李伟", "钱七")):
            await play.comes(NEW_PHONE + place, link, name)
        assert liaison.rings == before + 1

    @pytest.mark.parametrize("start", [CHECKING_IN])
    async def test_a_check_in_while_waiting_counts_with_its_own_time(self, both: Play) -> None:
        phone = await both.comes(NEW_PHONE, both.unit_link().token, "王芳")
        await both.stage.advance_to(CHECKING_IN + timedelta(minutes=5))
        phone.type("签到")
        await both.stage.advance(seconds=3)
        assert phone.last.text.startswith("已记下签到时间13:20")
        await both.stage.advance(minutes=40)

        both.phone(both.town.liaison).tap("全部通过")
        await both.stage.advance(seconds=5)

        cadre_id = both.cadre("王芳").id
        line = both.read(
            lambda session: session.scalars(select(Attendance).where(Attendance.cadre_id == cadre_id)).one()
        )
        assert line.checked_in_at == CHECKING_IN + timedelta(minutes=5)
        assert "已签到 13:20" in phone.last.text

    async def test_a_check_in_outside_the_window_is_not_kept(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.unit_link().token, "王芳")
        phone.type("签到")
        await play.stage.advance(seconds=3)
        assert "现在不在签到时间" in phone.last.text
        assert play.claims()[0].checked_in_at is None


class TestWhoMayDecide:
    async def test_a_liaison_of_another_unit_is_refused(self, play: Play) -> None:
        await play.comes(NEW_PHONE, play.unit_link(0).token, "王芳")
        claim = play.claims()[0]
        stranger = play.phone(
            play.read(lambda session: session.scalars(select(Cadre).where(Cadre.name == "联络2")).one()).telegram_id
            or 0
        )
        stranger.type("你好")

        stranger.tap_data(f"cy:{claim.id}:{claim.unit_id}:{play.cadre('王芳').id}")
        await play.stage.advance(seconds=2)

        assert "没有办理此事的权限" in stranger.answers[-1].text
        assert stranger.answers[-1].is_alert
        assert play.cadre("王芳").telegram_id is None

    async def test_the_slower_of_two_is_told_that_it_is_decided(self, play: Play) -> None:
        await play.comes(NEW_PHONE, play.unit_link().token, "王芳")
        claim, cadre = play.claims()[0], play.cadre("王芳")
        liaison, organizer = play.phone(play.town.liaison), play.phone(play.town.organizer)

        liaison.tap_data(f"cn:{claim.id}:{claim.unit_id}")
        organizer.tap_data(f"cy:{claim.id}:{claim.unit_id}:{cadre.id}")
        await play.stage.advance(seconds=2)

        texts = sorted([liaison.answers[-1].text, organizer.answers[-1].text])
        assert sum("已处理或已撤回" in text for text in texts) == 1
        decided = play.claims()[0]
        assert (decided.state is ClaimState.APPROVED) == (play.cadre("王芳").telegram_id == NEW_PHONE)

    async def test_a_tap_for_somebody_of_another_name_changes_nothing(self, play: Play) -> None:
        await play.comes(NEW_PHONE, play.unit_link().token, "王芳")
        claim = play.claims()[0]
        liaison = play.phone(play.town.liaison)

        liaison.tap_data(f"cy:{claim.id}:{claim.unit_id}:{play.cadre('李伟').id}")
        await play.stage.advance(seconds=2)

        assert "花名册已有变化" in liaison.answers[-1].text
        assert play.claims()[0].state is ClaimState.WAITING

    async def test_a_liaison_cannot_hand_an_organizers_account_to_anyone(self, play: Play) -> None:
        wang = play.cadre("王芳").id
        play.write(
            lambda session: session.add(
                RoleGrant(cadre_id=wang, role=Role.ORGANIZER, granted_at=START, granted_by="test")
            )
        )
        await play.comes(NEW_PHONE, play.unit_link().token, "王芳")
        liaison = play.phone(play.town.liaison)

        liaison.tap("王芳")
        await play.stage.advance(seconds=2)

        assert "没有办理此事的权限" in liaison.answers[-1].text
        assert play.cadre("王芳").telegram_id is None

    async def test_forged_taps_are_refused_with_an_alert(self, play: Play) -> None:
        liaison = play.phone(play.town.liaison)
        forged = ("cy:1", "cy:x:y:z", "ca", "cp:1", "cn:999:1", "ok", "nok:1", "cu:2", "lang:xx", "del", "keep")
        for data in forged:
            liaison.tap_data(data)
            await play.stage.settle()
        assert [answer.is_alert for answer in liaison.answers] == [True] * len(forged)


class TestEscalation:
    async def test_unanswered_for_two_hours_it_goes_to_the_organizer_where_there_is_no_deputy(self, play: Play) -> None:
        await play.comes(NEW_PHONE, play.unit_link().token, "王芳")
        organizer = play.phone(play.town.organizer)
        before = organizer.rings
        await play.stage.advance(minutes=115)
        assert organizer.rings == before

        await play.stage.advance(minutes=10)

        assert organizer.rings == before + 1
        organizer.tap("全部通过")
        await play.stage.advance(seconds=5)
        assert play.cadre("王芳").telegram_id == NEW_PHONE

    async def test_the_deputy_comes_before_the_organizer(self, play: Play) -> None:
        deputy = play.phone(play.town.cadres[0])
        deputy.type("你好")
        name = play.read(lambda session: people.require(session, deputy.id).id)
        unit_id = play.town.unit_ids[0]
        play.write(
            lambda session: session.add(
                RoleGrant(cadre_id=name, role=Role.DEPUTY, unit_id=unit_id, granted_at=START, granted_by="test")
            )
        )
        await play.comes(NEW_PHONE, play.unit_link().token, "王芳")
        organizer = play.phone(play.town.organizer)
        before = organizer.rings
        await play.stage.advance(minutes=125)
        assert "等待确认" in deputy.last.text
        assert organizer.rings == before

        await play.stage.advance(minutes=120)

        assert organizer.rings == before + 1

    async def test_without_a_linked_liaison_it_goes_on_at_once(self, play: Play) -> None:
        liaison = play.phone(play.town.liaison)
        liaison.block()
        await play.stage.advance(seconds=2)
        organizer = play.phone(play.town.organizer)
        before = organizer.rings
        await play.comes(NEW_PHONE, play.unit_link().token, "王芳")
        assert organizer.rings == before + 1


class TestConsent:
    async def test_who_does_not_agree_gets_one_line_and_nothing_more(self, play: Play) -> None:
        phone = play.phone(NEW_PHONE)
        phone.start(play.personal_link("王芳").token)
        await play.stage.advance(seconds=2)
        phone.tap("不同意")
        await play.stage.advance(seconds=3)
        assert "无需再做任何事" in phone.last.text
        said = len(phone.messages)

        await play.stage.advance(minutes=45)

        assert len(phone.messages) == said
        cadre = play.cadre("王芳")
        assert (cadre.telegram_id, cadre.refused_at is None) == (None, False)

    async def test_consent_may_be_typed_when_the_button_has_died(self, play: Play) -> None:
        phone = play.phone(NEW_PHONE)
        phone.start(play.personal_link("王芳").token)
        await play.stage.advance(seconds=2)
        phone.type("同意")
        await play.stage.advance(seconds=2)
        assert play.cadre("王芳").telegram_id == NEW_PHONE

    async def test_a_forged_consent_without_a_link_binds_nobody(self, play: Play) -> None:
        play.personal_link("王芳")
        phone = play.phone(NEW_PHONE)
        phone.type("你好")
        await play.stage.advance(seconds=2)
        phone.tap_data("ok:1")
        await play.stage.advance(seconds=2)
        assert phone.answers[-1].is_alert
        assert play.cadre("王芳").telegram_id is None

    async def test_a_double_tap_is_no_fault(self, play: Play) -> None:
        phone = play.phone(NEW_PHONE)
        phone.start(play.unit_link().token)
        await play.stage.advance(seconds=2)
        phone.tap("同意")
        phone.tap("同意")
        await play.stage.advance(seconds=2)
        assert [answer.text for answer in phone.answers] == ["已同意", "已同意"]

    async def test_a_notice_of_yesterday_asks_for_the_link_again(self, play: Play) -> None:
        phone = play.phone(NEW_PHONE)
        phone.start(play.personal_link("王芳").token)
        await play.stage.advance(seconds=2)
        long_ago = play.stage.clock.now() - timedelta(hours=25)
        play.write(lambda session: session.execute(update(Dialogue).values(updated_at=long_ago)))
        phone.tap("同意")
        await play.stage.advance(seconds=2)
        assert "重新点击邀请链接" in phone.answers[-1].text
        assert play.cadre("王芳").telegram_id is None


class TestStrangers:
    @pytest.mark.parametrize("start", [BEFORE_MIDNIGHT])
    async def test_a_stranger_gets_one_line_a_day(self, play: Play) -> None:
        phone = play.phone(NEW_PHONE)
        for text in ("你好", "/help", "签到", "/start"):
            phone.type(text)
            await play.stage.advance(seconds=2)
        phone.edit_last("你好啊")
        await play.stage.advance(seconds=2)
        assert [message.text[:6] for message in phone.messages] == ["您好！这是机"]

        await play.stage.advance(minutes=15)
        phone.type("你好")
        await play.stage.advance(seconds=2)

        assert len(phone.messages) == 2

    async def test_a_stranger_with_an_english_phone_reads_english(self, play: Play) -> None:
        phone = play.phone(NEW_PHONE, "en")
        phone.type("hi")
        await play.stage.advance(seconds=2)
        assert phone.last.text.startswith("Hello!")

    async def test_a_typed_code_opens_the_notice(self, play: Play) -> None:
        code = play.unit_link().code
        phone = play.phone(NEW_PHONE)
        phone.type(f"{code[:4].lower()} {code[4:]}")
        await play.stage.advance(seconds=2)
        assert "是否同意并继续" in phone.last.text

    async def test_wrong_codes_are_counted_and_then_not_looked_at(self, play: Play) -> None:
        code = play.unit_link().code
        phone = play.phone(NEW_PHONE)
        for last in "ABCDE":
            phone.type(f"2345678{last}")
            await play.stage.advance(seconds=2)
        for _ in range(3):
            phone.type(code)
            await play.stage.advance(seconds=2)
        texts = [message.text for message in phone.messages]
        assert [("次数过多" in text) for text in texts] == [False] * 5 + [True]

    async def test_a_wrong_link_is_answered_once_an_hour(self, play: Play) -> None:
        phone = play.phone(NEW_PHONE)
        for _ in range(3):
            phone.start("nonsense")
            await play.stage.advance(seconds=2)
        assert len(phone.messages) == 1
        assert "无效" in phone.last.text


class TestAdminLink:
    async def test_it_makes_one_admin_once(self, play: Play) -> None:
        link = play.admin_link().token
        phone = await play.comes(NEW_PHONE, link)
        assert phone.last.text == "您已是管理员。"
        grants = play.read(lambda session: people.grants_of(session, people.require(session, NEW_PHONE).id))
        assert [grant.role for grant in grants] == [Role.ADMIN]

        other = play.phone(NEW_PHONE + 1)
        other.start(link)
        await play.stage.advance(seconds=2)

        assert "无效" in other.last.text

    async def test_it_is_good_for_half_an_hour(self, play: Play) -> None:
        link = play.admin_link().token
        phone = play.phone(NEW_PHONE)
        phone.start(link)
        await play.stage.advance(minutes=31)
        phone.tap("同意")
        await play.stage.advance(seconds=2)
        assert "已过期" in phone.answers[-1].text
        assert play.read(lambda session: people.find(session, NEW_PHONE)) is None


class TestChanges:
    async def test_another_account_takes_over_after_the_liaisons_tap(self, play: Play) -> None:
        link = play.personal_link("王芳").token
        old = await play.comes(NEW_PHONE, link)
        new = await play.comes(NEW_PHONE + 1, link)
        assert "另一个 Telegram 账号" in new.last.text
        liaison = play.phone(play.town.liaison)
        assert "更换 Telegram 账号" in liaison.last.text

        liaison.tap("通过 王芳")
        await play.stage.advance(seconds=5)

        assert play.cadre("王芳").telegram_id == NEW_PHONE + 1
        assert "改绑" in old.last.text
        assert new.last.text.startswith("【志愿服务日】")
        actions = play.read(lambda session: list(session.scalars(select(AuditEntry.action))))
        assert "claim.approved" in actions

    async def test_a_change_of_unit_is_the_new_liaisons_to_confirm(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.personal_link("王芳").token)
        phone.start(play.unit_link(1).token)
        await play.stage.advance(seconds=2)
        phone.tap("申请调入")
        await play.stage.advance(seconds=2)
        claim, wang = play.claims()[0], play.cadre("王芳")
        assert claim.unit_id == play.town.unit_ids[1]
        old = play.phone(play.town.liaison)
        old.tap_data(f"cy:{claim.id}:{claim.unit_id}:{wang.id}")
        await play.stage.advance(seconds=2)
        assert old.answers[-1].is_alert

        taker = play.phone(
            play.read(lambda session: session.scalars(select(Cadre).where(Cadre.name == "联络2")).one()).telegram_id
            or 0
        )
        taker.type("你好")
        taker.tap_data(f"cy:{claim.id}:{claim.unit_id}:{wang.id}")
        await play.stage.advance(seconds=5)

        assert play.cadre("王芳").unit_id == play.town.unit_ids[1]
        assert any("计数单位已变更" in message.text for message in phone.messages)
        lines = play.read(
            lambda session: list(session.scalars(select(Attendance.unit_id).where(Attendance.cadre_id == wang.id)))
        )
        assert lines == [play.town.unit_ids[1]]

    async def test_who_leaves_loses_roles_and_is_never_written_to_again(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.personal_link("王芳").token)
        phone.type("/settings")
        await play.stage.advance(seconds=2)
        phone.tap("申请退出花名册")
        await play.stage.advance(seconds=2)
        play.phone(play.town.liaison).tap("通过 王芳")
        await play.stage.advance(seconds=5)
        said = len(phone.messages)
        assert "已退出花名册" in phone.last.text
        cadre = play.cadre("王芳")
        assert (cadre.telegram_id, cadre.left_on) == (None, date(2026, 11, 26))

        await play.stage.advance(minutes=45)

        assert len(phone.messages) == said

    async def test_whoever_comes_back_after_a_block_gets_the_open_card_again(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.personal_link("王芳").token)
        phone.block()
        await play.stage.advance(seconds=2)
        assert play.cadre("王芳").reach is Reach.BLOCKED

        phone.unblock()
        await play.stage.advance(seconds=5)

        assert play.cadre("王芳").reach is Reach.OK
        assert phone.last.text.startswith("【志愿服务日】")

    async def test_a_message_from_someone_out_of_reach_brings_them_back(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.personal_link("王芳").token)
        wang = play.cadre("王芳").id
        play.write(lambda session: session.execute(update(Cadre).where(Cadre.id == wang).values(reach=Reach.NOT_FOUND)))
        phone.type("/start")
        await play.stage.advance(seconds=5)
        assert play.cadre("王芳").reach is Reach.OK


class TestPrivacy:
    async def test_privacy_says_what_is_kept_and_who_answers_for_it(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.personal_link("王芳").token)
        phone.type("/privacy")
        await play.stage.advance(seconds=2)
        for part in ("姓名王芳", "人员编号X1", "活动记录1条", "90天", "/delete", "Telegram"):
            assert part in phone.last.text

    async def test_delete_asks_once_more_and_then_cuts_the_link_alone(self, both: Play) -> None:
        phone = await both.comes(NEW_PHONE, both.personal_link("王芳").token)
        phone.type("/delete")
        await both.stage.advance(seconds=2)
        assert both.cadre("王芳").telegram_id == NEW_PHONE

        phone.tap("确认解除绑定")
        await both.stage.advance(seconds=3)

        cadre = both.cadre("王芳")
        assert (cadre.telegram_id, cadre.consented_at, cadre.language) == (None, None, None)
        assert "人员编号X1" in phone.last.text
        records = both.read(
            lambda session: list(session.scalars(select(Attendance).where(Attendance.cadre_id == cadre.id)))
        )
        assert len(records) == 1
        said = len(phone.messages)
        await both.stage.advance(minutes=45)
        assert len(phone.messages) == said

    async def test_an_old_personal_link_does_not_work_after_delete(self, play: Play) -> None:
        link = play.personal_link("王芳").token
        phone = await play.comes(NEW_PHONE, link)
        phone.type("/delete")
        await play.stage.advance(seconds=2)
        phone.tap("确认解除绑定")
        await play.stage.advance(seconds=2)
        other = play.phone(NEW_PHONE + 1)
        other.start(link)
        await play.stage.advance(seconds=2)
        assert "无效" in other.last.text

    async def test_keeping_changes_nothing_and_the_question_is_over(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.personal_link("王芳").token)
        phone.type("/delete")
        await play.stage.advance(seconds=2)
        phone.tap("取消")
        await play.stage.advance(seconds=2)
        phone.tap("确认解除绑定")
        await play.stage.advance(seconds=2)
        assert phone.answers[-1].is_alert
        assert play.cadre("王芳").telegram_id == NEW_PHONE

    async def test_delete_while_waiting_takes_the_claim_back(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.unit_link().token, "王芳")
        phone.type("/delete")
        await play.stage.advance(seconds=3)
        assert play.claims()[0].state is ClaimState.WITHDRAWN
        assert "没有等待确认的人员" in play.phone(play.town.liaison).last.text

    async def test_the_chosen_language_shows_on_the_card_at_once(self, play: Play) -> None:
        phone = await play.comes(NEW_PHONE, play.personal_link("王芳").token)
        phone.type("/settings")
        await play.stage.advance(seconds=2)
        phone.tap("English")
        await play.stage.advance(seconds=5)
        card = next(message for message in phone.messages if "Join" in message.labels)
        assert "Fri 27 Nov" in card.text
        phone.tap("Join")
        await play.stage.advance(seconds=2)
        assert phone.answers[-1].text.isascii()


class TestChangedNotice:
    @pytest.mark.parametrize("start", [datetime(2026, 11, 26, 1, 15, tzinfo=UTC)])
    async def test_everybody_is_asked_once_about_a_new_version(self, play: Play) -> None:
        phone = play.phone(play.town.cadres[0])
        phone.type("/start")
        play.write(lambda session: session.execute(update(Cadre).values(consent_version="2025-9")))
        await play.stage.advance(minutes=10)
        assert "告知书已更新" in phone.last.text

        phone.tap("同意")
        await play.stage.advance(seconds=2)

        versions = play.read(lambda session: people.require(session, phone.id).consent_version)
        assert versions == "2026-1"
        assert sum("告知书已更新" in message.text for message in phone.messages) == 1

    @pytest.mark.parametrize("start", [datetime(2026, 11, 26, 1, 15, tzinfo=UTC)])
    async def test_who_does_not_agree_any_more_is_offered_the_way_out(self, play: Play) -> None:
        phone = play.phone(play.town.cadres[0])
        phone.type("/start")
        play.write(lambda session: session.execute(update(Cadre).values(consent_version="2025-9")))
        await play.stage.advance(minutes=10)
        phone.tap("不同意")
        await play.stage.advance(seconds=2)
        phone.tap("确认解除绑定")
        await play.stage.advance(seconds=2)
        assert play.read(lambda session: people.find(session, phone.id)) is None


class TestStaffChanges:
    async def test_a_liaison_lets_go_who_has_left_by_two_taps(self, play: Play) -> None:
        gone = await play.comes(NEW_PHONE, play.personal_link("王芳").token)
        liaison = play.phone(play.town.liaison)
        liaison.type("/unit")
        await play.stage.advance(seconds=2)
        for label in ("人员变动", "王芳（科员）", "确认已离开"):
            liaison.tap(label)
            await play.stage.advance(seconds=2)
        assert liaison.answers[-1].text == "已登记离开：王芳"
        assert play.cadre("王芳").telegram_id is None
        assert "已退出花名册" in gone.last.text
