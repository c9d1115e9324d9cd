"""A broadcast from the text to the confirmation: drafted, seen by its author, confirmed or dropped.

How it is sent, stopped and reported is in ``bot.services.broadcast_sending``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.errors import Fault
from bot.model import Activity, ActivityState, Broadcast, BroadcastState, Cadre, Occurrence, Unit
from bot.rules.attendance import AnswerState
from bot.rules.audience import Audience, AudienceKind, BulkHours
from bot.rules.rights import Right
from bot.services import dialogues, outbox, people
from bot.services.broadcast_figures import coverage, left_out_by_unit

TEXT_STEP = "broadcast.text"
# Room for the signature (a name of up to 200 characters) within the 4,096 of a message.
LONGEST_TEXT = 3_800
DRAFT_LASTS = timedelta(days=1)
UNITS_PER_PAGE = 8


class TextUnfit(Fault):
    """What was sent is no text, or is longer than ``limit`` characters."""

    key = "fault-broadcast-text"


class NoSuchBroadcast(Fault):
    """It is not there, or what was tapped does not fit where it stands."""

    key = "fault-broadcast-changed"


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
    """Return how fast and when broadcasts leave: by the pace without the share of the replies."""
    delivery = settings.delivery
    return BulkHours(
        delivery.per_second - delivery.reply_share,
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


def begin(session: Session, *, now: datetime, telegram_id: int) -> None:
    """``/broadcast``: ask for the text."""
    author = people.require_right(session, telegram_id, Right.BROADCAST)
    dialogues.ask(session, telegram_id, TEXT_STEP, now=now)
    outbox.say(session, outbox.cadre_key(author.id), "broadcast-ask-text", now=now, limit=LONGEST_TEXT)


def give_up_text(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消 under the question for the text."""
    people.require_right(session, telegram_id, Right.BROADCAST)
    _close_question(session, telegram_id, now=now)


def compose(
    session: Session, *, now: datetime, telegram_id: int, text: str, length: int, broadcast_id: int | None = None
) -> int:
    """Take the text: of a new draft, or in place of the one in ``broadcast_id``; show the card.

    Args:
        session: The transaction.
        now: When the text was sent.
        telegram_id: Who sent it.
        text: Telegram HTML.
        length: Its characters as Telegram counts them, in UTF-16 units without tags; 0 for a picture or a sticker.
        broadcast_id: The draft whose text is written anew; a new draft is made where it is no draft any more.

    Returns:
        The broadcast's id.

    Raises:
        TextUnfit: Empty or longer than ``LONGEST_TEXT``; the question stays open.
    """
    author = people.require_right(session, telegram_id, Right.BROADCAST)
    if not 0 < length <= LONGEST_TEXT:
        raise TextUnfit(limit=LONGEST_TEXT, count=length)
    broadcast = session.get(Broadcast, broadcast_id) if broadcast_id is not None else None
    if broadcast is None or broadcast.state is not BroadcastState.DRAFT or now - broadcast.created_at > DRAFT_LASTS:
        broadcast = Broadcast(author_id=author.id, created_at=now, version=0, audience={}, left_out={})
        session.add(broadcast)
    broadcast.text = text
    broadcast.version += 1
    broadcast.step = "preview" if broadcast.audience else "audience"
    session.flush()
    dialogues.close(session, telegram_id)
    outbox.show(
        session,
        outbox.cadre_key(author.id),
        subject_of(broadcast.id),
        now=now,
        rings=True,
        dedup=f"broadcast-card:{broadcast.id}:{broadcast.version}:{author.id}",
    )
    return broadcast.id


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


def choose(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, audience: Audience) -> None:
    """Set the audience: everybody, or an answer to an activity; the preview follows."""
    _by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    if audience.activity_id is not None and session.get(Activity, audience.activity_id) is None:
        raise NoSuchBroadcast
    broadcast.audience = audience.to_json()
    broadcast.step = "preview"
    broadcast.version += 1
    outbox.refresh(session, subject_of(broadcast.id), now=now)


def set_unit(
    session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, unit_id: int, is_in: bool
) -> None:
    """Put a unit into the audience or take it out; the button says which, so a double tap changes nothing."""
    _by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    unit = session.get(Unit, unit_id)
    if unit is None or unit.retired_on is not None or broadcast.step != "units":
        raise NoSuchBroadcast
    chosen = set(chosen_units(broadcast))
    chosen = chosen | {unit_id} if is_in else chosen - {unit_id}
    broadcast.audience = Audience(AudienceKind.UNITS, tuple(sorted(chosen))).to_json()
    broadcast.version += 1
    outbox.refresh(session, subject_of(broadcast.id), now=now)


def chosen_units(broadcast: Broadcast) -> tuple[int, ...]:
    """Return the units chosen so far."""
    audience = Audience.from_json(broadcast.audience)
    return audience.unit_ids if audience is not None else ()


