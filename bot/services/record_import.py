"""A sheet of the record that came back: compared with the record, kept as a draft with its preview, then brought in.

Only cells that differ from what the file itself was exported with are changes, and only where the record still says
what the file says it said. No mark is changed: an earlier one is voided, a new one entered, and the line settled anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, ImportState, RosterImport
from bot.rules.attendance import MarkKind, MarkSource
from bot.rules.record_rows import RowNote
from bot.rules.record_sheet import LONGEST_REMARK, ReturnedRow, ReturnedSheet
from bot.rules.rights import Right, may
from bot.services import attendance, outbox, people, rolls, settling
from bot.services.activities import subject_of as card_of
from bot.services.record_compare import Change, Comparison, compare
from bot.services.record_export import subject_of as units_named
from bot.services.roster_import import (
    LASTS,
    SHOWN_CHANGES,
    SHOWN_FAULTS,
    settle,
    show_draft,
    stored_fault,
    waiting_draft,
)

RECORD: Final = "record"
REPLACED: Final = {
    MarkKind.CHECK_IN: (MarkKind.CHECK_IN, MarkKind.ABSENT),
    MarkKind.CHECK_OUT: (MarkKind.CHECK_OUT,),
}
"""Which marks a time of a sheet replaces: who is entered as there is not said to be absent any more."""


class RecordImportSettled(Fault):
    """The sheet was brought in or dropped already."""

    key = "fault-record-settled"


class RecordOutdated(Fault):
    """The record has changed since the preview, or a day has passed."""

    key = "fault-record-outdated"


def subject_of(import_id: int) -> str:
    """Name the card of a sheet that came back."""
    return f"returned:{import_id}"


def find_author(session: Session, *, telegram_id: int) -> Cadre | None:
    """Return who sends a file, if they may correct the record of all units; None for all others."""
    cadre = people.find(session, telegram_id)
    return cadre if cadre is not None and may(people.grants_of(session, cadre.id), Right.EXPORT) else None


def is_of_unit(session: Session, *, telegram_id: int) -> bool:
    """Tell whether who sends a file has the record of a unit, which somebody else sends back."""
    cadre = people.find(session, telegram_id)
    return cadre is not None and bool(people.units_of(session, cadre.id))


def examine(session: Session, *, now: datetime, telegram_id: int, sheet: ReturnedSheet, zone: ZoneInfo) -> Comparison:
    """Say what a sheet would change; changes nothing.

    Raises:
        NotRegistered, NotAllowed: Somebody else sent it.
    """
    people.require_right(session, telegram_id, Right.EXPORT)
    return compare(session, sheet, now=now, zone=zone)


def keep_draft(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    file_name: str,
    comparison: Comparison,
    fault_list: bytes | None = None,
) -> int:
    """Keep a sheet that was read, and show what it would change or what is wrong with it; return the import's id.

    Args:
        session: The transaction.
        now: When the file came.
        telegram_id: Who sent it.
        file_name: As it was called.
        comparison: What was found in it.
        fault_list: A file of all faults, where the card cannot hold them.
    """
    cadre = people.require_right(session, telegram_id, Right.EXPORT)
    faults = comparison.faults
    draft = RosterImport(
        cadre_id=cadre.id,
        file_name=file_name[:120],
        created_at=now,
        state=ImportState.FAULTY if faults else ImportState.WAITING,
        sheet={} if faults else {RECORD: [asdict(row) for row in comparison.changing]},
        summary={RECORD: _summary(session, comparison)},
    )
    session.add(draft)
    session.flush()
    show_draft(session, draft, fault_list, "record-fault-file", now=now, count=len(faults))
    return draft.id


def _summary(session: Session, comparison: Comparison) -> dict[str, Any]:
    """Return what the card shows: counts, some examples, the first faults."""
    changes = comparison.changes
    return {
        "rows": comparison.rows,
        "changes": len(changes),
        "persons": len({change.row.cadre_id for change in changes}),
        "examples": [_example(session, change) for change in changes[:SHOWN_CHANGES]],
        "fault_count": len(comparison.faults),
        "faults": [stored_fault(fault) for fault in comparison.faults[:SHOWN_FAULTS]],
    }


def _example(session: Session, change: Change) -> dict[str, Any]:
    cadre = session.get_one(Cadre, change.row.cadre_id)
    return {
        "name": cadre.name,
        "day": change.activity.held_on.isoformat(),
        "what": [
            [kind, None if before is None else before.isoformat(), None if after is None else after.isoformat()]
            for kind, before, after in (
                ("in", change.row.checked_in_at, change.came),
                ("out", change.row.checked_out_at, change.left),
            )
            if kind in change.what
        ],
        "is_remarked": "remark" in change.what,
    }


def confirm(session: Session, *, now: datetime, telegram_id: int, import_id: int, zone: ZoneInfo) -> int:
    """Bring the draft in, all or nothing; return how many lines of the record were changed.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
        RecordImportSettled: It is done or dropped.
        RecordOutdated: The record has changed since, or a day has passed; or there is nothing to bring in.
    """
    draft = _waiting(session, telegram_id, import_id)
    if draft.created_at <= now - LASTS:
        raise RecordOutdated
    rows = tuple(ReturnedRow(**row) for row in draft.sheet[RECORD])
    comparison = compare(session, ReturnedSheet(rows=rows), now=now, zone=zone)
    if comparison.faults or not comparison.changes or len(comparison.changes) != draft.summary[RECORD]["changes"]:
        raise RecordOutdated
    for change in comparison.changes:
        _apply(session, change, now=now, by=draft.cadre_id)
    _show(session, comparison.changes, now=now)
    _note(session, draft, comparison.changes, now=now)
    settle(session, draft, ImportState.DONE, now)
    return len(comparison.changes)


def _apply(session: Session, change: Change, *, now: datetime, by: int) -> None:
    """Void what the change replaces and enter what it says, with the remark as the reason."""
    activity, row = change.activity, change.row
    reason = change.remark[:LONGEST_REMARK] or RowNote.SHEET.value
    standing = settling.standing_marks(session, activity.id, row.cadre_id)
    before = {MarkKind.CHECK_IN: row.checked_in_at, MarkKind.CHECK_OUT: row.checked_out_at}
    for kind, what, wanted in (
        (MarkKind.CHECK_IN, "in", change.came),
        (MarkKind.CHECK_OUT, "out", change.left),
    ):
        replaced = [mark for mark in standing if mark.kind in REPLACED[kind]]
        bears_words = any(mark.source == MarkSource.IMPORT and mark.reason for mark in replaced)
        is_remarked = "remark" in change.what and (kind is MarkKind.CHECK_IN or bears_words)
        if what not in change.what and not is_remarked:
            continue
        for mark in replaced:
            attendance.void(
                session, activity, mark, now=now, source=MarkSource.IMPORT, by=by, reason=RowNote.SHEET.value
            )
        at = wanted if what in change.what else before[kind]
        if at is not None:
            attendance.add_mark(
                session,
                activity,
                row.cadre_id,
                kind,
                at=at,
                now=now,
                source=MarkSource.IMPORT,
                by=by,
                row=row,
                reason=reason,
            )


def _show(session: Session, changes: Sequence[Change], *, now: datetime) -> None:
    """Let people see on the cards that they have what was corrected, and liaisons on their lists."""
    for change in changes:
        to, subject = outbox.cadre_key(change.row.cadre_id), card_of(change.activity.id)
        if outbox.find_card(session, to, subject) is not None:
            outbox.show(session, to, subject, now=now, activity_id=change.activity.id)
    for activity_id, unit_id in sorted({(change.activity.id, change.row.unit_id) for change in changes}):
        rolls.refresh(session, activity_id, unit_id, now=now)


def _note(session: Session, draft: RosterImport, changes: Sequence[Change], *, now: datetime) -> None:
    days = sorted(change.activity.held_on for change in changes)
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(draft.cadre_id),
        action="record.import",
        subject=units_named({change.row.unit_id for change in changes}),
        after={
            "import": draft.id,
            "from": days[0].isoformat(),
            "to": days[-1].isoformat(),
            "rows": draft.summary[RECORD]["rows"],
            "changes": len(changes),
            "lines": [change.row.id for change in changes],
        },
    )


def cancel(session: Session, *, now: datetime, telegram_id: int, import_id: int) -> None:
    """Drop the draft.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
        RecordImportSettled: It is done or dropped.
    """
    settle(session, _waiting(session, telegram_id, import_id), ImportState.CANCELLED, now)


def _waiting(session: Session, telegram_id: int, import_id: int) -> RosterImport:
    cadre = people.require_right(session, telegram_id, Right.EXPORT)
    return waiting_draft(session, cadre, import_id, is_of_record=True, settled=RecordImportSettled)
