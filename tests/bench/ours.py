"""The bot as it is measured, in a process of its own: ``python -m tests.bench.ours NAME PARAMS``."""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.bootstrap import Bot
from bot.collector import spare_what_stays
from bot.model import InboxRow, InboxState, Lane, Mark, Message, MessageState
from bot.services import inbox, outbox, outcomes
from bot.services.inbox import Arrival
from bot.storage import Storage
from tests.bench.place import phone
from tests.town import settings_for

IN_FLIGHT = 50
LOOK_SECONDS = 0.25  # seldom, because looking takes part of what is measured


def build(database: str, url: str, token: str, *, in_flight: int | None = None) -> Bot:
    """Make the bot on the machine's clock, without jobs; with ``in_flight`` Telegram's limits are lifted."""
    settings = settings_for(
        database, telegram={"token": token, "base_url": f"{url}/bot", "file_base_url": f"{url}/file/bot"}
    )
    if in_flight is not None:
        lifted = {"per_second": 1_000_000, "per_chat_seconds": 0.001, "in_flight": in_flight}
        settings = settings.model_copy(update={"delivery": settings.delivery.model_copy(update=lifted)})
    bot = Bot(settings, rings=False)
    bot.jobs = ()  # only what is measured is to leave
    spare_what_stays()
    return bot


async def deliver(
    database: str, url: str, token: str, count: int, *, in_flight: int = IN_FLIGHT, rest_seconds: float = 0.0
) -> dict[str, Any]:
    """Send so many rows that wait, with the limits lifted: claim, start, send, record.

    With ``rest_seconds`` nothing leaves before, and what the start itself takes is not counted.
    """
    bot = build(database, url, token, in_flight=in_flight)
    until = datetime.now(UTC) + timedelta(seconds=rest_seconds)
    if rest_seconds:
        await bot.storage.write(partial(outcomes.pause, until=until))
    began, spent = time.perf_counter(), time.process_time()
    await bot.start()
    if rest_seconds:
        await asyncio.sleep((until - datetime.now(UTC)).total_seconds())
        began, spent = time.perf_counter(), time.process_time()
    await _until(bot.storage, partial(_has_sent, count=count))
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - spent}
    sent = await bot.storage.read(_count_sent)  # where more wait, more have left by now
    await bot.stop()
    return {**took, "more": {"sent": sent}}


async def broadcast(database: str, url: str, token: str, count: int, alarms: list[int]) -> dict[str, Any]:
    """Send a broadcast at Telegram's pace; an alarm to one of these people is written every two seconds meanwhile."""
    bot = build(database, url, token)
    written: dict[int, float] = {}

    async def alarm() -> None:
        for person in alarms:
            await asyncio.sleep(2)
            written[phone(person)] = time.time()
            await bot.storage.write(partial(_alarm, person=person))

    await bot.start()
    began, spent = time.perf_counter(), time.process_time()
    alarming = asyncio.create_task(alarm())
    await _until(bot.storage, partial(_has_sent, count=count), every=2.0)
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - spent}
    alarming.cancel()
    with suppress(asyncio.CancelledError):
        await alarming
    await bot.stop()
    return {**took, "more": {"alarms": written}}


def _alarm(session: Session, *, person: int) -> None:
    to, now = outbox.cadre_key(person), datetime.now(UTC)
    outbox.say(session, to, "message-read", now=now, lane=Lane.ALARM, dedup=f"alarm:{person}")


async def handle(database: str, url: str, token: str, count: int, *, from_first: bool = False) -> dict[str, Any]:
    """Take in so many updates and handle them to their end; the marks they made are counted.

    With ``from_first`` what came before the first of them is not counted.
    """
    bot = build(database, url, token)
    began, spent = time.perf_counter(), time.process_time()
    await bot.start()
    if from_first:
        await _until(bot.storage, _has_begun, every=0.02)
        began, spent = time.perf_counter(), time.process_time()
    await _until(bot.storage, partial(_has_handled, count=count))
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - spent}
    marks = await bot.storage.read(lambda session: session.scalar(select(func.count()).select_from(Mark)))
    await asyncio.sleep(0.5)  # the last answers are on their way
    await bot.stop()
    return {**took, "more": {"marks": marks}}


async def store(database: str, count: int) -> dict[str, Any]:
    """Write raw updates into the inbox, a hundred to a commit, as the poller does."""
    storage = Storage(database)
    now = datetime.now(UTC)
    body = '{"update_id":1,"message":{"text":"' + "签" * 200 + '"}}'
    began, spent = time.perf_counter(), time.process_time()
    for first in range(0, count, 100):
        arrivals = [Arrival(number, f"user:{number}", body) for number in range(first, first + 100)]
        await storage.write(partial(inbox.store, bot_id=1, arrivals=arrivals, now=now))
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - spent}
    storage.close()
    return took


async def _until(storage: Storage, look: Callable[[Session], bool], *, every: float = LOOK_SECONDS) -> None:
    while not await storage.read(look):  # noqa: ASYNC110 - nothing in the bot tells that it has come so far
        await asyncio.sleep(every)


def _has_sent(session: Session, *, count: int) -> bool:
    """Tell whether so many rows are sent."""
    return _count_sent(session) >= count


def _count_sent(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Message).where(Message.state == MessageState.SENT)) or 0


def _has_begun(session: Session) -> bool:
    return session.scalar(select(InboxRow.id).limit(1)) is not None


def _has_handled(session: Session, *, count: int) -> bool:
    done = select(func.count()).select_from(InboxRow).where(InboxRow.state != InboxState.WAITING)
    return (session.scalar(done) or 0) >= count


OURS: dict[str, Callable[..., Any]] = {"deliver": deliver, "broadcast": broadcast, "handle": handle, "store": store}


def main() -> int:
    """Do one thing and say what it came to."""
    logging.disable(logging.WARNING)
    took = asyncio.run(OURS[sys.argv[1]](**json.loads(sys.argv[2])))
    took["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{json.dumps(took)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
