"""The figures of the summaries asked of SQLite itself, by hand: what ``tests.bench.year`` measures the bot against.

Each function returns the very rows that the bot's figures come to. Left out is what the bench's year does not have:
call-outs, drills, hours that do not count.
"""

from __future__ import annotations

import sqlite3
from itertools import pairwise

Rows = list[tuple[object, ...]]

CAME = "a.state IN ('present', 'late', 'left_early', 'conflict')"
SAID = f"""({CAME} OR a.state IN ('excused', 'declined', 'no_show') OR (a.state = 'expected' AND a.answer = 'going'))"""
LINES = f"""FROM attendance a JOIN cadre c ON c.id = a.cadre_id WHERE a.activity_id IN ({{ids}})
    AND a.state <> 'moved' AND (c.telegram_id IS NOT NULL OR {SAID}) GROUP BY a.unit_id, a.cadre_id"""
# By unit: expected, present, excused, declined, no show, no answer, late, left early, unreachable, without check-out,
# in question; person-times and minutes.
HEADS = f"""SELECT unit_id, count(*), sum(best = 5), sum(best = 4), sum(best = 3), sum(best = 2), sum(best = 1),
    sum(late), sum(early), sum(unreached), sum(missing), sum(disputed), sum(times), sum(minutes) FROM (
    SELECT a.unit_id, max(CASE WHEN {CAME} THEN 5 WHEN a.state = 'excused' THEN 4 WHEN a.state = 'declined' THEN 3
        WHEN a.state = 'no_show' OR (a.state = 'expected' AND a.answer = 'going') THEN 2 ELSE 1 END) best,
    max(a.state = 'late') late, max(a.state = 'left_early' OR ({CAME} AND a.left_early_minutes > 0)) early,
    max(c.telegram_id IS NOT NULL AND c.reach <> 'ok') unreached, max({CAME} AND a.checked_out_at IS NULL) missing,
    max(a.state = 'conflict') disputed, sum({CAME}) times,
    sum(CASE WHEN {CAME} THEN coalesce(a.minutes, 0) ELSE 0 END) minutes
    {LINES}) GROUP BY unit_id ORDER BY unit_id"""
NOT_LINKED = f"""SELECT c.unit_id, count(*) FROM cadre c WHERE c.unit_id IN
    (SELECT unit_id FROM roll WHERE activity_id IN ({{ids}})) AND (c.left_on IS NULL OR c.left_on >= :end) AND (
    (c.telegram_id IS NULL AND NOT EXISTS
        (SELECT 1 FROM attendance a WHERE a.cadre_id = c.id AND a.activity_id IN ({{ids}}) AND {SAID}))
    OR (c.telegram_id IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM attendance a WHERE a.cadre_id = c.id AND a.activity_id IN ({{ids}}))
        AND (c.consented_at IS NULL OR c.linked_at IS NULL
            OR c.linked_at >= (SELECT max(ends_at) FROM activity WHERE id IN ({{ids}})))))
    GROUP BY c.unit_id ORDER BY c.unit_id"""
CORRECTIONS = """SELECT coalesce(a.unit_id, c.unit_id), count(*) FROM correction r JOIN cadre c ON c.id = r.cadre_id
    LEFT JOIN attendance a ON a.activity_id = r.activity_id AND a.cadre_id = r.cadre_id
    WHERE r.state = 'waiting' AND r.activity_id IN ({ids}) GROUP BY 1 ORDER BY 1"""
LISTS = """SELECT u.id, count(r.id), count(r.id) - count(r.confirmed_at), coalesce(sum(r.quantity), 0) FROM unit u
    LEFT JOIN roll r ON r.unit_id = u.id AND r.activity_id IN ({ids}) GROUP BY u.id
    HAVING u.retired_on IS NULL OR count(r.id) > 0 ORDER BY u.position, u.id"""
