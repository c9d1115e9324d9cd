"""An organizer's week: a tree-planting day planned, changed and held, and a task sent to three units.

What people do is drawn from the seed; what the organizer does takes the time that a hand and two eyes need, so that
taps and seconds can be told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.config import Settings
from bot.model import Role
from bot.rehearsal.agenda import Agenda
from bot.rehearsal.crash import CrashStage
from bot.rehearsal.hands import Say
from bot.rehearsal.snow_town import settle_in
from bot.rehearsal.town import Resident, Town, chance
from bot.sandbox import Phone
from bot.texts import load_texts

BEGINS: Final = (2026, 11, 23)
SATURDAY: Final = "11-28"
HOURS: Final = "9:30-11:30"
HOURS_SHOWN: Final = "09:30—11:30"
TASK: Final = "周六植树请自带水杯，铁锹由现场发放。"
PLACES_SHARE: Final = 0.3
GOES_SHARE, DECLINES_SHARE = 0.45, 0.1
READS_SHARE: Final = 0.7
DROPS_SHARE: Final = 0.1
UNITS_WRITTEN_TO: Final = 3
LOOKS_AND_TAPS: Final = timedelta(seconds=3)
TYPES: Final = timedelta(seconds=8)

Tell = Callable[[str], None]


@dataclass(slots=True)
class Work:
    """What a piece of the organizer's work took: taps, messages typed, and the time from its first to its last act."""

    taps: int = 0
    typed: int = 0
    began: datetime | None = None
    ended: datetime | None = None

    @property
    def seconds(self) -> int:
        """From the first act to the last."""
        return round((self.ended - self.began).total_seconds()) if self.began and self.ended else 0


@dataclass(slots=True)
class Member:
    """Somebody of the town, and what this person did about the tree planting: tapped 参加 or 不参加, was there.

    ``is_told`` says that the phone showed the new hours after the change.
    """

    resident: Resident
    phone: Phone
    wants: str
    reads: bool
    said: list[str] = field(default_factory=list)
    was_there: bool = False
    has_read: bool = False
    is_told: bool = False


