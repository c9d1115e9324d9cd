"""The board of a call: each place with its figures, live before the organizers and the lead of each place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import (
    Attendance,
    Cadre,
    Callout,
    Card,
    Lane,
    Role,
    Shift,
    Site,
    Summons,
    SummonsState,
)
from bot.rules.callout_log import milestones
from bot.rules.rights import Right
from bot.services import outbox, people

EDITED_EVERY = timedelta(seconds=5)
"""So a board never uses more than 12 of a group's 20 messages a minute."""


class NoBoard(Fault):
    """No call is under way."""

    key = "fault-no-callout"


def subject_of(callout_id: int) -> str:
    """Name the board of a call."""
    return f"board:{callout_id}"


def post_subject(shift_id: int) -> str:
    """Name the card of one place, before its lead."""
    return f"post:{shift_id}"


def called_subject(activity_id: int, unit_id: int) -> str:
    """Name the card that shows a unit's liaison how the own people stand in a call."""
    return f"called:{activity_id}:{unit_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How the people stand whom a call has asked: who has read it, what they said, and who is on the spot."""

    asked: int
    read: int
    coming: int
    waiting: int
    declined: int
    on_spot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Counts):
    """How a place stands."""

    shift: Shift
    site: Site

    @property
    def quota(self) -> int:
        """How many hands it wants."""
        return self.shift.quota or 0

    @property
    def on_the_way(self) -> int:
        """Who is coming and not there yet."""
        return max(self.coming - self.on_spot, 0)


def figures(session: Session, activity_id: int, shift_id: int | None = None) -> list[Figures]:
    """Count every place of a call, or one of them, in the order in which they were chosen."""
    query = select(Shift, Site).join(Site, Site.id == Shift.site_id).where(Shift.activity_id == activity_id)
    if shift_id is not None:
        query = query.where(Shift.id == shift_id)
    shifts = session.execute(query.order_by(Shift.id)).all()
    numbers = [shift.id for shift, _site in shifts]
    states: Counter[tuple[int, str]] = Counter()
    read: Counter[int] = Counter()
    counted = select(Summons.shift_id, Summons.state, func.count(), func.count(Summons.read_at))
    for number, state, people_in_it, readers in session.execute(
        counted.where(Summons.shift_id.in_(numbers)).group_by(Summons.shift_id, Summons.state)
    ):
        states[number, state.value] = people_in_it
        read[number] += readers
    here = select(Summons.shift_id, func.count()).join(
        Attendance, (Attendance.cadre_id == Summons.cadre_id) & (Attendance.activity_id == activity_id)
    )
    on_spot: dict[int, int] = {
        number: int(count)
        for number, count in session.execute(
            here.where(Attendance.checked_in_at.is_not(None)).group_by(Summons.shift_id)
        )
    }
    return [
        Figures(
            shift=shift,
            site=site,
            asked=sum(states[shift.id, state.value] for state in SummonsState),
            read=read[shift.id],
            coming=states[shift.id, SummonsState.COMING.value],
            waiting=states[shift.id, SummonsState.WAITING.value],
            declined=states[shift.id, SummonsState.DECLINED.value] + states[shift.id, SummonsState.DROPPED.value],
            on_spot=on_spot.get(shift.id, 0),
        )
        for shift, site in shifts
    ]


def bring_back(session: Session, *, now: datetime, telegram_id: int) -> None:
    """``/board``: show the board of the call under way, or of the last one, at the bottom of the chat.

    Raises:
        NotAllowed: The person may not call out.
        NoBoard: There never was a call.
    """
    reader = people.require_right(session, telegram_id, Right.CALL_OUT)
    gone_out = select(Callout).where(Callout.activity_id.is_not(None)).order_by(Callout.id.desc()).limit(1)
    callout = session.scalar(gone_out)
    if callout is None:
        raise NoBoard
    show(session, callout, outbox.cadre_key(reader.id), now=now)