EARLIER = "SELECT id FROM activity WHERE held_on < :first AND state IN ('open', 'closed') AND ends_at <= :now"
FIRST_TIMERS = f"""SELECT CASE WHEN EXISTS ({EARLIER}) THEN (SELECT count(DISTINCT a.cadre_id) FROM attendance a
    WHERE a.activity_id IN ({{ids}}) AND {CAME} AND NOT EXISTS (SELECT 1 FROM attendance b WHERE b.cadre_id = a.cadre_id
    AND b.activity_id IN ({EARLIER}) AND {CAME.replace("a.", "b.")})) END"""
MONTHS = f"""SELECT CAST(strftime('%m', v.held_on) AS INTEGER), count(*), sum(times), sum(minutes) FROM activity v JOIN
    (SELECT a.activity_id, count(*) times, sum(a.minutes) minutes FROM attendance a WHERE a.activity_id IN ({{ids}})
    AND {CAME} GROUP BY a.activity_id) done ON done.activity_id = v.id GROUP BY 1 ORDER BY 1"""
UNITS = f"""SELECT unit_id, sum(lines), sum(times), sum(times > 0), sum(minutes), sum(disputed) FROM (
    SELECT a.unit_id, count(*) lines, sum({CAME}) times, max(a.state = 'conflict') disputed,
    sum(CASE WHEN {CAME} THEN coalesce(a.minutes, 0) ELSE 0 END) minutes {LINES}) GROUP BY unit_id ORDER BY unit_id"""
PEOPLE = f"SELECT count(DISTINCT a.cadre_id) FROM attendance a WHERE a.activity_id IN ({{ids}}) AND {CAME}"


class Asker:
    """A connection that knows which activities were held when."""

    def __init__(self, db: sqlite3.Connection, now: str) -> None:
        self._db = db
        self._now = now

    def held(self, first: str, end: str) -> list[int]:
        """List the ids of what was held from ``first`` to before ``end``."""
        query = (
            "SELECT id FROM activity WHERE held_on >= ? AND held_on < ? AND state IN ('open', 'closed')"
            " AND kind <> 'snow_drill' AND ends_at <= ? ORDER BY starts_at"
        )
        return [number for (number,) in self._db.execute(query, (first, end, self._now))]

    def ask(self, query: str, first: str, end: str) -> Rows:
        """Put a query about these days."""
        ids = ", ".join(map(str, self.held(first, end)))
        span = {"first": first, "end": end, "now": self._now}
        return self._db.execute(query.format(ids=ids), span).fetchall()


def week(db: sqlite3.Connection, mondays: list[str], now: str) -> Rows:
    """Ask for the week between the last two of these Mondays, and for the counts of each week before it."""
    asker = Asker(db, now)
    weeks = list(pairwise(mondays))
    rows = [(monday, *row) for monday, end in weeks for row in asker.ask(HEADS, monday, end)]
    for query in (NOT_LINKED, CORRECTIONS, LISTS, FIRST_TIMERS):
        rows += asker.ask(query, *weeks[-1])
    return rows


def year(db: sqlite3.Connection, first: str, end: str, now: str) -> Rows:
    """Ask for the days from ``first`` to before ``end``: each month, each unit, and the heads."""
    asker = Asker(db, now)
    queries = (MONTHS, UNITS, CORRECTIONS, LISTS, PEOPLE, FIRST_TIMERS)
    return [row for query in queries for row in asker.ask(query, first, end)]


def settle(db: sqlite3.Connection, activity_id: int) -> Rows:
    """Write the two moments of each line from the marks, and nothing else of it; return how many."""
    with db:
        done = db.execute(
            "UPDATE attendance SET checked_in_at = m.came, checked_out_at = m.went FROM (SELECT cadre_id,"
            " min(CASE kind WHEN 'check_in' THEN at END) came, max(CASE kind WHEN 'check_out' THEN at END) went"
            " FROM mark WHERE activity_id = :id GROUP BY cadre_id) m"
            " WHERE attendance.activity_id = :id AND attendance.cadre_id = m.cadre_id",
            {"id": activity_id},
        )
        return [(done.rowcount,)]
