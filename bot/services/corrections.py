"""Corrections that a person asks for (提出更正), within seven days.

How the unit decides is in ``bot.services.correction_decisions``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

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
from bot.rules.corrections import LONGEST_WORDS, Corrections, Wanted
from bot.services import attendance, dialogues, outbox, people, record
from bot.services.activities import subject_of

STEP = "correction"
LOOKS_BACK = timedelta(days=7)
MINUTE = timedelta(minutes=1)


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


def offer_recent(session: Session, *, now: datetime, telegram_id: int, today: date, corrections: Corrections) -> None:
    """Answer /correct: a button for each activity of the last seven days, and who can be asked about all else.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    entries = [
        [entry.activity.id, entry.activity.held_on.isoformat(), entry.activity.title]
        for entry in record.entries(session, cadre.id, since=today - LOOKS_BACK, until=today + timedelta(days=1))
        if entry.row.moved_to_id is None
        and entry.activity.ends_at <= now < corrections.asked_until(entry.activity.held_on)
    ]
    liaisons = people.holders(session, Role.LIAISON, cadre.unit_id) if cadre.unit_id is not None else []
    outbox.say(
        session,
        outbox.cadre_key(cadre.id),
        "correct-menu" if entries else "correct-nothing",
        now=now,
        is_silent=True,
        liaisons=len(liaisons),
        liaison=outbox.Names([liaison.name for liaison in liaisons]),
        entries=entries,
    )


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
    cadre, _row, activity = _require_askable(session, telegram_id, activity_id, kind, corrections, now=now)
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


def _require_askable(
    session: Session,
    telegram_id: int,
    activity_id: int,
    kind: CorrectionKind,
    corrections: Corrections,
    *,
    now: datetime,
) -> tuple[Cadre, Attendance, Activity]:
    """Refuse a second request, and what the record does not lack: who left must have come."""
    cadre, row, activity = _require_own(session, telegram_id, activity_id, corrections, now=now)
    if waiting(session, activity_id, cadre.id) is not None:
        raise AskedAlready
    if kind is CorrectionKind.LEFT and row.checked_in_at is None:
        raise NoCorrection
    return cadre, row, activity


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
    cadre, row, activity = _require_askable(session, telegram_id, activity_id, kind, corrections, now=now)
    came, left, words = _times(activity, row, kind, wanted, corrections)
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
    activity: Activity, row: Attendance, kind: CorrectionKind, wanted: Wanted | None, corrections: Corrections
) -> tuple[datetime | None, datetime | None, str]:
    """Return when the person came and left as claimed, None where nothing is, and the words.

    Raises:
        TimesUnfit: A time lies outside the activity's window, or the end before a check-in, claimed or standing.
    """
    words = wanted.words if wanted is not None else ""
    if kind is CorrectionKind.WRONG:
        return None, None, words
    day, end = activity.held_on, min(activity.ends_at, activity.closes_at - MINUTE)  # it counts before the close
    came: datetime | None = None
    left: datetime | None
    if kind is CorrectionKind.LEFT:
        began = row.checked_in_at or activity.check_in_from
        left = end if wanted is None else wanted.end_on(day, corrections, since=began)
        if left is None:
            raise TimesUnfit
    else:
        since = activity.check_in_from
        came, left = (activity.starts_at, end) if wanted is None else wanted.on(day, corrections, since=since)
        if came is None or not since <= came < activity.ends_at:
            raise TimesUnfit
        began = row.checked_in_at or came
    if left is not None and not began < left < activity.closes_at:
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
    show(session, request, now=now)


def show(session: Session, request: Correction, *, now: datetime) -> None:
    """Show where a request stands to the person and to all who were asked, and the record on the person's card."""
    to, subject = outbox.cadre_key(request.cadre_id), subject_of(request.activity_id)
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
