"""What the unit decides about a correction that was asked for: both words stay.

Nothing in the ledger is changed: what is granted becomes new marks of the one who decides, and voids of those that were
wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Activity, Attendance, Cadre, Correction, CorrectionKind, CorrectionState, Mark
from bot.rules.attendance import MarkKind, MarkSource
from bot.rules.corrections import Corrections
from bot.rules.rights import Right, may
from bot.services import attendance, outbox, people, rolls, settling
from bot.services.corrections import Decided, NoCorrection, request_subject, show
from bot.services.rollcall import RollClosed

REASON = "asked"
"""What a mark says that came of a granted request."""
UNCHANGED = "granted-unchanged"
"""How a request ended that was granted where the record stands on the person's own marks alone."""


class OwnRequest(Fault):
    """Nobody decides about the own record."""

    key = "fault-correction-own"


def decide(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    correction_id: int,
    is_granted: bool,
    corrections: Corrections,
) -> Correction:
    """同意 or 不同意: the record follows at once, and the person is told.

    Raises:
        NotAllowed: The caller may not mark this unit.
        NoCorrection: There is no such request.
        Decided: Somebody was faster, or it was withdrawn.
        OwnRequest: It is about the caller's own record.
        RollClosed: The time for late entries is over; an organizer still decides.
    """
    request = session.get(Correction, correction_id)
    if request is None:
        people.require(session, telegram_id)
        raise NoCorrection
    row = attendance.row_of(session, request.activity_id, request.cadre_id)
    actor = people.require_right(session, telegram_id, Right.MARK_UNIT, row.unit_id)
    if actor.id == request.cadre_id:
        raise OwnRequest
    if request.state is not CorrectionState.WAITING:
        raise Decided
    activity = session.get_one(Activity, request.activity_id)
    is_organizer = may(people.grants_of(session, actor.id), Right.MARK_UNIT)
    if not is_organizer and now >= corrections.late_until(activity.held_on):
        raise RollClosed
    request.state = CorrectionState.GRANTED if is_granted else CorrectionState.REFUSED
    request.decided_at, request.decided_by = now, actor.id
    has_changed = False
    if is_granted:
        is_of_unit = row.unit_id in people.units_of(session, actor.id)
        source = MarkSource.LIAISON if is_of_unit else MarkSource.ORGANIZER
        has_changed = _apply(session, request, activity, row, actor, source, now=now)
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(actor.id),
        action="correction.grant" if is_granted else "correction.refuse",
        subject=request_subject(request.id),
        after={"activity": request.activity_id, "person": request.cadre_id},
    )
    show(session, request, now=now)
    outbox.say(
        session,
        outbox.cadre_key(request.cadre_id),
        f"correction-{_outcome(is_granted=is_granted, has_changed=has_changed)}",
        now=now,
        dedup=f"correction-decided:{request.id}",
        day=outbox.Day(activity.held_on),
        title=activity.title,
    )
    rolls.refresh(session, activity.id, row.unit_id, now=now)
    return request


def _apply(
    session: Session,
    request: Correction,
    activity: Activity,
    row: Attendance,
    actor: Cadre,
    source: MarkSource,
    *,
    now: datetime,
) -> bool:
    """Void what was wrong and add what was missing; return whether there was anything."""
    standing = settling.standing_marks(session, activity.id, row.cadre_id)
    wrong = {
        CorrectionKind.CAME: [mark for mark in standing if mark.kind == MarkKind.ABSENT],
        CorrectionKind.LEFT: [mark for mark in standing if mark.kind == MarkKind.CHECK_OUT],
        CorrectionKind.WRONG: entered_by_others(standing),
    }[request.kind]
    for mark in wrong:
        attendance.void(session, activity, mark, now=now, source=source, by=actor.id, reason=REASON)
    has_come = any(mark.kind == MarkKind.CHECK_IN for mark in standing)
    wanted = (
        (MarkKind.CHECK_IN, None if has_come else request.wanted_in_at),
        (MarkKind.CHECK_OUT, request.wanted_out_at),
    )
    for kind, at in wanted:
        if at is not None:
            attendance.add_mark(
                session,
                activity,
                row.cadre_id,
                kind,
                at=at,
                now=now,
                source=source,
                by=actor.id,
                row=row,
                reason=REASON,
            )
    return bool(wrong) or any(at is not None for _kind, at in wanted)


def entered_by_others(marks: Sequence[Mark]) -> list[Mark]:
    """List the marks that somebody else made for the person: what is voided when they say that the record is wrong."""
    return [mark for mark in marks if mark.by_cadre_id != mark.cadre_id]


def outcome(session: Session, request: Correction) -> str:
    """Return how a request ended: the word of its state, or ``granted-unchanged`` where there was nothing to change."""
    if request.state is not CorrectionState.GRANTED:
        return request.state.value
    made = select(Mark.id).where(
        Mark.activity_id == request.activity_id,
        Mark.cadre_id == request.cadre_id,
        Mark.recorded_at == request.decided_at,
        Mark.reason == REASON,
    )
    return _outcome(is_granted=True, has_changed=session.scalar(made.limit(1)) is not None)


def _outcome(*, is_granted: bool, has_changed: bool) -> str:
    if not is_granted:
        return CorrectionState.REFUSED.value
    return CorrectionState.GRANTED.value if has_changed else UNCHANGED
