"""Checking in by one's position: compared with the site and dropped; metres and inside or outside are all that is kept.

It takes a consent of its own, given once and withdrawn at will. A position is evidence and never a gate: who is
outside is told how far and may check in all the same. Coordinates are in no row, no message and no log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import CheckInSettings
from bot.errors import Fault
from bot.model import CALL_KINDS, Activity, Attendance, Cadre, Lane, Role, Roll, Shift, Site, Summons
from bot.rules.attendance import MarkSource
from bot.rules.geo import distance_metres, is_inside_fence, may_be_gcj02
from bot.services import attendance, dialogues, outbox, people
from bot.services.attendance import CheckIn, Evidence
from bot.services.outbox import Day, TimeOfDay

OLDEST: Final = timedelta(minutes=2)
OUTSIDE: Final = "check_in.outside"
"""Keeps how far outside somebody was until they say 仍然签到; no message is read as its answer."""
EVIDENCE_LASTS: Final = timedelta(minutes=10)


class PositionOff(Fault):
    """The activity takes no positions."""

    key = "fault-position-off"


class SiteUnplaced(Fault):
    """The site has no position to compare with."""

    key = "fault-position-site"


class PositionPassedOn(Fault):
    """Somebody else's position was passed on."""

    key = "fault-position-forwarded"


class PositionLive(Fault):
    """A live position tells where somebody goes for hours; that is not wanted."""

    key = "fault-position-live"


class PositionPicked(Fault):
    """A place was chosen from a list; it says nothing about where the person is."""

    key = "fault-position-picked"


class PositionOld(Fault):
    """It was sent ``minutes`` ago: the person may be elsewhere by now."""

    key = "fault-position-old"


@dataclass(frozen=True, slots=True)
class Sent:
    """A position as it came: WGS-84 degrees, the phone's accuracy in metres if it told one, and what kind it is.

    ``age`` is how long ago it was sent, by the real clock.
    """

    latitude: float
    longitude: float
    accuracy: float | None = None
    is_forwarded: bool = False
    is_live: bool = False
    is_picked: bool = False
    age: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class _Target:
    """An activity that takes the person's position, and the site to compare it with."""

    activity: Activity
    row: Attendance
    site: Site


def ask(session: Session, *, now: datetime, telegram_id: int, activity_id: int, settings: CheckInSettings) -> None:
    """发送位置 on the card: ask for the position, or first for the consent.

    Raises:
        NotRegistered: A stranger.
        NotInvited: The person is not on the roll.
        CheckInClosed, NoCheckInAhead: Check-in is not open.
        PositionOff: The activity takes no positions.
        SiteUnplaced: Its site has none to compare with.
    """
    cadre = people.require(session, telegram_id)
    attendance.row_of(session, activity_id, cadre.id)
    windows = attendance.open_windows(session, cadre.id, now=now)
    windows = [(activity, row) for activity, row in windows if activity.id == activity_id]
    if not windows:
        raise attendance.closed(session, cadre, now=now)
    _targets(session, windows, settings)
    _invite(session, cadre, now=now)


def _invite(session: Session, cadre: Cadre, *, now: datetime) -> None:
    key = "position-notice" if cadre.location_consented_at is None else "position-ask"
    outbox.say(session, outbox.cadre_key(cadre.id), key, now=now, is_silent=True)


def consent(session: Session, *, now: datetime, telegram_id: int) -> None:
    """同意: positions may be compared from now on; the first one is asked for.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    if cadre.location_consented_at is None:
        cadre.location_consented_at = now
        _note(session, cadre, "location.consent", now=now)
    _invite(session, cadre, now=now)


def refuse(session: Session, *, now: datetime, telegram_id: int) -> None:
    """不同意, or the consent withdrawn: no position is looked at from now on; the other ways stay.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    had_agreed = cadre.location_consented_at is not None
    if had_agreed:
        cadre.location_consented_at = None
        _note(session, cadre, "location.withdraw", now=now)
    key = "position-withdrawn" if had_agreed else "position-declined"
    outbox.say(session, outbox.cadre_key(cadre.id), key, now=now, is_silent=True)


