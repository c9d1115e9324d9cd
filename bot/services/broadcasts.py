"""A broadcast as a draft: shown to who works on it, tried out, dropped; and what all that work on it share.

How it is written stands in ``bot.services.broadcast_composing``, whom it is for in ``broadcast_choices``, how it is
confirmed in ``broadcast_confirming``, sent in ``broadcast_sending``, held and stopped in ``broadcast_control``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.errors import Fault
from bot.model import AuditEntry, Broadcast, BroadcastState, Cadre
from bot.rules import markup
from bot.rules.audience import BulkHours
from bot.rules.rights import Right
from bot.services import dialogues, outbox, people
from bot.services.outbox import Term

TEXT_STEP: Final = "broadcast.text"
TIME_STEP: Final = "broadcast.time"
LIST_STEP: Final = "broadcast.list"
NAME_STEP: Final = "broadcast.name"
DESK_STEPS: Final = frozenset({TEXT_STEP, TIME_STEP, LIST_STEP, NAME_STEP})
DRAFT_LASTS: Final = timedelta(days=1)
NOT_BEGUN: Final = (BroadcastState.DRAFT, BroadcastState.WAITING, BroadcastState.SCHEDULED)
EXCERPT: Final = 20


class NoSuchBroadcast(Fault):
    """It is not there, or what was tapped does not fit where it stands."""

    key = "fault-broadcast-changed"


class ChangedBy(Fault):
    """Somebody else, ``name``, has changed ``what`` since."""

    key = "fault-broadcast-changed-by"


class DraftStale(Fault):
    """The draft is older than a day."""

    key = "fault-broadcast-stale"


class DraftOver(Fault):
    """It was confirmed or cancelled: the draft can no longer be changed."""

    key = "fault-broadcast-over"


class NobodyThere(Fault):
    """Nobody of the audience can be written to."""

    key = "fault-broadcast-nobody"


def hours_of(settings: Settings) -> BulkHours:
    """Return how fast and when broadcasts leave."""
    delivery = settings.delivery
    return BulkHours(
        delivery.per_second,
        delivery.quiet_from,
        delivery.quiet_until,
        settings.operator.zone,
    )


def subject_of(broadcast_id: int) -> str:
    """Name the card on which an organizer drafts and follows a broadcast."""
    return f"broadcast:{broadcast_id}"


def notice_of(broadcast_id: int, *, trial: int | None = None) -> str:
    """Name the message that people get; a ``trial`` of that version is the organizer's own."""
    return f"notice:{broadcast_id}" if trial is None else f"notice:{broadcast_id}:{trial}"


def occurrence_key(broadcast_id: int) -> str:
    """Name the run that writes a broadcast's messages."""
    return f"broadcast:{broadcast_id}"


def excerpt(broadcast: Broadcast) -> str:
    """Return the first words of a broadcast, for a button or a line."""
    words = " ".join(markup.plain(broadcast.text).split())
    return words if len(words) <= EXCERPT else f"{words[:EXCERPT]}…"


