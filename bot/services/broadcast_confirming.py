"""A broadcast is confirmed by who wrote it, and a large one approved by a second person; then it waits or begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.config import Settings
from bot.errors import Fault
from bot.model import Broadcast, BroadcastState, Cadre, Occurrence
from bot.rules.audience import Audience, BulkHours
from bot.rules.rights import Right
from bot.services import broadcast_times, outbox, people
from bot.services.broadcast_figures import burden, coverage, left_out_by_unit
from bot.services.broadcast_people import broadcasters
from bot.services.broadcasts import (
    DRAFT_LASTS,
    DraftStale,
    NobodyThere,
    NoSuchBroadcast,
    approval_of,
    changed_since,
    close_question,
    draft_of,
    note,
    occurrence_key,
    refresh,
    subject_of,
)

WEEK: Final = timedelta(days=7)


class NobodyToApprove(Fault):
    """It is so large that a second person must approve it, and nobody else may broadcast and can be written to."""

    key = "fault-broadcast-nobody-to-approve"


class OwnApproval(Fault):
    """Who wrote or confirmed it does not approve it."""

    key = "fault-broadcast-own-approval"


class NotWaiting(Fault):
    """It waits for nobody's approval (any more)."""

    key = "fault-broadcast-not-waiting"


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond what a second person approves a broadcast: so many ``people``, 0 for never, or too many rings of late.

    Somebody who has got ``weekly_budget`` messages within seven days has had enough of them.
    """

    people: int = 0
    weekly_budget: int = 100

    def is_beyond(self, session: Session, audience: Audience, recipients: int, *, now: datetime) -> bool:
        """Tell whether a second person must approve what reaches so many ``recipients``."""
        if not self.people:
            return False
        return recipients > self.people or bool(self.overdone(session, audience, now=now))

    def overdone(self, session: Session, audience: Audience, *, now: datetime) -> int:
        """Count those who have had enough."""
        return burden(session, audience, since=now - WEEK, many=self.weekly_budget)


NO_LIMITS: Final = Limits()


def limits_of(settings: Settings) -> Limits:
    """Return the limits as the operator has set them."""
    return Limits(settings.delivery.second_approval_above, settings.delivery.weekly_budget)


def confirm(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    broadcast_id: int,
    version: int,
    hours: BulkHours,
    limits: Limits = NO_LIMITS,
) -> BroadcastState | None:
    """Freeze the audience; what follows is the sending, the wait for its hour, or for a second person.

    Args:
        session: The transaction.
        now: When it was tapped.
        telegram_id: The author, or another who may broadcast.
        broadcast_id: The draft.
        version: The version that was seen; another one is not sent unseen.
        hours: When broadcasts may leave.
        limits: Beyond them a second person approves it.

    Returns:
        Where it stands now; None when it was confirmed before.

    Raises:
        NobodyThere: Nothing is sent.
        NoSuchBroadcast: Text or audience changed since the preview that was tapped.
        ChangedBy: They were changed by somebody else.
        NobodyToApprove: Nobody else is there who could approve it.
        TimePast: Its hour has passed.
    """
    people.require_right(session, telegram_id, Right.BROADCAST)
    known = session.get(Broadcast, broadcast_id)
    if known is not None and known.confirmed_at is not None and known.version == version:
        return None
    by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    audience = Audience.from_json(broadcast.audience)
    if broadcast.step != "preview" or broadcast.version != version or audience is None:
        raise changed_since(session, broadcast, by, version=version)
    if broadcast.send_at is not None:
        broadcast_times.check(broadcast.id, broadcast.send_at, now=now, hours=hours)
    if not count(session, broadcast):
        raise NobodyThere
    broadcast.confirmed_at, broadcast.confirmed_by = now, by.id
    close_question(session, telegram_id, now=now)
    if limits.is_beyond(session, audience, broadcast.recipients, now=now):
        _ask_for_approval(session, broadcast, now=now)
    else:
        proceed(session, broadcast, now=now)
    note(session, by, broadcast, "broadcast.send", now=now)
    refresh(session, broadcast, now=now)
    return broadcast.state


def count(session: Session, broadcast: Broadcast) -> int:
    """Note whom a broadcast reaches at this moment and whom it does not; return how many it reaches."""
    audience = Audience.from_json(broadcast.audience)
    if audience is None:
        return 0
    broadcast.recipients = coverage(session, audience).reachable
    broadcast.left_out = {str(unit_id): number for unit_id, number in left_out_by_unit(session, audience).items()}
    return broadcast.recipients


def proceed(session: Session, broadcast: Broadcast, *, now: datetime) -> None:
    """Let a confirmed broadcast wait for its hour, or note the run that is to write its messages."""
    if broadcast.send_at is not None and broadcast.send_at > now:
        _turn(broadcast, BroadcastState.SCHEDULED)
        return
    _turn(broadcast, BroadcastState.SENDING)
    session.add(Occurrence(key=occurrence_key(broadcast.id), due_at=now, started_at=now, cursor=0, outcome={}))


def _turn(broadcast: Broadcast, state: BroadcastState) -> None:
    broadcast.state, broadcast.step = state, state.value


def _ask_for_approval(session: Session, broadcast: Broadcast, *, now: datetime) -> None:
    own = [number for number in (broadcast.author_id, broadcast.confirmed_by) if number is not None]
    others = broadcasters(session, but=own)
    if not others:
        raise NobodyToApprove(count=broadcast.recipients)
    _turn(broadcast, BroadcastState.WAITING)
    for other in others:
        to, subject = outbox.cadre_key(other.id), approval_of(broadcast.id)
        dedup = f"{subject}:{broadcast.version}:{to}"
        outbox.show(session, to, subject, now=now, rings=True, dedup=dedup)


def approve(
    session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, version: int, hours: BulkHours
) -> BroadcastState:
    """批准: it begins, or waits for its hour.

    Raises:
        NotAllowed: The person may not broadcast (any more).
        OwnApproval: Who approves is no second person.
        NotWaiting: It was decided, cancelled, or is another version by now.
        DraftStale: It has waited for more than a day.
        TimePast: Its hour has passed; it is to be sent back.
    """
    by, broadcast = _waiting(session, telegram_id, broadcast_id, version)
    if now - (broadcast.confirmed_at or now) > DRAFT_LASTS:
        raise DraftStale
    if broadcast.send_at is not None:
        broadcast_times.check(broadcast.id, broadcast.send_at, now=now, hours=hours)
    broadcast.approved_by, broadcast.approved_at = by.id, now
    proceed(session, broadcast, now=now)
    note(session, by, broadcast, "broadcast.approve", now=now)
    refresh(session, broadcast, now=now)
    return broadcast.state


def send_back(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, version: int) -> None:
    """退回: it is a draft again, for another day; its author is told by whom.

    Raises:
        Fault: As ``approve``.
    """
    by, broadcast = _waiting(session, telegram_id, broadcast_id, version)
    broadcast.state, broadcast.step = BroadcastState.DRAFT, "preview"
    broadcast.confirmed_at = broadcast.confirmed_by = None
    broadcast.created_at = now
    broadcast.version += 1
    note(session, by, broadcast, "broadcast.return", now=now)
    outbox.say(session, outbox.cadre_key(broadcast.author_id), "broadcast-sent-back", now=now, name=by.name)
    outbox.show(session, outbox.cadre_key(broadcast.author_id), subject_of(broadcast.id), now=now, anew=True)
    refresh(session, broadcast, now=now)


def _waiting(session: Session, telegram_id: int, broadcast_id: int, version: int) -> tuple[Cadre, Broadcast]:
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    if broadcast.state is not BroadcastState.WAITING or broadcast.version != version:
        raise NotWaiting
    if by.id in (broadcast.author_id, broadcast.confirmed_by):
        raise OwnApproval
    return by, broadcast
