"""The story: a week of a small town over HTTP, from the roster to Monday's summary, with two crashes on the way.

What people did on their phones is kept by the story itself and held against the tables at the end.
"""

from __future__ import annotations

import asyncio
import io
import shutil
from pathlib import Path

from openpyxl import load_workbook

from bot.rehearsal.demo import Outcome, rehearse, settings_for
from bot.rehearsal.printing import Printer
from bot.rehearsal.promises import Promise

PEOPLE = 24
SEED = 7
PNG = b"\x89PNG"


def play(url: str, *, people: int = PEOPLE, seed: int = SEED, language: str = "zh-CN") -> tuple[Outcome, str]:
    """Play a week; return its outcome and what was printed."""
    lines: list[str] = []
    printer = Printer(lines.append, language)
    settings = settings_for(url, language)
    outcome = asyncio.run(rehearse(settings, people=people, seed=seed, printer=printer, language=language))
    printer.table(outcome.rows)
    printer.promises(outcome.promises)
    return outcome, "".join(lines)


def broken(promises: list[Promise]) -> list[Promise]:
    return [promise for promise in promises if not promise.is_kept]


def test_a_week_with_two_crashes_keeps_every_promise_in_either_language(
    database_url: str, sqlite_url: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.sqlite3"
    shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), other)
    outcome, printed = play(database_url)
    assert broken(outcome.promises) == []
    assert len(outcome.promises) == 13
    assert "✗" not in printed
    assert outcome.files["chart.png"].startswith(PNG)
    assert "应到" in outcome.files["summary.txt"].decode()
    assert "签到成功" in outcome.files["transcript.txt"].decode()
    for name in ("roster.xlsx", "invitations.xlsx", "workbook.xlsx"):
        assert load_workbook(io.BytesIO(outcome.files[name])).sheetnames

    english, printed = play(f"sqlite:///{other}", language="en")
    assert [row for row in outcome.rows if row.is_steady] == [row for row in english.rows if row.is_steady]
    assert broken(english.promises) == []
    assert "Promises" in printed
    assert "Checked in" in english.files["transcript.txt"].decode()
