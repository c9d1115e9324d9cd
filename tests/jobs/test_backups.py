"""The backup's job: one copy a day by a child, made up later when it was missed, and old ones removed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.rules.calendar import WorkCalendar
from bot.services.activities import friday_rules
from bot.storage import Storage, backup
from jobs import backups
from jobs.schedule import table
from jobs.tools import Tools
from tests.town import START, build_town, settings_for


@pytest.fixture
async def tools(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Tools]:
    storage = Storage(sqlite_url)
    await storage.write(build_town)
    settings = settings_for(sqlite_url, backup={"folder": str(tmp_path / "copies"), "keep_daily": 1, "keep_weekly": 0})
    yield Tools(storage, ManualClock(START), settings, WorkCalendar({}, {}), friday_rules(settings))
    storage.close()


def copies(tools: Tools) -> list[Path]:
    assert tools.settings.backup.folder is not None
    return list(backup.copies_in(Path(tools.settings.backup.folder)))


async def test_a_day_has_one_copy_and_the_day_before_none_any_more(tools: Tools) -> None:
    clock = tools.clock
    assert isinstance(clock, ManualClock)
    await backups.make(tools)
    (first,) = copies(tools)
    assert backup.examine(tools.storage.url, first).rows["cadre"] == 6
    clock.set(START + timedelta(hours=1))
    await backups.make(tools)
    assert copies(tools) == [first]
    clock.set(START + timedelta(days=1))
    await backups.make(tools)
    (second,) = copies(tools)
    assert second != first


async def test_where_no_copy_can_be_made_the_job_fails_and_says_why(tools: Tools, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a file where the folder should be")
    with pytest.raises(backups.BackupFailed) as failed:
        await backups.make(tools)
    assert failed.value.params["reason"].startswith("FileExistsError")


def test_without_a_folder_there_is_no_such_job(sqlite_url: str) -> None:
    jobs = {job.id for job in table(settings_for(sqlite_url))}
    assert "backups.make" not in jobs
    assert "backups.make" in {job.id for job in table(settings_for(sqlite_url, backup={"folder": "copies"}))}


async def test_what_a_child_says_that_broke_down_is_in_the_log(
    tools: Tools, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("jobs.backups.json.dumps", lambda _order: "no order")
    with pytest.raises(backups.BackupFailed) as failed:
        await backups.make(tools)
    assert failed.value.params["reason"] == "status 1"
    assert "JSONDecodeError" in caplog.text
