"""The short-lived process: it gives back what was made, takes its time or is ended, and keeps the bot itself light."""

from __future__ import annotations

import asyncio
import logging
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import Fault
from bot.reports import child
from bot.reports.child import ReportFailed, in_child
from bot.reports.orders import ChartOrder, RosterFile, RosterOrder
from bot.rules.roster_sheet import PersonEntry, RosterSheet, UnitRow
from tests.reports.cast import week_figures


@pytest.fixture(autouse=True)
def in_earnest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start Python itself, as the bot does, where the other tests have children that come ready."""
    monkeypatch.setattr(child, "sys", sys)


def loaded_by(statement: str) -> set[str]:
    listing = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    run = subprocess.run(  # noqa: S603 - our own interpreter and statement
        [sys.executable, "-c", f"{statement}; {listing}"], check=True, capture_output=True, text=True
    )
    return set(run.stdout.split())


def test_the_bot_loads_neither_matplotlib_nor_openpyxl() -> None:
    loaded = loaded_by("import bot.reports.child, bot.reports.orders, bot.rules.figures, bot.rules.roster_sheet")
    assert "bot" in loaded
    assert not loaded & {"matplotlib", "openpyxl", "numpy", "PIL", "segno", "fpdf", "fontTools"}


def test_reading_a_roster_loads_no_matplotlib() -> None:
    assert not loaded_by("import bot.reports.roster_sheet") & {"matplotlib", "PIL.Image", "segno"}


async def test_a_chart_comes_back_from_the_child() -> None:
    picture = await in_child("chart", ChartOrder(figures=week_figures(), organization="市直机关工委"))
    assert picture.startswith(b"\x89PNG")


async def test_a_roster_makes_the_round_through_two_children() -> None:
    sheet = RosterSheet(people=(PersonEntry(unit="市教育局", name="张喆䶮", roles=("liaison",), roster_no="00001"),))
    content = await in_child("write_roster", RosterOrder(sheet=sheet))
    back = await in_child("read_roster", RosterFile(name="a.xlsx", content=content))
    assert [person.name for person in back.people] == ["张喆䶮"]


async def test_faults_come_back_as_faults_of_the_file() -> None:
    back = await in_child("read_roster", RosterFile(name="a.pdf", content=b"%PDF"))
    assert [fault.key for fault in back.faults] == ["roster-fault-wrong-type"]


async def test_a_failing_child_is_a_fault_whose_reason_is_logged_without_the_data(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(ReportFailed) as refusal:
        await in_child("template", {"张三": "secret"})
    assert isinstance(refusal.value, Fault)
    assert (refusal.value.key, refusal.value.params) == ("fault-report-failed", {"task": "template"})
    assert "roster_file.py" in caplog.text
    assert "secret" not in caplog.text


async def test_an_unknown_task_fails() -> None:
    with pytest.raises(ReportFailed):
        await in_child("statement", None)


def children() -> str:
    """The ids of our child processes, as Linux lists them."""
    return "".join(path.read_text() for path in Path("/proc/self/task").glob("*/children"))


needs_linux = pytest.mark.skipif(not list(Path("/proc/self/task").glob("*/children")), reason="no list of children")


@needs_linux
async def test_a_child_that_takes_too_long_is_killed() -> None:
    before = children()
    with pytest.raises(ReportFailed):
        await in_child("chart", ChartOrder(figures=week_figures(), organization=""), timeout_seconds=0.02)
    assert children() == before


@needs_linux
async def test_a_cancelled_request_leaves_no_child_behind() -> None:
    before = children()
    request = asyncio.create_task(in_child("template", "en"))
    for _ in range(2_000):  # the system tells nobody when a process has begun
        await asyncio.sleep(0.001)
        if children() != before:
            break
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    assert children() == before


def test_settings_are_not_handed_to_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOLUNTEER_BOT_TELEGRAM__TOKEN", "1:secret")
    assert "1:secret" not in child.environment().values()


@pytest.mark.parametrize("value", [print, asyncio.Semaphore, child.ReportFailed])
def test_nothing_but_rows_is_built_from_what_comes_back(value: object) -> None:
    with pytest.raises(ReportFailed):
        child._opened("read_roster", pickle.dumps(value))


def test_what_the_module_of_rows_imports_is_not_built_either() -> None:
    with pytest.raises(ReportFailed):
        child._opened("read_roster", b"cbot.rules.roster_sheet\ndataclass\n.")
    assert child._opened("read_roster", b"cbot.rules.roster_sheet\nUnitRow\n.") is UnitRow
