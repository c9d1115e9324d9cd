"""A person's line on the roll as it follows from answer and marks: settled after every change, or all of them anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from bot.model import Activity, ActivityState, Attendance, Mark
from bot.rules import attendance as rules
from bot.rules.attendance import AnswerState, MarkKind, MarkSource, Settled, Window
from bot.services.lines import Line
from bot.storage import Prepared

# Asked with every mark, and with every chunk of lines, so they are built once. Where no object is wanted, columns are
# read, which costs a fraction.
MARKS = (
    select(Mark)
    .where(Mark.activity_id == bindparam("activity_id"), Mark.cadre_id == bindparam("cadre_id"))
    .order_by(Mark.id)
)

ENTRIES = Prepared(
    select(Mark.id, Mark.kind, Mark.at, Mark.source, Mark.voids_id)
    .where(Mark.activity_id == bindparam("activity_id"), Mark.cadre_id == bindparam("cadre_id"))
    .order_by(Mark.id)
)

CHUNK = 2_000
SETTLED = tuple(field.name for field in fields(Settled))
"""The names of what is settled; the columns that keep it are called the same."""
of_columns = attrgetter(*SETTLED)

LINES = (
    select(
        Attendance.id,
        Attendance.cadre_id,
        Attendance.answer,
        Attendance.moved_to_id,
        *(getattr(Attendance, name) for name in SETTLED),
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
WRITE = (
    update(Attendance).where(Attendance.id == bindparam("line_id")).values({name: bindparam(name) for name in SETTLED})
)
WRITE_ONE = Prepared(WRITE)


def window_of(activity: Activity | Line) -> Window:
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
    session.flush()
    entries = ENTRIES.all(session, activity_id=activity.id, cadre_id=row.cadre_id)
    _apply(row, _settled(row, entries, window_of(activity), activity.state))


def settle_line(session: Session, line: Line) -> Settled:
    """Compute and write a person's line that was read as columns; where the session holds it, it is changed there."""
    entries = ENTRIES.all(session, activity_id=line.activity_id, cadre_id=line.cadre_id)
    settled = _settled(line, entries, window_of(line), line.activity_state)
    row: Attendance | None = session.identity_map.get(identity_key(Attendance, line.line_id))
    if row is not None:
        _apply(row, settled)
    else:
        WRITE_ONE.count(session, line_id=line.line_id, **dict(zip(SETTLED, of_columns(settled), strict=True)))
    return settled


def settle_all(session: Session, activity: Activity) -> int:
    """Settle every line of an activity; return how many. The marks decide, whatever stood there before.

    Goes through the lines a chunk at a time and writes only those that change, so that a great activity needs little
    memory.
    """
    session.flush()
    connection = session.connection()
    window, is_closed = window_of(activity), activity.state is ActivityState.CLOSED
    settled, last = 0, 0
    while lines := connection.execute(LINES, {"activity_id": activity.id, "last": last, "chunk": CHUNK}).all():
        first, last = lines[0].cadre_id, lines[-1].cadre_id
        marks: defaultdict[int, list[rules.Mark]] = defaultdict(list)
        for row in connection.execute(MARKS_BETWEEN, {"activity_id": activity.id, "first": first, "last": last}):
            marks[row.cadre_id].append(_mark(row))
        changed = {}
        for line_id, cadre_id, answer, moved_to_id, *stored in lines:
            outcome = rules.settle(
                AnswerState(answer), marks[cadre_id], window, is_closed=is_closed, is_moved=moved_to_id is not None
            )
            if tuple(stored) != (values := of_columns(outcome)):
                changed[line_id] = values
        _write(session, changed)
        settled += len(lines)
    return settled


def _write(session: Session, changed: Mapping[int, tuple[Any, ...]]) -> None:
    """Write lines by their ids; those that this transaction holds as objects are changed there."""
    known = session.identity_map
    held = {key[1][0]: known.get(key) for key in list(known.keys()) if key[0] is Attendance}
    unheld = []
    for line_id, values in changed.items():
        named = dict(zip(SETTLED, values, strict=True))
        if row := held.get(line_id):
            for name, value in named.items():
                setattr(row, name, value)
        else:
            unheld.append({"line_id": line_id} | named)
    if unheld:
        session.connection().execute(WRITE, unheld)
    session.flush()


def _settled(row: Attendance | Line, marks: Sequence[Any], window: Window, state: ActivityState) -> Settled:
    return rules.settle(
        AnswerState(row.answer),
        [_mark(mark) for mark in marks],
        window,
        is_closed=state is ActivityState.CLOSED,
        is_moved=row.moved_to_id is not None,
    )


def _mark(row: Any) -> rules.Mark:
    """Read an entry of the ledger, from an object or from a row of its columns."""
    return rules.Mark(row.id, MarkKind(row.kind), row.at, MarkSource(row.source), row.voids_id)


def _apply(row: Attendance, settled: Settled) -> None:
    for name, value in zip(SETTLED, of_columns(settled), strict=True):
        setattr(row, name, value)
