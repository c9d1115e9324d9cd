"""What somebody who was asked answers: coming and when, waiting for a place, not coming, or out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import (
    Activity,
    Cadre,
    Callout,
    CalloutState,
    Lane,
    Shift,
    Shortage,
    Site,
    Summons,
    SummonsState,
)
from bot.rules.attendance import AnswerState, LeaveReason, MarkSource
from bot.rules.muster import waiting_places
from bot.rules.rights import Right
from bot.services import answers, attendance, boards, moves, outbox, people, places, settling

LONGEST_WAY = 240


class NotAsked(Fault):
    """The person was not asked by this call."""

    key = "fault-summons-not-asked"


class CallEnded(Fault):
    """The call has ended; there is nothing to answer any more."""

    key = "fault-summons-ended"


class AllTaken(Fault):
    """Every place is taken, and the waiting list is full too."""

    key = "fault-summons-full"


class SaidNo(Fault):
    """The person's own word stands: nobody enters who has declined."""

    key = "fault-summons-said-no"


class OnTheSpot(Fault):
    """Whoever is there leaves by checking out."""

    key = "fault-summons-on-the-spot"


class Overtaken(Fault):
    """Something else was answered since; what stands on the card holds."""

    key = "fault-summons-overtaken"


class Outcome(StrEnum):
    """What an answer came to; the word is the end of the text's key."""

    COMING = "coming"
    WAITING = "waiting"
    DECLINED = "declined"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer, and for one who waits the place in the list, from 1."""

    outcome: Outcome
    place: int = 0


def find(session: Session, activity_id: int, cadre_id: int) -> Summons | None:
    """Return somebody's summons to an activity, or None."""
    return session.scalar(
        select(Summons)
        .join(Callout, Callout.id == Summons.callout_id)
        .where(Callout.activity_id == activity_id, Summons.cadre_id == cadre_id)
    )


def open_one(session: Session, cadre_id: int) -> int | None:
    """Return the activity of the call under way that somebody was asked by, or None."""
    return session.scalar(
        select(Callout.activity_id)
        .join(Summons, Summons.callout_id == Callout.id)
        .where(Summons.cadre_id == cadre_id, Callout.state.in_((CalloutState.CALLING, CalloutState.STOPPED)))
        .order_by(Callout.id.desc())
        .limit(1)
    )


def state_of(session: Session, activity_id: int, cadre_id: int) -> SummonsState:
    """Return where somebody who was asked stands.

    Raises:
        NotAsked: The person was not asked.
    """
    summons = find(session, activity_id, cadre_id)
    if summons is None:
        raise NotAsked
    return summons.state


def place_of(session: Session, activity_id: int, cadre_id: int) -> str:
    """Name the place that somebody was asked to."""
    query = select(Site.name).join(Shift, Shift.site_id == Site.id).join(Summons, Summons.shift_id == Shift.id)
    return session.scalar(query.where(Shift.activity_id == activity_id, Summons.cadre_id == cadre_id)) or ""


def _require(session: Session, cadre: Cadre, activity_id: int) -> tuple[Summons, Callout]:
    summons = find(session, activity_id, cadre.id)
    if summons is None:
        raise NotAsked
    callout = session.get_one(Callout, summons.callout_id)
    if callout.state not in (CalloutState.CALLING, CalloutState.STOPPED):
        raise CallEnded
    return summons, callout


def come(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    minutes: int | None = None,
    shift_id: int | None = None,
    source: MarkSource = MarkSource.SELF_TAP,
) -> Answered:
    """参加: take a place if one is free, else one on the waiting list; a second tap only moves the time of arrival.

    Args:
        session: The transaction.
        now: When it was said.
        telegram_id: Who says so.
        activity_id: The call's activity.
        minutes: When they say they will be there, from now; None where they did not say.
        shift_id: Another place of the call than the one they were asked to.
        source: A tap or a message.

    Raises:
        NotRegistered: A stranger.
        NotAsked: The person was not asked.
        CallEnded: The call is over.
        AllTaken: Places and waiting list are full; the summons stays as it is.
    """
    cadre = people.require(session, telegram_id)
    summons, callout = _require(session, cadre, activity_id)
    return _come(session, summons, callout, now=now, minutes=minutes, shift_id=shift_id, source=source)


