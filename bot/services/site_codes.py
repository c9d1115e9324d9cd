"""The code of a place, as who leads it sees and shows it: as digits to say aloud, or as a QR picture to scan.

How somebody on the spot checks in by it is in ``bot.services.site_code_entry``.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.config import CheckInSettings
from bot.errors import Fault
from bot.model import Activity, ActivityState, Cadre, Roll, Shift, Site
from bot.rules import site_codes as rules
from bot.rules.rights import Right, may
from bot.services import outbox, people

SECRET_BYTES: Final = 16
PLACES: Final = (
    select(Shift, Activity, Site).join(Activity, Activity.id == Shift.activity_id).join(Site, Site.id == Shift.site_id)
)


class NoCodeNow(Fault):
    """There is no place whose code could be shown now: none is ahead, it is over, or codes are switched off."""

    key = "fault-site-code-none"


class CodeNotYet(Fault):
    """Check-in has not opened; ``time`` says when it does."""

    key = "fault-site-code-not-yet"


@dataclass(frozen=True, slots=True)
class Place:
    """A place within an activity, with the site it is at."""

    shift: Shift
    activity: Activity
    site: Site

    def is_open(self, now: datetime) -> bool:
        """Tell whether people may check in there at ``now``."""
        return not self.is_over(now) and self.activity.check_in_from <= now

    def is_over(self, now: datetime) -> bool:
        """Tell whether nobody may check in there any more."""
        return self.activity.state is not ActivityState.OPEN or now >= self.activity.ends_at


def subject_of(shift_id: int) -> str:
    """Name the card with the code of a place."""
    return f"code:{shift_id}"


def choice_subject(cadre_id: int) -> str:
    """Name the card from which somebody chooses a place."""
    return f"codes:{cadre_id}"


def secret_of(session: Session, shift: Shift) -> str:
    """Return what the codes of a place are made from; it is made when it is first asked for."""
    if shift.code_secret is None:
        shift.code_secret = secrets.token_hex(SECRET_BYTES)
        session.flush()
    return shift.code_secret


def find_place(session: Session, shift_id: int) -> Place | None:
    """Return a place with its activity and site, or None."""
    found = session.execute(PLACES.where(Shift.id == shift_id)).one_or_none()
    return Place(*found) if found is not None else None


def places_of(session: Session, cadre_id: int, *, now: datetime, settings: CheckInSettings) -> list[Place]:
    """List the places whose code somebody may show: where check-in is open, else those of the next activity."""
    query = PLACES.where(Activity.state == ActivityState.OPEN, Activity.ends_at > now)
    if not may(people.grants_of(session, cadre_id), Right.MARK_UNIT):
        of_units = select(Roll.shift_id).where(Roll.unit_id.in_(people.units_of(session, cadre_id)))
        query = query.where(or_(Shift.lead_id == cadre_id, Shift.id.in_(of_units)))
    rows = session.execute(query.order_by(Activity.starts_at, Shift.id))
    found = [place for place in (Place(*row) for row in rows) if "code" in settings.ways_at(place.activity.kind)]
    under_way = [place for place in found if place.is_open(now)]
    return under_way or [place for place in found if place.activity.id == found[0].activity.id]


def may_show(session: Session, cadre_id: int, shift: Shift) -> bool:
    """Tell whether somebody leads a place, is liaison or deputy of a unit that serves there, or may mark all units."""
    if shift.lead_id == cadre_id or may(people.grants_of(session, cadre_id), Right.MARK_UNIT):
        return True
    units = people.units_of(session, cadre_id)
    return (
        session.scalar(select(Roll.id).where(Roll.shift_id == shift.id, Roll.unit_id.in_(units)).limit(1)) is not None
    )


def call_up(session: Session, *, now: datetime, telegram_id: int, settings: CheckInSettings) -> None:
    """``/code``: show the code of the one place that is theirs, or the places to choose from.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: The person leads no place and no unit.
        NoCodeNow: Nothing is ahead, or site codes are switched off.
    """
    actor = people.require(session, telegram_id)
    found = places_of(session, actor.id, now=now, settings=settings)
    if not found and not _leads_anything(session, actor):
        raise people.NotAllowed
    if not found:
        raise NoCodeNow
    if len(found) == 1:
        _show(session, actor, found[0], now=now)
    else:
        outbox.show(session, outbox.cadre_key(actor.id), choice_subject(actor.id), now=now, anew=True).page = 0


def _leads_anything(session: Session, actor: Cadre) -> bool:
    if may(people.grants_of(session, actor.id), Right.MARK_UNIT) or people.units_of(session, actor.id):
        return True
    return session.scalar(select(Shift.id).where(Shift.lead_id == actor.id).limit(1)) is not None


def choose(session: Session, *, now: datetime, telegram_id: int, shift_id: int, settings: CheckInSettings) -> None:
    """Show the code of the place that was chosen, at the bottom of the chat.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: The place is not theirs to lead (any more).
        NoCodeNow: It is over, or site codes are switched off there.
    """
    actor, place = _require(session, telegram_id, shift_id, now=now, settings=settings)
    _show(session, actor, place, now=now)


def turn(session: Session, *, now: datetime, telegram_id: int, page: int, settings: CheckInSettings) -> None:
    """Turn the page of the places to choose from.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: There is nothing to choose from.
    """
    actor = people.require(session, telegram_id)
    if not places_of(session, actor.id, now=now, settings=settings):
        raise people.NotAllowed
    outbox.show(session, outbox.cadre_key(actor.id), choice_subject(actor.id), now=now).page = max(page, 0)


def refresh(session: Session, *, now: datetime, telegram_id: int, shift_id: int, settings: CheckInSettings) -> None:
    """刷新: show the code of this moment on the card.

    Raises:
        NotRegistered, NotAllowed, NoCodeNow: As ``choose``.
    """
    actor, place = _require(session, telegram_id, shift_id, now=now, settings=settings)
    _reveal(session, actor, place, now=now)
    outbox.show(session, outbox.cadre_key(actor.id), subject_of(shift_id), now=now)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a QR picture is to carry, and until when it is taken."""

    payload: str
    slot: int
    taken_until: datetime