def turn_to(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, step: str, page: int = 0) -> None:
    """Show another side of the draft: ``audience``, ``units`` (a page of them), ``preview`` or ``text``.

    ``text`` asks for the text anew. Leaving for the preview wants an audience.
    """
    _by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    audience = Audience.from_json(broadcast.audience)
    match step:
        case "preview" if audience is None or (audience.kind is AudienceKind.UNITS and not audience.unit_ids):
            raise NobodyThere
        case "units":
            pages = pages_of(session)
            if not 0 <= page < max(pages, 1):
                raise NoSuchBroadcast
            if audience is not None and audience.kind is not AudienceKind.UNITS:
                broadcast.audience = {}
        case "text":
            dialogues.ask(session, telegram_id, TEXT_STEP, now=now, broadcast_id=broadcast.id)
        case _:
            pass
    if step != "text":
        _close_question(session, telegram_id, now=now)
    broadcast.step, broadcast.page = step, page
    broadcast.version += 1
    outbox.refresh(session, subject_of(broadcast.id), now=now)


def pages_of(session: Session) -> int:
    """Count the pages of the list of units."""
    units = len(session.scalars(select(Unit.id).where(Unit.retired_on.is_(None))).all())
    return -(-units // UNITS_PER_PAGE)


def units_on_page(session: Session, page: int) -> list[tuple[int, str]]:
    """List the units of a page, in the operator's order, as (id, name)."""
    query = select(Unit.id, Unit.name).where(Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id)
    rows = session.execute(query.offset(page * UNITS_PER_PAGE).limit(UNITS_PER_PAGE))
    return [(unit_id, name) for unit_id, name in rows]


def next_activity(session: Session, *, now: datetime) -> Activity | None:
    """Return the open activity that comes next or is under way."""
    return session.scalar(
        select(Activity)
        .where(Activity.state == ActivityState.OPEN, Activity.ends_at > now)
        .order_by(Activity.starts_at, Activity.id)
        .limit(1)
    )


def answer_audience(activity_id: int, answer: str) -> Audience:
    """Return the audience of an answer to an activity.

    Raises:
        NoSuchBroadcast: No such answer can be written to.
    """
    try:
        return Audience(AudienceKind.ANSWER, activity_id=activity_id, answer=AnswerState(answer))
    except ValueError:
        raise NoSuchBroadcast from None


def try_out(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> None:
    """仅发给我试看: send what people would get to the one who taps, and to nobody else."""
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
    """取消: drop the draft; a second tap changes nothing."""
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    if broadcast.state is BroadcastState.CANCELLED:
        return
    if broadcast.state is not BroadcastState.DRAFT:
        raise DraftOver
    broadcast.state, broadcast.finished_at = BroadcastState.CANCELLED, now
    _close_question(session, telegram_id, now=now)
    _note(session, by, broadcast, "broadcast.cancel", now=now)
    outbox.refresh(session, subject_of(broadcast.id), now=now)


def confirm(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, version: int) -> bool:
    """Freeze the audience and note the run that is to write the messages; nothing is written yet.

    Args:
        session: The transaction.
        now: When it was tapped.
        telegram_id: The author, or another who may broadcast.
        broadcast_id: The draft.
        version: The version that was seen; another one is not sent unseen.

    Returns:
        Whether it was confirmed by this tap; False when it was before.

    Raises:
        NobodyThere: Nothing is sent.
        NoSuchBroadcast: Text or audience changed since the preview that was tapped.
    """
    people.require_right(session, telegram_id, Right.BROADCAST)
    known = session.get(Broadcast, broadcast_id)
    if known is not None and known.confirmed_at is not None and known.version == version:
        return False
    by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    audience = Audience.from_json(broadcast.audience)
    if broadcast.step != "preview" or broadcast.version != version or audience is None:
        raise NoSuchBroadcast
    reached = coverage(session, audience)
    if reached.reachable == 0:
        raise NobodyThere
    broadcast.state, broadcast.step = BroadcastState.SENDING, "sending"
    broadcast.confirmed_at, broadcast.confirmed_by = now, by.id
    broadcast.recipients = reached.reachable
    broadcast.left_out = {str(unit_id): number for unit_id, number in left_out_by_unit(session, audience).items()}
    session.add(Occurrence(key=occurrence_key(broadcast.id), due_at=now, started_at=now, cursor=0, outcome={}))
    _close_question(session, telegram_id, now=now)
    _note(session, by, broadcast, "broadcast.send", now=now)
    outbox.refresh(session, subject_of(broadcast.id), now=now)
    return True


def _note(session: Session, by: Cadre, broadcast: Broadcast, action: str, *, now: datetime) -> None:
    after = {"audience": broadcast.audience, "recipients": broadcast.recipients}
    people.note(session, now=now, actor=f"cadre:{by.id}", action=action, subject=subject_of(broadcast.id), after=after)


def _close_question(session: Session, telegram_id: int, *, now: datetime) -> None:
    """Forget the question for the text, and no other that the person may have been asked since."""
    standing = dialogues.standing(session, telegram_id=telegram_id, now=now)
    if standing is not None and standing.step == TEXT_STEP:
        dialogues.close(session, telegram_id)