def _come(
    session: Session,
    summons: Summons,
    callout: Callout,
    *,
    now: datetime,
    minutes: int | None,
    shift_id: int | None,
    source: MarkSource,
    by: int | None = None,
) -> Answered:
    _note_read(summons, now=now)
    if shift_id is not None and shift_id != summons.shift_id and summons.state is not SummonsState.COMING:
        _move(session, summons, callout, shift_id)
    if minutes is not None:
        summons.due_on_spot_at = now + timedelta(minutes=min(max(minutes, 0), LONGEST_WAY))
    if summons.state is SummonsState.COMING:
        _show(session, summons, callout, now=now)
        return Answered(Outcome.COMING)
    shift = session.get_one(Shift, summons.shift_id)
    waiting = places.count(session, shift.id, SummonsState.WAITING)
    if places.gap(session, shift) and not waiting:
        _take_place(session, summons, callout, now=now, source=source, by=by)
        places.spare_if_full(session, shift, callout, now=now)
        return Answered(Outcome.COMING)
    if summons.state is not SummonsState.WAITING:
        summons.entered_by = by
        if waiting >= waiting_places(shift.quota or 0):
            raise AllTaken
        summons.state, summons.ranked_at = SummonsState.WAITING, now
    summons.answered_at = summons.answered_at or now
    session.flush()
    _show(session, summons, callout, now=now)
    return Answered(Outcome.WAITING, place_in_list(session, summons))


def _move(session: Session, summons: Summons, callout: Callout, shift_id: int) -> None:
    shift = session.get(Shift, shift_id)
    if shift is None or shift.activity_id != callout.activity_id:
        raise NotAsked
    summons.shift_id, summons.state, summons.ranked_at = shift_id, SummonsState.ASKED, None
    session.flush()


def _note_read(summons: Summons, *, now: datetime) -> None:
    summons.read_at = summons.read_at or now


def place_in_list(session: Session, summons: Summons) -> int:
    """Return where somebody stands on the waiting list of their place, from 1."""
    before = (
        select(func.count())
        .select_from(Summons)
        .where(
            Summons.shift_id == summons.shift_id,
            Summons.state == SummonsState.WAITING,
            (Summons.ranked_at < summons.ranked_at)
            | ((Summons.ranked_at == summons.ranked_at) & (Summons.id <= summons.id)),
        )
    )
    return session.scalar(before) or 0


def _take_place(
    session: Session, summons: Summons, callout: Callout, *, now: datetime, source: MarkSource, by: int | None = None
) -> None:
    summons.state, summons.answered_at, summons.ranked_at = SummonsState.COMING, now, None
    summons.entered_by = by
    _answer(session, summons, callout, AnswerState.GOING, None, now=now, source=source, by=by)
    session.flush()
    _show(session, summons, callout, now=now)


def _answer(
    session: Session,
    summons: Summons,
    callout: Callout,
    answer: AnswerState,
    reason: LeaveReason | None,
    *,
    now: datetime,
    source: MarkSource,
    by: int | None = None,
) -> None:
    """Keep the answer on the roll, with its history."""
    row = attendance.row_of(session, callout.activity_id or 0, summons.cadre_id)
    if answers.note(session, row, answer, reason, now=now, source=source, by=by or summons.cadre_id):
        settling.settle_row(session, row, session.get_one(Activity, row.activity_id))


def decline(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    reason: LeaveReason | None = None,
    source: MarkSource = MarkSource.SELF_TAP,
) -> Answered:
    """无法参加, or 退出 after having said yes: the first of the waiting list takes the place.

    Whoever is on the spot already leaves by checking out, not by this.

    Raises:
        NotRegistered: A stranger.
        NotAsked: The person was not asked.
        CallEnded: The call is over.
        OnTheSpot: The person has checked in.
    """
    cadre = people.require(session, telegram_id)
    summons, callout = _require(session, cadre, activity_id)
    row = attendance.row_of(session, activity_id, cadre.id)
    if row.checked_in_at is not None:
        raise OnTheSpot
    _note_read(summons, now=now)
    was_coming = summons.state is SummonsState.COMING
    is_out = was_coming or summons.state is SummonsState.DROPPED  # a second tap says no more than the first
    answer = AnswerState.DECLINED if reason is None else AnswerState.EXCUSED
    summons.state = SummonsState.DROPPED if is_out else SummonsState.DECLINED
    summons.answered_at, summons.ranked_at, summons.due_on_spot_at = now, None, None
    _answer(session, summons, callout, answer, reason, now=now, source=source)
    session.flush()
    _show(session, summons, callout, now=now)
    if was_coming:
        fill(session, summons.shift_id, callout, now=now)
    return Answered(Outcome.DROPPED if is_out else Outcome.DECLINED)


