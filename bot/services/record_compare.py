"""A sheet of the record that came back, compared with the record as it stands. Only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre
from bot.rules.attendance import AttendanceState
from bot.rules.record_rows import RowId, digest_of, read_row_id, whole_minute
from bot.rules.record_sheet import LONGEST_REMARK, ReturnedRow, ReturnedSheet, is_midnight, moments_of
from bot.rules.roster_sheet import RosterFault
from bot.services.record_clerk import SEPARATOR, reasons_of

SHOWN_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Change:
    """What a sheet says differently about one line: of ``in``, ``out`` and ``remark`` those that ``what`` names.

    ``came`` and ``left`` are the times as they would be afterwards, None for none; ``remark`` the words likewise.
    """

    activity: Activity
    row: Attendance
    what: frozenset[str]
    came: datetime | None
    left: datetime | None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of a sheet: how many rows were read, which of them change something, the changes, all faults."""

    rows: int
    changing: tuple[ReturnedRow, ...]
    changes: tuple[Change, ...]
    faults: tuple[RosterFault, ...]


@dataclass(slots=True)
class _Wish:
    """What the rows of one line say differently."""

    rows: list[ReturnedRow] = field(default_factory=list)
    times: dict[str, datetime | None] = field(default_factory=dict)
    remarks: dict[str, None] = field(default_factory=dict)


def compare(session: Session, sheet: ReturnedSheet, *, now: datetime, zone: ZoneInfo) -> Comparison:
    """Compare a sheet with the record.

    Args:
        session: Only read.
        sheet: As it was read.
        now: No time may lie after it.
        zone: The zone of the wall times in the sheet.

    Returns:
        Faults in the order of the file; the changes stand for the sound rows alone.
    """
    comparer = _Comparer(session, sheet.rows, now, zone)
    comparer.faults.extend(sheet.faults)
    changes, changing = comparer.compare(sheet.rows)
    faults = sorted(comparer.faults, key=lambda fault: fault.row)
    return Comparison(len(sheet.rows), tuple(changing), tuple(changes), tuple(faults))