class Desk:
    """One rehearsal of an organizer's week.

    Args:
        settings: Over the database to be used; its schema is there and nobody is in it.
        town: Who lives there.
        seed: What people do is drawn from it.
        tell: Called with the key of a line of progress at the end of each part.
        language: That of the phones.
    """

    def __init__(
        self, settings: Settings, town: Town, *, seed: int, tell: Tell = lambda _key: None, language: str = "zh-CN"
    ) -> None:
        self.settings = settings
        self.town = town
        self.zone = settings.operator.zone
        self.stage = CrashStage(settings, start=self.at(0, 9, 0))
        self.agenda = Agenda(self.stage, grain=timedelta(seconds=15))
        self.say: Say = partial(load_texts().format, language)
        self.plan, self.task, self.missing = Work(), Work(), Work()
        self.quota = max(2, math.ceil(len(town.residents) * PLACES_SHARE))
        self.most_going = 0
        self._tell, self._seed, self._language = tell, seed, language
        self._work = self.plan
        chosen = next(each for each in town.residents if each.has(Role.ORGANIZER))
        self.organizer = self._phone(chosen)
        self.members = [self._member(each) for each in town.residents if each is not chosen]
        unit = town.units[0]  # in each town somebody of those who are written to has blocked the bot
        next(each for each in self.members if each.resident.unit == unit and not each.resident.roles).phone.block()

    def at(self, day: int, hour: int, minute: int) -> datetime:
        """Return a moment of the week, ``day`` from Monday on."""
        return datetime(*BEGINS, hour, minute, tzinfo=self.zone) + timedelta(days=day)

    def _phone(self, resident: Resident) -> Phone:
        phone = self.stage.sandbox.person(resident.account, resident.name, self._language)
        phone.account.has_started = True
        return phone

    def _member(self, resident: Resident) -> Member:
        rng, phone = chance(f"{self._seed}:{resident.roster_no}"), self._phone(resident)
        draw = rng.random()
        wants = "go" if draw < GOES_SHARE else "decline" if draw < GOES_SHARE + DECLINES_SHARE else ""
        return Member(resident, phone, wants, reads=rng.random() < READS_SHARE)

    @property
    def units_written_to(self) -> tuple[str, ...]:
        """The first units in the operator's order, as many as there are up to three."""
        return self.town.units[:UNITS_WRITTEN_TO]

    async def play(self) -> None:
        """Play the week from end to end; the stage stays open, so that everything can be looked at."""
        await self.stage.open()
        consent = self.settings.privacy.consent_version
        now = self.stage.clock.now()
        await self.stage.bot.storage.write(partial(settle_in, town=self.town, now=now, consent_version=consent))
        self._tell("demo-desk-set-up")
        for part in (
            self._plan,
            self._answer,
            self._write_task,
            self._find_missing,
            self._change,
            self._drop,
            self._hold,
        ):
            await part()

    # ── the organizer's hand ──

    async def _do(self, work: Work, *acts: str) -> None:
        """Tap the buttons in turn (an act that begins with ``>`` is typed), with the time that each takes."""
        for act in acts:
            is_typed = act.startswith(">")
            await self.stage.advance(seconds=(TYPES if is_typed else LOOKS_AND_TAPS).total_seconds())
            work.began = work.began or self.stage.clock.now()
            if is_typed:
                self.organizer.type(act[1:])
                work.typed += 1
            else:
                self.organizer.tap(act)
                work.taps += 1
            work.ended = self.stage.clock.now()
        await self.stage.advance(seconds=5)

    def _press(self, key: str, **params: str | int) -> str:
        return self.say(key, **params)

    async def _plan(self) -> None:
        await self.agenda.play_until(self.at(0, 9, 10))
        kind = self.say("summary-kind-tree-planting")
        await self._do(self.plan, ">/activity", self._press("button-plans-new"), kind)
        await self._do(self.plan, self._press("button-plan-day"), f">{SATURDAY}")
        await self._do(self.plan, self._press("button-plan-quota"), f">{self.quota}")
        await self._do(self.plan, self._press("button-plan-site"))
        await self._do(self.plan, self.organizer.last.labels[0])
        publish = self.say("button-plan-publish", mode="new", people=0).partition("0")[0]
        await self._do(self.plan, publish)
        self._tell("demo-desk-planned")

    # ── people ──

    async def _answer(self) -> None:
        await self.agenda.play_until(self.at(0, 9, 30))
        for member in self.members:
            self._plan_answer(member, self.at(0, 9, 30), timedelta(hours=8))
        await self.agenda.play_until(self.at(0, 20, 0))
        self._tell("demo-desk-answered")

    def _plan_answer(self, member: Member, since: datetime, within: timedelta) -> None:
        if member.wants and not member.phone.account.has_blocked:
            rng = chance(f"{self._seed}:{member.resident.roster_no}:{since}")
            self.agenda.at(since + within * rng.random(), partial(self._give_answer, member))

    def _give_answer(self, member: Member) -> None:
        keys = ("button-go", "button-wait") if member.wants == "go" else ("button-decline",)
        self._tap_tree(member, keys)

    def _press_on(self, member: Member, key: str) -> None:
        self._tap_tree(member, (key,))

    def _tap_tree(self, member: Member, keys: Iterable[str]) -> bool:
        """Tap one of these buttons on the card of the tree planting, where it stands."""
        title = self.say("plan-title-tree-planting")
        for message in reversed(member.phone.messages):
            if title in message.text and message.labels:
                for key in keys:
                    if (label := self.say(key)) in message.labels:
                        member.phone.tap(label, message=message)
                        member.said.append(key)
                        return True
        return False

    async def _write_task(self) -> None:
        await self.agenda.play_until(self.at(1, 10, 0))
        await self._do(self.task, ">/broadcast", f">{TASK}", self._press("button-broadcast-units"))
        await self._do(self.task, *self.units_written_to)
        chosen = self._press("button-broadcast-units-done", count=len(self.units_written_to))
        await self._do(self.task, chosen, self._press("button-broadcast-send"))
        for member in self.members:
            if member.resident.unit in self.units_written_to and member.reads and not member.phone.account.has_blocked:
                rng = chance(f"{self._seed}:{member.resident.roster_no}:task")
                self.agenda.at(self.at(1, 10, 10) + timedelta(hours=3) * rng.random(), partial(self._read, member))
        await self.agenda.play_until(self.at(1, 14, 0))
        self._tell("demo-desk-written")

    def _read(self, member: Member) -> None:
        for message in reversed(member.phone.messages):
            if TASK in message.text and self.say("button-broadcast-read") in message.labels:
                member.phone.tap(self.say("button-broadcast-read"), message=message)
                member.has_read = True
                return

    async def _find_missing(self) -> None:
        await self.agenda.play_until(self.at(1, 14, 5))
        await self._do(self.missing, self._press("button-broadcast-unreached"))
        await self.agenda.play_until(self.at(1, 14, 10))
        self._tell("demo-desk-missing")

    async def _change(self) -> None:
        await self.agenda.play_until(self.at(2, 15, 0))
        change = Work()
        await self._do(change, ">/activity", "1", self._press("button-plans-change"), self._press("button-plan-hours"))
        await self._do(change, f">{HOURS}", self.say("button-plan-publish", mode="change", people=0))
        await self.agenda.play_until(self.at(2, 15, 20))
        for member in self.members:
            member.is_told = any(HOURS_SHOWN in message.text for message in member.phone.messages)
            member.said.clear()
            self._plan_answer(member, self.at(2, 15, 20), timedelta(hours=4))
        await self.agenda.play_until(self.at(2, 21, 0))
        self._tell("demo-desk-changed")

    async def _drop(self) -> None:
        """Some who said 参加 cannot come after all; the places are offered on, and taken where somebody looks."""
        await self.agenda.play_until(self.at(3, 9, 0))
        for member in self.members:
            rng = chance(f"{self._seed}:{member.resident.roster_no}:drop")
            if member.said == ["button-go"] and rng.random() < DROPS_SHARE:
                self.agenda.at(self.at(3, 9, 0) + timedelta(hours=3) * rng.random(), partial(self._leave, member))
        for hour in range(10, 21):
            self.agenda.at(self.at(3, hour, 30), self._take_offers)
        await self.agenda.play_until(self.at(3, 21, 0))
        self._tell("demo-desk-offered")

    def _leave(self, member: Member) -> None:
        if self._tap_tree(member, ("button-change",)):
            self.agenda.after(timedelta(seconds=15), partial(self._press_on, member, "button-decline"))

    def _take_offers(self) -> None:
        """Whoever waits and sees 参加 again takes the place."""
        for member in self.members:
            if member.said[-1:] in (["button-go"], ["button-wait"]) and self._waits_with_offer(member):
                self._tap_tree(member, ("button-go",))

    def _waits_with_offer(self, member: Member) -> bool:
        label = self.say("button-wait-no-more")
        return any(
            label in message.labels and self.say("button-go") in message.labels for message in member.phone.messages
        )

    async def _hold(self) -> None:
        """On Saturday those come who have a place and check in; at the end they check out."""
        await self.agenda.play_until(self.at(5, 9, 5))
        for member in self.members:
            if self._has_place(member):
                rng = chance(f"{self._seed}:{member.resident.roster_no}:day")
                self.agenda.at(self.at(5, 9, 5) + timedelta(minutes=20) * rng.random(), partial(self._arrive, member))
        await self.agenda.play_until(self.at(5, 14, 10))
        self._tell("demo-desk-held")

    def _has_place(self, member: Member) -> bool:
        """Tell by the card: who may say 不能前来 has a place."""
        title, label = self.say("plan-title-tree-planting"), self.say("button-change")
        return any(title in message.text and label in message.labels for message in member.phone.messages)

    def _arrive(self, member: Member) -> None:
        if self._tap_tree(member, ("button-check-in",)):
            member.was_there = True
            end = self.at(5, 11, 30) + timedelta(minutes=1)
            self.agenda.at(end, partial(self._press_on, member, "button-check-out"))
