"""The organizer's week: planned, sent, changed and held over HTTP, and every promise of it kept."""

from __future__ import annotations

import asyncio

from bot.rehearsal.demo import settings_for
from bot.rehearsal.desk_demo import rehearse
from bot.rehearsal.printing import Printer


def test_an_organizers_week_keeps_every_promise(database_url: str) -> None:
    lines: list[str] = []
    printer = Printer(lines.append, "zh-CN")
    settings = settings_for(database_url, "zh-CN")
    outcome = asyncio.run(rehearse(settings, people=24, seed=3, printer=printer, language="zh-CN"))
    assert [promise for promise in outcome.promises if not promise.is_kept] == []
    rows = {row.key: row.params for row in outcome.rows}
    assert (rows["demo-desk-row-plan"]["taps"], rows["demo-desk-row-plan"]["typed"]) == (7, 3)
    assert (rows["demo-desk-row-task"]["taps"], rows["demo-desk-row-missing"]["taps"]) == (6, 1)
    assert 0 < int(rows["demo-desk-row-there"]["there"]) <= int(rows["demo-desk-row-answers"]["quota"])
    assert "义务植树" in outcome.files["organizer.txt"].decode()
