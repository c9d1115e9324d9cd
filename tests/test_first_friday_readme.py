"""The README's way from a fresh folder to the first Friday, walked as it is written, with real processes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from openpyxl import load_workbook

from bot.sandbox import Phone, Sandbox
from tests.cli.terminal import Ended, Terminal, environ_for, stopped, telegram
from tests.cli.test_run import ready

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")
PREFIX = ".venv/bin/volunteer-bot "

ROWS: dict[str, list[tuple[str | float | None, ...]]] = {
    "单位": [("市教育局", 1, "是"), ("市财政局", 2, "否")],
    "人员": [
        ("市教育局", "王芳", "科长", "联络员"),
        ("市教育局", "赵强", "科员", None),
        ("市财政局", "刘洋", None, None),
    ],
    "社区": [("东吉社区",), ("西宁社区",)],
    "点位": [("东吉社区", "东吉小区", "老旧小区", "东吉大街1号", "服务中心门前", "李四", 42.888, 125.144, "WGS-84")],
    "结对": [("市教育局", "东吉社区")],
}


def steps(readme: Path, heading: str) -> list[str]:
    """Return the commands of a section, in order."""
    section = readme.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, flags=re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def fill_in(file: Path) -> None:
    """Write people into the template as an organizer would, below the example that it comes with."""
    book = load_workbook(file)
    for name, rows in ROWS.items():
        for row in rows:
            book[name].append(row)
    book.save(file)


def links_in(file: Path) -> dict[str, str]:
    """Return the payload of each invitation by the name that stands before it."""
    found = {}
    for sheet in load_workbook(file).worksheets:
        for row in sheet.iter_rows(values_only=True):
            words = [str(word) for word in row if word]
            if link := next((LINK.fullmatch(word) for word in words if LINK.fullmatch(word)), None):
                found[f"{words[1]} {words[2]}"] = link[1]
    return found


class Operator:
    """Types the README's commands into a terminal and answers what they ask."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        environ = environ_for(sandbox)
        del environ["VOLUNTEER_BOT_TELEGRAM__TOKEN"]  # the README has it asked for
        self.terminal = Terminal(folder, **environ)
        self._answers = {
            "init": f"{sandbox.token}\n\n\n\n李四\n0437-0000000\n",
            "roster import roster.xlsx": "是\n",
        }

    async def do(self, command: str) -> Ended:
        words = command.removeprefix(PREFIX)
        end = await self.terminal.call(*shlex.split(words), keys=self._answers.get(words))
        assert end.code == 0, f"{command}\n{end.out}{end.err}"
        if "template" in words:
            fill_in(self.terminal.folder / shlex.split(words)[-1])
        return end


async def agree(phone: Phone, payload: str) -> None:
    phone.start(payload)
    await phone.wait_for("境外平台 Telegram")
    phone.tap("同意")


async def test_the_readmes_steps_lead_to_people_who_are_in(tmp_path: Path) -> None:
    install, *commands, run = steps(ROOT / "README.md", "From the demo to the first Friday")
    assert (install, run) == ("make install", f"{PREFIX}run")
    async with telegram() as sandbox:
        operator = Operator(tmp_path, sandbox)
        ends = [await operator.do(command) for command in commands]
        admin_payload = LINK.findall(ends[-1].out)[-1]
        links = links_in(tmp_path / "invites.xlsx")
        async with operator.terminal.running() as process:
            await ready(process)

            admin = sandbox.person(1, "管理员")
            await agree(admin, admin_payload)
            await admin.wait_for("您已是管理员")

            liaison = sandbox.person(2, "芳")
            await agree(liaison, next(payload for name, payload in links.items() if "王芳" in name))
            await liaison.wait_for("绑定成功。王芳同志（市教育局）")

            cadre = sandbox.person(3, "强")
            await agree(
                cadre,
                next(payload for name, payload in links.items() if name.startswith("市教育局") and "王芳" not in name),
            )
            await cadre.wait_for("请发送您的姓名")
            cadre.type("赵强")
            await cadre.wait_for("联络员确认")
            await liaison.wait_for("赵强（科员）")
            liaison.tap("全部通过")
            await cadre.wait_for("绑定成功。赵强同志")

            admin.type("/friday")
            await admin.wait_for("星期五")
            end = await stopped(process)
    assert end.code == 0
    assert sandbox.token not in end.err


def test_the_chinese_readme_has_the_same_steps() -> None:
    assert steps(ROOT / "README.zh-CN.md", "从演示到第一个星期五") == steps(
        ROOT / "README.md", "From the demo to the first Friday"
    )
