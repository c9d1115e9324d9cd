"""``backup`` and ``restore`` at the terminal: beside a bot at work, refused where people are, what waited held back."""

from __future__ import annotations

import shutil
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli import main
from bot.clock import SystemClock
from bot.model import Cadre, Lane, Message, MessageState
from bot.storage import InstanceLock, Storage, backup
from tests.postgres import Server, tools_on_path
from tests.town import build_town

Capture = pytest.CaptureFixture[str]


class Desk:
    """An operator's folder: settings, and a database with a town in it."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self.database = folder / "here.sqlite3"
        shutil.copyfile(template, self.database)
        self.url = f"sqlite:///{self.database}"
        self.config = folder / "config.toml"
        self.config.write_text('[database]\nurl = "sqlite:///here.sqlite3"\n', encoding="utf-8")
        self.write(build_town)

    def write(self, run: object) -> None:
        storage = Storage(self.url)
        storage.write_now(run)  # type: ignore[arg-type]
        storage.close()

    def call(self, *words: str) -> int:
        return main(["--config", str(self.config), *words])

    def copies(self) -> list[Path]:
        return list(backup.copies_in(self.folder / "backups"))

    def states(self) -> list[tuple[MessageState, str]]:
        storage = Storage(self.url)
        try:
            query = select(Message.state, Message.reason).order_by(Message.id)
            return [(state, reason) for state, reason in storage.read_now(lambda session: session.execute(query).all())]
        finally:
            storage.close()


@pytest.fixture
def desk(tmp_path: Path, empty_sqlite: Path) -> Desk:
    return Desk(tmp_path, empty_sqlite)


def rename(session: Session) -> None:
    for cadre in session.scalars(select(Cadre)):
        cadre.name = "后来的名字"


def two_messages(session: Session) -> None:
    now = SystemClock().now()
    for number, due_at in enumerate((now - timedelta(hours=1), now + timedelta(days=1))):
        session.add(
            Message(
                dedup_key=str(number),
                lane=Lane.BULK,
                kind="help",
                chat_key="user:1",
                created_at=now,
                due_at=due_at,
                state=MessageState.WAITING,
            )
        )


def test_a_copy_is_made_beside_a_bot_at_work_and_restored_when_it_has_stopped(desk: Desk, capsys: Capture) -> None:
    with InstanceLock(desk.url):
        assert desk.call("backup") == 0
        made = capsys.readouterr().out
        (copy,) = desk.copies()
        assert desk.call("restore", str(copy), "--replace", "--yes") == 2
        assert "请先停止正在运行的机器人" in capsys.readouterr().err
    assert made.startswith("已备份并核对：")
    assert "人员 6 名" in made
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    desk.write(rename)
    assert desk.call("restore", str(copy)) == 2
    refused = capsys.readouterr()
    assert "未作改动。确要替换请加 --replace" in refused.err
    assert refused.out.count("人员 6 名") == 2  # what is there and what is in the copy
    assert desk.call("restore", str(copy), "--replace", "--yes", "--language", "en") == 0
    done = capsys.readouterr().out
    assert "Restored and compared" in done
    assert "What was there before is in" in done
    storage = Storage(desk.url)
    names = storage.read_now(lambda session: set(session.scalars(select(Cadre.name))))
    storage.close()
    assert "后来的名字" not in names
    assert len(list(desk.folder.glob("here.sqlite3.before-*"))) == 1


def test_nothing_is_replaced_without_a_word(desk: Desk, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.call("backup")
    before = desk.database.read_bytes()
    monkeypatch.setattr("builtins.input", lambda _prompt: "")
    assert desk.call("restore", str(desk.copies()[0]), "--replace") == 0
    assert capsys.readouterr().out.endswith("未作任何改动。\n")
    assert desk.database.read_bytes() == before


def test_what_was_due_at_the_copy_is_held_back_unless_the_bot_was_moved(desk: Desk, capsys: Capture) -> None:
    desk.write(two_messages)
    desk.call("backup")
    (copy,) = desk.copies()
    desk.database.unlink()
    assert desk.call("restore", str(copy), "--send-waiting") == 0
    assert "1 条，机器人启动后照常发送" in capsys.readouterr().out
    assert desk.states() == [(MessageState.WAITING, "")] * 2
    desk.database.unlink()
    assert desk.call("restore", str(copy)) == 0
    assert "1 条，备份之后可能已经发出" in capsys.readouterr().out
    assert desk.states() == [(MessageState.UNCERTAIN, "restored from a copy"), (MessageState.WAITING, "")]


def test_a_fresh_database_without_people_is_written_over_at_once(
    desk: Desk, empty_sqlite: Path, capsys: Capture
) -> None:
    desk.call("backup")
    shutil.copyfile(empty_sqlite, desk.database)
    assert desk.call("restore", str(desk.copies()[0])) == 0
    assert "已恢复并核对" in capsys.readouterr().out
    assert not list(desk.folder.glob("*.before-*"))


def test_a_damaged_database_is_told_and_replaced(desk: Desk, capsys: Capture) -> None:
    desk.call("backup")
    desk.database.write_bytes(b"not a database" * 1000)
    (copy,) = desk.copies()
    assert desk.call("restore", str(copy)) == 2
    assert desk.call("restore", str(copy), "--replace", "--yes") == 0
    assert "现有数据库已无法读取" in capsys.readouterr().out


def test_a_copy_of_a_newer_version_and_one_of_an_older(desk: Desk, capsys: Capture) -> None:
    set_version(desk, "9999")
    desk.call("backup", "--to", str(desk.folder / "new"))
    set_version(desk, "0001")
    desk.call("backup", "--to", str(desk.folder / "old"))
    desk.database.unlink()
    (newer,), (older,) = (list((desk.folder / name).iterdir()) for name in ("new", "old"))
    assert desk.call("restore", str(newer)) == 2
    assert "9999 比本程序新，未作改动" in capsys.readouterr().err
    assert not desk.database.exists()
    assert desk.call("restore", str(older)) == 0
    assert "请接着执行 volunteer-bot db upgrade" in capsys.readouterr().out


def set_version(desk: Desk, version: str) -> None:
    storage = Storage(desk.url)
    storage.write_now(
        lambda session: session.connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    )
    storage.close()


def test_old_copies_are_removed_on_request_alone(desk: Desk, capsys: Capture) -> None:
    folder = desk.folder / "backups"
    folder.mkdir()
    old = folder / "volunteer-bot-20200101T000000Z.sqlite3"
    older = folder / "volunteer-bot-20191231T100000Z.sqlite3"
    for file in (old, older):
        file.touch()
    desk.config.write_text(
        '[database]\nurl = "sqlite:///here.sqlite3"\n[backup]\nfolder = "backups"\nkeep_daily = 1\nkeep_weekly = 0\n'
    )
    assert desk.call("backup", "--rotate") == 0
    assert "已删除旧备份 2 份" in capsys.readouterr().out
    assert not {old, older} & set(desk.copies())


def test_an_empty_database_has_nothing_to_copy(desk: Desk, capsys: Capture) -> None:
    desk.database.unlink()
    assert desk.call("backup") == 2
    assert "没有可备份的内容" in capsys.readouterr().err
    assert not desk.database.exists()


def test_a_file_that_is_missing_is_said_in_one_line(desk: Desk, capsys: Capture) -> None:
    assert desk.call("restore", str(desk.folder / "none.sqlite3")) == 2
    assert capsys.readouterr().err.startswith("文件无法使用")


def test_on_postgresql_too_what_was_there_is_kept_as_a_copy(
    postgres_server: Server, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", tools_on_path())
    with postgres_server.database() as url:
        storage = Storage(url)
        storage.write_now(build_town)
        config = tmp_path / "config.toml"
        config.write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
        assert main(["--config", str(config), "backup"]) == 0
        (copy,) = backup.copies_in(tmp_path / "backups")
        with InstanceLock(url):
            assert main(["--config", str(config), "restore", str(copy), "--replace", "--yes"]) == 2
        storage.write_now(rename)
        storage.close()
        assert main(["--config", str(config), "restore", str(copy), "--replace", "--yes"]) == 0
        assert "已恢复并核对" in capsys.readouterr().out
        storage = Storage(url)
        names = storage.read_now(lambda session: set(session.scalars(select(Cadre.name))))
        storage.close()
    assert "后来的名字" not in names
    assert len(backup.copies_in(tmp_path / "backups")) == 2
