"""Corrections that a person asks for (提出更正): asked within seven days, decided by the unit, both kept.

Nothing in the ledger is changed: what is granted becomes new marks of the one who decides, and voids of those that were
wrong.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import (
    Activity,
    ActivityState,
    Attendance,
    Cadre,
    Correction,
    CorrectionKind,
    CorrectionState,
    Lane,
    Role,
)
from bot.rules.attendance import MarkKind, MarkSource
from bot.rules.corrections import LONGEST_WORDS, Corrections, Wanted
from bot.rules.rights import Right, may
from bot.services import attendance, dialogues, outbox, people, rolls, settling

STEP = "correction"
REASON = "asked"
"""What a mark says that came of a granted request."""


class NoCorrection(Fault):
    """There is no such request, or nothing of theirs to correct."""

    key = "fault-no-correction"


class AskedTooLate(Fault):
    """A person may ask within seven days."""

    key = "fault-correction-late"


class AskedTooEarly(Fault):
    """The service is not over: the card itself still takes check-in and check-out."""

    key = "fault-correction-early"


class AskedAlready(Fault):
    """One request about an activity waits already."""

    key = "fault-correction-waits"


class TimesUnfit(Fault):
    """The times were not understood, stand the wrong way round, or lie outside the service."""

    key = "fault-correction-times"


class WordsUnfit(Fault):
    """There are no words, or more than 100 characters."""

    key = "fault-correction-words"


class Decided(Fault):
    """Somebody was faster, or the person has withdrawn."""

    key = "fault-correction-decided"


class OwnRequest(Fault):
    """Nobody decides about the own record."""

    key = "fault-correction-own"


def offer_subject(activity_id: int) -> str:
    """Name the card on which a person says what is wrong about an activity."""
    return f"correct:{activity_id}"


def request_subject(correction_id: int) -> str:
    """Name the card on which the unit decides."""
    return f"correction:{correction_id}"


def waiting(session: Session, activity_id: int, cadre_id: int) -> Correction | None:
    """Return a person's request about an activity that nobody has decided yet, or None."""
    return session.scalar(
        select(Correction).where(
            Correction.activity_id == activity_id,
            Correction.cadre_id == cadre_id,
            Correction.state == CorrectionState.WAITING,
        )
    )


def last(session: Session, activity_id: int, cadre_id: int) -> Correction | None:
    """Return a person's latest request about an activity, however it ended, or None."""
    query = select(Correction).where(Correction.activity_id == activity_id, Correction.cadre_id == cadre_id)
    return session.scalar(query.order_by(Correction.id.desc()).limit(1))


def offer(session: Session, *, now: datetime, telegram_id: int, activity_id: int, corrections: Corrections) -> None:
    """提出更正: show what the record says and what can be said against it, at the bottom of the chat.

    Raises:
        NotRegistered: A stranger.
        NoCorrection: The person is not on the roll, or the activity does not stand.
        AskedTooEarly: The service is not over.
        AskedTooLate: More than seven days have passed.
    """
    cadre, _row, _activity = _require_own(session, telegram_id, activity_id, corrections, now=now)
    outbox.show(session, outbox.cadre_key(cadre.id), offer_subject(activity_id), now=now, anew=True)


def _require_own(
    session: Session, telegram_id: int, activity_id: int, corrections: Corrections, *, now: datetime
) -> tuple[Cadre, Attendance, Activity]:
    cadre = people.require(session, telegram_id)
    row = attendance.find_line(session, activity_id, cadre.id)
    activity = session.get(Activity, activity_id)
    if row is None or activity is None or activity.state not in (ActivityState.OPEN, ActivityState.CLOSED):
        raise NoCorrection
    if row.moved_to_id is not None:
        raise attendance.Moved
    if now < activity.ends_at:
        raise AskedTooEarly
    if now >= corrections.asked_until(activity.held_on):
        raise AskedTooLate
    return cadre, row, activity


def begin(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    kind: CorrectionKind,
    corrections: Corrections,
) -> None:
    """Ask for the times that are claimed, or for the words that say what is wrong.

    Raises:
        NotRegistered, NoCorrection, AskedTooEarly, AskedTooLate: As ``offer``.
        AskedAlready: A request about this activity waits.
    """
    cadre, row, activity = _require_own(session, telegram_id, activity_id, corrections, now=now)
    if waiting(session, activity_id, cadre.id) is not None:
        raise AskedAlready
    _require_fits(row, kind)
    dialogues.ask(session, telegram_id, STEP, now=now, activity=activity_id, kind=kind.value)
    outbox.say(
        session,
        outbox.cadre_key(cadre.id),
        f"correction-ask-{kind.value}",
        now=now,
        is_silent=True,
        start=outbox.TimeOfDay(activity.starts_at),
        end=outbox.TimeOfDay(activity.ends_at),
        activity=activity_id,
    )


def _require_fits(row: Attendance, kind: CorrectionKind) -> None:
    """Refuse what the record does not lack: who left must have come."""
    if kind is CorrectionKind.LEFT and row.checked_in_at is None:
        raise NoCorrection


