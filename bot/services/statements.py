"""The statement of the own record: gathering it, handing it to its person, and answering whether a code is one.

The code is drawn before the transaction that keeps it, because the files are made with it in between; what was handed
out and what is kept become true together.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from bot.errors import Fault
from bot.model import (
    Activity,
    ActivityState,
    Attendance,
    Cadre,
    Callout,
    Mark,
    Roll,
    Shift,
    Site,
    Statement,
    Summons,
    Unit,
)
from bot.model.callouts import DRILL
from bot.rules.attendance import AttendanceState, MarkKind, hours
from bot.rules.statements import (
    ALPHABET,
    HALF,
    Period,
    PersonalRecord,
    StatementLine,
    code_in,
    is_unchanged,
    masked,
    seal,
    shown,
)
from bot.services import handouts, outbox, people, tries
from bot.services.settling import standing
from bot.services.summary_texts import say

KEY: Final = "statement:"
MOST_A_DAY: Final = 10
"""More files than that a person has no use for in a day; making them takes a process each."""
TRIES_PER_HOUR: Final = 10
CAME: Final = (
    AttendanceState.PRESENT,
    AttendanceState.LATE,
    AttendanceState.LEFT_EARLY,
    AttendanceState.CONFLICT,
)


class NothingToState(Fault):
    """There is no settled service in the period."""

    key = "fault-statement-empty"


class TooManyStatements(Fault):
    """So many were made for this person within a day; ``most`` says how many."""

    key = "fault-statement-too-many"


class TooManyChecks(Fault):
    """So many wrong codes came from this account within an hour; ``minutes`` says how long none is looked at."""

    key = "fault-statement-tries"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a statement is made from: the record, its code, and the language of its person, if one was chosen."""

    record: PersonalRecord
    code: str
    language: str | None


@dataclass(frozen=True, slots=True)
class StatementFiles:
    """A statement as it is handed over."""

    pdf: bytes
    workbook: bytes


def prepare(session: Session, *, now: datetime, telegram_id: int, period: Period, zone: tzinfo) -> Draft:
    """Gather the caller's own record and draw a code for it; changes nothing.

    Args:
        session: Read only.
        now: The moment; what is settled later is left out.
        telegram_id: Who asks; there is no way to ask about somebody else.
        period: Which days.
        zone: The operator's, in which a day begins.

    Raises:
        NotRegistered: A stranger.
        NothingToState: The period has no settled service.
        TooManyStatements: Enough for one day.
    """
    cadre = people.require(session, telegram_id)
    made = select(func.count()).where(Statement.cadre_id == cadre.id, Statement.made_at > now - timedelta(days=1))
    if (session.scalar(made) or 0) >= MOST_A_DAY:
        raise TooManyStatements(most=MOST_A_DAY)
    first_on, last_on = period.days(now.astimezone(zone).date())
    lines = _lines(session, cadre.id, first_on, last_on, as_of=now)
    if not lines:
        raise NothingToState
    unit = session.get(Unit, cadre.unit_id) if cadre.unit_id is not None else None
    record = PersonalRecord(
        cadre_id=cadre.id,
        name=cadre.name,
        unit=unit.name if unit is not None else "",
        first_on=lines[0].held_on if period is Period.ALL else first_on,
        last_on=last_on,
        lines=lines,
    )
    return Draft(record, _draw_code(session, record), cadre.language)


def _draw_code(session: Session, record: PersonalRecord) -> str:
    while True:
        start = "".join(secrets.choice(ALPHABET) for _ in range(HALF))
        code = start + seal(start, record.lines)
        if not session.scalar(select(exists().where(Statement.code == code))):
            return code


def _lines(
    session: Session, cadre_id: int, first_on: date, last_on: date, *, as_of: datetime
) -> tuple[StatementLine, ...]:
    """List the person's settled services of these days, by their start; of activities that had closed by ``as_of``.

    What is not creditable, and a drill, is no service. Who moved to another activity has no check-in here.
    """
    called_to, listed_at = aliased(Site), aliased(Site)
    called, listed = aliased(Shift), aliased(Shift)
    query = (
        select(Activity, Attendance, func.coalesce(called_to.name, listed_at.name, ""))
        .join(Attendance, Attendance.activity_id == Activity.id)
        .outerjoin(Callout, Callout.activity_id == Activity.id)
        .outerjoin(Summons, (Summons.callout_id == Callout.id) & (Summons.cadre_id == Attendance.cadre_id))
        .outerjoin(called, called.id == Summons.shift_id)
        .outerjoin(called_to, called_to.id == called.site_id)
        .outerjoin(Roll, (Roll.activity_id == Activity.id) & (Roll.unit_id == Attendance.unit_id))
        .outerjoin(listed, listed.id == Roll.shift_id)
        .outerjoin(listed_at, listed_at.id == listed.site_id)
        .where(
            Attendance.cadre_id == cadre_id,
            Attendance.checked_in_at.is_not(None),
            Attendance.state.in_(CAME),
            Activity.state == ActivityState.CLOSED,
            Activity.is_creditable,
            Activity.kind != DRILL,
            Activity.held_on >= first_on,
            Activity.held_on <= last_on,
            Activity.closes_at <= as_of,
        )
        .order_by(Activity.starts_at, Activity.id)
    )
    rows = [(activity, row, place) for activity, row, place in session.execute(query)]
    marks = _marks(session, cadre_id, [activity.id for activity, _row, _place in rows])
    return tuple(_line(activity, row, place, marks.get(activity.id, ())) for activity, row, place in rows)


