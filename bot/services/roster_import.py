"""A roster sent in a chat: kept as a draft with its preview, then brought in or dropped by its sender's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, ImportState, Role, RosterImport
from bot.rules.rights import Right
from bot.rules.roster_changes import KnownPerson, PersonChange, RosterChanges
from bot.rules.roster_sheet import (
    CommunityRow,
    PairingRow,
    PersonEntry,
    RosterFault,
    RosterSheet,
    SiteRow,
    UnitRow,
)
from bot.services import decisions, dialogues, namesakes, outbox, people, roster
from bot.services.roster import Imported, Preview, RosterOutdated

FILE_STEP: Final = "roster.file"
SHOWN_FAULTS: Final = 8
SHOWN_CHANGES: Final = 5
LASTS: Final = timedelta(hours=24)
LEAVING: Final = "leaving"
FILES: Final = "import-file:"
"""How the key of a file begins that says what was found in an import, and whose names it holds."""
"""The view of the card that asks once more whether so many have left."""


class ImportSettled(Fault):
    """The import was brought in or dropped already."""

    key = "fault-import-settled"


def subject_of(import_id: int) -> str:
    """Name the card of an import."""
    return f"import:{import_id}"


def ask_for_file(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Ask an organizer for the file, and point to who may stand on the roster twice.

    Raises:
        NotRegistered, NotAllowed: Somebody else asked.
    """
    cadre = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    dialogues.ask(session, telegram_id, FILE_STEP, now=now)
    doubles, different = len(namesakes.suspected(session)), len(namesakes.dismissed(session))
    to = outbox.cadre_key(cadre.id)
    outbox.say(session, to, "roster-send-file", now=now, doubles=doubles, different=different)


def answer_without_file(session: Session, *, now: datetime, telegram_id: int, is_cancelled: bool) -> None:
    """Say once more what is expected, or let it be."""
    cadre = people.require(session, telegram_id)
    if is_cancelled:
        dialogues.close(session, telegram_id)
    key = "roster-cancelled" if is_cancelled else "roster-file-expected"
    outbox.say(session, outbox.cadre_key(cadre.id), key, now=now, is_silent=True)


def may_appoint(session: Session, cadre_id: int) -> bool:
    """Tell whether someone may give and take the roles of organizers and admins by a roster."""
    return any(grant.role is Role.ADMIN for grant in people.grants_of(session, cadre_id))


def examine(session: Session, *, telegram_id: int, sheet: RosterSheet) -> Preview:
    """Say what a file would change; changes nothing.

    Raises:
        NotRegistered, NotAllowed: Somebody else sent it.
    """
    cadre = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    return roster.preview(session, sheet=sheet, may_appoint=may_appoint(session, cadre.id), importer_id=cadre.id)


def keep_draft(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    file_name: str,
    preview: Preview,
    fault_list: bytes | None = None,
) -> int:
    """Keep a file that was read, and show what it would change or what is wrong with it; return the import's id.

    Args:
        session: The transaction.
        now: When the file came.
        telegram_id: Who sent it.
        file_name: As it was called.
        preview: What was found in it.
        fault_list: A file of all faults, where the card cannot hold them.
    """
    cadre = people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
    faults = preview.changes.faults
    draft = RosterImport(
        cadre_id=cadre.id,
        file_name=file_name[:120],
        created_at=now,
        state=ImportState.FAULTY if faults else ImportState.WAITING,
        fingerprint=preview.fingerprint,
        sheet={} if faults else asdict(preview.changes.sheet),
        summary=_summary(preview.changes),
    )
    session.add(draft)
    session.flush()
    if faults:  # the question stands: the corrected file is the answer to it
        dialogues.ask(session, telegram_id, FILE_STEP, now=now)
    else:
        dialogues.close(session, telegram_id)
    show_draft(session, draft, fault_list, "roster-fault-file", now=now, count=len(faults))
    return draft.id


def show_draft(
    session: Session, draft: RosterImport, fault_list: bytes | None, key: str, *, now: datetime, count: int
) -> None:
    """Show a new draft of either kind; all its ``count`` faults follow as a file, with the text of the ``key``."""
    to = outbox.cadre_key(draft.cadre_id)
    outbox.show(session, to, draft.subject, now=now, rings=True)
    if fault_list is not None:
        file = outbox.attach(
            session, f"{FILES}{draft.subject}", name="faults.txt", kind="document", content=fault_list, now=now
        )
        outbox.say(session, to, key, now=now, attachment=file, is_silent=True, count=count)


