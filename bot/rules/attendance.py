"""What a person's answer and marks come to: one state, the two times and the minutes served.

The ledger is append-only; this module reads it. Who may add which mark, and when, the services decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

MINUTE = timedelta(minutes=1)
MINUTES_PER_HOUR = 60
HUNDREDTH = Decimal("0.01")


class AnswerState(StrEnum):
    """What a person said to the invitation. Who would come and found no place is ``waitlisted``."""

    PENDING = "pending"
    GOING = "going"
    DECLINED = "declined"
    EXCUSED = "excused"
    WAITLISTED = "waitlisted"


NO_BLAME = frozenset({AnswerState.EXCUSED, AnswerState.WAITLISTED})
"""Who said so and does not come is excused: on leave, or there was no place."""

MAY_COME = frozenset({AnswerState.PENDING, AnswerState.GOING})


class LeaveReason(StrEnum):
    """Why a person is excused: 公务, 出差, 值班, 病假, 个人原因. Nobody is asked for more."""

    DUTY = "duty"
    TRIP = "trip"
    ON_DUTY = "on_duty"
    SICK = "sick"
    PERSONAL = "personal"


class MarkKind(StrEnum):
    """An entry of the ledger; a void takes another entry out. ``ABSENT`` says that somebody was not seen there."""

    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    ABSENT = "absent"
    VOID = "void"


class MarkSource(StrEnum):
    """How a mark or an answer came about; ``LEAVE`` is no tap of that day but a leave of several days."""

    SELF_TAP = "self_tap"
    MESSAGE = "message"
    CODE = "code"
    LOCATION = "location"
    LIAISON = "liaison"
    ORGANIZER = "organizer"
    IMPORT = "import"
    LEAVE = "leave"


class AttendanceState(StrEnum):
    """What the record says of a person; ``expected`` only until the record is settled.

    Someone who declined was not absent: taking part is voluntary. Who has ``moved`` serves in another activity of that
    day and is counted there. In ``conflict`` are those who say they came and whom the unit did not see there: until
    somebody decides, the person's own word counts.
    """

    EXPECTED = "expected"
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    DECLINED = "declined"
    NO_SHOW = "no_show"
    NO_ANSWER = "no_answer"
    MOVED = "moved"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry of the ledger.

    ``at`` is the moment that counts, aware: for a tap when it happened, for a roll-call the moment the caller vouches
    for. ``id`` ascends with the ledger; a void names the id of an earlier mark in ``voids``, other kinds leave it None.
    """

    id: int
    kind: MarkKind
    at: datetime
    source: MarkSource
    voids: int | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"mark {self.id} has a naive time")
        if (self.kind is MarkKind.VOID) != (self.voids is not None):
            raise ValueError(f"mark {self.id}: a void, and nothing else, names the mark it takes out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The moments by which marks are judged, aware; ranges are half-open.

    A check-in counts in ``[check_in_from, ends_at)``, a check-out before ``closes_at``. Whoever checks in after
    ``late_after`` is late, whoever checks out before ``left_early_before`` left early.

    Raises:
        ValueError: The moments are not in order.
    """

    check_in_from: datetime
    starts_at: datetime
    ends_at: datetime
    late_after: datetime
    left_early_before: datetime
    closes_at: datetime

    def __post_init__(self) -> None:
        if not (
            self.check_in_from <= self.starts_at < self.ends_at <= self.closes_at
            and self.starts_at <= self.late_after
            and self.left_early_before <= self.ends_at
        ):
            raise ValueError(f"the window is not in order: {self}")


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcome for one person.

    ``minutes`` are whole minutes served within the window and None as long as there is no check-out. ``late_minutes``
    count from the start and ``left_early_minutes`` to the end, each 0 within its grace. Whoever came late and left
    early is ``late``; both figures tell.
    """

    state: AttendanceState
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    minutes: int | None = None
    late_minutes: int = 0
    left_early_minutes: int = 0

    @property
    def is_missing_check_out(self) -> bool:
        """Whether the person checked in and has not checked out (yet): 未签退, the hours do not count."""
        return self.checked_in_at is not None and self.checked_out_at is None


ABSENT_BEFORE_CLOSING = {
    AnswerState.PENDING: AttendanceState.EXPECTED,
    AnswerState.GOING: AttendanceState.EXPECTED,
    AnswerState.DECLINED: AttendanceState.DECLINED,
    AnswerState.EXCUSED: AttendanceState.EXCUSED,
    AnswerState.WAITLISTED: AttendanceState.EXPECTED,
}
ABSENT_AFTER_CLOSING = ABSENT_BEFORE_CLOSING | {
    AnswerState.PENDING: AttendanceState.NO_ANSWER,
    AnswerState.GOING: AttendanceState.NO_SHOW,
    AnswerState.WAITLISTED: AttendanceState.EXCUSED,  # there was no place
}


def settle(
    answer: AnswerState, marks: Iterable[Mark], window: Window, *, is_closed: bool, is_moved: bool = False
) -> Settled:
    """Say what one person's answer and marks come to.

    Presence beats the answer: who asked for leave and came is present. The first check-in and the last check-out
    count, so a doubled tap changes nothing; a check-out before the check-in, or without one, is ignored. Where the
    unit says that somebody was absent who has a check-in, neither mark overwrites the other: it is a conflict.

    Args:
        answer: The answer as it stands.
        marks: The person's marks for this activity in any order; ids are unique.
        window: The activity's moments.
        is_closed: Whether the record is settled; before that, whoever may still come is ``expected``.
        is_moved: Whether the person serves in another activity of that day instead; presence here still beats it.

    Returns:
        The same for any order of the same marks.
    """
    valid = _without_voided(marks)
    check_ins = [mark.at for mark in valid if mark.kind is MarkKind.CHECK_IN]
    checked_in_at = min((at for at in check_ins if window.check_in_from <= at < window.ends_at), default=None)
    if checked_in_at is None and is_moved:
        return Settled(AttendanceState.MOVED)
    if checked_in_at is None:
        return Settled((ABSENT_AFTER_CLOSING if is_closed else ABSENT_BEFORE_CLOSING)[answer])
    check_outs = [mark.at for mark in valid if mark.kind is MarkKind.CHECK_OUT]
    checked_out_at = max((at for at in check_outs if checked_in_at <= at < window.closes_at), default=None)
    settled = _settle_presence(checked_in_at, checked_out_at, window)
    is_denied = any(mark.kind is MarkKind.ABSENT for mark in valid)
    return replace(settled, state=AttendanceState.CONFLICT) if is_denied else settled


def _settle_presence(checked_in_at: datetime, checked_out_at: datetime | None, window: Window) -> Settled:
    is_late = checked_in_at > window.late_after
    is_early = checked_out_at is not None and checked_out_at < window.left_early_before
    early_or_present = AttendanceState.LEFT_EARLY if is_early else AttendanceState.PRESENT
    return Settled(
        state=AttendanceState.LATE if is_late else early_or_present,
        checked_in_at=checked_in_at,
        checked_out_at=checked_out_at,
        minutes=None if checked_out_at is None else _minutes_served(checked_in_at, checked_out_at, window),
        late_minutes=_minutes_between(window.starts_at, checked_in_at) if is_late else 0,
        left_early_minutes=_minutes_between(checked_out_at, window.ends_at) if checked_out_at and is_early else 0,
    )


def _minutes_served(checked_in_at: datetime, checked_out_at: datetime, window: Window) -> int:
    return _minutes_between(max(checked_in_at, window.starts_at), min(checked_out_at, window.ends_at))


def _minutes_between(start: datetime, end: datetime) -> int:
    """Count whole minutes, a begun one not; 0 when ``end`` is first."""
    return max((end - start) // MINUTE, 0)


def _without_voided(marks: Iterable[Mark]) -> list[Mark]:
    """Leave out what was voided, and the voids.

    The latest mark is read first, so that a void that was itself voided takes nothing out.
    """
    voided: set[int] = set()
    valid: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.id, reverse=True):
        if mark.id in voided:
            continue
        if mark.voids is None:
            valid.append(mark)
        elif mark.voids < mark.id:
            voided.add(mark.voids)
    return valid


def hours(minutes: int) -> Decimal:
    """Show minutes as hours with two decimals, half up, as the national system of volunteer records does.

    Raises:
        ValueError: ``minutes`` is negative.
    """
    if minutes < 0:
        raise ValueError(f"{minutes} minutes is no duration")
    return (Decimal(minutes) / MINUTES_PER_HOUR).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