def leave(session: Session, *, now: datetime, telegram_id: int) -> None:
    """返回 beneath the question: nothing is sent, and the small keyboard stands again.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    outbox.say(session, outbox.cadre_key(cadre.id), "position-left", now=now, is_silent=True)


def check(session: Session, *, now: datetime, telegram_id: int, sent: Sent, settings: CheckInSettings) -> None:
    """Compare a position with the site and check in whoever is inside; of several activities the nearest is meant.

    Without consent the position is not looked at: the notice is shown instead.

    Raises:
        NotRegistered: A stranger.
        CheckInClosed, NoCheckInAhead: Check-in is not open.
        PositionPassedOn, PositionLive, PositionPicked, PositionOld: It does not say where the person is now.
        PositionOff, SiteUnplaced: There is nothing to compare it with.
    """
    cadre = people.require(session, telegram_id)
    to = outbox.cadre_key(cadre.id)
    windows = attendance.open_windows(session, cadre.id, now=now)
    if not windows:
        raise attendance.closed(session, cadre, now=now)
    waiting = [(activity, row) for activity, row in windows if row.checked_in_at is None]
    if not waiting:
        activity, row = windows[0]
        params: dict[str, Any] = {"day": Day(activity.held_on), "time": TimeOfDay(row.checked_in_at or now)}
        outbox.say(session, to, "position-already-in", now=now, is_silent=True, **params)
        return
    targets = _targets(session, waiting, settings)
    if cadre.location_consented_at is None:
        _invite(session, cadre, now=now)
        return
    _require_present(sent)
    target = min(targets, key=lambda each: _metres(each.site, sent))
    metres = _metres(target.site, sent)
    if is_inside_fence(metres, target.site.radius_metres, sent.accuracy or 0.0):
        _check_in(session, cadre, target, round(metres), sent, now=now)
    else:
        _tell_outside(session, cadre, target, round(metres), sent, settings, now=now)


def _targets(
    session: Session, windows: Sequence[tuple[Activity, Attendance]], settings: CheckInSettings
) -> list[_Target]:
    takers = [(activity, row) for activity, row in windows if "location" in settings.ways_at(activity.kind)]
    if not takers:
        raise PositionOff
    found = [_Target(activity, row, site) for activity, row in takers if (site := _site_of(session, activity, row))]
    targets = [each for each in found if each.site.latitude is not None and each.site.longitude is not None]
    if not targets:
        raise SiteUnplaced
    return targets


def _site_of(session: Session, activity: Activity, row: Attendance) -> Site | None:
    """Return where somebody serves: in a call the place they were asked to, else that of their unit."""
    query = select(Site).join(Shift, Shift.site_id == Site.id).where(Shift.activity_id == activity.id)
    if activity.kind in CALL_KINDS:
        query = query.join(Summons, Summons.shift_id == Shift.id).where(Summons.cadre_id == row.cadre_id)
    else:
        query = query.join(Roll, Roll.shift_id == Shift.id).where(Roll.unit_id == row.unit_id)
    return session.scalar(query)


def _require_present(sent: Sent) -> None:
    if sent.is_live:
        raise PositionLive
    if sent.is_forwarded:
        raise PositionPassedOn
    if sent.is_picked:
        raise PositionPicked
    if sent.age > OLDEST:
        raise PositionOld(minutes=sent.age // timedelta(minutes=1))


def _metres(site: Site, sent: Sent) -> float:
    return distance_metres((site.latitude or 0.0, site.longitude or 0.0), (sent.latitude, sent.longitude))


def _accuracy(sent: Sent) -> int | str:
    return "none" if sent.accuracy is None else round(sent.accuracy)


def _check_in(session: Session, cadre: Cadre, target: _Target, metres: int, sent: Sent, *, now: datetime) -> None:
    done = attendance.check_in(
        session,
        now=now,
        telegram_id=cadre.telegram_id or 0,
        activity_id=target.activity.id,
        source=MarkSource.LOCATION,
        evidence=Evidence(metres, is_inside=True),
    )
    outbox.say(
        session,
        outbox.cadre_key(cadre.id),
        "position-checked-in",
        now=now,
        is_silent=True,
        time=TimeOfDay(done.at),
        late=done.late_minutes,
        place=target.site.name,
        metres=metres,
        accuracy=_accuracy(sent),
    )


def _tell_outside(
    session: Session,
    cadre: Cadre,
    target: _Target,
    metres: int,
    sent: Sent,
    settings: CheckInSettings,
    *,
    now: datetime,
) -> None:
    """Say how far off it is, give the small keyboard back, and offer what can be done; nothing is marked."""
    to, site, number = outbox.cadre_key(cadre.id), target.site, target.activity.id
    said: dict[str, Any] = {
        "place": site.name,
        "metres": metres,
        "radius": site.radius_metres,
        "accuracy": _accuracy(sent),
    }
    outbox.say(session, to, "position-outside", now=now, is_silent=True, **said)
    ways = settings.ways_at(target.activity.kind)
    offered: dict[str, Any] = {"activity": number, "tap": int("tap" in ways), "code": int("code" in ways)}
    outbox.say(session, to, "position-outside-next", now=now, is_silent=True, **offered)
    if cadre.telegram_id is not None:
        kept = {"activity": number, "metres": metres, "until": (now + EVIDENCE_LASTS).isoformat()}
        dialogues.ask(session, cadre.telegram_id, OUTSIDE, now=now, **kept)
    where = (site.latitude or 0.0, site.longitude or 0.0)
    if may_be_gcj02(where, (sent.latitude, sent.longitude), site.radius_metres):
        _hint(session, target, now=now)


def _hint(session: Session, target: _Target, *, now: datetime) -> None:
    """Tell the organizers, once for each activity, that the position of a site may come from a Chinese map."""
    for organizer in people.reachable(session, Role.ORGANIZER):
        outbox.say(
            session,
            outbox.cadre_key(organizer.id),
            "position-site-may-be-off",
            now=now,
            lane=Lane.BULK,
            dedup=f"site-gcj02:{target.site.id}:{target.activity.id}:{organizer.id}",
            is_silent=True,
            place=target.site.name,
        )


def check_in_anyway(
    session: Session, *, now: datetime, telegram_id: int, activity_id: int, settings: CheckInSettings
) -> CheckIn:
    """仍然签到 outside the fence: an own tap, which bears the distance that was told a moment before.

    Raises:
        NotRegistered, NotInvited, CheckInClosed, NoCheckInAhead, TapOff: As any tap.
    """
    evidence = _told_outside(session, telegram_id, activity_id, now=now)
    done = attendance.check_in(
        session, now=now, telegram_id=telegram_id, activity_id=activity_id, evidence=evidence, ways=settings
    )
    if evidence is not None:
        dialogues.close(session, telegram_id)
    return done


def _told_outside(session: Session, telegram_id: int, activity_id: int, *, now: datetime) -> Evidence | None:
    """Return how far outside somebody was told to be, unless that is too long ago; the button itself proves nothing."""
    standing = dialogues.standing(session, telegram_id=telegram_id, now=now)
    if standing is None or standing.step != OUTSIDE or standing.data["activity"] != activity_id:
        return None
    if now >= datetime.fromisoformat(standing.data["until"]):
        return None
    return Evidence(int(standing.data["metres"]), is_inside=False)


def _note(session: Session, cadre: Cadre, action: str, *, now: datetime) -> None:
    to = outbox.cadre_key(cadre.id)
    people.note(session, now=now, actor=to, action=action, subject=to)