@dataclass(frozen=True, slots=True)
class Draft:
    """An import that waits for confirmation, compared with the roster once more."""

    sheet: RosterSheet
    numbered: RosterSheet
    new_numbers: int
    asks_once_more: bool


def draft_of(session: Session, *, now: datetime, telegram_id: int, import_id: int) -> Draft:
    """Return an import as it would be brought in now; changes nothing.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
        ImportSettled: It is done or dropped.
        RosterOutdated: The roster has changed since, or a day has passed.
    """
    draft = _waiting(session, now, telegram_id, import_id)
    sheet = sheet_from(draft.sheet)
    preview = examine(session, telegram_id=telegram_id, sheet=sheet)
    if preview.fingerprint != draft.fingerprint or preview.changes.faults:
        raise RosterOutdated
    changes = preview.changes
    return Draft(sheet, changes.numbered, changes.counts()["new_numbers"], changes.asks_once_more)


def turn(session: Session, *, now: datetime, telegram_id: int, import_id: int, view: str | None) -> None:
    """Ask on the card once more about those who would leave (``LEAVING``), or turn back to the preview (None).

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
        ImportSettled: It is done or dropped.
    """
    draft = _own(session, telegram_id, import_id)
    outbox.show(session, outbox.cadre_key(draft.cadre_id), draft.subject, now=now).view = view


def confirm(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    import_id: int,
    numbers_file: tuple[str, bytes] | None,
    today: date,
    let_go: bool = False,
) -> Imported:
    """Bring the draft in, all or nothing, and give the numbers back as a file.

    Args:
        session: The transaction.
        now: When it was tapped.
        telegram_id: Who tapped.
        import_id: From the button.
        numbers_file: Name and bytes of the roster with its numbers.
        today: The operator's present day.
        let_go: Whether those whom the file lacks have left as of today; the next file that names them brings them back.

    Raises:
        Fault: As ``draft_of``; nothing was changed.
    """
    draft = _waiting(session, now, telegram_id, import_id)
    imported = roster.apply(
        session,
        now=now,
        actor=outbox.cadre_key(draft.cadre_id),
        sheet=sheet_from(draft.sheet),
        may_appoint=may_appoint(session, draft.cadre_id),
        expected=draft.fingerprint,
        importer_id=draft.cadre_id,
    )
    if let_go:
        _let_go(session, draft, imported.leaving, now=now, today=today)
    settle(session, draft, ImportState.DONE, now)
    if numbers_file is not None:
        name, content = numbers_file
        file = outbox.attach(
            session, f"{FILES}numbers:{draft.id}", name=name, kind="document", content=content, now=now
        )
        outbox.say(session, outbox.cadre_key(draft.cadre_id), "roster-numbers-file", now=now, attachment=file)
    return imported


def _let_go(
    session: Session, draft: RosterImport, leaving: Sequence[KnownPerson], *, now: datetime, today: date
) -> None:
    actor, gone = session.get_one(Cadre, draft.cadre_id), 0
    for person in leaving:
        cadre = session.get_one(Cadre, person.cadre_id)
        if _is_needed(session, cadre):
            continue
        decisions.let_go(session, actor, cadre, now=now, today=today)
        session.flush()
        gone += 1
    draft.summary = draft.summary | {"let_go": gone}


def _is_needed(session: Session, cadre: Cadre) -> bool:
    """Tell whether nobody would be admin for good without this person, though the file's rule lets them go."""
    try:
        people.require_other_admin(session, cadre.id)
    except people.LastAdmin:
        return True
    return False


def cancel(session: Session, *, now: datetime, telegram_id: int, import_id: int) -> None:
    """Drop the draft.

    Raises:
        NotRegistered, NotAllowed: Somebody else tapped.
        ImportSettled: It is done or dropped.
    """
    settle(session, _own(session, telegram_id, import_id), ImportState.CANCELLED, now)


def waiting_draft(
    session: Session, cadre: Cadre, import_id: int, *, is_of_record: bool, settled: type[Fault]
) -> RosterImport:
    """Return a draft of the kind that is wanted, for the one who sent it and has not decided about it yet.

    Raises:
        NotAllowed: Somebody else sent it, or it is of the other kind.
        Fault: It is done or dropped; the class is ``settled``.
    """
    draft = session.get(RosterImport, import_id)
    if draft is None or draft.cadre_id != cadre.id or draft.is_of_record is not is_of_record:
        raise people.NotAllowed
    if draft.state is not ImportState.WAITING:
        raise settled
    return draft


