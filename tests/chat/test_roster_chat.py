"""The roster brought in from a phone: the file, its preview, the word, the numbers, the invitations."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Attachment, Cadre, Invite, RoleGrant, Unit
from bot.services.roster_import import subject_of
from tests.chat.office import HEAD, Office, book, office_on
from tests.reports.files import Rows
from tests.town import START


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with office_on(sqlite_url) as opened:
        yield opened


class TestImporting:
    async def test_the_preview_says_what_would_change_and_changes_nothing(self, office: Office) -> None:
        before = office.names()
        card = await office.offer(("市第1局", "王五", "科员", "副联络员", ""), ("市第1局", "张1", "处长", "", ""))
        assert "新增人员：1名" in card
        assert "市第1局 王五（＋副联络员）" in card
        assert "市第1局 张1（职务）" in card
        assert "文件未列出而保留：3名" in card
        assert office.names() == before

    async def test_the_confirmed_roster_is_in_force_and_comes_back_with_numbers(self, office: Office) -> None:
        await office.offer(("市第1局", "王五", "科员", "", ""))
        assert await office.tap("确认导入") == "花名册已导入"
        assert "王五" in office.names()
        assert "【花名册已导入】" in office.card()
        file = office.organizer.last.file
        assert file is not None
        assert file.name == "花名册（含编号）.xlsx"
        sheet = load_workbook(io.BytesIO(file.content))["人员"]
        assert [cell.value for cell in sheet[2]][:5] == ["市第1局", "王五", "科员", None, "01-001"]

    async def test_who_joins_the_surge_team_is_shown_and_held(self, office: Office) -> None:
        head = (*HEAD, "突击队")
        card = await office.offer(("市第1局", "张1", "", "", "", "√"), head=head)
        assert "人员变动：1名" in card
        assert "市第1局 张1（加入突击队）" in card
        assert await office.tap("确认导入") == "花名册已导入"
        surge = select(Cadre.name).where(Cadre.is_surge.is_(True))
        assert office.stage.bot.storage.read_now(lambda session: list(session.scalars(surge))) == ["张1"]

    async def test_a_whole_town_comes_in_at_once(self, office: Office) -> None:
        await office.say("/roster")
        await office.send(
            book(
                {
                    "人员": [HEAD, ("市第2局", "赵六", "", "联络员", "")],
                    "单位": [("单位", "序号"), ("市第2局", 2)],
                    "社区": [("社区",), ("东山社区",)],
                    "点位": [
                        ("社区", "点位", "地址", "集合地点", "负责人", "纬度", "经度", "坐标系"),
                        ("东山社区", "服务站", "东山路2号", "门前", "钱七", 42.9, 125.1, "GCJ-02"),
                    ],
                    "结对": [("单位", "社区"), ("市第2局", "东山社区")],
                }
            )
        )
        await office.tap("确认导入")
        card = office.card()
        assert "新增单位：1个（默认未启用）" in card
        assert "新增点位：1个" in card
        assert office.count(Unit) == 2

    async def test_a_second_import_of_the_same_file_has_nothing_to_change(self, office: Office) -> None:
        await office.offer(("市第1局", "王五", "科员", "", ""))
        await office.tap("确认导入")
        assert "与现有花名册一致" in await office.offer(("市第1局", "王五", "科员", "", ""))

    async def test_a_cancelled_roster_changes_nothing_and_is_forgotten(self, office: Office) -> None:
        await office.offer(("市第1局", "王五", "", "", ""))
        await office.tap("取消")
        assert "王五" not in office.names()
        assert office.draft().sheet == {}
        assert "已取消，没有变动" in office.card()

    async def test_a_restart_between_preview_and_word_loses_nothing(self, office: Office) -> None:
        await office.offer(("市第1局", "王五", "", "", ""))
        await office.stage.stop_bot()
        await office.stage.start_bot()
        await office.tap("确认导入")
        assert "王五" in office.names()

    async def test_a_doubled_tap_imports_once(self, office: Office) -> None:
        await office.offer(("市第1局", "王五", "", "", ""))
        first, second = office.organizer.tap("确认导入"), office.organizer.tap("确认导入")
        await office.settle()
        answers = [office.organizer.answer_to(query) for query in (first, second)]
        assert [answer.text for answer in answers if answer] == ["花名册已导入", "这份花名册已经处理过了。"]
        assert office.names().count("王五") == 1

    async def test_a_roster_that_changed_since_the_preview_is_not_brought_in(self, office: Office) -> None:
        await office.offer(("市第1局", "王五", "", "", ""))

        def rename(session: Session) -> None:
            session.scalars(select(Cadre).where(Cadre.name == "张1")).one().title = "处长"

        office.stage.bot.storage.write_now(rename)
        assert "已有变动" in await office.tap("确认导入")
        assert "王五" not in office.names()


class TestRights:
    async def test_a_cadre_is_refused(self, office: Office) -> None:
        cadre = office.stage.sandbox.person(office.town.cadres[0])
        assert await office.say("/roster", cadre) == "您没有办理此事的权限。如需办理，请联系管理员。"
        assert await office.say("/units", cadre) == "您没有办理此事的权限。如需办理，请联系管理员。"
        assert await office.say("/invites", cadre) == "您没有办理此事的权限。如需办理，请联系管理员。"

    async def test_who_lost_the_right_after_the_preview_cannot_confirm(self, office: Office) -> None:
        await office.offer(("市第1局", "王五", "", "", ""))

        def dismiss(session: Session) -> None:
            for grant in session.scalars(select(RoleGrant)):
                grant.revoked_at = START

        office.stage.bot.storage.write_now(dismiss)
        assert await office.tap("确认导入") == "您没有办理此事的权限。如需办理，请联系管理员。"
        assert "王五" not in office.names()

    async def test_anothers_import_cannot_be_confirmed_by_a_forged_tap(self, office: Office) -> None:
        await office.offer(("市第1局", "王五", "", "", ""))
        admin = office.stage.sandbox.person(office.town.admin)
        admin.type("你好")
        await office.settle()
        query = admin.tap_data(f"imy:{office.draft().id}")
        await office.settle()
        answer = admin.answer_to(query)
        assert answer is not None
        assert answer.text == "您没有办理此事的权限。如需办理，请联系管理员。"
        assert "王五" not in office.names()

    @pytest.mark.parametrize(
        "data",
        [
            "imy",
            "imy:x",
            "imy:999999",
            "imy:99999999999999999999",
            "inv:99999999999999999999",
            "imn:-1",
            "inv:everything",
            "us:1:2",
            "up:x",
        ],
    )
    async def test_a_forged_tap_changes_nothing(self, office: Office, data: str) -> None:
        await office.offer(("市第1局", "王五", "", "", ""))
        query = office.organizer.tap_data(data)
        await office.settle()
        answer = office.organizer.answer_to(query)
        assert answer is not None
        assert answer.is_alert
        assert "王五" not in office.names()
        assert office.count(Invite) == 0

    async def test_an_organizer_makes_nobody_admin(self, office: Office) -> None:
        card = await office.offer(("市第1局", "王五", "", "管理员", ""))
        assert "须由管理员导入" in card
        assert "王五" not in office.names()


class TestBadInput:
    async def test_words_instead_of_a_file_are_told_what_is_expected(self, office: Office) -> None:
        await office.say("/roster")
        assert "正在等待花名册文件" in await office.say("花名册在这里")
        assert await office.say("取消") == "已取消，花名册没有变动。"
        assert "没有看懂" in await office.say("花名册在这里")

    async def test_a_picture_instead_of_a_file_is_told_what_is_expected(self, office: Office) -> None:
        await office.say("/roster")
        office.organizer.send_photo(b"picture")
        await office.settle()
        assert "正在等待花名册文件" in office.organizer.last.text

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("roster.pdf", b"%PDF-1.7", "无法识别该文件"),
            ("roster.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "另存为 .xlsx"),
        ],
    )
    async def test_a_file_of_another_kind_is_named(self, office: Office, name: str, content: bytes, said: str) -> None:
        await office.say("/roster")
        assert said in await office.send(content, name)

    async def test_a_file_too_large_is_not_even_fetched(self, office: Office) -> None:
        await office.say("/roster")
        assert "超过 10 MB" in await office.send(b"0" * (10 * 1024 * 1024 + 1))

    async def test_every_faulty_row_is_named_and_nothing_is_imported(self, office: Office) -> None:
        before = office.count(Cadre)
        card = await office.offer(
            ("市第1局", "王" * 300, "", "", ""),
            ("市第1局", "王<b>五</b>", "", "", ""),
            ("市第1局", '=HYPERLINK("x")', "", "", ""),
            ("市第1局", "孙九", "科员", "", ""),
            ("市第1局", "孙九", "科员", "", ""),
            ("没有这个局", "王五", "", "", ""),
            ("市第1局", "王六", "", "司令", ""),
            ("市第1局", "王七", "220402199001011234", "", ""),
        )
        assert card.startswith("【花名册未导入】")
        for said in (
            "第2行B列“王王",
            "有300个字，最多30个字",
            "第3行B列“王<b>五</b>”含有不允许的字符<",
            "第4行B列是公式",
            "第6行“市第1局 孙九 科员”与第5行",
            "第7行的单位“没有这个局”尚未登记",
            "“司令”无法识别",
            "第9行C列疑似身份证号",
        ):
            assert said in card
        assert "220402199001011234" not in card
        assert office.count(Cadre) == before
        assert office.draft().sheet == {}
        assert "确认导入" not in str(office.organizer.last.markup)

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([("单位", "姓名", "手机号"), ("市第1局", "王五", "")], "C列“手机号”无法识别"),
            ([("甲", "乙"), ("丙", "丁")], "没有找到表头"),
        ],
    )
    async def test_columns_that_nobody_knows_are_named(self, office: Office, rows: Rows, said: str) -> None:
        await office.say("/roster")
        assert said in await office.send(book({"人员": rows}))

    async def test_merged_cells_are_named(self, office: Office) -> None:
        await office.say("/roster")
        rows = [HEAD, ("市第1局", "王五", "", "", ""), ("", "王六", "", "", "")]
        assert "合并单元格（A2:A3）" in await office.send(book({"人员": rows}, {"人员": "A2:A3"}))

    async def test_a_corrected_file_may_be_sent_at_once(self, office: Office) -> None:
        await office.offer(("没有这个局", "王五", "", "", ""))
        await office.send(book({"人员": [HEAD, ("市第1局", "王五", "", "", "")]}))
        await office.tap("确认导入")
        assert "王五" in office.names()

    async def test_many_faults_come_as_a_file(self, office: Office) -> None:
        card = await office.offer(*((f"没有这个局{n}", "王五", "", "", "") for n in range(30)))
        del card
        assert "共有30处错误" in office.card()
        assert "另有22处" in office.card()
        file = office.organizer.last.file
        assert file is not None
        assert len(file.content.decode("utf-8-sig").splitlines()) == 30
        await office.stage.advance(minutes=10)  # it has arrived, so nothing of it is kept
        kept = select(Attachment.content).where(Attachment.name == "faults.txt")
        assert office.stage.bot.storage.read_now(lambda session: session.scalars(kept).all()) == [b""]

    async def test_ten_thousand_rows_are_looked_through(self, office: Office) -> None:
        await office.say("/roster")
        text = "单位,姓名\n" + "".join(f"市第1局,某人{n:05}\n" for n in range(10_000))
        await office.send(text.encode(), "people.csv")
        assert "新增人员：10000名" in office.card()


class TestUnits:
    async def test_a_unit_is_switched_off_and_on_by_its_button(self, office: Office) -> None:
        assert "市第1局：已启用；已绑定4/4" in await office.say("/units")
        assert await office.tap("停用 1") == "已停用：市第1局"
        assert "市第1局：未启用" in office.organizer.last.text
        await office.tap("启用 1")
        assert "已启用1个" in office.organizer.last.text

    async def test_what_a_unit_lacks_is_said(self, office: Office) -> None:
        await office.say("/roster")
        await office.send(book({"单位": [("单位", "序号"), ("市第1局", 1), ("市第2局", 2)]}))
        await office.tap("确认导入")
        assert "市第2局：未启用、缺少点位、联络员未绑定；已绑定0/0" in await office.say("/units")

    async def test_many_units_are_shown_page_by_page(self, office: Office) -> None:
        await office.say("/roster")
        units = [(f"市第{n}局", n) for n in range(1, 12)]
        await office.send(book({"单位": [("单位", "序号"), *units]}))
        await office.tap("确认导入")
        await office.say("/units")
        await office.tap("下一页")
        assert "11. 市第11局" in office.organizer.last.text
        assert "1. 市第1局" not in office.organizer.last.text


class TestInvitations:
    async def test_the_invitations_come_as_one_file(self, office: Office) -> None:
        await office.offer(("市第1局", "王五", "", "联络员", ""))
        await office.tap("确认导入")
        assert await office.tap("生成邀请（单位及联络员等）") == "已生成2份邀请"
        file = office.organizer.last.file
        assert file is not None
        sheet = load_workbook(io.BytesIO(file.content))["市第1局"]
        links = [row[4].value for row in sheet.iter_rows(min_row=4)]
        assert all(str(link).startswith("https://t.me/") for link in links)
        assert office.count(Invite) == 2

    async def test_the_links_are_in_clear_nowhere_once_the_file_has_left(self, office: Office) -> None:
        await office.say("/invites")
        await office.tap("生成邀请（含每个人）")
        await office.stage.advance(minutes=11)
        kept = office.stage.bot.storage.read_now(
            lambda session: session.scalars(select(Attachment.content).where(Attachment.key.like("invites:%"))).all()
        )
        assert kept == [b""]

    async def test_invitations_in_force_are_replaced_only_after_asking_and_only_once(self, office: Office) -> None:
        await office.say("/invites")
        await office.tap("生成邀请（单位及联络员等）")
        await office.tap("生成邀请（单位及联络员等）")
        assert "已有1份邀请在有效期内" in office.organizer.last.text
        first, second = office.organizer.tap("重新生成"), office.organizer.tap("重新生成")
        await office.settle()
        answers = [office.organizer.answer_to(query) for query in (first, second)]
        assert [answer.text for answer in answers if answer] == [
            "已生成1份邀请",
            "这个按钮已失效，请使用最新的卡片。",
        ]

    async def test_the_invitations_of_one_unit_can_be_ended(self, office: Office) -> None:
        await office.say("/invites 市第1局")
        await office.say("/invites 市第1局")
        assert await office.tap("全部作废") == "已作废1份邀请"
        assert await office.say("/invites 没有这个局") == "没有这个单位，请核对名称。"


async def test_the_template_can_be_fetched_and_is_read_as_empty(office: Office) -> None:
    await office.say("/roster")
    await office.tap("下载模板")
    file = office.organizer.last.file
    assert file is not None
    assert file.name == "花名册模板.xlsx"
    assert subject_of(1) == "import:1"
