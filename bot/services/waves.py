"""Whom a call asks next: only as many as are missing, nearest first, nobody twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CompoundSelect, bindparam, exists, func, or_, select, union, update
from sqlalchemy.orm import Session

from bot.config import SnowSettings
from bot.model import (
    Activity,
    Attendance,
    Cadre,
    Callout,
    CalloutState,
    Lane,
    Message,
    MessageState,
    Reach,
    Readiness,
    Shift,
    ShiftProgress,
    Shortage,
    Site,
    Standby,
    StandbyAnswer,
    Summons,
    SummonsState,
    Unit,
)
from bot.rules.attendance import AnswerState
from bot.rules.muster import WAVES, Candidate, Tier, lacking, ranked, to_ask, window
from bot.rules.standbys import ANSWERED_UNTIL, ASKED_FROM
from bot.services import attendance, away, boards, moves, outbox, places
from bot.services.bulk import insert_new
from bot.storage import Prepared

CALLED = "called"
"""The condition of a call's message: judged again before it leaves."""
RESTS_AFTER = timedelta(hours=12)
"""Whoever has served in a call is passed over for so long."""
REMEMBERED = timedelta(days=30)
STANDS_FOR = timedelta(hours=24 + ANSWERED_UNTIL.hour - ASKED_FROM.hour)
"""From the evening hour at which a stand-by may ask until noon, when its morning is over."""
SAME_MORNING = timedelta(minutes=30)
"""A muster so soon after noon is still what the stand-by asked about."""
STILL_WORTH = timedelta(hours=1)
"""So long a call for more hands, rung after the deadline, is worth something."""
GAP = 0
"""The number of no wave: asked for a gap that opened between two of them."""
# Looked at every few seconds, so they are made ready once.
_HAS_GAP = exists().where(Shift.activity_id == Callout.activity_id, Shift.shortage == Shortage.HEADS)
DUE = Prepared(
    select(Callout.id).where(
        Callout.state == CalloutState.CALLING, or_(Callout.next_wave_at <= bindparam("now"), _HAS_GAP)
    )
)
RUN_OUT = Prepared(
    select(Callout.id)
    .join(Activity, Activity.id == Callout.activity_id)
    .where(
        or_(Callout.state == CalloutState.CALLING, Callout.state == CalloutState.STOPPED),
        Activity.ends_at <= bindparam("now"),
    )
)


@dataclass(frozen=True, slots=True)
class Eligible:
    """Somebody who may be asked, with the counting unit and how often they were asked of late.

    ``stands_by`` tells that they said 能到 to the stand-by for that morning, ``is_surge`` that they stand in a surge
    team.
    """

    cadre_id: int
    unit_id: int
    calls: int
    stands_by: bool = False
    is_surge: bool = False


def taken(session: Session, activity_id: int) -> dict[int, int]:
    """Count, by shift, those who are coming."""
    query = (
        select(Summons.shift_id, func.count())
        .join(Shift, Shift.id == Summons.shift_id)
        .where(Shift.activity_id == activity_id, Summons.state == SummonsState.COMING)
        .group_by(Summons.shift_id)
    )
    return {shift_id: int(number) for shift_id, number in session.execute(query)}


def missing(session: Session, activity_id: int) -> dict[int, int]:
    """Count, by shift, the places that nobody has taken; shifts that are full or cleared stand with 0."""
    coming = taken(session, activity_id)
    shifts = session.scalars(select(Shift).where(Shift.activity_id == activity_id).order_by(Shift.id)).all()
    return {
        shift.id: lacking(shift.quota, coming.get(shift.id, 0), is_done=shift.progress is ShiftProgress.CLEARED)
        for shift in shifts
    }


def ring(session: Session, callout: Callout, *, now: datetime, settings: SnowSettings) -> int:
    """Let the next wave ring for what is missing, and set when the one after it may; return how many phones.

    A wave that nobody needs does not count and rings nobody.
    """
    wanted = {shift_id: number for shift_id, number in missing(session, callout.activity_id or 0).items() if number}
    _take_gaps(session, callout)  # it rings for them as well, so that nobody is asked twice for one pair of hands
    rung = _ring_for(session, callout, wanted, wave=callout.wave + 1, now=now, settings=settings)
    callout.wave += bool(wanted)
    callout.next_wave_at = _next_wave(callout, now=now)
    return rung


def fill_gaps(session: Session, callout: Callout, *, now: datetime, settings: SnowSettings) -> int:
    """Let phones ring at once for the places that lost somebody or lack hands; the hours of the waves stay."""
    lacking = missing(session, callout.activity_id or 0)
    wanted = {shift_id: lacking[shift_id] for shift_id in _take_gaps(session, callout) if lacking[shift_id]}
    return _ring_for(session, callout, wanted, wave=GAP, now=now, settings=settings)


