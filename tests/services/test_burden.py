"""What a month cost people: only what rang unasked counts, by person and week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Lane, Message, MessageState
from bot.services import burden, outbox
from bot.storage import Storage
from tests.town import build_town

ZONE = ZoneInfo("Asia/Shanghai")
NOVEMBER = date(2026, 11, 1)
SENT = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
TOLD = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)


def ring(session: Session, cadre_id: int, times: int, *, at: datetime = SENT, **how: object) -> None:
    """Write messages to one person that have left."""
    for _ in range(times):
        row: dict[str, object] = {"lane": Lane.REMINDER, "is_silent": False} | how
        outbox.say(session, outbox.cadre_key(cadre_id), "friday-nudge", now=at, **row)  # type: ignore[arg-type]
    for message in session.scalars(select(Message).where(Message.state == MessageState.WAITING)):
        message.state, message.finished_at = MessageState.SENT, at


def test_what_rang_unasked_is_counted_by_person_and_week(database_url: str) -> None:
    storage = Storage(database_url)

    def write(session: Session) -> burden.Burden:
        build_town(session)
        ring(session, 3, 6)
        ring(session, 4, 5)
        ring(session, 4, 1, at=SENT + timedelta(days=7))
        ring(session, 5, 9, lane=Lane.REPLY)  # answers to what somebody did
        ring(session, 5, 9, is_silent=True)  # edits and the like
        ring(session, 5, 2, at=SENT - timedelta(days=40))  # another month
        since = datetime(2026, 11, 1, tzinfo=ZONE)
        return burden.of_period(session, since=since, until=since + timedelta(days=30), budget=6)

    cost = storage.write_now(write)
    assert (cost.messages, cost.most, cost.over_budget) == (12, 6, 1)
    assert cost.by_cause == {"other": 12}
    assert cost.people == 6
    assert cost.each_week(cost.messages) == "0.5"

    assert storage.read_now(lambda session: burden.month_due(session, now=TOLD, zone=ZONE)) == NOVEMBER
    late = TOLD + timedelta(days=7)
    assert storage.read_now(lambda session: burden.month_due(session, now=late, zone=ZONE)) is None

    def tell(session: Session) -> int:
        return burden.tell(session, now=TOLD, zone=ZONE, first_on=NOVEMBER, budget=6)

    assert storage.write_now(tell) == 2  # the organizer and the admin
    assert storage.write_now(tell) == 0
    assert storage.read_now(lambda session: burden.month_due(session, now=TOLD, zone=ZONE)) is None
    told = storage.read_now(
        lambda session: session.scalars(select(Message.params).where(Message.kind == "burden-report")).first()
    )
    storage.close()
    assert told is not None
    assert (told["messages"], told["over"], told["mean"]) == (12, 1, "0.5")
