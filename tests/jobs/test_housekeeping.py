"""Forgetting in time: what the job leaves of updates and messages, at the hours and ages it is meant for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.bootstrap import friday_rules
from bot.clock import ManualClock
from bot.model import InboxRow, Message, MessageState
from bot.rules.calendar import WorkCalendar
from bot.services import inbox, outbox
from bot.services.inbox import Arrival
from bot.storage import Storage
from jobs.housekeeping import INBOX_KEPT_FOR, forget
from jobs.tools import Tools
from tests.town import START, settings_for

TO = outbox.user_key(7)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def tools(sqlite_url: str) -> Iterator[Tools]:
    settings = settings_for(sqlite_url, privacy={"retention_days": 100})
    storage = Storage(sqlite_url)
    yield Tools(storage, ManualClock(START), settings, WorkCalendar({}, {}), friday_rules(settings))
    storage.close()


def store(session: Session, number: int, *, done_at: datetime | None = None, is_dropped: bool = False) -> None:
    at = done_at or START - timedelta(days=30)
    rows = inbox.store(session, 1, [Arrival(number, "user:7", "{}", is_dropped=is_dropped)], now=at)
    if done_at is not None:
        inbox.mark_done(session, rows[0].inbox_id, now=done_at)


async def test_updates_go_a_week_after_they_were_handled_and_what_waits_stays(tools: Tools) -> None:
    def write(session: Session) -> None:
        store(session, 1, done_at=START - INBOX_KEPT_FOR - A_SECOND)
        store(session, 2, done_at=START - INBOX_KEPT_FOR)
        store(session, 3, is_dropped=True)
        store(session, 4)

    tools.storage.write_now(write)
    await forget(tools)
    assert tools.storage.read_now(lambda s: sorted(s.scalars(select(InboxRow.update_id)))) == [2, 4]


async def test_what_messages_said_goes_after_the_retention_time_however_much_there_is(tools: Tools) -> None:
    long_ago, lately = START - timedelta(days=100) - A_SECOND, START - timedelta(days=100)
    row = {"lane": 0, "kind": "x", "chat_key": TO, "params": {"name": "张三"}, "created_at": START, "due_at": START}

    def write(session: Session) -> None:
        for number in range(1, 1_203):
            settled_at = lately if number == 1 else long_ago
            state = MessageState.WAITING if number == 2 else MessageState.SENT
            outbox.insert_once(session, row | {"dedup_key": f"old:{number}", "state": state, "finished_at": settled_at})

    tools.storage.write_now(write)
    await forget(tools)
    kept = tools.storage.read_now(lambda s: [row.dedup_key for row in s.scalars(select(Message)) if row.params])
    assert sorted(kept) == ["old:1", "old:2"]
    assert len(tools.storage.read_now(lambda s: s.scalars(select(Message.id)).all())) == 1_202