def _take_gaps(session: Session, callout: Callout) -> list[int]:
    """Return the places for which phones were still to ring; they count as rung for now."""
    short = session.scalars(
        select(Shift).where(Shift.activity_id == callout.activity_id, Shift.shortage == Shortage.HEADS)
    ).all()
    for shift in short:
        shift.shortage = Shortage.NONE
    return [shift.id for shift in short]


def _ring_for(
    session: Session,
    callout: Callout,
    wanted: Mapping[int, int],
    *,
    wave: int,
    now: datetime,
    settings: SnowSettings,
) -> int:
    """Ask the nearest for so many missing hands of each place, everybody once; return how many phones ring."""
    activity = session.get_one(Activity, callout.activity_id)
    rung = 0
    if wanted:
        free = {each.cadre_id: each for each in eligible(session, callout, activity, now=now)}
        for shift_id, number in wanted.items():
            shift = session.get_one(Shift, shift_id)
            order = ranked(_candidates(session.get_one(Site, shift.site_id), free.values()))
            asked = [each.cadre_id for each in order[: to_ask(missing=number, over_call=settings.over_call)]]
            for cadre_id in asked:
                del free[cadre_id]
            _ask(session, callout, activity, shift, asked, wave=wave, now=now)
            rung += len(asked)
    return rung


def _next_wave(callout: Callout, *, now: datetime) -> datetime | None:
    if callout.wave >= WAVES:
        return None
    following = now + window(now, callout.reply_by, waves_left=WAVES - callout.wave + 1, is_fast=callout.is_fast)
    return following if following < callout.reply_by else None


def _candidates(site: Site, free: Iterable[Eligible]) -> list[Candidate]:
    turns = {unit_id: place for place, unit_id in enumerate(site.neighbour_ids)}

    def candidate(each: Eligible) -> Candidate:
        is_paired = each.unit_id == site.unit_id
        if each.stands_by and (is_paired or each.unit_id in turns):
            turn = 0 if is_paired else turns[each.unit_id] + 1
            return Candidate(each.cadre_id, Tier.STAND_BY, turn, each.calls)
        if is_paired:
            return Candidate(each.cadre_id, Tier.PAIRED, calls=each.calls)
        if each.unit_id in turns:
            return Candidate(each.cadre_id, Tier.NEIGHBOUR, turns[each.unit_id], each.calls)
        return Candidate(each.cadre_id, Tier.SURGE if each.is_surge else Tier.ALL, calls=each.calls)

    return [candidate(each) for each in free]


def eligible(session: Session, callout: Callout, activity: Activity, *, now: datetime) -> list[Eligible]:
    """List who may be asked: linked, willing, in reach, of a unit that is switched on, and not asked by this call yet.

    Passed over are those on leave on that day, for a muster in the morning those who said 不能到 to its stand-by, those
    who have just served through a call, and who leads a place of it.
    """
    asked = select(Summons.cadre_id).where(Summons.callout_id == callout.id)
    resting = (
        select(Attendance.cadre_id)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(
            Activity.kind == activity.kind,
            Attendance.checked_in_at.is_not(None),
            Attendance.checked_out_at > now - RESTS_AFTER,
        )
    )
    leads = select(Shift.lead_id).where(Shift.activity_id == activity.id, Shift.lead_id.is_not(None))
    people_query = (
        select(Cadre.id, Cadre.unit_id, Cadre.is_surge)
        .join(Unit, Unit.id == Cadre.unit_id)
        .where(
            Unit.is_enabled,
            Cadre.telegram_id.is_not(None),
            Cadre.consented_at.is_not(None),
            Cadre.reach == Reach.OK,
            Cadre.left_on.is_(None),
            Cadre.id.not_in(asked),
            Cadre.id.not_in(on_leave(activity.held_on)),
            Cadre.id.not_in(resting),
            Cadre.id.not_in(leads),
        )
    )
    recent = select(Summons.cadre_id).where(Summons.asked_at > now - REMEMBERED)
    calls = Counter(session.scalars(recent).all())
    said = _said_to_standby(session, activity.held_on, callout.muster_at)
    return [
        Eligible(cadre_id, unit_id, calls[cadre_id], said.get(cadre_id) is StandbyAnswer.READY, is_surge)
        for cadre_id, unit_id, is_surge in session.execute(people_query)
        if unit_id is not None and said.get(cadre_id) is not StandbyAnswer.UNABLE
    ]


