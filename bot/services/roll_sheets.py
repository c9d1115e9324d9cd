"""A unit's list for one activity, to be printed and signed where phones fail (签到表).

What was signed is entered by the roll-call; this is a way out, not in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.config import CheckInSettings
from bot.model import Activity, ActivityState, Attendance, Cadre, Community, Roll, Shift, Site, Unit
from bot.rules.attendance import AnswerState, AttendanceState
from bot.rules.rights import Right
from bot.rules.roll_sheets import RollSheet, SheetPerson
from bot.rules.site_codes import paper_payload
from bot.services import handouts, outbox, people, rolls, site_codes
from bot.services.rollcall import RollGone
from bot.services.summary_texts import say

KEY: Final = "roll-sheet:"
STANDS: Final = frozenset({ActivityState.OPEN, ActivityState.CLOSED})


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be printed, and the language of who asked, if one was chosen.

    ``payload`` is what the code on the sheet carries; None where people do not check in by a code.
    """

    sheet: RollSheet
    payload: str | None
    language: str | None


def open_code(session: Session, *, now: datetime, telegram_id: int, roll_id: int) -> None:
    """See that the place of a list has a code to print; of no effect where it has one.

    Raises:
        NotRegistered, NotAllowed, RollGone: As ``prepare``.
    """
    _cadre, roll, activity = _allowed(session, telegram_id, roll_id)
    if now < activity.ends_at:
        site_codes.secret_of(session, session.get_one(Shift, roll.shift_id))


def prepare(session: Session, *, telegram_id: int, roll_id: int, settings: CheckInSettings) -> Prepared:
    """Gather a unit's list for paper; changes nothing.

    Raises:
        NotRegistered, NotAllowed: Somebody else asked.
        RollGone: There is no such list, or its activity does not stand.
    """
    cadre, roll, activity = _allowed(session, telegram_id, roll_id)
    shift = session.get_one(Shift, roll.shift_id)
    site = session.get_one(Site, shift.site_id)
    place = site.name
    if (community := session.get(Community, site.community_id)) is not None and not place.startswith(community.name):
        place = f"{community.name} {place}"
    sheet = RollSheet(
        unit=session.get_one(Unit, roll.unit_id).name,
        activity=activity.title,
        held_on=activity.held_on,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        muster_at=activity.muster_at,
        place=place,
        address=site.address,
        muster_point=site.muster_point,
        lead=site.lead_name,
        people=_people(session, roll),
    )
    payload = None
    if shift.code_secret is not None and "code" in settings.ways_at(activity.kind):
        payload = paper_payload(shift.code_secret, shift.id, activity.held_on)
    return Prepared(sheet, payload, cadre.language)


def _allowed(session: Session, telegram_id: int, roll_id: int) -> tuple[Cadre, Roll, Activity]:
    roll = session.get(Roll, roll_id)
    if roll is None:
        people.require(session, telegram_id)
        raise RollGone
    cadre = people.require_right(session, telegram_id, Right.MARK_UNIT, roll.unit_id)
    activity = session.get_one(Activity, roll.activity_id)
    if activity.state not in STANDS:
        raise RollGone
    return cadre, roll, activity


def _people(session: Session, roll: Roll) -> tuple[SheetPerson, ...]:
    """List the unit's people and those it hosts; who serves in another activity of that day stands on its list."""
    found = session.execute(rolls.PEOPLE, {"activity_id": roll.activity_id, "unit_id": roll.unit_id}).all()
    listed: list[tuple[Cadre, Attendance | None]] = [(cadre, row) for cadre, row in found]
    return tuple(
        SheetPerson(
            cadre.name,
            cadre.title,
            is_excused=row is not None and row.answer == AnswerState.EXCUSED and row.checked_in_at is None,
            is_guest=(row.unit_id if row is not None else cadre.unit_id) != roll.unit_id,
        )
        for cadre, row in listed
        if row is None or row.state != AttendanceState.MOVED
    )


def hand_out(
    session: Session, *, now: datetime, telegram_id: int, roll_id: int, rows: int, content: bytes, language: str
) -> None:
    """Send the sheet to the private chat of who asked; that a list was looked at stands in the audit.

    Raises:
        NotRegistered, NotAllowed: The right was lost meanwhile.
        RollGone: The activity was cancelled meanwhile.
    """
    cadre, roll, activity = _allowed(session, telegram_id, roll_id)
    to, unit = outbox.cadre_key(cadre.id), session.get_one(Unit, roll.unit_id).name
    handouts.hand_out(
        session,
        to,
        "roll-sheet",
        now=now,
        key=f"{KEY}{roll_id}:{cadre.id}:{now.timestamp():.0f}",
        name=say(language, "roll-sheet-file", day=f"{activity.held_on}", unit=unit),
        content=content,
        unit=unit,
        title=activity.title,
        day=outbox.Day(activity.held_on),
        count=rows,
    )
    people.note(
        session,
        now=now,
        actor=to,
        action="roll.print",
        subject=rolls.roll_subject(roll_id),
        after={"rows": rows},
    )
