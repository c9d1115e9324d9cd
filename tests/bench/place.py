"""Databases for the bench, by plain SQL: people, an activity whose check-in is open now, rows that wait to leave."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

FIRST_PHONE = 900_001
UNITS = 71
ACTIVITY = 1
CARD_MESSAGE = 5
NUMBERS = "WITH RECURSIVE count(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM count WHERE i < ?)"


def make(path: Path, people: int) -> Path:
    """Make a database of so many linked people, all on the roll of an activity they may check in to now."""
    from bot.storage import schema  # noqa: PLC0415 - it brings Alembic, which whoever is measured does without

    schema.upgrade(f"sqlite:///{path}")
    now = datetime.now(UTC).replace(second=0, microsecond=0)  # an activity's hours are whole minutes
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        # Not switched on, so that no job of the calendar invites them to Fridays of its own.
        db.executemany(
            "INSERT INTO unit (id, name, position, is_enabled) VALUES (?, ?, ?, 0)",
            [(number, f"市第{number}局", number) for number in range(1, UNITS + 1)],
        )
        db.execute("INSERT INTO community (id, name) VALUES (1, '第一社区')")
        db.execute(
            "INSERT INTO site (id, community_id, name, kind, address, muster_point, lead_name, radius_metres, tools,"
            " neighbour_ids) VALUES (1, 1, '服务中心', 'community', '和平街1号', '门前', '李四', 300, '', '[]')"
        )
        db.execute(
            "INSERT INTO cadre (id, roster_no, name, title, unit_id, telegram_id, linked_at, consent_version,"
            f" consented_at, reach, is_surge) {NUMBERS} SELECT i, 'N' || i, '张' || i, '', i % {UNITS} + 1, ? + i,"
            " '2025-01-01 00:00:00.000000', '2026-1', '2025-01-01 00:00:00.000000', 'ok', 0 FROM count",
            (1, people, FIRST_PHONE - 1),
        )
        _open(db, now, people)
        db.execute("ANALYZE")
    return path


def _open(db: sqlite3.Connection, now: datetime, people: int) -> None:
    hours = {
        "opens_at": -9.0,
        "reply_by": -8.0,
        "check_in_from": -1.0,
        "muster_at": 0.0,
        "starts_at": 0.25,
        "late_after": 1.0,
        "left_early_before": 1.0,
        "ends_at": 2.0,
        "closes_at": 3.0,
    }
    moments = [moment(now + timedelta(hours=hour)) for hour in hours.values()]
    db.execute(
        "INSERT INTO activity (id, series, kind, title, content, risk, held_on, state, reason, schedule_version,"
        f" is_creditable, unit_ids, change_note, is_fixed, {', '.join(hours)}) VALUES (?, 'bench', 'friday',"
        " '周五志愿服务', '社区环境清洁', '注意交通安全，天冷路滑', ?, 'open', '', 1, 1, '[]', '{}', 1,"
        f" {', '.join('?' * len(hours))})",
        (ACTIVITY, str(now.date()), *moments),
    )
    db.execute(
        "INSERT INTO shift (id, activity_id, site_id, starts_at) VALUES (1, ?, 1, ?)",
        (ACTIVITY, moments[list(hours).index("starts_at")]),
    )
    db.execute(
        f"INSERT INTO roll (activity_id, unit_id, shift_id) {NUMBERS} SELECT ?, i, 1 FROM count", (1, UNITS, ACTIVITY)
    )
    db.execute(
        "INSERT INTO attendance (activity_id, cadre_id, unit_id, answer, state, late_minutes, left_early_minutes)"
        f" {NUMBERS} SELECT ?, i, i % {UNITS} + 1, 'going', 'expected', 0, 0 FROM count",
        (1, people, ACTIVITY),
    )


def show_cards(path: Path, first: int, last: int) -> None:
    """Let everybody from the person ``first`` to ``last`` have the activity's card in the chat, as ``CARD_MESSAGE``."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute(
            f"INSERT INTO card (chat_key, subject, wanted_version, shown_version, rings, page, telegram_message_id)"
            f" {NUMBERS} SELECT 'cadre:' || i, 'activity:' || ?, 1, 1, 1, 0, ? FROM count",
            (first, last, ACTIVITY, CARD_MESSAGE),
        )
        db.execute("ANALYZE")


def invite(path: Path, first: int, last: int) -> None:
    """Let everybody from the person ``first`` to ``last`` wait for a card of the activity that has never been sent."""
    now = moment(datetime.now(UTC))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute(
            f"INSERT INTO card (chat_key, subject, wanted_version, shown_version, rings, page) {NUMBERS}"
            " SELECT 'cadre:' || i, 'activity:' || ?, 1, 0, 0, 0 FROM count",
            (first, last, ACTIVITY),
        )
        db.execute(
            "INSERT INTO message (dedup_key, lane, kind, chat_key, params, card_id, activity_id, is_silent,"
            " created_at, due_at, state, attempts, reason) SELECT 'bench:' || id, 3, 'card.show', chat_key,"
            """ '{"rings": true}', id, ?, 0, ?, ?, 'waiting', 0, '' FROM card""",
            (ACTIVITY, now, now),
        )
        db.execute("ANALYZE")


def write_to(path: Path, first: int, last: int) -> None:
    """Let everybody from the person ``first`` to ``last`` wait for a plain message."""
    now = moment(datetime.now(UTC))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute(
            f"INSERT INTO message (dedup_key, lane, kind, chat_key, params, is_silent, created_at, due_at, state,"
            f" attempts, reason) {NUMBERS} SELECT 'bench:' || i, 3, 'message-read', 'cadre:' || i, '{{}}', 0, ?, ?,"
            " 'waiting', 0, '' FROM count",
            (first, last, now, now),
        )
        db.execute("ANALYZE")


def moment(at: datetime) -> str:
    """Write a moment as the bot stores it on SQLite."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def phone(person: int) -> int:
    """Return the Telegram id of the person with that id in the database."""
    return FIRST_PHONE - 1 + person