def _marks(session: Session, cadre_id: int, activity_ids: Collection[int]) -> Mapping[int, list[Mark]]:
    """Read the marks that stand, by activity."""
    entered: defaultdict[int, list[Mark]] = defaultdict(list)
    query = select(Mark).where(Mark.cadre_id == cadre_id, Mark.activity_id.in_(activity_ids)).order_by(Mark.id)
    for mark in session.scalars(query):
        entered[mark.activity_id].append(mark)
    return {activity_id: standing(marks) for activity_id, marks in entered.items()}


def _line(activity: Activity, row: Attendance, place: str, marks: Collection[Mark]) -> StatementLine:
    is_in_question = row.state == AttendanceState.CONFLICT
    assert row.checked_in_at is not None  # noqa: S101 - the query asks for it
    ends = ((MarkKind.CHECK_IN, row.checked_in_at), (MarkKind.CHECK_OUT, row.checked_out_at))
    sources = [mark.source for kind, at in ends for mark in marks if mark.kind == kind and mark.at == at][:2]
    return StatementLine(
        activity_id=activity.id,
        held_on=activity.held_on,
        activity=activity.title,
        place=place,
        content=activity.content,
        checked_in_at=row.checked_in_at,
        checked_out_at=row.checked_out_at,
        minutes=None if is_in_question else row.minutes,
        sources=tuple(dict.fromkeys(sources)),
        is_in_question=is_in_question,
    )


def give(
    session: Session, *, now: datetime, telegram_id: int, draft: Draft, files: StatementFiles, language: str
) -> None:
    """Hand a statement to the private chat of its person, and keep its code.

    Raises:
        NotRegistered: The account was unlinked meanwhile, or bound to somebody else.
    """
    cadre = people.require(session, telegram_id)
    record = draft.record
    if cadre.id != record.cadre_id:
        raise people.NotRegistered
    statement = Statement(
        code=draft.code,
        cadre_id=cadre.id,
        first_on=record.first_on,
        last_on=record.last_on,
        times=record.times,
        minutes=record.minutes,
        made_at=now,
    )
    session.add(statement)
    session.flush()
    to = outbox.cadre_key(cadre.id)
    days: dict[str, Any] = {"first": f"{record.first_on}", "last": f"{record.last_on}"}
    figures: dict[str, Any] = {"times": record.times, "hours": f"{record.hours}", "code": shown(draft.code)}
    for part, content in (("pdf", files.pdf), ("workbook", files.workbook)):
        handouts.hand_out(
            session,
            to,
            f"statement-{part}",
            now=now,
            key=f"{KEY}{statement.id}:{part}",
            name=say(language, f"statement-file-{part}", **days),
            content=content,
            **days,
            **figures,
        )
    people.note(
        session,
        now=now,
        actor=to,
        action="statement.give",
        subject=f"statement:{statement.id}",
        after=days | {"rows": len(record.lines)},
    )


def check(session: Session, *, now: datetime, telegram_id: int, typed: str, zone: tzinfo) -> None:
    """Answer /check: whether such a statement was given out, its figures, and whether its lines still stand.

    Of the person only the first character of the name is told. A wrong code is counted; /check alone is not one.

    Raises:
        NotRegistered: A stranger.
        TooManyChecks: Too many wrong codes within an hour.
    """
    cadre = people.require(session, telegram_id)
    to = outbox.cadre_key(cadre.id)
    if not typed:
        outbox.say(session, to, "statement-check-how", now=now, is_silent=True)
        return
    if wait := tries.minutes_to_wait(session, now=now, telegram_id=telegram_id, tries_per_hour=TRIES_PER_HOUR):
        raise TooManyChecks(minutes=wait)
    code = code_in(typed)
    statement = session.scalar(select(Statement).where(Statement.code == code)) if code else None
    if statement is None:
        tries.enter(session, now=now, telegram_id=telegram_id)
        outbox.say(session, to, "statement-check-unknown", now=now, is_silent=True)
        return
    lines = _lines(session, statement.cadre_id, statement.first_on, statement.last_on, as_of=statement.made_at)
    outbox.say(
        session,
        to,
        "statement-check-same" if is_unchanged(statement.code, lines) else "statement-check-changed",
        now=now,
        is_silent=True,
        code=shown(statement.code),
        name=masked(session.get_one(Cadre, statement.cadre_id).name),
        made=f"{statement.made_at.astimezone(zone):%Y-%m-%d %H:%M}",
        first=f"{statement.first_on}",
        last=f"{statement.last_on}",
        times=statement.times,
        hours=f"{hours(statement.minutes)}",
    )
    people.note(session, now=now, actor=to, action="statement.check", subject=f"statement:{statement.id}")
