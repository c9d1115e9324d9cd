"""The log of a call, gathered when it has ended: in a handful of queries, for all who were asked.

Sending it is in ``bot.services.callout_log_letters``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import AnswerChange, Attendance, Cadre, Callout, Mark, Shift, Site, Summons, SummonsState, Unit
from bot.rules.attendance import AnswerState, MarkKind
from bot.rules.callout_log import (
    CallLog,
    Milestones,
    PersonLog,
    PlaceLog,
    Turn,
    UnitLog,
    WaveLog,
    median_minutes,
    milestones,
    steps,
    turns,
)
from bot.services.settling import standing
from bot.services.waves import GAP


@dataclass(frozen=True, slots=True)
class _Line:
    """Somebody who was asked: the summons, the line on the roll, what was said in which order, and who checked in."""

    summons: Summons
    cadre: Cadre
    row: Attendance
    unit: Unit
    said: Sequence[tuple[datetime, bool]]
    source: str

    @property
    def is_coming(self) -> bool:
        return self.summons.state is SummonsState.COMING

    @property
    def came(self) -> bool:
        return self.row.checked_in_at is not None

    @property
    def first_answer_at(self) -> datetime | None:
        """When they answered first; who was called up from the waiting list, when the place became theirs."""
        known = [at for at, _is_yes in self.said]
        if self.summons.answered_at is not None:
            known.append(self.summons.answered_at)
        return min(known, default=None)


def gather(session: Session, callout_id: int, now: datetime) -> CallLog:
    """Gather the log of a call that went out; of one that has not ended, until ``now``.

    Counted are those who were asked. Whoever is not on the list of the call and came stands on no sheet of it.
    """
    callout = session.get_one(Callout, callout_id)
    lines, shifts = _lines(session, callout), _shifts(session, callout)
    places = tuple(
        _place(shift, name, [line for line in lines if line.summons.shift_id == shift.id]) for shift, name in shifts
    )
    return CallLog(
        called_at=callout.confirmed_at or callout.created_at,
        muster_at=callout.muster_at,
        ended_at=callout.ended_at or now,
        is_drill=callout.is_drill,
        places=places,
        units=tuple(
            _unit(name, list(group))
            for (_number, name), group in groupby(lines, key=lambda line: (line.unit.id, line.unit.name))
        ),
        waves=_waves(lines),
        coming=steps(turn for line in lines for turn in _coming(line)),
        on_spot=steps(turn for line in lines for turn in _on_spot(line)),
        reached=_reached(lines, sum(place.quota for place in places)),
        response_minutes=_response_minutes(lines),
        persons=_persons(lines, {shift.id: name for shift, name in shifts}),
    )


def _lines(session: Session, callout: Callout) -> list[_Line]:
    """Read all who were asked, by the operator's order of units and then the roster."""
    said, sources = _said(session, callout), _sources(session, callout)
    query = (
        select(Summons, Cadre, Attendance, Unit)
        .join(Cadre, Cadre.id == Summons.cadre_id)
        .join(
            Attendance,
            (Attendance.cadre_id == Summons.cadre_id) & (Attendance.activity_id == callout.activity_id),
        )
        .join(Unit, Unit.id == Attendance.unit_id)
        .where(Summons.callout_id == callout.id)
        .order_by(Unit.position, Unit.id, Cadre.id)
    )
    return [
        _Line(summons, cadre, row, unit, said.get(row.id, ()), sources.get(cadre.id, ""))
        for summons, cadre, row, unit in session.execute(query).all()
    ]


def _said(session: Session, callout: Callout) -> Mapping[int, Sequence[tuple[datetime, bool]]]:
    """Read what was said, by line on the roll, oldest first: the moment, and whether it was yes."""
    said: defaultdict[int, list[tuple[datetime, bool]]] = defaultdict(list)
    query = (
        select(AnswerChange.attendance_id, AnswerChange.at, AnswerChange.after)
        .join(Attendance, Attendance.id == AnswerChange.attendance_id)
        .where(Attendance.activity_id == callout.activity_id)
        .order_by(AnswerChange.at, AnswerChange.id)
    )
    for number, at, after in session.execute(query):
        said[number].append((at, after == AnswerState.GOING))
    return said


