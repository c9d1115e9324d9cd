"""``run``: a process that works, is ended calmly, and refuses what it could not work with."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from bot.cli.settings import anchored
from bot.config import Settings
from bot.storage import InstanceLock, demo_mark, writing_engine
from bot.storage.version import SchemaState, look
from tests.cli.terminal import Terminal, environ_for, stopped, telegram

READY_SECONDS = 30.0


async def ready(process: asyncio.subprocess.Process) -> str:
    """Wait until the log says that the bot works; return the log until then."""
    assert process.stderr is not None
    lines: list[str] = []
    async with asyncio.timeout(READY_SECONDS):
        while "run.started" not in (lines[-1] if lines else ""):
            line = (await process.stderr.readline()).decode()
            assert line, "".join(lines)
            lines.append(line)
    return "".join(lines)


async def test_a_fresh_folder_gets_its_database_and_the_bot_answers_until_it_is_ended(tmp_path: Path) -> None:
    async with telegram() as sandbox:
        terminal = Terminal(tmp_path, **environ_for(sandbox))
        async with terminal.running() as process:
            log = await ready(process)
            phone = sandbox.person(900_001)
            phone.type("你好")
            await phone.wait_for(lambda _message: True)
            # Beside the bot at work one may look, and nothing else.
            check = await terminal.call("check")
            second = await terminal.call("run")
            upgrade = await terminal.call("db", "upgrade")
            end = await stopped(process)
    assert (end.code, "run.stopping" in end.err) == (0, True)
    assert "机器人已停止" in end.out
    assert (check.code, "令牌有效：@liaoyuan_volunteer_bot" in check.out) == (0, True)
    for refused in (second, upgrade):
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith("另一个程序正在使用这个数据库")
    assert sandbox.token not in log + end.err
    assert (tmp_path / "data" / "volunteer-bot.sqlite3").exists()


async def test_a_bot_without_telegram_is_ended_calmly_too(tmp_path: Path) -> None:
    async with telegram() as sandbox:
        environ = environ_for(sandbox)
    async with Terminal(tmp_path, **environ).running() as process:
        assert process.stderr is not None
        async with asyncio.timeout(READY_SECONDS):
            while b"start.no_telegram" not in await process.stderr.readline():
                pass
        end = await stopped(process)
    assert end.code == 0
    assert "Traceback" not in end.err
    assert "Unclosed" not in end.err


async def test_all_that_is_missing_is_listed_at_once(tmp_path: Path) -> None:
    end = await Terminal(tmp_path).call("run")
    assert end.code == 2
    assert [re.split("[：:]", line.strip())[0] for line in end.err.splitlines()[1:]] == [
        "config.toml",
        "telegram.token",
        "privacy.person_in_charge",
        "privacy.contact",
    ]


async def test_the_demos_people_are_never_written_to(tmp_path: Path) -> None:
    demo_mark.claim(tmp_path / "data")
    async with telegram() as sandbox:
        end = await Terminal(tmp_path, **environ_for(sandbox)).call("run")
    assert (end.code, end.err.startswith("这是演示用的数据库")) == (2, True)


async def test_an_older_schema_is_left_to_a_person_and_a_newer_one_refused(database_url: str, tmp_path: Path) -> None:
    engine = writing_engine(database_url)
    async with telegram() as sandbox:
        terminal = Terminal(tmp_path, **environ_for(sandbox), VOLUNTEER_BOT_DATABASE__URL=database_url)
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        engine.dispose()
        ran, upgraded = await terminal.call("run"), await terminal.call("db", "upgrade")
    for end in (ran, upgraded):
        assert end.code == 2
        assert "9999 比本程序新，未作改动" in end.err


async def test_a_second_process_is_refused_on_either_database(database_url: str, tmp_path: Path) -> None:
    async with telegram() as sandbox:
        terminal = Terminal(tmp_path, **environ_for(sandbox), VOLUNTEER_BOT_DATABASE__URL=database_url)
        with InstanceLock(database_url):
            end = await terminal.call("run", "--language", "en")
    assert (end.code, end.err.startswith("Another process works with this database")) == (2, True)


async def test_a_database_that_is_away_is_said_in_one_line(tmp_path: Path) -> None:
    async with telegram() as sandbox:
        url = f"postgresql://me:hush-word@127.0.0.1:{sandbox.port}/none"
        environ = environ_for(sandbox)
    end = await Terminal(tmp_path, **environ, VOLUNTEER_BOT_DATABASE__URL=url).call("run")
    assert end.code == 2
    assert end.err.startswith("无法连接数据库")
    assert "hush-word" not in end.err


def test_a_relative_database_lies_beside_the_settings_wherever_one_stands(tmp_path: Path) -> None:
    settings = anchored(Settings(), tmp_path)
    assert settings.database.url == f"sqlite:///{tmp_path}/data/volunteer-bot.sqlite3"
    assert look(settings.database.url).state is SchemaState.EMPTY
    assert not (tmp_path / "data").exists()