def open_card(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> None:
    """Show a broadcast's card to somebody else who may broadcast, who works on it or follows it from then on."""
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    close_question(session, telegram_id, now=now)
    outbox.show(session, outbox.cadre_key(by.id), subject_of(broadcast.id), now=now, anew=True)


def refresh(session: Session, broadcast: Broadcast, *, now: datetime) -> None:
    """Show the present state to all who work on a broadcast or were asked to approve it."""
    outbox.refresh(session, subject_of(broadcast.id), now=now)
    outbox.refresh(session, approval_of(broadcast.id), now=now)


def show_below(session: Session, by: Cadre, broadcast: Broadcast, *, now: datetime) -> None:
    """Show the card at the bottom of the chat of somebody who has typed what it asked for, and anew to the others."""
    outbox.show(session, outbox.cadre_key(by.id), subject_of(broadcast.id), now=now, anew=True)
    refresh(session, broadcast, now=now)


def approval_of(broadcast_id: int) -> str:
    """Name the card on which others than the author approve a large broadcast."""
    return f"approval:{broadcast_id}"


def draft_of(session: Session, telegram_id: int, broadcast_id: int, *, now: datetime) -> tuple[Cadre, Broadcast]:
    """Return who taps and the draft, if it may be worked on.

    Raises:
        NotAllowed: The person may not broadcast (any more).
        NoSuchBroadcast: Nobody drew such a button.
        DraftOver: It was confirmed or cancelled meanwhile.
        DraftStale: It is older than a day.
    """
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    if broadcast.state is not BroadcastState.DRAFT:
        raise DraftOver
    if now - broadcast.created_at > DRAFT_LASTS:
        raise DraftStale
    return by, broadcast


def changed_since(session: Session, broadcast: Broadcast, by: Cadre, *, version: int) -> Fault:
    """Return what to say to somebody who acts on an earlier version: who changed what, where it was another."""
    return other_change(session, broadcast, by, since=version) or NoSuchBroadcast()


def other_change(session: Session, broadcast: Broadcast, by: Cadre, *, since: int) -> ChangedBy | None:
    """Return who else has changed what since a version; None where nobody has."""
    entry = session.scalar(
        select(AuditEntry)
        .where(
            AuditEntry.at >= broadcast.created_at,
            AuditEntry.subject == subject_of(broadcast.id),
            AuditEntry.action == "broadcast.change",
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if entry is None or entry.after is None or entry.after["version"] <= since:
        return None
    number = int(entry.actor.partition(":")[2])
    if number == by.id:
        return None
    other = session.get_one(Cadre, number)
    return ChangedBy(name=other.name, what=Term(f"broadcast-part-{entry.after['what']}"))


def try_out(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> None:
    """仅发给我试看: send what people would get to the one who taps, and to nobody else.

    Raises:
        Fault: As ``draft_of``; what waits for approval or for its hour can be tried out as well.
    """
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None or broadcast.state not in (BroadcastState.WAITING, BroadcastState.SCHEDULED):
        by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    outbox.show(
        session,
        outbox.cadre_key(by.id),
        notice_of(broadcast.id, trial=broadcast.version),
        now=now,
        rings=True,
        dedup=f"trial:{broadcast.id}:{broadcast.version}:{by.id}:{now:%Y%m%d%H%M}",
    )


def cancel(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> None:
    """取消: drop what has not begun to be sent; a second tap changes nothing."""
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    if broadcast.state is BroadcastState.CANCELLED:
        return
    if broadcast.state not in NOT_BEGUN:
        raise DraftOver
    broadcast.state, broadcast.finished_at = BroadcastState.CANCELLED, now
    close_question(session, telegram_id, now=now)
    note(session, by, broadcast, "broadcast.cancel", now=now)
    refresh(session, broadcast, now=now)


def note(session: Session, by: Cadre, broadcast: Broadcast, action: str, *, now: datetime) -> None:
    """Enter an act that decides over a whole broadcast into the audit."""
    after = {"audience": broadcast.audience, "recipients": broadcast.recipients}
    people.note(session, now=now, actor=f"cadre:{by.id}", action=action, subject=subject_of(broadcast.id), after=after)


def note_change(
    session: Session,
    by: Cadre,
    broadcast: Broadcast,
    what: str,
    *,
    now: datetime,
    before: dict[str, Any] | None = None,
    **after: Any,
) -> None:
    """Enter which part of a broadcast somebody has changed; the words themselves are in no audit."""
    people.note(
        session,
        now=now,
        actor=f"cadre:{by.id}",
        action="broadcast.change",
        subject=subject_of(broadcast.id),
        before=before,
        after={"what": what, "version": broadcast.version, **after},
    )


def end_question(session: Session, *, now: datetime, telegram_id: int, fault: Fault) -> None:
    """Tell why nothing can be answered any more, and forget the question: later words are no answer to it."""
    dialogues.close(session, telegram_id)
    outbox.say(session, people.reply_key(session, telegram_id), fault.key, now=now, **fault.params)


def close_question(session: Session, telegram_id: int, *, now: datetime) -> None:
    """Forget what was asked about a broadcast, and no other question that the person may have been asked since."""
    standing = dialogues.standing(session, telegram_id=telegram_id, now=now)
    if standing is not None and standing.step in DESK_STEPS:
        dialogues.close(session, telegram_id)


def ask_anew(session: Session, telegram_id: int, broadcast: Broadcast, *, now: datetime) -> None:
    """Ask for the text of a draft, as of its present version."""
    dialogues.ask(session, telegram_id, TEXT_STEP, now=now, broadcast_id=broadcast.id, version=broadcast.version)
