"""The rows of an exported record, with the fields that order 67 wants: places, who was in charge, what was remarked.

What the rows mean is in ``bot.rules.record_rows``, which lines they are of in ``bot.services.record_gather``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    Cadre,
    Callout,
    Mark,
    Role,
    RoleGrant,
    Roll,
    Shift,
    Site,
    Summons,
    Unit,
)
from bot.rules.attendance import AnswerState, AttendanceState, MarkKind, MarkSource
from bot.rules.record_rows import RecordRow, RowNote, make_row_id
from bot.rules.segments import Segment

SEPARATOR: Final = "；"


class Line(NamedTuple):
    """A person's line on a roll, as far as the record needs it."""

    activity_id: int
    cadre_id: int
    unit_id: int
    answer: str
    state: str
    came: datetime | None
    left: datetime | None
    minutes: int | None
    name: str
    title: str
    roster_no: str
    is_linked: bool


class Clerk:
    """Writes the rows; knows places, who was in charge, and what was remarked."""

    def __init__(self, session: Session, activities: Mapping[int, Activity], units: Mapping[int, Unit]) -> None:
        self._activities = activities
        self._units = units
        self._rolls = {
            (activity_id, unit_id): shift_id
            for activity_id, unit_id, shift_id in session.execute(
                select(Roll.activity_id, Roll.unit_id, Roll.shift_id).where(Roll.activity_id.in_(activities))
            )
        }
        self._summons = {
            (activity_id, cadre_id): shift_id
            for activity_id, cadre_id, shift_id in session.execute(
                select(Callout.activity_id, Summons.cadre_id, Summons.shift_id)
                .join(Summons, Summons.callout_id == Callout.id)
                .where(Callout.activity_id.in_(activities))
            )
        }
        self._sites = {
            shift_id: (place, lead or on_site)
            for shift_id, place, on_site, lead in session.execute(
                select(Shift.id, Site.name, Site.lead_name, Cadre.name)
                .join(Site, Site.id == Shift.site_id)
                .outerjoin(Cadre, Cadre.id == Shift.lead_id)
                .where(Shift.activity_id.in_(activities))
            )
        }
        self._liaisons: dict[int | None, str] = {}
        liaisons = (
            select(RoleGrant.unit_id, Cadre.name)
            .join(Cadre, Cadre.id == RoleGrant.cadre_id)
            .where(RoleGrant.role == Role.LIAISON, RoleGrant.revoked_at.is_(None))
            .order_by(RoleGrant.id)
        )
        for unit_id, name in session.execute(liaisons):
            self._liaisons.setdefault(unit_id, name)
        self._said = reasons_of(session, activities)

    def counted(self, line: Line, parts: Sequence[Segment], beyond: Collection[tuple[int, date]]) -> list[RecordRow]:
        """Write the rows of somebody whose hours count, one for each day of the visit."""
        rows = []
        for part in parts:
            notes = []
            if (line.cadre_id, part.on) in beyond:
                notes.append(RowNote.REVIEW)
            if part.is_cut:
                notes.append(RowNote.OVERLAP)
            if part.parts > 1:
                notes.append(RowNote.SPLIT)
            rows.append(self.row(line, part, notes))
        return rows

    def row(self, line: Line, part: Segment | None = None, notes: Iterable[RowNote] = ()) -> RecordRow:
        """Write one row; without ``part`` that of somebody whose hours do not count."""
        activity, unit = self._activities[line.activity_id], self._units[line.unit_id]
        shift_id = self._summons.get((activity.id, line.cadre_id)) or self._rolls.get((activity.id, unit.id))
        place, lead = self._sites.get(shift_id, ("", "")) if shift_id is not None else ("", "")
        remark, reasons = self._said.get((activity.id, line.cadre_id), ("", ()))
        is_first, is_last = part is None or part.part == 1, part is None or part.part == part.parts
        return RecordRow(
            row_id=make_row_id(
                activity.id,
                line.cadre_id,
                line.roster_no,
                came=line.came,
                left=line.left,
                remark=remark,
                part=part.part if part else 1,
                parts=part.parts if part else 1,
            ),
            roster_no=line.roster_no,
            unit=unit.name,
            name=line.name,
            title=line.title,
            activity=activity.title,
            on=part.on if part else activity.held_on,
            place=place,
            content=activity.content,
            lead=lead or self._liaisons.get(unit.id, ""),
            state=_closed(line),
            check_in_at=line.came if is_first or part is None else part.start,
            check_out_at=line.left if is_last or part is None else part.end,
            starts_at=part.start if part else None,
            ends_at=part.end if part else None,
            minutes=part.minutes if part else None,
            notes=(*notes, *reasons),
            remark=remark,
        )


def _closed(line: Line) -> str:
    """Return the state; of a record that is not closed yet, what its closing would make of it."""
    if line.state != AttendanceState.EXPECTED:
        return line.state
    return AttendanceState.NO_SHOW if line.answer == AnswerState.GOING else AttendanceState.NO_ANSWER


def reasons_of(session: Session, activity_ids: Iterable[int]) -> dict[tuple[int, int], tuple[str, tuple[RowNote, ...]]]:
    """Read why the marks that stand were entered, by activity and person: in words of a sheet, and in our own terms."""
    ids = list(activity_ids)
    voided = select(Mark.voids_id).where(Mark.activity_id.in_(ids), Mark.voids_id.is_not(None))
    query = (
        select(Mark.activity_id, Mark.cadre_id, Mark.source, Mark.reason)
        .where(
            Mark.activity_id.in_(ids),
            Mark.reason != "",
            Mark.kind.in_((MarkKind.CHECK_IN, MarkKind.CHECK_OUT)),
            Mark.id.not_in(voided),
        )
        .order_by(Mark.id)
    )
    words: defaultdict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    terms: defaultdict[tuple[int, int], dict[RowNote, None]] = defaultdict(dict)
    known = {note.value: note for note in RowNote}
    for activity_id, cadre_id, source, reason in session.execute(query):
        key = activity_id, cadre_id
        if source == MarkSource.IMPORT and reason != RowNote.SHEET:
            words[key][reason] = None
        elif reason in known:
            terms[key][known[reason]] = None
    return {key: (SEPARATOR.join(words.get(key, ())), tuple(terms.get(key, ()))) for key in {*words, *terms}}
