"""The record exported from the command line: beside a bot at work, by unit, in every form."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bot.cli.console import Console
from bot.cli.export import export
from bot.cli.parser import EXPORT_FORMS, build_parser
from bot.cli.roster import FileExists
from bot.clock import SystemClock
from bot.services.record_export import FORMS, NothingToExport, PeriodUnfit
from bot.services.units import NoUnit
from bot.storage import InstanceLock
from tests.services.records import Books, open_books


@pytest.fixture
def books(sqlite_url: str) -> Iterator[Books]:
    books = open_books(sqlite_url)
    yield books
    books.storage.close()


class Desk:
    """An operator's folder beside the books."""

    def __init__(self, folder: Path, url: str) -> None:
        self.out = folder / "record.xlsx"
        self.config = folder / "config.toml"
        self.config.write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")

    def run(self, *words: str) -> int:
        console = Console("zh-CN", is_chosen=True)
        known = ["export", "--from", "2026-11-01", "--to", "2026-11-30", "--out", str(self.out)]
        args = build_parser(console).parse_args(["--config", str(self.config), *known, *words])
        return export(args, console)


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str, books: Books, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(SystemClock, "now", lambda _clock: books.now)
    return Desk(tmp_path, sqlite_url)


def names(file: Path) -> list[object]:
    return [row[2] for row in openpyxl.load_workbook(file).worksheets[0].iter_rows(min_row=4, values_only=True)]


def test_it_writes_the_record_and_enters_itself_into_the_audit(
    desk: Desk, books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.run() == 0
    assert names(desk.out) == ["张1", "张2"]
    said = capsys.readouterr().out
    assert said.startswith("已导出2条，2人，3.00小时：")
    assert "待核0人、未签退1人，未计入。" in said
    [(actor, subject, after)] = books.audit("record.export")
    assert (actor, subject) == ("operator", "units")
    assert after is not None
    assert (after["from"], after["to"], after["rows"]) == ("2026-11-01", "2026-11-30", 2)


def test_beside_a_bot_at_work_it_reads_and_says_that_the_audit_has_no_entry(
    desk: Desk, books: Books, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with InstanceLock(sqlite_url):
        assert desk.run() == 0
    assert desk.out.exists()
    assert "机器人正在运行，此次导出未能记入操作记录" in capsys.readouterr().err
    assert books.audit("record.export") == []


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_written(desk: Desk, form: str) -> None:
    assert desk.run("--form", form) == 0
    assert desk.out.read_bytes().startswith(b"PK" if form in {"xlsx", "platform"} else b"\xef\xbb\xbf")


def test_everyone_and_one_unit(desk: Desk) -> None:
    desk.run("--everyone", "--unit", "市第1局")
    assert names(desk.out) == ["联络1", "张1", "张2", "张3"]


def test_a_unit_without_a_record_a_strange_one_and_bad_days_are_refused(desk: Desk) -> None:
    with pytest.raises(NothingToExport):
        desk.run("--unit", "市第2局")
    with pytest.raises(NoUnit):
        desk.run("--unit", "没有这个局")
    with pytest.raises(PeriodUnfit):
        desk.run("--to", "2026-10-01")
    assert not desk.out.exists()


def test_a_file_that_is_there_stays(desk: Desk) -> None:
    desk.out.write_text("mine")
    with pytest.raises(FileExists):
        desk.run()
    assert desk.out.read_text() == "mine"


def test_days_are_read_by_the_parser_and_its_forms_are_the_services() -> None:
    words = ["export", "--from", "2026-11-01", "--to", "2026-11-30", "--out", "x"]
    args: argparse.Namespace = build_parser(Console("en")).parse_args(words)
    assert (args.first_on, args.last_on, args.form) == (date(2026, 11, 1), date(2026, 11, 30), "xlsx")
    assert EXPORT_FORMS == FORMS
    with pytest.raises(SystemExit):
        build_parser(Console("en")).parse_args([*words, "--form", "pdf"])
