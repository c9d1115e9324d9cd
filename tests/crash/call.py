"""A call for snow whose bot is killed at random instants: nobody is asked twice, and everybody is let go."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import (
    Activity,
    AnswerChange,
    Attendance,
    AuditEntry,
    Cadre,
    Callout,
    CalloutState,
    Card,
    Mark,
    Message,
    MessageState,
    Site,
    Summons,
    SummonsState,
)
from bot.rules.attendance import AnswerState, MarkKind
from bot.sandbox import Sandbox
from bot.sandbox.phone import Phone
from bot.services import outbox
from bot.services.waves import CALLED
from bot.storage import Storage
from bot.texts import load_texts
from tests.crash.clock import LeapingClock, standing_at
from tests.crash.life import SLOW, Life, check_inbox, found, is_settled, living, sandbox_on, until
from tests.crash.toll import Toll
from tests.crash.witness import NO, Ear, Eye, Heard
from tests.town import Town, build_town

log = logging.getLogger(__name__)

MONDAY = datetime(2026, 11, 22, 22, 10, tzinfo=UTC)  # 06:10 in Shanghai: no Friday is open, and the night is over
QUOTAS = (20, 2, 2)
PEOPLE = 28
"""How many live in each of three units."""
SLEEPER_SHARE = 0.6
"""Of all but the third unit: the first stretch lacks hands to the end, while people wait for a place at the third."""
REFUSAL_SHARE = 0.2
LEAP_ROUND = 2
ROUNDS = 5
SOON_SECONDS, PRESSES_WITHIN_SECONDS, SETTLES_WITHIN_SECONDS = 5.0, 20.0, 90.0
MOMENT = timedelta(seconds=1)
YES = frozenset({SummonsState.COMING, SummonsState.WAITING})
REPEATED = load_texts().format("zh-CN", "repeated", text="")
OVER = "【收队】"


def build(session: Session) -> Town:
    """Write three units with a stretch each; whoever of the first two is short of hands is helped by the next."""
    town = build_town(session, units=len(QUOTAS), cadres_each=PEOPLE, now=MONDAY)
    sites = session.scalars(select(Site).order_by(Site.id)).all()
    for number, (site, quota) in enumerate(zip(sites, QUOTAS, strict=True)):
        site.kind, site.heads, site.unit_id = "road_section", quota, town.unit_ids[number]
        site.neighbour_ids = [town.unit_ids[(number + 1) % len(QUOTAS)]]
    return town


@dataclass(slots=True)
class Person:
    """A phone, and what its owner has pressed, as ``word_of`` names it; ``in`` is the last."""

    phone: Phone
    cadre_id: int
    sleeps: bool
    words: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return outbox.cadre_key(self.cadre_id)

    def act(self, chance: random.Random) -> bool:
        """Press a button of the call's card that is nearest at hand; tell whether there was one."""
        found = find(self.phone, lambda data: data.startswith(("su:", "in:")))
        if self.sleeps or found is None or "in" in self.words:
            return False
        message_id, offered = found
        refusals = [data for data in offered if is_no(word_of(data))]
        data = chance.choice(refusals if refusals and chance.random() < REFUSAL_SHARE else offered)
        word = word_of(data)
        if [word] == self.words[-1:] or (word == "come" and "no" in self.words and chance.random() < 0.5):
            return False
        self.phone.tap_data(data, message_id=message_id)
        self.words.append(word)
        return True

    def press(self, word: str) -> None:
        """Press the first button of the card that says so, if there is one."""
        found = find(self.phone, lambda data: data.startswith(("su:", "in:")) and word_of(data) == word)
        if found is not None:
            message_id, (data, *_more) = found
            self.phone.tap_data(data, message_id=message_id)
            self.words.append(word)


def word_of(data: str) -> str:
    """Name what a button of the card says: ``come``, ``no``, a no with its reason as ``no:sick``, or ``in``."""
    verb, _activity, *rest = data.split(":")
    if verb == "in":
        return "in"
    return ":".join(rest) if rest[0] == "no" else "come"


