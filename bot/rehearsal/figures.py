"""What happened in the week, counted: from the tables, from the sandbox, and from the diaries."""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.model import (
    Activity,
    Attendance,
    Cadre,
    InboxRow,
    InboxState,
    Mark,
    Message,
    MessageState,
    Unit,
)
from bot.rehearsal.calendar import FRIDAY
from bot.rehearsal.week import Week
from bot.rules.attendance import AttendanceState, MarkKind
from bot.sandbox import Statistics

SENDS: Final = ("sendMessage", "sendPhoto", "sendDocument", "sendVenue")
PRESENT: Final = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY)
TOO_MANY_REQUESTS: Final = 429


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. ``is_steady`` says that the same seed gives the same line on any machine."""

    key: str
    params: Mapping[str, str | int]
    is_steady: bool = True


@dataclass(frozen=True, slots=True)
class Tables:
    """What is read from the tables, once, at the end."""

    activity: Activity
    units: int
    people: int
    linked: int
    called: int
    answers: dict[str, int]
    states: dict[str, int]
    left_early: int
    without_check_out: int
    sources: dict[str, int]
    outbox: dict[MessageState, int]
    inbox: dict[InboxState, int]

    @property
    def present(self) -> int:
        """How many were there."""
        return sum(self.states.get(state, 0) for state in PRESENT)


def read_tables(session: Session) -> Tables:
    """Count what the tables hold of the rehearsed Friday."""
    activity = session.scalars(select(Activity).where(Activity.held_on == FRIDAY)).one()
    lines = select(Attendance).where(Attendance.activity_id == activity.id).subquery()
    cadres = select(func.count()).select_from(Cadre).where(Cadre.unit_id.is_not(None))

    def count(condition: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(lines).where(condition)) or 0

    def by(column: InstrumentedAttribute[str], *conditions: ColumnElement[bool]) -> dict[str, int]:
        query = select(column, func.count()).where(*conditions).group_by(column)
        return {word: int(number) for word, number in session.execute(query)}

    return Tables(
        activity=activity,
        units=session.scalar(select(func.count()).select_from(Unit)) or 0,
        people=session.scalar(cadres) or 0,
        linked=session.scalar(cadres.where(Cadre.telegram_id.is_not(None))) or 0,
        called=count(lines.c.cadre_id.in_(select(Cadre.id).where(Cadre.telegram_id.is_(None)))),
        answers=by(Attendance.answer, Attendance.activity_id == activity.id),
        states=by(Attendance.state, Attendance.activity_id == activity.id),
        left_early=count(lines.c.left_early_minutes > 0),
        without_check_out=count(lines.c.checked_in_at.is_not(None) & lines.c.checked_out_at.is_(None)),
        sources=check_in_sources(session, activity.id),
        outbox=outbox_states(session),
        inbox=inbox_states(session),
    )


def check_in_sources(session: Session, activity_id: int) -> Counter[str]:
    """Count those who came by how they checked in: each once, by the earliest check-in that stands."""
    voided = select(Mark.voids_id).where(Mark.activity_id == activity_id, Mark.voids_id.is_not(None))
    came = select(Attendance.cadre_id).where(Attendance.activity_id == activity_id, Attendance.state.in_(PRESENT))
    query = (
        select(Mark.cadre_id, Mark.source)
        .where(
            Mark.activity_id == activity_id,
            Mark.kind == MarkKind.CHECK_IN,
            Mark.id.not_in(voided),
            Mark.cadre_id.in_(came),
        )
        .order_by(Mark.at, Mark.id)
    )
    sources: dict[int, str] = {}
    for cadre_id, source in session.execute(query):
        sources.setdefault(cadre_id, source)
    return Counter(sources.values())


def outbox_states(session: Session) -> dict[MessageState, int]:
    """Count the outbox by what became of its rows."""
    counted = session.execute(select(Message.state, func.count()).group_by(Message.state))
    return {state: int(number) for state, number in counted}


def inbox_states(session: Session) -> dict[InboxState, int]:
    """Count the inbox by what became of its rows."""
    counted = session.execute(select(InboxRow.state, func.count()).group_by(InboxRow.state))
    return {state: int(number) for state, number in counted}


@dataclass(frozen=True, slots=True)
class Burden:
    """What one Friday cost those who did nothing out of the ordinary."""

    taps: Counter[str]
    rings: Counter[str]
    odd: int


def burden(week: Week) -> Burden:
    """Count taps and rings of the ordinary cadres who were linked before the opening; the staff has more to do."""
    cadres = [person for person in week.people if person.diary.is_linked and not person.resident.roles]
    ordinary = [person for person in cadres if person.plan.is_ordinary]
    return Burden(
        Counter({person.resident.roster_no: person.diary.taps for person in ordinary}),
        Counter({person.resident.roster_no: week.rings[person.phone.id] for person in cadres}),
        len(cadres) - len(ordinary),
    )


def table(week: Week, tables: Tables, *, since: tuple[float, float]) -> list[Row]:
    """Write the table; ``since`` are the real and the CPU seconds at which the demo began."""
    statistics = week.stage.sandbox.statistics
    answers, states, cost = tables.answers, tables.states, burden(week)
    return [
        Row(
            "demo-row-roster",
            {
                "people": tables.people,
                "units": tables.units,
                "linked": tables.linked,
                "unlinked": tables.people - tables.linked,
            },
        ),
        Row("demo-row-expected", {"expected": sum(answers.values()), "called": tables.called}),
        Row("demo-row-answers", {word: answers.get(word, 0) for word in ("going", "excused", "declined", "pending")}),
        Row(
            "demo-row-present",
            {
                "present": tables.present,
                "late": states.get("late", 0),
                "left_early": tables.left_early,
                "open": tables.without_check_out,
            },
        ),
        Row("demo-row-no-show", {"no_show": states.get("no_show", 0)}),
        Row("demo-row-sources", {word: tables.sources.get(word, 0) for word in ("self_tap", "message", "liaison")}),
        Row("demo-row-taps", {"most": _most(cost.taps), "mean": _mean(cost.taps), "odd": cost.odd}),
        Row("demo-row-rings", {"most": _most(cost.rings), "mean": _mean(cost.rings)}),
        *of_the_run(statistics, tables.outbox, outages=len(week.outages), since=since),
    ]


def of_the_run(
    statistics: Statistics, outbox: Mapping[MessageState, int], *, outages: int, since: tuple[float, float]
) -> Sequence[Row]:
    """Write the lines that hang on what was under way at the moment of a crash."""
    sends = Counter(send.method for send in statistics.sends)
    new = sum(sends[method] for method in SENDS)
    states = {state.value: outbox.get(state, 0) for state in MessageState}
    return [
        Row("demo-row-messages", {"new": new, "edits": sends.total() - new}, is_steady=False),
        Row("demo-row-outbox", {name: number for name, number in states.items() if name != "started"}, is_steady=False),
        Row(
            "demo-row-pace",
            {"busiest": statistics.busiest(), "limited": statistics.errors.get(TOO_MANY_REQUESTS, 0)},
            is_steady=False,
        ),
        Row(
            "demo-row-outages",
            {"outages": outages, "lost": sum(statistics.dropped.values())},
            is_steady=False,
        ),
        cost_row(since),
    ]


def cost_row(since: tuple[float, float]) -> Row:
    """Say how long a story took since a moment of the clock and of the processor, and what memory."""
    return Row(
        "demo-row-cost",
        {
            "seconds": f"{time.monotonic() - since[0]:.0f}",
            "cpu": f"{time.process_time() - since[1]:.0f}",
            "memory": peak_megabytes(),
        },
        is_steady=False,
    )


def peak_megabytes() -> int:
    """Return the most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)


def _most(counts: Counter[str]) -> int:
    return max(counts.values(), default=0)


def _mean(counts: Counter[str]) -> str:
    return f"{counts.total() / max(len(counts), 1):.1f}"
