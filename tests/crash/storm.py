"""People answer, check in and write while the bot is killed at random instants: nothing is lost, nothing doubled."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    ActivityState,
    AnswerChange,
    Attendance,
    Cadre,
    Card,
    Lane,
    Mark,
    MessageState,
    Site,
    Unit,
)
from bot.sandbox import SandboxError
from bot.sandbox.phone import Phone
from bot.services import activities, outbox, settling
from bot.storage import Storage
from bot.texts import load_texts
from tests.crash.clock import LeapingClock
from tests.crash.life import Found, Life, check_inbox, found, is_settled, living, sandbox_on, until
from tests.crash.toll import Toll
from tests.town import Town, build_town

log = logging.getLogger(__name__)

PEOPLE = 12
KILLS_A_REMINDER = 4
SETTLES_WITHIN_SECONDS = 90.0
# Kinds of messages whose every row is a message of its own, and what they say.
TEXTS = {kind: load_texts().format("zh-CN", kind) for kind in ("message-not-understood", "fault-unknown")}


def open_activity(session: Session, town: Town, now: datetime) -> int:
    """Open an activity whose check-in window is open now and for hours, with a card on its way to everybody."""
    hour = timedelta(hours=1)
    activity = Activity(
        series="test",
        kind="friday",
        title="周五志愿服务",
        content="社区环境清洁",
        held_on=now.date(),
        opens_at=now + hour * 24,  # so that no step of the timetable comes in between
        reply_by=now + hour,
        check_in_from=now - hour,
        muster_at=now,
        starts_at=now + hour,
        late_after=now + hour * 2,
        left_early_before=now - hour / 2,
        ends_at=now + hour * 3,
        closes_at=now + hour * 4,
        state=ActivityState.OPEN,
    )
    site = session.scalars(select(Site)).first()
    unit = session.get_one(Unit, town.unit_ids[0])
    assert site is not None
    session.add(activity)
    session.flush()
    activities.open_roll(session, activity, unit.id, site)
    for cadre in session.scalars(select(Cadre).where(Cadre.telegram_id.in_(town.cadres))).all():
        activities.invite(session, cadre, now=now)
    return activity.id


@dataclass(slots=True)
class Person:
    """A phone and what its owner has done, to compare with what the bot has written down."""

    phone: Phone
    cadre_id: int
    activity_id: int
    answers: list[str] = field(default_factory=list)
    typed: int = 0
    acts: int = 0

    def act(self, chance: random.Random) -> None:
        """Do one thing; each but the typing changes something, so that its effect can be counted."""
        if not self.phone.messages:
            return
        act = chance.choice(("answer", "answer", "check", "type"))
        try:
            if act == "answer":
                label = chance.choice([word for word in ("参加", "不参加") if self.answers[-1:] != [word]])
                # From Wednesday to Friday the clock of the machine opens the coming Friday as well.
                about = str(self.activity_id)
                ours = (
                    m for m in reversed(self.phone.messages) for button in m.buttons if about in _named(button.data)
                )
                verb = {"参加": "go", "不参加": "no"}[label]
                self.phone.tap_data(f"{verb}:{about}", message_id=next(ours).message_id)
                self.answers.append(label)
            elif act == "check":
                self.phone.type("签到")
            else:
                self.phone.type("这是什么")
                self.typed += 1
        except (SandboxError, StopIteration):
            return
        self.acts += 1


def _named(data: str | None) -> list[str]:
    """Return what a button's data names first: the activity."""
    return (data or "").split(":")[1:2]