def undo(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    before: SummonsState,
    after: SummonsState,
) -> None:
    """撤销: let somebody stand in a call as before the last answer; it frees a place, or takes one again if it can.

    Args:
        session: The transaction.
        now: When it was tapped.
        telegram_id: Whose answer it was.
        activity_id: The call's activity.
        before: Where the person stood before it.
        after: Where it brought them; anything that was said since then stands.

    Raises:
        NotRegistered, NotAsked, CallEnded, AllTaken, OnTheSpot: As ``come`` and ``decline``.
        Overtaken: The person has answered anew meanwhile.
    """
    cadre = people.require(session, telegram_id)
    summons, callout = _require(session, cadre, activity_id)
    if summons.state is before:
        return
    row = attendance.row_of(session, activity_id, cadre.id)
    if summons.state is not after:
        raise Overtaken
    if row.checked_in_at is not None:
        raise OnTheSpot
    if before in (SummonsState.COMING, SummonsState.WAITING):
        _come(session, summons, callout, now=now, minutes=None, shift_id=None, source=MarkSource.SELF_TAP)
        return
    answer = AnswerState.PENDING if before in (SummonsState.ASKED, SummonsState.SPARED) else AnswerState.DECLINED
    is_full = not places.gap(session, session.get_one(Shift, summons.shift_id)) and after is not SummonsState.COMING
    summons.state = SummonsState.SPARED if before is SummonsState.ASKED and is_full else before
    summons.answered_at, summons.ranked_at, summons.due_on_spot_at = None, None, None
    _answer(session, summons, callout, answer, None, now=now, source=MarkSource.SELF_TAP)
    session.flush()
    _show(session, summons, callout, now=now)
    if after is SummonsState.COMING:
        fill(session, summons.shift_id, callout, now=now)
        places.spare_if_full(session, session.get_one(Shift, summons.shift_id), callout, now=now)


def fill(session: Session, shift_id: int, callout: Callout, *, now: datetime) -> None:
    """Call up the first who wait, and let phones ring for what this place still lacks while there is time."""
    shift = session.get_one(Shift, shift_id)
    gap = places.gap(session, shift)
    if not gap:
        return
    waiting = (
        select(Summons)
        .where(Summons.shift_id == shift_id, Summons.state == SummonsState.WAITING)
        .order_by(Summons.ranked_at, Summons.id)
        .limit(gap)
    )
    called_up = session.scalars(waiting).all()
    for first in called_up:
        _call_up(session, first, callout, now=now)
    if len(called_up) < gap and callout.state is CalloutState.CALLING and now < callout.reply_by:
        shift.shortage = Shortage.HEADS


def _call_up(session: Session, first: Summons, callout: Callout, *, now: datetime) -> None:
    """Give a place to somebody who waits for one; the phone rings."""
    source = MarkSource.SELF_TAP if first.entered_by is None else MarkSource.LIAISON
    _take_place(session, first, callout, now=now, source=source, by=first.entered_by)
    outbox.show(
        session,
        outbox.cadre_key(first.cadre_id),
        f"activity:{callout.activity_id}",
        now=now,
        lane=Lane.ALARM,
        rings=True,
        dedup=f"called-up:{callout.id}:{first.cadre_id}:{now:%Y%m%d%H%M%S%f}",
        expires_at=max(callout.muster_at, now) + timedelta(hours=1),
        activity_id=callout.activity_id,
        only_if="going",
    )


def mark_read(session: Session, *, now: datetime, telegram_id: int, activity_id: int) -> None:
    """收到: read, and never coming."""
    cadre = people.require(session, telegram_id)
    summons, callout = _require(session, cadre, activity_id)
    _note_read(summons, now=now)
    boards.touch(session, callout, now=now, shift_id=summons.shift_id, cadre_ids=[cadre.id])


def answer_for(session: Session, *, now: datetime, telegram_id: int, shift_id: int, cadre_id: int) -> Answered:
    """代报参加: enter somebody of the unit who was reached by telephone; it takes a place like any answer.

    Raises:
        NotAllowed: The caller is not the liaison of the person's unit.
        NotAsked: The person was not asked.
        SaidNo: The person has answered that they cannot come.
        CallEnded, AllTaken: As ``come``.
    """
    cadre, shift = session.get(Cadre, cadre_id), session.get(Shift, shift_id)
    unit_id = cadre.unit_id if cadre is not None else None
    actor = people.require_right(session, telegram_id, Right.MARK_UNIT, unit_id)
    if cadre is None or shift is None:
        raise NotAsked
    summons, callout = _require(session, cadre, shift.activity_id)
    if summons.state in (SummonsState.DECLINED, SummonsState.DROPPED):
        raise SaidNo
    done = _come(
        session, summons, callout, now=now, minutes=None, shift_id=None, source=MarkSource.LIAISON, by=actor.id
    )
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(actor.id),
        action="callout.answer_for",
        subject=outbox.cadre_key(cadre.id),
        after={"activity": shift.activity_id, "outcome": done.outcome.value},
    )
    return done


def _show(session: Session, summons: Summons, callout: Callout, *, now: datetime) -> None:
    to, subject = outbox.cadre_key(summons.cadre_id), f"activity:{callout.activity_id}"
    outbox.show(session, to, subject, now=now, activity_id=callout.activity_id).view = None
    moves.follow(session, callout, [summons.cadre_id], now=now)
    boards.touch(session, callout, now=now, shift_id=summons.shift_id, cadre_ids=[summons.cadre_id])