def show(session: Session, callout: Callout, to: str, *, now: datetime) -> None:
    """Show the board at the bottom of a chat and pin it there, without a sound; one that is over is not pinned."""
    card = outbox.show(session, to, subject_of(callout.id), now=now, anew=True)
    outbox.unpin(session, card, now=now)
    if callout.ended_at is None:
        outbox.pin(session, card, now=now)


VIEWS = frozenset({"end", "cancel"})


def turn(session: Session, *, now: datetime, telegram_id: int, callout_id: int, view: str) -> None:
    """Turn the reader's board to the question before 收队 or the cancellation, or back.

    Raises:
        NotAllowed: The person may not call out (any more).
        NoBoard: There is no such call.
    """
    reader = people.require_right(session, telegram_id, Right.CALL_OUT)
    if session.get(Callout, callout_id) is None:
        raise NoBoard
    card = outbox.show(session, outbox.cadre_key(reader.id), subject_of(callout_id), now=now)
    card.view = view if view in VIEWS else None


def callout_of(session: Session, activity_id: int) -> Callout | None:
    """Return the call that an activity belongs to, or None."""
    return session.scalar(select(Callout).where(Callout.activity_id == activity_id))


@dataclass(frozen=True, slots=True)
class Log:
    """When the first, the half and the last of the wanted hands had said yes, and the minutes served."""

    first_at: datetime | None
    half_at: datetime | None
    full_at: datetime | None
    minutes: int


def log_of(session: Session, callout: Callout) -> Log:
    """Sum a call up: by those who were coming at its end."""
    said = session.scalars(
        select(Summons.answered_at)
        .where(
            Summons.callout_id == callout.id,
            Summons.state == SummonsState.COMING,
            Summons.answered_at.is_not(None),
        )
        .order_by(Summons.answered_at)
    ).all()
    quota = sum(place.quota for place in figures(session, callout.activity_id or 0))
    minutes = session.scalar(select(func.sum(Attendance.minutes)).where(Attendance.activity_id == callout.activity_id))
    reached = milestones([at for at in said if at is not None], quota)
    return Log(reached.first_at, reached.half_at, reached.full_at, int(minutes or 0))


@dataclass(frozen=True, slots=True)
class Unread:
    """Somebody who was asked to a place of a call and has not read it."""

    cadre_id: int
    name: str
    shift_id: int


def unread(session: Session, activity_id: int, unit_ids: Sequence[int]) -> list[Unread]:
    """List who of some units was asked by a call and has not read it, in roster order."""
    query = (
        select(Cadre.id, Cadre.name, Summons.shift_id)
        .join(Summons, Summons.cadre_id == Cadre.id)
        .join(Shift, Shift.id == Summons.shift_id)
        .where(
            Shift.activity_id == activity_id,
            Summons.state == SummonsState.ASKED,
            Summons.read_at.is_(None),
            Cadre.unit_id.in_(unit_ids),
        )
        .order_by(Cadre.id)
    )
    return [Unread(*row) for row in session.execute(query)]


def unit_counts(session: Session, activity_id: int, unit_id: int) -> Counts:
    """Count the people of a unit whom a call has asked, over all its places."""
    rows = session.execute(
        select(Summons.state, Summons.read_at, Attendance.checked_in_at)
        .join(Shift, Shift.id == Summons.shift_id)
        .join(Attendance, (Attendance.activity_id == activity_id) & (Attendance.cadre_id == Summons.cadre_id))
        .where(Shift.activity_id == activity_id, Attendance.unit_id == unit_id)
    ).all()
    states = Counter(row.state for row in rows)
    return Counts(
        asked=len(rows),
        read=sum(row.read_at is not None for row in rows),
        coming=states[SummonsState.COMING],
        waiting=states[SummonsState.WAITING],
        declined=states[SummonsState.DECLINED] + states[SummonsState.DROPPED],
        on_spot=sum(row.checked_in_at is not None for row in rows),
    )


