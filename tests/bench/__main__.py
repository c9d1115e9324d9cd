"""Prints one table of how fast the parts are, each over SQLite with ``synchronous=FULL`` and real HTTP on loopback."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.bootstrap import Bot
from bot.model import Activity, ActivityState, Attendance, Lane, Mark, Message, MessageState, Roll, Shift, Site
from bot.rules.attendance import MarkKind, MarkSource
from bot.sandbox import Sandbox
from bot.services import attendance, inbox, outbox, settling
from bot.services.inbox import Arrival
from bot.storage import Storage, schema
from tests.bench import year
from tests.town import Town, build_town, settings_for

PEOPLE = 3_000
YEARS = (3_012, 100_000)
"""People of whom a year of Fridays is made: the city's, and thirty times as many."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    count: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.what:<58}{self.count:>8,}{self.seconds:>9.2f} s{self.count / self.seconds:>11,.0f} /s"


def main() -> int:
    """Run every benchmark on a database of its own."""
    logging.disable(logging.WARNING)
    for bench in (store_updates, record_check_ins, settle_a_friday, deliver_unpaced, tap_to_mark):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            schema.upgrade(url)
            sys.stdout.write(f"{asyncio.run(bench(url))}\n")
    for people in YEARS:
        with tempfile.TemporaryDirectory() as folder:
            year.compare(Path(folder), people)
    return 0


async def store_updates(url: str) -> Figure:
    """Write raw updates into the inbox, a hundred to a poll, as the poller does."""
    storage = Storage(url)
    now = datetime.now(UTC)
    body = '{"update_id":1,"message":{"text":"' + "签" * 200 + '"}}'
    began = time.perf_counter()
    for first in range(0, 20_000, 100):
        arrivals = [Arrival(number, f"user:{number}", body) for number in range(first, first + 100)]
        await storage.write(partial(inbox.store, bot_id=1, arrivals=arrivals, now=now))
    figure = Figure("updates stored and committed, 100 to a poll", 20_000, time.perf_counter() - began)
    storage.close()
    return figure


async def record_check_ins(url: str) -> Figure:
    """Check people in through the service, as many waiting at once as handlers may."""
    storage = Storage(url)
    town = storage.write_now(lambda session: build_town(session, cadres_each=PEOPLE))
    now = storage.write_now(open_activity)
    slots = asyncio.Semaphore(64)

    async def one(telegram_id: int) -> None:
        async with slots:
            await storage.write(lambda session: attendance.check_in(session, now=now, telegram_id=telegram_id))

    figure = await timed("check-ins by the service, each durable, 64 waiting", town.cadres, one)
    storage.close()
    return figure


async def settle_a_friday(url: str) -> Figure:
    """Settle every line of a Friday anew from the marks."""
    storage = Storage(url)
    storage.write_now(lambda session: build_town(session, cadres_each=PEOPLE))
    now = storage.write_now(open_activity)

    def mark_all(session: Session) -> None:
        for activity_id, cadre_id in session.execute(select(Attendance.activity_id, Attendance.cadre_id)).all():
            for kind, minutes in ((MarkKind.CHECK_IN, 0), (MarkKind.CHECK_OUT, 100)):
                at = now + timedelta(minutes=minutes)
                session.add(
                    Mark(
                        activity_id=activity_id,
                        cadre_id=cadre_id,
                        kind=kind,
                        at=at,
                        recorded_at=at,
                        source=MarkSource.SELF_TAP,
                        by_cadre_id=cadre_id,
                    )
                )

    storage.write_now(mark_all)
    began = time.perf_counter()
    settled = await storage.write(lambda session: settling.settle_all(session, session.scalars(select(Activity)).one()))
    figure = Figure("lines of a Friday settled from their marks", settled, time.perf_counter() - began)
    storage.close()
    return figure


async def deliver_unpaced(url: str) -> Figure:
    """Send the outbox with Telegram's limits lifted: claim, start, send, record."""
    sandbox, bot, town = await stage(url, in_flight=64)

    def fill(session: Session) -> None:
        cadres = range(1, len(town.cadres) + 4)
        for number in cadres:
            outbox.say(
                session,
                outbox.cadre_key(number),
                "message-read",
                now=datetime.now(UTC),
                lane=Lane.BULK,
                dedup=f"bench:{number}",
            )

    await bot.storage.write(fill)
    count = len(town.cadres) + 3
    began = time.perf_counter()
    await bot.start()
    await until(lambda: bot.storage.read(lambda session: sent(session) >= count))
    figure = Figure("messages through the outbox to the Bot API, limits lifted", count, time.perf_counter() - began)
    await bot.stop()
    await sandbox.stop()
    return figure


