"""A broadcast whose bot is killed at random instants: everybody gets it once, or it stands as uncertain."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Broadcast, BroadcastState, Cadre, Message, MessageState, Occurrence, OccurrenceState
from bot.rules.audience import Audience, AudienceKind, BulkHours
from bot.sandbox import Sandbox
from bot.services import broadcast_choices, broadcast_composing, broadcast_sending
from bot.storage import Storage
from tests.crash.clock import standing_at
from tests.crash.life import SLOW, Life, found, is_settled, living, sandbox_on, until
from tests.crash.toll import Toll
from tests.town import Town, build_town

MORNING = datetime(2026, 11, 25, 2, tzinfo=UTC)  # 10:00 in Shanghai
HOURS = BulkHours(25, time(22), time(6), ZoneInfo("Asia/Shanghai"))
TEXT = "周六上午九点在东门集合"
LIFE_SECONDS = (0.0, 1.0)
REPORTED_WITHIN = timedelta(minutes=3)
UNSETTLED = (MessageState.WAITING, MessageState.STARTED)
SETTLES_WITHIN_SECONDS = 300.0


async def play(url: str, *, kills: int, seed: int, people: int) -> Toll:
    """Send one broadcast to so many and kill the bot so often, or until all have it."""
    chance = random.Random(seed)  # noqa: S311 - a rehearsal, no secret
    storage, clock = Storage(url), standing_at(MORNING)
    town = storage.write_now(lambda session: build_town(session, cadres_each=people, now=MORNING))
    sandbox = sandbox_on(clock)
    await sandbox.start()
    rows = storage.read_now(lambda s: s.execute(select(Cadre.telegram_id, Cadre.id)).all())
    ids = {row.telegram_id: row.id for row in rows}
    for number in ids:
        sandbox.person(number or 0).account.has_started = True
    storage.write_now(partial(confirm, town=town, now=clock.now()))
    try:
        async with living(url, sandbox, clock, storage) as life:
            sandbox.faults.add(SLOW)
            while life.kills < kills - 1 and not storage.read_now(is_sent):
                await die(life, chance)
            sandbox.faults.clear()
            await until(lambda: storage.read_now(is_sent), seconds=SETTLES_WITHIN_SECONDS, what="notices were left")
            await life.kill()
            clock.leap_to(clock.now() + REPORTED_WITHIN)
            await life.begin()
            await until(lambda: storage.read_now(is_over), seconds=SETTLES_WITHIN_SECONDS, what="it did not end")
        states = storage.read_now(states_of_notices)
        assert states.keys() == {
            f"cadre:{key}" for number, key in ids.items() if number not in (town.organizer, town.admin)
        }
        got = count_got(sandbox, ids)
        for key, state in states.items():
            assert state in {MessageState.SENT, MessageState.UNCERTAIN}, (key, state)
            assert got[key] or state is MessageState.UNCERTAIN, key
        return life.toll("broadcast", storage.read_now(found), doubled=sum(max(count - 1, 0) for count in got.values()))
    finally:
        storage.close()
        await sandbox.stop()


def confirm(session: Session, *, town: Town, now: datetime) -> None:
    """Write the broadcast down and confirm it, as the organizer's taps do."""
    number = broadcast_composing.compose(session, now=now, telegram_id=town.organizer, text=TEXT, length=len(TEXT))
    everybody = Audience(AudienceKind.ALL)
    broadcast_choices.choose(session, now=now, telegram_id=town.organizer, broadcast_id=number, audience=everybody)
    state = broadcast_sending.start(
        session, now=now, telegram_id=town.organizer, broadcast_id=number, version=2, hours=HOURS
    )
    assert state is BroadcastState.SENDING


async def die(life: Life, chance: random.Random) -> None:
    """Let the bot come to life, mostly, and kill it at a random instant."""
    if chance.random() < 0.8:
        await life.come_to_life()
    await asyncio.sleep(chance.uniform(*LIFE_SECONDS))
    await life.kill()
    await life.begin()


def states_of_notices(session: Session) -> dict[str, MessageState]:
    rows = session.execute(select(Message.chat_key, Message.state).where(Message.broadcast_id.is_not(None)))
    return {row.chat_key: row.state for row in rows}


def is_sent(session: Session) -> bool:
    """Tell whether every notice is written and none waits."""
    written = session.scalars(select(Occurrence.state).where(Occurrence.key.startswith("broadcast:"))).one()
    left = select(Message.id).where(Message.broadcast_id.is_not(None), Message.state.in_(UNSETTLED)).limit(1)
    return written is OccurrenceState.DONE and session.scalar(left) is None


def is_over(session: Session) -> bool:
    """Tell whether the broadcast has been reported and nothing is left to be sent."""
    return session.scalars(select(Broadcast.state)).one() is BroadcastState.DONE and is_settled(session)


def count_got(sandbox: Sandbox, ids: dict[int | None, int]) -> dict[str, int]:
    """Count by recipient how often the notice stands in the chat."""
    return {
        f"cadre:{key}": sum(TEXT in message.text for message in sandbox.messages_in(number or 0))
        for number, key in ids.items()
    }
