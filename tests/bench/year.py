"""A year of Fridays: how long settling and the summaries take beside bare SQL of the same figures, and their memory.

Each figure is taken in a process of its own, on a database that is made once for a size: one line a person and Friday,
every line with its check-in and check-out on the last Friday.
"""

from __future__ import annotations

import multiprocessing
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import configure_mappers

from bot.model import Activity
from bot.rules.periods import Period
from bot.services import settling, summaries, summary_periods
from bot.services.summary_counts import PARTS, SUMS
from bot.storage import Storage, schema
from tests.bench import bare
from tests.bench.bare import Rows

WEEKS = 52
UNITS = 71
LAST = date(2026, 12, 25)
NOW = datetime(2026, 12, 28, 1, 0, tzinfo=UTC)
ASKED_AT = f"{NOW:%Y-%m-%d %H:%M:%S.%f}"
ZONE = ZoneInfo("Asia/Shanghai")
YEAR = Period.year_of(LAST)
MONDAYS = [date(2026, 12, 28) - timedelta(weeks=back) for back in range(5, -1, -1)]
MEGABYTE = 1024
COUNTED = ("expected", *PARTS, *SUMS)

# Of a hundred people 75 come, four of them late and two before the end, 8 are on leave, 5 decline, 5 stay away.
STATE = """CASE WHEN n < 69 THEN 'present' WHEN n < 73 THEN 'late' WHEN n < 75 THEN 'left_early'
    WHEN n < 83 THEN 'excused' WHEN n < 88 THEN 'declined' WHEN n < 93 THEN 'no_show' ELSE 'no_answer' END"""


