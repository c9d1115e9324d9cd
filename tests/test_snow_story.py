"""The story of a night of snow: a call over a small town, over HTTP, with two crashes on the way."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from bot.rehearsal.demo import settings_for
from bot.rehearsal.outcome import Outcome
from bot.rehearsal.printing import Printer
from bot.rehearsal.snow_demo import rehearse

PEOPLE = 60
SEED = 7


def play(url: str, *, people: int = PEOPLE, language: str = "zh-CN") -> tuple[Outcome, str]:
    """Play a night; return its outcome and what was printed."""
    lines: list[str] = []
    printer = Printer(lines.append, language)
    settings = settings_for(url, language)
    outcome = asyncio.run(rehearse(settings, people=people, seed=SEED, printer=printer, language=language))
    printer.table(outcome.rows, outcome.head)
    printer.promises(outcome.promises)
    return outcome, "".join(lines)


def test_a_night_with_two_crashes_keeps_every_promise_and_leaves_its_files(database_url: str) -> None:
    outcome, printed = play(database_url)
    assert [promise for promise in outcome.promises if not promise.is_kept] == []
    assert len(outcome.promises) == 13
    assert "✗" not in printed
    assert "60人，7个单位；3处，共需6人" in printed
    assert "已收队" in outcome.files["board.txt"].decode()
    assert "深夜发起集结" in outcome.files["organizer.txt"].decode()
    assert "收队" in outcome.files["transcript.txt"].decode()


def test_the_night_is_told_in_either_language(sqlite_url: str, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), other)
    first, _printed = play(sqlite_url, people=24)
    second, printed = play(f"sqlite:///{other}", people=24, language="en")
    assert [row for row in first.rows if row.is_steady] == [row for row in second.rows if row.is_steady]
    assert [promise for promise in second.promises if not promise.is_kept] == []
    assert "Promises" in printed
    assert "stood down" in second.files["board.txt"].decode()