def ticket(session: Session, *, now: datetime, telegram_id: int, shift_id: int, settings: CheckInSettings) -> Ticket:
    """Say what the QR picture of this moment carries; changes nothing.

    Raises:
        NotRegistered, NotAllowed, NoCodeNow: As ``choose``; also where the card was never shown.
        CodeNotYet: Check-in has not opened.
    """
    _actor, place = _require(session, telegram_id, shift_id, now=now, settings=settings)
    if not place.is_open(now):
        raise CodeNotYet(time=outbox.TimeOfDay(place.activity.check_in_from))
    if place.shift.code_secret is None:
        raise NoCodeNow
    slot = rules.slot_of(now, settings.code_lifetime)
    until = min(rules.taken_until(slot, settings.code_lifetime), place.activity.ends_at)
    return Ticket(rules.live_payload(place.shift.code_secret, shift_id, slot), slot, until)


def hand_out(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    shift_id: int,
    made: Ticket,
    picture: bytes,
    settings: CheckInSettings,
) -> None:
    """Send the QR picture; it is not sent any more once its code is not taken.

    Raises:
        NotRegistered, NotAllowed, NoCodeNow: As ``choose``.
    """
    actor, place = _require(session, telegram_id, shift_id, now=now, settings=settings)
    to = outbox.cadre_key(actor.id)
    key = f"site-code:{shift_id}:{made.slot}"
    attachment = outbox.attach(session, key, name="code.png", kind="photo", content=picture, now=now)
    outbox.say(
        session,
        to,
        "site-code-picture",
        now=now,
        attachment=attachment,
        expires_at=made.taken_until,
        is_silent=True,
        place=place.site.name,
        until=outbox.TimeOfDay(made.taken_until),
    )
    people.note(session, now=now, actor=to, action="code.picture", subject=subject_of(shift_id))


def _require(
    session: Session, telegram_id: int, shift_id: int, *, now: datetime, settings: CheckInSettings
) -> tuple[Cadre, Place]:
    actor = people.require(session, telegram_id)
    place = find_place(session, shift_id)
    if place is None or not may_show(session, actor.id, place.shift):
        raise people.NotAllowed
    if place.is_over(now) or "code" not in settings.ways_at(place.activity.kind):
        raise NoCodeNow
    return actor, place


def _show(session: Session, actor: Cadre, place: Place, *, now: datetime) -> None:
    _reveal(session, actor, place, now=now)
    outbox.show(session, outbox.cadre_key(actor.id), subject_of(place.shift.id), now=now, anew=True)


def _reveal(session: Session, actor: Cadre, place: Place, *, now: datetime) -> None:
    """Make the code that the card is about to show; before check-in opens it shows none."""
    if place.is_open(now):
        secret_of(session, place.shift)
        subject = subject_of(place.shift.id)
        people.note(session, now=now, actor=outbox.cadre_key(actor.id), action="code.show", subject=subject)


def open_places(session: Session, *, now: datetime, ends_after: datetime) -> Sequence[Place]:
    """List the places with a code of activities that end after a moment and have begun to take check-ins."""
    known = PLACES.where(Shift.code_secret.is_not(None), Activity.check_in_from <= now, Activity.ends_at > ends_after)
    return [Place(*row) for row in session.execute(known.order_by(Activity.starts_at.desc(), Shift.id))]
