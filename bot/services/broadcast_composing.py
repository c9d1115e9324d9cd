"""What a broadcast says: the text, picture or file that is asked for, taken, and written anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Broadcast, BroadcastState, BroadcastTemplate, Purpose
from bot.rules import markup
from bot.rules.rights import Right
from bot.services import dialogues, outbox, people
from bot.services.broadcasts import (
    DRAFT_LASTS,
    TEXT_STEP,
    ask_anew,
    close_question,
    draft_of,
    excerpt,
    note_change,
    other_change,
    refresh,
    show_below,
    subject_of,
)

# Room for the signature (a name of up to 200 characters) within the 4,096 of a message.
LONGEST_TEXT: Final = 3_800
# What may stand under the text: the signature without the name, a word to liaisons, the reader's own answer.
SIGNATURE_SIGNS: Final = 80
UNFINISHED: Final = (
    BroadcastState.DRAFT,
    BroadcastState.WAITING,
    BroadcastState.SCHEDULED,
    BroadcastState.SENDING,
    BroadcastState.PAUSED,
)
MOST_OFFERED: Final = 5
ENDED: Final = (BroadcastState.DONE, BroadcastState.STOPPED)
MOST_REPORTS: Final = 3
REPORTED_FOR: Final = timedelta(days=7)
"""How long the question for a text leads back to what became of the last ones."""


class TextUnfit(Fault):
    """What was sent is nothing that a broadcast can be, or a text longer than ``limit`` characters."""

    key = "fault-broadcast-text"


class CaptionTooLong(Fault):
    """The text under a picture or a file is longer than ``limit`` characters; it has ``count``."""

    key = "fault-broadcast-caption"


class FormatBroken(Fault):
    """The formatting crosses itself or is left open: Telegram would refuse it."""

    key = "fault-broadcast-format"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A picture (``photo``) or a file (``document``) that Telegram keeps: its kind, its name, Telegram's name of it."""

    kind: str
    name: str
    file_id: str


def longest_caption(operator: str) -> int:
    """Return how long the text under a picture may be: 1,024 characters with the signature."""
    return markup.LONGEST_CAPTION - SIGNATURE_SIGNS - markup.units(operator)


def begin(session: Session, *, now: datetime, telegram_id: int) -> None:
    """``/broadcast``: ask for the text, and offer the templates, what is not finished, and the reports of late."""
    author = people.require_right(session, telegram_id, Right.BROADCAST)
    dialogues.ask(session, telegram_id, TEXT_STEP, now=now)
    open_ones = session.scalars(
        select(Broadcast).where(Broadcast.state.in_(UNFINISHED)).order_by(Broadcast.id.desc()).limit(4 * MOST_OFFERED)
    ).all()
    offered = [
        [each.id, excerpt(each)]
        for each in open_ones
        if each.state is not BroadcastState.DRAFT or now - each.created_at <= DRAFT_LASTS
    ]
    outbox.say(
        session,
        outbox.cadre_key(author.id),
        "broadcast-ask-text",
        now=now,
        is_silent=True,
        limit=LONGEST_TEXT,
        offered=offered[:MOST_OFFERED],
        reports=[[each.id, excerpt(each)] for each in _ended(session, now=now)],
        has_templates=session.scalar(select(BroadcastTemplate.id).limit(1)) is not None,
    )


def _ended(session: Session, *, now: datetime) -> Sequence[Broadcast]:
    """List the notices that ended within the last days, the latest first."""
    query = select(Broadcast).where(
        Broadcast.state.in_(ENDED), Broadcast.purpose == Purpose.NOTICE, Broadcast.finished_at > now - REPORTED_FOR
    )
    return session.scalars(query.order_by(Broadcast.id.desc()).limit(MOST_REPORTS)).all()


