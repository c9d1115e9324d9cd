"""A person's line on the roll as it follows from answer and marks: settled after every change, or all of them anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Mark
from bot.rules import attendance as rules
from bot.rules.attendance import AnswerState, MarkKind, MarkSource, Settled, Window

# Asked with every mark, so it is built once.
MARKS = (
    select(Mark)
    .where(Mark.activity_id == bindparam("activity_id"), Mark.cadre_id == bindparam("cadre_id"))
    .order_by(Mark.id)
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
    """Settle every line of an activity; return how many. The marks decide, whatever stood there before."""
    marks: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in session.scalars(select(Mark).where(Mark.activity_id == activity.id)):
        marks[mark.cadre_id].append(mark)
    rows = session.scalars(select(Attendance).where(Attendance.activity_id == activity.id)).all()
    for row in rows:
        _apply(row, _settled(row, marks[row.cadre_id], activity))
    session.flush()
    return len(rows)


def _settled(row: Attendance, marks: Sequence[Mark], activity: Activity) -> Settled:
    return rules.settle(
        AnswerState(row.answer),
        [rules.Mark(mark.id, MarkKind(mark.kind), mark.at, MarkSource(mark.source), mark.voids_id) for mark in marks],
        window_of(activity),
        is_closed=activity.state is ActivityState.CLOSED,
        is_moved=row.moved_to_id is not None,
    )


def _apply(row: Attendance, settled: Settled) -> None:
    row.state = settled.state
    row.checked_in_at, row.checked_out_at = settled.checked_in_at, settled.checked_out_at
    row.minutes = settled.minutes
    row.late_minutes, row.left_early_minutes = settled.late_minutes, settled.left_early_minutes
