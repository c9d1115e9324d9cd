"""Checking in by the code of a place: typed, or scanned from its QR picture or a printed sheet.

A Friday is served where one's unit (or the unit one is a guest of) is; a code of another place checks nobody in. In a
call whoever stands at another place of it than the one they were asked to is checked in there, and counted there from
then on: they are there. Wrong codes are counted; a scanned seal cannot be guessed, so scans are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import CheckInSettings
from bot.errors import Fault
from bot.model import CALL_KINDS, Attendance, Cadre, Callout, CalloutState, Roll, Summons, SummonsState
from bot.rules import site_codes as rules
from bot.rules.attendance import MarkSource
from bot.services import attendance, boards, dialogues, outbox, people, site_codes, summons, tries
from bot.services.attendance import Moved, NotInvited
from bot.services.outbox import Day, TimeOfDay
from bot.services.site_codes import Place

STEP: Final = "check_in.code"
REMEMBERED: Final = timedelta(hours=48)
"""How long the codes of an activity that is over are still known as such."""


class CodeOff(Fault):
    """The activity takes no site codes."""

    key = "fault-code-off"


class CodesNotRead(Fault):
    """Too many wrong codes within an hour; ``minutes`` says how long none is looked at."""

    key = "fault-codes-not-read"


class CodeUnknown(Fault):
    """No place has or had this code."""

    key = "fault-code-unknown"


class CodeExpired(Fault):
    """It was the code of ``place`` until ``time``."""

    key = "fault-code-expired"


class CodeOver(Fault):
    """It was a code of ``place`` on ``day``, whose check-in is over."""

    key = "fault-code-over"


class CodeElsewhere(Fault):
    """It is the code of ``place``; the person serves at ``own``."""

    key = "fault-code-elsewhere"


REFUSALS = (CodeUnknown, CodeExpired, CodeOver, CodeElsewhere, NotInvited, Moved)
Said = tuple[str, dict[str, Any]]


def ask(session: Session, *, now: datetime, telegram_id: int, activity_id: int, settings: CheckInSettings) -> None:
    """输入签到码: ask for the code.

    Raises:
        NotRegistered: A stranger.
        NotInvited: The person is not on the roll.
        CheckInClosed, NoCheckInAhead: Check-in is not open.
        CodeOff: The activity takes no codes.
    """
    cadre = people.require(session, telegram_id)
    attendance.row_of(session, activity_id, cadre.id)
    windows = attendance.open_windows(session, cadre.id, now=now)
    activity = next((each for each, _row in windows if each.id == activity_id), None)
    if activity is None:
        raise attendance.closed(session, cadre, now=now)
    if "code" not in settings.ways_at(activity.kind):
        raise CodeOff
    dialogues.ask(session, telegram_id, STEP, now=now, activity=activity_id)
    outbox.say(session, outbox.cadre_key(cadre.id), "site-code-ask", now=now, is_silent=True)


def give_up(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消 in answer to the question for the code.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    dialogues.close(session, telegram_id)
    outbox.say(session, outbox.cadre_key(cadre.id), "site-code-given-up", now=now, is_silent=True)


def ask_again(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Something else than six digits in answer to the question; once check-in is over nobody is asked again.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    is_open = bool(attendance.open_windows(session, cadre.id, now=now))
    if not is_open:
        dialogues.close(session, telegram_id)
    key = "site-code-ask-again" if is_open else "message-not-understood"
    outbox.say(session, outbox.cadre_key(cadre.id), key, now=now, is_silent=True)


def enter(
    session: Session, *, now: datetime, telegram_id: int, code: str, settings: CheckInSettings, tries_per_hour: int
) -> None:
    """Check somebody in by the six digits they typed, or tell why they are worth nothing; wrong ones are counted.

    What is wrong with a code is said, not raised: raising would roll back the very row that counts it.

    Raises:
        NotRegistered: A stranger.
        CheckInClosed, NoCheckInAhead: Check-in is not open for them; no code is looked at.
        CodesNotRead: Too many wrong codes within an hour.
        CodeOff: The activity takes no codes.
    """
    cadre = people.require(session, telegram_id)
    windows = attendance.open_windows(session, cadre.id, now=now)
    if not windows:
        raise attendance.closed(session, cadre, now=now)
    if not any("code" in settings.ways_at(activity.kind) for activity, _row in windows):
        raise CodeOff
    if wait := tries.minutes_to_wait(session, now=now, telegram_id=telegram_id, tries_per_hour=tries_per_hour):
        raise CodesNotRead(minutes=wait)
    try:
        key, params = _come_in(session, cadre, _place_of(session, cadre, code, settings, now=now), now=now)
    except REFUSALS as fault:
        tries.enter(session, now=now, telegram_id=telegram_id)
        key, params = fault.key, fault.params
    else:
        dialogues.close(session, telegram_id)
    outbox.say(session, outbox.cadre_key(cadre.id), key, now=now, is_silent=True, **params)


def scan(session: Session, *, now: datetime, telegram_id: int, typed: str, settings: CheckInSettings) -> None:
    """Check somebody in by what the link of a QR picture or of a printed sheet carried.

    Raises:
        NotRegistered: A stranger.
        CodeUnknown: The seal is not that of the place.
        CodeExpired: The picture is older than two lifetimes of a code.
        CodeOver, CheckInClosed: Check-in is over, or has not opened.
        CodeOff: The activity takes no codes.
        CodeElsewhere, NotInvited, Moved: It is not where the person serves.
    """
    cadre = people.require(session, telegram_id)
    payload = rules.read_payload(typed)
    place = site_codes.find_place(session, payload.shift_id) if payload is not None else None
    if payload is None or place is None or place.shift.code_secret is None:
        raise CodeUnknown
    if not rules.is_genuine(payload, place.shift.code_secret, place.activity.held_on):
        raise CodeUnknown
    if now < place.activity.check_in_from:
        raise attendance.CheckInClosed(day=Day(place.activity.held_on), time=TimeOfDay(place.activity.check_in_from))
    if not place.is_open(now):
        raise CodeOver(place=place.site.name, day=Day(place.activity.held_on))
    if "code" not in settings.ways_at(place.activity.kind):
        raise CodeOff
    if payload.slot is not None and payload.slot not in rules.live_slots(now, settings.code_lifetime):
        raise _expired(place, payload.slot, settings)
    key, params = _come_in(session, cadre, place, now=now)
    outbox.say(session, outbox.cadre_key(cadre.id), key, now=now, is_silent=True, **params)


def _expired(place: Place, slot: int, settings: CheckInSettings) -> CodeExpired:
    return CodeExpired(place=place.site.name, time=TimeOfDay(rules.taken_until(slot, settings.code_lifetime)))


def _place_of(session: Session, cadre: Cadre, code: str, settings: CheckInSettings, *, now: datetime) -> Place:
    """Find the place whose code this is, the person's own before others: two may have the same for ten minutes.

    Raises:
        CodeExpired, CodeOver, CodeUnknown: It is the code of none at this moment.
    """
    lifetime = settings.code_lifetime
    known = site_codes.open_places(session, now=now, ends_after=now - REMEMBERED)
    known = [place for place in known if "code" in settings.ways_at(place.activity.kind)]
    here = [place for place in known if place.is_open(now) and code in _codes(place, rules.live_slots(now, lifetime))]
    if here:
        return min(here, key=lambda place: place.shift.id not in _own_shifts(session, cadre, place))
    for place in known:
        first = rules.slot_of(place.activity.check_in_from, lifetime)
        last = rules.slot_of(min(now, place.activity.ends_at), lifetime)
        slots = range(last, first - 1, -1)
        if code in (codes := _codes(place, slots)):
            if place.is_open(now):
                raise _expired(place, slots[codes.index(code)], settings)
            raise CodeOver(place=place.site.name, day=Day(place.activity.held_on))
    raise CodeUnknown


def _codes(place: Place, slots: Sequence[int]) -> list[str]:
    secret = place.shift.code_secret or ""
    return [rules.code_of(secret, place.shift.id, slot) for slot in slots]


def _own_shifts(session: Session, cadre: Cadre, place: Place) -> Sequence[int]:
    """List where somebody serves in the activity of a place, the place of the counting unit first."""
    if place.activity.kind in CALL_KINDS:
        asked = summons.find(session, place.activity.id, cadre.id)
        return [asked.shift_id] if asked is not None else []
    row = attendance.find_line(session, place.activity.id, cadre.id)
    counted_in = row.unit_id if row is not None else None
    query = (
        select(Roll.shift_id)
        .where(Roll.activity_id == place.activity.id, Roll.unit_id.in_((counted_in, cadre.host_unit_id)))
        .order_by(Roll.unit_id != counted_in)
    )
    return session.scalars(query).all()


def _come_in(session: Session, cadre: Cadre, place: Place, *, now: datetime) -> Said:
    """Check somebody in at a place where check-in is open.

    Raises:
        NotInvited: They are not on the roll of its activity.
        Moved: They serve in another activity of that day instead.
        CodeElsewhere: Their unit serves at another place.
    """
    row = attendance.row_of(session, place.activity.id, cadre.id)
    if row.moved_to_id is not None:
        raise Moved
    own = _own_shifts(session, cadre, place)
    asked_to = ""
    if place.shift.id not in own:
        asked = summons.find(session, place.activity.id, cadre.id)
        if asked is None:
            raise CodeElsewhere(place=place.site.name, own=_site_name(session, own))
        asked_to = _site_name(session, own)
        if row.checked_in_at is None:
            _stand_there(session, asked, row, place, now=now)
    done = attendance.check_in(
        session,
        now=now,
        telegram_id=cadre.telegram_id or 0,
        activity_id=place.activity.id,
        source=MarkSource.CODE,
    )
    if not done.is_new:
        return "message-already-in", {"day": Day(place.activity.held_on), "time": TimeOfDay(done.at)}
    params = {"time": TimeOfDay(done.at), "place": place.site.name, "late": done.late_minutes}
    if asked_to:
        return "site-code-checked-in-elsewhere", params | {"asked": asked_to}
    return "site-code-checked-in", params


def _site_name(session: Session, shift_ids: Sequence[int]) -> str:
    place = site_codes.find_place(session, shift_ids[0]) if shift_ids else None
    return place.site.name if place is not None else "—"


def _stand_there(session: Session, asked: Summons, row: Attendance, place: Place, *, now: datetime) -> None:
    """Let a summons follow its person to another place of the call; who waits takes the place they leave."""
    former, was_coming = asked.shift_id, asked.state is SummonsState.COMING
    callout = session.get_one(Callout, asked.callout_id)
    asked.shift_id = place.shift.id
    session.flush()
    if was_coming and callout.state in (CalloutState.CALLING, CalloutState.STOPPED):
        summons.fill(session, former, callout, now=now)
    boards.touch(session, callout, now=now, shift_id=former, cadre_ids=[row.cadre_id])
