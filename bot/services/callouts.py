"""A call for hands from the draft to the stand-down: drafted, seen, sent out by a person, stopped, ended.

Whom its waves ring is in ``bot.services.waves``, what those answer in ``bot.services.summons``, what its places need
in ``bot.services.boards``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import SnowSettings
from bot.errors import Fault
from bot.model import (
    DRILL,
    SNOW,
    Activity,
    ActivityState,
    Attendance,
    Cadre,
    Callout,
    CalloutState,
    Lane,
    Shift,
    ShiftProgress,
    Site,
    Summons,
    SummonsState,
)
from bot.rules.attendance import MarkKind, MarkSource
from bot.rules.audience import BulkHours
from bot.rules.rights import Right
from bot.rules.stretches import STRETCH_WORDS, heads_needed
from bot.services import (
    attendance,
    boards,
    departures,
    dialogues,
    leads,
    moves,
    outbox,
    people,
    places,
    settling,
    waves,
)

HEADS_UNKNOWN = 10
DRAFT_LASTS = timedelta(hours=12)
ANSWERS_END_BEFORE_MUSTER = timedelta(minutes=20)
SHORTEST_NOTICE = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
ROUND_TO = timedelta(minutes=10)
RISK_STEP = "callout.risk"
LONGEST_RISK = 200
STEPS = frozenset({"places", "preview"})
QUOTA_STEP, MOST_HEADS = 5, 500


class NoSuchCallout(Fault):
    """It is not there, or what was tapped does not fit where it stands."""

    key = "fault-callout-changed"


class CalloutOver(Fault):
    """It went out, was cancelled or has ended: the draft can no longer be changed."""

    key = "fault-callout-over"


class NoPlaces(Fault):
    """No place is chosen, or there is none to choose from."""

    key = "fault-callout-no-places"


class TooLate(Fault):
    """The muster is too near for anybody to come."""

    key = "fault-callout-too-late"


class RiskTooLong(Fault):
    """The line on what to beware of is longer than 200 characters."""

    key = "fault-callout-risk"


class QuietHours(Fault):
    """It is night: phones ring only when the tap says so."""

    key = "fault-callout-quiet"


class AlreadyCalling(Fault):
    """Another call is under way; it must be ended first."""

    key = "fault-callout-another"


def subject_of(callout_id: int) -> str:
    """Name the card on which an organizer drafts a call."""
    return f"callout:{callout_id}"


def stretches(session: Session) -> list[Site]:
    """List the places that can be cleared of snow: by their kind, or because somebody said what they need."""
    query = select(Site).where(
        Site.kind.in_(STRETCH_WORDS) | Site.heads.is_not(None) | Site.area_square_metres.is_not(None)
    )
    return list(session.scalars(query.order_by(Site.id)))


def under_way(session: Session) -> Callout | None:
    """Return the call that has gone out and not ended, or None."""
    running = (CalloutState.CALLING, CalloutState.STOPPED)
    return session.scalar(select(Callout).where(Callout.state.in_(running)).order_by(Callout.id.desc()).limit(1))


def begin(session: Session, *, now: datetime, telegram_id: int, notice: str, settings: SnowSettings) -> None:
    """``/snow``: draft a call with everything filled in; while one is under way, show its board instead.

    Args:
        session: The transaction.
        now: When it was asked for.
        telegram_id: Who asks.
        notice: The weather bureau's words with issuer and time, to be passed on as they are; may be empty.
        settings: The defaults of a call.

    Raises:
        NotAllowed: The person may not call out.
        NoPlaces: The roster names no stretch.
    """
    author = people.require_right(session, telegram_id, Right.CALL_OUT)
    if (running := under_way(session)) is not None:
        boards.show(session, running, outbox.cadre_key(author.id), now=now)
        return
    places = stretches(session)
    if not places:
        raise NoPlaces
    muster_at = _rounded_up(now + timedelta(minutes=settings.muster_minutes))
    draft = Callout(
        author_id=author.id,
        plan=[{"site": site.id, "quota": _heads(site), "is_chosen": True} for site in places],
        muster_at=muster_at,
        reply_by=muster_at - ANSWERS_END_BEFORE_MUSTER,
        notice=notice[:1000],
        risk=settings.risk,
        created_at=now,
    )
    session.add(draft)
    session.flush()
    outbox.show(session, outbox.cadre_key(author.id), subject_of(draft.id), now=now, rings=True)


def _heads(site: Site) -> int:
    return heads_needed(site.area_square_metres, site.heads) or HEADS_UNKNOWN


def _rounded_up(moment: datetime) -> datetime:
    beyond = (moment - datetime.min.replace(tzinfo=moment.tzinfo)) % ROUND_TO
    return moment + (ROUND_TO - beyond) if beyond else moment


def draft_of(session: Session, telegram_id: int, callout_id: int, *, now: datetime) -> tuple[Cadre, Callout]:
    """Return who acts and the draft they may still change.

    Raises:
        NotAllowed: The person may not call out (any more).
        NoSuchCallout: There is none.
        CalloutOver: It is no draft any more, or one of yesterday.
    """
    actor = people.require_right(session, telegram_id, Right.CALL_OUT)
    draft = session.get(Callout, callout_id)
    if draft is None:
        raise NoSuchCallout
    if draft.state is not CalloutState.DRAFT or now - draft.created_at > DRAFT_LASTS:
        raise CalloutOver
    return actor, draft


def turn(session: Session, *, now: datetime, telegram_id: int, callout_id: int, step: str, page: int) -> None:
    """Turn the draft's card to its places or to the preview."""
    actor, draft = draft_of(session, telegram_id, callout_id, now=now)
    if step not in STEPS:
        raise NoSuchCallout
    draft.step, draft.page = step, max(page, 0)
    _show(session, actor, draft, now=now)