def _own(session: Session, telegram_id: int, import_id: int) -> RosterImport:
    cadre = author(session, telegram_id=telegram_id)
    return waiting_draft(session, cadre, import_id, is_of_record=False, settled=ImportSettled)


def _waiting(session: Session, now: datetime, telegram_id: int, import_id: int) -> RosterImport:
    draft = _own(session, telegram_id, import_id)
    if draft.created_at <= now - LASTS:
        raise RosterOutdated
    return draft


def settle(session: Session, draft: RosterImport, state: ImportState, now: datetime) -> None:
    """End a draft of either kind: its rows are emptied, its card says what became of it."""
    draft.state, draft.settled_at, draft.sheet = state, now, {}
    session.flush()
    outbox.show(session, outbox.cadre_key(draft.cadre_id), draft.subject, now=now)


def stale_drafts(session: Session, *, now: datetime) -> Sequence[RosterImport]:
    """List the drafts of either kind that nobody confirmed within a day; changes nothing."""
    return session.scalars(
        select(RosterImport).where(RosterImport.state == ImportState.WAITING, RosterImport.created_at <= now - LASTS)
    ).all()


def forget_drafts(session: Session, *, now: datetime) -> int:
    """Empty the drafts of either kind that nobody confirmed within a day; return how many."""
    stale = stale_drafts(session, now=now)
    for draft in stale:
        settle(session, draft, ImportState.CANCELLED, now)
    return len(stale)


def sheet_from(stored: dict[str, Any]) -> RosterSheet:
    """Return the rows as they were before they were stored as JSON."""
    return RosterSheet(
        units=tuple(UnitRow(**row) for row in stored["units"]),
        communities=tuple(CommunityRow(**row) for row in stored["communities"]),
        sites=tuple(SiteRow(**(row | {"neighbours": tuple(row.get("neighbours", ()))})) for row in stored["sites"]),
        pairings=tuple(PairingRow(**row) for row in stored["pairings"]),
        people=tuple(PersonEntry(**(row | {"roles": tuple(row["roles"])})) for row in stored["people"]),
    )


def _summary(changes: RosterChanges) -> dict[str, Any]:
    """Return what the card shows: counts, some examples, the first faults."""
    groups: dict[str, list[PersonChange]] = {"new": [], "moved": [], "renamed": [], "changed": []}
    for change in changes.changed_people():
        groups[group_of(change)].append(change)
    return {
        "counts": changes.counts(),
        "is_empty": changes.is_empty,
        **{name: [stored_example(change) for change in group[:SHOWN_CHANGES]] for name, group in groups.items()},
        "units": [{"was": row.former, "name": row.name} for row in changes.renamed_units[:SHOWN_CHANGES]],
        "leaving": [{"unit": each.unit, "name": each.name} for each in changes.leaving[:SHOWN_CHANGES]],
        "leaving_count": len(changes.leaving),
        "enrolled": changes.enrolled,
        "fault_count": len(changes.faults),
        "faults": [stored_fault(fault) for fault in changes.faults[:SHOWN_FAULTS]],
    }


def group_of(change: PersonChange) -> str:
    """Name the group under which a change is shown: new, moved, renamed or changed, the first that fits."""
    if change.is_new:
        return "new"
    if "unit" in change.what and change.was_unit:
        return "moved"
    return "renamed" if "name" in change.what else "changed"


def stored_example(change: PersonChange) -> dict[str, Any]:
    """Return what a card or a terminal shows of a person whom a roster adds or changes, as JSON."""
    return {
        "unit": change.entry.unit,
        "name": change.entry.name,
        "was_unit": change.was_unit,
        "was_name": change.was_name,
        "what": list(change.what),
        "granted": [held.role.value for held in change.granted],
        "taken": [held.role.value for held in change.taken],
    }


def stored_fault(fault: RosterFault) -> dict[str, Any]:
    """Return a fault as JSON: its text's key and all placeholders."""
    return {"key": fault.key, "params": fault.placeholders}


def author(session: Session, *, telegram_id: int) -> Cadre:
    """Return who sends a file, to speak their language.

    Raises:
        NotRegistered, NotAllowed: They may not.
    """
    return people.require_right(session, telegram_id, Right.IMPORT_ROSTER)