async def tap_to_mark(url: str) -> Figure:
    """Tap 签到 on many phones at once: over HTTP, into the inbox, through PTB, to a durable mark."""
    sandbox, bot, town = await stage(url, in_flight=64)
    bot.storage.write_now(open_activity)
    for telegram_id in town.cadres:
        sandbox.person(telegram_id).type("签到")
    began = time.perf_counter()
    await bot.start()
    await until(lambda: bot.storage.read(lambda session: marks(session) >= len(town.cadres)))
    figure = Figure(
        "check-ins by message over HTTP, bot and Bot API on one core", len(town.cadres), time.perf_counter() - began
    )
    await bot.stop()
    await sandbox.stop()
    return figure


async def stage(url: str, *, in_flight: int) -> tuple[Sandbox, Bot, Town]:
    """Make a town, its sandbox without limits, and a bot on the real clock that has not started yet."""
    storage = Storage(url)
    town = storage.write_now(lambda session: build_town(session, cadres_each=PEOPLE))
    storage.close()
    from bot.clock import SystemClock  # noqa: PLC0415 - the one place that needs it

    sandbox = Sandbox(SystemClock(), enforce_limits=False)
    await sandbox.start()
    for telegram_id in range(900_000, 900_003 + len(town.cadres)):
        sandbox.person(telegram_id).start()
    settings = settings_for(
        url,
        telegram={"token": sandbox.token, "base_url": sandbox.base_url, "file_base_url": sandbox.file_base_url},
    )
    lifted = settings.delivery.model_copy(
        update={"per_second": 1_000_000, "per_chat_seconds": 0.001, "in_flight": in_flight}
    )
    bot = Bot(settings.model_copy(update={"delivery": lifted}), rings=False)
    return sandbox, bot, town


def open_activity(session: Session) -> datetime:
    """Open an activity whose window is now; everyone with a unit is on its roll. Returns now."""
    now = datetime.now(UTC)
    activity = Activity(
        series="friday",
        kind="friday",
        title="周五志愿服务",
        content="清扫",
        held_on=now.date(),
        state=ActivityState.OPEN,
        opens_at=now - timedelta(hours=9),
        reply_by=now - timedelta(hours=8),
        check_in_from=now - timedelta(hours=1),
        muster_at=now - timedelta(minutes=1),
        starts_at=now,
        late_after=now + timedelta(hours=1),
        left_early_before=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
        closes_at=now + timedelta(hours=3),
    )
    session.add(activity)
    session.flush()
    site = session.scalars(select(Site)).first()
    assert site is not None
    shift = Shift(activity_id=activity.id, site_id=site.id, starts_at=activity.starts_at)
    session.add(shift)
    session.flush()
    from bot.model import Cadre  # noqa: PLC0415 - the one place that needs it

    people = session.execute(select(Cadre.id, Cadre.unit_id).where(Cadre.unit_id.is_not(None))).all()
    session.add(Roll(activity_id=activity.id, unit_id=people[0][1], shift_id=shift.id))
    session.add_all(
        Attendance(activity_id=activity.id, cadre_id=cadre_id, unit_id=unit_id) for cadre_id, unit_id in people
    )
    return now


async def timed(what: str, items: tuple[int, ...], work: Callable[[int], Awaitable[None]]) -> Figure:
    """Do ``work`` for all items side by side."""
    began = time.perf_counter()
    await asyncio.gather(*(work(item) for item in items))
    return Figure(what, len(items), time.perf_counter() - began)


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    """Look every hundredth of a second, for at most two minutes."""
    deadline = time.monotonic() + 120
    while not await look():
        if time.monotonic() > deadline:
            raise TimeoutError
        await asyncio.sleep(0.01)


def sent(session: Session) -> int:
    """Count the messages that were sent."""
    return session.scalar(select(func.count()).select_from(Message).where(Message.state == MessageState.SENT)) or 0


def marks(session: Session) -> int:
    """Count the marks."""
    return session.scalar(select(func.count()).select_from(Mark)) or 0


if __name__ == "__main__":
    sys.exit(main())