def choose(
    session: Session, *, now: datetime, telegram_id: int, callout_id: int, site_id: int, is_chosen: bool
) -> None:
    """Take a place into the draft or out of it; the wish is the argument, so a doubled tap changes nothing more."""
    _change_place(session, telegram_id, callout_id, site_id, now=now, is_chosen=is_chosen)


def set_quota(session: Session, *, now: datetime, telegram_id: int, callout_id: int, site_id: int, quota: int) -> None:
    """Set how many hands a place of the draft wants, from 1 to 500."""
    quota = min(max(quota, 1), MOST_HEADS)
    _change_place(session, telegram_id, callout_id, site_id, now=now, quota=quota, is_chosen=True)


def _change_place(
    session: Session, telegram_id: int, callout_id: int, site_id: int, *, now: datetime, **changes: Any
) -> None:
    actor, draft = draft_of(session, telegram_id, callout_id, now=now)
    if not any(place["site"] == site_id for place in draft.plan):
        raise NoSuchCallout
    draft.plan = [place | changes if place["site"] == site_id else place for place in draft.plan]
    draft.version += 1
    _show(session, actor, draft, now=now)


def set_muster(session: Session, *, now: datetime, telegram_id: int, callout_id: int, minutes: int) -> None:
    """Let the muster be so many minutes from now, at the next full ten minutes; answers end 20 minutes before.

    Raises:
        TooLate: Less than a quarter of an hour, or more than two days.
    """
    actor, draft = draft_of(session, telegram_id, callout_id, now=now)
    if not 15 <= minutes <= 48 * 60:
        raise TooLate
    draft.muster_at = _rounded_up(now + timedelta(minutes=minutes))
    draft.reply_by = max(draft.muster_at - ANSWERS_END_BEFORE_MUSTER, now + SHORTEST_NOTICE / 3)
    draft.version += 1
    _show(session, actor, draft, now=now)


FLAGS = {"insured": "is_insured", "drill": "is_drill", "fast": "is_fast", "friday": "takes_friday"}


def set_flag(session: Session, *, now: datetime, telegram_id: int, callout_id: int, flag: str, is_on: bool) -> None:
    """Say that the insurance is bought, that it is a drill (演练), waves ring fast, or that it takes a Friday."""
    actor, draft = draft_of(session, telegram_id, callout_id, now=now)
    if flag not in FLAGS:
        raise NoSuchCallout
    setattr(draft, FLAGS[flag], is_on)
    draft.version += 1
    _show(session, actor, draft, now=now)


