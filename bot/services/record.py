"""What a person asks about themself: today's activity, the own record, the choice of a leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Card
from bot.services import leaves, outbox, people
from bot.services.activities import subject_of

LEAVES_AT_ONCE = 3
HELD = (ActivityState.OPEN, ActivityState.CLOSED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of a person's record, with the line on its roll."""

    activity: Activity
    row: Attendance


def record_subject(cadre_id: int) -> str:
    """Name the card of a person's own record."""
    return f"me:{cadre_id}"


def show_today(session: Session, *, now: datetime, telegram_id: int, today: date) -> None:
    """Show the cards of today's activities at the bottom of the chat, or say when the next one is.

    Args:
        session: The transaction.
        now: When it was asked.
        telegram_id: Who asks.
        today: The day of ``now`` in the operator's zone.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    to = outbox.cadre_key(cadre.id)
    mine = select(Activity).join(Attendance, Attendance.activity_id == Activity.id)
    todays = session.scalars(
        mine.where(
            Attendance.cadre_id == cadre.id,
            Attendance.moved_to_id.is_(None),
            Activity.held_on == today,
            Activity.state.in_(HELD),
        ).order_by(Activity.starts_at)
    ).all()
    for activity in todays:
        outbox.show(session, to, subject_of(activity.id), now=now, anew=True, activity_id=activity.id).view = None
    if todays:
        return
    following = session.scalar(
        select(Activity)
        .where(Activity.state.in_((ActivityState.PLANNED, ActivityState.OPEN)), Activity.held_on > today)
        .order_by(Activity.starts_at)
        .limit(1)
    )
    if following is None or cadre.unit_id is None:
        outbox.say(session, to, "today-nothing-planned", now=now, is_silent=True)
        return
    at = outbox.DayAndTime(following.starts_at)
    outbox.say(session, to, "today-nothing", now=now, is_silent=True, title=following.title, at=at)


def show_record(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Show the own record at the bottom of the chat.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    card = outbox.show(session, outbox.cadre_key(cadre.id), record_subject(cadre.id), now=now, anew=True)
    card.view, card.page = None, 0


def turn_record(session: Session, *, now: datetime, telegram_id: int, view: str | None, page: int) -> None:
    """Turn the caller's own record to another view (as ``bot.chat.cards.me`` names them) and a page of it, or back.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    card: Card = outbox.show(session, outbox.cadre_key(cadre.id), record_subject(cadre.id), now=now)
    card.view, card.page = view, max(page, 0)


def entries(session: Session, cadre_id: int, *, since: date, until: date) -> list[Entry]:
    """List a person's record of the days in ``[since, until)``, earliest first; cancelled activities are left out."""
    rows = session.execute(
        select(Activity, Attendance)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(
            Attendance.cadre_id == cadre_id,
            Activity.held_on >= since,
            Activity.held_on < until,
            Activity.state.in_(HELD),
        )
        .order_by(Activity.starts_at)
    )
    return [Entry(activity, row) for activity, row in rows]


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday that begins the day's week, and the next one."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def year_of(day: date) -> tuple[date, date]:
    """Return the first day of the day's year, and of the next one."""
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def open_to_answer(session: Session, cadre_id: int, *, now: datetime) -> list[Entry]:
    """List the activities that take this person's answer at ``now``, by their start."""
    rows = session.execute(
        select(Activity, Attendance)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(
            Attendance.cadre_id == cadre_id,
            Attendance.moved_to_id.is_(None),
            Activity.state == ActivityState.OPEN,
            Activity.ends_at > now,
        )
        .order_by(Activity.starts_at)
    )
    return [Entry(activity, row) for activity, row in rows]


def offer_leave(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Offer a leave of days, and the reasons for leave of each open activity; one tap, and nobody asks for more.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    to = outbox.cadre_key(cadre.id)
    leaves.show(session, cadre, now=now)
    found = [entry for entry in open_to_answer(session, cadre.id, now=now) if entry.row.checked_in_at is None]
    if not found:
        outbox.say(session, to, "message-nothing-open", now=now, is_silent=True)
    for entry in found[:LEAVES_AT_ONCE]:
        outbox.say(
            session,
            to,
            "leave-menu",
            now=now,
            is_silent=True,
            title=entry.activity.title,
            day=outbox.Day(entry.activity.held_on),
            activity=entry.activity.id,
        )


def show_help(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Show what this person can do here, at the bottom of the chat.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    outbox.show(session, outbox.cadre_key(cadre.id), f"help:{cadre.id}", now=now, anew=True)