class _Comparer:
    def __init__(self, session: Session, rows: Iterable[ReturnedRow], now: datetime, zone: ZoneInfo) -> None:
        self.faults: list[RosterFault] = []
        self._now = now
        self._zone = zone
        ids = {row_id.activity_id for row in rows if (row_id := read_row_id(row.row_id)) is not None}
        held = (ActivityState.OPEN, ActivityState.CLOSED)
        self._activities = {
            activity.id: activity
            for activity in session.scalars(select(Activity).where(Activity.state.in_(held)))
            if activity.id in ids
        }
        self._numbers = dict(session.execute(select(Cadre.id, Cadre.roster_no)).all())
        self._lines = {
            (line.activity_id, line.cadre_id): line
            for line in session.scalars(select(Attendance).where(Attendance.activity_id.in_(self._activities)))
        }
        self._remarks = {key: words for key, (words, _terms) in reasons_of(session, self._activities).items()}

    def compare(self, rows: Sequence[ReturnedRow]) -> tuple[list[Change], list[ReturnedRow]]:
        wishes: defaultdict[tuple[int, int], _Wish] = defaultdict(_Wish)
        first: dict[tuple[int, int, int], int] = {}
        for row in rows:
            row_id = self._identified(row)
            if row_id is None:
                continue
            place = row_id.activity_id, row_id.cadre_id, row_id.part
            if place in first:
                self._complain("record-fault-twice", row, first=first[place])
            elif self._take(row, row_id, wishes):
                wishes[place[:2]].rows.append(row)
            first.setdefault(place, row.row)
        changes, changing = [], []
        for key, wish in wishes.items():
            change = self._change(self._activities[key[0]], self._lines[key], wish) if wish.rows else None
            if change is not None:
                changes.append(change)
                changing += wish.rows
        changes.sort(key=lambda change: (change.activity.starts_at, change.activity.id, change.row.cadre_id))
        return changes, changing

    def _identified(self, row: ReturnedRow) -> RowId | None:
        """Return whose row it is, where its id is genuine."""
        row_id = read_row_id(row.row_id)
        if row_id is None:
            self._complain("record-fault-bad-id", row, value=row.row_id[:SHOWN_LENGTH])
            return None
        number = self._numbers.get(row_id.cadre_id)
        if number is None or not row_id.is_genuine(number):
            self._complain("record-fault-bad-id", row, value=row.row_id[:SHOWN_LENGTH])
            return None
        if (row_id.activity_id, row_id.cadre_id) not in self._lines:
            self._complain("record-fault-no-line", row)
            return None
        return row_id

    def _take(self, row: ReturnedRow, row_id: RowId, wishes: defaultdict[tuple[int, int], _Wish]) -> bool:
        """Note what a row says differently from what it was exported with; tell whether it does."""
        key = row_id.activity_id, row_id.cadre_id
        activity, line = self._activities[row_id.activity_id], self._lines[key]
        said = False
        for what, cell, old, current, is_edge in (
            ("in", row.check_in, row_id.came, line.checked_in_at, row_id.part > 1),
            ("out", row.check_out, row_id.left, line.checked_out_at, row_id.part < row_id.parts),
        ):
            if is_edge:
                if not is_midnight(cell):
                    self._complain("record-fault-edge", row)
                continue
            is_read, wanted = self._moment(row, what, cell, old, activity)
            if not is_read or wanted == old:
                continue
            now_said = whole_minute(current)
            if wanted == now_said:
                continue  # somebody has entered the same meanwhile
            if now_said != old:
                self._complain(f"record-fault-changed-{what}", row)
                continue
            wishes[key].times[what] = wanted
            said = True
        remark = self._remarks.get(key, "")
        if digest_of(row.remark) == row_id.remark or row.remark == remark:
            return said
        if digest_of(remark) != row_id.remark:
            self._complain("record-fault-changed-remark", row)
            return said
        wishes[key].remarks[row.remark] = None
        return True

    def _moment(
        self, row: ReturnedRow, what: str, cell: str, old: datetime | None, activity: Activity
    ) -> tuple[bool, datetime | None]:
        """Read a cell: whether that was possible, and the moment in the zone of the record, None for none."""
        if not cell:
            return True, None
        days = self._day(activity.check_in_from), self._day(activity.closes_at)
        found = moments_of(cell, days, self._zone)
        if found is None:
            self._complain(f"record-fault-unreadable-{what}", row, value=cell[:SHOWN_LENGTH])
            return False, None
        if old in found:
            return True, old
        until = activity.ends_at if what == "in" else activity.closes_at
        fitting = [moment for moment in found if activity.check_in_from <= moment < until]
        if not fitting:
            bounds = self._window(activity, until)
            self._complain(f"record-fault-outside-{what}", row, value=cell[:SHOWN_LENGTH], **bounds)
            return False, None
        return True, fitting[0].astimezone(activity.starts_at.tzinfo)

    def _window(self, activity: Activity, until: datetime) -> dict[str, str]:
        start, end = activity.check_in_from.astimezone(self._zone), until.astimezone(self._zone)
        return {"start": f"{start:%m-%d %H:%M}", "end": f"{end:%m-%d %H:%M}"}

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _change(self, activity: Activity, line: Attendance, wish: _Wish) -> Change | None:
        """Judge what the rows of a line come to together."""
        row = wish.rows[0]
        if line.state == AttendanceState.CONFLICT:
            self._complain("record-fault-conflict", row)
            return None
        if line.state == AttendanceState.MOVED:
            self._complain("record-fault-no-line", row)
            return None
        came = wish.times.get("in", line.checked_in_at)
        left = wish.times.get("out", line.checked_out_at)
        remark = self._remarks.get((activity.id, line.cadre_id), "")
        if wish.remarks:
            remark = SEPARATOR.join(filter(None, wish.remarks))
        if came is None and left is not None:
            self._complain("record-fault-out-alone", row)
        elif came is None and any(wish.remarks):
            self._complain("record-fault-remark-alone", row)
        elif came is not None and left is not None and left <= came:
            self._complain("record-fault-order", row)
        elif any(at is not None and at > self._now for at in (came, left)):
            self._complain("record-fault-future", row)
        elif wish.remarks and len(remark) > LONGEST_REMARK:
            self._complain("record-fault-long-remark", row, limit=LONGEST_REMARK)
        else:
            what = {*wish.times, *(["remark"] if wish.remarks else [])}
            return Change(activity, line, frozenset(what), came, left, remark)
        return None

    def _complain(self, key: str, row: ReturnedRow, *, value: str = "", **params: str | int) -> None:
        self.faults.append(RosterFault(key=key, row=row.row, value=value, params=params))
