"""The roster from the command line: template, preview, import, export, invitations, the first admin's link."""

from __future__ import annotations

import argparse
import asyncio
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.cli import roster as commands
from bot.cli.console import Console
from bot.errors import Fault
from bot.model import AuditEntry, Cadre, Invite, InviteKind, Role, RoleGrant
from bot.reports.orders import RosterFile
from bot.reports.roster_sheet import read_roster
from bot.services import invites
from bot.storage import InstanceLock, SecondInstance, Storage
from tests.cli.terminal import telegram
from tests.reports.files import Rows, workbook

NEEDS = ("社区", "点位", "类型", "面积", "需要人数", "工具", "负责单位", "相邻单位")
HEAD = ("单位", "姓名", "职务", "角色", "人员编号")
UNITS = [("单位", "序号"), ("市教育局", 1), ("市财政局", 2)]
PEOPLE = [HEAD, ("市教育局", "张三", "科长", "联络员", ""), ("市财政局", "李四", "", "组织者", "")]
Run = Callable[..., int]


class Desk:
    """An operator's folder with settings, a database and a roster."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.config = folder / "config.toml"
        self.configure()

    def configure(self, *lines: str) -> None:
        self.config.write_text("\n".join(["[database]", f'url = "{self.url}"', *lines]), encoding="utf-8")

    def roster(self, people: Any = PEOPLE, name: str = "花名册.xlsx") -> Path:
        path = self.folder / name
        path.write_bytes(workbook({"人员": people, "单位": UNITS}).content)
        return path

    def stretches(self, *rows: tuple[object, ...]) -> Path:
        path = self.folder / "点位.xlsx"
        sheets: dict[str, Rows] = {
            "人员": PEOPLE,
            "单位": UNITS,
            "社区": [("社区",), ("东吉社区",)],
            "点位": [NEEDS, *rows],
        }
        path.write_bytes(workbook(sheets).content)
        return path

    def run(self, command: Run, file: Path | None = None, **options: object) -> int:
        args = argparse.Namespace(config=self.config, file=file, **options)
        return command(args, Console("zh-CN", is_chosen=True))

    def names(self) -> list[str]:
        storage = Storage(self.url)
        try:
            return storage.read_now(lambda session: list(session.scalars(select(Cadre.name).order_by(Cadre.id))))
        finally:
            storage.close()

    def read(self, query: Callable[[Any], Any]) -> Any:
        storage = Storage(self.url)
        try:
            return storage.read_now(query)
        finally:
            storage.close()


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Desk:
    return Desk(tmp_path, sqlite_url)


def test_the_template_is_written_and_never_over_another_file(desk: Desk) -> None:
    file = desk.folder / "模板.xlsx"
    assert desk.run(commands.write_template, file) == 0
    assert len(load_workbook(file).sheetnames) == 6
    with pytest.raises(commands.FileExists):
        desk.run(commands.write_template, file)


def test_a_template_that_was_not_filled_in_is_no_roster(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    file = desk.folder / "模板.xlsx"
    desk.run(commands.write_template, file)
    assert desk.run(commands.import_roster, file, yes=True) == 2
    said = capsys.readouterr().out
    assert "表中没有可导入的内容：示例行不导入，此外没有填写。请在表头下方填写" in said
    assert "没有变动" not in said


def test_a_roster_is_brought_in_and_its_numbers_are_given_back(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run(commands.import_roster, desk.roster(), yes=True) == 0
    said = capsys.readouterr().out
    assert "新增单位：2个" in said
    assert "市教育局 张三（＋联络员）" in said
    assert desk.names() == ["张三", "李四"]
    numbered = desk.folder / "花名册（含编号）.xlsx"
    sheet = read_roster(RosterFile(name=numbered.name, content=numbered.read_bytes()))
    assert [person.roster_no for person in sheet.people] == ["01-001", "02-001"]
    acts = desk.read(lambda session: session.execute(select(AuditEntry.actor, AuditEntry.action)).all())
    assert sorted(tuple(act) for act in acts) == [("operator", "role.grant")] * 2 + [("operator", "roster.import")]


def test_the_operator_may_appoint_organizers(desk: Desk) -> None:
    desk.run(commands.import_roster, desk.roster(), yes=True)
    roles = desk.read(lambda session: session.scalars(select(RoleGrant.role).order_by(RoleGrant.id)).all())
    assert roles == [Role.LIAISON, Role.ORGANIZER]


def test_a_look_ahead_changes_nothing(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run(commands.import_roster, desk.roster(), dry_run=True) == 0
    assert "没有导入" in capsys.readouterr().out
    assert desk.names() == []


def test_a_look_ahead_shows_who_is_new_moved_renamed_or_missing(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first = [HEAD, ("市教育局", "张三", "", "", ""), ("市财政局", "李四", "", "", ""), ("市教育局", "王五", "", "", "")]
    desk.run(commands.import_roster, desk.roster(first), yes=True)
    numbers = dict(desk.read(lambda session: session.execute(select(Cadre.name, Cadre.roster_no)).all()))
    then = [
        HEAD,
        ("市财政局", "张三", "", "", numbers["张三"]),
        ("市财政局", "李思", "", "", numbers["李四"]),
        ("市教育局", "赵六", "", "", ""),
    ]
    file = desk.roster(then, "新花名册.xlsx")
    capsys.readouterr()
    shown = {
        "zh-CN": ("新增人员，例如：", "调动人员，例如：", "改名人员，例如：", "文件未列出的人员，例如："),
        "en": ("New people,", "Moved people,", "Renamed people,", "People whom the file does not list,"),
    }
    for language, heads in shown.items():
        args = argparse.Namespace(config=desk.config, file=file, dry_run=True)
        assert commands.import_roster(args, Console(language, is_chosen=True)) == 0
        said = capsys.readouterr().out
        places = [
            said.index(part) for pair in zip(heads, ("赵六", "张三", "李思", "王五"), strict=True) for part in pair
        ]
        assert places == sorted(places)


@pytest.mark.parametrize(("word", "imported"), [("是", 2), ("y", 2), ("否", 0), ("", 0)])
def test_nothing_happens_without_the_operators_word(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, word: str, imported: int
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(word + "\n"))
    assert desk.run(commands.import_roster, desk.roster()) == 0
    assert len(desk.names()) == imported


def test_every_faulty_row_is_listed_and_nothing_is_imported(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    people = [HEAD, ("市教育局", "张三", "", "", ""), ("市审计局", "李四", "", "", ""), ("市教育局", "", "", "", "")]
    assert desk.run(commands.import_roster, desk.roster(people), yes=True) == 2
    said = capsys.readouterr()
    assert "第3行的单位“市审计局”" in said.out
    assert "第4行" in said.out
    assert "没有导入任何内容" in said.err
    assert desk.names() == []


def test_stretches_come_out_of_an_export_as_they_went_in(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    file = desk.stretches(("东吉社区", "东吉小区", "老旧小区", 1200, "", "铁锹、扫帚", "市教育局", "市财政局"))
    assert desk.run(commands.import_roster, file, yes=True) == 0
    exported = desk.folder / "导出.xlsx"
    assert desk.run(commands.export_roster, exported) == 0
    written = load_workbook(exported)["点位"]
    cells = dict(zip((cell.value for cell in written[1]), (cell.value for cell in written[2]), strict=True))
    assert (cells["类型"], cells["面积（平方米）"], cells["需要人数"]) == ("老旧小区", "1200", None)
    assert (cells["工具"], cells["负责单位"], cells["相邻单位"]) == ("铁锹、扫帚", "市教育局", "市财政局")
    capsys.readouterr()
    assert desk.run(commands.import_roster, exported, yes=True) == 0
    assert "与现有花名册一致" in capsys.readouterr().out


def test_faults_of_a_stretch_are_listed_with_their_cells(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    file = desk.stretches(
        ("东吉社区", "甲路", "道路", "很大", "", "", "", ""),
        ("东吉社区", "乙路", "道路", "", "", "", "市审计局", ""),
        ("东吉社区", "丙路", "道路", "", "", "", "市教育局", "市教育局"),
        ("东吉社区", "丁路", "道路", "", "", "", "", "市教育局、市教育局"),
    )
    assert desk.run(commands.import_roster, file, yes=True) == 2
    said = capsys.readouterr().out
    assert "点位第2行D列的面积（平方米）“很大”应为1至1000000的整数。" in said
    assert "点位第3行G列的单位“市审计局”尚未登记" in said
    assert "点位第4行H列：“市教育局”是负责单位" in said
    assert "点位第5行H列的相邻单位“市教育局”重复。" in said
    assert desk.names() == []


SURGE = [(*HEAD, "党员突击队"), ("市教育局", "张三", "", "", "", "是"), ("市财政局", "李四", "", "", "", "")]


def test_the_surge_team_comes_out_of_an_export_as_it_went_in(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run(commands.import_roster, desk.roster(SURGE), yes=True) == 0
    team = desk.read(lambda session: session.scalars(select(Cadre.name).where(Cadre.is_surge.is_(True))).all())
    assert team == ["张三"]
    exported = desk.folder / "导出.xlsx"
    assert desk.run(commands.export_roster, exported) == 0
    assert [cell.value for cell in load_workbook(exported)["人员"]["F"]] == ["突击队", "是", "否"]
    capsys.readouterr()
    assert desk.run(commands.import_roster, exported, yes=True) == 0
    assert "与现有花名册一致" in capsys.readouterr().out


def test_who_joins_and_leaves_the_surge_team_is_said_before(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.run(commands.import_roster, desk.roster(SURGE), yes=True)
    capsys.readouterr()
    swapped = [SURGE[0], ("市教育局", "张三", "", "", "", "否"), ("市财政局", "李四", "", "", "", "有")]
    assert desk.run(commands.import_roster, desk.roster(swapped), dry_run=True) == 0
    said = capsys.readouterr().out
    assert "人员变动：2名" in said
    assert "市教育局 张三（退出突击队）" in said
    assert "市财政局 李四（加入突击队）" in said


def test_a_wrong_word_on_the_surge_team_is_named_with_its_row(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    people = [*SURGE, ("市财政局", "王五", "", "", "", "也许")]
    assert desk.run(commands.import_roster, desk.roster(people), yes=True) == 2
    assert "人员第4行F列“也许”请填是或否。" in capsys.readouterr().out
    assert desk.names() == []


def test_a_bot_at_work_refuses_the_import(desk: Desk) -> None:
    with InstanceLock(desk.url), pytest.raises(SecondInstance):
        desk.run(commands.import_roster, desk.roster(), yes=True)


def test_an_export_comes_in_again_without_a_change(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.run(commands.import_roster, desk.roster(), yes=True)
    exported = desk.folder / "导出.xlsx"
    assert desk.run(commands.export_roster, exported) == 0
    capsys.readouterr()
    assert desk.run(commands.import_roster, exported, yes=True) == 0
    assert "与现有花名册一致" in capsys.readouterr().out


async def test_invitations_are_written_for_the_asked_unit(desk: Desk) -> None:
    async with telegram() as sandbox:
        desk.configure(
            "[telegram]",
            f'token = "{sandbox.token}"',
            f'base_url = "{sandbox.base_url}"',
            f'file_base_url = "{sandbox.file_base_url}"',
        )
        await asyncio.to_thread(desk.run, commands.import_roster, desk.roster(), yes=True)
        file = desk.folder / "邀请.xlsx"
        assert await asyncio.to_thread(desk.run, commands.write_invites, file, unit="市教育局") == 0
        with pytest.raises(Fault):
            await asyncio.to_thread(desk.run, commands.write_invites, desk.folder / "x.xlsx", unit="没有")
    sheet = load_workbook(file)["市教育局"]
    rows = [(row[2].value, str(row[4].value)) for row in sheet.iter_rows(min_row=4)]
    assert [name for name, _link in rows][1] == "张三"
    token = rows[1][1].partition("?start=")[2]
    invite = desk.read(lambda session: invites.redeem(session, now=datetime.now(UTC), token=token))
    assert invite.kind is InviteKind.PERSON


async def test_the_first_admins_link_opens_the_door_for_an_hour(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    async with telegram() as sandbox:
        desk.configure("[telegram]", f'token = "{sandbox.token}"', f'base_url = "{sandbox.base_url}"')
        assert await asyncio.to_thread(desk.run, commands.admin_link) == 0
    said = capsys.readouterr().out
    token = said.partition("?start=")[2].split()[0]
    invite = desk.read(lambda session: invites.redeem(session, now=datetime.now(UTC), token=token))
    assert invite.kind is InviteKind.ADMIN
    assert token not in desk.read(lambda session: session.scalars(select(Invite.token_hash)).one())
