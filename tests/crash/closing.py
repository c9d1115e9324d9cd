"""Activities that are settled while the bot is killed at random instants: what stands then follows from the marks."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    ActivityState,
    Attendance,
    Cadre,
    Mark,
    Message,
    MessageState,
    Occurrence,
    OccurrenceState,
    Site,
)
from bot.rules.attendance import AnswerState, MarkKind, MarkSource, Settled
from bot.sandbox import Sandbox
from bot.services import activities, attendance, settling
from bot.storage import Storage
from tests.crash.clock import standing_at
from tests.crash.life import Life, found, is_settled, living, sandbox_on, until
from tests.crash.toll import Toll
from tests.town import Town, build_town

FIRST_DAY = datetime(2026, 11, 23, 1, tzinfo=UTC)  # Monday 09:00 in Shanghai
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
AFTER_CLOSE = 4 * HOUR
KILLS_A_DAY = 4
LIFE_SECONDS = 0.25
SETTLES_WITHIN_SECONDS = 120.0
SETTLED = tuple(field.name for field in fields(Settled))


async def play(url: str, *, kills: int, seed: int, people: int) -> Toll:
    """Let a day's activity after the other be settled, with a few kills amid each, until there were so many."""
    chance = random.Random(seed)  # noqa: S311 - a rehearsal, no secret
    storage, clock = Storage(url), standing_at(FIRST_DAY)
    town = storage.write_now(lambda session: build_town(session, units=3, cadres_each=people // 3, now=FIRST_DAY))
    sandbox = sandbox_on(clock)
    await sandbox.start()
    for number in storage.read_now(lambda session: session.scalars(select(Cadre.telegram_id)).all()):
        sandbox.person(number or 0).account.has_started = True
    try:
        async with living(url, sandbox, clock, storage) as life:
            starts_at = FIRST_DAY
            while life.kills < kills:
                day = starts_at
                held = storage.write_now(lambda session: hold(session, town, day, chance))  # noqa: B023 - run at once
                clock.leap_to(day + AFTER_CLOSE)
                for _ in range(min(KILLS_A_DAY, kills - life.kills)):
                    await die(life, chance)
                await until(
                    lambda: storage.read_now(lambda session: is_over(session, held, now=clock.now())),  # noqa: B023 - asked at once
                    seconds=SETTLES_WITHIN_SECONDS,
                    what="it was not settled",
                )
                storage.read_now(lambda session: check(session, held))  # noqa: B023 - run at once
                starts_at += DAY
        report = storage.read_now(lambda session: found(session, now=clock.now()))
        return life.toll("settlement", report, doubled=storage.read_now(lambda s: count_doubled(s, sandbox)))
    finally:
        storage.close()
        await sandbox.stop()


async def die(life: Life, chance: random.Random) -> None:
    """Kill the bot at a random instant, soon after it has come to life or before, and start it again."""
    if chance.random() < 0.5:
        await life.come_to_life()
    await asyncio.sleep(chance.uniform(0.0, LIFE_SECONDS))
    await life.kill()
    await life.begin()


def hold(session: Session, town: Town, starts_at: datetime, chance: random.Random) -> int:
    """Write an activity down as it is when it has been served: with answers, check-ins and check-outs of all kinds."""
    activity = Activity(
        series="day",
        kind="community_service",
        title="社区服务",
        content="环境清洁",
        held_on=starts_at.date(),
        opens_at=starts_at - DAY,
        reply_by=starts_at - HOUR,
        check_in_from=starts_at - HOUR / 2,
        muster_at=starts_at,
        starts_at=starts_at,
        late_after=starts_at + HOUR / 4,
        left_early_before=starts_at + 1.75 * HOUR,
        ends_at=starts_at + 2 * HOUR,
        closes_at=starts_at + 3 * HOUR,
        state=ActivityState.OPEN,
        unit_ids=list(town.unit_ids),
    )
    session.add(activity)
    session.flush()
    for unit_id in town.unit_ids:
        site = activities.site_of(session, unit_id)
        assert isinstance(site, Site)
        activities.open_roll(session, activity, unit_id, site)
        people = session.scalars(select(Cadre).where(Cadre.unit_id == unit_id)).all()
        attendance.enrol(session, activity.id, people, now=starts_at - DAY)
    for row in session.scalars(select(Attendance).where(Attendance.activity_id == activity.id)):
        row.answer = chance.choice((AnswerState.PENDING, AnswerState.GOING, AnswerState.DECLINED))
        if row.answer is AnswerState.GOING or chance.random() < 0.1:
            mark(session, row, MarkKind.CHECK_IN, starts_at + chance.uniform(-0.4, 0.5) * HOUR)
            if chance.random() < 0.7:
                mark(session, row, MarkKind.CHECK_OUT, starts_at + chance.uniform(1.0, 2.9) * HOUR)
    return activity.id


def mark(session: Session, row: Attendance, kind: MarkKind, at: datetime) -> None:
    session.add(
        Mark(
            activity_id=row.activity_id,
            cadre_id=row.cadre_id,
            kind=kind,
            at=at,
            source=MarkSource.SELF_TAP,
            recorded_at=at,
            by_cadre_id=row.cadre_id,
        )
    )


def is_over(session: Session, activity_id: int, *, now: datetime) -> bool:
    """Tell whether the activity is closed, everybody was told, and nothing that is due is left to be sent."""
    state = session.scalar(select(Activity.state).where(Activity.id == activity_id))
    return state is ActivityState.CLOSED and not running(session) and is_settled(session, now=now)


def running(session: Session) -> bool:
    """Tell whether a step of an activity is under way."""
    steps = select(Occurrence.id).where(
        Occurrence.key.startswith("activity:"), Occurrence.state == OccurrenceState.RUNNING
    )
    return session.scalar(steps.limit(1)) is not None


def check(session: Session, activity_id: int) -> None:
    """Each line is what its marks say."""
    activity = session.get_one(Activity, activity_id)
    rows = session.scalars(select(Attendance).where(Attendance.activity_id == activity_id)).all()
    for row in rows:
        stored = tuple(getattr(row, name) for name in SETTLED)
        settling.settle_row(session, row, activity)
        assert tuple(getattr(row, name) for name in SETTLED) == stored, row.id
    assert len({row.state for row in rows}) > 2
    session.expunge_all()


def count_doubled(session: Session, sandbox: Sandbox) -> int:
    """Count the messages for which no row of the outbox stands: neither as sent, nor as one whose fate is unknown."""
    left = select(Message.sent_chat_id, Message.telegram_message_id, Message.state)
    rows = session.execute(left.where(Message.sent_chat_id.is_not(None))).all()
    known = {(row.sent_chat_id, row.telegram_message_id) for row in rows}
    unsure = Counter(row.sent_chat_id for row in rows if row.state is MessageState.UNCERTAIN)
    return sum(
        max(sum((chat_id, each.message_id) not in known for each in sandbox.messages_in(chat_id)) - unsure[chat_id], 0)
        for chat_id in sandbox.world.chats
    )
