"""How many people a coming Friday may expect: who could come, who is on leave, and how many came to the last ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, LeavePeriod
from bot.rules.attendance import AnswerState
from bot.services import friday_sites
from bot.services.activities import SERIES
from bot.services.summary_lines import PRESENT

WEEKS: Final = 8
"""How many of the last Fridays are looked at."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A Friday in figures.

    ``units`` have a site, at ``sites`` places; ``linked`` people of theirs can be asked, of whom ``away`` are on leave
    for days. ``count`` of the others would come if they came as often as their unit did on the last Fridays, None where
    no Friday was held yet. ``going`` have said 参加.
    """

    units: int
    sites: int
    linked: int
    away: int
    count: int | None
    going: int


@dataclass(frozen=True, slots=True)
class Past:
    """Which part of those who were asked came to the last ``fridays``: by unit, and altogether (None: nobody was)."""

    fridays: int
    by_unit: dict[int, Fraction]
    whole: Fraction | None


def past(session: Session) -> Past:
    """Count who came to the last Fridays that are closed; who served elsewhere on that day is left out."""
    held = select(Activity.id).where(Activity.series == SERIES, Activity.state == ActivityState.CLOSED)
    ids = session.scalars(held.order_by(Activity.held_on.desc()).limit(WEEKS)).all()
    came = func.sum(case((Attendance.state.in_(PRESENT), 1), else_=0))
    rows = session.execute(
        select(Attendance.unit_id, func.count(), came)
        .where(Attendance.activity_id.in_(ids), Attendance.moved_to_id.is_(None))
        .group_by(Attendance.unit_id)
    ).all()
    asked = sum(number for _, number, _ in rows)
    whole = Fraction(int(sum(there for *_, there in rows)), asked) if asked else None
    return Past(len(ids), {unit_id: Fraction(int(there), number) for unit_id, number, there in rows}, whole)


def expect(session: Session, fridays: Sequence[Activity]) -> dict[int, Expected]:
    """Say by the id of each Friday what may be expected of it."""
    before, linked = past(session), _linked(session)
    sites = friday_sites.sites_of(session, fridays)
    leaves = _leaves(session, [friday.held_on for friday in fridays])
    going = _going(session, [friday.id for friday in fridays if friday.state is ActivityState.OPEN])
    return {
        friday.id: _expected(sites[friday.id], before, linked, _away(leaves, friday.held_on), going.get(friday.id, 0))
        for friday in fridays
    }


def _expected(
    sites: dict[int, int], before: Past, linked: dict[int, int], away: dict[int, int], going: int
) -> Expected:
    count: int | None = None
    if before.whole is not None:
        left = (
            (linked.get(unit_id, 0) - away.get(unit_id, 0), before.by_unit.get(unit_id, before.whole))
            for unit_id in sites
        )
        count = int(sum(people * part for people, part in left) + Fraction(1, 2))
    return Expected(
        units=len(sites),
        sites=len(set(sites.values())),
        linked=sum(linked.get(unit_id, 0) for unit_id in sites),
        away=sum(away.get(unit_id, 0) for unit_id in sites),
        count=count,
        going=going,
    )


def _linked(session: Session) -> dict[int, int]:
    query = select(Cadre.unit_id, func.count()).where(
        Cadre.unit_id.is_not(None), Cadre.left_on.is_(None), Cadre.telegram_id.is_not(None)
    )
    return {unit_id: number for unit_id, number in session.execute(query.group_by(Cadre.unit_id)) if unit_id}


def _leaves(session: Session, days: Sequence[date]) -> list[tuple[int, int, date, date]]:
    """Return unit, person, first and last day of what leave for days of linked people touches those days."""
    if not days:
        return []
    query = (
        select(Cadre.unit_id, Cadre.id, LeavePeriod.first_on, LeavePeriod.last_on)
        .join(LeavePeriod, LeavePeriod.cadre_id == Cadre.id)
        .where(
            Cadre.left_on.is_(None),
            Cadre.telegram_id.is_not(None),
            LeavePeriod.first_on <= max(days),
            LeavePeriod.last_on >= min(days),
            LeavePeriod.withdrawn_at.is_(None),
        )
    )
    return [
        (unit_id, cadre_id, first_on, last_on)
        for unit_id, cadre_id, first_on, last_on in session.execute(query)
        if unit_id is not None
    ]


def _away(leaves: Sequence[tuple[int, int, date, date]], on: date) -> Counter[int]:
    """Count by unit who is on leave on a day."""
    away = {(unit_id, cadre_id) for unit_id, cadre_id, first_on, last_on in leaves if first_on <= on <= last_on}
    return Counter(unit_id for unit_id, _ in away)


def _going(session: Session, ids: Sequence[int]) -> dict[int, int]:
    query = select(Attendance.activity_id, func.count()).where(
        Attendance.activity_id.in_(ids), Attendance.answer == AnswerState.GOING, Attendance.moved_to_id.is_(None)
    )
    return dict(session.execute(query.group_by(Attendance.activity_id)).all())
