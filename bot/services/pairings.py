"""An organizer sends a unit to another site, for one Friday alone or for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import (
    Activity,
    ActivityState,
    Attendance,
    Cadre,
    Card,
    Community,
    Lane,
    Pairing,
    Role,
    Roll,
    Shift,
    Site,
    Unit,
)
from bot.rules.attendance import AnswerState
from bot.rules.rights import Right
from bot.services import announcements, friday_sites, leads, outbox, outlook, people, rolls
from bot.services.activities import SERIES, subject_of
from bot.services.outlook import LookedAt, Part
from bot.services.planning import AHEAD, ActivityOver


class PairingOver(Fault):
    """The Friday, the unit or the site is none, or the unit cannot be sent there."""

    key = "fault-pairing-over"


def may_change(activity: Activity, now: datetime) -> bool:
    """Tell whether units can still be sent elsewhere on a Friday: until check-in opens."""
    return activity.series == SERIES and activity.state in AHEAD and now < activity.check_in_from


def is_first(session: Session, site: Site) -> bool:
    """Tell whether a site is its community's first, at which the units serve that are paired with it."""
    return session.scalar(select(func.min(Site.id)).where(Site.community_id == site.community_id)) == site.id


def send(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    activity_id: int,
    unit_id: int,
    site_id: int,
    is_for_good: bool,
) -> None:
    """Let a unit serve at a site on a Friday; for good it is paired with the site's community from then on.

    On a Friday that is open already who said 参加 is rung, as their place is another; liaisons are told. A pairing
    holds for all Fridays that are not open yet, but for those to which the unit was sent by itself.

    Raises:
        NotRegistered, NotAllowed: Planning is not theirs.
        ActivityOver: Check-in has opened, or the Friday is none any more.
        PairingOver: There is no such Friday, unit or site, or the community's units serve at another site.
    """
    by = people.require_right(session, telegram_id, Right.PLAN)
    activity, unit, site = (session.get(Activity, activity_id), session.get(Unit, unit_id), session.get(Site, site_id))
    if activity is None or unit is None or site is None or activity.series != SERIES:
        raise PairingOver
    if not may_change(activity, now):
        raise ActivityOver
    before = next((each for each in friday_sites.servings(session, activity) if each.unit.id == unit_id), None)
    if before is None:
        raise PairingOver
    if is_for_good:
        _pair(session, by, unit, site, now=now)
    is_moved = before.site is None or before.site.id != site.id
    if activity.state is ActivityState.PLANNED:
        _send_before_opening(session, activity, unit, site)
    elif is_moved:
        _send_after_opening(session, activity, unit, site, now=now)
    if is_moved:
        people.note(
            session,
            now=now,
            actor=outbox.cadre_key(by.id),
            action="friday.site",
            subject=subject_of(activity.id),
            before={"unit": unit.id, "site": before.site.id if before.site is not None else None},
            after={"unit": unit.id, "site": site.id},
        )
    outlook.turn(session, now=now, telegram_id=telegram_id, to=LookedAt(Part.UNITS, activity.id))
    outbox.refresh(session, outlook.SUBJECT, now=now)


def _pair(session: Session, by: Cadre, unit: Unit, site: Site, *, now: datetime) -> None:
    if not is_first(session, site):
        raise PairingOver
    held = session.get(Pairing, unit.id)
    before = session.get_one(Community, held.community_id).name if held is not None else None
    after = session.get_one(Community, site.community_id).name
    if before == after:
        return
    session.merge(Pairing(unit_id=unit.id, community_id=site.community_id))
    session.flush()
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(by.id),
        action="pairing.change",
        subject=f"unit:{unit.id}",
        before={"community": before},
        after={"community": after},
    )


def _send_before_opening(session: Session, activity: Activity, unit: Unit, site: Site) -> None:
    """Note it at the site's shift, unless the pairing says the same; a shift to which nobody is sent is not kept."""
    is_by_pairing = friday_sites.paired(session).get(unit.id) == site.id
    for shift in session.scalars(select(Shift).where(Shift.activity_id == activity.id)).all():
        shift.unit_ids = [number for number in shift.unit_ids if number != unit.id]
        if not shift.unit_ids and (is_by_pairing or shift.site_id != site.id):
            session.delete(shift)
    session.flush()
    if not is_by_pairing:
        shift = _shift(session, activity, site)
        shift.unit_ids = [*shift.unit_ids, unit.id]
        session.flush()


def _shift(session: Session, activity: Activity, site: Site) -> Shift:
    """Return the site's shift of a Friday, made if it does not stand yet."""
    held = select(Shift).where(Shift.activity_id == activity.id, Shift.site_id == site.id)
    shift = session.scalar(held)
    if shift is None:
        lead_id = leads.lead_of(session, activity.id, site.id)
        shift = Shift(activity_id=activity.id, site_id=site.id, starts_at=activity.starts_at, lead_id=lead_id)
        shift.unit_ids = []
        session.add(shift)
        session.flush()
    return shift


def _send_after_opening(session: Session, activity: Activity, unit: Unit, site: Site, *, now: datetime) -> None:
    roll = session.scalars(select(Roll).where(Roll.activity_id == activity.id, Roll.unit_id == unit.id)).one()
    left = session.get_one(Shift, roll.shift_id)
    roll.shift_id = _shift(session, activity, site).id
    left.unit_ids = [number for number in left.unit_ids if number != unit.id]
    session.flush()
    if session.scalar(select(Roll.id).where(Roll.shift_id == left.id).limit(1)) is None:
        session.delete(left)
    session.flush()
    moment = f"{activity.id}:{unit.id}:{now:%Y%m%d%H%M%S}"
    _show_people(session, activity, unit, moment, now=now)
    for liaison in people.holders(session, Role.LIAISON, unit.id):
        outbox.say(
            session,
            outbox.cadre_key(liaison.id),
            "friday-site-moved",
            now=now,
            dedup=f"site-moved:{moment}:{liaison.id}",
            expires_at=activity.ends_at,
            day=outbox.Day(activity.held_on),
            unit=unit.name,
            site=site.name,
        )
    rolls.refresh(session, activity.id, unit.id, now=now)
    announcements.follow(session, activity.id, now=now)


def _show_people(session: Session, activity: Activity, unit: Unit, moment: str, *, now: datetime) -> None:
    """Show the other place on the cards of a unit; of those who would come the phone rings."""
    subject = subject_of(activity.id)
    lines = session.execute(
        select(Attendance.cadre_id, Attendance.answer).where(
            Attendance.activity_id == activity.id, Attendance.unit_id == unit.id
        )
    ).all()
    answers = {outbox.cadre_key(cadre_id): answer for cadre_id, answer in lines}
    shown: Sequence[str] = session.scalars(
        select(Card.chat_key).where(Card.subject == subject, Card.chat_key.in_(list(answers)))
    ).all()
    for rings, lane in ((True, Lane.REMINDER), (False, Lane.BULK)):
        keys = [key for key in shown if (answers[key] == AnswerState.GOING) is rings]
        if keys:
            outbox.show_to_all(
                session,
                keys,
                subject,
                now=now,
                lane=lane,
                rings=rings,
                dedup=f"site-moved:{moment}",
                expires_at=activity.ends_at if rings else None,
                activity_id=activity.id,
            )
