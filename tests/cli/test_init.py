"""``init``: asks, asks again, writes settings that only their owner reads, and lets the first admin in."""

from __future__ import annotations

import re
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import load_settings
from bot.sandbox import Sandbox
from bot.storage.version import SchemaState, look
from tests.cli.terminal import Terminal, environ_for, telegram

LINK = re.compile(r"https://t\.me/liaoyuan_volunteer_bot\?start=[\w-]{32}\b")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with telegram() as sandbox:
        yield sandbox


def shell(folder: Path, sandbox: Sandbox) -> Terminal:
    """A terminal whose bots speak to the sandbox; the token is left to be asked for."""
    environ = environ_for(sandbox)
    del environ["VOLUNTEER_BOT_TELEGRAM__TOKEN"]
    return Terminal(folder, **environ)


def typed(*answers: str) -> str:
    return "".join(f"{answer}\n" for answer in answers)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_fresh_folder_gets_settings_a_database_and_a_link(sandbox: Sandbox, tmp_path: Path) -> None:
    answers = typed(sandbox.token, "", "市直机关工委", "", "李四", "0437-0000000")
    end = await shell(tmp_path, sandbox).call("init", keys=answers)
    assert (end.code, end.err) == (0, "")
    assert LINK.search(end.out)
    assert sandbox.token not in end.out
    steps = ("roster template", "roster import", "roster invites", "check", "roles admin-link", "run")
    assert all(f"volunteer-bot {step}" in end.out for step in steps)
    file = tmp_path / "config.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    settings = load_settings(file, environ={})
    assert settings.missing_for_run() == []
    assert (settings.operator.city, settings.privacy.person_in_charge) == ("辽源市", "李四")
    assert look(f"sqlite:///{tmp_path}/data/volunteer-bot.sqlite3").state is SchemaState.CURRENT
    assert names_in(tmp_path) == ["config.toml", "data"]


async def test_what_cannot_be_used_is_asked_for_again_with_the_reason(sandbox: Sandbox, tmp_path: Path) -> None:
    answers = typed("nonsense", sandbox.token, "socks5://127.0.0.1:1", "", "", "", "", "李四", "0437-0000000")
    end = await shell(tmp_path, sandbox).call("init", keys=answers)
    assert end.code == 0
    assert "telegram.token：不像机器人令牌" in end.out
    assert "不支持 socks5" in end.out
    assert end.out.count("此项必填") == 1
    assert load_settings(tmp_path / "config.toml", environ={}).telegram.proxy is None


async def test_an_input_that_ends_early_leaves_nothing_behind(sandbox: Sandbox, tmp_path: Path) -> None:
    end = await shell(tmp_path, sandbox).call("init", keys=typed(sandbox.token, ""))
    assert (end.code, end.err) == (2, "输入中断，未作任何改动。\n")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(("answer", "is_kept"), [("", True), ("否", True), ("Yes", False), ("是", False)])
async def test_settings_that_are_there_go_only_by_word_of_the_operator(
    sandbox: Sandbox, tmp_path: Path, answer: str, is_kept: bool
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("# mine\n")
    answers = typed(answer, sandbox.token, "", "", "", "李四", "0437-0000000")
    end = await shell(tmp_path, sandbox).call("init", keys=answers)
    assert end.code == 0
    assert (file.read_text() == "# mine\n") is is_kept


async def test_without_telegram_all_is_set_up_but_the_link(sandbox: Sandbox, tmp_path: Path) -> None:
    terminal = shell(tmp_path, sandbox)
    await sandbox.stop()
    answers = typed(sandbox.token, "", "", "", "李四", "0437-0000000")
    end = await terminal.call("init", "--language", "en", keys=answers)
    assert end.code == 2
    assert end.err.startswith("Telegram cannot be reached (no connection). Check the network")
    assert "volunteer-bot roles admin-link" in end.out
    assert load_settings(tmp_path / "config.toml", environ={}).operator.language == "en"