def minutes_before_muster(draft: Callout) -> int:
    """Return how many minutes before the muster answers end."""
    return (draft.muster_at - draft.reply_by) // MINUTE


def set_deadline(session: Session, *, now: datetime, telegram_id: int, callout_id: int, minutes: int) -> None:
    """Let answers end so many minutes before the muster.

    Raises:
        TooLate: That moment is less than five minutes away, or not before the muster.
    """
    actor, draft = draft_of(session, telegram_id, callout_id, now=now)
    reply_by = draft.muster_at - minutes * MINUTE
    if minutes < 1 or reply_by < now + SHORTEST_NOTICE / 3:
        raise TooLate
    draft.reply_by = reply_by
    draft.version += 1
    _show(session, actor, draft, now=now)


def ask_risk(session: Session, *, now: datetime, telegram_id: int, callout_id: int) -> None:
    """改注意事项: ask for the line that people read about what to beware of."""
    actor, draft = draft_of(session, telegram_id, callout_id, now=now)
    dialogues.ask(session, telegram_id, RISK_STEP, now=now, callout=draft.id)
    outbox.say(session, outbox.cadre_key(actor.id), "callout-ask-risk", now=now, is_silent=True, risk=draft.risk)


def set_risk(session: Session, *, now: datetime, telegram_id: int, callout_id: int, risk: str) -> None:
    """Take the line, and show the draft with it at the bottom of the chat; an empty one leaves it as it was.

    Raises:
        RiskTooLong: It is longer than 200 characters; the question stands.
    """
    if len(risk) > LONGEST_RISK:
        raise RiskTooLong
    dialogues.close(session, telegram_id)
    actor, draft = draft_of(session, telegram_id, callout_id, now=now)
    if risk:
        draft.risk = risk
        draft.version += 1
    outbox.show(session, outbox.cadre_key(actor.id), subject_of(draft.id), now=now, anew=True)


def drop(session: Session, *, now: datetime, telegram_id: int, callout_id: int) -> None:
    """取消 under the draft: nobody was asked."""
    actor, draft = draft_of(session, telegram_id, callout_id, now=now)
    draft.state, draft.ended_at, draft.ended_by = CalloutState.CANCELLED, now, actor.id
    _show(session, actor, draft, now=now)