def fill(path: Path, people: int) -> None:
    """Write a year of ``people`` over 71 units into a fresh database, by plain SQL."""
    schema.upgrade(f"sqlite:///{path}")
    fridays = [LAST - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.executemany(
            "INSERT INTO unit (id, name, position, is_enabled) VALUES (?, ?, ?, 1)",
            [(number, f"市第{number}局", number) for number in range(1, UNITS + 1)],
        )
        db.execute("INSERT INTO community (id, name) VALUES (1, '第一社区')")
        db.execute(
            "INSERT INTO site (id, community_id, name, kind, address, muster_point, lead_name, radius_metres, tools,"
            " neighbour_ids) VALUES (1, 1, '服务中心', 'community', '', '', '', 300, '', '[]')"
        )
        numbers = "WITH RECURSIVE count(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM count WHERE i < ?)"
        db.execute(
            "INSERT INTO cadre (id, roster_no, name, title, unit_id, telegram_id, linked_at, consent_version,"
            f" consented_at, reach, is_surge) {numbers} SELECT i, 'N' || i, '张' || i, '', i % {UNITS} + 1, 900000 + i,"
            " '2025-01-01 00:00:00', '2026-1', '2025-01-01 00:00:00', 'ok', 0 FROM count",
            (people,),
        )
        for number, friday in enumerate(fridays, start=1):
            start = f"{friday} 05:30:00.000000"
            db.execute(
                "INSERT INTO activity (id, series, kind, title, content, risk, held_on, opens_at, reply_by,"
                " check_in_from, muster_at, starts_at, late_after, left_early_before, ends_at, closes_at, state,"
                " reason, schedule_version, is_creditable) VALUES (?, 'friday', 'friday', '周五志愿服务', '清扫', '',"
                " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'closed', '', 1, 1)",
                (
                    number,
                    str(friday),
                    start,
                    start,
                    start.replace("05:30", "05:00"),
                    start,
                    start,
                    start.replace("05:30", "05:40"),
                    start.replace("05:30", "07:20"),
                    start.replace("05:30", "07:30"),
                    start.replace("05:30", "08:30"),
                ),
            )
            db.execute(
                "INSERT INTO shift (id, activity_id, site_id, starts_at) VALUES (?, ?, 1, ?)", (number, number, start)
            )
            db.execute(
                f"INSERT INTO roll (activity_id, unit_id, shift_id) {numbers} SELECT ?, i, ? FROM count",
                (UNITS, number, number),
            )
            db.execute(
                "INSERT INTO attendance (activity_id, cadre_id, unit_id, answer, state, checked_in_at, checked_out_at,"
                " minutes, late_minutes, left_early_minutes) SELECT ?, id, unit_id, CASE WHEN n < 75 THEN 'going' WHEN"
                " n < 83 THEN 'excused' WHEN n < 88 THEN 'declined' WHEN n < 93 THEN 'going' ELSE 'pending' END,"
                f" {STATE}, CASE WHEN n < 75 THEN ? END, CASE WHEN n < 75 THEN ? END, CASE WHEN n < 75 THEN 110 END,"
                " CASE WHEN n BETWEEN 69 AND 72 THEN 12 ELSE 0 END, CASE WHEN n BETWEEN 73 AND 74 THEN 15 ELSE 0 END"
                " FROM (SELECT id, unit_id, (id * 37 + ?) % 100 AS n FROM cadre)",
                (number, start, start.replace("05:30", "07:20"), number * 13),
            )
        for kind, at in (("check_in", "05:25"), ("check_out", "07:20")):
            db.execute(
                "INSERT INTO mark (activity_id, cadre_id, kind, at, recorded_at, source, by_cadre_id)"
                " SELECT ?, id, ?, ?, ?, 'self_tap', id FROM cadre",
                (WEEKS, kind, f"{LAST} {at}:00.000000", f"{LAST} {at}:00.000000"),
            )
    with sqlite3.connect(path) as db:
        db.execute("ANALYZE")


def settle(storage: Storage) -> Rows:
    """Settle the last Friday from its marks."""
    return [(storage.write_now(lambda session: settling.settle_all(session, session.get_one(Activity, WEEKS))),)]


def week(storage: Storage) -> Rows:
    """Gather the weekly summary, with its four earlier weeks, for all units and for each."""
    found = storage.read_now(partial(summaries.gather, first_on=MONDAYS[-2], now=NOW))
    rows: Rows = [
        (str(monday), unit_id, *(getattr(part, name) for name in COUNTED))
        for monday, counts in (*found.earlier, (found.first_on, found.counts))
        for unit_id, part in sorted(counts.items())
    ]
    for name in ("not_linked", "corrections"):
        rows += [(unit_id, number) for unit_id, part in found.counts.items() if (number := getattr(part, name))]
    rows += [(unit_id, unit.rolls, unit.unconfirmed, unit.matters) for unit_id, unit in found.units.items()]
    return [*rows, (found.figures().first_timers,)]


def year(storage: Storage) -> Rows:
    """Gather the figures of the year."""
    found = storage.read_now(partial(summary_periods.gather_period, period=YEAR, now=NOW, zone=ZONE))
    rows: Rows = [
        (number, month.activities, month.person_times, month.minutes) for number, month in found.months.items()
    ]
    rows += [
        (unit.position, unit.expected_times, unit.person_times, unit.people, unit.minutes, unit.in_question)
        for unit in found.units
    ]
    rows += [(unit.position, unit.corrections) for unit in found.units if unit.corrections]
    rows += [(unit.position, unit.lists, unit.unconfirmed, unit.matters) for unit in found.units]
    return [*rows, (found.people,), (found.first_timers,)]


def bare_settle(db: sqlite3.Connection) -> Rows:
    """Let SQLite itself write the two moments of each line."""
    return bare.settle(db, WEEKS)


def bare_week(db: sqlite3.Connection) -> Rows:
    """Ask SQLite itself for the week's figures."""
    return bare.week(db, list(map(str, MONDAYS)), ASKED_AT)


def bare_year(db: sqlite3.Connection) -> Rows:
    """Ask SQLite itself for the year's figures."""
    return bare.year(db, str(YEAR.first_on), str(YEAR.end_on), ASKED_AT)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run came to: its rows, its seconds, and the most memory the process held, in MB."""

    rows: Rows
    seconds: float
    peak_mb: float


def take(work: Callable[[Any], Rows], opens: Callable[[str], Any], path: Path) -> Taken:
    """Run once in a fresh process; the clock runs while the work is done, not while the database is opened."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_take, (work, opens, path))


def _take(work: Callable[[Any], Rows], opens: Callable[[str], Any], path: Path) -> Taken:
    configure_mappers()  # as at the start of the bot
    opened = opens(str(path))
    began = time.perf_counter()
    rows = work(opened)
    seconds = time.perf_counter() - began
    opened.close()
    return Taken(rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE)


def store(path: str) -> Storage:
    """Open the bot's own storage."""
    return Storage(f"sqlite:///{path}")


PAIRS: tuple[tuple[str, Callable[[Storage], Rows], Callable[[sqlite3.Connection], Rows], int], ...] = (
    ("a Friday settled from its marks", settle, bare_settle, 1),
    ("the week's figures with four weeks before", week, bare_week, 7),
    ("the year's figures", year, bare_year, 1),
)
"""What is measured, by whom, and how often: the quickest time counts, as other work on the machine only adds."""


def compare(folder: Path, people: int) -> None:
    """Print each figure beside its bare SQL, and see that both come to the same.

    Raises:
        AssertionError: They do not.
    """
    path = folder / f"year-{people}.sqlite3"
    began = time.perf_counter()
    fill(path, people)
    sys.stdout.write(
        f"{people:,} people x {WEEKS} Fridays: {path.stat().st_size / 1e6:,.0f} MB, "
        f"made in {time.perf_counter() - began:.0f} s\n"
    )
    measure(path)


def measure(path: Path) -> None:
    """Print each figure of a year that is there already; as ``compare``."""
    for what, ours, by_hand, times in PAIRS:
        runs = [(take(ours, store, path), take(by_hand, sqlite3.connect, path)) for _ in range(times)]
        took, base = (min(side, key=lambda taken: taken.seconds) for side in zip(*runs, strict=True))
        assert took.rows == base.rows, f"{what}: not the same as by bare SQL"
        sys.stdout.write(
            f"  {what:<44}{took.seconds:>8.3f} s  bare SQL {base.seconds:>8.3f} s  x{took.seconds / base.seconds:>5.2f}"
            f"  peak {took.peak_mb:>4.0f} MB (bare {base.peak_mb:.0f})  {len(took.rows)} rows alike\n"
        )
        sys.stdout.flush()
