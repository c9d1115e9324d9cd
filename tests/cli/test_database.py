"""``db``: an empty database gets its schema, a strange one is left alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.cli import main
from bot.storage import InstanceLock, demo_mark
from bot.storage.version import newest

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text('[database]\nurl = "sqlite:///here.sqlite3"\n')
    return file


def database(config: Path) -> Path:
    return config.parent / "here.sqlite3"


def stamp(config: Path, version: str) -> None:
    connection = sqlite3.connect(database(config))
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()


def test_an_empty_database_is_made_and_then_left_as_it_is(config: Path, capsys: Capture) -> None:
    assert main(["--config", str(config), "db", "version"]) == 2
    assert not database(config).exists()
    assert main(["--config", str(config), "db", "upgrade"]) == 0
    assert main(["--config", str(config), "db", "upgrade"]) == 0
    assert main(["--config", str(config), "db", "version"]) == 0
    empty, made, again, version = capsys.readouterr().out.splitlines()
    assert empty.startswith("数据库是空的")
    assert made == f"数据库已建立：sqlite:///{database(config)}，版本 {newest()}"
    assert again.startswith(f"数据库已是最新版本 {newest()}")
    assert version.startswith(f"数据库版本 {newest()}，无需升级")


def test_a_newer_database_is_refused_and_unchanged(config: Path, capsys: Capture) -> None:
    main(["--config", str(config), "db", "upgrade"])
    stamp(config, "9999")
    before = database(config).read_bytes()
    assert main(["--config", str(config), "db", "version"]) == 2
    assert main(["--config", str(config), "db", "upgrade"]) == 2
    assert "9999 比本程序新，未作改动" in capsys.readouterr().err
    assert database(config).read_bytes() == before


def test_the_tables_of_another_program_are_left_alone(config: Path, capsys: Capture) -> None:
    connection = sqlite3.connect(database(config))
    connection.execute("CREATE TABLE theirs (id INTEGER)")
    connection.close()
    assert main(["--config", str(config), "db", "upgrade"]) == 2
    assert "其他程序的表" in capsys.readouterr().err


def test_an_upgrade_waits_until_the_bot_has_stopped(config: Path, capsys: Capture) -> None:
    with InstanceLock(f"sqlite:///{database(config)}"):
        assert main(["--config", str(config), "db", "upgrade"]) == 2
    assert "正在使用这个数据库" in capsys.readouterr().err


def test_the_demos_database_is_not_upgraded(config: Path, capsys: Capture) -> None:
    (config.parent / demo_mark.MARK).touch()
    assert main(["--config", str(config), "db", "upgrade"]) == 2
    assert "演示用的数据库" in capsys.readouterr().err
    assert not database(config).exists()


class TestDemoFolder:
    def test_an_empty_folder_becomes_the_demos_and_stays_so(self, tmp_path: Path) -> None:
        folder = tmp_path / "demo"
        demo_mark.claim(folder)
        (folder / "report.xlsx").touch()
        demo_mark.claim(folder)
        with pytest.raises(demo_mark.DemoDatabase):
            demo_mark.refuse_demo(f"sqlite:///{folder}/demo.sqlite3")

    def test_a_folder_with_other_things_is_not_taken(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.doc").touch()
        with pytest.raises(demo_mark.NotDemoFolder):
            demo_mark.claim(tmp_path)
        assert not demo_mark.is_marked(tmp_path)

    def test_a_file_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "demo").touch()
        with pytest.raises(demo_mark.NotDemoFolder):
            demo_mark.claim(tmp_path / "demo")

    def test_postgresql_is_never_the_demos(self) -> None:
        demo_mark.refuse_demo("postgresql://host/name")
