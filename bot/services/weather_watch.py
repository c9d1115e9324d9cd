"""What becomes of a forecast: one proposal a snowfall, to those on duty, updated in place. It never calls anybody.

What the figures mean is in ``bot.rules.snow``; only a person sends a call out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import SnowSettings
from bot.errors import Fault
from bot.model import Attachment, Cadre, Duty, Lane, Reach, Role, RoleGrant, Snowfall, SnowfallState, WeatherState
from bot.rules.audience import BulkHours
from bot.rules.rights import Right
from bot.rules.snow import Advice, SnowFigures, tenths
from bot.services import callouts, outbox, people, standbys
from bot.storage import Prepared

JOINED_WITHIN = timedelta(hours=6)
"""A snowfall whose forecast moves by less is the same one."""
SECOND_AFTER, ALL_AFTER = timedelta(minutes=10), timedelta(minutes=20)
TOLD_AFTER = timedelta(minutes=30)
"""A service that is away for less is nobody's concern."""
DUTY_DAYS = timedelta(days=14)
FIRST, SECOND, ALL = 1, 2, 3
# Looked at every minute, so it is made ready once.
PROPOSED = Prepared(select(Snowfall.id).where(Snowfall.state == SnowfallState.PROPOSED).limit(1))


class NoSuchSnowfall(Fault):
    """It is over, or there is none."""

    key = "fault-snowfall-over"


class DutyUnfit(Fault):
    """The line is no date with one or two names of organizers."""

    key = "fault-duty"


def subject_of(snowfall_id: int) -> str:
    """Name the card of a proposal."""
    return f"snowfall:{snowfall_id}"


def proposes(session: Session, figures: SnowFigures, advice: Advice) -> bool:
    """Tell whether a forecast would be proposed anew, and so wants a picture."""
    return advice is not Advice.NONE and figures.snowfall is not None and _same(session, figures) is None


def note_forecast(
    session: Session, *, now: datetime, today: date, figures: SnowFigures, advice: Advice, chart: bytes | None
) -> None:
    """Take a forecast in: propose a new snowfall, bring a known one up to date, end what is over.

    Args:
        session: The transaction.
        now: When it was fetched.
        today: The day in the operator's zone; its duty list decides who is rung.
        figures: What it comes to.
        advice: What its figures call for.
        chart: A PNG of the next 48 hours for a new proposal, or None.
    """
    _note_back(session, now=now)
    known = _same(session, figures) if advice is not Advice.NONE else None
    for other in _open(session):
        if other is not known and (other.ends_at <= now or other.begins_at > now):
            _end(session, other, now=now)
    if advice is Advice.NONE or figures.snowfall is None:
        return
    if known is None:
        _propose(session, figures, advice, chart, now=now, today=today)
        return
    shown = _shown(figures)
    is_higher = advice.rank > known.advice
    if known.figures == shown and not is_higher:
        return
    known.begins_at, known.ends_at = figures.snowfall.start_at, figures.snowfall.end_at
    known.figures, known.updated_at, known.advice = shown, now, max(known.advice, advice.rank)
    if is_higher:
        known.state, known.proposed_at, known.rung = SnowfallState.PROPOSED, now, FIRST
        _ring(session, known, _on_duty(session, today), now=now)
    outbox.refresh(session, subject_of(known.id), now=now)


def _open(session: Session) -> Sequence[Snowfall]:
    return session.scalars(select(Snowfall).where(Snowfall.state != SnowfallState.OVER).order_by(Snowfall.id)).all()


def _same(session: Session, figures: SnowFigures) -> Snowfall | None:
    """Return the snowfall that was proposed already and is this one, moved by a few hours at most."""
    ahead = figures.snowfall
    if ahead is None:
        return None
    return next(
        (
            known
            for known in _open(session)
            if known.begins_at - JOINED_WITHIN <= ahead.end_at and ahead.start_at <= known.ends_at + JOINED_WITHIN
        ),
        None,
    )


def _shown(figures: SnowFigures) -> dict[str, Any]:
    return {
        "water": str(tenths(figures.water_24h_mm)),
        "grade": figures.grade.value,
        "is_minimum": figures.is_minimum,
        "lowest": None if figures.lowest_c is None else round(figures.lowest_c),
        "is_open_ended": figures.snowfall is not None and figures.snowfall.is_open_ended,
    }


def _propose(
    session: Session, figures: SnowFigures, advice: Advice, chart: bytes | None, *, now: datetime, today: date
) -> None:
    assert figures.snowfall is not None  # noqa: S101 - asked before
    snowfall = Snowfall(
        begins_at=figures.snowfall.start_at,
        ends_at=figures.snowfall.end_at,
        advice=advice.rank,
        figures=_shown(figures),
        proposed_at=now,
        updated_at=now,
        rung=FIRST,
    )
    session.add(snowfall)
    session.flush()
    picture = None
    if chart is not None:
        key = f"snow-chart:{snowfall.id}"
        picture = outbox.attach(session, key, name="snow.png", kind="photo", content=chart, now=now)
    _ring(session, snowfall, _on_duty(session, today), now=now, picture=picture)


