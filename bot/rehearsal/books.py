"""Two books of one week: what people's diaries say, and what the bot's tables hold. At the end they must agree.

The arithmetic here is the story's own, so that a mistake in the bot's rules is not repeated by its judge.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, AnswerChange, Attendance, Cadre, Mark
from bot.rehearsal.hands import Deed
from bot.rehearsal.people import Diary, Person
from bot.rules.attendance import AnswerState, LeaveReason
from bot.rules.timetable import Timetable

Outages = Sequence[tuple[datetime, datetime]]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's line: what was answered, what became of it, when they came and went."""

    is_linked: bool
    answer: str
    reason: str | None
    state: str
    came: Span | None
    went: Span | None
    changes: int
    marks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A person whose books disagree: the number on the roster, what is disputed, and both versions."""

    roster_no: str
    what: str
    diary: str
    table: str


def expected(person: Person, times: Timetable, outages: Outages) -> Entry | None:
    """Say what the tables must hold of somebody; None when there must be no line at all."""
    diary = person.diary
    if not diary.is_linked and diary.called_in is None:
        return None
    came = _came(diary, outages)
    went = _went(diary, times, outages) if came else None
    return Entry(
        is_linked=diary.is_linked,
        answer=diary.answer.value,
        reason=diary.reason.value if diary.reason else None,
        state=_state(diary.answer, came, went, times),
        came=came,
        went=went,
        changes=_changes(diary),
        marks=_marks(diary),
    )


def reached(deed: Deed, outages: Outages) -> Span:
    """Return when a deed may have reached the bot: a tap made while it was down is stamped when it is back."""
    if deed.is_tap:
        for down, up in outages:
            if down <= deed.at < up:
                return deed.at, up
    return deed.at, deed.at


def _came(diary: Diary, outages: Outages) -> Span | None:
    spans = [reached(mark.deed, outages) for mark in (diary.check_in, diary.called_in) if mark is not None]
    return min(spans, default=None)


def _went(diary: Diary, times: Timetable, outages: Outages) -> Span | None:
    spans = [reached(diary.check_out.deed, outages)] if diary.check_out is not None else []
    spans += [(times.ends_at, times.ends_at)] if diary.checked_out_by_liaison else []
    return max(spans, default=None)


def _state(answer: AnswerState, came: Span | None, went: Span | None, times: Timetable) -> str:
    if came is None:
        return {
            AnswerState.PENDING: "no_answer",
            AnswerState.GOING: "no_show",
            AnswerState.DECLINED: "declined",
            AnswerState.EXCUSED: "excused",
        }[answer]
    if came[0] > times.late_after:
        return "late"
    return "left_early" if went is not None and went[0] < times.left_early_before else "present"


def _changes(diary: Diary) -> int:
    """Count the answers that said something new."""
    said: list[tuple[AnswerState, LeaveReason | None]] = [(AnswerState.PENDING, None)]
    said += [(each.answer, each.reason) for each in diary.answers]
    return sum(before != after for before, after in itertools.pairwise(said))


def _marks(diary: Diary) -> tuple[tuple[str, int], ...]:
    """Count the entries of the ledger, by kind."""
    counts = Counter(
        check_in=diary.crossed_out + (diary.check_in is not None) + (diary.called_in is not None),
        check_out=(diary.check_out is not None) + diary.checked_out_by_liaison,
        void=diary.crossed_out,
    )
    return tuple(sorted((+counts).items()))


def recorded(session: Session, activity: Activity) -> dict[str, Entry]:
    """Read every line of an activity, by the number on the roster."""
    marks: dict[int, Counter[str]] = {}
    for cadre_id, kind in session.execute(select(Mark.cadre_id, Mark.kind).where(Mark.activity_id == activity.id)):
        marks.setdefault(cadre_id, Counter())[kind] += 1
    changes = Counter(session.scalars(select(AnswerChange.attendance_id)).all())
    rows = session.execute(
        select(Attendance, Cadre)
        .join(Cadre, Cadre.id == Attendance.cadre_id)
        .where(Attendance.activity_id == activity.id)
    ).all()
    return {
        cadre.roster_no: Entry(
            is_linked=cadre.telegram_id is not None,
            answer=row.answer,
            reason=row.reason,
            state=row.state,
            came=_point(row.checked_in_at),
            went=_point(row.checked_out_at),
            changes=changes[row.id],
            marks=tuple(sorted(marks.get(cadre.id, Counter()).items())),
        )
        for row, cadre in rows
    }


def _point(moment: datetime | None) -> Span | None:
    return None if moment is None else (moment, moment)


def compare(people: Iterable[Person], table: dict[str, Entry], times: Timetable, outages: Outages) -> list[Difference]:
    """List everybody whose diary and line disagree; who has a line without a diary is listed too."""
    found: list[Difference] = []
    rest = dict(table)
    for person in people:
        number = person.resident.roster_no
        diary, line = expected(person, times, outages), rest.pop(number, None)
        if diary is None or line is None:
            if diary is not line:
                found.append(Difference(number, "line", _shown(diary is not None), _shown(line is not None)))
            continue
        found += [
            Difference(number, name, str(getattr(diary, name)), str(getattr(line, name)))
            for name in ("is_linked", "answer", "reason", "state", "changes", "marks")
            if getattr(diary, name) != getattr(line, name)
        ]
        found += [
            Difference(number, name, str(getattr(diary, name)), str(getattr(line, name)))
            for name in ("came", "went")
            if not _fits(getattr(diary, name), getattr(line, name))
        ]
    return found + [Difference(number, "line", _shown(False), _shown(True)) for number in rest]


def _fits(diary: Span | None, line: Span | None) -> bool:
    if diary is None or line is None:
        return diary is line
    return diary[0] <= line[0] <= diary[1]


def _shown(is_there: bool) -> str:
    return "there" if is_there else "none"
