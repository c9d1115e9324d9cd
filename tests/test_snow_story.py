"""The story of a night of snow: a call over a small town, over HTTP, with two crashes on the way; one to everyone."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import Settings
from bot.rehearsal.demo import settings_for
from bot.rehearsal.outcome import Outcome
from bot.rehearsal.printing import Printer
from bot.rehearsal.snow_demo import rehearse
from bot.rehearsal.snow_everyone import asking_everybody
from bot.rehearsal.snow_town import with_stretches
from bot.rehearsal.town import chance, found

PEOPLE = 60
LEADS = 3
"""One for each stretch; they are not asked."""
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


def lines(outcome: Outcome, key: str) -> list[Mapping[str, str | int]]:
    """List what the lines of a key say, in their order."""
    return [row.params for row in outcome.rows if row.key == key]


def only(outcome: Outcome, key: str) -> Mapping[str, str | int]:
    (params,) = lines(outcome, key)
    return params


def test_a_night_with_two_crashes_keeps_every_promise_in_either_language(
    database_url: str, sqlite_url: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.sqlite3"
    shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), other)
    outcome, printed = play(database_url)
    assert [promise for promise in outcome.promises if not promise.is_kept] == []
    assert len(outcome.promises) == 13
    assert "✗" not in printed
    assert "60人，7个单位；3处，共需6人" in printed
    assert "已收队" in outcome.files["board.txt"].decode()
    assert "深夜发起集结" in outcome.files["organizer.txt"].decode()
    assert "收队" in outcome.files["transcript.txt"].decode()
    waves, everyone = only(outcome, "demo-snow-row-economy"), only(outcome, "demo-snow-row-everyone")
    assert int(waves["rung"]) < int(everyone["people"]) <= PEOPLE - LEADS
    assert float(waves["ratio"]) < float(everyone["ratio"])
    by_waves, at_once = lines(outcome, "demo-snow-row-fill")
    assert by_waves["stretches"] == at_once["stretches"] == at_once["filled"]
    assert float(at_once["p90"]) < float(by_waves["p90"])

    english, printed = play(f"sqlite:///{other}", language="en")
    assert [row for row in outcome.rows if row.is_steady] == [row for row in english.rows if row.is_steady]
    assert [promise for promise in english.promises if not promise.is_kept] == []
    assert "Promises" in printed
    assert "stood down" in english.files["board.txt"].decode()


def test_a_call_to_everyone_asks_for_all_who_may_be_asked_whatever_a_settings_file_may_say() -> None:
    town, settings = with_stretches(found(PEOPLE, chance(str(SEED)))), settings_for("sqlite:///night", "zh-CN")
    everyone = asking_everybody(settings, town, "sqlite:///everyone")
    assert everyone.snow.over_call * 6 == pytest.approx(PEOPLE - LEADS)
    assert everyone.database.url == "sqlite:///everyone"
    assert settings.snow.over_call < 2
    with pytest.raises(ValidationError):
        Settings.model_validate({"snow": {"over_call": 11}})