def ask(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    kind: CorrectionKind,
    wanted: Wanted | None,
    corrections: Corrections,
) -> Correction:
    """Put a request before the unit's liaison; who may decide is rung once.

    Args:
        session: The transaction.
        now: When it was asked.
        telegram_id: Whose record it is.
        activity_id: Which activity.
        kind: What the record is said to lack.
        wanted: The times that are claimed, with words; None for those of the activity itself.
        corrections: Until when it may be asked.

    Raises:
        NotRegistered, NoCorrection, AskedTooEarly, AskedTooLate, AskedAlready: As ``begin``.
        TimesUnfit: The times lie outside the service, or stand the wrong way round.
        WordsUnfit: The words are missing where they are needed, or too long.
    """
    cadre, row, activity = _require_own(session, telegram_id, activity_id, corrections, now=now)
    if waiting(session, activity_id, cadre.id) is not None:
        raise AskedAlready
    _require_fits(row, kind)
    came, left, words = _times(activity, kind, wanted, corrections)
    if len(words) > LONGEST_WORDS or (kind is CorrectionKind.WRONG and not words):
        raise WordsUnfit
    request = Correction(
        activity_id=activity_id,
        cadre_id=cadre.id,
        kind=kind,
        wanted_in_at=came,
        wanted_out_at=left,
        words=words,
        asked_at=now,
    )
    session.add(request)
    session.flush()
    dialogues.close(session, telegram_id)
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(cadre.id),
        action="correction.ask",
        subject=request_subject(request.id),
        after={"activity": activity_id, "kind": kind.value},
    )
    outbox.show(session, outbox.cadre_key(cadre.id), offer_subject(activity_id), now=now, anew=True)
    for decider in _deciders(session, row, cadre):
        outbox.show(
            session,
            outbox.cadre_key(decider.id),
            request_subject(request.id),
            now=now,
            lane=Lane.REMINDER,
            rings=True,
            dedup=f"correction:{request.id}:{decider.id}",
        )
    return request


def _times(
    activity: Activity, kind: CorrectionKind, wanted: Wanted | None, corrections: Corrections
) -> tuple[datetime | None, datetime | None, str]:
    """Return when the person came and left as claimed, and the words; both lie within the activity's window."""
    if kind is CorrectionKind.WRONG:
        return None, None, wanted.words if wanted is not None else ""
    came, left = (activity.starts_at, activity.ends_at) if wanted is None else wanted.on(activity.held_on, corrections)
    words = wanted.words if wanted is not None else ""
    if kind is CorrectionKind.LEFT:
        came, left = None, left or came  # one time alone is when they left
        if left is None or not activity.check_in_from <= left < activity.closes_at:
            raise TimesUnfit
        return None, left, words
    if came is None or not activity.check_in_from <= came < activity.ends_at:
        raise TimesUnfit
    if left is not None and not came < left < activity.closes_at:
        raise TimesUnfit
    return came, left, words


def _deciders(session: Session, row: Attendance, cadre: Cadre) -> list[Cadre]:
    """Return who is asked: the unit's liaisons, else its deputies, else the organizers; never the person."""
    for role, unit_id in ((Role.LIAISON, row.unit_id), (Role.DEPUTY, row.unit_id), (Role.ORGANIZER, None)):
        found = [each for each in people.reachable(session, role, unit_id) if each.id != cadre.id]
        if found:
            return found
    return []


def withdraw(session: Session, *, now: datetime, telegram_id: int, correction_id: int) -> None:
    """撤回: the request is not decided any more.

    Raises:
        NotRegistered: A stranger.
        NoCorrection: It is somebody else's.
        Decided: It is decided, or was withdrawn.
    """
    cadre = people.require(session, telegram_id)
    request = session.get(Correction, correction_id)
    if request is None or request.cadre_id != cadre.id:
        raise NoCorrection
    if request.state is not CorrectionState.WAITING:
        raise Decided
    request.state, request.decided_at = CorrectionState.WITHDRAWN, now
    _show(session, request, now=now)


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
        raise AskedTooLate
    request.state = CorrectionState.GRANTED if is_granted else CorrectionState.REFUSED
    request.decided_at, request.decided_by = now, actor.id
    if is_granted:
        is_of_unit = row.unit_id in people.units_of(session, actor.id)
        source = MarkSource.LIAISON if is_of_unit else MarkSource.ORGANIZER
        _apply(session, request, activity, row, actor, source, now=now)
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(actor.id),
        action="correction.grant" if is_granted else "correction.refuse",
        subject=request_subject(request.id),
        after={"activity": request.activity_id, "person": request.cadre_id},
    )
    _show(session, request, now=now)
    outbox.say(
        session,
        outbox.cadre_key(request.cadre_id),
        "correction-granted" if is_granted else "correction-refused",
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
) -> None:
    """Void what was wrong and add what was missing."""
    standing = settling.standing_marks(session, activity.id, row.cadre_id)
    wrong = {
        CorrectionKind.CAME: [mark for mark in standing if mark.kind == MarkKind.ABSENT],
        CorrectionKind.LEFT: [mark for mark in standing if mark.kind == MarkKind.CHECK_OUT],
        CorrectionKind.WRONG: [mark for mark in standing if mark.by_cadre_id != row.cadre_id],
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


def _show(session: Session, request: Correction, *, now: datetime) -> None:
    """Show where a request stands to the person and to all who were asked, and the record on the person's card."""
    to, subject = outbox.cadre_key(request.cadre_id), f"activity:{request.activity_id}"
    outbox.show(session, to, offer_subject(request.activity_id), now=now)
    if outbox.find_card(session, to, subject) is not None:
        outbox.show(session, to, subject, now=now, activity_id=request.activity_id)
    session.flush()
    outbox.refresh(session, request_subject(request.id), now=now)


def give_up(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消 instead of an answer: nothing is asked of anybody."""
    cadre = people.require(session, telegram_id)
    dialogues.close(session, telegram_id)
    outbox.say(session, outbox.cadre_key(cadre.id), "correction-given-up", now=now, is_silent=True)
