"""The story: one week of the invented town, from the roster to Monday's summary, with two crashes on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from bot.config import Settings
from bot.model import Role
from bot.rehearsal.agenda import Agenda
from bot.rehearsal.arrivals import Arrival
from bot.rehearsal.calendar import OUTAGE, SHORT_OUTAGE, Calendar
from bot.rehearsal.crash import CrashStage, cut_power
from bot.rehearsal.hands import Say
from bot.rehearsal.liaisons import Liaison
from bot.rehearsal.notice import Notice
from bot.rehearsal.people import Person
from bot.rehearsal.plans import Quirk, draw
from bot.rehearsal.setup import Papers, bring_in_roster, first_admin_token, invite_everybody
from bot.rehearsal.stills import Stills, fit_for_stills
from bot.rehearsal.strangers import Admin, Odd, Stranger
from bot.rehearsal.town import GROUP, Resident, Town, chance
from bot.services.activities import friday_rules
from bot.texts import load_texts

Tell = Callable[[str], None]
GRAINS: Final = {1000: timedelta(seconds=60), 100: timedelta(seconds=30), 0: timedelta(0)}
"""In a town of so many people, or more, acts happen at multiples of this span only."""
MINUTE: Final = timedelta(minutes=1)
LOOKS_IN_EVERY: Final = timedelta(minutes=30)
CONFIRM_SHARE: Final = 0.85
RUSH: Final = timedelta(seconds=30)
NOTICE_LASTS: Final = timedelta(minutes=45)


class Week:
    """One rehearsal: a town, the bot on its stage, and everybody's diaries.

    Args:
        settings: Over the database to be used; its schema is there.
        town: Who lives there.
        seed: What people do is drawn from it.
        tell: Called with the key of a line of progress at the end of each part of the week.
        language: That of the phones and of the files.
    """

    def __init__(
        self, settings: Settings, town: Town, *, seed: int, tell: Tell = lambda _key: None, language: str = "zh-CN"
    ) -> None:
        self.calendar = Calendar.of(friday_rules(settings))
        self.settings = settings
        self.town = town
        self.papers = Papers()
        self.stage = CrashStage(settings, start=self.calendar.begins_at)
        self.outages: list[tuple[datetime, datetime]] = []
        self.rings: dict[int, int] = {}
        self._tell = tell
        self._seed = seed
        self._language = language
        self.say: Say = partial(load_texts().format, language)
        grain = next(grain for people, grain in GRAINS.items() if len(town.residents) >= people)
        self.agenda = Agenda(self.stage, grain=grain)
        self.people = [self._person(resident) for resident in town.residents]
        self.liaisons = [person for person in self.people if isinstance(person, Liaison)]
        sandbox = self.stage.sandbox
        self.admin = Admin(sandbox.person(town.admin_account, "管理员", language), self.say)
        self.stranger = Stranger(sandbox.person(town.stranger_account, "路人", language))
        self.odd = Odd(sandbox)
        self.group = sandbox.group("市直机关志愿服务周报群", chat_id=GROUP)
        self._shown = next((person for person in self.people if fit_for_stills(person)), self.people[-1])
        organizer = next(person for person in self.people if person.resident.has(Role.ORGANIZER))
        self.notice = Notice(organizer, self.agenda, self.say, self._chance("notice"))
        self.stills = Stills(self._shown, self.agenda, self.calendar.zone, self.say)
        self._fill_parts()

    def _person(self, resident: Resident) -> Person:
        kind = Liaison if resident.has(Role.LIAISON) else Person
        return kind(
            resident,
            self.stage.sandbox.person(resident.account, resident.name, self._language),
            draw(resident, self.calendar.days, self._chance(resident.roster_no)),
            self.agenda,
            self.say,
            rng=self._chance(f"{resident.roster_no}:words"),
            zone=self.calendar.zone,
        )

    def _chance(self, what: str) -> Random:
        # Everybody's luck is their own: one more person changes nobody else's week.
        return chance(f"{self._seed}:{what}")

    def _fill_parts(self) -> None:
        """Hand out the parts that chance must not leave out."""
        by_unit: dict[str, list[Person]] = {unit: [] for unit in self.town.units}
        for person in self.people:
            by_unit[person.resident.unit].append(person)
        for place, liaison in enumerate(self.liaisons):
            luck = self._chance(f"unit:{liaison.resident.unit}").random()
            liaison.answer_for(
                by_unit[liaison.resident.unit],
                self.calendar.timetable,
                is_diligent=place == 0 or luck < CONFIRM_SHARE,
            )

    @property
    def is_by_bot_known(self) -> dict[str, Person]:
        """Everybody by their number on the roster."""
        return {person.resident.roster_no: person for person in self.people}

    async def play(self) -> None:
        """Play the week from end to end; the stage stays open, so that everything can be looked at."""
        await self.stage.open()
        for part in (self._tuesday, self._wednesday, self._thursday, self._friday, self._monday):
            await part()

    # ── Tuesday ──

    async def _tuesday(self) -> None:
        calendar, agenda = self.calendar, self.agenda
        self.admin.phone.start(await first_admin_token(self.stage, self.settings))
        await agenda.play_until(calendar.begins_at + 2 * MINUTE)
        self.admin.agree()
        await bring_in_roster(self.stage, self.admin, self.town, self.papers, self._language)
        tokens = await invite_everybody(self.stage, self.settings, self.town, self.papers, self._language)
        self._tell("demo-set-up")
        agenda.at(calendar.begins_at + 30 * MINUTE, lambda: self.group.add_bot(self.admin.phone))
        agenda.at(calendar.begins_at + 40 * MINUTE, self.stranger.knock)
        agenda.at(calendar.begins_at + 41 * MINUTE, self.stranger.knock)
        for number, person in enumerate(self.people):
            arrival = Arrival(person, tokens, agenda, self.say)
            if person.resident.roles:
                agenda.at(calendar.staff_from + timedelta(seconds=10 * number), arrival.open_link)
            else:
                arrival.plan()
        self._have_liaisons_look_in()
        await agenda.play_until(calendar.upgrade_at)
        await self.stage.stop_bot()
        await self.stage.start_bot()
        self._tell("demo-registered")
        self.notice.plan(self.people)
        await agenda.play_until(calendar.upgrade_at + NOTICE_LASTS)
        self._tell("demo-noticed")

    def _have_liaisons_look_in(self) -> None:
        """Let each liaison look at who waits twice an hour, and often enough in the end."""
        begin, end = self.calendar.registration
        looks = (end - begin) // LOOKS_IN_EVERY
        for number, liaison in enumerate(self.liaisons):
            own = timedelta(seconds=number * 7)
            for look in range(1, looks + 1):
                self.agenda.at(begin + look * LOOKS_IN_EVERY + own, liaison.let_in)
            for look in range(20):
                self.agenda.at(end + 5 * MINUTE + look * MINUTE + own, liaison.let_in)

    # ── Wednesday, Thursday ──

    async def _wednesday(self) -> None:
        calendar = self.calendar
        await self.agenda.play_until(calendar.timetable.opens_at - MINUTE)
        self.rings = {person.phone.id: person.phone.rings for person in self.people}
        for person in self.people:
            if person.diary.is_linked:
                person.live()
        self.stills.plan(self._shown.plan, calendar.timetable)
        await self.agenda.play_until(calendar.timetable.opens_at + 5 * MINUTE)
        self._tell("demo-invited")
        await self.agenda.play_until(calendar.on(2, calendar.timetable.ends_at.astimezone(calendar.zone).time()))
        self._tell("demo-answering")

    async def _thursday(self) -> None:
        calendar, agenda = self.calendar, self.agenda
        for person in self.people:
            if person.plan.quirk is Quirk.BLOCKS and person.diary.is_linked:
                agenda.at(calendar.reminder_at - 150 * MINUTE, person.block)
        agenda.at(calendar.reminder_at - 100 * MINUTE, self.odd.break_in)
        linked = [person for person in self.people if person.diary.is_linked]
        agenda.at(calendar.reminder_at - 90 * MINUTE, lambda: self.odd.forge(linked[-1].phone))
        await agenda.play_until(calendar.first_crash_at)
        await self._crash(OUTAGE)
        self._tell("demo-crashed")
        await agenda.play_until(calendar.timetable.reply_by + 30 * MINUTE)
        self._tell("demo-reminded")

    async def _crash(self, lasts: timedelta) -> None:
        """Cut the bot off in the midst of what many do at once."""
        self.agenda.rush(RUSH)
        self.outages.append(await cut_power(self.stage, self.agenda, lasts))

    # ── Friday ──

    async def _friday(self) -> None:
        calendar, agenda, times = self.calendar, self.agenda, self.calendar.timetable
        await agenda.play_until(times.check_in_from - MINUTE)
        self._tell("demo-morning")
        await agenda.play_until(calendar.second_crash_at)
        await self._crash(SHORT_OUTAGE)
        await agenda.play_until(times.starts_at + 30 * MINUTE)
        self._tell("demo-checked-in")
        for number, liaison in enumerate(self.liaisons):
            if liaison.diary.is_linked:
                agenda.at(times.ends_at + 16 * MINUTE + timedelta(seconds=11 * number), liaison.call_roll)
        await agenda.play_until(times.closes_at + 5 * MINUTE)
        self.rings = {person.phone.id: person.phone.rings - self.rings[person.phone.id] for person in self.people}
        self._tell("demo-closed")

    async def _monday(self) -> None:
        await self.agenda.play_until(self.calendar.ends_at)
        self._tell("demo-summed-up")
