"""A person's line on the roll as it follows from answer and marks: settled after every change, or all of them anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from bot.model import Activity, ActivityState, Attendance, Mark
from bot.rules import attendance as rules
from bot.rules.attendance import AnswerState, MarkKind, MarkSource, Settled, Window

# Asked with every mark, and with every chunk of lines, so they are built once.
MARKS = (
    select(Mark)
    .where(Mark.activity_id == bindparam("activity_id"), Mark.cadre_id == bindparam("cadre_id"))
    .order_by(Mark.id)
)

CHUNK = 2_000
LINES = (
    select(
        Attendance.id,
        Attendance.cadre_id,
        Attendance.answer,
        Attendance.moved_to_id,
        Attendance.state,
        Attendance.checked_in_at,
        Attendance.checked_out_at,
        Attendance.minutes,
        Attendance.late_minutes,
        Attendance.left_early_minutes,
    )
    .where(Attendance.activity_id == bindparam("activity_id"), Attendance.cadre_id > bindparam("last"))
    .order_by(Attendance.cadre_id)
    .limit(bindparam("chunk"))
)
MARKS_BETWEEN = select(Mark.id, Mark.cadre_id, Mark.kind, Mark.at, Mark.source, Mark.voids_id).where(
    Mark.activity_id == bindparam("activity_id"),
    Mark.cadre_id >= bindparam("first"),
    Mark.cadre_id <= bindparam("last"),
)


def window_of(activity: Activity) -> Window:
    """Return the moments by which the marks of an activity are judged."""
    return Window(
        check_in_from=activity.check_in_from,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        late_after=activity.late_after,
        left_early_before=activity.left_early_before,
        closes_at=activity.closes_at,
    )


def standing_marks(session: Session, activity_id: int, cadre_id: int) -> list[Mark]:
    """List a person's marks of an activity that no later mark has voided."""
    return standing(session.scalars(MARKS, {"activity_id": activity_id, "cadre_id": cadre_id}).all())


def standing(marks: Sequence[Mark]) -> list[Mark]:
    """Leave out of a person's marks the voids and what they have voided."""
    voided = {mark.voids_id for mark in marks}
    return [mark for mark in marks if mark.kind != MarkKind.VOID and mark.id not in voided]


def settle_row(session: Session, row: Attendance, activity: Activity) -> None:
    """Compute a person's line from answer and marks."""
    marks = session.scalars(MARKS, {"activity_id": activity.id, "cadre_id": row.cadre_id}).all()
    _apply(row, _settled(row, marks, activity))


def settle_all(session: Session, activity: Activity) -> int:
    """Settle every line of an activity; return how many. The marks decide, whatever stood there before.

    Goes through the lines a chunk at a time and writes only those that change, so that a great activity needs little
    memory.
    """
    session.flush()
    settled, last = 0, 0
    while lines := session.execute(LINES, {"activity_id": activity.id, "last": last, "chunk": CHUNK}).all():
        first, last = lines[0].cadre_id, lines[-1].cadre_id
        marks: defaultdict[int, list[rules.Mark]] = defaultdict(list)
        for row in session.execute(MARKS_BETWEEN, {"activity_id": activity.id, "first": first, "last": last}):
            marks[row.cadre_id].append(_mark(row))
        window, is_closed = window_of(activity), activity.state is ActivityState.CLOSED
        changed = []
        for line in lines:
            is_moved = line.moved_to_id is not None
            outcome = _columns(
                rules.settle(
                    AnswerState(line.answer), marks[line.cadre_id], window, is_closed=is_closed, is_moved=is_moved
                )
            )
            if any(getattr(line, name) != value for name, value in outcome.items()):
                changed.append({"id": line.id} | outcome)
        _write(session, changed)
        settled += len(lines)
    return settled


def _write(session: Session, changed: Sequence[dict[str, Any]]) -> None:
    """Write lines by their ids; those that this transaction holds as objects are changed there."""
    unheld = []
    for values in changed:
        held = session.identity_map.get(identity_key(Attendance, values["id"]))
        if held is None:
            unheld.append(values)
        else:
            for name, value in values.items():
                setattr(held, name, value)
    if unheld:
        session.execute(update(Attendance), unheld)
    session.flush()


def _settled(row: Attendance, marks: Sequence[Mark], activity: Activity) -> Settled:
    return rules.settle(
        AnswerState(row.answer),
        [_mark(mark) for mark in marks],
        window_of(activity),
        is_closed=activity.state is ActivityState.CLOSED,
        is_moved=row.moved_to_id is not None,
    )


def _mark(row: Any) -> rules.Mark:
    """Read an entry of the ledger, from an object or from a row of its columns."""
    return rules.Mark(row.id, MarkKind(row.kind), row.at, MarkSource(row.source), row.voids_id)


def _columns(settled: Settled) -> dict[str, Any]:
    """Return an outcome by the names of the columns that keep it."""
    return {
        "state": settled.state,
        "checked_in_at": settled.checked_in_at,
        "checked_out_at": settled.checked_out_at,
        "minutes": settled.minutes,
        "late_minutes": settled.late_minutes,
        "left_early_minutes": settled.left_early_minutes,
    }


def _apply(row: Attendance, settled: Settled) -> None:
    for name, value in _columns(settled).items():
        setattr(row, name, value)