def _sources(session: Session, callout: Callout) -> dict[int, str]:
    """Read, by person, through what the check-in that counts was made: the earliest that stands."""
    marks: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in session.scalars(select(Mark).where(Mark.activity_id == callout.activity_id).order_by(Mark.id)):
        marks[mark.cadre_id].append(mark)
    found = {}
    for cadre_id, entered in marks.items():
        check_ins = [mark for mark in standing(entered) if mark.kind == MarkKind.CHECK_IN]
        if check_ins:
            found[cadre_id] = min(check_ins, key=lambda mark: mark.at).source
    return found


def _shifts(session: Session, callout: Callout) -> list[tuple[Shift, str]]:
    """Read the places with their names, in the order in which they were chosen."""
    query = select(Shift, Site.name).join(Site, Site.id == Shift.site_id)
    rows = session.execute(query.where(Shift.activity_id == callout.activity_id).order_by(Shift.id))
    return [(shift, name) for shift, name in rows]


def _place(shift: Shift, name: str, lines: Sequence[_Line]) -> PlaceLog:
    def count(state: SummonsState) -> int:
        return sum(line.summons.state is state for line in lines)

    quota = shift.quota or 0
    return PlaceLog(
        name=name,
        quota=quota,
        asked=len(lines),
        read=sum(line.summons.read_at is not None for line in lines),
        coming=count(SummonsState.COMING),
        waiting=count(SummonsState.WAITING),
        declined=count(SummonsState.DECLINED),
        dropped=count(SummonsState.DROPPED),
        on_spot=sum(line.came for line in lines),
        minutes=_minutes(lines),
        reached=_reached(lines, quota),
        progress=shift.progress.value,
    )


def _minutes(lines: Iterable[_Line]) -> int:
    return sum(line.row.minutes or 0 for line in lines)


def _reached(lines: Iterable[_Line], quota: int) -> Milestones:
    said = [line.summons.answered_at for line in lines if line.is_coming]
    return milestones([at for at in said if at is not None], quota)


def _response_minutes(lines: Iterable[_Line]) -> int | None:
    return median_minutes(at - line.summons.asked_at for line in lines if (at := line.first_answer_at) is not None)


def _unit(name: str, lines: Sequence[_Line]) -> UnitLog:
    return UnitLog(
        unit=name,
        asked=len(lines),
        answered=sum(line.first_answer_at is not None for line in lines),
        came=sum(line.came for line in lines),
        minutes=_minutes(lines),
        response_minutes=_response_minutes(lines),
    )


def _waves(lines: Iterable[_Line]) -> tuple[WaveLog, ...]:
    """Count the phones that each wave rang, and behind them those that rang for gaps."""
    rung: defaultdict[int, list[datetime]] = defaultdict(list)
    for line in lines:
        rung[line.summons.wave].append(line.summons.asked_at)
    return tuple(
        WaveLog(number, min(moments), len(moments)) for number, moments in sorted(rung.items(), key=_gaps_last)
    )


def _gaps_last(wave: tuple[int, list[datetime]]) -> tuple[bool, int]:
    return wave[0] == GAP, wave[0]


def _coming(line: _Line) -> list[Turn]:
    return turns(line.said, is_in=line.is_coming, answered_at=line.summons.answered_at)


def _on_spot(line: _Line) -> list[Turn]:
    ends = ((line.row.checked_in_at, 1), (line.row.checked_out_at, -1))
    return [(at, change) for at, change in ends if at is not None]


def _persons(lines: Iterable[_Line], places: Mapping[int, str]) -> tuple[PersonLog, ...]:
    return tuple(
        PersonLog(
            unit=line.unit.name,
            name=line.cadre.name,
            title=line.cadre.title,
            place=places.get(line.summons.shift_id, ""),
            wave=line.summons.wave,
            asked_at=line.summons.asked_at,
            state=line.summons.state.value,
            is_entered=line.summons.entered_by is not None,
            answered_at=line.summons.answered_at,
            checked_in_at=line.row.checked_in_at,
            checked_out_at=line.row.checked_out_at,
            minutes=line.row.minutes,
            source=line.source,
        )
        for line in lines
    )
