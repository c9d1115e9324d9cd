"""The command line as such: its help, its language, what it imports, and how it ends."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.console import Console, InputEnded
from bot.storage import DatabaseAway

HEAVY = {"telegram", "sqlalchemy", "psycopg", "alembic", "matplotlib", "openpyxl", "apscheduler", "aiohttp", "holidays"}


def imported_by(module: str) -> set[str]:
    """Return which of the heavy packages a fresh interpreter has after an import."""
    code = f"import {module}, sys; print(' '.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return HEAVY & set(run.stdout.split())


def test_asking_for_help_imports_nothing_heavy() -> None:
    assert imported_by("bot.cli, bot.cli.parser") == set()


def test_the_long_running_process_has_neither_drawing_nor_sheets_nor_migrations_nor_the_other_database() -> None:
    without = {"alembic", "matplotlib", "openpyxl", "holidays", "psycopg"}
    assert imported_by("bot.bootstrap, bot.cli.running") & without == set()


@pytest.mark.parametrize(
    ("words", "environ", "said"),
    [
        ([], {}, "命令"),
        ([], {"LANG": "en_GB.UTF-8"}, "commands"),
        ([], {"LANG": "C.UTF-8"}, "命令"),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "命令"),
        (["--language", "en"], {"LANG": "zh_CN.UTF-8"}, "commands"),
        (["--language=zh-CN"], {"LANG": "en_US"}, "命令"),
    ],
)
def test_help_is_written_in_the_readers_language(
    words: list[str],
    environ: dict[str, str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as left:
        main([*words, "--help"])
    assert left.value.code == 0
    assert f"\n{said}:" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["dance"], ["run", "--fast"], ["db"], ["demo", "--people", "0"]])
def test_what_is_no_command_ends_with_2_and_points_to_the_help(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "volunteer-bot --help" in capsys.readouterr().err


def test_settings_may_be_named_before_or_behind_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "absent.toml")
    for words in (["--config", file, "db", "version"], ["db", "version", "--config", file]):
        assert main(words) == 2
        assert f"{file}：文件不存在" in capsys.readouterr().err


def test_all_faults_of_the_settings_are_told_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[delivery]\nper_second = 31\n[telegram]\nproxy = "socks5://127.0.0.1:1080"\n')
    assert main(["--language", "en", "--config", str(file), "check"]) == 2
    said = capsys.readouterr().err
    assert "The settings have 2 faults" in said
    assert "no socks5" in said


def test_the_settings_choose_the_language_where_nobody_else_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[operator]\nlanguage = "en"\n')
    main(["--config", str(file), "db", "version"])
    main(["--config", str(file), "db", "version", "--language", "zh-CN"])
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("The database is empty")
    assert second.startswith("数据库是空的")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ""),
        (InputEnded(), 2, "输入中断"),
        (DatabaseAway("gone\nsecond line"), 2, "：gone\n"),
        (PermissionError(13, "Permission denied", "roster.xlsx"), 2, "roster.xlsx（Permission denied）"),
        (RuntimeError("not foreseen"), 1, "程序出错"),
    ],
)
def test_a_fault_ends_with_its_code(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_args: argparse.Namespace, _console: Console) -> int:
        raise error

    monkeypatch.setattr("bot.cli.database.version", fail)
    assert main(["db", "version"]) == code
    streams = capsys.readouterr()
    assert streams.err == "" if not said else said in streams.err
    assert ("not foreseen" in caplog.text) is (code == 1)
    assert "Traceback" not in streams.err