def _ring(
    session: Session, snowfall: Snowfall, whom: Sequence[Cadre], *, now: datetime, picture: Attachment | None = None
) -> None:
    """Show a proposal to some, with the picture before it; it rings at any hour, for they are on duty."""
    for cadre in whom:
        to = outbox.cadre_key(cadre.id)
        if picture is not None:
            dedup = f"snow-chart:{snowfall.id}:{cadre.id}"
            outbox.say(
                session, to, "snowfall-chart", now=now, dedup=dedup, is_silent=True, attachment=picture, lane=Lane.ALARM
            )
        outbox.show(
            session,
            to,
            subject_of(snowfall.id),
            now=now,
            lane=Lane.ALARM,
            rings=True,
            dedup=f"snowfall:{snowfall.id}:{cadre.id}:{snowfall.advice}:{snowfall.rung}",
        )


def _on_duty(session: Session, today: date) -> list[Cadre]:
    """Return the first on duty; where nobody is, all who may call out."""
    first = session.scalar(select(Duty.first_id).where(Duty.held_on == today))
    found = _reachable(session, first)
    return [found] if found is not None else organizers(session)


def _reachable(session: Session, cadre_id: int | None) -> Cadre | None:
    cadre = session.get(Cadre, cadre_id) if cadre_id is not None else None
    can_be_rung = cadre is not None and cadre.telegram_id is not None and cadre.reach is Reach.OK
    return cadre if can_be_rung else None


def organizers(session: Session) -> list[Cadre]:
    """List everybody who may call out and can be reached: the organizers, or the admins where there are none."""
    return people.reachable(session, Role.ORGANIZER) or people.reachable(session, Role.ADMIN)


def _end(session: Session, snowfall: Snowfall, *, now: datetime) -> None:
    snowfall.state, snowfall.updated_at = SnowfallState.OVER, now
    outbox.refresh(session, subject_of(snowfall.id), now=now)


def waits(session: Session) -> bool:
    """Tell whether a proposal waits for somebody to deal with it."""
    return PROPOSED.first(session) is not None


def escalate(session: Session, *, now: datetime, today: date) -> int:
    """Ring the second on duty, then all organizers, about a proposed muster that nobody touched; return how many."""
    rung = 0
    for snowfall in _open(session):
        if snowfall.state is not SnowfallState.PROPOSED or snowfall.advice < Advice.MUSTER.rank:
            continue
        waited = now - snowfall.proposed_at
        if waited >= ALL_AFTER and snowfall.rung < ALL:
            snowfall.rung = ALL
            whom = organizers(session)
        elif waited >= SECOND_AFTER and snowfall.rung < SECOND:
            snowfall.rung = SECOND
            second = _reachable(session, session.scalar(select(Duty.second_id).where(Duty.held_on == today)))
            whom = [second] if second is not None else []
        else:
            continue
        _ring(session, snowfall, whom, now=now)
        rung += len(whom)
    return rung


def take(session: Session, *, now: datetime, telegram_id: int, snowfall_id: int) -> Cadre:
    """已知悉: somebody deals with it; nobody is rung about it any more.

    Raises:
        NotAllowed: The person may not call out.
        NoSuchSnowfall: It is over.
    """
    actor = people.require_right(session, telegram_id, Right.CALL_OUT)
    snowfall = session.get(Snowfall, snowfall_id)
    if snowfall is None or snowfall.state is SnowfallState.OVER:
        raise NoSuchSnowfall
    if snowfall.state is SnowfallState.PROPOSED:
        snowfall.state, snowfall.taken_by, snowfall.taken_at = SnowfallState.TAKEN, actor.id, now
        people.note(
            session,
            now=now,
            actor=outbox.cadre_key(actor.id),
            action="snowfall.take",
            subject=subject_of(snowfall.id),
        )
    outbox.refresh(session, subject_of(snowfall.id), now=now)
    return actor


def draft(session: Session, *, now: datetime, telegram_id: int, snowfall_id: int, settings: SnowSettings) -> None:
    """起草集结: deal with it by a draft of a call, in which everything is filled in; nothing is sent by this.

    Raises:
        NotAllowed, NoSuchSnowfall: As ``take``.
        NoPlaces: The roster names no stretch.
    """
    take(session, now=now, telegram_id=telegram_id, snowfall_id=snowfall_id)
    callouts.begin(session, now=now, telegram_id=telegram_id, notice="", settings=settings)