def _show(session: Session, actor: Cadre, draft: Callout, *, now: datetime) -> None:
    outbox.show(session, outbox.cadre_key(actor.id), subject_of(draft.id), now=now)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a confirmation came to: how many phones ring now; 0 with ``is_new`` False for a second tap."""

    is_new: bool
    rung: int


def send_out(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    callout_id: int,
    version: int,
    rings_at_night: bool,
    hours: BulkHours,
    settings: SnowSettings,
    groups: Sequence[int] = (),
) -> Sent:
    """发起集结: make the activity with its places, and let the first wave ring at once.

    Args:
        session: The transaction.
        now: The moment of the tap.
        telegram_id: Who decides; the weather never does.
        callout_id: The draft.
        version: What was seen; a changed draft is not sent out.
        rings_at_night: Whether the tap said that phones may ring in the quiet hours; it stands in the audit.
        hours: The quiet hours.
        settings: The defaults of a call.
        groups: Telegram ids of the groups that see the board as well.

    Raises:
        NotAllowed, NoSuchCallout, CalloutOver: As ``draft_of``.
        NoPlaces: No place is chosen.
        TooLate: The muster is less than a quarter of an hour away.
        QuietHours: It is night, and the tap did not say that it knows.
        AlreadyCalling: Another call is under way.
    """
    actor = people.require_right(session, telegram_id, Right.CALL_OUT)
    draft = session.get(Callout, callout_id)
    if draft is not None and draft.state is CalloutState.CALLING:
        return Sent(is_new=False, rung=0)
    actor, draft = draft_of(session, telegram_id, callout_id, now=now)
    if under_way(session) is not None:
        raise AlreadyCalling
    if draft.version != version:
        raise NoSuchCallout
    chosen = chosen_places(draft)
    if not chosen:
        raise NoPlaces
    if draft.muster_at - now < SHORTEST_NOTICE:
        raise TooLate
    is_night = hours.leaves_at(now) > now
    if is_night and not rings_at_night:
        raise QuietHours
    draft.takes_friday = friday_to_take(session, draft, hours.zone, now=now) is not None and draft.takes_friday
    activity = _make_activity(session, draft, settings, hours.zone, now=now)
    draft.activity_id, draft.state = activity.id, CalloutState.CALLING
    draft.confirmed_at, draft.confirmed_by = now, actor.id
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(actor.id),
        action="callout.send",
        subject=subject_of(draft.id),
        after={
            "places": chosen,
            "at_night": is_night,
            "drill": draft.is_drill,
            "insured": draft.is_insured,
            "takes_friday": draft.takes_friday,
        },
    )
    session.flush()
    rung = waves.ring(session, draft, now=now, settings=settings)
    _show(session, actor, draft, now=now)
    for to in (outbox.cadre_key(actor.id), *(outbox.group_key(number) for number in groups)):
        boards.show(session, draft, to, now=now)
    boards.show_to_leads(session, draft, now=now)
    return Sent(is_new=True, rung=rung)


def friday_to_take(session: Session, draft: Callout, zone: ZoneInfo, *, now: datetime) -> Activity | None:
    """Return the Friday service that a call may take: on its day, open to answers and not over. A drill takes none."""
    if draft.is_drill:
        return None
    friday = moves.friday_of(session, draft.muster_at.astimezone(zone).date())
    stands = friday is not None and friday.state is ActivityState.OPEN and now < friday.ends_at
    return friday if stands else None


def chosen_places(draft: Callout) -> list[dict[str, int]]:
    """List the chosen places of a draft: site and quota."""
    return [{"site": place["site"], "quota": place["quota"]} for place in draft.plan if place["is_chosen"]]


def _make_activity(
    session: Session, draft: Callout, settings: SnowSettings, zone: ZoneInfo, *, now: datetime
) -> Activity:
    ends_at = draft.muster_at + timedelta(hours=settings.hours)
    activity = Activity(
        series=f"{SNOW}:{draft.id}",
        kind=DRILL if draft.is_drill else SNOW,
        is_creditable=not draft.is_drill,
        title=settings.title,
        content=settings.content,
        risk=draft.risk,
        held_on=draft.muster_at.astimezone(zone).date(),
        opens_at=now,
        reply_by=draft.reply_by,
        check_in_from=now,
        muster_at=draft.muster_at,
        starts_at=draft.muster_at,
        late_after=draft.muster_at + timedelta(minutes=settings.late_after_minutes),
        left_early_before=draft.muster_at,
        ends_at=ends_at,
        closes_at=ends_at,
        state=ActivityState.OPEN,
    )
    session.add(activity)
    session.flush()
    for place in chosen_places(draft):
        site = session.get_one(Site, place["site"])
        shift = Shift(
            activity_id=activity.id,
            site_id=site.id,
            starts_at=draft.muster_at,
            quota=place["quota"],
            progress=ShiftProgress.TO_DO,
            lead_id=leads.lead_of_call(session, site),
        )
        session.add(shift)
    session.flush()
    return activity


def stop(session: Session, *, now: datetime, telegram_id: int, callout_id: int) -> int:
    """停止: ask nobody further, not even those whose message is queued; who is coming comes.

    Returns:
        How many queued messages were cancelled.

    Raises:
        NotAllowed: The person may not call out (any more).
        NoSuchCallout: It has not gone out, or has ended.
    """
    actor = people.require_right(session, telegram_id, Right.CALL_OUT)
    callout = _running(session, callout_id)
    if callout.state is CalloutState.STOPPED:
        return 0
    callout.state, callout.next_wave_at = CalloutState.STOPPED, None
    stopped = waves.cancel_queued(session, callout, now=now)
    _note(session, actor, "callout.stop", callout, now=now, cancelled=stopped)
    boards.touch(session, callout, now=now)
    return stopped


def _running(session: Session, callout_id: int) -> Callout:
    callout = session.get(Callout, callout_id)
    if callout is None or callout.state not in (CalloutState.CALLING, CalloutState.STOPPED):
        raise NoSuchCallout
    return callout


def _note(session: Session, actor: Cadre | None, action: str, callout: Callout, *, now: datetime, **after: Any) -> None:
    by = "system" if actor is None else outbox.cadre_key(actor.id)
    people.note(session, now=now, actor=by, action=action, subject=subject_of(callout.id), after=after)


def end(
    session: Session, *, now: datetime, telegram_id: int | None, callout_id: int, is_cancelled: bool = False
) -> int:
    """收队, or with ``is_cancelled`` 取消 because the snow did not come: everybody who was asked is told, once.

    Who is there and has not checked out has served until now, or to the hour at which it was to end by itself. Nothing
    that is queued leaves any more.

    Returns:
        How many people had been told to come and are now told to go.

    Raises:
        NotAllowed: The person may not call out (any more); None as the person stands for the hour that was reached.
        NoSuchCallout: It has not gone out, or has ended.
    """
    actor = None if telegram_id is None else people.require_right(session, telegram_id, Right.CALL_OUT)
    callout = _running(session, callout_id)
    activity = session.get_one(Activity, callout.activity_id)
    outbox.cancel_waiting(session, now=now, reason="ended", activity_id=activity.id)
    until = min(now, activity.ends_at)  # an outage lets nobody have served longer
    callout.state = CalloutState.CANCELLED if is_cancelled else CalloutState.ENDED
    callout.ended_at, callout.ended_by, callout.next_wave_at = now, actor.id if actor else None, None
    _check_out_all(session, activity, actor, at=until, now=now)
    activity.ends_at = max(until, activity.starts_at) + MINUTE
    activity.closes_at = activity.ends_at + MINUTE
    activity.state = ActivityState.CANCELLED if is_cancelled else ActivityState.CLOSED
    session.flush()
    settling.settle_all(session, activity)
    told = _tell_all(session, callout, activity, now=now)
    asked = session.scalars(select(Summons.cadre_id).where(Summons.callout_id == callout.id)).all()
    moves.follow(session, callout, asked, now=now)
    _note(session, actor, "callout.cancel" if is_cancelled else "callout.end", callout, now=now, told=told)
    boards.show_everywhere(session, callout, now=now)
    return told


def _check_out_all(session: Session, activity: Activity, actor: Cadre | None, *, at: datetime, now: datetime) -> None:
    """Let those who are still there have served until a moment; who announced an earlier one, until then."""
    departures.carry_out(session, activity, now=now)
    here = session.scalars(
        select(Attendance).where(
            Attendance.activity_id == activity.id,
            Attendance.checked_in_at.is_not(None),
            Attendance.checked_out_at.is_(None),
        )
    ).all()
    for row in here:
        attendance.add_mark(
            session,
            activity,
            row.cadre_id,
            MarkKind.CHECK_OUT,
            at=at,
            now=now,
            source=MarkSource.ORGANIZER,
            by=actor.id if actor else None,
            row=row,
        )


def _tell_all(session: Session, callout: Callout, activity: Activity, *, now: datetime) -> int:
    """Show the end on every card; the phones of those who were told to come ring once more."""
    told = 0
    here = set(
        session.scalars(
            select(Attendance.cadre_id).where(
                Attendance.activity_id == activity.id, Attendance.checked_in_at.is_not(None)
            )
        ).all()
    )
    for summons in session.scalars(select(Summons).where(Summons.callout_id == callout.id)).all():
        is_in = summons.state in (SummonsState.COMING, SummonsState.WAITING)
        counts_on_it = is_in or summons.cadre_id in here
        told += counts_on_it
        if not counts_on_it and not places.has_heard(session, summons, activity.id):
            continue
        outbox.show(
            session,
            outbox.cadre_key(summons.cadre_id),
            f"activity:{activity.id}",
            now=now,
            lane=Lane.ALARM if counts_on_it else Lane.BULK,
            rings=counts_on_it,
            dedup=f"callout-end:{callout.id}:{summons.cadre_id}",
            activity_id=activity.id,
        )
    return told
