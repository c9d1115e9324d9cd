"""The process as a whole: how soon it works, how much memory it holds, and whether either grows with the people."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.config import Settings
from bot.services import activities, occurrences
from bot.storage import Storage
from tests.bench import place
from tests.bench.receiving import handle
from tests.bench.running import TOKEN, BotApi, until
from tests.bench.sending import deliver
from tests.bench.table import Figure, Scale
from tests.bench.updates import tap

LARGEST_MB = 120.0
REST_SECONDS = 4.0
"""By then everything is done that a start does, with 100,000 people as well."""


def process(scale: Scale, api: BotApi, folder: Path) -> list[Figure]:
    """Start ``volunteer-bot run`` with a tap waiting; then let it work, and look at its memory."""
    seconds, city = _live(folder / "city", api, scale, scale.people)
    late, country = _live(folder / "country", api, scale, scale.many)
    return [
        Figure(
            f"start to first update handled, {scale.many:,} people",
            f"{late:.2f} s",
            "≤ 1.5 s",
            late <= 1.5,
            f"{scale.people:,} people {seconds:.2f} s",
        ),
        Figure(
            f"memory at work, {scale.people:,} people; {scale.many:,}",
            f"{city:.0f} MB; {country:.0f} MB, × {country / city:.2f}",
            "≤ 120 MB; ≤ × 1.3",
            city <= LARGEST_MB and country <= 1.3 * city,
        ),
    ]


def growth(scale: Scale, api: BotApi, folder: Path) -> list[Figure]:
    """Compare what the processor spends on one message and on one check-in with few people and with many."""
    sends, taps = [], []
    count = scale.few
    for people in (scale.few, scale.many):
        path = place.make(folder / f"send-{people}.sqlite3", people)
        place.write_to(path, 1, people)
        sent = deliver(path, api, count, rest_seconds=REST_SECONDS)
        sends.append(sent.cpu / sent.more["sent"])
        took, _log = handle(folder / f"tap-{people}.sqlite3", api, count, people=people, rest_seconds=REST_SECONDS)
        taps.append(took.cpu / count)
    by = [after / before for before, after in (sends, taps)]
    return [
        Figure(
            f"processor per message and per check-in, {scale.few:,} to {scale.many:,} people",
            f"× {by[0]:.2f}, × {by[1]:.2f}",
            "≤ × 1.5",
            max(by) <= 1.5,
            f"{sends[0] * 1e6:,.0f} and {taps[0] * 1e6:,.0f} µs with {scale.few:,}",
        )
    ]


def _live(folder: Path, api: BotApi, scale: Scale, people: int) -> tuple[float, float]:
    """Return after how many seconds the first tap was answered, and the most memory in MB once all had tapped."""
    folder.mkdir()
    path = place.make(folder / "bot.sqlite3", people)
    place.show_cards(path, 1, people)
    _pass_steps(f"sqlite:///{path}")
    config = folder / "config.toml"
    config.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.url}/bot"\nfile_base_url = "{api.url}/file/bot"\n'
        f'[database]\nurl = "sqlite:///{path}"\n[privacy]\nperson_in_charge = "x"\ncontact = "x"\n',
        encoding="utf-8",
    )
    config.chmod(0o600)
    count = min(people, scale.people)
    soonest = float("inf")
    for look in range(scale.starts):
        api.set()
        api.feed([tap(look + 1)])
        began = time.perf_counter()
        running = _run(config)
        try:
            until(lambda: api.counts()[1] >= 1, at_most=60)
            soonest = min(soonest, time.perf_counter() - began)
            if look == scale.starts - 1:
                api.feed([tap(person) for person in range(scale.starts + 1, count + 1)])
                until(lambda: api.counts()[1] >= count - scale.starts + 1)
                return soonest, _memory(running.pid)
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait()
    raise AssertionError("nobody tapped")


def _pass_steps(url: str) -> None:
    """Note as done what the activity's timetable had to send by now: it is a restart that is measured, no outage."""
    now, rules = datetime.now(UTC), activities.friday_rules(Settings())

    def note(session: Session) -> None:
        for run in activities.due_steps(session, now=now, rules=rules):
            occurrences.note_done(session, run.key, now=now)

    storage = Storage(url)
    storage.write_now(note)
    storage.close()


def _run(config: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-m", "bot", "--config", str(config), "run"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def _memory(pid: int) -> float:
    """Return the most memory a process has held, in MB (Linux tells it)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