def draft_standby(session: Session, *, now: datetime, telegram_id: int, snowfall_id: int, hours: BulkHours) -> None:
    """起草备勤: deal with it by a draft of a stand-by, or by the one there is; nobody is asked by this.

    Raises:
        NotAllowed, NoSuchSnowfall: As ``take``.
        NoPlaces, NoEvening: As ``standbys.begin``; the proposal still waits.
    """
    take(session, now=now, telegram_id=telegram_id, snowfall_id=snowfall_id)
    standbys.begin(session, now=now, telegram_id=telegram_id, hours=hours)


def note_away(session: Session, *, now: datetime) -> None:
    """Take note that the service does not answer; the organizers hear of it once, after half an hour."""
    state = _state(session)
    state.away_since = state.away_since or now
    if now - state.away_since >= TOLD_AFTER and not state.is_told:
        state.is_told = True
        _tell(session, "weather-away", now=now, since=outbox.DayAndTime(state.away_since))


def _note_back(session: Session, *, now: datetime) -> None:
    state = _state(session)
    if state.is_told:
        _tell(session, "weather-back", now=now)
    state.away_since, state.is_told = None, False


def _state(session: Session) -> WeatherState:
    state = session.get(WeatherState, 1)
    if state is None:
        state = WeatherState(id=1, is_told=False)
        session.add(state)
        session.flush()
    return state


def _tell(session: Session, key: str, *, now: datetime, **params: Any) -> None:
    for cadre in organizers(session):
        to = outbox.cadre_key(cadre.id)
        outbox.say(session, to, key, now=now, dedup=f"{key}:{cadre.id}:{now:%Y%m%d%H%M}", is_silent=True, **params)


# ── the duty list ──

LINE = re.compile(
    r"(?:(?P<year>\d{4})[-./年])?(?P<month>\d{1,2})[-./月](?P<day>\d{1,2})日?\s+(?P<names>\S+(?:[ 、,，]\S+)?)"
)


@dataclass(frozen=True, slots=True)
class Watch:
    """A day of the duty list."""

    held_on: date
    first: str
    second: str


def set_duty(session: Session, *, now: datetime, telegram_id: int, today: date, typed: str) -> Watch:
    """``/duty 12-3 张三 李四``: who is rung first and second on a day.

    Raises:
        NotAllowed: The person may not call out.
        DutyUnfit: No date of the coming year, or a name that no single organizer bears.
    """
    actor = people.require_right(session, telegram_id, Right.CALL_OUT)
    match = LINE.fullmatch(typed.strip())
    if match is None:
        raise DutyUnfit
    held_on = _day(match, today)
    names = re.split(r"[ 、,，]+", match["names"])
    first, *others = [_organizer(session, name) for name in names]
    second = others[0] if others else None
    row = session.get(Duty, held_on)
    if row is None:
        row = Duty(held_on=held_on, first_id=first.id)
        session.add(row)
    row.first_id, row.second_id = first.id, second.id if second else None
    session.flush()
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(actor.id),
        action="duty.set",
        subject=f"duty:{held_on.isoformat()}",
        after={"first": first.id, "second": row.second_id},
    )
    show_duty(session, now=now, telegram_id=telegram_id, today=today)
    return Watch(held_on, first.name, second.name if second else "")


def _day(match: re.Match[str], today: date) -> date:
    year = int(match["year"]) if match["year"] else today.year
    try:
        held_on = date(year, int(match["month"]), int(match["day"]))
        if not match["year"] and held_on < today:
            held_on = held_on.replace(year=year + 1)
    except ValueError:
        raise DutyUnfit from None
    if not today <= held_on <= today + timedelta(days=366):
        raise DutyUnfit
    return held_on


def _organizer(session: Session, name: str) -> Cadre:
    found = session.scalars(
        select(Cadre)
        .join(RoleGrant, RoleGrant.cadre_id == Cadre.id)
        .where(
            Cadre.name == name,
            RoleGrant.role.in_((Role.ORGANIZER, Role.ADMIN)),
            RoleGrant.revoked_at.is_(None),
            Cadre.telegram_id.is_not(None),
        )
    ).unique()
    cadres = found.all()
    if len(cadres) != 1:
        raise DutyUnfit
    return cadres[0]


def duty_list(session: Session, today: date) -> list[Watch]:
    """List who is on duty in the coming two weeks, by day."""
    names = dict(session.execute(select(Cadre.id, Cadre.name)).all())
    rows = session.scalars(
        select(Duty).where(Duty.held_on >= today, Duty.held_on < today + DUTY_DAYS).order_by(Duty.held_on)
    )
    return [Watch(row.held_on, names.get(row.first_id, ""), names.get(row.second_id or 0, "")) for row in rows]


def show_duty(session: Session, *, now: datetime, telegram_id: int, today: date) -> None:
    """``/duty``: show the list of the coming two weeks, and how it is written.

    Raises:
        NotAllowed: The person may not call out.
    """
    reader = people.require_right(session, telegram_id, Right.CALL_OUT)
    to = outbox.cadre_key(reader.id)
    outbox.show(session, to, f"duty:{today:%Y%m%d}", now=now, anew=True)