async def play(url: str, *, kills: int, seed: int, people_count: int = PEOPLE) -> Toll:
    """Let people tap and write while the bot is killed so often; every effect and every message is counted then."""
    chance = random.Random(seed)  # noqa: S311 - a rehearsal, no secret
    storage = Storage(url)
    now = datetime.now(UTC)
    town = storage.write_now(lambda session: build_town(session, cadres_each=people_count, now=now))
    clock = LeapingClock()
    sandbox = sandbox_on(clock)
    await sandbox.start()
    ids = {
        number: key for key, number in storage.read_now(lambda s: s.execute(select(Cadre.id, Cadre.telegram_id)).all())
    }
    activity_id = storage.write_now(lambda session: open_activity(session, town, now))
    people = [Person(sandbox.person(number), ids[number], activity_id) for number in town.cadres]
    for number in ids:
        sandbox.person(number or 0).account.has_started = True
    rounds = max(3, kills // KILLS_A_REMINDER)
    reminders = storage.write_now(lambda session: remind(session, people, now, rounds=rounds))
    try:
        async with living(url, sandbox, clock, storage) as life:
            comes_to_life = True
            for _ in range(kills):
                # Now and then it is killed while it starts, but not for ever: what was begun then gets its turn.
                comes_to_life = not comes_to_life or chance.random() < 0.7
                await act_for_a_while(people, life, chance, comes_to_life=comes_to_life)
                await life.kill()
                chance.choice(people).act(chance)  # somebody taps while nobody is there
                await life.begin()
            await until(lambda: not sandbox.has_pending, seconds=SETTLES_WITHIN_SECONDS, what="updates were left")
            await until(lambda: storage.read_now(is_settled), seconds=SETTLES_WITHIN_SECONDS, what="messages were left")
        report = storage.read_now(found)
        check_inbox(report, sandbox)
        storage.read_now(lambda session: check_effects(session, people, activity_id))
        doubled = check_messages(storage, report, people, reminders, life)
        log.info("kills=%d acts=%d messages=%s", kills, sum(person.acts for person in people), dict(report.states))
        return life.toll("check-ins", report, doubled=doubled)
    finally:
        storage.close()
        await sandbox.stop()


def remind(session: Session, people: list[Person], now: datetime, *, rounds: int) -> int:
    """Put reminders into the outbox that fall due while the bot is being killed."""
    for number, person in enumerate(people):
        for place in range(rounds):
            outbox.say(
                session,
                outbox.cadre_key(person.cadre_id),
                "fault-unknown",
                now=now,
                lane=Lane.REMINDER,
                dedup=f"reminder:{place}:{person.cadre_id}",
                due_at=now + timedelta(seconds=2 * place + number / 4),
            )
    return rounds * len(people)


async def act_for_a_while(people: list[Person], life: Life, chance: random.Random, *, comes_to_life: bool) -> None:
    """Let people act until a random instant, which is after the bot has come to life unless it is not to."""
    if comes_to_life:
        await life.come_to_life()
        if chance.random() < 0.5:
            await life.come_to_work()
    end = time.monotonic() + chance.uniform(0.0, 0.3)
    while time.monotonic() < end:
        chance.choice(people).act(chance)
        await asyncio.sleep(chance.uniform(0.0, 0.03))


def check_effects(session: Session, people: list[Person], activity_id: int) -> None:
    """Each answer that changed something was entered exactly once, in the order given; so was one check-in."""
    for person in people:
        row = session.scalars(
            select(Attendance).where(Attendance.activity_id == activity_id, Attendance.cadre_id == person.cadre_id)
        ).one()
        changes = session.scalars(
            select(AnswerChange.after).where(AnswerChange.attendance_id == row.id).order_by(AnswerChange.id)
        ).all()
        assert list(changes) == [{"参加": "going", "不参加": "declined"}[word] for word in person.answers]
        marks = session.scalars(
            select(Mark).where(Mark.activity_id == activity_id, Mark.cadre_id == person.cadre_id)
        ).all()
        has_checked_in = "签到" in said(person)
        assert len(marks) == has_checked_in
        stored = (row.state, row.checked_in_at, row.minutes)
        settling.settle_row(session, row, session.get_one(Activity, activity_id))
        assert (row.state, row.checked_in_at, row.minutes) == stored
    session.expunge_all()


def said(person: Person) -> list[str]:
    return [message.text for message in person.phone.chat.messages.values() if not message.is_from_bot]


def check_messages(storage: Storage, report: Found, people: list[Person], reminders: int, life: Life) -> int:
    """What was due was sent once, or stands as uncertain; at most the rows in flight at a kill are.

    Returns:
        How many messages somebody got for which no row stands.
    """
    assert set(report.states) <= {"sent", "uncertain", "cancelled"}, report.rows
    assert report.states["uncertain"] <= sum(life.in_flight)
    sent, unsure = (
        Counter({(key, kind): count for (kind, key, state), count in report.rows.items() if state is wanted})
        for wanted in (MessageState.SENT, MessageState.UNCERTAIN)
    )
    assert sum(count for (kind, *_), count in report.rows.items() if kind == "fault-unknown") == reminders
    doubled = 0
    for person in people:
        key = outbox.cadre_key(person.cadre_id)
        texts = Counter(message.text for message in person.phone.messages)
        for kind, text in TEXTS.items():
            assert sent[key, kind] <= texts[text], (kind, texts)
            doubled += max(texts[text] - sent[key, kind] - unsure[key, kind], 0)
        assert sent[key, "message-not-understood"] + unsure[key, "message-not-understood"] == person.typed
    cards = storage.read_now(lambda session: session.scalars(select(Card)).all())
    assert all(card.shown_version <= card.wanted_version for card in cards)
    return doubled
