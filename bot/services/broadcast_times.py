"""The hour at which a broadcast is to leave: asked for, taken, changed also after the confirmation, dropped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Broadcast, BroadcastState, Cadre
from bot.rules.audience import BulkHours
from bot.rules.moments import next_like, read_moment
from bot.rules.rights import Right
from bot.services import dialogues, people
from bot.services.broadcasts import (
    TIME_STEP,
    NoSuchBroadcast,
    close_question,
    draft_of,
    note_change,
    refresh,
    show_below,
)
from bot.services.outbox import DayAndTime

AHEAD_AT_MOST: Final = timedelta(days=60)


class TimeNotRead(Fault):
    """What was typed is no moment; ``at`` is one that would do, for the broadcast ``number``."""

    key = "fault-broadcast-time"


class TimePast(Fault):
    """It is past; ``at`` is the next one that would do."""

    key = "fault-broadcast-time-past"


class TimeQuiet(Fault):
    """It lies in the quiet hours; ``at`` is when they end."""

    key = "fault-broadcast-time-quiet"


class TimeFar(Fault):
    """It lies more than ``days`` ahead."""

    key = "fault-broadcast-time-far"


def ask(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> None:
    """定时, 改时间: ask when it is to leave."""
    _by, broadcast = _timed(session, telegram_id, broadcast_id, now=now)
    broadcast.step = "time"
    broadcast.version += 1
    dialogues.ask(session, telegram_id, TIME_STEP, now=now, broadcast_id=broadcast.id)
    refresh(session, broadcast, now=now)


def take(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, typed: str, hours: BulkHours) -> None:
    """Take the moment as it was typed.

    Raises:
        TimeNotRead: It is none.
        Fault: As ``set_at``.
    """
    at = read_moment(typed, now=now, zone=hours.zone)
    if at is None:
        _timed(session, telegram_id, broadcast_id, now=now)
        raise TimeNotRead(**_offer(broadcast_id, _next_hour(now, hours)))
    set_at(session, now=now, telegram_id=telegram_id, broadcast_id=broadcast_id, at=at, hours=hours)


def set_at(
    session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, at: datetime, hours: BulkHours
) -> None:
    """Have it leave at a moment; a confirmed one that has not begun is only moved.

    Raises:
        TimePast: It is past.
        TimeQuiet: It lies in the quiet hours.
        TimeFar: It is too far ahead.
    """
    by, broadcast = _timed(session, telegram_id, broadcast_id, now=now)
    check(broadcast.id, at, now=now, hours=hours)
    broadcast.send_at = at
    _settle(session, by, broadcast, telegram_id, now=now)
    show_below(session, by, broadcast, now=now)


def send_at_once(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> None:
    """改为立即发送: a draft leaves with its confirmation again."""
    by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    broadcast.send_at = None
    _settle(session, by, broadcast, telegram_id, now=now)


def keep(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> None:
    """返回: leave the question for the time; all stays as it was."""
    _by, broadcast = _timed(session, telegram_id, broadcast_id, now=now)
    _close(session, broadcast, telegram_id, now=now)


def give_up(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> None:
    """取消 in answer to the question for the time: all stays as it was, and the card is shown below."""
    by, broadcast = _timed(session, telegram_id, broadcast_id, now=now)
    _close(session, broadcast, telegram_id, now=now)
    show_below(session, by, broadcast, now=now)


def check(broadcast_id: int, at: datetime, *, now: datetime, hours: BulkHours) -> None:
    """Refuse a moment at which a broadcast cannot leave, and name one that would do.

    Raises:
        Fault: As ``set_at``.
    """
    if at <= now:
        raise TimePast(**_offer(broadcast_id, hours.leaves_at(next_like(at, now=now, zone=hours.zone))))
    if not hours.fits(at):
        raise TimeQuiet(**_offer(broadcast_id, hours.leaves_at(at)))
    if at - now > AHEAD_AT_MOST:
        raise TimeFar(days=AHEAD_AT_MOST.days)


def _offer(broadcast_id: int, at: datetime) -> dict[str, object]:
    return {"number": broadcast_id, "at": DayAndTime(at), "minute": int(at.timestamp()) // 60}


def _next_hour(now: datetime, hours: BulkHours) -> datetime:
    whole = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return hours.leaves_at(whole)


def _timed(session: Session, telegram_id: int, broadcast_id: int, *, now: datetime) -> tuple[Cadre, Broadcast]:
    """Return who taps and the broadcast, a draft or one that waits for its hour."""
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NoSuchBroadcast
    if broadcast.state is BroadcastState.SCHEDULED:
        return by, broadcast
    return draft_of(session, telegram_id, broadcast_id, now=now)


def _settle(session: Session, by: Cadre, broadcast: Broadcast, telegram_id: int, *, now: datetime) -> None:
    broadcast.version += 1
    note_change(session, by, broadcast, "time", now=now)
    _close(session, broadcast, telegram_id, now=now)


def _close(session: Session, broadcast: Broadcast, telegram_id: int, *, now: datetime) -> None:
    is_draft = broadcast.state is BroadcastState.DRAFT
    broadcast.step = "scheduled" if not is_draft else "preview" if broadcast.audience else "audience"
    close_question(session, telegram_id, now=now)
    refresh(session, broadcast, now=now)