def on_leave(held_on: date) -> CompoundSelect[int]:
    """Select who is excused from an activity of a day, or on leave for days: they are asked to nothing else on it."""
    excused = (
        select(Attendance.cadre_id)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(Activity.held_on == held_on, Attendance.answer == AnswerState.EXCUSED)
    )
    return union(excused, away.on(held_on))


def _said_to_standby(session: Session, held_on: date, muster_at: datetime) -> dict[int, StandbyAnswer]:
    """Return what people said to the stand-by for a day.

    It says nothing of the afternoon, and one that was cancelled counts for nothing.
    """
    query = (
        select(Readiness.cadre_id, Readiness.answer)
        .join(Standby, Standby.id == Readiness.standby_id)
        .where(
            Standby.held_on == held_on,
            Standby.cancelled_at.is_(None),
            Standby.asks_at >= muster_at - STANDS_FOR - SAME_MORNING,
        )
    )
    return dict(session.execute(query).all())


def _ask(
    session: Session,
    callout: Callout,
    activity: Activity,
    shift: Shift,
    cadre_ids: Sequence[int],
    *,
    wave: int,
    now: datetime,
) -> None:
    """Put people on the roll, with their card and the message that rings."""
    if not cadre_ids:
        return
    cadres = session.scalars(select(Cadre).where(Cadre.id.in_(cadre_ids))).all()
    attendance.enrol(session, activity.id, cadres, now=now)
    rows = [
        {
            "callout_id": callout.id,
            "cadre_id": cadre_id,
            "shift_id": shift.id,
            "wave": wave,
            "state": SummonsState.ASKED,
            "asked_at": now,
        }
        for cadre_id in cadre_ids
    ]
    insert_new(session, Summons, rows, key=("callout_id", "cadre_id"))
    outbox.show_to_all(
        session,
        [outbox.cadre_key(cadre_id) for cadre_id in cadre_ids],
        f"activity:{activity.id}",
        now=now,
        lane=Lane.ALARM,
        rings=True,
        dedup=places.asking_key(callout.id),
        expires_at=callout.muster_at if now < callout.reply_by else now + STILL_WORTH,
        activity_id=activity.id,
        only_if=CALLED,
    )
    moves.follow(session, callout, cadre_ids, now=now)
    boards.show_to_liaisons(session, callout, cadre_ids, now=now)
    if shift.progress is ShiftProgress.TO_DO:
        shift.progress = ShiftProgress.ASSIGNED


def cancel_queued(session: Session, callout: Callout, *, now: datetime) -> int:
    """Take back what of a call has not left yet; return how many messages."""
    queued = update(Message).where(
        Message.activity_id == callout.activity_id, Message.state == MessageState.WAITING, Message.only_if == CALLED
    )
    stopped = queued.values(state=MessageState.CANCELLED, reason="stopped", finished_at=now).returning(Message.id)
    return len(session.scalars(stopped, execution_options={"synchronize_session": False}).all())


def go_on(session: Session, *, now: datetime, callout_id: int, settings: SnowSettings) -> int:
    """Let phones ring for gaps, and the next wave if its moment has come; return how many. A call that ended rests."""
    callout = session.get(Callout, callout_id)
    if callout is None or callout.state is not CalloutState.CALLING:
        return 0
    is_due = callout.next_wave_at is not None and callout.next_wave_at <= now
    if is_due and now < callout.reply_by:
        rung = ring(session, callout, now=now, settings=settings)
    else:
        callout.next_wave_at = None if is_due else callout.next_wave_at  # one missed is too late to come for
        rung = fill_gaps(session, callout, now=now, settings=settings)
    boards.touch(session, callout, now=now)
    return rung


def asked_for_one(session: Session) -> float | None:
    """Return how many were asked for each one who came, over all calls that have ended; None where nobody came."""
    ended = select(Callout.activity_id).where(Callout.state == CalloutState.ENDED)
    asked = session.scalar(
        select(func.count())
        .select_from(Summons)
        .join(Callout, Callout.id == Summons.callout_id)
        .where(Callout.state == CalloutState.ENDED)
    )
    came = session.scalar(
        select(func.count()).where(Attendance.activity_id.in_(ended), Attendance.checked_in_at.is_not(None))
    )
    return asked / came if asked and came else None


def due(session: Session, *, now: datetime) -> list[int]:
    """List the calls whose next wave may ring, or that have a gap to fill."""
    return [row.id for row in DUE.all(session, now=now)]


def run_out(session: Session, *, now: datetime) -> list[int]:
    """List the calls that nobody has ended by the hour at which their work was to be over."""
    return [row.id for row in RUN_OUT.all(session, now=now)]