def give_up_text(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消 under the question for the text."""
    people.require_right(session, telegram_id, Right.BROADCAST)
    close_question(session, telegram_id, now=now)


def give_up(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int | None) -> None:
    """取消 in answer to a question about a draft: the question ends, and the draft is shown below as it was.

    With ``broadcast_id`` None there is no draft yet, and that nothing is sent is all there is to say.

    Raises:
        NotAllowed, NoSuchBroadcast, DraftOver, DraftStale: As ``draft_of``.
    """
    if broadcast_id is None:
        give_up_text(session, now=now, telegram_id=telegram_id)
        outbox.say(session, people.reply_key(session, telegram_id), "broadcast-cancelled", now=now, is_silent=True)
        return
    by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    broadcast.step = "preview" if broadcast.audience else "audience"
    close_question(session, telegram_id, now=now)
    show_below(session, by, broadcast, now=now)


def compose(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    text: str,
    length: int,
    enclosed: Enclosed | None = None,
    caption_limit: int = markup.LONGEST_CAPTION,
    broadcast_id: int | None = None,
    version: int | None = None,
) -> int:
    """Take the text: of a new draft, or in place of the one in ``broadcast_id``; show the card.

    Args:
        session: The transaction.
        now: When the text was sent.
        telegram_id: Who sent it.
        text: Telegram HTML.
        length: Its characters as Telegram counts them, in UTF-16 units without tags; 0 for a sticker and the like.
        enclosed: The picture or file it stands under.
        caption_limit: How long it may be there.
        broadcast_id: The draft whose text is written anew; a new draft is made where it is no draft any more.
        version: That of the draft when its text was asked for: what somebody else has written since is not lost
            unseen, the second is told and asked again.

    Returns:
        The broadcast's id.

    Raises:
        TextUnfit: Empty or longer than ``LONGEST_TEXT``; the question stays open.
        CaptionTooLong: Longer than ``caption_limit``; the question stays open.
    """
    author = people.require_right(session, telegram_id, Right.BROADCAST)
    if enclosed is not None and length > caption_limit:
        raise CaptionTooLong(limit=caption_limit, count=length, signature=markup.LONGEST_CAPTION - caption_limit)
    if enclosed is None and not 0 < length <= LONGEST_TEXT:
        raise TextUnfit(limit=LONGEST_TEXT, count=length)
    broadcast = session.get(Broadcast, broadcast_id) if broadcast_id is not None else None
    if broadcast is None or broadcast.state is not BroadcastState.DRAFT or now - broadcast.created_at > DRAFT_LASTS:
        broadcast = Broadcast(author_id=author.id, created_at=now, version=0, audience={}, left_out={}, buttons="read")
        session.add(broadcast)
    elif version is not None and (other := other_change(session, broadcast, author, since=version)) is not None:
        ask_anew(session, telegram_id, broadcast, now=now)
        outbox.say(session, outbox.cadre_key(author.id), other.key, now=now, **other.params)
        return broadcast.id
    broadcast.text = text
    broadcast.version += 1
    broadcast.step = "preview" if broadcast.audience else "audience"
    session.flush()
    _enclose(session, broadcast, enclosed, now=now)
    if broadcast_id == broadcast.id:
        note_change(session, author, broadcast, "text", now=now)
    dialogues.close(session, telegram_id)
    outbox.show(
        session,
        outbox.cadre_key(author.id),
        subject_of(broadcast.id),
        now=now,
        rings=True,
        dedup=f"broadcast-card:{broadcast.id}:{broadcast.version}:{author.id}",
    )
    refresh(session, broadcast, now=now)
    return broadcast.id


def _enclose(session: Session, broadcast: Broadcast, enclosed: Enclosed | None, *, now: datetime) -> None:
    """Keep the picture or file by the name that Telegram has for it; it was uploaded by the author's phone."""
    if enclosed is None:
        broadcast.attachment_id = None
        return
    file = outbox.attach(
        session,
        f"broadcast:{broadcast.id}:{broadcast.version}",
        name=enclosed.name[:120],
        kind=enclosed.kind,
        content=b"",
        now=now,
    )
    file.telegram_file_id = enclosed.file_id
    broadcast.attachment_id = file.id
