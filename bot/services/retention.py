"""Forgetting in time what no record needs: questions, wrong codes, files, texts of notices, examples of imports.

Messages and updates are forgotten by the books that hold them (``outbox.forget``, ``inbox.forget``). A position is
never kept, so there is none to forget. Every function may run twice or late, and says how many rows it has changed:
fewer than ``at_most`` means that none is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.model import (
    Attachment,
    Broadcast,
    BroadcastState,
    CodeTry,
    Dialogue,
    ImportState,
    Message,
    MessageState,
    Question,
    RosterImport,
    Shift,
)
from bot.services import (
    audit_log,
    calendars,
    handouts,
    invite_files,
    my_data,
    record_export,
    roll_sheets,
    roster_import,
    statements,
)
from bot.services.dialogues import LASTS as DIALOGUE_LASTS
from bot.storage import Prepared

AT_MOST: Final = 1000
# Files that hold secrets or names of persons: they stand in clear only until they have left, a day at most.
HANDED_OUT: Final = (
    invite_files.KEY,
    statements.KEY,
    roll_sheets.KEY,
    my_data.KEY,
    record_export.KEY,
    calendars.KEY,
    audit_log.KEY,
    roster_import.FILES,
)
TRIES_KEPT: Final = timedelta(days=1)
OVER: Final = (BroadcastState.DONE, BroadcastState.STOPPED, BroadcastState.CANCELLED)
NEVER_SENT: Final = (BroadcastState.DRAFT, BroadcastState.WAITING)
WAITS = exists().where(
    Message.attachment_id == Attachment.id,
    or_(Message.state == MessageState.WAITING, Message.state == MessageState.STARTED),
)
# Looked at every few minutes, so it is made ready once.
FILES_HANDED_OUT: Final = Prepared(
    select(Attachment.id).where(
        or_(*(Attachment.key.startswith(prefix, autoescape=True) for prefix in HANDED_OUT)),
        func.length(Attachment.content) > 0,
        or_(~WAITS, Attachment.created_at <= bindparam("before")),
    )
)

IS_SCHEDULED = exists().where(Broadcast.attachment_id == Attachment.id, Broadcast.state == BroadcastState.SCHEDULED)


def forget_dialogues(session: Session, *, now: datetime, at_most: int = AT_MOST) -> int:
    """Delete the questions that nobody has answered for a day."""
    stale = select(Dialogue.telegram_id).where(Dialogue.updated_at <= now - DIALOGUE_LASTS).limit(at_most)
    gone = delete(Dialogue).where(Dialogue.telegram_id.in_(session.scalars(stale).all()))
    return len(session.scalars(gone.returning(Dialogue.telegram_id)).all())


def forget_code_tries(session: Session, *, now: datetime, at_most: int = AT_MOST) -> int:
    """Delete the wrong codes that are more than a day old."""
    stale = select(CodeTry.id).where(CodeTry.at <= now - TRIES_KEPT).limit(at_most)
    gone = delete(CodeTry).where(CodeTry.id.in_(session.scalars(stale).all()))
    return len(session.scalars(gone.returning(CodeTry.id)).all())


def files_handed_out(session: Session, *, now: datetime) -> Sequence[int]:
    """List the files with secrets or names that have left, or could not leave within a day; changes nothing.

    Until then a file stands in clear in the outbox: a restart must not lose the only copy.
    """
    return [row.id for row in FILES_HANDED_OUT.all(session, before=now - handouts.LASTS)]


def empty_handed_out(session: Session, *, now: datetime) -> int:
    """Empty the files with secrets or names that have served their purpose."""
    found = files_handed_out(session, now=now)
    emptied = update(Attachment).where(Attachment.id.in_(found)).values(content=b"")
    session.execute(emptied, execution_options={"synchronize_session": False})
    return len(found)


def empty_files(session: Session, *, before: datetime, at_most: int = AT_MOST) -> int:
    """Empty the files made before a moment that wait for nobody.

    Telegram's own name of a photo is forgotten with it, unless the photo shows the finished work of a place.
    """
    is_shown = exists().where(Shift.photo_id == Attachment.id)
    stale = (
        select(Attachment.id, is_shown)
        .where(
            Attachment.created_at < before,
            ~WAITS,
            ~IS_SCHEDULED,
            or_(func.length(Attachment.content) > 0, Attachment.telegram_file_id.is_not(None) & ~is_shown),
        )
        .limit(at_most)
    )
    found = session.execute(stale).all()
    for shown in (False, True):
        emptied = update(Attachment).where(Attachment.id.in_([number for number, is_kept in found if is_kept is shown]))
        values = {"content": b""} if shown else {"content": b"", "telegram_file_id": None}
        session.execute(emptied.values(values), execution_options={"synchronize_session": False})
    return len(found)


def blank_notices(session: Session, *, before: datetime, at_most: int = AT_MOST) -> int:
    """Blank the texts of notices that were over before a moment; whom they reached and who has read them stays.

    One that was begun before that moment and never sent is cancelled with it: without its words nobody may send it.
    """
    over_at = func.coalesce(Broadcast.finished_at, Broadcast.created_at)
    stale = (
        select(Broadcast.id)
        .where(
            over_at < before,
            or_(Broadcast.state.in_(OVER) & (Broadcast.text != ""), Broadcast.state.in_(NEVER_SENT)),
        )
        .order_by(Broadcast.id)
        .limit(at_most)
    )
    found = session.scalars(stale).all()
    given_up = update(Broadcast).where(Broadcast.id.in_(found), Broadcast.state.in_(NEVER_SENT))
    session.execute(given_up.values(state=BroadcastState.CANCELLED))
    blanked = update(Broadcast).where(Broadcast.id.in_(found)).values(text="")
    return len(session.scalars(blanked.returning(Broadcast.id)).all())


def blank_questions(session: Session, *, before: datetime, at_most: int = AT_MOST) -> int:
    """Blank what was asked about notices before a moment, and what was answered; that it was stays."""
    stale = select(Question.id).where(Question.asked_at < before, Question.text != "").order_by(Question.id)
    found = session.scalars(stale.limit(at_most)).all()
    blanked = update(Question).where(Question.id.in_(found)).values(text="", answer="")
    return len(session.scalars(blanked.returning(Question.id)).all())


def blank_imports(session: Session, *, before: datetime) -> int:
    """Take the names out of what is left of imports that were settled before a moment; the counts stay."""
    settled = session.scalars(
        select(RosterImport).where(RosterImport.state != ImportState.WAITING, RosterImport.created_at < before)
    ).all()
    blanked = 0
    for draft in settled:
        nameless = _without_names(draft.summary)
        if draft.summary != nameless:
            draft.summary, draft.sheet = nameless, {}
            blanked += 1
    session.flush()
    return blanked


def _without_names(stored: Any) -> Any:
    """Empty the lists in what a card shows of an import: they alone hold names."""
    if isinstance(stored, dict):
        return {key: _without_names(value) for key, value in stored.items()}
    return [] if isinstance(stored, list) else stored