def is_no(word: str) -> bool:
    return word.partition(":")[0] == "no"


def refusal(word: str) -> str:
    """Name the answer that a no is on the roll, with its reason, as ``excused:sick``."""
    reason = word.partition(":")[2]
    return f"{AnswerState.EXCUSED}:{reason}" if reason else AnswerState.DECLINED.value


def find(phone: Phone, fits: Callable[[str], bool]) -> tuple[int, list[str]] | None:
    """Return the newest message with buttons that fit, and what stands behind them."""
    for message in reversed(phone.messages):
        if offered := [button.data for button in message.buttons if button.data and fits(button.data)]:
            return message.message_id, offered
    return None


@dataclass(slots=True)
class Night:
    """Everything there is: the bot that dies, the phones, and what was heard and seen."""

    sandbox: Sandbox
    storage: Storage
    clock: LeapingClock
    chance: random.Random
    organizer: Phone
    people: list[Person]
    life: Life
    ear: Ear
    eye: Eye
    unconfirmed: int = 0

    @property
    def asked_twice(self) -> int:
        """Count the phones that rang twice to ask, but for marked repetitions."""
        asks = Counter(each.chat_id for each in self.ear.asks if not each.text.startswith(REPEATED))
        return sum(count - 1 for count in asks.values())

    async def press(self, word: str) -> None:
        """Press the organizer's button for a word, as soon as it is there."""
        organizer = self.organizer

        def fits(data: str) -> bool:
            return data.startswith("co:") and data.split(":", 2)[2].startswith(word)

        await until(lambda: find(organizer, fits) is not None, seconds=PRESSES_WITHIN_SECONDS, what=f"no {word}")
        message_id, (data, *_more) = find(organizer, fits) or (0, [""])
        organizer.tap_data(data, message_id=message_id)

    async def hear(self, number: int, fits: Callable[[Heard], bool], *, since: int) -> None:
        """Wait until so many messages that fit have come since the list was so long; not for ever."""
        try:
            await until(lambda: sum(map(fits, self.ear.heard[since:])) >= number, seconds=SOON_SECONDS, what="silence")
        except AssertionError:
            log.info("call.silence kills=%d", self.life.kills)

    async def act(self, seconds: float) -> None:
        """Let people press buttons for a while."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while self.clock.now() < end:
            if awake := [person for person in self.people if person.phone.messages and not person.sleeps]:
                self.chance.choice(awake).act(self.chance)
            await asyncio.sleep(self.chance.uniform(0.0, 0.03))

    async def be_answered(self) -> None:
        """Wait until the bot has taken in what was pressed."""
        await until(lambda: not self.sandbox.has_pending, seconds=SETTLES_WITHIN_SECONDS, what="updates were left")

    async def die(self, within_seconds: float) -> None:
        """Kill the bot at a random instant of a while, and start it again."""
        await asyncio.sleep(self.chance.uniform(0.0, within_seconds))
        await self.life.kill()
        await self.life.begin()

    async def die_before_confirming(self) -> None:
        """Kill the bot once it has taken an answer in, or is about to, and has perhaps not confirmed it."""
        bystanders = self.chance.sample(self.people, len(self.people))
        answered = next((person for person in bystanders if person.act(self.chance)), None)
        if self.chance.random() < 0.5:
            await self.sandbox.wait_until(lambda: not self.sandbox.has_pending, timeout_seconds=PRESSES_WITHIN_SECONDS)
        else:
            await asyncio.sleep(self.chance.uniform(0.0, 0.02))
        await self.life.kill()
        self.unconfirmed += answered is not None and not answered.phone.chat.taps[-1].answers
        self.chance.choice(self.people).act(self.chance)  # somebody presses while nobody is there
        await self.life.begin()

    async def sleep_until_the_next_wave(self) -> None:
        """Kill the bot when all is quiet, and let it come back when another wave may ring, and rings."""
        await self.be_answered()
        await asyncio.sleep(self.chance.uniform(0.0, 0.02))
        await self.life.kill()
        self.eye.look()
        next_at = self.eye.next_wave_at
        if next_at is not None:
            self.clock.leap_to(next_at + MOMENT)
        await self.life.begin()
        if next_at is not None:
            await until(
                lambda: self.eye.next_wave_at != next_at, seconds=PRESSES_WITHIN_SECONDS, what="no wave has rung"
            )


@asynccontextmanager
async def opened(url: str, seed: int) -> AsyncIterator[Night]:
    chance = random.Random(seed)  # noqa: S311 - a rehearsal, no secret
    storage, clock = Storage(url), standing_at(MONDAY)
    town = storage.write_now(build)
    sandbox = sandbox_on(clock)
    await sandbox.start()
    rows = storage.read_now(lambda session: session.execute(select(Cadre.id, Cadre.telegram_id)).all())
    ids = {number or 0: key for key, number in rows}
    for number in ids:
        sandbox.person(number).account.has_started = True
    people = [
        Person(sandbox.person(number), ids[number], sleeps=place < 2 * PEOPLE and chance.random() < SLEEPER_SHARE)
        for place, number in enumerate(town.cadres)
    ]
    ear, eye = Ear(sandbox), Eye(storage, clock)
    witnesses = [asyncio.create_task(ear.listen()), asyncio.create_task(eye.watch())]
    try:
        async with living(url, sandbox, clock, storage) as life:
            organizer = sandbox.person(town.organizer)
            yield Night(sandbox, storage, clock, chance, organizer, people, life, ear, eye)
    finally:
        for witness in witnesses:
            witness.cancel()
        storage.close()
        await sandbox.stop()


async def play(url: str, *, seed: int) -> Toll:
    """Play one call from the draft to its log, with nine kills or so; every rule of a call is checked on the way."""
    async with opened(url, seed=seed) as night:
        await call_out(night)
        await answer(night)
        await stop(night)
        await stand_down(night)
        await night.be_answered()
        await until(lambda: night.storage.read_now(is_over), seconds=SETTLES_WITHIN_SECONDS, what="messages were left")
        night.eye.look()
        assert not night.eye.excesses
        check_ear(night)
        night.storage.read_now(lambda session: check_tables(session, night))
        night.storage.read_now(lambda session: check_story(session, night))
        repeated = sum(each.text.startswith(REPEATED) for each in night.ear.heard)
        log.info(
            "call.killed kills=%d looks=%d unconfirmed=%d asks=%d repeated=%d words=%s seen=%s",
            night.life.kills,
            night.eye.looks,
            night.unconfirmed,
            len(night.ear.asks),
            repeated,
            Counter(word for person in night.people for word in person.words),
            sorted(night.eye.seen),
        )
        return night.life.toll("call-out", night.storage.read_now(found), doubled=night.asked_twice, repeated=repeated)


async def call_out(night: Night) -> None:
    """Draft the call and send it out over a slow line; the bot dies amid the first wave, and amid what it repeats."""
    night.organizer.type("/snow")
    await night.press("preview")
    night.sandbox.faults.add(SLOW)
    await night.press("send")
    for text in ("", REPEATED):
        since = len(night.ear.heard)
        await night.hear(night.chance.randint(1, 5), asking_with(text), since=since)
        await night.die(0.05)
    night.sandbox.faults.clear()


def asking_with(text: str) -> Callable[[Heard], bool]:
    """Return what tells whether a message asks somebody, and begins with a text."""
    return lambda each: each.asks and each.text.startswith(text)


async def answer(night: Night) -> None:
    """Let people answer; the bot dies before it has confirmed an answer, and sleeps over the hour of a wave.

    Of the third unit all those who are asked say yes at once: one more than there are places.
    """
    third = {person.phone.id: person for person in night.people[2 * PEOPLE :]}
    await night.hear(QUOTAS[2] + 1, lambda each: each.asks and each.chat_id in third, since=0)
    for person in third.values():
        person.press("come")
    for number in range(ROUNDS):
        if night.chance.random() < 0.8:
            await night.life.come_to_life()
        await night.act(night.chance.uniform(0.2, 0.5))
        if number == LEAP_ROUND:
            await night.sleep_until_the_next_wave()
        else:
            await night.die_before_confirming()


async def stop(night: Night) -> None:
    """Press 停止 while a wave rings over a slow line; the bot dies over it, and while half of those who come arrive."""
    night.sandbox.faults.add(SLOW)
    await night.sleep_until_the_next_wave()
    await night.press("stop")
    await night.die(0.3)
    night.sandbox.faults.clear()
    await until(
        lambda: night.eye.state is CalloutState.STOPPED, seconds=PRESSES_WITHIN_SECONDS, what="it was not stopped"
    )
    for person in night.people[::2]:
        if "in" not in person.words:
            person.press("in")
    await night.act(0.2)
    await night.die(0.1)


async def stand_down(night: Night) -> None:
    """Press 收队; the bot dies before and while it tells people."""
    await night.press("ask:end")
    await night.press("end")
    await night.die(0.05)
    since = len(night.ear.heard)
    await night.hear(night.chance.randint(1, 3), lambda each: OVER in each.text and each.rings, since=since)
    await night.die(0.05)
    await night.life.come_to_life()


def is_over(session: Session) -> bool:
    """Tell whether nothing is left to be done: the log of the call, which comes last, has been sent as well."""
    logged = select(AuditEntry.id).where(AuditEntry.action == "callout.log")
    return session.scalar(logged) is not None and is_settled(session)


def check_ear(night: Night) -> None:
    """Nobody was asked twice but by a marked repetition, nor after the stop, nor rung after having said no."""
    ids = {person.phone.id: person for person in night.people}
    asks = {each.chat_id for each in night.ear.asks if not each.text.startswith(REPEATED)}
    repeats = Counter(each.chat_id for each in night.ear.asks if each.text.startswith(REPEATED))
    assert night.asked_twice == 0
    assert max(repeats.values(), default=1) == 1
    assert asks | repeats.keys() <= ids.keys()
    silence = night.eye.silence
    assert silence is not None
    late = [each for each in night.ear.asks if silence.is_broken_by(each.at, ids[each.chat_id].key)]
    assert not late
    for each in night.ear.heard:  # who comes all the same, without a place, is told to go
        person = ids.get(each.chat_id)
        if person is not None and each.rings and "in" not in person.words:
            refusals = night.eye.refusals.get(person.cadre_id, [])
            assert not any(span.is_broken_by(each.at, person.key) for span in refusals), each


def check_tables(session: Session, night: Night) -> None:
    """Each tap has had its effect once, and everybody who was asked knows that it is over."""
    report = found(session)
    check_inbox(report, night.sandbox)
    assert set(report.states) <= {"sent", "uncertain", "cancelled"}, report.rows
    assert report.states["uncertain"] <= sum(night.life.in_flight)
    callout = session.scalars(select(Callout)).one()
    acts = Counter(session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("callout."))).all())
    assert acts == {"callout.send": 1, "callout.stop": 1, "callout.end": 1, "callout.log": 1}
    twice = select(Summons.cadre_id).group_by(Summons.cadre_id).having(func.count() > 1)
    assert not session.scalars(twice).all()
    lost = session.scalars(select(Message).where(Message.only_if == CALLED, Message.state == MessageState.UNCERTAIN))
    assert all(message.params.get("is_repeat") for message in lost)
    shown = session.scalars(select(Card).where(Card.telegram_message_id.is_not(None))).all()
    assert all(card.shown_version >= card.wanted_version for card in shown)
    summonses = {summons.cadre_id: summons for summons in session.scalars(select(Summons))}
    activity = session.get_one(Activity, callout.activity_id)
    for person in night.people:
        summons = summonses.get(person.cadre_id)
        if summons is None:
            assert not person.words
            assert not person.phone.messages
        else:
            check_person(session, night, person, summons, activity)


def check_story(session: Session, night: Night) -> None:
    """The story had all in it that it is to try."""
    assert night.eye.state is CalloutState.ENDED
    assert night.eye.refusals
    assert night.eye.seen >= {SummonsState.ASKED, SummonsState.COMING, SummonsState.WAITING}
    assert night.unconfirmed
    assert any("in" in person.words for person in night.people)
    assert any(each.text.startswith(REPEATED) for each in night.ear.asks)
    assert session.scalars(select(Callout.wave)).one() > 1
    called_off = select(Message.id).where(Message.only_if == CALLED, Message.reason == "stopped").limit(1)
    assert session.scalar(called_off) is not None


def check_person(session: Session, night: Night, person: Person, summons: Summons, activity: Activity) -> None:
    """What somebody has pressed stands in the tables, and what the tables say was told them."""
    row = session.scalars(
        select(Attendance).where(Attendance.activity_id == activity.id, Attendance.cadre_id == person.cadre_id)
    ).one()
    found = select(AnswerChange.after, AnswerChange.reason).where(AnswerChange.attendance_id == row.id)
    changes = [
        f"{after}:{reason}" if reason else after for after, reason in session.execute(found.order_by(AnswerChange.id))
    ]
    assert accounts_for(person.words, changes), (person.words, changes)
    check_ins = select(func.count()).where(
        Mark.activity_id == activity.id, Mark.cadre_id == person.cadre_id, Mark.kind == MarkKind.CHECK_IN
    )
    assert session.scalar(check_ins) == ("in" in person.words)
    if person.words and is_no(person.words[-1]):
        assert summons.state in NO
    if not person.words:
        assert summons.state in {SummonsState.ASKED, SummonsState.SPARED}
    check_let_go(session, night, person, counts_on_it=summons.state in YES or "in" in person.words)


def check_let_go(session: Session, night: Night, person: Person, *, counts_on_it: bool) -> None:
    """Whoever was asked reads that it is over; the phone of whoever counts on the call has rung for it."""
    heard = [each for each in night.ear.heard if each.chat_id == person.phone.id]
    if not any(each.asks for each in heard):
        return
    ends = select(Message.state).where(Message.chat_key == person.key, Message.dedup_key.startswith("callout-end:"))
    if session.scalar(ends) is MessageState.UNCERTAIN:
        return  # two of the kills have cut it off
    assert any(OVER in message.text for message in person.phone.messages), (person, heard)
    if counts_on_it:
        assert any(OVER in each.text and each.rings for each in heard), (person, heard)


def accounts_for(words: Sequence[str], changes: Sequence[str]) -> bool:
    """Tell whether these answers on the roll can come of these taps, each handled once and in order.

    A yes is an answer where a place is free, at once or once one becomes free, until the next no. A no is one unless
    the last answer was that too, with the same reason. Who checks in without a place may be given one.
    """
    stands = {(0, AnswerState.PENDING.value)}  # how many changes are accounted for, and the answer by then
    wishes = False
    for word in words:
        if not is_no(word):
            wishes = True
            continue
        stands = {after for at in stands for after in refused(*at, refusal(word), changes, wishes=wishes)}
        wishes = False
    return any(
        number == len(changes) or (wishes and answer != AnswerState.GOING and changes[number:] == [AnswerState.GOING])
        for number, answer in stands
    )


def refused(number: int, answer: str, no: str, changes: Sequence[str], *, wishes: bool) -> Iterator[tuple[int, str]]:
    """Yield where a no may lead, with or without a place given before it."""
    befores = [(number, answer)]
    if wishes and answer != AnswerState.GOING and changes[number : number + 1] == [AnswerState.GOING]:
        befores.append((number + 1, AnswerState.GOING.value))
    for count, before in befores:
        if before == no:
            yield count, before
        elif changes[count : count + 1] == [no]:
            yield count + 1, no
