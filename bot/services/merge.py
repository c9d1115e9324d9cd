"""One person who stands on the roster twice, made one; ``bot.services.doubles`` finds them.

What was recorded of the double is counted with the one that stays, in the simplest way that counts nothing twice:

- A line of an activity in which the other has none is handed over as it is, with its answer, its marks, and the unit
  it was counted for on that day.
- Where both have a line, the ledger keeps the marks of both: the double's are entered under the one that stays, whose
  line is settled from all of them, the first check-in and the last check-out. The later answer of the two holds. A mark
  that one was not seen there is voided where the other checked in: it was the same person. The double's line stays
  empty, as one that is counted elsewhere, and counts nowhere.
- Corrections, leaves, statements and answers to calls and stand-bys are handed over; where both have answered the same
  call or stand-by, each answer stays where it is.
- Roles are handed over, those in a unit only within the unit of the one that stays; so is what the double leads, or is
  to lead by a plan that is not published yet. An account is handed over to who has none, else the double's is unlinked.
  Invitations of the double end.

The double is not deleted: it leaves the roster as of that day and says into whom it was merged. What was sent to it
stays with it, as do its name on what it confirmed or decided for others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import (
    Activity,
    ActivityState,
    AnswerChange,
    Attendance,
    Cadre,
    Callout,
    Claim,
    ClaimState,
    Correction,
    Duty,
    LeavePeriod,
    Mark,
    Plan,
    PlanState,
    Question,
    Readiness,
    Receipt,
    RoleGrant,
    Shift,
    Statement,
    Summons,
)
from bot.rules.attendance import AnswerState, AttendanceState, LeaveReason, MarkKind, MarkSource
from bot.rules.plans import PlanFields
from bot.rules.rights import Right
from bot.services import (
    answers,
    attendance,
    binding,
    claims,
    decisions,
    doubles,
    invites,
    namesakes,
    outbox,
    people,
    role_holders,
    rolls,
)
from bot.services.binding import Account
from bot.services.moves import UNDER_WAY
from bot.services.settling import settle_row, standing_marks

REASON: Final = "merge"
"""What a voided mark says that somebody was not seen who was there by the other entry."""


class NoDouble(Fault):
    """The two are no suspected double any more: somebody was faster, or one of them has left."""

    key = "fault-no-double"


class MergeDuringCall(Fault):
    """One of the two is asked by a call that is under way; it counts on people as they stand."""

    key = "fault-merge-during-call"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is recorded under one entry of the roster; lines that count nowhere are left out."""

    lines: int
    marks: int
    corrections: int
    leaves: int
    statements: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a merge would do: both entries with what they hold, and in how many activities both have a line."""

    stays: Cadre
    double: Cadre
    before_stays: Kept
    before_double: Kept
    shared: int
    roles: tuple[str, ...]

    @property
    def lines_after(self) -> int:
        """How many activities stand on the record of the one that stays afterwards."""
        return self.before_stays.lines + self.before_double.lines - self.shared


def foresee(session: Session, stays_id: int, double_id: int) -> Outlook:
    """Say what it would come to; changes nothing.

    Raises:
        NoDouble: The two are no suspected double.
    """
    pairs = [(one, other) for one, other in namesakes.suspected(session) if {one.id, other.id} == {stays_id, double_id}]
    if not pairs:
        raise NoDouble
    one, other = pairs[0]
    stays, double = (one, other) if one.id == stays_id else (other, one)
    shared = _activities_of(session, stays_id) & _activities_of(session, double_id)
    roles = tuple(grant.role.value for grant in people.grants_of(session, double_id))
    return Outlook(stays, double, _kept(session, stays_id), _kept(session, double_id), len(shared), roles)


def _kept(session: Session, cadre_id: int) -> Kept:
    def count(table: type[Mark | Correction | LeavePeriod | Statement]) -> int:
        return session.scalar(select(func.count()).select_from(table).where(table.cadre_id == cadre_id)) or 0

    lines = len(_activities_of(session, cadre_id))
    return Kept(lines, count(Mark), count(Correction), count(LeavePeriod), count(Statement))


def _activities_of(session: Session, cadre_id: int) -> set[int]:
    counted = or_(Attendance.moved_to_id.is_(None), Attendance.moved_to_id != Attendance.activity_id)
    return set(session.scalars(select(Attendance.activity_id).where(Attendance.cadre_id == cadre_id, counted)))


def merge(session: Session, *, now: datetime, telegram_id: int, stays_id: int, double_id: int, today: date) -> Outlook:
    """Make one entry of the roster of two; see above. It cannot be undone.

    Returns:
        What the two held before.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped, or one of the two holds roles beyond the one who taps.
        NoDouble: The two are no suspected double (any more); a second tap finds none.
        MergeDuringCall: A call that is under way asks one of them.
    """
    actor = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    outlook = foresee(session, stays_id, double_id)
    stays, double = outlook.stays, outlook.double
    for each in (stays, double):
        decisions.require_reach_over(session, actor, each)
    _require_no_call(session, (stays_id, double_id))
    by = outbox.cadre_key(actor.id)
    units = _hand_over_lines(session, stays, double, now=now, by=actor.id)
    _hand_over_rest(session, stays, double)
    _hand_over_roles(session, stays, double, now=now, by=by)
    _hand_over_account(session, stays, double, now=now)
    invites.revoke(session, now=now, actor=by, cadre_id=double.id)
    stays.is_surge = stays.is_surge or double.is_surge
    double.left_on, double.merged_into_id = today, stays.id
    session.flush()
    people.note(
        session,
        now=now,
        actor=by,
        action="person.merge",
        subject=outbox.cadre_key(double.id),
        before={"stays": asdict(outlook.before_stays), "double": asdict(outlook.before_double)},
        after={"merged_into": stays.id, "shared": outlook.shared, "stays": asdict(_kept(session, stays.id))},
    )
    for activity_id, unit_id in units:
        rolls.refresh(session, activity_id, unit_id, now=now)
    card = outbox.show(session, by, doubles.SUBJECT, now=now)
    card.view = None
    return outlook


def _require_no_call(session: Session, cadre_ids: Sequence[int]) -> None:
    called = (
        select(Summons.id)
        .join(Callout, Callout.id == Summons.callout_id)
        .where(Summons.cadre_id.in_(cadre_ids), Callout.state.in_(UNDER_WAY))
        .limit(1)
    )
    if session.scalar(called) is not None:
        raise MergeDuringCall


def _hand_over_lines(session: Session, stays: Cadre, double: Cadre, *, now: datetime, by: int) -> set[tuple[int, int]]:
    """Hand over lines, answers and marks; return the rolls, as activity and unit, that show something else now."""
    standing = {row.activity_id: row for row in _lines(session, stays.id)}
    touched = []
    marked = update(Mark).where(Mark.cadre_id == double.id)
    session.execute(marked.where(Mark.by_cadre_id == double.id).values(by_cadre_id=stays.id))
    session.execute(marked.values(cadre_id=stays.id))
    for row in _lines(session, double.id):
        touched.append(row)
        if (other := standing.get(row.activity_id)) is None:
            row.cadre_id = stays.id
            own = (AnswerChange.attendance_id == row.id, AnswerChange.by_cadre_id == double.id)
            session.execute(update(AnswerChange).where(*own).values(by_cadre_id=stays.id))
            continue
        touched.append(other)
        _join(session, other, row, now=now, by=by)
    session.flush()
    rows = [(row, session.get_one(Activity, row.activity_id)) for row in touched]
    return {(row.activity_id, row.unit_id) for row, activity in rows if activity.state is ActivityState.OPEN}


def _lines(session: Session, cadre_id: int) -> Sequence[Attendance]:
    query = select(Attendance).where(Attendance.cadre_id == cadre_id).order_by(Attendance.id)
    return session.scalars(query, execution_options={"populate_existing": True}).all()


def _join(session: Session, stays: Attendance, double: Attendance, *, now: datetime, by: int) -> None:
    """Settle two lines of one activity to one; the marks of both stand under the one that stays already."""
    activity = session.get_one(Activity, stays.activity_id)
    if double.answered_at is not None and (stays.answered_at is None or stays.answered_at < double.answered_at):
        answered_at, reason = double.answered_at, LeaveReason(double.reason) if double.reason else None
        answer = AnswerState(double.answer)
        if answers.note(session, stays, answer, reason, now=now, source=MarkSource.ORGANIZER, by=by):
            stays.answered_at = answered_at
            stays.waits_since, stays.offered_until = double.waits_since, double.offered_until
    stays.until_at = stays.until_at or double.until_at
    # An answer that stood there would go on taking a place.
    answers.note(session, double, AnswerState.PENDING, None, now=now, source=MarkSource.ORGANIZER, by=by)
    double.waits_since = double.offered_until = None
    double.moved_to_id = double.activity_id
    session.flush()
    marks = standing_marks(session, activity.id, stays.cadre_id)
    has_come = any(mark.kind == MarkKind.CHECK_IN for mark in marks)
    # What was in question about either before still is: that is for the liaison to decide.
    if has_come and AttendanceState.CONFLICT not in (stays.state, double.state):
        for mark in marks:
            if mark.kind == MarkKind.ABSENT:
                attendance.void(session, activity, mark, now=now, source=MarkSource.ORGANIZER, by=by, reason=REASON)
    for row in (stays, double):
        settle_row(session, row, activity)


def _hand_over_rest(session: Session, stays: Cadre, double: Cadre) -> None:
    for table in (Correction, LeavePeriod, Question, Statement):
        session.execute(update(table).where(table.cadre_id == double.id).values(cadre_id=stays.id))
    answered = (
        (Summons, Summons.callout_id, Summons.cadre_id),
        (Readiness, Readiness.standby_id, Readiness.cadre_id),
        (Receipt, Receipt.broadcast_id, Receipt.cadre_id),
    )
    for answer, about, whose in answered:
        both = select(about).where(whose == stays.id).scalar_subquery()
        session.execute(
            update(answer).where(whose == double.id, about.not_in(both)).values(cadre_id=stays.id),
            execution_options={"synchronize_session": "fetch"},
        )
    for place in (Shift.lead_id, Duty.first_id, Duty.second_id):
        session.execute(
            update(place.class_).where(place == double.id).values({place.key: stays.id}),
            execution_options={"synchronize_session": "fetch"},
        )
    _hand_over_drafts(session, stays, double)
    if double.telegram_id is None:
        waiting = (Claim.cadre_id == double.id, Claim.state == ClaimState.WAITING)
        session.execute(update(Claim).where(*waiting).values(cadre_id=stays.id))
    session.flush()


def _hand_over_drafts(session: Session, stays: Cadre, double: Cadre) -> None:
    for plan in session.scalars(select(Plan).where(Plan.state == PlanState.DRAFT)).all():
        fields = PlanFields.from_json(plan.fields)
        led = {site.site_id for site in fields.sites if site.lead_id == double.id}
        if led:
            sites = [replace(site, lead_id=stays.id) if site.site_id in led else site for site in fields.sites]
            plan.fields = replace(fields, sites=tuple(sites)).to_json()


def _hand_over_roles(session: Session, stays: Cadre, double: Cadre, *, now: datetime, by: str) -> None:
    held = _grants(session, stays.id)
    scopes = {(grant.role, grant.unit_id, grant.site_id, grant.activity_id) for grant in held}
    for grant in _grants(session, double.id):
        grant.revoked_at = now
        is_here = grant.unit_id in (None, stays.unit_id)
        if is_here and (grant.role, grant.unit_id, grant.site_id, grant.activity_id) not in scopes:
            session.add(
                RoleGrant(
                    cadre_id=stays.id,
                    role=grant.role,
                    unit_id=grant.unit_id,
                    site_id=grant.site_id,
                    activity_id=grant.activity_id,
                    granted_at=now,
                    granted_by=by,
                    ends_on=grant.ends_on,
                )
            )
    session.flush()
    for each in (stays, double):
        role_holders.refresh(session, each.id, now=now)


def _grants(session: Session, cadre_id: int) -> Sequence[RoleGrant]:
    held = select(RoleGrant).where(RoleGrant.cadre_id == cadre_id, RoleGrant.revoked_at.is_(None))
    return session.scalars(held.order_by(RoleGrant.id)).all()


def _hand_over_account(session: Session, stays: Cadre, double: Cadre, *, now: datetime) -> None:
    if double.telegram_id is None:
        return
    claims.withdraw(session, double.telegram_id, now=now)
    if stays.telegram_id is not None:
        binding.unlink(session, double, now=now, told="account-merged")
        return
    account = Account(double.telegram_id, double.language or "", double.consent_version or "")
    language, consented_at, located_at = double.language, double.consented_at, double.location_consented_at
    binding.unlink(session, double, now=now, told=None)
    binding.bind(session, stays, account, now=now)
    stays.language, stays.consented_at, stays.location_consented_at = language, consented_at, located_at
    stays.remind_minute, stays.is_silenced, stays.seen_on = double.remind_minute, double.is_silenced, double.seen_on
    session.flush()
