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
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.model import Activity
from bot.rules.periods import Period
from bot.services import settling, summaries, summary_periods
from bot.storage import Storage, schema
from bot.storage.engine import writing_engine

WEEKS = 52
UNITS = 71
LAST = date(2026, 12, 25)
NOW = datetime(2026, 12, 28, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
MEGABYTE = 1024

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


def settle(url: str) -> int:
    """Settle the last Friday from its marks."""
    storage = Storage(url)
    settled = storage.write_now(lambda session: settling.settle_all(session, session.get_one(Activity, WEEKS)))
    storage.close()
    return settled


def week(url: str) -> int:
    """Gather the weekly summary, with its four earlier weeks."""
    with Session(writing_engine(url)) as session:
        found = summaries.week_figures(session, first_on=date(2026, 12, 21), now=NOW)
    return found.totals.expected


def year(url: str) -> int:
    """Gather the figures of the year."""
    with Session(writing_engine(url)) as session:
        found = summary_periods.gather_period(session, period=Period.year_of(LAST), now=NOW, zone=ZONE)
    return sum(volume.person_times for volume in found.months.values())


HEADS = """SELECT unit_id, count(*), sum(best = 5), sum(best = 4), sum(best = 3), sum(best = 2), sum(best = 1),
    sum(late), sum(early), sum(unreached), sum(times), sum(minutes), sum(missing) FROM (
    SELECT a.unit_id, max(CASE WHEN a.state IN ('present', 'late', 'left_early', 'conflict') THEN 5
        WHEN a.state = 'excused' THEN 4 WHEN a.state = 'declined' THEN 3 WHEN a.state = 'no_show' THEN 2
        ELSE 1 END) best,
    max(a.state = 'late') late, max(a.left_early_minutes > 0) early, max(c.reach <> 'ok') unreached,
    sum(a.state IN ('present', 'late', 'left_early', 'conflict')) times, sum(coalesce(a.minutes, 0)) minutes,
    max(a.checked_in_at IS NOT NULL AND a.checked_out_at IS NULL) missing
    FROM attendance a JOIN cadre c ON c.id = a.cadre_id WHERE a.activity_id IN ({ids}) GROUP BY a.unit_id, a.cadre_id
) GROUP BY unit_id"""


def bare_week(url: str) -> int:
    """Ask SQLite itself for the same counts of the same five weeks."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as db:
        rows = [db.execute(HEADS.format(ids=WEEKS - back)).fetchall() for back in range(5)]
    return sum(int(row[1]) for row in rows[0])


def bare_year(url: str) -> int:
    """Ask SQLite itself for the year: each unit's counts, and each activity's."""
    ids = ", ".join(str(number) for number in range(1, WEEKS + 1))
    with sqlite3.connect(url.removeprefix("sqlite:///")) as db:
        units = db.execute(HEADS.format(ids=ids)).fetchall()
        db.execute(
            f"SELECT activity_id, count(*), sum(minutes) FROM attendance WHERE activity_id IN ({ids}) AND state IN"
            " ('present', 'late', 'left_early', 'conflict') GROUP BY activity_id"
        ).fetchall()
    return sum(int(row[10]) for row in units)


def bare_settle(url: str) -> int:
    """Let SQLite itself write the two moments of each line, from the marks."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as db:
        done = db.execute(
            "UPDATE attendance SET checked_in_at = m.came, checked_out_at = m.went FROM (SELECT cadre_id,"
            " min(CASE kind WHEN 'check_in' THEN at END) came, max(CASE kind WHEN 'check_out' THEN at END) went"
            " FROM mark WHERE activity_id = ? GROUP BY cadre_id) m"
            " WHERE attendance.activity_id = ? AND attendance.cadre_id = m.cadre_id",
            (WEEKS, WEEKS),
        )
        return done.rowcount


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run came to: its count, its seconds, and the most memory the process held, in MB."""

    count: int
    seconds: float
    peak_mb: float


def take(work: Callable[[str], int], url: str) -> Taken:
    """Run once in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_take, (work, url))


def _take(work: Callable[[str], int], url: str) -> Taken:
    began = time.perf_counter()
    count = work(url)
    seconds = time.perf_counter() - began
    return Taken(count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE)


PAIRS: tuple[tuple[str, Callable[[str], int], Callable[[str], int]], ...] = (
    ("a Friday settled from its marks", settle, bare_settle),
    ("the week's figures with four weeks before", week, bare_week),
    ("the year's figures", year, bare_year),
)


def compare(folder: Path, people: int) -> None:
    """Print each figure beside its bare SQL."""
    path = folder / f"year-{people}.sqlite3"
    began = time.perf_counter()
    fill(path, people)
    sys.stdout.write(
        f"{people:,} people x {WEEKS} Fridays: {path.stat().st_size / 1e6:,.0f} MB, "
        f"made in {time.perf_counter() - began:.0f} s\n"
    )
    url = f"sqlite:///{path}"
    for what, ours, bare in PAIRS:
        took, base = take(ours, url), take(bare, url)
        sys.stdout.write(
            f"  {what:<44}{took.seconds:>8.2f} s  bare SQL {base.seconds:>7.2f} s  x{took.seconds / base.seconds:>5.2f}"
            f"  peak {took.peak_mb:>5.0f} MB (bare {base.peak_mb:.0f})  {took.count:,} / {base.count:,}\n"
        )
        sys.stdout.flush()
