"""``volunteer-bot demo --story week``: plays an organizer's week, and holds the tables against the phones."""

from __future__ import annotations

import time
from collections import Counter
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.model import Activity, AnswerChange, Attendance, Broadcast, Cadre, InboxRow, InboxState
from bot.rehearsal import promises
from bot.rehearsal.desk import TASK, Desk, Work
from bot.rehearsal.figures import Row, cost_row
from bot.rehearsal.outcome import Outcome, as_file, transcript_of
from bot.rehearsal.printing import Printer
from bot.rehearsal.promises import Promise
from bot.rehearsal.town import chance, found
from bot.rules.attendance import AnswerState

TREES: Final = "tree_planting"


async def rehearse(settings: Settings, *, people: int, seed: int, printer: Printer, language: str) -> Outcome:
    """Play one organizer's week over a fresh database and look at everything that came of it."""
    since = time.monotonic(), time.process_time()
    town = found(people, chance(str(seed)))
    printer.line("demo-desk-begin", people=people, units=len(town.units), seed=seed)

    def tell(key: str) -> None:
        printer.progress(key, desk.agenda.now, desk.zone, {})

    desk = Desk(settings, town, seed=seed, tell=tell, language=language)
    try:
        await desk.play()
        storage = desk.stage.bot.storage
        rows, kept = await storage.read(lambda session: (_table(session, desk), _check(session, desk)))
    finally:
        await desk.stage.close()
    transcript = transcript_of(desk.organizer, desk.zone, desk.say)
    return Outcome([*rows, cost_row(since)], kept, {"organizer.txt": as_file(transcript)}, "demo-desk-table")


def _trees(session: Session) -> Activity:
    return session.scalars(select(Activity).where(Activity.kind == TREES)).one()


def _answers(session: Session) -> Counter[str]:
    query = select(Attendance.answer, func.count()).where(Attendance.activity_id == _trees(session).id)
    counts: Counter[str] = Counter()
    for answer, count in session.execute(query.group_by(Attendance.answer)):
        counts[answer] = count
    return counts


def _table(session: Session, desk: Desk) -> list[Row]:
    answers, trees = _answers(session), _trees(session)
    there = select(func.count()).where(Attendance.activity_id == trees.id, Attendance.checked_in_at.is_not(None))
    sent = sum(message.text.startswith(TASK) for member in desk.members for message in member.phone.messages)
    return [
        _work("demo-desk-row-plan", desk.plan),
        _work("demo-desk-row-task", desk.task),
        _work("demo-desk-row-missing", desk.missing),
        Row(
            "demo-desk-row-answers",
            {
                "quota": desk.quota,
                "going": answers[AnswerState.GOING],
                "waiting": answers[AnswerState.WAITLISTED],
                "declined": answers[AnswerState.DECLINED],
                "pending": answers[AnswerState.PENDING],
            },
        ),
        Row("demo-desk-row-there", {"there": session.scalar(there) or 0}),
        Row("demo-desk-row-sent", {"sent": sent, "read": sum(member.has_read for member in desk.members)}),
    ]


def _work(key: str, work: Work) -> Row:
    return Row(key, {"taps": work.taps, "typed": work.typed, "seconds": work.seconds})


def _check(session: Session, desk: Desk) -> list[Promise]:
    sandbox = desk.stage.sandbox
    states = select(InboxRow.state, func.count()).group_by(InboxRow.state)
    inbox: dict[InboxState, int] = {row[0]: row[1] for row in session.execute(states)}
    moved = desk.say("card-moved")
    return [
        promises.inbox(sandbox.statistics, inbox),
        _quota(session, desk),
        _asked_again(session, desk),
        _presence(session, desk),
        _task(session, desk),
        promises.doubles(pair for pair in sandbox.doubles() if pair[0].text != moved),
        promises.pace(sandbox.statistics),
        promises.outbox(session, now=desk.agenda.now, most_uncertain=0),
    ]


def _quota(session: Session, desk: Desk) -> Promise:
    """Replay every change of an answer: at no moment more than the places were taken."""
    trees = _trees(session)
    changes = session.execute(
        select(AnswerChange.before, AnswerChange.after)
        .join(Attendance, Attendance.id == AnswerChange.attendance_id)
        .where(Attendance.activity_id == trees.id)
        .order_by(AnswerChange.id)
    )
    going = most = 0
    for before, after in changes:
        going += (after == AnswerState.GOING) - (before == AnswerState.GOING)
        most = max(most, going)
    notes = () if most <= desk.quota else (f"{most} of {desk.quota}",)
    return Promise("demo-desk-promise-quota", notes, {"quota": desk.quota, "most": most})


def _asked_again(session: Session, desk: Desk) -> Promise:
    """Whoever is invited and can be reached was told of the new hours on the card."""
    invited = set(
        session.scalars(
            select(Cadre.roster_no)
            .join(Attendance, Attendance.cadre_id == Cadre.id)
            .where(Attendance.activity_id == _trees(session).id)
        )
    )
    asked = [
        member
        for member in desk.members
        if member.resident.roster_no in invited and not member.phone.account.has_blocked
    ]
    notes = tuple(member.resident.roster_no for member in asked if not member.is_told)
    return Promise("demo-desk-promise-changed", notes, {"count": len(asked)})


def _presence(session: Session, desk: Desk) -> Promise:
    """Those are recorded as present who tapped 签到, and nobody else."""
    recorded = set(
        session.scalars(
            select(Cadre.roster_no)
            .join(Attendance, Attendance.cadre_id == Cadre.id)
            .where(Attendance.activity_id == _trees(session).id, Attendance.checked_in_at.is_not(None))
        )
    )
    there = {member.resident.roster_no for member in desk.members if member.was_there}
    return Promise("demo-desk-promise-presence", tuple(sorted(recorded ^ there)), {"count": len(there)})


def _task(session: Session, desk: Desk) -> Promise:
    """The task reached each of the three units' people once, nobody else, and the report says so."""
    notes = []
    reached = 0
    for member in desk.members:
        copies = sum(message.text.startswith(TASK) for message in member.phone.messages)
        is_meant = member.resident.unit in desk.units_written_to and not member.phone.account.has_blocked
        reached += copies
        if copies != int(is_meant):
            notes.append(f"{member.resident.roster_no}: {copies} copies")
    broadcast = session.scalars(select(Broadcast)).one()
    own = sum(message.text.startswith(TASK) for message in desk.organizer.messages if message.labels == ())
    if broadcast.recipients < reached:
        notes.append(f"{broadcast.recipients} recipients noted, {reached} reached, {own} at the desk")
    return Promise("demo-desk-promise-task", tuple(notes), {"count": reached})