def show_to_liaisons(session: Session, callout: Callout, cadre_ids: Sequence[int], *, now: datetime) -> None:
    """Show the liaison of each unit that is asked how its people stand, without a sound; leads have a card anyway."""
    if callout.activity_id is None:
        return
    leads = select(Shift.lead_id).where(Shift.activity_id == callout.activity_id)
    led = set(session.scalars(leads).all())
    for unit_id in _units_of(session, callout.activity_id, cadre_ids):
        liaisons = people.reachable(session, Role.LIAISON, unit_id)
        if not any(liaison.id in led for liaison in liaisons):
            for liaison in liaisons:
                to, subject = outbox.cadre_key(liaison.id), called_subject(callout.activity_id, unit_id)
                if outbox.find_card(session, to, subject) is None:
                    outbox.show(session, to, subject, now=now, lane=Lane.REMINDER, activity_id=callout.activity_id)
    touch(session, callout, now=now, cadre_ids=cadre_ids)


def _units_of(session: Session, activity_id: int, cadre_ids: Sequence[int]) -> Sequence[int]:
    lines = select(Attendance.unit_id).where(Attendance.activity_id == activity_id, Attendance.cadre_id.in_(cadre_ids))
    return session.scalars(lines.distinct().order_by(Attendance.unit_id)).all()


def show_to_leads(session: Session, callout: Callout, *, now: datetime) -> None:
    """Show each place to the one who leads it."""
    for shift in session.scalars(select(Shift).where(Shift.activity_id == callout.activity_id)).all():
        if shift.lead_id is not None:
            outbox.show(
                session,
                outbox.cadre_key(shift.lead_id),
                post_subject(shift.id),
                now=now,
                lane=Lane.ALARM,
                rings=True,
                dedup=f"post:{shift.id}:{shift.lead_id}",
                activity_id=callout.activity_id,
            )


def touch(
    session: Session,
    callout: Callout,
    *,
    now: datetime,
    shift_id: int | None = None,
    cadre_ids: Sequence[int] = (),
) -> None:
    """Let the board be drawn anew at the end of the present five seconds, once.

    With it the card of a place, or of all; and those of the units of the people about whom something has changed.
    """
    posts = select(Shift.id).where(Shift.activity_id == callout.activity_id)
    numbers = session.scalars(posts).all() if shift_id is None else [shift_id]
    units = _units_of(session, callout.activity_id or 0, cadre_ids) if cadre_ids else ()
    called = [called_subject(callout.activity_id or 0, unit_id) for unit_id in units]
    touch_cards(session, [subject_of(callout.id), *map(post_subject, numbers), *called], now=now)


def touch_cards(session: Session, subjects: Sequence[str], *, now: datetime) -> None:
    """Let all cards of these subjects be drawn anew at the end of the present five seconds, once."""
    ends_at = now + EDITED_EVERY - (now - datetime.min.replace(tzinfo=now.tzinfo)) % EDITED_EVERY
    for card in session.scalars(select(Card).where(Card.subject.in_(subjects))).all():
        card.wanted_version += 1
        key = f"board:{card.id}:{ends_at:%Y%m%d%H%M%S}"
        outbox.plan_edit(session, card, key, now=now, due_at=ends_at, lane=Lane.BULK)


def show_everywhere(session: Session, callout: Callout, *, now: datetime) -> None:
    """Show the end of a call on all its boards at once, and unpin them."""
    board = subject_of(callout.id)
    outbox.refresh(session, board, now=now)
    for card in session.scalars(select(Card).where(Card.subject == board)).all():
        outbox.unpin(session, card, now=now)
    for number in session.scalars(select(Shift.id).where(Shift.activity_id == callout.activity_id)).all():
        outbox.refresh(session, post_subject(number), now=now)
    called = select(Card.subject).where(Card.subject.startswith(f"called:{callout.activity_id}:")).distinct()
    for subject in session.scalars(called).all():
        outbox.refresh(session, subject, now=now)
