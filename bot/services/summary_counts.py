"""How many of each unit came, were excused and so on in a week: counted by the database, in grouped queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from bot.model import Attendance, Cadre, Roll
from bot.rules.attendance import AttendanceState
from bot.rules.figures import Counts
from bot.services.summary_lines import (
    CAME,
    DECLINED,
    EXCUSED,
    NO_ANSWER,
    NO_SHOW,
    PRESENT,
    Held,
    ids_of,
    is_counted,
    is_credited,
    is_unreachable,
    minutes,
    one_if,
    rank,
)

PARTS = {"present": CAME, "excused": EXCUSED, "declined": DECLINED, "no_show": NO_SHOW, "no_answer": NO_ANSWER}
ADDED_UP = ("person_times", "minutes")
SUMS = ("late", "left_early", "unreachable", "missing_check_out", "in_question", *ADDED_UP)


def of_weeks(session: Session, weeks: Mapping[date, Sequence[Held]]) -> dict[date, dict[int, Counts]]:
    """Count each unit's people over the activities of each week, one head each.

    Where a week had one activity a line is a head: all such weeks are counted in one query, as their lines lie.
    """
    alone = [held[0] for held in weeks.values() if len(held) == 1]
    queries = [_lines(alone)] if alone else []
    queries += [_heads(held) for held in weeks.values() if len(held) > 1]
    mondays = {held[0].id: monday for monday, held in weeks.items()}
    found: dict[date, dict[int, Counts]] = {monday: {} for monday in weeks}
    for heads in (query.subquery() for query in queries):
        rows = session.execute(
            select(
                heads.c.week,
                heads.c.unit_id,
                func.count().label("expected"),
                *(func.sum(one_if(heads.c.best == rank)).label(name) for name, rank in PARTS.items()),
                *(func.sum(heads.c[name]).label(name) for name in SUMS),
            ).group_by(heads.c.week, heads.c.unit_id)
        )
        for week, unit_id, *numbers in rows:
            found[mondays[week]][unit_id] = Counts(
                **dict(zip(("expected", *PARTS, *SUMS), map(int, numbers), strict=True))
            )
    return found


def _lines(held: Sequence[Held]) -> Select[*tuple[Any, ...]]:
    """Say of each line that counts what it adds to its unit; ``week`` is the activity, the only one of its week."""
    return select(
        Attendance.activity_id.label("week"),
        Attendance.unit_id,
        *(column.label(name) for name, column in _columns(held).items()),
    ).where(Attendance.activity_id.in_(ids_of(held)), is_counted(held))


def _heads(held: Sequence[Held]) -> Select[*tuple[Any, ...]]:
    """Say of each person in a week of several activities the same; ``week`` is the first of these."""
    return (
        select(
            literal(held[0].id).label("week"),
            Attendance.unit_id,
            *(
                (func.sum if name in ADDED_UP else func.max)(column).label(name)
                for name, column in _columns(held).items()
            ),
        )
        .where(Attendance.activity_id.in_(ids_of(held)), is_counted(held))
        .group_by(Attendance.unit_id, Attendance.cadre_id)
    )


def _columns(held: Sequence[Held]) -> dict[str, ColumnElement[int]]:
    # What is told sooner of most lines stands first in each claim.
    came = Attendance.state.in_(PRESENT)
    return {
        "best": rank(),
        "late": one_if(Attendance.state == AttendanceState.LATE),
        "left_early": one_if(
            or_(Attendance.state == AttendanceState.LEFT_EARLY, and_(Attendance.left_early_minutes > 0, came))
        ),
        "unreachable": one_if(is_unreachable()),
        "person_times": one_if(came),
        "minutes": minutes(held),
        "missing_check_out": one_if(and_(Attendance.checked_out_at.is_(None), is_credited(held))),
        "in_question": one_if(Attendance.state == AttendanceState.CONFLICT),
    }


def not_linked(session: Session, held: Sequence[Held], end_on: date) -> dict[int, int]:
    """Count, in each unit that was opened, who could not be asked because no account was linked in time.

    ``end_on`` is the day after the week's last; who has left the roster before is not looked for.
    """
    if not held:
        return {}
    ids = ids_of(held)
    line = select(Attendance.id).where(Attendance.cadre_id == Cadre.id, Attendance.activity_id.in_(ids))
    last_end = max(activity.ends_at for activity in held)
    rows = session.execute(
        select(Cadre.unit_id, func.count())
        .where(
            Cadre.unit_id.in_(select(Roll.unit_id).where(Roll.activity_id.in_(ids))),
            or_(Cadre.left_on.is_(None), Cadre.left_on >= end_on),
            or_(
                and_(Cadre.telegram_id.is_(None), ~line.where(rank() > NO_ANSWER).exists()),
                and_(
                    Cadre.telegram_id.is_not(None),
                    or_(Cadre.consented_at.is_(None), Cadre.linked_at.is_(None), Cadre.linked_at >= last_end),
                    ~line.exists(),
                ),
            ),
        )
        .group_by(Cadre.unit_id)
    )
    return {unit_id: number for unit_id, number in rows if unit_id is not None}
